//! DISK. The operations on sessions, checklists and files that the wizard, `--plain` and the commands share.

pub mod actions;
pub mod drafts;
pub mod files;
pub mod identity;
pub mod library;
pub mod open_session;
pub mod time_zone;
