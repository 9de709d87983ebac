//! PURE. The formats of lists, how they are recognised (by content more than by name), and the options of reading them.

use std::fmt;

use serde::de::{Error as _, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer as _};

use crate::checklist::positions::SourceText;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ImportFormat {
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

impl ImportFormat {
    pub fn label(self) -> &'static str {
        match self {
            Self::Native => "a runsheet checklist",
            Self::Azure => "an Azure review checklist",
            Self::Cklb => "a STIG checklist (cklb)",
            Self::Ckl => "a STIG checklist (ckl)",
            Self::Markdown => "Markdown",
        }
    }
}

/// How to read a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportOptions {
    /// Whether steps start with the statuses in the file. Otherwise every step starts as todo.
    pub keep_ticks: bool,
    /// Whether in Markdown the items of lists without a checkbox are steps as well.
    pub bullets: bool,
    /// The tables in Markdown whose rows are steps.
    pub table: Option<TableSelector>,
}

/// Which tables have rows that are steps, and which columns these are made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TableSelector {
    /// Tables with a column of checkboxes (`[ ]`, `☐`). The first other column is the title.
    Checkboxes,
    /// Tables with all of these columns. The first is the title, the others go into the detail; columns
    /// that are not named are left out.
    Columns(Vec<String>),
}

impl TableSelector {
    /// Parses the value of `--table`: names of columns separated by commas, or nothing for checkboxes.
    pub fn from_arg(arg: &str) -> Self {
        let names = arg.split(',').map(str::trim).filter(|name| !name.is_empty());
        let names: Vec<String> = names.map(str::to_owned).collect();
        if names.is_empty() { Self::Checkboxes } else { Self::Columns(names) }
    }
}

/// Returns the format of these bytes; none if they are no text or an unknown kind of XML.
pub fn detect(name: &str, bytes: &[u8]) -> Option<ImportFormat> {
    match SourceText::from_bytes(bytes) {
        Ok(source) => detect_text(name, source.text),
        // The parser of checklists describes problems of encoding best.
        Err(_) => has_extension(name, ".json").then_some(ImportFormat::Native),
    }
}

/// Returns the format of a text.
pub(super) fn detect_text(name: &str, text: &str) -> Option<ImportFormat> {
    let start = text.trim_start();
    match start.chars().next() {
        Some('{') => Some(detect_object(name, start)),
        Some('"') => Some(detect_string(start)),
        // A Markdown file may begin with a link, so this is JSON only by its name.
        Some('[') | None if has_extension(name, ".json") => Some(ImportFormat::Native),
        Some('<') => detect_markup(start),
        _ => Some(ImportFormat::Markdown),
    }
}

fn has_extension(name: &str, end: &str) -> bool {
    name.len() >= end.len()
        && name.get(name.len() - end.len()..).is_some_and(|tail| tail.eq_ignore_ascii_case(end))
}

/// The members by which the kinds of JSON are recognised.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct KnownMembers {
    format: Option<IgnoredAny>,
    steps: Option<IgnoredAny>,
    items: Option<IgnoredAny>,
    stigs: Option<IgnoredAny>,
}

fn detect_object(name: &str, text: &str) -> ImportFormat {
    if has_extension(name, ".json") && starts_like_checklist(text) {
        return ImportFormat::Native;
    }
    match serde_json::from_str::<KnownMembers>(text) {
        Ok(KnownMembers { format: None, steps: None, stigs: Some(_), .. }) => ImportFormat::Cklb,
        Ok(KnownMembers { format: None, steps: None, items: Some(_), .. }) => ImportFormat::Azure,
        // Templates of Markdown may also begin with braces.
        Err(_) if has_extension(name, ".md") || has_extension(name, ".markdown") => ImportFormat::Markdown,
        Err(_) if has_extension(name, ".cklb") => ImportFormat::Cklb,
        _ => ImportFormat::Native,
    }
}

/// Whether a member that only checklists have is found without reading all of a large file.
fn starts_like_checklist(text: &str) -> bool {
    struct FirstMembers<'f>(&'f mut bool);
    impl<'de> Visitor<'de> for FirstMembers<'_> {
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
    let _ = serde_json::Deserializer::from_str(text).deserialize_map(FirstMembers(&mut ours));
    ours
}

/// Recognises a cklb file that is one JSON string with the JSON in it, as some programs write it.
fn detect_string(text: &str) -> ImportFormat {
    let inner = serde_json::from_str::<String>(text).unwrap_or_default();
    match serde_json::from_str::<KnownMembers>(&inner) {
        Ok(KnownMembers { stigs: Some(_), .. }) => ImportFormat::Cklb,
        _ => ImportFormat::Markdown,
    }
}

/// The most bytes of comments before the first element of XML.
const MAX_PROLOG: usize = 4096;

fn detect_markup(text: &str) -> Option<ImportFormat> {
    let end = (0..=MAX_PROLOG.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    let near = text.get(..end).unwrap_or_default();
    if near.starts_with("<CHECKLIST") || near.starts_with("<?xml") || near.starts_with("<!--") {
        if near.contains("<CHECKLIST") {
            return Some(ImportFormat::Ckl);
        }
        if near.starts_with("<?xml") {
            return None;
        }
    }
    Some(ImportFormat::Markdown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_decides_and_the_name_only_where_it_is_silent() {
        for (name, text, format) in [
            ("a", r#"{"format": 1, "items": []}"#, Some(ImportFormat::Native)),
            ("a.md", r#"{"items": [], "metadata": {}}"#, Some(ImportFormat::Azure)),
            ("a", r#"{"stigs": []}"#, Some(ImportFormat::Cklb)),
            ("a", r#""{\"stigs\": []}""#, Some(ImportFormat::Cklb)),
            ("a", "\"Quoted\" words", Some(ImportFormat::Markdown)),
            ("a.json", "{", Some(ImportFormat::Native)),
            ("a.md", "{{ page }}", Some(ImportFormat::Markdown)),
            ("a", "[English](x) | [Other](y)", Some(ImportFormat::Markdown)),
            ("a.JSON", "[1]", Some(ImportFormat::Native)),
            ("a", "<?xml version=\"1.0\"?><!--x--><CHECKLIST>", Some(ImportFormat::Ckl)),
            ("a", "<?xml version=\"1.0\"?><Benchmark>", None),
            ("a", "<!-- x -->\n- [ ] a", Some(ImportFormat::Markdown)),
            ("a", "<div>\n\n- [ ] a", Some(ImportFormat::Markdown)),
            ("a", "", Some(ImportFormat::Markdown)),
        ] {
            assert_eq!(detect(name, text.as_bytes()), format, "{text}");
        }
        assert_eq!(detect("a.md", b"\xFF\xFEa\0"), None);
        assert_eq!(detect("a.json", b"\xFF\xFE{\0"), Some(ImportFormat::Native));
    }
}
