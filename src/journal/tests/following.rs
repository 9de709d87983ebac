//! DISK. Following: entries of others are returned once, and a log that was changed is a fault.

use std::fs;

use super::super::{AppendError, FaultKind, Journal};
use super::support::*;
use crate::session::{Entry, Event, Writer};

fn followed_events(journal: &mut Journal) -> Vec<(Writer, Event)> {
    journal.follow().unwrap().into_iter().map(|(writer, entry)| (writer, entry.event)).collect()
}

#[test]
fn entries_of_others_are_returned_once_and_own_entries_never() {
    let fixture = JournalFixture::with_session();
    let mut mine = fixture.open(alice());
    assert_eq!(followed_events(&mut mine), []);
    let mut other = fixture.open(bob());
    append_ok(&mut other, &[mark("b"), mark("c")]);
    assert_eq!(followed_events(&mut mine), [(bob(), mark("b")), (bob(), mark("c"))]);
    assert_eq!(followed_events(&mut mine), []);
    append_ok(&mut mine, &[mark("mine")]);
    append_ok(&mut other, &[mark("d")]);
    assert_eq!(followed_events(&mut mine), [(bob(), mark("d"))]);
    assert_eq!(followed_events(&mut other), [(alice(), mark("mine"))]);
}

#[test]
fn followed_entries_advance_the_clock_and_cause_no_conflict() {
    let fixture = JournalFixture::with_session();
    let (mut one, mut two) = (fixture.open(alice()), fixture.open(alice()));
    append_ok(&mut two, &[mark("b")]);
    append_ok(fixture.open(bob()), &[mark("c"), mark("d")]);
    assert_eq!(followed_events(&mut one).len(), 3);
    assert_eq!(append_ok(&mut one, &[mark("e")])[0].clock, 7);
}

#[test]
fn half_a_line_is_no_entry_yet() {
    let fixture = JournalFixture::with_session();
    let mut mine = fixture.open(alice());
    append_ok(fixture.open(bob()), &[mark("b")]);
    let whole = fs::read(fixture.log_path(&bob())).unwrap();
    for cut in [0, 10, whole.len() - 30, whole.len() - 1] {
        fs::write(fixture.log_path(&bob()), &whole[..cut]).unwrap();
        assert_eq!(followed_events(&mut mine), []);
    }
    fs::write(fixture.log_path(&bob()), &whole).unwrap();
    assert_eq!(followed_events(&mut mine), [(bob(), mark("b"))]);
}

#[track_caller]
fn assert_fault(mine: &mut Journal, words: &str) {
    let fault = mine.follow().unwrap_err();
    assert!(fault.to_string().contains(words), "{fault}");
    assert!(matches!(append_err(mine, &[mark("x")]), AppendError::ReadOnly { .. }));
}

#[test]
fn a_log_that_changed_is_a_fault() {
    let fixture = JournalFixture::with_session();
    append_ok(fixture.open(bob()), &[mark("b")]);
    let log = fixture.log_path(&bob());
    let whole = fs::read(&log).unwrap();
    let mut mine = fixture.open(alice());
    fs::write(&log, [&whole[..whole.len() - 9], b"ffffff\"}\n"].concat()).unwrap();
    assert_fault(&mut mine, "was cut, changed or replaced");
    fs::write(&log, &whole).unwrap();
    let mut mine = fixture.open(alice());
    fs::write(&log, [&whole[..], b"x\n"].concat()).unwrap();
    assert_fault(&mut mine, "bob@h2.jsonl:3: the line does not end in a chain");
    fs::write(&log, &whole).unwrap();
    let mut mine = fixture.open(alice());
    let own = fs::read(fixture.log_path(&alice())).unwrap();
    fs::write(fixture.log_path(&alice()), &own[..own.len() - 1]).unwrap();
    assert_fault(&mut mine, "was cut, changed or replaced");
    assert!(mine.follow().is_err(), "what is left is sound, and not all");
    fs::write(fixture.log_path(&alice()), &own).unwrap();
    assert_eq!(followed_events(&mut mine), []);
}

