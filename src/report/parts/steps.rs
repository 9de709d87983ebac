//! PURE. Every step under the heading of its section, with what people wrote on it.

use super::super::doc::{Below, Block, Item, Kind, Line, Part, Span, class, code, link, text, words};
use super::{Only, Options, ReportInput, Standing};
use crate::checklist::{Node, Reference, SectionIx, StepIx, Target};
use crate::report::is_ticked;
use crate::session::{Status, Tally};
use crate::text::Text;

/// The deepest heading of Markdown and of HTML.
const DEEPEST: u16 = 6;
/// The headings of the outermost sections stand below the part's own.
const OUTERMOST: u16 = 3;

/// The outline: headings and items. With a choice of steps, only the sections in which some are.
pub(super) fn steps(input: &ReportInput<'_>, options: &Options) -> Option<Part> {
    let whole = options.only == Only::All && options.since.is_none();
    let mut walk = Walk { input, blocks: Vec::new(), around: None };
    for node in input.progress.checklist().outline() {
        match node {
            Node::Section(ix) if whole => walk.enter(*ix),
            Node::Section(_) => {}
            Node::Step(ix) => {
                if options.lists(input.progress.step(*ix)) {
                    walk.step(*ix, whole);
                }
            }
        }
    }
    let title = match options.only {
        Only::All => "Steps",
        Only::Open => "Open steps",
        Only::Exceptions => "Exceptions",
    };
    (!walk.blocks.is_empty()).then(|| super::part(input, Kind::Steps, title, walk.blocks))
}

struct Walk<'a, 'b> {
    input: &'b ReportInput<'a>,
    blocks: Vec<Block>,
    /// The section whose heading was written last.
    around: Option<SectionIx>,
}

impl Walk<'_, '_> {
    fn enter(&mut self, ix: SectionIx) {
        let remark = tally(self.input.progress.section(ix));
        self.heading(ix, &remark);
        self.around = Some(ix);
    }

    fn heading(&mut self, ix: SectionIx, remark: &str) {
        let section = self.input.progress.checklist().section(ix);
        let level = usize::from(section.depth.saturating_add(OUTERMOST).min(DEEPEST));
        let line = vec![text(section.title.as_str()), words(format!(" ({remark})"))];
        self.blocks.push(Block::Heading { level, line });
    }

    fn step(&mut self, ix: StepIx, whole: bool) {
        let parent = self.input.progress.checklist().step(ix).parent;
        if parent != self.around {
            self.return_to(parent, whole);
            self.around = parent;
        }
        let item = item(self.input, ix);
        match self.blocks.last_mut() {
            Some(Block::Items(items)) => items.push(item),
            _ => self.blocks.push(Block::Items(vec![item])),
        }
    }

    /// The heading for steps that stand behind an inner section, so that they do not seem to be its
    /// own; and the heading for the first steps of a section, where not all sections have theirs.
    fn return_to(&mut self, parent: Option<SectionIx>, whole: bool) {
        match parent {
            Some(ix) if whole => self.heading(ix, "continued"),
            Some(ix) => {
                let remark = tally(self.input.progress.section(ix));
                self.heading(ix, &remark);
            }
            None => self.blocks.push(Block::Heading {
                level: usize::from(OUTERMOST),
                line: vec![words("Steps outside the sections")],
            }),
        }
    }
}

/// `3/7 done`.
fn tally(tally: &Tally) -> String {
    match tally.applicable() {
        0 => Status::NotApplicable.words().to_owned(),
        applicable => format!("{}/{applicable} done", tally.done()),
    }
}

/// A step: its box and its line, and below them what was recorded and linked.
fn item(input: &ReportInput<'_>, ix: StepIx) -> Item {
    let (progress, step) = (input.progress, input.progress.checklist().step(ix));
    let state = progress.step(ix);
    let title = vec![words(format!("{}. ", ix.at() + 1)), text(step.title.as_str())];
    let mut line = vec![Span::Strong(title), words(" - ")];
    line.extend(super::told(input, class(state), &Standing::of(progress, ix)));
    let mut below: Vec<Below> = recorded_before(input, ix).into_iter().collect();
    below.extend(state.notes.iter().map(|note| super::note(input, note)));
    below.extend(progress.references_at(ix).map(reference));
    Item { tick: Some(is_ticked(state)), anchor: Some(step.id.to_string()), line, below }
}

/// What a person recorded on a step that an answer has switched off since.
fn recorded_before(input: &ReportInput<'_>, ix: StepIx) -> Option<Below> {
    let state = input.progress.step(ix);
    let hidden = state.effective() != state.status && state.stamp.is_some();
    hidden.then(|| {
        let mut line = vec![words("Recorded while it applied: ")];
        line.extend(super::told(input, state.status.name(), &Standing::recorded(state)));
        Below::Line(line)
    })
}

fn reference(reference: &Reference) -> Below {
    let title = reference.title.as_str();
    let line: Line = match &reference.target {
        Target::Address(address) => link(title, address),
        Target::File(path) => {
            vec![text(title), words(" (file "), code(Text::line(path).as_str()), words(")")]
        }
        Target::Unknown => vec![text(title), words(" (no known address)")],
    };
    Below::Reference(line)
}
