//! What the plain face says besides changes: reports, help, slips, and every way to leave.

use super::plain_env::PlainEnv;

/// Everything that is said after the first prompt.
fn after_first_prompt(said: &str) -> &str {
    said.split_once("> ").unwrap().1
}

#[test]
fn the_report_is_written_and_replaced_only_by_its_own_word() {
    let mut talk = PlainEnv::new();
    // The folder's name is as long as the system likes.
    talk.vars.push(("COLUMNS", "0"));
    let path = talk.path("site-a.md").to_string_lossy().into_owned();
    let said = talk.start(&format!("export {path}\nexport {path}\nreplace {path}\nexport\n"));
    assert_eq!(said.matches("the report is in [HOME]/site-a.md\n").count(), 2, "{said}");
    let taken = "not written: [HOME]/site-a.md is there already; `replace [HOME]/site-a.md` replaces it";
    assert!(said.contains(taken), "{said}");
    assert!(said.contains("`export` needs a file's name\n"), "{said}");
    assert!(std::fs::read_to_string(&path).unwrap().contains("Site A"));
    assert!(!talk.path("state").exists(), "a report records nothing");
}

#[test]
fn the_end_of_input_is_as_good_as_q() {
    let (ended, left) = (PlainEnv::new(), PlainEnv::new());
    let (one, two) = (ended.start("done\n"), left.start("done\nq\nundo\n"));
    assert_eq!(one.trim_end(), two.trim_end());
    assert_eq!(ended.events(), left.events());
    for word in ["quit", "exit", "Q"] {
        let talk = PlainEnv::new();
        talk.start(&format!("{word}\ndone\n"));
        assert!(talk.events().is_empty());
    }
}

#[test]
fn a_terminal_that_can_only_print_lines_gets_lines() {
    let mut talk = PlainEnv::new();
    talk.vars.push(("TERM", "dumb"));
    talk.start("done\n");
    assert_eq!(talk.events().len(), 1);
    let (said, code) = talk.run_as("alice", &["resume"], &mut &b"status\n"[..]);
    assert!(code == 0 && said.contains("step 2, todo: done, "), "{said}");
    let (said, code) = talk.run_as("alice", &[], &mut &b""[..]);
    assert!(code == 0 && said.starts_with("SESSION"), "{said}");
}

#[test]
fn lines_are_folded_to_the_width_and_addresses_are_not() {
    let mut narrow = PlainEnv::new();
    narrow.vars.push(("COLUMNS", "32"));
    let said = narrow.start("help\nlist\nstatus\n");
    let long: Vec<&str> =
        said.lines().filter(|line| line.chars().count() > 32 && !line.contains("> ")).collect();
    assert!(!long.is_empty() && long.iter().all(|line| line.starts_with("https://")), "{long:#?}");
    let mut endless = PlainEnv::new();
    endless.vars.push(("COLUMNS", "0"));
    let said = endless.start("");
    assert!(said.contains("works, so that the decisions in the later steps make sense.\n"), "{said}");
}

#[test]
fn slips_are_answered_with_what_can_be_said() {
    let said = PlainEnv::new().start(
        "dnoe\ngo 99\ngo review-concept\nlist closed\nanswer maybe\ngo 4\nanswer maybe\nanswers 99 x\n\
         unanswer\nunanswer sms2003\nrenote 1 x\nretry\nopen 9\nsearch\n\nnext exceptions\n",
    );
    let lines: Vec<String> =
        said.lines().filter_map(|line| line.split_once("> ").map(|(_, said)| said.to_owned())).collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn there_are_no_colours_no_boxes_and_no_controls() {
    let talk = PlainEnv::new();
    let args = ["start", "--plain", "--color", "always"];
    let (said, _) = talk.run_as("alice", &args, &mut &b"help\nlist\ndone\nstatus\nlog\n"[..]);
    let odd: Vec<char> = said.chars().filter(|c| c.is_control() && *c != '\n').collect();
    assert!(odd.is_empty(), "{odd:?}");
    assert!(said.is_ascii(), "state is told in words");
}

#[test]
fn a_damaged_session_is_read_and_says_so_at_every_prompt() {
    let talk = PlainEnv::new();
    talk.start("done\n");
    let log = talk.path("state/sessions/site-a/alice@sccm01.jsonl");
    let text = std::fs::read_to_string(&log).unwrap().replace(r#""seq":2"#, r#""seq":3"#);
    std::fs::write(&log, text).unwrap();
    let said = talk.resume("in_progress\nretry\n");
    assert!(said.contains("read only: next, back, go STEP, status, help or q> "), "{said}");
    assert!(!after_first_prompt(&said).contains("recorded: "), "{said}");
    assert!(said.contains("nothing waits to be saved"), "{said}");
}
