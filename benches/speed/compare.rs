//! Runs the program and its baselines in turns and prints how they compare.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::quartiles::Quartiles;
use crate::subprocess;

/// How long and on how much data to measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RunSize {
    Quick,
    Usual,
    Full,
}

/// One run of the benchmark, with the bounds that it exceeded.
pub(crate) struct Comparison {
    pub(crate) size: RunSize,
    bounds: usize,
    exceeded: Vec<String>,
}

/// One of those compared: each call takes a sample and returns the time that counts.
pub(crate) struct Contender<'a> {
    name: &'a str,
    run: Box<dyn FnMut() -> Duration + 'a>,
}

impl<'a> Contender<'a> {
    pub(crate) fn new(name: &'a str, run: impl FnMut() -> Duration + 'a) -> Self {
        Self { name, run: Box::new(run) }
    }

    /// Runs each sample in a process of its own.
    pub(crate) fn in_subprocess(name: &'a str, work: &'a str, path: &'a Path) -> Self {
        Self::new(name, || subprocess::sample(work, path).took)
    }

    /// Times the whole call without the drop of its result.
    pub(crate) fn timed<T>(name: &'a str, mut run: impl FnMut() -> T + 'a) -> Self {
        Self::new(name, move || time(&mut run))
    }
}

/// Returns how long it takes, without the drop of its result.
pub(crate) fn time<T>(run: impl FnOnce() -> T) -> Duration {
    let begin = Instant::now();
    let made = std::hint::black_box(run());
    let took = begin.elapsed();
    drop(made);
    took
}

impl Comparison {
    pub(crate) fn new(size: RunSize) -> Self {
        println!("medians and [quartiles]; a ratio is ours to a baseline, round by round\n");
        Self { size, bounds: 0, exceeded: Vec::new() }
    }

    /// Returns the sizes that this run covers.
    pub(crate) fn sizes(&self, sizes: &[usize]) -> Vec<usize> {
        let most = match self.size {
            RunSize::Quick => 10_000,
            RunSize::Usual => 100_000,
            RunSize::Full => usize::MAX,
        };
        sizes.iter().copied().filter(|size| *size <= most).collect()
    }

    /// Runs all in turns, at most this many rounds, and prints the ratios. The bound holds for the first
    /// baseline.
    pub(crate) fn run(
        &mut self,
        title: &str,
        rounds: usize,
        bound: Option<f64>,
        ours: Contender<'_>,
        baselines: Vec<Contender<'_>>,
    ) {
        let rounds = if self.size == RunSize::Quick { rounds.div_ceil(8).max(3) } else { rounds };
        let mut contenders: Vec<Contender<'_>> = std::iter::once(ours).chain(baselines).collect();
        let times = interleave(&mut contenders, rounds);
        println!("{title}");
        for (place, (contender, own)) in contenders.iter().zip(&times).enumerate() {
            let time = Quartiles::of(own.clone()).time();
            if place == 0 {
                println!("  {:<54} {time}", contender.name);
                continue;
            }
            let ratio =
                Quartiles::of(times[0].iter().zip(own).map(|(ours, baseline)| ours / baseline).collect());
            let bound = bound.filter(|_| place == 1);
            let verdict = bound.map(|bound| self.check_bound(title, ratio.median, bound)).unwrap_or_default();
            println!("  baseline: {:<44} {time:<28} x {ratio}{verdict}", contender.name);
        }
    }

    /// Prints the peak of memory against the size of the data in it, both in kilobytes.
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

    /// Prints which bounds were exceeded.
    pub(crate) fn print_summary(self) {
        println!("\n{} of {} bounds are kept", self.bounds - self.exceeded.len(), self.bounds);
        for over in &self.exceeded {
            println!("OVER: {over}");
        }
    }
}

/// Returns the seconds that each took in each round.
fn interleave(contenders: &mut [Contender<'_>], rounds: usize) -> Vec<Vec<f64>> {
    let mut times = vec![Vec::new(); contenders.len()];
    // The round before the first only warms up.
    for round in 0..=rounds {
        for (contender, times) in contenders.iter_mut().zip(&mut times) {
            let took = (contender.run)().as_secs_f64();
            if round > 0 {
                times.push(took);
            }
        }
    }
    times
}
