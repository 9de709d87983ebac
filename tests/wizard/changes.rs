//! Changes on a disk that is slow or full, and changes by others.

use runsheet::session::{Draft, Entry, Event, Status, Writer};
use runsheet::wizard::{Effect, Msg};

use super::play::{Disk, Play, start};

fn bob(seq: u64, clock: u64, step: &str) -> (Writer, Entry) {
    let event = Event::Marked { step: step.to_owned(), status: Status::Done, reason: None, undoes: None };
    (Writer::new("bob", "sccm02"), Entry { seq, clock, at: start(), event })
}

#[test]
fn nothing_shows_before_it_is_saved_and_the_header_says_so() {
    let mut play = Play::new(80, 24);
    play.disk = Disk::Hanging;
    let before = play.screen();
    play.keys("<Space>");
    assert_eq!(play.screen(), before, "no tick before it is on disk");
    play.msg(Msg::Tick(start() + jiff::Span::new().milliseconds(250)));
    assert!(play.screen().contains("saving..."));
    play.keys("j");
    assert_eq!(play.step(), "review-prerequisites", "moving goes on");
    play.keys("<Space>");
    assert!(play.message().contains("still being saved"), "{}", play.message());
    play.release();
    assert!(play.screen().contains("[✓] Review the software"), "{}", play.screen());
    assert_eq!(play.step(), "review-prerequisites");
}

#[test]
fn a_change_that_could_not_be_saved_is_told_and_tried_again() {
    let mut play = Play::new(80, 24);
    play.disk = Disk::Full;
    play.keys("bno licence\n");
    assert!(play.message().contains("no space left"), "{}", play.message());
    let screen = play.keys("j").screen();
    assert!(screen.contains("NOT SAVED: R retries"), "{screen}");
    assert!(!screen.contains("[!]"), "{screen}");
    play.disk = Disk::Quick;
    play.keys("R");
    assert!(play.screen().contains("[!] Review the software"), "{}", play.screen());
    assert_eq!(play.entries.len(), 1);
}

#[test]
fn a_note_that_could_not_be_saved_is_not_lost() {
    let mut play = Play::new(80, 24);
    play.disk = Disk::Full;
    play.keys("nlong thoughts<Ctrl-s>");
    assert!(play.screen().contains("long thoughts"));
    play.disk = Disk::Quick;
    play.keys("<Ctrl-s>");
    assert_eq!(play.entries.len(), 1);
}

#[test]
fn what_others_do_shows_without_moving_the_cursor_or_closing_a_field() {
    let mut play = Play::new(120, 24);
    play.keys("jjjbhalf a rea");
    play.msg(Msg::Others(vec![bob(1, 7, "review-concepts")]));
    let screen = play.screen();
    assert!(screen.contains("half a rea") && screen.contains("bob@sccm02"), "{screen}");
    assert!(screen.contains("[✓] Review the software"), "{screen}");
    play.keys("son\n");
    assert_eq!(play.step(), "sms-2003-upgrade");
    assert!(
        matches!(&play.entries[0].event, Event::Marked { reason: Some(reason), .. } if reason == "half a reason")
    );
}

#[test]
fn an_entry_that_comes_late_asks_for_a_replay() {
    let mut play = Play::new(80, 24);
    play.keys("<Space>");
    play.msg(Msg::Others(vec![bob(1, 1, "review-prerequisites")]));
    assert_eq!(play.effects, [Effect::Replay]);
}

#[test]
fn another_process_of_mine_was_faster_and_the_change_is_decided_again() {
    let mut play = Play::new(80, 24);
    play.disk = Disk::Hanging;
    play.keys("<Space>");
    let (_, mut entry) = bob(2, 2, "review-concepts");
    entry.at = start();
    let recorded = play.entries.len();
    play.msg(Msg::Behind(vec![(super::play::me(), entry)]));
    assert_eq!(play.entries.len(), recorded, "it is done already: nothing is recorded twice");
    assert!(play.model.walk.as_ref().unwrap().pending.is_none());
}

#[test]
fn a_session_that_is_damaged_is_read_only() {
    let mut play = Play::new(80, 24);
    play.msg(Msg::ReadOnly("/home/a.jsonl:3: damaged".to_owned()));
    for keys in ["<Space>", "bx", "n", "u", "\n"] {
        play.keys(keys);
        assert!(play.message().starts_with("read only: "), "{keys}: {}", play.message());
        play.keys("<Esc><Esc>");
    }
    assert!(play.screen().contains("READ ONLY"));
}

#[test]
fn what_is_typed_is_kept_as_it_grows_and_dropped_once_it_is_saved() {
    let mut play = Play::new(80, 24);
    let later = |seconds: i64| Msg::Tick(start() + jiff::Span::new().seconds(seconds));
    play.keys("nlong").msg(later(2));
    let Some(Effect::KeepDraft(draft)) = play.effects.first() else { panic!("{:?}", play.effects) };
    assert_eq!(
        (draft.step.as_str(), draft.text.as_str()),
        ("review-concepts", "l"),
        "kept from the first letter on"
    );
    play.msg(later(4));
    assert!(matches!(play.effects.last(), Some(Effect::KeepDraft(draft)) if draft.text == "long"));
    play.keys(" thoughts<Ctrl-c>");
    assert!(
        matches!(&play.effects[play.effects.len() - 2..], [Effect::KeepDraft(draft), Effect::Quit] if draft.text == "long thoughts")
    );
    play.keys("<Ctrl-s>");
    assert_eq!(play.effects.last(), Some(&Effect::DropDraft));
    assert_eq!(play.entries.len(), 1);
}

#[test]
fn a_draft_comes_back_on_resume_behind_the_briefing() {
    let mut walk = super::play::walk(super::play::software_updates(), runsheet::session::Mode::Live);
    let draft = Draft { step: "client-settings".into(), replaces: None, text: "half a note".into() };
    walk.take_up(&draft, start());
    walk.brief(start(), &jiff::tz::TimeZone::UTC);
    let mut play = Play::of(walk, 80, 24);
    assert!(!play.screen().contains("half a note"), "the briefing comes first");
    play.keys("\n");
    assert!(play.screen().contains("half a note"), "{}", play.screen());
    play.keys("<Esc>");
    assert!(play.message().contains("not saved"));
    play.keys("<Ctrl-s>");
    assert!(serde_json::to_string(&play.entries[0].event).unwrap().contains("client-settings"));
}

#[test]
fn a_note_can_be_written_in_an_editor_outside() {
    let mut play = Play::new(80, 24);
    play.keys("nseed<Ctrl-o>");
    assert!(play.effects.contains(&Effect::Edit("seed".to_owned())));
    play.msg(Msg::Edited("seed\nand more\n".to_owned())).keys("<Ctrl-s>");
    assert!(serde_json::to_string(&play.entries[0].event).unwrap().contains("seed\\nand more"));
}
