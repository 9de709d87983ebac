//! Sessions whose logs were damaged, cut short or written by a newer program.

use std::fs;

use crate::support::TestEnv;

fn three_entries() -> TestEnv {
    let env = TestEnv::with_session();
    env.run("mark site-a 1 done").gives("review-concepts is done\n");
    env.run("mark site-a 2 done").gives("review-prerequisites is done\n");
    env
}

/// Changes the status in the last line, as an editor could.
fn damaged() -> TestEnv {
    let env = three_entries();
    let log = fs::read_to_string(env.log()).unwrap();
    let at = log.rfind(r#""done""#).unwrap();
    fs::write(env.log(), format!("{}\"todo\"{}", &log[..at], &log[at + 6..])).unwrap();
    env
}

#[test]
fn a_damaged_session_is_told_as_far_as_it_can_be_read() {
    let env = damaged();
    let before = env.all_files();
    env.run("status").gives(r#"
Site A
Planning and Preparing Software Updates, session site-a
1/12 steps done; last change 2 minutes ago (2026-11-22 17:01 UTC) by alice@sccm01
Last changes
  - alice@sccm01: "Review the concepts" is done (2 minutes ago)
  - alice@sccm01: the session began (3 minutes ago)
Next
  - 2. Review the prerequisites
  - 3. Plan the test environment
  - 4. Check the SMS 2003 upgrade
  - and 8 more steps
Not decided yet
  - Has the site server been, or will it be, upgraded from SMS 2003?
  - Which computer will be the active software update point?
  - Are there, or will there be, Internet-based client computers in the hierarchy?
  - and 7 more questions
! `[HOME]/state/sessions/site-a/alice@sccm01.jsonl`: 1 entry lost (line 4); 0 entries after the damage shown
! [HOME]/state/sessions/site-a/alice@sccm01.jsonl:4: the chain does not match: this line or one before it was changed
INCOMPLETE: 11 open
err| warning: [HOME]/state/sessions/site-a/alice@sccm01.jsonl:4: the chain does not match: this line or one before it was changed
err| hint: the session can be read and exported; `runsheet repair` keeps every whole entry and sets the rest aside
exit 5
"#);
    env.run("list").gives(r"
SESSION  DONE        STANDS               CHANGED               TITLE
site-a   1/12 steps  INCOMPLETE: 11 open  2026-11-22 17:01 UTC  Site A
! site-a: `[HOME]/state/sessions/site-a/alice@sccm01.jsonl`: 1 entry lost (line 4); 0 entries after the damage shown
! site-a: [HOME]/state/sessions/site-a/alice@sccm01.jsonl:4: the chain does not match: this line or one before it was changed
exit 5
");
    env.run("log").gives(r#"
WHEN                  WHO           NO.  WHAT
2026-11-22 17:00 UTC  alice@sccm01  1    started: Site A
2026-11-22 17:01 UTC  alice@sccm01  2    "Review the concepts" is done
err| warning: [HOME]/state/sessions/site-a/alice@sccm01.jsonl:4: the chain does not match: this line or one before it was changed
err| hint: the session can be read and exported; `runsheet repair` keeps every whole entry and sets the rest aside
exit 5
"#);
    env.run("verify").gives(r"
[HOME]/state/sessions/site-a/alice@sccm01.jsonl: 2 entries, head [HASH]
note: `[HOME]/state/sessions/site-a/alice@sccm01.jsonl`: 1 entry lost (line 4); 0 entries after the damage shown
fault: [HOME]/state/sessions/site-a/alice@sccm01.jsonl:4: the chain does not match: this line or one before it was changed
site-a: 1 fault; 1 log, 2 entries
err| hint: the session can be read and exported; `runsheet repair` keeps every whole entry and sets the rest aside
exit 5
");
    env.run("mark site-a 1 todo").gives(r"
err| error: not saved: the session is read-only
err| caused by: [HOME]/state/sessions/site-a/alice@sccm01.jsonl:4: the chain does not match: this line or one before it was changed
err| hint: the session can be read and exported; `runsheet repair` keeps every whole entry and sets the rest aside
exit 5
");
    env.run("apply site-a").stdin(r#"{"mark": {"step": "1", "status": "todo"}}"#).gives(r"
err| error: not saved: the session is read-only
err| caused by: [HOME]/state/sessions/site-a/alice@sccm01.jsonl:4: the chain does not match: this line or one before it was changed
err| hint: the session can be read and exported; `runsheet repair` keeps every whole entry and sets the rest aside
exit 5
");
    let report = env.run("export").result();
    assert!(report.contains("## Problems with the record"), "{report}");
    assert!(report.ends_with("exit 5\n"), "{report}");
    let json = env.run("status --json").result();
    assert!(json.contains("\"complete\": false"), "{json}");
    assert!(json.contains("the chain does not match"), "{json}");
    assert_eq!(env.all_files(), before);
}

#[test]
fn a_repair_moves_what_is_damaged_and_deletes_nothing() {
    let env = damaged();
    env.run("repair site-a").gives("kept: [HOME]/state/sessions/site-a/alice@sccm01.jsonl, 2 entries; 1 entry lost (line 4)\nset aside: [HOME]/state/sessions/site-a/alice@sccm01.jsonl.damaged-20261122T170300Z\n");
    env.run("verify site-a").gives(
        r"
[HOME]/state/sessions/site-a/alice@sccm01.jsonl: 2 entries, head [HASH]
note: `[HOME]/state/sessions/site-a/alice@sccm01.jsonl` was repaired at 2026-11-22T17:03:00Z by alice@sccm01: 1 entry lost (line 4)
site-a: sound; 1 log, 2 entries
",
    );
    env.run("repair site-a").gives("nothing to repair\n");
    env.run("mark site-a 2 done").gives("review-prerequisites is done\n");
}

/// Flips a bit of the first of these bytes in the log.
fn flip(env: &TestEnv, text: &str) {
    let mut log = fs::read(env.log()).unwrap();
    let at = log.windows(text.len()).position(|window| window == text.as_bytes()).unwrap();
    log[at] ^= 1;
    fs::write(env.log(), log).unwrap();
}

#[test]
fn entries_behind_damage_are_shown_and_a_repair_says_for_ever_what_is_lost() {
    let env = three_entries();
    flip(&env, r#""marked":{"step":"review-concepts""#);
    env.run("log").gives(r#"
WHEN                  WHO           NO.  WHAT
2026-11-22 17:00 UTC  alice@sccm01  1    started: Site A
2026-11-22 17:02 UTC  alice@sccm01  3    after damage: "Review the prerequisites" is done
err| warning: [HOME]/state/sessions/site-a/alice@sccm01.jsonl:3: the chain does not match: this line or one before it was changed
err| hint: the session can be read and exported; `runsheet repair` keeps every whole entry and sets the rest aside
exit 5
"#);
    let _ = env.run("repair site-a").by("bob").result();
    let said = "was repaired at 2026-11-22T17:03:00Z by bob@sccm01: 1 entry lost (line 3)";
    for line in ["status", "verify", "list", "status --json"] {
        let result = env.run(line).result();
        assert!(result.contains(said), "{line}:\n{result}");
    }
    for line in ["export", "export --format html", "export --flavor plain"] {
        let result = env.run(line).result();
        assert!(result.contains("1 entry lost (line 3)"), "{line}:\n{result}");
    }
    env.run("mark site-a 1 done").gives("review-concepts is done\n");
    assert!(env.run("verify").result().contains(said));
}

#[test]
fn a_damaged_checklist_is_found_again_and_the_log_is_what_it_was() {
    let env = three_entries();
    let before = fs::read(env.log()).unwrap();
    flip(&env, "Review the concepts");
    let status = env.run("status").result();
    assert!(status.contains("2/12 steps done") && status.ends_with("exit 5\n"), "{status}");
    let _ = env.run("repair site-a").result();
    assert!(fs::read(env.log()).unwrap() == before);
    let verified = env.run("verify").result();
    assert!(verified.contains("site-a: sound") && !verified.contains("repaired"), "{verified}");
}

#[test]
fn where_the_checklist_is_lost_its_steps_stand_with_their_ids() {
    let list = r#"{"format": 1, "id": "own", "title": "Own", "steps": [{"id": "a", "title": "One"}, {"id": "b", "title": "Two"}]}"#;
    let env = TestEnv::new();
    env.run("start --no-open --name site-a -").stdin(list).gives("site-a\n");
    env.run("mark site-a a done").gives("a is done\n");
    env.run("note site-a b later").gives("noted on b: later\n");
    flip(&env, r#"{"id":"b""#);
    let _ = env.run("repair site-a").result();
    let status = env.run("status site-a").result();
    assert!(status.contains("1/2 steps done") && status.contains("  - 2. b\n"), "{status}");
    let _ = env.run("adopt site-a - --yes").stdin(list).result();
    assert!(env.run("status site-a").result().contains("  - 2. Two\n"));
}

#[test]
fn a_line_that_was_never_finished_is_told_and_is_no_fault() {
    let env = three_entries();
    let log = fs::read(env.log()).unwrap();
    fs::write(env.log(), &log[..log.len() - 40]).unwrap();
    env.run("verify").gives(r"
[HOME]/state/sessions/site-a/alice@sccm01.jsonl: 2 entries, head [HASH]
note: `[HOME]/state/sessions/site-a/alice@sccm01.jsonl` ends in an unfinished line (150 bytes), which is left out
site-a: sound; 1 log, 2 entries
");
    env.run("list").gives(r"
SESSION  DONE        STANDS               CHANGED               TITLE
site-a   1/12 steps  INCOMPLETE: 11 open  2026-11-22 17:01 UTC  Site A
! site-a: `[HOME]/state/sessions/site-a/alice@sccm01.jsonl` ends in an unfinished line (150 bytes), which is left out
");
    assert!(env.run("status").result().contains("\n! `[HOME]/state/sessions/site-a/"));
    env.run("mark site-a 2 done").gives("review-prerequisites is done\n");
    env.run("verify").gives("[HOME]/state/sessions/site-a/alice@sccm01.jsonl: 3 entries, head [HASH]\nsite-a: sound; 1 log, 3 entries\n");
}

#[test]
fn a_session_of_a_newer_program_is_read_and_left_alone() {
    let env = three_entries();
    append(&env, r#"{"seq":4,"clock":4,"at":"2026-11-22T18:00:00Z","event":{"painted":{}}"#);
    env.run("verify").gives(r"
[HOME]/state/sessions/site-a/alice@sccm01.jsonl: 3 entries, head [HASH]
fault: [HOME]/state/sessions/site-a/alice@sccm01.jsonl:5: written by a newer runsheet: unknown variant `painted`, expected one of `started`, `marked`, `answered`, `noted`, `adopted` at line 1 column 65
site-a: 1 fault; 1 log, 3 entries
err| hint: use a newer runsheet for this session
exit 5
");
    env.run("repair site-a").gives(r"
still at fault: [HOME]/state/sessions/site-a/alice@sccm01.jsonl:5: written by a newer runsheet: unknown variant `painted`, expected one of `started`, `marked`, `answered`, `noted`, `adopted` at line 1 column 65
err| hint: use a newer runsheet for this session
exit 5
");
    env.run("undo site-a").gives(r"
err| error: not saved: the session is read-only
err| caused by: [HOME]/state/sessions/site-a/alice@sccm01.jsonl:5: written by a newer runsheet: unknown variant `painted`, expected one of `started`, `marked`, `answered`, `noted`, `adopted` at line 1 column 65
err| hint: use a newer runsheet for this session
exit 5
");
    assert!(env.run("status").result().ends_with("exit 5\n"));
}

#[test]
fn a_session_with_nothing_to_read_is_listed_and_named() {
    let env = TestEnv::with_session();
    fs::write(env.log(), "no log\n").unwrap();
    fs::create_dir(env.path("state/sessions/empty")).unwrap();
    env.run("list").gives(r"
SESSION  DONE  STANDS            CHANGED  TITLE
empty    -     cannot be opened  -        -
site-a   -     cannot be opened  -        -
! empty: session `empty` cannot be opened: [HOME]/state/sessions/empty: no log is here yet: if the session was never begun, remove the folder
! site-a: session `site-a` cannot be opened: [HOME]/state/sessions/site-a/alice@sccm01.jsonl:1: the line does not end in a chain
exit 5
");
    env.run("list --json").gives(r#"
[
  {
    "session": "empty",
    "title": null,
    "mode": null,
    "checklist": null,
    "started": null,
    "changed": null,
    "complete": false,
    "summary": "cannot be opened",
    "counts": null,
    "answers": {},
    "questions": [],
    "steps": [],
    "warnings": [],
    "logs": [],
    "drift": null,
    "problems": [
      "session `empty` cannot be opened: [HOME]/state/sessions/empty: no log is here yet: if the session was never begun, remove the folder"
    ]
  },
  {
    "session": "site-a",
    "title": null,
    "mode": null,
    "checklist": null,
    "started": null,
    "changed": null,
    "complete": false,
    "summary": "cannot be opened",
    "counts": null,
    "answers": {},
    "questions": [],
    "steps": [],
    "warnings": [],
    "logs": [
      {
        "writer": "alice@sccm01",
        "entries": 0,
        "head": null
      }
    ],
    "drift": null,
    "problems": [
      "session `site-a` cannot be opened: [HOME]/state/sessions/site-a/alice@sccm01.jsonl:1: the line does not end in a chain"
    ]
  }
]
exit 5
"#);
    env.run("status site-a").gives(
        r"
err| error: session `site-a` cannot be opened
err| caused by: [HOME]/state/sessions/site-a/alice@sccm01.jsonl:1: the line does not end in a chain
err| hint: `runsheet log site-a` shows what can be read, `runsheet repair site-a` sets the rest aside
exit 5
",
    );
    env.run("log site-a").gives(
        r"
WHEN  WHO  NO.  WHAT
err| warning: [HOME]/state/sessions/site-a/alice@sccm01.jsonl:1: the line does not end in a chain
err| hint: `runsheet log site-a` shows what can be read, `runsheet repair site-a` sets the rest aside
exit 5
",
    );
    env.run("export empty").gives(r"
err| error: session `empty` cannot be opened
err| caused by: [HOME]/state/sessions/empty: no log is here yet: if the session was never begun, remove the folder
err| hint: it opens when the rest arrives: `runsheet status SESSION --wait` waits for it
exit 5
");
    env.run("verify empty").gives(
        r"
fault: [HOME]/state/sessions/empty: no log is here yet: if the session was never begun, remove the folder
empty: 1 fault; 0 logs, 0 entries
err| hint: it opens when the rest arrives: `runsheet status SESSION --wait` waits for it
exit 5
",
    );
    env.run("repair site-a").gives(r"
set aside: [HOME]/state/sessions/site-a/alice@sccm01.jsonl.set-aside-20261122T170100Z
still at fault: [HOME]/state/sessions/site-a: no log is here yet: if the session was never begun, remove the folder
err| hint: it opens when the rest arrives: `runsheet status SESSION --wait` waits for it
exit 5
");
}

#[test]
fn a_checklist_in_the_record_that_is_not_valid_is_a_fault_to_verify() {
    let env = TestEnv::new();
    let header = concat!(
        r#"{"runsheet_log":1,"session":"0193547a-7b1c-7000-8000-000000000001","#,
        r#""writer":"alice@sccm01","started":"2026-11-22T17:03:11Z""#
    );
    let start = concat!(
        r#"{"seq":1,"clock":1,"at":"2026-11-22T17:03:11Z","event":{"started":{"title":"X","mode":"live","#,
        r#""source":"-","checklist":{"format":1,"id":"x","title":"","steps":[]}}}"#
    );
    env.write("state/sessions/site-a/alice@sccm01.jsonl", "");
    append(&env, header);
    append(&env, start);
    env.run("verify").gives(
        r"
[HOME]/state/sessions/site-a/alice@sccm01.jsonl: 1 entry, head [HASH]
fault: the checklist kept in the record is not valid: a checklist needs a `title`
site-a: 1 fault; 1 log, 1 entry
exit 5
",
    );
    env.run("status").gives(
        r"
err| error: session `site-a` cannot be opened
err| caused by: the checklist kept in the record is not valid: a checklist needs a `title`
err| hint: `runsheet verify site-a` tells more
exit 5
",
    );
}

/// Appends a line whose chain is right, whatever it says.
fn append(env: &TestEnv, body: &str) {
    use sha2::Digest as _;
    let log = fs::read_to_string(env.log()).unwrap();
    let before = log.trim_end().strip_suffix("\"}").map(|log| &log[log.len() - 64..]).unwrap_or_default();
    let hash = sha2::Sha256::digest(format!("{before}{body}").as_bytes());
    let hex = hash.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    fs::write(env.log(), format!("{log}{body},\"chain\":\"{hex}\"}}\n")).unwrap();
}

/// A synchroniser brings one file after the other.
#[test]
fn a_session_whose_start_has_not_come_yet_is_waited_for() {
    let env = TestEnv::with_session();
    env.run("mark site-a 1 done").by("bob").gives("review-concepts is done\n");
    let log = fs::read(env.log()).unwrap();
    fs::remove_file(env.log()).unwrap();
    env.run("status site-a").gives(r"
err| error: session `site-a` cannot be opened
err| caused by: [HOME]/state/sessions/site-a: the start of the session is not here yet, only what `bob@sccm01` recorded
err| hint: it opens when the rest arrives: `runsheet status SESSION --wait` waits for it
exit 5
");
    let arrive = |env: &TestEnv| fs::write(env.log(), &log).unwrap();
    let result = env.run("status site-a --wait --timeout 2").meanwhile(&arrive).result();
    assert!(result.contains("1/12 steps done") && result.ends_with("exit 3\n"), "{result}");
}
