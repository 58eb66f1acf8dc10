//! The ACSI-type index: three questions on satisfaction, or any weighted items, on 0 to 100.
//!
//! Reports call it "ACSI-type": the weights of the published index are not public.

use super::cross_moments::CrossMoments;
use super::estimate::{Estimate, Z_95};
use super::items::{BadWeight, check_weights, n100, weighted_mean};

/// The scale of the three questions: overall satisfaction, against expectations, against the ideal.
pub const SCALE: (f64, f64) = (1.0, 10.0);

/// How many of the three one response must answer to have a score.
const N_ANSWERED_MIN: usize = 2;

/// One item of an index.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Item {
    /// Its weight on the raw scale, in any unit; below zero only where a model estimated it so.
    pub weight: f64,
    /// Its worst and its best answer.
    pub scale: (f64, f64),
}

/// One unit of a roll-up: a shop, a country, an industry.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Unit {
    /// Its revenue or its orders, from 0.0 up.
    pub weight: f64,
    /// Its index, 0.0 to 100.0; `None` where it has none.
    pub index: Option<f64>,
}

/// Why there is no index.
#[derive(Debug, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum AcsiError {
    #[error("answer {answer} at index {index} is not from 1 to 10")]
    BadAnswer { index: usize, answer: f64 },
    #[error("weight {weight} at index {index} is not a number that is allowed here")]
    BadWeight { index: usize, weight: f64 },
    #[error("mean {mean} at index {index} is not a finite number")]
    BadMean { index: usize, mean: f64 },
    #[error("scale {low} to {high} at index {index} does not go up")]
    BadScale { index: usize, low: f64, high: f64 },
    #[error("{n_means} means were given for {n_items} items")]
    OtherItems { n_means: usize, n_items: usize },
}

impl From<BadWeight> for AcsiError {
    fn from(BadWeight { index, weight }: BadWeight) -> Self {
        Self::BadWeight { index, weight }
    }
}

/// Scores one response with equal weights; `None` below two answers of three.
///
/// - **Units**: answers 1.0 to 10.0, score 0.0 to 100.0.
/// - **Source**: Fornell, Johnson, Anderson, Cha & Bryant (1996) The American Customer Satisfaction
///   Index; two of three is a convention of ours.
///
/// # Errors
/// [`AcsiError::BadAnswer`] at the first answer outside the scale.
///
/// # Examples
/// ```
/// use aftersay::scoring::acsi::score;
/// assert_eq!(score([Some(10.0), Some(5.5), None])?, Some(75.0)); // 100 and 50
/// # Ok::<(), aftersay::scoring::acsi::AcsiError>(())
/// ```
pub fn score(answers: [Option<f64>; 3]) -> Result<Option<f64>, AcsiError> {
    let (low, high) = SCALE;
    let (mut n, mut sum) = (0, 0.0);
    for (index, answer) in answers.into_iter().enumerate() {
        let Some(answer) = answer else { continue };
        if !(low..=high).contains(&answer) {
            return Err(AcsiError::BadAnswer { index, answer });
        }
        n += 1;
        sum += answer;
    }
    let mean = sum / n as f64;
    Ok((N_ANSWERED_MIN <= n).then(|| n100(mean, low, high)))
}

/// Computes the index from item means, each over everyone who answered that item.
///
/// `100 * (sum w mean - sum w min) / (sum w max - sum w min)`, over the items that have a mean;
/// `None` where none has, or where the weights of those add up to nothing.
///
/// - **Shape**: one mean an item, in the order of the items.
/// - **Units**: means on the scales of the items; 0.0 to 100.0 where no weight is negative.
/// - **Source**: Fornell et al. (1996), the general form for any latent variable.
///
/// # Errors
/// [`AcsiError`] where a weight or a mean is not finite, a scale does not go up, or the lengths
/// differ. A mean may lie outside its scale, as one freed of random noise can.
///
/// # Examples
/// ```
/// use aftersay::scoring::acsi::{Item, SCALE, index};
/// let items = [1.0, 3.0].map(|weight| Item { weight, scale: SCALE });
/// assert_eq!(index(&items, &[Some(1.0), Some(10.0)])?, Some(75.0)); // 0 and three times 100
/// # Ok::<(), aftersay::scoring::acsi::AcsiError>(())
/// ```
pub fn index(items: &[Item], means: &[Option<f64>]) -> Result<Option<f64>, AcsiError> {
    check(items, means)?;
    let (mut above, mut span) = (0.0, 0.0);
    for (item, mean) in items.iter().zip(means) {
        let Some(mean) = mean else { continue };
        let (low, high) = item.scale;
        above += item.weight * (mean - low);
        span += item.weight * (high - low);
    }
    Ok((0.0 < span).then(|| 100.0 * above / span))
}

