//! PURE. Lines of text that are asked for: reasons, answers, names, files.

use std::path::PathBuf;

use super::record::wish;
use super::{Action, Effect, Model, reading, sheets};
use crate::checklist::{QuestionIx, StepIx};
use crate::session::{Command, Status};
use crate::wizard::editor::Editor;
use crate::wizard::pending::Then;
use crate::wizard::sheet::{LineFor, LineSheet, Sheet};
use crate::wizard::walk::Walk;

/// A line that asks for text.
pub(super) fn line(
    title: impl Into<String>,
    hint: impl Into<String>,
    text: &str,
    what: LineFor,
) -> LineSheet {
    LineSheet {
        title: title.into(),
        hint: hint.into(),
        input: Editor::line(text),
        before: text.to_owned(),
        discarding: false,
        what,
    }
}

/// A line for the reason of a status.
pub(super) fn reason_line(walk: &Walk, step: StepIx, status: Status, text: &str) -> LineSheet {
    let title = walk.progress.checklist().step(step).title.to_string();
    line(title, format!("Why is it {}? One line.", status.words()), text, LineFor::Reason(step, status))
}

/// A line for the answer to a question that takes text.
pub(super) fn answer_line(walk: &Walk, ix: QuestionIx, text: &str) -> LineSheet {
    let question = walk.progress.checklist().question(ix);
    let hint = if question.required { "One line." } else { "One line; may be left open." };
    line(question.prompt.to_string(), hint, text, LineFor::Answer(ix))
}

/// A key of the key table, in a line.
pub(super) fn act(model: &mut Model, line: LineSheet, action: Action) -> Vec<Effect> {
    if action != Action::Next {
        back_from_line(model, line);
        return Vec::new();
    }
    let text = line.input.text();
    match line.what.clone() {
        LineFor::Reason(step, status) => {
            if text.trim().is_empty() {
                model.warn("a reason is needed; Esc goes back");
                model.sheet = Some(Sheet::Line(line));
                return Vec::new();
            }
            wish(model, Command::Mark { step, status, reason: Some(text) }, Then::Stay)
        }
        LineFor::Answer(question) => {
            if text.trim().is_empty() {
                return sheets::clear_answer(model, question);
            }
            wish(model, Command::Answer { question, value: Some(text) }, Then::Stay)
        }
        LineFor::Export(exists) => {
            let path = PathBuf::from(text.trim());
            if path.as_os_str().is_empty() {
                model.warn("a file name is needed; Esc goes back");
                model.sheet = Some(Sheet::Line(line));
                return Vec::new();
            }
            let replace = exists.as_ref() == Some(&path);
            vec![Effect::Export { path, replace }]
        }
        LineFor::Gone => {
            model.warn(super::carry::GONE);
            model.sheet = Some(Sheet::Line(line));
            Vec::new()
        }
        LineFor::Find(read) => reading::find(model, read, text),
        LineFor::Name(checklist, title, mode) => {
            super::board::name(model, (checklist, title, mode), text.trim())
        }
        LineFor::Begin(checklist, mode) => super::board::ask_name(model, checklist, text.trim(), mode),
    }
}

/// Esc asks where something typed would be lost that cannot be had again with a key.
fn back_from_line(model: &mut Model, mut line: LineSheet) {
    let text = line.input.text();
    let what = match &line.what {
        LineFor::Find(read) => {
            model.sheet = Some(Sheet::Read(read.clone()));
            return;
        }
        LineFor::Name(list, title, mode) => {
            super::board::ask_title(model, list.clone(), title, *mode);
            return;
        }
        LineFor::Export(_) => return,
        LineFor::Reason(..) => "the reason is not recorded: Enter records it",
        LineFor::Answer(_) => "the answer is not recorded: Enter records it",
        LineFor::Begin(..) => "nothing is begun yet: Enter goes on",
        LineFor::Gone => "this cannot be recorded any more: copy it",
    };
    if text != line.before && !text.trim().is_empty() && !line.discarding {
        line.discarding = true;
        model.warn(format!("{what}, Esc again throws it away"));
        model.sheet = Some(Sheet::Line(line));
    }
}

/// The export would replace a file: it is asked for once more.
pub(super) fn export_exists(model: &mut Model, path: PathBuf) -> Vec<Effect> {
    let text = path.to_string_lossy().into_owned();
    let hint = "This file is there already: Enter replaces it, another name keeps it.";
    super::ask_line(model, "Export the report as Markdown", hint, &text, LineFor::Export(Some(path)));
    Vec::new()
}
