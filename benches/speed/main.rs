//! How fast runsheet is, each figure beside its baseline: `cargo bench`.
//!
//! A baseline is the least that such a program can do: parse the file, write one
//! line and sync it, draw a bare list. The program and its baseline run in turns, and what counts is their
//! ratio: it holds on other machines and on busy ones, milliseconds do not. That is also why this does not
//! use `criterion`, which measures one thing after the other and compares with the run of yesterday.
//!
//! What the terminal adds (the frame's bytes, the time from a key to the screen) is measured from
//! outside, with `bench_tui.toml` beside this folder.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "it fails by panicking")]
#![expect(clippy::print_stdout, reason = "its numbers are what it is for")]

mod change;
mod compare;
mod fixtures;
mod key;
mod load;
mod program;
mod quartiles;
mod replay;
mod report;
mod search;
mod subprocess;

use compare::{Comparison, RunSize};

/// Measures one group of figures.
type Group = fn(&mut Comparison);

/// The groups by the names that the command line takes.
const GROUPS: [(&str, Group); 7] = [
    ("load", load::run),
    ("replay", replay::run),
    ("change", change::run),
    ("key", key::run),
    ("search", search::run),
    ("program", program::run),
    ("report", report::run),
];

const USAGE: &str = "\
use: cargo bench [-- [--quick | --full] [GROUP...]]

  --quick   few rounds and no more than 10,000 steps
  --full    also what takes minutes: a log of 1,000,000 entries";

fn main() {
    let mut args = std::env::args().skip(1).peekable();
    if args.next_if_eq(subprocess::SUBPROCESS).is_some() {
        return subprocess::run_workload(args);
    }
    if let Some((asked, groups)) = parse_args(args) {
        measure(asked, &groups);
    } else {
        let names: Vec<&str> = GROUPS.iter().map(|(name, _)| *name).collect();
        println!("{USAGE}\n\ngroups: {}", names.join(", "));
    }
}

fn measure(asked: RunSize, groups: &[String]) {
    let mut races = Comparison::new(asked);
    for (name, run) in GROUPS {
        if groups.is_empty() || groups.iter().any(|group| group == name) {
            run(&mut races);
        }
    }
    races.print_summary();
}

/// What the command line asks for; nothing where it asks for help or for what there is not.
fn parse_args(args: impl Iterator<Item = String>) -> Option<(RunSize, Vec<String>)> {
    let mut asked = RunSize::Usual;
    let mut groups = Vec::new();
    for arg in args {
        match arg.as_str() {
            // cargo says so to every benchmark.
            "--bench" => {}
            "--quick" => asked = RunSize::Quick,
            "--full" => asked = RunSize::Full,
            name if GROUPS.iter().any(|(group, _)| *group == name) => groups.push(arg),
            _ => return None,
        }
    }
    Some((asked, groups))
}
