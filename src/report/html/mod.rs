//! PURE. The report as one page that needs nothing else: no script, no picture, no network.
//!
//! A policy in the page forbids all of these to a browser, whatever the texts of people say; the one
//! style sheet is let in by its hash.

mod bar;
mod body;
mod policy;
mod timeline;

use super::doc::{Doc, Kind};
use super::parts;
use super::xml::Xml;
use super::{Only, Options, ReportInput};
use timeline::Timeline;

/// The style sheet, for the screen in light and dark and for paper.
const STYLE: &str = include_str!("style.css");

/// The page on one session or on several.
pub(super) fn html(inputs: &[ReportInput<'_>], options: &Options) -> String {
    let doc = parts::document(inputs, options);
    let mut xml = Xml::default();
    xml.own("<!DOCTYPE html>\n").open("html", &[("lang", "en")]).feed();
    head(&mut xml, &doc);
    xml.open("body", &[]).feed().open("main", &[]).feed();
    xml.open("header", &[]).feed();
    body::line(&mut xml, "h1", &[], &doc.title);
    body::line(&mut xml, "p", &[("class", "standing")], &doc.standing);
    if let [input] = inputs {
        bar::bar(&mut xml, input.progress.total());
    }
    body::facts(&mut xml, &doc.facts);
    xml.close().feed();
    let run = match (inputs, options.only) {
        ([input], Only::All) => Timeline::of(input, options),
        _ => None,
    };
    let places = body::places(&doc.parts);
    body::contents(&mut xml, &doc.parts, &places, run.is_some());
    // What needs a person comes before the picture, the long lists after it.
    let mut run = run.as_ref();
    for (part, place) in doc.parts.iter().zip(&places) {
        if part.kind == Kind::Steps {
            draw(&mut xml, run.take());
        }
        body::part(&mut xml, part, place);
    }
    draw(&mut xml, run);
    xml.open("footer", &[]).element("p", &[("class", "standing")], &doc.summary).close().feed();
    let mut page = xml.finish();
    page.push('\n');
    page
}

fn draw(xml: &mut Xml, run: Option<&Timeline<'_>>) {
    if let Some(run) = run {
        run.draw(xml);
    }
}

fn head(xml: &mut Xml, doc: &Doc) {
    let policy = policy::policy(STYLE);
    xml.open("head", &[]).feed();
    xml.empty("meta", &[("charset", "utf-8")]).feed();
    xml.empty("meta", &[("http-equiv", "Content-Security-Policy"), ("content", &policy)]).feed();
    xml.empty("meta", &[("name", "viewport"), ("content", "width=device-width, initial-scale=1")]).feed();
    xml.empty("meta", &[("name", "referrer"), ("content", "no-referrer")]).feed();
    xml.empty("meta", &[("name", "color-scheme"), ("content", "light dark")]).feed();
    let title = format!("{} - {}", body::plain(&doc.title), doc.summary);
    xml.element("title", &[], &title).feed();
    // The hash is of exactly what stands between the tags.
    xml.open("style", &[]).own(STYLE).close().feed();
    xml.close().feed();
}
