//! DISK. The disk fails at every single call of a short session, in every way, once or for long.

use std::fs;

use super::super::testing::*;
use super::super::{AppendError, Appended, Journal};
use crate::session::{Entry, Event};

fn batches() -> [Vec<Event>; 4] {
    [vec![started()], vec![mark("a")], vec![note("b", "x")], vec![mark("c"), note("d", "y")]]
}

/// Appends as a program does: after a failure once more, after `Behind` only what is missing.
fn insist(journal: &mut Journal, disk: &FaultyDisk, events: &[Event], known: &mut Vec<Entry>) -> usize {
    for failures in 0..4 {
        if failures == 2 {
            disk.change(|plan| plan.way = None);
        }
        match journal.append(events, at()) {
            Ok(Appended::Saved(entries)) => {
                known.extend(entries);
                return failures;
            }
            Ok(Appended::Behind(entries)) => known.extend(entries.into_iter().map(|(_, entry)| entry)),
            Err(error) => assert!(!matches!(error, AppendError::ReadOnly { .. }), "{error:?}"),
        }
        let missing: Vec<&Event> = events.iter().filter(|e| known.iter().all(|k| k.event != **e)).collect();
        if missing.is_empty() {
            return failures;
        }
    }
    panic!("never saved");
}

/// A whole session on a disk that fails; how often it was called.
fn session(fails_at: usize, forever: bool, way: Way) -> usize {
    let place = Place::empty();
    let disk = FaultyDisk::failing(fails_at, forever, way);
    let mut journal =
        Journal::create(place.home.clone(), place.name.clone(), alice(), Box::new(disk.clone()));
    let mut known = Vec::new();
    for events in batches() {
        insist(&mut journal, &disk, &events, &mut known);
        assert_eq!(place.faults(), "", "call {fails_at} {way:?} forever: {forever}");
    }
    let logs = place.read();
    let entries: Vec<Entry> = logs.entries().into_iter().map(|(_, entry)| entry.clone()).collect();
    assert_eq!(entries, known, "call {fails_at} {way:?} forever: {forever}");
    let events: Vec<Event> = entries.into_iter().map(|entry| entry.event).collect();
    assert_eq!(events, batches().concat());
    disk.plan.lock().unwrap().calls
}

#[test]
fn whichever_call_fails_nothing_saved_is_lost_and_nothing_is_glued() {
    let calls = session(0, false, Way::Undone);
    assert!(calls > 25, "{calls}");
    for fails_at in 1..=calls {
        for forever in [false, true] {
            for way in [Way::Undone, Way::Done, Way::Short, Way::Half] {
                session(fails_at, forever, way);
            }
        }
    }
}

/// The number of the next call of this journal's disk that would do this, found by trying.
fn fail_sync_and_cut(journal: &mut Journal, disk: &FaultyDisk) -> AppendError {
    // lock, open, read, append, then the sync fails and everything behind it.
    disk.change(|plan| (plan.calls, plan.fails_at, plan.forever, plan.way) = (0, 5, true, Some(Way::Undone)));
    let error = refused(journal, &[mark("doubtful")]);
    disk.change(|plan| plan.way = None);
    error
}

#[test]
fn a_line_that_is_not_known_to_be_saved_is_cut_off_and_written_anew() {
    let (place, disk) = (Place::with_session(), FaultyDisk::default());
    let mut journal = place.open_on(alice(), &disk);
    let error = fail_sync_and_cut(&mut journal, &disk);
    assert!(matches!(&error, AppendError::NotKnownToBeSaved { .. }) && error.hint().is_some(), "{error:?}");
    assert_eq!(place.read().entries().len(), 4, "it may stand there");
    assert_eq!(journal.follow().unwrap(), [], "and is not taken for true");
    assert_eq!(saved(&mut journal, &[mark("b")])[0].seq, 4);
    let logs = place.read();
    assert_eq!(logs.entries().last().unwrap().1.event, mark("b"));
    assert!(logs.sound());
}

#[test]
fn a_line_in_doubt_that_another_process_went_on_from_stays_and_comes_back() {
    let (place, disk) = (Place::with_session(), FaultyDisk::default());
    let mut journal = place.open_on(alice(), &disk);
    fail_sync_and_cut(&mut journal, &disk);
    saved(place.open(alice()), &[mark("other")]);
    let before = fs::read(place.log(&alice())).unwrap();
    let Ok(Appended::Behind(entries)) = journal.append(&[mark("b")], at()) else { panic!("not behind") };
    let events: Vec<Event> = entries.into_iter().map(|(_, entry)| entry.event).collect();
    assert_eq!(events, [mark("doubtful"), mark("other")]);
    assert_eq!(fs::read(place.log(&alice())).unwrap(), before, "written again, byte for byte");
    assert_eq!(saved(&mut journal, &[mark("b")])[0].seq, 6);
    assert!(place.read().sound());
}

#[test]
fn half_a_line_that_another_process_set_aside_is_not_cut_again() {
    let (place, disk) = (Place::with_session(), FaultyDisk::default());
    let mut journal = place.open_on(alice(), &disk);
    disk.change(|plan| (plan.calls, plan.fails_at, plan.forever, plan.way) = (0, 4, true, Some(Way::Half)));
    assert!(matches!(refused(&mut journal, &[mark("half")]), AppendError::NotSaved { .. }));
    disk.change(|plan| plan.way = None);
    assert!(place.read().logs[0].torn > 0);
    saved(place.open(alice()), &[mark("x")]);
    assert!(
        matches!(journal.append(&[mark("b")], at()), Ok(Appended::Behind(entries)) if entries.len() == 1)
    );
    saved(&mut journal, &[mark("b")]);
    assert!(place.read().sound());
    assert_eq!(place.files(".torn-").len(), 1);
}

#[test]
fn a_session_that_cannot_be_created_leaves_its_name_free() {
    for fails_at in 1..12 {
        let place = Place::empty();
        let disk = FaultyDisk::failing(fails_at, false, Way::Undone);
        let mut journal =
            Journal::create(place.home.clone(), place.name.clone(), alice(), Box::new(disk.clone()));
        if journal.append(&[started()], at()).is_err() {
            assert!(!place.home.exists(&place.name), "call {fails_at}");
            assert_eq!(place.home.session_names().unwrap(), []);
        }
    }
}
