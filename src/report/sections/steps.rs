//! PURE. The sections that list steps: what is open or an exception, all steps under the headings of their
//! checklist sections, and what was recorded on steps that the checklist no longer has.

use crate::checklist::{LinkTarget, Node, SectionIx, StepIx};
use crate::report::doc::{
    DocBlock, DocSection, ListItem, SectionKind, Span, Spans, StatusText, SubItem, code, is_ticked, item,
    link, list_section, literal, note_item, numbered_title, section, signature, status_class, user_text,
};
use crate::report::input::{ReportInput, ReportOptions, StepFilter};
use crate::session::{Answer, Counts, RemovedStep, ShownReference, Status, StepState, WarningInForce};
use crate::text::Text;

/// The deepest heading of Markdown and of HTML.
const DEEPEST: u16 = 6;
/// The level of the outermost checklist sections, below the heading of the report's section.
const OUTERMOST: u16 = 3;

/// Lists the warnings in force, each with the reason why it is all right.
pub(super) fn warnings(input: &ReportInput<'_>) -> Option<DocSection> {
    list_section(input, SectionKind::Warnings, "Warnings in force", warning_items(input))
}

pub(super) fn warning_items(input: &ReportInput<'_>) -> Vec<ListItem> {
    let item_of = |warning: WarningInForce<'_>| {
        let step = input.progress.checklist().step(warning.step).id.to_string();
        let spans = numbered_title(input, warning.step);
        let mut line = vec![Span::Strong(vec![Span::StepLink { step, spans }]), literal(" - ")];
        line.push(user_text(warning.text.as_str()));
        match warning.reason {
            Some(reason) => line.extend([literal(" - accepted: "), user_text(reason.as_str())]),
            None => line.push(literal(" - no reason yet")),
        }
        item(line)
    };
    input.progress.warnings_in_force().map(item_of).collect()
}

/// Lists every open step, step to re-check and exception: what a reader looks for first.
pub(super) fn exceptions(input: &ReportInput<'_>, options: &ReportOptions) -> Option<DocSection> {
    let items = exception_items(input, options);
    list_section(input, SectionKind::Exceptions, "Open and exceptions", items)
}

/// Returns the items of the section, those first that need a person first.
pub(super) fn exception_items(input: &ReportInput<'_>, options: &ReportOptions) -> Vec<ListItem> {
    let mut steps: Vec<(StepIx, &StepState)> = input
        .progress
        .steps()
        .filter(|(_, state)| (state.is_open() || state.is_exception()) && options.includes(state))
        .collect();
    steps.sort_by_key(|(_, state)| priority(state));
    steps.into_iter().map(|(ix, state)| exception_item(input, ix, state)).collect()
}

fn priority(state: &StepState) -> u8 {
    match state.effective() {
        Status::Blocked => 0,
        Status::Done => 1,
        Status::InProgress => 2,
        Status::Todo => 3,
        Status::Deferred => 4,
        Status::Skipped => 5,
        Status::NotApplicable => 6,
    }
}

fn exception_item(input: &ReportInput<'_>, ix: StepIx, state: &StepState) -> ListItem {
    let step = input.progress.checklist().step(ix).id.to_string();
    let title = Span::StepLink { step, spans: numbered_title(input, ix) };
    let mut line = vec![Span::Strong(vec![title]), literal(" - ")];
    line.extend(StatusText::effective(input.progress, ix).spans(input, status_class(state)));
    item(line)
}

/// Lists the steps under the headings of their checklist sections. Sections without a listed step have a
/// heading only in a full report.
pub(super) fn steps(input: &ReportInput<'_>, options: &ReportOptions) -> Option<DocSection> {
    let is_full = options.only == StepFilter::All && options.since.is_none();
    let mut outline = OutlineBuilder { input, is_full, blocks: Vec::new(), current_section: None };
    for node in input.progress.checklist().outline() {
        match node {
            Node::Section(ix) if is_full => outline.open_section(*ix),
            Node::Step(ix) if options.includes(input.progress.step(*ix)) => outline.push_step(*ix),
            Node::Section(_) | Node::Step(_) => {}
        }
    }
    let title = match options.only {
        StepFilter::All => "Steps",
        StepFilter::Open => "Open steps",
        StepFilter::Exceptions => "Exceptions",
    };
    (!outline.blocks.is_empty()).then(|| section(input, SectionKind::Steps, title, outline.blocks))
}

struct OutlineBuilder<'a, 'b> {
    input: &'b ReportInput<'a>,
    is_full: bool,
    blocks: Vec<DocBlock>,
    /// The section whose heading was written last.
    current_section: Option<SectionIx>,
}

impl OutlineBuilder<'_, '_> {
    fn open_section(&mut self, ix: SectionIx) {
        let remark = done_of_applicable(self.input.progress.section(ix));
        self.push_heading(ix, &remark);
        self.current_section = Some(ix);
    }

    fn push_heading(&mut self, ix: SectionIx, remark: &str) {
        let section = self.input.progress.checklist().section(ix);
        let level = usize::from(section.depth.saturating_add(OUTERMOST).min(DEEPEST));
        let line = vec![user_text(section.title.as_str()), literal(format!(" ({remark})"))];
        self.blocks.push(DocBlock::Heading { level, line });
    }

