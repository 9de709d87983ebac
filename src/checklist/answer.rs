//! PURE. Which answers a question takes, by its kind, and in which words others are refused.

use core::net::IpAddr;

use super::model::Question;
use super::raw::QuestionKind;
use crate::text::{Text, or_list, visible};

/// The longest host name, and the longest part of one between dots.
const MAX_HOST_LEN: usize = 253;
const MAX_LABEL_LEN: usize = 63;

/// Why a question does not take an answer. The message says what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadAnswer {
    #[error("`{}` is no answer to `{question}`: it takes {}", visible(.value), or_list(.choices))]
    NotAChoice { question: Text, value: String, choices: Vec<String> },
    #[error("an answer is one line of text")]
    NotALine,
    #[error("`{}` is no host: it takes a name such as `server01` or `server01.corp.example`, or an IP address", visible(.0))]
    NotAHost(String),
    #[error("`{}` is no answer to `{question}`: it takes {range}", visible(.value))]
    NotANumber { question: Text, value: String, range: String },
}

impl Question {
    /// Returns the answer as it is recorded: a choice in its own spelling, everything else as it was typed,
    /// without blanks around it.
    pub fn check_answer(&self, value: &str) -> Result<String, BadAnswer> {
        let value = value.trim();
        if !self.kind.is_typed() {
            return self.find_choice(value);
        }
        if value.is_empty() || value.contains(['\n', '\r']) {
            return Err(BadAnswer::NotALine);
        }
        match self.kind {
            QuestionKind::Host if !is_host(value) => Err(BadAnswer::NotAHost(value.to_owned())),
            QuestionKind::Number if !is_number(value, self.range) => Err(BadAnswer::NotANumber {
                question: Text::line(&self.id),
                value: value.to_owned(),
                range: describe_range(self.range),
            }),
            _ => Ok(Text::line(value).as_str().to_owned()),
        }
    }

    /// Returns whether a recorded answer is one that the question takes: it may have changed.
    pub fn accepts(&self, value: &str) -> bool {
        match self.kind {
            QuestionKind::Text => true,
            QuestionKind::Host => is_host(value),
            QuestionKind::Number => is_number(value, self.range),
            QuestionKind::YesNo | QuestionKind::Choice => {
                self.choices.iter().any(|choice| &**choice == value)
            }
        }
    }

    fn find_choice(&self, value: &str) -> Result<String, BadAnswer> {
        let lower = value.to_lowercase();
        let short = |choice: &str| self.kind == QuestionKind::YesNo && choice.get(..1) == Some(&lower);
        let exact = self.choices.iter().find(|choice| choice.trim() == value);
        let similar = |choice: &str| choice.trim().to_lowercase() == lower || short(choice);
        exact
            .or_else(|| self.choices.iter().find(|choice| similar(choice)))
            .map(ToString::to_string)
            .ok_or_else(|| BadAnswer::NotAChoice {
                question: Text::line(&self.id),
                value: value.to_owned(),
                choices: self.choices.iter().map(|choice| format!("`{}`", visible(choice))).collect(),
            })
    }
}

/// Returns whether a text is a host name, a fully qualified name or an IP address.
pub(super) fn is_host(value: &str) -> bool {
    if value.parse::<IpAddr>().is_ok() {
        return true;
    }
    let name = value.strip_suffix('.').unwrap_or(value);
    let is_label = |label: &str| {
        (1..=MAX_LABEL_LEN).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    // Digits and dots alone are a mistyped address.
    let is_digits = name.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    name.len() <= MAX_HOST_LEN && name.split('.').all(is_label) && !is_digits
}

/// Returns whether a text is a whole number in a range.
pub(super) fn is_number(value: &str, (min, max): (Option<i64>, Option<i64>)) -> bool {
    let digits = value.strip_prefix('-').unwrap_or(value);
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let in_range = |n: i64| min.is_none_or(|min| n >= min) && max.is_none_or(|max| n <= max);
    plain && value.parse::<i64>().is_ok_and(in_range)
}

fn describe_range(range: (Option<i64>, Option<i64>)) -> String {
    match range {
        (Some(min), Some(max)) => format!("a whole number from {min} to {max}"),
        (Some(min), None) => format!("a whole number of at least {min}"),
        (None, Some(max)) => format!("a whole number of at most {max}"),
        (None, None) => "a whole number".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_names_and_addresses() {
        for good in ["a", "SCCM01", "sccm01.corp.example", "x_1", "10.0.0.1", "fe80::1", "a.b.", "1a"] {
            assert!(is_host(good), "{good}");
        }
        for bad in ["", ".", "-a", "a-", "a b", "a..b", "10.0.0.256", "1", "a/b", "a:80", "$(x)", "m\u{fc}n"]
        {
            assert!(!is_host(bad), "{bad}");
        }
        assert!(!is_host(&"a".repeat(64)) && !is_host(&"a.".repeat(127).repeat(2)));
    }

    #[test]
    fn numbers_are_whole_and_in_their_range() {
        for good in ["0", "007", "-5", "10"] {
            assert!(is_number(good, (Some(-5), Some(10))), "{good}");
        }
        for bad in ["", "-", "+1", "1.5", "11", "-6", "1e1", " 1", "99999999999999999999"] {
            assert!(!is_number(bad, (Some(-5), Some(10))), "{bad}");
        }
        assert_eq!(describe_range((Some(1), None)), "a whole number of at least 1");
    }
}
