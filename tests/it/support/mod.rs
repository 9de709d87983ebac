//! What the tests share: machines of their own, terminals, and the full screen without a terminal.

mod env;
#[cfg(unix)]
mod keys;
mod plain;
pub(crate) mod play;
#[cfg(unix)]
mod process;
#[cfg(unix)]
mod program;
#[cfg(unix)]
mod terminal;

pub(crate) use env::{TestEnv, skipped};
#[cfg(unix)]
pub(crate) use keys::bytes;
pub(crate) use plain::BeforePiece;
#[cfg(unix)]
pub(crate) use process::{cpu_ticks, is_missing, wait_until_quiet, wait_until_writing, wake_ups};
#[cfg(unix)]
pub(crate) use terminal::Terminal;

use std::time::{Duration, Instant};

/// How long anything may take on a machine that has other things to do.
pub(crate) const DEADLINE: Duration = Duration::from_secs(30);

/// Polls until a condition holds that nothing announces. Returns how long it took.
#[track_caller]
pub(crate) fn until(what: &str, mut is_so: impl FnMut() -> bool) -> Duration {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < DEADLINE, "waited in vain until {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
    began.elapsed()
}
