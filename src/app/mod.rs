//! DISK. The operations on sessions, checklists and files that the wizard, `--plain` and the commands share;
//! and what the system says of its time zone and of who is at work.

pub mod actions;
pub mod files;
pub mod library;
pub mod open_session;
pub mod recovery;

use std::time::SystemTime;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::session::{Writer, user_name};

/// Returns the time by the system's clock. One that is set beyond the years that can be told counts as their end.
pub fn now() -> Timestamp {
    to_timestamp(SystemTime::now())
}

fn to_timestamp(time: SystemTime) -> Timestamp {
    let end = if time < SystemTime::UNIX_EPOCH { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::try_from(time).unwrap_or(end)
}

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

/// Returns the writer under whose name this process records.
pub fn current_writer() -> Writer {
    Writer::new(&current_user(), &whoami::hostname().unwrap_or_default())
}

/// Returns the user's name from the system, or the user id if it has no name, as in many containers.
/// Environment variables are not trusted.
#[cfg(unix)]
fn current_user() -> String {
    user_name(system_user_name().as_deref(), Some(rustix::process::geteuid().as_raw()))
}

#[cfg(not(unix))]
fn current_user() -> String {
    user_name(whoami::username().ok().as_deref(), None)
}

/// Whether glibc is linked statically. It then crashes when it looks up a user who is not in
/// `/etc/passwd`, because it loads shared modules for that.
pub const STATIC_GLIBC: bool = cfg!(all(target_env = "gnu", target_feature = "crt-static", unix));

/// Returns the user's name from `/etc/passwd`, else from the C library, which also asks directory
/// services.
///
/// The file comes first for two reasons: it is all that a program with a static glibc may ask, and
/// reading it takes 5 µs, where the C library takes 100 µs of a start of 2 ms.
#[cfg(unix)]
fn system_user_name() -> Option<String> {
    let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let listed = passwd_name(&users, rustix::process::geteuid().as_raw()).map(str::to_owned);
    if STATIC_GLIBC || listed.is_some() {
        return listed;
    }
    // A missing user is reported as an error or as `unknown`.
    whoami::username().ok().filter(|name| !name.is_empty() && !name.eq_ignore_ascii_case("unknown"))
}

/// Returns the name of a user id in the text of `/etc/passwd`.
#[cfg(unix)]
fn passwd_name(users: &str, id: u32) -> Option<&str> {
    users.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next().filter(|name| !name.is_empty() && !name.starts_with('#'))?;
        (fields.nth(1)?.parse() == Ok(id)).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_wrong_clock_is_still_a_time() {
        let years = |n: u64| Duration::from_secs(n * 365 * 24 * 3600);
        let before = SystemTime::UNIX_EPOCH - Duration::from_secs(1);
        assert_eq!(to_timestamp(before).to_string(), "1969-12-31T23:59:59Z");
        assert_eq!(to_timestamp(SystemTime::UNIX_EPOCH + years(9_000)), Timestamp::MAX);
        // Windows knows no time before 1601.
        let earliest = SystemTime::UNIX_EPOCH.checked_sub(years(20_000)).map(to_timestamp);
        assert!(earliest.is_none_or(|earliest| earliest == Timestamp::MIN));
    }

    #[test]
    fn it_is_the_zone_that_jiff_finds() {
        let now = now();
        assert_eq!(system_time_zone().to_offset(now), TimeZone::system().to_offset(now));
    }

    #[cfg(unix)]
    #[test]
    fn users_are_found_by_id() {
        let users = "# users\nroot:x:0:0:root:/root:/bin/bash\n\n:x:7:7::/:\nalice:x:1000:1000::/home/alice:\n+::::::\n";
        assert_eq!(passwd_name(users, 0), Some("root"));
        assert_eq!(passwd_name(users, 1000), Some("alice"));
        assert_eq!(passwd_name(users, 7), None);
        assert_eq!(passwd_name(users, 12), None);
        assert!(!current_user().is_empty());
    }
}
