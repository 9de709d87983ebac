//! The command line in a machine of its own: complete output, complete errors, every exit code.

mod adopting;
mod changing;
mod completing;
mod damage;
mod documented;
mod examples;
mod files;
mod full_run;
mod history;
mod identity;
mod lists;
mod manual;
mod output_faults;
mod rare_errors;
mod read_only;
mod releasing;
mod reports;
mod settings;
mod starting;
mod status_short;
mod usage;
mod values;
mod warnings;
