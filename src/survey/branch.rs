//! Which question comes next, given the answers so far: the small language of `show_if`.
//!
//! ```text
//! condition = all { "or" all }
//! all       = one { "and" one }
//! one       = "not" one | "(" condition ")" | id "answered" | id op value
//! op        = "<" | "<=" | ">" | ">=" | "=" | "!="
//! value     = number | option id | "answered" (after = and != only)
//! ```

use super::{Kind, Question, Survey};
use crate::answers::{Answer, Answers};
use crate::shape::is_id_byte;
use crate::tree::decimal;

/// How deeply parentheses and `not` may be nested.
const DEPTH_MAX: usize = 20;

/// When a question is shown.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// Any of them holds.
    Any(Vec<Self>),
    /// All of them hold.
    All(Vec<Self>),
    /// It does not hold.
    Not(Box<Self>),
    /// The question of this id was answered.
    Answered(String),
    /// The answer to the question of this id compares so with a number.
    Number(String, Comparison, f64),
    /// The answer to the question of this id is this option.
    Option(String, String),
}

/// How two numbers compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Comparison {
    Less,
    AtMost,
    More,
    AtLeast,
    Equal,
}

/// Why a condition cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum ConditionError {
    #[error("{found} is not {allowed}")]
    Unexpected { found: String, allowed: &'static str },
    #[error("the condition ends where {allowed} was expected")]
    Ends { allowed: &'static str },
    #[error("{id} is not the id of an earlier question")]
    NotEarlier { id: String },
    #[error("{value} can never answer {id}, allowed are {allowed}")]
    NotAnAnswer { id: String, value: String, allowed: String },
    #[error("it is nested more than {DEPTH_MAX} deep")]
    TooDeep,
}

impl Condition {
    /// Reads a condition that speaks of `earlier` questions only, so that it can always be decided
    /// by the time its own question is reached.
    ///
    /// # Errors
    /// [`ConditionError`] at the first thing that does not belong.
    pub fn parse(text: &str, earlier: &[Question]) -> Result<Self, ConditionError> {
        let mut parser = Parser { rest: text, earlier };
        let condition = parser.any(0)?;
        match parser.next() {
            None => Ok(condition),
            Some(found) => Err(unexpected(found, "and, or or the end")),
        }
    }

    /// Whether it holds. A comparison with a question that was not answered never does: missing
    /// is neither low nor high.
    #[must_use]
    pub fn holds(&self, answers: &Answers) -> bool {
        match self {
            Self::Any(parts) => parts.iter().any(|part| part.holds(answers)),
            Self::All(parts) => parts.iter().all(|part| part.holds(answers)),
            Self::Not(part) => !part.holds(answers),
            Self::Answered(id) => answers.get(id).is_some(),
            Self::Number(id, comparison, value) => match answers.get(id) {
                Some(Answer::Number(answer)) => comparison.holds(*answer, *value),
                Some(Answer::Choice(_) | Answer::Text(_)) | None => false,
            },
            Self::Option(id, option) => {
                matches!(answers.get(id), Some(Answer::Choice(chosen)) if chosen == option)
            }
        }
    }
}

impl Comparison {
    #[expect(clippy::float_cmp, reason = "answers and limits are written numbers, not results")]
    fn holds(self, answer: f64, value: f64) -> bool {
        match self {
            Self::Less => answer < value,
            Self::AtMost => answer <= value,
            Self::More => answer > value,
            Self::AtLeast => answer >= value,
            Self::Equal => answer == value,
        }
    }
}

impl Survey {
    /// The first of `asked` after `step` whose condition holds; all of them count from `None`.
    #[must_use]
    pub fn next(&self, asked: &[usize], step: Option<usize>, answers: &Answers) -> Option<usize> {
        let after = |&index: &usize| step.is_none_or(|step| step < index);
        asked.iter().copied().filter(after).find(|&index| self.shows(index, answers))
    }

    /// The last of `asked` before `step` whose condition holds.
    #[must_use]
    pub fn previous(&self, asked: &[usize], step: usize, answers: &Answers) -> Option<usize> {
        let before = asked.iter().copied().filter(|&index| index < step);
        before.rev().find(|&index| self.shows(index, answers))
    }

    fn shows(&self, index: usize, answers: &Answers) -> bool {
        let condition = self.questions.get(index).and_then(|question| question.show_if.as_ref());
        condition.is_none_or(|condition| condition.holds(answers))
    }
}

struct Parser<'a> {
    rest: &'a str,
    earlier: &'a [Question],
}

