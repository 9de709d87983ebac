//! Other people's lists come in, reports in every form go out.

use crate::support::TestEnv;

const TASKS: &str = "# Move the rack\n\n## Before\n\n- [x] Tell the floor\n- [ ] Order *cables* ([list](https://a.example/c))\n\n## After\n\n- [ ] Test it\n";

#[test]
fn a_task_list_becomes_a_checklist_and_tells_what_became_of_it() {
    let env = TestEnv::new();
    env.write("tasks.md", TASKS);
    let result = env.run("import [HOME]/tasks.md").result();
    assert!(result.contains("\"title\": \"Move the rack\""), "{result}");
    assert!(result.contains("err| taken over from Markdown: 3 steps"), "{result}");
    env.run("import [HOME]/tasks.md -o [HOME]/rack.json").result();
    let checked = env.run("check [HOME]/rack.json").result();
    assert!(!checked.contains("error"), "{checked}");
}

#[test]
fn what_is_written_passes_the_check_wherever_it_is_written() {
    let env = TestEnv::new();
    env.write(
        "in/tasks.md",
        "- [ ] [Guide](docs/guide.md) [Gone](docs/gone.md)\n- [ ] Tell <ops@example.com>\n",
    );
    env.write("in/docs/guide.md", "x");
    env.write("elsewhere/x", "");
    for (out, found) in [
        ("in/a.json", "\"docs/guide.md\""),
        ("a.json", "\"in/docs/guide.md\""),
        ("elsewhere/a.json", "Guide (docs/guide.md)"),
    ] {
        let told = env.run(&format!("import [HOME]/in/tasks.md -o [HOME]/{out}")).result();
        assert!(told.contains("docs/gone.md"), "{told}");
        let checked = env.run(&format!("check [HOME]/{out}")).result();
        assert!(checked.contains("valid, 2 steps"), "{checked}");
        assert!(env.read(out).contains(found), "{}", env.read(out));
    }
    let kept = env.run("import [HOME]/in/tasks.md").stdin("").result();
    assert!(kept.contains("Gone (docs/gone.md)"), "{kept}");
    env.write("ticked.md", "- [x] a\n");
    let ticked = env.run("import [HOME]/ticked.md --keep-ticks").result();
    assert!(ticked.contains("taken over from Markdown: 1 step\n"), "{ticked}");
    assert!(ticked.contains("statuses, as a checklist holds none"), "{ticked}");
}

#[test]
fn a_session_begins_with_what_is_ticked_only_if_asked_to() {
    let env = TestEnv::new();
    env.write("tasks.md", TASKS);
    let result = env.run("start [HOME]/tasks.md --no-open --name plain").result();
    assert!(result.starts_with("plain\n"), "{result}");
    assert!(env.run("status plain").result().ends_with("INCOMPLETE: 3 open\nexit 3\n"));
    env.run("start [HOME]/tasks.md --keep-ticks --no-open --name ticked").result();
    assert!(env.run("status ticked").result().ends_with("INCOMPLETE: 2 open\nexit 3\n"));
}

#[test]
fn a_report_that_was_exported_comes_back_with_its_statuses() {
    let env = TestEnv::with_session();
    for change in
        ["mark site-a 1 done", "mark site-a 3 deferred --reason later", "mark site-a 7 skipped --reason no"]
    {
        env.run(change).result();
    }
    env.run("export site-a -o [HOME]/report.md").result();
    env.run("start [HOME]/report.md --keep-ticks --no-open --name again").result();
    let status = env.run("status again").result();
    assert!(status.contains("is deferred: later") && status.contains("is skipped: no"), "{status}");
    assert!(status.contains("1/12 steps done") || status.contains("1/11 steps done"), "{status}");
}

#[test]
fn lists_that_cannot_be_imported_say_why() {
    let env = TestEnv::new();
    env.write("none.md", "# Nothing\n\n- one\n- two\n");
    env.run("import [HOME]/none.md").gives(
        "
err| error: cannot import `[HOME]/none.md`
err| caused by: there is no task list in it: no item begins with `[ ]`, but there are 2 plain items
err| hint: `--bullets` takes every item as a step
exit 1
",
    );
    env.run("import software-updates").gives(
        "
err| error: cannot import `software-updates`
err| caused by: this is a runsheet checklist already
err| hint: it needs no import: `runsheet start FILE`
exit 1
",
    );
    env.run("import -").stdin("<?xml version=\"1.0\"?><other/>").gives(
        "
err| error: cannot import `-`
err| caused by: this is XML of an unknown kind, which cannot be imported
err| hint: STIG checklists (`.ckl`) are read; save other lists as CSV, JSON or Markdown
exit 1
",
    );
    env.run("import -").stdin("{\"items\": []}").gives(
        "
err| error: cannot import `-`
err| caused by: there is no step in it
exit 1
",
    );
    let long = "- [ ] a\n".repeat(250_001);
    let result = env.run("import -").stdin(long).result();
    assert!(result.contains("caused by: the list is too long: "), "{result}");
    let large = " ".repeat(32 * 1024 * 1024 + 1);
    let result = env.run("import -").stdin(large).result();
    assert!(result.contains("caused by: the file is larger than 32 MiB"), "{result}");
}

