//! The scores of a survey, and what their values are called where these are few enough to count.

use aftersay::scoring::{self, Levels, Score};
use aftersay::survey::{Kind, Question, Survey};

/// One score that a survey can have.
#[derive(Debug, Clone, PartialEq)]
pub struct Known<'a> {
    /// Its name.
    pub name: String,
    /// The question that it is of; `None` where it is of several.
    pub question: Option<&'a Question>,
    /// What it can be.
    pub levels: Levels,
    /// What its values are called in counts, from the lowest on: a class by its name, and a number
    /// that stands for an answer by the answer; none where there are too many to be counted.
    pub labels: Vec<String>,
}

/// Every score that a survey can have.
#[must_use]
pub fn known(survey: &Survey) -> Vec<Known<'_>> {
    let mut csm = survey.questions.iter().filter(|question| question.kind == Kind::Csm);
    let only_csm = csm.next().filter(|_| csm.next().is_none());
    let possible = scoring::possible(survey).into_iter().map(|(name, levels)| {
        let question = match name.as_str() {
            "csm" => only_csm,
            _ => survey.questions.iter().find(|question| is_of(survey, question, &name)),
        };
        let labels = labels(question, levels);
        Known { name, question, levels, labels }
    });
    possible.collect()
}

/// Whether a score of this name is of the question or of a part of it.
fn is_of(survey: &Survey, question: &Question, score: &str) -> bool {
    let name = scoring::name(survey, &question.kind, &question.id);
    let rest = score.strip_prefix(&name);
    question.kind != Kind::Csm && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn labels(question: Option<&Question>, levels: Levels) -> Vec<String> {
    match (levels, question.and_then(Question::scale)) {
        (Levels::Steps(..), Some(scale)) => scale.values().map(|value| value.to_string()).collect(),
        (Levels::Whole(low, high), _) => (low..=high).map(|value| value.to_string()).collect(),
        (Levels::Classes(names), _) => names.iter().map(|name| (*name).to_owned()).collect(),
        (Levels::Steps(..) | Levels::Mean(..), _) => Vec::new(),
    }
}

impl Known<'_> {
    /// What a score is called in counts; `None` where it is none of a few values.
    #[must_use]
    pub fn label(&self, score: Score) -> Option<&str> {
        self.labels.get(self.levels.index(score)?).map(String::as_str)
    }

    /// The scores that its labels stand for, in their order, as numbers.
    pub fn numbers(&self) -> impl Iterator<Item = Option<f64>> {
        (0..self.labels.len()).map(|index| self.levels.at(index)?.number())
    }
}
