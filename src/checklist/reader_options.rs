//! PURE. How a list of another format is read: options that an import takes and a session records.

use serde::{Deserialize, Serialize};

/// How to read a list. A session records it, so that the same source can be read again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReaderOptions {
    /// Whether the statuses, comments and findings in the file become marks and notes of the session.
    /// They are never part of the checklist.
    #[serde(default, skip_serializing_if = "is_false")]
    pub keep_ticks: bool,
    /// Whether in Markdown the items of lists without a checkbox are steps as well.
    #[serde(default, skip_serializing_if = "is_false")]
    pub bullets: bool,
    /// The tables in Markdown whose rows are steps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<TableSelector>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_false(value: &bool) -> bool {
    !value
}

impl ReaderOptions {
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// Which tables have rows that are steps, and which columns these are made from. In a log, an array of the
/// names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<String>", into = "Vec<String>")]
pub enum TableSelector {
    /// Tables with a column of checkboxes (`[ ]`, `☐`). The first other column is the title.
    Checkboxes,
    /// Tables with all of these columns. The first is the title, the others go into the detail; columns
    /// that are not named are left out.
    Columns(Vec<String>),
}

impl TableSelector {
    /// Parses the value of `--table`: names of columns separated by commas, or nothing for checkboxes.
    pub fn from_arg(arg: &str) -> Self {
        let names = arg.split(',').map(str::trim).filter(|name| !name.is_empty());
        names.map(str::to_owned).collect::<Vec<_>>().into()
    }
}

impl From<Vec<String>> for TableSelector {
    fn from(names: Vec<String>) -> Self {
        if names.is_empty() { Self::Checkboxes } else { Self::Columns(names) }
    }
}

impl From<TableSelector> for Vec<String> {
    fn from(table: TableSelector) -> Self {
        match table {
            TableSelector::Checkboxes => Self::new(),
            TableSelector::Columns(names) => names,
        }
    }
}
