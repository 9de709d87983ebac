//! PURE. A checklist as the events of a session hold it.

use std::fmt;
use std::sync::Arc;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use super::build::validate_and_build;
use super::model::Checklist;
use super::parse::strict;
use super::problem::Problem;
use super::raw::{JsonText, RawChecklist};

/// A checklist in an event.
///
/// A log may hold one that is not valid, for example because another version has other limits. Its
/// JSON is kept, so that the log stays readable.
#[derive(Clone)]
pub struct RecordedChecklist(Result<Arc<Checklist>, Arc<InvalidChecklist>>);

struct InvalidChecklist {
    json: JsonText,
    problems: Vec<Problem>,
}

impl RecordedChecklist {
    /// Records a checklist that was not read from a file, valid or not.
    pub fn new(raw: &RawChecklist) -> Self {
        Self::from_parts(raw.clone(), JsonText::from_raw(raw))
    }

    fn from_parts(raw: RawChecklist, json: JsonText) -> Self {
        let invalid = |(json, problems)| Arc::new(InvalidChecklist { json, problems });
        Self(validate_and_build(raw, json).map(Arc::new).map_err(invalid))
    }

    /// Returns the checklist, or its problems, which have no positions.
    pub fn checklist(&self) -> Result<&Arc<Checklist>, &[Problem]> {
        self.0.as_ref().map_err(|invalid| invalid.problems.as_slice())
    }

    fn text(&self) -> &JsonText {
        match &self.0 {
            Ok(checklist) => &checklist.json,
            Err(invalid) => &invalid.json,
        }
    }

    /// Returns the lower-case hex SHA-256 of the JSON.
    pub fn digest(&self) -> &str {
        self.text().digest()
    }
}

impl From<Arc<Checklist>> for RecordedChecklist {
    fn from(checklist: Arc<Checklist>) -> Self {
        Self(Ok(checklist))
    }
}

impl PartialEq for RecordedChecklist {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.text(), other.text()) || self.text().normalized() == other.text().normalized()
    }
}

impl fmt::Debug for RecordedChecklist {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text().normalized())
    }
}

impl Serialize for RecordedChecklist {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.text().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for RecordedChecklist {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Box::<RawValue>::deserialize(deserializer)?;
        // An unknown field comes from a newer program, which whoever reads the log has to know.
        let raw = strict::from_str(json.get()).map_err(D::Error::custom)?;
        Ok(Self::from_parts(raw, JsonText::from_log(json.into())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checklist::parse;

    #[test]
    fn white_space_and_the_schema_do_not_count() {
        let text =
            r#"{"$schema": "x", "title": "C", "format": 1, "id": "c", "steps": [{"id": "a", "title": "A"}]}"#;
        let checklist = parse(text.as_bytes()).unwrap().checklist;
        let recorded = RecordedChecklist::from(Arc::clone(&checklist));
        let json = serde_json::to_string(&recorded).unwrap();
        assert_eq!(json, r#"{"format":1,"id":"c","title":"C","steps":[{"id":"a","title":"A"}]}"#);
        assert_eq!(checklist.json(), json);
        assert_eq!(recorded, RecordedChecklist::new(&checklist.to_raw().unwrap()));
        assert_eq!(serde_json::from_str::<RecordedChecklist>(&json).unwrap().digest(), recorded.digest());
    }

    #[test]
    fn a_checklist_that_is_not_valid_keeps_its_json() {
        let json = r#"{"format":1,"id":"c","title":"C","steps":[]}"#;
        let recorded: RecordedChecklist = serde_json::from_str(json).unwrap();
        assert_eq!(recorded.checklist().unwrap_err()[0].code, "no-steps");
        assert_eq!(serde_json::to_string(&recorded).unwrap(), json);
    }
}
