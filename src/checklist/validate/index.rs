//! PURE. All sections, steps and questions of a raw checklist in one list each, in the order of the
//! file, so that every check is a loop and a position is a number.

use std::ops::Range;

use hashbrown::HashMap;

use crate::checklist::path::{Path, Segment};
use crate::checklist::problem::Problem;
use crate::checklist::raw::{RawChecklist, RawQuestion, RawStep};

/// How many sections may be around a step.
pub(crate) const MAX_DEPTH: usize = 32;
/// How many steps a checklist may have.
pub(crate) const MAX_STEPS: usize = 250_000;

/// A detail that is longer does not fit on a screen of 24 lines of 72 characters.
pub(super) const MAX_DETAIL_LEN: usize = 24 * 72;

/// A section or a step.
#[derive(Debug)]
pub(in crate::checklist) struct IndexedItem<'a> {
    pub(in crate::checklist) raw: &'a RawStep,
    /// The section around it, as an index of items.
    pub(in crate::checklist) parent: Option<usize>,
    /// Its place in the list it stands in.
    pub(in crate::checklist) index: usize,
    /// Its questions; for a section an empty range after all questions before it.
    pub(in crate::checklist) questions: Range<usize>,
    /// The item after it and all that is inside it.
    pub(in crate::checklist) end: usize,
}

/// A question with the step at which it is asked.
#[derive(Debug)]
pub(in crate::checklist) struct IndexedQuestion<'a> {
    pub(in crate::checklist) raw: &'a RawQuestion,
    pub(in crate::checklist) item: usize,
    pub(in crate::checklist) index: usize,
}

/// The lists, and who has which id. Of several with one id the first counts.
#[derive(Debug, Default)]
pub(in crate::checklist) struct Index<'a> {
    pub(in crate::checklist) items: Vec<IndexedItem<'a>>,
    pub(in crate::checklist) questions: Vec<IndexedQuestion<'a>>,
    pub(in crate::checklist) ids: HashMap<&'a str, usize>,
    pub(in crate::checklist) question_ids: HashMap<&'a str, usize>,
    /// Items that a check has to look at closer. Most of a large list are none of these, and going
    /// through it once more for each check would take longer than all the checks.
    pub(super) candidates: Candidates,
    steps: usize,
}

/// The items that have something, in the order of the file.
#[derive(Debug, Default)]
pub(super) struct Candidates {
    /// A section, or an item whose id was given before.
    pub(super) structure: Vec<usize>,
    pub(super) requires: Vec<usize>,
    pub(super) references: Vec<usize>,
    /// A detail of so many bytes that it may be too long.
    pub(super) long_detail: Vec<usize>,
    /// Whether there is any condition at all.
    pub(super) conditions: bool,
}

impl Candidates {
    fn add(&mut self, item: usize, raw: &RawStep, repeated: bool) {
        let mut put = |list: fn(&mut Self) -> &mut Vec<usize>, has: bool| {
            if has {
                list(self).push(item);
            }
        };
        put(|it| &mut it.structure, repeated || raw.is_section());
        put(|it| &mut it.requires, !raw.requires.is_empty());
        put(|it| &mut it.references, !raw.references.is_empty());
        put(
            |it| &mut it.long_detail,
            raw.detail.as_ref().is_some_and(|detail| detail.len() > MAX_DETAIL_LEN),
        );
        self.conditions |= raw.when.is_some()
            || raw.questions.iter().any(|question| question.when.is_some())
            || raw.notes.iter().any(|note| note.when.is_some())
            || raw.references.iter().any(|reference| reference.when.is_some());
    }
}

impl<'a> Index<'a> {
    /// Looks at everything, unless it is too much or too deep.
    pub(super) fn new(raw: &'a RawChecklist) -> Result<Self, Box<Problem>> {
        let mut survey = Self::default();
        survey.add_list(&raw.steps, None, 0)?;
        Ok(survey)
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
            let start = self.questions.len();
            self.questions.extend(raw.questions.iter().enumerate().map(|(index, raw)| IndexedQuestion {
                raw,
                item,
                index,
            }));
            let questions = start..self.questions.len();
            self.items.push(IndexedItem { raw, parent, index, questions, end: item + 1 });
            self.register(item)?;
            if raw.is_section() {
                self.add_children(item, depth)?;
            }
        }
        Ok(())
    }

    fn add_children(&mut self, section: usize, depth: usize) -> Result<(), Box<Problem>> {
        if depth >= MAX_DEPTH {
            let what = format!("sections are nested deeper than {MAX_DEPTH}");
            return Err(Box::new(Problem::error("too-deep", self.path(section), what)));
        }
        let Some(raw) = self.items.get(section).map(|item| item.raw) else { return Ok(()) };
        self.add_list(raw.children(), Some(section), depth + 1)?;
        let end = self.items.len();
        if let Some(item) = self.items.get_mut(section) {
            item.end = end;
        }
        Ok(())
    }

    /// Takes down the ids of an item and counts it.
    fn register(&mut self, item: usize) -> Result<(), Box<Problem>> {
        let Some(raw) = self.items.get(item).map(|item| item.raw) else { return Ok(()) };
        let repeated = !raw.id.is_empty() && *self.ids.entry(&raw.id).or_insert(item) != item;
        self.candidates.add(item, raw, repeated);
        let first = self.questions.len() - raw.questions.len();
        for (question, raw) in (first..).zip(&raw.questions).filter(|(_, raw)| !raw.id.is_empty()) {
            self.question_ids.entry(&raw.id).or_insert(question);
        }
        self.steps += usize::from(!raw.is_section());
        if self.steps > MAX_STEPS {
            let what = format!("a checklist has at most {MAX_STEPS} steps");
            return Err(Box::new(Problem::error("too-many-steps", self.path(item), what)));
        }
        Ok(())
    }

    /// The path of an item.
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

    /// The path of a question.
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
    /// The whole document.
    Root,
    /// A section or step.
    Node(&'t Index<'t>, usize),
    /// A member of what is at another trail.
    Member(&'t LazyPath<'t>, &'static str),
    /// An item of what is at another trail.
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
            Self::Node(survey, item) => survey.path(*item),
            Self::Member(around, name) => around.path().member(*name),
            Self::Item(around, index) => around.path().item(*index),
        }
    }
}
