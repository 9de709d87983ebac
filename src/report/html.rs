//! PURE. The report as one HTML page that needs nothing else: no script, no image, no network.
//!
//! A policy in the page forbids all of these to the browser, whatever the texts of people contain; the style
//! sheet is allowed by its hash.

use sha2::{Digest, Sha256};

use super::doc::{Doc, DocSection, SectionKind, plain_text};
use super::input::{ReportInput, ReportOptions, StepFilter};
use super::sections;
use super::timeline::Timeline;
use super::xhtml::{Xhtml, XhtmlTarget, XmlWriter};
use crate::session::{Counts, Status, format_done};

/// The style sheet, for the screen in light and dark and for paper.
const STYLE: &str = include_str!("style.css");

/// Returns the page on one session or on several.
pub(super) fn html(inputs: &[ReportInput<'_>], options: &ReportOptions) -> String {
    let doc = sections::document(inputs, options);
    let mut page = Xhtml::new(XhtmlTarget::Html);
    page.xml.raw("<!DOCTYPE html>\n").open("html", &[("lang", &"en")]).newline();
    head(&mut page.xml, &doc);
    page.xml.open("body", &[]).newline().open("main", &[]).newline();
    page.xml.open("header", &[]).newline();
    page.line("h1", &[], &doc.title);
    page.line("p", &[("class", &"standing")], &doc.status);
    if let [input] = inputs {
        progress_bar(&mut page.xml, input.progress.total());
    }
    page.list("facts", &doc.facts);
    page.xml.close().newline();
    let timeline = match (inputs, options.only) {
        ([input], StepFilter::All) => Timeline::new(input, options),
        _ => None,
    };
    body(&mut page, &doc, timeline);
    page.xml.open("footer", &[]).element("p", &[("class", &"standing")], &doc.summary).close().newline();
    let mut out = page.xml.finish();
    out.push('\n');
    out
}

fn head(xml: &mut XmlWriter, doc: &Doc) {
    let policy = content_policy(STYLE);
    xml.open("head", &[]).newline();
    xml.empty("meta", &[("charset", &"utf-8")]).newline();
    xml.empty("meta", &[("http-equiv", &"Content-Security-Policy"), ("content", &policy)]).newline();
    let named = [
        ("viewport", "width=device-width, initial-scale=1"),
        ("referrer", "no-referrer"),
        ("color-scheme", "light dark"),
    ];
    for (name, content) in named {
        xml.empty("meta", &[("name", &name), ("content", &content)]).newline();
    }
    xml.element("title", &[], &format!("{} - {}", plain_text(&doc.title), doc.summary)).newline();
    // The hash covers exactly the text between the tags.
    xml.open("style", &[]).raw(STYLE).close().newline();
    xml.close().newline();
}

/// Writes the table of contents and the sections. The timeline comes after what needs a person and before
/// the long lists.
fn body(page: &mut Xhtml, doc: &Doc, timeline: Option<Timeline<'_>>) {
    let anchors = section_anchors(&doc.sections);
    contents(page, &doc.sections, &anchors, timeline.is_some());
    let mut timeline = timeline;
    for (section, anchor) in doc.sections.iter().zip(&anchors) {
        if section.kind == SectionKind::Steps {
            draw(&mut page.xml, timeline.take());
        }
        let class = if section.kind == SectionKind::Problems { "problems" } else { "part" };
        page.xml.open("section", &[("id", anchor), ("class", &class)]).newline();
        page.line("h2", &[], &section.title);
        section.blocks.iter().for_each(|block| page.block(block));
        page.xml.close().newline();
    }
    draw(&mut page.xml, timeline);
}

fn draw(xml: &mut XmlWriter, timeline: Option<Timeline<'_>>) {
    if let Some(timeline) = timeline {
        timeline.draw(xml);
    }
}

fn contents(page: &mut Xhtml, sections: &[DocSection], anchors: &[String], has_timeline: bool) {
    page.xml.open("nav", &[("aria-label", &"Contents")]).open("ul", &[]).newline();
    for (section, anchor) in sections.iter().zip(anchors) {
        if has_timeline && section.kind == SectionKind::Steps {
            let xml = page.xml.open("li", &[]).element("a", &[("href", &"#timeline")], "Timeline");
            xml.close().newline();
        }
        page.xml.open("li", &[]).open("a", &[("href", &format_args!("#{anchor}"))]);
        page.spans(&section.title);
        page.xml.close().close().newline();
    }
    page.xml.close().close().newline();
}

/// Returns the ids of the sections: the name of their kind, numbered from the second of a kind on.
fn section_anchors(sections: &[DocSection]) -> Vec<String> {
    let anchor = |(at, section): (usize, &DocSection)| {
        let name = anchor_name(section.kind);
        match sections.iter().take(at).filter(|other| other.kind == section.kind).count() {
            0 => name.to_owned(),
            before => format!("{name}-{}", before + 1),
        }
    };
    sections.iter().enumerate().map(anchor).collect()
}

fn anchor_name(kind: SectionKind) -> &'static str {
    match kind {
        SectionKind::Facts => "facts",
        SectionKind::Problems => "problems",
        SectionKind::Warnings => "warnings",
        SectionKind::Exceptions => "exceptions",
        SectionKind::Matrix => "sessions",
        SectionKind::Decisions => "decisions",
        SectionKind::Steps => "steps",
        SectionKind::Removed => "removed",
        SectionKind::History => "history",
        SectionKind::Logs => "logs",
    }
}

