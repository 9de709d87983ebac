//! Resuming a session with a long log, against parsing the log's lines and hashing them.

use std::fs;
use std::path::Path;

use runsheet::app::open_session::progress_from_logs;
use runsheet::checklist::RawChecklist;
use runsheet::journal::Home;
use runsheet::session::Progress;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::compare::{Comparison, Contender};
use crate::fixtures::{self, TempHome, me};

/// Steps of the checklist.
const STEPS: usize = 1000;

pub(crate) fn run(comparison: &mut Comparison) {
    for entries in comparison.sizes(&[10_000, 1_000_000]) {
        let temp_home = TempHome::new();
        let home = temp_home.home();
        let name = fixtures::recorded_session(&home, STEPS, entries);
        let log = fixtures::log_path(&home, &name);
        let title = format!("replay: {entries} entries, {} KB", fixtures::kilobytes(&log));
        let ours = Contender::in_subprocess("read, checked and folded", "replay", home.path());
        let baseline = Contender::in_subprocess("each line by serde_json and SHA-256", "replay-plain", &log);
        let rounds = if entries > 100_000 { 5 } else { 40 };
        comparison.run(&title, rounds, Some(2.0), ours, vec![baseline]);
    }
}

/// Does what `resume` does with the logs of a session.
pub(crate) fn replay_session(home: &Path) -> Progress {
    let logs = Home::new(home.to_owned()).read(&fixtures::name()).unwrap();
    progress_from_logs(&logs, &me()).unwrap_or_else(|error| panic!("{error}"))
}

/// A line of a log, parsed without any check.
#[derive(Deserialize)]
#[expect(dead_code, reason = "it is only parsed")]
pub(crate) struct PlainEntry {
    seq: u64,
    clock: u64,
    at: String,
    event: PlainEvent,
    chain: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(dead_code, reason = "it is only parsed")]
enum PlainEvent {
    Started { title: String, mode: String, source: String, checklist: Box<RawChecklist> },
    Marked { step: String, status: String, reason: Option<String> },
    Noted { step: String, text: String },
}

pub(crate) fn parse_plainly(log: &Path) -> Vec<(PlainEntry, [u8; 32])> {
    let bytes = fs::read(log).unwrap();
    let lines = bytes.split(|byte| *byte == b'\n').skip(1).filter(|line| !line.is_empty());
    lines.map(|line| (serde_json::from_slice(line).unwrap(), Sha256::digest(line).into())).collect()
}
