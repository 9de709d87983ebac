//! The median of samples and how far they spread.

use std::fmt;

/// The median and the quartiles around it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Quartiles {
    pub(crate) low: f64,
    pub(crate) median: f64,
    pub(crate) high: f64,
}

impl Quartiles {
    /// Takes at least one sample.
    pub(crate) fn of(mut samples: Vec<f64>) -> Self {
        samples.sort_by(f64::total_cmp);
        let at = |quarter: usize| {
            // Between two samples the value is interpolated.
            let place = (samples.len() - 1) * quarter;
            let (below, rest) = (place / 4, place % 4);
            let next = samples.get(below + 1).unwrap_or(&samples[below]);
            samples[below] + (next - samples[below]) * [0.0, 0.25, 0.5, 0.75][rest]
        };
        Self { low: at(1), median: at(2), high: at(3) }
    }

    /// `1.23 ms [1.20 - 1.30]`, of seconds.
    pub(crate) fn time(self) -> String {
        let (unit, name) = match self.median {
            seconds if seconds < 1e-3 => (1e6, "us"),
            seconds if seconds < 1.0 => (1e3, "ms"),
            _ => (1.0, "s"),
        };
        let digits = |value: f64| short(value * unit);
        format!("{} {name} [{} - {}]", digits(self.median), digits(self.low), digits(self.high))
    }
}

impl fmt::Display for Quartiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [{} - {}]", short(self.median), short(self.low), short(self.high))
    }
}

/// A number in three digits.
fn short(value: f64) -> String {
    let digits = match value {
        v if v < 10.0 => 2,
        v if v < 100.0 => 1,
        _ => 0,
    };
    format!("{value:.digits$}")
}
