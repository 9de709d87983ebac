//! DISK. Reading: logs that were truncated, corrupted, filled with NULs or replaced.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use sha2::Digest as _;

use super::super::log::{MAX_CLOCK, encode_entry};
use super::super::{FaultKind, Home, JournalError, Log, RealFs, repair};
use super::support::*;
use crate::session::{Entry, SessionName};
use crate::text::Hint as _;

/// Returns the bytes of a small log, and its path.
fn small_log() -> (Vec<u8>, std::path::PathBuf) {
    let fixture = JournalFixture::with_session();
    (fs::read(fixture.log_path(&alice())).unwrap(), fixture.log_path(&alice()))
}

#[test]
fn a_log_cut_anywhere_is_read_up_to_its_last_whole_line() {
    let (bytes, path) = small_log();
    let whole = Log::from_bytes(&path, &bytes);
    assert_eq!((whole.entries.len(), whole.torn, whole.len), (3, 0, bytes.len() as u64));
    for cut in 0..bytes.len() {
        let log = Log::from_bytes(&path, &bytes[..cut]);
        let lines = bytes[..cut].split(|byte| *byte == b'\n').count() - 1;
        assert_eq!(log.faults, [], "cut at {cut}");
        assert_eq!(log.len + log.torn, cut as u64);
        assert_eq!(log.entries, whole.entries[..lines.saturating_sub(1)]);
        assert_eq!(log.header.is_some(), lines > 0);
        assert_eq!(log.writer, alice());
    }
}

#[test]
fn a_tail_of_nuls_is_torn_and_a_good_line_behind_nuls_is_damage() {
    let (mut bytes, path) = small_log();
    let cut = bytes.iter().rposition(|byte| *byte == b'{').unwrap() - 40;
    for keep in [bytes.len(), cut] {
        let mut nuls = bytes[..keep].to_vec();
        nuls.resize(keep + 100, 0);
        let log = Log::from_bytes(&path, &nuls);
        assert_eq!(log.faults, []);
        assert!(log.torn >= 100);
    }
    let last = bytes[..bytes.len() - 1].iter().rposition(|byte| *byte == b'\n').unwrap() + 1;
    bytes.splice(last..last, [0; 8]);
    let log = Log::from_bytes(&path, &bytes);
    assert_eq!((log.entries.len(), log.len), (3, last as u64));
    assert!(log.faults[0].to_string().contains(".jsonl:4: the line holds NUL"), "{}", log.faults[0]);
}

#[test]
fn every_flipped_bit_is_detected() {
    let (bytes, path) = small_log();
    let whole = Log::from_bytes(&path, &bytes);
    for offset in 0..bytes.len() {
        for bit in 0..8 {
            let mut flipped = bytes.clone();
            flipped[offset] ^= 1 << bit;
            let log = Log::from_bytes(&path, &flipped);
            assert!(!log.faults.is_empty() || log.torn > 0, "bit {bit} of byte {offset}");
            assert!(log.torn == 0 || offset == bytes.len() - 1);
            assert!(log.entries.iter().all(|entry| whole.entries.contains(entry)));
            assert!(
                log.entries.len() + 1 >= whole.entries.len(),
                "bit {bit} of byte {offset}: {}",
                String::from_utf8_lossy(&flipped)
            );
        }
    }
}

#[test]
fn a_flipped_bit_in_a_torn_tail_changes_no_entry() {
    let (bytes, path) = small_log();
    let torn = [bytes.as_slice(), &bytes[300..380]].concat();
    for offset in bytes.len()..torn.len() {
        for bit in 0..8 {
            let mut flipped = torn.clone();
            flipped[offset] ^= 1 << bit;
            let log = Log::from_bytes(&path, &flipped);
            assert_eq!(log.entries.len(), 3);
            assert!(log.torn > 0 || !log.faults.is_empty());
        }
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), at in 0usize..700) {
        let (mut log, path) = small_log();
        let at = at.min(log.len());
        log.splice(at..at, bytes);
        let before = Log::from_bytes(&path, &small_log().0);
        let read = Log::from_bytes(&path, &log);
        prop_assert!(read.entries.len() <= before.entries.len());
    }
}

