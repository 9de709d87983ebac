//! stand-in
use super::{Checklist, RawChecklist};
/// p
#[derive(Debug, Clone)]
pub struct Problem {
    /// w
    pub what: String,
}
impl Checklist {
    /// x
    pub fn from_raw(_r: &RawChecklist) -> Result<Self, Vec<Problem>> {
        Err(vec![])
    }
}
