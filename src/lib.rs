//! runsheet walks an administrator through a checklist, step by step, and loses nothing on the way.
//!
//! # The screen and its words
//!
//! ```text
//!  Site A: Planning and Preparing ..      3/11 ===---------   <- header: what, how far,
//!  session site-a                               saved 17:10      saved when, who else is here
//! v Plan for the environment  !1 1/6   5. Determine the ..    <- title and status of the step
//!  3 [x] Plan the test environment     [!] blocked: no LB yet
//!  4 [-] Review the upgrade from ..                           <- greyed: does not apply
//!  5 [!] Determine the update p.. ?    Decide which ...       <- detail, notes, questions,
//!  6 [ ] Plan the update point .. ?                              references, commands, and
//!                                      Questions                 what people wrote
//!  ^ outline: sections and steps       ? Which computer ...
//!
//!  step 3 is done; u takes it back                            <- message, until the next key
//!  Enter next thing  Space done  d defer  q leave  ? help     <- footer, from the key table
//! ```
//!
//! A **checklist** is a tree of **sections** and **steps**, read from a file. A **session** is one run
//! through one checklist. What happens in it are **events**; in a **log** they are **entries**. The
//! fold of the entries over the checklist is the **progress**.
//!
//! # Two journeys
//!
//! One keystroke: key → [`tui::keymap`] → `Action` → [`tui::update`] → [`session::decide`] (an
//! event, or a refusal in words) → `Effect::Record` → [`journal::Journal::append`] (one write, synced)
//! → `Msg::Recorded` → [`session::Progress::apply`], the only code that changes progress →
//! [`tui::view`]. The commands and the plain face go the same way through [`app::open_session::OpenSession`].
//!
//! One file: bytes → `raw` (with positions) → `validate` (all problems) → [`checklist::Checklist`],
//! which is valid by construction.
//!
//! # The map
//!
//! | module | kind | duty |
//! |---|---|---|
//! | [`text`] | pure | text that is safe to show; English |
//! | [`checklist`] | pure | from bytes to a checklist, or to everything that is wrong with it |
//! | [`import`] | pure | from other people's lists to a checklist |
//! | [`session`] | pure | events, decisions, progress, briefing, drift |
//! | [`journal`] | disk | logs: format, reading, appending, following, repair |
//! | [`report`] | pure | session in, text out |
//! | [`app`] | disk | an open session, checklists, drafts, files, identity |
//! | [`tui`] | pure | model, key table, update, view |
//! | `terminal` | tty | the loop: keys in, effects out, frames drawn; slow work beside it |
//! | `plain` | tty | the wizard as lines |
//! | [`cli`] | all | one file for each subcommand |
//!
//! # What always holds
//!
//! - A change shows only after it is on disk. Undo appends; history never shrinks.
//! - No two writers write the same file. Readers never write, lock or cut anything.
//! - Imports run downwards in the map; pure modules do no input or output. A test holds both.
//! - Text from a file, a log or an error reaches people only as [`text::Text`] or through
//!   [`text::visible`].
//! - Nothing that a checklist contains is ever run.

pub mod app;
pub mod checklist;
pub mod cli;
pub mod import;
pub mod journal;
mod plain;
pub mod report;
pub mod session;
pub mod terminal;
pub mod text;
pub mod tui;
