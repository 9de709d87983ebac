//! What the program itself exports, read back.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use runsheet::checklist::{
    Checklist, RawChecklist, RawReference, RawStep, ReaderOptions, RecordedChecklist, parse,
};
use runsheet::import::Imported;
use runsheet::report::{ReportInput, markdown};
use runsheet::session::{Entry, Event, Mode, SessionName, Status, Writer, replay};

use super::{markdown as read_back, markdown_with_ticks, notes, outline, statuses};

/// The report of a session in which these changes were made.
fn report(raw: &RawChecklist, mode: Mode, changes: Vec<Event>) -> String {
    let writer = Writer::from_log("alice (dba)@sccm01");
    let started = Event::Started {
        title: "Site A".to_owned(),
        mode,
        source: "lists/a, from b.json".to_owned(),
        reader_options: ReaderOptions::default(),
        checklist: RecordedChecklist::new(raw),
    };
    let at: Timestamp = "2026-11-22T17:03:11Z".parse().unwrap();
    let entries: Vec<Entry> = std::iter::once(started)
        .chain(changes)
        .zip(1..)
        .map(|(event, seq)| Entry {
            seq,
            clock: seq,
            at: at + SignedDuration::from_mins(seq.cast_signed()),
            event,
        })
        .collect();
    let progress = replay(&writer, entries.iter().map(|entry| (&writer, entry))).unwrap();
    let name = SessionName::new("site-a").unwrap();
    let zone = TimeZone::fixed(jiff::tz::offset(-3));
    markdown(&ReportInput::new(&progress, &name, &zone))
}

fn marked(step: &str, status: Status, reason: Option<&str>) -> Event {
    Event::Marked {
        step: step.to_owned(),
        status,
        reason: reason.map(str::to_owned),
        accepts: Vec::new(),
        undoes: None,
    }
}

fn noted(step: &str, text: &str) -> Event {
    Event::Noted { step: step.to_owned(), text: text.to_owned(), replaces: None, undoes: None }
}

fn answered(question: &str, value: &str) -> Event {
    Event::Answered { question: question.to_owned(), value: Some(value.to_owned()), undoes: None }
}

fn built_in() -> RawChecklist {
    parse(include_bytes!("../../../checklists/software-updates.json")).unwrap().checklist.to_raw().unwrap()
}

/// Titles and sections, without what a report leaves out.
fn titles(steps: &[RawStep], depth: usize, out: &mut Vec<String>) {
    for step in steps {
        let mark = if step.is_section() { '#' } else { '-' };
        out.push(format!("{}{mark} {}", "  ".repeat(depth), step.title));
        titles(step.children(), depth + 1, out);
    }
}

fn tree(raw: &RawChecklist) -> Vec<String> {
    let mut out = Vec::new();
    titles(&raw.steps, 0, &mut out);
    out
}

/// For each step, in order, its status and reason.
fn statuses_by_step(imported: &Imported) -> Vec<(String, Option<String>)> {
    let checklist = Checklist::from_raw(&imported.raw).unwrap();
    let status_of = |id: &str| {
        let status = imported.statuses.iter().find(|status| status.step == id);
        status.map_or(("todo".to_owned(), None), |status| {
            (status.status.name().to_owned(), status.reason.clone())
        })
    };
    checklist.steps().iter().map(|step| status_of(&step.id)).collect()
}

#[test]
fn the_built_in_checklist_comes_back() {
    for mode in [Mode::Live, Mode::Rehearsal] {
        let raw = built_in();
        let imported = read_back(&report(&raw, mode, Vec::new()));
        assert_eq!(tree(&imported.raw), tree(&raw));
        assert_eq!(imported.raw.title, raw.title);
        assert_eq!(imported.raw.source, raw.source);
        assert!(imported.statuses.is_empty());
    }
}

