//! The tests from outside, as one program: `cargo test --test it`, and `cargo test --test it cli::` for a
//! part of them. What one may not do to the process that all share (its environment, its folder, its
//! signals and limits) is done in a child.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![expect(clippy::indexing_slicing, clippy::string_slice, reason = "a test fails by panicking")]
#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]

mod support;

mod cli;
mod faults;
mod fuzzing;
mod import;
mod plain;
mod pty;
mod tidy;
mod tui;
