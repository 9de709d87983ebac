//! Changes on a disk that is slow or full, and changes by others.

use runsheet::session::{Draft, DraftTarget, Entry, Event, Mode, Status, Writer};
use runsheet::tui::{Effect, Msg};

use crate::support::play::{Disk, Play, start};

fn bob(seq: u64, clock: u64, step: &str) -> (Writer, Entry) {
    let event = Event::Marked {
        step: step.to_owned(),
        status: Status::Done,
        reason: None,
        accepts: Vec::new(),
        undoes: None,
    };
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
    play.release();
    assert!(play.screen().contains("[✓] Review the concepts"), "{}", play.screen());
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
    assert!(play.screen().contains("[!] Review the concepts"), "{}", play.screen());
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
    play.msg(Msg::RemoteEntries(vec![bob(1, 7, "review-concepts")]));
    let screen = play.screen();
    assert!(screen.contains("half a rea") && screen.contains("bob@sccm02"), "{screen}");
    assert!(screen.contains("[✓] Review the concepts"), "{screen}");
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
    play.msg(Msg::RemoteEntries(vec![bob(1, 1, "review-prerequisites")]));
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
    play.msg(Msg::Conflict(vec![(crate::support::play::me(), entry)]));
    assert_eq!(play.entries.len(), recorded, "it is done already: nothing is recorded twice");
    assert!(play.model.session.as_ref().unwrap().outbox.unsaved().len() == 0);
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
    let kept = |text: &str| {
        let what = DraftTarget::Note { step: "review-concepts".to_owned(), replaces: None };
        Effect::SaveDrafts(vec![Draft { what, text: text.to_owned() }])
    };
    assert_eq!(play.effects.first(), Some(&kept("l")), "kept from the first letter on");
    play.msg(later(4));
    assert_eq!(play.effects.last(), Some(&kept("long")));
    play.keys(" thoughts<Ctrl-c>");
    assert_eq!(play.effects[play.effects.len() - 2..], [kept("long thoughts"), Effect::Quit]);
    play.keys("<Ctrl-s>");
    assert_eq!(play.effects.last(), Some(&Effect::SaveDrafts(Vec::new())));
    assert_eq!(play.entries.len(), 1);
}

#[test]
fn a_draft_comes_back_on_resume_behind_the_briefing() {
    let mut session = crate::support::play::session_screen(
        crate::support::play::software_updates(),
        runsheet::session::Mode::Live,
    );
    let what = DraftTarget::Note { step: "client-settings".into(), replaces: None };
    session.restore_drafts(vec![Draft { what, text: "half a note".into() }], start());
    session.show_briefing(start(), &jiff::tz::TimeZone::UTC);
    let mut play = Play::of(session, 80, 24);
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

#[test]
fn keys_mean_on_a_slow_disk_what_they_mean_on_a_quick_one() {
    let stories = [
        // Done and on, twice; then a tick that is taken back, and one further down.
        "\n\n<Space><Space>jjj<Space>",
        // A text answer, and done with it; an answer that switches a step off, and undo.
        "jjjj\nsccm02\n\nn\nn\n",
        "jjj\nyu<Ctrl-r>",
        "<Space>bno licence\nu",
        "nfirst<Ctrl-s>in2 and more<Ctrl-s>",
    ];
    for keys in stories {
        let mut quick = Play::new(80, 24);
        quick.keys(keys);
        let mut slow = Play::new(80, 24);
        slow.disk = Disk::Hanging;
        slow.keys(keys);
        let cursor = slow.step();
        slow.release();
        let events = |play: &Play| play.entries.iter().map(|entry| entry.event.clone()).collect::<Vec<_>>();
        assert_eq!(events(&slow), events(&quick), "{keys}");
        assert!(quick.entries.len() >= 2, "{keys}: {:?}", events(&quick));
        assert_eq!((slow.step(), cursor), (quick.step(), quick.step()), "{keys}");
    }
}

#[test]
fn a_still_saving_answer_is_not_asked_for_again() {
    let mut play = Play::new(80, 24);
    play.disk = Disk::Hanging;
    play.keys("jjjj\nsccm02\n\n");
    assert!(!play.screen().contains("Which computer will be"), "the next question, not the same");
    play.keys("<Esc>").release();
    assert_eq!(play.entries.len(), 1);
}

#[test]
fn changes_that_wait_are_dropped_with_a_word_when_the_one_before_fails() {
    let mut play = Play::new(80, 24);
    play.disk = Disk::Hanging;
    play.keys("<Space>jjinwords<Ctrl-s>");
    assert!(play.message().starts_with("2 changes wait until"), "{}", play.message());
    play.msg(Msg::NotSaved("not saved: full".to_owned()));
    assert_eq!(play.message(), "not saved: full; 2 changes that waited were not made");
    assert!(play.screen().contains("words"), "what was typed is back:\n{}", play.screen());
    assert_eq!(play.entries.len(), 0);
    // What failed can still be tried again, and the note saved.
    play.disk = Disk::Quick;
    play.keys("<Ctrl-s>");
    assert_eq!(play.entries.len(), 1);
}

/// Five steps, of which the fourth comes after the first.
const PLAIN: &str = r#"{"format":1,"id":"l","title":"List","steps":[
  {"id":"a","title":"A"},{"id":"b","title":"B"},{"id":"c","title":"C"},
  {"id":"d","title":"D","requires":["a"]},{"id":"e","title":"E"}]}"#;

