//! PURE. Tests of all formats: what they say, and that nobody's text changes them.

mod browser;
pub(super) mod corpus;
pub(super) mod fixture;
mod golden;
mod hostile;
mod json;
