//! DISK. The time zone of this machine.

use jiff::tz::TimeZone;

/// Returns the time zone of the system.
///
/// Without `TZ` it is read from `/etc/localtime`, which spares the start of the program a search
/// through all time zones.
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
    fn it_is_the_zone_that_jiff_finds() {
        let now = jiff::Timestamp::now();
        assert_eq!(system().to_offset(now), TimeZone::system().to_offset(now));
    }
}