/// Estimates the index and its interval from moments, the weights taken as known.
///
/// The index is a weighted sum of item means, so its variance follows from their covariances:
/// with `c_i = 100 w_i / sum(w (max - min))` it is `sum_ij c_i c_j cov_ij n_ij / (n_i n_j)`.
/// The interval is `index ± z` standard errors, within 0 to 100. Weights that were estimated from
/// the same answers add uncertainty of their own: see [`Grouped`](super::jackknife::Grouped).
///
/// - **Shape**: one item a column of the moments, in their order.
/// - **Units**: index points; `n` is the fewest answers behind any item that has answers.
/// - **Source**: the index as for [`index`]; its variance as for
///   [`CrossMoments::variance_of_weighted_mean`].
///
/// # Errors
/// As [`index`].
pub fn estimate(moments: &CrossMoments, items: &[Item]) -> Result<Option<Estimate>, AcsiError> {
    let means = moments.means();
    let Some(value) = index(items, &means)? else { return Ok(None) };
    let answered = || items.iter().zip(&means).enumerate().filter(|(_, (_, mean))| mean.is_some());
    let span: f64 =
        answered().map(|(_, (item, _))| item.weight * (item.scale.1 - item.scale.0)).sum();
    let weights = items
        .iter()
        .zip(&means)
        .map(|(item, mean)| mean.map_or(0.0, |_| 100.0 * item.weight / span));
    let variance = moments.variance_of_weighted_mean(&weights.collect::<Vec<_>>());
    let interval = variance.map(|variance| {
        let half = Z_95 * variance.sqrt();
        ((value - half).max(0.0), (value + half).min(100.0))
    });
    let n = answered().map(|(column, _)| moments.item(column).n).min().unwrap_or(0);
    Ok(Some(Estimate { value, interval, n }))
}

/// Rolls units up into the index of what they are part of; `None` where no unit with weight has one.
///
/// - **Units**: 0.0 to 100.0; weights are renormalised over the units that have an index.
/// - **Source**: Fornell et al. (1996): company, industry, sector, nation, weighted by revenue.
///
/// # Errors
/// [`AcsiError::BadWeight`] at the first weight below zero or not finite.
///
/// # Examples
/// ```
/// use aftersay::scoring::acsi::{Unit, roll_up};
/// let units = [(3.0, Some(80.0)), (1.0, Some(60.0)), (9.0, None)];
/// assert_eq!(roll_up(&units.map(|(weight, index)| Unit { weight, index }))?, Some(75.0));
/// # Ok::<(), aftersay::scoring::acsi::AcsiError>(())
/// ```
pub fn roll_up(units: &[Unit]) -> Result<Option<f64>, AcsiError> {
    check_weights(units.iter().map(|unit| unit.weight))?;
    Ok(weighted_mean(units.iter().map(|unit| (unit.weight, unit.index))))
}

