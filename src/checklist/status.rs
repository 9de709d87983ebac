//! PURE. The statuses of a step, which imported lists and sessions have in common.

use serde::{Deserialize, Serialize};

/// What a person says of a step.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Not begun.
    #[default]
    Todo,
    /// Begun.
    InProgress,
    /// Done.
    Done,
    /// Put off, with a reason.
    Deferred,
    /// Cannot go on, with a reason.
    Blocked,
    /// Left out, with a reason.
    Skipped,
    /// Does not apply, with a reason where a person says so.
    NotApplicable,
}

impl Status {
    /// Every status, in the order in which they are named to people.
    pub const ALL: [Self; 7] = [
        Self::Todo,
        Self::InProgress,
        Self::Done,
        Self::Deferred,
        Self::Blocked,
        Self::Skipped,
        Self::NotApplicable,
    ];

    /// The name in files and commands: `in_progress`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Todo => "todo",
            Self::InProgress => "in_progress",
            Self::Done => "done",
            Self::Deferred => "deferred",
            Self::Blocked => "blocked",
            Self::Skipped => "skipped",
            Self::NotApplicable => "not_applicable",
        }
    }

    /// The name for people: `in progress`.
    pub fn label(self) -> &'static str {
        match self {
            Self::InProgress => "in progress",
            Self::NotApplicable => "not applicable",
            other => other.name(),
        }
    }

    /// The status of this name; blanks and hyphens are as good as underscores.
    pub fn from_name(name: &str) -> Option<Self> {
        let name = name.trim().to_lowercase().replace(['-', ' '], "_");
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    /// Whether a person must say why: the exceptions.
    pub fn needs_reason(self) -> bool {
        matches!(self, Self::Deferred | Self::Blocked | Self::Skipped | Self::NotApplicable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_has_a_name_that_is_read_back() {
        for status in Status::ALL {
            assert_eq!(Status::from_name(status.name()), Some(status));
            assert_eq!(Status::from_name(status.label()), Some(status));
            assert_eq!(serde_json::to_string(&status).unwrap(), format!("\"{}\"", status.name()));
        }
    }
}
