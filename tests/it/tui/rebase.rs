//! Another admin takes over a changed checklist while something is open here: it stays with its step
//! or question, and where that is gone, nothing typed is lost.

use runsheet::checklist::{ReaderOptions, parse};
use runsheet::session::{Entry, Event, Mode, Progress, Status, Writer};
use runsheet::tui::{Code, Effect, Key, Msg};

use crate::support::play::{Disk, Play, me, session_screen, start, started};

const BEFORE: &str = r#"{"format":1,"id":"l","title":"List","steps":[
  {"id":"first","title":"First","steps":[
    {"id":"a","title":"Step A","questions":[
      {"id":"where","prompt":"Where is it?","kind":"text"},
      {"id":"which","prompt":"Which one?","kind":"choice","choices":["one","two"]}]},
    {"id":"b","title":"Step B"}]},
  {"id":"last","title":"Last","steps":[{"id":"c","title":"Step C"}]}]}"#;

/// Everything stands in another place, and a choice has one more answer.
const MOVED: &str = r#"{"format":1,"id":"l","title":"List","steps":[
  {"id":"last","title":"Last","steps":[{"id":"new","title":"New"},{"id":"c","title":"Step C"}]},
  {"id":"first","title":"First","steps":[
    {"id":"b","title":"Step B"},
    {"id":"a","title":"Step A","questions":[
      {"id":"which","prompt":"Which one?","kind":"choice","choices":["none","one","two"]},
      {"id":"where","prompt":"Where is it?","kind":"text"}]}]}]}"#;

/// Only the last step is left.
const GONE: &str = r#"{"format":1,"id":"l","title":"List","steps":[{"id":"c","title":"Step C"}]}"#;

fn adopted(list: &str) -> Msg {
    let checklist = parse(list.as_bytes()).unwrap().checklist.into();
    let entry = Entry {
        seq: 1,
        clock: 90,
        at: start(),
        event: Event::Adopted {
            source: None,
            reader_options: ReaderOptions::default(),
            checklist,
            undoes: None,
        },
    };
    Msg::RemoteEntries(vec![(Writer::new("bob", "sccm02"), entry)])
}

fn play() -> Play {
    Play::of(session_screen(BEFORE.as_bytes(), Mode::Live), 80, 24)
}

/// Plays keys, has the other admin take this over, plays more keys: what was recorded.
fn rebased(keys: &str, list: &str, more: &str) -> (Play, Vec<Event>) {
    let mut play = play();
    play.keys(keys).msg(adopted(list)).keys(more);
    let events = play.entries.iter().map(|entry| entry.event.clone()).collect();
    (play, events)
}

fn marked(step: &str, reason: &str) -> Event {
    Event::Marked {
        step: step.into(),
        status: Status::Blocked,
        reason: Some(reason.into()),
        accepts: Vec::new(),
        undoes: None,
    }
}

fn noted(step: &str, text: &str) -> Event {
    Event::Noted { step: step.into(), text: text.into(), replaces: None, undoes: None }
}

fn answered(question: &str, value: &str) -> Event {
    Event::Answered { question: question.into(), value: Some(value.into()), undoes: None }
}

#[test]
fn what_is_typed_stays_with_its_step_or_question() {
    assert_eq!(rebased("jbno lic", MOVED, "ence\n").1, [marked("b", "no licence")]);
    assert_eq!(rebased("jntwo ", MOVED, "words<Ctrl-s>").1, [noted("b", "two words")]);
    assert_eq!(rebased("\nat ho", MOVED, "me\n").1, [answered("where", "at home")]);
}

#[test]
fn a_list_whose_choices_changed_is_asked_anew_and_others_stay() {
    let (play, events) = rebased("\nhere\n\n", MOVED, "3");
    assert_eq!(events, [answered("where", "here"), answered("which", "two")], "{}", play.message());
    let (_, events) = rebased("a", MOVED, "\nhere\n");
    assert_eq!(events, [answered("where", "here")]);
    let (_, events) = rebased("jnone<Ctrl-s>n", MOVED, "\ntwo<Ctrl-s>");
    assert_eq!(events, [noted("b", "one"), noted("b", "two")]);
}

#[test]
fn the_cursor_stays_at_its_step_and_what_is_folded_stays_folded() {
    let (play, _) = rebased("j", MOVED, "");
    assert_eq!(play.step(), "b");
    let (play, _) = rebased("jjhk", MOVED, "");
    let screen = play.screen();
    assert_eq!(play.step(), "b", "{screen}");
    assert!(screen.contains("▸ Last") && !screen.contains("Step C"), "{screen}");
    // The nearest that is left.
    assert_eq!(rebased("", GONE, "").0.step(), "c");
}

#[test]
fn what_was_typed_for_a_step_that_is_gone_is_kept_and_said() {
    for (keys, typed) in [("jbno lic", "no lic"), ("jntwo ", "two "), ("\nat ho", "at ho")] {
        let (mut play, events) = rebased(keys, GONE, "");
        assert!(play.message().contains("cannot be recorded"), "{keys}: {}", play.message());
        assert!(play.screen().contains(typed.trim()), "{}", play.screen());
        assert_eq!(events, []);
        play.keys("more\n<Ctrl-s>");
        assert_eq!(play.entries, [], "{keys}");
        assert!(play.screen().contains(&format!("{typed}more")), "{}", play.screen());
        play.keys("<Esc><Esc>");
        assert!(play.model.dialog.is_none(), "{keys}");
    }
    let (play, _) = rebased("a", GONE, "");
    assert!(play.model.dialog.is_none() && play.message().starts_with("closed: "), "{}", play.message());
}

