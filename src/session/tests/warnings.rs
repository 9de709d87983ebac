//! TESTS. Warnings that an answer switches on: refused without a reason, accepted with the mark, and counted.

use super::fixture::*;
use crate::checklist::RawChecklist;
use crate::session::{Command, Event, Progress, Refusal, Status, decide};

/// A step with a warning for one answer, one without a condition, and a tip.
fn checklist() -> RawChecklist {
    raw(r#"{"format": 1, "id": "c", "title": "C", "steps": [
     {"id": "pick", "title": "Pick", "questions": [
      {"id": "level", "prompt": "Which level?", "kind": "choice", "choices": ["SP1", "SP2"]}]},
     {"id": "install", "title": "Install", "notes": [
      {"text": "Does not fit SP1.", "kind": "warning", "when": {"question": "level", "is": "SP1"}},
      {"text": "Always hot.", "kind": "warning"},
      {"text": "For SP1.", "kind": "important", "when": {"question": "level", "is": "SP1"}}]}]}"#)
}

fn log() -> TestLog {
    let mut log = TestLog::of(&checklist());
    log.answer(&alice(), "level", Some("SP1"));
    log.mark(&alice(), "pick", Status::Done);
    log
}

fn done(log: &TestLog, reason: Option<&str>) -> Command {
    mark(&log.progress_for(&alice()), "install", Status::Done, reason)
}

fn listed(progress: &Progress) -> Vec<String> {
    progress.warnings_in_force().map(|warning| warning.describe()).collect()
}

#[test]
fn a_warning_in_force_is_refused_with_its_text_and_accepted_with_a_reason() {
    let mut log = log();
    assert_eq!(listed(&log.progress_for(&alice())), ["Does not fit SP1. (no reason yet)"]);
    let refusal = log.submit(&alice(), &done(&log.clone(), None)).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "to mark it done all the same, give a reason. Warning in force: Does not fit SP1."
    );
    let event = log.commit(&alice(), &done(&log.clone(), Some("tested")));
    let (reason, accepts) = (Some("tested".to_owned()), vec!["Does not fit SP1.".to_owned()]);
    let step = "install".to_owned();
    assert_eq!(event, Event::Marked { step, status: Status::Done, reason, accepts, undoes: None });
    let progress = log.progress_for(&bob());
    assert_eq!(listed(&progress), ["Does not fit SP1. (accepted: tested)"]);
    assert_eq!(progress.total().summary(), "COMPLETE, 1 warning accepted");
    assert_eq!(log.submit(&alice(), &done(&log.clone(), Some("tested"))), Ok(None));
}

#[test]
fn one_that_is_always_shown_and_other_kinds_are_no_obstacle() {
    let mut log = log();
    log.answer(&alice(), "level", Some("SP2"));
    log.mark(&alice(), "install", Status::Done);
    let progress = log.progress_for(&alice());
    assert_eq!((listed(&progress), progress.total().summary()), (vec![], "COMPLETE".to_owned()));
}

#[test]
fn a_later_answer_makes_a_done_step_to_re_check_until_it_is_accepted_or_undone() {
    let mut log = log();
    log.answer(&alice(), "level", Some("SP2"));
    log.mark(&alice(), "install", Status::Done);
    log.answer(&bob(), "level", Some("SP1"));
    let progress = log.progress_for(&alice());
    let install = step(&progress, "install");
    assert!(progress.step(install).needs_recheck());
    assert_eq!(progress.recheck_because(install).unwrap(), "a warning is in force: Does not fit SP1.");
    assert_eq!(progress.total().summary(), "INCOMPLETE: 1 to re-check");
    assert_counts(&progress);
    let mut undone = log.clone();
    undone.commit(&bob(), &Command::Undo);
    assert_eq!(undone.progress_for(&alice()).total().summary(), "COMPLETE");
    log.commit(&alice(), &done(&log.clone(), Some("known")));
    assert_eq!(log.progress_for(&alice()).total().summary(), "COMPLETE, 1 warning accepted");
}

#[test]
fn a_reason_given_before_the_warning_does_not_accept_it() {
    let mut log = log();
    log.answer(&alice(), "level", Some("SP2"));
    log.commit(&alice(), &done(&log.clone(), Some("why not")));
    log.answer(&alice(), "level", Some("SP1"));
    let progress = log.progress_for(&alice());
    assert_eq!(listed(&progress), ["Does not fit SP1. (no reason yet)"]);
    assert!(progress.step(step(&progress, "install")).needs_recheck());
}

#[test]
fn undo_and_redo_bring_the_acceptance_back() {
    let mut log = log();
    log.commit(&alice(), &done(&log.clone(), Some("tested")));
    log.mark(&alice(), "install", Status::Todo);
    assert_eq!(listed(&log.progress_for(&alice())), ["Does not fit SP1. (no reason yet)"]);
    let event = log.commit(&alice(), &Command::Undo);
    assert!(matches!(event, Event::Marked { accepts, .. } if accepts == ["Does not fit SP1."]));
    assert_eq!(log.progress_for(&alice()).total().summary(), "COMPLETE, 1 warning accepted");
}

#[test]
fn a_reworded_warning_is_not_accepted_any_more() {
    let mut log = log();
    log.commit(&alice(), &done(&log.clone(), Some("tested")));
    let mut other = checklist();
    other.steps[1].notes[0].text = "Loses data with SP1.".to_owned();
    log.adopt(&alice(), &other);
    let progress = log.progress_for(&alice());
    assert_eq!(listed(&progress), ["Loses data with SP1. (no reason yet)"]);
    assert_counts(&progress);
}

#[test]
fn a_required_step_and_a_warning_are_told_together() {
    let mut raw = checklist();
    raw.steps[1].requires = vec!["pick".to_owned()];
    let mut log = TestLog::of(&raw);
    log.answer(&alice(), "level", Some("SP1"));
    let refusal = decide(&log.progress_for(&alice()), &done(&log, None)).unwrap_err();
    assert!(
        matches!(&refusal, Refusal::Obstacles { requires, warnings } if requires.len() == 1 && warnings.len() == 1)
    );
    assert_eq!(
        refusal.to_string(),
        "`pick` (Pick) first; to mark it done all the same, give a reason. Warning in force: Does not fit SP1."
    );
}
