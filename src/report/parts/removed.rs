//! PURE. The appendix: what was recorded on steps and questions that the checklist no longer has.

use super::super::doc::{Item, Kind, Line, Part, Span, code, item, text, words};
use super::{Options, ReportInput, Standing};
use crate::session::{Answer, Removed};
use crate::text::Text;

/// Everything that was recorded and has no place in the checklist any more.
pub(super) fn removed(input: &ReportInput<'_>, options: &Options) -> Option<Part> {
    let steps = input.progress.removed().iter().filter(|(_, removed)| options.lists(&removed.state));
    let answers =
        input.progress.removed_answers().iter().filter(|(_, answer)| options.reaches(answer.stamp.at));
    let items = steps
        .map(|(id, removed)| step(input, id, removed))
        .chain(answers.map(|(id, given)| answer(input, id, given)))
        .collect();
    super::list_part(input, Kind::Removed, "Recorded on what the checklist no longer has", items)
}

fn step(input: &ReportInput<'_>, id: &str, removed: &Removed) -> Item {
    let mut line: Line = vec![words("Step "), code(Text::line(id).as_str())];
    if let Some(title) = &removed.title {
        line.extend([words(" "), Span::Strong(vec![text(title.as_str())])]);
    }
    line.push(words(" - "));
    line.extend(super::told(input, removed.state.status.name(), &Standing::recorded(&removed.state)));
    Item { below: removed.state.notes.iter().map(|note| super::note(input, note)).collect(), ..item(line) }
}

fn answer(input: &ReportInput<'_>, id: &str, answer: &Answer) -> Item {
    let value = text(answer.value.as_str());
    let mut line = vec![words("Question "), code(Text::line(id).as_str()), words(": "), value, words(" (")];
    line.extend(super::signed(input, &answer.stamp));
    line.push(words(")"));
    item(line)
}
