//! PURE. The dialogs that a session asks with: reasons, questions, notes, references, the export's file.

use std::path::PathBuf;

use super::SessionScreen;
use crate::checklist::{Checklist, LinkTarget, QuestionIx, QuestionKind, StepIx};
use crate::session::{DraftTarget, Progress, ShownReference, Status};
use crate::text::Text;
use crate::tui::dialogs::Dialog;
use crate::tui::dialogs::picker::{Picker, PickerItem, PickerValue};
use crate::tui::dialogs::prompt::{NoteEditor, Prompt, PromptFor};
use crate::tui::keymap::Action;
use crate::tui::model::{Cmd, Effect, Model};
use crate::tui::search_nav;

/// The warning about a text whose step or question is gone.
pub(in crate::tui) const TARGET_REMOVED: &str =
    "what this was for is not in the changed checklist: it cannot be recorded; copy it before Esc";

/// Asks for the reason of a status.
pub(in crate::tui) fn ask_reason(model: &mut Model, step: StepIx, status: Status) {
    let Some(session) = &model.session else { return };
    let state = session.progress.step(step);
    let reason = state.reason.as_ref().filter(|_| state.status == status);
    let prompt = reason_prompt(
        session.progress.checklist(),
        step,
        status,
        reason.map(Text::as_str).unwrap_or_default(),
    );
    model.open(prompt);
}

pub(in crate::tui) fn reason_prompt(list: &Checklist, step: StepIx, status: Status, text: &str) -> Prompt {
    let step = list.step(step);
    let hint = format!("Why is it {}? One line.", status.label());
    let target = DraftTarget::Reason { step: step.id.to_string(), status };
    Prompt::new(step.title.to_string(), hint, text, PromptFor::Draft(target))
}

/// Returns the title and the hint of the prompt for a reason that overrides what stands in the way of done.
pub(super) fn describe_obstacles(requires: &[String], warnings: &[Text]) -> (&'static str, String) {
    let mut hint = String::new();
    if !requires.is_empty() {
        hint = format!("{} first. ", crate::text::list(requires));
    }
    for warning in warnings {
        hint.push_str(&warning.as_str().replace('\n', " "));
        hint.push(' ');
    }
    let title = if warnings.is_empty() { "Not in the order" } else { "Warning in force" };
    (title, hint + "Done all the same? Say why:")
}

/// Asks a question of the checklist: with a picker if it has choices, otherwise with a prompt.
pub(in crate::tui) fn ask_question(model: &mut Model, ix: QuestionIx) {
    let Some(session) = &model.session else { return };
    let list = session.progress.checklist();
    let question = list.question(ix);
    let answer = session.progress.answer(ix).map(|answer| answer.value.as_str());
    if question.kind.is_typed() {
        let prompt = answer_prompt(&session.progress, ix, answer.unwrap_or_default());
        model.open(prompt);
        return;
    }
    let items = question.choices.iter().map(|choice| {
        let detail = if Some(&**choice) == answer { "answered" } else { "" };
        PickerItem::new(&**choice, detail, PickerValue::Answer(question.id.to_string(), choice.to_string()))
    });
    let selected = question.choices.iter().position(|choice| Some(&**choice) == answer);
    let picker = Picker::new(session.progress.prompt(ix).to_string(), items.collect(), selected);
    model.open(picker);
}

pub(in crate::tui) fn answer_prompt(progress: &Progress, ix: QuestionIx, text: &str) -> Prompt {
    let question = progress.checklist().question(ix);
    let what = match question.kind {
        QuestionKind::Host => "The name of a computer",
        QuestionKind::Number => "A number",
        _ => "One line",
    };
    let hint = format!("{what}{}.", if question.required { "" } else { " (optional)" });
    let target = DraftTarget::Answer { question: question.id.to_string() };
    Prompt::new(progress.prompt(ix).to_string(), hint, text, PromptFor::Draft(target))
}

