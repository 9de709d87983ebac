//! PURE. The time axis of a timeline: from times to x coordinates, and the ticks below.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The x coordinate of the first time.
pub(super) const LEFT_X: i64 = 14;
/// The x coordinate of the last time, with room to its right for the state that was reached then.
const LAST_X: i64 = 968;
/// The x coordinate where lines end.
pub(super) const RIGHT_X: i64 = 986;

const MIN: i64 = 60;
const HOUR: i64 = 60 * MIN;
const DAY: i64 = 24 * HOUR;
/// The intervals between ticks, in seconds.
const INTERVALS: [i64; 22] = [
    1,
    5,
    15,
    30,
    MIN,
    2 * MIN,
    5 * MIN,
    10 * MIN,
    15 * MIN,
    30 * MIN,
    HOUR,
    2 * HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    2 * DAY,
    7 * DAY,
    14 * DAY,
    30 * DAY,
    90 * DAY,
    365 * DAY,
];
const MAX_TICKS: i64 = 7;

#[derive(Debug)]
pub(super) struct Scale<'a> {
    first: i64,
    span: i64,
    zone: &'a TimeZone,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tick {
    pub(super) x: i64,
    pub(super) time: String,
    /// The date, if it differs from that of the tick before.
    pub(super) date: Option<String>,
}

impl<'a> Scale<'a> {
    /// Creates a scale from one time to another, with room around a single moment.
    pub(super) fn new(first: Timestamp, last: Timestamp, zone: &'a TimeZone) -> Self {
        let (first, last) = (first.as_second(), last.as_second());
        if last - first < 2 {
            return Self { first: first - 30, span: MIN, zone };
        }
        Self { first, span: last - first, zone }
    }

    /// Returns the x coordinate of a time.
    pub(super) fn x(&self, at: Timestamp) -> i64 {
        let offset =
            i128::from(at.as_second() - self.first) * i128::from(LAST_X - LEFT_X) / i128::from(self.span);
        LEFT_X + i64::try_from(offset).unwrap_or(0).clamp(0, LAST_X - LEFT_X)
    }

    /// Returns at most eight times that are round in the zone.
    pub(super) fn ticks(&self) -> Vec<Tick> {
        let min_interval = self.span / MAX_TICKS + 1;
        // Beyond the longest interval, whole years.
        let interval = INTERVALS
            .into_iter()
            .find(|interval| *interval >= min_interval)
            .unwrap_or((min_interval / (365 * DAY) + 1) * 365 * DAY);
        let offset = |second: i64| {
            Timestamp::from_second(second).map_or(0, |at| i64::from(self.zone.to_offset(at).seconds()))
        };
        let start = (self.first + offset(self.first)).div_euclid(interval) * interval;
        let mut out: Vec<Tick> = Vec::new();
        let mut date = String::new();
        for n in 0..MAX_TICKS + 2 {
            let local = start + n * interval;
            let second = local - offset(local - offset(self.first));
            let Ok(at) = Timestamp::from_second(second) else { continue };
            if second >= self.first && second <= self.first + self.span {
                out.push(self.tick(at, interval, &mut date));
            }
        }
        out
    }

    fn tick(&self, at: Timestamp, interval: i64, date: &mut String) -> Tick {
        let local = at.to_zoned(self.zone.clone());
        let today = local.strftime("%Y-%m-%d").to_string();
        if interval >= DAY {
            return Tick { x: self.x(at), time: today, date: None };
        }
        let time = local.strftime(if interval < MIN { "%H:%M:%S" } else { "%H:%M" }).to_string();
        let new_date = (*date != today).then(|| today.clone());
        *date = today;
        Tick { x: self.x(at), time, date: new_date }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(time: &str) -> Timestamp {
        time.parse().unwrap()
    }

    #[test]
    fn the_times_below_are_round_in_the_zone_and_a_handful() {
        let zone = TimeZone::fixed(jiff::tz::offset(5));
        let scale = Scale::new(at("2026-11-22T17:03:11Z"), at("2026-11-22T21:59:00Z"), &zone);
        let ticks = scale.ticks();
        let times: Vec<&str> = ticks.iter().map(|tick| tick.time.as_str()).collect();
        assert_eq!(times, ["23:00", "00:00", "01:00", "02:00"]);
        assert_eq!(ticks[0].date.as_deref(), Some("2026-11-22"));
        assert_eq!(ticks[1].date.as_deref(), Some("2026-11-23"));
        assert_eq!(ticks[2].date, None);
    }

    #[test]
    fn every_span_has_some_times_and_never_too_many() {
        let (first, zone) = (at("2026-11-22T17:03:11Z"), TimeZone::UTC);
        for span in [0, 1, 2, 30, 61, 3_600, 86_400, 86_400 * 30, 86_400 * 400, 86_400 * 365 * 90] {
            let last = Timestamp::from_second(first.as_second() + span).unwrap();
            let scale = Scale::new(first, last, &zone);
            let ticks = scale.ticks();
            assert!((1..=8).contains(&ticks.len()), "{span}: {ticks:?}");
            assert!(ticks.iter().all(|tick| (LEFT_X..=RIGHT_X).contains(&tick.x)));
            assert!(scale.x(first) >= LEFT_X && scale.x(last) <= LAST_X);
        }
    }
}
