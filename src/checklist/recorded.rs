//! PURE. A checklist as the events of a session hold it.

use std::fmt;
use std::sync::{Arc, LazyLock};

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use super::build::build_recorded;
use super::model::Checklist;
use super::parse::strict;
use super::problem::Problem;
use super::raw::{JsonText, RawChecklist};

/// A checklist in an event, built from what was parsed when somebody asks for it: the journal reads
/// each entry that it writes once more, and has no use for the steps.
///
/// A log may hold one that is not valid, for example because another version has other limits. It
/// keeps its JSON, so that the log stays readable.
#[derive(Clone)]
pub struct RecordedChecklist {
    json: JsonText,
    built: Arc<LazyLock<Built, Box<dyn FnOnce() -> Built + Send>>>,
}

type Built = Result<Arc<Checklist>, Vec<Problem>>;

impl RecordedChecklist {
    /// Records a checklist that was not read from a file, valid or not.
    pub fn new(raw: &RawChecklist) -> Self {
        Self::from_raw(raw.clone(), JsonText::from_raw(raw))
    }

    fn from_raw(raw: RawChecklist, json: JsonText) -> Self {
        let text = json.clone();
        Self::from_fn(json, move || build_recorded(raw, text).map(Arc::new))
    }

    fn from_fn(json: JsonText, build: impl FnOnce() -> Built + Send + 'static) -> Self {
        Self { json, built: Arc::new(LazyLock::new(Box::new(build))) }
    }

    /// Returns the checklist, or its problems, which have no positions.
    pub fn checklist(&self) -> Result<&Arc<Checklist>, &[Problem]> {
        self.built.as_ref().as_ref().map_err(Vec::as_slice)
    }

    /// Returns the lower-case hex SHA-256 of the JSON.
    pub fn digest(&self) -> &str {
        self.json.digest()
    }
}

impl From<Arc<Checklist>> for RecordedChecklist {
    fn from(checklist: Arc<Checklist>) -> Self {
        Self::from_fn(checklist.json.clone(), move || Ok(checklist))
    }
}

impl PartialEq for RecordedChecklist {
    fn eq(&self, other: &Self) -> bool {
        self.json == other.json
    }
}

impl fmt::Debug for RecordedChecklist {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.json.normalized())
    }
}

impl Serialize for RecordedChecklist {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.json.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for RecordedChecklist {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Box::<RawValue>::deserialize(deserializer)?;
        // An unknown field comes from a newer program, which whoever reads the log has to know.
        let raw = strict::from_str(json.get()).map_err(D::Error::custom)?;
        Ok(Self::from_raw(raw, JsonText::from_log(json.into())))
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
