//! TESTS. Notes: written, replaced, taken away, each by its own writer.

use super::fixture::*;
use crate::session::{Draft, DraftTarget, Event};

/// The notes on the last step.
fn texts(record: &TestLog) -> Vec<String> {
    let progress = record.progress_for(&alice());
    let notes = &progress.step(step(&progress, "report")).notes;
    notes.iter().map(|note| format!("{} {}: {}", note.stamp.by, note.stamp.seq, note.text)).collect()
}

#[test]
fn a_note_is_replaced_in_its_place_by_its_own_writer() {
    let mut record = TestLog::new();
    let first = record.note(&alice(), "report", "one", None);
    record.note(&bob(), "report", "two", None);
    assert_eq!(texts(&record), ["alice@a 2: one", "bob@b 1: two"]);
    let second = record.note(&alice(), "report", "ONE", Some(first));
    assert_eq!(texts(&record), ["alice@a 3: ONE", "bob@b 1: two"]);
    // The number of the note that was replaced is no note any more.
    let progress = record.progress_for(&alice());
    let stale = record.submit(&alice(), &note(&progress, "report", "x", Some(first))).unwrap_err();
    assert_eq!(stale.to_string(), "there is no note of yours to replace here");
    record.note(&alice(), "report", " \n ", Some(second));
    assert_eq!(texts(&record), ["bob@b 1: two"]);
}

#[test]
fn another_writers_note_cannot_be_replaced() {
    let mut record = TestLog::new();
    let seq = record.note(&bob(), "report", "two", None);
    let progress = record.progress_for(&alice());
    for wrong in [note(&progress, "report", "mine", Some(seq)), note(&progress, "read", "mine", Some(seq))] {
        let refusal = record.submit(&alice(), &wrong).unwrap_err();
        assert_eq!(refusal.to_string(), "there is no note of yours to replace here");
    }
    // Nor by an entry that no program of ours writes: it is a note of its own.
    record.note(&alice(), "read", "elsewhere", None);
    let foreign = Event::Noted { step: "report".into(), text: "x".into(), replaces: Some(seq), undoes: None };
    record.add(&alice(), foreign);
    assert_eq!(texts(&record), ["bob@b 1: two", "alice@a 3: x"]);
}

#[test]
fn an_empty_note_is_refused_and_the_same_text_is_not_recorded_again() {
    let mut record = TestLog::new();
    let progress = record.progress_for(&alice());
    for empty in ["", "  ", "\n\t\n"] {
        let refusal = record.submit(&alice(), &note(&progress, "report", empty, None)).unwrap_err();
        assert_eq!(refusal.to_string(), "the note is empty");
    }
    let seq = record.note(&alice(), "report", "one\ntwo", None);
    let progress = record.progress_for(&alice());
    assert_eq!(record.submit(&alice(), &note(&progress, "report", " one\ntwo\n", Some(seq))), Ok(None));
}

#[test]
fn a_note_keeps_its_lines_and_shows_what_cannot_be_seen() {
    let mut record = TestLog::new();
    let command = note(&record.progress_for(&alice()), "report", "\n one\r\n\ttwo\u{7}\n", None);
    let event = record.commit(&alice(), &command);
    let text = "one\n    two<U+0007>".to_owned();
    assert_eq!(event, Event::Noted { step: "report".into(), text, replaces: None, undoes: None });
}

#[test]
fn the_draft_of_a_note_is_known_to_be_recorded_whatever_was_made_visible_in_it() {
    let mut record = TestLog::new();
    let text = "\n one\r\n\ttwo\u{7}\n";
    let command = note(&record.progress_for(&alice()), "report", text, None);
    record.commit(&alice(), &command);
    let draft = |text: &str| Draft {
        what: DraftTarget::Note { step: "report".into(), replaces: None },
        text: text.into(),
    };
    assert!(draft(text).is_recorded(&record.progress_for(&alice())));
    assert!(!draft("one").is_recorded(&record.progress_for(&alice())));
}
