//! PURE. Counts, lists, times and "did you mean" in English.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Returns `1 step` or `2 steps`. The noun's plural ends in "s", or in "ies" for a noun in "-y" after a consonant.
pub fn count(n: usize, noun: &str) -> String {
    if n == 1 {
        return format!("1 {noun}");
    }
    match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{n} {stem}ies"),
        _ => format!("{n} {noun}s"),
    }
}

/// Returns `a`, `a and b` or `a, b and c`.
pub fn list<T: AsRef<str>>(items: &[T]) -> String {
    join_with(items, "and")
}

/// Returns `a`, `a or b` or `a, b or c`.
pub fn or_list<T: AsRef<str>>(items: &[T]) -> String {
    join_with(items, "or")
}

fn join_with<T: AsRef<str>>(items: &[T], word: &str) -> String {
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    match items.split_last() {
        None => String::new(),
        Some((last, [])) => (*last).to_owned(),
        Some((last, before)) => format!("{} {word} {last}", before.join(", ")),
    }
}

/// Returns how long ago something was: `just now`, `5 minutes ago`, `3 days ago`. A number below zero, after a
/// clock was set back, is `just now` too.
pub fn ago(seconds: i64) -> String {
    let seconds = usize::try_from(seconds).unwrap_or(0);
    match seconds {
        0..60 => "just now".to_owned(),
        60..3_600 => format!("{} ago", count(seconds / 60, "minute")),
        3_600..86_400 => format!("{} ago", count(seconds / 3_600, "hour")),
        _ => format!("{} ago", count(seconds / 86_400, "day")),
    }
}

/// Returns `2026-11-22 17:03 UTC`: to the minute, with the zone's short name.
pub fn format_minute(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M %Z").to_string()
}

/// Returns `2026-11-22 17:03:11 +00:00`: to the second, with the zone's offset.
pub fn format_second(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M:%S %:z").to_string()
}

/// Returns the seconds from a time to now, below zero where a clock was set back.
pub fn seconds_since(at: Timestamp, now: Timestamp) -> i64 {
    now.as_second().saturating_sub(at.as_second())
}

/// Returns the candidate that differs least from a mistyped name, if it is close enough to be meant.
pub fn closest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let max_distance = (typed.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (distance(typed, candidate), candidate))
        .filter(|(distance, _)| *distance <= max_distance)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Returns the number of edits between two names. `_` equals `-`, and case does not count.
fn distance(a: &str, b: &str) -> usize {
    let plain = |name: &str| name.to_lowercase().replace('_', "-");
    strsim::osa_distance(&plain(a), &plain(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_lists_read_as_english() {
        assert_eq!(count(1, "step"), "1 step");
        assert_eq!(count(0, "entry"), "0 entries");
        assert_eq!(count(2, "day"), "2 days");
        assert_eq!(list(&["a"]), "a");
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
        assert_eq!(or_list(&["a", "b"]), "a or b");
        assert_eq!(list::<&str>(&[]), "");
    }

    #[test]
    fn spans_of_time_read_as_english() {
        assert_eq!(ago(-5), "just now");
        assert_eq!(ago(61), "1 minute ago");
        assert_eq!(ago(7_300), "2 hours ago");
        assert_eq!(ago(86_400 * 3), "3 days ago");
    }

    #[test]
    fn times_name_their_zone() {
        let at: Timestamp = "2026-11-22T17:03:11Z".parse().unwrap();
        assert_eq!(format_minute(at, &TimeZone::UTC), "2026-11-22 17:03 UTC");
        assert_eq!(format_second(at, &TimeZone::UTC), "2026-11-22 17:03:11 +00:00");
        let before_1970: Timestamp = "1969-12-31T23:59:00Z".parse().unwrap();
        assert_eq!(format_minute(before_1970, &TimeZone::UTC), "1969-12-31 23:59 UTC");
        assert_eq!(seconds_since(at, before_1970), -1_795_367_051);
    }

    #[test]
    fn the_nearest_name_is_suggested_and_a_far_one_is_not() {
        let names = ["site-mode", "sms-2003", "nap"];
        assert_eq!(closest("site_mod", names), Some("site-mode"));
        assert_eq!(closest("sms2003", names), Some("sms-2003"));
        assert_eq!(closest("wsus", names), None);
        assert_eq!(closest("nop", names), Some("nap"));
    }
}
