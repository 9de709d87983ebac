//! PURE. Builds the checklist that the program works with from the structs of the file format.
//!
//! These are consumed: their texts move into the checklist without being copied.

use std::sync::OnceLock;

use hashbrown::HashMap;

use super::model::{
    Checklist, Condition, LinkTarget, Node, Note, Question, QuestionIx, Reference, Section, SectionIx,
    ShellCommand, Step, StepIx, step_ids,
};
use super::problem::Problem;
use super::raw::{
    JsonText, QuestionKind, RawChecklist, RawCommand, RawCondition, RawNote, RawQuestion, RawReference,
    RawSource, RawStep,
};
use super::validate::{VALUE_PROBLEMS, has_errors, is_web_url, validate};
use crate::text::Text;

impl Checklist {
    /// Builds a checklist that was not read from a file.
    ///
    /// # Errors
    ///
    /// All its problems; they have no positions.
    pub fn from_raw(raw: &RawChecklist) -> Result<Self, Vec<Problem>> {
        validate_and_build(raw.clone(), JsonText::from_raw(raw))
    }
}

/// Builds the checklist unless it has errors.
pub(super) fn validate_and_build(raw: RawChecklist, json: JsonText) -> Result<Checklist, Vec<Problem>> {
    let problems = validate(&raw);
    if has_errors(&problems) { Err(problems) } else { Ok(build(raw, json)) }
}

/// Builds the checklist of a log unless it has errors. The log may be older than values, and then what looks
/// like one is text.
pub(super) fn build_recorded(raw: RawChecklist, json: JsonText) -> Result<Checklist, Vec<Problem>> {
    let mut problems = validate(&raw);
    problems.retain(|problem| !VALUE_PROBLEMS.contains(&problem.code));
    if has_errors(&problems) { Err(problems) } else { Ok(build(raw, json)) }
}

/// Builds a checklist in which `validate` found no error.
pub(super) fn build(raw: RawChecklist, json: JsonText) -> Checklist {
    let mut builder = Builder::default();
    builder.add_list(raw.steps, &Ancestors::default());
    let Builder { outline, sections, mut steps, questions, question_ids, unresolved_requires } = builder;
    let ids = OnceLock::new();
    for (step, required) in unresolved_requires {
        let ids = ids.get_or_init(|| step_ids(&steps));
        let found = required.iter().filter_map(|id| ids.get(id.as_str()).copied()).collect();
        if let Some(step) = steps.get_mut(step.index()) {
            step.requires = found;
        }
    }
    Checklist {
        id: Text::own_line(raw.id),
        title: Text::own_line(raw.title),
        summary: raw.summary.map(Text::own_line),
        detail: raw.detail.map(Text::own_block),
        applies_to: raw.applies_to.into_iter().map(Text::own_line).collect(),
        source: raw.source.map(source),
        json,
        outline,
        sections,
        steps,
        questions,
        step_ids: ids,
        question_ids,
    }
}

/// A list with more items than these takes megabytes.
const LONG_LIST: usize = 8192;

