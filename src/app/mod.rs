//! DISK. What every face of the program does with sessions, checklists and files.

pub mod actions;
pub mod drafts;
pub mod files;
pub mod identity;
pub mod library;
pub mod open_session;
pub mod time_zone;
