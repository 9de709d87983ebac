//! The command line in a sealed environment: complete output, complete errors, every exit code.

mod changing;
mod damage;
mod files;
mod pipes;
mod sealed;
mod starting;
mod telling;
mod untouched;
mod usage;
mod whole;

use sealed::Sealed;
