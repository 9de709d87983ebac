//! PURE. Keys in what lies over the screen: lines, lists, notes, searches, texts.

use super::changes::submit;
use super::{Action, Effect, Key, Model, pager, prompts, references, search_nav};
use crate::checklist::{QuestionIx, QuestionKind, StepIx};
use crate::session::{Command, OnSaved};
use crate::tui::dialog::{Dialog, HitTarget, NoteEditor, Picker, PickerItem, PickerValue, SearchDialog};
use crate::tui::editor::Editor;
use crate::tui::layout;
use crate::tui::search;

/// A key of the key table, in the sheet that is open.
pub(super) fn update_dialog(model: &mut Model, action: Action, key: Key) -> Vec<Effect> {
    let Some(sheet) = model.dialog.take() else { return Vec::new() };
    match sheet {
        Dialog::Prompt(line) => prompts::update_prompt(model, line, action),
        Dialog::Picker(pick) => update_picker(model, pick, action),
        Dialog::NoteEditor(note) => update_note_editor(model, note, action, key),
        Dialog::Search(search) => update_search(model, search, action),
        Dialog::Pager(text) => pager::update_pager(model, text, action),
    }
}

/// A key that the key table does not name: it is typed, picks by digit, or says that it does nothing.
pub(super) fn handle_unbound_key(model: &mut Model, key: Key) -> Vec<Effect> {
    match &mut model.dialog {
        Some(Dialog::Prompt(line)) => {
            line.discard_armed = false;
            line.input.handle_key(key);
        }
        Some(Dialog::NoteEditor(note)) => {
            note.discard_armed = false;
            note.editor.handle_key(key);
        }
        Some(Dialog::Search(search)) => {
            search.input.handle_key(key);
            find_hits(model);
        }
        Some(Dialog::Picker(pick)) => {
            if let Some(at) =
                key.digit().and_then(|digit| digit.checked_sub(1)).filter(|at| *at < pick.items.len())
            {
                pick.selected = Some(at);
                return update_dialog(model, Action::Activate, key);
            }
            return pick_by_letter(model, key);
        }
        Some(Dialog::Pager(_)) | None => model.notify(format!("{key} does nothing here; ? shows the keys")),
    }
    Vec::new()
}

/// In a list of answers a letter takes the only answer that begins with it: `y`, `n`.
fn pick_by_letter(model: &mut Model, key: Key) -> Vec<Effect> {
    let Some(Dialog::Picker(pick)) = &mut model.dialog else { return Vec::new() };
    let begins = |item: &PickerItem| {
        matches!(&item.value, PickerValue::Answer(..))
            && item.label.to_lowercase().starts_with(&key.to_string().to_lowercase())
    };
    let mut hits = (0..pick.items.len()).filter(|at| pick.items.get(*at).is_some_and(begins));
    if let (Some(at), None) = (hits.next(), hits.next()) {
        pick.selected = Some(at);
        update_dialog(model, Action::Activate, key)
    } else {
        model.notify(format!("{key} does nothing here; ? shows the keys"));
        Vec::new()
    }
}

/// Pasted text goes into text fields only: it ticks nothing.
pub(super) fn paste(model: &mut Model, text: &str) -> Vec<Effect> {
    match &mut model.dialog {
        Some(Dialog::Prompt(line)) => line.input.paste(text),
        Some(Dialog::NoteEditor(note)) => note.editor.paste(text),
        Some(Dialog::Search(search)) => {
            search.input.paste(text);
            find_hits(model);
        }
        _ => model.notify("pasted text was not taken: no field for text is open"),
    }
    Vec::new()
}

/// A click in a list picks its line.
pub(super) fn click(model: &mut Model, y: u16) -> Vec<Effect> {
    let row = layout::dialog_item_at(model, y);
    match (&mut model.dialog, row) {
        (Some(Dialog::Picker(pick)), Some(row)) if row < pick.items.len() => {
            pick.selected = Some(row);
            update_dialog(model, Action::Activate, Key::char(' '))
        }
        (Some(Dialog::Search(search)), Some(row)) if row < search.hits.len() => {
            search.selected = row;
            update_dialog(model, Action::Activate, Key::char(' '))
        }
        _ => Vec::new(),
    }
}

pub(super) fn clear_answer(model: &mut Model, question: QuestionIx) -> Vec<Effect> {
    let Some(walk) = &model.session else { return Vec::new() };
    let command = Command::answer(&walk.progress, question, None);
    submit(model, command, OnSaved::Stay)
}

