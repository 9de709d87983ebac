//! DISK. Verifying and repairing: damaged parts are quarantined complete, and work continues.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use proptest::sample::Index;

use super::super::{RealFs, RepairSummary, SessionLogs, repair, verify};
use super::support::*;
use crate::session::{Entry, Event};

fn run_repair(fixture: &JournalFixture) -> RepairSummary {
    repair(&fixture.home, &fixture.name, (at(), &bob()), &|_| {}, &mut RealFs).unwrap()
}

/// Returns the texts of the notes in a session.
fn notes(logs: &SessionLogs) -> Vec<String> {
    let note = |event: &Event| match event {
        Event::Noted { text, .. } => Some(text.clone()),
        _ => None,
    };
    logs.entries().into_iter().filter_map(|(_, entry)| note(&entry.event)).collect()
}

/// Returns a session with nine entries of alice: its start and the notes 2 to 9.
fn nine_entries() -> JournalFixture {
    let fixture = JournalFixture::empty();
    let events: Vec<Event> = (2..10).map(|n| note("a", &n.to_string())).collect();
    append_ok(fixture.create(), &[vec![started()], events].concat());
    fixture
}

fn lines(path: &Path) -> Vec<Vec<u8>> {
    fs::read(path).unwrap().split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect()
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
fn entries_behind_a_flipped_bit_are_read_and_kept_by_a_repair() {
    let fixture = nine_entries();
    let log = fixture.log_path(&alice());
    let mut all = lines(&log);
    all[2][7] ^= 1;
    fs::write(&log, all.concat()).unwrap();
    let read = fixture.read();
    assert_eq!(notes(&read), ["3", "4", "5", "6", "7", "8", "9"]);
    assert!(fixture.faults().starts_with("/alice@h1.jsonl:3: "), "{}", fixture.faults());
    assert!(read.notices()[0].ends_with("1 entry lost (line 3); 7 entries after the damage shown"));
    assert!(!read.is_after_damage(&alice(), read.entries()[0].1));
    assert!(read.is_after_damage(&alice(), read.entries()[1].1));

    let done = run_repair(&fixture);
    assert_eq!(done.remaining, []);
    assert_eq!(fs::read(&done.quarantined[0]).unwrap(), all.concat());
    let read = fixture.read();
    assert_eq!(notes(&read), ["3", "4", "5", "6", "7", "8", "9"]);
    assert!(read.is_sound());
    let notice = "was repaired at 2026-11-22T17:03:11Z by bob@h2: 1 entry lost (line 3)";
    assert!(read.notices()[0].ends_with(notice), "{:?}", read.notices());
    assert_eq!(append_ok(fixture.open(alice()), &[mark("b")])[0].seq, 10);
    assert_eq!(run_repair(&fixture), RepairSummary::default());
    assert_eq!(fixture.files_containing(".new-"), <[PathBuf; 0]>::default());
}

/// The chain of a line may be damaged, and the line not: then the next one continues from it.
#[test]
fn a_line_with_a_damaged_chain_is_kept_if_the_next_one_continues_from_it() {
    let fixture = nine_entries();
    let log = fixture.log_path(&alice());
    let mut all = lines(&log);
    let at = all[4].len() - 10;
    all[4][at] ^= 1;
    fs::write(&log, all.concat()).unwrap();
    assert_eq!(notes(&fixture.read()), ["2", "3", "4", "5", "6", "7", "8", "9"]);
}

#[test]
fn a_damaged_header_hides_no_entry() {
    for at in 0..300 {
        let fixture = nine_entries();
        let log = fixture.log_path(&alice());
        let mut all = lines(&log);
        let at = at.min(all[0].len() - 2);
        all[0][at] ^= 1;
        fs::write(&log, all.concat()).unwrap();
        assert_eq!(fixture.read().entries().len(), 9, "byte {at}");
        run_repair(&fixture);
        assert!(fixture.read().is_sound(), "byte {at}: {}", fixture.faults());
        assert_eq!(fixture.read().entries().len(), 9, "byte {at}");
    }
}

#[test]
fn changed_line_ends_are_mended_without_a_trace() {
    let fixture = nine_entries();
    let log = fixture.log_path(&alice());
    let before = fs::read(&log).unwrap();
    let crlf = String::from_utf8(before.clone()).unwrap().replace('\n', "\r\n");
    fs::write(&log, &crlf).unwrap();
    assert!(fixture.faults().contains("the line ends in CR LF"), "{}", fixture.faults());
    assert_eq!(fixture.read().entries().len(), 9);
    run_repair(&fixture);
    assert!(fs::read(&log).unwrap() == before);
    assert_eq!(fixture.read().notices(), [] as [String; 0]);
}

#[test]
fn both_sides_of_a_conflict_in_git_are_kept() {
    let fixture = nine_entries();
    let log = fixture.log_path(&alice());
    let base = fs::read(&log).unwrap();
    let side = |text: &str| {
        fs::write(&log, &base).unwrap();
        let first = append_ok(fixture.open(alice()), &[note("a", text)])[0].seq;
        let edit =
            Event::Noted { step: "a".into(), text: format!("{text}!"), replaces: Some(first), undoes: None };
        append_ok(fixture.open(alice()), &[edit]);
        fs::read(&log).unwrap()[base.len()..].to_vec()
    };
    let (ours, theirs) = (side("ours"), side("theirs"));
    let conflict = [&base[..], b"<<<<<<< HEAD\n", &ours, b"=======\n", &theirs, b">>>>>>> main\n"];
    fs::write(&log, conflict.concat()).unwrap();
    assert!(fixture.faults().contains("git left a conflict here"), "{}", fixture.faults());
    let done = run_repair(&fixture);
    assert_eq!(done.rewritten[0].1.lost, 0, "{done:?}");
    let read = fixture.read();
    assert!(read.is_sound(), "{}", fixture.faults());
    let all = read.entries();
    let replaced = |text: &str| {
        let edit = all.iter().find_map(|(_, entry)| match &entry.event {
            Event::Noted { text: it, replaces, .. } if *it == format!("{text}!") => *replaces,
            _ => None,
        });
        all.iter().find(|(_, entry)| Some(entry.seq) == edit).map(|(_, entry)| entry.event.clone())
    };
    assert_eq!(replaced("ours"), Some(note("a", "ours")));
    assert_eq!(replaced("theirs"), Some(note("a", "theirs")));
}

/// A kind of damage to bytes.
#[derive(Debug, Clone)]
enum Harm {
    Overwrite(Index, usize, u8),
    Cut(Index, usize),
    Insert(Index, Vec<u8>),
    DeleteLine(Index),
    DoubleLine(Index),
    SwapLines(Index, Index),
}

fn any_harm() -> impl Strategy<Value = Harm> {
    prop_oneof![
        (any::<Index>(), 1..400_usize, any::<u8>())
            .prop_map(|(at, len, with)| Harm::Overwrite(at, len, with)),
        (any::<Index>(), Just(1), any::<u8>()).prop_map(|(at, len, with)| Harm::Overwrite(at, len, with)),
        (any::<Index>(), 1..400_usize).prop_map(|(at, len)| Harm::Cut(at, len)),
        (any::<Index>(), proptest::collection::vec(any::<u8>(), 1..40))
            .prop_map(|(at, with)| Harm::Insert(at, with)),
        any::<Index>().prop_map(Harm::DeleteLine),
        any::<Index>().prop_map(Harm::DoubleLine),
        (any::<Index>(), any::<Index>()).prop_map(|(a, b)| Harm::SwapLines(a, b)),
    ]
}

fn damage(path: &Path, harm: &Harm) {
    let (mut bytes, mut all) = (fs::read(path).unwrap(), lines(path));
    match harm {
        Harm::Overwrite(at, len, with) => {
            let at = at.index(bytes.len());
            let end = (at + len).min(bytes.len());
            bytes[at..end].fill(*with);
        }
        Harm::Cut(at, len) => {
            let at = at.index(bytes.len());
            bytes.drain(at..(at + len).min(bytes.len()));
        }
        Harm::Insert(at, with) => {
            let at = at.index(bytes.len());
            bytes.splice(at..at, with.iter().copied());
        }
        Harm::DeleteLine(at) => drop(all.remove(at.index(all.len()))),
        Harm::DoubleLine(at) => all.insert(at.index(all.len()), all[at.index(all.len())].clone()),
        Harm::SwapLines(a, b) => {
            let len = all.len();
            all.swap(a.index(len), b.index(len));
        }
    }
    let of_bytes = matches!(harm, Harm::Overwrite(..) | Harm::Cut(..) | Harm::Insert(..));
    fs::write(path, if of_bytes { bytes } else { all.concat() }).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// Whatever happens to one of the logs: after a repair every entry is there whose line is whole, no
    /// entry says anything else than was written, the lost ones are counted, and work goes on.
    #[test]
    fn after_any_damage_every_whole_line_is_kept(in_alices in any::<bool>(), harm in any_harm()) {
        let fixture = nine_entries();
        append_ok(fixture.open(bob()), &(0..6).map(|n| note("b", &format!("b{n}"))).collect::<Vec<_>>());
        let (log, writer) = if in_alices { (fixture.log_path(&alice()), alice()) } else { (fixture.log_path(&bob()), bob()) };
        let written = lines(&log);
        let whole = fixture.read();
        let before = fs::read(&log).unwrap();
        damage(&log, &harm);
        let after = fs::read(&log).unwrap();
        let left = lines(&log);
        let own = |logs: &SessionLogs| -> Vec<Entry> {
            logs.entries().into_iter().filter(|(by, _)| **by == writer).map(|(_, entry)| entry.clone()).collect()
        };
        let is_start = |entry: &Entry| matches!(entry.event, Event::Started { .. });
        let expected: Vec<Entry> = own(&whole)
            .into_iter()
            .zip(&written[1..])
            .filter(|(entry, line)| left.contains(line) && !is_start(entry))
            .map(|(entry, _)| entry)
            .collect();
        let was_sound = fixture.read().is_sound();
        let done = repair(
            &fixture.home,
            &fixture.name,
            (at(), &bob()),
            &|logs| if let Some((log, _)) = logs.lost_start() { logs.replace_start(log, started()) },
            &mut RealFs,
        )
        .unwrap();
        let repaired = fixture.read();
        prop_assert!(repaired.is_sound(), "{:?} {}", harm, fixture.faults());
        let kept = own(&repaired);
        for entry in &expected {
            prop_assert!(kept.contains(entry), "{harm:?}: {entry:?} is missing");
        }
        let known = own(&whole);
        for entry in kept.iter().filter(|entry| !is_start(entry)) {
            prop_assert!(known.contains(entry), "{harm:?}: {entry:?} was never written");
        }
        if !was_sound && before != after {
            let kept_aside = done.quarantined.iter().any(|path| fs::read(path).unwrap() == after);
            prop_assert!(kept_aside, "{harm:?}: the damaged log is not kept");
            let missing = known.iter().filter(|entry| !kept.contains(entry)).count() as u64;
            let lost: u64 = done.rewritten.iter().map(|(_, record)| record.lost).sum();
            // What was cut off at the end leaves no trace.
            let highest = kept.last().map_or(0, |entry| entry.seq);
            let is_lost = |entry: &&Entry| entry.seq < highest && !is_start(entry) && !kept.contains(entry);
            let inner = known.iter().filter(is_lost).count() as u64;
            prop_assert!(inner <= lost || missing == 0, "{harm:?}: {lost} of {missing} counted");
            if lost > 0 {
                prop_assert!(repaired.notices().iter().any(|notice| notice.contains("was repaired at")));
            }
        }
        // Another test that starts a program may hold a copy of a lock for a moment.
        let disk = FaultyFs::default();
        disk.update_plan(|plan| plan.locks = LockSupport::Unsupported);
        append_ok(fixture.open_on(writer.clone(), &disk), &[mark("z")]);
        prop_assert!(fixture.read().is_sound());
    }
}

#[test]
fn a_foreign_log_and_one_without_a_header_are_quarantined_as_a_whole() {
    let (fixture, other) = (JournalFixture::with_session(), JournalFixture::with_session());
    append_ok(other.open(bob()), &[mark("z")]);
    fs::copy(other.log_path(&bob()), fixture.log_path(&bob())).unwrap();
    fs::write(fixture.folder().join("x@y.jsonl"), "hello\n").unwrap();
    let done = run_repair(&fixture);
    assert_eq!((done.quarantined.len(), done.rewritten.len(), done.remaining.len()), (2, 1, 0));
    assert_eq!(fs::read(&done.quarantined[0]).unwrap(), fs::read(other.log_path(&bob())).unwrap());
    assert!(fixture.read().is_sound());
    assert_eq!(fixture.files_containing("set-aside-20261122T170311Z").len(), 1);
    assert_eq!(fixture.files_containing("damaged-20261122T170311Z").len(), 1);
}

#[test]
fn logs_of_a_newer_program_are_left_alone() {
    let fixture = JournalFixture::with_session();
    fs::write(fixture.log_path(&bob()), "{\"runsheet_log\":2}\n").unwrap();
    let done = run_repair(&fixture);
    assert_eq!((done.quarantined.len(), done.rewritten.len(), done.remaining.len()), (0, 0, 1));
    assert!(fixture.log_path(&bob()).exists());
}
