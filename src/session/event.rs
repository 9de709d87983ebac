//! PURE. The changes that can happen to a session, as they are written in a log.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::checklist::{ReaderOptions, RecordedChecklist, Status};
use crate::text::{Text, count};

/// Whether a session is the real thing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// The real thing.
    #[default]
    Live,
    /// Practice.
    Rehearsal,
}

impl Mode {
    /// The name in files and for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Rehearsal => "rehearsal",
        }
    }
}

/// A change that happened. The JSON of each is pinned by a test: logs outlive programs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Event {
    /// The session began. The first event of the first log.
    Started {
        /// What the session is for: a site, a server.
        title: String,
        mode: Mode,
        /// Where the checklist came from: `builtin:ID`, a path, or `-` for standard input.
        source: String,
        /// How the source was read.
        #[serde(default, skip_serializing_if = "ReaderOptions::is_default")]
        reader_options: ReaderOptions,
        checklist: RecordedChecklist,
    },
    /// A step was given a status.
    Marked {
        step: String,
        status: Status,
        /// Why; one line.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
        /// The texts of the warnings in force that the reason accepts, as the checklist has them.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        accepts: Vec<String>,
        /// The `seq` of this writer's entry that this one takes back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        undoes: Option<u64>,
    },
    /// A question was answered.
    Answered {
        question: String,
        /// `None` where the answer was taken back.
        #[serde(deserialize_with = "required_option")]
        value: Option<String>,
        /// The `seq` of this writer's entry that this one takes back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        undoes: Option<u64>,
    },
    /// A note was written on a step.
    Noted {
        step: String,
        /// Empty where the replaced note is taken away.
        text: String,
        /// The `seq` of this writer's note that this one stands in for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        replaces: Option<u64>,
        /// The `seq` of this writer's entry that this one takes back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        undoes: Option<u64>,
    },
    /// A changed checklist was taken over.
    Adopted {
        /// Where it came from, and how that was read; `None` where from the same as the one before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        source: Option<String>,
        #[serde(default, skip_serializing_if = "ReaderOptions::is_default")]
        reader_options: ReaderOptions,
        checklist: RecordedChecklist,
        /// The `seq` of this writer's entry that this one takes back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        undoes: Option<u64>,
    },
}

/// Reads an optional member that must be present: `null` is an answer taken back, a missing one an error.
fn required_option<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Option::deserialize(deserializer)
}

impl Event {
    /// The names of all events in a log. Any other name comes from a newer program.
    pub const NAMES: [&'static str; 5] = ["started", "marked", "answered", "noted", "adopted"];

    /// Returns the name in a log.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Started { .. } => "started",
            Self::Marked { .. } => "marked",
            Self::Answered { .. } => "answered",
            Self::Noted { .. } => "noted",
            Self::Adopted { .. } => "adopted",
        }
    }

    /// Returns the number of the entry of the same writer that this event takes back.
    pub fn undoes(&self) -> Option<u64> {
        match self {
            Self::Marked { undoes, .. }
            | Self::Answered { undoes, .. }
            | Self::Noted { undoes, .. }
            | Self::Adopted { undoes, .. } => *undoes,
            Self::Started { .. } => None,
        }
    }
}

/// Describes an event in a line, with the ids of its step or question.
pub fn describe(event: &Event) -> String {
    let id = |id: &str| Text::line(id).to_string();
    describe_with(event, id, |question| id(question) + ":")
}

/// Describes an event in a line. `question_name` ends where the answer follows.
pub(super) fn describe_with(
    event: &Event,
    step_name: impl Fn(&str) -> String,
    question_name: impl Fn(&str) -> String,
) -> String {
    match event {
        Event::Started { title, .. } => format!("started: {}", Text::line(title)),
        Event::Marked { step, status, reason, accepts, .. } => {
            let why = reason.as_ref().map(|reason| format!(": {}", Text::line(reason))).unwrap_or_default();
            let accepted = match accepts.len() {
                0 => String::new(),
                n => format!(", {} accepted", count(n, "warning")),
            };
            format!("{} is {}{accepted}{why}", step_name(step), status.label())
        }
        Event::Answered { question, value: Some(value), .. } => {
            format!("{} {}", question_name(question), Text::line(value))
        }
        Event::Answered { question, value: None, .. } => format!("{} not answered", question_name(question)),
        Event::Noted { step, text, .. } if text.is_empty() => {
            format!("a note on {} was taken away", step_name(step))
        }
        Event::Noted { step, text, .. } => format!("noted on {}: {}", step_name(step), Text::line(text)),
        Event::Adopted { undoes: None, .. } => "took over the changed checklist".to_owned(),
        Event::Adopted { undoes: Some(_), .. } => "restored the earlier checklist".to_owned(),
    }
}