fn update_picker(model: &mut Model, mut pick: Picker, action: Action) -> Vec<Effect> {
    let page = layout::page_rows(model);
    match (action, pick.selected) {
        (Action::Back, _) => return Vec::new(),
        (Action::Activate, None) => model.notify("pick one: with the arrows, its digit or its first letter"),
        (Action::Activate, Some(at)) => {
            let what = pick.items.into_iter().nth(at).map(|item| item.value);
            return what.map(|what| choose(model, what)).unwrap_or_default();
        }
        (Action::ClearAnswer, Some(at)) => {
            if let Some(PickerValue::Answer(question, _) | PickerValue::Question(question)) =
                pick.items.get(at).map(|item| &item.value)
            {
                return clear_answer(model, *question);
            }
        }
        (Action::Up | Action::PageUp, None) => pick.selected = pick.items.len().checked_sub(1),
        (Action::Down | Action::PageDown, None) => pick.selected = Some(0),
        (_, Some(at)) => pick.selected = Some(moved_selection(at, action, page, pick.items.len())),
        (_, None) => {}
    }
    model.dialog = Some(Dialog::Picker(pick));
    Vec::new()
}

/// Where the cursor of a list goes.
fn moved_selection(at: usize, action: Action, page: usize, items: usize) -> usize {
    let to = match action {
        Action::Up => at.saturating_sub(1),
        Action::Down => at + 1,
        Action::PageUp => at.saturating_sub(page),
        Action::PageDown => at + page,
        _ => at,
    };
    to.min(items.saturating_sub(1))
}

fn choose(model: &mut Model, what: PickerValue) -> Vec<Effect> {
    match what {
        PickerValue::Answer(question, value) => {
            let Some(walk) = &model.session else { return Vec::new() };
            let command = Command::answer(&walk.progress, question, Some(value));
            submit(model, command, OnSaved::Stay)
        }
        PickerValue::Question(question) => {
            ask_question(model, question);
            Vec::new()
        }
        PickerValue::Note(step, note) => {
            let (replaces, text) = note.map_or((None, String::new()), |(seq, text)| (Some(seq), text));
            open_note_editor(model, step, replaces, &text);
            Vec::new()
        }
        other => references::reference_effect(other),
    }
}

fn update_note_editor(model: &mut Model, mut note: NoteEditor, action: Action, key: Key) -> Vec<Effect> {
    let text = note.editor.text();
    match action {
        Action::Save if text.trim().is_empty() && note.replaces.is_none() => {
            model.notify("the note is empty: nothing was recorded");
            return Vec::new();
        }
        Action::Save => {
            if let (Some(step), Some(walk)) = (note.step, &model.session) {
                let command = Command::note(&walk.progress, step, text, note.replaces);
                return submit(model, command, OnSaved::Stay);
            }
            model.warn(super::rebase::TARGET_REMOVED);
        }
        Action::Edit => {
            model.dialog = Some(Dialog::NoteEditor(note));
            return vec![Effect::Edit(text)];
        }
        Action::Back if text == note.original || note.discard_armed => return Vec::new(),
        Action::Back => {
            note.discard_armed = true;
            model.warn("not saved: Ctrl-s saves, Esc again throws it away");
        }
        _ => {
            note.discard_armed = false;
            note.editor.handle_key(key);
        }
    }
    model.dialog = Some(Dialog::NoteEditor(note));
    Vec::new()
}

fn update_search(model: &mut Model, mut sheet: SearchDialog, action: Action) -> Vec<Effect> {
    let page = layout::page_rows(model);
    match action {
        Action::Activate => {
            search_nav::remember_hits(model, &sheet);
            let target = sheet.hits.into_iter().nth(sheet.selected).map(|hit| hit.target);
            return target.map(|target| open_hit(model, target)).unwrap_or_default();
        }
        Action::Back => return Vec::new(),
        _ => sheet.selected = moved_selection(sheet.selected, action, page, sheet.hits.len()),
    }
    model.dialog = Some(Dialog::Search(sheet));
    Vec::new()
}

fn open_hit(model: &mut Model, target: HitTarget) -> Vec<Effect> {
    match target {
        HitTarget::Step(step) => {
            if let Some(walk) = &mut model.session {
                walk.go_to(step);
            }
            Vec::new()
        }
        HitTarget::Session(name) => vec![Effect::OpenSession(name)],
        HitTarget::Checklist(at) => super::board::ask_new_title(model, at, crate::session::Mode::Live),
    }
}

/// Opens a search over what there is: the checklist, or the board.
pub(super) fn open_search(model: &mut Model) {
    model.dialog = Some(Dialog::Search(SearchDialog {
        input: Editor::single_line(""),
        hits: Vec::new(),
        selected: 0,
        previous: None,
    }));
    find_hits(model);
}

/// What is searched has changed: the search goes on, at the hit that it was at.
pub(super) fn refresh_search(model: &mut Model) {
    let Some(Dialog::Search(sheet)) = &mut model.dialog else { return };
    let at = sheet.hits.get(sheet.selected).map(|hit| hit.target.clone());
    sheet.previous = None;
    find_hits(model);
    if let Some(Dialog::Search(sheet)) = &mut model.dialog {
        sheet.selected = sheet.hits.iter().position(|hit| Some(&hit.target) == at.as_ref()).unwrap_or(0);
    }
}

