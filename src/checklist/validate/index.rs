//! PURE. All sections, steps and questions of a raw checklist in one list each, in the order of the
//! file, so that every check is a loop and a position is a number.

use std::ops::Range;

use hashbrown::HashMap;

use crate::checklist::problem::{Path, Problem, Segment, closest_name};
use crate::checklist::raw::{RawChecklist, RawQuestion, RawStep};

/// How many sections may be around a step.
pub(crate) const MAX_DEPTH: usize = 32;
/// How many steps a checklist may have.
pub(crate) const MAX_STEPS: usize = 250_000;

/// A section or a step.
pub(super) struct IndexedItem<'a> {
    pub(super) raw: &'a RawStep,
    /// The section around it, as an index of items.
    pub(super) parent: Option<usize>,
    /// Its place in the list of its section.
    index: usize,
    /// Its questions; for a section an empty range after all questions before it.
    pub(super) questions: Range<usize>,
    /// Whether an item before it has the same id.
    pub(super) repeats_id: bool,
}

/// A question with the step at which it is asked.
pub(super) struct IndexedQuestion<'a> {
    pub(super) raw: &'a RawQuestion,
    item: usize,
    index: usize,
}

/// The items and questions of a checklist, and the first of each with an id.
#[derive(Default)]
pub(super) struct Index<'a> {
    pub(super) items: Vec<IndexedItem<'a>>,
    pub(super) questions: Vec<IndexedQuestion<'a>>,
    pub(super) ids: HashMap<&'a str, usize>,
    pub(super) question_ids: HashMap<&'a str, usize>,
    steps: usize,
}

impl<'a> Index<'a> {
    /// Indexes a checklist, unless it has too many steps or is nested too deeply.
    pub(super) fn new(raw: &'a RawChecklist) -> Result<Self, Box<Problem>> {
        let mut index = Self::default();
        index.add_list(&raw.steps, None, 0)?;
        Ok(index)
    }

    fn add_list(
        &mut self,
        list: &'a [RawStep],
        parent: Option<usize>,
        depth: usize,
    ) -> Result<(), Box<Problem>> {
        let more = list.len().min(MAX_STEPS);
        self.items.reserve(more);
        self.ids.reserve(more);
        for (index, raw) in list.iter().enumerate() {
            let item = self.items.len();
            let questions = self.add_questions(raw, item);
            let repeats_id = !raw.id.is_empty() && *self.ids.entry(&raw.id).or_insert(item) != item;
            self.items.push(IndexedItem { raw, parent, index, questions, repeats_id });
            if raw.is_section() {
                self.add_children(raw, item, depth)?;
            } else {
                self.count_step(item)?;
            }
        }
        Ok(())
    }

    fn add_questions(&mut self, raw: &'a RawStep, item: usize) -> Range<usize> {
        let first = self.questions.len();
        for (index, raw) in raw.questions.iter().enumerate() {
            if !raw.id.is_empty() {
                self.question_ids.entry(&raw.id).or_insert(first + index);
            }
            self.questions.push(IndexedQuestion { raw, item, index });
        }
        first..self.questions.len()
    }

    fn add_children(&mut self, raw: &'a RawStep, item: usize, depth: usize) -> Result<(), Box<Problem>> {
        if depth >= MAX_DEPTH {
            let message = format!("sections are nested deeper than {MAX_DEPTH}");
            return Err(Box::new(Problem::error("too-deep", self.path(item), message)));
        }
        self.add_list(raw.children(), Some(item), depth + 1)
    }

    fn count_step(&mut self, item: usize) -> Result<(), Box<Problem>> {
        self.steps += 1;
        if self.steps > MAX_STEPS {
            let message = format!("a checklist has at most {MAX_STEPS} steps");
            return Err(Box::new(Problem::error("too-many-steps", self.path(item), message)));
        }
        Ok(())
    }

    /// Returns the path of an item.
    pub(super) fn path(&self, item: usize) -> Path {
        let mut segments = Vec::new();
        let mut next = self.items.get(item);
        while let Some(item) = next {
            segments.push(Segment::Item(item.index));
            segments.push(Segment::Member("steps".into()));
            next = item.parent.and_then(|parent| self.items.get(parent));
        }
        Path::from_reversed(segments)
    }

    /// Returns the path of a question.
    pub(super) fn question_path(&self, question: usize) -> Path {
        match self.questions.get(question) {
            Some(asked) => self.path(asked.item).member("questions").item(asked.index),
            None => Path::root(),
        }
    }
}

/// A path that is written out only where there is a problem to report.
#[derive(Clone, Copy)]
pub(super) enum LazyPath<'t> {
    Root,
    /// A section or step.
    Node(&'t Index<'t>, usize),
    /// A member of the object at another path.
    Member(&'t LazyPath<'t>, &'static str),
    /// An item of the array at another path.
    Item(&'t LazyPath<'t>, usize),
}

impl<'t> LazyPath<'t> {
    pub(super) fn member(&'t self, name: &'static str) -> Self {
        Self::Member(self, name)
    }

    pub(super) fn item(&'t self, index: usize) -> Self {
        Self::Item(self, index)
    }

    pub(super) fn path(&self) -> Path {
        match self {
            Self::Root => Path::root(),
            Self::Node(index, item) => index.path(*item),
            Self::Member(parent, name) => parent.path().member(*name),
            Self::Item(parent, index) => parent.path().item(*index),
        }
    }
}

/// How many names are compared for one checklist; after that nothing is suggested. Two large lists,
/// one of names and one of mistakes, would otherwise take hours.
const MAX_COMPARISONS: usize = 500_000;

/// Finds the id that was probably meant, with a bound on the comparisons.
pub(super) struct Suggestions<'s, 'a> {
    ids: &'s HashMap<&'a str, usize>,
    /// The ids in their order; sorted at the first mistake, which most files do not have.
    sorted: Option<Vec<&'a str>>,
    budget: usize,
}

impl<'s, 'a> Suggestions<'s, 'a> {
    pub(super) fn new(ids: &'s HashMap<&'a str, usize>) -> Self {
        Self { ids, sorted: None, budget: MAX_COMPARISONS }
    }

    pub(super) fn closest(&mut self, typed: &str) -> Option<&'a str> {
        self.budget = self.budget.checked_sub(self.ids.len())?;
        let sorted = self.sorted.get_or_insert_with(|| {
            let mut ids: Vec<&str> = self.ids.keys().copied().collect();
            ids.sort_unstable();
            ids
        });
        closest_name(typed, sorted.iter().copied())
    }
}
