//! PURE. Values in texts: questions that are asked by then.

use super::index::{Index, LazyPath, Suggestions};
use crate::checklist::problem::{Problem, ValuePart, quoted};
use crate::checklist::values::{Piece, may_hold_values, pieces};

/// The problems that a checklist in a log may have: a log may be older than values.
pub(in crate::checklist) const VALUE_PROBLEMS: [&str; 2] = ["value-without-question", "value-asked-later"];

pub(super) fn check(index: &Index<'_>, out: &mut Vec<Problem>) {
    let mut checker = ValueChecker { index, suggestions: Suggestions::new(&index.question_ids), out };
    for (position, item) in index.items.iter().enumerate() {
        let (raw, at) = (item.raw, LazyPath::Node(index, position));
        let bound = if raw.is_section() { item.questions.start } else { item.questions.end };
        checker.check(raw.detail.as_deref(), bound, &at.member("detail"));
        for (nth, question) in raw.questions.iter().enumerate() {
            let at = at.member("questions");
            let at = at.item(nth);
            checker.check(Some(&question.prompt), item.questions.start + nth, &at.member("prompt"));
        }
        for (nth, note) in raw.notes.iter().enumerate() {
            let at = at.member("notes");
            checker.check(Some(&note.text), bound, &at.item(nth).member("text"));
        }
        for (nth, reference) in raw.references.iter().enumerate() {
            let at = at.member("references");
            let at = at.item(nth);
            checker.check(Some(&reference.title), bound, &at.member("title"));
            checker.check(reference.url.as_deref(), bound, &at.member("url"));
        }
        for (nth, command) in raw.commands.iter().enumerate() {
            let at = at.member("commands");
            let at = at.item(nth);
            checker.check(Some(&command.run), bound, &at.member("run"));
            checker.check(command.note.as_deref(), bound, &at.member("note"));
        }
    }
}

struct ValueChecker<'c, 'a> {
    index: &'c Index<'a>,
    suggestions: Suggestions<'c, 'a>,
    out: &'c mut Vec<Problem>,
}

impl ValueChecker<'_, '_> {
    /// Checks the values of a text, which may name the questions before `bound`.
    fn check(&mut self, text: Option<&str>, bound: usize, at: &LazyPath<'_>) {
        for piece in text.filter(|text| may_hold_values(text)).map(pieces).unwrap_or_default() {
            if let Piece::Value(id, place) = piece {
                self.check_value(id, place, bound, at);
            }
        }
    }

    fn check_value(&mut self, id: &str, place: usize, bound: usize, at: &LazyPath<'_>) {
        let problem = |code, message: String| {
            Problem::error(code, at.path(), message).with_part(ValuePart::Offset(place))
        };
        let Some(question) = self.index.question_ids.get(id).copied() else {
            let unknown = problem("value-without-question", format!("no question has the id {}", quoted(id)));
            self.out.push(match self.suggestions.closest(id) {
                Some(near) => unknown.did_you_mean(Some(near)),
                None => unknown.with_help(format!("write `\\{{{{{id}}}}}` if it is no value")),
            });
            return;
        };
        if question < bound {
            return;
        }
        let own = self.index.questions.get(question).is_some_and(|asked| asked.raw.prompt.contains(id));
        let message = if own && question == bound {
            format!("the prompt of {} uses its own answer", quoted(id))
        } else {
            format!("{} is asked only later", quoted(id))
        };
        self.out.push(
            problem("value-asked-later", message)
                .with_help("a text may use what is asked at its step or before it")
                .with_label(self.index.question_path(question).member("id"), ValuePart::Value, "asked here"),
        );
    }
}
