//! `status --short` for prompts, `status --wait` for scripts that go on when all is done.

use std::cell::Cell;

use super::reports::small_session;
use crate::support::TestEnv;

#[test]
fn a_prompt_gets_one_line() {
    let env = TestEnv::with_session();
    env.run("status --short").gives("site-a 0/12\nexit 3\n");
    env.run("mark site-a 1 done").gives("review-concepts is done\n");
    env.run("mark site-a 2 blocked --reason x").gives("review-prerequisites is blocked: x\n");
    env.run("mark site-a 3 deferred --reason x").gives("test-environment is deferred: x\n");
    env.run("mark site-a 7 skipped --reason x").gives("server-settings is skipped: x\n");
    env.run("status site-a --short").gives("site-a 1/12 1 blocked 1 deferred 1 skipped\nexit 3\n");
    env.run("start --no-open --rehearsal --name try").gives("try\n");
    env.run("status try --short").gives("try 0/12 (rehearsal)\nexit 3\n");
    let skip =
        |step: u32| format!(r#"{{"mark": {{"step": "{step}", "status": "skipped", "reason": "no"}}}}"#);
    let all: Vec<String> = (1..=12).map(skip).collect();
    env.run("apply try").stdin(all.join("\n")).printed();
    // A gate must not open because somebody practised.
    assert!(env.run("status try --short").result().ends_with("exit 3\n"));
    assert!(!env.run("status try --short --rehearsal").result().contains("exit"));
    assert!(env.run("status try").result().ends_with("exit 3\n"));
}

#[test]
fn a_prompt_says_when_all_is_done_and_when_something_is_wrong() {
    let env = small_session();
    env.run("answer site-a more no").gives("more: no\nDoes not apply: step 2. Do more.\n");
    env.run("mark site-a ask done").gives("ask is done\n");
    env.run("status --short").gives("site-a 1/1 complete\n");
    let log = std::fs::read_to_string(env.log()).unwrap();
    std::fs::write(env.log(), log.replace("\"done\"", "\"todo\"")).unwrap();
    env.run("status --short").gives("site-a 0/1 damaged\nexit 5\n");
}

#[test]
fn a_prompt_without_a_session_stays_empty() {
    let env = TestEnv::new();
    env.run("status --short").gives("exit 3\n");
    env.run("status none --short").gives(
        r"
err| error: there is no session `none`
err| hint: `runsheet list` shows the sessions
exit 1
",
    );
    assert!(env.all_files().is_empty());
}

#[test]
fn waiting_ends_when_the_session_is_complete() {
    let env = small_session();
    let looks = Cell::new(0);
    let meanwhile = |env: &TestEnv| {
        looks.set(looks.get() + 1);
        match looks.get() {
            1 => env.run("answer site-a more no").by("bob").gives(
                r"
more: no
Does not apply: step 2. Do more.
",
            ),
            3 => env.run("mark site-a ask done").by("bob").gives("ask is done\n"),
            _ => {}
        }
    };
    env.run("status --wait --short").meanwhile(&meanwhile).gives("site-a 1/1 complete\n");
    assert_eq!(looks.get(), 3);
    env.run("status --wait --short").gives("site-a 1/1 complete\n");
}

#[test]
fn waiting_ends_when_the_time_is_over() {
    let env = small_session();
    let looks = Cell::new(0);
    let count = |_: &TestEnv| looks.set(looks.get() + 1);
    env.run("status --wait --timeout 5 --short").meanwhile(&count).gives("site-a 0/2\nexit 3\n");
    assert_eq!(looks.get(), 5);
    env.run("status --wait --timeout 0 --short").meanwhile(&count).gives("site-a 0/2\nexit 3\n");
    assert_eq!(looks.get(), 5);
}

#[test]
fn waiting_ends_when_a_log_is_damaged() {
    let env = small_session();
    let damage = |env: &TestEnv| {
        let log = std::fs::read_to_string(env.log()).unwrap();
        std::fs::write(env.log(), log.replace("Site A", "Site B")).unwrap();
    };
    let result = env.run("status --wait").meanwhile(&damage).result();
    assert!(result.contains("err| ") && result.ends_with("exit 5\n"), "{result}");
}

#[test]
fn the_ways_to_ask_do_not_mix() {
    let env = TestEnv::with_session();
    env.run("status --short --json").gives(
        r"
err| error: the argument '--short' cannot be used with '--json'
err|
err| Usage: runsheet status --short [SESSION]
err|
err| For more information, try '--help'.
exit 2
",
    );
    env.run("status --timeout 3").gives(
        r"
err| error: the following required arguments were not provided:
err|   --wait
err|
err| Usage: runsheet status --wait --timeout <SECONDS> [SESSION]
err|
err| For more information, try '--help'.
exit 2
",
    );
}
