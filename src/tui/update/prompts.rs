//! PURE. Lines of text that are asked for: reasons, answers, names, files.

use std::path::PathBuf;

use super::changes::submit;
use super::{Action, Effect, Model, dialogs, pager};
use crate::checklist::{QuestionIx, StepIx};
use crate::session::{Command, OnSaved, Status};
use crate::tui::dialog::{Dialog, Prompt, PromptFor};
use crate::tui::editor::Editor;
use crate::tui::session::SessionScreen;

/// A line that asks for text.
pub(super) fn new_prompt(
    title: impl Into<String>,
    hint: impl Into<String>,
    text: &str,
    what: PromptFor,
) -> Prompt {
    Prompt {
        title: title.into(),
        hint: hint.into(),
        input: Editor::single_line(text),
        original: text.to_owned(),
        discard_armed: false,
        purpose: what,
    }
}

/// A line for the reason of a status.
pub(super) fn reason_prompt(walk: &SessionScreen, step: StepIx, status: Status, text: &str) -> Prompt {
    let title = walk.progress.checklist().step(step).title.to_string();
    new_prompt(
        title,
        format!("Why is it {}? One line.", status.label()),
        text,
        PromptFor::Reason(step, status),
    )
}

/// A line for the answer to a question that takes text.
pub(super) fn answer_prompt(walk: &SessionScreen, ix: QuestionIx, text: &str) -> Prompt {
    let question = walk.progress.checklist().question(ix);
    let hint = if question.required { "One line." } else { "One line; may be left open." };
    new_prompt(question.prompt.to_string(), hint, text, PromptFor::Answer(ix))
}

/// A key of the key table, in a line.
pub(super) fn update_prompt(model: &mut Model, line: Prompt, action: Action) -> Vec<Effect> {
    if action != Action::Activate {
        cancel_prompt(model, line);
        return Vec::new();
    }
    let text = line.input.text();
    match line.purpose.clone() {
        PromptFor::Reason(step, status) => {
            if text.trim().is_empty() {
                model.warn("a reason is needed; Esc goes back");
                model.dialog = Some(Dialog::Prompt(line));
                return Vec::new();
            }
            let Some(walk) = &model.session else { return Vec::new() };
            let command = Command::mark(&walk.progress, step, status, Some(text));
            submit(model, command, OnSaved::Stay)
        }
        PromptFor::Answer(question) => {
            if text.trim().is_empty() {
                return dialogs::clear_answer(model, question);
            }
            let Some(walk) = &model.session else { return Vec::new() };
            let command = Command::answer(&walk.progress, question, Some(text));
            submit(model, command, OnSaved::Stay)
        }
        PromptFor::Export(exists) => {
            let path = PathBuf::from(text.trim());
            if path.as_os_str().is_empty() {
                model.warn("a file name is needed; Esc goes back");
                model.dialog = Some(Dialog::Prompt(line));
                return Vec::new();
            }
            let replace = exists.as_ref() == Some(&path);
            vec![Effect::Export { path, replace }]
        }
        PromptFor::Orphaned => {
            model.warn(super::rebase::TARGET_REMOVED);
            model.dialog = Some(Dialog::Prompt(line));
            Vec::new()
        }
        PromptFor::Find(read) => pager::find(model, read, text),
        PromptFor::Name(checklist, title, mode) => {
            super::board::start_named(model, (checklist, title, mode), text.trim())
        }
        PromptFor::Title(checklist, mode) => super::board::ask_name(model, checklist, text.trim(), mode),
    }
}

/// Esc asks where something typed would be lost that cannot be had again with a key.
fn cancel_prompt(model: &mut Model, mut line: Prompt) {
    let text = line.input.text();
    let what = match &line.purpose {
        PromptFor::Find(read) => {
            model.dialog = Some(Dialog::Pager(read.clone()));
            return;
        }
        PromptFor::Name(list, title, mode) => {
            super::board::ask_title(model, list.clone(), title, *mode);
            return;
        }
        PromptFor::Export(_) => return,
        PromptFor::Reason(..) => "the reason is not recorded: Enter records it",
        PromptFor::Answer(_) => "the answer is not recorded: Enter records it",
        PromptFor::Title(..) => "nothing is begun yet: Enter goes on",
        PromptFor::Orphaned => "this cannot be recorded any more: copy it",
    };
    if text != line.original && !text.trim().is_empty() && !line.discard_armed {
        line.discard_armed = true;
        model.warn(format!("{what}, Esc again throws it away"));
        model.dialog = Some(Dialog::Prompt(line));
    }
}

/// The export would replace a file: it is asked for once more.
pub(super) fn confirm_replace(model: &mut Model, path: PathBuf) -> Vec<Effect> {
    let text = path.to_string_lossy().into_owned();
    let hint = "This file is there already: Enter replaces it, another name keeps it.";
    super::open_prompt(model, "Export the report as Markdown", hint, &text, PromptFor::Export(Some(path)));
    Vec::new()
}
