//! PURE. Keys in what lies over the screen: lines, lists, notes, searches, texts.

use super::record::wish;
use super::{Action, Effect, Key, Model, hits, lines, reading, refer};
use crate::checklist::{QuestionIx, QuestionKind, StepIx};
use crate::session::Command;
use crate::wizard::editor::Editor;
use crate::wizard::layout;
use crate::wizard::pending::Then;
use crate::wizard::search;
use crate::wizard::sheet::{HitTarget, NoteSheet, PickItem, PickSheet, Picked, SearchSheet, Sheet};

/// A key of the key table, in the sheet that is open.
pub(super) fn act(model: &mut Model, action: Action, key: Key) -> Vec<Effect> {
    let Some(sheet) = model.sheet.take() else { return Vec::new() };
    match sheet {
        Sheet::Line(line) => lines::act(model, line, action),
        Sheet::Pick(pick) => act_on_pick(model, pick, action),
        Sheet::Note(note) => act_on_note(model, note, action, key),
        Sheet::Search(search) => act_on_search(model, search, action),
        Sheet::Read(text) => reading::act(model, text, action),
    }
}

/// A key that the key table does not name: it is typed, picks by digit, or says that it does nothing.
pub(super) fn typed(model: &mut Model, key: Key) -> Vec<Effect> {
    match &mut model.sheet {
        Some(Sheet::Line(line)) => {
            line.discarding = false;
            line.input.key(key);
        }
        Some(Sheet::Note(note)) => {
            note.discarding = false;
            note.editor.key(key);
        }
        Some(Sheet::Search(search)) => {
            search.input.key(key);
            look_up(model);
        }
        Some(Sheet::Pick(pick)) => {
            if let Some(at) =
                key.digit().and_then(|digit| digit.checked_sub(1)).filter(|at| *at < pick.items.len())
            {
                pick.selected = Some(at);
                return act(model, Action::Next, key);
            }
            return pick_by_letter(model, key);
        }
        Some(Sheet::Read(_)) | None => model.say(format!("{key} does nothing here; ? shows the keys")),
    }
    Vec::new()
}

/// In a list of answers a letter takes the only answer that begins with it: `y`, `n`.
fn pick_by_letter(model: &mut Model, key: Key) -> Vec<Effect> {
    let Some(Sheet::Pick(pick)) = &mut model.sheet else { return Vec::new() };
    let begins = |item: &PickItem| {
        matches!(&item.what, Picked::Answer(..))
            && item.label.to_lowercase().starts_with(&key.to_string().to_lowercase())
    };
    let mut hits = (0..pick.items.len()).filter(|at| pick.items.get(*at).is_some_and(begins));
    if let (Some(at), None) = (hits.next(), hits.next()) {
        pick.selected = Some(at);
        act(model, Action::Next, key)
    } else {
        model.say(format!("{key} does nothing here; ? shows the keys"));
        Vec::new()
    }
}

/// Pasted text goes into text fields only: it ticks nothing.
pub(super) fn paste(model: &mut Model, text: &str) -> Vec<Effect> {
    match &mut model.sheet {
        Some(Sheet::Line(line)) => line.input.paste(text),
        Some(Sheet::Note(note)) => note.editor.paste(text),
        Some(Sheet::Search(search)) => {
            search.input.paste(text);
            look_up(model);
        }
        _ => model.say("pasted text was not taken: no field for text is open"),
    }
    Vec::new()
}

/// A click in a list picks its line.
pub(super) fn click(model: &mut Model, y: u16) -> Vec<Effect> {
    let row = layout::sheet_row(model, y);
    match (&mut model.sheet, row) {
        (Some(Sheet::Pick(pick)), Some(row)) if row < pick.items.len() => {
            pick.selected = Some(row);
            act(model, Action::Next, Key::char(' '))
        }
        (Some(Sheet::Search(search)), Some(row)) if row < search.hits.len() => {
            search.selected = row;
            act(model, Action::Next, Key::char(' '))
        }
        _ => Vec::new(),
    }
}

pub(super) fn clear_answer(model: &mut Model, question: QuestionIx) -> Vec<Effect> {
    wish(model, Command::Answer { question, value: None }, Then::Stay)
}