/// Offers the questions that are asked now, with the cursor at those of the current step.
pub(super) fn open_answers_picker(model: &mut Model) {
    let Some(session) = &model.session else { return };
    let (progress, list) = (&session.progress, session.progress.checklist());
    let asked: Vec<QuestionIx> = list
        .step_indices()
        .flat_map(|step| list.questions_of(step))
        .filter(|ix| progress.is_asked(*ix))
        .collect();
    if asked.is_empty() {
        model.notify("this checklist asks no questions");
        return;
    }
    let here = session.step();
    let own = asked.iter().position(|ix| Some(list.question(*ix).step) == here);
    let item = |ix: &QuestionIx| {
        let (question, answer) = (list.question(*ix), progress.answer(*ix));
        let detail = answer.map_or_else(|| "not answered".to_owned(), |answer| answer.value.to_string());
        PickerItem::new(
            progress.prompt(*ix).to_string(),
            detail,
            PickerValue::Question(question.id.to_string()),
        )
    };
    let picker = Picker::new("Answers", asked.iter().map(item).collect(), Some(own.unwrap_or(0)));
    model.open(picker);
}

/// Opens the note editor; if this writer has notes on the step, asks first which one to correct.
pub(super) fn start_note(model: &mut Model, ix: StepIx) {
    let Some(session) = &mut model.session else { return };
    if let Some(why) = &session.read_only {
        let why = format!("read only: {why}");
        model.warn(why);
        return;
    }
    let step = session.progress.checklist().step(ix).id.to_string();
    let progress = session.preview();
    let mine = progress.step(ix).notes.iter().filter(|note| note.stamp.by == *progress.me());
    let mut items: Vec<PickerItem> = mine
        .map(|note| {
            let label = format!("Correct: {}", note.text.as_str().lines().next().unwrap_or_default());
            let value = PickerValue::Note(step.clone(), Some((note.stamp.seq, note.text.to_string())));
            PickerItem::new(label, "an empty text takes it away", value)
        })
        .collect();
    if items.is_empty() {
        open_note_editor(model, step, None);
        return;
    }
    items.insert(0, PickerItem::new("Write another note", "", PickerValue::Note(step, None)));
    model.open(Picker::new("There is a note of yours here", items, Some(0)));
}

/// Opens the editor for a new note, or to correct one, by its sequence number and text.
pub(super) fn open_note_editor(model: &mut Model, step: String, note: Option<(u64, String)>) {
    let (replaces, text) = note.map_or((None, String::new()), |(seq, text)| (Some(seq), text));
    model.open(NoteEditor::new(Some(DraftTarget::Note { step, replaces }), &text));
}

/// Asks for the report's file; `existing` is the one that would be replaced.
pub(in crate::tui) fn ask_export(model: &mut Model, existing: Option<PathBuf>) {
    let Some(session) = &model.session else { return };
    let (hint, name) = match &existing {
        None => ("To which file?", format!("{}.md", session.name)),
        Some(path) => (
            "This file is there already: Enter replaces it, another name keeps it.",
            path.to_string_lossy().into_owned(),
        ),
    };
    model.open(Prompt::new("Export the report as Markdown", hint, &name, PromptFor::Export(existing)));
}

