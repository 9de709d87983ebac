//! PURE. From a raw checklist without errors to the one that the program works with.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::ops::Range;

use sha2::{Digest, Sha256};

use super::condition::Condition;
use super::model::{
    Checklist, Command, Node, Note, Question, QuestionIx, Reference, Section, SectionIx, Step, StepIx, Target,
};
use super::raw::{
    QuestionKind, RawChecklist, RawCommand, RawCondition, RawNote, RawQuestion, RawReference, RawSource,
};
use super::validate::{Survey, each_asked, is_web};
use crate::text::Text;

/// Builds the checklist. The survey is of the same checklist, and `validate` found no error.
pub(super) fn build(raw: &RawChecklist, survey: &Survey<'_>) -> Checklist {
    let builder = Builder::new(survey);
    let mut checklist = Checklist {
        id: Text::line(&raw.id),
        title: Text::line(&raw.title),
        summary: raw.summary.as_deref().map(Text::line),
        applies_to: raw.applies_to.iter().map(|product| Text::line(product)).collect(),
        source: raw.source.as_ref().map(source),
        digest: digest(raw),
        outline: builder.outline.clone(),
        sections: Vec::new(),
        steps: Vec::new(),
        questions: Vec::new(),
        step_ids: HashMap::new(),
        question_ids: HashMap::new(),
    };
    for item in 0..survey.items.len() {
        builder.item(item, &mut checklist);
    }
    checklist.questions = builder.questions();
    checklist.step_ids = ids(checklist.steps.iter().map(|step| &step.id), StepIx);
    checklist.question_ids = ids(checklist.questions.iter().map(|question| &question.id), QuestionIx);
    checklist
}

