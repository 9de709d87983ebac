//! `status` and `export`: their output, in text and as JSON.

use crate::support::TestEnv;

/// Two steps, a question that switches the second, and a note: short enough for complete output.
const SMALL: &str = r#"{"format": 1, "id": "small", "title": "Small", "steps": [
    {"id": "ask", "title": "Ask", "questions": [{"id": "more", "prompt": "More?", "kind": "yes_no"}]},
    {"id": "part", "title": "Part", "steps": [
        {"id": "do", "title": "Do more", "when": {"question": "more", "is": "yes"}}]}]}"#;

pub(crate) fn small_session() -> TestEnv {
    let env = TestEnv::new();
    env.run(r#"start --no-open - --title "Site A""#).stdin(SMALL).gives("site-a\n");
    env
}

#[test]
fn status_is_a_briefing_and_its_exit_code_says_whether_all_is_done() {
    let env = small_session();
    env.run("status").gives(
        r"
Site A
Small, session site-a
0/2 steps done; last change 1 minute ago (2026-11-22 17:00 UTC) by alice@sccm01

Last changes
  - alice@sccm01: the session began (1 minute ago)

Next
  - 1. Ask
  - 2. Do more

Not decided yet
  - More?

INCOMPLETE: 2 open
exit 3
",
    );
    env.run("answer site-a more no").gives("more: no\nDoes not apply: step 2. Do more.\n");
    env.run("note site-a ask \"said Bob\"").gives("noted on ask: said Bob\n");
    env.run("mark site-a ask done").gives("ask is done\n");
    env.run("status site-a").gives(
        r#"
Site A
Small, session site-a
1/1 step done; last change 1 minute ago (2026-11-22 17:04 UTC) by alice@sccm01

Last changes
  - alice@sccm01: "Ask" is done (1 minute ago)
  - alice@sccm01: a note on "Ask" (2 minutes ago)
  - alice@sccm01: More? no (3 minutes ago)

COMPLETE
"#,
    );
    env.run("mark site-a ask deferred --reason later").gives("ask is deferred: later\n");
    env.run("status site-a").gives(
        r#"
Site A
Small, session site-a
0/1 step done; last change 1 minute ago (2026-11-22 17:06 UTC) by alice@sccm01

Last changes
  - alice@sccm01: "Ask" is deferred (1 minute ago)
  - alice@sccm01: "Ask" is done (3 minutes ago)
  - alice@sccm01: a note on "Ask" (4 minutes ago)

Exceptions
  - 1. Ask is deferred: later (alice@sccm01)

COMPLETE EXCEPT 1 deferred
"#,
    );
}

#[test]
fn status_as_json_is_pinned() {
    let env = small_session();
    env.run("answer site-a more no").gives("more: no\nDoes not apply: step 2. Do more.\n");
    env.run("note site-a ask \"said\nBob\"").gives("noted on ask: said Bob\n");
    env.run("mark site-a ask skipped --reason why").gives("ask is skipped: why\n");
    env.run("status --json").gives(
        r#"
{
  "session": "site-a",
  "title": "Site A",
  "mode": "live",
  "checklist": {
    "id": "small",
    "title": "Small",
    "digest": "[HASH]"
  },
  "started": {
    "by": "alice@sccm01",
    "at": "2026-11-22T17:00:00Z"
  },
  "changed": {
    "by": "alice@sccm01",
    "at": "2026-11-22T17:03:00Z"
  },
  "complete": true,
  "summary": "COMPLETE, 1 skipped",
  "counts": {
    "todo": 0,
    "in_progress": 0,
    "done": 0,
    "deferred": 0,
    "blocked": 0,
    "skipped": 1,
    "not_applicable": 1
  },
  "answers": {
    "more": "no"
  },
  "questions": [
    {
      "id": "more",
      "prompt": "More?",
      "label": null,
      "step": "ask",
      "choices": [
        "yes",
        "no"
      ],
      "asked": true,
      "required": true
    }
  ],
  "steps": [
    {
      "id": "ask",
      "number": 1,
      "title": "Ask",
      "section": null,
      "status": "skipped",
      "reason": "why",
      "recheck": false,
      "by": "alice@sccm01",
      "at": "2026-11-22T17:03:00Z",
      "notes": [
        {
          "text": "said\nBob",
          "by": "alice@sccm01",
          "at": "2026-11-22T17:02:00Z"
        }
      ]
    },
    {
      "id": "do",
      "number": 2,
      "title": "Do more",
      "section": "Part",
      "status": "not_applicable",
      "reason": "More? no",
      "recheck": false,
      "by": null,
      "at": null,
      "notes": []
    }
  ],
  "warnings": [],
  "logs": [
    {
      "writer": "alice@sccm01",
      "entries": 4,
      "head": "[HASH]"
    }
  ],
  "drift": null,
  "problems": []
}
"#,
    );
}

#[test]
fn a_list_as_json_has_what_status_has() {
    let env = small_session();
    env.run("answer site-a more no").result();
    env.run("mark site-a ask done").gives("ask is done\n");
    let one = env.run("status --json").result();
    let listed = env.run("list --json").result();
    let one: serde_json::Value = serde_json::from_str(&one).unwrap();
    let listed: serde_json::Value = serde_json::from_str(&listed).unwrap();
    assert_eq!(listed, serde_json::Value::Array(vec![one]));
}

#[test]
fn the_report_goes_to_standard_output_or_into_a_file() {
    let env = small_session();
    env.run("export").gives(r"
# Site A

**INCOMPLETE: 2 open** - 0/2 steps done

- Mode: live
- Session: `site-a`
- Checklist: Small, from standard input
- Started: 2026-11-22 17:00 +00:00 by `alice@sccm01`
- Last change: 2026-11-22 17:00 +00:00 by `alice@sccm01`
- Recorded by: `alice@sccm01`

## Open and exceptions

- **1. Ask** - todo
- **2. Do more** - todo, not decided yet whether it applies: More?

## Decisions

| Question | Answer | By | At |
|---|---|---|---|
| More? | *not answered* | | |

## Steps

- [ ] **1. Ask** - todo

### Part (0/1 done)

- [ ] **2. Do more** - todo, not decided yet whether it applies: More?

## History

| At | By | No. | What |
|---|---|---:|---|
| 2026-11-22 17:00 +00:00 | `alice@sccm01` | 1 | started: Site A |

## Logs

| Writer | Entries | Head of the chain |
|---|---:|---|
| `alice@sccm01` | 1 | `[HASH]` |

The checklist has the SHA-256 `[HASH]`. Every line of a log is chained to the line before: a log that was edited later no longer passes through the head above. That makes the record tamper-evident, not tamper-proof.

INCOMPLETE: 2 open
");
    let report = env.run("export -o -").result();
    env.run("export -o [HOME]/report.md").gives("err| wrote `[HOME]/report.md`\n");
    assert_eq!(env.read("report.md"), report);
    env.run("export site-a -o [HOME]/report.md").gives(
        r"
err| error: `[HOME]/report.md` is there already
err| hint: `--force` replaces it
exit 1
",
    );
    env.run("mark site-a 2 skipped --reason x").gives("do is skipped: x\n");
    assert_eq!(env.read("report.md"), report);
    env.run("export site-a -o [HOME]/report.md --force").gives("err| wrote `[HOME]/report.md`\n");
    assert_ne!(env.read("report.md"), report);
    env.run("export -o [HOME]/no/report.md").gives(
        r"
err| error: cannot write `[HOME]/no/report.md`
err| caused by: No such file or directory (os error 2)
err| hint: create the folder `[HOME]/no` first
exit 1
",
    );
    env.run("export -o [HOME]/state --force")
        .gives("err| error: cannot write `[HOME]/state`: it is a folder\nexit 1\n");
    env.run("export --format word").gives(
        r"
err| error: invalid value 'word' for '--format <FORMAT>'
err|   [possible values: markdown, html, json, csv]
err|
err| For more information, try '--help'.
exit 2
",
    );
}

#[test]
fn what_strangers_wrote_cannot_move_the_cursor() {
    let env = small_session();
    env.run("note site-a ask \"\u{1b}[2J\u{202e}x\"").gives("noted on ask: <U+001B>[2J<U+202E>x\n");
    env.run("mark site-a \u{1b}[2J done").gives(
        r"
err| error: the checklist has no step `<U+001B>[2J`
err| hint: `runsheet status SESSION --json` names all of them
exit 1
",
    );
    env.run("\u{1b}[2J").gives(
        r"
err| error: unrecognized subcommand ''
err|
err| Usage: runsheet [OPTIONS] [COMMAND]
err|
err| For more information, try '--help'.
exit 2
",
    );
    for line in ["status", "log", "log --json", "status --json", "export", "list"] {
        let output = env.run(line).result();
        assert!(!output.contains(['\u{1b}', '\u{202e}']), "{output}");
    }
}
