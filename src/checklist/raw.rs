//! PURE. The checklist file as it is written: the serde mirror of format 1.
//!
//! The doc comments of these types are the descriptions in the JSON Schema, so they speak to
//! people who write checklists. What a type cannot say is checked in `validate`. Every member has
//! a default, so that a file with several faults can be read to its end and all be named.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use serde::ser::Error as _;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use super::parse::strict;
use crate::text::hex;

/// The JSON Schema of format 1, for editors.
///
/// It is generated from the types below and their comments. After a change write it again:
/// `RUNSHEET_WRITE_SCHEMA=1 cargo test the_schema_is_that_of_the_types`.
pub const SCHEMA: &str = include_str!("../../checklists/checklist.schema.json");

/// A checklist for runsheet: a tree of sections and steps that an administrator works through.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(title = "runsheet checklist", rename = "checklist", extend("required" = ["format", "id", "title", "steps"])))]
#[serde(deny_unknown_fields, default)]
pub struct RawChecklist {
    /// Where this schema stands; for editors.
    #[serde(rename = "$schema", skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// The version of the file format: 1.
    #[cfg_attr(test, schemars(range(min = 1, max = 1)))]
    pub format: u64,
    /// A short name for the checklist, unique among yours: lower-case words with hyphens.
    #[cfg_attr(test, schemars(length(min = 1, max = 128), regex(pattern = r"^\S+$")))]
    pub id: String,
    /// What the checklist is called.
    #[cfg_attr(test, schemars(length(min = 1), regex(pattern = r"^[^\r\n]*\S[^\r\n]*$")))]
    pub title: String,
    /// One or two sentences on what it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// What there is to know besides the steps, such as whom to call, in Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The products and versions it is meant for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub applies_to: Vec<String>,
    /// The document it was made from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<RawSource>,
    /// The sections and steps, in the order in which they are worked through.
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub steps: Vec<RawStep>,
}

/// The document a checklist was made from.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "source", extend("required" = ["title"])))]
#[serde(deny_unknown_fields, default)]
pub struct RawSource {
    /// Its title.
    #[cfg_attr(test, schemars(length(min = 1), regex(pattern = r"^[^\r\n]*\S[^\r\n]*$")))]
    pub title: String,
    /// Its address, beginning with https:// or http://.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// A section (it has `steps`) or a step that is worked on (it has none).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "step", extend(
    "required" = ["id", "title"],
    "dependentSchemas" = { "steps": { "properties": {
        "questions": { "maxItems": 0 }, "requires": { "maxItems": 0 }, "notes": { "maxItems": 0 },
        "references": { "maxItems": 0 }, "commands": { "maxItems": 0 }
    } } }
)))]
#[serde(deny_unknown_fields, default)]
pub struct RawStep {
    /// A name that stays the same when the words change: what was recorded is kept under it.
    #[cfg_attr(test, schemars(length(min = 1, max = 128), regex(pattern = r"^\S+$")))]
    pub id: String,
    /// What to do, in a few words; plain text.
    #[cfg_attr(test, schemars(length(min = 1), regex(pattern = r"^[^\r\n]*\S[^\r\n]*$")))]
    pub title: String,
    /// What there is to know, in Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// What is decided here.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "shrunk_list")]
    pub questions: Vec<RawQuestion>,
    /// The step applies only if this holds. It may ask what is asked at this step or before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<Box<RawCondition>>,
    /// The ids of steps that come before this one: marking it done without them asks for a reason.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, schemars(extend("uniqueItems" = true)))]
    pub requires: Vec<String>,
    /// What must not be overlooked.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "shrunk_list")]
    pub notes: Vec<RawNote>,
    /// The documents at hand.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "shrunk_list")]
    pub references: Vec<RawReference>,
    /// Commands to copy. runsheet never runs them.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "shrunk_list")]
    pub commands: Vec<RawCommand>,
    /// The steps of a section. A section has no questions, requirements, notes, references or
    /// commands of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub steps: Option<Vec<RawStep>>,
}

