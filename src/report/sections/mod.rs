//! PURE. From sessions to a document: the report on one session, section by section, and the report on several,
//! with a matrix of how far each is in each section of its checklist.

mod steps;
mod tables;

use crate::checklist::{Checklist, LinkTarget, Reference, SectionIx};
use crate::report::doc::{
    Column, Doc, DocBlock, DocSection, Grid, ListItem, SectionKind, Span, Spans, code, item, link,
    list_section, literal, problem_items, session_name, user_text,
};
use crate::report::input::{LogHead, ReportInput, ReportOptions, StepFilter};
use crate::session::{Counts, Mode, Progress, format_done};
use crate::text::{Text, count};

pub(super) use tables::EntryText;

pub(super) fn document(inputs: &[ReportInput<'_>], options: &ReportOptions) -> Doc {
    match inputs {
        [input] => single_document(input, options),
        several => matrix_document(several, options),
    }
}

fn single_document(input: &ReportInput<'_>, options: &ReportOptions) -> Doc {
    let all = options.only == StepFilter::All;
    let sections = [
        problems(input),
        steps::warnings(input),
        if all { steps::exceptions(input, options) } else { None },
        if all { tables::decisions(input, options) } else { None },
        steps::steps(input, options),
        if all { steps::removed(input, options) } else { None },
        if all && options.history { tables::history(input, options) } else { None },
        tables::logs(input),
    ];
    Doc {
        title: title(input),
        status: status(input),
        facts: facts(input, options),
        sections: sections.into_iter().flatten().collect(),
        summary: input.progress.total().summary(),
    }
}

/// The sessions of one checklist by its outermost sections.
pub(super) struct Matrix<'a, 'i> {
    /// The checklist as the first of the sessions has it.
    pub(super) checklist: &'a Checklist,
    /// The ids and titles of the sections. The id for steps outside the sections is empty.
    pub(super) columns: Vec<(String, String)>,
    /// Each session with its counts for each section, or `None` where its version of the checklist does not
    /// have the section.
    pub(super) rows: Vec<(&'i ReportInput<'a>, Vec<Option<Counts>>)>,
}

/// The title for steps outside the sections.
const OUTSIDE: &str = "Steps outside the sections";

/// Returns a matrix for each checklist, in the order in which the sessions name them.
pub(super) fn matrices<'a, 'i>(inputs: &'i [ReportInput<'a>]) -> Vec<Matrix<'a, 'i>> {
    let mut out: Vec<Matrix<'a, 'i>> = Vec::new();
    for input in inputs {
        let checklist = input.progress.checklist();
        let known = out.iter().position(|matrix| matrix.checklist.id() == checklist.id());
        let at = known.unwrap_or(out.len());
        if known.is_none() {
            out.push(Matrix { checklist, columns: Vec::new(), rows: Vec::new() });
        }
        if let Some(matrix) = out.get_mut(at) {
            matrix.push_session(input);
        }
    }
    for matrix in &mut out {
        let width = matrix.columns.len();
        matrix.rows.iter_mut().for_each(|(_, cells)| cells.resize(width, None));
    }
    out
}

impl<'a, 'i> Matrix<'a, 'i> {
    fn push_session(&mut self, input: &'i ReportInput<'a>) {
        let mut cells = vec![None; self.columns.len()];
        for (id, title, counts) in section_counts(input.progress) {
            let at = self.columns.iter().position(|(known, _)| *known == id).unwrap_or_else(|| {
                self.columns.push((id, title));
                cells.push(None);
                self.columns.len() - 1
            });
            if let Some(cell) = cells.get_mut(at) {
                *cell = Some(counts);
            }
        }
        self.rows.push((input, cells));
    }
}

/// Returns the id, title and counts of each outermost section, and of the steps outside the sections.
fn section_counts(progress: &Progress) -> Vec<(String, String, Counts)> {
    let checklist = progress.checklist();
    let outermost = checklist.sections().iter().zip(0u32..).filter(|(section, _)| section.parent.is_none());
    let mut out: Vec<(String, String, Counts)> = outermost
        .map(|(section, ix)| {
            (section.id.to_string(), section.title.to_string(), progress.section(SectionIx(ix)).clone())
        })
        .collect();
    let outside = progress.steps().filter(|(ix, _)| checklist.step(*ix).parent.is_none());
    let outside: Counts = outside.map(|(_, state)| state).collect();
    if outside.total() > 0 {
        out.push((String::new(), OUTSIDE.to_owned(), outside));
    }
    out
}

