//! PURE. What an answer switches on and off: steps, warnings, questions and documents.

use super::Progress;
use crate::checklist::{Condition, QuestionIx, StepIx, Truth};
use crate::text::Text;

/// How many are named in each list; the rest is counted.
const MAX_NAMED: usize = 3;

impl Progress {
    /// Describes what has been switched on and off since `before`, for example `Now applies: step 11. Configure
    /// NAP first.` Returns `None` if nothing has, or if the checklist is another one.
    pub fn consequences(&self, before: &Self) -> Option<String> {
        if !std::sync::Arc::ptr_eq(&self.checklist, &before.checklist) {
            return None;
        }
        let parts = [
            ("Now applies", self.switched(before, Truth::Yes)),
            ("Does not apply", self.switched(before, Truth::No)),
            ("To be decided", self.switched(before, Truth::Unknown)),
        ];
        let sentences = parts.into_iter().filter(|(_, items)| !items.is_empty());
        let text: Vec<String> =
            sentences.map(|(lead, items)| format!("{lead}: {}.", join_first(&items))).collect();
        (!text.is_empty()).then(|| text.join(" "))
    }

    /// What has come to this value since: warnings first, as nobody may miss them.
    fn switched(&self, before: &Self, to: Truth) -> Vec<String> {
        let mut items = Vec::new();
        let at = |step: StepIx| format!("{}. {}", step.index() + 1, self.checklist.step(step).title);
        for step in self.checklist.step_indices() {
            // What hangs on a step goes with it, and is not told again.
            let applies = self.step(step).applies != Truth::No;
            let warnings = self.checklist.step(step).notes.iter().filter(|it| it.is_conditional_warning());
            let came = |when| applies && self.has_switched(before, when, to);
            let came = warnings.filter(|note| came(note.when.as_deref())).count();
            let recheck = if self.step(step).needs_recheck() { ", which is to be checked again" } else { "" };
            items.extend((0..came).map(|_| format!("warning on step {}{recheck}", at(step))));
        }
        for (step, state) in self.steps() {
            if state.applies == to && before.step(step).applies != to {
                items.push(format!("step {}", at(step)));
            }
        }
        let questions = self.questions().filter(|ix| self.is_asked(*ix) && to == Truth::Yes);
        let questions = questions.filter(|ix| !before.is_asked(*ix));
        items.extend(questions.map(|ix| format!("question \"{}\"", self.question_name(ix))));
        for step in self.checklist.step_indices().filter(|step| self.step(*step).applies != Truth::No) {
            let references = self.checklist.step(step).references.iter();
            let came = references.filter(|it| self.has_switched(before, it.when.as_deref(), to));
            items.extend(
                came.map(|it| format!("document \"{}\" on step {}", self.resolve(&it.title), at(step))),
            );
        }
        items
    }

    /// Whether something conditional that was shown has gone, or the other way round.
    fn has_switched(&self, before: &Self, when: Option<&Condition>, to: Truth) -> bool {
        let Some(when) = when else { return false };
        let (was, is) = (before.truth(when), self.truth(when));
        is == to && (to == Truth::Yes) != (was == Truth::Yes)
    }

    /// Describes a condition that is not decided yet: `if "Site mode" is native`. Returns `None` for one that is.
    pub fn undecided(&self, when: Option<&Condition>) -> Option<String> {
        let when = when.filter(|when| self.truth(when) == Truth::Unknown)?;
        Some(format!("if {}", self.describe_condition(when, false)))
    }

    fn describe_condition(&self, condition: &Condition, negated: bool) -> String {
        let join = |parts: &[Condition], word: &str| {
            let part = |part: &Condition| match part.questions().len() {
                0 | 1 => self.describe_condition(part, negated),
                _ => format!("({})", self.describe_condition(part, negated)),
            };
            parts.iter().map(part).collect::<Vec<_>>().join(word)
        };
        match (condition, negated) {
            (Condition::Is(question, value), _) => {
                let is = if negated { "is not" } else { "is" };
                format!("\"{}\" {is} {}", self.question_name(*question), Text::line(value))
            }
            (Condition::All(parts), false) | (Condition::Any(parts), true) => join(parts, " and "),
            (Condition::Any(parts), false) | (Condition::All(parts), true) => join(parts, " or "),
            (Condition::Not(inner), _) => self.describe_condition(inner, !negated),
        }
    }

    /// Returns the short name of a question: its label, else its prompt.
    pub fn question_name(&self, ix: QuestionIx) -> String {
        let question = self.checklist.question(ix);
        question.label.as_ref().map_or_else(|| self.prompt(ix).to_string(), ToString::to_string)
    }
}

/// Joins the first few items, and counts the rest.
fn join_first(items: &[String]) -> String {
    let named = items.iter().take(MAX_NAMED).cloned().collect::<Vec<_>>().join("; ");
    match items.len().saturating_sub(MAX_NAMED) {
        0 => named,
        more => format!("{named}; and {more} more"),
    }
}