/// The width of the progress bar, in its own units.
const BAR_WIDTH: usize = 1_000;

/// A length of the progress bar: the class of its colour, its label and its number of steps.
type BarSegment = (&'static str, &'static str, usize);

/// Draws the progress bar with its legend. Steps that do not apply have no length in it.
fn progress_bar(xml: &mut XmlWriter, counts: &Counts) {
    let segments: Vec<BarSegment> = [
        ("done", "done", counts.done()),
        ("recheck", "to re-check", counts.recheck()),
        ("skipped", "skipped", counts.of(Status::Skipped)),
        ("deferred", "deferred", counts.of(Status::Deferred)),
        ("blocked", "blocked", counts.of(Status::Blocked)),
        ("in_progress", "in progress", counts.of(Status::InProgress)),
        ("todo", "todo", counts.of(Status::Todo)),
    ]
    .into_iter()
    .filter(|(_, _, n)| *n > 0)
    .collect();
    let label = format!("{} done", format_done(counts));
    xml.open(
        "svg",
        &[
            ("class", &"bar"),
            ("viewBox", &format_args!("0 0 {BAR_WIDTH} 24")),
            ("preserveAspectRatio", &"none"),
            ("role", &"img"),
            ("aria-label", &label),
        ],
    );
    bar_segments(xml, &segments, counts.applicable());
    xml.close().newline();
    bar_legend(xml, &segments, counts.of(Status::NotApplicable));
}

fn bar_segments(xml: &mut XmlWriter, segments: &[BarSegment], all: usize) {
    xml.empty("rect", &[("class", &"f-todo"), ("width", &BAR_WIDTH), ("height", &24)]);
    let x_of = |steps: usize| steps.saturating_mul(BAR_WIDTH) / all.max(1);
    let mut before = 0;
    for (class, _, n) in segments {
        let (x, end) = (x_of(before), x_of(before + n));
        let class = format_args!("f-{class}");
        xml.empty("rect", &[("class", &class), ("x", &x), ("width", &(end - x)), ("height", &24)]);
        before += n;
    }
}

fn bar_legend(xml: &mut XmlWriter, segments: &[BarSegment], not_applicable: usize) {
    xml.open("p", &[("class", &"legend")]);
    let derived = ("not_applicable", "not applicable", not_applicable);
    for (class, label, n) in segments.iter().chain((not_applicable > 0).then_some(&derived)) {
        xml.element("span", &[("class", &format_args!("status s-{class}"))], &format!("{n} {label}"))
            .text(" ");
    }
    xml.close().newline();
}

/// Returns the policy of the page, which allows only the style sheet with this content.
fn content_policy(style: &str) -> String {
    let hash = base64(&Sha256::digest(style.as_bytes()));
    format!(
        "default-src 'none'; img-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'"
    )
}

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Encodes in Base64 with padding (RFC 4648). One hash in one place does not earn a dependency.
fn base64(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits = (0..3).fold(0u32, |bits, at| bits << 8 | u32::from(group.get(at).copied().unwrap_or(0)));
        for digit in 0..4 {
            let value = (bits >> (18 - 6 * digit)) & 63;
            let known = BASE64.get(value as usize).filter(|_| digit <= group.len());
            out.push(known.map_or('=', |byte| char::from(*byte)));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_rfc() {
        for (text, coded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(text.as_bytes()), coded);
        }
        assert_eq!(base64(&[0xfb, 0xff, 0xfe]), "+//+");
    }
}