fn act_on_pick(model: &mut Model, mut pick: PickSheet, action: Action) -> Vec<Effect> {
    let page = layout::page(model);
    match (action, pick.selected) {
        (Action::Back, _) => return Vec::new(),
        (Action::Next, None) => model.say("pick one: with the arrows, its digit or its first letter"),
        (Action::Next, Some(at)) => {
            let what = pick.items.into_iter().nth(at).map(|item| item.what);
            return what.map(|what| picked(model, what)).unwrap_or_default();
        }
        (Action::Clear, Some(at)) => {
            if let Some(Picked::Answer(question, _) | Picked::Question(question)) =
                pick.items.get(at).map(|item| &item.what)
            {
                return clear_answer(model, *question);
            }
        }
        (Action::Up | Action::PageUp, None) => pick.selected = pick.items.len().checked_sub(1),
        (Action::Down | Action::PageDown, None) => pick.selected = Some(0),
        (_, Some(at)) => pick.selected = Some(moved(at, action, page, pick.items.len())),
        (_, None) => {}
    }
    model.sheet = Some(Sheet::Pick(pick));
    Vec::new()
}

/// Where the cursor of a list goes.
fn moved(at: usize, action: Action, page: usize, items: usize) -> usize {
    let to = match action {
        Action::Up => at.saturating_sub(1),
        Action::Down => at + 1,
        Action::PageUp => at.saturating_sub(page),
        Action::PageDown => at + page,
        _ => at,
    };
    to.min(items.saturating_sub(1))
}

fn picked(model: &mut Model, what: Picked) -> Vec<Effect> {
    match what {
        Picked::Answer(question, value) => {
            wish(model, Command::Answer { question, value: Some(value) }, Then::Stay)
        }
        Picked::Question(question) => {
            ask_question(model, question);
            Vec::new()
        }
        Picked::Note(step, note) => {
            let (replaces, text) = note.map_or((None, String::new()), |(seq, text)| (Some(seq), text));
            edit_note(model, step, replaces, &text);
            Vec::new()
        }
        other => refer::picked(other),
    }
}

fn act_on_note(model: &mut Model, mut note: NoteSheet, action: Action, key: Key) -> Vec<Effect> {
    let text = note.editor.text();
    match action {
        Action::Save if text.trim().is_empty() && note.replaces.is_none() => {
            model.say("the note is empty: nothing was recorded");
            return Vec::new();
        }
        Action::Save => {
            if let Some(step) = note.step {
                let command = Command::Note { step, text, replaces: note.replaces };
                return wish(model, command, Then::Stay);
            }
            model.warn(super::carry::GONE);
        }
        Action::Edit => {
            model.sheet = Some(Sheet::Note(note));
            return vec![Effect::Edit(text)];
        }
        Action::Back if text == note.before || note.discarding => return Vec::new(),
        Action::Back => {
            note.discarding = true;
            model.warn("not saved: Ctrl-s saves, Esc again throws it away");
        }
        _ => {
            note.discarding = false;
            note.editor.key(key);
        }
    }
    model.sheet = Some(Sheet::Note(note));
    Vec::new()
}

fn act_on_search(model: &mut Model, mut sheet: SearchSheet, action: Action) -> Vec<Effect> {
    let page = layout::page(model);
    match action {
        Action::Next => {
            hits::keep(model, &sheet);
            let target = sheet.hits.into_iter().nth(sheet.selected).map(|hit| hit.target);
            return target.map(|target| found(model, target)).unwrap_or_default();
        }
        Action::Back => return Vec::new(),
        _ => sheet.selected = moved(sheet.selected, action, page, sheet.hits.len()),
    }
    model.sheet = Some(Sheet::Search(sheet));
    Vec::new()
}

fn found(model: &mut Model, target: HitTarget) -> Vec<Effect> {
    match target {
        HitTarget::Step(step) => {
            if let Some(walk) = &mut model.walk {
                walk.go_to(step);
            }
            Vec::new()
        }
        HitTarget::Session(name) => vec![Effect::OpenSession(name)],
        HitTarget::Checklist(at) => super::board::begin(model, at, crate::session::Mode::Live),
    }
}

/// Opens a search over what there is: the checklist, or the board.
pub(super) fn search(model: &mut Model) {
    model.sheet = Some(Sheet::Search(SearchSheet {
        input: Editor::line(""),
        hits: Vec::new(),
        selected: 0,
        within: None,
    }));
    look_up(model);
}

/// What is searched has changed: the search goes on, at the hit that it was at.
pub(super) fn look_up_again(model: &mut Model) {
    let Some(Sheet::Search(sheet)) = &mut model.sheet else { return };
    let at = sheet.hits.get(sheet.selected).map(|hit| hit.target.clone());
    sheet.within = None;
    look_up(model);
    if let Some(Sheet::Search(sheet)) = &mut model.sheet {
        sheet.selected = sheet.hits.iter().position(|hit| Some(&hit.target) == at.as_ref()).unwrap_or(0);
    }
}