fn check(items: &[Item], means: &[Option<f64>]) -> Result<(), AcsiError> {
    let (n_items, n_means) = (items.len(), means.len());
    if n_items != n_means {
        return Err(AcsiError::OtherItems { n_means, n_items });
    }
    for (index, &Item { weight, scale: (low, high) }) in items.iter().enumerate() {
        if !weight.is_finite() {
            return Err(AcsiError::BadWeight { index, weight });
        }
        if !(low.is_finite() && high.is_finite() && low < high) {
            return Err(AcsiError::BadScale { index, low, high });
        }
    }
    let means = means.iter().copied().enumerate();
    match means.filter_map(|(index, mean)| Some((index, mean?))).find(|(_, mean)| !mean.is_finite())
    {
        Some((index, mean)) => Err(AcsiError::BadMean { index, mean }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn items(weights: [f64; 3]) -> [Item; 3] {
        weights.map(|weight| Item { weight, scale: SCALE })
    }

    #[test]
    fn the_worked_examples_come_back() {
        let means = [8.2, 7.6, 7.1].map(Some);
        for (case, weights, expected) in [
            ("equal", [1.0; 3], (8.2 + 7.6 + 7.1 - 3.0) / 27.0 * 100.0),
            ("weighted", [0.40, 0.32, 0.28], 74.444_444_444_444_44),
        ] {
            let index = index(&items(weights), &means).unwrap().unwrap();
            assert!((index - expected).abs() < 1e-9, "{case}: {index}");
        }
        let equal = index(&items([1.0; 3]), &means).unwrap().unwrap();
        assert!((equal - 73.703_704).abs() < 5e-7);
    }

    #[test]
    fn one_response_needs_two_answers_of_three() {
        for (case, answers, expected) in [
            ("all", [Some(10.0), Some(10.0), Some(1.0)], Some(100.0 * 6.0 / 9.0)),
            ("two", [Some(1.0), None, Some(1.0)], Some(0.0)),
            ("one", [None, Some(10.0), None], None),
            ("none", [None; 3], None),
        ] {
            assert_eq!(score(answers), Ok(expected), "{case}");
        }
        let refused = Err(AcsiError::BadAnswer { index: 2, answer: 0.0 });
        assert_eq!(score([None, None, Some(0.0)]), refused);
    }

    #[test]
    fn items_without_answers_leave_the_index() {
        let index = index(&items([1.0, 5.0, 1.0]), &[Some(1.0), None, Some(10.0)]);
        assert_eq!(index, Ok(Some(50.0)));
        let none = super::index(&items([0.0, 5.0, 0.0]), &[Some(1.0), None, Some(10.0)]);
        assert_eq!(none, Ok(None));
    }

    #[test]
    fn what_cannot_be_is_named() {
        let bad = [Item { weight: f64::NAN, scale: SCALE }];
        assert!(matches!(index(&bad, &[None]), Err(AcsiError::BadWeight { index: 0, .. })));
        let bad = [Item { weight: 1.0, scale: (5.0, 5.0) }];
        let refused = Err(AcsiError::BadScale { index: 0, low: 5.0, high: 5.0 });
        assert_eq!(index(&bad, &[None]), refused);
        let bad = index(&items([1.0; 3]), &[None, None, Some(f64::INFINITY)]);
        assert_eq!(bad, Err(AcsiError::BadMean { index: 2, mean: f64::INFINITY }));
        let refused = Err(AcsiError::OtherItems { n_means: 2, n_items: 3 });
        assert_eq!(index(&items([1.0; 3]), &[None; 2]), refused);
        let refused = Err(AcsiError::BadWeight { index: 0, weight: -1.0 });
        assert_eq!(roll_up(&[Unit { weight: -1.0, index: None }]), refused);
        assert_eq!(roll_up(&[]), Ok(None));
    }

    fn rows() -> impl Strategy<Value = Vec<[f64; 3]>> {
        prop::collection::vec(prop::array::uniform3((1_u8..=10).prop_map(f64::from)), 2..20)
    }

    proptest! {
        #[test]
        fn on_complete_responses_the_interval_is_that_of_their_mean_score(rows in rows()) {
            let mut moments = CrossMoments::new(3);
            let mut scores = CrossMoments::new(1);
            for row in rows {
                let row = row.map(Some);
                moments.add(&row).unwrap();
                scores.add(&[score(row).unwrap()]).unwrap();
            }
            let index = estimate(&moments, &items([1.0; 3])).unwrap().unwrap();
            let mean = scores.mean(0).unwrap();
            let ((low, high), (from, to)) = (index.interval.unwrap(), mean.interval.unwrap());
            prop_assert_eq!(index.n, mean.n);
            prop_assert!((index.value - mean.value).abs() < 1e-9);
            prop_assert!((low - from.max(0.0)).abs() < 1e-5 && (high - to.min(100.0)).abs() < 1e-5);
        }

        #[test]
        fn the_index_stays_within_its_bounds_and_between_its_items(
            means in prop::array::uniform3(1.0..=10.0),
            weights in prop::array::uniform3(0.01..5.0),
        ) {
            let whole = index(&items(weights), &means.map(Some)).unwrap().unwrap();
            let alone = means.map(|mean| (mean - 1.0) / 9.0 * 100.0);
            prop_assert!(alone.into_iter().fold(100.0, f64::min) - 1e-9 <= whole);
            prop_assert!(whole <= alone.into_iter().fold(0.0, f64::max) + 1e-9);
        }
    }
}
