//! The report of a long checklist, in each format. No baseline: nothing plainer says the same.

use jiff::tz::TimeZone;
use runsheet::report::{ReportFormat, ReportInput, ReportOptions, render};

use crate::compare::{Comparison, Contender};
use crate::fixtures::{self, TempHome};

pub(crate) fn run(comparison: &mut Comparison) {
    let Some(steps) = comparison.sizes(&[10_000, 100_000]).pop() else { return };
    let session =
        fixtures::new_session(&TempHome::new().home(), &fixtures::name(), fixtures::checklist(steps));
    let (name, zone) = (fixtures::name(), TimeZone::UTC);
    let formats = [
        ("Markdown", ReportFormat::Markdown),
        ("HTML", ReportFormat::Html),
        ("JSON", ReportFormat::Json),
        ("CSV", ReportFormat::Csv),
    ];
    for (label, format) in formats {
        let ours = Contender::timed("written", || {
            let input = ReportInput::new(&session.progress, &name, &zone);
            render(&[input], format, &ReportOptions::default())
        });
        comparison.run(&format!("report: {steps} steps as {label}"), 8, None, ours, Vec::new());
    }
}
