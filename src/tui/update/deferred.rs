//! PURE. What was asked for may come late, when something else is open by then: it waits until that is
//! closed, so that nothing that is being typed goes away.

use super::{Model, Msg};
use crate::tui::dialog::Dialog;

/// The message, unless it would take the place of what is open.
pub(super) fn defer(model: &mut Model, msg: Msg) -> Option<Msg> {
    let opens = matches!(msg, Msg::Text(..) | Msg::FileExists(_));
    let open = model.dialog.as_ref().is_some_and(|sheet| !matches!(sheet, Dialog::Pager(_)));
    if !opens || !open {
        return Some(msg);
    }
    model.deferred = Some(Box::new(msg));
    model.notify("what you asked for is there: it is shown once this is closed");
    None
}

/// What was held, once there is room for it.
pub(super) fn take_deferred(model: &mut Model) -> Option<Msg> {
    if model.session.is_none() {
        model.deferred = None;
    }
    if model.dialog.is_none() { model.deferred.take().map(|msg| *msg) } else { None }
}