#[test]
fn a_search_that_is_open_finds_what_is_there_now() {
    let (play, _) = rebased("/step", MOVED, "");
    assert!(play.screen().contains("Step C"), "{}", play.screen());
    assert_eq!(rebased("/step b", MOVED, "\n").0.step(), "b");
    assert_eq!(rebased("/step b", GONE, "\n").0.step(), "c");
}

#[test]
fn a_change_that_waits_to_be_saved_is_retried_on_its_own_step() {
    for (list, expected) in [(MOVED, vec![marked("b", "no licence")]), (GONE, vec![])] {
        let mut play = play();
        play.disk = Disk::Full;
        play.keys("jbno licence\n").msg(adopted(list));
        let message = play.message().to_owned();
        play.disk = Disk::Quick;
        play.keys("R");
        let events: Vec<Event> = play.entries.iter().map(|entry| entry.event.clone()).collect();
        assert_eq!(events, expected);
        if list == GONE {
            assert_eq!(message, "not saved: the checklist has no step `b`");
            assert!(play.screen().contains("no licence"), "what was typed is there:\n{}", play.screen());
        }
    }
}

#[test]
fn a_change_on_its_way_whose_step_goes_is_given_back_if_it_must_be_decided_again() {
    let mut play = play();
    play.disk = Disk::Hanging;
    play.keys("jntwo words<Ctrl-s>").msg(adopted(GONE));
    play.msg(Msg::Conflict(Vec::new()));
    assert_eq!(play.message(), "not saved: the checklist has no step `b`");
    assert!(play.screen().contains("two words"), "{}", play.screen());
    assert!(play.model.session.as_ref().unwrap().outbox.unsaved().len() == 0);
}

#[test]
fn a_note_that_is_not_saved_does_not_close_what_is_typed_since() {
    let mut play = play();
    play.disk = Disk::Hanging;
    play.keys("jntwo words<Ctrl-s>bhalf a rea");
    play.msg(Msg::NotSaved("not saved: full".to_owned()));
    assert!(play.screen().contains("half a rea"), "{}", play.screen());
    play.keys("<Esc><Esc>");
    assert!(play.screen().contains("Note on: Step B") && play.screen().contains("two words"));
    play.disk = Disk::Quick;
    play.keys("<Ctrl-s>");
    assert_eq!(
        play.entries.iter().map(|entry| entry.event.clone()).collect::<Vec<_>>(),
        [noted("b", "two words")]
    );
}

/// Another process of mine was faster, and what it recorded has its place before what is shown:
/// only a replay shows what holds now.
#[test]
fn a_change_that_comes_behind_late_entries_is_decided_after_the_replay() {
    let mut play = play();
    play.disk = Disk::Hanging;
    play.keys("jj<Space>");
    let event = Event::Marked {
        step: "c".into(),
        status: Status::Done,
        reason: None,
        accepts: Vec::new(),
        undoes: None,
    };
    let entry = Entry { seq: 2, clock: 1, at: start(), event };
    play.msg(Msg::Conflict(vec![(me(), entry.clone())]));
    assert_eq!(play.effects, [Effect::Replay]);
    let mut progress =
        Progress::from_first_entry(&me(), &me(), &started(BEFORE.as_bytes(), Mode::Live)).unwrap();
    progress.apply(&me(), &entry);
    play.msg(Msg::Replayed(Box::new(progress)));
    let session = play.model.session.as_ref().unwrap();
    assert!(session.outbox.unsaved().len() == 0, "it is done already: nothing is recorded twice");
}

#[test]
fn a_folder_that_cannot_be_read_for_a_while_ends_nothing() {
    let mut play = play();
    let why = "/home/site-a: cannot be read: the session's folder is not there any more";
    play.msg(Msg::FolderUnreadable(Some(why.to_owned())));
    assert_eq!(play.message(), why);
    assert!(play.screen().contains("FOLDER NOT READABLE"), "{}", play.screen());
    play.keys("jB");
    assert!(play.screen().contains("! /home/site-a: cannot be read"), "{}", play.screen());
    play.keys("\n").msg(Msg::FolderUnreadable(None));
    assert!(play.model.session.as_ref().unwrap().problems.is_empty());
    assert!(!play.screen().contains("FOLDER NOT READABLE"));
    play.keys("<Space>");
    assert_eq!(play.entries.len(), 1);
}

#[test]
fn a_search_letter_by_letter_finds_what_the_whole_words_find() {
    for words in ["wsus server", "update Point", "review th", "a b", "fix\\ it", "nlb", "zzz", "sms 2003  x"]
    {
        let (mut typed, mut pasted) = (Play::new(80, 24), Play::new(80, 24));
        typed.keys("/");
        for letter in words.chars() {
            let code = Code::Char(letter);
            typed.msg(Msg::Key(Key { code, ctrl: false, alt: false, shift: false }));
        }
        pasted.keys("/").msg(Msg::Paste(words.to_owned()));
        assert_eq!(typed.screen(), pasted.screen(), "{words}");
    }
}

#[test]
fn words_that_stand_somewhere_come_before_letters_scattered_over_a_title() {
    let titles = |words: &str| {
        let mut play = Play::new(80, 24);
        play.keys("/").msg(Msg::Paste(words.to_owned()));
        play.screen().lines().skip(4).take_while(|line| line.len() > 3).map(str::to_owned).collect::<Vec<_>>()
    };
    let found = titles("wsus");
    assert!(found.iter().all(|line| line.contains("WSUS")), "{found:#?}");
    let found = titles("rvw cncpts");
    assert!(found[0].contains("Review the concepts"), "{found:#?}");
}
