//! One script for each ability, run in both faces: what is recorded is the same, but for times.

use runsheet::session::Event;
use runsheet::tui::{Effect, Msg};

use crate::support::play::{Disk, Play};
use crate::support::{BeforePiece, TestEnv};

/// Keys on the full screen and lines in the plain face come to the same events. Gives them as JSON,
/// and what the plain face said.
#[track_caller]
fn assert_same_events(keys: &str, lines: &str) -> (Vec<String>, String) {
    let mut play = Play::new(80, 24);
    play.keys(keys);
    let env = TestEnv::new();
    let printed = env.start_plain(lines);
    let screen: Vec<Event> = play.entries.iter().map(|entry| entry.event.clone()).collect();
    assert_eq!(env.events(), screen, "{printed}");
    (screen.iter().map(|event| serde_json::to_string(event).unwrap()).collect(), printed)
}

#[test]
fn a_step_is_done_and_the_next_open_one_comes() {
    let (events, printed) = assert_same_events("\n", "done\n");
    assert_eq!(events, [r#"{"marked":{"step":"review-concepts","status":"done"}}"#]);
    assert!(printed.contains("Step 2 of 12"), "{printed}");
}

#[test]
fn a_step_gets_every_status_and_its_reason() {
    let (events, _) = assert_same_events(
        "<Space>jijdlater\njjbno host\njsnot here\njxno nodes\nt",
        "done\ngo 2\nin_progress\nnext\ndeferred later\ngo 5\nblocked no host\nskipped not here\n\
         not_applicable no nodes\ngo 7\ntodo\n",
    );
    assert_eq!(events.len(), 7, "{events:?}");
}

#[test]
fn keys_of_the_full_screen_are_words_too() {
    let (events, _) = assert_same_events("jijdlater\nkuGg", "j\ni\nj\nd later\nk\nu\nG\ng\n");
    assert_eq!(events.len(), 3, "{events:?}");
}

#[test]
fn nothing_is_recorded_twice_and_todo_of_a_todo_is_nothing() {
    let (events, printed) = assert_same_events("ti<Esc>i", "todo\nin_progress\nin_progress\n");
    assert_eq!(events.len(), 1);
    assert_eq!(printed.matches("nothing recorded: it is so already").count(), 2, "{printed}");
}

#[test]
fn a_reason_overrides_the_order() {
    let (events, printed) = assert_same_events("j<Space>read before\n", "next\ndone\ndone read before\n");
    assert_eq!(
        events,
        [r#"{"marked":{"step":"review-prerequisites","status":"done","reason":"read before"}}"#]
    );
    assert!(
        printed
            .replace('\n', " ")
            .contains("to mark it done all the same, give a reason; `done REASON` gives one"),
        "{printed}"
    );
}

#[test]
fn an_exception_needs_a_reason() {
    let (events, printed) = assert_same_events("b\n<Esc>", "blocked\n");
    assert!(events.is_empty());
    assert!(
        printed.contains("not recorded: `blocked` needs a reason; `blocked REASON` gives one"),
        "{printed}"
    );
}

#[test]
fn questions_are_answered_by_name_and_by_number_and_may_switch_their_step_off() {
    let (events, printed) = assert_same_events("jjj\nn", "go sms-2003-upgrade\nanswer no\n");
    assert_eq!(events, [r#"{"answered":{"question":"sms-2003","value":"no"}}"#]);
    assert!(printed.contains("Does not apply: step 4."), "{printed}");
    assert_same_events("jjj\n1", "go 4\nanswer 1\n");
    assert_same_events("jjj\ny", "go 4\nanswer sms-2003 yes\n");
    assert_same_events("jjjj\nSCCM 02\n", "go 5\nanswer SCCM 02\n");
}

#[test]
fn an_answer_is_changed_from_anywhere_and_taken_back() {
    // The list of answers begins at the first question away from one.
    let (events, _) = assert_same_events("a1y", "answers 1 yes\n");
    assert_eq!(events, [r#"{"answered":{"question":"sms-2003","value":"yes"}}"#]);
    assert_same_events("a1ya\nn", "answer sms-2003 yes\nanswer sms-2003 no\n");
    let (events, _) = assert_same_events("a1ya<Del>", "answers 1 yes\nunanswer sms-2003\n");
    assert_eq!(events[1], r#"{"answered":{"question":"sms-2003","value":null}}"#);
}

#[test]
fn done_with_an_open_question_asks_it_first() {
    let (events, printed) = assert_same_events("jjj<Space>y<Space>", "go 4\ndone\nanswer y\ndone\n");
    assert_eq!(events.len(), 2, "{events:?}");
    assert!(printed.contains("question `sms-2003` is not answered yet"), "{printed}");
}

#[test]
fn notes_of_several_lines_are_written_changed_and_taken_away() {
    let erased = "<Backspace>".repeat("one\ntwo more".len());
    let (events, printed) = assert_same_events(
        &format!("none\ntwo<Ctrl-s>n2 more<Ctrl-s>n2{erased}<Ctrl-s>"),
        "note\none\ntwo\n.\nrenote 1\none\ntwo more\n.\nrenote 1\n.\nrenote 1 x\n",
    );
    assert_eq!(events.len(), 3, "{events:?} {printed}");
    assert!(printed.contains("this step has 0 notes"), "{printed}");
    assert_same_events("nshort<Ctrl-s>", "note short\n");
}

#[test]
fn undo_and_redo() {
    let (events, printed) = assert_same_events("<Space>uu<Ctrl-r><Ctrl-r>", "done\nundo\nundo\nredo\nredo\n");
    assert_eq!(events.len(), 3);
    assert!(printed.contains("not recorded: there is nothing of yours to undo"), "{printed}");
    assert!(printed.contains("not recorded: there is nothing of yours to redo"), "{printed}");
}

#[test]
fn a_step_is_found_by_search() {
    let (events, printed) = assert_same_events("/cluster\ni", "search cluster\ngo 5\nin_progress\n");
    assert_eq!(events, [r#"{"marked":{"step":"update-point-infrastructure","status":"in_progress"}}"#]);
    assert!(printed.contains("5. Choose the computers - todo\n"), "{printed}");
}

#[test]
fn open_steps_and_exceptions_are_walked_through() {
    assert_same_events("jbno host\nGg]i", "go 2\nblocked no host\nlast\nfirst\nnext open\nin_progress\n");
    assert_same_events("G[i", "last\nback open\nin_progress\n");
    assert_same_events("jbno host\nGffi", "go 2\nblocked no host\nlast\nback exceptions\nin_progress\n");
}

#[test]
fn what_could_not_be_saved_is_tried_again() {
    let mut play = Play::new(80, 24);
    play.disk = Disk::Full;
    play.keys("<Space>");
    play.disk = Disk::Quick;
    play.keys("R");
    let env = TestEnv::new();
    // A file stands where the folder of sessions should be made.
    let block = |env: &TestEnv| {
        std::fs::create_dir_all(env.path("state")).unwrap();
        std::fs::write(env.path("state/sessions"), "").unwrap();
    };
    let free = |env: &TestEnv| std::fs::remove_file(env.path("state/sessions")).unwrap();
    let pieces: Vec<(BeforePiece<'_>, &str)> =
        vec![(Box::new(block), "done\n"), (Box::new(free), "retry\nretry\n")];
    let printed = env.start_with_pieces(pieces);
    let screen: Vec<Event> = play.entries.iter().map(|entry| entry.event.clone()).collect();
    assert_eq!(env.events(), screen, "{printed}");
    assert!(printed.contains("step 1, todo: not saved: retry, done, "), "{printed}");
    assert!(printed.contains("nothing waits to be saved"), "{printed}");
}

#[test]
fn addresses_and_commands_are_copied_opened_and_shown() {
    let mut play = Play::new(80, 24);
    play.keys("yv");
    let [Effect::Copy(address, _), Effect::ShowAddress(shown)] = &play.effects[..] else {
        panic!("{:?}", play.effects);
    };
    // Over SSH there is no display on any system, so that no browser opens.
    let env = TestEnv::new().with_var("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22");
    let printed = env.start_plain("copy\nview\nopen\ncopy 1\ncopy updates process\ncopy 7\n");
    assert_eq!(printed.matches(&format!("{address}\n")).count(), 5, "{printed}");
    assert_eq!(address, shown);
    assert!(printed.contains("no display here; the address is\n"), "{printed}");
    assert!(printed.contains("no known address\n"), "{printed}");
    let mut play = Play::new(80, 24);
    play.keys("jjjj\nsccm01\njy4");
    let Some(Effect::Copy(command, _)) = play.effects.last() else { panic!("{:?}", play.effects) };
    let copied = TestEnv::new().start_plain("answer active-update-point sccm01\ngo 6\ncopy 4\n");
    assert!(copied.contains(&format!("q> {command}\n")), "{copied}");
    assert!(
        printed.contains("which one? by its number:\n1. Overview of Software Updates\n2. About"),
        "{printed}"
    );
}

#[test]
fn a_changed_checklist_is_taken_over() {
    let old = r#"{"format": 1, "id": "own", "title": "Own", "steps": [{"id": "a", "title": "A"}, {"id": "b", "title": "B"}]}"#;
    let new = old.replace(r#""title": "A""#, r#""title": "A new""#);
    let env = TestEnv::new();
    let path = env.path("own.json");
    std::fs::write(&path, old).unwrap();
    let path = path.to_string_lossy().into_owned();
    let args = ["start", &path, "--no-open", "--name", "site-a", "--title", "Site A"];
    assert_eq!(env.run_args(&args).printed().1, 0);
    std::fs::write(&path, &new).unwrap();
    let printed = env.resume_plain("done\nadopt\nno\nadopt\nyes\nadopt\nlist re-check\n");
    assert!(
        printed.contains("reworded: 1. A new (was: A); done, to re-check\n1 reworded; 1 done step"),
        "{printed}"
    );
    assert!(printed.contains("nothing was taken over"), "{printed}");
    assert!(printed.contains("the checklist has not changed"), "{printed}");

    let mut play =
        Play::of(crate::support::play::session_screen(old.as_bytes(), runsheet::session::Mode::Live), 80, 24);
    let new = runsheet::checklist::parse(new.as_bytes()).unwrap().checklist;
    play.keys("<Space>").msg(Msg::SourceLoaded(new.clone()));
    assert!(play.entries.len() == 1 && play.screen().contains("1 reworded; 1 done step to re-check"));
    play.keys("2").keys("1").msg(Msg::SourceLoaded(new));
    let screen: Vec<Event> = play.entries.iter().map(|entry| entry.event.clone()).collect();
    assert_eq!(env.events(), screen, "{printed}");
}

#[test]
fn what_others_do_is_told_and_counts() {
    let env = TestEnv::new();
    let bob = |env: &TestEnv| {
        let done = env.run(r#"mark site-a 2 blocked --reason "no host""#).by("bob").printed();
        assert_eq!(done.1, 0, "{}", done.0);
    };
    let pieces: Vec<(BeforePiece<'_>, &str)> =
        vec![(Box::new(|_| {}), "in_progress\n"), (Box::new(bob), "list exceptions\nlist exceptions\n")];
    let printed = env.start_with_pieces(pieces);
    assert!(printed.contains("bob@sccm01: review-prerequisites is blocked: no host\n"), "{printed}");
    assert!(printed.contains("2. Review the prerequisites - blocked: no host\n"), "{printed}");
}