/// Finds anew what matches the words typed so far.
fn find_hits(model: &mut Model) {
    let Some(Dialog::Search(sheet)) = &mut model.dialog else { return };
    let words = sheet.input.text();
    sheet.hits = match (&model.session, &model.board) {
        (Some(walk), _) => {
            let (hits, within) = search::find_steps(&walk.progress, &words, sheet.previous.as_ref());
            sheet.previous = within;
            hits
        }
        (None, Some(board)) => search::find_on_board(board, &words),
        (None, None) => Vec::new(),
    };
    sheet.selected = 0;
}

/// Asks a question of the checklist: from a list where there are choices, else as a line.
pub(super) fn ask_question(model: &mut Model, ix: QuestionIx) {
    let Some(walk) = &model.session else { return };
    let question = walk.progress.checklist().question(ix);
    let answer = walk.progress.answer(ix).map(|answer| answer.value.to_string());
    let title = question.prompt.to_string();
    if question.kind == QuestionKind::Text {
        model.dialog = Some(Dialog::Prompt(prompts::answer_prompt(walk, ix, &answer.unwrap_or_default())));
        return;
    }
    let selected = question.choices.iter().position(|choice| Some(&**choice) == answer.as_deref());
    let items = question
        .choices
        .iter()
        .map(|choice| PickerItem {
            label: choice.to_string(),
            detail: if Some(&**choice) == answer.as_deref() { "answered".to_owned() } else { String::new() },
            value: PickerValue::Answer(ix, choice.to_string()),
        })
        .collect();
    model.dialog = Some(Dialog::Picker(Picker { title, items, selected }));
}

/// Offers the questions that are asked now, those of this step first under the cursor.
pub(super) fn open_answers_picker(model: &mut Model) {
    let Some(walk) = &model.session else { return };
    let progress = &walk.progress;
    let checklist = progress.checklist();
    let here = walk.step();
    let asked: Vec<QuestionIx> = checklist
        .step_indices()
        .flat_map(|step| checklist.questions_of(step))
        .filter(|ix| progress.is_asked(*ix))
        .collect();
    let own = asked.iter().position(|ix| Some(checklist.question(*ix).step) == here);
    let items: Vec<PickerItem> = asked
        .iter()
        .map(|ix| PickerItem {
            label: checklist.question(*ix).prompt.to_string(),
            detail: progress
                .answer(*ix)
                .map_or_else(|| "not answered".to_owned(), |answer| answer.value.to_string()),
            value: PickerValue::Question(*ix),
        })
        .collect();
    if items.is_empty() {
        model.notify("this checklist asks no questions");
        return;
    }
    model.dialog =
        Some(Dialog::Picker(Picker { title: "Answers".to_owned(), items, selected: Some(own.unwrap_or(0)) }));
}

/// Writes a note; where this writer has notes on the step, one of them may be changed instead.
pub(super) fn start_note(model: &mut Model, step: StepIx) -> Vec<Effect> {
    let Some(walk) = &mut model.session else { return Vec::new() };
    if let Some(why) = walk.read_only.clone() {
        model.warn(format!("read only: {why}"));
        return Vec::new();
    }
    let progress = walk.preview();
    let mine = progress.step(step).notes.iter().filter(|note| note.stamp.by == *progress.me());
    let mut items: Vec<PickerItem> = mine
        .map(|note| PickerItem {
            label: format!("Correct: {}", note.text.as_str().lines().next().unwrap_or_default()),
            detail: "an empty text takes it away".to_owned(),
            value: PickerValue::Note(step, Some((note.stamp.seq, note.text.to_string()))),
        })
        .collect();
    if items.is_empty() {
        open_note_editor(model, step, None, "");
        return Vec::new();
    }
    items.insert(
        0,
        PickerItem {
            label: "Write another note".to_owned(),
            detail: String::new(),
            value: PickerValue::Note(step, None),
        },
    );
    model.dialog = Some(Dialog::Picker(Picker {
        title: "There is a note of yours here".to_owned(),
        items,
        selected: Some(0),
    }));
    Vec::new()
}

/// Opens the editor for a note.
pub(super) fn open_note_editor(model: &mut Model, step: StepIx, replaces: Option<u64>, text: &str) {
    model.dialog = Some(Dialog::NoteEditor(new_note_editor(step, replaces, text)));
}

pub(super) fn new_note_editor(step: StepIx, replaces: Option<u64>, text: &str) -> NoteEditor {
    NoteEditor {
        step: Some(step),
        replaces,
        editor: Editor::multi_line(text),
        original: text.to_owned(),
        discard_armed: false,
    }
}

/// A note comes back from the editor outside.
pub(super) fn external_edit_done(model: &mut Model, text: &str) -> Vec<Effect> {
    if let Some(Dialog::NoteEditor(note)) = &mut model.dialog {
        note.editor = Editor::multi_line(text.trim_end());
        model.notify("Ctrl-s saves the note");
    }
    Vec::new()
}
