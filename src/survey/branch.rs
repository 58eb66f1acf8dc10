//! Which question comes next, given the answers so far: the small language of `show_if`.
//!
//! ```text
//! condition = all { "or" all }
//! all       = one { "and" one }
//! one       = "not" one | "(" condition ")" | id "answered" | id op value
//! op        = "<" | "<=" | ">" | ">=" | "=" | "!="
//! value     = number | option id | "answered" (after = and != only)
//! ```

use super::{Asks, Question, Step, Survey, When};
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

/// Why a condition cannot be read: what stands where something else is allowed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{found} is not {allowed}")]
pub struct ConditionError {
    /// The word that does not belong, or `the end`.
    pub found: String,
    /// What would have been allowed in its place.
    pub allowed: &'static str,
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
            found => Err(unexpected(found, "and, or or the end")),
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
            Self::Answered(id) => answers.get(id).is_some_and(Answer::applies),
            Self::Number(id, comparison, value) => {
                answers.number(id).is_some_and(|answer| comparison.holds(answer, *value))
            }
            Self::Option(id, option) => {
                answers.part(id, "").is_some_and(|answer| answer.chooses(option))
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
    /// Walks the cards of `asked` that the answers lead to: the steps, and what was said on them.
    ///
    /// Going back and changing one's mind may hide a question that was answered before; what was
    /// said there counts no more, nor does what depends on it.
    #[must_use]
    pub fn walk(&self, asked: &[Step], answers: &Answers) -> (Vec<Step>, Answers) {
        let (mut path, mut settled) = (Vec::new(), Answers::default());
        for &step in asked {
            let Some((question, sheet)) = self.at(step) else { continue };
            if !self.shows(step, &settled) {
                continue;
            }
            path.push(step);
            for part in question.open_parts(sheet, answers) {
                let answer = answers.part(&question.id, &part.key).cloned();
                settled = settled.with_part(&question.id, &part.key, answer);
            }
        }
        (path, settled)
    }

    /// The first of `asked` after `step` that the answers lead to; all of them count from `None`.
    #[must_use]
    pub fn next(&self, asked: &[Step], step: Option<Step>, answers: &Answers) -> Option<Step> {
        let (path, _) = self.walk(asked, answers);
        path.into_iter().find(|other| step.is_none_or(|step| step < *other))
    }

    /// The last of `asked` before `step` that the answers lead to.
    #[must_use]
    pub fn previous(&self, asked: &[Step], step: Step, answers: &Answers) -> Option<Step> {
        let (path, _) = self.walk(asked, answers);
        path.into_iter().rfind(|other| *other < step)
    }

    fn shows(&self, step: Step, answers: &Answers) -> bool {
        self.at(step).is_some_and(|(question, sheet)| {
            question.show_if.as_ref().is_none_or(|condition| condition.holds(answers))
                && sheet.when.as_ref().is_none_or(|when| when.holds(answers, &question.id))
        })
    }
}

impl When {
    fn holds(&self, answers: &Answers, id: &str) -> bool {
        let answer = answers.part(id, &self.part).and_then(Answer::number);
        answer.is_some_and(|answer| self.comparison.holds(answer, self.value))
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
        if DEPTH_MAX < depth {
            return Err(unexpected(self.next(), "allowed at a depth of more than 20"));
        }
        match self.next() {
            Some("not") => Ok(Condition::Not(Box::new(self.one(depth + 1)?))),
            Some("(") => {
                let inner = self.any(depth + 1)?;
                match self.next() {
                    Some(")") => Ok(inner),
                    found => Err(unexpected(found, "and, or or )")),
                }
            }
            found => match self.earlier.iter().find(|question| found == Some(&question.id)) {
                Some(question) => self.comparison(question),
                None => Err(unexpected(found, "the id of an earlier question, not or (")),
            },
        }
    }

