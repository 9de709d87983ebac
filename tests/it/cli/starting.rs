//! `start --no-open`, `list` and the bare program without a terminal.

use crate::support::TestEnv;

#[test]
fn a_session_is_started_and_listed() {
    let env = TestEnv::new();
    env.run("start --no-open").gives("software-updates\n");
    env.run(r#"start --no-open --title "Site A" --rehearsal"#).gives("site-a\n");
    env.run("start --no-open --name pilot software-updates").by("bob").gives("pilot\n");
    env.run("start --no-open").gives("software-updates-2\n");
    env.run("mark pilot 1 done").by("bob").gives("review-concepts is done\n");
    env.run("list").gives(r"
SESSION             DONE        STANDS               CHANGED               TITLE
pilot               1/12 steps  INCOMPLETE: 11 open  2026-11-22 17:04 UTC  Planning and Preparing Software Updates
site-a              0/12 steps  INCOMPLETE: 12 open  2026-11-22 17:01 UTC  Site A (REHEARSAL)
software-updates    0/12 steps  INCOMPLETE: 12 open  2026-11-22 17:00 UTC  Planning and Preparing Software Updates
software-updates-2  0/12 steps  INCOMPLETE: 12 open  2026-11-22 17:03 UTC  Planning and Preparing Software Updates
");
    assert_eq!(env.run("").result(), env.run("list").result());
}

#[test]
fn an_empty_home_has_no_sessions() {
    let env = TestEnv::new();
    env.run("list").gives("err| no session yet: `runsheet start` begins one\n");
    env.run("list --json").gives("[]\n");
    env.run("status").gives(
        r"
err| error: there is no session yet
err| hint: `runsheet start` begins one
exit 1
",
    );
    env.run("status site-a").gives(
        r"
err| error: there is no session `site-a`
err| hint: `runsheet list` shows the sessions
exit 1
",
    );
}

#[test]
fn a_session_that_is_not_there_is_named() {
    let env = TestEnv::with_session();
    env.run("status site-b").gives(
        r"
err| error: there is no session `site-b`
err| hint: did you mean `site-a`?
exit 1
",
    );
    env.run("status elsewhere").gives(
        r"
err| error: there is no session `elsewhere`
err| hint: `runsheet list` shows the sessions
exit 1
",
    );
    env.run("status ../etc").gives(
        r"
err| error: `../etc` is no session name
err| caused by: a session name is made of a-z, 0-9, `.`, `_` and `-`, and begins with a letter or digit
exit 1
",
    );
    env.run("status con").gives(
        r"
err| error: `con` is no session name
err| caused by: this name is reserved on Windows
exit 1
",
    );
}

#[test]
fn a_start_that_cannot_be_is_refused() {
    let env = TestEnv::with_session();
    env.run("start --no-open --name site-a").gives(
        r"
err| error: there is already a session `site-a`
err| hint: give another name with `--name`, or `runsheet resume site-a`
exit 1
",
    );
    env.run("start --no-open --name Site_A").gives(
        r"
err| error: `Site_A` is no session name
err| caused by: a session name is made of a-z, 0-9, `.`, `_` and `-`, and begins with a letter or digit
exit 1
",
    );
    env.run("start --no-open software-update").gives(
        r"
err| error: there is no checklist `software-update`
err| hint: did you mean `software-updates`?
exit 1
",
    );
    env.run("start --no-open wsus").gives(
        r"
err| error: there is no checklist `wsus`
err| hint: name a built-in checklist (`runsheet checklists` shows them), a file, or `-` for standard input
exit 1
",
    );
    env.run("start --no-open [HOME]").gives(
        r"
err| error: cannot read `[HOME]`: it is a folder
err| hint: name a checklist file, or `-` for standard input
exit 1
",
    );
    env.run("start --no-open -").stdin("{").gives(
        r"
err| error[syntax]: not valid JSON: the file ends within an object
err|  --> -:1:2
err|   |
err| 1 | {
err|   |  ^
err|   |
err|   = help: is a part of the file missing?
err|
err| error: `-` is not a valid checklist
exit 4
",
    );
    let half = r#"{"format": 1, "id": "half", "titel": "Half", "steps": []}"#;
    env.run("start --no-open -").stdin(half).gives(
        r#"
err| error[unknown-field]: unknown field `titel`
err|  --> -:1:29
err|   |
err| 1 | {"format": 1, "id": "half", "titel": "Half", "steps": []}
err|   |                             ^^^^^^^
err|   |
err|   = at: titel
err|   = help: did you mean `title`?
err|
err| error[no-steps]: a checklist needs `steps`
err|  --> -:1:55
err|   |
err| 1 | {"format": 1, "id": "half", "titel": "Half", "steps": []}
err|   |                                                       ^^
err|   |
err|   = at: steps
err|
err| error: `-` is not a valid checklist
exit 4
"#,
    );
}

#[test]
fn the_one_changed_last_is_meant_where_none_is_named() {
    let env = TestEnv::with_session();
    env.run("start --no-open --name other").gives("other\n");
    let log = std::fs::File::options().append(true).open(env.log()).unwrap();
    log.set_modified(std::time::SystemTime::now() + std::time::Duration::from_secs(60)).unwrap();
    assert!(env.run("status").result().starts_with("Site A\n"));
    assert!(env.run("log").result().contains("started: Site A"));
}

#[test]
fn a_checklist_is_found_in_the_users_folder_and_on_standard_input() {
    let env = TestEnv::new();
    let own = r#"{"format": 1, "id": "own", "title": "Own", "steps": [{"id": "a", "title": "A"}]}"#;
    env.write("config/runsheet/checklists/own.json", own);
    env.run("start --no-open own").gives("own\n");
    env.run("start --no-open -").stdin(own).gives("own-2\n");
    env.run("start --no-open [HOME]/config/runsheet/checklists/own.json --title X").gives("x\n");
    env.run("list").gives(
        r"
SESSION  DONE      STANDS              CHANGED               TITLE
own      0/1 step  INCOMPLETE: 1 open  2026-11-22 17:00 UTC  Own
own-2    0/1 step  INCOMPLETE: 1 open  2026-11-22 17:01 UTC  Own
x        0/1 step  INCOMPLETE: 1 open  2026-11-22 17:02 UTC  X
",
    );
}
