//! PURE. The changes that can happen to a session, as they are written in a log.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::checklist::{RecordedChecklist, Status};
use crate::text::Text;

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
        /// Live or a rehearsal.
        mode: Mode,
        /// Where the checklist came from: `builtin:ID`, a path, or `-` for standard input.
        source: String,
        /// The whole checklist.
        checklist: RecordedChecklist,
    },
    /// A step was given a status.
    Marked {
        /// The id of the step.
        step: String,
        /// Its status from now on.
        status: Status,
        /// Why; one line.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
        /// The `seq` of this writer's entry that this one takes back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        undoes: Option<u64>,
    },
    /// A question was answered.
    Answered {
        /// The id of the question.
        question: String,
        /// The answer, or nothing where it was taken back.
        #[serde(deserialize_with = "present")]
        value: Option<String>,
        /// The `seq` of this writer's entry that this one takes back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        undoes: Option<u64>,
    },
    /// A note was written on a step.
    Noted {
        /// The id of the step.
        step: String,
        /// The note; empty where the replaced note is taken away.
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
        /// The whole new checklist.
        checklist: RecordedChecklist,
    },
}

/// An optional member that has to be there: `null` is an answer taken back, a missing one a fault.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Option::deserialize(deserializer)
}

impl Event {
    /// The names of all events in a log; a name that is not here comes from a newer program.
    pub const NAMES: [&'static str; 5] = ["started", "marked", "answered", "noted", "adopted"];

    /// Its name in a log.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Started { .. } => "started",
            Self::Marked { .. } => "marked",
            Self::Answered { .. } => "answered",
            Self::Noted { .. } => "noted",
            Self::Adopted { .. } => "adopted",
        }
    }

    /// The entry of the same writer that this event takes back.
    pub fn undoes(&self) -> Option<u64> {
        match self {
            Self::Marked { undoes, .. } | Self::Answered { undoes, .. } | Self::Noted { undoes, .. } => {
                *undoes
            }
            Self::Started { .. } | Self::Adopted { .. } => None,
        }
    }
}

/// What an event records, in a line, with the ids as they are recorded.
pub fn describe(event: &Event) -> String {
    let id = |id: &str| Text::line(id).to_string();
    describe_with(event, id, |question| id(question) + ":")
}

/// What an event records, in a line, with names for its step, and for its question up to the answer.
pub(super) fn describe_with(
    event: &Event,
    step_name: impl Fn(&str) -> String,
    question_name: impl Fn(&str) -> String,
) -> String {
    match event {
        Event::Started { title, .. } => format!("started: {}", Text::line(title)),
        Event::Marked { step, status, reason, .. } => {
            let why = reason.as_ref().map(|reason| format!(": {}", Text::line(reason))).unwrap_or_default();
            format!("{} is {}{why}", step_name(step), status.label())
        }
        Event::Answered { question, value: Some(value), .. } => {
            format!("{} {}", question_name(question), Text::line(value))
        }
        Event::Answered { question, value: None, .. } => format!("{} not answered", question_name(question)),
        Event::Noted { step, text, .. } if text.is_empty() => {
            format!("a note on {} was taken away", step_name(step))
        }
        Event::Noted { step, text, .. } => format!("noted on {}: {}", step_name(step), Text::line(text)),
        Event::Adopted { .. } => "took over the changed checklist".to_owned(),
    }
}

/// An event with its place and time in a log.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its number in its log, from 1 without a gap.
    pub seq: u64,
    /// Its Lamport clock: entries of all logs are folded in the order (`clock`, writer).
    pub clock: u64,
    /// When, by the writer's clock; for people only.
    pub at: Timestamp,
    /// What happened.
    pub event: Event,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checklist::RawChecklist;

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
            checklist: tiny(),
        };
        assert_json(
            &event,
            r#"{"started":{"title":"Site A","mode":"rehearsal","source":"builtin:c","checklist":{"format":1,"id":"c","title":"C","steps":[]}}}"#,
        );
    }

    #[test]
    fn marked_is_pinned() {
        let marked = |reason: Option<&str>, undoes| Event::Marked {
            step: "s".into(),
            status: Status::NotApplicable,
            reason: reason.map(Into::into),
            undoes,
        };
        assert_json(&marked(None, None), r#"{"marked":{"step":"s","status":"not_applicable"}}"#);
        assert_json(
            &marked(Some("why"), Some(4)),
            r#"{"marked":{"step":"s","status":"not_applicable","reason":"why","undoes":4}}"#,
        );
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
        assert_json(
            &Event::Adopted { checklist: tiny() },
            r#"{"adopted":{"checklist":{"format":1,"id":"c","title":"C","steps":[]}}}"#,
        );
    }
}
