//! What an admin does in an hour, as key scripts.

use insta::assert_snapshot;
use runsheet::checklist::LinkTarget;
use runsheet::tui::{Effect, Model, Msg};

use crate::support::play::Play;

#[test]
fn enter_walks_through_all_twelve_steps() {
    let mut play = Play::new(80, 24);
    // 1 to 3; 4 does not apply.
    play.keys("\n\n\n").keys("\nn");
    assert_eq!(play.step(), "update-point-infrastructure");
    assert_eq!(play.message(), "Does not apply: step 4. Check the SMS 2003 upgrade. Press u to undo.");
    // 5: a server, no Internet clients, no cluster; 6: mixed, RTM, WSUS 3.0.
    play.keys("\nsccm02\n").keys("\nn").keys("\nn").keys("\n");
    assert_eq!(play.step(), "update-point-installation");
    play.keys("\n1").keys("\n1").keys("\n1").keys("\n");
    // 7, 8, 9; 10 asks for a server; 11 does not apply; 12 asks for servers.
    play.keys("\n\n\n").keys("\nsccm03\n\n").keys("\nn").keys("\ndp1, dp2\n\n");
    assert!(play.message().starts_with("COMPLETE. Nothing is open any more"), "{}", play.message());
    assert_snapshot!(play.screen());
}

#[test]
fn an_answer_switches_a_step_off_and_on_again_with_what_was_recorded() {
    let mut play = Play::new(80, 24);
    play.keys("jjj").keys("\ny").keys("dafter the freeze\n");
    assert_eq!(play.step(), "sms-2003-upgrade");
    let deferred = play.screen();
    // The list of answers begins at the one of this step.
    play.keys("a\nn");
    assert_eq!(play.step(), "update-point-infrastructure", "a step that does not apply is left");
    play.keys("k");
    assert_eq!(play.step(), "test-environment", "and passed over");
    let off = play.screen();
    play.keys("a1y").keys("j");
    assert_eq!(play.step(), "sms-2003-upgrade");
    assert_snapshot!(format!("{deferred}\n-- no --\n{off}\n-- yes again --\n{}", play.screen()));
}

#[test]
fn done_out_of_order_asks_why_and_records_it() {
    let mut play = Play::new(80, 24);
    play.keys("j<Space>");
    assert_snapshot!(play.screen());
    play.keys("read last week\n");
    let json = serde_json::to_string(&play.entries[0].event).unwrap();
    assert_eq!(
        json,
        r#"{"marked":{"step":"review-prerequisites","status":"done","reason":"read last week"}}"#
    );
}

