//! TESTS. The briefing, word for word.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::fixture::*;
use crate::checklist::Checklist;
use crate::session::{
    Briefing, BriefingContext, BriefingLine, Command, Drift, Event, Mode, Progress, SessionName, Status,
};

/// The briefing five minutes after the last change.
fn briefing_text(progress: &Progress, drift: Option<&Drift>, problems: &[String]) -> String {
    let name = SessionName::new("site-a").unwrap();
    let last = progress.last_change().unwrap().at;
    let now = Timestamp::from_second(last.as_second() + 300).unwrap();
    let zone = TimeZone::UTC;
    let briefing =
        Briefing::new(progress, &BriefingContext { name: &name, now, zone: &zone, drift, problems });
    let summary = BriefingLine::Summary(progress.total().summary());
    assert_eq!(briefing.0.last(), Some(&summary));
    briefing.to_text()
}

#[test]
fn a_fresh_session() {
    let progress = TestLog::new().progress_for(&alice());
    assert_eq!(
        briefing_text(&progress, None, &[]),
        "\
Site A
Rollout, session site-a
0/7 steps done; last change 5 minutes ago (2027-01-15 08:01 UTC) by alice@a

Last changes
  - alice@a: the session began (5 minutes ago)

Next
  - 1. Read the plan
  - 2. Choose a mode
  - 3. Raise the mast
  - and 4 more steps

Not decided yet
  - Is there a second site?
  - Which mode?

INCOMPLETE: 7 open
"
    );
}

#[test]
fn a_half_done_session_with_all_there_is_to_tell() {
    let mut record = TestLog::new();
    record.answer(&alice(), "site", Some("yes"));
    record.mark(&alice(), "read", Status::Done);
    record.mark(&alice(), "report", Status::Done);
    record.mark(&alice(), "mast", Status::InProgress);
    record.mark(&bob(), "rack", Status::Blocked);
    record.mark(&bob(), "cable", Status::NotApplicable);
    let newer = edited(&[("\"Report\"", "\"Report it\"")]);
    record.adopt(&bob(), &newer.clone());
    record.note(&alice(), "rack", "Which one?", None);
    let progress = record.progress_for(&alice());
    let drift =
        Drift::between(&Checklist::from_raw(&newer).unwrap(), &Checklist::from_raw(&small()).unwrap());
    let problems = ["`x` ends in an unfinished line (3 bytes), which is left out".to_owned()];
    assert_eq!(
        briefing_text(&progress, Some(&drift), &problems),
        "\
Site A
Rollout, session site-a
1/6 steps done; last change 5 minutes ago (2027-01-15 08:09 UTC) by alice@a
Last changes
  - alice@a: a note on \"Fill the rack\" (5 minutes ago)
  - bob@b: the changed checklist was taken over (6 minutes ago)
  - bob@b: \"Lay the cable\" is not applicable (7 minutes ago)
Next
  - 2. Choose a mode
  - 3. Raise the mast (in progress)
  - 6. Check it
Not decided yet
  - Which mode?
  - Which link?
Exceptions
  - 5. Fill the rack is blocked: because (bob@b)
  - 4. Lay the cable is not applicable: because (bob@b)
To re-check, as their words changed
  - 7. Report it
! the checklist has changed since: 1 reworded; `runsheet adopt site-a` takes it over
! `x` ends in an unfinished line (3 bytes), which is left out
INCOMPLETE: 3 open, 1 to re-check, 1 blocked, 1 not applicable
"
    );
}

