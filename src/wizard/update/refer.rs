//! PURE. References and commands: which one is opened, copied or looked at.

use super::{Action, Effect, Model};
use crate::checklist::{Reference, StepIx, Target};
use crate::wizard::sheet::{PickItem, PickSheet, Picked, Sheet};

/// Opens, copies or views what the step refers to: at once where there is one, else from a list.
pub(super) fn pick(model: &mut Model, step: StepIx, action: Action) -> Vec<Effect> {
    let Some(walk) = &model.walk else { return Vec::new() };
    let references = walk.progress.references_at(step);
    let (title, items): (_, Vec<PickItem>) = match action {
        Action::Open => ("Open", references.filter_map(|it| item(it, Picked::Open)).collect()),
        Action::View => ("View", references.filter_map(|it| item(it, Picked::View)).collect()),
        _ => {
            let copy = |it: &Reference| {
                let text = address(&it.target)?.to_owned();
                Some(PickItem {
                    label: it.title.to_string(),
                    more: text.clone(),
                    what: Picked::Copy(text, "the address".to_owned()),
                })
            };
            let commands = walk.progress.checklist().step(step).commands.iter().map(|command| PickItem {
                label: command.run.to_string(),
                more: command.note.as_ref().map(ToString::to_string).unwrap_or_default(),
                what: Picked::Copy(command.run.as_str().to_owned(), "the command".to_owned()),
            });
            ("Copy", references.filter_map(copy).chain(commands).collect())
        }
    };
    choose(model, title, items, action)
}

fn choose(model: &mut Model, title: &str, mut items: Vec<PickItem>, action: Action) -> Vec<Effect> {
    if items.len() > 1 {
        model.sheet = Some(Sheet::Pick(PickSheet { title: title.to_owned(), items, selected: Some(0) }));
        return Vec::new();
    }
    if let Some(item) = items.pop() {
        picked(item.what)
    } else {
        let what =
            if action == Action::Copy { "address or command" } else { "document with a known address" };
        model.say(format!("this step has no {what}"));
        Vec::new()
    }
}

/// What picking a reference or command asks of the world.
pub(super) fn picked(what: Picked) -> Vec<Effect> {
    match what {
        Picked::Open(target) => vec![Effect::Open(target)],
        Picked::Copy(text, name) => vec![Effect::Copy(text, name)],
        Picked::View(Target::File(path)) => vec![Effect::ReadDocument(path.to_string())],
        Picked::View(Target::Address(address)) => vec![Effect::ShowAddress(address.to_string())],
        Picked::View(Target::Unknown) | Picked::Answer(..) | Picked::Question(_) | Picked::Note(..) => {
            Vec::new()
        }
    }
}

fn item(reference: &Reference, what: fn(Target) -> Picked) -> Option<PickItem> {
    let more = address(&reference.target)?.to_owned();
    Some(PickItem { label: reference.title.to_string(), more, what: what(reference.target.clone()) })
}

fn address(target: &Target) -> Option<&str> {
    match target {
        Target::Address(address) => Some(address),
        Target::File(path) => Some(path),
        Target::Unknown => None,
    }
}