/// The lower-case hex SHA-256 of the compact JSON, without the address of the schema.
fn digest(raw: &RawChecklist) -> String {
    let hash = match raw.schema {
        None => Sha256::digest(compact(raw)),
        Some(_) => Sha256::digest(compact(&RawChecklist { schema: None, ..raw.clone() })),
    };
    hash.iter().fold(String::with_capacity(2 * hash.len()), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Numbers, texts and lists can always be written as JSON.
fn compact(raw: &RawChecklist) -> Vec<u8> {
    serde_json::to_vec(raw).unwrap_or_default()
}

fn ids<'a, Ix>(ids: impl Iterator<Item = &'a Box<str>>, ix: fn(u32) -> Ix) -> HashMap<Box<str>, Ix> {
    ids.enumerate().map(|(index, id)| (id.clone(), ix(number(index)))).collect()
}

/// A place in a list. `validate` allows far fewer items than a `u32` can count.
fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

fn numbers(range: &Range<usize>) -> Range<u32> {
    number(range.start)..number(range.end)
}

/// What the items of a survey become.
struct Builder<'b, 'a> {
    survey: &'b Survey<'a>,
    outline: Vec<Node>,
    /// For each item, and for the end of the list, the number of steps before it.
    steps_before: Vec<u32>,
}

impl<'b, 'a> Builder<'b, 'a> {
    fn new(survey: &'b Survey<'a>) -> Self {
        let (mut sections, mut steps) = (0, 0);
        let mut outline = Vec::with_capacity(survey.items.len());
        let mut steps_before = Vec::with_capacity(survey.items.len() + 1);
        for item in &survey.items {
            steps_before.push(steps);
            if item.raw.is_section() {
                outline.push(Node::Section(SectionIx(sections)));
                sections += 1;
            } else {
                outline.push(Node::Step(StepIx(steps)));
                steps += 1;
            }
        }
        steps_before.push(steps);
        Self { survey, outline, steps_before }
    }

    fn item(&self, index: usize, out: &mut Checklist) {
        let Some(item) = self.survey.items.get(index) else { return };
        let raw = item.raw;
        let (id, title) = (raw.id.as_str().into(), Text::line(&raw.title));
        let detail = raw.detail.as_deref().map(Text::block);
        let when = self.when(raw.when.as_ref());
        let parent = item.parent.and_then(|parent| self.section(parent));
        let depth = u16::try_from(item.depth).unwrap_or(u16::MAX);
        if raw.is_section() {
            let steps = self.before(index)..self.before(item.end);
            out.sections.push(Section { id, title, detail, when, parent, depth, steps });
            return;
        }
        out.steps.push(Step {
            id,
            title,
            detail,
            parent,
            depth,
            when,
            questions: numbers(&item.questions),
            requires: raw
                .requires
                .iter()
                .filter_map(|id| self.step(*self.survey.ids.get(id.as_str())?))
                .collect(),
            notes: raw.notes.iter().map(|note| self.note(note)).collect(),
            references: raw.references.iter().map(|reference| self.reference(reference)).collect(),
            commands: raw.commands.iter().map(command).collect(),
        });
    }

    fn before(&self, item: usize) -> u32 {
        self.steps_before.get(item).copied().unwrap_or_default()
    }

    fn section(&self, item: usize) -> Option<SectionIx> {
        match self.outline.get(item)? {
            Node::Section(section) => Some(*section),
            Node::Step(_) => None,
        }
    }

    fn step(&self, item: usize) -> Option<StepIx> {
        match self.outline.get(item)? {
            Node::Section(_) => None,
            Node::Step(step) => Some(*step),
        }
    }

    fn when(&self, raw: Option<&RawCondition>) -> Option<Condition> {
        raw.and_then(|raw| self.condition(raw))
    }

    fn condition(&self, raw: &RawCondition) -> Option<Condition> {
        let parts = |parts: &[RawCondition]| parts.iter().filter_map(|part| self.condition(part)).collect();
        match raw {
            RawCondition { question: Some(id), is: Some(is), .. } => {
                Some(Condition::Is(self.question_ix(id)?, is.as_str().into()))
            }
            RawCondition { all: Some(all), .. } => Some(Condition::All(parts(all))),
            RawCondition { any: Some(any), .. } => Some(Condition::Any(parts(any))),
            RawCondition { not: Some(inner), .. } => Some(Condition::Not(Box::new(self.condition(inner)?))),
            _ => None,
        }
    }

    fn question_ix(&self, id: &str) -> Option<QuestionIx> {
        self.survey.question_ids.get(id).map(|index| QuestionIx(number(*index)))
    }

    fn note(&self, raw: &RawNote) -> Note {
        Note { text: Text::block(&raw.text), kind: raw.kind, when: self.when(raw.when.as_ref()) }
    }

    fn reference(&self, raw: &RawReference) -> Reference {
        Reference {
            title: Text::line(&raw.title),
            target: target(raw.url.as_deref()),
            when: self.when(raw.when.as_ref()),
        }
    }

    fn questions(&self) -> Vec<Question> {
        let questions = self.survey.questions.iter();
        let mut questions: Vec<Question> = questions
            .map(|asked| self.question(asked.raw, self.step(asked.item).unwrap_or(StepIx(u32::MAX))))
            .collect();
        self.switch(&mut questions);
        questions
    }

    fn question(&self, raw: &RawQuestion, step: StepIx) -> Question {
        // A question without a kind does not get past `validate`.
        let kind = raw.kind.unwrap_or(QuestionKind::Text);
        let choices = match kind {
            QuestionKind::YesNo => vec!["yes".into(), "no".into()],
            QuestionKind::Choice | QuestionKind::Text => {
                raw.choices.iter().map(|c| c.as_str().into()).collect()
            }
        };
        Question {
            id: raw.id.as_str().into(),
            prompt: Text::line(&raw.prompt),
            kind,
            choices,
            required: raw.required,
            when: self.when(raw.when.as_ref()),
            step,
            switches: Vec::new(),
        }
    }

    /// Tells every question which steps hang on it, by their own condition or one around them.
    fn switch(&self, questions: &mut [Question]) {
        let mut asked: Vec<Vec<QuestionIx>> = Vec::with_capacity(self.survey.items.len());
        for (index, item) in self.survey.items.iter().enumerate() {
            let mut here: Vec<QuestionIx> =
                item.parent.and_then(|p| asked.get(p)).cloned().unwrap_or_default();
            if let Some(when) = &item.raw.when {
                each_asked(when, &mut |id| here.extend(self.question_ix(id)));
                here.sort_unstable();
                here.dedup();
            }
            let Some(step) = self.step(index) else {
                asked.push(here);
                continue;
            };
            asked.push(Vec::new());
            for question in here {
                if let Some(question) = questions.get_mut(question.at()) {
                    question.switches.push(step);
                }
            }
        }
    }
}

fn command(raw: &RawCommand) -> Command {
    Command {
        run: Text::block(&raw.run),
        shell: raw.shell.as_deref().map(Text::line),
        note: raw.note.as_deref().map(Text::line),
    }
}

fn source(raw: &RawSource) -> Reference {
    Reference { title: Text::line(&raw.title), target: target(raw.url.as_deref()), when: None }
}

fn target(url: Option<&str>) -> Target {
    match url {
        None => Target::Unknown,
        Some(url) if is_web(url) => Target::Address(url.into()),
        Some(path) => Target::File(path.into()),
    }
}
