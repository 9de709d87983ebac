//! TESTS. A session whose first append reached the disk, but nobody could say so.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::*;
use crate::journal::Disk;

/// The real disk. Once a session has its name, nothing is confirmed or taken back while it is ill.
struct Unsure {
    ill: Arc<AtomicBool>,
    named: bool,
}

impl Unsure {
    fn well(&self) -> io::Result<()> {
        let ill = self.named && self.ill.load(Ordering::Relaxed);
        if ill { Err(io::Error::other("injected")) } else { Ok(()) }
    }
}

impl Disk for Unsure {
    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        self.well()?;
        self.named = true;
        RealDisk.rename(from, to)
    }
    fn sync_folder(&mut self, path: &Path) -> io::Result<()> {
        self.well()?;
        RealDisk.sync_folder(path)
    }
    fn create_folder(&mut self, path: &Path) -> io::Result<()> {
        RealDisk.create_folder(path)
    }
    fn create_file(&mut self, path: &Path) -> io::Result<File> {
        RealDisk.create_file(path)
    }
    fn open(&mut self, path: &Path) -> io::Result<File> {
        RealDisk.open(path)
    }
    fn try_lock(&mut self, path: &Path) -> io::Result<File> {
        RealDisk.try_lock(path)
    }
    fn len(&mut self, file: &File) -> io::Result<u64> {
        RealDisk.len(file)
    }
    fn read_from(&mut self, file: &File, offset: u64) -> io::Result<Vec<u8>> {
        RealDisk.read_from(file, offset)
    }
    fn append(&mut self, file: &File, bytes: &[u8]) -> io::Result<usize> {
        RealDisk.append(file, bytes)
    }
    fn write_again(&mut self, path: &Path, offset: u64, bytes: &[u8]) -> io::Result<()> {
        RealDisk.write_again(path, offset, bytes)
    }
    fn sync(&mut self, file: &File) -> io::Result<()> {
        RealDisk.sync(file)
    }
    fn set_len(&mut self, file: &File, len: u64) -> io::Result<()> {
        RealDisk.set_len(file, len)
    }
    fn remove_folder(&mut self, path: &Path) -> io::Result<()> {
        RealDisk.remove_folder(path)
    }
    fn is_same(&mut self, file: &File, path: &Path) -> io::Result<bool> {
        RealDisk.is_same(file, path)
    }
    fn pause(&mut self, time: Duration) {
        RealDisk.pause(time);
    }
}

#[test]
fn a_start_that_was_saved_after_all_is_not_written_again() {
    let bench = Bench::new();
    let mut desk = bench.begin();
    let ill = Arc::new(AtomicBool::new(true));
    let unsure = Box::new(Unsure { ill: ill.clone(), named: false });
    desk.recorder.journal = Journal::create(bench.home.clone(), bench.name.clone(), alice(), unsure);
    let done = mark(0, Status::Done, "");
    let (_, error) = desk.carry_out(std::slice::from_ref(&done), bench.at).unwrap_err();
    assert!(matches!(error, ChangeError::Append(AppendError::NotKnownToBeSaved { .. })), "{error}");
    assert_eq!(statuses(&desk), [Status::Todo, Status::Todo]);
    // Tried again, it is found to be there, and so already.
    ill.store(false, Ordering::Relaxed);
    assert!(desk.carry_out(&[done], bench.at).unwrap().is_empty());
    assert_eq!(statuses(&desk), [Status::Done, Status::Todo]);
    desk.carry_out(&[mark(1, Status::Skipped, "why")], bench.at).unwrap();
    assert_eq!(bench.statuses(), statuses(&desk));
    assert_eq!(lines(&bench.log("alice@a")), 4);
}
