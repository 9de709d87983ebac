//! PURE. Words for people: text that is safe to show, English, layout in terminal cells; and the small
//! encodings that several rooms need.

mod safe;

use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

pub use safe::{Text, is_hidden, visible};
pub(crate) use safe::{is_markdown_mark, is_plain, line_start_marker};

/// The byte order mark that Windows programs put before a text.
pub(crate) const BOM: &str = "\u{feff}";

/// Returns the bytes in lower-case hexadecimal digits.
pub(crate) fn hex<'a>(bytes: impl IntoIterator<Item = &'a u8>) -> String {
    bytes.into_iter().fold(String::new(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

/// An error, or a fault, that may say what to do about it.
pub trait Hint {
    /// Returns what a person can do about it, in one line without a full stop.
    fn hint(&self) -> Option<String>;
}

/// Returns as much of the text as fits into `width` cells, ending in `..` where something was cut.
pub(crate) fn clip(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let room = width.saturating_sub(2);
    let mut out = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        used += grapheme.width();
        if used > room {
            break;
        }
        out.push_str(grapheme);
    }
    out.push_str(if width >= 2 { ".." } else { "" });
    out
}

/// Joins words by blanks into lines of at most `width` cells. The first line begins with `first` and the
/// others with `others`. A word is never cut, so that an address stays one that can be copied.
pub(crate) fn wrap<'a>(
    words: impl IntoIterator<Item = &'a str>,
    first: &str,
    others: &str,
    width: usize,
) -> Vec<String> {
    let mut lines = Vec::new();
    let (mut line, mut used, mut is_empty) = (first.to_owned(), first.width(), true);
    for word in words {
        let word_width = word.width();
        if !is_empty && used.saturating_add(1 + word_width) > width {
            lines.push(std::mem::replace(&mut line, others.to_owned()));
            (used, is_empty) = (others.width(), true);
        }
        if !is_empty {
            line.push(' ');
            used += 1;
        }
        line.push_str(word);
        used += word_width;
        is_empty = false;
    }
    lines.push(line);
    lines
}

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

/// Returns how long ago something was: `just now`, `5 minutes ago`, `3 days ago`. A number far below zero, from
/// another machine or before a clock was set back, is told as such: `3 hours ahead by its clock`.
pub fn ago(seconds: i64) -> String {
    let age = usize::try_from(seconds.unsigned_abs()).unwrap_or(usize::MAX);
    let age = match age {
        0..60 => return "just now".to_owned(),
        // The clocks of two machines often differ by this much.
        0..600 if seconds < 0 => return "just now".to_owned(),
        60..3_600 => count(age / 60, "minute"),
        3_600..86_400 => count(age / 3_600, "hour"),
        _ => count(age / 86_400, "day"),
    };
    if seconds < 0 { format!("{age} ahead by its clock") } else { format!("{age} ago") }
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
    fn clipped_text_says_so() {
        assert_eq!(clip("abcdef", 6), "abcdef");
        assert_eq!(clip("abcdef", 5), "abc..");
        assert_eq!(clip("日本語", 5), "日..");
        assert_eq!(clip("abc", 1), "");
    }

    #[test]
    fn words_wrap_at_blanks_and_are_never_cut() {
        let lines = |text: &str, width| wrap(text.split(' '), "- ", "  ", width);
        assert_eq!(lines("one two three", 9), ["- one two", "  three"]);
        assert_eq!(lines("see https://example.org now", 8), ["- see", "  https://example.org", "  now"]);
        assert_eq!(lines("日本 語テ", 8), ["- 日本", "  語テ"]);
        assert_eq!(lines("", 8), ["- "]);
    }

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
        assert_eq!(ago(-3 * 3_600), "3 hours ahead by its clock");
        assert_eq!(ago(i64::MIN), "106751991167300 days ahead by its clock");
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
