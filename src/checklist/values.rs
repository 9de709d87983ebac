//! PURE. Values in texts: `{{question-id}}` stands for the answer, `\{{question-id}}` for itself.
//!
//! Only what has the form of an id stands for an answer, so that templates of other tools stay as they are:
//! letters and digits, with `.`, `_` and `-` between them.

use std::borrow::Cow;

/// A part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    Text(&'a str),
    /// The id of a question whose answer stands here, and the byte at which it begins.
    Value(&'a str, usize),
    /// `{{id}}` as it is.
    Literal(&'a str),
}

const OPEN: &str = "{{";
const CLOSE: &str = "}}";

/// Returns whether a text may hold values.
pub fn may_hold_values(text: &str) -> bool {
    text.contains(OPEN)
}

/// Splits a text into its parts.
///
/// One backslash before a value makes it literal. Two stay two, so that `\\{{server}}\share` names a share.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    let (mut done, mut from) = (0, 0);
    while let Some(open) = text.get(from..).and_then(|rest| rest.find(OPEN)).map(|at| from + at) {
        let inside = text.get(open + OPEN.len()..).unwrap_or_default();
        let Some(id) = inside.find(CLOSE).and_then(|end| inside.get(..end)).filter(|id| is_value_id(id))
        else {
            from = open + 1;
            continue;
        };
        let end = open + OPEN.len() + id.len() + CLOSE.len();
        let before = text.get(done..open).unwrap_or_default();
        let backslashes = before.bytes().rev().take_while(|byte| *byte == b'\\').count();
        let is_literal = backslashes == 1;
        let before = if is_literal { before.strip_suffix('\\').unwrap_or(before) } else { before };
        out.extend((!before.is_empty()).then_some(Piece::Text(before)));
        out.push(if is_literal {
            Piece::Literal(text.get(open..end).unwrap_or_default())
        } else {
            Piece::Value(id, open + OPEN.len())
        });
        (done, from) = (end, end);
    }
    let rest = text.get(done..).unwrap_or_default();
    out.extend((!rest.is_empty()).then_some(Piece::Text(rest)));
    out
}

fn is_value_id(id: &str) -> bool {
    let is_end = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    is_end(id.chars().next())
        && is_end(id.chars().next_back())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
}

/// Returns a text in which nothing stands for an answer, for lists of others that know no values.
pub fn escape_values(text: &str) -> Cow<'_, str> {
    let pieces = if may_hold_values(text) { pieces(text) } else { Vec::new() };
    if !pieces.iter().any(|piece| matches!(piece, Piece::Value(..))) {
        return Cow::Borrowed(text);
    }
    let escaped = pieces.iter().map(|piece| match piece {
        Piece::Text(text) => (*text).to_owned(),
        Piece::Value(id, _) => format!("\\{OPEN}{id}{CLOSE}"),
        Piece::Literal(literal) => format!("\\{literal}"),
    });
    Cow::Owned(escaped.collect())
}

/// Returns a text with an `x` for each value, to check what is around them.
pub(super) fn with_placeholders(text: &str) -> Cow<'_, str> {
    if !may_hold_values(text) {
        return Cow::Borrowed(text);
    }
    let part = |piece: &Piece<'_>| match piece {
        Piece::Text(text) | Piece::Literal(text) => (*text).to_owned(),
        Piece::Value(..) => "x".to_owned(),
    };
    Cow::Owned(pieces(text).iter().map(part).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_form_of_an_id_is_a_value() {
        for other in
            ["{{.Names}}", "{{ x }}", "{{}}", "{{-x}}", "{{x-}}", "{{a b}}", "{{x", "x}}", "{ {x}}", "{{ü}}"]
        {
            assert_eq!(pieces(other), [Piece::Text(other)]);
        }
        let text = "a {{x.y_z-1}} {{{q}} b";
        let expected = [
            Piece::Text("a "),
            Piece::Value("x.y_z-1", 4),
            Piece::Text(" {"),
            Piece::Value("q", 17),
            Piece::Text(" b"),
        ];
        assert_eq!(pieces(text), expected);
    }

    #[test]
    fn one_backslash_makes_it_literal_and_two_stay_two() {
        assert_eq!(pieces(r"a\{{x}}b"), [Piece::Text("a"), Piece::Literal("{{x}}"), Piece::Text("b")]);
        assert_eq!(pieces(r"\\{{x}}\b"), [Piece::Text(r"\\"), Piece::Value("x", 4), Piece::Text(r"\b")]);
        assert_eq!(escape_values("{{x}} {{ y }}"), r"\{{x}} {{ y }}");
        assert_eq!(with_placeholders("https://{{x}}/a"), "https://x/a");
    }
}
