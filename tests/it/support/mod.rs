//! What the tests share: machines of their own, terminals, and the full screen without a terminal.

#[cfg(unix)]
mod keys;
pub(crate) mod play;
#[cfg(unix)]
mod process;
mod sealed;
#[cfg(unix)]
mod terminal;
#[cfg(unix)]
mod world;

#[cfg(unix)]
pub(crate) use keys::bytes;
#[cfg(unix)]
pub(crate) use process::{cpu_ticks, is_missing, wait_until_quiet, wait_until_writing, wake_ups};
pub(crate) use sealed::{Sealed, skipped};
#[cfg(unix)]
pub(crate) use terminal::Terminal;
#[cfg(unix)]
pub(crate) use world::World;

use std::time::{Duration, Instant};

/// How long anything may take on a machine that has other things to do.
pub(crate) const DEADLINE: Duration = Duration::from_secs(30);

/// Waits until something is so that nobody reports. Gives back how long it took.
#[track_caller]
pub(crate) fn until(what: &str, mut is_so: impl FnMut() -> bool) -> Duration {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < DEADLINE, "waited in vain until {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
    began.elapsed()
}
