//! PURE. References and commands: which one is opened, copied or looked at.

use super::{Action, Effect, Model};
use crate::checklist::{LinkTarget, Reference, StepIx};
use crate::tui::dialog::{Dialog, Picker, PickerItem, PickerValue};

/// Opens, copies or views what the step refers to: at once where there is one, else from a list.
pub(super) fn choose_reference(model: &mut Model, step: StepIx, action: Action) -> Vec<Effect> {
    let Some(walk) = &model.session else { return Vec::new() };
    let references = walk.progress.references_at(step);
    let (title, items): (_, Vec<PickerItem>) = match action {
        Action::Open => ("Open", references.filter_map(|it| picker_item(it, PickerValue::Open)).collect()),
        Action::View => ("View", references.filter_map(|it| picker_item(it, PickerValue::View)).collect()),
        _ => {
            let copy = |it: &Reference| {
                let text = address(&it.target)?.to_owned();
                Some(PickerItem {
                    label: it.title.to_string(),
                    detail: text.clone(),
                    value: PickerValue::Copy(text, "the address".to_owned()),
                })
            };
            let commands = walk.progress.checklist().step(step).commands.iter().map(|command| PickerItem {
                label: command.run.to_string(),
                detail: command.note.as_ref().map(ToString::to_string).unwrap_or_default(),
                value: PickerValue::Copy(command.run.as_str().to_owned(), "the command".to_owned()),
            });
            ("Copy", references.filter_map(copy).chain(commands).collect())
        }
    };
    open_or_choose(model, title, items, action)
}

fn open_or_choose(model: &mut Model, title: &str, mut items: Vec<PickerItem>, action: Action) -> Vec<Effect> {
    if items.len() > 1 {
        model.dialog = Some(Dialog::Picker(Picker { title: title.to_owned(), items, selected: Some(0) }));
        return Vec::new();
    }
    if let Some(item) = items.pop() {
        reference_effect(item.value)
    } else {
        let what =
            if action == Action::Copy { "address or command" } else { "document with a known address" };
        model.notify(format!("this step has no {what}"));
        Vec::new()
    }
}

/// What picking a reference or command asks of the world.
pub(super) fn reference_effect(what: PickerValue) -> Vec<Effect> {
    match what {
        PickerValue::Open(target) => vec![Effect::Open(target)],
        PickerValue::Copy(text, name) => vec![Effect::Copy(text, name)],
        PickerValue::View(LinkTarget::File(path)) => vec![Effect::ReadDocument(path.to_string())],
        PickerValue::View(LinkTarget::Address(address)) => vec![Effect::ShowAddress(address.to_string())],
        PickerValue::View(LinkTarget::Unknown)
        | PickerValue::Answer(..)
        | PickerValue::Question(_)
        | PickerValue::Note(..) => Vec::new(),
    }
}

fn picker_item(reference: &Reference, what: fn(LinkTarget) -> PickerValue) -> Option<PickerItem> {
    let more = address(&reference.target)?.to_owned();
    Some(PickerItem {
        label: reference.title.to_string(),
        detail: more,
        value: what(reference.target.clone()),
    })
}

fn address(target: &LinkTarget) -> Option<&str> {
    match target {
        LinkTarget::Address(address) => Some(address),
        LinkTarget::File(path) => Some(path),
        LinkTarget::Unknown => None,
    }
}