const SMALL: &str = r#"{"format": 1, "id": "small", "title": "Small, from here", "steps": [
  {"id": "outer", "title": "Outer (0/1 done)", "steps": [
    {"id": "one", "title": "1. First - done: *x* `y` [x] #1 @me",
     "questions": [{"id": "needed", "prompt": "Needed?", "kind": "yes_no"}],
     "references": [{"title": "Over (view)", "url": "https://example.org/bb(v=technet.10)"},
                    {"title": "Run", "url": "docs/run book.md"}, {"title": "Lost"}]},
    {"id": "inner", "title": "Inner", "steps": [{"id": "two", "title": "Second"}]},
    {"id": "three", "title": "Third", "when": {"question": "needed", "is": "yes"}},
    {"id": "five", "title": "Fifth"}]},
  {"id": "four", "title": "Fourth"}, {"id": "six", "title": "Sixth"}, {"id": "seven", "title": "Seventh"}]}"#;

#[test]
fn every_status_comes_back_with_its_reason() {
    let raw: RawChecklist = serde_json::from_str(SMALL).unwrap();
    let changes = vec![
        marked("one", Status::Done, Some("why: because, of (this)")),
        marked("two", Status::Blocked, Some("no disk: (see #3, 2026)")),
        answered("needed", "no"),
        marked("five", Status::Deferred, Some("later")),
        marked("four", Status::Skipped, Some("lab")),
        marked("six", Status::NotApplicable, Some("no web")),
        marked("seven", Status::InProgress, None),
        noted("two", "Line one\n- two"),
    ];
    let text = report(&raw, Mode::Live, changes);
    let imported = markdown_with_ticks(&text);
    assert_eq!(tree(&imported.raw), tree(&raw));
    assert_eq!(
        statuses(&imported),
        [
            "1-first-done-x-y-x-1-me: done (why: because, of (this))",
            "second: blocked (no disk: (see #3, 2026))",
            "third: not_applicable (as answered: Needed? no)",
            "fifth: deferred (later)",
            "fourth: skipped (lab)",
            "sixth: not_applicable (no web)",
            "seventh: in_progress",
        ]
    );
    let outline = outline(&imported);
    for line in
        ["> Over (view) https://example.org/bb(v=technet.10)", "> Run docs/run book.md", "> Lost (none)"]
    {
        assert!(outline.contains(line), "{line} in\n{outline}");
    }
    assert!(notes(&imported).iter().any(|note| note.contains("Line one")), "{:?}", notes(&imported));
    let plain = read_back(&text);
    assert_eq!(plain.raw, imported.raw);
    assert!(plain.statuses.is_empty());
    let report = plain.report.to_string();
    assert!(
        report.contains("what was recorded on a step: \"Note by alice (dba)@sccm01")
            || report.contains("what was recorded on a step: \"Note by"),
        "{report}"
    );
    assert!(report.contains("a decision: \"Needed? no\""), "{report}");
    assert!(report.contains("the file gives 7 steps a status"), "{report}");
}

#[test]
fn a_step_to_re_check_starts_as_todo_and_is_told() {
    let raw: RawChecklist = serde_json::from_str(SMALL).unwrap();
    let mut new = raw.clone();
    new.steps[1].title = "Fourth, reworded".to_owned();
    let changes = vec![
        marked("four", Status::Done, None),
        Event::Adopted {
            source: None,
            reader_options: ReaderOptions::default(),
            checklist: RecordedChecklist::new(&new),
            undoes: None,
        },
    ];
    let imported = markdown_with_ticks(&report(&raw, Mode::Live, changes));
    assert!(imported.statuses.is_empty());
    assert!(imported.report.to_string().contains("done, but to be re-checked, as its words changed since"));
}

