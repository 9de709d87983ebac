//! TESTS. Values in texts: what a person typed is text everywhere, and never syntax.

use std::process::Command as Process;

use proptest::prelude::*;

use super::fixture::*;
use crate::checklist::{LinkTarget, RawChecklist, parse};
use crate::session::{BadValue, Drift, Progress};

const LIST: &str = r#"{"format": 1, "id": "c", "title": "C", "steps": [
 {"id": "pick", "title": "Pick", "questions": [
  {"id": "server", "prompt": "Which server?", "kind": "text", "label": "Server"},
  {"id": "port", "prompt": "Which port of {{server}}?", "kind": "number", "min": 1, "max": 65535},
  {"id": "name", "prompt": "Which host?", "kind": "host", "required": false}]},
 {"id": "use", "title": "Use {{server}}", "detail": "On {{server}}, not \\{{server}} or {{ server }}.",
  "references": [
   {"title": "Page of {{server}}", "url": "https://docs.example/{{server}}?port={{port}}#x"},
   {"title": "Host", "url": "https://{{server}}:8530/x"},
   {"title": "File", "url": "docs/{{server}}.md"}],
  "commands": [
   {"run": "ping {{server}} \"{{server}} x\" end", "note": "Looks for {{server}}."},
   {"run": "dir \\\\{{server}}\\share", "shell": "cmd"}]}]}"#;

fn checklist() -> RawChecklist {
    raw(LIST)
}

fn with_server(server: &str) -> Progress {
    let mut log = TestLog::of(&checklist());
    if !server.is_empty() {
        log.answer(&alice(), "server", Some(server));
    }
    log.answer(&alice(), "port", Some("08530"));
    log.progress_for(&alice())
}

fn command(progress: &Progress, nth: usize) -> Result<String, BadValue> {
    let step = progress.checklist().step(step(progress, "use"));
    progress.resolve_command(&step.commands[nth]).map(Into::into)
}

fn targets(progress: &Progress) -> Vec<Result<LinkTarget, BadValue>> {
    progress
        .references_at(step(progress, "use"))
        .map(|it| it.target.map(std::borrow::Cow::into_owned))
        .collect()
}

#[test]
fn an_answer_stands_in_every_text_that_may_name_it() {
    let progress = with_server("sccm01.corp.example");
    let use_it = progress.checklist().step(step(&progress, "use"));
    let detail = progress.resolve(use_it.detail.as_ref().unwrap()).to_string();
    assert_eq!(detail, "On sccm01.corp.example, not {{server}} or {{ server }}.");
    assert_eq!(use_it.title.as_str(), "Use {{server}}", "a title is no such text");
    assert_eq!(progress.prompt(question(&progress, "port")).as_str(), "Which port of sccm01.corp.example?");
    let shown: Vec<String> =
        progress.references_at(step(&progress, "use")).map(|it| it.title.to_string()).collect();
    assert_eq!(shown, ["Page of sccm01.corp.example", "Host", "File"]);
    let address = |url: &str| Ok(LinkTarget::Address(url.into()));
    assert_eq!(
        targets(&progress),
        [
            address("https://docs.example/sccm01.corp.example?port=08530#x"),
            address("https://sccm01.corp.example:8530/x"),
            Ok(LinkTarget::File("docs/sccm01.corp.example.md".into())),
        ]
    );
    assert_eq!(command(&progress, 0).unwrap(), "ping sccm01.corp.example \"sccm01.corp.example x\" end");
    assert_eq!(command(&progress, 1).unwrap(), r"dir \\sccm01.corp.example\share");
}

#[test]
fn what_is_not_answered_shows_its_id_and_is_not_copied() {
    let progress = with_server("");
    let use_it = progress.checklist().step(step(&progress, "use"));
    let shown = progress.resolve(&use_it.commands[0].run).to_string();
    assert_eq!(shown, "ping <server?> \"<server?> x\" end");
    assert_eq!(command(&progress, 0).unwrap_err().to_string(), "not answered yet: Which server?");
    assert!(targets(&progress).iter().all(|target| matches!(target, Err(BadValue::Unanswered(_)))));
}

