//! DISK. Tests of the journal as a whole, on real files.

mod appending;
mod failing;
mod following;
mod reading;
mod repairing;
mod support;
