//! Fuzzes the reader of checklists: `cargo fuzz run checklist --fuzz-dir tests/fuzz`.

#![no_main]

#[path = "../round.rs"]
mod round;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| round::round(bytes));
