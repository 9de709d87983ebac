//! PURE. JSON with the line of every value.

use jsonc_parser::ast::Value;
use jsonc_parser::common::Ranged;

use super::clean::LineIndex;
use super::report::ImportError;
use crate::checklist::{positions, strict};

pub(super) struct JsonDocument<'a> {
    root: Value<'a>,
    lines: LineIndex,
}

impl<'a> JsonDocument<'a> {
    pub(super) fn parse(text: &'a str) -> Result<Self, ImportError> {
        let lines = LineIndex::new(text);
        strict::check(text).map_err(|problem| {
            let start = problem.position.as_ref().map_or(0, |at| at.span.start);
            ImportError::Syntax { line: lines.line_of(start), message: problem.message }
        })?;
        // What passed the check is parsed by the other parser as well.
        let root = positions::parse_tree(text)
            .ok_or_else(|| ImportError::Syntax { line: 1, message: "not valid JSON".to_owned() })?;
        Ok(Self { root, lines })
    }

    pub(super) fn root(&self) -> JsonNode<'_, 'a> {
        JsonNode { value: &self.root, lines: &self.lines }
    }
}

#[derive(Clone, Copy)]
pub(super) struct JsonNode<'t, 'a> {
    value: &'t Value<'a>,
    lines: &'t LineIndex,
}

impl<'t> JsonNode<'t, '_> {
    /// Returns its line, from 1.
    pub(super) fn line(self) -> usize {
        self.lines.line_of(self.value.start())
    }

    /// Returns the first member of this name.
    pub(super) fn get(self, name: &str) -> Option<Self> {
        self.members().find(|(member, _)| *member == name).map(|(_, value)| value)
    }

    /// Returns the members of an object; none for other values.
    pub(super) fn members(self) -> impl Iterator<Item = (&'t str, Self)> {
        let properties = match self.value {
            Value::Object(object) => object.properties.as_slice(),
            _ => &[],
        };
        let lines = self.lines;
        properties
            .iter()
            .map(move |property| (property.name.as_str(), JsonNode { value: &property.value, lines }))
    }

    /// Returns the items of an array; none for other values.
    pub(super) fn items(self) -> impl Iterator<Item = Self> {
        let elements = match self.value {
            Value::Array(array) => array.elements.as_slice(),
            _ => &[],
        };
        let lines = self.lines;
        elements.iter().map(move |value| JsonNode { value, lines })
    }

    /// Returns a string, number or boolean as text, or those in an array separated by commas.
    pub(super) fn text(self) -> Option<String> {
        match self.value {
            Value::StringLit(text) => Some(text.value.to_string()),
            Value::NumberLit(number) => Some(number.value.to_owned()),
            Value::BooleanLit(truth) => Some(truth.value.to_string()),
            Value::NullKeyword(_) => Some(String::new()),
            Value::Array(_) => {
                let texts: Option<Vec<String>> = self
                    .items()
                    .map(|item| item.text().filter(|_| !matches!(item.value, Value::Array(_))))
                    .collect();
                texts.map(|texts| texts.join(", "))
            }
            Value::Object(object) => object.properties.is_empty().then(String::new),
        }
    }

    /// Returns the trimmed text of a member; empty if there is none.
    pub(super) fn text_of(self, name: &str) -> String {
        self.get(name).and_then(Self::text).map(|text| text.trim().to_owned()).unwrap_or_default()
    }
}
