//! TTY. The user's own editor, for a long note: it gets the terminal, and the text comes back.

use std::io::{self, Write as _};
use std::process::Command;

/// What edits where the environment names nothing.
const USUAL: &str = if cfg!(windows) { "notepad" } else { "vi" };

/// The user's editor: `$VISUAL`, else `$EDITOR`, else the system's usual one.
pub(super) fn editor(var: &dyn Fn(&str) -> Option<String>) -> String {
    let set = |name: &str| var(name).filter(|value| !value.trim().is_empty());
    set("VISUAL").or_else(|| set("EDITOR")).unwrap_or_else(|| USUAL.to_owned())
}

/// Lets a text be edited. The editor is a program and its arguments, parted by blanks; no shell is
/// asked.
pub(super) fn edit(editor: &str, text: &str) -> io::Result<String> {
    let mut file = tempfile::Builder::new().prefix("runsheet-note-").suffix(".md").tempfile()?;
    file.write_all(text.as_bytes())?;
    file.flush()?;
    let mut words = editor.split_whitespace();
    let program = words.next().unwrap_or(USUAL);
    let status = Command::new(program).args(words).arg(file.path()).status()?;
    if !status.success() {
        return Err(io::Error::other(format!("`{program}` ended with {status}")));
    }
    // By its name: editors like to put a new file in the old one's place.
    let bytes = std::fs::read(file.path())?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn what_the_editor_writes_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let script = folder.path().join("editor");
        std::fs::write(&script, "#!/bin/sh\nprintf ' and more' >> \"$2\"\n").unwrap();
        std::fs::set_permissions(&script, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
        let editor = format!("{} --wait", script.display());
        assert_eq!(edit(&editor, "one").unwrap(), "one and more");
    }

    #[test]
    fn an_editor_that_is_missing_or_fails_is_an_error() {
        assert_eq!(edit("/no/such/editor", "x").unwrap_err().kind(), io::ErrorKind::NotFound);
        assert!(edit("false", "x").unwrap_err().to_string().contains("`false` ended with"));
    }

    #[test]
    fn the_environment_names_the_editor() {
        let both = |name: &str| Some(if name == "VISUAL" { "code --wait" } else { "nano" }.to_owned());
        assert_eq!(editor(&both), "code --wait");
        assert_eq!(editor(&|_| None), USUAL);
    }
}
