//! PURE. From a raw checklist without errors to the one that the program works with.
//!
//! The raw one is used up: its texts become those of the checklist, without being copied.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::condition::Condition;
use super::kept::Kept;
use super::model::{
    Checklist, Command, Node, Note, Question, QuestionIx, Reference, Section, SectionIx, Step, StepIds,
    StepIx, Target,
};
use super::raw::{
    QuestionKind, RawChecklist, RawCommand, RawCondition, RawNote, RawQuestion, RawReference, RawSource,
    RawStep,
};
use super::validate::is_web;
use crate::text::Text;

/// Builds the checklist; `validate` found no error in it.
pub(super) fn build(raw: RawChecklist, kept: Kept) -> Checklist {
    let mut builder = Builder::default();
    builder.list(raw.steps, &Around::default());
    let Builder { outline, sections, mut steps, questions, question_ids, requires } = builder;
    let step_ids = OnceLock::new();
    for (step, ids) in requires {
        let table = step_ids.get_or_init(|| StepIds::of(&steps));
        let found = ids.iter().filter_map(|id| table.find(id, &steps)).collect();
        if let Some(step) = steps.get_mut(step.at()) {
            step.requires = found;
        }
    }
    Checklist {
        id: Text::own_line(raw.id),
        title: Text::own_line(raw.title),
        summary: raw.summary.map(Text::own_line),
        applies_to: raw.applies_to.into_iter().map(Text::own_line).collect(),
        source: raw.source.map(source),
        kept,
        outline,
        sections,
        steps,
        questions,
        step_ids,
        question_ids,
    }
}

/// A list with more items than these takes so much room (some megabytes) that it counts.
const LONG: usize = 8192;

/// A place in a list. `validate` allows far fewer items than a `u32` can count.
fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// What has been built so far.
#[derive(Default)]
struct Builder {
    outline: Vec<Node>,
    sections: Vec<Section>,
    steps: Vec<Step>,
    questions: Vec<Question>,
    question_ids: HashMap<Box<str>, QuestionIx>,
    /// The ids of the steps that come before a step: they are looked up once all steps are there.
    requires: Vec<(StepIx, Vec<String>)>,
}

/// The sections around a list.
#[derive(Default)]
struct Around {
    parent: Option<SectionIx>,
    depth: u16,
    /// The questions that their conditions ask.
    asked: Vec<QuestionIx>,
}

impl Builder {
    fn list(&mut self, list: Vec<RawStep>, around: &Around) {
        self.outline.reserve(list.len());
        self.steps.reserve(list.len());
        if list.len() > LONG {
            return self.long_list(list, around);
        }
        for raw in list {
            self.item(raw, around);
        }
    }

    /// Gives the room of a long list back part by part, so that not all of it is held twice.
    fn long_list(&mut self, mut list: Vec<RawStep>, around: &Around) {
        list.reverse();
        while let Some(raw) = list.pop() {
            self.item(raw, around);
            if list.len().is_multiple_of(LONG) {
                list.shrink_to_fit();
            }
        }
    }

    fn item(&mut self, raw: RawStep, around: &Around) {
        if raw.is_section() { self.section(raw, around) } else { self.step(raw, around) }
    }

    fn section(&mut self, raw: RawStep, around: &Around) {
        let ix = SectionIx(number(self.sections.len()));
        let first = number(self.steps.len());
        let when = self.when(raw.when);
        let asked = asked(&around.asked, when.as_deref());
        self.outline.push(Node::Section(ix));
        self.sections.push(Section {
            id: raw.id.into(),
            title: Text::own_line(raw.title),
            detail: raw.detail.map(Text::own_block),
            when,
            parent: around.parent,
            depth: around.depth,
            steps: first..first,
        });
        let inner = Around { parent: Some(ix), depth: around.depth.saturating_add(1), asked };
        self.list(raw.steps.unwrap_or_default(), &inner);
        let end = number(self.steps.len());
        if let Some(section) = self.sections.get_mut(ix.at()) {
            section.steps.end = end;
        }
    }

