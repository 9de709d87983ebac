//! PURE. Who writes: the name of a writer, and the name of the file that belongs to it alone.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::text::hex;

/// Longest part of a file name that is made from a user or a host.
const MAX_PART_LEN: usize = 64;

/// A user on a host, as recorded: `alice@sccm01`. Names that differ in the case of letters only
/// are the same writer, since on some systems they are the same file.
#[derive(Debug, Clone)]
pub struct Writer(Arc<str>);

impl Writer {
    /// The writer for a user and a host; an empty name becomes `unknown`.
    pub fn new(user: &str, host: &str) -> Self {
        let or_unknown = |name: &str| {
            let name = name.trim();
            if name.is_empty() { "unknown".to_owned() } else { replace_separators(name) }
        };
        Self(format!("{}@{}", or_unknown(user), or_unknown(host)).into())
    }

    /// The writer for somebody who says to be `name` in another's account: `bob~alice@sccm01` is bob,
    /// by the word of whoever uses alice's account. An account's own name is no claim.
    #[must_use]
    pub fn with_claimed_name(&self, name: &str) -> Self {
        let account = self.0.rsplit('~').next().unwrap_or_default();
        let (name, user) = (replace_separators(name.trim()), account.split('@').next().unwrap_or_default());
        if name.is_empty() || name.to_lowercase() == user.to_lowercase() {
            return Self(account.into());
        }
        Self(format!("{name}~{account}").into())
    }

    /// The writer that the header of a log names.
    pub fn from_log(name: &str) -> Self {
        Self(name.into())
    }

    /// The name as recorded. It passes `Text` before it is shown.
    pub fn name(&self) -> &str {
        &self.0
    }

    /// The name of this writer's log without its ending: letters, digits, `.`, `_`, `-` and the
    /// `@`. Where a name had to be changed for that, a piece of its hash keeps it apart from
    /// others that would be mapped to the same.
    pub fn file_stem(&self) -> String {
        let lower = self.0.to_lowercase();
        let (user, host) = lower.split_once('@').unwrap_or((&lower, ""));
        let stem = format!("{}@{}", sanitize(user), sanitize(host));
        if stem == lower {
            return stem;
        }
        format!("{stem}.{}", hex(Sha256::digest(lower.as_bytes()).iter().take(4)))
    }
}

/// A name without the signs that mean something in a writer's.
fn replace_separators(name: &str) -> String {
    name.replace(['@', '~'], "-")
}

/// The user's name as the system knows it; where it has none for the user's number, as in many
/// containers, the number: `uid4242`.
pub fn user_name(known: Option<&str>, uid: Option<u32>) -> String {
    let known = known.map(str::trim).filter(|name| !name.is_empty());
    known.map_or_else(|| uid.map(|uid| format!("uid{uid}")).unwrap_or_default(), str::to_owned)
}

/// A name with everything that is not safe in a file name on every system mapped to `-`.
fn sanitize(name: &str) -> String {
    let mut out: String = name
        .chars()
        .take(MAX_PART_LEN)
        .map(|c| if c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c) { c } else { '-' })
        .collect();
    if out.starts_with('.') {
        out.replace_range(..1, "-");
    }
    out
}

impl PartialEq for Writer {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Writer {}

impl PartialOrd for Writer {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Writer {
    fn cmp(&self, other: &Self) -> Ordering {
        if Arc::ptr_eq(&self.0, &other.0) {
            return Ordering::Equal;
        }
        let lower = |name: &Arc<str>| name.chars().flat_map(char::to_lowercase).collect::<String>();
        lower(&self.0).cmp(&lower(&other.0))
    }
}

impl fmt::Display for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&crate::text::visible(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_name_is_its_own_file() {
        assert_eq!(Writer::new("alice", "sccm01").file_stem(), "alice@sccm01");
        assert_eq!(Writer::new("Alice", "SCCM01").file_stem(), "alice@sccm01");
        assert_eq!(Writer::new("Alice", "SCCM01"), Writer::new("alice", "sccm01"));
    }

    #[test]
    fn a_foreign_name_is_mapped_and_kept_apart() {
        let stem = Writer::new("李", "host").file_stem();
        assert!(stem.starts_with("-@host."), "{stem}");
        assert_ne!(stem, Writer::new("王", "host").file_stem());
        for hostile in ["../../etc", "a/b", "a\\b", "a:b", "x\0y", "a\nb", ".hidden", "a@b", " "] {
            let stem = Writer::new(hostile, hostile).file_stem();
            assert!(stem.chars().all(|c| c.is_ascii_alphanumeric() || "._-@".contains(c)), "{stem}");
            assert!(!stem.starts_with('.'), "{stem}");
        }
        assert!(Writer::new(&"x".repeat(300), "h").file_stem().len() < 160);
    }

    #[test]
    fn who_somebody_says_to_be_is_told_apart_from_whom_the_system_knows() {
        let alice = Writer::new("alice", "sccm01");
        let bob = alice.with_claimed_name(" bob ");
        assert_eq!(bob.name(), "bob~alice@sccm01");
        assert_eq!(bob.with_claimed_name("carol").name(), "carol~alice@sccm01");
        assert_ne!(bob.file_stem(), Writer::new("bob-alice", "sccm01").file_stem());
        assert_eq!(alice.with_claimed_name("Alice"), alice);
        assert_eq!(alice.with_claimed_name(" "), alice);
        // Nobody gets a name that looks like a claim, or a claim that looks like another host's.
        assert_eq!(Writer::new("bob~alice", "h").name(), "bob-alice@h");
        assert_eq!(alice.with_claimed_name("x~y@z").name(), "x-y-z~alice@sccm01");
    }

    #[test]
    fn a_user_without_a_name_has_a_number() {
        assert_eq!(user_name(Some("alice"), Some(7)), "alice");
        assert_eq!(user_name(None, Some(4242)), "uid4242");
        assert_eq!(user_name(Some(" "), Some(4242)), "uid4242");
        assert_eq!(user_name(None, None), "");
        assert_eq!(Writer::new(&user_name(Some("Zoë Łuk"), None), "h").name(), "Zoë Łuk@h");
    }

    #[test]
    fn nobody_is_unknown() {
        assert_eq!(Writer::new("", " ").name(), "unknown@unknown");
    }
}
