//! The user's editor: its command line, and the text that it returns.

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

#[cfg(unix)]
#[test]
fn a_text_in_another_encoding_is_refused_and_kept() {
    let error = edit_text("sed -i s/u/\\xfc/", "Muller").unwrap_err().to_string();
    let kept = error.split('`').nth(1).unwrap();
    assert_eq!(std::fs::read(kept).unwrap(), b"M\xfcller", "{error}");
    std::fs::remove_file(kept).unwrap();
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
