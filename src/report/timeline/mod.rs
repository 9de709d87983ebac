//! PURE. The timeline of a session as an SVG image: how the number of done steps grew, and a lane for each
//! writer that shows when which step got its status.
//!
//! It is drawn from the current state, so what was undone shows as an entry only. Each marker has a title; the
//! tables of the page say the same.

mod scale;

use std::fmt::Write as _;

use jiff::Timestamp;

use super::doc::{StatusText, plain_text, status_class, user_text};
use super::input::{ReportInput, ReportOptions};
use super::xhtml::{Attributes, XmlWriter};
use crate::session::{Status, Writer};
use crate::text::count;
use scale::{LEFT_X, RIGHT_X, Scale};

const CURVE_HEIGHT: i64 = 110;
/// The space above the curve.
const TOP_MARGIN: i64 = 20;
/// The space between the curve and the first lane.
const LANES_GAP: i64 = 14;
/// The space for the times below.
const AXIS_HEIGHT: i64 = 36;
const MARKER_SIZE: i64 = 22;
/// How many markers may be stacked.
const MAX_LEVELS: usize = 8;
/// The space for the writer's name.
const NAME_HEIGHT: i64 = 20;
/// The space below the markers, for the entries.
const ENTRIES_HEIGHT: i64 = 18;

pub(super) struct Timeline<'a> {
    lanes: Vec<Lane<'a>>,
    scale: Scale<'a>,
    /// The offset of the first time from UTC.
    offset: String,
    /// The image in words, for those who cannot see it.
    label: String,
    /// How many steps apply: the full height of the curve.
    applicable: usize,
}

impl<'a> Timeline<'a> {
    /// Returns the timeline of a session, if anything was recorded.
    pub(super) fn new(input: &ReportInput<'a>, options: &ReportOptions) -> Option<Self> {
        let lanes = lanes(input, options);
        let times = || lanes.iter().flat_map(Lane::times);
        let (first, last) = (times().min()?, times().max()?);
        let scale = Scale::new(first, last, input.zone);
        let offset = first.to_zoned(input.zone.clone()).strftime("%:z").to_string();
        let label = label(input, &lanes);
        let applicable = input.progress.total().applicable();
        Some(Self { lanes, scale, offset, label, applicable })
    }

    /// Draws the image under its heading.
    pub(super) fn draw(&self, xml: &mut XmlWriter) {
        xml.open("section", &[("id", &"timeline"), ("class", &"part")]).newline();
        xml.element("h2", &[], "Timeline").newline();
        xml.open(
            "div",
            &[("class", &"wide chart"), ("role", &"region"), ("tabindex", &0), ("aria-label", &"Timeline")],
        );
        self.draw_image(xml);
        xml.close().newline();
        legend(xml, &self.offset);
        xml.close().newline();
    }

    fn draw_image(&self, xml: &mut XmlWriter) {
        let lanes_height: i64 = self.lanes.iter().map(|lane| lane.height(&self.scale)).sum();
        let height = TOP_MARGIN + CURVE_HEIGHT + LANES_GAP + lanes_height + AXIS_HEIGHT;
        let view = format!("0 0 1000 {height}");
        xml.open(
            "svg",
            &[("class", &"timeline"), ("viewBox", &view), ("role", &"img"), ("aria-label", &self.label)],
        );
        xml.newline();
        draw_axis(xml, &self.scale, height - AXIS_HEIGHT);
        draw_curve(xml, &self.scale, &self.lanes, self.applicable);
        let mut y = TOP_MARGIN + CURVE_HEIGHT + LANES_GAP;
        for lane in &self.lanes {
            lane.draw(xml, &self.scale, y);
            y += lane.height(&self.scale);
        }
        xml.close();
    }
}

/// Collects what was recorded by writer, in the order in which they first wrote.
fn lanes<'a>(input: &ReportInput<'a>, options: &ReportOptions) -> Vec<Lane<'a>> {
    let mut lanes: Vec<Lane<'a>> = Vec::new();
    let is_listed = |at| options.history && options.includes_time(at);
    for (writer, entry) in input.entries.iter().filter(|(_, entry)| is_listed(entry.at)) {
        lane_of(&mut lanes, writer).entries.push(entry.at);
    }
    for (ix, state) in input.progress.steps() {
        let status = StatusText::effective(input.progress, ix);
        let Some(stamp) = status.stamp.filter(|stamp| options.includes_time(stamp.at)) else { continue };
        if state.effective() == Status::Todo {
            continue;
        }
        let number = ix.index() + 1;
        let title = &input.progress.checklist().step(ix).title;
        let at = input.format_time(stamp.at);
        let title = format!("{number}. {title} - {}, {}, {at}", status.label, stamp.by);
        let marker = StepMarker { at: stamp.at, number, class: status_class(state), title };
        lane_of(&mut lanes, &stamp.by).markers.push(marker);
    }
    for lane in &mut lanes {
        lane.markers.sort_by_key(|marker| (marker.at, marker.number));
    }
    lanes
}

