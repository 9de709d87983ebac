//! PURE. The names of sessions, which are folders, and of writers, which each have a file of their own.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::text::hex;

/// The length limit of a session name, in bytes.
const MAX_LEN: usize = 64;

/// Names that Windows reserves for devices, whatever extension follows.
const RESERVED: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
    "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// A checked session name: `[a-z0-9][a-z0-9._-]{0,63}`, not reserved on Windows, no dot at its end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionName(Box<str>);

/// Why a name is not a session name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadName {
    #[error("a session name is made of a-z, 0-9, `.`, `_` and `-`, and begins with a letter or digit")]
    Characters,
    #[error("a session name has at most {MAX_LEN} characters")]
    TooLong,
    #[error("this name is reserved on Windows")]
    Reserved,
    /// Windows removes a dot at the end.
    #[error("a session name does not end with a dot")]
    EndsWithDot,
}

/// Returns whether Windows takes a file name for a device: in any folder, with any extension, in any
/// spelling.
pub fn is_device_name(name: &str) -> bool {
    let stem = name.split(['.', ':']).next().unwrap_or(name).trim_end().to_lowercase();
    let stem = stem.replace('\u{b9}', "1").replace('\u{b2}', "2").replace('\u{b3}', "3");
    RESERVED.contains(&stem.as_str()) || matches!(stem.as_str(), "conin$" | "conout$")
}

impl SessionName {
    /// Checks a name.
    pub fn new(name: &str) -> Result<Self, BadName> {
        let is_alphanumeric = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        if !name.starts_with(is_alphanumeric)
            || !name.chars().all(|c| is_alphanumeric(c) || "._-".contains(c))
        {
            return Err(BadName::Characters);
        }
        if name.len() > MAX_LEN {
            return Err(BadName::TooLong);
        }
        if name.ends_with('.') {
            return Err(BadName::EndsWithDot);
        }
        if is_device_name(name) {
            return Err(BadName::Reserved);
        }
        Ok(Self(name.into()))
    }

    /// Makes a name from words, such as a title. Other characters become `-`.
    pub fn from_words(words: &str) -> Self {
        let mut name = String::new();
        for c in words.to_lowercase().chars() {
            if c.is_ascii_lowercase() || c.is_ascii_digit() || (c == '.' && !name.is_empty()) {
                name.push(c);
            } else if !name.is_empty() && !name.ends_with('-') {
                name.push('-');
            }
        }
        name.truncate(MAX_LEN - 4);
        match name.trim_end_matches(['-', '.']) {
            "" => Self("session".into()),
            name => Self::new(name).unwrap_or_else(|_| Self(format!("s-{name}").into())),
        }
    }

    /// Returns the name with a number appended: `site-a-2`.
    #[must_use]
    pub fn with_number(&self, n: usize) -> Self {
        let tail = format!("-{n}");
        let keep = self.0.len().min(MAX_LEN - tail.len());
        Self(format!("{}{tail}", self.0.get(..keep).unwrap_or("session")).into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SessionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// The length limit of a user or host in a file name, in characters.
const MAX_PART_LEN: usize = 64;

/// A user on a host, as recorded: `alice@sccm01`. Names that differ only in case are the same writer, as on
/// some systems they are the same file.
#[derive(Debug, Clone)]
pub struct Writer(Arc<str>);

impl Writer {
    /// Names a user on a host; an empty name becomes `unknown`.
    pub fn new(user: &str, host: &str) -> Self {
        let or_unknown = |name: &str| {
            let name = name.trim();
            if name.is_empty() { "unknown".to_owned() } else { replace_separators(name) }
        };
        Self(format!("{}@{}", or_unknown(user), or_unknown(host)).into())
    }

    /// Names a person who claims to be `name` in another's account: `bob~alice@sccm01` is bob, according to
    /// whoever uses alice's account. The account's own name is not a claim.
    #[must_use]
    pub fn with_claimed_name(&self, name: &str) -> Self {
        let account = self.0.rsplit('~').next().unwrap_or_default();
        let (name, user) = (replace_separators(name.trim()), account.split('@').next().unwrap_or_default());
        if name.is_empty() || name.to_lowercase() == user.to_lowercase() {
            return Self(account.into());
        }
        Self(format!("{name}~{account}").into())
    }

    /// Takes a name from the header of a log as it is.
    pub fn from_log(name: &str) -> Self {
        Self(name.into())
    }

    /// Returns the name as recorded. It must pass `Text` before it is shown.
    pub fn name(&self) -> &str {
        &self.0
    }

    /// Returns the name of this writer's log without its extension: letters, digits, `.`, `_`, `-` and `@`. If
    /// characters had to be replaced, a part of the hash keeps it apart from similar names.
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

/// Replaces the separators of a writer's name.
fn replace_separators(name: &str) -> String {
    name.replace(['@', '~'], "-")
}

/// Returns the user's name or, where the system has none for the user id, as in many containers, the id:
/// `uid4242`.
pub fn user_name(known: Option<&str>, uid: Option<u32>) -> String {
    let known = known.map(str::trim).filter(|name| !name.is_empty());
    known.map_or_else(|| uid.map(|uid| format!("uid{uid}")).unwrap_or_default(), str::to_owned)
}

/// Replaces everything by `-` that is not safe in a file name on every system.
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
    fn names_that_could_leave_the_folder_or_hang_windows_are_refused() {
        for bad in [
            "", ".", "..", "../x", "/etc", "a/b", "a\\b", "C:", "a:b", "A", "ü", "-a", "_a", "a b", "a\0",
            "a\n",
        ] {
            assert_eq!(SessionName::new(bad), Err(BadName::Characters), "{bad:?}");
        }
        for reserved in ["con", "nul", "com1", "aux.txt", "lpt9.a.b"] {
            assert_eq!(SessionName::new(reserved), Err(BadName::Reserved));
        }
        assert_eq!(SessionName::new(&"a".repeat(65)), Err(BadName::TooLong));
        assert_eq!(SessionName::new("a."), Err(BadName::EndsWithDot));
        for good in ["a", "0", "site-a_1.2", "console", "com10", &"a".repeat(64)] {
            assert!(SessionName::new(good).is_ok(), "{good}");
        }
    }

    #[test]
    fn devices_hide_behind_endings_blanks_and_raised_digits() {
        for device in ["NUL", "con.txt", "aux .md", "COM¹", "lpt³.x", "prn:x", "CONIN$"] {
            assert!(is_device_name(device), "{device}");
        }
        for file in ["null", "com", "com0", "com10.md", "report.con", "conin"] {
            assert!(!is_device_name(file), "{file}");
        }
    }

    #[test]
    fn words_become_names() {
        let name = |words: &str| SessionName::from_words(words).to_string();
        assert_eq!(name("Site A / Server 01"), "site-a-server-01");
        assert_eq!(name("CON"), "s-con");
        assert_eq!(name("日本"), "session");
        assert_eq!(name("v1.2."), "v1.2");
        assert!(SessionName::new(&name(&"long ".repeat(40))).is_ok());
        assert_eq!(SessionName::from_words("a").with_number(2).as_str(), "a-2");
    }

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
