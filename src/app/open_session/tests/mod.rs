//! TESTS of the desk, on a real disk in a folder that goes away.

mod unconfirmed;

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::*;
use crate::checklist::{StepIx, parse};
use crate::session::Status;

const LIST: &str = r#"{"format": 1, "id": "c", "title": "Rollout", "steps": [
 {"id": "a", "title": "First", "questions": [{"id": "q", "prompt": "Which?", "kind": "text", "required": false}]},
 {"id": "b", "title": "Second", "requires": ["a"]}]}"#;

struct SessionFixture {
    folder: TempDir,
    home: Home,
    name: SessionName,
    at: Timestamp,
}

impl SessionFixture {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let home = Home::new(folder.path().join("home"));
        let at = "2026-11-22T17:03:11Z".parse().unwrap();
        Self { folder, home, name: SessionName::new("site-a").unwrap(), at }
    }

    /// A bench with a session that alice began.
    fn with_session() -> Self {
        let bench = Self::new();
        bench.create().writer.append(&[], bench.at).unwrap();
        bench
    }

    fn create(&self) -> OpenSession {
        let found = FoundChecklist { source: "-".to_owned(), parsed: parse(LIST.as_bytes()).unwrap() };
        OpenSession::create(&self.home, &self.name, &alice(), (found, " Site \u{7} A ", Mode::Live), self.at)
    }

    fn open(&self, me: &Writer) -> OpenSession {
        OpenSession::open(&self.home, &self.name, me, &Library::default()).unwrap()
    }

    fn log_path(&self, of: &str) -> std::path::PathBuf {
        self.home.session_path(&self.name).join(format!("{of}.jsonl"))
    }

    /// What a restart shows, step by step.
    fn statuses(&self) -> Vec<Status> {
        statuses(&self.open(&alice()))
    }
}

fn alice() -> Writer {
    Writer::from_log("alice@a")
}

fn bob() -> Writer {
    Writer::from_log("bob@b")
}

fn statuses(desk: &OpenSession) -> Vec<Status> {
    desk.progress.steps().map(|(_, state)| state.status).collect()
}

fn mark(step: u32, status: Status, reason: &str) -> Command {
    Command::Mark { step: StepIx(step), status, reason: Some(reason.to_owned()) }
}

fn line_count(path: &Path) -> usize {
    fs::read_to_string(path).unwrap().lines().count()
}

#[test]
fn to_begin_writes_nothing_and_the_first_record_writes_the_start_too() {
    let bench = SessionFixture::new();
    let mut desk = bench.create();
    assert_eq!(desk.progress.title().as_str(), "Site <U+0007> A");
    assert!(desk.writer.follow().unwrap().is_empty());
    assert_eq!(fs::read_dir(bench.folder.path()).unwrap().count(), 0);
    let event = Event::Marked { step: "a".into(), status: Status::Done, reason: None, undoes: None };
    let AppendOutcome::Saved(entries) = desk.writer.append(std::slice::from_ref(&event), bench.at).unwrap()
    else {
        panic!("not saved")
    };
    assert!(matches!(entries[0].event, Event::Started { .. }));
    assert_eq!((entries[1].seq, &entries[1].event), (2, &event));
    assert_eq!(line_count(&bench.log_path("alice@a")), 3);
    // The start is written once.
    let AppendOutcome::Saved(entries) = desk.writer.append(&[event], bench.at).unwrap() else {
        panic!("not saved")
    };
    assert_eq!(entries.len(), 1);
    assert_eq!(bench.statuses(), [Status::Done, Status::Todo]);
}

