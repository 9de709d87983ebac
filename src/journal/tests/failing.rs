//! DISK. Faults: every file operation of a short session fails in every way, once or permanently.

use std::fs;

use super::super::{AppendError, AppendOutcome, Journal};
use super::support::*;
use crate::session::{Entry, Event};
use crate::text::Hint as _;

fn batches() -> [Vec<Event>; 4] {
    [vec![started()], vec![mark("a2")], vec![note("b2", "x")], vec![mark("c"), note("d", "y")]]
}

/// A short session on a file system that fails.
struct FaultTrial {
    fixture: JournalFixture,
    fs: FaultyFs,
    journal: Journal,
    /// The entries that the journal reported as saved.
    confirmed: Vec<Entry>,
    plan: String,
}

impl FaultTrial {
    fn entries(&self) -> Vec<Entry> {
        let logs = self.fixture.read();
        logs.entries().into_iter().map(|(_, entry)| entry.clone()).collect()
    }

    /// Appends as a program does: again after a failure, and only what is missing after a conflict.
    fn append_with_retries(&mut self, events: &[Event]) {
        for failures in 0..5 {
            if failures == 2 {
                self.fs.update_plan(|plan| plan.mode = None);
            }
            match self.journal.append(events, at()) {
                Ok(AppendOutcome::Saved(entries)) => return self.confirmed.extend(entries),
                Ok(AppendOutcome::Conflict(entries)) => {
                    self.confirmed.extend(entries.into_iter().map(|(_, e)| e));
                }
                Err(error) => self.check_failure(&error),
            }
            if events.iter().all(|event| self.confirmed.iter().any(|entry| entry.event == *event)) {
                return;
            }
        }
        panic!("never saved: {}", self.plan);
    }

    /// Checks that everything was rolled back, which a single failure does not prevent.
    fn check_failure(&self, error: &AppendError) {
        assert!(!matches!(error, AppendError::ReadOnly { .. }), "{error:?} {}", self.plan);
        let forever = self.fs.plan.lock().unwrap().forever;
        if self.confirmed.is_empty() {
            assert!(forever || !self.fixture.home.exists(&self.fixture.name), "{}", self.plan);
        } else if !forever {
            assert_eq!(self.entries(), self.confirmed, "{}", self.plan);
        }
    }

    fn run(mut self, batches: &[Vec<Event>]) -> usize {
        for events in batches {
            self.append_with_retries(events);
            assert_eq!(self.fixture.faults(), "", "{}", self.plan);
        }
        assert_eq!(self.entries(), self.confirmed, "{}", self.plan);
        let events: Vec<Event> = self.confirmed.into_iter().map(|entry| entry.event).collect();
        assert!(events.ends_with(&batches.concat()), "{}", self.plan);
        assert!(self.fixture.read().notices().is_empty());
        self.fs.plan.lock().unwrap().calls
    }
}

/// Runs a new session, and returns the number of file operations.
fn new_session(fails_at: usize, forever: bool, way: FailureMode) -> usize {
    let (fixture, disk) = (JournalFixture::empty(), FaultyFs::failing(fails_at, forever, way));
    let journal =
        Journal::create(fixture.home.clone(), fixture.name.clone(), alice(), Box::new(disk.clone()));
    let plan = format!("new: call {fails_at} {way:?} forever: {forever}");
    FaultTrial { fixture, fs: disk, journal, confirmed: Vec::new(), plan }.run(&batches())
}

/// Runs a session whose log ends in half a line.
fn torn_session(fails_at: usize, forever: bool, way: FailureMode) -> usize {
    let (fixture, disk) = (JournalFixture::with_session(), FaultyFs::failing(fails_at, forever, way));
    let torn = [&fs::read(fixture.log_path(&alice())).unwrap()[..], b"{\"seq\":4,\0\0"].concat();
    fs::write(fixture.log_path(&alice()), torn).unwrap();
    let journal = fixture.open_on(alice(), &disk);
    let plan = format!("torn: call {fails_at} {way:?} forever: {forever}");
    let mut trial = FaultTrial { fixture, fs: disk, journal, confirmed: Vec::new(), plan };
    trial.confirmed = trial.entries();
    trial.run(&batches()[1..])
}

fn for_every_call(session: fn(usize, bool, FailureMode) -> usize) {
    let calls = session(0, false, FailureMode::Before);
    assert!(calls > 20, "{calls}");
    for fails_at in 1..=calls {
        for forever in [false, true] {
            for way in
                [FailureMode::Before, FailureMode::After, FailureMode::ShortWrite, FailureMode::HalfWrite]
            {
                session(fails_at, forever, way);
            }
        }
    }
}

