//! DISK. Appending: one process, two processes, and files that change or disappear.

use std::fs;

use super::super::{AppendError, AppendOutcome, Journal, RealFs};
use super::support::*;
use crate::session::Event;
use crate::text::Hint as _;

#[test]
fn nothing_is_on_disk_before_the_first_entry() {
    let fixture = JournalFixture::empty();
    let mut journal = fixture.create();
    assert_eq!(journal.append(&[], at()).unwrap(), AppendOutcome::Saved(vec![]));
    assert_eq!(journal.follow().unwrap(), []);
    assert!(matches!(append_err(&mut journal, &[mark("a")]), AppendError::InvalidEntry { .. }));
    assert_eq!(fs::read_dir(fixture.dir.path()).unwrap().count(), 0);
    let entries = append_ok(&mut journal, &[started(), mark("a")]);
    assert_eq!(entries.iter().map(|e| (e.seq, e.clock)).collect::<Vec<_>>(), [(1, 1), (2, 2)]);
    assert!(fixture.read().is_sound());
    assert!(matches!(append_err(&mut journal, &[started()]), AppendError::InvalidEntry { .. }));
}

#[test]
fn a_session_is_saved_on_a_real_file_system() {
    let fixture = JournalFixture::empty();
    let (home, name) = (fixture.home.clone(), fixture.name.clone());
    let mut journal = Journal::create(home, name, alice(), Box::new(RealFs));
    append_ok(&mut journal, &[started()]);
    append_ok(&mut journal, &[mark("a"), mark("b")]);
    assert_eq!((fixture.read().entries().len(), fixture.read().is_sound()), (3, true));
    assert_eq!(fixture.home.session_names().unwrap(), std::slice::from_ref(&fixture.name));
}

#[cfg(unix)]
#[test]
fn only_the_owner_has_access() {
    use std::os::unix::fs::PermissionsExt as _;
    let fixture = JournalFixture::with_session();
    append_ok(fixture.open(alice()), &[mark("b")]);
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    for folder in [fixture.home.path(), &fixture.home.path().join("sessions"), &fixture.folder()] {
        assert_eq!(mode(folder), 0o700);
    }
    assert_eq!(fixture.files_containing("").len(), 2);
    for file in fixture.files_containing("") {
        assert_eq!(mode(&file), 0o600);
    }
}

#[test]
fn a_session_name_in_use_is_refused() {
    let fixture = JournalFixture::with_session();
    let error = append_err(&mut fixture.create(), &[started()]);
    assert!(matches!(&error, AppendError::NameTaken { .. }) && error.hint().is_some());
    assert_eq!(fixture.read().entries().len(), 3);
}

#[test]
fn only_one_of_two_processes_can_start_a_session() {
    let fixture = JournalFixture::empty();
    let (mut one, mut two) = (fixture.create(), fixture.create());
    append_ok(&mut one, &[started()]);
    assert!(matches!(append_err(&mut two, &[started()]), AppendError::NameTaken { .. }));
    assert!(fixture.read().is_sound());
}

#[test]
fn a_clock_goes_on_from_the_highest_that_was_seen() {
    let fixture = JournalFixture::with_session();
    let mut bob_ = fixture.open(bob());
    assert_eq!(append_ok(&mut bob_, &[mark("b")])[0].clock, 4);
    let mut alice_ = fixture.open(alice());
    assert_eq!(append_ok(&mut alice_, &[mark("c")])[0].clock, 5);
    assert_eq!(append_ok(&mut bob_, &[mark("d")])[0].clock, 5);
    let logs = fixture.read();
    let order: Vec<_> = logs.entries().iter().map(|(w, e)| (e.clock, w.name().to_owned())).collect();
    assert_eq!(order[4..], [(5, "alice@h1".into()), (5, "bob@h2".into())]);
}

#[test]
fn entries_of_another_process_of_the_writer_are_returned_first() {
    let fixture = JournalFixture::with_session();
    let (mut one, mut two) = (fixture.open(alice()), fixture.open(alice()));
    let added = append_ok(&mut one, &[mark("b")]);
    let before = fs::read(fixture.log_path(&alice())).unwrap();
    let outcome = two.append(&[mark("c")], at()).unwrap();
    assert_eq!(outcome, AppendOutcome::Conflict(vec![(alice(), added[0].clone())]));
    assert_eq!(fs::read(fixture.log_path(&alice())).unwrap(), before);
    assert_eq!(append_ok(&mut two, &[mark("c")])[0].seq, 5);
}

