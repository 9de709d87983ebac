//! `mark`, `note`, `answer`, `undo`, `redo`, `apply`, and everything they refuse.

use crate::support::TestEnv;

#[test]
fn changes_are_recorded_and_told() {
    let env = TestEnv::with_session();
    env.run("mark site-a review-concepts done").gives("review-concepts is done\n");
    env.run("mark site-a 1 done").gives("nothing recorded: it is so already\n");
    env.run("mark site-a 2 in-progress").gives("review-prerequisites is in progress\n");
    env.run(r#"mark site-a 3 blocked --reason "no hardware""#)
        .gives("test-environment is blocked: no hardware\n");
    env.run(r#"note site-a 3 "asked Bob""#).gives("noted on test-environment: asked Bob\n");
    env.run("note site-a 3 -").stdin("two\nlines\n").gives("noted on test-environment: two lines\n");
    env.run("answer site-a sms-2003 Y")
        .gives("sms-2003: yes\nNow applies: step 4. Check the SMS 2003 upgrade.\n");
    env.run("answer site-a sms-2003 --clear")
        .gives("sms-2003: not answered\nTo be decided: step 4. Check the SMS 2003 upgrade.\n");
    env.run("undo site-a").gives("sms-2003: yes\nNow applies: step 4. Check the SMS 2003 upgrade.\n");
    env.run("redo site-a")
        .gives("sms-2003: not answered\nTo be decided: step 4. Check the SMS 2003 upgrade.\n");
    env.run("log site-a").gives(
        r#"
WHEN                  WHO           NO.  WHAT
2026-11-22 17:00 UTC  alice@sccm01  1    started: Site A
2026-11-22 17:01 UTC  alice@sccm01  2    "Review the concepts" is done
2026-11-22 17:03 UTC  alice@sccm01  3    "Review the prerequisites" is in progress
2026-11-22 17:04 UTC  alice@sccm01  4    "Plan the test environment" is blocked: no hardware
2026-11-22 17:05 UTC  alice@sccm01  5    noted on "Plan the test environment": asked Bob
2026-11-22 17:06 UTC  alice@sccm01  6    noted on "Plan the test environment": two lines
2026-11-22 17:07 UTC  alice@sccm01  7    Has the site server been, or will it be, upgraded from SMS 2003? yes
2026-11-22 17:08 UTC  alice@sccm01  8    Has the site server been, or will it be, upgraded from SMS 2003? not answered
2026-11-22 17:09 UTC  alice@sccm01  9    undo of 8: Has the site server been, or will it be, upgraded from SMS 2003? yes (undone)
2026-11-22 17:10 UTC  alice@sccm01  10   redo of 8: Has the site server been, or will it be, upgraded from SMS 2003? not answered
"#,
    );
}

#[test]
fn a_section_has_no_state_of_its_own() {
    let env = TestEnv::with_session();
    env.run("mark site-a plan done").gives(
        r"
err| error: `plan` is a section: its state follows from its steps
err| hint: name one of its steps; the first is `test-environment`
exit 1
",
    );
}

#[test]
fn a_line_of_another_form_is_told_in_json_words() {
    let env = TestEnv::with_session();
    let printed = env.run("apply site-a").stdin(r#"{"mark": "done"}"#).result();
    assert!(printed.contains("an object with `step`, `status` and `reason`"), "{printed}");
    assert!(!printed.contains("struct") && !printed.contains("Request"), "{printed}");
}

#[test]
fn free_texts_may_begin_with_a_dash() {
    let env = TestEnv::with_session();
    env.run(r#"note site-a 1 "- [ ] x""#).gives("noted on review-concepts: - [ ] x\n");
    env.run("note site-a 1 --force --as carol").gives("noted on review-concepts: --force\n");
    env.run(r#"mark site-a 1 deferred --reason "-1 day""#).gives("review-concepts is deferred: -1 day\n");
    env.run("answer site-a distribution-point-servers -1").gives("distribution-point-servers: -1\n");
    env.run(r#"start --no-open --name dash --title "-- PRI --""#).gives("dash\n");
}

#[test]
fn what_may_not_be_is_refused_with_the_way_out() {
    let env = TestEnv::with_session();
    env.run("mark site-a review-concept done").gives(
        r"
err| error: the checklist has no step `review-concept`
err| hint: did you mean `review-concepts`?
exit 1
",
    );
    env.run("mark site-a 13 done").gives(
        r"
err| error: the checklist has no step `13`
err| hint: `runsheet status SESSION --json` names all of them
exit 1
",
    );
    env.run("mark site-a 1 don").gives(
        r"
err| error: there is no status `don`
err| hint: did you mean `done`?
exit 1
",
    );
    env.run("mark site-a 1 finished").gives(
        r"
err| error: there is no status `finished`
err| hint: a status is todo, in_progress, done, deferred, blocked, skipped or not_applicable
exit 1
",
    );
    env.run("mark site-a 1 skipped").gives(
        r"
err| error: `skipped` needs a reason
err| hint: give one with `--reason`
exit 1
",
    );
    env.run("mark site-a 1 skipped --reason \"a\nb\"")
        .gives("err| error: a reason is one line; write a note for more\nexit 1\n");
}

#[test]
fn a_step_is_done_only_when_its_questions_and_what_comes_before_are() {
    let env = TestEnv::with_session();
    env.run("mark site-a 2 done").gives(
        r"
err| error: `review-concepts` (Review the concepts) first; to mark it done all the same, give a reason
err| hint: `--reason` gives one
exit 1
",
    );
    env.run(r#"mark site-a 2 done --reason "read before""#)
        .gives("review-prerequisites is done: read before\n");
    env.run("mark site-a 4 done").gives(r"
err| error: question `sms-2003` is not answered yet: Has the site server been, or will it be, upgraded from SMS 2003?
err| hint: `runsheet answer SESSION sms-2003 VALUE` answers it
exit 1
");
    env.run("answer site-a sms-2003 no")
        .gives("sms-2003: no\nDoes not apply: step 4. Check the SMS 2003 upgrade.\n");
    env.run("mark site-a 4 done").gives("err| error: this step does not apply: Has the site server been, or will it be, upgraded from SMS 2003? no\nexit 1\n");
}

#[test]
fn answers_and_notes_that_may_not_be_are_refused() {
    let env = TestEnv::with_session();
    env.run("answer site-a sms2003 yes").gives(
        r"
err| error: the checklist has no question `sms2003`
err| hint: did you mean `sms-2003`?
exit 1
",
    );
    env.run("answer site-a wsus yes").gives(
        r"
err| error: the checklist has no question `wsus`
err| hint: `runsheet status SESSION --json` names all of them
exit 1
",
    );
    env.run("answer site-a sms-2003 perhaps")
        .gives("err| error: `perhaps` is no answer to `sms-2003`: it takes `yes` or `no`\nexit 1\n");
    env.run("answer site-a internet-update-point SCCM02").gives(
        "err| error: question `internet-update-point` is not asked, as the other answers stand\nexit 1\n",
    );
    env.run(r#"answer site-a active-update-point " ""#)
        .gives("err| error: an answer is one line of text\nexit 1\n");
    env.run(r#"note site-a 1 " ""#).gives("err| error: the note is empty\nexit 1\n");
    env.run("note site-a 1 -").stdin(*b"\xff").gives(
        r"
err| error: cannot read standard input
err| caused by: stream did not contain valid UTF-8
err| hint: pipe UTF-8 in; before that in PowerShell: `$OutputEncoding = [Text.UTF8Encoding]::new()`, in cmd.exe: `chcp 65001`
exit 1
",
    );
    env.run("redo site-a").gives("err| error: there is nothing of yours to redo\nexit 1\n");
    env.run("undo site-a").by("bob").gives("err| error: there is nothing of yours to undo\nexit 1\n");
}

#[test]
fn many_changes_are_made_in_one_go() {
    let env = TestEnv::with_session();
    let lines = concat!(
        r#"{"answer": {"question": "sms-2003", "value": "yes"}}"#,
        "\n\n",
        r#"{"mark": {"step": "sms-2003-upgrade", "status": "done"}}"#,
        "\r\n",
        r#"{"note": {"step": "4", "text": "as planned"}}"#,
        "\n",
        r#"{"mark": {"step": "3", "status": "skipped", "reason": "the lab of site B"}}"#,
        "\n",
        r#"{"answer": {"question": "sms-2003", "value": null}}"#,
    );
    env.run("apply site-a").stdin(lines).gives(
        r"
sms-2003: yes
sms-2003-upgrade is done
noted on sms-2003-upgrade: as planned
test-environment is skipped: the lab of site B
sms-2003: not answered
",
    );
    let again = r#"{"mark": {"step": "3", "status": "skipped", "reason": "the lab of site B"}}"#;
    env.run("apply site-a").stdin(again).gives("nothing recorded: it is so already\n");
    env.run("apply site-a").gives("nothing recorded: it is so already\n");
    env.run("verify").gives("[HOME]/state/sessions/site-a/alice@sccm01.jsonl: 6 entries, head [HASH]\nsite-a: sound; 1 log, 6 entries\n");
}

#[test]
fn every_refused_line_of_many_is_named() {
    let env = TestEnv::with_session();
    let lines = [
        r#"{"mark": {"step": "2", "status": "done"}}"#,
        r#"{"mark": {"step": "1", "status": "done"}}"#,
        r#"{"mark": {"step": "2", "status": "done"}}"#,
        r#"{"mark": {"step": "4", "status": "blocked"}}"#,
    ];
    let (printed, code) = env.run("apply site-a").stdin(lines.join("\n")).printed();
    assert!(code == 1 && printed.contains("line 1: ") && printed.contains("line 4: "), "{printed}");
    assert!(!printed.contains("line 2: ") && !printed.contains("line 3: "), "{printed}");
    assert!(env.run("log site-a").result().lines().count() == 2, "nothing was recorded");
}

#[test]
fn of_many_changes_all_are_made_or_none() {
    let env = TestEnv::with_session();
    let before = env.all_files();
    let lines = [
        r#"{"mark": {"step": "1", "status": "done"}}"#,
        r#"{"mark": {"step": "1x", "status": "done"}}"#,
        r#"{"mark": {"step": "review-concept", "status": "done"}}"#,
        r#"{"mark": {"step": "1", "status": "don"}}"#,
        r#"{"mark": {"step": "1", "status": "done", "why": "x"}}"#,
        r#"{"mark": {"step": "1", "step": "2", "status": "done"}}"#,
        r#"{"mark": ["1", "done", null]}"#,
        r#"{"mark": {"step": "1", "status": "done"}, "note": {"step": "1", "text": "x"}}"#,
        r#"{"answer": {"question": "sms-2003"}}"#,
        r#"{"undo": {}}"#,
        "{\"note\u{1b}[31m\": {}}",
        "done",
        "",
        "[]",
    ];
    env.run("apply site-a").stdin(lines.join("\n")).gives(
        r"
err| error: line 2: the checklist has no step `1x`
err| hint: `runsheet status SESSION --json` names all of them
err| error: line 3: the checklist has no step `review-concept`
err| hint: did you mean `review-concepts`?
err| error: line 4: there is no status `don`
err| hint: did you mean `done`?
err| error: line 5: unknown field `why`, expected one of `step`, `status`, `reason` (column 46)
err| hint: a line is an object with `mark`, `note` or `answer`
err| error: line 6: duplicate field `step` (column 29)
err| hint: a line is an object with `mark`, `note` or `answer`
err| error: line 7: not an object inside an object
err| hint: a line is an object with `mark`, `note` or `answer`
err| error: line 8: expected value (column 40)
err| hint: a line is an object with `mark`, `note` or `answer`
err| error: line 9: missing field `value` (column 35)
err| hint: a line is an object with `mark`, `note` or `answer`
err| error: line 10: unknown variant `undo`, expected one of `mark`, `note`, `answer` (column 7)
err| hint: a line is an object with `mark`, `note` or `answer`
err| error: line 11: control character (\u0000-\u001F) found while parsing a string (column 7)
err| hint: a line is an object with `mark`, `note` or `answer`
err| error: line 12: expected value (column 1)
err| hint: a line is an object with `mark`, `note` or `answer`
err| error: line 14: expected value (column 1)
err| hint: a line is an object with `mark`, `note` or `answer`
err| error: nothing was recorded: all changes are made, or none
exit 1
",
    );
    // What is refused only as the lines before it are carried out.
    let lines = [
        r#"{"mark": {"step": "1", "status": "done"}}"#,
        "",
        r#"{"mark": {"step": "sms-2003-upgrade", "status": "done"}}"#,
    ];
    env.run("apply site-a").stdin(lines.join("\n")).gives(r"
err| error: line 3: question `sms-2003` is not answered yet: Has the site server been, or will it be, upgraded from SMS 2003?
err| hint: answer it in a line before this one
err| error: nothing was recorded: all changes are made, or none
exit 1
");
    let line = r#"{"mark": {"step": "2", "status": "done"}}"#;
    env.run("apply site-a").stdin(line).gives(
        r"
err| error: line 1: `review-concepts` (Review the concepts) first; to mark it done all the same, give a reason
err| hint: give one as `reason`
err| error: nothing was recorded: all changes are made, or none
exit 1
",
    );
    let line = r#"{"mark": {"step": "2", "status": "deferred"}}"#;
    env.run("apply site-a").stdin(line).gives(
        r"
err| error: line 1: `deferred` needs a reason
err| hint: give one as `reason`
err| error: nothing was recorded: all changes are made, or none
exit 1
",
    );
    assert_eq!(env.all_files(), before);
}

#[test]
fn two_people_change_one_session_each_in_a_log_of_their_own() {
    let env = TestEnv::with_session();
    env.run("mark site-a 1 in_progress").gives("review-concepts is in progress\n");
    env.run("mark site-a 1 done").by("bob").gives("review-concepts is done\n");
    env.run("undo site-a").gives("review-concepts is done\n");
    env.run("log site-a").gives(
        r#"
WHEN                  WHO           NO.  WHAT
2026-11-22 17:00 UTC  alice@sccm01  1    started: Site A
2026-11-22 17:01 UTC  alice@sccm01  2    "Review the concepts" is in progress (undone)
2026-11-22 17:02 UTC  bob@sccm01    1    "Review the concepts" is done
2026-11-22 17:03 UTC  alice@sccm01  3    undo of 2: "Review the concepts" is done
"#,
    );
    env.run("verify site-a").gives(
        r"
[HOME]/state/sessions/site-a/alice@sccm01.jsonl: 3 entries, head [HASH]
[HOME]/state/sessions/site-a/bob@sccm01.jsonl: 1 entry, head [HASH]
site-a: sound; 2 logs, 4 entries
",
    );
}

/// With a byte order mark before it and the line ends of Windows.
#[test]
fn what_powershell_pipes_is_what_was_meant() {
    let env = TestEnv::with_session();
    env.run("note site-a 1 -").stdin("\u{feff}one\r\ntwo\r\n").gives("noted on review-concepts: one two\n");
    let lines = "\u{feff}{\"mark\": {\"step\": \"1\", \"status\": \"done\"}}\r\n{\"note\": {\"step\": \"1\", \"text\": \"x\"}}\r\n";
    env.run("apply site-a").stdin(lines).gives("review-concepts is done\nnoted on review-concepts: x\n");
    let printed = env.run("resume site-a --plain").stdin("\u{feff}go 2\r\nin_progress\r\n").result();
    assert!(printed.contains("recorded: review-prerequisites is in progress\n"), "{printed}");
}

#[test]
fn a_key_makes_a_change_be_recorded_once() {
    let env = TestEnv::with_session();
    let note = "note site-a 1 patched --once patch-42";
    env.run(note).gives("noted on review-concepts: patched\n");
    env.run(note).gives("nothing recorded: `patch-42` was recorded before\n");
    env.run(note).by("bob").gives("nothing recorded: `patch-42` was recorded before\n");
    let both = r#"{"note": {"step": "1", "text": "a"}}
{"note": {"step": "1", "text": "b"}}"#;
    env.run("apply site-a --once k")
        .stdin(both)
        .gives("noted on review-concepts: a\nnoted on review-concepts: b\n");
    env.run("apply site-a --once k").stdin(both).gives("nothing recorded: `k` was recorded before\n");
    assert_eq!(env.events().len(), 3);
    let usage = env.run(r#"note site-a 1 x --once """#).result();
    assert!(usage.ends_with("exit 2\n"), "{usage}");
    let log = std::fs::read_to_string(env.log()).unwrap();
    assert_eq!(log.matches(r#""once":"k""#).count(), 1, "the last entry says that all are there");
}
