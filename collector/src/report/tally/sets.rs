//! Answers that were given together: sums of their products, from which come covariances.

use super::Part;
use aftersay::answers::Answer;
use aftersay::scoring::cross_moments::CrossMoments;
use aftersay::scoring::kano;
use aftersay::scoring::models::{
    AGAIN, CHEAPER, Coding, DEARER, REPURCHASE_HIGH, Structure, TOLERANCE_MAX_PERCENT,
};
use aftersay::scoring::moments::PairMoments;
use aftersay::scoring::tolerance::{self, Answers, Reading, State};
use aftersay::survey::{Kind, Question, Sheet};
use aftersay::tree::whole;
use aftersay::wire::SubmissionId;
use serde::{Deserialize, Serialize};

/// Into how many groups the submissions to a structural model fall, by four of their id's random
/// bits: one of them left out at a time gives the standard errors.
pub const N_GROUPS: u8 = 16;

/// The item that the two questions on prices make.
pub const PRICE_TOLERANCE: &str = "price_tolerance";

/// Where perceived service stands in the zone of tolerance, and that the zone is upside down.
pub const STATES: [&str; 4] = ["below", "within", "above", "inverted"];

/// The sums over the visitors who answered the same items of a set: these and no others.
///
/// All answers are whole numbers, so that the sums are exact. In the order of the items: how many
/// visitors, the sum of each item, and of the products of each with itself and those after it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Block(u64, Vec<i64>, Vec<i64>);

impl Block {
    /// The block of one visitor.
    pub(super) fn of(numbers: Vec<i64>) -> Self {
        let rest = |at: usize| numbers.iter().skip(at);
        let products = numbers.iter().enumerate().flat_map(|(at, x)| rest(at).map(move |y| x * y));
        let products = products.collect();
        Self(1, numbers, products)
    }
}

impl Part for Block {
    fn plus(&mut self, other: &Self) {
        if self.is_nothing() {
            self.clone_from(other);
            return;
        }
        self.0.plus(&other.0);
        self.1.iter_mut().zip(&other.1).for_each(|(mine, theirs)| *mine += theirs);
        self.2.iter_mut().zip(&other.2).for_each(|(mine, theirs)| *mine += theirs);
    }

    fn minus(&mut self, other: &Self) {
        self.0.minus(&other.0);
        self.1.iter_mut().zip(&other.1).for_each(|(mine, theirs)| *mine -= theirs);
        self.2.iter_mut().zip(&other.2).for_each(|(mine, theirs)| *mine -= theirs);
    }

    fn is_nothing(&self) -> bool {
        self.0 == 0
    }
}

/// The set of a question, or of some visitors' answers to it.
#[must_use]
pub fn group_of(id: &str, group: &str) -> String {
    [id, ":", group].concat()
}

/// The items of one visitor's answer, set by set; only those that go into figures together.
pub(super) fn rows(
    question: &Question,
    answer: &Answer,
    id: &SubmissionId,
) -> Vec<(String, Vec<(String, i64)>)> {
    let number = |key: &str| whole(answer.part(key)?.number()?);
    let set = || question.id.clone();
    let items = |sheets: &[&Sheet]| -> Vec<_> {
        let parts = sheets.iter().flat_map(|sheet| &sheet.parts);
        parts.filter_map(|part| Some((part.key.clone(), number(&part.key)?))).collect()
    };
    let mut rows = match &question.kind {
        Kind::Matrix
        | Kind::FourLevel
        | Kind::Csi { .. }
        | Kind::Acsi
        | Kind::Servqual { .. }
        | Kind::Dimensions(_)
        | Kind::DeliveredValue(_)
        | Kind::LoyaltyLadder => {
            // Weights are asked beside the answers, and go into nothing together with them.
            let is_answer = |part: &aftersay::survey::Part| !part.key.starts_with("weight_");
            let sheets = question.sheets.iter().filter(|sheet| sheet.parts.iter().all(is_answer));
            vec![(set(), items(&sheets.collect::<Vec<_>>()))]
        }
        Kind::SatisfactionRatio
        | Kind::ImportancePerformance(_)
        | Kind::Loyalty(_)
        | Kind::SatisfactionLoyalty => {
            question.sheets.iter().map(|sheet| (set(), items(&[sheet]))).collect()
        }
        Kind::ZoneOfTolerance => {
            let zone = |sheet: &Sheet| {
                let row = items(&[sheet]);
                Some((group_of(&question.id, state(&row)?), row))
            };
            question.sheets.iter().filter_map(zone).collect()
        }
        Kind::Kano(_) => {
            let said = |key| kano::Answer::from_number(number(key)?.try_into().ok()?);
            let point = kano::point(said("with"), said("without"));
            let named = |(with, without)| {
                [("with", with), ("without", without)]
                    .map(|(key, number)| whole(number).map(|number| (key.to_owned(), number)))
            };
            vec![(set(), point.map(named).into_iter().flatten().flatten().collect())]
        }
        Kind::Structural(structure) => {
            let group = id.bytes().last().unwrap_or(&0) % N_GROUPS;
            vec![(group_of(&question.id, &group.to_string()), coded(structure, &number))]
        }
        _ => vec![],
    };
    rows.retain(|(_, row)| !row.is_empty());
    rows
}

