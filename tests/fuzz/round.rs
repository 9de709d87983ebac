//! One round of fuzzing: whatever the bytes are, reading them ends, and what is said of them can be shown.

use runsheet::checklist::ReaderOptions;
use runsheet::checklist::{parse, render};
use runsheet::import::import;

/// Reads bytes as a checklist and as another list, and renders all that is wrong with them.
pub(crate) fn round(bytes: &[u8]) {
    match parse(bytes) {
        Ok(parsed) => {
            // What is valid is kept in logs: it is read again as it was.
            let json = parsed.checklist.json();
            assert!(
                parse(json.as_bytes())
                    .is_ok_and(|again| again.checklist.digest() == parsed.checklist.digest())
            );
        }
        Err(problems) => {
            assert!(!problems.is_empty());
            for problem in problems.iter().take(100) {
                let shown = render(problem, "fuzz.json", bytes, false);
                assert!(shown.chars().all(|c| c == '\n' || !c.is_control()), "{shown:?}");
            }
        }
    }
    if let Ok(imported) = import("fuzz.md", bytes, &ReaderOptions::default()) {
        assert!(runsheet::checklist::Checklist::from_raw(&imported.raw).is_ok());
    }
}
