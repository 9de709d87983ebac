//! TESTS. A session whose first append reached the disk without being confirmed.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::*;
use crate::journal::Fs;

/// The real file system. Once a session has its name, nothing is synced or renamed while it fails.
struct UnconfirmingFs {
    failing: Arc<AtomicBool>,
    renamed: bool,
}

impl UnconfirmingFs {
    fn check(&self) -> io::Result<()> {
        let ill = self.renamed && self.failing.load(Ordering::Relaxed);
        if ill { Err(io::Error::other("injected")) } else { Ok(()) }
    }
}

impl Fs for UnconfirmingFs {
    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        self.check()?;
        self.renamed = true;
        RealFs.rename(from, to)
    }
    fn sync_folder(&mut self, path: &Path) -> io::Result<()> {
        self.check()?;
        RealFs.sync_folder(path)
    }
    fn create_private_folder(&mut self, path: &Path) -> io::Result<()> {
        RealFs.create_private_folder(path)
    }
    fn create_folder(&mut self, path: &Path) -> io::Result<()> {
        RealFs.create_folder(path)
    }
    fn create_file(&mut self, path: &Path) -> io::Result<File> {
        RealFs.create_file(path)
    }
    fn open(&mut self, path: &Path) -> io::Result<File> {
        RealFs.open(path)
    }
    fn try_lock(&mut self, path: &Path) -> io::Result<File> {
        RealFs.try_lock(path)
    }
    fn len(&mut self, file: &File) -> io::Result<u64> {
        RealFs.len(file)
    }
    fn read_from(&mut self, file: &File, offset: u64) -> io::Result<Vec<u8>> {
        RealFs.read_from(file, offset)
    }
    fn append(&mut self, file: &File, bytes: &[u8]) -> io::Result<usize> {
        RealFs.append(file, bytes)
    }
    fn rewrite(&mut self, path: &Path, offset: u64, bytes: &[u8]) -> io::Result<()> {
        RealFs.rewrite(path, offset, bytes)
    }
    fn sync(&mut self, file: &File) -> io::Result<()> {
        RealFs.sync(file)
    }
    fn set_len(&mut self, file: &File, len: u64) -> io::Result<()> {
        RealFs.set_len(file, len)
    }
    fn remove_folder(&mut self, path: &Path) -> io::Result<()> {
        RealFs.remove_folder(path)
    }
    fn is_same(&mut self, file: &File, path: &Path) -> io::Result<bool> {
        RealFs.is_same(file, path)
    }
    fn pause(&mut self, time: Duration) {
        RealFs.pause(time);
    }
}

#[test]
fn a_start_that_was_saved_after_all_is_not_written_again() {
    let fixture = SessionFixture::new();
    let mut session = fixture.create();
    let ill = Arc::new(AtomicBool::new(true));
    let unsure = Box::new(UnconfirmingFs { failing: ill.clone(), renamed: false });
    session.writer.replace_fs(unsure);
    let done = mark("a", Status::Done, "");
    let (_, error) = session.change_all(std::slice::from_ref(&done), fixture.at).unwrap_err();
    assert!(matches!(error, ChangeError::Append(AppendError::Sync { .. })), "{error}");
    assert_eq!(statuses(&session), [Status::Todo, Status::Todo]);
    // The retry finds it on disk: the command is fulfilled already.
    ill.store(false, Ordering::Relaxed);
    assert!(session.change_all(&[done], fixture.at).unwrap().is_empty());
    assert_eq!(statuses(&session), [Status::Done, Status::Todo]);
    session.change_all(&[mark("b", Status::Skipped, "why")], fixture.at).unwrap();
    assert_eq!(fixture.statuses(), statuses(&session));
    assert_eq!(line_count(&fixture.log_path("alice@a")), 4);
}
