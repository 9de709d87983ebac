//! PURE. The lane of one writer: a mark for each step, stacked where they would cover each other, or
//! strokes where there are too many for that.

use jiff::Timestamp;

use super::scale::{LEFT_X, RIGHT_X, Scale};
use crate::report::xml::XmlWriter;
use crate::session::Writer;
use crate::text::count;

/// The room that a mark takes.
const MARKER_SIZE: i64 = 22;
/// How many marks may stand above each other.
const MAX_LEVELS: usize = 8;
/// The room for the writer's name.
const NAME_HEIGHT: i64 = 20;
/// The room below the marks, where entries are.
const ENTRIES_HEIGHT: i64 = 18;

/// A step that was brought to where it stands.
#[derive(Debug)]
pub(super) struct StepMarker {
    pub(super) at: Timestamp,
    /// The number of the step.
    pub(super) number: usize,
    /// Its status.
    pub(super) class: &'static str,
    /// What the mark stands for.
    pub(super) title: String,
}

/// What one writer recorded.
#[derive(Debug)]
pub(super) struct Lane<'a> {
    pub(super) writer: &'a Writer,
    /// In the order of their times.
    pub(super) markers: Vec<StepMarker>,
    pub(super) entries: Vec<Timestamp>,
}

impl<'a> Lane<'a> {
    pub(super) fn new(writer: &'a Writer) -> Self {
        Self { writer, markers: Vec::new(), entries: Vec::new() }
    }

    /// All times in it.
    pub(super) fn times(&self) -> impl Iterator<Item = Timestamp> {
        self.markers.iter().map(|mark| mark.at).chain(self.entries.iter().copied())
    }

    /// When steps were done.
    pub(super) fn done_times(&self) -> impl Iterator<Item = Timestamp> {
        self.markers.iter().filter(|mark| mark.class == "done").map(|mark| mark.at)
    }

    pub(super) fn height(&self, scale: &Scale<'_>) -> i64 {
        let levels = self.levels(scale).map_or(1, |levels| levels.iter().max().map_or(1, |top| top + 1));
        NAME_HEIGHT + i64::try_from(levels).unwrap_or(1) * MARKER_SIZE + ENTRIES_HEIGHT
    }

    /// How high each mark stands: on the lowest level that has room. Nothing where that is too high.
    fn levels(&self, scale: &Scale<'_>) -> Option<Vec<usize>> {
        let mut ends: Vec<i64> = Vec::new();
        let mut out = Vec::with_capacity(self.markers.len());
        for mark in &self.markers {
            let x = scale.x(mark.at);
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

    /// Draws the lane from this height on.
    pub(super) fn draw(&self, xml: &mut XmlWriter, scale: &Scale<'_>, y: i64) {
        let told = format!("{}: {}", self.writer, count(self.markers.len(), "step"));
        xml.element("text", &[("x", &LEFT_X.to_string()), ("y", &(y + 14).to_string())], &told).newline();
        let base = y + self.height(scale) - ENTRIES_HEIGHT;
        match self.levels(scale) {
            Some(levels) => {
                for (mark, level) in self.markers.iter().zip(levels) {
                    let up = i64::try_from(level).unwrap_or(0) * MARKER_SIZE + MARKER_SIZE / 2;
                    mark.draw_numbered(xml, scale.x(mark.at), base - up);
                }
            }
            None => self.markers.iter().for_each(|mark| mark.draw_stroke(xml, scale.x(mark.at), base)),
        }
        self.draw_entries(xml, scale, base);
    }

    fn draw_entries(&self, xml: &mut XmlWriter, scale: &Scale<'_>, base: i64) {
        let (left, right, y) = (LEFT_X.to_string(), RIGHT_X.to_string(), (base + 2).to_string());
        xml.empty("line", &[("class", "grid"), ("x1", &left), ("x2", &right), ("y1", &y), ("y2", &y)]);
        let mut places: Vec<i64> = self.entries.iter().map(|at| scale.x(*at)).collect();
        places.dedup();
        for x in places {
            let (x, end) = (x.to_string(), (base + 8).to_string());
            xml.empty("line", &[("class", "entry"), ("x1", &x), ("x2", &x), ("y1", &y), ("y2", &end)]);
        }
        xml.newline();
    }
}

impl StepMarker {
    /// A shape that tells the kind of status also to those who see no colours, with the number.
    fn draw_numbered(&self, xml: &mut XmlWriter, x: i64, y: i64) {
        let class = format!("f-{}", self.class);
        xml.open("g", &[]).element("title", &[], &self.title);
        let hollow = match self.class {
            "done" => {
                xml.empty(
                    "circle",
                    &[("class", &class), ("cx", &x.to_string()), ("cy", &y.to_string()), ("r", "10")],
                );
                false
            }
            "in_progress" | "recheck" => {
                let hollow = format!("ring r-{}", self.class);
                xml.empty(
                    "circle",
                    &[("class", &hollow), ("cx", &x.to_string()), ("cy", &y.to_string()), ("r", "9")],
                );
                true
            }
            _ => {
                let (left, top) = ((x - 10).to_string(), (y - 10).to_string());
                xml.empty(
                    "rect",
                    &[("class", &class), ("x", &left), ("y", &top), ("width", "20"), ("height", "20")],
                );
                self.class == "not_applicable"
            }
        };
        let words = if hollow { "number-in" } else { "number-on" };
        let (x, y) = (x.to_string(), (y + 4).to_string());
        let place = [("class", words), ("x", x.as_str()), ("y", y.as_str()), ("text-anchor", "middle")];
        xml.element("text", &place, &self.number.to_string()).close().newline();
    }

    fn draw_stroke(&self, xml: &mut XmlWriter, x: i64, base: i64) {
        let (class, left) = (format!("f-{}", self.class), (x - 1).to_string());
        // What is out of the normal way stands out of the rest.
        let tall = if self.class == "done" { 14 } else { MARKER_SIZE };
        let (top, height) = ((base - tall).to_string(), tall.to_string());
        let place = [("x", left.as_str()), ("y", top.as_str()), ("width", "2"), ("height", height.as_str())];
        xml.open("rect", &[[("class", class.as_str())].as_slice(), &place].concat());
        xml.element("title", &[], &self.title).close().newline();
    }
}
