//! TTY. The terminal's title while the wizard runs: what is worked on, and how far it is.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::text::Text;
use crate::tui::Model;

/// Whether the title that was there before is on the terminal's stack.
static PUSHED: AtomicBool = AtomicBool::new(false);

/// The most characters of a session's title that are shown.
const MAX_TITLE_CHARS: usize = 60;

/// Terminals that have no title and may show the codes for one.
const UNSUPPORTED_TERMS: [&str; 8] = ["", "dumb", "linux", "console", "vt52", "vt100", "vt102", "vt220"];

/// The title, as it was set last.
pub(super) struct WindowTitle {
    supported: bool,
    current: String,
}

impl WindowTitle {
    pub(super) fn new(var: &dyn Fn(&str) -> Option<String>) -> Self {
        let term = var("TERM").unwrap_or_default();
        // GNU screen keeps no stack of titles, and Windows' console none either.
        let screen = var("STY").is_some_and(|name| !name.is_empty());
        Self {
            supported: cfg!(unix) && !screen && !UNSUPPORTED_TERMS.contains(&term.as_str()),
            current: String::new(),
        }
    }

    /// The codes that set the title, where it is not the one that is shown. The first time, the one
    /// from before is kept on the terminal's own stack.
    pub(super) fn update(&mut self, model: &Model) -> Option<String> {
        let title = title_text(model);
        let kept = PUSHED.load(Ordering::SeqCst);
        if !self.supported || (kept && title == self.current) {
            return None;
        }
        PUSHED.store(true, Ordering::SeqCst);
        let push = if kept { "" } else { "\x1b[22;0t" };
        let codes = format!("{push}\x1b]2;{title}\x1b\\");
        self.current = title;
        Some(codes)
    }
}

/// The codes that bring back the title from before; none where it was never changed.
pub(super) fn restore_codes() -> &'static str {
    if PUSHED.swap(false, Ordering::SeqCst) { "\x1b[23;0t" } else { "" }
}

/// `7/12 Site A - runsheet`.
fn title_text(model: &Model) -> String {
    let Some(walk) = &model.session else { return "runsheet".to_owned() };
    let (total, title): (_, &Text) = (walk.progress.total(), walk.progress.title());
    let title: String = title.as_str().chars().take(MAX_TITLE_CHARS).collect();
    format!("{}/{} {title} - runsheet", total.done(), total.applicable())
}

#[cfg(all(test, unix))]
mod tests {
    use jiff::Timestamp;
    use jiff::tz::TimeZone;

    use super::*;
    use crate::tui::{Board, Theme};

    #[cfg(unix)]
    #[test]
    fn the_title_is_set_once_and_given_back_once() {
        let look = Theme { colour: false, ascii: true, hyperlinks: false };
        let model = Model::for_board(Board::default(), look, Timestamp::UNIX_EPOCH, TimeZone::UTC);
        let mut none = WindowTitle::new(&|name| (name == "TERM").then(|| "linux".to_owned()));
        assert_eq!(none.update(&model), None);
        assert_eq!(restore_codes(), "");
        let mut title = WindowTitle::new(&|name| (name == "TERM").then(|| "xterm-256color".to_owned()));
        assert_eq!(title.update(&model).as_deref(), Some("\x1b[22;0t\x1b]2;runsheet\x1b\\"));
        assert_eq!(title.update(&model), None);
        assert_eq!((restore_codes(), restore_codes()), ("\x1b[23;0t", ""));
        // After a suspend it is set anew.
        assert_eq!(title.update(&model).as_deref(), Some("\x1b[22;0t\x1b]2;runsheet\x1b\\"));
        restore_codes();
    }
}