fn hanging() -> Play {
    let mut play = Play::of(crate::support::play::session_screen(PLAIN.as_bytes(), Mode::Live), 80, 24);
    play.disk = Disk::Hanging;
    play
}

#[test]
fn what_waits_is_written_together_and_an_undo_among_it_finds_its_entry() {
    let mut play = hanging();
    play.keys("<Space>j<Space>j<Space>uj<Space>");
    assert_eq!((play.entries.len(), play.screen().contains("0/5")), (0, true), "{}", play.screen());
    play.release();
    let undoes: Vec<Option<u64>> = play.entries.iter().map(|entry| entry.event.undoes()).collect();
    assert_eq!(undoes, [None, None, None, Some(4), None]);
    assert_eq!(play.writes, 2, "the first alone, the rest together");
    assert!(play.screen().contains("3/5"), "{}", play.screen());
}

#[test]
fn what_waits_is_decided_again_when_the_one_before_turns_out_otherwise() {
    let mut play = hanging();
    play.keys("<Space>jjj<Space>j<Space>");
    // Another program of the same user took the tick of A back in the meantime: D may not be done.
    let todo = |seq, status| {
        let event =
            Event::Marked { step: "a".to_owned(), status, reason: None, accepts: Vec::new(), undoes: None };
        (crate::support::play::me(), Entry { seq, clock: seq, at: start(), event })
    };
    play.disk = Disk::Quick;
    play.msg(Msg::Recorded(vec![todo(2, Status::Done), todo(3, Status::Todo)]));
    assert!(play.screen().contains("Not in the order"), "{}", play.screen());
    let steps: Vec<String> = play.entries.iter().map(|entry| format!("{:?}", entry.event)).collect();
    assert!(steps.len() <= 1, "{steps:?}");
}

#[test]
fn esc_drops_what_waits_and_leaving_waits_for_it() {
    let mut play = Play::new(80, 24);
    play.disk = Disk::Hanging;
    play.keys("<Space>j<Space><Esc>");
    assert_eq!(play.message(), "1 change that waited was dropped; the one before is still being saved");
    play.keys("j<Space>q");
    assert!(play.message().starts_with("leaves once 1 waiting change"), "{}", play.message());
    assert!(!play.effects.contains(&Effect::Quit));
    play.release();
    assert_eq!(play.entries.len(), 2);
    assert_eq!(play.effects.last(), Some(&Effect::Quit));
}

#[test]
fn a_typed_reason_and_an_answer_are_asked_about_and_kept_like_a_note() {
    let mut play = Play::new(80, 24);
    play.keys("bno lic<Esc>");
    assert_eq!(play.message(), "the reason is not recorded: Enter records it, Esc again throws it away");
    let what = DraftTarget::Reason { step: "review-concepts".to_owned(), status: Status::Blocked };
    let later = Msg::Tick(start() + jiff::Span::new().seconds(5));
    play.msg(later);
    let kept = Draft { what, text: "no lic".to_owned() };
    assert_eq!(play.effects.last(), Some(&Effect::SaveDrafts(vec![kept.clone()])));
    play.keys("<Esc>");
    assert_eq!(play.effects.last(), Some(&Effect::SaveDrafts(Vec::new())), "thrown away");

    let mut session = crate::support::play::session_screen(
        crate::support::play::software_updates(),
        runsheet::session::Mode::Live,
    );
    let question = DraftTarget::Answer { question: "active-update-point".to_owned() };
    let ids: Vec<_> = session.progress.checklist().questions().iter().map(|it| it.id.to_string()).collect();
    assert!(ids.contains(&"active-update-point".to_owned()), "{ids:?}");
    session.restore_drafts(vec![kept, Draft { what: question, text: "sccm0".to_owned() }], start());
    let mut play = Play::of(session, 80, 24);
    play.msg(Msg::Tick(start()));
    assert!(play.screen().contains("Why is it blocked?") && play.screen().contains("no lic"));
    play.keys("ence\n");
    assert!(play.screen().contains("sccm0"), "the next one comes:\n{}", play.screen());
    play.keys("2\n");
    let events = serde_json::to_string(&play.entries.iter().map(|entry| &entry.event).collect::<Vec<_>>());
    let events = events.unwrap();
    assert!(events.contains("no licence") && events.contains("sccm02"), "{events}");
}

#[test]
fn a_draft_that_was_recorded_after_all_does_not_come_back() {
    let mut play = Play::new(80, 24);
    play.keys("bno licence\n");
    let mut session = play.model.session.take().unwrap();
    let what = DraftTarget::Reason { step: "review-concepts".to_owned(), status: Status::Blocked };
    session.restore_drafts(vec![Draft { what, text: "no licence".to_owned() }], start());
    let mut play = Play::of(session, 80, 24);
    play.msg(Msg::Tick(start()));
    assert!(play.model.dialog.is_none());
    assert_eq!(play.effects, [Effect::SaveDrafts(Vec::new())], "and is taken away");
}
