//! PURE. Tests of the Markdown report: it says everything, and no text changes its structure.

mod gfm;
mod hostile;
mod parsed;
mod units;

use jiff::tz::TimeZone;
use parsed::ParsedReport;

use crate::checklist::{ReaderOptions, RecordedChecklist};
use crate::report::tests::fixture::{self, Session, half_done, marked, noted};
use crate::report::{ReportFormat, ReportInput, ReportOptions, render};
use crate::session::{Event, Mode, SessionName, Status};

#[test]
fn a_half_done_checklist_reads_well() {
    let zone = TimeZone::fixed(jiff::tz::offset(1));
    insta::assert_snapshot!(half_done().report(&zone));
}

#[test]
fn the_last_line_is_the_summary_and_it_stands_in_bold_near_the_top() {
    let session = half_done();
    let report = session.report(&TimeZone::UTC);
    let summary = session.progress().total().summary();
    assert!(report.ends_with(&format!("\n\n{summary}\n")), "{report}");
    assert!(report.lines().nth(2).unwrap().starts_with(&format!("**{summary}**")), "{report}");
}

#[test]
fn the_same_log_and_zone_make_the_same_bytes() {
    assert_eq!(half_done().report(&TimeZone::UTC), half_done().report(&TimeZone::UTC));
    assert!(!half_done().report(&TimeZone::UTC).contains("Exported"));
}

#[test]
fn the_time_of_the_export_is_told_once_and_only_where_it_is_given() {
    let session = half_done();
    let name = SessionName::new("site-a01").unwrap();
    let now = Some("2026-12-24T12:00:00Z".parse().unwrap());
    let (progress, zone) = (session.progress(), TimeZone::UTC);
    let input = ReportInput { now, ..ReportInput::new(&progress, &name, &zone) };
    let markdown = |input| render(&[input], ReportFormat::Markdown, &ReportOptions::default());
    let (dated, undated) = (markdown(input), markdown(ReportInput { now: None, ..input }));
    assert_eq!(dated.replacen("- Exported: 2026-12-24 12:00 +00:00\n", "", 1), undated);
}

#[test]
fn problems_with_the_record_come_before_all_else() {
    let mut session = half_done();
    session.problems = vec!["line 3 of `bob.jsonl` is damaged".to_owned()];
    let report = session.report(&TimeZone::UTC);
    let heading = report.lines().find(|line| line.starts_with("## "));
    assert_eq!(heading, Some("## Problems with the record"));
    assert!(report.contains("\n- line 3 of \\`bob.jsonl\\` is damaged\n"), "{report}");
}

#[test]
fn a_rehearsal_says_so_in_every_part() {
    let mut session = fixture::small(Mode::Rehearsal);
    session.alice(fixture::answered("needed", "yes")).alice(marked("one", Status::Done));
    let report = session.report(&TimeZone::UTC);
    assert!(report.starts_with("# REHEARSAL: "), "{report}");
    assert!(report.contains("** - 1/4 steps done, in a rehearsal\n"), "{report}");
    assert!(report.contains("- Mode: **REHEARSAL**"), "{report}");
    for heading in report.lines().filter(|line| line.starts_with("## ")) {
        assert!(heading.ends_with(" (rehearsal)"), "{heading}");
    }
    assert!(!fixture::small(Mode::Live).report(&TimeZone::UTC).to_lowercase().contains("rehearsal"));
}

#[test]
fn a_checklist_from_standard_input_is_said_to_be_from_there() {
    let session = Session::from_raw("T", Mode::Live, "-", &fixture::reworded(), "alice@sccm01");
    let report = session.report(&TimeZone::UTC);
    assert!(report.contains("- Checklist: Small list, from standard input\n"), "{report}");
}

#[test]
fn every_status_is_told_in_words_and_only_done_is_ticked() {
    for status in Status::ALL {
        let mut session = fixture::small(Mode::Live);
        session.alice(fixture::answered("needed", "yes"));
        session.alice(fixture::marked_because("one", status, "the reason why"));
        let report = session.report(&TimeZone::UTC);
        let tick = if status == Status::Done { "x" } else { " " };
        let line =
            format!("- [{tick}] **1. First** - {}: the reason why (`alice@sccm01`, 2026", status.label());
        assert!(report.contains(&line), "{report}");
        assert_eq!(ParsedReport::of(&report).ticked, usize::from(status == Status::Done));
    }
}

