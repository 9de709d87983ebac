//! PURE. The checklist as the program works with it: valid by construction, looked up by index.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::hash::BuildHasher as _;
use std::ops::Range;
use std::sync::OnceLock;

use hashbrown::{DefaultHashBuilder, HashTable};

use super::condition::Condition;
use super::json::JsonText;
use super::raw::{NoteKind, QuestionKind, RawChecklist};
use crate::text::Text;

/// The place of a step among all steps, in the order of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StepIx(pub u32);

/// The place of a section among all sections, in the order of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SectionIx(pub u32);

/// The place of a question among all questions, in the order of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QuestionIx(pub u32);

/// A line of the outline: a section's heading or a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Node {
    /// A section's heading.
    Section(SectionIx),
    /// A step.
    Step(StepIx),
}

/// A valid checklist. It is made by `Checklist::from_raw` only.
#[derive(Debug, Clone)]
pub struct Checklist {
    pub(super) id: Text,
    pub(super) title: Text,
    pub(super) summary: Option<Text>,
    pub(super) applies_to: Vec<Text>,
    pub(super) source: Option<Reference>,
    pub(super) json: JsonText,
    pub(super) outline: Vec<Node>,
    pub(super) sections: Vec<Section>,
    pub(super) steps: Vec<Step>,
    pub(super) questions: Vec<Question>,
    /// Made when the first step is looked for.
    pub(super) step_ids: OnceLock<StepIds>,
    pub(super) question_ids: HashMap<Box<str>, QuestionIx>,
}

/// A node with children. Its state is derived from its steps.
#[derive(Debug, Clone)]
pub struct Section {
    /// Its id as it is written in the file.
    pub id: Box<str>,
    /// What it is called.
    pub title: Text,
    /// What there is to know, in Markdown.
    pub detail: Option<Text>,
    /// Its steps apply only if this holds.
    pub when: Option<Box<Condition>>,
    /// The section around it.
    pub parent: Option<SectionIx>,
    /// How many sections are around it.
    pub depth: u16,
    /// All its steps, those of inner sections included: the indices of `StepIx`.
    pub steps: Range<u32>,
}

/// A leaf that is worked on.
#[derive(Debug, Clone)]
pub struct Step {
    /// Its id as it is written in the file: what was recorded is kept under it.
    pub id: Box<str>,
    /// What to do.
    pub title: Text,
    /// What there is to know, in Markdown.
    pub detail: Option<Text>,
    /// The section it stands in.
    pub parent: Option<SectionIx>,
    /// How many sections are around it.
    pub depth: u16,
    /// It applies only if this holds (and the conditions of its sections).
    pub when: Option<Box<Condition>>,
    /// What is decided here: the indices of `QuestionIx`.
    pub questions: Range<u32>,
    /// The steps that come before it.
    pub requires: Box<[StepIx]>,
    /// What must not be overlooked.
    pub notes: Box<[Note]>,
    /// The documents at hand.
    pub references: Box<[Reference]>,
    /// Commands to copy.
    pub commands: Box<[ShellCommand]>,
}

/// Something an admin decides on the way.
#[derive(Debug, Clone)]
pub struct Question {
    /// Its id as it is written in the file.
    pub id: Box<str>,
    /// The question as it is put.
    pub prompt: Text,
    /// What kind of answer it takes.
    pub kind: QuestionKind,
    /// The answers to choose from, as they are recorded. `yes` and `no` for a yes/no question.
    pub choices: Vec<Box<str>>,
    /// Whether its step can be done without an answer.
    pub required: bool,
    /// It is asked only if this holds.
    pub when: Option<Box<Condition>>,
    /// The step at which it is asked.
    pub step: StepIx,
    /// The steps whose own applying hangs on it, directly or through a section.
    pub dependents: Vec<StepIx>,
}

/// A remark that stands out from the detail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The remark, in Markdown.
    pub text: Text,
    /// How loud it is.
    pub kind: NoteKind,
    /// It is shown only if this holds.
    pub when: Option<Box<Condition>>,
}

/// A linked document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// Its title.
    pub title: Text,
    /// Where it is.
    pub target: LinkTarget,
    /// It is shown only if this holds.
    pub when: Option<Box<Condition>>,
}

/// Where a document is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkTarget {
    /// An https or http address, without a user part.
    Address(Box<str>),
    /// A file, by its path relative to the checklist.
    File(Box<str>),
    /// Nobody knows.
    Unknown,
}

/// A command to copy; never run by the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShellCommand {
    /// The command line, or several lines.
    pub run: Text,
    /// What it is meant for.
    pub shell: Option<Text>,
    /// What it does or shows.
    pub note: Option<Text>,
}

impl Checklist {
    /// Its short name.
    pub fn id(&self) -> &Text {
        &self.id
    }

