//! PURE. The slow way from JSON to the raw types: it reads on behind every mistake and notes it.
//!
//! What does not fit is noted and read as an empty value, so that the types are always filled,
//! items keep their numbers, and all that is wrong with a file is named in one go.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use jsonc_parser::ast::{Array, Object, ObjectProp, Value};
use jsonc_parser::common::Ranged;
use serde::de::value::{Error, MapDeserializer, SeqDeserializer, StrDeserializer};
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor,
};

use super::positions::span;
use crate::checklist::problem::{Label, Path, Position, Problem, Segment, ValuePart, closest_name, quoted};
use crate::text::{list, or_list};

/// What was noted while a document was read.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    pub(crate) problems: Vec<Problem>,
    /// Where the raw types do not hold what the document says.
    pub(crate) unread: HashSet<Path>,
    /// What was read from a member with a mistyped name, so that nothing stands there.
    pub(crate) renamed: HashSet<Path>,
}

/// Reads the tree of a document as far as it can be read.
pub(crate) fn recover<'de, T: Deserialize<'de>>(root: &Value<'_>, text: &str) -> (Option<T>, Findings) {
    let reader = RecoveryContext { text, path: RefCell::default(), notes: RefCell::default() };
    let value = T::deserialize(RecoveringDeserializer { value: root, context: &reader }).ok();
    (value, reader.notes.into_inner())
}

fn problem_at(code: &'static str, path: Path, span: Range<usize>, what: String) -> Problem {
    Problem::error(code, path, what).with_span(span)
}

struct RecoveryContext<'r> {
    text: &'r str,
    path: RefCell<Path>,
    notes: RefCell<Findings>,
}

impl RecoveryContext<'_> {
    fn push(&self, problem: Problem) {
        self.notes.borrow_mut().problems.push(problem);
    }

    fn mark_unread(&self, path: Path) {
        self.notes.borrow_mut().unread.insert(path);
    }

    fn path(&self) -> Path {
        self.path.borrow().clone()
    }

    fn with_segment<T>(&self, segment: Segment, read: impl FnOnce() -> T) -> T {
        self.path.borrow_mut().push(segment);
        let value = read();
        self.path.borrow_mut().pop();
        value
    }
}

/// A value of the document.
#[derive(Clone, Copy)]
struct RecoveringDeserializer<'r, 't, 'a> {
    value: &'t Value<'a>,
    context: &'r RecoveryContext<'r>,
}