#[test]
fn a_step_to_re_check_is_not_ticked() {
    let mut session = fixture::small(Mode::Live);
    session.alice(marked("one", Status::Done)).alice(Event::Adopted {
        source: None,
        reader_options: ReaderOptions::default(),
        checklist: RecordedChecklist::new(&fixture::reworded()),
        undoes: None,
    });
    let report = session.report(&TimeZone::UTC);
    assert!(
        report.contains("- [ ] **1. First, reworded** - done, re-check, as its words changed since ("),
        "{report}"
    );
    assert!(
        report.contains("## Open and exceptions\n\n- **1. First, reworded** - done, re-check"),
        "{report}"
    );
    assert_eq!(ParsedReport::of(&report).ticked, 0);
}

#[test]
fn what_was_recorded_on_removed_steps_is_in_the_appendix() {
    let mut session = fixture::small(Mode::Live);
    session
        .alice(marked("two", Status::Done))
        .alice(noted("two", "kept"))
        .alice(fixture::answered("target", "srv"))
        .alice(Event::Adopted {
            source: None,
            reader_options: ReaderOptions::default(),
            checklist: RecordedChecklist::new(&fixture::reworded()),
            undoes: None,
        });
    let report = session.report(&TimeZone::UTC);
    let appendix = report.split("## Recorded on what the checklist no longer has").nth(1).unwrap();
    assert!(appendix.contains("- Step `two` **Second** - done (`alice@sccm01`"), "{report}");
    assert!(appendix.contains("    > kept"), "{report}");
    assert!(appendix.contains("- Question `target`: srv (`alice@sccm01`"), "{report}");
}

#[test]
fn a_step_switched_off_keeps_what_was_recorded_and_a_waiting_one_says_for_what() {
    let mut session = fixture::small(Mode::Live);
    let report = session.report(&TimeZone::UTC);
    assert!(report.contains("**3. Third** - todo, not decided yet whether it applies: Needed?"), "{report}");
    session
        .alice(fixture::answered("needed", "yes"))
        .alice(marked("three", Status::Done))
        .alice(fixture::answered("needed", "no"));
    let report = session.report(&TimeZone::UTC);
    assert!(report.contains("- [ ] **3. Third** - not applicable, as answered: Needed? no\n"), "{report}");
    assert!(report.contains("  - Recorded while it applied: done (`alice@sccm01`"), "{report}");
}

#[test]
fn decisions_tell_what_is_answered_open_or_asked_no_more() {
    let mut session = fixture::small(Mode::Live);
    session.alice(fixture::answered("needed", "yes")).alice(fixture::answered("how", "by hand"));
    let asked = session.report(&TimeZone::UTC);
    assert!(asked.contains("| How? | by hand | `alice@sccm01` | 2026"), "{asked}");
    assert!(asked.contains("| Which server? | *not answered* (optional) | | |"), "{asked}");
    session.alice(fixture::answered("needed", "no"));
    let not_asked = session.report(&TimeZone::UTC);
    assert!(not_asked.contains("| How? | by hand *(no longer asked)* |"), "{not_asked}");
}

#[test]
fn steps_behind_an_inner_section_stand_under_their_own_heading() {
    let report = fixture::small(Mode::Live).report(&TimeZone::UTC);
    let at = |text: &str| report.rfind(text).unwrap_or_else(|| panic!("{text} in {report}"));
    assert!(at("### Outer (0/3 done)") < at("#### Inner (0/1 done)"));
    assert!(at("#### Inner (0/1 done)") < at("**2. Second**"));
    assert!(at("**2. Second**") < at("### Outer (continued)"));
    assert!(at("### Outer (continued)") < at("**3. Third**"));
    assert!(at("**3. Third**") < at("### Steps outside the sections"));
    assert!(at("### Steps outside the sections") < at("**4. Fourth**"));
}

#[test]
fn addresses_with_parentheses_work_and_files_and_unknown_ones_are_text() {
    let report = fixture::small(Mode::Live).report(&TimeZone::UTC);
    let parsed = ParsedReport::of(&report);
    assert_eq!(parsed.links, ["https://example.org/bb694090(v=technet.10)"]);
    assert!(report.contains("  - Runbook (file `docs/run book.md`)"), "{report}");
    assert!(report.contains("  - Lost (no known address)"), "{report}");
}
