//! TESTS.
