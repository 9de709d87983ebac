//! PURE. stub
use super::{ImportError, Imported, Options};
pub(super) fn import(_: &str, _: &str, _: &Options) -> Result<Imported, ImportError> {
    Err(ImportError::Unknown)
}