/// A list without room for more: there may be a hundred thousand of one item each.
fn shrunk_list<'de, D: serde::Deserializer<'de>, T: Deserialize<'de>>(json: D) -> Result<Vec<T>, D::Error> {
    let mut items = Vec::deserialize(json)?;
    items.shrink_to_fit();
    Ok(items)
}

impl RawStep {
    /// Whether it is a section: it has a list of steps, be it an empty one.
    pub fn is_section(&self) -> bool {
        self.steps.is_some()
    }

    /// The steps of a section; none for a step.
    pub fn children(&self) -> &[RawStep] {
        self.steps.as_deref().unwrap_or_default()
    }
}

/// Something that an admin decides on the way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "question", extend(
    "required" = ["id", "prompt", "kind"],
    "if" = { "properties": { "kind": { "const": "choice" } } },
    "then" = { "required": ["choices"], "properties": { "choices": { "minItems": 1 } } },
    "else" = { "properties": { "choices": { "maxItems": 0 } } }
)))]
#[serde(deny_unknown_fields, default)]
pub struct RawQuestion {
    /// A name for conditions to ask for, unique in the file.
    #[cfg_attr(test, schemars(length(min = 1, max = 128), regex(pattern = r"^\S+$")))]
    pub id: String,
    /// The question as it is put.
    #[cfg_attr(test, schemars(length(min = 1), regex(pattern = r"^[^\r\n]*\S[^\r\n]*$")))]
    pub prompt: String,
    /// Its short name, shown with the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(length(min = 1), regex(pattern = r"^[^\r\n]*\S[^\r\n]*$")))]
    pub label: Option<String>,
    /// What kind of answer it takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<QuestionKind>,
    /// The least number that it takes; for `number` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<i64>,
    /// The greatest number that it takes; for `number` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<i64>,
    /// The answers to choose from; for `choice` only.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, schemars(extend("uniqueItems" = true), inner(length(min = 1))))]
    pub choices: Vec<String>,
    /// Whether the step can be done without an answer; true unless said otherwise.
    #[serde(skip_serializing_if = "is_true")]
    pub required: bool,
    /// It is asked only if this holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<Box<RawCondition>>,
}

impl Default for RawQuestion {
    fn default() -> Self {
        let (id, prompt, choices) = (String::new(), String::new(), Vec::new());
        let (label, kind, min, max, when) = (None, None, None, None, None);
        Self { id, prompt, label, kind, min, max, choices, required: true, when }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_true(value: &bool) -> bool {
    *value
}

/// The kinds of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Hash)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "question_kind"))]
#[serde(rename_all = "snake_case")]
pub enum QuestionKind {
    /// `yes` or `no`.
    YesNo,
    /// One of `choices`.
    Choice,
    /// A line of text.
    Text,
    /// A host name, a fully qualified name or an IP address.
    Host,
    /// A whole number.
    Number,
}

impl QuestionKind {
    /// Returns whether the answer is typed rather than chosen.
    pub fn is_typed(self) -> bool {
        matches!(self, Self::Text | Self::Host | Self::Number)
    }
}

/// A condition: `question` with `is`, or exactly one of `all`, `any` and `not`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "condition", extend(
    "oneOf" = [
        { "required": ["question", "is"] }, { "required": ["all"] }, { "required": ["any"] }, { "required": ["not"] }
    ],
    "dependentRequired" = { "question": ["is"], "is": ["question"] }
)))]
#[serde(deny_unknown_fields, default)]
pub struct RawCondition {
    /// The id of the question whose answer decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// The answer for which the condition holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is: Option<String>,
    /// Holds if all of these hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub all: Option<Vec<RawCondition>>,
    /// Holds if at least one of these holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub any: Option<Vec<RawCondition>>,
    /// Holds if this does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not: Option<Box<RawCondition>>,
}

