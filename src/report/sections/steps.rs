//! PURE. Every step under the heading of its section, with what people wrote on it.

use super::super::doc::{
    DocBlock, DocSection, ListItem, SectionKind, Span, Spans, SubItem, code, link, literal, status_class,
    user_text,
};
use super::{ReportInput, ReportOptions, StatusText, StepFilter};
use crate::checklist::{LinkTarget, Node, Reference, SectionIx, StepIx};
use crate::report::is_ticked;
use crate::session::{Counts, Status};
use crate::text::Text;

/// The deepest heading of Markdown and of HTML.
const DEEPEST: u16 = 6;
/// The headings of the outermost sections stand below the part's own.
const OUTERMOST: u16 = 3;

/// The outline: headings and items. With a choice of steps, only the sections in which some are.
pub(super) fn steps(input: &ReportInput<'_>, options: &ReportOptions) -> Option<DocSection> {
    let whole = options.only == StepFilter::All && options.since.is_none();
    let mut walk = OutlineBuilder { input, blocks: Vec::new(), current_section: None };
    for node in input.progress.checklist().outline() {
        match node {
            Node::Section(ix) if whole => walk.open_section(*ix),
            Node::Section(_) => {}
            Node::Step(ix) => {
                if options.includes(input.progress.step(*ix)) {
                    walk.push_step(*ix, whole);
                }
            }
        }
    }
    let title = match options.only {
        StepFilter::All => "Steps",
        StepFilter::Open => "Open steps",
        StepFilter::Exceptions => "Exceptions",
    };
    (!walk.blocks.is_empty()).then(|| super::section(input, SectionKind::Steps, title, walk.blocks))
}

struct OutlineBuilder<'a, 'b> {
    input: &'b ReportInput<'a>,
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

    fn push_step(&mut self, ix: StepIx, whole: bool) {
        let parent = self.input.progress.checklist().step(ix).parent;
        if parent != self.current_section {
            self.return_to_section(parent, whole);
            self.current_section = parent;
        }
        let item = step_item(self.input, ix);
        match self.blocks.last_mut() {
            Some(DocBlock::Items(items)) => items.push(item),
            _ => self.blocks.push(DocBlock::Items(vec![item])),
        }
    }

    /// The heading for steps that stand behind an inner section, so that they do not seem to be its
    /// own; and the heading for the first steps of a section, where not all sections have theirs.
    fn return_to_section(&mut self, parent: Option<SectionIx>, whole: bool) {
        match parent {
            Some(ix) if whole => self.push_heading(ix, "continued"),
            Some(ix) => {
                let remark = done_of_applicable(self.input.progress.section(ix));
                self.push_heading(ix, &remark);
            }
            None => self.blocks.push(DocBlock::Heading {
                level: usize::from(OUTERMOST),
                line: vec![literal("Steps outside the sections")],
            }),
        }
    }
}

/// `3/7 done`.
fn done_of_applicable(tally: &Counts) -> String {
    match tally.applicable() {
        0 => Status::NotApplicable.label().to_owned(),
        applicable => format!("{}/{applicable} done", tally.done()),
    }
}

/// A step: its box and its line, and below them what was recorded and linked.
fn step_item(input: &ReportInput<'_>, ix: StepIx) -> ListItem {
    let (progress, step) = (input.progress, input.progress.checklist().step(ix));
    let state = progress.step(ix);
    let title = vec![literal(format!("{}. ", ix.index() + 1)), user_text(step.title.as_str())];
    let mut line = vec![Span::Strong(title), literal(" - ")];
    line.extend(super::status_spans(input, status_class(state), &StatusText::effective(progress, ix)));
    let mut below: Vec<SubItem> = recorded_while_applicable(input, ix).into_iter().collect();
    below.extend(state.notes.iter().map(|note| super::note_item(input, note)));
    below.extend(progress.references_at(ix).map(reference_item));
    ListItem { tick: Some(is_ticked(state)), anchor: Some(step.id.to_string()), line, sub_items: below }
}

/// What a person recorded on a step that an answer has switched off since.
fn recorded_while_applicable(input: &ReportInput<'_>, ix: StepIx) -> Option<SubItem> {
    let state = input.progress.step(ix);
    let hidden = state.effective() != state.status && state.stamp.is_some();
    hidden.then(|| {
        let mut line = vec![literal("Recorded while it applied: ")];
        line.extend(super::status_spans(input, state.status.name(), &StatusText::recorded(state)));
        SubItem::Line(line)
    })
}

fn reference_item(reference: &Reference) -> SubItem {
    let title = reference.title.as_str();
    let line: Spans = match &reference.target {
        LinkTarget::Address(address) => link(title, address),
        LinkTarget::File(path) => {
            vec![user_text(title), literal(" (file "), code(Text::line(path).as_str()), literal(")")]
        }
        LinkTarget::Unknown => vec![user_text(title), literal(" (no known address)")],
    };
    SubItem::Reference(line)
}
