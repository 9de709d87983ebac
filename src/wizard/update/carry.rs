//! PURE. When another checklist was taken over while something is open or being saved, its steps
//! and questions have other places: they are carried over by id, and nothing typed is lost.

use super::{Model, sheets};
use crate::checklist::{Checklist, QuestionIx, QuestionKind, StepIx};
use crate::session::{Command, Refusal};
use crate::wizard::editor::Editor;
use crate::wizard::pending::{Pending, Then};
use crate::wizard::sheet::{LineFor, LineSheet, NoteSheet, PickSheet, Picked, Sheet};
use crate::wizard::walk::Walk;

/// Carries over what is open and what waits to be saved, from this checklist to the one that the
/// session has now.
pub(super) fn over(model: &mut Model, from: &Checklist) {
    let Some(walk) = &mut model.walk else { return };
    walk.carry(from);
    let lost = carry_pending(walk, from);
    let to = walk.progress.checklist().clone();
    for field in &mut walk.drafts {
        match field {
            Sheet::Note(note) => carry_note(note, from, &to),
            Sheet::Line(line) => carry_line(line, from, &to),
            Sheet::Pick(_) | Sheet::Search(_) | Sheet::Read(_) => {}
        }
    }
    walk.found = None;
    if let Some(sheet) = model.sheet.take() {
        carry_sheet(model, sheet, from, &to);
    }
    if let Some((command, refusal)) = lost {
        give_back(model, command, &refusal);
    }
    super::queue::carry_over(model, from);
}

/// What follows a change, in the other checklist.
pub(super) fn moved_then(then: Then, from: &Checklist, to: &Checklist) -> Then {
    match then {
        Then::Advance(step) => moved_step(step, from, to).map_or(Then::Stay, Then::Advance),
        Then::Stay => Then::Stay,
    }
}

/// What is still on its way cannot be called back, but where it must be decided again, it is
/// decided as it was meant. Gives back what has lost its place and waits for nothing.
fn carry_pending(walk: &mut Walk, from: &Checklist) -> Option<(Command, Refusal)> {
    let pending = walk.pending.as_mut()?;
    let to = walk.progress.checklist();
    pending.then = moved_then(pending.then, from, to);
    if pending.gone.is_none() {
        match pending.command.clone().carried(from, to) {
            Ok(command) => pending.command = command,
            Err(refusal) => pending.gone = Some(refusal),
        }
    }
    if pending.failed.is_some() && pending.gone.is_some() {
        let Pending { command, gone, .. } = walk.pending.take()?;
        return gone.map(|refusal| (command, refusal));
    }
    None
}

/// A wish whose step or question is gone: it cannot be recorded, and the person who typed it gets
/// the words back.
pub(super) fn give_back(model: &mut Model, command: Command, refusal: &Refusal) {
    let said = format!("not saved: {refusal}");
    let typed = match command {
        Command::Note { text, .. } => text,
        Command::Mark { reason, .. } => reason.unwrap_or_default(),
        Command::Answer { value, .. } => value.unwrap_or_default(),
        Command::Undo | Command::Redo | Command::Adopt(_) => String::new(),
    };
    // The editor in which a note was written may have come back with it already.
    let shown = match &model.sheet {
        Some(Sheet::Note(note)) => note.editor.text() == typed,
        Some(Sheet::Line(line)) => line.input.text() == typed,
        _ => false,
    };
    if !typed.is_empty() && !shown {
        let note = NoteSheet {
            step: None,
            replaces: None,
            editor: Editor::note(&typed),
            before: String::new(),
            discarding: false,
        };
        if let Some(walk) = &mut model.walk {
            walk.drafts.push_back(Sheet::Note(note));
        }
    }
    model.warn(said);
}

fn carry_sheet(model: &mut Model, sheet: Sheet, from: &Checklist, to: &Checklist) {
    match sheet {
        Sheet::Line(mut line) => {
            carry_line(&mut line, from, to);
            if line.what == LineFor::Gone {
                model.warn(GONE);
            }
            model.sheet = Some(Sheet::Line(line));
        }
        Sheet::Note(mut note) => {
            carry_note(&mut note, from, to);
            if note.step.is_none() {
                model.warn(GONE);
            }
            model.sheet = Some(Sheet::Note(note));
        }
        Sheet::Pick(pick) => carry_pick(model, pick, from, to),
        Sheet::Search(search) => {
            let selected = search.selected;
            model.sheet = Some(Sheet::Search(search));
            sheets::look_up_again(model);
            if let Some(Sheet::Search(search)) = &mut model.sheet {
                search.selected = selected.min(search.hits.len().saturating_sub(1));
            }
        }
        Sheet::Read(read) => model.sheet = Some(Sheet::Read(read)),
    }
}

/// Said where something is typed for a step or a question that is not there any more.
pub(super) const GONE: &str =
    "what this was for is not in the changed checklist: it cannot be recorded; copy it before Esc";

fn carry_line(line: &mut LineSheet, from: &Checklist, to: &Checklist) {
    line.what = match line.what.clone() {
        LineFor::Reason(step, status) => {
            moved_step(step, from, to).map_or(LineFor::Gone, |step| LineFor::Reason(step, status))
        }
        LineFor::Answer(question) => moved_question(question, from, to)
            .filter(|ix| to.question(*ix).kind == QuestionKind::Text)
            .map_or(LineFor::Gone, LineFor::Answer),
        other => other,
    };
}

fn carry_note(note: &mut NoteSheet, from: &Checklist, to: &Checklist) {
    note.step = note.step.and_then(|step| moved_step(step, from, to));
}

/// Nothing is typed into a list: one whose question changed is asked anew, one whose question or
/// step is gone is closed.
fn carry_pick(model: &mut Model, mut pick: PickSheet, from: &Checklist, to: &Checklist) {
    let mut gone = false;
    let mut asked = None;
    for item in &mut pick.items {
        match &mut item.what {
            Picked::Answer(question, _) => match moved_question(*question, from, to) {
                Some(there) if to.question(there).choices != from.question(*question).choices => {
                    asked = Some(there);
                }
                Some(there) => *question = there,
                None => gone = true,
            },
            Picked::Question(question) => match moved_question(*question, from, to) {
                Some(there) => *question = there,
                None => gone = true,
            },
            Picked::Note(step, _) => match moved_step(*step, from, to) {
                Some(there) => *step = there,
                None => gone = true,
            },
            Picked::Open(_) | Picked::Copy(..) | Picked::View(_) => {}
        }
    }
    if gone {
        model.warn("closed: what this list was for is not in the changed checklist");
    } else if let Some(question) = asked {
        sheets::ask_question(model, question);
    } else {
        model.sheet = Some(Sheet::Pick(pick));
    }
}

fn moved_step(step: StepIx, from: &Checklist, to: &Checklist) -> Option<StepIx> {
    to.find_step(&from.step(step).id)
}

fn moved_question(question: QuestionIx, from: &Checklist, to: &Checklist) -> Option<QuestionIx> {
    to.find_question(&from.question(question).id)
}
