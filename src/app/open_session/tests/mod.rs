//! TESTS of open sessions, on a real file system in a temporary folder.

mod unconfirmed;

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::*;
use crate::checklist::parse;
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

    /// A fixture with a session that alice began.
    fn with_session() -> Self {
        let fixture = Self::new();
        fixture.create().writer.append(&[], fixture.at).unwrap();
        fixture
    }

    fn create(&self) -> OpenSession {
        let found = FoundChecklist {
            reader_options: crate::checklist::ReaderOptions::default(),
            source: "-".to_owned(),
            parsed: parse(LIST.as_bytes()).unwrap(),
        };
        OpenSession::create(&self.home, &self.name, &alice(), (found, " Site \u{7} A ", Mode::Live), self.at)
    }

    fn open(&self, me: &Writer) -> OpenSession {
        OpenSession::open(&self.home, &self.name, me, &Library::default()).unwrap()
    }

    fn log_path(&self, of: &str) -> std::path::PathBuf {
        self.home.session_path(&self.name).join(format!("{of}.jsonl"))
    }

    /// Returns the status of each step after a restart.
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

fn statuses(session: &OpenSession) -> Vec<Status> {
    session.progress.steps().map(|(_, state)| state.status).collect()
}

fn mark(step: &str, status: Status, reason: &str) -> Command {
    Command::Mark { step: step.to_owned(), status, reason: Some(reason.to_owned()) }
}

fn line_count(path: &Path) -> usize {
    fs::read_to_string(path).unwrap().lines().count()
}

#[test]
fn a_new_session_is_created_with_its_first_change() {
    let fixture = SessionFixture::new();
    let mut session = fixture.create();
    assert_eq!(session.progress.title().as_str(), "Site <U+0007> A");
    assert!(session.writer.follow().unwrap().is_empty());
    assert_eq!(fs::read_dir(fixture.folder.path()).unwrap().count(), 0);
    let event = Event::Marked {
        step: "a".into(),
        status: Status::Done,
        reason: None,
        accepts: Vec::new(),
        undoes: None,
    };
    let AppendOutcome::Saved(entries) =
        session.writer.append(std::slice::from_ref(&event), fixture.at).unwrap()
    else {
        panic!("not saved")
    };
    assert!(matches!(entries[0].event, Event::Started { .. }));
    assert_eq!((entries[1].seq, &entries[1].event), (2, &event));
    assert_eq!(line_count(&fixture.log_path("alice@a")), 3);
    // The start is written once.
    let AppendOutcome::Saved(entries) = session.writer.append(&[event], fixture.at).unwrap() else {
        panic!("not saved")
    };
    assert_eq!(entries.len(), 1);
    assert_eq!(fixture.statuses(), [Status::Done, Status::Todo]);
}

