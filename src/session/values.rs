//! PURE. Texts of the checklist with the answers in them, each so that what a person typed stays text: it never
//! becomes syntax of a shell, an address or Markdown.

use std::borrow::Cow;

use core::net::Ipv6Addr;

use super::Progress;
use crate::checklist::validate::is_valid_url;
use crate::checklist::{LinkTarget, Piece, QuestionIx, ShellCommand, StepIx, Truth, may_hold_values, pieces};
use crate::text::{Text, visible};

/// A part of a text with the answers in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextPart<'a> {
    Text(&'a str),
    /// `{{id}}` as it is.
    Literal(&'a str),
    Answer(&'a str),
    /// An answer that is not there yet: `<question-id?>`.
    Unanswered(String),
}

impl TextPart<'_> {
    pub fn as_str(&self) -> &str {
        match self {
            Self::Text(text) | Self::Literal(text) | Self::Answer(text) => text,
            Self::Unanswered(text) => text,
        }
    }
}

/// Why a command cannot be copied or an address opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadValue {
    #[error("not answered yet: {0}")]
    Unanswered(Text),
    #[error(
        "`{}` is not put into a command: only letters, digits and `._:@/\\-` are, and no `-` first; it could mean something else to a shell",
        visible(.0)
    )]
    NotForCommands(String),
    #[error("`{}` does not fit into this address", visible(.0))]
    NotForAddresses(String),
}

/// A reference as it is shown, with the answers in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownReference<'a> {
    pub title: Cow<'a, Text>,
    /// The condition under which it counts, while that is not decided.
    pub condition: Option<String>,
    /// What is shown of the target.
    pub shown: Cow<'a, LinkTarget>,
    /// The target to open or copy.
    pub target: Result<Cow<'a, LinkTarget>, BadValue>,
}

impl Progress {
    /// Returns the parts of a text.
    pub fn value_parts<'a>(&'a self, text: &'a str) -> Vec<TextPart<'a>> {
        if !may_hold_values(text) {
            return vec![TextPart::Text(text)];
        }
        let part = |piece| match piece {
            Piece::Text(text) => TextPart::Text(text),
            Piece::Literal(text) => TextPart::Literal(text),
            Piece::Value(id, at) => match self.value(id) {
                Value::Answer(answer) => TextPart::Answer(answer.as_str()),
                Value::Unanswered(_) => TextPart::Unanswered(format!("<{id}?>")),
                // A log may hold a checklist that is older than values.
                Value::NoQuestion => TextPart::Text(text.get(at - 2..at + id.len() + 2).unwrap_or_default()),
            },
        };
        pieces(text).into_iter().map(part).collect()
    }

