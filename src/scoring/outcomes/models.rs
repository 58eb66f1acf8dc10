//! What the answers to the measurement models score.

use super::{Levels, Outcome, Said, Score, number, whole};
use crate::answers::Answer;
use crate::scoring::csi::{self, Part as Node};
use crate::scoring::delivered_value::{self, Answers as Values};
use crate::scoring::loyalty::{self, Cell, Hold, Kind as LoyaltyKind, Reason, Signals};
use crate::scoring::models::{self, Coding, Structure};
use crate::scoring::servqual::{self, DIMENSIONS, N_ITEMS, Pair};
use crate::scoring::tolerance::{self, Reading};
use crate::scoring::{acsi, dimensions, four_level, items, kano, ratio};
use crate::survey::kinds::Importance;
use crate::survey::kinds::models::{dimension_key, servqual_key, value_keys, weight_key};
use crate::survey::{Asks, Kind, Question};

/// 0.0 to 100.0.
const INDEX: Levels = Levels::Mean(0.0, 100.0);

/// Which buyers had a problem, and which of these said so.
///
/// - **Source**: measurement reference, C6.
const COMPLAINTS: [&str; 3] = ["none", "silent", "told"];

/// Every score that a question of one of these kinds can have; none of any other kind.
#[expect(clippy::too_many_lines, reason = "one arm a kind")]
pub(super) fn of(kind: &Kind, question: &Question, said: Said<'_>) -> Vec<Outcome> {
    let value = |key: &str| said.number(key);
    let small = |key: &str| said.small(key);
    match kind {
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
            let mut scores = Vec::new();
            for &latent in structure.latents {
                scores.push(number(latent, INDEX, latent_score(structure, latent, said)));
            }
            scores
        }
        Kind::Servqual { expectations, importance } => {
            servqual_scores(*expectations, *importance, said)
        }
        Kind::ZoneOfTolerance => tolerance_scores(question, said),
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
            let score = match said.0 {
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
            let reason = said.option("reason").map(|reason| match reason {
                "habit" => Reason::Habit,
                "contract" => Reason::Contract,
                _ => Reason::Monopoly,
            });
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
        _ => vec![],
    }
}

/// One person's latent variable: the mean of its items, each from 0.0 to 100.0, under the half rule.
/// High is good, but of complaints, which are counted. The report weighs the items by what the model
/// finds.
fn latent_score(structure: &Structure, latent: &str, said: Said<'_>) -> Option<f64> {
    let mut scores = Vec::new();
    for question in structure.questions(latent) {
        let answer = said.number(question.key);
        let index = |low, high| answer.map(|answer| items::n100(answer, low, high));
        match question.coding {
            Coding::AsIs => scores.push(index(1.0, 10.0)),
            Coding::Reversed => scores.push(index(10.0, 1.0)),
            Coding::YesNo => scores.push(index(0.0, 1.0)),
            // Two questions of which each person sees one make one item.
            Coding::PriceTolerance if question.key == models::DEARER => {
                let again = said.number(models::AGAIN);
                let coded = models::price_tolerance(again, answer, said.number(models::CHEAPER));
                scores.push(coded.ok().flatten().map(|code| items::n100(code, 1.0, 10.0)));
            }
            Coding::PriceTolerance => {}
        }
    }
    items::mean_of_answered(scores)
}

fn servqual_scores(expectations: bool, importance: Importance, said: Said<'_>) -> Vec<Outcome> {
    let split = DIMENSIONS.each_ref().map(|dimension| said.number(&weight_key(dimension.key)));
    // Who shared out all hundred points left nothing to those who got none.
    let shared = importance == Importance::Points && split.iter().any(Option::is_some);
    let own = shared.then(|| split.map(|points| points.unwrap_or(0.0)));
    let score = servqual::weights(own, None).and_then(|weights| {
        let mut blocks = [[None; N_ITEMS]; 5];
        for (block, dimension) in blocks.iter_mut().zip(&DIMENSIONS) {
            for (value, item) in block.iter_mut().zip(1..) {
                let answer = |aspect| said.number(&servqual_key(dimension.key, item, aspect));
                let perceived = answer("perceived");
                *value = if expectations {
                    servqual::item_gap(Pair { expected: answer("expected"), perceived })?
                } else {
                    servqual::perception(perceived)?
                };
            }
        }
        let [first, second, third, fourth, fifth] = &blocks;
        servqual::score([first, second, third, fourth, fifth], &weights)
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
fn tolerance_scores(question: &Question, said: Said<'_>) -> Vec<Outcome> {
    let zones: Vec<_> = (question.sheets.iter())
        .map(|sheet| {
            let answer =
                |index: usize| sheet.parts.get(index).and_then(|part| said.number(&part.key));
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

fn class(part: &'static str, names: &'static [&'static str], index: Option<usize>) -> Outcome {
    let score = index.and_then(|index| names.get(index)).map(|name| Score::Class(name));
    Outcome { part, levels: Levels::Classes(names), score }
}

impl<'a> Said<'a> {
    /// The option that was chosen.
    fn option(self, key: &str) -> Option<&'a str> {
        if let Some(Answer::Choice(id)) = self.0?.part(key) { Some(id) } else { None }
    }
}
