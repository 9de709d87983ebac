//! runsheet walks an administrator through a checklist, step by step, and loses nothing on the way.

pub mod checklist;
pub mod cli;
pub mod desk;
pub mod errand;
pub mod export;
pub mod journal;
pub mod library;
mod plain;
pub mod report;
pub mod session;
mod terminal;
pub mod text;
pub mod who;
pub mod wizard;
