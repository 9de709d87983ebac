//! PURE. The timeline of a run as a picture: how the number of done steps grew, and in a lane for each
//! writer when which step was brought to where it stands.
//!
//! It is drawn from what stands now; what was taken back shows as an entry only. The words that a
//! mark stands for are its title, and all of them are in the tables of the page.

mod lane;
mod scale;

use std::fmt::Write as _;

use jiff::Timestamp;

use super::body::plain_text;
use crate::report::xml::XmlWriter;
use crate::report::{ReportInput, ReportOptions, StatusText};
use crate::session::{Status, Writer};
use crate::text::{Text, count};
use lane::{Lane, StepMarker};
use scale::{LEFT_X, RIGHT_X, Scale};

/// The height of the curve.
const CURVE_HEIGHT: i64 = 110;
/// The room above the curve.
const TOP_MARGIN: i64 = 20;
/// The room between the curve and the first lane.
const LANES_GAP: i64 = 14;
/// The room for the times below.
const AXIS_HEIGHT: i64 = 36;

/// What is drawn of a run.
pub(super) struct Timeline<'a> {
    lanes: Vec<Lane<'a>>,
    scale: Scale<'a>,
    /// The zone of the times, as an offset.
    offset: String,
    /// The picture in words.
    label: String,
    /// How many steps apply: the height of the curve.
    applicable: usize,
}

impl<'a> Timeline<'a> {
    /// The timeline of a session, if anything was recorded.
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

    /// The picture under its heading.
    pub(super) fn draw(&self, xml: &mut XmlWriter) {
        xml.open("section", &[("id", "timeline"), ("class", "part")]).newline();
        xml.element("h2", &[], "Timeline").newline();
        let frame =
            [("class", "wide chart"), ("role", "region"), ("tabindex", "0"), ("aria-label", "Timeline")];
        xml.open("div", &frame);
        self.picture(xml);
        xml.close().newline();
        legend(xml, &self.offset);
        xml.close().newline();
    }

    fn picture(&self, xml: &mut XmlWriter) {
        let (lanes, scale) = (&self.lanes, &self.scale);
        let height = TOP_MARGIN
            + CURVE_HEIGHT
            + LANES_GAP
            + lanes.iter().map(|lane| lane.height(scale)).sum::<i64>()
            + AXIS_HEIGHT;
        let view = format!("0 0 1000 {height}");
        let about =
            [("class", "timeline"), ("viewBox", &view), ("role", "img"), ("aria-label", self.label.as_str())];
        xml.open("svg", &about).newline();
        axis(xml, scale, height);
        curve(xml, scale, lanes, self.applicable);
        let mut y = TOP_MARGIN + CURVE_HEIGHT + LANES_GAP;
        for lane in lanes {
            lane.draw(xml, scale, y);
            y += lane.height(scale);
        }
        xml.close();
    }
}

/// What was recorded, by writer, in the order in which they first wrote.
fn lanes<'a>(input: &ReportInput<'a>, options: &ReportOptions) -> Vec<Lane<'a>> {
    let mut lanes: Vec<Lane<'a>> = Vec::new();
    for (writer, entry) in
        input.entries.iter().filter(|(_, e)| options.history && options.includes_time(e.at))
    {
        lane_of(&mut lanes, writer).entries.push(entry.at);
    }
    for (ix, state) in input.progress.steps() {
        let standing = StatusText::effective(input.progress, ix);
        let Some(stamp) = standing.stamp.filter(|stamp| options.includes_time(stamp.at)) else { continue };
        if state.effective() == Status::Todo {
            continue;
        }
        let title = format!(
            "{}. {} - {}, {}, {}",
            ix.index() + 1,
            input.progress.checklist().step(ix).title,
            standing.label,
            stamp.by,
            input.format_time(stamp.at)
        );
        let class = crate::report::doc::status_class(state);
        let mark = StepMarker { at: stamp.at, number: ix.index() + 1, class, title };
        lane_of(&mut lanes, &stamp.by).markers.push(mark);
    }
    for lane in &mut lanes {
        lane.markers.sort_by_key(|mark| (mark.at, mark.number));
    }
    lanes
}

