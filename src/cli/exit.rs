//! The exit codes: scripts rely on them.

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// It worked. For `status`: complete, exceptions included.
    Success,
    /// It could not be done.
    Failure,
    /// The command line was wrong.
    Usage,
    /// `status`: the session is not complete.
    NotComplete,
    /// A checklist is not valid.
    Invalid,
    /// A log is damaged or written by a newer program.
    Damaged,
}

impl Exit {
    /// The number that the shell sees.
    pub fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Failure => 1,
            Self::Usage => 2,
            Self::NotComplete => 3,
            Self::Invalid => 4,
            Self::Damaged => 5,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_are_pinned() {
        let all =
            [Exit::Success, Exit::Failure, Exit::Usage, Exit::NotComplete, Exit::Invalid, Exit::Damaged];
        assert_eq!(all.map(Exit::code), [0, 1, 2, 3, 4, 5]);
    }
}