impl<'a> Parser<'a> {
    fn any(&mut self, depth: usize) -> Result<Condition, ConditionError> {
        self.joined("or", depth, Condition::Any, Self::all)
    }

    fn all(&mut self, depth: usize) -> Result<Condition, ConditionError> {
        self.joined("and", depth, Condition::All, Self::one)
    }

    /// Reads parts with a word between them; a part alone stands for itself.
    fn joined(
        &mut self,
        word: &str,
        depth: usize,
        join: fn(Vec<Condition>) -> Condition,
        part: fn(&mut Self, usize) -> Result<Condition, ConditionError>,
    ) -> Result<Condition, ConditionError> {
        let first = part(self, depth)?;
        if !self.takes(word) {
            return Ok(first);
        }
        let mut parts = vec![first, part(self, depth)?];
        while self.takes(word) {
            parts.push(part(self, depth)?);
        }
        Ok(join(parts))
    }

    fn one(&mut self, depth: usize) -> Result<Condition, ConditionError> {
        const ALLOWED: &str = "a question id, not or (";
        if DEPTH_MAX < depth {
            return Err(ConditionError::TooDeep);
        }
        match self.next().ok_or(ConditionError::Ends { allowed: ALLOWED })? {
            "not" => Ok(Condition::Not(Box::new(self.one(depth + 1)?))),
            "(" => {
                let inner = self.any(depth + 1)?;
                self.expect(")")?;
                Ok(inner)
            }
            id if id.starts_with(|c: char| c.is_ascii_alphabetic()) => {
                let question = self.earlier.iter().find(|question| question.id == id);
                self.comparison(
                    question.ok_or_else(|| ConditionError::NotEarlier { id: id.to_owned() })?,
                )
            }
            found => Err(unexpected(found, ALLOWED)),
        }
    }

    fn comparison(&mut self, question: &Question) -> Result<Condition, ConditionError> {
        const OPERATORS: &str = "one of answered, <, <=, >, >=, =, !=";
        let id = question.id.clone();
        let operator = self.next().ok_or(ConditionError::Ends { allowed: OPERATORS })?;
        let (comparison, negated) = match operator {
            "answered" => return Ok(Condition::Answered(id)),
            "<" => (Comparison::Less, false),
            "<=" => (Comparison::AtMost, false),
            ">" => (Comparison::More, false),
            ">=" => (Comparison::AtLeast, false),
            "=" => (Comparison::Equal, false),
            "!=" => (Comparison::Equal, true),
            found => return Err(unexpected(found, OPERATORS)),
        };
        let value = self.next().ok_or(ConditionError::Ends { allowed: "a value" })?;
        let condition = match (comparison, value) {
            (Comparison::Equal, "answered") => Condition::Answered(id),
            (comparison, value) => compare(question, comparison, value)?,
        };
        // An unanswered question is not "something else" either.
        Ok(if negated && value != "answered" {
            let answered = Condition::Answered(question.id.clone());
            Condition::All(vec![answered, Condition::Not(Box::new(condition))])
        } else if negated {
            Condition::Not(Box::new(condition))
        } else {
            condition
        })
    }

    fn takes(&mut self, word: &str) -> bool {
        let before = self.rest;
        let taken = self.next() == Some(word);
        if !taken {
            self.rest = before;
        }
        taken
    }

    fn expect(&mut self, allowed: &'static str) -> Result<(), ConditionError> {
        match self.next() {
            Some(found) if found == allowed => Ok(()),
            Some(found) => Err(unexpected(found, allowed)),
            None => Err(ConditionError::Ends { allowed }),
        }
    }

    /// Takes the next word, number, operator or parenthesis; anything else is taken by itself.
    fn next(&mut self) -> Option<&'a str> {
        let text = self.rest.trim_start();
        let first = text.chars().next()?;
        let in_word = |c: char| c == '.' || u8::try_from(c).is_ok_and(is_id_byte);
        let end = if in_word(first) {
            text.find(|c| !in_word(c)).unwrap_or(text.len())
        } else if "<>!".contains(first) && text.get(1..2) == Some("=") {
            2
        } else {
            first.len_utf8()
        };
        let (token, rest) = text.split_at_checked(end)?;
        self.rest = rest;
        Some(token)
    }
}

