//! One answer -> what it scores: which method looks at which part of it.

#[cfg_attr(not(feature = "models"), path = "outcomes/without_models.rs")]
mod models;

use super::{ces, csat, csm as seven_levels, items, nps};
use crate::answers::{Answer, Answers};
use crate::survey::scales::Scale;
use crate::survey::{Kind, Question, Survey};
use crate::tree::{self, Tree};

/// What one visit scored.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Score {
    /// A number; see [`Levels`] for its range.
    Number(f64),
    /// The name of a class.
    Class(&'static str),
}

impl Score {
    /// The score as a number, if it is one.
    #[must_use]
    pub fn number(self) -> Option<f64> {
        if let Self::Number(number) = self { Some(number) } else { None }
    }
}

impl From<Score> for Tree {
    fn from(score: Score) -> Self {
        match score {
            Score::Number(number) => number.into(),
            Score::Class(name) => name.into(),
        }
    }
}

/// What the score of one visit can be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Levels {
    /// Whole numbers, both ends included.
    Whole(i32, i32),
    /// So many numbers at equal distances, from the first to the last.
    Steps(f64, f64, usize),
    /// Anything in between, both ends included.
    Mean(f64, f64),
    /// One of these classes.
    Classes(&'static [&'static str]),
}

impl Levels {
    /// How many different scores there can be; `None` where they are too many to be counted.
    #[must_use]
    pub fn n(self) -> Option<usize> {
        match self {
            Self::Whole(low, high) => usize::try_from(high - low + 1).ok(),
            Self::Classes(names) => Some(names.len()),
            Self::Steps(_, _, n) => Some(n),
            Self::Mean(..) => None,
        }
    }

    /// The score at an index, from the lowest on.
    #[must_use]
    pub fn at(self, index: usize) -> Option<Score> {
        let is_there = self.n().is_some_and(|n| index < n);
        match self {
            Self::Classes(names) => names.get(index).map(|name| Score::Class(name)),
            Self::Whole(low, _) => is_there.then(|| Score::Number(f64::from(low) + index as f64)),
            Self::Steps(low, high, n) => {
                let step = (high - low) / n.saturating_sub(1).max(1) as f64;
                is_there.then_some(Score::Number(low + step * index as f64))
            }
            Self::Mean(..) => None,
        }
    }

    /// Where a score stands among those that there can be.
    #[must_use]
    pub fn index(self, score: Score) -> Option<usize> {
        (0..self.n()?).find(|index| match (self.at(*index), score) {
            (Some(Score::Number(level)), Score::Number(score)) => (level - score).abs() < 1e-6,
            (level, score) => level == Some(score),
        })
    }

    /// Reads a score; `None` for one that no answers could have.
    pub(super) fn read(self, value: &Tree) -> Option<Score> {
        match self {
            Self::Classes(names) => {
                names.iter().find(|name| value.text() == Some(name)).map(|name| Score::Class(name))
            }
            Self::Whole(low, high) => {
                let number = value.integer().filter(|n| (low.into()..=high.into()).contains(n))?;
                Some(Score::Number(number as f64))
            }
            Self::Steps(..) => {
                let score = Score::Number(value.number()?);
                self.index(score).map(|_| score)
            }
            Self::Mean(low, high) => {
                value.number().filter(|number| (low..=high).contains(number)).map(Score::Number)
            }
        }
    }

    /// What is allowed, in words.
    pub(super) fn told(self) -> String {
        let range = |kind: &str, low: f64, high: f64| {
            let (low, high) = (Tree::from(low).told(), Tree::from(high).told());
            [kind, " from ", &low, " to ", &high].concat()
        };
        match self {
            Self::Whole(low, high) => range("a whole number", low.into(), high.into()),
            Self::Mean(low, high) | Self::Steps(low, high, _) => range("a number", low, high),
            Self::Classes(names) => ["one of ", &names.join(", ")].concat(),
        }
    }
}

/// One score of a question: what it can be, and what it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Which part of an index it is of; empty where it is of the whole question.
    pub part: &'static str,
    /// What it can be.
    pub levels: Levels,
    /// What it is; `None` where too little was answered.
    pub score: Option<Score>,
}

fn number(part: &'static str, levels: Levels, score: Option<f64>) -> Outcome {
    Outcome { part, levels, score: score.map(Score::Number) }
}

/// Satisfaction over all items of a survey, in points of the seven levels.
pub(super) fn csm(survey: &Survey, answers: &Answers) -> Outcome {
    let items = || survey.questions.iter().filter(|question| question.kind == Kind::Csm);
    let level =
        |item: &Question| seven_levels::Level::from_points(whole(answers.number(&item.id))?);
    let score = seven_levels::score(&items().map(level).collect::<Vec<_>>());
    let is_one = items().count() == 1;
    let levels = if is_one { Levels::Steps(-90.0, 90.0, 7) } else { Levels::Mean(-90.0, 90.0) };
    number("", levels, score)
}

/// The answer to a question, by the keys of its parts.
#[derive(Clone, Copy)]
struct Said<'a>(Option<&'a Answer>);

impl Said<'_> {
    fn number(self, key: &str) -> Option<f64> {
        self.0?.part(key)?.number()
    }

    /// A number that a scoring method takes as a small whole one.
    fn small(self, key: &str) -> Option<u8> {
        whole(self.number(key))
    }
}

/// Every score that a question can have, in a fixed order, with what this answer scores.
///
/// - **Source**: as for the methods that do the work.
pub(super) fn of(question: &Question, answer: Option<&Answer>) -> Vec<Outcome> {
    let said = Said(answer);
    match &question.kind {
        Kind::Nps => {
            let class = said.small("").and_then(nps::class);
            vec![number("", Levels::Whole(-1, 1), class.map(|class| class.score().into()))]
        }
        Kind::Csat => {
            let answer = whole(said.number(""));
            let satisfied = csat::satisfied(csat::Scale::FivePoint, answer);
            vec![number("", Levels::Whole(0, 1), satisfied.map(f64::from))]
        }
        Kind::Ces => vec![number("", Levels::Steps(0.0, 100.0, 7), ces::score(said.small("")))],
        Kind::Rating => {
            let scale = question.scale();
            let (low, high) = scale.map_or((0.0, 1.0), Scale::ends);
            let levels = Levels::Steps(0.0, 100.0, scale.map_or(0, |scale| scale.values().count()));
            let answer = said.number("");
            vec![number("", levels, answer.map(|answer| items::n100(answer, low, high)))]
        }
        kind => models::of(kind, question, said),
    }
}

/// An answer as a whole number, in the type that a scoring method takes.
fn whole<T: TryFrom<i64>>(answer: Option<f64>) -> Option<T> {
    tree::whole(answer?)?.try_into().ok()
}
