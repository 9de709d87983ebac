//! PURE. The progress bar: how many steps stand how, as lengths and in words.

use crate::report::xml::XmlWriter;
use crate::session::{Counts, Status, format_done};

/// How wide the picture is, in its own units.
const WIDTH: usize = 1_000;

/// The bar with its words. Steps that do not apply have no length in it.
pub(super) fn bar(xml: &mut XmlWriter, tally: &Counts) {
    let pieces: Vec<(&'static str, &'static str, usize)> = [
        ("done", "done", tally.done()),
        ("recheck", "to re-check", tally.recheck()),
        ("skipped", "skipped", tally.of(Status::Skipped)),
        ("deferred", "deferred", tally.of(Status::Deferred)),
        ("blocked", "blocked", tally.of(Status::Blocked)),
        ("in_progress", "in progress", tally.of(Status::InProgress)),
        ("todo", "todo", tally.of(Status::Todo)),
    ]
    .into_iter()
    .filter(|(_, _, n)| *n > 0)
    .collect();
    let label = format!("{} done", format_done(tally));
    let view = format!("0 0 {WIDTH} 24");
    let attributes =
        [("class", "bar"), ("viewBox", view.as_str()), ("preserveAspectRatio", "none"), ("role", "img")];
    xml.open("svg", &[attributes.as_slice(), &[("aria-label", &label)]].concat());
    segments(xml, &pieces, tally.applicable());
    xml.close().newline();
    legend(xml, &pieces, tally.of(Status::NotApplicable));
}

fn segments(xml: &mut XmlWriter, pieces: &[(&'static str, &'static str, usize)], all: usize) {
    xml.empty("rect", &[("class", "f-todo"), ("width", "1000"), ("height", "24")]);
    let place = |n: usize| n.saturating_mul(WIDTH) / all.max(1);
    let mut before = 0;
    for (class, _, n) in pieces {
        let (x, end) = (place(before), place(before + n));
        let (class, x, width) = (format!("f-{class}"), x.to_string(), (end - x).to_string());
        xml.empty("rect", &[("class", &class), ("x", &x), ("width", &width), ("height", "24")]);
        before += n;
    }
}

fn legend(xml: &mut XmlWriter, pieces: &[(&'static str, &'static str, usize)], not_applicable: usize) {
    xml.open("p", &[("class", "legend")]);
    let derived = ("not_applicable", "not applicable", not_applicable);
    for (class, words, n) in pieces.iter().chain((not_applicable > 0).then_some(&derived)) {
        let (class, told) = (format!("status s-{class}"), format!("{n} {words}"));
        xml.element("span", &[("class", &class)], &told).text(" ");
    }
    xml.close().newline();
}
