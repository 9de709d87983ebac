//! A checklist that changes on disk while a session of it is under way: told, taken over, re-checked,
//! and what was recorded on steps that are gone is in the report.

use std::fs;

use crate::support::World;
use crate::support::until;

const BEFORE: &str = r#"{"format":1,"id":"list","title":"The list","steps":[
  {"id":"a","title":"Order it"},{"id":"b","title":"Unpack it"},{"id":"c","title":"Install it",
   "questions":[{"id":"where","prompt":"Where?","kind":"text"}]},{"id":"d","title":"Test it"}]}"#;

/// One reworded, one removed with its question, one new, one in another place.
const AFTER: &str = r#"{"format":1,"id":"list","title":"The list","steps":[
  {"id":"d","title":"Test it"},{"id":"a","title":"Order it early"},{"id":"b","title":"Unpack it"},
  {"id":"e","title":"Label it"}]}"#;

#[test]
fn a_changed_checklist_is_told_taken_over_and_re_checked() {
    let world = World::new();
    let list = world.path("list.json");
    fs::write(&list, BEFORE).unwrap();
    world.fine(&["start", "list.json", "--no-open", "--name", "site-a"]);
    world.fine(&["mark", "site-a", "a", "done"]);
    world.fine(&["mark", "site-a", "b", "done"]);
    world.fine(&["answer", "site-a", "where", "in room 12"]);
    world.fine(&["note", "site-a", "c", "the rack is full"]);
    fs::write(&list, AFTER).unwrap();

    let told = "the checklist has changed since: 1 new, 1 removed, 1 reworded, 1 moved";
    let status = world.run(&["status", "site-a"]);
    assert!(String::from_utf8_lossy(&status.stdout).contains(told), "{status:?}");

    let mut screen = world.open(&["resume", "site-a"]);
    screen.wait_for("the checklist has changed since: 1 new");
    screen.keys("A");
    screen.wait_for("[?] Order it early");
    screen.wait_for("[✓] Unpack it");
    screen.wait_for("Label it");
    screen.wait_for("1/4");
    // Until somebody confirms it, it is not done.
    screen.press("g", "1. Test it");
    screen.press("j", "2. Order it early");
    screen.press("<space>", "2/4");
    screen.wait_for("[✓] Order it early");
    screen.keys("q");
    assert_eq!(screen.left().code, 0);

    let report = world.fine(&["export", "site-a"]);
    for kept in ["Install it", "the rack is full", "in room 12"] {
        assert!(report.contains(kept), "{kept}:\n{report}");
    }
    let status = String::from_utf8(world.run(&["status", "site-a"]).stdout).unwrap();
    assert!(!status.contains("has changed since") && status.contains("INCOMPLETE: 2 open"), "{status}");
    until("the log is sound", || world.fine(&["verify", "site-a"]).contains("sound"));
}
