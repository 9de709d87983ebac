//! PURE. The note that is being written is kept on disk as it grows, so that a dropped line does
//! not cost it, and taken away once it is saved or thrown away.

use super::{Effect, Model};
use crate::session::{Command, Draft};
use crate::wizard::sheet::Sheet;

/// How long a text may be newer than the kept one, in milliseconds.
const LAG: i64 = 1000;

/// What is to be done about the draft after a message.
pub(super) fn follow(model: &mut Model) -> Option<Effect> {
    if let Some(draft) = unsaved(model) {
        let late = model
            .walk
            .as_ref()?
            .kept
            .as_ref()
            .is_none_or(|(_, at)| model.now.as_millisecond().saturating_sub(at.as_millisecond()) >= LAG);
        return if late { keep(model, draft) } else { None };
    }
    let walk = model.walk.as_mut()?;
    let saving = walk.pending.as_ref().is_some_and(|pending| matches!(pending.command, Command::Note { .. }));
    if matches!(model.sheet, Some(Sheet::Note(_))) || walk.draft.is_some() || saving {
        return None;
    }
    walk.kept.take().map(|_| Effect::DropDraft)
}

/// Keeps what was typed last, when the wizard ends at once.
pub(super) fn keep_last(model: &mut Model) -> Option<Effect> {
    let draft = unsaved(model)?;
    keep(model, draft)
}

fn keep(model: &mut Model, draft: Draft) -> Option<Effect> {
    model.walk.as_mut()?.kept = Some((draft.text.clone(), model.now));
    Some(Effect::KeepDraft(draft))
}

/// The note that is open, if it has a text that neither is recorded nor kept. A session that is not
/// on disk has nothing to which a draft could belong.
fn unsaved(model: &Model) -> Option<Draft> {
    let (Some(walk), Some(Sheet::Note(note))) = (&model.walk, &model.sheet) else { return None };
    let text = note.editor.text();
    let kept = walk.kept.as_ref().map_or(note.before.as_str(), |(kept, _)| kept);
    if !walk.on_disk || text == kept {
        return None;
    }
    let step = walk.progress.checklist().step(note.step?).id.to_string();
    Some(Draft { step, replaces: note.replaces, text })
}
