//! PURE. The wizard: a model, what messages do to it, and how it is drawn. The terminal is elsewhere.

mod action;
mod board;
mod briefing;
mod dialog;
mod editor;
mod help;
mod key;
pub mod keymap;
mod layout;
mod markdown;
mod model;
mod pager;
mod search;
mod session;
mod step_page;
mod theme;
mod update;
mod view;
mod wrap;

pub use action::Action;
pub use board::{Board, ChecklistRow, SessionRow, SessionState, Unavailable};
pub use key::{Code, Key};
pub use model::{Effect, Model, Msg, Notice, RunningTask};
pub use search::search_steps;
pub use session::{Filter, Pane, SessionScreen};
pub use step_page::step_text;
pub use theme::{Theme, status_label};
pub use update::update;
pub use view::view;
