//! PURE. Which kind of list a file holds: told by what is in it, not by its name.

use std::fmt;

use serde::de::{Error as _, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer as _};

use crate::checklist::source::Source;

/// The kinds of lists that are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// A checklist of this program, or JSON that can only be meant as one.
    Native,
    /// JSON of the repository Azure/review-checklists.
    Azure,
    /// JSON of STIG Viewer 3.
    Cklb,
    /// XML of STIG Viewer 2.
    Ckl,
    /// Markdown, or any other text.
    Markdown,
}

impl Format {
    /// The format in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Native => "a runsheet checklist",
            Self::Azure => "an Azure review checklist",
            Self::Cklb => "a STIG checklist (cklb)",
            Self::Ckl => "a STIG checklist (ckl)",
            Self::Markdown => "Markdown",
        }
    }
}

/// The kind of list in these bytes; none for bytes that are no text, and for XML that is unknown.
pub fn recognise(name: &str, bytes: &[u8]) -> Option<Format> {
    match Source::read(bytes) {
        Ok(source) => of_text(name, source.text),
        // What is wrong with the encoding of a checklist is told best by the reader of checklists.
        Err(_) => is_named(name, ".json").then_some(Format::Native),
    }
}

/// The kind of list in a text.
pub(super) fn of_text(name: &str, text: &str) -> Option<Format> {
    let start = text.trim_start();
    match start.chars().next() {
        Some('{') => Some(of_object(name, start)),
        Some('"') => Some(of_string(start)),
        // A Markdown file may begin with a link, so this is JSON only by its name.
        Some('[') | None if is_named(name, ".json") => Some(Format::Native),
        Some('<') => of_markup(start),
        _ => Some(Format::Markdown),
    }
}

fn is_named(name: &str, end: &str) -> bool {
    name.len() >= end.len()
        && name.get(name.len() - end.len()..).is_some_and(|tail| tail.eq_ignore_ascii_case(end))
}

/// The members that tell the kinds of JSON apart.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Members {
    format: Option<IgnoredAny>,
    steps: Option<IgnoredAny>,
    items: Option<IgnoredAny>,
    stigs: Option<IgnoredAny>,
}

fn of_object(name: &str, text: &str) -> Format {
    if is_named(name, ".json") && begins_as_ours(text) {
        return Format::Native;
    }
    match serde_json::from_str::<Members>(text) {
        Ok(Members { format: None, steps: None, stigs: Some(_), .. }) => Format::Cklb,
        Ok(Members { format: None, steps: None, items: Some(_), .. }) => Format::Azure,
        // Templates of Markdown begin with braces as well.
        Err(_) if is_named(name, ".md") || is_named(name, ".markdown") => Format::Markdown,
        Err(_) if is_named(name, ".cklb") => Format::Cklb,
        _ => Format::Native,
    }
}

/// Whether one of the first members is one that only our own format has: the rest of a large file
/// then need not be looked through.
fn begins_as_ours(text: &str) -> bool {
    struct First<'f>(&'f mut bool);
    impl<'de> Visitor<'de> for First<'_> {
        type Value = ();
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }
        fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
            while let Some(name) = members.next_key::<String>()? {
                if matches!(name.as_str(), "format" | "steps") {
                    *self.0 = true;
                    return Err(A::Error::custom("that is enough"));
                }
                members.next_value::<IgnoredAny>()?;
            }
            Ok(())
        }
    }
    let mut ours = false;
    let _ = serde_json::Deserializer::from_str(text).deserialize_map(First(&mut ours));
    ours
}

/// Some programs write a cklb file as one JSON string that holds the JSON.
fn of_string(text: &str) -> Format {
    let inner = serde_json::from_str::<String>(text).unwrap_or_default();
    match serde_json::from_str::<Members>(&inner) {
        Ok(Members { stigs: Some(_), .. }) => Format::Cklb,
        _ => Format::Markdown,
    }
}

/// How far into a file the first element of XML is looked for, past comments.
const NEAR: usize = 4096;

fn of_markup(text: &str) -> Option<Format> {
    let end = (0..=NEAR.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    let near = text.get(..end).unwrap_or_default();
    if near.starts_with("<CHECKLIST") || near.starts_with("<?xml") || near.starts_with("<!--") {
        if near.contains("<CHECKLIST") {
            return Some(Format::Ckl);
        }
        if near.starts_with("<?xml") {
            return None;
        }
    }
    Some(Format::Markdown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_decides_and_the_name_only_where_it_is_silent() {
        for (name, text, format) in [
            ("a", r#"{"format": 1, "items": []}"#, Some(Format::Native)),
            ("a.md", r#"{"items": [], "metadata": {}}"#, Some(Format::Azure)),
            ("a", r#"{"stigs": []}"#, Some(Format::Cklb)),
            ("a", r#""{\"stigs\": []}""#, Some(Format::Cklb)),
            ("a", "\"Quoted\" words", Some(Format::Markdown)),
            ("a.json", "{", Some(Format::Native)),
            ("a.md", "{{ page }}", Some(Format::Markdown)),
            ("a", "[English](x) | [Other](y)", Some(Format::Markdown)),
            ("a.JSON", "[1]", Some(Format::Native)),
            ("a", "<?xml version=\"1.0\"?><!--x--><CHECKLIST>", Some(Format::Ckl)),
            ("a", "<?xml version=\"1.0\"?><Benchmark>", None),
            ("a", "<!-- x -->\n- [ ] a", Some(Format::Markdown)),
            ("a", "<div>\n\n- [ ] a", Some(Format::Markdown)),
            ("a", "", Some(Format::Markdown)),
        ] {
            assert_eq!(recognise(name, text.as_bytes()), format, "{text}");
        }
        assert_eq!(recognise("a.md", b"\xFF\xFEa\0"), None);
        assert_eq!(recognise("a.json", b"\xFF\xFE{\0"), Some(Format::Native));
    }
}