/// Converts an index. `validate` allows far fewer items than a `u32` can count.
fn to_index(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

#[derive(Default)]
struct Builder {
    outline: Vec<Node>,
    sections: Vec<Section>,
    steps: Vec<Step>,
    questions: Vec<Question>,
    question_ids: HashMap<Box<str>, QuestionIx>,
    /// The ids that steps require, which are looked up once all steps are there.
    unresolved_requires: Vec<(StepIx, Vec<String>)>,
}

/// The sections around a list.
#[derive(Default)]
struct Ancestors {
    parent: Option<SectionIx>,
    depth: u16,
    /// The questions that their conditions ask.
    questions: Vec<QuestionIx>,
}

impl Builder {
    fn add_list(&mut self, list: Vec<RawStep>, ancestors: &Ancestors) {
        self.outline.reserve(list.len());
        self.steps.reserve(list.len());
        if list.len() > LONG_LIST {
            return self.add_long_list(list, ancestors);
        }
        for raw in list {
            self.add_item(raw, ancestors);
        }
    }

    /// Frees the memory of a long list part by part, so that not all of it is held twice.
    fn add_long_list(&mut self, mut list: Vec<RawStep>, ancestors: &Ancestors) {
        list.reverse();
        while let Some(raw) = list.pop() {
            self.add_item(raw, ancestors);
            if list.len().is_multiple_of(LONG_LIST) {
                list.shrink_to_fit();
            }
        }
    }

    fn add_item(&mut self, raw: RawStep, ancestors: &Ancestors) {
        if raw.is_section() { self.add_section(raw, ancestors) } else { self.add_step(raw, ancestors) }
    }

    fn add_section(&mut self, raw: RawStep, ancestors: &Ancestors) {
        let ix = SectionIx(to_index(self.sections.len()));
        let first = to_index(self.steps.len());
        let when = self.optional_condition(raw.when);
        let asked = asked_questions(&ancestors.questions, when.as_deref());
        self.outline.push(Node::Section(ix));
        self.sections.push(Section {
            id: raw.id.into(),
            title: Text::own_line(raw.title),
            detail: raw.detail.map(Text::own_block),
            when,
            parent: ancestors.parent,
            depth: ancestors.depth,
            steps: first..first,
        });
        let inner =
            Ancestors { parent: Some(ix), depth: ancestors.depth.saturating_add(1), questions: asked };
        self.add_list(raw.steps.unwrap_or_default(), &inner);
        let end = to_index(self.steps.len());
        if let Some(section) = self.sections.get_mut(ix.index()) {
            section.steps.end = end;
        }
    }

    fn add_step(&mut self, raw: RawStep, ancestors: &Ancestors) {
        let ix = StepIx(to_index(self.steps.len()));
        let first = to_index(self.questions.len());
        // A condition may ask what is asked at its own step.
        for question in raw.questions {
            self.add_question(question, ix);
        }
        let when = self.optional_condition(raw.when);
        for question in asked_questions(&ancestors.questions, when.as_deref()) {
            if let Some(question) = self.questions.get_mut(question.index()) {
                question.dependents.push(ix);
            }
        }
        if !raw.requires.is_empty() {
            self.unresolved_requires.push((ix, raw.requires));
        }
        self.outline.push(Node::Step(ix));
        let notes: Box<[Note]> = raw.notes.into_iter().map(|note| self.note(note)).collect();
        self.add_warned(&notes, ix);
        let step = Step {
            id: raw.id.into(),
            title: Text::own_line(raw.title),
            detail: raw.detail.map(Text::own_block),
            parent: ancestors.parent,
            depth: ancestors.depth,
            when,
            questions: first..to_index(self.questions.len()),
            requires: Box::default(),
            notes,
            references: raw.references.into_iter().map(|reference| self.reference(reference)).collect(),
            commands: raw.commands.into_iter().map(command).collect(),
        };
        self.steps.push(step);
    }

    fn add_question(&mut self, raw: RawQuestion, step: StepIx) {
        // `validate` refuses a question without a kind.
        let kind = raw.kind.unwrap_or(QuestionKind::Text);
        let choices = match kind {
            QuestionKind::YesNo => vec!["yes".into(), "no".into()],
            QuestionKind::Choice | QuestionKind::Text | QuestionKind::Host | QuestionKind::Number => {
                raw.choices.into_iter().map(Into::into).collect()
            }
        };
        let when = self.optional_condition(raw.when);
        let id: Box<str> = raw.id.into();
        self.question_ids.entry(id.clone()).or_insert(QuestionIx(to_index(self.questions.len())));
        self.questions.push(Question {
            id,
            prompt: Text::own_line(raw.prompt),
            label: raw.label.map(Text::own_line),
            kind,
            range: (raw.min, raw.max),
            choices,
            required: raw.required,
            when,
            step,
            dependents: Vec::new(),
            warned: Vec::new(),
        });
    }

    fn add_warned(&mut self, notes: &[Note], step: StepIx) {
        let warnings = notes.iter().filter(|note| note.is_conditional_warning());
        for question in warnings.filter_map(|note| note.when.as_deref()).flat_map(Condition::questions) {
            if let Some(question) = self.questions.get_mut(question.index())
                && question.warned.last() != Some(&step)
            {
                question.warned.push(step);
            }
        }
    }

    fn optional_condition(&self, raw: Option<Box<RawCondition>>) -> Option<Box<Condition>> {
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
        Note { text: Text::own_block(raw.text), kind: raw.kind, when: self.optional_condition(raw.when) }
    }

    fn reference(&self, raw: RawReference) -> Reference {
        Reference {
            title: Text::own_line(raw.title),
            target: target(raw.url),
            when: self.optional_condition(raw.when),
        }
    }
}

/// Returns the questions of a condition and of those around it, each once.
fn asked_questions(around: &[QuestionIx], when: Option<&Condition>) -> Vec<QuestionIx> {
    let mut asked = around.to_vec();
    if let Some(when) = when {
        asked.extend(when.questions());
        asked.sort_unstable();
        asked.dedup();
    }
    asked
}

fn command(raw: RawCommand) -> ShellCommand {
    ShellCommand {
        run: Text::own_block(raw.run),
        shell: raw.shell.map(Text::own_line),
        note: raw.note.map(Text::own_line),
    }
}

fn source(raw: RawSource) -> Reference {
    Reference { title: Text::own_line(raw.title), target: target(raw.url), when: None }
}

fn target(url: Option<String>) -> LinkTarget {
    match url {
        None => LinkTarget::Unknown,
        Some(url) if is_web_url(&url) => LinkTarget::Address(url.into()),
        Some(path) => LinkTarget::File(path.into()),
    }
}
