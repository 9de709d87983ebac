//! TESTS. Undo and redo, across restarts (every step reads the record anew) and with others between.

use super::fixture::*;
use crate::session::{Command, Event, Refusal, Stamp, Status};

fn undo(record: &mut TestLog) -> Event {
    record.commit(&alice(), &Command::Undo)
}

fn redo(record: &mut TestLog) -> Event {
    record.commit(&alice(), &Command::Redo)
}

/// A history with every kind of change, and what was seen after each.
fn history() -> (TestLog, Vec<String>) {
    let mut record = TestLog::new();
    let mut seen = vec![record.render()];
    let mut first = 0;
    for turn in 0..12 {
        match turn {
            0 => record.answer(&alice(), "site", Some("yes")),
            1 => record.mark(&alice(), "read", Status::Done),
            2 => record.mark(&alice(), "report", Status::Deferred),
            3 => record.mark(&alice(), "report", Status::Blocked),
            4 => record.answer(&alice(), "site", Some("no")),
            5 => record.answer(&alice(), "site", None),
            6 => record.note(&alice(), "rack", "one", None),
            7 => record.note(&alice(), "rack", "two", None),
            8 => {
                first = record.progress_for(&alice()).last_own_seq() - 1;
                record.note(&alice(), "rack", "ONE", Some(first))
            }
            9 => record.note(&alice(), "rack", "", Some(first + 2)),
            10 => record.mark(&alice(), "read", Status::Todo),
            _ => record.answer(&alice(), "mode", Some("mixed")),
        };
        seen.push(record.render());
    }
    (record, seen)
}

#[test]
fn the_whole_history_walks_back_and_forth_and_back() {
    let (mut record, seen) = history();
    for _ in 0..2 {
        for before in seen.iter().rev().skip(1) {
            undo(&mut record);
            assert_eq!(&record.render(), before);
        }
        assert_eq!(record.submit(&alice(), &Command::Undo), Err(Refusal::NothingToUndo));
        for after in seen.iter().skip(1) {
            redo(&mut record);
            assert_eq!(&record.render(), after);
        }
        assert_eq!(record.submit(&alice(), &Command::Redo), Err(Refusal::NothingToRedo));
    }
    // A zigzag ends where it should.
    for _ in 0..5 {
        undo(&mut record);
        undo(&mut record);
        redo(&mut record);
    }
    assert_eq!(record.render(), seen[seen.len() - 1 - 5]);
}

#[test]
fn the_entries_say_what_stands_after_them_and_name_what_they_take_back() {
    let mut record = TestLog::new();
    let marked = |status, undoes| Event::Marked {
        step: "report".into(),
        status,
        reason: None,
        accepts: Vec::new(),
        undoes,
    };
    record.mark(&alice(), "report", Status::InProgress); // 2
    record.mark(&alice(), "report", Status::Done); // 3
    assert_eq!(undo(&mut record), marked(Status::InProgress, Some(3))); // 4
    assert_eq!(undo(&mut record), marked(Status::Todo, Some(2))); // 5
    assert_eq!(redo(&mut record), marked(Status::InProgress, Some(5))); // 6
    assert_eq!(redo(&mut record), marked(Status::Done, Some(4))); // 7
    assert_eq!(undo(&mut record), marked(Status::InProgress, Some(7))); // 8
    let seq = record.note(&alice(), "report", "one", None); // 9
    let noted = |text: &str, replaces, undoes| Event::Noted {
        step: "report".into(),
        text: text.into(),
        replaces,
        undoes: Some(undoes),
    };
    record.note(&alice(), "report", "two", Some(seq)); // 10
    assert_eq!(undo(&mut record), noted("one", Some(10), 10)); // 11
    assert_eq!(undo(&mut record), noted("", Some(9), 9)); // 12
    assert_eq!(redo(&mut record), noted("one", None, 12)); // 13
    assert_eq!(redo(&mut record), noted("two", Some(9), 11)); // 14
    record.answer(&alice(), "site", Some("yes")); // 15
    let answered = |value: Option<&str>, undoes| Event::Answered {
        question: "site".into(),
        value: value.map(Into::into),
        undoes: Some(undoes),
    };
    assert_eq!(undo(&mut record), answered(None, 15));
    assert_eq!(redo(&mut record), answered(Some("yes"), 16)); // 17
    record.note(&alice(), "report", "", Some(10)); // 18
    // A note that was taken away replaces nothing when it comes back.
    assert_eq!(undo(&mut record), noted("two", None, 18)); // 19
    assert_eq!(redo(&mut record), noted("", Some(10), 19));
}

#[test]
fn a_new_change_cuts_off_what_could_be_redone() {
    let mut record = TestLog::new();
    record.mark(&alice(), "report", Status::InProgress);
    record.mark(&alice(), "report", Status::Done);
    undo(&mut record);
    record.note(&alice(), "report", "no, wait", None);
    assert_eq!(record.submit(&alice(), &Command::Redo), Err(Refusal::NothingToRedo));
    undo(&mut record);
    undo(&mut record);
    assert_eq!(record.submit(&alice(), &Command::Undo), Err(Refusal::NothingToUndo));
    // What others change cuts nothing off.
    record.mark(&bob(), "read", Status::InProgress);
    redo(&mut record);
    redo(&mut record);
    let progress = record.progress_for(&alice());
    assert_eq!(progress.step(step(&progress, "report")).notes.len(), 1);
}

