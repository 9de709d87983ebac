//! What a session was read with, and what `adopt` takes over of a changed source.

use crate::support::TestEnv;

const MIXED: &str = "# Move\n\n- [ ] Boxed\n- Plain\n\n| Step | Owner |\n|---|---|\n| Unplug | ann |\n";
const AZURE: &str = r#"{"items": [
 {"category": "Net", "text": "Peer it", "guid": "g-1", "status": "Fulfilled", "comments": "seen by ann"},
 {"category": "Net", "text": "Close it", "guid": "g-2", "status": "N/A", "comments": "no such port"}],
 "metadata": {"name": "Review"}}"#;
const CKL: &str = "<CHECKLIST><STIGS><iSTIG><STIG_INFO></STIG_INFO><VULN>\
<STIG_DATA><VULN_ATTRIBUTE>Vuln_Num</VULN_ATTRIBUTE><ATTRIBUTE_DATA>V-1</ATTRIBUTE_DATA></STIG_DATA>\
<STIG_DATA><VULN_ATTRIBUTE>Rule_Title</VULN_ATTRIBUTE><ATTRIBUTE_DATA>Lock it</ATTRIBUTE_DATA></STIG_DATA>\
<STATUS>NotAFinding</STATUS><FINDING_DETAILS>locked</FINDING_DETAILS><COMMENTS>by bob</COMMENTS>\
</VULN></iSTIG></STIGS></CHECKLIST>";
const CKLB: &str = r#"{"stigs": [{"rules": [{"group_id": "V-1", "rule_title": "Lock it",
 "status": "not_a_finding", "comments": "by bob", "finding_details": "locked"}]}]}"#;

/// Each source, the options it is read with, and a word in it that belongs to one step.
const SOURCES: [(&str, &str, &str, &str); 10] = [
    ("a.md", MIXED, "", "Boxed"),
    ("a.md", MIXED, "--bullets", "Boxed"),
    ("a.md", MIXED, "--table=Step,Owner", "ann"),
    ("a.md", MIXED, "--bullets --table=Owner,Step --keep-ticks", "Unplug"),
    ("a.md", "- Plain\n- Words\n", "--bullets", "Words"),
    ("a.md", "| ok | Step |\n|---|---|\n| [x] | Pull |\n", "--table --keep-ticks", "Pull"),
    ("a.json", AZURE, "", "Close it"),
    ("a.json", AZURE, "--keep-ticks", "Peer it"),
    ("a.ckl", CKL, "--keep-ticks", "Lock it"),
    ("a.cklb", CKLB, "--keep-ticks", "Lock it"),
];

fn status(env: &TestEnv) -> String {
    env.run("status s").printed().0
}

#[test]
fn a_source_drifts_only_when_it_changes_and_by_what_has_changed() {
    for (file, text, options, word) in SOURCES {
        let env = TestEnv::new();
        env.write(file, text);
        let started = env.run(&format!("start [HOME]/{file} {options} --no-open --name s")).printed();
        assert_eq!(started.1, 0, "{}", started.0);
        let before = status(&env);
        assert!(!before.contains("the checklist has changed"), "{file} {options}: {before}");
        let unchanged = env.run("adopt s --yes").printed().0;
        assert_eq!(unchanged, "nothing recorded: the checklist has not changed\n", "{file} {options}");
        env.write(file, &text.replace(word, &format!("{word} and more")));
        let changed = status(&env);
        // Markdown has no ids: a step with another title is another step.
        let titled = file == "a.md" && !["ann", "Unplug"].contains(&word);
        let drift = if titled { "changed since: 1 new, 1 removed;" } else { "changed since: 1 reworded;" };
        assert!(changed.contains(drift), "{file} {options}: {changed}");
        let adopted = env.run("adopt s --yes").printed().0;
        assert!(adopted.contains("took over the changed checklist"), "{file} {options}: {adopted}");
        assert!(!status(&env).contains("the checklist has changed"), "{file} {options}");
        env.run("undo s").printed();
        assert!(status(&env).contains(drift), "{file} {options}");
    }
}

