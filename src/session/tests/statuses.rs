//! TESTS. Marking steps: what is refused and in which words, and what comes of the rest.

use super::fixture::*;
use crate::checklist::{RawChecklist, RawStep, RecordedChecklist, Truth};
use crate::session::{Command, Event, Refusal, Status, decide, find_question, find_status, find_step};
use crate::text::Hint as _;

#[track_caller]
fn refused(record: &mut TestLog, command: &Command) -> String {
    record.submit(&alice(), command).expect_err("refused").to_string()
}

#[track_caller]
fn mark_refused(record: &mut TestLog, step: &str, status: Status, reason: Option<&str>) -> String {
    let command = mark(&record.progress_for(&alice()), step, status, reason);
    refused(record, &command)
}

#[test]
fn names_that_nothing_has_are_refused_with_what_may_be_meant() {
    let progress = TestLog::new().progress_for(&alice());
    let no_step = find_step(&progress, "chose").unwrap_err();
    assert_eq!(no_step.to_string(), "the checklist has no step `chose`");
    assert_eq!(no_step.hint().unwrap(), "did you mean `choose`?");
    let no_question = find_question(&progress, "sit").unwrap_err();
    assert_eq!(no_question.to_string(), "the checklist has no question `sit`");
    assert_eq!(no_question.hint().unwrap(), "did you mean `site`?");
    let no_status = find_status("finished").unwrap_err();
    assert_eq!(no_status.to_string(), "there is no status `finished`");
    assert_eq!(no_status.hint(), None);
    assert_eq!(find_status("Not applicable"), Ok(Status::NotApplicable));
    let hostile = find_step(&progress, "a\u{1b}[31m").unwrap_err();
    assert_eq!(hostile.to_string(), "the checklist has no step `a<U+001B>[31m`");
}

#[test]
fn a_step_is_found_by_its_number_from_one() {
    let progress = TestLog::new().progress_for(&alice());
    assert_eq!(find_step(&progress, "1"), Ok(step(&progress, "read")));
    assert_eq!(find_step(&progress, "7"), Ok(step(&progress, "report")));
    for none in ["0", "8", "-1", "99999999999999999999"] {
        assert!(find_step(&progress, none).is_err(), "{none}");
    }
}

#[test]
fn an_exception_needs_a_reason_of_one_line() {
    let mut record = TestLog::new();
    for status in [Status::Deferred, Status::Blocked, Status::Skipped, Status::NotApplicable] {
        for none in [None, Some(""), Some(" \t ")] {
            let refusal = mark_refused(&mut record, "report", status, none);
            assert_eq!(refusal, format!("`{}` needs a reason", status.name()));
        }
        let refusal = mark_refused(&mut record, "report", status, Some("one\ntwo"));
        assert_eq!(refusal, "a reason is one line; write a note for more");
    }
    let refusal = mark_refused(&mut record, "report", Status::Done, Some("one\rtwo"));
    assert_eq!(refusal, "a reason is one line; write a note for more");
}

#[test]
fn a_reason_is_recorded_without_blanks_around_it_and_with_controls_visible() {
    let mut record = TestLog::new();
    let command =
        mark(&record.progress_for(&alice()), "report", Status::Blocked, Some("  no \u{1b}[1mkey \n"));
    let event = record.commit(&alice(), &command);
    let reason = Some("no <U+001B>[1mkey".to_owned());
    assert_eq!(
        event,
        Event::Marked {
            step: "report".into(),
            status: Status::Blocked,
            reason,
            accepts: Vec::new(),
            undoes: None
        }
    );
}

#[test]
fn what_is_so_already_is_not_recorded_again() {
    let mut record = TestLog::new();
    let todo = mark(&record.progress_for(&alice()), "report", Status::Todo, None);
    assert_eq!(record.submit(&alice(), &todo), Ok(None));
    // A reason whose visible form changes when it is made visible once more is the same reason too.
    let odd = "cable \u{e9}\u{200d}\u{ad}";
    let blocked = mark(&record.progress_for(&alice()), "report", Status::Blocked, Some(odd));
    record.commit(&alice(), &blocked);
    assert_eq!(record.submit(&alice(), &blocked), Ok(None));
    assert_eq!(record.submit(&bob(), &blocked), Ok(None));
    let other = mark(&record.progress_for(&alice()), "report", Status::Blocked, Some("no power"));
    assert!(record.submit(&alice(), &other).unwrap().is_some());
}

#[test]
fn a_step_that_does_not_apply_says_which_answer_switched_it_off() {
    let mut record = TestLog::new();
    record.answer(&alice(), "site", Some("no"));
    for step in ["mast", "cable", "rack"] {
        let refusal = mark_refused(&mut record, step, Status::Done, None);
        assert_eq!(refusal, "this step does not apply: Is there a second site? no");
    }
    record.answer(&alice(), "site", Some("yes"));
    record.answer(&alice(), "link", Some("radio"));
    // Its condition asks for the site first, but that is not what switched it off.
    let refusal = mark_refused(&mut record, "cable", Status::Skipped, Some("x"));
    assert_eq!(refusal, "this step does not apply: Which link? radio");
}

