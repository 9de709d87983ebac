//! PURE. Every step under the heading of its section, with what people wrote on it.

use super::escape::{at_line_start, code, inline, link};
use crate::checklist::{Node, Reference, SectionIx, StepIx, Target};
use crate::report::{ReportInput, Standing, is_ticked};
use crate::session::{Status, Tally};

/// The deepest heading of Markdown.
const DEEPEST: u16 = 6;
/// The headings of the outermost sections stand below the part's own.
const OUTERMOST: u16 = 3;

/// The whole outline: headings and items.
pub(super) fn steps(input: &ReportInput<'_>) -> Vec<String> {
    let checklist = input.progress.checklist();
    let mut out = super::part(input, "Steps");
    // Every heading of a section brings its own empty line.
    if matches!(checklist.outline().first(), Some(Node::Section(_))) {
        out.pop();
    }
    let mut around = None;
    for node in checklist.outline() {
        match node {
            Node::Section(ix) => {
                out.extend(heading(input, *ix, &tally(input.progress.section(*ix))));
                around = Some(*ix);
            }
            Node::Step(ix) => {
                let parent = checklist.step(*ix).parent;
                if parent != around {
                    out.extend(return_to(input, parent));
                    around = parent;
                }
                out.extend(item(input, *ix));
            }
        }
    }
    out
}

fn heading(input: &ReportInput<'_>, ix: SectionIx, remark: &str) -> Vec<String> {
    let section = input.progress.checklist().section(ix);
    let level = usize::from(section.depth.saturating_add(OUTERMOST).min(DEEPEST));
    let title = inline(section.title.as_str());
    vec![String::new(), format!("{} {title} ({remark})", "#".repeat(level)), String::new()]
}

/// `3/7 done`.
fn tally(tally: &Tally) -> String {
    match tally.applicable() {
        0 => Status::NotApplicable.words().to_owned(),
        applicable => format!("{}/{applicable} done", tally.done()),
    }
}

/// The heading for steps that stand behind an inner section, so that they do not seem to be its own.
fn return_to(input: &ReportInput<'_>, parent: Option<SectionIx>) -> Vec<String> {
    match parent {
        Some(ix) => heading(input, ix, "continued"),
        None => vec![String::new(), "### Steps outside the sections".to_owned(), String::new()],
    }
}

/// A step: its box and its line, and below them what was recorded and linked.
fn item(input: &ReportInput<'_>, ix: StepIx) -> Vec<String> {
    let progress = input.progress;
    let state = progress.step(ix);
    let tick = if is_ticked(state) { 'x' } else { ' ' };
    let title = inline(progress.checklist().step(ix).title.as_str());
    let standing = super::told(input, &Standing::of(progress, ix));
    let mut out = vec![format!("- [{tick}] **{}. {title}** - {standing}", ix.at() + 1)];
    out.extend(recorded_before(input, ix));
    out.extend(state.notes.iter().flat_map(|note| super::note(input, note)));
    out.extend(progress.references_at(ix).map(reference));
    out
}

/// What a person recorded on a step that an answer has switched off since.
fn recorded_before(input: &ReportInput<'_>, ix: StepIx) -> Option<String> {
    let state = input.progress.step(ix);
    let hidden = state.effective() != state.status && state.stamp.is_some();
    hidden.then(|| {
        let standing = super::told(input, &Standing::recorded(state));
        format!("  - Recorded while it applied: {standing}")
    })
}

fn reference(reference: &Reference) -> String {
    let title = reference.title.as_str();
    match &reference.target {
        Target::Address(address) => format!("  - {}", link(title, address)),
        Target::File(path) => format!("  - {} (file {})", at_line_start(title), code(&visible_line(path))),
        Target::Unknown => format!("  - {} (no known address)", at_line_start(title)),
    }
}

/// A path as it may be shown.
fn visible_line(path: &str) -> String {
    crate::text::Text::line(path).to_string()
}
