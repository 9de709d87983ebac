//! The wizard by key scripts: stories with pictures, without a terminal.

mod play;

mod board;
mod changes;
mod readme;
mod screens;
mod sizes;
mod stories;
