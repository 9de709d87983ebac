//! PURE. The name of a session: what is safe as a folder's name on every system.

use std::fmt;

/// Longest name of a session, in bytes.
const MAX_LEN: usize = 64;

/// Names that Windows keeps for devices, whatever ending follows.
const RESERVED: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
    "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// A checked session name: `[a-z0-9][a-z0-9._-]{0,63}`, not reserved on Windows, no dot at its end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionName(Box<str>);

/// Why a name cannot be a session's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadName {
    /// A character out of the set, a wrong first one, or none at all.
    #[error("a session name is made of a-z, 0-9, `.`, `_` and `-`, and begins with a letter or digit")]
    Characters,
    /// More than 64 bytes.
    #[error("a session name has at most {MAX_LEN} characters")]
    TooLong,
    /// Windows keeps it for a device.
    #[error("this name is reserved on Windows")]
    Reserved,
    /// Windows drops a dot at the end.
    #[error("a session name does not end with a dot")]
    EndsWithDot,
}

/// Whether Windows takes a file name for a device: in any folder, whatever ending follows, however
/// it is written.
pub fn is_device_name(name: &str) -> bool {
    let stem = name.split(['.', ':']).next().unwrap_or(name).trim_end().to_lowercase();
    let stem = stem.replace('\u{b9}', "1").replace('\u{b2}', "2").replace('\u{b3}', "3");
    RESERVED.contains(&stem.as_str()) || matches!(stem.as_str(), "conin$" | "conout$")
}

impl SessionName {
    /// Checks a name that was given.
    pub fn new(name: &str) -> Result<Self, BadName> {
        let set = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        if !name.starts_with(set) || !name.chars().all(|c| set(c) || "._-".contains(c)) {
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

    /// A name made from words, such as a title: what does not fit becomes `-`.
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

    /// The same name with a number behind it: `site-a-2`.
    #[must_use]
    pub fn with_number(&self, n: usize) -> Self {
        let tail = format!("-{n}");
        let keep = self.0.len().min(MAX_LEN - tail.len());
        Self(format!("{}{tail}", self.0.get(..keep).unwrap_or("session")).into())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SessionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
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
}
