//! What every test works with: a world of its own, and terminals in it.

mod keys;
mod process;
mod terminal;
mod world;

pub(crate) use keys::bytes;
pub(crate) use process::{cpu_ticks, is_missing, wait_until_quiet, wait_until_writing, wake_ups};
pub(crate) use terminal::Terminal;
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
