//! PURE. The wizard: a model, what messages do to it, and how it is drawn. The terminal is elsewhere.

mod action;
mod board;
mod briefing;
mod editor;
mod help;
mod key;
pub mod keymap;
mod layout;
mod markdown;
mod model;
mod page;
mod pending;
mod read;
mod search;
mod sheet;
mod theme;
mod update;
mod view;
mod walk;
mod wrap;

pub use action::Action;
pub use board::{Board, ListRow, SessionRow, SessionState, Unopened};
pub use key::{Code, Key};
pub use model::{Effect, Message, Model, Msg, Work};
pub use page::step_text;
pub use pending::{Pending, Then};
pub use search::search_steps;
pub use theme::{Look, status_words};
pub use update::update;
pub use view::view;
pub use walk::{Filter, Pane, Walk};