fn lane_of<'l, 'a>(lanes: &'l mut Vec<Lane<'a>>, writer: &'a Writer) -> &'l mut Lane<'a> {
    let at = lanes.iter().position(|lane| lane.writer == writer).unwrap_or_else(|| {
        lanes.push(Lane::new(writer));
        lanes.len() - 1
    });
    #[expect(clippy::indexing_slicing, reason = "the place was just found or made")]
    &mut lanes[at]
}

/// The picture in words, for those who cannot see it.
fn label(input: &ReportInput<'_>, lanes: &[Lane<'_>]) -> String {
    let done = lanes.iter().map(|lane| lane.done_times().count()).sum();
    let title =
        plain_text(&[crate::report::doc::user_text(Text::line(input.progress.title().as_str()).as_str())]);
    format!("Timeline of {title}: {} done by {}", count(done, "step"), count(lanes.len(), "writer"))
}

fn axis(xml: &mut XmlWriter, scale: &Scale<'_>, height: i64) {
    let bottom = height - AXIS_HEIGHT;
    for tick in scale.ticks() {
        let (x, end) = (tick.x.to_string(), bottom.to_string());
        let top = TOP_MARGIN.to_string();
        xml.empty("line", &[("class", "grid"), ("x1", &x), ("x2", &x), ("y1", &top), ("y2", &end)]);
        let anchor = match tick.x {
            ..40 => "start",
            960.. => "end",
            _ => "middle",
        };
        for (line, y) in [(Some(tick.time), bottom + 14), (tick.date, bottom + 29)] {
            if let Some(words) = line {
                let y = y.to_string();
                let place =
                    [("class", "soft"), ("x", x.as_str()), ("y", y.as_str()), ("text-anchor", anchor)];
                xml.element("text", &place, &words);
            }
        }
        xml.newline();
    }
}

/// How many of the steps that apply were done at what time.
fn curve(xml: &mut XmlWriter, scale: &Scale<'_>, lanes: &[Lane<'_>], applicable: usize) {
    let mut done: Vec<Timestamp> = lanes.iter().flat_map(Lane::done_times).collect();
    done.sort_unstable();
    let (zero, all) = (TOP_MARGIN + CURVE_HEIGHT, i64::try_from(applicable.max(1)).unwrap_or(i64::MAX));
    let mut path = format!("M{LEFT_X} {zero}");
    for (n, at) in (1i64..).zip(&done) {
        let _ = write!(path, "H{}V{}", scale.x(*at), zero - CURVE_HEIGHT * n / all);
    }
    let _ = write!(path, "H{RIGHT_X}V{zero}Z");
    let baseline = zero.to_string();
    xml.empty("path", &[("class", "area"), ("d", &path)]);
    let (left, right) = (LEFT_X.to_string(), RIGHT_X.to_string());
    xml.empty(
        "line",
        &[("class", "grid"), ("x1", &left), ("x2", &right), ("y1", &baseline), ("y2", &baseline)],
    );
    let words = format!("{}/{} done", done.len(), count(applicable, "step"));
    xml.element("text", &[("x", &right), ("y", "14"), ("text-anchor", "end")], &words).newline();
}

/// What the marks mean, and the zone of the times.
fn legend(xml: &mut XmlWriter, offset: &str) {
    let words = format!(
        "The area is the number of steps done, its full height all that apply. In each lane: \u{25CF} done, \u{25A0} blocked, deferred, \
         skipped or not applicable, \u{25CB} in progress or to re-check, with the number of the step where there is \
         room; | an entry of the log. Times are at {offset}."
    );
    xml.element("p", &[("class", "key")], &words).newline();
}