fn type_name(value: &Value<'_>) -> &'static str {
    match value {
        Value::StringLit(_) => "a string",
        Value::NumberLit(_) => "a number",
        Value::BooleanLit(boolean) if boolean.value => "`true`",
        Value::BooleanLit(_) => "`false`",
        Value::Object(_) => "an object",
        Value::Array(_) => "an array",
        Value::NullKeyword(_) => "`null`",
    }
}

impl<'t, 'a> RecoveringDeserializer<'_, 't, 'a> {
    fn report_mismatch(&self, expected: &str) {
        let problem = self.mismatch(format!("expected {expected}, found {}", type_name(self.value)));
        let is_null = matches!(self.value, Value::NullKeyword(_));
        self.context.push(if is_null { problem.with_help("leave the member out") } else { problem });
    }

    fn mismatch(&self, what: String) -> Problem {
        let path = self.context.path();
        self.context.mark_unread(path.clone());
        let span = span(self.value, self.context.text);
        problem_at("wrong-type", path, span, what)
    }

    /// The members that are fields, each once; the others are noted.
    fn known_members(
        &self,
        object: &'t Object<'a>,
        fields: &[&'static str],
    ) -> Vec<(&'static str, &'t Value<'a>)> {
        let mut seen: HashMap<&str, &ObjectProp<'a>> = HashMap::new();
        let mut members = Vec::new();
        let mut unknown = Vec::new();
        for property in &object.properties {
            let name = property.name.as_str();
            if let Some(first) = seen.get(name) {
                self.report_duplicate(first, property);
                continue;
            }
            seen.insert(name, property);
            match fields.iter().find(|field| **field == name) {
                Some(field) => members.push((*field, &property.value)),
                None => unknown.push(property),
            }
        }
        for property in unknown {
            let left = fields.iter().copied().filter(|field| !seen.contains_key(field));
            self.report_unknown_field(property, left, fields, &mut members);
        }
        members
    }

    fn report_duplicate(&self, first: &ObjectProp<'a>, second: &ObjectProp<'a>) {
        let path = self.context.path().member(second.name.as_str().to_owned());
        let what = format!("the field {} is given twice", quoted(second.name.as_str()));
        let mut problem =
            problem_at("duplicate-field", path.clone(), second.name.start()..second.name.end(), what);
        let at = Some(Position::uncounted(first.name.start()..first.name.end()));
        problem.labels.push(Label {
            path,
            message: "first given here".to_owned(),
            position: at,
            part: ValuePart::Key,
        });
        self.context.push(problem.with_help("take one of them out"));
    }

    /// A field with a mistyped name is read as the field that was meant, lest everything that
    /// rests on it is reported as well.
    fn report_unknown_field(
        &self,
        property: &'t ObjectProp<'a>,
        left: impl Iterator<Item = &'static str>,
        fields: &[&'static str],
        members: &mut Vec<(&'static str, &'t Value<'a>)>,
    ) {
        let name = property.name.as_str();
        let here = self.context.path();
        let span = property.name.start()..property.name.end();
        let what = format!("unknown field {}", quoted(name));
        let problem = problem_at("unknown-field", here.clone().member(name.to_owned()), span, what);
        let Some(meant) = closest_name(name, left) else {
            let names: Vec<String> = fields.iter().map(|field| format!("`{field}`")).collect();
            return self.context.push(problem.with_help(format!("the fields here are {}", list(&names))));
        };
        self.context.push(problem.did_you_mean(Some(meant)));
        self.context.notes.borrow_mut().renamed.insert(here.member(meant));
        if members.iter().all(|(field, _)| *field != meant) {
            members.push((meant, &property.value));
        }
    }
}

impl<'de> Deserializer<'de> for RecoveringDeserializer<'_, '_, '_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let Value::BooleanLit(boolean) = self.value else {
            self.report_mismatch("`true` or `false`");
            return visitor.visit_bool(false);
        };
        visitor.visit_bool(boolean.value)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let Value::NumberLit(number) = self.value else {
            self.report_mismatch("a whole number");
            return visitor.visit_u64(0);
        };
        let Ok(whole) = number.value.parse() else {
            let what = format!("expected a whole number, found {}", quoted(number.value));
            self.context.push(self.mismatch(what));
            return visitor.visit_u64(0);
        };
        visitor.visit_u64(whole)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let Value::StringLit(string) = self.value else {
            self.report_mismatch("a string");
            return visitor.visit_str("");
        };
        visitor.visit_str(&string.value)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let Value::Array(array) = self.value else {
            self.report_mismatch("an array");
            return visitor.visit_seq(SeqDeserializer::<_, Error>::new(std::iter::empty::<&str>()));
        };
        visitor.visit_seq(ArrayAccess { array, next: 0, context: self.context })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let Value::Object(object) = self.value else {
            self.report_mismatch("an object");
            return visitor.visit_map(MapDeserializer::<_, Error>::new(std::iter::empty::<(&str, &str)>()));
        };
        let left = self.known_members(object, fields).into_iter();
        visitor.visit_map(ObjectAccess { remaining: left, value: None, context: self.context })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let name = match self.value {
            Value::StringLit(string) => string.value.as_ref(),
            _ => "",
        };
        let variant = variants.iter().find(|variant| **variant == name);
        if variant.is_none() {
            self.report_unknown_variant(name, variants);
        }
        // The last kind of a question is `text`, which rests on nothing else.
        let read: StrDeserializer<'_, Error> =
            variant.or(variants.last()).copied().unwrap_or_default().into_deserializer();
        visitor.visit_enum(read)
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u128 f32 f64 char str bytes byte_buf unit unit_struct
        newtype_struct tuple tuple_struct map identifier ignored_any
    }
}

impl RecoveringDeserializer<'_, '_, '_> {
    fn report_unknown_variant(&self, name: &str, variants: &[&'static str]) {
        let names: Vec<String> = variants.iter().map(|variant| format!("`{variant}`")).collect();
        let one_of = or_list(&names);
        if !matches!(self.value, Value::StringLit(_)) {
            return self.report_mismatch(&one_of);
        }
        let path = self.context.path();
        self.context.mark_unread(path.clone());
        let what = format!("expected {one_of}, found {}", quoted(name));
        let problem = problem_at("unknown-value", path, span(self.value, self.context.text), what);
        self.context.push(problem.did_you_mean(closest_name(name, variants.iter().copied())));
    }
}

struct ArrayAccess<'r, 't, 'a> {
    array: &'t Array<'a>,
    next: usize,
    context: &'r RecoveryContext<'r>,
}

impl<'de> SeqAccess<'de> for ArrayAccess<'_, '_, '_> {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Error> {
        let Some(value) = self.array.elements.get(self.next) else { return Ok(None) };
        let segment = Segment::Item(self.next);
        self.next += 1;
        let item = RecoveringDeserializer { value, context: self.context };
        self.context.with_segment(segment, || seed.deserialize(item)).map(Some)
    }
}

struct ObjectAccess<'r, 't, 'a> {
    remaining: std::vec::IntoIter<(&'static str, &'t Value<'a>)>,
    value: Option<(&'static str, &'t Value<'a>)>,
    context: &'r RecoveryContext<'r>,
}

impl<'de> MapAccess<'de> for ObjectAccess<'_, '_, '_> {
    type Error = Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Error> {
        self.value = self.remaining.next();
        let Some((name, _)) = self.value else { return Ok(None) };
        let name: StrDeserializer<'_, Error> = name.into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Error> {
        let Some((name, value)) = self.value.take() else {
            return seed.deserialize(().into_deserializer());
        };
        let member = RecoveringDeserializer { value, context: self.context };
        self.context.with_segment(Segment::Member(name.into()), || seed.deserialize(member))
    }
}