#[test]
fn a_new_session_can_begin_with_several_changes() {
    let fixture = SessionFixture::new();
    let mut session = fixture.create();
    let done = |step: &str| Command::Mark { step: step.to_owned(), status: Status::Done, reason: None };
    let recorded = session.change_all(&[done("a"), done("b")], fixture.at).unwrap();
    assert_eq!(recorded.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(session.progress.entries(), 3);
    assert_eq!(session.progress.total().summary(), "COMPLETE");
    assert_eq!(fixture.statuses(), statuses(&session));
    session.change_all(&[Command::Undo], fixture.at).unwrap();
    assert_eq!(fixture.statuses(), [Status::Done, Status::Todo]);
}

#[test]
fn all_changes_are_saved_or_none() {
    let fixture = SessionFixture::with_session();
    let mut session = fixture.open(&bob());
    let commands = [
        mark("a", Status::Skipped, "why"),
        mark("a", Status::Skipped, "why"),
        Command::Mark { step: "b".into(), status: Status::Done, reason: None },
    ];
    let (index, error) = session.change_all(&commands, fixture.at).unwrap_err();
    assert_eq!(index, 2);
    assert_eq!(error.to_string(), "`a` (First) first; to mark it done all the same, give a reason");
    assert_eq!(statuses(&session), [Status::Todo, Status::Todo]);
    assert!(!fixture.log_path("bob@b").exists());
    // The second is fulfilled already; the third is allowed once the first is saved.
    let commands = [mark("a", Status::Done, ""), mark("a", Status::Done, " "), commands[2].clone()];
    assert_eq!(session.change_all(&commands, fixture.at).unwrap().len(), 2);
    assert!(session.change_all(&commands, fixture.at).unwrap().is_empty());
    assert!(session.change_all(&[], fixture.at).unwrap().is_empty());
    assert_eq!(fixture.statuses(), [Status::Done, Status::Done]);
}

#[test]
fn an_undo_among_several_changes_names_the_entry_as_it_is_numbered() {
    let fixture = SessionFixture::with_session();
    let mut session = fixture.open(&alice());
    let commands = [mark("a", Status::Done, ""), Command::Undo, Command::Redo, Command::Undo];
    let recorded = session.change_all(&commands, fixture.at).unwrap();
    let undoes: Vec<_> = recorded.iter().map(|entry| (entry.seq, entry.event.undoes())).collect();
    assert_eq!(undoes, [(2, None), (3, Some(2)), (4, Some(3)), (5, Some(4))]);
    assert_eq!(fixture.statuses(), [Status::Todo, Status::Todo]);
    let mut again = fixture.open(&alice());
    again.change_all(&[Command::Redo], fixture.at).unwrap();
    assert_eq!(fixture.statuses(), [Status::Done, Status::Todo]);
}

#[test]
fn two_processes_of_one_writer_take_turns() {
    let fixture = SessionFixture::with_session();
    let (mut one, mut two) = (fixture.open(&alice()), fixture.open(&alice()));
    one.change_all(&[mark("a", Status::InProgress, "")], fixture.at).unwrap();
    // The second process has not seen it: its command is decided again, and is fulfilled already.
    assert!(two.change_all(&[mark("a", Status::InProgress, "")], fixture.at).unwrap().is_empty());
    assert_eq!(statuses(&two), [Status::InProgress, Status::Todo]);
    two.change_all(&[mark("b", Status::Blocked, "no key")], fixture.at).unwrap();
    // The first undoes what is now the last change of the writer: that of the second.
    one.change_all(&[Command::Undo], fixture.at).unwrap();
    assert_eq!(statuses(&one), [Status::InProgress, Status::Todo]);
    assert_eq!(fixture.statuses(), statuses(&one));
    assert_eq!(fixture.open(&alice()).problems, Vec::<String>::new());
}

#[test]
fn a_late_entry_of_another_process_is_applied_in_order_of_clocks() {
    let fixture = SessionFixture::with_session();
    // Only one of the sessions of alice has seen bob's changes.
    let mut early = fixture.open(&alice());
    let mut his = fixture.open(&bob());
    for status in [Status::InProgress, Status::Done] {
        his.change_all(&[mark("a", status, "")], fixture.at).unwrap();
    }
    let mut late = fixture.open(&alice());
    early.change_all(&[mark("a", Status::Skipped, "by alice")], fixture.at).unwrap();
    late.change_all(&[mark("b", Status::Done, "")], fixture.at).unwrap();
    assert_eq!(statuses(&late), [Status::Done, Status::Done]);
    assert_eq!(fixture.statuses(), statuses(&late));
}

#[test]
fn a_change_applies_to_the_intended_step_after_another_process_changed_the_list() {
    let fixture = SessionFixture::with_session();
    let (mut one, mut two) = (fixture.open(&alice()), fixture.open(&alice()));
    let newer = LIST.replace(r#""steps": ["#, r#""steps": [{"id": "zero", "title": "Zero"},"#);
    let adopt = Command::adopt(parse(newer.as_bytes()).unwrap().checklist);
    one.change_all(&[adopt, mark("a", Status::InProgress, "")], fixture.at).unwrap();
    let recorded = two.change_all(&[mark("b", Status::Skipped, "why")], fixture.at).unwrap();
    assert!(matches!(&recorded[0].event, Event::Marked { step, .. } if step == "b"));
    assert_eq!(fixture.statuses(), [Status::Todo, Status::InProgress, Status::Skipped]);
    // A removed step cannot be marked.
    let mut three = fixture.open(&alice());
    let adopt = Command::adopt(parse(LIST.as_bytes()).unwrap().checklist);
    two.change_all(&[adopt], fixture.at).unwrap();
    let (_, error) = three.change_all(&[mark("zero", Status::Done, "")], fixture.at).unwrap_err();
    assert_eq!(error.to_string(), "the checklist has no step `zero`");
}

#[test]
fn two_writers_see_each_other_when_they_open_the_session() {
    let fixture = SessionFixture::with_session();
    let mut hers = fixture.open(&alice());
    hers.change_all(&[mark("a", Status::Done, "")], fixture.at).unwrap();
    let mut his = fixture.open(&bob());
    his.change_all(&[Command::Note { step: "a".into(), text: "Sure?".into(), replaces: None }], fixture.at)
        .unwrap();
    let followed = hers.writer.follow().unwrap();
    assert_eq!(followed.iter().map(|(by, _)| by.clone()).collect::<Vec<_>>(), [bob()]);
    let (_, error) = his.change_all(&[Command::Undo, Command::Undo], fixture.at).unwrap_err();
    assert_eq!(error.to_string(), "there is nothing of yours to undo");
    let names: Vec<_> = fixture.open(&bob()).logs.unwrap().logs.iter().map(|log| log.entries.len()).collect();
    assert_eq!(names, [2, 1]);
}

#[test]
fn a_damaged_session_is_shown_and_not_changed() {
    let fixture = SessionFixture::with_session();
    fixture.open(&alice()).change_all(&[mark("a", Status::Done, "")], fixture.at).unwrap();
    let path = fixture.log_path("alice@a");
    let damaged = fs::read_to_string(&path).unwrap().replace(r#""status":"done""#, r#""status":"todo""#);
    fs::write(&path, &damaged).unwrap();
    let mut session = fixture.open(&bob());
    assert_eq!(statuses(&session), [Status::Todo, Status::Todo]);
    assert!(session.writer.fault().is_some());
    assert!(session.problems[0].contains("alice@a.jsonl"), "{:?}", session.problems);
    let (_, error) = session.change_all(&[mark("b", Status::Skipped, "why")], fixture.at).unwrap_err();
    assert!(matches!(error, ChangeError::Append(AppendError::ReadOnly { .. })), "{error}");
    assert_eq!(fs::read_to_string(&path).unwrap(), damaged);
    assert!(!fixture.log_path("bob@b").exists());
}

#[test]
fn an_unfinished_line_is_reported_and_does_not_prevent_changes() {
    let fixture = SessionFixture::with_session();
    let path = fixture.log_path("alice@a");
    let torn = fs::read_to_string(&path).unwrap() + r#"{"seq":2,"#;
    fs::write(&path, torn).unwrap();
    let mut session = fixture.open(&alice());
    assert!(session.problems[0].contains("ends in an unfinished line (9 bytes)"), "{:?}", session.problems);
    session.change_all(&[mark("a", Status::Done, "")], fixture.at).unwrap();
    assert_eq!(fixture.statuses(), [Status::Done, Status::Todo]);
    assert!(fixture.open(&alice()).problems.is_empty());
}

#[test]
fn invisible_characters_are_saved_in_visible_form() {
    let fixture = SessionFixture::with_session();
    let mut session = fixture.open(&alice());
    let odd = "x\u{1b}]0;\u{202e}\u{7f}y";
    let commands = [
        mark("a", Status::Blocked, odd),
        Command::Answer { question: "q".into(), value: Some(odd.to_owned()) },
        Command::Note { step: "a".into(), text: odd.to_owned(), replaces: None },
    ];
    session.change_all(&commands, fixture.at).unwrap();
    let log = fs::read_to_string(fixture.log_path("alice@a")).unwrap();
    assert_eq!(log.matches("x<U+001B>]0;<U+202E><U+007F>y").count(), 3);
    assert!(!log.contains(['\u{202e}', '\u{7f}']) && !log.contains("\\u001b"), "{log}");
}

#[test]
fn a_changed_source_of_the_checklist_is_found() {
    let fixture = SessionFixture::new();
    let path = fixture.folder.path().join("list.json");
    fs::write(&path, LIST).unwrap();
    let found = Library::default().find(path.to_str().unwrap(), &mut std::io::empty()).unwrap();
    let mut session =
        OpenSession::create(&fixture.home, &fixture.name, &alice(), (found, "", Mode::Live), fixture.at);
    assert_eq!(session.progress.title().as_str(), "Rollout");
    session.writer.append(&[], fixture.at).unwrap();
    assert_eq!(fixture.open(&bob()).drift, None);
    let newer = LIST.replace("Second", "Second one");
    fs::write(&path, &newer).unwrap();
    assert_eq!(fixture.open(&bob()).drift.unwrap().summary(), "1 reworded");
    let adopt = Command::adopt(parse(newer.as_bytes()).unwrap().checklist);
    fixture.open(&bob()).change_all(&[adopt], fixture.at).unwrap();
    assert_eq!(fixture.open(&bob()).drift, None);
    // There is nothing to compare with if the source is not a checklist any more.
    fs::write(&path, "{").unwrap();
    assert_eq!(fixture.open(&bob()).drift, None);
}

#[test]
fn a_name_that_is_taken_gets_a_number() {
    let fixture = SessionFixture::with_session();
    let name = |title: &str| free_name(&fixture.home, title, "c").to_string();
    assert_eq!(name("Site A"), "site-a-2");
    assert_eq!(name("Site B"), "site-b");
    assert_eq!(name("  "), "c");
}

#[test]
fn a_folder_without_a_start_cannot_be_opened() {
    let fixture = SessionFixture::new();
    fs::create_dir_all(fixture.home.session_path(&fixture.name)).unwrap();
    let Err(error) = OpenSession::open(&fixture.home, &fixture.name, &alice(), &Library::default()) else {
        panic!("opened")
    };
    assert_eq!(error.to_string(), "session `site-a` cannot be opened");
    assert!(error.hint().is_some());
    let none = SessionName::new("none").unwrap();
    let Err(error) = OpenSession::open(&fixture.home, &none, &alice(), &Library::default()) else {
        panic!("opened")
    };
    assert!(error.to_string().starts_with("there is no session `none` in `"), "{error}");
}
