//! TESTS. Answers: what a question takes, and what an answer switches.

use super::fixture::*;
use crate::checklist::Truth;
use crate::session::{Event, ShownReference, Status};

#[track_caller]
fn recorded(question: &str, value: &str) -> Result<String, String> {
    let mut record = TestLog::new();
    record.answer(&alice(), "site", Some("yes"));
    record.answer(&alice(), "site", None);
    let command = answer(&record.progress_for(&alice()), question, Some(value));
    match record.submit(&alice(), &command) {
        Ok(Some(Event::Answered { value: Some(value), .. })) => Ok(value),
        Err(refusal) => Err(refusal.to_string()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_answer_is_recorded_in_the_spelling_of_the_checklist() {
    for yes in ["yes", "y", "Y", " YES ", "Yes"] {
        assert_eq!(recorded("site", yes).unwrap(), "yes");
    }
    assert_eq!(recorded("site", "N").unwrap(), "no");
    assert_eq!(recorded("mode", "native").unwrap(), "Native");
    assert_eq!(recorded("mode", " MIXED").unwrap(), "mixed");
    assert_eq!(recorded("mode", "älter").unwrap(), "ÄLTER");
    assert_eq!(recorded("port", "  80 \u{202e} ").unwrap(), "80 <U+202E>");
}

#[test]
fn an_answer_that_the_question_does_not_take_is_refused() {
    let takes = "it takes `yes` or `no`";
    assert_eq!(recorded("site", "ye").unwrap_err(), format!("`ye` is no answer to `site`: {takes}"));
    assert_eq!(recorded("site", "").unwrap_err(), format!("`` is no answer to `site`: {takes}"));
    assert_eq!(
        recorded("mode", "m\u{1b}").unwrap_err(),
        "`m<U+001B>` is no answer to `mode`: it takes `mixed`, `Native` or `ÄLTER`"
    );
    for text in ["", "  ", "a\nb", "a\rb"] {
        assert_eq!(recorded("port", text).unwrap_err(), "an answer is one line of text");
    }
}

#[test]
fn choices_with_blanks_or_that_differ_in_case_only_can_all_be_given() {
    let odd = edited(&[
        (r#"["mixed", "Native", "ÄLTER"]"#, r#"["a", "A", " b "]"#),
        (r#""is": "Native""#, r#""is": "A""#),
    ]);
    for (typed, meant) in [("a", "a"), ("A", "A"), ("b", " b "), ("B", " b ")] {
        let mut record = TestLog::of(&odd.clone());
        let command = answer(&record.progress_for(&alice()), "mode", Some(typed));
        let event = record.commit(&alice(), &command);
        let value = Some(meant.to_owned());
        assert_eq!(event, Event::Answered { question: "mode".into(), value, undoes: None });
        assert_eq!(record.submit(&alice(), &command), Ok(None));
    }
}

#[test]
fn a_question_that_is_not_asked_takes_no_answer_but_gives_one_back() {
    let mut record = TestLog::new();
    let submit_answer = |record: &mut TestLog| {
        let command = answer(&record.progress_for(&alice()), "link", Some("wire"));
        record.submit(&alice(), &command).map_err(|refusal| refusal.to_string())
    };
    let refusal = Err("question `link` is not asked, as the other answers stand".to_owned());
    assert_eq!(submit_answer(&mut record), refusal);
    record.answer(&alice(), "site", Some("yes"));
    assert!(submit_answer(&mut record).unwrap().is_some());
    assert_eq!(submit_answer(&mut record), Ok(None));
    record.answer(&alice(), "site", Some("no"));
    assert_eq!(submit_answer(&mut record), refusal);
    record.answer(&alice(), "link", None);
    let command = answer(&record.progress_for(&alice()), "link", None);
    assert_eq!(record.submit(&alice(), &command), Ok(None));
}

#[test]
fn an_answer_to_a_question_that_is_not_asked_any_more_switches_nothing() {
    let with_late = edited(&[(
        r#"{"id": "report", "title": "Report"}"#,
        r#"{"id": "late", "title": "Late", "when": {"question": "link", "is": "radio"}},
           {"id": "rest", "title": "Rest", "when": {"not": {"question": "link", "is": "radio"}}}"#,
    )]);
    let mut record = TestLog::of(&with_late);
    let applies = |record: &TestLog| {
        let progress = record.progress_for(&alice());
        assert_counts(&progress);
        ["late", "rest"].map(|id| progress.step(step(&progress, id)).applies)
    };
    assert_eq!(applies(&record), [Truth::Unknown, Truth::Unknown]);
    // Nobody could answer `link` now, so it must not be waited for.
    record.answer(&alice(), "site", Some("no"));
    assert_eq!(applies(&record), [Truth::No, Truth::Yes]);
    let progress = record.progress_for(&alice());
    let why = progress.inapplicable_because(step(&progress, "late"));
    assert_eq!(why.as_deref(), Some("Is there a second site? no"));
    record.answer(&alice(), "site", Some("yes"));
    record.answer(&alice(), "link", Some("radio"));
    assert_eq!(applies(&record), [Truth::Yes, Truth::No]);
    // The answer is kept, but does not count while its question is not asked.
    record.answer(&alice(), "site", Some("no"));
    assert_eq!(applies(&record), [Truth::No, Truth::Yes]);
    record.answer(&alice(), "site", None);
    assert_eq!(applies(&record), [Truth::Unknown, Truth::Unknown]);
    let progress = record.progress_for(&alice());
    assert_eq!(progress.deciding_question(step(&progress, "late")), Some(question(&progress, "site")));
    record.answer(&alice(), "site", Some("yes"));
    assert_eq!(applies(&record), [Truth::Yes, Truth::No]);
}

#[test]
fn notes_and_references_follow_the_answers() {
    let mut record = TestLog::new();
    let shown = |record: &TestLog| {
        let progress = record.progress_for(&alice());
        let ix = step(&progress, "choose");
        let notes: Vec<String> = progress.notes_at(ix).map(|note| note.text.to_string()).collect();
        let title = |it: ShownReference<'_>| match it.condition {
            Some(condition) => format!("{} ({condition})", it.title),
            None => it.title.to_string(),
        };
        let references: Vec<String> = progress.references_at(ix).map(title).collect();
        (notes.join(" + "), references.join(" + "))
    };
    let is = |notes: &str, references: &str| (notes.to_owned(), references.to_owned());
    assert_eq!(shown(&record), is("Ask first", "Modes (if \"Which mode?\" is Native) + All"));
    record.answer(&alice(), "site", Some("yes"));
    record.answer(&alice(), "link", Some("wire"));
    record.answer(&alice(), "mode", Some("Native"));
    assert_eq!(shown(&record), is("Order cable + Ask first", "Modes + All"));
    record.answer(&alice(), "site", Some("no"));
    assert_eq!(shown(&record), is("Ask first", "Modes + All"));
}

#[test]
fn the_questions_that_are_open_are_asked_required_and_not_answered() {
    let mut record = TestLog::new();
    let open = |record: &TestLog| {
        let progress = record.progress_for(&alice());
        let ids = progress.open_questions().map(|ix| progress.checklist().question(ix).id.to_string());
        ids.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(open(&record), "site mode");
    record.answer(&alice(), "site", Some("yes"));
    assert_eq!(open(&record), "mode link");
    record.answer(&bob(), "mode", Some("mixed"));
    assert_eq!(open(&record), "link");
    record.mark(&bob(), "report", Status::Done);
    record.answer(&bob(), "site", Some("no"));
    assert_eq!(open(&record), "");
}

#[test]
fn an_answer_that_no_program_of_ours_records_counts_for_nothing() {
    let mut record = TestLog::new();
    let foreign = Event::Answered { question: "site".into(), value: Some("maybe".into()), undoes: None };
    record.add(&bob(), foreign);
    let progress = record.progress_for(&alice());
    assert!(progress.answer(question(&progress, "site")).is_none());
    assert_eq!(progress.step(step(&progress, "rack")).applies, Truth::Unknown);
    assert_eq!(progress.removed_answers()["site"].value.as_str(), "maybe");
    record.answer(&alice(), "site", None);
    assert!(record.progress_for(&alice()).removed_answers().is_empty());
}

#[test]
fn the_questions_of_a_step_that_does_not_apply_are_not_asked() {
    let list = edited(&[
        (
            r#""is": "radio"}},"#,
            r#""is": "radio"}, "questions": [{"id": "tall", "prompt": "How tall?", "kind": "text"}]},"#,
        ),
        (
            r#"{"id": "report", "title": "Report"}"#,
            r#"{"id": "paint", "title": "Paint it", "when": {"not": {"question": "tall", "is": "low"}}}"#,
        ),
    ]);
    let mut record = TestLog::of(&list);
    record.answer(&alice(), "site", Some("yes"));
    let paint = |record: &TestLog| {
        let progress = record.progress_for(&alice());
        assert_counts(&progress);
        let ix = step(&progress, "paint");
        let deciding =
            progress.deciding_question(ix).map(|ix| progress.checklist().question(ix).id.to_string());
        (
            progress.step(ix).applies,
            deciding.unwrap_or_default(),
            progress.inapplicable_because(ix).unwrap_or_default(),
        )
    };
    let is = |truth, deciding: &str, why: &str| (truth, deciding.to_owned(), why.to_owned());
    assert_eq!(paint(&record), is(Truth::Unknown, "tall", ""));
    // There is no mast, so nobody asks how tall it is, and nothing waits for that.
    record.answer(&alice(), "link", Some("wire"));
    assert_eq!(paint(&record), is(Truth::Yes, "", ""));
    let command = answer(&record.progress_for(&alice()), "tall", Some("low"));
    let refusal = record.submit(&alice(), &command).unwrap_err().to_string();
    assert_eq!(refusal, "question `tall` is not asked, as the other answers stand");
    record.answer(&alice(), "link", Some("radio"));
    record.answer(&alice(), "tall", Some("low"));
    assert_eq!(paint(&record), is(Truth::No, "", "How tall? low"));
    record.answer(&alice(), "site", Some("no"));
    assert_eq!(paint(&record), is(Truth::Yes, "", ""));
}

#[test]
fn a_step_that_its_own_question_switches_off_still_asks_it() {
    let list = edited(&[(
        r#"{"id": "report", "title": "Report"}"#,
        r#"{"id": "own", "title": "Own", "questions": [
             {"id": "first", "prompt": "Is there one?", "kind": "yes_no"},
             {"id": "next", "prompt": "And two?", "kind": "yes_no", "when": {"question": "first", "is": "yes"}}],
            "when": {"all": [{"question": "first", "is": "yes"}, {"question": "site", "is": "yes"}]}}"#,
    )]);
    let mut record = TestLog::of(&list);
    let own = |record: &TestLog| {
        let progress = record.progress_for(&alice());
        assert_counts(&progress);
        let ix = step(&progress, "own");
        (progress.asked_at(ix).count(), progress.inapplicable_because(ix).unwrap_or_default())
    };
    record.answer(&alice(), "first", Some("no"));
    assert_eq!(own(&record), (1, "Is there one? no".to_owned()));
    record.answer(&alice(), "first", Some("yes"));
    assert_eq!(own(&record), (2, String::new()));
    record.answer(&alice(), "first", Some("no"));
    // Now the answer before it switches the step off, whatever is answered there.
    record.answer(&alice(), "site", Some("no"));
    assert_eq!(own(&record), (0, "Is there a second site? no".to_owned()));
}

#[test]
fn a_step_that_does_not_apply_waits_for_no_decision() {
    let rack = r#"{"id": "rack", "title": "Fill the rack""#;
    let mut record = TestLog::of(&edited(&[(
        rack,
        &format!(r#"{rack}, "when": {{"question": "mode", "is": "Native"}}"#),
    )]));
    let deciding = |record: &TestLog| {
        let progress = record.progress_for(&alice());
        progress
            .deciding_question(step(&progress, "rack"))
            .map(|ix| progress.checklist().question(ix).id.clone())
    };
    record.answer(&alice(), "site", Some("yes"));
    assert_eq!(deciding(&record).as_deref(), Some("mode"));
    record.mark(&alice(), "rack", Status::InProgress);
    // The mode is still open, but it decides nothing here any more.
    record.answer(&alice(), "site", Some("no"));
    assert_eq!(deciding(&record), None);
    let progress = record.progress_for(&alice());
    assert_eq!(progress.next_open(Some(step(&progress, "mast"))), Some(step(&progress, "check")));
}
