//! The plain face: what it says, and that it does what the full screen does.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod paths;
mod plain_env;
mod same_as_tui;
mod transcript;

#[path = "../wizard/play.rs"]
#[allow(dead_code, reason = "shared with the wizard's tests, which use more of it")]
mod play;