/// A remark that stands out from the detail.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "note", extend("required" = ["text"])))]
#[serde(deny_unknown_fields, default)]
pub struct RawNote {
    /// The remark, in Markdown.
    #[cfg_attr(test, schemars(length(min = 1), regex(pattern = r"\S")))]
    pub text: String,
    /// How loud it is; `note` unless said otherwise.
    #[serde(skip_serializing_if = "is_default")]
    pub kind: NoteKind,
    /// It is shown only if this holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<Box<RawCondition>>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// How loud a note is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Hash)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "note_kind"))]
#[serde(rename_all = "snake_case")]
pub enum NoteKind {
    /// Good to know.
    #[default]
    Note,
    /// Makes it easier.
    Tip,
    /// Needed to succeed.
    Important,
    /// Something fails if it is overlooked.
    Warning,
    /// Something is lost if it is overlooked.
    Caution,
}

/// A linked document.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "reference", extend("required" = ["title"])))]
#[serde(deny_unknown_fields, default)]
pub struct RawReference {
    /// The document's title.
    #[cfg_attr(test, schemars(length(min = 1), regex(pattern = r"^[^\r\n]*\S[^\r\n]*$")))]
    pub title: String,
    /// An address (https:// or http://) or the path of a file relative to the checklist; left out
    /// where none is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// It is shown only if this holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<Box<RawCondition>>,
}

/// A command to copy. runsheet never runs it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "command", extend("required" = ["run"])))]
#[serde(deny_unknown_fields, default)]
pub struct RawCommand {
    /// The command line, or several lines.
    #[cfg_attr(test, schemars(length(min = 1), regex(pattern = r"\S")))]
    pub run: String,
    /// What it is meant for: `powershell`, `cmd`, `bash` ...
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shell: Option<String>,
    /// What it does or shows; plain text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The JSON of a checklist, shared by all who hold it.
///
/// The text of a file is normalized only when the JSON or the digest is asked for: the first frame
/// of a session needs neither.
#[derive(Debug, Clone)]
pub(super) struct JsonText(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    text: Box<str>,
    is_normalized: bool,
    digest: OnceLock<String>,
}

impl JsonText {
    /// Wraps the text of a file that was parsed without errors.
    pub(super) fn from_file(text: Box<str>) -> Self {
        Self(Arc::new(Inner { text, is_normalized: false, digest: OnceLock::new() }))
    }

    /// Wraps the text that a log holds; it stays as it is.
    pub(super) fn from_log(text: Box<str>) -> Self {
        Self(Arc::new(Inner { text, is_normalized: true, digest: OnceLock::new() }))
    }

    /// Writes the JSON of a checklist that was not read from a file.
    pub(super) fn from_raw(raw: &RawChecklist) -> Self {
        let json = match raw.schema {
            None => to_string(raw),
            Some(_) => to_string(&RawChecklist { schema: None, ..raw.clone() }),
        };
        Self::from_log(json.into())
    }

    /// Returns the compact JSON without the address of the schema: the form in a log.
    pub(super) fn normalized(&self) -> Cow<'_, str> {
        if self.0.is_normalized {
            Cow::Borrowed(&self.0.text)
        } else {
            Cow::Owned(to_string(&self.without_schema()))
        }
    }

    /// Returns the lower-case hex SHA-256 of the normalized JSON.
    pub(super) fn digest(&self) -> &str {
        self.0.digest.get_or_init(|| hex(&Sha256::digest(self.normalized().as_bytes())))
    }

    /// Parses the text again; `None` only for JSON that no file and no log can hold.
    pub(super) fn to_raw(&self) -> Option<RawChecklist> {
        strict::from_str(&self.0.text).ok()
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

impl PartialEq for JsonText {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.normalized() == other.normalized()
    }
}

impl Serialize for JsonText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !self.0.is_normalized {
            return self.without_schema().serialize(serializer);
        }
        let json: &RawValue = serde_json::from_str(&self.0.text).map_err(S::Error::custom)?;
        json.serialize(serializer)
    }
}
