//! The program on a true terminal: a pseudo terminal of the system's own, on whose other end
//! `vt100` keeps the screen. Nobody there answers a terminal's questions.

#![cfg(unix)]

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