#[test]
fn a_new_session_can_begin_with_several_changes() {
    let bench = SessionFixture::new();
    let mut desk = bench.create();
    let done = |step| Command::Mark { step: StepIx(step), status: Status::Done, reason: None };
    let recorded = desk.change_all(&[done(0), done(1)], bench.at).unwrap();
    assert_eq!(recorded.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(desk.progress.entries(), 3);
    assert_eq!(desk.progress.total().summary(), "COMPLETE");
    assert_eq!(bench.statuses(), statuses(&desk));
    desk.change_all(&[Command::Undo], bench.at).unwrap();
    assert_eq!(bench.statuses(), [Status::Done, Status::Todo]);
}

#[test]
fn all_is_recorded_or_nothing() {
    let bench = SessionFixture::with_session();
    let mut desk = bench.open(&bob());
    let wishes = [
        mark(0, Status::Skipped, "why"),
        mark(0, Status::Skipped, "why"),
        Command::Mark { step: StepIx(1), status: Status::Done, reason: None },
    ];
    let (place, error) = desk.change_all(&wishes, bench.at).unwrap_err();
    assert_eq!(place, 2);
    assert_eq!(error.to_string(), "`a` (First) first; to mark it done all the same, give a reason");
    assert_eq!(statuses(&desk), [Status::Todo, Status::Todo]);
    assert!(!bench.log_path("bob@b").exists());
    // The second is so already; the third may be, once the first is as it should be.
    let wishes = [mark(0, Status::Done, ""), mark(0, Status::Done, " "), wishes[2].clone()];
    assert_eq!(desk.change_all(&wishes, bench.at).unwrap().len(), 2);
    assert!(desk.change_all(&wishes, bench.at).unwrap().is_empty());
    assert!(desk.change_all(&[], bench.at).unwrap().is_empty());
    assert_eq!(bench.statuses(), [Status::Done, Status::Done]);
}

#[test]
fn an_undo_among_several_changes_names_the_entry_as_it_is_numbered() {
    let bench = SessionFixture::with_session();
    let mut desk = bench.open(&alice());
    let wishes = [mark(0, Status::Done, ""), Command::Undo, Command::Redo, Command::Undo];
    let recorded = desk.change_all(&wishes, bench.at).unwrap();
    let undoes: Vec<_> = recorded.iter().map(|entry| (entry.seq, entry.event.undoes())).collect();
    assert_eq!(undoes, [(2, None), (3, Some(2)), (4, Some(3)), (5, Some(4))]);
    assert_eq!(bench.statuses(), [Status::Todo, Status::Todo]);
    let mut again = bench.open(&alice());
    again.change_all(&[Command::Redo], bench.at).unwrap();
    assert_eq!(bench.statuses(), [Status::Done, Status::Todo]);
}

#[test]
fn two_desks_of_one_writer_take_turns() {
    let bench = SessionFixture::with_session();
    let (mut one, mut two) = (bench.open(&alice()), bench.open(&alice()));
    one.change_all(&[mark(0, Status::InProgress, "")], bench.at).unwrap();
    // Two has not seen it: what it wishes is decided anew, and is so already.
    assert!(two.change_all(&[mark(0, Status::InProgress, "")], bench.at).unwrap().is_empty());
    assert_eq!(statuses(&two), [Status::InProgress, Status::Todo]);
    two.change_all(&[mark(1, Status::Blocked, "no key")], bench.at).unwrap();
    // One undoes what is now the last change of the writer: that of the other desk.
    one.change_all(&[Command::Undo], bench.at).unwrap();
    assert_eq!(statuses(&one), [Status::InProgress, Status::Todo]);
    assert_eq!(bench.statuses(), statuses(&one));
    assert_eq!(bench.open(&alice()).problems, Vec::<String>::new());
}

#[test]
fn what_another_desk_recorded_late_by_its_clock_has_its_place_before() {
    let bench = SessionFixture::with_session();
    // The one desk of alice has not seen what bob did, the other has.
    let mut early = bench.open(&alice());
    let mut his = bench.open(&bob());
    for status in [Status::InProgress, Status::Done] {
        his.change_all(&[mark(0, status, "")], bench.at).unwrap();
    }
    let mut late = bench.open(&alice());
    early.change_all(&[mark(0, Status::Skipped, "by alice")], bench.at).unwrap();
    late.change_all(&[mark(1, Status::Done, "")], bench.at).unwrap();
    assert_eq!(statuses(&late), [Status::Done, Status::Done]);
    assert_eq!(bench.statuses(), statuses(&late));
}

#[test]
fn a_change_is_made_to_the_step_that_was_meant_when_another_desk_changed_the_list() {
    let bench = SessionFixture::with_session();
    let (mut one, mut two) = (bench.open(&alice()), bench.open(&alice()));
    let newer = LIST.replace(r#""steps": ["#, r#""steps": [{"id": "zero", "title": "Zero"},"#);
    let adopt = Command::Adopt(parse(newer.as_bytes()).unwrap().checklist.into());
    one.change_all(&[adopt, mark(0, Status::InProgress, "")], bench.at).unwrap();
    let recorded = two.change_all(&[mark(1, Status::Skipped, "why")], bench.at).unwrap();
    assert!(matches!(&recorded[0].event, Event::Marked { step, .. } if step == "b"));
    assert_eq!(bench.statuses(), [Status::Todo, Status::InProgress, Status::Skipped]);
    // One that is gone cannot be marked.
    let mut three = bench.open(&alice());
    let adopt = Command::Adopt(parse(LIST.as_bytes()).unwrap().checklist.into());
    two.change_all(&[adopt], bench.at).unwrap();
    let (_, error) = three.change_all(&[mark(0, Status::Done, "")], bench.at).unwrap_err();
    assert_eq!(error.to_string(), "the checklist has no step `zero`");
}

#[test]
fn two_writers_see_each_other_when_they_open_the_session() {
    let bench = SessionFixture::with_session();
    let mut hers = bench.open(&alice());
    hers.change_all(&[mark(0, Status::Done, "")], bench.at).unwrap();
    let mut his = bench.open(&bob());
    his.change_all(&[Command::Note { step: StepIx(0), text: "Sure?".into(), replaces: None }], bench.at)
        .unwrap();
    let followed = hers.writer.follow().unwrap();
    assert_eq!(followed.iter().map(|(by, _)| by.clone()).collect::<Vec<_>>(), [bob()]);
    let (_, error) = his.change_all(&[Command::Undo, Command::Undo], bench.at).unwrap_err();
    assert_eq!(error.to_string(), "there is nothing of yours to undo");
    let names: Vec<_> = bench.open(&bob()).logs.unwrap().logs.iter().map(|log| log.entries.len()).collect();
    assert_eq!(names, [2, 1]);
}

#[test]
fn a_damaged_session_is_shown_and_not_changed() {
    let bench = SessionFixture::with_session();
    bench.open(&alice()).change_all(&[mark(0, Status::Done, "")], bench.at).unwrap();
    let path = bench.log_path("alice@a");
    let damaged = fs::read_to_string(&path).unwrap().replace(r#""status":"done""#, r#""status":"todo""#);
    fs::write(&path, &damaged).unwrap();
    let mut desk = bench.open(&bob());
    assert_eq!(statuses(&desk), [Status::Todo, Status::Todo]);
    assert!(desk.writer.fault().is_some());
    assert!(desk.problems[0].contains("alice@a.jsonl"), "{:?}", desk.problems);
    let (_, error) = desk.change_all(&[mark(1, Status::Skipped, "why")], bench.at).unwrap_err();
    assert!(matches!(error, ChangeError::Append(AppendError::ReadOnly { .. })), "{error}");
    assert_eq!(fs::read_to_string(&path).unwrap(), damaged);
    assert!(!bench.log_path("bob@b").exists());
}

#[test]
fn an_unfinished_line_is_told_and_does_not_stop_the_work() {
    let bench = SessionFixture::with_session();
    let path = bench.log_path("alice@a");
    let torn = fs::read_to_string(&path).unwrap() + r#"{"seq":2,"#;
    fs::write(&path, torn).unwrap();
    let mut desk = bench.open(&alice());
    assert!(desk.problems[0].contains("ends in an unfinished line (9 bytes)"), "{:?}", desk.problems);
    desk.change_all(&[mark(0, Status::Done, "")], bench.at).unwrap();
    assert_eq!(bench.statuses(), [Status::Done, Status::Todo]);
    assert!(bench.open(&alice()).problems.is_empty());
}

#[test]
fn what_cannot_be_seen_is_on_disk_in_visible_form() {
    let bench = SessionFixture::with_session();
    let mut desk = bench.open(&alice());
    let odd = "x\u{1b}]0;\u{202e}\u{7f}y";
    let question = crate::checklist::QuestionIx(0);
    let wishes = [
        mark(0, Status::Blocked, odd),
        Command::Answer { question, value: Some(odd.to_owned()) },
        Command::Note { step: StepIx(0), text: odd.to_owned(), replaces: None },
    ];
    desk.change_all(&wishes, bench.at).unwrap();
    let log = fs::read_to_string(bench.log_path("alice@a")).unwrap();
    assert_eq!(log.matches("x<U+001B>]0;<U+202E><U+007F>y").count(), 3);
    assert!(!log.contains(['\u{202e}', '\u{7f}']) && !log.contains("\\u001b"), "{log}");
}

#[test]
fn the_source_of_the_checklist_is_looked_at_again() {
    let bench = SessionFixture::new();
    let path = bench.folder.path().join("list.json");
    fs::write(&path, LIST).unwrap();
    let found = Library::default().find(path.to_str().unwrap(), &mut std::io::empty()).unwrap();
    let mut desk = OpenSession::create(&bench.home, &bench.name, &alice(), (found, "", Mode::Live), bench.at);
    assert_eq!(desk.progress.title().as_str(), "Rollout");
    desk.writer.append(&[], bench.at).unwrap();
    assert_eq!(bench.open(&bob()).drift, None);
    let newer = LIST.replace("Second", "Second one");
    fs::write(&path, &newer).unwrap();
    assert_eq!(bench.open(&bob()).drift.unwrap().summary(), "1 reworded");
    let adopt = Command::Adopt(parse(newer.as_bytes()).unwrap().checklist.into());
    bench.open(&bob()).change_all(&[adopt], bench.at).unwrap();
    assert_eq!(bench.open(&bob()).drift, None);
    // Gone, or no checklist any more: there is nothing to compare with.
    fs::write(&path, "{").unwrap();
    assert_eq!(bench.open(&bob()).drift, None);
}

#[test]
fn a_name_that_is_taken_gets_a_number() {
    let bench = SessionFixture::with_session();
    let name = |title: &str| free_name(&bench.home, title, "c").to_string();
    assert_eq!(name("Site A"), "site-a-2");
    assert_eq!(name("Site B"), "site-b");
    assert_eq!(name("  "), "c");
}

#[test]
fn a_folder_without_a_start_cannot_be_opened() {
    let bench = SessionFixture::new();
    fs::create_dir_all(bench.home.session_path(&bench.name)).unwrap();
    let Err(error) = OpenSession::open(&bench.home, &bench.name, &alice(), &Library::default()) else {
        panic!("opened")
    };
    assert_eq!(error.to_string(), "session `site-a` cannot be opened");
    assert!(error.hint().is_some());
    let none = SessionName::new("none").unwrap();
    let Err(error) = OpenSession::open(&bench.home, &none, &alice(), &Library::default()) else {
        panic!("opened")
    };
    assert!(error.to_string().starts_with("there is no session `none` in `"), "{error}");
}
