//! PURE. What was asked for may come late, when something else is open by then: it waits until that is
//! closed, so that nothing that is being typed goes away.

use super::{Model, Msg};
use crate::wizard::sheet::Sheet;

/// The message, unless it would take the place of what is open.
pub(super) fn hold(model: &mut Model, msg: Msg) -> Option<Msg> {
    let opens = matches!(msg, Msg::Text(..) | Msg::Exists(_));
    let open = model.sheet.as_ref().is_some_and(|sheet| !matches!(sheet, Sheet::Read(_)));
    if !opens || !open {
        return Some(msg);
    }
    model.held = Some(Box::new(msg));
    model.say("what you asked for is there: it is shown once this is closed");
    None
}

/// What was held, once there is room for it.
pub(super) fn release(model: &mut Model) -> Option<Msg> {
    if model.walk.is_none() {
        model.held = None;
    }
    if model.sheet.is_none() { model.held.take().map(|msg| *msg) } else { None }
}