fn lane_of<'l, 'a>(lanes: &'l mut Vec<Lane<'a>>, writer: &'a Writer) -> &'l mut Lane<'a> {
    let at = lanes.iter().position(|lane| lane.writer == writer).unwrap_or_else(|| {
        lanes.push(Lane { writer, markers: Vec::new(), entries: Vec::new() });
        lanes.len() - 1
    });
    #[expect(clippy::indexing_slicing, reason = "the index was just found or made")]
    &mut lanes[at]
}

fn label(input: &ReportInput<'_>, lanes: &[Lane<'_>]) -> String {
    let done = lanes.iter().map(|lane| lane.done_times().count()).sum();
    let title = plain_text(&[user_text(input.progress.title().as_str())]);
    format!("Timeline of {title}: {} done by {}", count(done, "step"), count(lanes.len(), "writer"))
}

fn draw_axis(xml: &mut XmlWriter, scale: &Scale<'_>, bottom: i64) {
    for tick in scale.ticks() {
        let x = tick.x;
        xml.empty(
            "line",
            &[("class", &"grid"), ("x1", &x), ("x2", &x), ("y1", &TOP_MARGIN), ("y2", &bottom)],
        );
        let anchor = match x {
            ..40 => "start",
            960.. => "end",
            _ => "middle",
        };
        for (label, y) in [(Some(tick.time), bottom + 14), (tick.date, bottom + 29)] {
            if let Some(label) = label {
                draw_text(xml, "soft", anchor, (x, y), &label);
            }
        }
        xml.newline();
    }
}

/// Draws how many of the steps that apply were done at what time.
fn draw_curve(xml: &mut XmlWriter, scale: &Scale<'_>, lanes: &[Lane<'_>], applicable: usize) {
    let mut done: Vec<Timestamp> = lanes.iter().flat_map(Lane::done_times).collect();
    done.sort_unstable();
    let (zero, all) = (TOP_MARGIN + CURVE_HEIGHT, i64::try_from(applicable.max(1)).unwrap_or(i64::MAX));
    let mut path = format!("M{LEFT_X} {zero}");
    for (n, at) in (1i64..).zip(&done) {
        let _ = write!(path, "H{}V{}", scale.x(*at), zero - CURVE_HEIGHT * n / all);
    }
    let _ = write!(path, "H{RIGHT_X}V{zero}Z");
    xml.empty("path", &[("class", &"area"), ("d", &path)]);
    draw_grid_line(xml, zero);
    let words = format!("{}/{} done", done.len(), count(applicable, "step"));
    xml.element("text", &[("x", &RIGHT_X), ("y", &14), ("text-anchor", &"end")], &words).newline();
}

/// Draws a line over the whole width.
fn draw_grid_line(xml: &mut XmlWriter, y: i64) {
    let ends: &Attributes<'_> =
        &[("class", &"grid"), ("x1", &LEFT_X), ("x2", &RIGHT_X), ("y1", &y), ("y2", &y)];
    xml.empty("line", ends);
}

fn legend(xml: &mut XmlWriter, offset: &str) {
    let words = format!(
        "The area is the number of steps done, its full height all that apply. In each lane: \u{25CF} done, \u{25A0} blocked, deferred, \
         skipped or not applicable, \u{25CB} in progress or to re-check, with the number of the step where there is \
         room; | an entry of the log. Times are at {offset}."
    );
    xml.element("p", &[("class", &"key")], &words).newline();
}

/// What one writer recorded.
#[derive(Debug)]
struct Lane<'a> {
    writer: &'a Writer,
    /// The steps that got their status from this writer, in the order of their times.
    markers: Vec<StepMarker>,
    entries: Vec<Timestamp>,
}

#[derive(Debug)]
struct StepMarker {
    at: Timestamp,
    number: usize,
    /// The class of the status.
    class: &'static str,
    title: String,
}

