//! DISK. The operations on sessions, checklists and files that the wizard, `--plain` and the commands share.

use jiff::tz::TimeZone;

pub mod actions;
pub mod files;
pub mod identity;
pub mod library;
pub mod open_session;

/// Returns the time zone of the system.
///
/// Without `TZ` it is read from `/etc/localtime`, which spares the start of the program a search
/// through all time zones.
pub fn system_time_zone() -> TimeZone {
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
        assert_eq!(system_time_zone().to_offset(now), TimeZone::system().to_offset(now));
    }
}