#[test]
fn a_warning_in_force_is_on_top_counted_and_asks_why() {
    let mut play = Play::new(80, 24);
    play.keys("jjj").keys("\nn").keys("\nsccm02\n").keys("\nn").keys("\nn").keys("j");
    assert_eq!(play.step(), "update-point-installation");
    play.keys("\n1").keys("\n2").keys("\n1");
    let shown = play.screen();
    play.keys("\n");
    let asked = play.screen();
    play.keys("SP1 on Friday\n").keys("k");
    let json = serde_json::to_string(&play.entries.last().unwrap().event).unwrap();
    assert!(json.contains(r#""reason":"SP1 on Friday","accepts":["WSUS 3.0 without"#), "{json}");
    assert_snapshot!(format!("{shown}\n-- Enter --\n{asked}\n-- accepted --\n{}", play.screen()));
}

#[test]
fn undo_and_redo_walk_back_and_forth() {
    let mut play = Play::new(80, 24);
    play.keys("<Space>");
    let count = |play: &Play| play.model.session.as_ref().unwrap().progress.total().done();
    assert_eq!(count(&play), 1);
    play.keys("u");
    assert_eq!(count(&play), 0);
    play.keys("<Ctrl-r>");
    assert_eq!(count(&play), 1);
    play.keys("uu");
    assert_eq!(play.message(), "there is nothing of yours to undo");
    assert_eq!(play.entries.len(), 4, "history never shrinks");
}

#[test]
fn a_note_is_kept_until_it_is_saved_or_thrown_away_twice() {
    let mut play = Play::new(80, 24);
    play.keys("nq?<Space>u<Esc>");
    assert!(play.message().contains("not saved"), "{}", play.message());
    play.keys("<Esc>");
    assert_eq!(play.entries.len(), 0);
    play.keys("n").msg(Msg::Paste("one\ntwo\n".to_owned())).keys("<Ctrl-s>");
    assert_eq!(
        serde_json::to_string(&play.entries[0].event).unwrap(),
        r#"{"noted":{"step":"review-concepts","text":"one\ntwo"}}"#
    );
    // Own notes are offered for a change.
    play.keys("n2 three<Ctrl-s>");
    let json = serde_json::to_string(&play.entries[1].event).unwrap();
    assert_eq!(json, r#"{"noted":{"step":"review-concepts","text":"one\ntwo three","replaces":2}}"#);
}

#[test]
fn a_paste_outside_of_a_field_ticks_nothing() {
    let mut play = Play::new(80, 24);
    play.msg(Msg::Paste(" \n\nx d b".to_owned()));
    assert_eq!(play.entries.len(), 0);
    assert!(play.message().contains("not taken"));
}

#[test]
fn an_answer_is_never_recorded_by_enter_alone() {
    let mut play = Play::new(80, 24);
    play.keys("jjj\n\n\n\n");
    assert_eq!(play.entries.len(), 0);
    play.keys("j\n");
    assert_eq!(
        serde_json::to_string(&play.entries[0].event).unwrap(),
        r#"{"answered":{"question":"sms-2003","value":"yes"}}"#
    );
}

#[test]
fn references_are_opened_and_copied() {
    let mut play = Play::new(80, 24);
    play.keys("o");
    assert!(
        matches!(&play.effects[..], [Effect::Open(LinkTarget::Address(address))] if address.contains("bb694059"))
    );
    play.keys("jyjy1");
    assert!(
        matches!(&play.effects[1..], [Effect::Copy(a, _), ..] if a.contains("bb680712")),
        "{:?}",
        play.effects
    );
}

#[test]
fn a_key_that_does_nothing_here_says_so() {
    let mut play = Play::new(80, 24);
    assert_eq!(play.keys("z").message(), "z does nothing here; ? shows the keys");
    assert_eq!(play.keys("k").message(), "this is the first step");
    assert_eq!(play.keys("R").message(), "nothing waits to be saved");
    assert!(play.keys("t").message().is_empty());
    assert_eq!(play.entries.len(), 0, "todo on a todo step records nothing");
}

#[test]
fn folding_hides_steps_and_keeps_the_cursor_in_reach() {
    let mut play = Play::new(80, 24);
    play.keys("jjj<Left>");
    assert_eq!(play.step(), "");
    assert_snapshot!(play.screen());
    play.keys("j");
    assert_eq!(play.step(), "reporting-point");
    play.keys("k<Right>");
    assert_eq!(play.step(), "test-environment");
}

#[test]
fn filters_show_what_is_asked_for() {
    let mut play = Play::new(80, 24);
    play.keys("<Space>jbno licence\n").keys("ff");
    assert_eq!(play.message(), "showing: exceptions");
    assert_snapshot!(play.screen());
    play.keys("<Esc>");
    assert!(play.screen().contains("Review the concepts"));
}

#[test]
fn a_text_is_found_in_what_is_read() {
    let mut play = Play::new(80, 24);
    let lines = (1..=90).map(|n| if n % 30 == 0 { format!("line {n} WSUS") } else { format!("line {n}") });
    play.msg(Msg::Document("setup.txt".to_owned(), lines.collect()));
    play.keys("/wsus\n");
    assert!(play.screen().contains("\n line 30 WSUS"), "{}", play.screen());
    play.keys("n");
    assert!(play.screen().contains("\n line 60 WSUS"), "{}", play.screen());
    play.keys("N");
    assert!(play.screen().contains("\n line 30 WSUS"), "{}", play.screen());
    play.keys("/nowhere\n");
    assert_eq!(play.message(), "not found");
    play.keys("/<Esc>");
    assert!(play.screen().contains("line 30"), "going back shows the text again");
}

#[test]
fn the_mouse_can_be_left_to_the_terminal() {
    let mut play = Play::new(80, 24);
    play.keys("M");
    assert_eq!(play.effects, [Effect::CaptureMouse(false)]);
    play.keys("M");
    assert_eq!(play.effects.last(), Some(&Effect::CaptureMouse(true)));
}

#[test]
fn clicks_and_the_wheel_move() {
    let mut play = Play::new(80, 24);
    play.msg(Msg::Click(5, 8));
    assert_eq!(play.step(), "sms-2003-upgrade");
    play.msg(Msg::Wheel(true, 5, 8));
    assert_eq!(play.step(), "server-settings");
    play.msg(Msg::Click(5, 6));
    assert!(play.screen().contains("▸ Plan for the environment"), "{}", play.screen());
}

#[test]
fn what_became_of_an_imported_list_can_be_read_in_the_wizard() {
    let mut play = Play::new(80, 24);
    let report =
        "taken over from Markdown: 12 steps\nchanged: nothing\nleft out:\n  line 4: a comment: \"x\"\n";
    let mut session = play.model.session.take().unwrap();
    session.import_report = Some(report.to_owned());
    play.model = Model::for_session(session, play.model.theme, play.model.now, play.model.zone.clone());
    assert_eq!(play.message(), "Taken over from Markdown: 12 steps. Press B to read the import's report.");
    play.keys("Bjjjjjjjjjjjjjjjjjjjj");
    assert!(play.screen().contains("line 4: a comment: \"x\""), "{}", play.screen());
}