/// An event with its position and time in a log.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The number in the log, from 1 without gaps.
    pub seq: u64,
    /// The Lamport clock. Entries of all logs are applied in the order (`clock`, writer).
    pub clock: u64,
    /// The time by the writer's clock; for people only.
    pub at: Timestamp,
    pub event: Event,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checklist::{RawChecklist, TableSelector};

    #[track_caller]
    fn assert_json(event: &Event, json: &str) {
        assert_eq!(serde_json::to_string(event).unwrap(), json);
        assert_eq!(&serde_json::from_str::<Event>(json).unwrap(), event);
    }

    fn tiny() -> RecordedChecklist {
        let raw = RawChecklist { format: 1, id: "c".into(), title: "C".into(), ..RawChecklist::default() };
        RecordedChecklist::new(&raw)
    }

    #[test]
    fn started_is_pinned() {
        let event = Event::Started {
            title: "Site A".into(),
            mode: Mode::Rehearsal,
            source: "builtin:c".into(),
            reader_options: ReaderOptions::default(),
            checklist: tiny(),
        };
        assert_json(
            &event,
            r#"{"started":{"title":"Site A","mode":"rehearsal","source":"builtin:c","checklist":{"format":1,"id":"c","title":"C","steps":[]}}}"#,
        );
        let with_options = |reader_options| Event::Started {
            title: "Site A".into(),
            mode: Mode::Live,
            source: "/a.md".into(),
            reader_options,
            checklist: tiny(),
        };
        let table = Some(TableSelector::from_arg("Step, Owner"));
        assert_json(
            &with_options(ReaderOptions { keep_ticks: true, bullets: true, table }),
            r#"{"started":{"title":"Site A","mode":"live","source":"/a.md","reader_options":{"keep_ticks":true,"bullets":true,"table":["Step","Owner"]},"checklist":{"format":1,"id":"c","title":"C","steps":[]}}}"#,
        );
        let table = Some(TableSelector::Checkboxes);
        assert_json(
            &with_options(ReaderOptions { table, ..ReaderOptions::default() }),
            r#"{"started":{"title":"Site A","mode":"live","source":"/a.md","reader_options":{"table":[]},"checklist":{"format":1,"id":"c","title":"C","steps":[]}}}"#,
        );
    }

    #[test]
    fn marked_is_pinned() {
        let marked = |reason: Option<&str>, undoes| Event::Marked {
            step: "s".into(),
            status: Status::NotApplicable,
            reason: reason.map(Into::into),
            accepts: Vec::new(),
            undoes,
        };
        assert_json(&marked(None, None), r#"{"marked":{"step":"s","status":"not_applicable"}}"#);
        assert_json(
            &marked(Some("why"), Some(4)),
            r#"{"marked":{"step":"s","status":"not_applicable","reason":"why","undoes":4}}"#,
        );
    }

    #[test]
    fn the_accepted_warnings_of_a_mark_are_pinned() {
        let event = Event::Marked {
            step: "s".into(),
            status: Status::Done,
            reason: Some("why".into()),
            accepts: vec!["It is hot.".into()],
            undoes: None,
        };
        assert_json(
            &event,
            r#"{"marked":{"step":"s","status":"done","reason":"why","accepts":["It is hot."]}}"#,
        );
        assert_eq!(describe(&event), "s is done, 1 warning accepted: why");
    }

    #[test]
    fn answered_is_pinned_and_its_value_must_be_there() {
        let answered = |value: Option<&str>| Event::Answered {
            question: "q".into(),
            value: value.map(Into::into),
            undoes: None,
        };
        assert_json(&answered(Some("yes")), r#"{"answered":{"question":"q","value":"yes"}}"#);
        assert_json(&answered(None), r#"{"answered":{"question":"q","value":null}}"#);
        assert!(serde_json::from_str::<Event>(r#"{"answered":{"question":"q"}}"#).is_err());
    }

    #[test]
    fn noted_is_pinned() {
        let event = Event::Noted { step: "s".into(), text: "a\nb".into(), replaces: Some(2), undoes: None };
        assert_json(&event, r#"{"noted":{"step":"s","text":"a\nb","replaces":2}}"#);
    }

    #[test]
    fn adopted_is_pinned() {
        let adopted = |source: Option<&str>, reader_options, undoes| Event::Adopted {
            source: source.map(Into::into),
            reader_options,
            checklist: tiny(),
            undoes,
        };
        assert_json(
            &adopted(None, ReaderOptions::default(), None),
            r#"{"adopted":{"checklist":{"format":1,"id":"c","title":"C","steps":[]}}}"#,
        );
        assert_json(
            &adopted(Some("/b.md"), ReaderOptions { bullets: true, ..ReaderOptions::default() }, Some(4)),
            r#"{"adopted":{"source":"/b.md","reader_options":{"bullets":true},"checklist":{"format":1,"id":"c","title":"C","steps":[]},"undoes":4}}"#,
        );
    }
}
