//! One answer -> what it scores: which method looks at which part of it.

use super::csi::{self, Part as Node};
use super::delivered_value::{self, Answers as Values};
use super::loyalty::{Cell, Hold, Kind as LoyaltyKind, Reason, Signals};
use super::models::{Coding, Structure};
use super::servqual::{self, DIMENSIONS, N_ITEMS, Pair};
use super::tolerance::{self, Reading};
use super::{acsi, ces, csat, csm as seven_levels, dimensions, four_level, items, kano, loyalty};
use super::{models, nps, ratio};
use crate::answers::{Answer, Answers};
use crate::survey::kinds::{Importance, dimension_key, servqual_key, value_keys, weight_key};
use crate::survey::{Asks, Kind, Question, Survey};
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
    /// Anything in between, both ends included.
    Mean(f64, f64),
    /// One of these classes.
    Classes(&'static [&'static str]),
}

impl Levels {
    /// How many different scores there can be; `None` where they are not classes or whole numbers.
    #[must_use]
    pub fn n(self) -> Option<usize> {
        match self {
            Self::Whole(low, high) => usize::try_from(high - low + 1).ok(),
            Self::Classes(names) => Some(names.len()),
            Self::Mean(..) => None,
        }
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
            Self::Mean(low, high) => {
                value.number().filter(|number| (low..=high).contains(number)).map(Score::Number)
            }
        }
    }

    /// What is allowed, in words.
    pub(super) fn told(self) -> String {
        let range = |kind: &str, low: f64, high: f64| {
            let (low, high) = (Tree::from(low).to_string(), Tree::from(high).to_string());
            [kind, " from ", &low, " to ", &high].concat()
        };
        match self {
            Self::Whole(low, high) => range("a whole number", low.into(), high.into()),
            Self::Mean(low, high) => range("a number", low, high),
            Self::Classes(names) => ["one of ", &names.join(", ")].concat(),
        }
    }
}

/// One score of a question: what it can be, and what it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Which part of an index it is of; empty where it is of the whole question.
    pub part: String,
    /// What it can be.
    pub levels: Levels,
    /// What it is; `None` where too little was answered.
    pub score: Option<Score>,
}

fn number(part: &str, levels: Levels, score: Option<f64>) -> Outcome {
    Outcome { part: part.to_owned(), levels, score: score.map(Score::Number) }
}

fn class(part: &str, names: &'static [&'static str], index: Option<usize>) -> Outcome {
    let score = index.and_then(|index| names.get(index)).map(|name| Score::Class(name));
    Outcome { part: part.to_owned(), levels: Levels::Classes(names), score }
}

/// 0.0 to 100.0.
const INDEX: Levels = Levels::Mean(0.0, 100.0);

/// Which buyers had a problem, and which of these said so.
///
/// - **Source**: measurement reference, C6.
pub const COMPLAINTS: [&str; 3] = ["none", "silent", "told"];

/// Satisfaction over all items of a survey, in points of the seven levels.
pub(super) fn csm(survey: &Survey, answers: &Answers) -> Outcome {
    let items = survey.questions.iter().filter(|question| question.kind == Kind::Csm);
    let level =
        |item: &Question| seven_levels::Level::from_points(whole(answers.number(&item.id))?);
    let score = seven_levels::score(&items.map(level).collect::<Vec<_>>());
    number("", Levels::Mean(-90.0, 90.0), score)
}

