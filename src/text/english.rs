//! PURE. Counts, lists and spans of time in English.

/// `1 step`, `2 steps`. The noun's plural ends in "s" (or "ies" for a noun in "-y" after a consonant).
pub fn count(n: usize, noun: &str) -> String {
    if n == 1 {
        return format!("1 {noun}");
    }
    match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{n} {stem}ies"),
        _ => format!("{n} {noun}s"),
    }
}

/// `a`, `a and b`, `a, b and c`.
pub fn list<T: AsRef<str>>(items: &[T]) -> String {
    join_with(items, "and")
}

/// `a`, `a or b`, `a, b or c`.
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

/// How long ago, in words: `just now`, `5 minutes ago`, `3 days ago`. `seconds` below zero (a clock
/// that was set back) is `just now` as well.
pub fn ago(seconds: i64) -> String {
    let seconds = usize::try_from(seconds).unwrap_or(0);
    match seconds {
        0..60 => "just now".to_owned(),
        60..3_600 => format!("{} ago", count(seconds / 60, "minute")),
        3_600..86_400 => format!("{} ago", count(seconds / 3_600, "hour")),
        _ => format!("{} ago", count(seconds / 86_400, "day")),
    }
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
}