/// Git and synchronisers remove a file and write it again, and a share is mounted again.
#[test]
fn a_log_that_disappears_and_comes_back_is_followed_again() {
    let fixture = JournalFixture::with_session();
    append_ok(fixture.open(bob()), &[mark("b")]);
    let log = fixture.log_path(&bob());
    let before = fs::read(&log).unwrap();
    let mut mine = fixture.open(alice());
    append_ok(fixture.open(bob()), &[mark("c")]);
    let whole = fs::read(&log).unwrap();
    assert_eq!(followed_events(&mut mine), [(bob(), mark("c"))]);

    let away = |mine: &mut Journal, words: &str| {
        let fault = mine.follow().unwrap_err();
        assert!(fault.to_string().contains(words), "{fault}");
        assert!(matches!(fault.kind, FaultKind::Unreadable { .. }));
    };
    fs::remove_file(&log).unwrap();
    away(&mut mine, "the log is not there any more");
    for len in [0, 10, before.len(), whole.len() - 1] {
        fs::write(&log, &whole[..len]).unwrap();
        away(&mut mine, "a part of the log is not there any more");
    }
    fs::write(&log, &whole).unwrap();
    assert_eq!(followed_events(&mut mine), []);

    let aside = fixture.dir.path().join("aside");
    fs::rename(fixture.folder(), &aside).unwrap();
    away(&mut mine, "the session's folder is not there any more");
    assert!(matches!(append_err(&mut mine, &[mark("x")]), AppendError::Removed { .. }));
    fs::rename(&aside, fixture.folder()).unwrap();
    append_ok(fixture.open(bob()), &[mark("d")]);
    assert_eq!(followed_events(&mut mine), [(bob(), mark("d"))]);
    append_ok(&mut mine, &[mark("x")]);
}

#[test]
fn a_log_of_another_session_is_a_fault() {
    let (fixture, other) = (JournalFixture::with_session(), JournalFixture::with_session());
    append_ok(other.open(bob()), &[mark("z")]);
    let mut mine = fixture.open(alice());
    fs::copy(other.log_path(&bob()), fixture.log_path(&bob())).unwrap();
    assert_fault(&mut mine, "belongs to another session");
}

#[test]
fn a_second_start_is_a_fault_whether_it_is_followed_or_read() {
    let fixture = JournalFixture::with_session();
    let mut mine = fixture.open(alice());
    fixture.forge(&bob(), &[Entry { seq: 1, clock: 9, at: at(), event: started() }]);
    assert_fault(&mut mine, "bob@h2.jsonl:2: the session is started a second time");
    assert_eq!(fixture.faults(), "/bob@h2.jsonl:2: the session is started a second time");
}

#[test]
fn an_entry_from_before_the_start_is_a_fault() {
    let fixture = JournalFixture::with_session();
    let entry = |seq, event| Entry { seq, clock: seq, at: at(), event };
    fixture.forge(&alice(), &[entry(1, mark("a")), entry(2, started())]);
    assert_eq!(fixture.faults(), "/alice@h1.jsonl:3: there are entries from before the session was started");
}

#[test]
fn entries_that_were_read_before_a_fault_are_not_lost() {
    let fixture = JournalFixture::with_session();
    let mut mine = fixture.open(alice());
    append_ok(fixture.open(bob()), &[mark("b")]);
    fs::write(fixture.log_path(&Writer::new("carol", "h3")), "x\n").unwrap();
    assert_eq!(followed_events(&mut mine), [(bob(), mark("b"))]);
    assert_fault(&mut mine, "carol@h3.jsonl:1:");
}

#[test]
fn a_log_that_cannot_be_read_for_a_while_does_not_end_the_session() {
    let fixture = JournalFixture::with_session();
    let mut mine = fixture.open(alice());
    fs::create_dir(fixture.log_path(&bob())).unwrap();
    assert!(matches!(mine.follow().unwrap_err().kind, FaultKind::Unreadable { .. }));
    fs::remove_dir(fixture.log_path(&bob())).unwrap();
    assert_eq!(followed_events(&mut mine), []);
    append_ok(&mut mine, &[mark("x")]);
}

#[test]
fn a_session_is_writable_again_once_the_reason_is_gone() {
    let fixture = JournalFixture::with_session();
    append_ok(fixture.open(bob()), &[mark("b")]);
    let log = fixture.log_path(&bob());
    let whole = fs::read(&log).unwrap();
    let mut mine = fixture.open(alice());
    fs::write(&log, [&whole[..], b"x\n"].concat()).unwrap();
    assert_fault(&mut mine, "does not end in a chain");
    assert!(mine.follow().is_err() && !mine.take_recovered());
    fs::write(&log, &whole).unwrap();
    assert_eq!(followed_events(&mut mine), []);
    assert!(mine.take_recovered() && !mine.take_recovered());
    append_ok(&mut mine, &[mark("x")]);
    // A copy that has more, until it is moved away.
    let copy = fixture.folder().join("alice@h1 (1).jsonl");
    fs::copy(fixture.log_path(&alice()), &copy).unwrap();
    assert_eq!(followed_events(&mut mine), []);
    let before = fs::read(fixture.log_path(&alice())).unwrap();
    append_ok(&mut mine, &[mark("y")]);
    let more = fs::read(fixture.log_path(&alice())).unwrap();
    fs::write(fixture.log_path(&alice()), &before).unwrap();
    let mut mine = fixture.open(alice());
    fs::write(fixture.folder().join("alice@h1 (2).jsonl"), more).unwrap();
    assert_fault(&mut mine, "only it has entry 5");
    fs::remove_file(fixture.folder().join("alice@h1 (2).jsonl")).unwrap();
    assert_eq!(followed_events(&mut mine), []);
    append_ok(&mut mine, &[mark("z")]);
}
