//! DISK. Who is at work: the user's name, and the host's.

use crate::session::{Writer, user_name};

/// The writer that this process records as.
pub fn current_writer() -> Writer {
    Writer::new(&current_user(), &whoami::hostname().unwrap_or_default())
}

/// What the system calls the user. In a container, and in a statically linked program for users
/// that only a directory knows, it has no name: then it is the number. What the environment says is
/// only said.
#[cfg(unix)]
fn current_user() -> String {
    user_name(system_user_name().as_deref(), Some(rustix::process::geteuid().as_raw()))
}

#[cfg(not(unix))]
fn user() -> String {
    user_name(whoami::username().ok().as_deref(), None)
}

/// Whether the C library is glibc, linked in. It then crashes in looking up a user that is not in
/// `/etc/passwd`, as it loads its shared self for that: nothing here may ask it.
pub const STATIC_GLIBC: bool = cfg!(all(target_env = "gnu", target_feature = "crt-static", unix));

#[cfg(unix)]
fn system_user_name() -> Option<String> {
    // Most are listed there, and to read one file is far less than what the C library does for it.
    let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let listed = passwd_name(&users, rustix::process::geteuid().as_raw()).map(str::to_owned);
    if STATIC_GLIBC || listed.is_some() {
        return listed;
    }
    // It says `unknown` where there is no such user, and fails in other ways.
    whoami::username().ok().filter(|name| !name.is_empty() && !name.eq_ignore_ascii_case("unknown"))
}

/// The name of a user by the lines of `/etc/passwd`.
#[cfg(unix)]
fn passwd_name(users: &str, id: u32) -> Option<&str> {
    users.lines().find_map(|line| {
        let mut parts = line.split(':');
        let name = parts.next().filter(|name| !name.is_empty() && !name.starts_with('#'))?;
        (parts.nth(1)?.parse() == Ok(id)).then_some(name)
    })
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn users_are_found_by_their_number() {
        let users = "# users\nroot:x:0:0:root:/root:/bin/bash\n\n:x:7:7::/:\nalice:x:1000:1000::/home/alice:\n+::::::\n";
        assert_eq!(passwd_name(users, 0), Some("root"));
        assert_eq!(passwd_name(users, 1000), Some("alice"));
        assert_eq!(passwd_name(users, 7), None);
        assert_eq!(passwd_name(users, 12), None);
        assert!(!current_user().is_empty());
    }
}
