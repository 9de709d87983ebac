//! PURE. Reports: sessions in, text for other people out.
//!
//! The same log, zone and options make the same bytes: a report names neither the time nor the machine it is
//! made on, unless it is asked to.
//!
//! `sections` turn a session into a document of headings, items and tables (`doc`). Each format writes that
//! document in its own marks, and alone knows how to escape for them. JSON and CSV are made from the session
//! itself.

mod csv;
mod doc;
mod html;
mod input;
mod jira;
mod json;
mod markdown;
mod markup;
mod plain;
mod sections;
#[cfg(test)]
mod tests;
mod timeline;
mod xhtml;

pub use input::{CsvTable, Flavor, LogHead, ReportFormat, ReportInput, ReportOptions, StepFilter};
pub use json::{EntryJson, SCHEMA, SessionJson};

/// Returns the report on one session; or on several, with a matrix of the sessions by their sections and the
/// exceptions of each.
pub fn render(inputs: &[ReportInput<'_>], format: ReportFormat, options: &ReportOptions) -> String {
    match format {
        ReportFormat::Json => json::json(inputs, options),
        ReportFormat::Csv => csv::csv(inputs, options),
        ReportFormat::Html => html::html(inputs, options),
        ReportFormat::Markdown => {
            let doc = sections::document(inputs, options);
            match options.flavor {
                Flavor::Github => markup::write(&markdown::Dialect::Github, &doc),
                Flavor::Gitlab => markup::write(&markdown::Dialect::Gitlab, &doc),
                Flavor::Plain => markup::write(&plain::PlainText::Mail, &doc),
                Flavor::Jira => markup::write(&jira::Jira, &doc),
                Flavor::Confluence => xhtml::confluence(&doc),
                Flavor::Servicenow => plain::servicenow(doc),
            }
        }
    }
}

/// Returns the full report on one session in GitHub's Markdown.
pub fn markdown(input: &ReportInput<'_>) -> String {
    render(std::slice::from_ref(input), ReportFormat::Markdown, &ReportOptions::default())
}
