//! The plain face: what it says, and that it does what the full screen does.

mod paths;
mod same_as_tui;
mod transcript;