#[test]
fn statuses_and_comments_of_a_list_are_no_content() {
    for (file, text, notes) in [("a.json", AZURE, 2), ("a.ckl", CKL, 2), ("a.cklb", CKLB, 2)] {
        let env = TestEnv::new();
        env.write(file, text);
        env.run(&format!("start [HOME]/{file} --keep-ticks --no-open --name s")).printed();
        let report = |env: &TestEnv| env.run("export s").result();
        assert_eq!(report(&env).matches("Note by").count(), notes, "{file}: {}", report(&env));
        // Somebody else filled in other words and another status.
        let other = text.replace("seen by ann", "x").replace("no such port", "y").replace("by bob", "z");
        env.write(file, &other.replace("not_a_finding", "open").replace("Fulfilled", "Open"));
        assert!(!status(&env).contains("the checklist has changed"), "{file}");
        env.write(file, &text.replace("it", "it all"));
        env.run("adopt s --yes").printed();
        assert_eq!(report(&env).matches("Note by").count(), notes, "{file}");
    }
}

#[test]
fn another_source_is_named_once_and_followed_from_then_on() {
    let env = TestEnv::new();
    env.write("a.md", "- One\n- Two\n");
    std::fs::create_dir(env.path("b")).unwrap();
    env.write("b/a.md", "- One\n- Two\n");
    env.run("start [HOME]/a.md --bullets --no-open --name s").printed();
    // Read as the session was.
    let adopted = env.run("adopt s [HOME]/b/a.md").printed();
    assert!(adopted.0.starts_with("the same checklist, now from "), "{}", adopted.0);
    env.write("a.md", "- Gone\n");
    assert!(!status(&env).contains("the checklist has changed"));
    env.write("b/a.md", "- One\n- Two\n- Three\n");
    assert!(status(&env).contains("changed since: 1 new;"), "{}", status(&env));
    env.run("undo s").printed();
    assert!(status(&env).contains("changed since: 1 new, 2 removed;"), "{}", status(&env));
    env.run("adopt s [HOME]/b/a.md --table --yes").printed();
    assert!(env.run("adopt s [HOME]/b/a.md --bullets --yes").printed().0.contains("1 new\n"));
}

#[test]
fn a_list_from_standard_input_is_not_looked_at_again() {
    let env = TestEnv::new();
    env.run("start - --bullets --no-open --name s").stdin("- One\n- Two\n").printed();
    assert!(!status(&env).contains("changed"), "{}", status(&env));
    assert!(env.run("adopt s").printed().0.contains("cannot be looked at again"));
    // The question cannot be answered where the list comes from.
    assert!(env.run("adopt s -").stdin("- One\n").printed().0.contains("`--yes`"));
    env.run("adopt s - --yes")
        .stdin("- One\n")
        .gives("removed: 2. Two\n1 removed\ntook over the changed checklist: 1 removed\n");
}

#[test]
fn undo_takes_the_last_change_back_whatever_it_was() {
    let env = TestEnv::new();
    env.write("a.md", "- [ ] One\n- [ ] Two\n");
    env.run("start [HOME]/a.md --no-open --name s").printed();
    env.run("mark s one done").printed();
    env.write("a.md", "- [ ] Two\n\n  Twice.\n- [ ] Three\n");
    env.run("mark s two done").printed();
    let before = env.run("export s --format json").result();
    let steps = |report: &str| report.split("\"logs\"").next().unwrap_or_default().to_owned();
    env.run("adopt s --yes").printed();
    let after = env.run("export s --format json").result();
    assert_ne!(steps(&after), steps(&before));
    env.run("undo s").gives("restored the earlier checklist\n");
    assert!(env.run("status s").printed().0.contains("2/2 steps done"));
    env.run("redo s").gives("restored the earlier checklist\n");
    assert!(env.run("status s").printed().0.contains("To re-check"));
    env.run("undo s").printed();
    env.run("undo s").gives("two is todo\n");
}
