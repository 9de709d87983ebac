//! PURE. A checklist as it is kept: the JSON that a log holds of it.

use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use serde::de::Deserializer;
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use super::model::Checklist;
use super::problem::Problem;
use super::raw::RawChecklist;
use super::{parse, strict};
use crate::text::hex;

/// The JSON of a checklist, shared by all who hold it. It is made compact only when somebody asks
/// for it: the first frame of a session does not.
#[derive(Clone)]
pub struct RecordedChecklist(Arc<Inner>);

struct Inner {
    text: Box<str>,
    /// Whether the text is as a person or another program wrote it.
    is_original: bool,
    /// What a log's text was read as, until a checklist is built from it: it is parsed once.
    raw: Mutex<Option<RawChecklist>>,
    compact: OnceLock<Box<str>>,
    digest: OnceLock<String>,
}

impl RecordedChecklist {
    /// Of a checklist that is in no file.
    pub fn new(raw: &RawChecklist) -> Self {
        Self::from_parts(compact(raw).into(), false, None)
    }

    /// Of the text of a file that was read without errors.
    pub(super) fn from_file_text(text: Box<str>) -> Self {
        Self::from_parts(text, true, None)
    }

    fn from_parts(text: Box<str>, as_read: bool, raw: Option<RawChecklist>) -> Self {
        let (raw, compact, digest) = (Mutex::new(raw), OnceLock::new(), OnceLock::new());
        Self(Arc::new(Inner { text, is_original: as_read, raw, compact, digest }))
    }

    /// The compact JSON, without the address of the schema: what a log holds.
    pub fn json(&self) -> &str {
        let Inner { text, is_original: as_read, compact: made, .. } = &*self.0;
        if !as_read {
            return text;
        }
        made.get_or_init(|| {
            // It was read before, so it can be read again.
            compact(&self.raw().unwrap_or_default()).into()
        })
    }

    /// The lower-case hex SHA-256 of [`Kept::json`].
    pub fn digest(&self) -> &str {
        self.0.digest.get_or_init(|| hex(&Sha256::digest(self.json())))
    }

    /// The raw checklist. What is kept was read before, so that it can be read again.
    pub fn raw(&self) -> Option<RawChecklist> {
        strict::from_str(&self.0.text).ok()
    }

    /// The checklist that the program works with.
    ///
    /// # Errors
    ///
    /// All that is wrong with what a log holds.
    pub fn checklist(&self) -> Result<Checklist, Vec<Problem>> {
        let raw = self.0.raw.lock().unwrap_or_else(PoisonError::into_inner).take();
        parse::build_recorded(raw, &self.0.text, self.clone())
    }
}

/// The JSON without the address of the schema. Numbers, texts and lists can always be written.
fn compact(raw: &RawChecklist) -> String {
    let json = |raw: &RawChecklist| serde_json::to_string(raw).unwrap_or_default();
    if raw.schema.is_none() { json(raw) } else { json(&RawChecklist { schema: None, ..raw.clone() }) }
}

impl PartialEq for RecordedChecklist {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.json() == other.json()
    }
}

impl fmt::Debug for RecordedChecklist {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.json())
    }
}

impl Serialize for RecordedChecklist {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let json: &RawValue = serde_json::from_str(self.json()).map_err(serde::ser::Error::custom)?;
        json.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for RecordedChecklist {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Box::<RawValue>::deserialize(deserializer)?;
        // What a newer program wrote is told where it is read, before anything is built on it.
        let raw = strict::from_str(json.get()).map_err(serde::de::Error::custom)?;
        Ok(Self::from_parts(json.into(), false, Some(raw)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_and_the_schema_do_not_count() {
        let text = r#"{"$schema": "x", "title": "C", "format": 1, "id": "c", "steps": []}"#;
        let kept = RecordedChecklist::from_file_text(text.into());
        assert_eq!(kept.json(), r#"{"format":1,"id":"c","title":"C","steps":[]}"#);
        assert_eq!(kept, RecordedChecklist::new(&kept.raw().unwrap()));
        let json = serde_json::to_string(&kept).unwrap();
        assert_eq!(json, kept.json());
        assert_eq!(serde_json::from_str::<RecordedChecklist>(&json).unwrap().digest(), kept.digest());
    }
}