#[test]
fn two_processes_that_both_begin_the_writers_log_share_it() {
    let fixture = JournalFixture::with_session();
    let (mut one, mut two) = (fixture.open(bob()), fixture.open(bob()));
    append_ok(&mut one, &[mark("b")]);
    assert!(matches!(two.append(&[mark("c")], at()), Ok(AppendOutcome::Conflict(_))));
    assert_eq!(append_ok(&mut two, &[mark("c")])[0].seq, 2);
    assert!(fixture.read().is_sound());
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
    let fixture = JournalFixture::with_session();
    std::thread::scope(|scope| {
        for name in ["x", "y"] {
            let mut journal = fixture.open(alice());
            scope.spawn(move || {
                append_all(&mut journal, (0..200).map(|n| note(name, &n.to_string())));
            });
        }
    });
    let logs = fixture.read();
    assert!(logs.is_sound(), "{}", fixture.faults());
    for name in ["x", "y"] {
        let texts = logs.entries().into_iter().filter_map(|(_, entry)| match &entry.event {
            Event::Noted { step, text, .. } if step == name => Some(text.clone()),
            _ => None,
        });
        assert_eq!(texts.collect::<Vec<_>>(), (0..200).map(|n: i32| n.to_string()).collect::<Vec<_>>());
    }
}

