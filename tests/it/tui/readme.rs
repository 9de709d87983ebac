//! The README's picture, key table and examples are those of the program.
//!
//! `RUNSHEET_WRITE_README=1 cargo test --test it readme` writes picture and table anew.

use std::fmt::Write as _;
use std::fs;

use runsheet::checklist::parse;
use runsheet::tui::keymap::{GLOBAL_KEYS, KEYS, KeyContext, QUIT_KEYS};

use crate::support::play::Play;

const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");

/// The README with a part replaced by what the program says.
fn replace_part(readme: &str, begin: &str, end: &str, part: &str) -> String {
    let (before, rest) = readme.split_once(begin).unwrap_or_else(|| panic!("README has no {begin}"));
    let (_, after) = rest.split_once(end).unwrap_or_else(|| panic!("README has no {end}"));
    format!("{before}{begin}{part}{end}{after}")
}

fn screen() -> String {
    let mut play = Play::new(80, 24);
    play.keys("\n\n\n\nn").keys("\nsccm02\n").keys("bwaiting for the load balancer\n");
    let screen = play.screen();
    let lines: Vec<&str> = screen.lines().take(24).collect();
    lines.join("\n") + "\n"
}

fn keys() -> String {
    let mut table = String::from("\n\n| key | does |\n|---|---|\n");
    let in_session = KEYS.iter().filter(|binding| binding.context == KeyContext::Session);
    for binding in in_session.chain(GLOBAL_KEYS).chain(QUIT_KEYS) {
        let keys: Vec<String> = binding.keys.split(' ').map(|key| format!("`{key}`")).collect();
        writeln!(table, "| {} | {} |", keys.join(" "), binding.help).unwrap();
    }
    table.push('\n');
    table
}

#[test]
fn the_picture_and_the_key_table_are_true() {
    let readme = fs::read_to_string(README).unwrap();
    let expected = replace_part(&readme, "<!-- screen -->\n```text\n", "```", &screen());
    let expected = replace_part(&expected, "<!-- keys -->", "<!-- end of keys -->", &keys());
    if std::env::var_os("RUNSHEET_WRITE_README").is_some() {
        fs::write(README, &expected).unwrap();
    }
    assert!(readme == expected, "README.md is stale; RUNSHEET_WRITE_README=1 writes it anew");
}

#[test]
fn every_json_block_is_a_valid_checklist() {
    let readme = fs::read_to_string(README).unwrap();
    let blocks: Vec<&str> =
        readme.split("```json\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(!blocks.is_empty());
    for block in blocks {
        if let Err(problems) = parse(block.as_bytes()) {
            panic!("{block}\n{problems:#?}");
        }
    }
}
