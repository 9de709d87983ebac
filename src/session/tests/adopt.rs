//! TESTS. A changed checklist: what is said of it, and what becomes of what was recorded.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::fixture::*;
use crate::checklist::{Checklist, RawChecklist, Truth};
use crate::session::{Command, Drift, Event, Status};

const REPORT: &str = r#"{"id": "report", "title": "Report"}"#;

fn drift(old: &RawChecklist, new: &RawChecklist) -> (Drift, Checklist) {
    let of = |raw| Checklist::from_raw(raw).unwrap();
    let new = of(new);
    (Drift::between(&of(old), &new), new)
}

/// What an edit of the small checklist comes to.
fn drift_summary(edits: &[(&str, &str)]) -> String {
    drift(&small(), &edited(edits)).0.summary()
}

#[test]
fn the_difference_is_told_by_step() {
    assert_eq!(drift_summary(&[]), "nothing changed");
    assert_eq!(drift_summary(&[("Read the plan", "Read it all")]), "1 reworded");
    assert_eq!(drift_summary(&[(REPORT, r#"{"id": "tell", "title": "Report"}"#)]), "1 new, 1 removed");
    assert_eq!(drift_summary(&[("Ask first", "Ask before"), ("Raise the mast", "Raise it")]), "2 reworded");
    assert_eq!(drift_summary(&[("Which port?", "What port?")]), "1 reworded");
    assert_eq!(drift_summary(&[(r#""required": false"#, r#""required": true"#)]), "1 reworded");
    assert_eq!(
        drift_summary(&[(r#"{"title": "All"}"#, r#"{"title": "All", "url": "https://e.org"}"#)]),
        "1 reworded"
    );
    let only_other = "only conditions, order of work or headings changed";
    assert_eq!(drift_summary(&[("The other site", "There")]), only_other);
    assert_eq!(
        drift_summary(&[(r#""requires": ["choose", "rack"]"#, r#""requires": ["rack"]"#)]),
        only_other
    );
    assert_eq!(drift_summary(&[(r#""is": "wire"}"#, r#""is": "radio"}"#)]), only_other);
    // Into another section, and no other step with it.
    assert_eq!(
        drift_summary(&[
            (&format!(",\n {REPORT}"), ""),
            ("{\"id\": \"mast\"", &format!("{REPORT}, {{\"id\": \"mast\""))
        ]),
        "1 moved"
    );
}

#[test]
fn a_step_that_left_its_section_makes_no_other_one_move() {
    let list = |json: &str| raw(&format!(r#"{{"format": 1, "id": "c", "title": "C", "steps": [{json}]}}"#));
    let step = |id: &str| format!(r#"{{"id": "{id}", "title": "T"}}"#);
    let (x, a, y) = (step("x"), step("a"), step("y"));
    let section = |steps: &str| format!(r#"{{"id": "s", "title": "S", "steps": [{steps}]}}"#);
    let old = list(&format!("{}, {}", section(&format!("{x}, {a}")), y));
    let new = list(&format!("{}, {x}, {y}", section(&a)));
    let (drift, new) = drift(&old, &new);
    assert_eq!(drift.moved, [new.find_step("x").unwrap()]);
}

#[test]
fn statuses_carry_over_by_id_and_reworded_done_steps_are_to_be_checked_again() {
    let mut record = TestLog::new();
    record.answer(&alice(), "site", Some("yes"));
    record.mark(&alice(), "read", Status::Done);
    record.mark(&bob(), "rack", Status::Deferred);
    record.mark(&bob(), "report", Status::Done);
    record.adopt(
        &bob(),
        &edited(&[
            ("Read the plan", "Read it all"),
            ("Fill the rack", "Fill it"),
            (r#"{"id": "plan""#, r#"{"id": "first", "title": "First"}, {"id": "plan""#),
        ]),
    );
    let progress = record.progress_for(&alice());
    let state = |id| progress.step(step(&progress, id));
    let is = |id| (state(id).status, state(id).recheck, state(id).stamp.as_ref().unwrap().by.clone());
    assert_eq!(is("read"), (Status::Done, true, alice()));
    assert_eq!(is("rack"), (Status::Deferred, false, bob()));
    assert_eq!(is("report"), (Status::Done, false, bob()));
    assert!(!state("first").is_touched());
    assert_eq!(progress.total().summary(), "INCOMPLETE: 5 open, 1 to re-check, 1 deferred");
    // What has to be checked again does not let others pass.
    let choose = step(&progress, "choose");
    assert_eq!(progress.unmet_requirements(choose), [step(&progress, "read")]);
    // It stays so through another change of the checklist, until somebody confirms it.
    record.adopt(&alice(), &edited(&[("Read the plan", "Read it all"), ("Ask first", "Ask")]));
    assert_eq!(record.progress_for(&alice()).total().recheck(), 1);
    record.mark(&bob(), "read", Status::Done);
    assert_eq!(record.progress_for(&alice()).total().recheck(), 0);
    let done = mark(&record.progress_for(&alice()), "read", Status::Done, None);
    assert_eq!(record.submit(&alice(), &done), Ok(None));
}

#[test]
fn a_done_that_was_undone_comes_back_to_be_checked_again() {
    let mut record = TestLog::new();
    record.mark(&alice(), "report", Status::Done);
    record.commit(&alice(), &Command::Undo);
    record.adopt(&bob(), &edited(&[("\"Report\"", "\"Report it\"")]));
    record.commit(&alice(), &Command::Redo);
    assert_eq!(record.progress_for(&alice()).total().recheck(), 1);
}

#[test]
fn what_was_recorded_on_a_removed_step_is_kept_and_comes_back_with_it() {
    let mut record = TestLog::new();
    record.mark(&alice(), "report", Status::Done);
    record.note(&bob(), "report", "Sent", None);
    let before = record.render();
    let without = edited(&[(&format!(",\n {REPORT}"), "")]);
    record.adopt(&bob(), &without.clone());
    let progress = record.progress_for(&alice());
    assert_eq!(progress.removed().keys().collect::<Vec<_>>(), ["report"]);
    let removed = &progress.removed()["report"];
    assert_eq!(removed.title.as_ref().unwrap().as_str(), "Report");
    assert_eq!((removed.state.status, removed.state.notes.len()), (Status::Done, 1));
    // Undo and redo reach it there too.
    let undone = record.commit(&alice(), &Command::Undo);
    let marked = |status, undoes| Event::Marked {
        step: "report".into(),
        status,
        reason: None,
        accepts: Vec::new(),
        undoes,
    };
    assert_eq!(undone, marked(Status::Todo, Some(2)));
    assert_eq!(record.commit(&alice(), &Command::Redo), marked(Status::Done, Some(3)));
    let mut back = record.clone();
    back.adopt(&alice(), &small());
    assert_eq!(back.render(), before);
    // Reworded in between, it is to be checked again.
    record.adopt(&alice(), &edited(&[("\"Report\"", "\"Report it\"")]));
    assert_eq!(record.progress_for(&alice()).total().recheck(), 1);
}

#[test]
fn a_mark_on_a_removed_step_that_nothing_stands_on_can_be_redone() {
    let mut record = TestLog::new();
    record.mark(&alice(), "report", Status::Done);
    record.commit(&alice(), &Command::Undo);
    record.adopt(&bob(), &edited(&[(&format!(",\n {REPORT}"), "")]));
    assert!(record.progress_for(&alice()).removed().is_empty());
    let event = record.commit(&alice(), &Command::Redo);
    assert_eq!(
        event,
        Event::Marked {
            step: "report".into(),
            status: Status::Done,
            reason: None,
            accepts: Vec::new(),
            undoes: Some(3)
        }
    );
    assert_eq!(record.progress_for(&alice()).removed()["report"].state.status, Status::Done);
}

#[test]
fn a_mark_of_somebody_who_has_not_taken_the_change_over_is_kept() {
    let mut record = TestLog::new();
    record.adopt(&bob(), &edited(&[(&format!(",\n {REPORT}"), "")]));
    let marked = Event::Marked {
        step: "report".into(),
        status: Status::Done,
        reason: None,
        accepts: Vec::new(),
        undoes: None,
    };
    record.add(&alice(), marked);
    let progress = record.progress_for(&bob());
    let removed = &progress.removed()["report"];
    assert_eq!(removed.title.as_ref().map(AsRef::as_ref), Some("Report"));
    assert_eq!(removed.state.status, Status::Done);
    assert_counts(&progress);
    record.adopt(&bob(), &edited(&[("\"Report\"", "\"Report it\"")]));
    let progress = record.progress_for(&bob());
    assert!(progress.step(step(&progress, "report")).needs_recheck());
}

#[test]
fn answers_of_removed_questions_are_kept_and_come_back() {
    let mut record = TestLog::new();
    record.answer(&alice(), "port", Some("8080"));
    let before = record.render();
    let port = r#"{"id": "port", "prompt": "Which port?", "kind": "text", "required": false},"#;
    record.adopt(&bob(), &edited(&[(port, "")]));
    let progress = record.progress_for(&alice());
    assert_eq!(progress.removed_answers()["port"].value.as_str(), "8080");
    record.adopt(&bob(), &small());
    assert_eq!(record.render(), before);
}

#[test]
fn an_answer_that_is_no_choice_any_more_is_asked_again() {
    let mut record = TestLog::new();
    record.answer(&alice(), "site", Some("yes"));
    record.answer(&alice(), "link", Some("wire"));
    let before = record.render();
    record.adopt(
        &bob(),
        &edited(&[
            (r#""wire", "radio""#, r#""copper", "radio""#),
            (r#""when": {"question": "link", "is": "wire"}"#, r#""kind": "warning""#),
        ]),
    );
    let progress = record.progress_for(&alice());
    assert_eq!(progress.answer(question(&progress, "link")), None);
    assert_eq!(progress.removed_answers()["link"].value.as_str(), "wire");
    assert_eq!(progress.step(step(&progress, "mast")).applies, Truth::Unknown);
    assert!(progress.open_questions().any(|ix| ix == question(&progress, "link")));
    let mut back = record.clone();
    back.adopt(&bob(), &small());
    assert_eq!(back.render(), before);
    // It can be taken back, although the question is not answered.
    let mut cleared = record.clone();
    cleared.answer(&alice(), "link", None);
    assert!(cleared.progress_for(&alice()).removed_answers().is_empty());
    record.answer(&bob(), "link", Some("copper"));
    assert!(record.progress_for(&alice()).removed_answers().is_empty());
}

/// A long list: its steps by number and version, eight to a section.
fn long(steps: &[(usize, usize)]) -> RawChecklist {
    let mut json = String::new();
    for (at, section) in steps.chunks(8).enumerate() {
        let one = |(id, version): &(usize, usize)| {
            let detail = format!("Look at **{id}**, and note what it says.");
            format!(
                r#"{{"id": "step-{id}", "title": "Check host {id}, take {version}", "detail": "{detail}"}}"#
            )
        };
        let steps: Vec<String> = section.iter().map(one).collect();
        let _ = write!(
            json,
            r#"{}{{"id": "s{at}", "title": "Part {at}", "steps": ["#,
            if at > 0 { "," } else { "" }
        );
        let _ = write!(json, "{}]}}", steps.join(","));
    }
    raw(&format!(r#"{{"format": 1, "id": "long", "title": "Long", "steps": [{json}]}}"#))
}

#[test]
fn a_third_of_a_long_list_is_reworded_and_nothing_else_is_touched() {
    let old: Vec<_> = (0..100).map(|id| (id, 1)).collect();
    let new: Vec<_> = (0..100).map(|id| (id, if id % 10 < 3 { 2 } else { 1 })).collect();
    let (drift, _) = drift(&long(&old), &long(&new));
    assert_eq!((drift.summary().as_str(), drift.changed_steps().as_str()), ("30 reworded", "30 steps"));
    let mut record = TestLog::of(&long(&old));
    for id in 0..50 {
        record.mark(&alice(), &format!("step-{id}"), Status::Done);
    }
    record.adopt(&bob(), &long(&new));
    let progress = record.progress_for(&alice());
    assert_counts(&progress);
    assert_eq!(progress.total().summary(), "INCOMPLETE: 50 open, 15 to re-check");
    // And back: the words are the old ones again, but nobody has looked at the steps since.
    record.adopt(&bob(), &long(&old));
    assert_eq!(record.progress_for(&alice()).total().recheck(), 15);
}

/// The length of a longest increasing subsequence, the slow way.
fn longest(items: &[usize]) -> usize {
    let mut ends: Vec<usize> = Vec::new();
    for (at, item) in items.iter().enumerate() {
        ends.push(1 + (0..at).filter(|before| items[*before] < *item).map(|b| ends[b]).max().unwrap_or(0));
    }
    ends.into_iter().max().unwrap_or(0)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn as_few_steps_as_possible_have_moved(order in Just((0..24_usize).collect::<Vec<_>>()).prop_shuffle(), swaps in prop::collection::vec((0..24_usize, 0..24_usize), 0..6)) {
        let mut new = order.clone();
        for (a, b) in swaps {
            let step = new.remove(a);
            new.insert(b, step);
        }
        let place = |id: &usize| order.iter().position(|it| it == id).unwrap();
        let stay: Vec<usize> = new.iter().map(place).enumerate().filter(|(is, was)| is / 8 == was / 8).map(|(_, was)| was).collect();
        let versions = |ids: &[usize]| long(&ids.iter().map(|id| (*id, 1)).collect::<Vec<_>>());
        let (drift, _) = drift(&versions(&order), &versions(&new));
        prop_assert_eq!(drift.moved.len(), 24 - longest(&stay));
        prop_assert!(drift.new.is_empty() && drift.removed.is_empty() && drift.reworded.is_empty());
    }
}
