//! One sample in a process of its own, as in use. A program that reads much at its start pays for the
//! memory that it asks the system for; a process that did the same before has that memory already.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::{load, replay};

/// The argument that makes a process run one workload and end.
pub(crate) const SUBPROCESS: &str = "--alone";

/// Work on a path, timed without the drop of its result.
type Workload = fn(&Path) -> Duration;

/// The workloads by name.
const WORKLOADS: [(&str, Workload); 6] = [
    ("load", |path| time_without_drop(|| load::parse_checklist(path))),
    ("load-first", |path| time_without_drop(|| load::first_frame(path))),
    ("load-structs", |path| time_without_drop(|| load::parse_structs(path))),
    ("load-value", |path| time_without_drop(|| load::parse_value(path))),
    ("replay", |path| time_without_drop(|| replay::replay_session(path))),
    ("replay-plain", |path| time_without_drop(|| replay::parse_plainly(path))),
];

/// What such a process reports.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sample {
    pub(crate) took: Duration,
    /// The most memory that it had, in kilobytes; nothing where the system does not say.
    pub(crate) peak: Option<u32>,
}

/// Runs a workload in a process of its own.
pub(crate) fn sample(work: &str, path: &Path) -> Sample {
    let this = std::env::current_exe().unwrap();
    let output = Command::new(this).arg(SUBPROCESS).arg(work).arg(path).output().unwrap();
    assert!(output.status.success(), "{work}: {}", String::from_utf8_lossy(&output.stderr));
    let printed = String::from_utf8(output.stdout).unwrap();
    let (nanos, peak) = printed.trim().split_once(' ').unwrap();
    Sample { took: Duration::from_nanos(nanos.parse().unwrap()), peak: peak.parse().ok() }
}

/// Runs a workload in this process and prints its sample.
pub(crate) fn run_workload(mut args: impl Iterator<Item = String>) {
    let work = args.next().unwrap();
    let path = PathBuf::from(args.next().unwrap());
    let (_, work) = WORKLOADS.iter().find(|(name, _)| *name == work).unwrap();
    let took = work(&path);
    println!("{} {}", took.as_nanos(), peak_memory().map_or("-".to_owned(), |peak| peak.to_string()));
}

/// Returns how long it takes, without the drop of its result: the program would not drop it either.
fn time_without_drop<T>(run: impl FnOnce() -> T) -> Duration {
    let begin = Instant::now();
    std::mem::forget(std::hint::black_box(run()));
    begin.elapsed()
}

/// The most memory that this process had, in kilobytes; known on Linux only.
fn peak_memory() -> Option<u32> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().trim_end_matches(" kB").parse().ok()?;
    u32::try_from(kibibytes * 1024 / 1000).ok()
}
