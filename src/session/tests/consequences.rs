//! TESTS. What an answer switches on and off, and conditions that are not decided yet, in words.

use super::fixture::*;
use crate::checklist::RawChecklist;
use crate::session::{Progress, Status};

fn checklist() -> RawChecklist {
    raw(r#"{"format": 1, "id": "c", "title": "C", "steps": [
     {"id": "ask", "title": "Ask", "questions": [
      {"id": "nap", "prompt": "Is there NAP?", "label": "NAP", "kind": "yes_no"},
      {"id": "site", "prompt": "Which site?", "kind": "text", "when": {"question": "nap", "is": "yes"}},
      {"id": "mode", "prompt": "Which mode?", "label": "Mode", "kind": "choice", "choices": ["a", "b"]}]},
     {"id": "one", "title": "One", "when": {"question": "nap", "is": "yes"}},
     {"id": "two", "title": "Two", "when": {"question": "nap", "is": "yes"}},
     {"id": "last", "title": "Last", "notes": [
      {"text": "Hot.", "kind": "warning", "when": {"question": "nap", "is": "yes"}},
      {"text": "N", "when": {"all": [{"not": {"any": [{"question": "nap", "is": "yes"},
       {"question": "mode", "is": "a"}]}}, {"any": [{"question": "mode", "is": "b"}, {"question": "nap", "is": "no"}]}]}}],
      "references": [{"title": "Paper", "when": {"question": "nap", "is": "yes"}}]}]}"#)
}

fn consequences(log: &mut TestLog, value: Option<&str>) -> Option<String> {
    let before = log.progress_for(&alice());
    log.answer(&alice(), "nap", value);
    // As in a program: the checklist is the same one.
    let mut after = before.clone();
    after.apply_all(log.entries.get(log.entries.len() - 1..).unwrap());
    after.consequences(&before)
}

#[test]
fn what_an_answer_switches_is_named_the_first_three_and_a_count() {
    let mut log = TestLog::of(&checklist());
    assert_eq!(
        consequences(&mut log, Some("yes")).as_deref(),
        Some("Now applies: warning on step 4. Last; step 2. One; step 3. Two; and 2 more.")
    );
    assert_eq!(
        consequences(&mut log, Some("no")).as_deref(),
        Some("Does not apply: warning on step 4. Last; step 2. One; step 3. Two; and 1 more.")
    );
    assert_eq!(consequences(&mut log, None).as_deref(), Some("To be decided: step 2. One; step 3. Two."));
}

#[test]
fn a_done_step_on_which_a_warning_comes_is_to_be_checked_again() {
    let mut log = TestLog::of(&checklist());
    log.answer(&alice(), "nap", Some("no"));
    log.mark(&alice(), "last", Status::Done);
    let said = consequences(&mut log, Some("yes")).unwrap();
    assert!(
        said.starts_with("Now applies: warning on step 4. Last, which is to be checked again; "),
        "{said}"
    );
}

#[test]
fn an_undecided_condition_hides_no_note_and_no_document() {
    let mut log = TestLog::of(&checklist());
    let shown = |progress: &Progress| {
        let last = step(progress, "last");
        let notes = progress
            .undecided_notes_at(last)
            .map(|(note, condition, _)| format!("{} {condition}", note.text));
        let documents = progress.references_at(last).filter_map(|it| it.condition);
        notes.chain(documents).collect::<Vec<_>>()
    };
    assert_eq!(
        shown(&log.progress_for(&alice())),
        [
            "Hot. if \"NAP\" is yes",
            "N if (\"NAP\" is not yes and \"Mode\" is not a) and (\"Mode\" is b or \"NAP\" is no)",
            "if \"NAP\" is yes",
        ]
    );
    log.answer(&alice(), "nap", Some("yes"));
    assert!(shown(&log.progress_for(&alice())).is_empty());
}