    /// Returns a text with the answers in it.
    pub fn resolve<'a>(&self, text: &'a Text) -> Cow<'a, Text> {
        if !may_hold_values(text.as_str()) {
            return Cow::Borrowed(text);
        }
        let parts = self.value_parts(text.as_str());
        Cow::Owned(Text::own_block(parts.iter().map(TextPart::as_str).collect()))
    }

    /// Returns a text with the answers in it, for a search.
    pub fn resolve_str<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if !may_hold_values(text) {
            return Cow::Borrowed(text);
        }
        Cow::Owned(self.value_parts(text).iter().map(TextPart::as_str).collect())
    }

    /// Returns a question's prompt with the answers in it.
    pub fn prompt(&self, ix: QuestionIx) -> Cow<'_, Text> {
        self.resolve(&self.checklist().question(ix).prompt)
    }

    /// The references of a step but those whose condition does not hold, with the answers in them.
    pub fn references_at(&self, step: StepIx) -> impl Iterator<Item = ShownReference<'_>> {
        let may_count = |reference: &&crate::checklist::Reference| {
            reference.when.as_deref().is_none_or(|when| self.truth(when) != Truth::No)
        };
        self.checklist().step(step).references.iter().filter(may_count).map(|reference| ShownReference {
            condition: self.undecided(reference.when.as_deref()),
            title: self.resolve(&reference.title),
            shown: self.shown_target(&reference.target),
            target: self.resolve_target(&reference.target),
        })
    }

    /// Returns a command with the answers in it, to be copied.
    pub fn resolve_command<'a>(&self, command: &'a ShellCommand) -> Result<Cow<'a, str>, BadValue> {
        let shell = command.shell.as_ref().map_or("", Text::as_str).to_lowercase();
        let windows = matches!(shell.as_str(), "cmd" | "powershell" | "pwsh");
        self.fill(command.run.as_str(), |_, value| {
            is_command_word(value, windows)
                .then(|| value.to_owned())
                .ok_or_else(|| BadValue::NotForCommands(value.to_owned()))
        })
    }

    fn resolve_target<'a>(&self, target: &'a LinkTarget) -> Result<Cow<'a, LinkTarget>, BadValue> {
        match target {
            LinkTarget::Address(url) if may_hold_values(url) => {
                let filled = self.fill(url, address_value)?;
                checked(&filled).map(|url| Cow::Owned(LinkTarget::Address(url)))
            }
            LinkTarget::File(path) if may_hold_values(path) => {
                let filled = self.fill(path, file_value)?;
                checked(&filled).map(|path| Cow::Owned(LinkTarget::File(path)))
            }
            other => Ok(Cow::Borrowed(other)),
        }
    }

    fn shown_target<'a>(&self, target: &'a LinkTarget) -> Cow<'a, LinkTarget> {
        let show =
            |text: &str| self.value_parts(text).iter().map(TextPart::as_str).collect::<String>().into();
        match (target, self.resolve_target(target)) {
            (_, Ok(target)) => target,
            (LinkTarget::Address(url), Err(_)) => Cow::Owned(LinkTarget::Address(show(url))),
            (LinkTarget::File(path), Err(_)) => Cow::Owned(LinkTarget::File(show(path))),
            (LinkTarget::Unknown, Err(_)) => Cow::Borrowed(target),
        }
    }

    /// Puts the answers into a text, each as `value` says for the text before it.
    fn fill<'a>(
        &self,
        text: &'a str,
        value: impl Fn(&str, &str) -> Result<String, BadValue>,
    ) -> Result<Cow<'a, str>, BadValue> {
        if !may_hold_values(text) {
            return Ok(Cow::Borrowed(text));
        }
        let mut out = String::with_capacity(text.len());
        for piece in pieces(text) {
            match piece {
                Piece::Text(text) | Piece::Literal(text) => out.push_str(text),
                Piece::Value(id, at) => match self.value(id) {
                    Value::Answer(answer) => {
                        let answer = value(&out, answer.as_str())?;
                        out.push_str(&answer);
                    }
                    Value::Unanswered(prompt) => return Err(BadValue::Unanswered(prompt)),
                    Value::NoQuestion => {
                        out.push_str(text.get(at - 2..at + id.len() + 2).unwrap_or_default());
                    }
                },
            }
        }
        Ok(Cow::Owned(out))
    }

    fn value(&self, id: &str) -> Value<'_> {
        let Some(ix) = self.checklist().find_question(id) else { return Value::NoQuestion };
        let question = self.checklist().question(ix);
        let applies =
            self.step(question.step).applies != Truth::No || question.dependents.contains(&question.step);
        match self.answer(ix).filter(|_| self.is_asked(ix) && applies) {
            Some(answer) => Value::Answer(&answer.value),
            None => Value::Unanswered(self.prompt(ix).into_owned()),
        }
    }
}

enum Value<'a> {
    Answer(&'a Text),
    /// The prompt of its question.
    Unanswered(Text),
    NoQuestion,
}

/// Returns whether a value is one word to every shell, and no option.
fn is_command_word(value: &str, windows: bool) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._:@/\\-".contains(c);
    let mut first: Vec<char> = vec!['-', '@'];
    // Programs on Windows take `/x` for an option.
    first.extend(windows.then_some('/'));
    // A backslash at the end would quote what follows.
    !value.is_empty()
        && value.chars().all(is_plain)
        && !value.starts_with(first.as_slice())
        && !value.ends_with('\\')
}

/// Returns a value for its place in an address: percent-encoded or, in the host, as it is if it is a host.
fn address_value(before: &str, value: &str) -> Result<String, BadValue> {
    let bad = || BadValue::NotForAddresses(value.to_owned());
    let authority = before.split_once("://").map(|(_, rest)| rest);
    if authority.is_none_or(|rest| rest.contains(['/', '?', '#'])) {
        let is_step = value.bytes().all(|byte| byte == b'.');
        return if is_step { Err(bad()) } else { Ok(percent_encoded(value)) };
    }
    if value.parse::<Ipv6Addr>().is_ok() {
        return Ok(format!("[{value}]"));
    }
    let is_host = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'));
    if is_host { Ok(value.to_owned()) } else { Err(bad()) }
}

/// Returns a value for a file's path: a name without a folder.
fn file_value(_: &str, value: &str) -> Result<String, BadValue> {
    let is_name =
        value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'));
    if is_name { Ok(value.to_owned()) } else { Err(BadValue::NotForAddresses(value.to_owned())) }
}

fn checked(filled: &str) -> Result<Box<str>, BadValue> {
    if is_valid_url(filled) { Ok(filled.into()) } else { Err(BadValue::NotForAddresses(filled.to_owned())) }
}

/// Returns a value so that it is a part of one step of an address.
pub fn percent_encoded(value: &str) -> String {
    use std::fmt::Write as _;
    value.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(byte.into());
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}