    fn comparison(&mut self, question: &Question) -> Result<Condition, ConditionError> {
        let answered = Condition::Answered(question.id.clone());
        let (comparison, negated) = match self.next() {
            Some("answered") => return Ok(answered),
            Some("<") => (Comparison::Less, false),
            Some("<=") => (Comparison::AtMost, false),
            Some(">") => (Comparison::More, false),
            Some(">=") => (Comparison::AtLeast, false),
            Some("=") => (Comparison::Equal, false),
            Some("!=") => (Comparison::Equal, true),
            found => return Err(unexpected(found, "one of answered, <, <=, >, >=, =, !=")),
        };
        let value = self.next();
        if comparison == Comparison::Equal && value == Some("answered") {
            return Ok(if negated { Condition::Not(Box::new(answered)) } else { answered });
        }
        let condition = compare(question, comparison, value)?;
        // An unanswered question is not "something else" either.
        Ok(if negated {
            Condition::All(vec![answered, Condition::Not(Box::new(condition))])
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

    /// Takes the next word, number, operator or parenthesis; anything else is taken by itself.
    fn next(&mut self) -> Option<&'a str> {
        let text = self.rest.trim_start();
        let first = text.chars().next()?;
        let in_word = |c: char| c == '.' || u8::try_from(c).is_ok_and(is_id_byte);
        let end = if in_word(first) {
            text.find(|c| !in_word(c)).unwrap_or(text.len())
        } else if matches!(first, '<' | '>' | '!') && text.get(1..2) == Some("=") {
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
    value: Option<&str>,
) -> Result<Condition, ConditionError> {
    let id = || question.id.clone();
    let allowed = match question.alone().map(|part| &part.asks) {
        Some(Asks::One(choices) | Asks::Several { choices, .. }) => {
            if comparison == Comparison::Equal {
                if let Some(choice) = choices.iter().find(|choice| value == Some(&choice.id)) {
                    return Ok(Condition::Option(id(), choice.id.clone()));
                }
                "one of the options of that question"
            } else {
                "what a choice compares with: = and != an option do"
            }
        }
        Some(Asks::Text { .. }) => "what a text compares with: only answered does",
        #[cfg(feature = "models")]
        Some(Asks::Order(_)) => "what a ranking compares with: only answered does",
        Some(Asks::Number { .. }) => {
            if let Some(number) = value.and_then(decimal) {
                return Ok(Condition::Number(id(), comparison, number));
            }
            "a number"
        }
        None => "what a question of several parts compares with: only answered does",
    };
    Err(unexpected(value, allowed))
}

fn unexpected(found: Option<&str>, allowed: &'static str) -> ConditionError {
    ConditionError { found: found.unwrap_or("the end").to_owned(), allowed }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn earlier() -> Vec<Question> {
        let json = r#"{"schema":"aftersay.survey/1","id":"s","version":1,"questions":[
            {"id":"recommend","kind":"nps"},
            {"id":"overall","kind":"csm"},
            {"id":"reason-1","kind":"single_choice","prompt":"Why?",
             "options":[{"id":"late","text":"Late"},{"id":"dear","text":"Dear"}]},
            {"id":"why","kind":"text","prompt":"Why?"},
            {"id":"parcel","kind":"failures"},
            {"id":"wrap","kind":"kano","feature":"gift wrapping"}]}"#;
        Survey::read(&serde_json::from_str(json).unwrap()).unwrap().questions
    }

    #[test]
    fn a_condition_is_decided_by_what_was_answered() {
        let answers = Answers::default()
            .with("recommend", Some(Answer::Number(6.0)))
            .with("reason-1", Some(Answer::Choice("late".to_owned())))
            .with("parcel", Some(Answer::Choices(vec!["lost".to_owned()])));
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
            ("parcel = lost", true),
            ("parcel = damaged", false),
            ("wrap answered", false),
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
        const ID: &str = "the id of an earlier question, not or (";
        const OPERATOR: &str = "one of answered, <, <=, >, >=, =, !=";
        for (condition, found, allowed) in [
            ("", "the end", ID),
            ("recommend", "the end", OPERATOR),
            ("recommend ~ 3", "~", OPERATOR),
            ("recommend < late", "late", "a number"),
            ("recommend <", "the end", "a number"),
            ("reason-1 = early", "early", "one of the options of that question"),
            ("reason-1 < late", "late", "what a choice compares with: = and != an option do"),
            ("why = 3", "3", "what a text compares with: only answered does"),
            ("wrap = 3", "3", "what a question of several parts compares with: only answered does"),
            ("nobody = 3", "nobody", ID),
            ("(recommend = 3", "the end", "and, or or )"),
            ("recommend = 3 )", ")", "and, or or the end"),
            ("alert(1)", "alert", ID),
            ("é = 1", "é", ID),
        ] {
            let found = found.to_owned();
            let told = Err(ConditionError { found, allowed });
            assert_eq!(Condition::parse(condition, &earlier()), told, "{condition}");
        }
        let deep = "(".repeat(400);
        let told = Condition::parse(&deep, &earlier()).unwrap_err().to_string();
        assert_eq!(told, "( is not allowed at a depth of more than 20");
    }
}
