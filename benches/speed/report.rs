//! The report of a long checklist, in each format. No floor: nothing plainer says the same.

use jiff::tz::TimeZone;
use runsheet::report::{Format, Options, ReportInput, render};

use crate::made::{self, Place};
use crate::race::{Races, Runner};

pub(crate) fn run(races: &mut Races) {
    let Some(steps) = races.sizes(&[10_000, 100_000]).pop() else { return };
    let desk = made::begun(&Place::new().home(), &made::name(), made::found(steps));
    let (name, zone) = (made::name(), TimeZone::UTC);
    let formats = [
        ("Markdown", Format::Markdown),
        ("HTML", Format::Html),
        ("JSON", Format::Json),
        ("CSV", Format::Csv),
    ];
    for (said, format) in formats {
        let ours = Runner::timed("written", || {
            let input = ReportInput::of(&desk.progress, &name, &zone);
            render(&[input], format, &Options::default())
        });
        races.run(&format!("report: {steps} steps as {said}"), 8, None, ours, Vec::new());
    }
}
