//! PURE. Conditions: what answers switch on and off, in three values.

use super::model::QuestionIx;

/// What a condition comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Truth {
    /// It does not hold.
    No,
    /// A question it asks is not answered yet, and the answer would decide.
    Unknown,
    /// It holds.
    Yes,
}

impl Truth {
    fn negated(self) -> Self {
        match self {
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
            Self::Yes => Self::No,
        }
    }

    /// Both: as weak as the weaker.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.min(other)
    }
}

/// A condition whose questions are known to exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// The question has this answer.
    Is(QuestionIx, Box<str>),
    /// All hold.
    All(Vec<Condition>),
    /// At least one holds.
    Any(Vec<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
}

impl Condition {
    /// Evaluates over the answers given so far. `answer` returns `None` for an open question.
    pub fn evaluate<'a>(&self, answer: &impl Fn(QuestionIx) -> Option<&'a str>) -> Truth {
        match self {
            Self::Is(question, value) => match answer(*question) {
                None => Truth::Unknown,
                Some(given) if given == &**value => Truth::Yes,
                Some(_) => Truth::No,
            },
            Self::All(parts) => combine(parts, answer, Truth::Yes, Truth::min),
            Self::Any(parts) => combine(parts, answer, Truth::No, Truth::max),
            Self::Not(inner) => inner.evaluate(answer).negated(),
        }
    }

    /// Every question the condition asks, in its order, repeated where it is asked again.
    pub fn questions(&self) -> Vec<QuestionIx> {
        match self {
            Self::Is(question, _) => vec![*question],
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::questions).collect(),
            Self::Not(inner) => inner.questions(),
        }
    }
}

fn combine<'a>(
    parts: &[Condition],
    answer: &impl Fn(QuestionIx) -> Option<&'a str>,
    start: Truth,
    join: fn(Truth, Truth) -> Truth,
) -> Truth {
    parts.iter().map(|part| part.evaluate(answer)).fold(start, join)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(question: u32, value: &str) -> Condition {
        Condition::Is(QuestionIx(question), value.into())
    }

    #[test]
    fn an_open_question_decides_only_where_it_could() {
        let answer = |q: QuestionIx| (q.0 == 0).then_some("yes");
        let (known, open) = (is(0, "yes"), is(1, "yes"));
        assert_eq!(known.evaluate(&answer), Truth::Yes);
        assert_eq!(is(0, "no").evaluate(&answer), Truth::No);
        assert_eq!(open.evaluate(&answer), Truth::Unknown);
        let truth = |c: Condition| c.evaluate(&answer);
        assert_eq!(truth(Condition::Any(vec![known.clone(), open.clone()])), Truth::Yes);
        assert_eq!(truth(Condition::All(vec![known.clone(), open.clone()])), Truth::Unknown);
        assert_eq!(truth(Condition::All(vec![is(0, "no"), open.clone()])), Truth::No);
        assert_eq!(truth(Condition::Not(Box::new(open))), Truth::Unknown);
        assert_eq!(truth(Condition::Not(Box::new(known))), Truth::No);
    }
}
