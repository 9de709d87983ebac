//! DISK. Helpers of the journal tests: small sessions, and a file system that fails as planned.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use tempfile::TempDir;

use super::super::log::{encode_entry, encode_header};
use super::super::{AppendError, AppendOutcome, Fs, Header, Home, Journal, RealFs, SessionLogs};
use crate::checklist::{RawChecklist, ReaderOptions, RecordedChecklist};
use crate::session::{Entry, Event, Mode, SessionName, Status, Writer};

/// The ways in which an operation fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FailureMode {
    /// Nothing is done.
    Before,
    /// The operation is done, and reported as failed.
    After,
    /// The first half of a write is done, and reported as such. Other operations fail as with `Before`.
    ShortWrite,
    /// The first half of a write is done, and reported as failed. Other operations fail as with `Before`.
    HalfWrite,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum LockSupport {
    #[default]
    Real,
    Unsupported,
    Held,
}

/// The plan of failures, shared with the test.
#[derive(Debug, Clone, Default)]
pub(super) struct FaultPlan {
    pub(super) calls: usize,
    /// The number of the call that fails, counted from 1; 0 for none.
    pub(super) fails_at: usize,
    /// Whether all later calls fail too.
    pub(super) forever: bool,
    pub(super) mode: Option<FailureMode>,
    pub(super) locks: LockSupport,
}

/// The real file system without the time that syncing takes, failing as planned.
#[derive(Clone, Default)]
pub(super) struct FaultyFs {
    pub(super) plan: Arc<Mutex<FaultPlan>>,
}

impl FaultyFs {
    pub(super) fn failing(fails_at: usize, forever: bool, mode: FailureMode) -> Self {
        let plan = FaultPlan { fails_at, forever, mode: Some(mode), ..FaultPlan::default() };
        Self { plan: Arc::new(Mutex::new(plan)) }
    }

    pub(super) fn update_plan(&self, change: impl FnOnce(&mut FaultPlan)) {
        change(&mut self.plan.lock().unwrap());
    }

    /// Counts a call, and returns how it fails, if it does.
    fn next_failure(&self) -> Option<FailureMode> {
        let mut plan = self.plan.lock().unwrap();
        plan.calls += 1;
        let now = plan.calls == plan.fails_at || (plan.forever && plan.calls > plan.fails_at);
        plan.mode.filter(|_| now)
    }

    fn call<T>(&mut self, act: impl FnOnce(&mut RealFs) -> io::Result<T>) -> io::Result<T> {
        match self.next_failure() {
            None => act(&mut RealFs),
            Some(FailureMode::After) => act(&mut RealFs).and(Err(injected_error())),
            Some(_) => Err(injected_error()),
        }
    }
}

fn injected_error() -> io::Error {
    io::Error::other("injected")
}

impl Fs for FaultyFs {
    fn create_private_folder(&mut self, path: &Path) -> io::Result<()> {
        self.call(|disk| disk.create_private_folder(path))
    }
    fn create_folder(&mut self, path: &Path) -> io::Result<()> {
        self.call(|disk| disk.create_folder(path))
    }
    fn create_file(&mut self, path: &Path) -> io::Result<File> {
        self.call(|disk| disk.create_file(path))
    }
    fn open(&mut self, path: &Path) -> io::Result<File> {
        self.call(|disk| disk.open(path))
    }
    fn try_lock(&mut self, path: &Path) -> io::Result<File> {
        let locks = self.plan.lock().unwrap().locks;
        match locks {
            LockSupport::Real => self.call(|disk| disk.try_lock(path)),
            LockSupport::Unsupported => Err(io::ErrorKind::Unsupported.into()),
            LockSupport::Held => Err(io::ErrorKind::WouldBlock.into()),
        }
    }
    fn len(&mut self, file: &File) -> io::Result<u64> {
        self.call(|disk| disk.len(file))
    }
    fn read_from(&mut self, file: &File, offset: u64) -> io::Result<Vec<u8>> {
        self.call(|disk| disk.read_from(file, offset))
    }
    fn append(&mut self, file: &File, bytes: &[u8]) -> io::Result<usize> {
        let half = &bytes[..bytes.len() / 2];
        match self.next_failure() {
            None => RealFs.append(file, bytes),
            Some(FailureMode::Before) => Err(injected_error()),
            Some(FailureMode::After) => RealFs.append(file, bytes).and(Err(injected_error())),
            Some(FailureMode::ShortWrite) => RealFs.append(file, half),
            Some(FailureMode::HalfWrite) => RealFs.append(file, half).and(Err(injected_error())),
        }
    }
    fn rewrite(&mut self, path: &Path, offset: u64, bytes: &[u8]) -> io::Result<()> {
        self.call(|disk| disk.rewrite(path, offset, bytes))
    }
    fn sync(&mut self, _file: &File) -> io::Result<()> {
        self.call(|_| Ok(()))
    }
    fn set_len(&mut self, file: &File, len: u64) -> io::Result<()> {
        self.call(|disk| disk.set_len(file, len))
    }
    fn sync_folder(&mut self, _path: &Path) -> io::Result<()> {
        self.call(|_| Ok(()))
    }
    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        self.call(|disk| disk.rename(from, to))
    }
    fn remove_folder(&mut self, path: &Path) -> io::Result<()> {
        self.call(|disk| disk.remove_folder(path))
    }
    fn is_same(&mut self, file: &File, path: &Path) -> io::Result<bool> {
        self.call(|disk| disk.is_same(file, path))
    }
    fn pause(&mut self, _time: Duration) {
        std::thread::yield_now();
    }
}