#[test]
fn nesting_deeper_than_headings_comes_back() {
    fn nested(depth: usize) -> RawStep {
        let step = |name: String| RawStep { id: name.clone(), title: name, ..RawStep::default() };
        let mut steps = vec![step(format!("before-{depth}"))];
        if depth < 7 {
            steps.push(nested(depth + 1));
        }
        if depth.is_multiple_of(2) {
            steps.push(step(format!("after-{depth}")));
        }
        RawStep { steps: Some(steps), ..step(format!("section-{depth}")) }
    }
    let raw = RawChecklist {
        format: 1,
        id: "deep".to_owned(),
        title: "Deep".to_owned(),
        steps: vec![nested(0)],
        ..RawChecklist::default()
    };
    assert_eq!(tree(&read_back(&report(&raw, Mode::Live, Vec::new())).raw), tree(&raw));
}

/// Words of every kind on one line, as a checklist may have them.
fn words() -> impl Strategy<Value = String> {
    let any = "[-+*_`~#>|<&;:!\\[\\](){}=$@./\\\\ x1aé日]{1,24}|\\PC{1,16}|[a-z]{1,8}( [a-z(]{1,6}){0,3}\\)?";
    any.prop_filter_map("a text that can be seen", |text| {
        let text = runsheet::text::Text::line(&text).to_string();
        let text = runsheet::text::Text::line(text.trim()).to_string();
        (!text.is_empty()).then_some(text)
    })
}

/// Sections and steps in any order and depth, with few different titles.
fn any_tree() -> impl Strategy<Value = Vec<RawStep>> {
    let title = || prop::sample::select(vec!["A", "B", "C (continued)", "Steps outside the sections"]);
    let step = title().prop_map(|title| RawStep { title: title.to_owned(), ..RawStep::default() });
    let node = step.prop_recursive(7, 40, 4, move |inner| {
        (title(), prop::collection::vec(inner, 1..4)).prop_map(|(title, steps)| RawStep {
            title: title.to_owned(),
            steps: Some(steps),
            ..RawStep::default()
        })
    });
    prop::collection::vec(node, 1..4)
}

/// Gives every node an id.
fn assign_ids(steps: &mut [RawStep], next: &mut usize) {
    for step in steps {
        step.id = format!("n{next}");
        *next += 1;
        assign_ids(step.steps.as_deref_mut().unwrap_or_default(), next);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_titles_and_reasons_come_back(section in words(), titles in prop::collection::vec(words(), 3), reason in words(), reference in words()) {
        let step = |id: usize| RawStep { id: format!("s{id}"), title: titles[id].clone(), ..RawStep::default() };
        let references = vec![RawReference { title: reference, ..RawReference::default() }];
        let section = RawStep { id: "section".to_owned(), title: section, steps: Some(vec![RawStep { references, ..step(0) }, step(1)]), ..RawStep::default() };
        let raw = RawChecklist { format: 1, id: "c".to_owned(), title: "C".to_owned(), steps: vec![section, step(2)], ..RawChecklist::default() };
        if Checklist::from_raw(&raw).is_err() {
            return Ok(());
        }
        let changes = vec![marked("s0", Status::Blocked, Some(&reason)), marked("s1", Status::Done, None), marked("s2", Status::Deferred, Some(&reason))];
        let text = report(&raw, Mode::Live, changes);
        let imported = markdown_with_ticks(&text);
        prop_assert_eq!(tree(&imported.raw), tree(&raw), "{}", text);
        let expected = [("blocked", Some(&reason)), ("done", None), ("deferred", Some(&reason))];
        let found = statuses_by_step(&imported);
        for ((status, reason), (found, why)) in expected.iter().zip(&found) {
            prop_assert_eq!(*status, found.as_str(), "{}", text);
            prop_assert_eq!(reason.map(|reason| reason.trim()), why.as_deref(), "{}", text);
        }
    }

    #[test]
    fn any_tree_comes_back(mut steps in any_tree()) {
        assign_ids(&mut steps, &mut 0);
        let raw = RawChecklist { format: 1, id: "c".to_owned(), title: "C".to_owned(), steps, ..RawChecklist::default() };
        let text = report(&raw, Mode::Live, Vec::new());
        prop_assert_eq!(tree(&read_back(&text).raw), tree(&raw), "{}", text);
    }
}
