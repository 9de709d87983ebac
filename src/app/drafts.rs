//! DISK. Keeps unsaved input (notes, reasons, answers) beside the sessions, so that a lost connection
//! does not lose it. A draft is overwritten while it is edited, and deleted once it is saved.

use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;

use crate::journal::Home;
use crate::session::{Draft, SessionName, Writer};

fn drafts_path(home: &Home, name: &SessionName, me: &Writer) -> PathBuf {
    home.path().join("drafts").join(name.as_str()).join(me.file_stem() + ".json")
}

/// Replaces the stored drafts of a writer in a session; deletes the file if there are none. Nothing is
/// synced: drafts are to survive this process, not a crash of the machine.
pub fn save(home: &Home, name: &SessionName, me: &Writer, drafts: &[Draft]) -> io::Result<()> {
    let path = drafts_path(home, name, me);
    if drafts.is_empty() {
        return match fs::remove_file(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            other => other,
        };
    }
    let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(&serde_json::to_vec(drafts)?)?;
    file.persist(path)?;
    Ok(())
}

/// Returns the stored drafts, or none if they cannot be read: no saved entry depends on them.
pub fn load(home: &Home, name: &SessionName, me: &Writer) -> Vec<Draft> {
    let bytes = fs::read(drafts_path(home, name, me)).unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::{DraftTarget, Status};

    #[test]
    fn drafts_are_kept_until_there_are_none() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::new(folder.path().join("home"));
        let (name, me) = (SessionName::new("a").unwrap(), Writer::new("alice", "sccm01"));
        assert_eq!(load(&home, &name, &me), []);
        let note = |text: &str| {
            let what = DraftTarget::Note { step: "s".into(), replaces: Some(2) };
            Draft { what, text: text.into() }
        };
        let reason = DraftTarget::Reason { step: "t".into(), status: Status::Blocked };
        let both = [note("one\ntwo"), Draft { what: reason, text: "no lic".into() }];
        save(&home, &name, &me, &[note("one")]).unwrap();
        save(&home, &name, &me, &both).unwrap();
        assert_eq!(load(&home, &name, &me), both);
        assert_eq!(load(&home, &name, &Writer::new("bob", "sccm01")), []);
        save(&home, &name, &me, &[]).unwrap();
        save(&home, &name, &me, &[]).unwrap();
        assert_eq!(load(&home, &name, &me), []);
    }
}
