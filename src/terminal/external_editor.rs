//! TTY. Runs the user's own editor for a long note.

use std::io::{self, Write as _};
use std::process::Command;

use crate::text::BOM;

/// The editor where the environment names none.
const DEFAULT_EDITOR: &str = if cfg!(windows) { "notepad" } else { "vi" };

/// Returns the user's editor: `$VISUAL`, else `$EDITOR`, else the system's usual one.
pub(super) fn editor_command(var: &dyn Fn(&str) -> Option<String>) -> String {
    let non_empty = |name: &str| var(name).filter(|value| !value.trim().is_empty());
    non_empty("VISUAL").or_else(|| non_empty("EDITOR")).unwrap_or_else(|| DEFAULT_EDITOR.to_owned())
}

/// Returns the text as the user leaves it in the editor. The editor is a program and its arguments,
/// separated by blanks, or in double quotes where a path such as `C:\Program Files` has blanks; no shell
/// is involved.
pub(super) fn edit_text(editor: &str, text: &str) -> io::Result<String> {
    let mut file = tempfile::Builder::new().prefix("runsheet-note-").suffix(".md").tempfile()?;
    file.write_all(text.as_bytes())?;
    file.flush()?;
    // Closed: on Windows many editors cannot write to a file that another program has open.
    let path = file.into_temp_path();
    let mut words = split_words(editor).into_iter();
    let program = words.next().unwrap_or(DEFAULT_EDITOR);
    let status = Command::new(program).args(words).arg(&path).status()?;
    if !status.success() {
        return Err(io::Error::other(format!("`{program}` ended with {status}")));
    }
    // By its name: many editors replace the file with a new one.
    let bytes = std::fs::read(&path)?;
    // Some editors save a byte order mark first.
    Ok(String::from_utf8_lossy(&bytes).trim_start_matches(BOM).to_owned())
}

fn split_words(line: &str) -> Vec<&str> {
    let pieces = line.split('"').enumerate();
    pieces
        .flat_map(|(n, piece)| match n % 2 {
            0 => piece.split_whitespace().collect(),
            _ => vec![piece],
        })
        .collect()
}

#[cfg(test)]
#[path = "tests/external_editor.rs"]
mod tests;