#[test]
fn a_torn_end_is_quarantined_before_the_next_entry() {
    let fixture = JournalFixture::with_session();
    let whole = fs::read(fixture.log_path(&alice())).unwrap();
    let start = whole.iter().enumerate().filter(|(_, byte)| **byte == b'\n').nth(1).unwrap().0 + 1;
    for cut in start..whole.len() {
        fs::write(fixture.log_path(&alice()), &whole[..cut]).unwrap();
        let before = fixture.read();
        append_ok(fixture.open(alice()), &[mark("after")]);
        let after = fixture.read();
        assert!(after.is_sound() && after.notices().is_empty());
        assert_eq!(after.logs[0].entries.len(), before.logs[0].entries.len() + 1);
        let aside = fixture.files_containing(".torn-20261122T170311Z");
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
fn a_torn_header_is_written_again() {
    let fixture = JournalFixture::with_session();
    fs::write(fixture.log_path(&bob()), b"{\"runsheet_log\":1,\0\0").unwrap();
    let mut journal = fixture.open(bob());
    assert_eq!(append_ok(&mut journal, &[mark("b")])[0].seq, 1);
    fs::write(
        fixture.log_path(&alice()),
        [&fs::read(fixture.log_path(&alice())).unwrap()[..], &[0; 9]].concat(),
    )
    .unwrap();
    append_ok(fixture.open(alice()), &[mark("c")]);
    assert!(fixture.read().is_sound());
    assert_eq!(fixture.files_containing(".torn-").len(), 2);
}

#[test]
fn a_session_with_a_fault_opens_read_only() {
    let fixture = JournalFixture::with_session();
    let bytes = fs::read(fixture.log_path(&alice())).unwrap();
    fs::write(fixture.log_path(&alice()), [&bytes[..], b"x\n"].concat()).unwrap();
    let mut journal = fixture.open(alice());
    let error = append_err(&mut journal, &[mark("b")]);
    let AppendError::ReadOnly { fault } = &error else { panic!("{error:?}") };
    assert_eq!(fault.line, Some(5));
    assert_eq!(fs::read(fixture.log_path(&alice())).unwrap().len(), bytes.len() + 2);
}

#[test]
fn a_deleted_or_replaced_log_is_not_created_again() {
    let fixture = JournalFixture::with_session();
    let log = fixture.log_path(&alice());
    let bytes = fs::read(&log).unwrap();
    let mut journal = fixture.open(alice());
    fs::remove_file(&log).unwrap();
    assert!(matches!(append_err(&mut journal, &[mark("b")]), AppendError::Removed { path } if path == log));
    assert!(!log.exists());
    fs::write(&log, &bytes).unwrap();
    append_ok(&mut journal, &[mark("b")]);
    fs::write(&log, &bytes).unwrap();
    assert!(matches!(append_err(&mut journal, &[mark("c")]), AppendError::ReadOnly { .. }));
    assert_eq!(fs::read(&log).unwrap(), bytes);
    let mut journal = fixture.open(alice());
    fs::remove_dir_all(fixture.folder()).unwrap();
    let folder = fixture.folder();
    assert!(
        matches!(append_err(&mut journal, &[mark("b")]), AppendError::Removed { path } if path == folder)
    );
    assert!(!folder.exists());
}

#[test]
fn a_log_whose_last_entry_was_replaced_is_not_appended_to() {
    let fixture = JournalFixture::with_session();
    let bytes = fs::read(fixture.log_path(&alice())).unwrap();
    let mut journal = fixture.open(alice());
    append_ok(&mut journal, &[mark("b")]);
    fs::write(fixture.log_path(&alice()), &bytes).unwrap();
    append_ok(fixture.open(alice()), &[mark("c")]);
    assert!(matches!(append_err(&mut journal, &[mark("d")]), AppendError::ReadOnly { .. }));
    assert_eq!(fixture.read().entries().len(), 4);
}

#[test]
fn no_log_is_created_in_another_session_of_the_same_name() {
    let (fixture, other) = (JournalFixture::with_session(), JournalFixture::with_session());
    let mut journal = fixture.open(bob());
    fs::copy(other.log_path(&alice()), fixture.log_path(&alice())).unwrap();
    assert!(matches!(append_err(&mut journal, &[mark("b")]), AppendError::ReadOnly { .. }));
    let mut journal = fixture.open(bob());
    fs::remove_file(fixture.log_path(&alice())).unwrap();
    assert!(matches!(append_err(&mut journal, &[mark("b")]), AppendError::Removed { .. }));
    assert_eq!(fixture.files_containing("bob@h2.jsonl").len(), 0);
}

#[test]
fn missing_locks_are_reported_once() {
    let fixture = JournalFixture::with_session();
    let disk = FaultyFs::default();
    disk.update_plan(|plan| plan.locks = LockSupport::Unsupported);
    let mut journal = fixture.open_on(alice(), &disk);
    append_ok(&mut journal, &[mark("b")]);
    append_ok(&mut journal, &[mark("c")]);
    assert_eq!(journal.take_warnings().len(), 1);
    assert_eq!(journal.take_warnings().len(), 0);
}

#[test]
fn a_lock_that_stays_held_is_an_error() {
    let fixture = JournalFixture::with_session();
    let disk = FaultyFs::default();
    disk.update_plan(|plan| plan.locks = LockSupport::Held);
    let mut journal = fixture.open_on(alice(), &disk);
    let error = append_err(&mut journal, &[mark("b")]);
    assert!(matches!(&error, AppendError::Locked { .. }) && error.hint().is_some());
    disk.update_plan(|plan| plan.locks = LockSupport::Real);
    append_ok(&mut journal, &[mark("b")]);
}

#[cfg(unix)]
#[test]
fn the_hint_names_the_owner_of_a_file_of_another_user() {
    use std::io;
    let fixture = JournalFixture::empty();
    let (path, owner) = if rustix::process::geteuid().is_root() {
        std::os::unix::fs::chown(fixture.dir.path(), Some(12345), None).unwrap();
        (fixture.dir.path().join("missing"), "user 12345")
    } else {
        ("/".into(), "user 0 (root: was runsheet run with sudo?)")
    };
    let source = io::ErrorKind::PermissionDenied.into();
    let error = AppendError::Write { operation: "open", path, source };
    assert!(error.hint().unwrap().contains(owner), "{:?}", error.hint());
    for kind in [io::ErrorKind::StorageFull, io::ErrorKind::ReadOnlyFilesystem] {
        let (path, source) = (fixture.dir.path().to_owned(), kind.into());
        assert!(AppendError::Write { operation: "write", path, source }.hint().is_some());
    }
}

#[test]
fn an_entry_that_cannot_be_read_back_is_not_written() {
    use crate::checklist::{RawChecklist, RawStep, ReaderOptions, RecordedChecklist};
    let deep = (0..200)
        .fold(RawStep::default(), |inner, _| RawStep { steps: Some(vec![inner]), ..RawStep::default() });
    let checklist = RecordedChecklist::new(&RawChecklist { steps: vec![deep], ..RawChecklist::default() });
    let fixture = JournalFixture::with_session();
    let mut journal = fixture.open(alice());
    let error = append_err(
        &mut journal,
        &[Event::Adopted { source: None, reader_options: ReaderOptions::default(), checklist, undoes: None }],
    );
    assert!(error.to_string().contains("recursion limit"), "{error}");
    append_ok(&mut journal, &[mark("b")]);
}

/// A folder that several users share passes its rights on; one that is made here does not.
#[cfg(unix)]
#[test]
fn a_shared_home_stays_shared() {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    let fixture = JournalFixture::empty();
    fs::create_dir_all(fixture.home.path()).unwrap();
    fs::set_permissions(fixture.home.path(), fs::Permissions::from_mode(0o770)).unwrap();
    append_ok(fixture.create(), &[started()]);
    append_ok(fixture.open(alice()), &[mark("a")]);
    assert_eq!((mode(&fixture.folder()), mode(&fixture.home.path().join("sessions"))), (0o770, 0o770));
    assert_eq!(mode(&fixture.log_path(&alice())), 0o660);
    assert_eq!(mode(&fixture.log_path(&alice()).with_extension("lock")), 0o660);
    let fixture = JournalFixture::empty();
    fs::set_permissions(fixture.dir.path(), fs::Permissions::from_mode(0o770)).unwrap();
    append_ok(fixture.create(), &[started()]);
    assert_eq!((mode(fixture.home.path()), mode(&fixture.folder())), (0o700, 0o700));
    assert_eq!(mode(&fixture.log_path(&alice())), 0o600);
}
