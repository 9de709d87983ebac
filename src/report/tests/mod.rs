//! PURE. Tests of all formats: what they say, and that nobody's text changes them.

pub(super) mod corpus;
pub(super) mod fixture;
mod golden;