/// Every score that a question can have, in a fixed order, with what this answer scores.
///
/// - **Source**: as for the methods that do the work.
pub(super) fn of(question: &Question, answer: Option<&Answer>) -> Vec<Outcome> {
    let part = |key: &str| answer.and_then(|answer| answer.part(key));
    let value = |key: &str| part(key).and_then(Answer::number);
    let small = |key: &str| whole::<u8>(value(key));
    match &question.kind {
        Kind::Nps => {
            let class = small("").and_then(nps::class);
            vec![number("", Levels::Whole(-1, 1), class.map(|class| class.score().into()))]
        }
        Kind::Csat => {
            let answer = whole(value(""));
            let satisfied = csat::satisfied(csat::Scale::FivePoint, answer);
            vec![number("", Levels::Whole(0, 1), satisfied.map(f64::from))]
        }
        Kind::Ces => vec![number("", INDEX, ces::score(small("")))],
        Kind::Rating => {
            let (low, high) = question.scale().map_or((0.0, 1.0), |scale| scale.ends());
            vec![number("", INDEX, value("").map(|answer| items::n100(answer, low, high)))]
        }
        Kind::Disconfirmation => vec![number("", Levels::Whole(-2, 2), value(""))],
        Kind::SatisfactionRatio => {
            let score = ratio::score(small("perceived"), small("expected"));
            vec![number("", Levels::Mean(0.1, 10.0), score)]
        }
        Kind::FourLevel => {
            let rated = question.parts().filter(|part| matches!(part.asks, Asks::Number { .. }));
            let ratings: Vec<_> = rated.map(|part| small(&part.key)).collect();
            vec![number("", INDEX, four_level::score(&ratings))]
        }
        Kind::Csi { .. } => {
            let leaf = |construct: &str, leaf: &str| small(&[construct, "_", leaf].concat());
            let mut scores: Vec<_> = csi::constructs(leaf).collect();
            let nodes = scores.iter().map(|&(_, score)| Node { weight: 1.0, score });
            let total = csi::roll_up(&nodes.collect::<Vec<_>>()).ok().flatten();
            scores.insert(0, ("", total));
            scores.into_iter().map(|(key, score)| number(key, INDEX, score)).collect()
        }
        Kind::Acsi => {
            let answers = ["overall", "expected", "ideal"].map(value);
            vec![number("", INDEX, acsi::score(answers).ok().flatten())]
        }
        Kind::Structural(structure) => {
            let score =
                |latent: &&str| number(latent, INDEX, latent_score(structure, latent, &value));
            structure.latents.iter().map(score).collect()
        }
        Kind::Servqual { expectations, importance } => {
            servqual_scores(*expectations, *importance, &value)
        }
        Kind::ZoneOfTolerance => tolerance_scores(question, &value),
        Kind::Dimensions(set) => {
            let answers: Vec<Vec<_>> = (set.dimensions.iter())
                .map(|dimension| {
                    let key = |item| dimension_key(set, dimension, item);
                    (1..=set.n_items).map(|item| value(&key(item))).collect()
                })
                .collect();
            let answers: Vec<_> = answers.iter().map(Vec::as_slice).collect();
            let score = dimensions::score(set, &answers, None).ok();
            let mut scores = vec![number("", INDEX, score.as_ref().and_then(|score| score.total))];
            scores.extend(set.dimensions.iter().enumerate().map(|(index, key)| {
                let scores = score.as_ref().map(|score| &score.dimensions);
                number(key, INDEX, scores.and_then(|scores| *scores.get(index)?))
            }));
            scores
        }
        Kind::Failures(failures) => {
            let points = |ids: &Vec<String>| {
                let hit = failures.iter().filter(|(key, _)| ids.contains(key));
                hit.fold(0.0, |points, (_, weight)| points + weight)
            };
            let most = failures.iter().fold(0.0, |points, (_, weight)| points + weight);
            let score = match answer {
                Some(Answer::Choices(ids)) => Some(points(ids)),
                _ => None,
            };
            vec![number("", Levels::Mean(0.0, most), score)]
        }
        Kind::Complaints => {
            let (problem, told) = (small("problem"), small("told"));
            let index = match (problem, told) {
                (Some(0), _) => Some(0),
                (Some(_), Some(told)) => Some(1 + usize::from(told)),
                _ => None,
            };
            let handled = value("handled").filter(|_| index == Some(2));
            vec![class("", &COMPLAINTS, index), number("handled", Levels::Whole(1, 10), handled)]
        }
        Kind::Kano(table) => {
            let answer = |key| kano::Answer::from_number(small(key)?);
            let letter = kano::letter(answer("with"), answer("without"), *table);
            vec![class("", &kano::Letter::NAMES, letter.map(|letter| letter as usize))]
        }
        Kind::DeliveredValue(weights) => {
            let (values, costs) = value_keys();
            let answers = Values { values: values.map(small), costs: costs.map(small) };
            let score = delivered_value::score(&answers, weights).ok().flatten();
            vec![number("", Levels::Mean(-9.0, 9.0), score.map(|score| score.net))]
        }
        Kind::Loyalty(thresholds) => {
            let reason = match part("reason") {
                Some(Answer::Choice(reason)) => match reason.as_str() {
                    "habit" => Some(Reason::Habit),
                    "contract" => Some(Reason::Contract),
                    _ => Some(Reason::Monopoly),
                },
                _ => None,
            };
            let signals = Signals {
                attitude: ["prefer", "recommend", "sorry"].map(small),
                orders: whole(value("orders")),
                share_percent: small("share_percent"),
                satisfaction: small("satisfaction"),
                lock_in: small("lock_in"),
                reason,
            };
            let loyalty = loyalty::classify(&signals, thresholds);
            let hold = loyalty.and_then(|loyalty| loyalty.hold);
            vec![
                class("", &LoyaltyKind::NAMES, loyalty.map(|loyalty| loyalty.kind as usize)),
                number(
                    "hostage",
                    Levels::Whole(0, 1),
                    loyalty.map(|loyalty| f64::from(u8::from(loyalty.is_hostage))),
                ),
                class("hold", &Hold::NAMES, hold.map(|hold| hold as usize)),
            ]
        }
        Kind::LoyaltyLadder => {
            let steps = ["cognitive", "affective", "conative", "action"].map(small);
            let stage = loyalty::stage(steps).map(|stage| f64::from(stage as u8));
            vec![number("", Levels::Whole(0, 4), stage)]
        }
        Kind::SatisfactionLoyalty => {
            let cell = loyalty::cell(small("satisfaction"), small("intention"));
            vec![class("", &Cell::NAMES, cell.map(|cell| cell as usize))]
        }
        Kind::Csm
        | Kind::YesNo
        | Kind::Number
        | Kind::Matrix
        | Kind::SingleChoice
        | Kind::MultipleChoice
        | Kind::Text
        | Kind::Info
        | Kind::ImportancePerformance => vec![],
    }
}