    fn step(&mut self, raw: RawStep, around: &Around) {
        let ix = StepIx(number(self.steps.len()));
        let first = number(self.questions.len());
        // A condition may ask what is asked at its own step.
        for question in raw.questions {
            self.question(question, ix);
        }
        let when = self.when(raw.when);
        for question in asked(&around.asked, when.as_deref()) {
            if let Some(question) = self.questions.get_mut(question.at()) {
                question.switches.push(ix);
            }
        }
        if !raw.requires.is_empty() {
            self.requires.push((ix, raw.requires));
        }
        self.outline.push(Node::Step(ix));
        let step = Step {
            id: raw.id.into(),
            title: Text::own_line(raw.title),
            detail: raw.detail.map(Text::own_block),
            parent: around.parent,
            depth: around.depth,
            when,
            questions: first..number(self.questions.len()),
            requires: Box::default(),
            notes: raw.notes.into_iter().map(|note| self.note(note)).collect(),
            references: raw.references.into_iter().map(|reference| self.reference(reference)).collect(),
            commands: raw.commands.into_iter().map(command).collect(),
        };
        self.steps.push(step);
    }

    fn question(&mut self, raw: RawQuestion, step: StepIx) {
        // A question without a kind does not get past `validate`.
        let kind = raw.kind.unwrap_or(QuestionKind::Text);
        let choices = match kind {
            QuestionKind::YesNo => vec!["yes".into(), "no".into()],
            QuestionKind::Choice | QuestionKind::Text => raw.choices.into_iter().map(Into::into).collect(),
        };
        let when = self.when(raw.when);
        let id: Box<str> = raw.id.into();
        self.question_ids.entry(id.clone()).or_insert(QuestionIx(number(self.questions.len())));
        self.questions.push(Question {
            id,
            prompt: Text::own_line(raw.prompt),
            kind,
            choices,
            required: raw.required,
            when,
            step,
            switches: Vec::new(),
        });
    }

    fn when(&self, raw: Option<Box<RawCondition>>) -> Option<Box<Condition>> {
        self.condition(*raw?).map(Box::new)
    }

    fn condition(&self, raw: RawCondition) -> Option<Condition> {
        let parts =
            |parts: Vec<RawCondition>| parts.into_iter().filter_map(|part| self.condition(part)).collect();
        match raw {
            RawCondition { question: Some(id), is: Some(is), .. } => {
                Some(Condition::Is(*self.question_ids.get(id.as_str())?, is.into()))
            }
            RawCondition { all: Some(all), .. } => Some(Condition::All(parts(all))),
            RawCondition { any: Some(any), .. } => Some(Condition::Any(parts(any))),
            RawCondition { not: Some(inner), .. } => Some(Condition::Not(Box::new(self.condition(*inner)?))),
            _ => None,
        }
    }

    fn note(&self, raw: RawNote) -> Note {
        Note { text: Text::own_block(raw.text), kind: raw.kind, when: self.when(raw.when) }
    }

    fn reference(&self, raw: RawReference) -> Reference {
        Reference { title: Text::own_line(raw.title), target: target(raw.url), when: self.when(raw.when) }
    }
}

/// The questions that a condition and those around it ask, each once.
fn asked(around: &[QuestionIx], when: Option<&Condition>) -> Vec<QuestionIx> {
    let mut asked = around.to_vec();
    if let Some(when) = when {
        asked.extend(when.questions());
        asked.sort_unstable();
        asked.dedup();
    }
    asked
}

fn command(raw: RawCommand) -> Command {
    Command {
        run: Text::own_block(raw.run),
        shell: raw.shell.map(Text::own_line),
        note: raw.note.map(Text::own_line),
    }
}

fn source(raw: RawSource) -> Reference {
    Reference { title: Text::own_line(raw.title), target: target(raw.url), when: None }
}

fn target(url: Option<String>) -> Target {
    match url {
        None => Target::Unknown,
        Some(url) if is_web(&url) => Target::Address(url.into()),
        Some(path) => Target::File(path.into()),
    }
}
