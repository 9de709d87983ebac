//! Faults: what a kill, a full or failing or slow disk, damage, other writers and synchronisers can do
//! to a session, tried on the real program, on a true terminal, on real files.

#![cfg(unix)]

mod admins;
mod changed;
mod damage;
mod failing_calls;
mod full_disk;
mod hanging_reads;
mod histories;
mod killed;
mod names;
mod power_cut;
mod slow_disk;
mod synced_homes;
mod two_writers;
