//! Values that are typed once, by commands and in `--plain`, with their exit codes.

use crate::support::TestEnv;

const LIST: &str = r#"{"format": 1, "id": "c", "title": "C", "steps": [
 {"id": "pick", "title": "Pick", "questions": [
  {"id": "server", "prompt": "Which server?", "kind": "text"},
  {"id": "host", "prompt": "Which host?", "kind": "host"},
  {"id": "port", "prompt": "Which port of {{host}}?", "kind": "number", "min": 1, "max": 65535}]},
 {"id": "use", "title": "Use it",
  "references": [{"title": "Page of {{server}}", "url": "https://{{server}}/x"}],
  "commands": [{"run": "ping {{server}}"}]}]}"#;

#[test]
fn kinds_refuse_what_they_do_not_take_and_say_what_would_be_right() {
    let env = TestEnv::with_list(LIST);
    env.run("answer site-a host \"a b\"").gives(
        "
err| error: `a b` is no host: it takes a name such as `server01` or `server01.corp.example`, or an IP address
exit 1
",
    );
    env.run("answer site-a port 0").gives(
        "
err| error: `0` is no answer to `port`: it takes a whole number from 1 to 65535
exit 1
",
    );
    env.run("answer site-a host SCCM01").gives("host: SCCM01\n");
    env.run("answer site-a port 0443").gives("port: 0443\n");
    let report = env.run("export").printed().0;
    assert!(report.contains("| Which port of SCCM01? | 0443 |"), "{report}");
}

#[test]
fn what_could_be_syntax_is_shown_but_neither_copied_nor_opened() {
    let env = TestEnv::with_list(LIST);
    let plain = |input: &str| env.run("resume site-a --plain").stdin(input).result();
    assert!(plain("go 2\ncopy 2\n").contains("not answered yet: Which server?"));
    env.run("answer site-a server \"a; reboot\"").gives("server: a; reboot\n");
    let printed = plain("go 2\ncopy 2\ncopy 1\n");
    assert!(printed.contains("    ping a; reboot\n"), "{printed}");
    let said = printed.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        said.contains("`a; reboot` is not put into a command: only letters, digits and `._:@/\\-` are"),
        "{said}"
    );
    assert!(said.contains("`a; reboot` does not fit into this address"), "{said}");
    env.run("answer site-a server sccm01").gives("server: sccm01\n");
    let printed = plain("go 2\ncopy 2\ncopy 1\nsearch page of sccm01\n");
    assert!(printed.contains("> ping sccm01\n") && printed.contains("> https://sccm01/x\n"), "{printed}");
}

#[test]
fn check_names_the_place_of_a_value_that_no_question_has() {
    let env = TestEnv::new();
    env.write("list.json", &LIST.replace("ping {{server}}", "ping {{sever}}"));
    let result = env.run("check [HOME]/list.json").result();
    assert!(
        result.contains("no question has the id `sever`") && result.contains("did you mean `server`?"),
        "{result}"
    );
    assert!(result.ends_with("exit 4\n"), "{result}");
}
