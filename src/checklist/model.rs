//! PURE. The checklist as the program works with it: valid by construction, looked up by index.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

use hashbrown::HashMap;

use super::raw::{JsonText, NoteKind, QuestionKind, RawChecklist};
use crate::text::Text;

/// The index of a step among all steps, in the order of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StepIx(pub u32);

/// The index of a section among all sections, in the order of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SectionIx(pub u32);

/// The index of a question among all questions, in the order of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QuestionIx(pub u32);

impl StepIx {
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl SectionIx {
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl QuestionIx {
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A line of the outline: a section's heading or a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Node {
    Section(SectionIx),
    Step(StepIx),
}

/// A valid checklist. Only `build` makes one.
#[derive(Debug, Clone)]
pub struct Checklist {
    pub(super) id: Text,
    pub(super) title: Text,
    pub(super) summary: Option<Text>,
    pub(super) detail: Option<Text>,
    pub(super) applies_to: Vec<Text>,
    pub(super) source: Option<Reference>,
    pub(super) json: JsonText,
    pub(super) outline: Vec<Node>,
    pub(super) sections: Vec<Section>,
    pub(super) steps: Vec<Step>,
    pub(super) questions: Vec<Question>,
    /// Filled at the first lookup.
    pub(super) step_ids: OnceLock<HashMap<Box<str>, StepIx>>,
    pub(super) question_ids: HashMap<Box<str>, QuestionIx>,
}

/// A node with children. Its state is derived from its steps.
#[derive(Debug, Clone)]
pub struct Section {
    pub id: Box<str>,
    pub title: Text,
    /// Markdown.
    pub detail: Option<Text>,
    /// Its steps apply only if this holds.
    pub when: Option<Box<Condition>>,
    pub parent: Option<SectionIx>,
    /// How many sections are around it.
    pub depth: u16,
    /// All its steps, those of inner sections included, as the indices of `StepIx`.
    pub steps: Range<u32>,
}

/// A leaf that is worked on.
#[derive(Debug, Clone)]
pub struct Step {
    /// What is recorded of the step is stored under this id.
    pub id: Box<str>,
    pub title: Text,
    /// Markdown.
    pub detail: Option<Text>,
    pub parent: Option<SectionIx>,
    /// How many sections are around it.
    pub depth: u16,
    /// It applies only if this holds (and the conditions of its sections).
    pub when: Option<Box<Condition>>,
    /// The questions asked here, as the indices of `QuestionIx`.
    pub questions: Range<u32>,
    /// The steps that come before it.
    pub requires: Box<[StepIx]>,
    pub notes: Box<[Note]>,
    pub references: Box<[Reference]>,
    pub commands: Box<[ShellCommand]>,
}

/// A decision that is made at a step.
#[derive(Debug, Clone)]
pub struct Question {
    pub id: Box<str>,
    pub prompt: Text,
    /// Its short name, shown with the answer.
    pub label: Option<Text>,
    pub kind: QuestionKind,
    /// The least and the greatest number that it takes.
    pub range: (Option<i64>, Option<i64>),
    /// The answers to choose from, as they are recorded. `yes` and `no` for a yes/no question.
    pub choices: Vec<Box<str>>,
    /// Whether its step needs an answer to be done.
    pub required: bool,
    /// It is asked only if this holds.
    pub when: Option<Box<Condition>>,
    /// The step at which it is asked.
    pub step: StepIx,
    /// The steps whose condition asks it, directly or through a section.
    pub dependents: Vec<StepIx>,
    /// The steps with a conditional warning whose condition asks it.
    pub warned: Vec<StepIx>,
}

/// A remark that stands out from the detail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Markdown.
    pub text: Text,
    pub kind: NoteKind,
    /// It is shown only if this holds.
    pub when: Option<Box<Condition>>,
}

impl Note {
    /// Returns whether the note is in force where its condition holds: a person must then accept it before
    /// its step is done. One that is always shown is not.
    pub fn is_conditional_warning(&self) -> bool {
        matches!(self.kind, NoteKind::Warning | NoteKind::Caution) && self.when.is_some()
    }
}

/// A linked document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    pub title: Text,
    pub target: LinkTarget,
    /// It is shown only if this holds.
    pub when: Option<Box<Condition>>,
}

/// Where a document is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum LinkTarget {
    /// An https or http address, without a user part.
    Address(Box<str>),
    /// A file, by its path relative to the checklist.
    File(Box<str>),
    Unknown,
}

/// A command to copy; never run by the program.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ShellCommand {
    /// The command line, or several lines.
    pub run: Text,
    /// What it is meant for: `powershell`, `bash` ...
    pub shell: Option<Text>,
    pub note: Option<Text>,
}

/// The value of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Truth {
    No,
    /// A question is not answered yet, and the answer would decide.
    Unknown,
    Yes,
}

impl Truth {
    fn negated(self) -> Self {
        match self {
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
            Self::Yes => Self::No,
        }
    }

    /// Returns the weaker of the two.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.min(other)
    }
}