/// A home in a temporary folder, for one session.
pub(super) struct JournalFixture {
    pub(super) dir: TempDir,
    pub(super) home: Home,
    pub(super) name: SessionName,
}

impl JournalFixture {
    /// Returns an empty home.
    pub(super) fn empty() -> Self {
        let dir = TempDir::new().unwrap();
        let home = Home::new(dir.path().join("state/runsheet"));
        Self { dir, home, name: SessionName::new("site-a").unwrap() }
    }

    /// Returns a session that alice started, with two more entries of hers.
    pub(super) fn with_session() -> Self {
        let fixture = Self::empty();
        append_ok(fixture.create(), &[started(), mark("a"), note("a", "naïve")]);
        fixture
    }

    pub(super) fn create(&self) -> Journal {
        Journal::create(self.home.clone(), self.name.clone(), alice(), Box::new(FaultyFs::default()))
    }

    pub(super) fn open(&self, writer: Writer) -> Journal {
        self.open_on(writer, &FaultyFs::default())
    }

    pub(super) fn open_on(&self, writer: Writer, disk: &FaultyFs) -> Journal {
        Journal::open(self.home.clone(), self.name.clone(), writer, Box::new(disk.clone())).unwrap().0
    }

    pub(super) fn read(&self) -> SessionLogs {
        self.home.read(&self.name).unwrap()
    }

    pub(super) fn folder(&self) -> PathBuf {
        self.home.session_path(&self.name)
    }

    /// Writes a log with a valid chain and any entries.
    pub(super) fn forge(&self, writer: &Writer, entries: &[Entry]) {
        let session = self.read().id.unwrap();
        let header = Header { session, writer: writer.name().into(), started: at(), repairs: Vec::new() };
        let (mut bytes, mut head) = encode_header(&header).unwrap();
        for entry in entries {
            let (line, chain) = encode_entry(entry, None, &head).unwrap();
            bytes.extend(line);
            head = chain;
        }
        std::fs::write(self.log_path(writer), bytes).unwrap();
    }

    pub(super) fn log_path(&self, writer: &Writer) -> PathBuf {
        self.folder().join(writer.file_stem() + ".jsonl")
    }

    /// Returns the files in the session's folder whose names contain a text.
    pub(super) fn files_containing(&self, with: &str) -> Vec<PathBuf> {
        let files = std::fs::read_dir(self.folder()).unwrap().map(|entry| entry.unwrap().path());
        files.filter(|path| path.to_string_lossy().contains(with)).collect()
    }

    /// Returns the faults as shown, without their folder, and with `/` on Windows too.
    pub(super) fn faults(&self) -> String {
        let folder = self.folder().to_string_lossy().into_owned();
        let faults: Vec<String> = self.read().all_faults().map(ToString::to_string).collect();
        faults.join("\n").replace(&folder, "").replace(std::path::MAIN_SEPARATOR, "/")
    }
}

pub(super) fn alice() -> Writer {
    Writer::new("alice", "h1")
}

pub(super) fn bob() -> Writer {
    Writer::new("bob", "h2")
}

pub(super) fn at() -> Timestamp {
    "2026-11-22T17:03:11Z".parse().unwrap()
}

pub(super) fn started() -> Event {
    let checklist = RawChecklist { format: 1, id: "c".into(), title: "C".into(), ..RawChecklist::default() };
    Event::Started {
        title: "Site A".into(),
        mode: Mode::Live,
        source: "builtin:c".into(),
        reader_options: ReaderOptions::default(),
        checklist: RecordedChecklist::new(&checklist),
    }
}

pub(super) fn mark(step: &str) -> Event {
    Event::Marked { step: step.into(), status: Status::Done, reason: None, accepts: Vec::new(), undoes: None }
}

pub(super) fn note(step: &str, text: &str) -> Event {
    Event::Noted { step: step.into(), text: text.into(), replaces: None, undoes: None }
}

/// Appends events, and expects them to be saved.
#[track_caller]
pub(super) fn append_ok(journal: impl std::borrow::BorrowMut<Journal>, events: &[Event]) -> Vec<Entry> {
    let mut journal = journal;
    match journal.borrow_mut().append(events, at()) {
        Ok(AppendOutcome::Saved(entries)) => entries,
        other => panic!("not saved: {other:?}"),
    }
}

/// Appends events, and expects an error.
#[track_caller]
pub(super) fn append_err(journal: &mut Journal, events: &[Event]) -> AppendError {
    journal.append(events, at()).unwrap_err()
}