#[test]
fn missing_doubled_or_swapped_lines_are_detected() {
    let (bytes, path) = small_log();
    let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    for order in [vec![0, 2, 3], vec![0, 1, 1, 2, 3], vec![0, 2, 1, 3], vec![1, 2, 3], vec![0, 0, 1]] {
        let mixed: Vec<u8> = order.iter().flat_map(|n| lines[*n]).copied().collect();
        assert_eq!(Log::from_bytes(&path, &mixed).faults.len(), 1, "{order:?}");
    }
}

#[test]
fn sequence_and_clocks_are_checked_even_where_the_chain_is_right() {
    let (bytes, path) = small_log();
    let log = Log::from_bytes(&path, &bytes);
    for (seq, clock, good) in [
        (4, 4, true),
        (4, MAX_CLOCK, true),
        (4, 3, false),
        (4, MAX_CLOCK + 1, false),
        (3, 4, false),
        (5, 4, false),
    ] {
        let entry = Entry { seq, clock, ..log.entries[2].clone() };
        let (line, _) = encode_entry(&entry, None, &log.head.unwrap()).unwrap();
        let read = Log::from_bytes(&path, &[&bytes[..], &line].concat());
        assert_eq!(read.faults.is_empty(), good, "{seq} {clock}");
    }
}

/// Reading costs little more than hashing and parsing. Run by hand with `--release`.
#[test]
#[ignore = "measures"]
fn a_million_entries_are_read_in_seconds() {
    let fixture = JournalFixture::with_session();
    let events: Vec<_> = (0..1_000_000).map(|n| note("step", &n.to_string())).collect();
    append_ok(fixture.open(alice()), &events);
    let begin = std::time::Instant::now();
    assert_eq!(fixture.read().entries().len(), 1_000_003);
    let (read, bytes) = (begin.elapsed(), fs::read(fixture.log_path(&alice())).unwrap());
    let begin = std::time::Instant::now();
    for line in bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let _: serde_json::Value = serde_json::from_slice(line).unwrap();
        let _ = sha2::Sha256::digest(line);
    }
    assert!(read < begin.elapsed() * 2, "{read:?}, hashed and parsed to values: {:?}", begin.elapsed());
}

#[test]
fn a_copy_under_another_name_is_ignored_unless_it_has_more() {
    for name in COPY_NAMES {
        let fixture = JournalFixture::with_session();
        let (log, copy) = (fixture.log_path(&alice()), fixture.folder().join(name));
        fs::copy(&log, &copy).unwrap();
        let mut open = fixture.open(alice());
        let entries = fixture.read().entries().len();
        append_ok(&mut open, &[mark("b")]);
        let logs = fixture.read();
        assert!(logs.is_sound(), "{name}: {}", fixture.faults());
        assert_eq!(logs.entries().len(), entries + 1, "{name}");
        assert!(
            logs.notices()[0].contains("is a copy of the log of `alice@h1`"),
            "{name}: {:?}",
            logs.notices()
        );

        // Another end: what the copy has was recorded on another machine.
        let whole = fs::read(&log).unwrap();
        fs::copy(&copy, &log).unwrap();
        append_ok(fixture.open(alice()), &[note("a", "elsewhere")]);
        fs::rename(&log, &copy).unwrap();
        fs::write(&log, whole).unwrap();
        let fault = format!("/{name}: this is a copy of the log of `alice@h1`, and only it has entry 4");
        assert_eq!(fixture.faults(), fault);
        let before = fs::read(&copy).unwrap();
        let done = repair(&fixture.home, &fixture.name, (at(), &bob()), &|_| {}, &mut RealFs).unwrap();
        assert_eq!((done.copies.len(), done.copies[0].2.len()), (1, 1), "{name}");
        assert_eq!(fs::read(&done.copies[0].0).unwrap(), before, "{name}");
        assert!(fixture.read().is_sound(), "{name}");
    }
}

