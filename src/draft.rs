//! DISK. Keeps the note that is being written beside the sessions, so that a dropped line does not
//! cost it. A draft is no record: it is replaced as it grows, and gone once the note is saved.

use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;

use crate::journal::Home;
use crate::session::{Draft, SessionName, Writer};

/// Where the draft of a writer in a session lies.
fn place(home: &Home, name: &SessionName, me: &Writer) -> PathBuf {
    home.path().join("drafts").join(name.as_str()).join(me.file_stem() + ".json")
}

/// Keeps a draft in place of the one before. It is not synced: it is to outlive this process, not
/// the machine.
pub fn keep(home: &Home, name: &SessionName, me: &Writer, draft: &Draft) -> io::Result<()> {
    let path = place(home, name, me);
    let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(&serde_json::to_vec(draft)?)?;
    file.persist(path)?;
    Ok(())
}

/// The draft that was kept. What cannot be read is none: nothing that was recorded depends on it.
pub fn read(home: &Home, name: &SessionName, me: &Writer) -> Option<Draft> {
    let bytes = fs::read(place(home, name, me)).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// Takes the draft away.
pub fn drop(home: &Home, name: &SessionName, me: &Writer) -> io::Result<()> {
    match fs::remove_file(place(home, name, me)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_is_kept_until_it_is_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::new(folder.path().join("home"));
        let (name, me) = (SessionName::new("a").unwrap(), Writer::new("alice", "sccm01"));
        assert_eq!(read(&home, &name, &me), None);
        let draft = |text: &str| Draft { step: "s".into(), replaces: Some(2), text: text.into() };
        keep(&home, &name, &me, &draft("one")).unwrap();
        keep(&home, &name, &me, &draft("one\ntwo")).unwrap();
        assert_eq!(read(&home, &name, &me), Some(draft("one\ntwo")));
        assert_eq!(read(&home, &name, &Writer::new("bob", "sccm01")), None);
        drop(&home, &name, &me).unwrap();
        drop(&home, &name, &me).unwrap();
        assert_eq!(read(&home, &name, &me), None);
    }
}
