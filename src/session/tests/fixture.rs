//! TESTS. A small checklist, a record that several writers add to, and all that can be seen of it.

use std::fmt::Write as _;

use jiff::Timestamp;

use crate::checklist::{QuestionIx, RawChecklist, ReaderOptions, RecordedChecklist, StepIx, parse};
use crate::session::{
    Command, Counts, Entry, Event, Mode, Progress, Refusal, Stamp, Status, Writer, decide, replay,
};

/// Sections, conditions on steps, sections and questions, and a chain of requirements.
const SMALL: &str = r#"{"format": 1, "id": "c", "title": "Rollout", "steps": [
 {"id": "plan", "title": "Plan", "steps": [
  {"id": "read", "title": "Read the plan", "questions": [
   {"id": "site", "prompt": "Is there a second site?", "kind": "yes_no"}]},
  {"id": "choose", "title": "Choose a mode", "requires": ["read"], "questions": [
   {"id": "mode", "prompt": "Which mode?", "kind": "choice", "choices": ["mixed", "Native", "ÄLTER"]},
   {"id": "port", "prompt": "Which port?", "kind": "text", "required": false},
   {"id": "link", "prompt": "Which link?", "kind": "choice", "choices": ["wire", "radio"],
    "when": {"question": "site", "is": "yes"}}],
   "notes": [{"text": "Order cable", "when": {"question": "link", "is": "wire"}}, {"text": "Ask first"}],
   "references": [{"title": "Modes", "when": {"question": "mode", "is": "Native"}}, {"title": "All"}]}]},
 {"id": "remote", "title": "The other site", "when": {"question": "site", "is": "yes"}, "steps": [
  {"id": "mast", "title": "Raise the mast", "when": {"question": "link", "is": "radio"}},
  {"id": "inner", "title": "Inside", "steps": [
   {"id": "cable", "title": "Lay the cable", "when": {"all": [
     {"question": "site", "is": "yes"}, {"not": {"question": "link", "is": "radio"}}]}},
   {"id": "rack", "title": "Fill the rack"}]}]},
 {"id": "check", "title": "Check it", "requires": ["choose", "rack"]},
 {"id": "report", "title": "Report"}]}"#;

/// The checklist as a file has it.
pub(super) fn raw(json: &str) -> RawChecklist {
    parse(json.as_bytes()).unwrap_or_else(|problems| panic!("{problems:?}")).checklist.to_raw().unwrap()
}

/// The small checklist.
pub(super) fn small() -> RawChecklist {
    raw(SMALL)
}

/// The small checklist after an edit of its text.
pub(super) fn edited(edits: &[(&str, &str)]) -> RawChecklist {
    let mut json = SMALL.to_owned();
    for (from, to) in edits {
        assert!(json.contains(from), "{from}");
        json = json.replace(from, to);
    }
    raw(&json)
}

pub(super) fn alice() -> Writer {
    Writer::from_log("alice@a")
}

pub(super) fn bob() -> Writer {
    Writer::from_log("bob@b")
}

/// What several writers recorded.
#[derive(Clone)]
pub(super) struct TestLog {
    pub(super) entries: Vec<(Writer, Entry)>,
}

impl TestLog {
    /// Alice begins.
    pub(super) fn of(raw: &RawChecklist) -> Self {
        let mut record = Self { entries: Vec::new() };
        let event = Event::Started {
            title: "Site A".to_owned(),
            mode: Mode::Live,
            source: "-".to_owned(),
            reader_options: ReaderOptions::default(),
            checklist: RecordedChecklist::new(raw),
        };
        record.add(&alice(), event);
        record
    }

    pub(super) fn new() -> Self {
        Self::of(&small())
    }

    /// Records an event as the last of all.
    pub(super) fn add(&mut self, by: &Writer, event: Event) -> u64 {
        let seq = self.entries.iter().filter(|(writer, _)| writer == by).count() as u64 + 1;
        let clock = self.entries.iter().map(|(_, entry)| entry.clock).max().unwrap_or(0) + 1;
        let at = Timestamp::from_second(1_800_000_000 + 60 * i64::try_from(clock).unwrap()).unwrap();
        self.entries.push((by.clone(), Entry { seq, clock, at, event }));
        seq
    }

    /// The session, read anew, with the undo of this writer.
    pub(super) fn progress_for(&self, me: &Writer) -> Progress {
        replay_sorted(me, &self.entries)
    }

    /// Decides on the session as it is when it is read anew, and records what comes of it.
    pub(super) fn submit(&mut self, by: &Writer, command: &Command) -> Result<Option<Event>, Refusal> {
        let event = decide(&self.progress_for(by), command)?;
        if let Some(event) = &event {
            self.add(by, event.clone());
        }
        Ok(event)
    }

    /// Does what must come to an event.
    #[track_caller]
    pub(super) fn commit(&mut self, by: &Writer, command: &Command) -> Event {
        self.submit(by, command).expect("not refused").expect("something to record")
    }

    /// Marks a step by its id.
    #[track_caller]
    pub(super) fn mark(&mut self, by: &Writer, step: &str, status: Status) -> u64 {
        let command = mark(&self.progress_for(by), step, status, status.needs_reason().then_some("because"));
        self.commit(by, &command);
        self.progress_for(by).last_own_seq()
    }

    /// Answers a question by its id.
    #[track_caller]
    pub(super) fn answer(&mut self, by: &Writer, question: &str, value: Option<&str>) -> u64 {
        let command = answer(&self.progress_for(by), question, value);
        self.commit(by, &command);
        self.progress_for(by).last_own_seq()
    }