/// The names that synchronisers, file managers and editors give to copies of `alice@h1.jsonl`.
const COPY_NAMES: [&str; 13] = [
    "alice@h1.sync-conflict-20261122-170311-ABCDEFG.jsonl",
    "alice@h1 (conflicted copy 2026-11-22).jsonl",
    "alice@h1 (bob's conflicted copy 2026-11-22).jsonl",
    "alice@h1 (1).jsonl",
    "alice@h1 - Copy.jsonl",
    "Copy of alice@h1.jsonl",
    "alice@h1-DESKTOP-1.jsonl",
    "alice@h1_conflict-20261122-170311.jsonl",
    "alice@h1 (copy).jsonl",
    "alice@h1.jsonl~",
    "alice@h1.jsonl.orig",
    "alice@h1.jsonl.bak",
    "#alice@h1.jsonl#",
];

#[test]
fn a_log_that_has_only_a_copy_gets_its_name_back() {
    let fixture = JournalFixture::with_session();
    fs::rename(fixture.log_path(&alice()), fixture.folder().join("alice@h1 (1).jsonl")).unwrap();
    repair(&fixture.home, &fixture.name, (at(), &bob()), &|_| {}, &mut RealFs).unwrap();
    assert!(fixture.read().is_sound());
    assert_eq!(fixture.read().entries().len(), 3);
}

/// As root, who may read everything, there is nothing to see.
#[cfg(unix)]
#[test]
fn a_log_of_others_that_is_not_readable_is_a_notice() {
    use std::os::unix::fs::PermissionsExt as _;
    let fixture = JournalFixture::with_session();
    append_ok(fixture.open(bob()), &[mark("b")]);
    fs::set_permissions(fixture.log_path(&bob()), fs::Permissions::from_mode(0o000)).unwrap();
    if fs::File::open(fixture.log_path(&bob())).is_ok() {
        return;
    }
    let logs = fixture.read();
    assert!(logs.is_sound());
    assert!(logs.notices()[0].starts_with("the entries of `bob@h2` are not readable for you"));
    append_ok(fixture.open(alice()), &[mark("c")]);
    assert!(fixture.open(alice()).follow().is_ok());
}

#[test]
fn entries_of_another_session_are_left_out() {
    let (fixture, other) = (JournalFixture::with_session(), JournalFixture::with_session());
    append_ok(other.open(bob()), &[mark("z")]);
    fs::copy(other.log_path(&bob()), fixture.log_path(&bob())).unwrap();
    let logs = fixture.read();
    assert_eq!(fixture.faults(), "/bob@h2.jsonl: the log belongs to another session");
    assert_eq!((logs.entries().len(), logs.is_sound()), (3, false));
}

#[test]
fn a_session_without_its_start_is_a_fault() {
    let fixture = JournalFixture::with_session();
    append_ok(fixture.open(bob()), &[mark("z")]);
    fs::remove_file(fixture.log_path(&alice())).unwrap();
    assert!(fixture.faults().contains("is not here yet"), "{}", fixture.faults());
    fs::remove_file(fixture.log_path(&bob())).unwrap();
    assert!(fixture.faults().contains("no log is here yet"), "{}", fixture.faults());
}

#[test]
fn other_files_in_the_folder_are_ignored() {
    let fixture = JournalFixture::with_session();
    for name in ["alice@h1.jsonl.torn-1", "._alice@h1.jsonl", ".alice@h1.jsonl.swp", "notes.txt"] {
        fs::write(fixture.folder().join(name), "x").unwrap();
    }
    assert!(fixture.read().is_sound());
}

#[test]
fn a_folder_in_the_place_of_a_log_is_refused() {
    let fixture = JournalFixture::with_session();
    fs::create_dir(fixture.log_path(&bob())).unwrap();
    assert!(fixture.faults().starts_with("/bob@h2.jsonl: cannot be read:"), "{}", fixture.faults());
    assert_eq!(fixture.read().entries().len(), 3);
}

