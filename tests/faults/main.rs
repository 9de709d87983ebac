//! Faults: what a kill, a full or failing or slow disk, damage, other writers and synchronisers can do
//! to a session, tried on the real program, on a true terminal, on real files.

#![cfg(unix)]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that fails says where")]
#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]
#![expect(clippy::indexing_slicing, reason = "a test that fails says where")]

#[path = "../pty/harness/mod.rs"]
#[allow(dead_code, unused_imports, reason = "shared with the tests of the terminal, which use all of it")]
mod harness;
#[path = "../cli/sealed.rs"]
#[allow(dead_code, reason = "shared with the tests of the commands, which use all of it")]
mod sealed;

mod admins;
mod changed;
mod damage;
mod failing_calls;
mod full_disk;
mod hanging_reads;
mod histories;
mod killed;
mod names;
mod slow_disk;
mod synced_homes;
mod two_writers;

use harness::World;
use sealed::Sealed;
