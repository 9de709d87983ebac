//! DISK. Verify and repair: what is damaged is set aside, whole and readable, and work goes on.

use std::fs;

use super::super::testing::*;
use super::super::{RealDisk, Repaired, repair, verify};

fn repaired(place: &Place) -> Repaired {
    repair(&place.home, &place.name, at(), &mut RealDisk).unwrap()
}

#[test]
fn verify_tells_how_each_log_stands() {
    let place = Place::with_session();
    saved(place.open(bob()), &[mark("b")]);
    fs::write(place.log(&bob()), [&fs::read(place.log(&bob())).unwrap()[..], b"torn"].concat()).unwrap();
    let logs = place.read();
    let reports = verify(&logs);
    assert_eq!(reports.iter().map(|r| (r.entries, r.torn)).collect::<Vec<_>>(), [(3, 0), (1, 4)]);
    assert_eq!(reports[1].head, logs.logs[1].head);
    assert!(reports.iter().all(|report| report.fault.is_none()));
}

#[test]
fn the_end_of_a_damaged_log_is_moved_and_work_goes_on() {
    let place = Place::with_session();
    let mut bytes = fs::read(place.log(&alice())).unwrap();
    let line = bytes[..bytes.len() - 1].iter().rposition(|byte| *byte == b'\n').unwrap() + 1;
    bytes[line + 7] ^= 1;
    bytes.extend(b"more\n");
    fs::write(place.log(&alice()), &bytes).unwrap();
    assert!(verify(&place.read())[0].fault.is_some());
    let done = repaired(&place);
    assert_eq!(done.cut, [place.log(&alice())]);
    assert_eq!(fs::read(&done.set_aside[0]).unwrap(), bytes[line..]);
    assert_eq!(done.left, []);
    assert_eq!(saved(place.open(alice()), &[mark("b")])[0].seq, 3);
    assert_eq!(repaired(&place), Repaired::default());
}

#[test]
fn a_foreign_log_and_one_without_a_header_are_set_aside_as_a_whole() {
    let (place, other) = (Place::with_session(), Place::with_session());
    saved(other.open(bob()), &[mark("z")]);
    fs::copy(other.log(&bob()), place.log(&bob())).unwrap();
    fs::write(place.folder().join("x@y.jsonl"), "hello\n").unwrap();
    let done = repaired(&place);
    assert_eq!((done.set_aside.len(), done.cut.len(), done.left.len()), (2, 0, 0));
    assert_eq!(fs::read(&done.set_aside[0]).unwrap(), fs::read(other.log(&bob())).unwrap());
    assert!(place.read().sound());
    assert_eq!(place.files("set-aside-20261122T170311Z").len(), 2);
}

#[test]
fn what_a_newer_program_wrote_is_left_alone() {
    let place = Place::with_session();
    fs::write(place.log(&bob()), "{\"runsheet_log\":2}\n").unwrap();
    let done = repaired(&place);
    assert_eq!((done.set_aside.len(), done.cut.len(), done.left.len()), (0, 0, 1));
    assert!(place.log(&bob()).exists());
}