/// Returns `3/7`, `3/7, 1 exception`, or `-` where nothing applies.
fn cell_text(counts: &Counts) -> String {
    let done = match counts.applicable() {
        0 => "-".to_owned(),
        applicable => format!("{}/{applicable}", counts.done()),
    };
    match counts.exceptions() {
        0 => done,
        n => format!("{done}, {}", count(n, "exception")),
    }
}

fn matrix_document(inputs: &[ReportInput<'_>], options: &ReportOptions) -> Doc {
    let is_complete = |input: &&ReportInput<'_>| input.sound && input.progress.total().is_complete();
    let complete = inputs.iter().filter(is_complete).count();
    let summary = format!("{complete} of {} complete", count(inputs.len(), "session"));
    let matrices = matrices(inputs);
    let several = matrices.len() > 1;
    let mut sections: Vec<DocSection> =
        matrices.iter().map(|matrix| matrix_section(matrix, several)).collect();
    sections.extend(inputs.iter().map(|input| session_exceptions(input, options)));
    Doc {
        title: vec![literal(count(inputs.len(), "session"))],
        status: vec![Span::Strong(vec![literal(summary.as_str())])],
        facts: inputs.first().and_then(exported).map(item).into_iter().collect(),
        sections,
        summary,
    }
}

fn matrix_section(matrix: &Matrix<'_, '_>, several: bool) -> DocSection {
    let section_title = |(id, title): &(String, String)| {
        if id.is_empty() { literal(title.clone()) } else { user_text(title) }
    };
    let titles = std::iter::once(literal("Session"))
        .chain(matrix.columns.iter().map(section_title))
        .chain(["Done", "Stands"].map(literal));
    let head = titles.map(|title| Column { title: vec![title], number: false }).collect();
    let rows = matrix.rows.iter().map(|(input, cells)| matrix_row(input, cells)).collect();
    let title = if several {
        vec![literal("Sessions of "), user_text(matrix.checklist.title().as_str())]
    } else {
        vec![literal("Sessions")]
    };
    let caption = "Sessions by section: steps done of those that apply".to_owned();
    let grid = Grid { caption, head, rows };
    DocSection { kind: SectionKind::Matrix, title, blocks: vec![DocBlock::Grid(grid)] }
}

fn matrix_row(input: &ReportInput<'_>, cells: &[Option<Counts>]) -> Vec<Spans> {
    let mut name = vec![session_name(input)];
    if input.progress.mode() == Mode::Rehearsal {
        name.push(literal(" (rehearsal)"));
    }
    let cells = cells.iter().map(|cell| cell.as_ref().map_or("-".to_owned(), cell_text));
    let total = cell_text(input.progress.total());
    let words = cells.chain([total, status_words(input)]);
    std::iter::once(name).chain(words.map(|words| vec![literal(words)])).collect()
}

/// Returns the status of a session, and whether its record is damaged and so may not be complete.
fn status_words(input: &ReportInput<'_>) -> String {
    let damaged = if input.sound { "" } else { " (its record is damaged)" };
    format!("{}{damaged}", input.progress.total())
}

/// Lists the problems and exceptions of a session under its title.
fn session_exceptions(input: &ReportInput<'_>, options: &ReportOptions) -> DocSection {
    let mut heading = vec![session_name(input), literal(": ")];
    heading.extend(title(input));
    let done = literal(format!(" - {} done", format_done(input.progress.total())));
    let status = vec![Span::Strong(vec![literal(status_words(input))]), done];
    let mut blocks = vec![DocBlock::Paragraph(status)];
    let mut items = problem_items(input);
    items.extend(steps::warning_items(input).into_iter().map(without_step_link));
    items.extend(steps::exception_items(input, options).into_iter().map(without_step_link));
    if !items.is_empty() {
        blocks.push(DocBlock::Items(items));
    }
    DocSection { kind: SectionKind::Exceptions, title: heading, blocks }
}

/// Removes the link to the step, which is not in this report.
fn without_step_link(mut item: ListItem) -> ListItem {
    if let Some(Span::Strong(title)) = item.line.first_mut()
        && let [Span::StepLink { spans, .. }] = title.as_mut_slice()
    {
        *title = std::mem::take(spans);
    }
    item
}

/// Returns the heading. That of a rehearsal begins with the word.
pub(super) fn title(input: &ReportInput<'_>) -> Spans {
    let title = user_text(input.progress.title().as_str());
    match input.progress.mode() {
        Mode::Live => vec![title],
        Mode::Rehearsal => vec![literal("REHEARSAL: "), title],
    }
}

/// Returns the completion line.
pub(super) fn status(input: &ReportInput<'_>) -> Spans {
    let total = input.progress.total();
    let mode = match input.progress.mode() {
        Mode::Live => "",
        Mode::Rehearsal => ", in a rehearsal",
    };
    let done = format!(" - {} done{mode}", format_done(total));
    vec![Span::Strong(vec![literal(total.summary())]), literal(done)]
}

pub(super) fn facts(input: &ReportInput<'_>, options: &ReportOptions) -> Vec<ListItem> {
    let mut facts = vec![mode(input), vec![literal("Session: "), session_name(input)]];
    facts.extend(checklist(input));
    facts.extend(times(input));
    facts.extend(writers(input));
    facts.extend(exported(input));
    facts.extend(limits(input, options));
    facts.into_iter().map(item).collect()
}

fn mode(input: &ReportInput<'_>) -> Spans {
    match input.progress.mode() {
        Mode::Live => vec![literal("Mode: live")],
        Mode::Rehearsal => {
            let rehearsal = Span::Strong(vec![literal("REHEARSAL")]);
            vec![literal("Mode: "), rehearsal, literal(", not the real thing")]
        }
    }
}

fn checklist(input: &ReportInput<'_>) -> Vec<Spans> {
    let checklist = input.progress.checklist();
    let from = match input.progress.source().as_str() {
        "-" => literal("standard input"),
        source => code(source),
    };
    let title = user_text(checklist.title().as_str());
    let mut facts = vec![vec![literal("Checklist: "), title, literal(", from "), from]];
    if let Some(summary) = checklist.summary() {
        facts.push(vec![literal("About: "), user_text(summary.as_str())]);
    }
    if !checklist.applies_to().is_empty() {
        let products: Vec<&str> = checklist.applies_to().iter().map(Text::as_str).collect();
        facts.push(vec![literal("Applies to: "), user_text(&products.join(", "))]);
    }
    if let Some(source) = checklist.source() {
        let mut line = vec![literal("Source: ")];
        line.extend(source_document(source));
        facts.push(line);
    }
    facts
}

fn source_document(source: &Reference) -> Spans {
    let title = source.title.as_str();
    match &source.target {
        LinkTarget::Address(address) => link(title, address),
        LinkTarget::File(_) | LinkTarget::Unknown => vec![user_text(title)],
    }
}

fn times(input: &ReportInput<'_>) -> Vec<Spans> {
    let line = |what: &str, at, by: String| {
        vec![literal(format!("{what}: {} by ", input.format_time(at))), code(&by)]
    };
    let started = input.progress.started();
    let mut out = vec![line("Started", started.at, started.by.to_string())];
    if let Some(change) = input.progress.last_change() {
        out.push(line("Last change", change.at, change.by.to_string()));
    }
    out
}

/// Returns `Recorded by: a, b and c`, with the writers of all logs.
fn writers(input: &ReportInput<'_>) -> Option<Spans> {
    let logs: Vec<&LogHead> = input.logs.iter().filter(|log| log.head.is_some()).collect();
    let last = logs.len().checked_sub(1)?;
    let mut line = vec![literal("Recorded by: ")];
    for (at, log) in logs.iter().enumerate() {
        let separator = match at {
            0 => "",
            at if at == last => " and ",
            _ => ", ",
        };
        line.extend([literal(separator), code(&log.writer.to_string())]);
    }
    Some(line)
}

/// Returns the time of the export, if the report names it.
pub(super) fn exported(input: &ReportInput<'_>) -> Option<Spans> {
    input.now.map(|now| vec![literal(format!("Exported: {}", input.format_time(now)))])
}

/// Says what the report leaves out, so that nobody takes it for the whole.
fn limits(input: &ReportInput<'_>, options: &ReportOptions) -> Option<Spans> {
    let steps = match options.only {
        StepFilter::All => None,
        StepFilter::Open => Some("only open steps".to_owned()),
        StepFilter::Exceptions => Some("only exceptions".to_owned()),
    };
    let since = options.since.map(|at| format!("only what was recorded since {}", input.format_time(at)));
    let limits: Vec<String> = steps.into_iter().chain(since).collect();
    (!limits.is_empty()).then(|| vec![literal(format!("Listed here: {}", limits.join(", ")))])
}

/// Lists what is wrong with the session's folder: a reader must know that something may be missing.
pub(super) fn problems(input: &ReportInput<'_>) -> Option<DocSection> {
    list_section(input, SectionKind::Problems, "Problems with the record", problem_items(input))
}
