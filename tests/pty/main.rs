//! The program on a true terminal: a pseudo terminal of the system's own, on whose other end
//! `vt100` keeps the screen. Nobody there answers a terminal's questions.

#![cfg(unix)]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that fails says where")]
#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]

mod harness;

mod clipboard;
mod exits;
mod faults;
mod idle;
mod job_control;
mod journey;
mod mouse;
mod paste;
mod sizes;
mod styles;
mod terminal_loss;
mod two_processes;
