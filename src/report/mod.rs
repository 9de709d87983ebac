//! PURE. Reports: a session in, text for other people out.
//!
//! The same log, zone and options make the same bytes: a report says nothing of the time or the
//! machine it is made on, unless it is told to.
//!
//! One walk over the session (`parts`) makes a document of headings, items and tables (`doc`); each
//! format writes that document in its own marks, and is the only one that knows how to escape for
//! them. JSON and CSV are made from the session itself.

mod confluence;
mod csv;
mod doc;
mod html;
mod input;
mod jira;
mod json;
mod markdown;
mod markup;
mod options;
mod plain;
mod sections;
mod servicenow;
mod status_text;
#[cfg(test)]
mod tests;
mod xml;

pub use input::{LogHead, ReportInput};
pub use json::{ChecklistJson, EntryJson, LogJson, SCHEMA, SessionJson};
pub use options::{CsvTable, Flavor, ReportFormat, ReportOptions, StepFilter};
pub use status_text::{StatusText, is_ticked};

/// The report on one session, or on several: then a matrix of the sessions by their sections, and
/// the exceptions of each.
pub fn render(inputs: &[ReportInput<'_>], format: ReportFormat, options: &ReportOptions) -> String {
    match format {
        ReportFormat::Json => json::json(inputs, options),
        ReportFormat::Csv => csv::csv(inputs, options),
        ReportFormat::Html => html::html(inputs, options),
        ReportFormat::Markdown => {
            let doc = sections::document(inputs, options);
            match options.flavor {
                Flavor::Github => markup::write(&markdown::GITHUB, &doc),
                Flavor::Gitlab => markup::write(&markdown::GITLAB, &doc),
                Flavor::Plain => markup::write(&plain::MAIL, &doc),
                Flavor::Jira => markup::write(&jira::Jira, &doc),
                Flavor::Confluence => confluence::confluence(&doc),
                Flavor::Servicenow => servicenow::within_budget(doc),
            }
        }
    }
}

/// The report of one session in GitHub's Markdown, with everything in it.
pub fn markdown(input: &ReportInput<'_>) -> String {
    render(std::slice::from_ref(input), ReportFormat::Markdown, &ReportOptions::default())
}
