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
pub mod pls;
pub mod randomised;
pub mod ratio;
pub mod reliability;
pub mod sample;
pub mod servqual;
pub mod tolerance;
pub mod weights;

use crate::answers::Answers;
use crate::shape::{Mistake, Pointer, Problem};
use crate::survey::{Kind, Rating, Survey};
use crate::tree::{self, Tree};

/// What the answers of one visit come to, by the names that reports use.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scores(Vec<(String, f64)>);

/// Scores the answers of one visit; what was not answered has no score.
///
/// - **Shape**: one score for each method that the survey uses: `csm` over all its items; `nps`,
///   `csat` and `rating` for each question, named `nps.<id>` where the survey has several.
/// - **Units**: `nps` -1, 0 or 1; `csat` 0 or 1; `csm` -90 to 90; `rating` 0 to 100.
/// - **Source**: as for [`csm::score`], [`nps::class`], [`csat::satisfied`] and [`items::n100`], which
///   do the work here and in reports.
#[must_use]
pub fn score(survey: &Survey, answers: &Answers) -> Scores {
    let items = survey.questions.iter().filter(|q| matches!(q.kind, Kind::Csm { .. }));
    let levels = items.map(|item| csm::Level::from_points(whole(answers.number(&item.id))?));
    let csm = csm::score(&levels.collect::<Vec<_>>());
    let mut scores: Vec<_> = csm.map(|csm| ("csm".to_owned(), csm)).into_iter().collect();
    for question in &survey.questions {
        let answer = answers.number(&question.id);
        let score = match &question.kind {
            Kind::Nps => whole(answer).and_then(nps::class).map(|class| class.score().into()),
            Kind::Csat => csat::satisfied(csat::Scale::FivePoint, whole(answer)).map(f64::from),
            Kind::Rating(Rating { scale, .. }) => {
                answer.map(|answer| items::n100(answer, scale.min.into(), scale.max.into()))
            }
            Kind::Csm { .. } | Kind::SingleChoice(_) | Kind::Text { .. } => None,
        };
        scores.extend(score.map(|score| (name(survey, &question.kind, &question.id), score)));
    }
    Scores(scores)
}

/// An answer as a whole number, in the type that a scoring method takes.
fn whole<T: TryFrom<i64>>(answer: Option<f64>) -> Option<T> {
    tree::whole(answer?)?.try_into().ok()
}

/// The name of a question's score: its kind, and its id where there are several of that kind.
#[must_use]
pub fn name(survey: &Survey, kind: &Kind, id: &str) -> String {
    let several = 1 < survey.questions.iter().filter(|q| q.kind.name() == kind.name()).count();
    if several { [kind.name(), ".", id].concat() } else { kind.name().to_owned() }
}

impl Scores {
    /// The score of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<f64> {
        self.0.iter().find(|(other, _)| other == name).map(|(_, score)| *score)
    }

    /// Every score with its name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, f64)> {
        self.0.iter().map(|(name, score)| (name.as_str(), *score))
    }

    /// Whether two sets of scores are the same, up to the last digits that a number may lose on
    /// its way through JSON.
    #[must_use]
    pub fn agrees_with(&self, other: &Self) -> bool {
        let close = |(name, score): &(String, f64)| {
            other.get(name).is_some_and(|other| (score - other).abs() < 1e-9)
        };
        self.0.len() == other.0.len() && self.0.iter().all(close)
    }

    /// Reads scores by name.
    ///
    /// # Errors
    /// Every score that no answers to this survey could have.
    pub fn read(tree: &Tree, survey: &Survey, at: &Pointer) -> Result<Self, Vec<Mistake>> {
        let known = ranges(survey);
        let mut mistakes = Vec::new();
        let mut scores = Vec::new();
        for (name, value) in tree.entries() {
            let place = at.key(name);
            let Some((_, low, high)) = known.iter().find(|(other, ..)| other == name) else {
                let names: Vec<_> = known.iter().map(|(name, ..)| name.as_str()).collect();
                mistakes.push(place.has(Problem::UnknownField { allowed: names.join(", ") }));
                continue;
            };
            if let Some(score) = value.number().filter(|score| (*low..=*high).contains(score)) {
                scores.push((name.clone(), score));
            } else {
                let (low, high) = (Tree::from(*low), Tree::from(*high));
                mistakes.push(place.wrong(value, format_args!("a number from {low} to {high}")));
            }
        }
        if mistakes.is_empty() { Ok(Self(scores)) } else { Err(mistakes) }
    }
}

/// The scores that a survey can have: name, lowest, highest.
fn ranges(survey: &Survey) -> Vec<(String, f64, f64)> {
    let range = |kind: &Kind| match kind {
        Kind::Nps => Some((-1.0, 1.0)),
        Kind::Csat => Some((0.0, 1.0)),
        Kind::Rating(_) => Some((0.0, 100.0)),
        Kind::Csm { .. } => Some((-90.0, 90.0)),
        Kind::SingleChoice(_) | Kind::Text { .. } => None,
    };
    let named = survey.questions.iter().filter_map(|question| {
        let (low, high) = range(&question.kind)?;
        let name = match question.kind {
            Kind::Csm { .. } => "csm".to_owned(),
            _ => name(survey, &question.kind, &question.id),
        };
        Some((name, low, high))
    });
    named.collect()
}

impl From<&Scores> for Tree {
    fn from(scores: &Scores) -> Self {
        Self::Map(scores.iter().map(|(name, score)| (name.to_owned(), score.into())).collect())
    }
}
