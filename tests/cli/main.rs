//! The command line in a sealed environment: complete output, complete errors, every exit code.

#![expect(clippy::unwrap_used, clippy::string_slice, reason = "a test that cannot go on fails")]

mod changing;
mod completing;
mod damage;
mod documented;
mod examples;
mod files;
mod glance;
mod history;
mod identity;
mod lists;
mod manual;
mod pipes;
mod rare;
mod releasing;
mod sealed;
mod starting;
mod telling;
mod untouched;
mod usage;
mod whole;

use sealed::Sealed;
