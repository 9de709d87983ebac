//! DISK. The time zone of this machine.

use jiff::tz::TimeZone;

/// The zone that the system's clocks show.
///
/// Where the environment names none, it is in `/etc/localtime`: reading that one file saves the
/// start of the program a walk through all zones there are.
pub fn system() -> TimeZone {
    if cfg!(unix) && std::env::var_os("TZ").is_none() {
        let local = std::fs::read("/etc/localtime").ok();
        if let Some(zone) = local.and_then(|bytes| TimeZone::tzif("Local", &bytes).ok()) {
            return zone;
        }
    }
    TimeZone::system()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_zone_that_the_long_way_finds() {
        let now = jiff::Timestamp::now();
        assert_eq!(system().to_offset(now), TimeZone::system().to_offset(now));
    }
}