fn compare(
    question: &Question,
    comparison: Comparison,
    value: &str,
) -> Result<Condition, ConditionError> {
    let id = question.id.clone();
    let never = |allowed: String| ConditionError::NotAnAnswer {
        id: question.id.clone(),
        value: value.to_owned(),
        allowed,
    };
    match &question.kind {
        Kind::SingleChoice(options) if comparison == Comparison::Equal => {
            if options.iter().any(|option| option.id == value) {
                return Ok(Condition::Option(id, value.to_owned()));
            }
            let ids: Vec<_> = options.iter().map(|option| option.id.as_str()).collect();
            Err(never(ids.join(", ")))
        }
        Kind::SingleChoice(_) => Err(never("its option ids after = and !=".to_owned())),
        Kind::Text { .. } => Err(never("answered".to_owned())),
        Kind::Nps | Kind::Csat | Kind::Csm { .. } | Kind::Rating(_) => match decimal(value) {
            Some(number) => Ok(Condition::Number(id, comparison, number)),
            None => Err(never("numbers".to_owned())),
        },
    }
}

fn unexpected(found: &str, allowed: &'static str) -> ConditionError {
    ConditionError::Unexpected { found: found.to_owned(), allowed }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::{Choice, Words};

    fn earlier() -> Vec<Question> {
        let question = |id: &str, kind| Question {
            id: id.to_owned(),
            kind,
            prompt: None,
            help: None,
            required: false,
            always: false,
            show_if: None,
        };
        let late = Choice { id: "late".to_owned(), text: Words(vec![]) };
        vec![
            question("recommend", Kind::Nps),
            question("overall", Kind::Csm { about: None }),
            question("reason-1", Kind::SingleChoice(vec![late])),
            question("why", Kind::Text { max_chars: 10 }),
        ]
    }

    #[test]
    fn a_condition_is_decided_by_what_was_answered() {
        let answers = Answers::default()
            .with("recommend", Some(Answer::Number(6.0)))
            .with("reason-1", Some(Answer::Choice("late".to_owned())));
        for (condition, holds) in [
            ("recommend <= 6", true),
            ("recommend < 6", false),
            ("recommend>=6 and recommend!=7", true),
            ("recommend <= 6 or overall < 0", true),
            ("overall < 0", false),
            ("overall >= -30", false),
            ("overall != 0", false),
            ("not overall < 0", true),
            ("reason-1 = late", true),
            ("reason-1 != late", false),
            ("why answered", false),
            ("why = answered", false),
            ("why != answered", true),
            ("not (recommend = 6 or recommend = 5) or reason-1 answered", true),
            ("recommend = 1 and recommend = 6 or recommend = 6", true),
            ("recommend = 1 and (recommend = 6 or recommend = 6)", false),
        ] {
            let read = Condition::parse(condition, &earlier()).unwrap();
            assert_eq!(read.holds(&answers), holds, "{condition}");
        }
    }

    #[test]
    fn what_does_not_belong_is_named() {
        for (condition, told) in [
            ("", "the condition ends where a question id, not or ( was expected"),
            (
                "recommend",
                "the condition ends where one of answered, <, <=, >, >=, =, != was expected",
            ),
            ("recommend ~ 3", "~ is not one of answered, <, <=, >, >=, =, !="),
            ("recommend < late", "late can never answer recommend, allowed are numbers"),
            ("reason-1 = early", "early can never answer reason-1, allowed are late"),
            (
                "reason-1 < late",
                "late can never answer reason-1, allowed are its option ids after = and !=",
            ),
            ("why = 3", "3 can never answer why, allowed are answered"),
            ("nobody = 3", "nobody is not the id of an earlier question"),
            ("(recommend = 3", "the condition ends where ) was expected"),
            ("recommend = 3 )", ") is not and, or or the end"),
            ("alert(1)", "alert is not the id of an earlier question"),
            ("é = 1", "é is not a question id, not or ("),
        ] {
            assert_eq!(Condition::parse(condition, &earlier()).unwrap_err().to_string(), told);
        }
        let deep = "(".repeat(400);
        assert_eq!(Condition::parse(&deep, &earlier()), Err(ConditionError::TooDeep));
    }
}
