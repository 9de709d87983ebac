//! The fuzz target's round, a bounded number of times on a stable compiler: pieces of checklists cut,
//! doubled and mixed. `RUNSHEET_FUZZ=n` plays n rounds.

#[path = "../fuzz/round.rs"]
mod round;

use round::round;

use crate::support::Rng;

const SEEDS: [&str; 4] = [
    include_str!("../../checklists/software-updates.json"),
    include_str!("../../src/cli/new.json"),
    "# List\n\n- [ ] one\n  - [x] two `code`\n\n| a | b |\n|---|---|\n| [ ] | c |\n",
    "{\"format\":1,\"id\":\"a\",\"title\":\"\\u202e\",\"steps\":[{\"id\":\"s\",\"title\":\"S\",\"when\":{\"all\":[]}}]}",
];

/// Words that mean something to the readers, to be thrown in.
const WORDS: [&str; 12] = [
    "{",
    "}",
    "[",
    "]",
    "\"",
    "\\u0000",
    "\"when\":{\"not\":",
    "null",
    "1e999",
    "\u{feff}",
    "- [ ] ",
    "\n```\n",
];

fn mutated_input(rng: &mut Rng) -> Vec<u8> {
    let mut bytes = SEEDS[rng.below(SEEDS.len())].as_bytes().to_vec();
    bytes.truncate(4096);
    for _ in 0..=rng.below(6) {
        let (a, b) = (rng.below(bytes.len() + 1), rng.below(bytes.len() + 1));
        let (from, to) = (a.min(b), a.max(b));
        match rng.below(5) {
            0 => drop(bytes.drain(from..to)),
            1 => bytes.truncate(to),
            2 => {
                let piece = bytes[from..to].to_vec();
                bytes.splice(from..from, piece);
            }
            3 => {
                let byte = u8::try_from(rng.below(256)).unwrap_or(0);
                bytes.splice(from..from, [byte]);
            }
            _ => {
                let word = WORDS[rng.below(WORDS.len())].bytes();
                bytes.splice(from..from, word);
            }
        }
    }
    bytes
}

#[test]
fn whatever_the_bytes_are_reading_them_ends_in_words() {
    let rounds = std::env::var("RUNSHEET_FUZZ").ok().and_then(|n| n.parse().ok()).unwrap_or(2000);
    let mut rng = Rng(0x9e37_79b9_7f4a_7c15);
    for _ in 0..rounds {
        round(&mutated_input(&mut rng));
    }
}
