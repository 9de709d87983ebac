//! PURE. tests
