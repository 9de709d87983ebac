//! TTY. The user's own editor, for a long note: it gets the terminal, and the text comes back.

use std::io::{self, Write as _};
use std::process::Command;

/// What edits where the environment names nothing.
const DEFAULT_EDITOR: &str = if cfg!(windows) { "notepad" } else { "vi" };

/// The user's editor: `$VISUAL`, else `$EDITOR`, else the system's usual one.
pub(super) fn editor_command(var: &dyn Fn(&str) -> Option<String>) -> String {
    let set = |name: &str| var(name).filter(|value| !value.trim().is_empty());
    set("VISUAL").or_else(|| set("EDITOR")).unwrap_or_else(|| DEFAULT_EDITOR.to_owned())
}

/// Lets a text be edited. The editor is a program and its arguments, parted by blanks, or between
/// double quotes, as where it lies in `C:\Program Files`; no shell is asked.
pub(super) fn edit_text(editor: &str, text: &str) -> io::Result<String> {
    let mut file = tempfile::Builder::new().prefix("runsheet-note-").suffix(".md").tempfile()?;
    file.write_all(text.as_bytes())?;
    file.flush()?;
    // Closed: Windows lets many editors not write to a file that another program has open.
    let path = file.into_temp_path();
    let mut words = split_words(editor).into_iter();
    let program = words.next().unwrap_or(DEFAULT_EDITOR);
    let status = Command::new(program).args(words).arg(&path).status()?;
    if !status.success() {
        return Err(io::Error::other(format!("`{program}` ended with {status}")));
    }
    // By its name: editors like to put a new file in the old one's place.
    let bytes = std::fs::read(&path)?;
    // Some editors put a byte order mark before what they save.
    Ok(String::from_utf8_lossy(&bytes).trim_start_matches(crate::text::BOM).to_owned())
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
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn what_the_editor_writes_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let script = folder.path().join("editor");
        std::fs::write(&script, "#!/bin/sh\nprintf ' and more' >> \"$2\"\n").unwrap();
        std::fs::set_permissions(&script, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
        let editor = format!("{} --wait", script.display());
        assert_eq!(edit_text(&editor, "one").unwrap(), "one and more");
    }

    #[test]
    fn an_editor_that_is_missing_or_fails_is_an_error() {
        assert_eq!(edit_text("/no/such/editor", "x").unwrap_err().kind(), io::ErrorKind::NotFound);
        #[cfg(unix)]
        assert!(edit_text("false", "x").unwrap_err().to_string().contains("`false` ended with"));
    }

    #[test]
    fn a_quoted_path_is_one_word() {
        let editor = r#""C:\Program Files\Notepad++\notepad++.exe" -multiInst -nosession"#;
        assert_eq!(
            split_words(editor),
            [r"C:\Program Files\Notepad++\notepad++.exe", "-multiInst", "-nosession"]
        );
        assert_eq!(split_words("code  --wait "), ["code", "--wait"]);
    }

    #[test]
    fn the_environment_names_the_editor() {
        let both = |name: &str| Some(if name == "VISUAL" { "code --wait" } else { "nano" }.to_owned());
        assert_eq!(editor_command(&both), "code --wait");
        assert_eq!(editor_command(&|_| None), DEFAULT_EDITOR);
    }
}
