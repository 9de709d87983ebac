//! PURE. stub
use super::{ImportError, Imported, Options};
pub(super) fn import_cklb(_: &str, _: &str, _: &Options) -> Result<Imported, ImportError> {
    Err(ImportError::Unknown)
}
pub(super) fn import_ckl(_: &str, _: &str, _: &Options) -> Result<Imported, ImportError> {
    Err(ImportError::Unknown)
}
