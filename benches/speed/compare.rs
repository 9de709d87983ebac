//! Runs what is measured and its floors in turns, and tells how they compare.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::quartiles::Quartiles;
use crate::subprocess;

/// How much is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scale {
    Quick,
    Usual,
    Full,
}

/// All that is measured in one run.
pub(crate) struct Comparison {
    pub(crate) scale: Scale,
    bounds: usize,
    exceeded: Vec<String>,
}

/// One who takes part: each call is a sample, and says how long what counts of it took.
pub(crate) struct Contender<'a> {
    name: &'a str,
    run: Box<dyn FnMut() -> Duration + 'a>,
}

impl<'a> Contender<'a> {
    pub(crate) fn new(name: &'a str, run: impl FnMut() -> Duration + 'a) -> Self {
        Self { name, run: Box::new(run) }
    }

    /// One that works in a process of its own; see `alone`.
    pub(crate) fn in_subprocess(name: &'a str, work: &'a str, path: &'a Path) -> Self {
        Self::new(name, || subprocess::sample(work, path).took)
    }

    /// One of which all counts, but not letting go of what came of it.
    pub(crate) fn timed<T>(name: &'a str, mut run: impl FnMut() -> T + 'a) -> Self {
        Self::new(name, move || time(&mut run))
    }
}

/// How long it takes; letting go of what came of it does not count.
pub(crate) fn time<T>(run: impl FnOnce() -> T) -> Duration {
    let begin = Instant::now();
    let made = std::hint::black_box(run());
    let took = begin.elapsed();
    drop(made);
    took
}

impl Comparison {
    pub(crate) fn new(scale: Scale) -> Self {
        println!("medians and [quartiles]; a ratio is ours to a floor, round by round\n");
        Self { scale, bounds: 0, exceeded: Vec::new() }
    }

    /// Those of the sizes that this run is for.
    pub(crate) fn sizes(&self, sizes: &[usize]) -> Vec<usize> {
        let most = match self.scale {
            Scale::Quick => 10_000,
            Scale::Usual => 100_000,
            Scale::Full => usize::MAX,
        };
        sizes.iter().copied().filter(|size| *size <= most).collect()
    }

    /// Lets them run in turns, so often or less, and tells. The bound is for the first floor.
    pub(crate) fn run(
        &mut self,
        title: &str,
        rounds: usize,
        bound: Option<f64>,
        ours: Contender<'_>,
        floors: Vec<Contender<'_>>,
    ) {
        let rounds = if self.scale == Scale::Quick { rounds.div_ceil(8).max(3) } else { rounds };
        let mut runners: Vec<Contender<'_>> = std::iter::once(ours).chain(floors).collect();
        let times = interleave(&mut runners, rounds);
        println!("{title}");
        for (place, (runner, own)) in runners.iter().zip(&times).enumerate() {
            let time = Quartiles::of(own.clone()).time();
            if place == 0 {
                println!("  {:<54} {time}", runner.name);
                continue;
            }
            let ratio = Quartiles::of(times[0].iter().zip(own).map(|(ours, floor)| ours / floor).collect());
            let bound = bound.filter(|_| place == 1);
            let verdict = bound.map(|bound| self.check_bound(title, ratio.median, bound)).unwrap_or_default();
            println!("  floor: {:<47} {time:<28} x {ratio}{verdict}", runner.name);
        }
    }

    /// Tells of memory, against the size of what is held in it, both in kilobytes.
    pub(crate) fn memory(&mut self, title: &str, (peak, size): (u32, u32), bound: f64) {
        let megabytes = |kilobytes: u32| f64::from(kilobytes) / 1e3;
        let ratio = f64::from(peak) / f64::from(size);
        let verdict = self.check_bound(title, ratio, bound);
        println!(
            "{title}\n  {:.1} MB at most, of a file of {:.1} MB: x {ratio:.2}{verdict}",
            megabytes(peak),
            megabytes(size)
        );
    }

    fn check_bound(&mut self, title: &str, ratio: f64, bound: f64) -> String {
        self.bounds += 1;
        let over = ratio > bound;
        if over {
            self.exceeded.push(format!("{title}: x {ratio:.2}, at most {bound}"));
        }
        format!(", at most {bound}{}", if over { ": OVER" } else { "" })
    }

    /// The last words: which bounds were broken.
    pub(crate) fn print_summary(self) {
        println!("\n{} of {} bounds are kept", self.bounds - self.exceeded.len(), self.bounds);
        for over in &self.exceeded {
            println!("OVER: {over}");
        }
    }
}

/// What each took in each round, in seconds.
fn interleave(runners: &mut [Contender<'_>], rounds: usize) -> Vec<Vec<f64>> {
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
