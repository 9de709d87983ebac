//! PURE. The fast way from JSON to the raw types, and the first error in words where a text is not JSON at
//! all.
//!
//! Types with a derived `Deserialize` also take an array of their fields in order, an object with one member
//! for the name of an enum's variant, and `null` for a member that is left out. Nobody needs to write a
//! checklist so, and the schema refuses it. The layer here between `serde_json` and the raw types refuses it
//! too.

use std::fmt;
use std::ops::Range;

use serde::de::value::StrDeserializer;
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Visitor,
};

use crate::checklist::problem::{Path, Problem};
use crate::text::Text;

/// Reads JSON. Text after the value is an error.
pub(crate) fn from_str<'de, T: Deserialize<'de>>(text: &'de str) -> Result<T, serde_json::Error> {
    let mut json = serde_json::Deserializer::from_str(text);
    let value = T::deserialize(Strict(&mut json))?;
    json.end()?;
    Ok(value)
}

/// The layer, around a deserializer, a visitor, a seed, or access to members or items.
struct Strict<T>(T);

/// Passes a request for a kind of value on.
macro_rules! forward {
    ($($name:ident)*) => {
        $(fn $name<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
            self.0.$name(Strict(visitor))
        })*
    };
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Strict<D> {
    type Error = D::Error;

    forward! {
        deserialize_any deserialize_bool deserialize_u64 deserialize_string deserialize_str
        deserialize_seq deserialize_map deserialize_identifier
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        visitor.visit_some(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_map(Strict(visitor))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_str(Variant(visitor))
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u128 f32 f64 char bytes byte_buf unit unit_struct
        newtype_struct tuple tuple_struct ignored_any
    }
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Strict<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<V::Value, E> {
        self.0.visit_bool(value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<V::Value, E> {
        self.0.visit_u64(value)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<V::Value, E> {
        self.0.visit_str(value)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<V::Value, A::Error> {
        self.0.visit_seq(Strict(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(Strict(members))
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Strict<S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, inner: D) -> Result<S::Value, D::Error> {
        self.0.deserialize(Strict(inner))
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Strict<A> {
    type Error = A::Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        self.0.next_element_seed(Strict(seed))
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Strict<A> {
    type Error = A::Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        self.0.next_key_seed(seed)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.0.next_value_seed(Strict(seed))
    }
}

/// Takes the name of a variant as text.
struct Variant<V>(V);

impl<'de, V: Visitor<'de>> Visitor<'de> for Variant<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<V::Value, E> {
        let name: StrDeserializer<'_, E> = name.into_deserializer();
        self.0.visit_enum(name)
    }
}

/// Returns the first error, if the text is not JSON.
pub(crate) fn check(text: &str) -> Result<(), Box<Problem>> {
    if text.trim().is_empty() {
        return Err(Box::new(problem_at(0..0, "syntax", "the file is empty".to_owned())));
    }
    // `IgnoredAny` would do with less memory, but it accepts some texts that are not JSON.
    match serde_json::from_str::<serde_json::Value>(text) {
        Ok(_) => Ok(()),
        Err(error) => Err(Box::new(syntax_problem(&error, text))),
    }
}

/// Describes an error of `serde_json`, at its place.
pub(crate) fn syntax_problem(error: &serde_json::Error, text: &str) -> Problem {
    let message = message(error);
    let span = char_at(error_offset(error, text), text);
    let rest = text.get(span.start..).unwrap_or_default();
    if message.as_str() == "recursion limit exceeded" {
        return problem_at(span, "too-deep", "nested deeper than any checklist needs".to_owned());
    }
    if message.as_str().starts_with("expected `,`") && !rest.starts_with(['/', '\'']) {
        // The comma is missing behind the value before, which may be on another line.
        let before = text.get(..span.start).unwrap_or_default().trim_ascii_end();
        let last = before.char_indices().next_back().map_or(0, |(at, _)| at);
        return problem_at(last..before.len(), "syntax", format!("not valid JSON: {message} after this"));
    }
    let problem = problem_at(span, "syntax", format!("not valid JSON: {message}"));
    match help_for_format(text).or_else(|| help_for(rest, message.as_str())) {
        Some(help) => problem.with_help(help),
        None => problem,
    }
}

/// Returns the message of `serde_json` without its position. It may repeat bytes of the file, so it
/// is made safe to show; and some messages speak to people who write parsers.
fn message(error: &serde_json::Error) -> Text {
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
    if let Some(unfinished) = message.strip_prefix("EOF while parsing a") {
        return Text::line(&format!("the file ends within a{unfinished}"));
    }
    match message {
        "expected ident" => Text::line("expected `true`, `false` or `null`"),
        "key must be a string" => Text::line("expected the name of a member, in double quotes"),
        message => Text::line(message),
    }
}

/// Returns the help for a file that is something else than JSON from its beginning on.
fn help_for_format(text: &str) -> Option<&'static str> {
    let first = text.trim_start().lines().next()?.to_ascii_lowercase();
    if first.starts_with("<!doctype html") || first.starts_with("<html") {
        return Some("this is a web page, such as one to log in, and not the file itself");
    }
    if first.starts_with("<?xml") {
        return Some("this is XML; `runsheet start FILE` takes STIG checklists (.ckl), and no other");
    }
    let name = first.split_once(':').map_or("", |(name, _)| name);
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
    if is_name || first.starts_with("---") || first.starts_with("%yaml") {
        return Some(
            "this looks like YAML; checklists are JSON: `runsheet new FILE` writes one to start from",
        );
    }
    None
}

fn help_for(rest: &str, message: &str) -> Option<&'static str> {
    match message {
        "invalid escape" => return Some("write a backslash as `\\\\`"),
        "trailing comma" => return Some("take the comma before this out"),
        "trailing characters" => return Some("a file holds one checklist, and nothing after it"),
        message if message.starts_with("control character") => {
            return Some("write a line break in a text as `\\n` and a tab as `\\t`");
        }
        message if message.starts_with("the file ends") => return Some("is a part of the file missing?"),
        _ => {}
    }
    if ["<<<<<<<", "=======", ">>>>>>>"].iter().any(|mark| rest.starts_with(mark)) {
        return Some("a merge left its conflict markers here: keep one of the two versions");
    }
    match rest.chars().next()? {
        '/' => Some("JSON has no comments"),
        '\'' | '‘' | '’' | '“' | '”' | '„' | '«' | '»' => {
            Some("JSON has straight double quotes (`\"`) only")
        }
        c if c.is_alphabetic() && message.contains("in double quotes") => {
            Some("write the name in double quotes: `\"format\"`")
        }
        _ => None,
    }
}

fn problem_at(span: Range<usize>, code: &'static str, message: String) -> Problem {
    Problem::error(code, Path::root(), message).with_span(span)
}

/// Returns the byte that `serde_json` means. Its columns count bytes, from 1; 0 is the line break
/// before.
fn error_offset(error: &serde_json::Error, text: &str) -> usize {
    if error.is_eof() {
        return text.trim_end().len();
    }
    let mut start = 0;
    for _ in 1..error.line() {
        let rest = text.get(start..).unwrap_or_default();
        start += rest.find('\n').map_or(rest.len(), |at| at + 1);
    }
    (start + error.column().saturating_sub(1)).min(text.len())
}

fn char_at(offset: usize, text: &str) -> Range<usize> {
    let start = (0..=offset).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let length = text.get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    start..start + length
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checklist::raw::{RawChecklist, RawQuestion};

    #[test]
    fn arrays_do_not_stand_in_for_objects() {
        let array = r#"[null, 1, "id", "Title", null, null, [], null, []]"#;
        assert!(serde_json::from_str::<RawChecklist>(array).is_ok(), "what this layer is for");
        assert!(from_str::<RawChecklist>(array).is_err());
        for text in [
            r#"{"when": ["a", "yes"]}"#,
            r#"{"kind": {"yes_no": null}}"#,
            r#"{"when": {"all": [["a", "b"]]}}"#,
            r#"{"when": null}"#,
        ] {
            assert!(from_str::<RawQuestion>(text).is_err(), "{text}");
        }
        assert!(from_str::<RawQuestion>(r#"{"kind": "yes_no", "when": {"not": {"question": "a"}}}"#).is_ok());
    }
}