/// Finds anew what matches the words typed so far.
fn look_up(model: &mut Model) {
    let Some(Sheet::Search(sheet)) = &mut model.sheet else { return };
    let words = sheet.input.text();
    sheet.hits = match (&model.walk, &model.board) {
        (Some(walk), _) => {
            let (hits, within) = search::steps(&walk.progress, &words, sheet.within.as_ref());
            sheet.within = within;
            hits
        }
        (None, Some(board)) => search::board(board, &words),
        (None, None) => Vec::new(),
    };
    sheet.selected = 0;
}

/// Asks a question of the checklist: from a list where there are choices, else as a line.
pub(super) fn ask_question(model: &mut Model, ix: QuestionIx) {
    let Some(walk) = &model.walk else { return };
    let question = walk.progress.checklist().question(ix);
    let answer = walk.progress.answer(ix).map(|answer| answer.value.to_string());
    let title = question.prompt.to_string();
    if question.kind == QuestionKind::Text {
        model.sheet = Some(Sheet::Line(lines::answer_line(walk, ix, &answer.unwrap_or_default())));
        return;
    }
    let selected = question.choices.iter().position(|choice| Some(&**choice) == answer.as_deref());
    let items = question
        .choices
        .iter()
        .map(|choice| PickItem {
            label: choice.to_string(),
            more: if Some(&**choice) == answer.as_deref() { "answered".to_owned() } else { String::new() },
            what: Picked::Answer(ix, choice.to_string()),
        })
        .collect();
    model.sheet = Some(Sheet::Pick(PickSheet { title, items, selected }));
}

/// Offers the questions that are asked now, those of this step first under the cursor.
pub(super) fn pick_question(model: &mut Model) {
    let Some(walk) = &model.walk else { return };
    let progress = &walk.progress;
    let checklist = progress.checklist();
    let here = walk.step();
    let asked: Vec<QuestionIx> = checklist
        .step_indices()
        .flat_map(|step| checklist.questions_of(step))
        .filter(|ix| progress.is_asked(*ix))
        .collect();
    let own = asked.iter().position(|ix| Some(checklist.question(*ix).step) == here);
    let items: Vec<PickItem> = asked
        .iter()
        .map(|ix| PickItem {
            label: checklist.question(*ix).prompt.to_string(),
            more: progress
                .answer(*ix)
                .map_or_else(|| "not answered".to_owned(), |answer| answer.value.to_string()),
            what: Picked::Question(*ix),
        })
        .collect();
    if items.is_empty() {
        model.say("this checklist asks no questions");
        return;
    }
    model.sheet =
        Some(Sheet::Pick(PickSheet { title: "Answers".to_owned(), items, selected: Some(own.unwrap_or(0)) }));
}

/// Writes a note; where this writer has notes on the step, one of them may be changed instead.
pub(super) fn write_note(model: &mut Model, step: StepIx) -> Vec<Effect> {
    let Some(walk) = &mut model.walk else { return Vec::new() };
    if let Some(why) = walk.read_only.clone() {
        model.warn(format!("read only: {why}"));
        return Vec::new();
    }
    let progress = walk.expected();
    let mine = progress.step(step).notes.iter().filter(|note| note.stamp.by == *progress.me());
    let mut items: Vec<PickItem> = mine
        .map(|note| PickItem {
            label: format!("Correct: {}", note.text.as_str().lines().next().unwrap_or_default()),
            more: "an empty text takes it away".to_owned(),
            what: Picked::Note(step, Some((note.stamp.seq, note.text.to_string()))),
        })
        .collect();
    if items.is_empty() {
        edit_note(model, step, None, "");
        return Vec::new();
    }
    items.insert(
        0,
        PickItem {
            label: "Write another note".to_owned(),
            more: String::new(),
            what: Picked::Note(step, None),
        },
    );
    model.sheet = Some(Sheet::Pick(PickSheet {
        title: "There is a note of yours here".to_owned(),
        items,
        selected: Some(0),
    }));
    Vec::new()
}

/// Opens the editor for a note.
pub(super) fn edit_note(model: &mut Model, step: StepIx, replaces: Option<u64>, text: &str) {
    model.sheet = Some(Sheet::Note(note_sheet(step, replaces, text)));
}

pub(super) fn note_sheet(step: StepIx, replaces: Option<u64>, text: &str) -> NoteSheet {
    NoteSheet {
        step: Some(step),
        replaces,
        editor: Editor::note(text),
        before: text.to_owned(),
        discarding: false,
    }
}

/// A note comes back from the editor outside.
pub(super) fn edited(model: &mut Model, text: &str) -> Vec<Effect> {
    if let Some(Sheet::Note(note)) = &mut model.sheet {
        note.editor = Editor::note(text.trim_end());
        model.say("Ctrl-s saves the note");
    }
    Vec::new()
}