#[test]
fn hostile_answers_are_shown_but_neither_copied_nor_opened() {
    for hostile in [
        "a b",
        "a\"b",
        "a'b",
        "$(reboot)",
        "a;b",
        "a&b",
        "a|b",
        "a`b",
        "%PATH%",
        "-rf",
        "a\u{202e}b",
        "a>b",
        "a*",
        "@a",
        "a\\",
        "a,b",
        "a%41",
        "~",
        "#a",
        "{a}",
        "ü",
    ] {
        let progress = with_server(hostile);
        let refused = command(&progress, 0).unwrap_err();
        assert!(matches!(refused, BadValue::NotForCommands(_)), "{hostile}");
        let host = &targets(&progress)[1];
        let inert = matches!(host, Err(BadValue::NotForAddresses(_)));
        assert!(inert, "{hostile}: {host:?}");
    }
    assert!(command(&with_server("/s"), 0).is_ok());
    assert!(command(&with_server("/s"), 1).is_err(), "an option on Windows");
    assert!(targets(&with_server(".."))[0].is_err() && targets(&with_server("a/b"))[2].is_err());
}

#[test]
fn kinds_say_what_would_be_right_and_answers_keep_their_text() {
    let mut log = TestLog::of(&checklist());
    let refusal = |log: &mut TestLog, question, value| {
        let command = answer(&log.progress_for(&alice()), question, Some(value));
        log.submit(&alice(), &command).unwrap_err().to_string()
    };
    assert_eq!(
        refusal(&mut log, "port", "80000"),
        "`80000` is no answer to `port`: it takes a whole number from 1 to 65535"
    );
    assert_eq!(
        refusal(&mut log, "name", "a b"),
        "`a b` is no host: it takes a name such as `server01` or `server01.corp.example`, or an IP address"
    );
    log.answer(&alice(), "port", Some("0443"));
    log.answer(&alice(), "name", Some("SCCM01.Corp.Example"));
    let progress = log.progress_for(&alice());
    let text = |id| progress.answer(question(&progress, id)).unwrap().value.to_string();
    assert_eq!((text("port"), text("name")), ("0443".to_owned(), "SCCM01.Corp.Example".to_owned()));
}

#[test]
fn drift_compares_the_text_of_the_checklist() {
    let progress = with_server("a");
    let same = parse(LIST.replace("\"title\": \"C\"", "\"title\":  \"C\"").as_bytes()).unwrap().checklist;
    assert!(Drift::between(progress.checklist(), &same).is_empty());
}

#[test]
fn a_log_that_is_older_than_values_still_opens() {
    let mut raw = checklist();
    raw.steps[1].detail = Some("Use {{inventory_hostname}}.".to_owned());
    let progress = TestLog::of(&raw).progress_for(&alice());
    let detail = progress.checklist().step(step(&progress, "use")).detail.clone().unwrap();
    assert_eq!(progress.resolve(&detail).as_str(), "Use {{inventory_hostname}}.");
}

/// The number of words that a shell makes of a command.
fn words(command: &str) -> Option<usize> {
    let out = Process::new("sh").arg("-c").arg(format!("set -- {command}\necho $#")).output().ok()?;
    String::from_utf8(out.stdout).ok()?.trim().parse().ok()
}

/// The host of an address, by its form alone.
fn host(url: &str) -> &str {
    url.strip_prefix("https://").unwrap().split(['/', '?', '#']).next().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_answer_changes_the_structure_of_a_command_or_an_address(
        server in "[a-zA-Z0-9._:@/\\\\ \"'$();&|%<>#~*?!`\u{202e}\u{e9}-]{1,12}"
    ) {
        let progress = with_server(server.trim());
        if let Ok(run) = command(&progress, 0) && cfg!(unix) {
            prop_assert_eq!(words(&run), Some(4), "{}", run);
        }
        let targets = targets(&progress);
        if let Ok(LinkTarget::Address(url)) = &targets[0] {
            prop_assert_eq!(host(url), "docs.example");
            prop_assert_eq!(url.matches('/').count(), 3);
            prop_assert_eq!(url.matches(['?', '#']).count(), 2);
        }
        if let Ok(LinkTarget::Address(url)) = &targets[1] {
            prop_assert!(url.ends_with(":8530/x") && !url.contains('@'), "{}", url);
        }
        if let Ok(LinkTarget::File(path)) = &targets[2] {
            prop_assert_eq!(path.matches('/').count(), 1);
        }
    }
}
