//! PURE. Times for people.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// `2026-11-22 17:03 UTC`: to the minute, with the zone's short name.
pub fn format_minute(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M %Z").to_string()
}

/// `2026-11-22 17:03:11 +00:00`: to the second, with the zone's offset.
pub fn format_second(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M:%S %:z").to_string()
}

/// Seconds from a time to now; below zero where a clock was set back.
pub fn seconds_since(at: Timestamp, now: Timestamp) -> i64 {
    now.as_second().saturating_sub(at.as_second())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_name_their_zone() {
        let at: Timestamp = "2026-11-22T17:03:11Z".parse().unwrap();
        assert_eq!(format_minute(at, &TimeZone::UTC), "2026-11-22 17:03 UTC");
        assert_eq!(format_second(at, &TimeZone::UTC), "2026-11-22 17:03:11 +00:00");
        let before_1970: Timestamp = "1969-12-31T23:59:00Z".parse().unwrap();
        assert_eq!(format_minute(before_1970, &TimeZone::UTC), "1969-12-31 23:59 UTC");
        assert_eq!(seconds_since(at, before_1970), -1_795_367_051);
    }
}
