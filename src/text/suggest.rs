//! PURE. "Did you mean": the name nearest to a mistyped one.

/// The candidate that differs least from `typed`, if it is near enough to be meant.
pub fn closest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let near_enough = (typed.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (distance(typed, candidate), candidate))
        .filter(|(distance, _)| *distance <= near_enough)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Edits between two names; `_` and `-` and the case of letters do not count.
fn distance(a: &str, b: &str) -> usize {
    let plain = |s: &str| s.to_lowercase().replace('_', "-");
    strsim::osa_distance(&plain(a), &plain(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_suggested_and_a_far_one_is_not() {
        let names = ["site-mode", "sms-2003", "nap"];
        assert_eq!(closest("site_mod", names), Some("site-mode"));
        assert_eq!(closest("sms2003", names), Some("sms-2003"));
        assert_eq!(closest("wsus", names), None);
        assert_eq!(closest("nop", names), Some("nap"));
    }
}
