//! Answers -> Scores: one file a method, each with its source.

pub mod acsi;
pub mod ces;
pub mod compare;
pub mod complaints;
pub mod cross_moments;
pub mod csat;
pub mod csi;
pub mod csm;
pub mod customer_base;
pub mod delivered_value;
pub mod dimensions;
pub mod disclosure;
pub mod disconfirmation;
pub mod estimate;
pub mod failures;
pub mod four_level;
pub mod importance;
pub mod items;
pub mod jackknife;
pub mod kano;
pub mod linear;
pub mod loyalty;
pub mod models;
pub mod moments;
pub mod normal;
pub mod nps;
pub mod outcomes;
pub mod pls;
pub mod randomised;
pub mod ratio;
pub mod reliability;
pub mod sample;
pub mod servqual;
pub mod tolerance;
pub mod weights;

pub use outcomes::{Levels, Outcome, Score};

use crate::answers::Answers;
use crate::shape::{Mistake, Pointer, Problem};
use crate::survey::{Kind, Question, Survey};
use crate::tree::Tree;

/// What the answers of one visit come to, by the names that reports use.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scores(Vec<(String, Score)>);

/// Scores the answers of one visit; what was not answered has no score.
///
/// - **Shape**: one score or more for each method that the survey uses, named as [`possible`] says.
/// - **Source**: as for the files below, which do the work here and in reports.
#[must_use]
pub fn score(survey: &Survey, answers: &Answers) -> Scores {
    let scored = outcomes_of(survey, answers).into_iter();
    Scores(scored.filter_map(|(name, outcome)| Some((name, outcome.score?))).collect())
}

/// The scores that a survey can have, by name: one `csm` over all its items, and for every other
/// question the name of its kind, or `kind.id` where the survey has several; parts of an index
/// follow behind another dot. Features of Kano's are many by nature: theirs is always `kano.id`.
#[must_use]
pub fn possible(survey: &Survey) -> Vec<(String, Levels)> {
    let outcomes = outcomes_of(survey, &Answers::default()).into_iter();
    outcomes.map(|(name, outcome)| (name, outcome.levels)).collect()
}

fn outcomes_of(survey: &Survey, answers: &Answers) -> Vec<(String, Outcome)> {
    let mut all = Vec::new();
    let csm = |kind: &Kind| matches!(kind, Kind::Csm);
    if survey.questions.iter().any(|question| csm(&question.kind)) {
        all.push(("csm".to_owned(), outcomes::csm(survey, answers)));
    }
    for question in survey.questions.iter().filter(|question| !csm(&question.kind)) {
        let name = name(survey, &question.kind, &question.id);
        for outcome in outcomes::of(question, answers.get(&question.id)) {
            let parts = [name.as_str(), outcome.part];
            let named = if outcome.part.is_empty() { name.clone() } else { parts.join(".") };
            all.push((named, outcome));
        }
    }
    all
}

/// The name of a question's score: its kind, and its id where there are several of that kind.
#[must_use]
pub fn name(survey: &Survey, kind: &Kind, id: &str) -> String {
    let several = 1 < survey.questions.iter().filter(|q| q.kind.name() == kind.name()).count();
    let always = matches!(kind, Kind::Kano(_));
    if several || always { [kind.name(), ".", id].concat() } else { kind.name().to_owned() }
}

/// The scores that one question has for itself, by name: those of whole questions.
#[must_use]
pub fn scorable(survey: &Survey) -> Vec<(String, &Question, Levels)> {
    let possible = possible(survey);
    let mut scorable = Vec::new();
    for question in &survey.questions {
        let named = match question.kind {
            Kind::Csm => "csm".to_owned(),
            _ => name(survey, &question.kind, &question.id),
        };
        let levels = possible.iter().find(|(name, _)| *name == named);
        scorable.extend(levels.map(|(_, levels)| (named, question, *levels)));
    }
    scorable
}

/// Whether answers to a question are scored at all.
#[must_use]
pub fn is_scored(question: &Question) -> bool {
    question.kind == Kind::Csm || !outcomes::of(question, None).is_empty()
}

impl FromIterator<(String, Score)> for Scores {
    fn from_iter<I: IntoIterator<Item = (String, Score)>>(scores: I) -> Self {
        Self(scores.into_iter().collect())
    }
}

impl Scores {
    /// The score of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Score> {
        self.0.iter().find(|(other, _)| other == name).map(|(_, score)| *score)
    }

    /// Every score with its name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Score)> {
        self.0.iter().map(|(name, score)| (name.as_str(), *score))
    }

    /// Whether two sets of scores are the same, up to the last digits that a number may lose on
    /// its way through JSON.
    #[must_use]
    pub fn agrees_with(&self, other: &Self) -> bool {
        let close = |(name, score): &(String, Score)| match (score, other.get(name)) {
            (Score::Number(score), Some(Score::Number(other))) => (score - other).abs() < 1e-9,
            (score, other) => Some(*score) == other,
        };
        self.0.len() == other.0.len() && self.0.iter().all(close)
    }

    /// Reads scores by name.
    ///
    /// # Errors
    /// Every score that no answers to this survey could have.
    pub fn read(tree: &Tree, survey: &Survey, at: &Pointer) -> Result<Self, Vec<Mistake>> {
        let known = possible(survey);
        let mut mistakes = Vec::new();
        let mut scores = Vec::new();
        for (name, value) in tree.entries() {
            let place = at.key(name);
            let Some((_, levels)) = known.iter().find(|(other, _)| other == name) else {
                let names: Vec<_> = known.iter().map(|(name, ..)| name.as_str()).collect();
                mistakes.push(place.has(Problem::UnknownField { allowed: names.join(", ") }));
                continue;
            };
            match levels.read(value) {
                Some(score) => scores.push((name.clone(), score)),
                None => mistakes.push(place.wrong(value, levels.told())),
            }
        }
        if mistakes.is_empty() { Ok(Self(scores)) } else { Err(mistakes) }
    }
}

impl From<&Scores> for Tree {
    fn from(scores: &Scores) -> Self {
        Self::Map(scores.iter().map(|(name, score)| (name.to_owned(), score.into())).collect())
    }
}
