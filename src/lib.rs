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
//! `Enter` on an open step, from the key to the picture. A test holds both lists.
//!
//! 1. `terminal/mod.rs` `dispatch` gets the key, read by `terminal/input.rs`, as a `Msg`;
//! 2. `tui/update.rs` `on_key` knows the screen or dialog that has the keys;
//! 3. `tui/keymap.rs` `action_for` finds the key in the key table: `Action::Activate`;
//! 4. `tui/screens/session/update.rs` `activate` makes it a command: mark this step done;
//! 5. `session/outbox.rs` `submit` sends it, or lets it wait behind those that are being saved;
//! 6. `session/decide.rs` `decide` turns it into an event, or a refusal in words;
//! 7. `terminal/mod.rs` `run_effect` runs the `Effect::Record`;
//! 8. `terminal/writer_thread.rs` `append` runs beside the loop, so that a slow disk freezes nothing;
//! 9. `journal/writer.rs` `append` writes the entry with one call, and syncs it;
//! 10. `terminal/mod.rs` `dispatch` gets the `Msg::Recorded`;
//! 11. `tui/update.rs` `handle` knows that it is for the session;
//! 12. `tui/screens/session/update.rs` `on_recorded` says what was done;
//! 13. `session/progress/apply.rs` `apply` changes the progress, and nothing else does;
//! 14. `tui/view.rs` `view` draws it.
//!
//! The commands and `--plain` go through 5, 6, 9 and 13 as well, from `app/open_session.rs` `change_all`.
//!
//! A file, from its bytes to a checklist that is valid by construction:
//!
//! 1. `app/library.rs` `read_file` reads the bytes;
//! 2. `checklist/parse/mod.rs` `parse_file` goes the fast path first;
//! 3. `checklist/parse/strict.rs` `from_str` reads the form as `raw`, or stops at the first mistake;
//! 4. `checklist/validate/mod.rs` `validate` finds all mistakes of content;
//! 5. `checklist/build.rs` `build` makes the checklist;
//! 6. `checklist/parse/recover.rs` `recover` reads a file with mistakes as far as it goes;
//! 7. `checklist/parse/positions.rs` `assign_positions` finds the line and column of each mistake.
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
//! | [`app`] | disk | an open session, checklists, drafts, files, who is at work |
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