/// Returns the title and the items of a picker to open, copy or view what a step refers to.
pub(super) fn reference_items(
    session: &SessionScreen,
    step: StepIx,
    action: Action,
) -> (&'static str, Vec<PickerItem>) {
    let references = session.progress.references_at(step);
    let item = |reference: &ShownReference<'_>, value: &dyn Fn(LinkTarget) -> PickerValue| {
        let shown = address(&reference.shown)?;
        let value = match &reference.target {
            Ok(target) => value(target.clone().into_owned()),
            Err(why) => PickerValue::Refused(why.to_string()),
        };
        Some(PickerItem::new(reference.title.to_string(), shown, value))
    };
    let commands = session.progress.checklist().step(step).commands.iter().map(|command| {
        let resolved = |text| session.progress.resolve(text).to_string();
        let note = command.note.as_ref().map(resolved).unwrap_or_default();
        let value = match session.progress.resolve_command(command) {
            Ok(run) => PickerValue::Copy(run.into_owned(), "the command".to_owned()),
            Err(why) => PickerValue::Refused(why.to_string()),
        };
        PickerItem::new(resolved(&command.run), note, value)
    });
    match action {
        Action::Open => ("Open", references.filter_map(|it| item(&it, &PickerValue::Open)).collect()),
        Action::View => ("View", references.filter_map(|it| item(&it, &PickerValue::View)).collect()),
        _ => {
            let copy = |target: LinkTarget| {
                let text = address(&target).unwrap_or_default().to_owned();
                PickerValue::Copy(text, "the address".to_owned())
            };
            ("Copy", references.filter_map(|it| item(&it, &copy)).chain(commands).collect())
        }
    }
}

/// Returns the effect of choosing a reference or a command.
pub(in crate::tui) fn reference_effect(model: &mut Model, value: PickerValue) -> Cmd {
    match value {
        PickerValue::Refused(why) => {
            model.warn(why);
            Cmd::none()
        }
        PickerValue::Open(target) => Effect::Open(target).into(),
        PickerValue::Copy(text, name) => Effect::Copy(text, name).into(),
        PickerValue::View(LinkTarget::File(path)) => Effect::ReadDocument(path.to_string()).into(),
        PickerValue::View(LinkTarget::Address(address)) => Effect::ShowAddress(address.to_string()).into(),
        PickerValue::View(LinkTarget::Unknown)
        | PickerValue::Answer(..)
        | PickerValue::Question(_)
        | PickerValue::Note(..)
        | PickerValue::Adopt
        | PickerValue::AdoptedStep => Cmd::none(),
    }
}

fn address(target: &LinkTarget) -> Option<&str> {
    match target {
        LinkTarget::Address(address) => Some(address),
        LinkTarget::File(path) => Some(path),
        LinkTarget::Unknown => None,
    }
}

/// Warns if the open dialog has lost its place, and renews what depends on the checklist.
pub(super) fn check_dialog(model: &mut Model) {
    let Some(list) = model.session.as_ref().map(|session| session.progress.checklist()) else { return };
    let is_removed = |target: &DraftTarget| target.step(list).is_none();
    match &model.dialog {
        Some(Dialog::Prompt(Prompt { purpose: PromptFor::Draft(target), .. })) if is_removed(target) => {
            model.warn(TARGET_REMOVED);
        }
        Some(Dialog::NoteEditor(note)) if note.target.as_ref().is_none_or(is_removed) => {
            model.warn(TARGET_REMOVED);
        }
        Some(Dialog::Picker(picker)) => match check_picker(list, picker) {
            PickerState::Valid => {}
            PickerState::Removed => {
                model.dialog = None;
                model.warn("closed: what this list was for is not in the changed checklist");
            }
            PickerState::Changed(question) => ask_question(model, question),
        },
        Some(Dialog::Search(_)) => search_nav::refresh_step_search(model),
        _ => {}
    }
}

enum PickerState {
    Valid,
    /// The step or question of an item is gone.
    Removed,
    /// The question has other choices now.
    Changed(QuestionIx),
}

fn check_picker(list: &Checklist, picker: &Picker) -> PickerState {
    for item in &picker.items {
        match &item.value {
            PickerValue::Answer(question, _) => match list.find_question(question) {
                None => return PickerState::Removed,
                Some(ix) => {
                    let choices = list.question(ix).choices.iter().map(|choice| &**choice);
                    if !choices.eq(picker.items.iter().map(|item| item.label.as_str())) {
                        return PickerState::Changed(ix);
                    }
                }
            },
            PickerValue::Question(question) if list.find_question(question).is_none() => {
                return PickerState::Removed;
            }
            PickerValue::Note(step, _) if list.find_step(step).is_none() => return PickerState::Removed,
            _ => {}
        }
    }
    PickerState::Valid
}