/// Everything there can be, and much of it: one screen all the same, and the rest is counted.
#[test]
fn a_bad_case_fits_on_a_screen() {
    let steps: Vec<String> = (1..=40)
        .map(|n| {
            let ask = format!(
                r#"[{{"id": "q{n}", "prompt": "What about server {n} of the many?", "kind": "text"}}]"#
            );
            let ask = if n > 20 { format!(r#", "questions": {ask}"#) } else { String::new() };
            format!(r#"{{"id": "s{n}", "title": "Prepare the site server number {n} for the rollout"{ask}}}"#)
        })
        .collect();
    let list = format!(r#"{{"format": 1, "id": "c", "title": "Rollout", "steps": [{}]}}"#, steps.join(","));
    let mut record = TestLog::of(&raw(&list));
    for n in 1..=10 {
        record.mark(&bob(), &format!("s{n}"), Status::Blocked);
    }
    for n in 11..=16 {
        record.mark(&alice(), &format!("s{n}"), Status::Done);
    }
    let newer = raw(&list.replace("number 1", "no. 1"));
    record.adopt(&bob(), &newer.clone());
    let drift =
        Drift::between(&Checklist::from_raw(&newer).unwrap(), &Checklist::from_raw(&raw(&list)).unwrap());
    let problem = |n| {
        format!(
            "/home/alice/.local/state/runsheet/sessions/site-a/w{n}@sccm01.jsonl:4: the chain does not match: this line or one before it was changed"
        )
    };
    let problems: Vec<String> = (1..=5).map(problem).collect();
    let progress = record.progress_for(&alice());
    let (name, zone) = (SessionName::new("site-a").unwrap(), TimeZone::UTC);
    let now = progress.last_change().unwrap().at;
    let around = BriefingContext { name: &name, now, zone: &zone, drift: Some(&drift), problems: &problems };
    let text = Briefing::with_rows(&progress, &around, 21).to_text();
    assert_eq!(
        text,
        "\
Site A
Rollout, session site-a
0/40 steps done; last change just now (2027-01-15 08:18 UTC) by bob@b
Last changes
  - bob@b: the changed checklist was taken over (just now)
  - alice@a: \"Prepare the site server no. 16 for the rollout\" is done (1 m..
  - alice@a: \"Prepare the site server no. 15 for the rollout\" is done (2 m..
Next
  - 17. Prepare the site server no. 17 for the rollout; and 23 more steps
Not decided yet
  - What about server 21 of the many?; and 19 more questions
Exceptions
  - 1. Prepare the site server no. 1 for the rollout is blocked: because (bob@b); and 9 more exceptions
To re-check, as their words changed
  - 11. Prepare the site server no. 11 for the rollout; and 5 more steps
! the checklist has changed since: 11 reworded; `runsheet adopt site-a` takes it over
! 5 problems of the folder: `runsheet verify site-a` tells all
INCOMPLETE: 24 open, 6 to re-check, 10 blocked
"
    );
    let rows: usize = text.lines().map(|line| line.chars().count().div_ceil(78)).sum();
    assert!(rows <= 21, "{rows} rows:\n{text}");
}

#[test]
fn a_complete_session() {
    let mut record = TestLog::new();
    record.answer(&alice(), "site", Some("no"));
    record.answer(&alice(), "mode", Some("mixed"));
    for id in ["read", "choose", "check"] {
        record.mark(&alice(), id, Status::Done);
    }
    record.mark(&bob(), "report", Status::Skipped);
    assert_eq!(
        briefing_text(&record.progress_for(&alice()), Some(&Drift::default()), &[]),
        "\
Site A
Rollout, session site-a
3/4 steps done; last change 5 minutes ago (2027-01-15 08:07 UTC) by bob@b

Last changes
  - bob@b: \"Report\" is skipped (5 minutes ago)
  - alice@a: \"Check it\" is done (6 minutes ago)
  - alice@a: \"Choose a mode\" is done (7 minutes ago)

Exceptions
  - 7. Report is skipped: because (bob@b)

COMPLETE, 1 skipped
"
    );
    let command = mark(&record.progress_for(&bob()), "report", Status::Done, None);
    record.commit(&bob(), &command);
    assert!(briefing_text(&record.progress_for(&alice()), None, &[]).ends_with("\n\nCOMPLETE\n"));
}

#[test]
fn a_rehearsal_says_so_and_a_title_is_not_said_twice() {
    let mut record = TestLog::new();
    if let Event::Started { title, mode, .. } = &mut record.entries[0].1.event {
        (*title, *mode) = ("Rollout".to_owned(), Mode::Rehearsal);
    }
    let text = briefing_text(&record.progress_for(&alice()), None, &[]);
    assert!(text.starts_with("Rollout (REHEARSAL)\nsession site-a\n"), "{text}");
}

#[test]
fn changes_are_told_by_what_they_were_made_to() {
    let mut record = TestLog::new();
    let mut says = |change: &dyn Fn(&mut TestLog)| {
        change(&mut record);
        let text = briefing_text(&record.progress_for(&alice()), None, &[]);
        let line = text.lines().skip_while(|line| *line != "Last changes").nth(1).unwrap_or_default();
        line.to_owned()
    };
    let answers = |value: Option<&'static str>| {
        move |record: &mut TestLog| {
            record.answer(&alice(), "site", value);
        }
    };
    assert_eq!(says(&answers(Some("no"))), "  - alice@a: Is there a second site? no (5 minutes ago)");
    assert_eq!(
        says(&answers(None)),
        "  - alice@a: the answer was taken back: Is there a second site? (5 minutes ago)"
    );
    let undone = says(&|record| {
        record.commit(&alice(), &Command::Undo);
    });
    assert_eq!(undone, "  - alice@a: Is there a second site? no (undo, 5 minutes ago)");
    let redone = says(&|record| {
        record.commit(&alice(), &Command::Redo);
    });
    assert_eq!(
        redone,
        "  - alice@a: the answer was taken back: Is there a second site? (redo, 5 minutes ago)"
    );
    let removed = says(&|record| {
        record.mark(&bob(), "report", Status::Done);
        record.adopt(
            &alice(),
            &edited(&[(r#"{"id": "report", "title": "Report"}"#, r#"{"id": "x", "title": "X"}"#)]),
        );
        record.commit(&bob(), &Command::Undo);
    });
    assert_eq!(removed, "  - bob@b: \"Report\" is todo (undo, 5 minutes ago)");
    let foreign = says(&|record| {
        let step = "no\u{1b}where".to_owned();
        record.add(&bob(), Event::Noted { step, text: "x".into(), replaces: None, undoes: None });
    });
    assert_eq!(foreign, "  - bob@b: a note on \"no<U+001B>where\" (5 minutes ago)");
}

#[test]
fn what_was_done_out_of_order_is_told_with_its_reason() {
    let mut record = TestLog::new();
    let command = mark(&record.progress_for(&alice()), "check", Status::Done, Some("seen by eye"));
    record.commit(&alice(), &command);
    let text = briefing_text(&record.progress_for(&alice()), None, &[]);
    assert!(text.contains("Done out of order\n  - 6. Check it: seen by eye\n"), "{text}");
}
