//! TESTS. Random scripts: several writers at one session, who see each other's entries sooner or later.

use proptest::prelude::*;

use super::fixture::*;
use crate::checklist::{QuestionIx, RawChecklist, RecordedChecklist, StepIx};
use crate::session::{Command, Entry, Event, Progress, Status, Writer, decide};

/// What one of the writers does next.
#[derive(Debug, Clone)]
pub(super) struct Turn {
    /// Which writer.
    pub(super) who: usize,
    /// Whether the others' entries have arrived.
    pub(super) syncs: bool,
    pub(super) action: ScriptedAction,
}

/// Places are taken modulo what there is.
#[derive(Debug, Clone)]
pub(super) enum ScriptedAction {
    Mark(usize, usize, bool),
    Answer(usize, usize),
    Note(usize, &'static str, Option<usize>),
    Undo,
    Redo,
    Adopt(usize),
}

pub(super) fn actions(adopts: bool) -> impl Strategy<Value = ScriptedAction> {
    let text = prop_oneof![Just("one"), Just("two\nlines"), Just("")];
    prop_oneof![
        6 => (0..8_usize, 0..Status::ALL.len(), any::<bool>()).prop_map(|(a, b, c)| ScriptedAction::Mark(a, b, c)),
        4 => (0..5_usize, 0..5_usize).prop_map(|(a, b)| ScriptedAction::Answer(a, b)),
        3 => (0..3_usize, text, prop::option::of(0..4_usize)).prop_map(|(a, b, c)| ScriptedAction::Note(a, b, c)),
        4 => Just(ScriptedAction::Undo),
        3 => Just(ScriptedAction::Redo),
        u32::from(adopts) => (0..4_usize).prop_map(ScriptedAction::Adopt),
    ]
}

pub(super) fn turns(adopts: bool) -> impl Strategy<Value = Vec<Turn>> {
    let turn = (0..3_usize, prop::bool::weighted(0.6), actions(adopts))
        .prop_map(|(who, syncs, action)| Turn { who, syncs, action });
    prop::collection::vec(turn, 0..40)
}

/// The checklists that are adopted: the first one, and others with steps and questions reworded,
/// moved, gone and new.
fn versions() -> Vec<RawChecklist> {
    let report = r#"{"id": "report", "title": "Report"}"#;
    vec![
        small(),
        edited(&[("Read the plan", "Read it all"), ("Report\"", "Report it\"")]),
        edited(&[
            (
                r#""is": "radio"}},"#,
                r#""is": "radio"}, "questions": [
              {"id": "tall", "prompt": "How tall?", "kind": "choice", "choices": ["low", "high"]}]},"#,
            ),
            (
                report,
                r#"{"id": "extra", "title": "Extra", "when": {"not": {"question": "tall", "is": "low"}}}"#,
            ),
        ]),
        edited(&[
            (r#""wire", "radio""#, r#""radio", "glass""#),
            (r#""when": {"question": "link", "is": "wire"}"#, r#""kind": "warning""#),
            (r#"{"id": "rack", "title": "Fill the rack"}"#, r#"{"id": "shelf", "title": "Fill the shelf"}"#),
            (r#""requires": ["choose", "rack"]"#, r#""requires": ["choose"]"#),
            (report, r#"{"id": "z", "title": "Z", "steps": [{"id": "report", "title": "Report"}]}"#),
        ]),
    ]
}

pub(super) fn writers() -> [Writer; 3] {
    [alice(), bob(), Writer::from_log("Carol@c")]
}

/// A writer at work: the entries that have arrived, and the session as shown.
pub(super) struct Replica {
    pub(super) me: Writer,
    pub(super) arrived: Vec<(Writer, Entry)>,
    pub(super) progress: Progress,
}

impl Replica {
    pub(super) fn new(me: Writer, start: &(Writer, Entry)) -> Self {
        let arrived = vec![start.clone()];
        Self { progress: replay_sorted(&me, &arrived), me, arrived }
    }

    /// An entry arrives: it is applied, or all is folded again where it comes late.
    pub(super) fn receive(&mut self, (writer, entry): &(Writer, Entry)) {
        if self.arrived.iter().any(|(by, known)| by == writer && known.seq == entry.seq) {
            return;
        }
        self.arrived.push((writer.clone(), entry.clone()));
        if self.progress.is_in_order(entry.clock, writer) {
            self.progress.apply(writer, entry);
        } else {
            self.progress = replay_sorted(&self.me, &self.arrived);
        }
    }

    pub(super) fn receive_all(&mut self, entries: &[(Writer, Entry)]) {
        for entry in entries {
            self.receive(entry);
        }
    }

    pub(super) fn submit(&mut self, command: &Command) -> Option<(Writer, Entry)> {
        let event = decide(&self.progress, command).ok().flatten()?;
        Some(self.append(event))
    }

    pub(super) fn append(&mut self, event: Event) -> (Writer, Entry) {
        let clock = self.arrived.iter().map(|(_, entry)| entry.clock).max().unwrap_or(0) + 1;
        let seq = self.progress.last_own_seq() + 1;
        let at = self.progress.started().at;
        let appended = (self.me.clone(), Entry { seq, clock, at, event });
        self.receive(&appended);
        appended
    }

    pub(super) fn command(&self, action: &ScriptedAction) -> Option<Command> {
        let list = self.progress.checklist();
        let step = |n: usize| StepIx(u32::try_from(n % list.steps().len()).unwrap());
        Some(match action {
            ScriptedAction::Undo => Command::Undo,
            ScriptedAction::Redo => Command::Redo,
            ScriptedAction::Adopt(n) => {
                Command::adopt(RecordedChecklist::new(&versions().swap_remove(n % 4)))
            }
            ScriptedAction::Mark(at, status, why) => {
                let reason = why.then(|| "because".to_owned());
                Command::mark(&self.progress, step(*at), Status::ALL[*status], reason)
            }
            ScriptedAction::Answer(at, value) => {
                let question = QuestionIx(u32::try_from(at % list.questions().len()).unwrap());
                let choices = &list.question(question).choices;
                let value = match (value.checked_sub(1), choices.is_empty()) {
                    (None, _) => None,
                    (Some(n), true) => Some(format!("text {n}")),
                    (Some(n), false) => Some(choices[n % choices.len()].to_string()),
                };
                Command::answer(&self.progress, question, value)
            }
            ScriptedAction::Note(at, text, replaces) => {
                let notes = &self.progress.step(step(*at)).notes;
                let mut mine = notes.iter().filter(|note| note.stamp.by == self.me).map(|it| it.stamp.seq);
                let replaces = match replaces {
                    Some(n) => Some(mine.nth(*n)?),
                    None => None,
                };
                Command::note(&self.progress, step(*at), (*text).to_owned(), replaces)
            }
        })
    }
}

/// Everything that is recorded when the writers have done all that.
pub(super) fn play(turns: &[Turn], mut each: impl FnMut(&Replica, &Command)) -> Vec<(Writer, Entry)> {
    let mut all = TestLog::new().entries;
    let mut replicas = writers().map(|me| Replica::new(me, &all[0]));
    for turn in turns {
        let replica = &mut replicas[turn.who];
        if turn.syncs {
            replica.receive_all(&all);
        }
        let Some(command) = replica.command(&turn.action) else { continue };
        let Some(appended) = replica.submit(&command) else { continue };
        each(replica, &command);
        all.push(appended);
    }
    all
}
