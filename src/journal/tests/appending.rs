//! DISK. Appending: one process, two processes, and files that change or go away meanwhile.

use std::fs;

use super::super::testing::*;
use super::super::{AppendError, AppendOutcome, Journal, RealFs};
use crate::session::Event;
use crate::text::Hint as _;

#[test]
fn nothing_is_on_disk_before_the_first_entry() {
    let place = JournalFixture::empty();
    let mut journal = place.create();
    assert_eq!(journal.append(&[], at()).unwrap(), AppendOutcome::Saved(vec![]));
    assert_eq!(journal.follow().unwrap(), []);
    assert!(matches!(append_err(&mut journal, &[mark("a")]), AppendError::InvalidEntry { .. }));
    assert_eq!(fs::read_dir(place.dir.path()).unwrap().count(), 0);
    let entries = append_ok(&mut journal, &[started(), mark("a")]);
    assert_eq!(entries.iter().map(|e| (e.seq, e.clock)).collect::<Vec<_>>(), [(1, 1), (2, 2)]);
    assert!(place.read().is_sound());
    assert!(matches!(append_err(&mut journal, &[started()]), AppendError::InvalidEntry { .. }));
}

#[test]
fn a_real_disk_takes_a_session() {
    let place = JournalFixture::empty();
    let (home, name) = (place.home.clone(), place.name.clone());
    let mut journal = Journal::create(home, name, alice(), Box::new(RealFs));
    append_ok(&mut journal, &[started()]);
    append_ok(&mut journal, &[mark("a"), mark("b")]);
    assert_eq!((place.read().entries().len(), place.read().is_sound()), (3, true));
    assert_eq!(place.home.session_names().unwrap(), std::slice::from_ref(&place.name));
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_look() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = JournalFixture::with_session();
    append_ok(place.open(alice()), &[mark("b")]);
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    for folder in [place.home.path(), &place.home.path().join("sessions"), &place.folder()] {
        assert_eq!(mode(folder), 0o700);
    }
    assert_eq!(place.files_containing("").len(), 2);
    for file in place.files_containing("") {
        assert_eq!(mode(&file), 0o600);
    }
}

#[test]
fn a_name_that_is_in_use_is_not_taken_over() {
    let place = JournalFixture::with_session();
    let error = append_err(&mut place.create(), &[started()]);
    assert!(matches!(&error, AppendError::NameTaken { .. }) && error.hint().is_some());
    assert_eq!(place.read().entries().len(), 3);
}

#[test]
fn two_who_start_the_same_session_get_one_session() {
    let place = JournalFixture::empty();
    let (mut one, mut two) = (place.create(), place.create());
    append_ok(&mut one, &[started()]);
    assert!(matches!(append_err(&mut two, &[started()]), AppendError::NameTaken { .. }));
    assert!(place.read().is_sound());
}

#[test]
fn a_clock_goes_on_from_the_highest_that_was_seen() {
    let place = JournalFixture::with_session();
    let mut bob_ = place.open(bob());
    assert_eq!(append_ok(&mut bob_, &[mark("b")])[0].clock, 4);
    let mut alice_ = place.open(alice());
    assert_eq!(append_ok(&mut alice_, &[mark("c")])[0].clock, 5);
    assert_eq!(append_ok(&mut bob_, &[mark("d")])[0].clock, 5);
    let logs = place.read();
    let order: Vec<_> = logs.entries().iter().map(|(w, e)| (e.clock, w.name().to_owned())).collect();
    assert_eq!(order[4..], [(5, "alice@h1".into()), (5, "bob@h2".into())]);
}

#[test]
fn what_another_process_of_the_writer_added_comes_back_first() {
    let place = JournalFixture::with_session();
    let (mut one, mut two) = (place.open(alice()), place.open(alice()));
    let added = append_ok(&mut one, &[mark("b")]);
    let before = fs::read(place.log_path(&alice())).unwrap();
    let behind = two.append(&[mark("c")], at()).unwrap();
    assert_eq!(behind, AppendOutcome::Conflict(vec![(alice(), added[0].clone())]));
    assert_eq!(fs::read(place.log_path(&alice())).unwrap(), before);
    assert_eq!(append_ok(&mut two, &[mark("c")])[0].seq, 5);
}

#[test]
fn two_processes_that_both_begin_the_writers_log_share_it() {
    let place = JournalFixture::with_session();
    let (mut one, mut two) = (place.open(bob()), place.open(bob()));
    append_ok(&mut one, &[mark("b")]);
    assert!(matches!(two.append(&[mark("c")], at()), Ok(AppendOutcome::Conflict(_))));
    assert_eq!(append_ok(&mut two, &[mark("c")])[0].seq, 2);
    assert!(place.read().is_sound());
}

