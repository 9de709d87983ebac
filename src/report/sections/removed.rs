//! PURE. The appendix: what was recorded on steps and questions that the checklist no longer has.

use super::super::doc::{DocSection, ListItem, SectionKind, Span, Spans, code, item, literal, user_text};
use super::{ReportInput, ReportOptions, StatusText};
use crate::session::{Answer, RemovedStep};
use crate::text::Text;

/// Everything that was recorded and has no place in the checklist any more.
pub(super) fn removed(input: &ReportInput<'_>, options: &ReportOptions) -> Option<DocSection> {
    let steps = input.progress.removed().iter().filter(|(_, removed)| options.includes(&removed.state));
    let answers =
        input.progress.removed_answers().iter().filter(|(_, answer)| options.includes_time(answer.stamp.at));
    let items = steps
        .map(|(id, removed)| step(input, id, removed))
        .chain(answers.map(|(id, given)| answer(input, id, given)))
        .collect();
    super::list_section(input, SectionKind::Removed, "Recorded on what the checklist no longer has", items)
}

fn step(input: &ReportInput<'_>, id: &str, removed: &RemovedStep) -> ListItem {
    let mut line: Spans = vec![literal("Step "), code(Text::line(id).as_str())];
    if let Some(title) = &removed.title {
        line.extend([literal(" "), Span::Strong(vec![user_text(title.as_str())])]);
    }
    line.push(literal(" - "));
    line.extend(super::status_spans(
        input,
        removed.state.status.name(),
        &StatusText::recorded(&removed.state),
    ));
    ListItem {
        sub_items: removed.state.notes.iter().map(|note| super::note_item(input, note)).collect(),
        ..item(line)
    }
}

fn answer(input: &ReportInput<'_>, id: &str, answer: &Answer) -> ListItem {
    let value = user_text(answer.value.as_str());
    let mut line =
        vec![literal("Question "), code(Text::line(id).as_str()), literal(": "), value, literal(" (")];
    line.extend(super::signature(input, &answer.stamp));
    line.push(literal(")"));
    item(line)
}