#[test]
fn each_writer_undoes_only_what_is_theirs() {
    let mut record = TestLog::new();
    record.mark(&bob(), "report", Status::Done);
    assert_eq!(record.submit(&alice(), &Command::Undo), Err(Refusal::NothingToUndo));
    record.mark(&alice(), "read", Status::InProgress);
    record.commit(&bob(), &Command::Undo);
    let progress = record.progress_for(&alice());
    assert_eq!(progress.step(step(&progress, "report")).status, Status::Todo);
    assert_eq!(progress.step(step(&progress, "read")).status, Status::InProgress);
    // Bob did nothing to be redone for alice.
    assert_eq!(record.submit(&alice(), &Command::Redo), Err(Refusal::NothingToRedo));
}

#[test]
fn what_somebody_else_changed_since_stands_and_stays_theirs() {
    let mut record = TestLog::new();
    record.mark(&alice(), "report", Status::InProgress);
    record.mark(&bob(), "report", Status::Blocked);
    record.answer(&alice(), "site", Some("yes"));
    record.answer(&bob(), "site", Some("no"));
    let current = |record: &TestLog| {
        let progress = record.progress_for(&alice());
        let state = progress.step(step(&progress, "report"));
        let answer = progress.answer(question(&progress, "site")).unwrap();
        assert_eq!((state.status, answer.value.as_str()), (Status::Blocked, "no"));
        (state.stamp.clone(), answer.stamp.clone())
    };
    let before = current(&record);
    assert_eq!(before.0.as_ref().map(|stamp| &stamp.by), Some(&bob()));
    let event = undo(&mut record);
    assert_eq!(event, Event::Answered { question: "site".into(), value: Some("no".into()), undoes: Some(3) });
    let event = undo(&mut record);
    let reason = Some("because".to_owned());
    assert_eq!(
        event,
        Event::Marked {
            step: "report".into(),
            status: Status::Blocked,
            reason,
            accepts: Vec::new(),
            undoes: Some(2)
        }
    );
    assert_eq!(current(&record), before);
    // Alice has taken hers back, so bob's undo does not bring it up again.
    record.commit(&bob(), &Command::Undo);
    record.commit(&bob(), &Command::Undo);
    assert_eq!(record.render(), TestLog::new().render());
    redo(&mut record);
    let progress = record.progress_for(&bob());
    assert_eq!(progress.step(step(&progress, "report")).status, Status::InProgress);
}

#[test]
fn what_others_recorded_at_the_same_time_is_not_wiped_out_by_an_undo() {
    // Bob's mark has the lower clock and was not there yet when alice marked and took back.
    let mut record = TestLog::new();
    record.mark(&alice(), "report", Status::Done);
    undo(&mut record);
    let mut late = record.clone();
    late.add(
        &bob(),
        Event::Marked {
            step: "report".into(),
            status: Status::Deferred,
            reason: Some("later".into()),
            accepts: Vec::new(),
            undoes: None,
        },
    );
    late.entries.last_mut().unwrap().1.clock = 1;
    let progress = late.progress_for(&alice());
    let state = progress.step(step(&progress, "report"));
    assert_eq!(state.status, Status::Deferred);
    assert_eq!(state.stamp.as_ref().map(|stamp: &Stamp| &stamp.by), Some(&bob()));
}

#[test]
fn a_note_that_comes_back_comes_back_to_its_place() {
    let mut record = TestLog::new();
    let seq = record.note(&alice(), "report", "one", None);
    record.note(&bob(), "report", "two", None);
    let written = record.render();
    record.note(&alice(), "report", "", Some(seq));
    undo(&mut record);
    assert_eq!(record.render(), written);
    undo(&mut record);
    record.note(&bob(), "report", "three", None);
    redo(&mut record);
    let progress = record.progress_for(&bob());
    let notes = &progress.step(step(&progress, "report")).notes;
    assert_eq!(notes.iter().map(|note| note.text.as_str()).collect::<Vec<_>>(), ["one", "two", "three"]);
    // It can be replaced by its own number, and taken away.
    record.note(&alice(), "report", "ONE", Some(seq));
}

#[test]
fn a_confirmed_re_check_is_asked_for_again_by_undo_and_confirmed_again_by_redo() {
    let mut record = TestLog::new();
    record.mark(&bob(), "report", Status::Done);
    record.adopt(&bob(), &edited(&[(r#""Report""#, r#""Report twice""#)]));
    let rechecks = |record: &TestLog| record.progress_for(&alice()).total().recheck();
    let asked = record.render();
    assert_eq!(rechecks(&record), 1);
    record.mark(&alice(), "report", Status::Done);
    let confirmed = record.render();
    assert_eq!(rechecks(&record), 0);
    for _ in 0..2 {
        undo(&mut record);
        assert_eq!(record.render(), asked);
        redo(&mut record);
        assert_eq!(record.render(), confirmed);
    }
    undo(&mut record);
    // Any other mark ends it too, and taken back it is asked for again.
    record.mark(&alice(), "report", Status::Todo);
    assert_eq!(rechecks(&record), 0);
    undo(&mut record);
    assert_eq!(record.render(), asked);
}

#[test]
fn numbers_that_nothing_has_undo_nothing() {
    let mut record = TestLog::new();
    record.mark(&bob(), "report", Status::Done);
    for undoes in [0, 1, 77, u64::MAX] {
        let event = Event::Marked {
            step: "report".into(),
            status: Status::Skipped,
            reason: None,
            accepts: Vec::new(),
            undoes: Some(undoes),
        };
        record.add(&alice(), event);
        let progress = record.progress_for(&alice());
        // A mark like any other.
        assert_eq!(progress.step(step(&progress, "report")).status, Status::Skipped);
    }
    while record.submit(&alice(), &Command::Undo).is_ok() {}
    let progress = record.progress_for(&alice());
    assert_eq!(progress.step(step(&progress, "report")).status, Status::Done);
}
