//! TESTS of sessions: what is decided, what comes of it, and that nothing is lost on the way.

mod adopt;
mod answers;
mod briefings;
mod consequences;
mod fixture;
mod notes;
mod outbox;
mod properties;
mod scripts;
mod statuses;
mod undo;
mod values;
mod warnings;