/// Where one visitor stands on one item, asked as adequate, desired and perceived.
fn state(row: &[(String, i64)]) -> Option<&'static str> {
    let [(_, adequate), (_, desired), (_, perceived)] = row else { return None };
    let answer = |number: &i64| Some(*number as f64);
    let answers = Answers {
        adequate: answer(adequate),
        desired: answer(desired),
        perceived: answer(perceived),
    };
    let [below, within, above, inverted] = STATES;
    match tolerance::read(answers).ok()? {
        Reading::Missing => None,
        Reading::Inverted => Some(inverted),
        Reading::Valid(zone) => Some(match zone.state {
            State::Below => below,
            State::Within => within,
            State::Above => above,
        }),
    }
}

/// The items of a structural model, high being good; price tolerance in per cent, less than none
/// for those who would have to be lured back.
fn coded(structure: &Structure, number: &dyn Fn(&str) -> Option<i64>) -> Vec<(String, i64)> {
    let mut row = Vec::new();
    for question in structure.latents.iter().flat_map(|latent| structure.questions(latent)) {
        let answer = number(question.key);
        let coded = match question.coding {
            Coding::AsIs | Coding::YesNo => answer,
            Coding::Reversed => answer.map(|answer| 11 - answer),
            Coding::PriceTolerance if question.key == DEARER => tolerance_percent(number),
            Coding::PriceTolerance => None,
        };
        let is_price = question.coding == Coding::PriceTolerance;
        let key = if is_price { PRICE_TOLERANCE } else { question.key };
        row.extend(coded.map(|coded| (key.to_owned(), coded)));
    }
    row
}

fn tolerance_percent(number: &dyn Fn(&str) -> Option<i64>) -> Option<i64> {
    let stays = REPURCHASE_HIGH <= number(AGAIN)? as f64;
    let percent = if stays { number(DEARER)? } else { -number(CHEAPER)? };
    (percent.abs() as f64 <= TOLERANCE_MAX_PERCENT).then_some(percent)
}

/// The moments of some items, from blocks by the items that they are of.
pub(super) fn moments<'a>(
    blocks: impl Iterator<Item = (&'a String, &'a Block)>,
    items: &[&str],
) -> CrossMoments {
    let mut all = CrossMoments::new(items.len());
    for (names, Block(n, sums, products)) in blocks {
        let names: Vec<_> = names.split(' ').collect();
        let places: Vec<_> =
            items.iter().map(|item| names.iter().position(|name| name == item)).collect();
        if places.iter().all(Option::is_none) {
            continue;
        }
        let sum = |at: usize| sums.get(at).map_or(0.0, |sum| *sum as f64);
        let product = |x: usize, y: usize| {
            let (first, second) = (x.min(y), x.max(y));
            // As many products as the rows before have, and then as far as it is from the diagonal.
            let before = first * names.len() - first * first.saturating_sub(1) / 2;
            products.get(before + second - first).map_or(0.0, |product| *product as f64)
        };
        let pair = |x: Option<usize>, y: Option<usize>| {
            let (Some(x), Some(y)) = (x, y) else { return PairMoments::default() };
            PairMoments {
                n: *n,
                sum_x: sum(x),
                sum_y: sum(y),
                sum_xx: product(x, x),
                sum_yy: product(y, y),
                sum_xy: product(x, y),
            }
        };
        let pairs = places
            .iter()
            .enumerate()
            .flat_map(|(at, x)| places.iter().skip(at).map(move |y| pair(*x, *y)));
        // As many pairs as the items have, and so the same items as the others.
        if let Ok(block) = CrossMoments::from_pairs(items.len(), *n, pairs.collect()) {
            let _same_items = all.merge(&block);
        }
    }
    all
}
