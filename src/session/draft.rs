//! PURE. A note that is being written: nothing is recorded of it yet.

use serde::{Deserialize, Serialize};

/// A note as far as it was typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The id of the step it is for.
    pub step: String,
    /// The number of this writer's note that it stands in for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<u64>,
    /// The text so far.
    pub text: String,
}
