//! PURE. The wizard: a model, the messages that change it, and how it is drawn. The terminal is elsewhere.
//!
//! A message goes to [`update()`], which hands it to a screen or dialog and returns the effects it asks for;
//! [`view()`] draws the model. A screen or dialog keeps its state, its keys and its drawing in one place.

mod dialogs;
mod draw;
mod editor;
mod help;
mod key;
pub mod keymap;
mod layout;
mod markdown;
mod model;
mod search_nav;
mod step_page;
#[cfg(test)]
mod tests;
mod theme;
mod update;
mod view;

/// The screens: the board, and an open session with its briefing.
mod screens {
    pub(super) mod board;
    pub(super) mod briefing;
    pub(super) mod session;
}

pub use dialogs::search::search_steps;
pub use key::{Code, Key};
pub use keymap::Action;
pub use model::{Cmd, Effect, Model, Msg, Notice, RunningTask};
pub use screens::board::{Board, ChecklistRow, SessionRow, SessionState, Unavailable};
pub use screens::session::{Filter, Pane, SessionScreen};
pub use step_page::{about_checklist, step_text};
pub use theme::{Theme, status_label};
pub use update::update;
pub use view::view;