/// One person's latent variable: the mean of its items, each from 0.0 to 100.0 with high as good,
/// under the half rule. The report weighs them by what the model finds.
fn latent_score(
    structure: &Structure,
    latent: &str,
    value: &dyn Fn(&str) -> Option<f64>,
) -> Option<f64> {
    let mut scores = Vec::new();
    for question in structure.questions(latent) {
        let answer = value(question.key);
        let index = |low, high| answer.map(|answer| items::n100(answer, low, high));
        match question.coding {
            Coding::AsIs => scores.push(index(1.0, 10.0)),
            Coding::Reversed => scores.push(index(10.0, 1.0)),
            Coding::YesNo => scores.push(index(1.0, 0.0)),
            // Two questions of which each person sees one make one item.
            Coding::PriceTolerance if question.key == models::DEARER => {
                let again = value(models::AGAIN);
                let coded = models::price_tolerance(again, answer, value(models::CHEAPER));
                scores.push(coded.ok().flatten().map(|code| items::n100(code, 1.0, 10.0)));
            }
            Coding::PriceTolerance => {}
        }
    }
    items::mean_of_answered(scores)
}

fn servqual_scores(
    expectations: bool,
    importance: Importance,
    value: &dyn Fn(&str) -> Option<f64>,
) -> Vec<Outcome> {
    let split = DIMENSIONS.each_ref().map(|dimension| value(&weight_key(dimension.key)));
    // Who shared out all hundred points left nothing to those who got none.
    let shared = importance == Importance::Points && split.iter().any(Option::is_some);
    let own = shared.then(|| split.map(|points| points.unwrap_or(0.0)));
    let score = servqual::weights(own, None).and_then(|weights| {
        if expectations {
            let pairs = DIMENSIONS.each_ref().map(|dimension| {
                std::array::from_fn::<_, N_ITEMS, _>(|index| {
                    let answer = |aspect| value(&servqual_key(dimension.key, index + 1, aspect));
                    Pair { expected: answer("expected"), perceived: answer("perceived") }
                })
            });
            servqual::gaps(pairs.each_ref().map(<[Pair; N_ITEMS]>::as_slice), &weights)
        } else {
            let answers = DIMENSIONS.each_ref().map(|dimension| {
                std::array::from_fn::<_, N_ITEMS, _>(|index| {
                    value(&servqual_key(dimension.key, index + 1, "perceived"))
                })
            });
            let blocks = answers.each_ref().map(<[Option<f64>; N_ITEMS]>::as_slice);
            servqual::perceptions(blocks, &weights)
        }
    });
    let levels = if expectations { Levels::Mean(-6.0, 6.0) } else { Levels::Mean(1.0, 7.0) };
    let score = score.ok();
    let mut scores = vec![
        number("", levels, score.and_then(|score| score.weighted)),
        number("unweighted", levels, score.and_then(|score| score.unweighted)),
    ];
    scores.extend(DIMENSIONS.iter().enumerate().map(|(index, dimension)| {
        let score = score.and_then(|score| *score.dimensions.get(index)?);
        number(dimension.key, levels, score)
    }));
    scores
}

/// Adequacy and superiority, each the mean over the items that have a zone.
fn tolerance_scores(question: &Question, value: &dyn Fn(&str) -> Option<f64>) -> Vec<Outcome> {
    let zones: Vec<_> = (question.sheets.iter())
        .map(|sheet| {
            let answer = |index: usize| sheet.parts.get(index).and_then(|part| value(&part.key));
            let (adequate, desired, perceived) = (answer(0), answer(1), answer(2));
            match tolerance::read(tolerance::Answers { adequate, perceived, desired }) {
                Ok(Reading::Valid(zone)) => Some(zone),
                _ => None,
            }
        })
        .collect();
    let mean = |of: fn(&tolerance::Zone) -> f64| {
        items::mean_of_answered(zones.iter().map(|zone| zone.as_ref().map(of)))
    };
    let levels = Levels::Mean(-8.0, 8.0);
    vec![
        number("adequacy", levels, mean(|zone| zone.adequacy)),
        number("superiority", levels, mean(|zone| zone.superiority)),
    ]
}

/// An answer as a whole number, in the type that a scoring method takes.
fn whole<T: TryFrom<i64>>(answer: Option<f64>) -> Option<T> {
    tree::whole(answer?)?.try_into().ok()
}
