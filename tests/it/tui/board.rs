//! The board, the briefing, and the way between them.

use runsheet::session::{Mode, SessionName};
use runsheet::text::Text;
use runsheet::tui::{Board, ChecklistRow, Effect, Msg, SessionRow, SessionState, Unavailable};

use crate::support::play::{Play, me, session_screen, software_updates, start};

fn list() -> ChecklistRow {
    ChecklistRow {
        origin: "software-updates".to_owned(),
        title: Ok(Text::line("Planning and Preparing Software Updates")),
        steps: 12,
        location: Text::line("built in"),
    }
}

fn session(name: &str, mode: Mode, damaged: bool) -> SessionRow {
    let session = session_screen(software_updates(), mode);
    SessionRow {
        name: SessionName::new(name).unwrap(),
        state: Ok(SessionState {
            title: session.progress.title().clone(),
            checklist: session.progress.checklist().title().clone(),
            mode,
            counts: session.progress.total().clone(),
            last_change: (start(), me()),
            damaged,
        }),
    }
}

#[test]
fn an_empty_board_says_what_to_do() {
    let board = Board { checklists: vec![list()], ..Board::default() };
    let mut play = Play::board(board, 80, 24);
    play.keys("\nSite B\n").keys("\n");
    let begun = Effect::StartSession {
        checklist: "software-updates".to_owned(),
        title: "Site B".to_owned(),
        name: SessionName::new("site-b").unwrap(),
        mode: Mode::Live,
    };
    assert_eq!(play.effects, [begun]);
}

#[test]
fn sessions_show_their_progress_and_what_is_wrong() {
    let broken = SessionRow {
        name: SessionName::new("broken").unwrap(),
        state: Err(Unavailable::Broken(Text::line("no log begins it"))),
    };
    let sessions = vec![
        session("site-a", Mode::Live, false),
        session("practice", Mode::Rehearsal, false),
        session("cut", Mode::Live, true),
        broken,
    ];
    let mut play = Play::board(Board { sessions, checklists: vec![list()], ..Board::default() }, 80, 24);
    play.keys("\n").keys("jjj\n");
    assert_eq!(play.effects, [Effect::OpenSession(SessionName::new("site-a").unwrap())]);
    assert_eq!(play.message(), "no log begins it");
    play.keys("jr\n\n");
    assert!(matches!(play.effects.last(), Some(Effect::StartSession { mode: Mode::Rehearsal, .. })));
}

#[test]
fn leaving_a_session_comes_back_to_the_board() {
    let board = Board { checklists: vec![list()], ..Board::default() };
    let mut play = Play::board(board, 80, 24);
    play.msg(Msg::Opened(Box::new(session_screen(software_updates(), Mode::Live)))).keys("q");
    assert_eq!(play.effects, [Effect::ReadBoard]);
    assert!(play.model.session.is_none());
    play.keys("q");
    assert_eq!(play.effects.last(), Some(&Effect::Quit));
}

#[test]
fn the_briefing_comes_first_on_resume() {
    let mut session = session_screen(software_updates(), Mode::Live);
    session.show_briefing(start(), &jiff::tz::TimeZone::UTC);
    let mut play = Play::of(session, 80, 24);
    assert!(play.screen().contains("Not decided yet"), "{}", play.screen());
    play.keys("\n");
    assert_eq!(play.step(), "review-concepts");
}
