//! PURE. The report as one page that needs nothing else: no script, no picture, no network.
//!
//! A policy in the page forbids all of these to a browser, whatever the texts of people say; the one
//! style sheet is let in by its hash.

mod bar;
mod body;
mod policy;
mod timeline;

use super::doc::{Doc, SectionKind};
use super::sections;
use super::xml::XmlWriter;
use super::{ReportInput, ReportOptions, StepFilter};
use timeline::Timeline;

/// The style sheet, for the screen in light and dark and for paper.
const STYLE: &str = include_str!("style.css");

/// The page on one session or on several.
pub(super) fn html(inputs: &[ReportInput<'_>], options: &ReportOptions) -> String {
    let doc = sections::document(inputs, options);
    let mut xml = XmlWriter::default();
    xml.raw("<!DOCTYPE html>\n").open("html", &[("lang", "en")]).newline();
    head(&mut xml, &doc);
    xml.open("body", &[]).newline().open("main", &[]).newline();
    xml.open("header", &[]).newline();
    body::line(&mut xml, "h1", &[], &doc.title);
    body::line(&mut xml, "p", &[("class", "standing")], &doc.status);
    if let [input] = inputs {
        bar::bar(&mut xml, input.progress.total());
    }
    body::facts(&mut xml, &doc.facts);
    xml.close().newline();
    let run = match (inputs, options.only) {
        ([input], StepFilter::All) => Timeline::new(input, options),
        _ => None,
    };
    let places = body::section_anchors(&doc.sections);
    body::contents(&mut xml, &doc.sections, &places, run.is_some());
    // What needs a person comes before the picture, the long lists after it.
    let mut run = run.as_ref();
    for (part, place) in doc.sections.iter().zip(&places) {
        if part.kind == SectionKind::Steps {
            draw_timeline(&mut xml, run.take());
        }
        body::part(&mut xml, part, place);
    }
    draw_timeline(&mut xml, run);
    xml.open("footer", &[]).element("p", &[("class", "standing")], &doc.summary).close().newline();
    let mut page = xml.finish();
    page.push('\n');
    page
}

fn draw_timeline(xml: &mut XmlWriter, run: Option<&Timeline<'_>>) {
    if let Some(run) = run {
        run.draw(xml);
    }
}

fn head(xml: &mut XmlWriter, doc: &Doc) {
    let policy = policy::policy(STYLE);
    xml.open("head", &[]).newline();
    xml.empty("meta", &[("charset", "utf-8")]).newline();
    xml.empty("meta", &[("http-equiv", "Content-Security-Policy"), ("content", &policy)]).newline();
    xml.empty("meta", &[("name", "viewport"), ("content", "width=device-width, initial-scale=1")]).newline();
    xml.empty("meta", &[("name", "referrer"), ("content", "no-referrer")]).newline();
    xml.empty("meta", &[("name", "color-scheme"), ("content", "light dark")]).newline();
    let title = format!("{} - {}", body::plain_text(&doc.title), doc.summary);
    xml.element("title", &[], &title).newline();
    // The hash is of exactly what stands between the tags.
    xml.open("style", &[]).raw(STYLE).close().newline();
    xml.close().newline();
}