    /// Writes on a step by its id.
    #[track_caller]
    pub(super) fn note(&mut self, by: &Writer, step: &str, text: &str, replaces: Option<u64>) -> u64 {
        let command = note(&self.progress_for(by), step, text, replaces);
        self.commit(by, &command);
        self.progress_for(by).last_own_seq()
    }

    /// Takes a changed checklist over.
    #[track_caller]
    pub(super) fn adopt(&mut self, by: &Writer, raw: &RawChecklist) {
        self.commit(by, &Command::adopt(RecordedChecklist::new(raw)));
    }

    /// All that is seen, with who and when.
    pub(super) fn render(&self) -> String {
        render(&self.progress_for(&alice()))
    }
}

/// Replays entries given in any order.
pub(super) fn replay_sorted(me: &Writer, entries: &[(Writer, Entry)]) -> Progress {
    let mut sorted: Vec<_> = entries.iter().map(|(writer, entry)| (writer, entry)).collect();
    sorted.sort_by(|(a, x), (b, y)| x.clock.cmp(&y.clock).then_with(|| a.cmp(b)));
    replay(me, sorted).unwrap()
}

pub(super) fn step(progress: &Progress, id: &str) -> StepIx {
    progress.checklist().find_step(id).unwrap_or_else(|| panic!("no step {id}"))
}

pub(super) fn question(progress: &Progress, id: &str) -> QuestionIx {
    progress.checklist().find_question(id).unwrap_or_else(|| panic!("no question {id}"))
}

pub(super) fn mark(progress: &Progress, id: &str, status: Status, reason: Option<&str>) -> Command {
    Command::mark(progress, step(progress, id), status, reason.map(str::to_owned))
}

pub(super) fn answer(progress: &Progress, id: &str, value: Option<&str>) -> Command {
    Command::answer(progress, question(progress, id), value.map(str::to_owned))
}

pub(super) fn note(progress: &Progress, id: &str, text: &str, replaces: Option<u64>) -> Command {
    Command::note(progress, step(progress, id), text.to_owned(), replaces)
}

/// All that can be seen of a session, and who recorded it as which entry.
pub(super) fn render(progress: &Progress) -> String {
    let by = |stamp: &Stamp| format!("{} {} {}", stamp.by, stamp.seq, stamp.at);
    let list = progress.checklist();
    let mut out = format!("{} {:?}\n", list.digest(), progress.total());
    for (ix, state) in progress.steps() {
        let _ = writeln!(
            out,
            "{} {:?} {:?} {:?} recheck {} {:?} by {:?}",
            list.step(ix).id,
            state.status,
            state.effective(),
            state.reason,
            state.recheck,
            state.applies,
            state.stamp.as_ref().map(by)
        );
        for note in &state.notes {
            let _ = writeln!(out, "  {} ({})", note.text, by(&note.stamp));
        }
        let notes: Vec<_> = progress.notes_at(ix).map(|note| &note.text).collect();
        let references: Vec<_> =
            progress.references_at(ix).map(|reference| reference.title.to_string()).collect();
        let asked: Vec<_> = progress.asked_at(ix).collect();
        let _ = writeln!(out, "  {notes:?} {references:?} {asked:?} {:?}", progress.deciding_question(ix));
    }
    for (at, question) in (0..).zip(list.questions()) {
        let answer = progress.answer(QuestionIx(at)).map(|answer| (&answer.value, by(&answer.stamp)));
        let _ = writeln!(out, "{}: {answer:?}", question.id);
    }
    for (at, section) in (0..).zip(list.sections()) {
        let _ = writeln!(out, "{}: {:?}", section.id, progress.section(crate::checklist::SectionIx(at)));
    }
    for (id, removed) in progress.removed() {
        let state = &removed.state;
        let stamp = state.stamp.as_ref().map(by);
        let _ = writeln!(out, "- {id} {:?} {:?} {:?} {stamp:?}", removed.title, state.status, state.reason);
        for note in &state.notes {
            let _ = writeln!(out, "  {} ({})", note.text, by(&note.stamp));
        }
    }
    for (id, answer) in progress.removed_answers() {
        let _ = writeln!(out, "- {id}: {} ({})", answer.value, by(&answer.stamp));
    }
    out
}

/// The counts are those of a recount, over all steps and in each section.
#[track_caller]
pub(super) fn assert_counts(progress: &Progress) {
    let list = progress.checklist();
    let same = |tally: &Counts, range: std::ops::Range<u32>| {
        let states: Vec<_> = range.map(|at| progress.step(StepIx(at))).collect();
        let of = |is: &dyn Fn(&crate::session::StepState) -> bool| states.iter().filter(|s| is(s)).count();
        for status in Status::ALL {
            assert_eq!(tally.of(status), of(&|state| state.effective() == status), "{status:?}");
        }
        assert_eq!(tally.total(), states.len());
        assert_eq!(tally.recheck(), of(&|state| state.needs_recheck()));
        assert_eq!(tally.open(), of(&|state| state.is_open()));
        assert_eq!(tally.exceptions(), of(&|state| state.is_exception()));
        assert_eq!(tally.done(), of(&|s| s.effective() == Status::Done && !s.needs_recheck()));
    };
    same(progress.total(), 0..u32::try_from(list.steps().len()).unwrap());
    for (at, section) in (0..).zip(list.sections()) {
        same(progress.section(crate::checklist::SectionIx(at)), section.steps.clone());
    }
}
