//! PURE. The appendix: what was recorded on steps and questions that the checklist no longer has.

use super::escape::{code, inline};
use crate::report::{ReportInput, Standing};
use crate::session::{Answer, Removed};
use crate::text::Text;

/// Everything that was recorded and has no place in the checklist any more.
pub(super) fn removed(input: &ReportInput<'_>) -> Vec<String> {
    let steps = input.progress.removed();
    let answers = input.progress.removed_answers();
    if steps.is_empty() && answers.is_empty() {
        return Vec::new();
    }
    let mut out = super::part(input, "Recorded on what the checklist no longer has");
    out.extend(steps.iter().flat_map(|(id, removed)| step(input, id, removed)));
    out.extend(answers.iter().map(|(id, given)| answer(input, id, given)));
    out
}

fn step(input: &ReportInput<'_>, id: &str, removed: &Removed) -> Vec<String> {
    let id = code(Text::line(id).as_str());
    let title = removed.title.as_ref().map(|title| format!(" **{}**", inline(title.as_str())));
    let standing = super::told(input, &Standing::recorded(&removed.state));
    let mut out = vec![format!("- Step {id}{} - {standing}", title.unwrap_or_default())];
    out.extend(removed.state.notes.iter().flat_map(|note| super::note(input, note)));
    out
}

fn answer(input: &ReportInput<'_>, id: &str, answer: &Answer) -> String {
    let id = code(Text::line(id).as_str());
    format!("- Question {id}: {} ({})", inline(answer.value.as_str()), super::signed(input, &answer.stamp))
}