impl Lane<'_> {
    fn times(&self) -> impl Iterator<Item = Timestamp> {
        self.markers.iter().map(|marker| marker.at).chain(self.entries.iter().copied())
    }

    fn done_times(&self) -> impl Iterator<Item = Timestamp> {
        self.markers.iter().filter(|marker| marker.class == "done").map(|marker| marker.at)
    }

    fn height(&self, scale: &Scale<'_>) -> i64 {
        let levels = self.levels(scale).map_or(1, |levels| levels.iter().max().map_or(1, |top| top + 1));
        NAME_HEIGHT + i64::try_from(levels).unwrap_or(1) * MARKER_SIZE + ENTRIES_HEIGHT
    }

    /// Returns the level of each marker, the lowest one that has room, or `None` where the stack would be
    /// too high.
    fn levels(&self, scale: &Scale<'_>) -> Option<Vec<usize>> {
        let mut ends: Vec<i64> = Vec::new();
        let mut out = Vec::with_capacity(self.markers.len());
        for marker in &self.markers {
            let x = scale.x(marker.at);
            let level = ends.iter().position(|end| *end + MARKER_SIZE <= x).unwrap_or(ends.len());
            match ends.get_mut(level) {
                Some(end) => *end = x,
                None if level < MAX_LEVELS => ends.push(x),
                None => return None,
            }
            out.push(level);
        }
        Some(out)
    }

    /// Draws the lane below `y`: stacked markers, or strokes where there are too many to stack.
    fn draw(&self, xml: &mut XmlWriter, scale: &Scale<'_>, y: i64) {
        let heading = format!("{}: {}", self.writer, count(self.markers.len(), "step"));
        xml.element("text", &[("x", &LEFT_X), ("y", &(y + 14))], &heading).newline();
        let base = y + self.height(scale) - ENTRIES_HEIGHT;
        match self.levels(scale) {
            Some(levels) => {
                for (marker, level) in self.markers.iter().zip(levels) {
                    let up = i64::try_from(level).unwrap_or(0) * MARKER_SIZE + MARKER_SIZE / 2;
                    marker.draw_numbered(xml, scale.x(marker.at), base - up);
                }
            }
            None => self.markers.iter().for_each(|marker| marker.draw_stroke(xml, scale.x(marker.at), base)),
        }
        self.draw_entries(xml, scale, base + 2);
    }

    fn draw_entries(&self, xml: &mut XmlWriter, scale: &Scale<'_>, y: i64) {
        draw_grid_line(xml, y);
        let mut positions: Vec<i64> = self.entries.iter().map(|at| scale.x(*at)).collect();
        positions.dedup();
        for x in positions {
            xml.empty("line", &[("class", &"entry"), ("x1", &x), ("x2", &x), ("y1", &y), ("y2", &(y + 6))]);
        }
        xml.newline();
    }
}

impl StepMarker {
    /// Draws a shape that shows the kind of status without colours too, with the number of the step in it.
    fn draw_numbered(&self, xml: &mut XmlWriter, x: i64, y: i64) {
        let class = self.class;
        xml.open("g", &[]).element("title", &[], &self.title);
        let is_hollow = match class {
            "done" => {
                xml.empty("circle", &[("class", &"f-done"), ("cx", &x), ("cy", &y), ("r", &10)]);
                false
            }
            "in_progress" | "recheck" => {
                let class = format!("ring r-{class}");
                xml.empty("circle", &[("class", &class), ("cx", &x), ("cy", &y), ("r", &9)]);
                true
            }
            _ => {
                let class = format!("f-{class}");
                let (x, y) = (x - 10, y - 10);
                xml.empty(
                    "rect",
                    &[("class", &class), ("x", &x), ("y", &y), ("width", &20), ("height", &20)],
                );
                self.class == "not_applicable"
            }
        };
        let class = if is_hollow { "number-in" } else { "number-on" };
        draw_text(xml, class, "middle", (x, y + 4), &self.number.to_string());
        xml.close().newline();
    }

    /// Draws a stroke on the base line, higher for an exception.
    fn draw_stroke(&self, xml: &mut XmlWriter, x: i64, base: i64) {
        let class = format!("f-{}", self.class);
        let height = if self.class == "done" { 14 } else { MARKER_SIZE };
        let (x, y) = (x - 1, base - height);
        xml.open("rect", &[("class", &class), ("x", &x), ("y", &y), ("width", &2), ("height", &height)]);
        xml.element("title", &[], &self.title).close().newline();
    }
}

fn draw_text(xml: &mut XmlWriter, class: &str, anchor: &str, (x, y): (i64, i64), text: &str) {
    xml.element("text", &[("class", &class), ("x", &x), ("y", &y), ("text-anchor", &anchor)], text);
}
