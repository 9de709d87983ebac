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

#[cfg(unix)]
use std::time::{Duration, Instant};

/// A small generator of random numbers (xorshift), so that a failing run can be repeated by its seed.
pub(crate) struct Rng(pub(crate) u64);

impl Rng {
    /// Returns a number below a bound.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (bound.max(1) as u64)).unwrap()
    }
}

/// How long anything may take on a machine that has other things to do.
#[cfg(unix)]
pub(crate) const DEADLINE: Duration = Duration::from_secs(30);

/// Polls until a condition holds that nothing announces. Returns how long it took.
#[cfg(unix)]
#[track_caller]
pub(crate) fn until(what: &str, mut is_so: impl FnMut() -> bool) -> Duration {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < DEADLINE, "waited in vain until {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
    began.elapsed()
}