#[test]
fn an_open_question_of_the_step_or_of_its_conditions_comes_before_done() {
    let mut record = TestLog::new();
    let refusal = mark_refused(&mut record, "read", Status::Done, None);
    assert_eq!(refusal, "question `site` is not answered yet: Is there a second site?");
    let refusal = mark_refused(&mut record, "cable", Status::Done, Some("sure"));
    assert_eq!(refusal, "question `site` is not answered yet: Is there a second site?");
    record.answer(&alice(), "site", Some("yes"));
    let refusal = mark_refused(&mut record, "cable", Status::Done, None);
    assert_eq!(refusal, "question `link` is not answered yet: Which link?");
    // Only `done` needs the answers.
    for status in [Status::InProgress, Status::Deferred, Status::Skipped, Status::NotApplicable] {
        record.mark(&alice(), "cable", status);
    }
    record.answer(&alice(), "link", Some("wire"));
    record.mark(&alice(), "cable", Status::Done);
}

#[test]
fn what_must_come_before_is_named_and_a_reason_overrides() {
    let mut record = TestLog::new();
    record.answer(&alice(), "mode", Some("mixed"));
    let refusal = mark_refused(&mut record, "check", Status::Done, None);
    assert_eq!(
        refusal,
        "`choose` (Choose a mode) and `rack` (Fill the rack) first; to mark it done all the same, give a reason"
    );
    let command = mark(&record.progress_for(&alice()), "check", Status::Done, Some("agreed"));
    record.commit(&alice(), &command);
    let progress = record.progress_for(&bob());
    let state = progress.step(step(&progress, "check"));
    assert_eq!((state.status, state.reason.as_ref().unwrap().as_str()), (Status::Done, "agreed"));
    // Not applicable, by an answer or by hand, is as good as done; skipped is not.
    record.answer(&alice(), "site", Some("no"));
    record.mark(&alice(), "choose", Status::Skipped);
    let refusal = mark_refused(&mut record, "check", Status::Done, None);
    assert_eq!(refusal, "`choose` (Choose a mode) first; to mark it done all the same, give a reason");
    record.mark(&alice(), "choose", Status::NotApplicable);
    // The reason of the override goes with a mark without one.
    record.mark(&alice(), "check", Status::Done);
}

#[test]
fn what_is_recorded_on_a_step_is_kept_while_it_does_not_apply() {
    let mut record = TestLog::new();
    record.answer(&alice(), "site", Some("yes"));
    record.mark(&bob(), "rack", Status::Deferred);
    record.note(&bob(), "rack", "Two units are missing", None);
    let before = record.render();
    record.answer(&alice(), "site", Some("no"));
    let progress = record.progress_for(&alice());
    let rack = progress.step(step(&progress, "rack"));
    assert_eq!(rack.effective(), Status::NotApplicable);
    assert!(!rack.is_exception() && !rack.is_open());
    assert_eq!((rack.status, rack.notes.len()), (Status::Deferred, 1));
    assert_eq!((progress.total().exceptions(), progress.total().applicable()), (0, 4));
    // Written on all the same: the record takes what a person has to say.
    let at = note(&progress, "rack", "Never mind", None);
    assert!(decide(&progress, &at).unwrap().is_some());
    record.commit(&alice(), &Command::Undo);
    assert_eq!(record.render(), before);
}

#[test]
fn unknown_is_open_and_the_deciding_question_leads_there() {
    let mut record = TestLog::new();
    let progress = record.progress_for(&alice());
    let mast = progress.step(step(&progress, "mast"));
    assert_eq!((mast.applies, mast.is_open()), (Truth::Unknown, true));
    assert_eq!(progress.deciding_question(step(&progress, "mast")), Some(question(&progress, "site")));
    assert_eq!(progress.deciding_question(step(&progress, "report")), None);
    record.answer(&alice(), "site", Some("yes"));
    let progress = record.progress_for(&alice());
    assert_eq!(progress.deciding_question(step(&progress, "mast")), Some(question(&progress, "link")));
}

#[test]
fn what_can_be_undone_or_replaced_must_be_there() {
    let mut record = TestLog::new();
    assert_eq!(refused(&mut record, &Command::Undo), "there is nothing of yours to undo");
    assert_eq!(refused(&mut record, &Command::Redo), "there is nothing of yours to redo");
    let empty = Command::adopt(RecordedChecklist::new(&RawChecklist::default()));
    let refusal = refused(&mut record, &empty);
    assert_eq!(refusal, "the checklist is not valid: a checklist needs its `format`");
    // It could not be read again.
    let deep = (0..200)
        .fold(RawStep::default(), |inner, _| RawStep { steps: Some(vec![inner]), ..RawStep::default() });
    let deep = RawChecklist { steps: vec![deep], ..small() };
    let refusal = refused(&mut record, &Command::adopt(RecordedChecklist::new(&deep)));
    assert!(refusal.starts_with("the checklist is not valid: "), "{refusal}");
    assert_eq!(record.submit(&alice(), &Command::adopt(RecordedChecklist::new(&small()))), Ok(None));
    assert_eq!(Refusal::NothingToUndo.hint(), None);
}