#[cfg(unix)]
#[test]
fn a_link_or_a_pipe_in_the_place_of_a_log_is_refused_without_waiting() {
    let fixture = JournalFixture::with_session();
    std::os::unix::fs::symlink(fixture.log_path(&alice()), fixture.log_path(&bob())).unwrap();
    assert_eq!(fixture.faults(), "/bob@h2.jsonl: cannot be read: it is a symbolic link");
    fs::remove_file(fixture.log_path(&bob())).unwrap();
    make_pipe(&fixture.log_path(&bob()));
    assert_eq!(fixture.faults(), "/bob@h2.jsonl: cannot be read: it is not a regular file");
}

#[cfg(unix)]
fn make_pipe(path: &Path) {
    assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let fixture = JournalFixture::with_session();
    let log = fs::File::create(fixture.log_path(&bob())).unwrap();
    log.set_len((1 << 30) + 1).unwrap();
    assert_eq!(fixture.faults(), "/bob@h2.jsonl: cannot be read: it is larger than 1 GiB");
    // As some file systems leave it after a crash: no line ends, and all of it is never in memory.
    log.set_len(900 << 20).unwrap();
    assert_eq!(fixture.faults(), "/bob@h2.jsonl: cannot be read: a line of it is longer than 128 MiB");
}

#[test]
fn reading_leaves_no_trace() {
    let fixture = JournalFixture::with_session();
    let log = fixture.log_path(&alice());
    let mut bytes = fs::read(&log).unwrap();
    bytes.extend(b"{\"seq\"");
    fs::write(&log, &bytes).unwrap();
    for file in fixture.files_containing(".lock") {
        fs::remove_file(file).unwrap();
    }
    let logs = fixture.read();
    drop(fixture.open(bob()));
    assert!(logs.is_sound());
    assert!(logs.notices()[0].ends_with("ends in an unfinished line (6 bytes), which is left out"));
    assert_eq!(fs::read(&log).unwrap(), bytes);
    assert_eq!(fixture.files_containing("").len(), 1);
}

#[test]
fn sessions_are_listed_and_the_one_changed_last_is_found() {
    let fixture = JournalFixture::empty();
    assert_eq!(fixture.home.session_names().unwrap(), []);
    assert_eq!(fixture.home.latest_session().unwrap(), None);
    let error = fixture.home.read(&fixture.name).unwrap_err();
    assert!(matches!(error, JournalError::NoSession { .. }) && error.hint().is_some());
    let fixture = JournalFixture::with_session();
    // Windows allows no folder of that name.
    let con = if cfg!(windows) { "Con-" } else { "con" };
    for name in ["Upper", ".new-1", con, "b"] {
        fs::create_dir(fixture.home.path().join("sessions").join(name)).unwrap();
    }
    fs::write(fixture.home.path().join("sessions/file"), "").unwrap();
    let names = fixture.home.session_names().unwrap();
    assert_eq!(names, [SessionName::new("b").unwrap(), fixture.name.clone()]);
    assert_eq!(fixture.home.latest_session().unwrap(), Some(fixture.name.clone()));
    assert!(fixture.home.exists(&fixture.name) && !fixture.home.exists(&SessionName::new("x").unwrap()));
}

#[test]
fn a_fault_says_what_kind_it_is_and_a_strange_path_is_shown_safely() {
    let home = Home::new("/tmp/a\u{1b}[2J\nb".into());
    let error = home.read(&SessionName::new("x").unwrap()).unwrap_err().to_string();
    if cfg!(windows) {
        // No name can contain such characters on Windows, and the system reports it.
        assert_eq!(error, r"cannot look into `/tmp/a<U+001B>[2J b\sessions\x`");
    } else {
        assert_eq!(error, "there is no session `x` in `/tmp/a<U+001B>[2J b`");
    }
    let log = Log::from_bytes(Path::new("/x/a@b.jsonl"), b"{\"runsheet_log\":9}\n");
    assert!(matches!(log.faults[0].kind, FaultKind::TooNew { .. }));
}
