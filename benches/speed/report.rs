//! The report of a long checklist, in each format. No floor: nothing plainer says the same.

use jiff::tz::TimeZone;
use runsheet::report::{ReportFormat, ReportInput, ReportOptions, render};

use crate::compare::{Comparison, Contender};
use crate::fixtures::{self, TempHome};

pub(crate) fn run(races: &mut Comparison) {
    let Some(steps) = races.sizes(&[10_000, 100_000]).pop() else { return };
    let desk = fixtures::new_session(&TempHome::new().home(), &fixtures::name(), fixtures::checklist(steps));
    let (name, zone) = (fixtures::name(), TimeZone::UTC);
    let formats = [
        ("Markdown", ReportFormat::Markdown),
        ("HTML", ReportFormat::Html),
        ("JSON", ReportFormat::Json),
        ("CSV", ReportFormat::Csv),
    ];
    for (said, format) in formats {
        let ours = Contender::timed("written", || {
            let input = ReportInput::new(&desk.progress, &name, &zone);
            render(&[input], format, &ReportOptions::default())
        });
        races.run(&format!("report: {steps} steps as {said}"), 8, None, ours, Vec::new());
    }
}