#[test]
fn whichever_call_fails_a_new_session_loses_nothing_and_glues_nothing() {
    for_every_call(new_session);
}

#[test]
fn whichever_call_fails_a_torn_session_loses_nothing_and_glues_nothing() {
    for_every_call(torn_session);
}

/// Appends with a sync that fails, and a roll-back that fails too.
fn fail_sync_and_cut(journal: &mut Journal, disk: &FaultyFs) -> AppendError {
    // Lock, open, read and append succeed; the sync and everything after it fails.
    disk.update_plan(|plan| {
        (plan.calls, plan.fails_at, plan.forever, plan.mode) = (0, 5, true, Some(FailureMode::Before));
    });
    let error = append_err(journal, &[mark("doubtful")]);
    disk.update_plan(|plan| plan.mode = None);
    error
}

#[test]
fn an_unconfirmed_line_is_cut_off_and_written_again() {
    let (fixture, disk) = (JournalFixture::with_session(), FaultyFs::default());
    let mut journal = fixture.open_on(alice(), &disk);
    let error = fail_sync_and_cut(&mut journal, &disk);
    assert!(matches!(&error, AppendError::Sync { .. }) && error.hint().is_some(), "{error:?}");
    assert_eq!(fixture.read().entries().len(), 4, "it may stand there");
    assert_eq!(journal.follow().unwrap(), [], "and is not believed");
    assert_eq!(append_ok(&mut journal, &[mark("b")])[0].seq, 4);
    let logs = fixture.read();
    assert_eq!(logs.entries().last().unwrap().1.event, mark("b"));
    assert!(logs.is_sound());
}

#[test]
fn an_unconfirmed_line_stays_if_another_process_has_appended_after_it() {
    let (fixture, disk) = (JournalFixture::with_session(), FaultyFs::default());
    let mut journal = fixture.open_on(alice(), &disk);
    fail_sync_and_cut(&mut journal, &disk);
    append_ok(fixture.open(alice()), &[mark("other")]);
    let before = fs::read(fixture.log_path(&alice())).unwrap();
    let Ok(AppendOutcome::Conflict(entries)) = journal.append(&[mark("b")], at()) else {
        panic!("not behind")
    };
    let events: Vec<Event> = entries.into_iter().map(|(_, entry)| entry.event).collect();
    assert_eq!(events, [mark("doubtful"), mark("other")]);
    assert_eq!(fs::read(fixture.log_path(&alice())).unwrap(), before, "written again, byte for byte");
    assert_eq!(append_ok(&mut journal, &[mark("b")])[0].seq, 6);
    assert!(fixture.read().is_sound());
}

#[test]
fn half_a_line_that_another_process_quarantined_is_not_cut_off_again() {
    let (fixture, disk) = (JournalFixture::with_session(), FaultyFs::default());
    let mut journal = fixture.open_on(alice(), &disk);
    disk.update_plan(|plan| {
        (plan.calls, plan.fails_at, plan.forever, plan.mode) = (0, 4, true, Some(FailureMode::HalfWrite));
    });
    assert!(matches!(append_err(&mut journal, &[mark("half")]), AppendError::Write { .. }));
    disk.update_plan(|plan| plan.mode = None);
    assert!(fixture.read().logs[0].torn > 0);
    append_ok(fixture.open(alice()), &[mark("x")]);
    assert!(
        matches!(journal.append(&[mark("b")], at()), Ok(AppendOutcome::Conflict(entries)) if entries.len() == 1)
    );
    append_ok(&mut journal, &[mark("b")]);
    assert!(fixture.read().is_sound());
    assert_eq!(fixture.files_containing(".torn-").len(), 1);
}

#[test]
fn a_session_that_cannot_be_created_leaves_its_name_free() {
    for fails_at in 1..12 {
        let fixture = JournalFixture::empty();
        let disk = FaultyFs::failing(fails_at, false, FailureMode::Before);
        let mut journal =
            Journal::create(fixture.home.clone(), fixture.name.clone(), alice(), Box::new(disk.clone()));
        if journal.append(&[started()], at()).is_err() {
            assert!(!fixture.home.exists(&fixture.name), "call {fails_at}");
            assert_eq!(fixture.home.session_names().unwrap(), []);
        }
    }
}
