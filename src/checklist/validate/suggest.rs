//! PURE. "Did you mean" for a file with many names: the search is bounded.

use hashbrown::HashMap;

use crate::checklist::problem::closest_name;

/// How many names are compared for one checklist; after that nothing is suggested. Two large lists,
/// one of names and one of mistakes, would otherwise take hours.
const MAX_COMPARISONS: usize = 500_000;

/// Names that could have been meant.
pub(super) struct Suggestions<'s, 'a> {
    ids: &'s HashMap<&'a str, usize>,
    /// In their order, once somebody asks: most files have no such mistake.
    names: Option<Vec<&'a str>>,
    budget: usize,
}

impl<'s, 'a> Suggestions<'s, 'a> {
    pub(super) fn new(ids: &'s HashMap<&'a str, usize>) -> Self {
        Self { ids, names: None, budget: MAX_COMPARISONS }
    }

    /// The name that was probably meant.
    pub(super) fn closest(&mut self, typed: &str) -> Option<&'a str> {
        self.budget = self.budget.checked_sub(self.ids.len())?;
        let names = self.names.get_or_insert_with(|| {
            let mut names: Vec<&str> = self.ids.keys().copied().collect();
            names.sort_unstable();
            names
        });
        closest_name(typed, names.iter().copied())
    }
}
