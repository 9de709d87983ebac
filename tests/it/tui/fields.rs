//! Editing keys in a prompt, going through search hits, messages about what was done, and the board.

use runsheet::session::{Mode, SessionName};
use runsheet::text::Text;
use runsheet::tui::{Board, ChecklistRow, Effect, Msg, Notice, RunningTask, SessionRow, Unavailable};

use crate::support::play::{Play, session_screen, software_updates, start};

fn tick_after(seconds: i64) -> Msg {
    Msg::Tick(start() + jiff::Span::new().seconds(seconds))
}

#[test]
fn a_line_takes_the_keys_of_the_note_editor() {
    let mut play = Play::new(80, 24);
    let mut typed = |keys: &str| {
        play.keys("b").keys(keys).keys("\n");
        serde_json::to_string(&play.entries.last().unwrap().event).unwrap()
    };
    assert!(typed("no licence yet<Ctrl-w>key").contains("no licence key"));
    assert!(typed("<Ctrl-u>licence<Ctrl-a>no <Ctrl-e>!").contains(r#""no licence!""#));
    assert!(typed("<Ctrl-u>one two three<Alt-b><Alt-b><Ctrl-k>2").contains(r#""one 2""#));
    assert!(typed("<Ctrl-a><Alt-f>and ").contains(r#""one and 2""#));
}

#[test]
fn a_letter_that_comes_with_esc_on_a_slow_line_is_both() {
    let mut play = Play::new(80, 24);
    play.keys("/plan").keys("<Alt-j>");
    assert!(play.model.dialog.is_none(), "Esc closed the search");
    assert_eq!(play.step(), "review-prerequisites");
    play.keys("<Alt-n>");
    assert!(play.screen().contains("Note on: "), "{}", play.screen());
    // In a field, letters that move by words with Alt still do.
    play.keys("one two<Alt-b>|<Ctrl-s>");
    assert!(serde_json::to_string(&play.entries.last().unwrap().event).unwrap().contains("one |two"));
}

#[test]
fn every_item_of_a_list_has_a_key() {
    let mut play = Play::new(80, 24);
    play.keys("a");
    assert!(play.screen().contains(" a "), "{}", play.screen());
    play.keys("<End>");
    let last = play.screen();
    assert_ne!(play.keys("<Home>").screen(), last);
    play.keys("a");
    assert!(play.model.dialog.is_some(), "the tenth question is asked");
    assert_ne!(play.screen(), last);
}

#[test]
fn hits_are_gone_through_one_after_the_other() {
    let mut play = Play::new(80, 24);
    assert_eq!(play.keys("<Ctrl-n>").message(), "nothing was searched for yet: / searches");
    play.keys("/software update point\n");
    let first = play.step();
    assert!(play.message().starts_with("hit 1 of "), "{}", play.message());
    play.keys("<Ctrl-n>");
    let second = play.step();
    assert_ne!(first, second);
    assert!(play.message().starts_with("hit 2 of "), "{}", play.message());
    play.keys("<Ctrl-p><Ctrl-p>");
    assert!(![first.clone(), second].contains(&play.step()), "from the first to the last");
    play.keys("<Ctrl-n>");
    assert_eq!(play.step(), first);
    // `n` is for notes, whatever was searched for.
    assert!(play.keys("n").screen().contains("Note on: "));
}

#[test]
fn a_tick_that_is_taken_back_says_so() {
    let mut play = Play::new(80, 24);
    play.keys("<Space><Space>");
    assert_eq!(play.message(), "step 1 is todo again; u takes it back");
}

#[test]
fn a_step_with_an_open_question_asks_it_and_says_why() {
    let mut play = Play::new(80, 24);
    play.keys("jjjj<Space>");
    assert_eq!(play.message(), "this question comes first: answer it, then mark the step");
    assert!(play.model.dialog.is_some() && play.entries.is_empty());
}

#[test]
fn a_note_of_ones_own_is_offered_for_correction() {
    let mut play = Play::new(80, 24);
    let screen = play.keys("nfirst thoughts<Ctrl-s>n").screen();
    assert!(screen.contains("There is a note of yours here"), "{screen}");
    assert!(screen.contains("Correct: first thoughts") && screen.contains("Write another note"), "{screen}");
}

#[test]
fn a_filter_is_named_for_as_long_as_it_is_on() {
    let mut play = Play::new(80, 24);
    assert!(play.keys("fj").screen().contains("only open - session site-a"));
    assert!(!play.keys("<Esc>").screen().contains("only open"));
}

#[test]
fn what_takes_long_is_said_with_its_time_and_let_go_of() {
    let mut play = Play::new(80, 24);
    let what = "reading the log".to_owned();
    play.msg(Msg::TaskChanged(Some(RunningTask { label: what, since: start() })));
    assert!(play.screen().contains("reading the log ...; Esc lets go of it"), "{}", play.screen());
    play.msg(tick_after(3));
    assert!(play.screen().contains("reading the log ... 3 s; Esc lets go of it"), "{}", play.screen());
    play.keys("j");
    assert_eq!(play.step(), "review-prerequisites", "moving goes on");
    // In a field, Esc is the field's.
    play.keys("b<Esc>");
    assert_eq!(play.effects, []);
    play.keys("<Esc>");
    assert_eq!(play.effects, [Effect::CancelTask]);
    assert!(!play.screen().contains("reading the log"));
}

#[test]
fn what_was_asked_for_waits_until_what_is_typed_is_done_with() {
    let mut play = Play::new(80, 24);
    play.keys("bhalf a rea");
    play.msg(Msg::Text("Log of site-a".to_owned(), vec!["an entry".to_owned()], 2));
    assert!(play.screen().contains("half a rea") && !play.screen().contains("an entry"));
    play.keys("son\n");
    assert!(play.screen().contains("an entry"), "{}", play.screen());
    assert_eq!(play.entries.len(), 1);
}

fn row(name: &str, minute: Option<i64>) -> SessionRow {
    let session = session_screen(software_updates(), Mode::Live);
    let state = minute.ok_or(Unavailable::NotLoaded).map(|minute| runsheet::tui::SessionState {
        title: session.progress.title().clone(),
        checklist: session.progress.checklist().title().clone(),
        mode: Mode::Live,
        counts: session.progress.total().clone(),
        last_change: (start() - jiff::Span::new().minutes(minute), crate::support::play::me()),
        damaged: false,
    });
    SessionRow { name: SessionName::new(name).unwrap(), state }
}

#[test]
fn the_board_fills_under_a_cursor_that_stays_where_it_was_put() {
    let mut play = Play::board(Board::not_loaded(), 80, 24);
    assert!(play.screen().contains("Reading ..."), "{}", play.screen());
    let list = ChecklistRow {
        origin: "software-updates".to_owned(),
        title: Ok(Text::line("Planning")),
        steps: 12,
        location: Text::line("built in"),
    };
    play.msg(Msg::Checklists(vec![list]));
    let sessions = vec![row("a", None), row("b", None), row("c", None)];
    play.msg(Msg::Board(Board { sessions, ..Board::not_loaded() }));
    assert!(play.screen().contains("not read yet") && play.screen().contains("Planning"));
    // One that is not read yet can be opened.
    play.keys("j\n");
    assert_eq!(play.effects, [Effect::OpenSession(SessionName::new("b").unwrap())]);
    play.msg(Msg::Sessions(vec![row("a", Some(30)), row("b", Some(5))]));
    play.msg(Msg::Sessions(vec![row("c", Some(10))])).msg(Msg::BoardLoaded);
    let order: Vec<String> =
        play.model.board.iter().flat_map(|board| &board.sessions).map(|row| row.name.to_string()).collect();
    assert_eq!(order, ["b", "c", "a"], "by what their logs tell");
    play.keys("\n");
    assert_eq!(play.effects.len(), 2);
    assert_eq!(play.effects[1], play.effects[0], "the cursor is still on the same session");
}

#[test]
fn a_cursor_that_nobody_put_anywhere_stays_at_the_top() {
    let mut play = Play::board(Board::not_loaded(), 80, 24);
    play.msg(Msg::Board(Board { sessions: vec![row("a", None), row("b", None)], ..Board::not_loaded() }));
    play.msg(Msg::Sessions(vec![row("a", Some(30)), row("b", Some(20))])).msg(Msg::BoardLoaded);
    play.keys("\n");
    assert_eq!(play.effects, [Effect::OpenSession(SessionName::new("b").unwrap())]);
}

#[test]
fn what_a_session_is_for_is_asked_about_before_it_is_thrown_away() {
    let list = ChecklistRow {
        origin: "software-updates".to_owned(),
        title: Ok(Text::line("Planning")),
        steps: 12,
        location: Text::line("built in"),
    };
    let mut play = Play::board(Board { checklists: vec![list], ..Board::default() }, 80, 24);
    play.keys("\nSite B\n<Esc>");
    assert!(play.screen().contains("Site B"), "back from the name to the title:\n{}", play.screen());
    play.keys("<Esc>");
    assert_eq!(play.message(), "nothing is begun yet: Enter goes on, Esc again throws it away");
    play.keys("<Esc>");
    assert!(play.model.dialog.is_none());
    // While something else takes long, no field is opened that its answer would close.
    play.msg(Msg::TaskChanged(Some(RunningTask { label: "opening site-a".to_owned(), since: start() })));
    play.keys("\n");
    assert_eq!(
        play.model.notice,
        Some(Notice { text: "not now: opening site-a; Esc lets go of it".to_owned(), is_error: false })
    );
}
