//! DISK. Verifying and repairing: damaged parts are quarantined complete, and work continues.

use std::fs;

use super::super::{RealFs, RepairSummary, repair, verify};
use super::support::*;

fn run_repair(fixture: &JournalFixture) -> RepairSummary {
    repair(&fixture.home, &fixture.name, at(), &mut RealFs).unwrap()
}

#[test]
fn verify_reports_each_log() {
    let fixture = JournalFixture::with_session();
    append_ok(fixture.open(bob()), &[mark("b")]);
    fs::write(fixture.log_path(&bob()), [&fs::read(fixture.log_path(&bob())).unwrap()[..], b"torn"].concat())
        .unwrap();
    let logs = fixture.read();
    let reports = verify(&logs);
    assert_eq!(reports.iter().map(|r| (r.entries, r.torn)).collect::<Vec<_>>(), [(3, 0), (1, 4)]);
    assert_eq!(reports[1].head, logs.logs[1].head);
    assert!(reports.iter().all(|report| report.fault.is_none()));
}

#[test]
fn the_end_of_a_damaged_log_is_moved_and_work_continues() {
    let fixture = JournalFixture::with_session();
    let mut bytes = fs::read(fixture.log_path(&alice())).unwrap();
    let line = bytes[..bytes.len() - 1].iter().rposition(|byte| *byte == b'\n').unwrap() + 1;
    bytes[line + 7] ^= 1;
    bytes.extend(b"more\n");
    fs::write(fixture.log_path(&alice()), &bytes).unwrap();
    assert!(verify(&fixture.read())[0].fault.is_some());
    let done = run_repair(&fixture);
    assert_eq!(done.truncated, [fixture.log_path(&alice())]);
    assert_eq!(fs::read(&done.quarantined[0]).unwrap(), bytes[line..]);
    assert_eq!(done.remaining, []);
    assert_eq!(append_ok(fixture.open(alice()), &[mark("b")])[0].seq, 3);
    assert_eq!(run_repair(&fixture), RepairSummary::default());
}

#[test]
fn a_foreign_log_and_one_without_a_header_are_quarantined_as_a_whole() {
    let (fixture, other) = (JournalFixture::with_session(), JournalFixture::with_session());
    append_ok(other.open(bob()), &[mark("z")]);
    fs::copy(other.log_path(&bob()), fixture.log_path(&bob())).unwrap();
    fs::write(fixture.folder().join("x@y.jsonl"), "hello\n").unwrap();
    let done = run_repair(&fixture);
    assert_eq!((done.quarantined.len(), done.truncated.len(), done.remaining.len()), (2, 0, 0));
    assert_eq!(fs::read(&done.quarantined[0]).unwrap(), fs::read(other.log_path(&bob())).unwrap());
    assert!(fixture.read().is_sound());
    assert_eq!(fixture.files_containing("set-aside-20261122T170311Z").len(), 2);
}

#[test]
fn logs_of_a_newer_program_are_left_alone() {
    let fixture = JournalFixture::with_session();
    fs::write(fixture.log_path(&bob()), "{\"runsheet_log\":2}\n").unwrap();
    let done = run_repair(&fixture);
    assert_eq!((done.quarantined.len(), done.truncated.len(), done.remaining.len()), (0, 0, 1));
    assert!(fixture.log_path(&bob()).exists());
}
