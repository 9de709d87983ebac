//! PURE. The report for spreadsheets: RFC 4180, one table in a file, with the session in the first column so that
//! files can be concatenated. No cell can start a formula.

use csv::{QuoteStyle, Terminator, WriterBuilder};

use super::doc::StatusText;
use super::input::{CsvTable, ReportInput, ReportOptions};
use super::sections::{EntryText, matrices};
use crate::checklist::StepIx;
use crate::session::{Counts, Entry, UndoIndex, Writer};

const STEPS: &str = "session,title,mode,number,section,step,step_title,status,reason,by,at,notes,warnings";
const LOG: &str = "session,at,by,number,event,about,what,said,undone";
const MATRIX: &str = "session,title,mode,checklist,section,done,applicable,open,exceptions";

/// Returns the table that the options name, by default the steps of one session or the matrix of several.
pub(super) fn csv(inputs: &[ReportInput<'_>], options: &ReportOptions) -> String {
    let default = if inputs.len() == 1 { CsvTable::Steps } else { CsvTable::Matrix };
    let (header, rows): (&str, Vec<Vec<String>>) = match options.table.unwrap_or(default) {
        CsvTable::Steps => (STEPS, inputs.iter().flat_map(|input| steps(input, options)).collect()),
        CsvTable::Log => (LOG, inputs.iter().flat_map(|input| log(input, options)).collect()),
        CsvTable::Matrix => (MATRIX, matrix(inputs)),
    };
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .quote_style(QuoteStyle::Necessary)
        .from_writer(Vec::new());
    // Writing into memory does not fail, and all rows of a table have the same length.
    let _ = writer.write_record(header.split(','));
    for row in rows {
        let _ = writer.write_record(row.iter().map(|cell| without_formula(cell)));
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

fn steps(input: &ReportInput<'_>, options: &ReportOptions) -> Vec<Vec<String>> {
    let listed = input.progress.steps().filter(|(_, state)| options.includes(state));
    listed.map(|(ix, _)| step(input, ix)).collect()
}

fn step(input: &ReportInput<'_>, ix: StepIx) -> Vec<String> {
    let (progress, checklist) = (input.progress, input.progress.checklist());
    let (step, state) = (checklist.step(ix), progress.step(ix));
    let status = StatusText::effective(progress, ix);
    let reason = status.reason.map(ToString::to_string).or(status.derived);
    let notes: Vec<String> =
        state.notes.iter().map(|note| format!("{}: {}", note.stamp.by, note.text)).collect();
    let warnings: Vec<String> = progress.warnings_at(ix).map(|warning| warning.describe()).collect();
    vec![
        input.name.to_string(),
        progress.title().to_string(),
        progress.mode().name().to_owned(),
        (ix.index() + 1).to_string(),
        checklist.section_path(ix),
        step.id.to_string(),
        step.title.to_string(),
        status.label.to_owned(),
        reason.unwrap_or_default(),
        status.stamp.map(|stamp| stamp.by.to_string()).unwrap_or_default(),
        status.stamp.map(|stamp| input.format_time(stamp.at)).unwrap_or_default(),
        notes.join("\n"),
        warnings.join("\n"),
    ]
}

fn log(input: &ReportInput<'_>, options: &ReportOptions) -> Vec<Vec<String>> {
    let undo = UndoIndex::of(input.entries);
    let listed = input.entries.iter().filter(|(_, entry)| options.includes_time(entry.at));
    let row = |(writer, entry): &(&Writer, &Entry)| {
        let text = EntryText::new(input.progress, &entry.event);
        let undone = if undo.is_undone(writer, entry) { "undone" } else { "" };
        vec![
            input.name.to_string(),
            input.format_time(entry.at),
            writer.to_string(),
            entry.seq.to_string(),
            entry.event.name().to_owned(),
            text.subject.map(|subject| format!("{}{subject}", text.prefix)).unwrap_or_default(),
            format!("{}{}", undo.role(writer, entry), text.action.trim_start_matches(" - ")),
            text.user_text.unwrap_or_default(),
            undone.to_owned(),
        ]
    };
    listed.map(row).collect()
}

fn matrix(inputs: &[ReportInput<'_>]) -> Vec<Vec<String>> {
    let mut out = Vec::new();
    for matrix in matrices(inputs) {
        for (input, cells) in &matrix.rows {
            let row = |section: &str, counts: &Counts| {
                let progress = input.progress;
                let numbers = [counts.done(), counts.applicable(), counts.open(), counts.exceptions()];
                let words = [
                    input.name.as_str(),
                    progress.title().as_str(),
                    progress.mode().name(),
                    matrix.checklist.title().as_str(),
                    section,
                ];
                words.map(str::to_owned).into_iter().chain(numbers.map(|n| n.to_string())).collect()
            };
            let columns = matrix.columns.iter().zip(cells);
            out.extend(columns.filter_map(|((_, title), cell)| Some(row(title, cell.as_ref()?))));
            out.push(row("(all)", input.progress.total()));
        }
    }
    out
}

/// Puts an apostrophe before whatever a spreadsheet would read as the start of a formula, in its full-width form
/// too, and also where a program that splits at semicolons or lines, as many do outside of English, would see
/// a cell of its own.
fn without_formula(cell: &str) -> String {
    let mut out = String::with_capacity(cell.len());
    let mut at_start = true;
    for c in cell.chars() {
        if at_start && starts_formula(c) {
            out.push('\'');
            at_start = false;
        }
        at_start = matches!(c, ';' | '\n') || (at_start && (c.is_whitespace() || c == '"'));
        out.push(c);
    }
    out
}

fn starts_formula(c: char) -> bool {
    matches!(
        c,
        '=' | '+' | '-' | '@' | '\t' | '\r' | '＝' | '＋' | '－' | '＠' | '﹦' | '﹢' | '﹣' | '﹫' | '−'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_starts_a_formula_here_or_where_semicolons_split() {
        for (cell, safe) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-2", "'-2"),
            ("\t=1", "'\t=1"),
            ("  =1", "  '=1"),
            ("＝1", "'＝1"),
            ("a;=1", "a;'=1"),
            ("a\n- b", "a\n'- b"),
            ("\"=1", "\"'=1"),
            ("a=1, b-2", "a=1, b-2"),
            ("", ""),
        ] {
            assert_eq!(without_formula(cell), safe);
        }
    }
}