/// A condition whose questions are known to exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// The question has this answer.
    Is(QuestionIx, Box<str>),
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
}

impl Condition {
    /// Evaluates the condition; `answer` returns `None` for an open question.
    pub fn evaluate<'a>(&self, answer: &impl Fn(QuestionIx) -> Option<&'a str>) -> Truth {
        match self {
            Self::Is(question, value) => match answer(*question) {
                None => Truth::Unknown,
                Some(given) if given == &**value => Truth::Yes,
                Some(_) => Truth::No,
            },
            Self::All(parts) => parts.iter().map(|part| part.evaluate(answer)).min().unwrap_or(Truth::Yes),
            Self::Any(parts) => parts.iter().map(|part| part.evaluate(answer)).max().unwrap_or(Truth::No),
            Self::Not(inner) => inner.evaluate(answer).negated(),
        }
    }

    /// Returns the questions of the condition in their order, repeated where one is asked again.
    pub fn questions(&self) -> Vec<QuestionIx> {
        match self {
            Self::Is(question, _) => vec![*question],
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::questions).collect(),
            Self::Not(inner) => inner.questions(),
        }
    }
}

impl Checklist {
    pub fn id(&self) -> &Text {
        &self.id
    }

    pub fn title(&self) -> &Text {
        &self.title
    }

    pub fn summary(&self) -> Option<&Text> {
        self.summary.as_ref()
    }

    /// Returns what there is to know besides the steps, in Markdown.
    pub fn detail(&self) -> Option<&Text> {
        self.detail.as_ref()
    }

    /// Returns the products it is meant for.
    pub fn applies_to(&self) -> &[Text] {
        &self.applies_to
    }

    /// Returns the document it was made from.
    pub fn source(&self) -> Option<&Reference> {
        self.source.as_ref()
    }

    /// Returns the lower-case hex SHA-256 of [`Checklist::json`]; white space and the order of
    /// members in the file do not change it.
    pub fn digest(&self) -> &str {
        self.json.digest()
    }

    /// Returns the compact JSON, without the address of the schema: the form in a log.
    pub fn json(&self) -> Cow<'_, str> {
        self.json.normalized()
    }

    /// Parses the JSON into the structs of the file format again.
    pub fn to_raw(&self) -> Option<RawChecklist> {
        self.json.to_raw()
    }

    /// Returns sections and steps in the order of the file.
    pub fn outline(&self) -> &[Node] {
        &self.outline
    }

    pub fn sections(&self) -> &[Section] {
        &self.sections
    }

    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    pub fn step_indices(&self) -> impl DoubleEndedIterator<Item = StepIx> + ExactSizeIterator + use<> {
        (0..u32::try_from(self.steps.len()).unwrap_or(u32::MAX)).map(StepIx)
    }

    pub fn questions(&self) -> &[Question] {
        &self.questions
    }

    pub fn questions_of(&self, step: StepIx) -> impl Iterator<Item = QuestionIx> + use<> {
        self.step(step).questions.clone().map(QuestionIx)
    }

    /// Returns the step with this id.
    pub fn find_step(&self, id: &str) -> Option<StepIx> {
        self.step_ids.get_or_init(|| step_ids(&self.steps)).get(id).copied()
    }

    /// Returns the question with this id.
    pub fn find_question(&self, id: &str) -> Option<QuestionIx> {
        self.question_ids.get(id).copied()
    }

    /// Returns the step of an index, which must come from this checklist.
    #[expect(clippy::indexing_slicing, reason = "indices are made by this checklist only")]
    pub fn step(&self, ix: StepIx) -> &Step {
        &self.steps[ix.index()]
    }

    /// Returns the section of an index, which must come from this checklist.
    #[expect(clippy::indexing_slicing, reason = "indices are made by this checklist only")]
    pub fn section(&self, ix: SectionIx) -> &Section {
        &self.sections[ix.index()]
    }

    /// Returns the question of an index, which must come from this checklist.
    #[expect(clippy::indexing_slicing, reason = "indices are made by this checklist only")]
    pub fn question(&self, ix: QuestionIx) -> &Question {
        &self.questions[ix.index()]
    }

    /// Returns the sections around a step, the innermost first.
    pub fn sections_of(&self, step: StepIx) -> impl Iterator<Item = SectionIx> + '_ {
        std::iter::successors(self.step(step).parent, |section| self.section(*section).parent)
    }

    /// Returns the titles of the sections around a step, the outermost first, joined by `" / "`.
    pub fn section_path(&self, step: StepIx) -> String {
        let mut titles: Vec<&str> =
            self.sections_of(step).map(|section| self.section(section).title.as_str()).collect();
        titles.reverse();
        titles.join(" / ")
    }
}

/// Maps the id of each step to its index.
pub(super) fn step_ids(steps: &[Step]) -> HashMap<Box<str>, StepIx> {
    (0..).zip(steps).map(|(index, step)| (step.id.clone(), StepIx(index))).collect()
}