fn append_all(journal: &mut Journal, events: impl Iterator<Item = Event>) {
    for event in events {
        loop {
            match journal.append(std::slice::from_ref(&event), at()) {
                Ok(AppendOutcome::Saved(_)) => break,
                Ok(AppendOutcome::Conflict(_)) | Err(AppendError::Locked { .. }) => {}
                Err(error) => panic!("{error:?}"),
            }
        }
    }
}

#[test]
fn two_threads_of_one_writer_lose_nothing() {
    let place = JournalFixture::with_session();
    std::thread::scope(|scope| {
        for name in ["x", "y"] {
            let mut journal = place.open(alice());
            scope.spawn(move || {
                append_all(&mut journal, (0..200).map(|n| note(name, &n.to_string())));
            });
        }
    });
    let logs = place.read();
    assert!(logs.is_sound(), "{}", place.faults());
    for name in ["x", "y"] {
        let texts = logs.entries().into_iter().filter_map(|(_, entry)| match &entry.event {
            Event::Noted { step, text, .. } if step == name => Some(text.clone()),
            _ => None,
        });
        assert_eq!(texts.collect::<Vec<_>>(), (0..200).map(|n: i32| n.to_string()).collect::<Vec<_>>());
    }
}

#[test]
fn a_torn_end_is_set_aside_before_the_next_entry() {
    let place = JournalFixture::with_session();
    let whole = fs::read(place.log_path(&alice())).unwrap();
    let start = whole.iter().enumerate().filter(|(_, byte)| **byte == b'\n').nth(1).unwrap().0 + 1;
    for cut in start..whole.len() {
        fs::write(place.log_path(&alice()), &whole[..cut]).unwrap();
        let before = place.read();
        append_ok(place.open(alice()), &[mark("after")]);
        let after = place.read();
        assert!(after.is_sound() && after.notices().is_empty());
        assert_eq!(after.logs[0].entries.len(), before.logs[0].entries.len() + 1);
        let aside = place.files_containing(".torn-20261122T170311Z");
        assert_eq!(aside.len(), usize::from(before.logs[0].torn > 0), "cut at {cut}");
        for file in aside {
            assert_eq!(
                fs::read(&file).unwrap(),
                whole[cut - usize::try_from(before.logs[0].torn).unwrap()..cut]
            );
            fs::remove_file(file).unwrap();
        }
    }
}

#[test]
fn a_torn_header_is_begun_anew() {
    let place = JournalFixture::with_session();
    fs::write(place.log_path(&bob()), b"{\"runsheet_log\":1,\0\0").unwrap();
    let mut journal = place.open(bob());
    assert_eq!(append_ok(&mut journal, &[mark("b")])[0].seq, 1);
    fs::write(place.log_path(&alice()), [&fs::read(place.log_path(&alice())).unwrap()[..], &[0; 9]].concat())
        .unwrap();
    append_ok(place.open(alice()), &[mark("c")]);
    assert!(place.read().is_sound());
    assert_eq!(place.files_containing(".torn-").len(), 2);
}

#[test]
fn a_session_with_a_fault_opens_read_only() {
    let place = JournalFixture::with_session();
    let bytes = fs::read(place.log_path(&alice())).unwrap();
    fs::write(place.log_path(&alice()), [&bytes[..], b"x\n"].concat()).unwrap();
    let mut journal = place.open(alice());
    let error = append_err(&mut journal, &[mark("b")]);
    let AppendError::ReadOnly { fault } = &error else { panic!("{error:?}") };
    assert_eq!(fault.line, Some(5));
    assert_eq!(fs::read(place.log_path(&alice())).unwrap().len(), bytes.len() + 2);
}

#[test]
fn a_log_that_was_deleted_or_replaced_is_not_made_up_for() {
    let place = JournalFixture::with_session();
    let log = place.log_path(&alice());
    let bytes = fs::read(&log).unwrap();
    let mut journal = place.open(alice());
    fs::remove_file(&log).unwrap();
    assert!(matches!(append_err(&mut journal, &[mark("b")]), AppendError::Removed { path } if path == log));
    assert!(!log.exists());
    fs::write(&log, &bytes).unwrap();
    append_ok(&mut journal, &[mark("b")]);
    fs::write(&log, &bytes).unwrap();
    assert!(matches!(append_err(&mut journal, &[mark("c")]), AppendError::ReadOnly { .. }));
    assert_eq!(fs::read(&log).unwrap(), bytes);
    let mut journal = place.open(alice());
    fs::remove_dir_all(place.folder()).unwrap();
    let folder = place.folder();
    assert!(
        matches!(append_err(&mut journal, &[mark("b")]), AppendError::Removed { path } if path == folder)
    );
    assert!(!folder.exists());
}

