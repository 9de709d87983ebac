//! PURE. The formats of lists, and how they are recognised: by content more than by name.

use std::fmt;

use serde::de::{Error as _, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer as _};

use super::columns;
use super::other::{self, OtherFormat, has_extension};
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
    /// Text with separated columns.
    Csv,
    /// JSON that holds lists of objects, or may.
    JsonList,
    /// An issue form of GitHub, in YAML.
    IssueForm,
    /// Markdown, or any other text.
    Markdown,
    /// One that is recognised but not read.
    Other(OtherFormat),
}

impl ImportFormat {
    pub fn label(self) -> &'static str {
        match self {
            Self::Native => "a runsheet checklist",
            Self::Azure => "an Azure review checklist",
            Self::Cklb => "a STIG checklist (cklb)",
            Self::Ckl => "a STIG checklist (ckl)",
            Self::Csv => "CSV",
            Self::JsonList => "JSON",
            Self::IssueForm => "an issue form",
            Self::Markdown => "Markdown",
            Self::Other(other) => other.label(),
        }
    }
}

/// Returns the format of these bytes; none if they are no text.
pub fn detect(name: &str, bytes: &[u8]) -> Option<ImportFormat> {
    match SourceText::from_bytes(bytes) {
        Ok(source) => Some(detect_text(name, source.text)),
        Err(_) if is_zip(bytes) => Some(ImportFormat::Other(OtherFormat::Office)),
        Err(_) if windows_1252(name, bytes).is_some() => Some(ImportFormat::Csv),
        // The parser of checklists describes problems of encoding best.
        Err(_) => has_extension(name, ".json").then_some(ImportFormat::Native),
    }
}

/// Whether the bytes are a ZIP archive, as the files of office programs are.
pub(super) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// Decodes a table that a Windows program saved in its own encoding; nothing if it is none.
pub(super) fn windows_1252(name: &str, bytes: &[u8]) -> Option<String> {
    const HIGH: [char; 32] = [
        '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘', '’',
        '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
    ];
    let decode = |byte: &u8| match byte {
        b'\t' | b'\r' | b'\n' | b' '..=0x7f | 0xa0.. => Some(char::from(*byte)),
        0x80..=0x9f => HIGH.get(usize::from(*byte - 0x80)).copied().filter(|c| *c != '\0'),
        _ => None,
    };
    let text: String = bytes.iter().map(decode).collect::<Option<_>>()?;
    (detect_text(name, &text) == ImportFormat::Csv).then_some(text)
}

/// Returns the format of a text.
pub(super) fn detect_text(name: &str, text: &str) -> ImportFormat {
    let start = text.trim_start();
    if has_extension(name, ".csv") || has_extension(name, ".tsv") {
        return ImportFormat::Csv;
    }
    match start.chars().next() {
        Some('{') => detect_object(name, start),
        Some('"') if detect_string(start) == ImportFormat::Cklb => ImportFormat::Cklb,
        // A Markdown file may begin with a link, so this is JSON by its name or where all of it is.
        Some('[') if has_extension(name, ".json") || is_json_list(start) => ImportFormat::JsonList,
        None if has_extension(name, ".json") => ImportFormat::Native,
        Some('<') => detect_markup(name, start),
        _ if columns::is_csv(text) => ImportFormat::Csv,
        _ if other::is_issue_form(text) => ImportFormat::IssueForm,
        _ => other::detect(name, text).map_or(ImportFormat::Markdown, ImportFormat::Other),
    }
}

fn is_json_list(text: &str) -> bool {
    let inner = text.strip_prefix('[').unwrap_or_default().trim_start();
    inner.starts_with('{') && serde_json::from_str::<Vec<IgnoredAny>>(text).is_ok()
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
        // A report of this program has steps as well.
        Ok(KnownMembers { format: None, steps, .. }) => match other::detect_json(text) {
            Some(other) => ImportFormat::Other(other),
            None if steps.is_some() => ImportFormat::Native,
            None => ImportFormat::JsonList,
        },
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
                if name == "report" {
                    return Err(A::Error::custom("that is a report"));
                }
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

fn detect_markup(name: &str, text: &str) -> ImportFormat {
    let is_page = ["<!doctype html", "<html"]
        .iter()
        .any(|start| text.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start)));
    if is_page || has_extension(name, ".html") || has_extension(name, ".htm") {
        return ImportFormat::Other(OtherFormat::Html);
    }
    let end = (0..=MAX_PROLOG.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    let near = text.get(..end).unwrap_or_default();
    if near.starts_with("<CHECKLIST") || near.starts_with("<?xml") || near.starts_with("<!--") {
        if near.contains("<CHECKLIST") {
            return ImportFormat::Ckl;
        }
        if near.starts_with("<?xml") {
            let is_page = near.contains("<html");
            return ImportFormat::Other(if is_page { OtherFormat::Html } else { OtherFormat::Xml });
        }
    }
    ImportFormat::Markdown
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
            ("a.JSON", "[1]", Some(ImportFormat::JsonList)),
            ("a", "<?xml version=\"1.0\"?><!--x--><CHECKLIST>", Some(ImportFormat::Ckl)),
            ("a", "<?xml version=\"1.0\"?><Benchmark>", Some(ImportFormat::Other(OtherFormat::Xml))),
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
