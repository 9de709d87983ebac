//! Two admins on one home, each in a wizard on a terminal of their own: each sees what the other does as
//! it is done, with who did it, and nothing that is being typed is closed.

use std::process::Command;

use runsheet::session::{Status, find_step};

use super::admins::{bob, list_of, mark, open_session, read_logs};
use crate::support::TestEnv;
use crate::support::{Terminal, is_missing, until};

fn resume(env: &TestEnv) -> Terminal {
    past_briefing(env.open(&["resume", "site-a"]))
}

fn past_briefing(mut screen: Terminal) -> Terminal {
    screen.wait_for("Enter go on");
    screen.press("<enter>", "Enter next thing");
    screen
}

/// The wizard of an admin on another machine: the same user, as far as the system is concerned, on a
/// host of another name.
fn on_another_host(env: &TestEnv) -> Option<Terminal> {
    if is_missing("unshare") {
        return None;
    }
    let script = "hostname sccm02 && exec \"$RUNSHEET\" resume site-a";
    let works = |how: &&str| {
        let tried = Command::new("unshare").args([how, "sh", "-c", "hostname sccm02"]).output();
        tried.is_ok_and(|output| output.status.success())
    };
    let Some(how) = ["-u", "-Uru"].into_iter().find(works) else {
        eprintln!("SKIPPED: this test needs a host name of its own, which is not allowed here");
        return None;
    };
    Some(past_briefing(env.open_other("unshare", &[how, "sh", "-c", script])))
}

#[test]
fn two_wizards_on_two_hosts_show_each_other_what_they_do() {
    let env = TestEnv::with_own_session(&list_of(12));
    let Some(two) = on_another_host(&env) else { return };
    check_both_see_changes(&env, two, "@sccm02 ");
}

#[test]
fn two_wizards_of_two_people_show_each_other_what_they_do() {
    let env = TestEnv::with_own_session(&list_of(12));
    let two = past_briefing(env.open(&["resume", "site-a", "--as", "bob"]));
    check_both_see_changes(&env, two, "bob");
}

/// Two wizards on one session; what the header of the first says of the second.
fn check_both_see_changes(env: &TestEnv, mut two: Terminal, who: &str) {
    let mut one = resume(env);
    // One reads far down and types, while two works.
    one.press("jjjj", "5. Do 5");
    one.press("d", "Why is it deferred?");
    one.press("waits for", "waits for");
    two.press("<space>", "1/12");
    one.wait_for("1/12");
    one.wait_until("who else is here", |screen| {
        screen.contents().lines().nth(1).is_some_and(|line| line.contains(who) && line.contains("just now"))
    });
    one.wait_for("Why is it deferred?");
    one.keys(" the network<enter>");
    two.wait_for("[~] Do 5");
    one.wait_for("5. Do 5");
    two.wait_for("1. Do 1");
    // Both at once, on the same step and on others.
    one.keys("j<space>");
    two.keys("jj<space>");
    one.wait_for("3/12");
    two.wait_for("3/12");
    for mut screen in [one, two] {
        screen.keys("q");
        assert_eq!(screen.left().code, 0);
    }
    let logs = read_logs(&env.home());
    assert!(logs.is_sound());
    assert_eq!(logs.logs.len(), 2, "each writes a log of their own");
    assert!(logs.logs.iter().any(|log| log.writer.name().contains(who.trim())));
}

#[test]
fn what_another_writer_does_shows_with_who_did_it_and_where_the_reader_is_does_not_move() {
    let env = TestEnv::with_own_session(&list_of(12));
    let mut screen = resume(&env);
    screen.press("jjj", "4. Do 4");
    screen.press("n", "Note on: Do 4");
    screen.press("half a thou", "half a thou");
    mark(&env.home(), &bob(), "s1", Status::Done);
    mark(&env.home(), &bob(), "s2", Status::Blocked);
    screen.wait_for("bob@sccm02 just now");
    screen.wait_for("[!] Do 2");
    screen.wait_for("half a thou");
    screen.keys("ght<c-s>");
    until("the note is saved", || env.logs("site-a").contains("half a thought"));
    screen.wait_for("4. Do 4");
    // Their mark on the very step that is shown.
    mark(&env.home(), &bob(), "s4", Status::Done);
    screen.wait_for("bob@sccm02, ");
    screen.wait_for("2/12");
    // After many changes of one's own the other is still shown to be here.
    for n in 5..=11 {
        screen.press("j<space>", &format!("{}/12", n - 2));
    }
    screen.wait_for("bob@sccm02 ");
    screen.keys("q");
    assert_eq!(screen.left().code, 0);
}

/// A changed checklist that the other one takes over, while a reason is typed here.
#[test]
fn a_checklist_that_another_writer_takes_over_leaves_what_is_typed_with_its_step() {
    let env = TestEnv::with_own_session(&list_of(12));
    let mut screen = resume(&env);
    screen.press("jjjj", "5. Do 5");
    screen.press("b", "Why is it blocked?");
    screen.press("no lic", "no lic");
    let changed = list_of(12).replace(r#"{"id":"s1","title":"Do 1"},"#, "");
    let changed = runsheet::checklist::parse(changed.as_bytes()).unwrap().checklist;
    let mut session = open_session(&env.home(), &bob());
    let adopt = runsheet::session::Command::adopt(changed);
    session.change_all(&[adopt], jiff::Timestamp::now()).unwrap();
    screen.wait_for("0/11");
    screen.wait_for("no lic");
    screen.keys("ence<enter>");
    screen.wait_for("[!] Do 5");
    screen.wait_for("4. Do 5");
    screen.keys("q");
    assert_eq!(screen.left().code, 0);
    let progress = super::admins::open_session(&env.home(), &bob()).progress;
    let state = progress.step(find_step(&progress, "s5").unwrap());
    assert_eq!(state.reason.as_ref().map(ToString::to_string).as_deref(), Some("no licence"));
}

/// A share that goes away, or a folder that git is just replacing.
#[test]
fn a_folder_that_goes_away_is_told_and_followed_again_when_it_is_back() {
    let env = TestEnv::with_own_session(&list_of(12));
    let folder = env.home().join("sessions/site-a");
    let mut screen = resume(&env);
    std::fs::rename(&folder, env.path("aside")).unwrap();
    screen.wait_for("FOLDER NOT READABLE");
    screen.press("j", "2. Do 2");
    std::fs::rename(env.path("aside"), &folder).unwrap();
    screen.wait_for_no("FOLDER NOT READABLE");
    mark(&env.home(), &bob(), "s1", Status::Done);
    screen.wait_for("1/12");
    screen.press("<space>", "2/12");
    screen.keys("q");
    assert_eq!(screen.left().code, 0);
}
