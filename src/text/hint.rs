//! PURE. The way out of an error: one line beside its message, so that each front end prints it in its own place.

/// An error, or a fault, that may say what to do about it.
pub trait Hint {
    /// Returns what a person can do about it, in one line without a full stop.
    fn hint(&self) -> Option<String>;
}
