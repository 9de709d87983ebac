//! DISK. The disk fails at every single call of a short session, in every way, once or for long.

use std::fs;

use super::super::testing::*;
use super::super::{AppendError, AppendOutcome, Journal};
use crate::session::{Entry, Event};
use crate::text::Hint as _;

fn batches() -> [Vec<Event>; 4] {
    [vec![started()], vec![mark("a2")], vec![note("b2", "x")], vec![mark("c"), note("d", "y")]]
}

/// A short session on a disk that fails.
struct FaultTrial {
    fixture: JournalFixture,
    fs: FaultyFs,
    journal: Journal,
    /// What the journal said is in the log.
    confirmed: Vec<Entry>,
    plan: String,
}

impl FaultTrial {
    fn entries(&self) -> Vec<Entry> {
        let logs = self.fixture.read();
        logs.entries().into_iter().map(|(_, entry)| entry.clone()).collect()
    }

    /// Appends as a program does: after a failure once more, after `Behind` only what is missing.
    fn append_with_retries(&mut self, events: &[Event]) {
        for failures in 0..5 {
            if failures == 2 {
                self.fs.update_plan(|plan| plan.mode = None);
            }
            match self.journal.append(events, at()) {
                Ok(AppendOutcome::Saved(entries)) => return self.confirmed.extend(entries),
                Ok(AppendOutcome::Conflict(entries)) => {
                    self.confirmed.extend(entries.into_iter().map(|(_, e)| e))
                }
                Err(error) => self.check_failure(&error),
            }
            if events.iter().all(|event| self.confirmed.iter().any(|entry| entry.event == *event)) {
                return;
            }
        }
        panic!("never saved: {}", self.plan);
    }

    /// A disk that failed only once let everything be taken back.
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

/// A new session; how often the disk was called.
fn new_session(fails_at: usize, forever: bool, way: FailureMode) -> usize {
    let (place, disk) = (JournalFixture::empty(), FaultyFs::failing(fails_at, forever, way));
    let journal = Journal::create(place.home.clone(), place.name.clone(), alice(), Box::new(disk.clone()));
    let plan = format!("new: call {fails_at} {way:?} forever: {forever}");
    FaultTrial { fixture: place, fs: disk, journal, confirmed: Vec::new(), plan }.run(&batches())
}

/// A session that another program left with half a line at its end.
fn torn_session(fails_at: usize, forever: bool, way: FailureMode) -> usize {
    let (place, disk) = (JournalFixture::with_session(), FaultyFs::failing(fails_at, forever, way));
    let torn = [&fs::read(place.log_path(&alice())).unwrap()[..], b"{\"seq\":4,\0\0"].concat();
    fs::write(place.log_path(&alice()), torn).unwrap();
    let journal = place.open_on(alice(), &disk);
    let plan = format!("torn: call {fails_at} {way:?} forever: {forever}");
    let mut trial = FaultTrial { fixture: place, fs: disk, journal, confirmed: Vec::new(), plan };
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

/// An append whose sync fails, and the cut after it.
fn fail_sync_and_cut(journal: &mut Journal, disk: &FaultyFs) -> AppendError {
    // lock, open, read, append, then the sync fails and everything behind it.
    disk.update_plan(|plan| {
        (plan.calls, plan.fails_at, plan.forever, plan.mode) = (0, 5, true, Some(FailureMode::Before))
    });
    let error = append_err(journal, &[mark("doubtful")]);
    disk.update_plan(|plan| plan.mode = None);
    error
}

#[test]
fn a_line_that_is_not_known_to_be_saved_is_cut_off_and_written_anew() {
    let (place, disk) = (JournalFixture::with_session(), FaultyFs::default());
    let mut journal = place.open_on(alice(), &disk);
    let error = fail_sync_and_cut(&mut journal, &disk);
    assert!(matches!(&error, AppendError::Sync { .. }) && error.hint().is_some(), "{error:?}");
    assert_eq!(place.read().entries().len(), 4, "it may stand there");
    assert_eq!(journal.follow().unwrap(), [], "and is not taken for true");
    assert_eq!(append_ok(&mut journal, &[mark("b")])[0].seq, 4);
    let logs = place.read();
    assert_eq!(logs.entries().last().unwrap().1.event, mark("b"));
    assert!(logs.is_sound());
}

#[test]
fn a_line_in_doubt_that_another_process_went_on_from_stays_and_comes_back() {
    let (place, disk) = (JournalFixture::with_session(), FaultyFs::default());
    let mut journal = place.open_on(alice(), &disk);
    fail_sync_and_cut(&mut journal, &disk);
    append_ok(place.open(alice()), &[mark("other")]);
    let before = fs::read(place.log_path(&alice())).unwrap();
    let Ok(AppendOutcome::Conflict(entries)) = journal.append(&[mark("b")], at()) else {
        panic!("not behind")
    };
    let events: Vec<Event> = entries.into_iter().map(|(_, entry)| entry.event).collect();
    assert_eq!(events, [mark("doubtful"), mark("other")]);
    assert_eq!(fs::read(place.log_path(&alice())).unwrap(), before, "written again, byte for byte");
    assert_eq!(append_ok(&mut journal, &[mark("b")])[0].seq, 6);
    assert!(place.read().is_sound());
}

#[test]
fn half_a_line_that_another_process_set_aside_is_not_cut_again() {
    let (place, disk) = (JournalFixture::with_session(), FaultyFs::default());
    let mut journal = place.open_on(alice(), &disk);
    disk.update_plan(|plan| {
        (plan.calls, plan.fails_at, plan.forever, plan.mode) = (0, 4, true, Some(FailureMode::HalfWrite))
    });
    assert!(matches!(append_err(&mut journal, &[mark("half")]), AppendError::Write { .. }));
    disk.update_plan(|plan| plan.mode = None);
    assert!(place.read().logs[0].torn > 0);
    append_ok(place.open(alice()), &[mark("x")]);
    assert!(
        matches!(journal.append(&[mark("b")], at()), Ok(AppendOutcome::Conflict(entries)) if entries.len() == 1)
    );
    append_ok(&mut journal, &[mark("b")]);
    assert!(place.read().is_sound());
    assert_eq!(place.files_containing(".torn-").len(), 1);
}

#[test]
fn a_session_that_cannot_be_created_leaves_its_name_free() {
    for fails_at in 1..12 {
        let place = JournalFixture::empty();
        let disk = FaultyFs::failing(fails_at, false, FailureMode::Before);
        let mut journal =
            Journal::create(place.home.clone(), place.name.clone(), alice(), Box::new(disk.clone()));
        if journal.append(&[started()], at()).is_err() {
            assert!(!place.home.exists(&place.name), "call {fails_at}");
            assert_eq!(place.home.session_names().unwrap(), []);
        }
    }
}
