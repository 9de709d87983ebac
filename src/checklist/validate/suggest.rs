//! PURE. "Did you mean" for a file with many names: the search is bounded.

use crate::checklist::problem::meant;

/// How many names are compared for one checklist; after that nothing is suggested. Two large lists,
/// one of names and one of mistakes, would otherwise take hours.
const MOST_COMPARISONS: usize = 500_000;

/// Names that could have been meant.
pub(super) struct Suggestions<'a> {
    names: Vec<&'a str>,
    left: usize,
}

impl<'a> Suggestions<'a> {
    pub(super) fn new<'n>(names: impl Iterator<Item = &'n &'a str>) -> Self
    where
        'a: 'n,
    {
        let mut names: Vec<&str> = names.copied().collect();
        names.sort_unstable();
        Self { names, left: MOST_COMPARISONS }
    }

    /// The name that was probably meant.
    pub(super) fn closest(&mut self, typed: &str) -> Option<&'a str> {
        self.left = self.left.checked_sub(self.names.len())?;
        meant(typed, self.names.iter().copied())
    }
}
