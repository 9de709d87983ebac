//! PURE. Several sessions in one report: how far each is in each section, then what is open in each.

use super::super::doc::{
    Column, Doc, DocBlock, DocSection, Grid, ListItem, SectionKind, Span, Spans, item, literal, user_text,
};
use super::{ReportInput, ReportOptions};
use crate::checklist::{Checklist, SectionIx};
use crate::report::is_ticked;
use crate::session::{Counts, Mode, Progress, Status, StepState, format_done};
use crate::text::{Text, count};

/// The sessions of one checklist by its outermost sections.
pub(in crate::report) struct Matrix<'a, 'i> {
    /// The checklist as the first of the sessions has it.
    pub(in crate::report) checklist: &'a Checklist,
    /// The sections' ids and titles. The id of the steps outside the sections is empty.
    pub(in crate::report) columns: Vec<(String, String)>,
    /// Each session with a cell for each section; none where its version of the checklist has not
    /// got the section.
    pub(in crate::report) rows: Vec<(&'i ReportInput<'a>, Vec<Option<SectionCounts>>)>,
}

/// How a session stands in a section.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::report) struct SectionCounts {
    pub(in crate::report) done: usize,
    pub(in crate::report) applicable: usize,
    pub(in crate::report) open: usize,
    pub(in crate::report) exceptions: usize,
}

/// What the steps that stand in no section go under.
const OUTSIDE: &str = "Steps outside the sections";

