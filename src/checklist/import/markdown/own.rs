//! PURE. A report that this program wrote: the same steps, with their statuses.

use super::blocks::Document;
use crate::checklist::import::Options;
use crate::checklist::import::draft::{Draft, Head};
use crate::checklist::import::report::Report;

/// The steps of a report, if this is one.
pub(super) fn read(_: &Document<'_>, _: &Options, _: &mut Report) -> Option<(Head, Vec<Draft>)> {
    None
}
