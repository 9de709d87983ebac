//! Runs what is measured and its floors in turns, and tells how they compare.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::alone;
use crate::spread::Spread;

/// How much is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    Quick,
    Usual,
    Full,
}

/// All that is measured in one run.
pub(crate) struct Races {
    pub(crate) asked: Asked,
    bounds: usize,
    over: Vec<String>,
}

/// One who takes part: each call is a sample, and says how long what counts of it took.
pub(crate) struct Runner<'a> {
    name: &'a str,
    run: Box<dyn FnMut() -> Duration + 'a>,
}

impl<'a> Runner<'a> {
    pub(crate) fn new(name: &'a str, run: impl FnMut() -> Duration + 'a) -> Self {
        Self { name, run: Box::new(run) }
    }

    /// One that works in a process of its own; see `alone`.
    pub(crate) fn alone(name: &'a str, work: &'a str, path: &'a Path) -> Self {
        Self::new(name, || alone::sample(work, path).took)
    }

    /// One of which all counts, but not letting go of what came of it.
    pub(crate) fn timed<T>(name: &'a str, mut run: impl FnMut() -> T + 'a) -> Self {
        Self::new(name, move || timed(&mut run))
    }
}

/// How long it takes; letting go of what came of it does not count.
pub(crate) fn timed<T>(run: impl FnOnce() -> T) -> Duration {
    let begin = Instant::now();
    let made = std::hint::black_box(run());
    let took = begin.elapsed();
    drop(made);
    took
}

impl Races {
    pub(crate) fn new(asked: Asked) -> Self {
        println!("medians and [quartiles]; a ratio is ours to a floor, round by round\n");
        Self { asked, bounds: 0, over: Vec::new() }
    }

    /// Those of the sizes that this run is for.
    pub(crate) fn sizes(&self, sizes: &[usize]) -> Vec<usize> {
        let most = match self.asked {
            Asked::Quick => 10_000,
            Asked::Usual => 100_000,
            Asked::Full => usize::MAX,
        };
        sizes.iter().copied().filter(|size| *size <= most).collect()
    }

    /// Lets them run in turns, so often or less, and tells. The bound is for the first floor.
    pub(crate) fn run(
        &mut self,
        title: &str,
        rounds: usize,
        bound: Option<f64>,
        ours: Runner<'_>,
        floors: Vec<Runner<'_>>,
    ) {
        let rounds = if self.asked == Asked::Quick { rounds.div_ceil(8).max(3) } else { rounds };
        let mut runners: Vec<Runner<'_>> = std::iter::once(ours).chain(floors).collect();
        let times = in_turns(&mut runners, rounds);
        println!("{title}");
        for (place, (runner, own)) in runners.iter().zip(&times).enumerate() {
            let time = Spread::of(own.clone()).time();
            if place == 0 {
                println!("  {:<54} {time}", runner.name);
                continue;
            }
            let ratio = Spread::of(times[0].iter().zip(own).map(|(ours, floor)| ours / floor).collect());
            let bound = bound.filter(|_| place == 1);
            let verdict = bound.map(|bound| self.judge(title, ratio.median, bound)).unwrap_or_default();
            println!("  floor: {:<47} {time:<28} x {ratio}{verdict}", runner.name);
        }
    }

    /// Tells of memory, against the size of what is held in it, both in kilobytes.
    pub(crate) fn memory(&mut self, title: &str, (peak, size): (u32, u32), bound: f64) {
        let megabytes = |kilobytes: u32| f64::from(kilobytes) / 1e3;
        let ratio = f64::from(peak) / f64::from(size);
        let verdict = self.judge(title, ratio, bound);
        println!(
            "{title}\n  {:.1} MB at most, of a file of {:.1} MB: x {ratio:.2}{verdict}",
            megabytes(peak),
            megabytes(size)
        );
    }

    fn judge(&mut self, title: &str, ratio: f64, bound: f64) -> String {
        self.bounds += 1;
        let over = ratio > bound;
        if over {
            self.over.push(format!("{title}: x {ratio:.2}, at most {bound}"));
        }
        format!(", at most {bound}{}", if over { ": OVER" } else { "" })
    }

    /// The last words: which bounds were broken.
    pub(crate) fn finish(self) {
        println!("\n{} of {} bounds are kept", self.bounds - self.over.len(), self.bounds);
        for over in &self.over {
            println!("OVER: {over}");
        }
    }
}

/// What each took in each round, in seconds.
fn in_turns(runners: &mut [Runner<'_>], rounds: usize) -> Vec<Vec<f64>> {
    let mut times = vec![Vec::new(); runners.len()];
    // The round before the first only warms up.
    for round in 0..=rounds {
        for (runner, times) in runners.iter_mut().zip(&mut times) {
            let took = (runner.run)().as_secs_f64();
            if round > 0 {
                times.push(took);
            }
        }
    }
    times
}