#[test]
fn a_report_has_the_form_that_was_asked_for() {
    let env = TestEnv::with_session();
    env.run("mark site-a 3 deferred --reason later").result();
    let gives = |args: &str| env.run(&format!("export site-a {args}")).result();
    assert!(gives("--format html").starts_with("<!DOCTYPE html>"));
    assert!(gives("--format json").starts_with('{'));
    assert!(gives("--format csv").lines().next().unwrap().starts_with("session,"));
    assert!(gives("--flavor jira").contains("h1. "));
    assert!(gives("--flavor confluence").contains("<h1>"));
    assert!(gives("--flavor servicenow").len() <= 4_100);
    let only = gives("--only exceptions --no-history");
    assert!(only.contains("deferred: later") && !only.contains("[ ] **12."), "{only}");
    let berlin = gives("--time-zone Europe/Berlin");
    assert!(berlin.contains("+01:00") || berlin.contains("+02:00"), "{berlin}");
    let none = gives("--since 2099-01-01 --no-history");
    assert!(!none.contains("deferred: later"), "{none}");
}

#[test]
fn several_sessions_are_one_report() {
    let env = TestEnv::with_session();
    env.run("start --no-open --name site-b --title B").result();
    let matrix = env.run("export site-a site-b").result();
    assert!(matrix.contains("site-a") && matrix.contains("site-b"), "{matrix}");
    assert_eq!(env.run("export --all").result(), matrix);
}

#[test]
fn what_export_does_not_understand_it_says() {
    let env = TestEnv::with_session();
    let result = env.run("export site-a --since soon").result();
    assert!(result.contains("err| error: `soon` is no time\n"), "{result}");
    assert!(result.contains("err| hint: write it as 2026-11-22, "), "{result}");
    let result = env.run("export site-a --time-zone Mars/Base").result();
    assert!(result.contains("err| error: there is no time zone `Mars/Base`\n"), "{result}");
}

#[test]
fn a_local_document_that_is_not_there_is_a_problem() {
    let env = TestEnv::new();
    let list = r#"{"format": 1, "id": "a", "title": "A", "steps": [{"id": "s", "title": "S",
  "references": [{"title": "Plan", "url": "plan.md"}]}]}"#;
    env.write("list.json", list);
    let result = env.run("check [HOME]/list.json").result();
    assert!(
        result.contains("error[missing-document]: there is no document `plan.md` beside the checklist"),
        "{result}"
    );
    assert!(result.contains("list.json:2:43") && result.ends_with("exit 4\n"), "{result}");
    env.write("plan.md", "the plan");
    let result = env.run("check [HOME]/list.json").result();
    assert!(result.contains("list.json: valid, 1 step"), "{result}");
}

#[test]
fn there_is_a_schema_of_reports_too() {
    let env = TestEnv::new();
    let schema = env.run("schema report").result();
    assert!(schema.starts_with("{\n") && schema.contains("\"summary\""), "{schema}");
}

#[test]
fn a_done_step_is_open_again_while_its_answer_is_missing() {
    let env = TestEnv::new();
    let list = r#"{"format": 1, "id": "a", "title": "A", "steps": [
  {"id": "ask", "title": "Ask", "questions": [{"id": "q", "prompt": "Is it?", "kind": "yes_no"}]},
  {"id": "then", "title": "Then", "when": {"question": "q", "is": "yes"}}]}"#;
    env.write("list.json", list);
    for line in ["start [HOME]/list.json --no-open", "answer a q yes", "mark a ask done", "mark a then done"]
    {
        env.run(line).result();
    }
    assert!(
        env.run("status a").result().ends_with("COMPLETE\nexit 0\n")
            || env.run("status a").result().ends_with("\nCOMPLETE\n")
    );
    env.run("answer a q --clear").result();
    let status = env.run("status a").result();
    assert!(status.ends_with("INCOMPLETE: 2 open\nexit 3\n"), "{status}");
    let report = env.run("export a").result();
    assert!(!report.contains("- [x]"), "{report}");
    env.run("answer a q yes").result();
    assert!(env.run("status a").result().contains("2/2 steps done"), "what was recorded is kept");
}
