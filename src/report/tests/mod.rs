//! PURE. Tests of all formats: what they say, and that no text changes their structure.

mod browser;
pub(super) mod corpus;
pub(super) mod fixture;
mod golden;
mod hostile;
mod json;
