//! The wizard by key scripts: stories with pictures, without a terminal.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod play;

mod board;
mod fields;
mod readme;
mod rebase;
mod saving;
mod scenes;
mod screens;
mod sizes;
mod stories;