#[test]
fn a_log_whose_last_entry_was_exchanged_is_not_gone_on_with() {
    let place = JournalFixture::with_session();
    let bytes = fs::read(place.log_path(&alice())).unwrap();
    let mut journal = place.open(alice());
    append_ok(&mut journal, &[mark("b")]);
    fs::write(place.log_path(&alice()), &bytes).unwrap();
    append_ok(place.open(alice()), &[mark("c")]);
    assert!(matches!(append_err(&mut journal, &[mark("d")]), AppendError::ReadOnly { .. }));
    assert_eq!(place.read().entries().len(), 4);
}

#[test]
fn no_log_is_begun_in_another_session_of_the_same_name() {
    let (place, other) = (JournalFixture::with_session(), JournalFixture::with_session());
    let mut journal = place.open(bob());
    fs::copy(other.log_path(&alice()), place.log_path(&alice())).unwrap();
    assert!(matches!(append_err(&mut journal, &[mark("b")]), AppendError::ReadOnly { .. }));
    let mut journal = place.open(bob());
    fs::remove_file(place.log_path(&alice())).unwrap();
    assert!(matches!(append_err(&mut journal, &[mark("b")]), AppendError::Removed { .. }));
    assert_eq!(place.files_containing("bob@h2.jsonl").len(), 0);
}

#[test]
fn without_locks_one_is_warned_once() {
    let place = JournalFixture::with_session();
    let disk = FaultyFs::default();
    disk.update_plan(|plan| plan.locks = LockSupport::Unsupported);
    let mut journal = place.open_on(alice(), &disk);
    append_ok(&mut journal, &[mark("b")]);
    append_ok(&mut journal, &[mark("c")]);
    assert_eq!(journal.take_warnings().len(), 1);
    assert_eq!(journal.take_warnings().len(), 0);
}

#[test]
fn a_lock_that_stays_taken_is_told() {
    let place = JournalFixture::with_session();
    let disk = FaultyFs::default();
    disk.update_plan(|plan| plan.locks = LockSupport::Held);
    let mut journal = place.open_on(alice(), &disk);
    let error = append_err(&mut journal, &[mark("b")]);
    assert!(matches!(&error, AppendError::Locked { .. }) && error.hint().is_some());
    disk.update_plan(|plan| plan.locks = LockSupport::Real);
    append_ok(&mut journal, &[mark("b")]);
}

#[cfg(unix)]
#[test]
fn a_file_of_somebody_else_is_told_with_its_owner() {
    use std::io;
    let place = JournalFixture::empty();
    let (path, owner) = if rustix::process::geteuid().is_root() {
        std::os::unix::fs::chown(place.dir.path(), Some(12345), None).unwrap();
        (place.dir.path().join("missing"), "user 12345")
    } else {
        ("/".into(), "user 0 (root: was runsheet run with sudo?)")
    };
    let source = io::ErrorKind::PermissionDenied.into();
    let error = AppendError::Write { doing: "open", path, source };
    assert!(error.hint().unwrap().contains(owner), "{:?}", error.hint());
    for kind in [io::ErrorKind::StorageFull, io::ErrorKind::ReadOnlyFilesystem] {
        let (path, source) = (place.dir.path().to_owned(), kind.into());
        assert!(AppendError::Write { doing: "write", path, source }.hint().is_some());
    }
}

#[test]
fn an_entry_that_could_not_be_read_again_is_not_written() {
    use crate::checklist::{RawChecklist, RawStep, RecordedChecklist};
    let deep = (0..200)
        .fold(RawStep::default(), |inner, _| RawStep { steps: Some(vec![inner]), ..RawStep::default() });
    let checklist = RecordedChecklist::new(&RawChecklist { steps: vec![deep], ..RawChecklist::default() });
    let place = JournalFixture::with_session();
    let mut journal = place.open(alice());
    let error = append_err(&mut journal, &[Event::Adopted { checklist }]);
    assert!(error.to_string().contains("recursion limit"), "{error}");
    append_ok(&mut journal, &[mark("b")]);
}
