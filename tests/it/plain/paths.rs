//! What the plain face says besides changes: reports, help, slips, and every way to leave.

use crate::support::TestEnv;

/// Everything that is said after the first prompt.
fn after_first_prompt(printed: &str) -> &str {
    printed.split_once("> ").unwrap().1
}

#[test]
fn the_report_is_written_and_replaced_only_by_its_own_word() {
    // The folder's name is as long as the system likes.
    let env = TestEnv::new().with_var("COLUMNS", "0");
    let path = env.path("site-a.md").to_string_lossy().into_owned();
    let printed = env.start_plain(&format!("export {path}\nexport {path}\nreplace {path}\nexport\n"));
    assert_eq!(printed.matches("the report is in [HOME]/site-a.md\n").count(), 2, "{printed}");
    let taken = "not written: [HOME]/site-a.md is there already; `replace [HOME]/site-a.md` replaces it";
    assert!(printed.contains(taken), "{printed}");
    assert!(printed.contains("`export` needs a file's name\n"), "{printed}");
    assert!(std::fs::read_to_string(&path).unwrap().contains("Site A"));
    assert!(!env.path("state").exists(), "a report records nothing");
}

#[test]
fn a_line_that_is_not_utf_8_is_not_taken() {
    let env = TestEnv::new();
    let lines = b"note M\xfcller waits\nnote M\xc3\xbcller comes\n".to_vec();
    let (printed, _) = env.run("start --plain --name site-a").stdin(lines).printed();
    assert!(printed.contains("this line is not UTF-8, and was not taken"), "{printed}");
    let events = serde_json::to_string(&env.events()).unwrap();
    assert!(events.contains("Müller comes") && !events.contains("waits"), "{events}");
}

#[test]
fn the_end_of_input_is_as_good_as_q() {
    let (ended, left) = (TestEnv::new(), TestEnv::new());
    let (one, two) = (ended.start_plain("done\n"), left.start_plain("done\nq\nundo\n"));
    assert_eq!(one.trim_end(), two.trim_end());
    assert_eq!(ended.events(), left.events());
    for word in ["quit", "exit", "Q"] {
        let env = TestEnv::new();
        env.start_plain(&format!("{word}\ndone\n"));
        assert!(env.events().is_empty());
    }
}

#[test]
fn a_terminal_that_can_only_print_lines_gets_lines() {
    let env = TestEnv::new().with_var("TERM", "dumb");
    env.start_plain("done\n");
    assert_eq!(env.events().len(), 1);
    let (printed, code) = env.run_args(&["resume"]).stdin("status\n").printed();
    assert!(code == 0 && printed.contains("step 2, todo: done, "), "{printed}");
    let (printed, code) = env.run_args(&[]).printed();
    assert!(code == 0 && printed.starts_with("SESSION"), "{printed}");
}

#[test]
fn lines_are_folded_to_the_width_and_addresses_are_not() {
    let narrow = TestEnv::new().with_var("COLUMNS", "32");
    let printed = narrow.start_plain("help\nlist\nstatus\n");
    let long: Vec<&str> =
        printed.lines().filter(|line| line.chars().count() > 32 && !line.contains("> ")).collect();
    assert!(!long.is_empty() && long.iter().all(|line| line.starts_with("https://")), "{long:#?}");
    let endless = TestEnv::new().with_var("COLUMNS", "0");
    let printed = endless.start_plain("");
    assert!(printed.contains("works, so that the decisions in the later steps make sense.\n"), "{printed}");
}

#[test]
fn slips_are_answered_with_what_can_be_said() {
    let printed = TestEnv::new().start_plain(
        "dnoe\ngo 99\ngo review-concept\nlist closed\nanswer maybe\ngo 4\nanswer maybe\nanswers 99 x\n\
         unanswer\nunanswer sms2003\nrenote 1 x\nretry\nopen 9\nsearch\n\nnext exceptions\n",
    );
    let lines: Vec<String> = printed
        .lines()
        .filter_map(|line| line.split_once("> ").map(|(_, answer)| answer.to_owned()))
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn there_are_no_colours_no_boxes_and_no_controls() {
    let env = TestEnv::new();
    let args = ["start", "--plain", "--color", "always"];
    let (printed, _) = env.run_args(&args).stdin("help\nlist\ndone\nstatus\nlog\n").printed();
    let odd: Vec<char> = printed.chars().filter(|c| c.is_control() && *c != '\n').collect();
    assert!(odd.is_empty(), "{odd:?}");
    assert!(printed.is_ascii(), "state is told in words");
}

#[test]
fn a_damaged_session_is_read_and_says_so_at_every_prompt() {
    let env = TestEnv::new();
    env.start_plain("done\n");
    let log = env.path("state/sessions/site-a/alice@sccm01.jsonl");
    let text = std::fs::read_to_string(&log).unwrap().replace(r#""seq":2"#, r#""seq":3"#);
    std::fs::write(&log, text).unwrap();
    let printed = env.resume_plain("in_progress\nretry\n");
    assert!(printed.contains("read only: next, back, go STEP, status, help or q> "), "{printed}");
    assert!(!after_first_prompt(&printed).contains("recorded: "), "{printed}");
    assert!(printed.contains("nothing waits to be saved"), "{printed}");
}
