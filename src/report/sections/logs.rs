//! PURE. The logs that a session is recorded in, with their heads: what a pasted report anchors.

use super::super::doc::{DocBlock, DocSection, Grid, SectionKind, Spans, code, columns, literal};
use super::ReportInput;
use crate::report::LogHead;
use crate::text::Text;

/// Each log with its head, and what that is good for.
pub(super) fn logs(input: &ReportInput<'_>) -> Option<DocSection> {
    let row = |log: &LogHead| -> Option<Vec<Spans>> {
        let head = code(Text::line(log.head.as_ref()?).as_str());
        let entries = literal(log.entries.to_string());
        Some(vec![vec![code(&log.writer.to_string())], vec![entries], vec![head]])
    };
    let rows: Vec<Vec<Spans>> = input.logs.iter().filter_map(row).collect();
    if rows.is_empty() {
        return None;
    }
    let head = columns(&["Writer", "#Entries", "Head of the chain"]);
    let grid = Grid { caption: "Logs".to_owned(), head, rows };
    let meaning = vec![
        literal("The checklist has the SHA-256 "),
        code(input.progress.checklist().digest()),
        literal(
            ". Every line of a log is chained to the line before: a log that was edited later no longer \
             passes through the head above. That makes the record tamper-evident, not tamper-proof.",
        ),
    ];
    let blocks = vec![DocBlock::Grid(grid), DocBlock::Paragraph(meaning)];
    Some(super::section(input, SectionKind::Logs, "Logs", blocks))
}
