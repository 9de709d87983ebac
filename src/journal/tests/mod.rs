//! DISK. Tests of the journal as a whole: what it does to files, and what broken files do to it.

mod appending;
mod failing;
mod following;
mod reading;
mod repairing;
mod support;
