//! The wizard by key scripts: stories with pictures, without a terminal.

mod board;
mod fields;
mod readme;
mod rebase;
mod saving;
mod scenes;
mod screens;
mod sizes;
mod stories;