    /// What it is called.
    pub fn title(&self) -> &Text {
        &self.title
    }

    /// What it is for.
    pub fn summary(&self) -> Option<&Text> {
        self.summary.as_ref()
    }

    /// The products it is meant for.
    pub fn applies_to(&self) -> &[Text] {
        &self.applies_to
    }

    /// The document it was made from.
    pub fn source(&self) -> Option<&Reference> {
        self.source.as_ref()
    }

    /// The SHA-256, in lower-case hex, of the checklist's content as it is kept in a log; white
    /// space and the order of members in the file do not change it.
    pub fn digest(&self) -> &str {
        self.json.digest()
    }

    /// Returns the compact JSON, without the address of the schema: what a log holds.
    pub fn json(&self) -> Cow<'_, str> {
        self.json.normalized()
    }

    /// Parses the JSON into the structs of the file format again.
    pub fn to_raw(&self) -> Option<RawChecklist> {
        self.json.to_raw()
    }

    /// Sections and steps in the order of the file.
    pub fn outline(&self) -> &[Node] {
        &self.outline
    }

    /// All sections, in the order of the file.
    pub fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// All steps, in the order of the file.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The indices of all steps.
    pub fn step_indices(&self) -> impl DoubleEndedIterator<Item = StepIx> + ExactSizeIterator + use<> {
        (0..u32::try_from(self.steps.len()).unwrap_or(u32::MAX)).map(StepIx)
    }

    /// All questions, in the order of the file.
    pub fn questions(&self) -> &[Question] {
        &self.questions
    }

    /// The indices of the questions of a step.
    pub fn questions_of(&self, step: StepIx) -> impl Iterator<Item = QuestionIx> + use<> {
        self.step(step).questions.clone().map(QuestionIx)
    }

    /// The step with this id.
    pub fn find_step(&self, id: &str) -> Option<StepIx> {
        self.step_ids.get_or_init(|| StepIds::new(&self.steps)).find(id, &self.steps)
    }

    /// The question with this id.
    pub fn find_question(&self, id: &str) -> Option<QuestionIx> {
        self.question_ids.get(id).copied()
    }

    /// A step. The index comes from this checklist.
    #[expect(clippy::indexing_slicing, reason = "indices are made by this checklist only")]
    pub fn step(&self, ix: StepIx) -> &Step {
        &self.steps[ix.0 as usize]
    }

    /// A section. The index comes from this checklist.
    #[expect(clippy::indexing_slicing, reason = "indices are made by this checklist only")]
    pub fn section(&self, ix: SectionIx) -> &Section {
        &self.sections[ix.0 as usize]
    }

    /// A question. The index comes from this checklist.
    #[expect(clippy::indexing_slicing, reason = "indices are made by this checklist only")]
    pub fn question(&self, ix: QuestionIx) -> &Question {
        &self.questions[ix.0 as usize]
    }

    /// The sections around a step, the innermost first.
    pub fn sections_of(&self, step: StepIx) -> impl Iterator<Item = SectionIx> + '_ {
        std::iter::successors(self.step(step).parent, |section| self.section(*section).parent)
    }

    /// The titles of the sections around a step, the outermost first, joined by `" / "`.
    pub fn section_path(&self, step: StepIx) -> String {
        let mut titles: Vec<&str> =
            self.sections_of(step).map(|section| self.section(section).title.as_str()).collect();
        titles.reverse();
        titles.join(" / ")
    }
}

impl StepIx {
    /// The place as an index into a list with one item for each step.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl SectionIx {
    /// The place as an index into a list with one item for each section.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl QuestionIx {
    /// The place as an index into a list with one item for each question.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Finds steps by their ids without holding a copy of each.
#[derive(Clone, Default)]
pub(super) struct StepIds {
    hasher: DefaultHashBuilder,
    table: HashTable<StepIx>,
}

impl StepIds {
    pub(super) fn new(steps: &[Step]) -> Self {
        let (hasher, mut table) = (DefaultHashBuilder::default(), HashTable::with_capacity(steps.len()));
        let hash = |ix: &StepIx| steps.get(ix.index()).map_or(0, |step| hasher.hash_one(&*step.id));
        for (place, step) in (0..).zip(steps) {
            table.insert_unique(hasher.hash_one(&*step.id), StepIx(place), hash);
        }
        Self { hasher, table }
    }

    pub(super) fn find(&self, id: &str, steps: &[Step]) -> Option<StepIx> {
        let is = |ix: &StepIx| steps.get(ix.index()).is_some_and(|step| &*step.id == id);
        self.table.find(self.hasher.hash_one(id), is).copied()
    }
}

impl fmt::Debug for StepIds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ids", self.table.len())
    }
}