/// A matrix for each checklist, in the order in which the sessions bring them.
pub(in crate::report) fn matrices<'a, 'i>(inputs: &'i [ReportInput<'a>]) -> Vec<Matrix<'a, 'i>> {
    let mut out: Vec<Matrix<'a, 'i>> = Vec::new();
    for input in inputs {
        let checklist = input.progress.checklist();
        if !out.iter().any(|matrix| matrix.checklist.id() == checklist.id()) {
            out.push(Matrix { checklist, columns: Vec::new(), rows: Vec::new() });
        }
        if let Some(matrix) = out.iter_mut().find(|matrix| matrix.checklist.id() == checklist.id()) {
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
        for (id, (title, cell)) in sections(input.progress) {
            let at = self.columns.iter().position(|(known, _)| *known == id).unwrap_or_else(|| {
                self.columns.push((id, title));
                cells.push(None);
                self.columns.len() - 1
            });
            if let Some(place) = cells.get_mut(at) {
                *place = Some(cell);
            }
        }
        self.rows.push((input, cells));
    }
}

/// The outermost sections with what is done there, and the steps outside.
fn sections(progress: &Progress) -> Vec<(String, (String, SectionCounts))> {
    let checklist = progress.checklist();
    let outermost = progress.checklist().sections().iter().zip(0u32..).filter(|(s, _)| s.parent.is_none());
    let mut out: Vec<(String, (String, SectionCounts))> = outermost
        .map(|(section, ix)| {
            let tally = progress.section(SectionIx(ix));
            (section.id.to_string(), (section.title.to_string(), SectionCounts::of_tally(tally)))
        })
        .collect();
    let outside: Vec<&StepState> =
        progress.steps().filter(|(ix, _)| checklist.step(*ix).parent.is_none()).map(|(_, s)| s).collect();
    if !outside.is_empty() {
        out.push((String::new(), (OUTSIDE.to_owned(), SectionCounts::of_steps(&outside))));
    }
    out
}

impl SectionCounts {
    /// The counts of a tally.
    pub(in crate::report) fn of_tally(tally: &Counts) -> Self {
        Self {
            done: tally.done(),
            applicable: tally.applicable(),
            open: tally.open(),
            exceptions: tally.exceptions(),
        }
    }

    /// The counts of some steps.
    fn of_steps(steps: &[&StepState]) -> Self {
        let n = |counts: &dyn Fn(&StepState) -> bool| steps.iter().filter(|state| counts(state)).count();
        Self {
            done: n(&is_ticked),
            applicable: n(&|state| state.effective() != Status::NotApplicable),
            open: n(&StepState::is_open),
            exceptions: n(&StepState::is_exception),
        }
    }

    /// `3/7`, `3/7, 1 exception` or `-` where nothing applies.
    fn describe(self) -> String {
        let done =
            if self.applicable == 0 { "-".to_owned() } else { format!("{}/{}", self.done, self.applicable) };
        match self.exceptions {
            0 => done,
            n => format!("{done}, {}", count(n, "exception")),
        }
    }
}

/// The report on several sessions.
pub(super) fn document(inputs: &[ReportInput<'_>], options: &ReportOptions) -> Doc {
    let complete = inputs.iter().filter(|input| is_complete(input)).count();
    let summary = format!("{complete} of {} complete", count(inputs.len(), "session"));
    let matrices = matrices(inputs);
    let several = matrices.len() > 1;
    let mut parts: Vec<DocSection> = matrices.iter().map(|matrix| matrix_section(matrix, several)).collect();
    parts.extend(inputs.iter().map(|input| session_exceptions(input, options)));
    let now = inputs.first().and_then(|input| Some(input.format_time(input.now?)));
    Doc {
        title: vec![literal(count(inputs.len(), "session"))],
        status: vec![Span::Strong(vec![literal(summary.as_str())])],
        facts: now.map(|now| item(vec![literal(format!("Exported: {now}"))])).into_iter().collect(),
        sections: parts,
        summary,
    }
}

/// Whether a session is complete, and known to be.
fn is_complete(input: &ReportInput<'_>) -> bool {
    input.sound && input.progress.total().is_complete()
}

fn matrix_section(matrix: &Matrix<'_, '_>, several: bool) -> DocSection {
    let column = |title: Span| Column { title: vec![title], number: false };
    let mut head = vec![column(literal("Session"))];
    head.extend(
        matrix
            .columns
            .iter()
            .map(|(id, title)| column(if id.is_empty() { literal(title.clone()) } else { user_text(title) })),
    );
    head.extend(["Done", "Stands"].map(|title| column(literal(title))));
    let rows = matrix.rows.iter().map(|(input, cells)| row(input, cells)).collect();
    let title = if several {
        vec![literal("Sessions of "), user_text(matrix.checklist.title().as_str())]
    } else {
        vec![literal("Sessions")]
    };
    let caption = "Sessions by section: steps done of those that apply".to_owned();
    DocSection {
        kind: SectionKind::Matrix,
        title,
        blocks: vec![DocBlock::Grid(Grid { caption, head, rows })],
    }
}

fn row(input: &ReportInput<'_>, cells: &[Option<SectionCounts>]) -> Vec<Spans> {
    let total = input.progress.total();
    let mut name = vec![super::session_name(input)];
    if input.progress.mode() == Mode::Rehearsal {
        name.push(literal(" (rehearsal)"));
    }
    let mut row = vec![name];
    row.extend(cells.iter().map(|cell| vec![literal(cell.map_or("-".to_owned(), SectionCounts::describe))]));
    row.push(vec![literal(SectionCounts::of_tally(total).describe())]);
    row.push(vec![literal(status_words(input))]);
    row
}

/// How a session stands, with what is wrong: nobody is to take a damaged record for the whole.
fn status_words(input: &ReportInput<'_>) -> String {
    let damaged = if input.sound { "" } else { " (its record is damaged)" };
    format!("{}{damaged}", input.progress.total())
}

/// A session's exceptions under its heading.
fn session_exceptions(input: &ReportInput<'_>, options: &ReportOptions) -> DocSection {
    let mut title = vec![super::session_name(input), literal(": ")];
    title.extend(super::head::title(input));
    let done = literal(format!(" - {} done", format_done(input.progress.total())));
    let standing = vec![Span::Strong(vec![literal(status_words(input))]), done];
    let mut blocks = vec![DocBlock::Paragraph(standing)];
    let problem = |problem: &String| item(vec![user_text(Text::line(problem).as_str())]);
    let items: Vec<ListItem> = input
        .problems
        .iter()
        .map(problem)
        .chain(super::exceptions::items(input, options).into_iter().map(without_step_links))
        .collect();
    if !items.is_empty() {
        blocks.push(DocBlock::Items(items));
    }
    DocSection { kind: SectionKind::Exceptions, title, blocks }
}

/// The steps that the items would lead to are not in this report.
fn without_step_links(item: ListItem) -> ListItem {
    let plain = |span: Span| match span {
        Span::Strong(spans) => Span::Strong(
            spans
                .into_iter()
                .flat_map(|span| match span {
                    Span::StepLink { spans, .. } => spans,
                    other => vec![other],
                })
                .collect(),
        ),
        other => other,
    };
    ListItem { line: item.line.into_iter().map(plain).collect(), ..item }
}