    fn push_step(&mut self, ix: StepIx) {
        let parent = self.input.progress.checklist().step(ix).parent;
        if parent != self.current_section {
            self.return_to_section(parent);
        }
        let item = step_item(self.input, ix);
        match self.blocks.last_mut() {
            Some(DocBlock::Items(items)) => items.push(item),
            _ => self.blocks.push(DocBlock::Items(vec![item])),
        }
    }

    /// Writes a heading before steps that follow an inner section, so that they do not seem to belong to it,
    /// and before the first listed steps of a section that has none yet.
    fn return_to_section(&mut self, parent: Option<SectionIx>) {
        match parent {
            Some(ix) if self.is_full => self.push_heading(ix, "continued"),
            Some(ix) => self.open_section(ix),
            None => self.blocks.push(DocBlock::Heading {
                level: usize::from(OUTERMOST),
                line: vec![literal("Steps outside the sections")],
            }),
        }
        self.current_section = parent;
    }
}

/// Returns `3/7 done`.
fn done_of_applicable(counts: &Counts) -> String {
    match counts.applicable() {
        0 => Status::NotApplicable.label().to_owned(),
        applicable => format!("{}/{applicable} done", counts.done()),
    }
}

/// Returns a step: its box and its line, and below them what was recorded and linked.
fn step_item(input: &ReportInput<'_>, ix: StepIx) -> ListItem {
    let progress = input.progress;
    let state = progress.step(ix);
    let mut line = vec![Span::Strong(numbered_title(input, ix)), literal(" - ")];
    line.extend(StatusText::effective(progress, ix).spans(input, status_class(state)));
    let mut sub_items: Vec<SubItem> = recorded_while_applicable(input, state).into_iter().collect();
    sub_items.extend(state.notes.iter().map(|note| note_item(input, note)));
    sub_items.extend(progress.references_at(ix).map(|it| reference_item(&it)));
    let anchor = Some(progress.checklist().step(ix).id.to_string());
    ListItem { tick: Some(is_ticked(state)), anchor, line, sub_items }
}

/// Returns what a person recorded on a step that an answer has made not applicable since.
fn recorded_while_applicable(input: &ReportInput<'_>, state: &StepState) -> Option<SubItem> {
    let is_hidden = state.effective() != state.status && state.stamp.is_some();
    is_hidden.then(|| {
        let mut line = vec![literal("Recorded while it applied: ")];
        line.extend(StatusText::recorded(state).spans(input, state.status.name()));
        SubItem::Line(line)
    })
}

fn reference_item(reference: &ShownReference<'_>) -> SubItem {
    let title = reference.title.as_str();
    let mut line: Spans = match reference.shown.as_ref() {
        LinkTarget::Address(address) if reference.target.is_ok() => link(title, address),
        LinkTarget::Address(address) => vec![user_text(title), literal(" ("), code(address), literal(")")],
        LinkTarget::File(path) => {
            vec![user_text(title), literal(" (file "), code(Text::line(path).as_str()), literal(")")]
        }
        LinkTarget::Unknown => vec![user_text(title), literal(" (no known address)")],
    };
    if let Some(condition) = &reference.condition {
        line.extend([literal(" - "), user_text(condition)]);
    }
    SubItem::Reference(line)
}

/// Lists what was recorded on steps and questions that the checklist no longer has.
pub(super) fn removed(input: &ReportInput<'_>, options: &ReportOptions) -> Option<DocSection> {
    let steps = input.progress.removed().iter().filter(|(_, removed)| options.includes(&removed.state));
    let answers = input.progress.removed_answers().iter();
    let answers = answers.filter(|(_, answer)| options.includes_time(answer.stamp.at));
    let items = steps
        .map(|(id, removed)| removed_step(input, id, removed))
        .chain(answers.map(|(id, answer)| removed_answer(input, id, answer)))
        .collect();
    list_section(input, SectionKind::Removed, "Recorded on what the checklist no longer has", items)
}

fn removed_step(
    input: &ReportInput<'_>,
    id: &str,
    RemovedStep { title, state, .. }: &RemovedStep,
) -> ListItem {
    let mut line: Spans = vec![literal("Step "), code(Text::line(id).as_str())];
    if let Some(title) = title {
        line.extend([literal(" "), Span::Strong(vec![user_text(title.as_str())])]);
    }
    line.push(literal(" - "));
    line.extend(StatusText::recorded(state).spans(input, state.status.name()));
    ListItem { sub_items: state.notes.iter().map(|note| note_item(input, note)).collect(), ..item(line) }
}

fn removed_answer(input: &ReportInput<'_>, id: &str, answer: &Answer) -> ListItem {
    let mut line = vec![literal("Question "), code(Text::line(id).as_str()), literal(": ")];
    line.extend([user_text(answer.value.as_str()), literal(" (")]);
    line.extend(signature(input, &answer.stamp));
    line.push(literal(")"));
    item(line)
}
