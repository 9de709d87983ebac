//! PURE. The JSON that a checklist was read from, and its digest.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::OnceLock;

use serde::ser::Error as _;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use super::parse::strict;
use super::raw::RawChecklist;

/// The JSON of a checklist.
///
/// The text of a file is normalized only when the JSON or the digest is asked for: the first frame
/// of a session needs neither.
#[derive(Debug, Clone)]
pub(super) struct JsonText {
    text: Box<str>,
    is_normalized: bool,
    digest: OnceLock<String>,
}

impl JsonText {
    /// Wraps the text of a file that was parsed without errors.
    pub(super) fn from_file(text: Box<str>) -> Self {
        Self { text, is_normalized: false, digest: OnceLock::new() }
    }

    /// Wraps the text that a log holds; it stays as it is.
    pub(super) fn from_log(text: Box<str>) -> Self {
        Self { text, is_normalized: true, digest: OnceLock::new() }
    }

    /// Writes the JSON of a checklist that was not read from a file.
    pub(super) fn from_raw(raw: &RawChecklist) -> Self {
        let json = match raw.schema {
            None => to_string(raw),
            Some(_) => to_string(&RawChecklist { schema: None, ..raw.clone() }),
        };
        Self::from_log(json.into())
    }

    /// Returns the compact JSON without the address of the schema: what a log holds.
    pub(super) fn normalized(&self) -> Cow<'_, str> {
        if self.is_normalized {
            Cow::Borrowed(&self.text)
        } else {
            Cow::Owned(to_string(&self.without_schema()))
        }
    }

    /// Returns the lower-case hex SHA-256 of the normalized JSON.
    pub(super) fn digest(&self) -> &str {
        self.digest.get_or_init(|| {
            let hash = Sha256::digest(self.normalized().as_bytes());
            hash.iter().fold(String::with_capacity(2 * hash.len()), |mut hex, byte| {
                let _ = write!(hex, "{byte:02x}");
                hex
            })
        })
    }

    /// Parses the text again; `None` only for JSON that no file and no log can hold.
    pub(super) fn to_raw(&self) -> Option<RawChecklist> {
        strict::from_str(&self.text).ok()
    }

    fn without_schema(&self) -> RawChecklist {
        // The text of a file was parsed before, so it can be parsed again.
        RawChecklist { schema: None, ..self.to_raw().unwrap_or_default() }
    }
}

/// Serializes a checklist, which cannot fail: it consists of numbers, texts and lists.
fn to_string(raw: &RawChecklist) -> String {
    serde_json::to_string(raw).unwrap_or_default()
}

impl Serialize for JsonText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !self.is_normalized {
            return self.without_schema().serialize(serializer);
        }
        let json: &RawValue = serde_json::from_str(&self.text).map_err(S::Error::custom)?;
        json.serialize(serializer)
    }
}
