//! PURE. Links as references: each address that may be opened once, other addresses as text.

use std::collections::HashSet;

use super::clean::{self, excerpt};
use super::report::ImportReport;
use super::tree::ImportLink;
use crate::checklist::RawReference;
use crate::checklist::validate::{is_valid_url, is_web_url};

/// Returns the references of a step. An address that a checklist may not have is kept in the title.
pub(super) fn references(links: &[ImportLink], line: usize, report: &mut ImportReport) -> Vec<RawReference> {
    let mut seen = HashSet::new();
    let mut out = Vec::new();
    for link in links {
        let Some(reference) = build_reference(link, line, report) else { continue };
        let key = match &reference.url {
            Some(url) => (true, url.clone()),
            None => (false, reference.title.clone()),
        };
        if seen.insert(key) {
            out.push(reference);
        }
    }
    out
}

fn build_reference(imported: &ImportLink, line: usize, report: &mut ImportReport) -> Option<RawReference> {
    let address = imported.address.as_deref().map(str::trim);
    let (title, hidden) = clean::clean_line(&imported.title);
    if hidden > 0 {
        report.add_changed(
            line,
            format!("hidden characters in the title of a link became visible: {}", excerpt(&title)),
        );
    }
    let title = if title.is_empty() { clean::clean_line(address.unwrap_or_default()).0 } else { title };
    let Some(address) = address.filter(|address| !address.is_empty()) else {
        return (!title.is_empty()).then(|| RawReference { title, ..RawReference::default() });
    };
    if address.starts_with('#') {
        report.add_left_out(line, format!("a link to another place in the file: {}", excerpt(&title)));
        return None;
    }
    let url = normalize_address(address, line, report);
    if url.is_some() {
        return Some(RawReference { title, url, when: None });
    }
    report.add_changed(
        line,
        format!(
            "{} is no address that a checklist may open; it stands in the title of a reference",
            excerpt(address)
        ),
    );
    let address = clean::clean_line(address).0;
    let title = if title == address { title } else { format!("{title} ({address})") };
    Some(RawReference { title, ..RawReference::default() })
}

/// Returns the address in a form that a checklist may have, if there is one.
fn normalize_address(address: &str, line: usize, report: &mut ImportReport) -> Option<String> {
    if is_valid_url(address) && (is_web_url(address) || !address.contains(['#', '?'])) {
        return Some(address.to_owned());
    }
    if is_web_url(address) {
        let encoded = address.replace(' ', "%20").replace('\t', "%09");
        return is_valid_url(&encoded).then_some(encoded);
    }
    let file = address.split(['#', '?']).next().unwrap_or_default();
    if file.len() == address.len() || !is_valid_url(file) {
        return None;
    }
    report.add_changed(line, format!("a place within a file became the file: {}", excerpt(address)));
    Some(file.to_owned())
}

/// Returns the web addresses in a text without markup.
pub(super) fn find_bare_addresses(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("http") {
        let from = rest.get(at..).unwrap_or_default();
        let is_word = rest.get(..at).unwrap_or_default().ends_with(|c: char| c.is_ascii_alphanumeric());
        if !(from.starts_with("http://") || from.starts_with("https://")) || is_word {
            rest = from.get("http".len()..).unwrap_or_default();
            continue;
        }
        let end = from.find(|c: char| c.is_whitespace() || "<>\"`|".contains(c) || c > '\u{2E7F}');
        let (whole, after) = from.split_at(end.unwrap_or(from.len()));
        let address = trim_punctuation(whole);
        if is_valid_url(address) {
            found.push(address);
        }
        rest = after;
    }
    found
}

/// Removes the punctuation of the sentence around an address.
fn trim_punctuation(address: &str) -> &str {
    let is_end = |c: char| ".,;:!?'*_]}".contains(c);
    if address.contains('(') {
        return address.trim_end_matches(is_end);
    }
    address.trim_end_matches(|c: char| is_end(c) || c == ')')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::ImportFormat;

    fn build(title: &str, address: &str) -> (Vec<(String, Option<String>)>, usize) {
        let link = ImportLink { title: title.to_owned(), address: Some(address.to_owned()) };
        let mut report = ImportReport::new(ImportFormat::Markdown);
        let made = references(&[link.clone(), link], 1, &mut report);
        (made.into_iter().map(|made| (made.title, made.url)).collect(), report.remarks.len() / 2)
    }

    #[test]
    fn an_address_is_opened_encoded_or_told_and_never_twice() {
        let one = |title: &str, url: Option<&str>| vec![(title.to_owned(), url.map(str::to_owned))];
        assert_eq!(build("T", "https://a.b/c"), (one("T", Some("https://a.b/c")), 0));
        assert_eq!(build("", "https://a.b/c d"), (one("https://a.b/c d", Some("https://a.b/c%20d")), 0));
        assert_eq!(build("T", "docs/a.md#x"), (one("T", Some("docs/a.md")), 1));
        assert_eq!(build("T", "mailto:a@b.c"), (one("T (mailto:a@b.c)", None), 1));
        assert_eq!(build("T", "../a.md"), (one("T (../a.md)", None), 1));
        assert_eq!(build("T", "#here"), (vec![], 1));
        assert_eq!(build("T", "https://u@h/"), (one("T (https://u@h/)", None), 1));
    }

    #[test]
    fn bare_addresses_are_found_without_the_sentence_around_them() {
        assert_eq!(
            find_bare_addresses(
                "see https://a.b/c(d), (http://e.f/g). xhttp://h https:// 見てhttps://i.j/k。"
            ),
            ["https://a.b/c(d)", "http://e.f/g", "https://i.j/k"]
        );
    }
}
