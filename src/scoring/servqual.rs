//! SERVQUAL: five dimensions of service, each as the gap between what is expected and perceived.

use super::items::{BadWeight, check_weights, mean_of_answered, weighted_mean};

/// The scale of every answer, from strongly disagree to strongly agree.
pub const SCALE: (f64, f64) = (1.0, 7.0);

/// How far a split may be from 100 points, for the sake of rounding alone.
const SPLIT_TOLERANCE: f64 = 1e-6;

/// One dimension of service.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dimension {
    /// Its key, by which surveys and wordings know it.
    pub key: &'static str,
    /// Its share of 100 points where nobody was asked for a split.
    pub default_weight: f64,
}

const fn dimension(key: &'static str, default_weight: f64) -> Dimension {
    Dimension { key, default_weight }
}

/// How many items of each dimension the short form asks, each twice.
pub const N_ITEMS: usize = 2;

/// The five dimensions, in the order of every array here.
///
/// - **Source**: Parasuraman, Zeithaml & Berry (1988) SERVQUAL; default weights as quoted from Zeithaml,
///   Parasuraman & Berry (1990) Delivering Quality Service, not read in the original.
pub static DIMENSIONS: [Dimension; 5] = [
    dimension("reliability", 32.0),
    dimension("responsiveness", 22.0),
    dimension("assurance", 19.0),
    dimension("empathy", 16.0),
    dimension("tangibles", 11.0),
];

/// One item asked twice.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Pair {
    /// "An excellent shop would ...", 1.0 to 7.0.
    pub expected: Option<f64>,
    /// "This shop did ...", 1.0 to 7.0.
    pub perceived: Option<f64>,
}

/// The scores of one response.
///
/// - **Units**: gaps from -6.0 to 6.0, below zero where expectations were not met; the
///   perception-only form from 1.0 to 7.0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// One a dimension, in the order of [`DIMENSIONS`].
    pub dimensions: [Option<f64>; 5],
    /// The plain mean of the dimensions that have a score.
    pub unweighted: Option<f64>,
    /// Their weighted mean.
    pub weighted: Option<f64>,
}

impl Score {
    /// Everything as one row, for the moments from which a report takes means and intervals.
    #[must_use]
    pub fn row(&self) -> [Option<f64>; 7] {
        let [first, second, third, fourth, fifth] = self.dimensions;
        [first, second, third, fourth, fifth, self.unweighted, self.weighted]
    }
}

/// Why a response cannot be scored.
#[derive(Debug, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum ServqualError {
    #[error("answer {answer} is not from 1 to 7")]
    BadAnswer { answer: f64 },
    #[error("weight {weight} at index {index} is not a number from 0 up")]
    BadWeight { index: usize, weight: f64 },
    #[error("a split of {total} points is not one of 100")]
    BadSplit { total: f64 },
}

impl From<BadWeight> for ServqualError {
    fn from(BadWeight { index, weight }: BadWeight) -> Self {
        Self::BadWeight { index, weight }
    }
}

/// Computes the gap of one item, perceived minus expected; `None` unless both are answered.
///
/// # Errors
/// [`ServqualError::BadAnswer`] where an answer is outside the scale, its partner missing or not.
pub fn item_gap(pair: Pair) -> Result<Option<f64>, ServqualError> {
    let (expected, perceived) = (perception(pair.expected)?, perception(pair.perceived)?);
    Ok(expected.zip(perceived).map(|(expected, perceived)| perceived - expected))
}

/// Takes the answer to one item alone, as surveys do that do not ask for expectations (SERVPERF).
///
/// - **Units**: 1.0 to 7.0.
/// - **Source**: Cronin & Taylor (1992) Measuring Service Quality.
///
/// # Errors
/// [`ServqualError::BadAnswer`] where it is outside the scale.
pub fn perception(answer: Option<f64>) -> Result<Option<f64>, ServqualError> {
    match answer {
        Some(answer) if !(SCALE.0..=SCALE.1).contains(&answer) => {
            Err(ServqualError::BadAnswer { answer })
        }
        answer => Ok(answer),
    }
}

/// Scores one response.
///
/// - **Shape**: one block of items a dimension, in the order of [`DIMENSIONS`], each the gap of the item
///   by [`item_gap`] or its [`perception`], the missing included; of weights only the proportions
///   count, see [`weights`].
/// - **Units**: points of the 7-point scale: gaps from -6.0 to 6.0, perceptions from 1.0 to 7.0.
/// - **Source**: Parasuraman, Zeithaml & Berry (1988); the half rule is a convention of ours.
///
/// # Errors
/// [`ServqualError`] at the first weight that cannot be.
///
/// # Examples
/// ```
/// use aftersay::scoring::servqual::{Pair, item_gap, score, weights};
/// let kept = item_gap(Pair { expected: Some(7.0), perceived: Some(6.0) })?;
/// let score = score([&[kept, None], &[], &[], &[kept], &[]], &weights(None, None)?)?;
/// assert_eq!(score.dimensions, [Some(-1.0), None, None, Some(-1.0), None]);
/// assert_eq!((score.unweighted, score.weighted), (Some(-1.0), Some(-1.0)));
/// # Ok::<(), aftersay::scoring::servqual::ServqualError>(())
/// ```
pub fn score(blocks: [&[Option<f64>]; 5], weights: &[f64; 5]) -> Result<Score, ServqualError> {
    let mut dimensions = [None; 5];
    for (dimension, block) in dimensions.iter_mut().zip(blocks) {
        *dimension = mean_of_answered(block.iter().copied());
    }
    of_dimensions(dimensions, weights)
}

/// Adds both totals to scores of the dimensions: one person's, or the means of many.
///
/// # Errors
/// [`ServqualError::BadWeight`] at the first weight below zero or not finite.
pub fn of_dimensions(
    dimensions: [Option<f64>; 5],
    weights: &[f64; 5],
) -> Result<Score, ServqualError> {
    check_weights(*weights)?;
    let unweighted = weighted_mean(dimensions.map(|dimension| (1.0, dimension)));
    let weighted = weighted_mean(weights.iter().copied().zip(dimensions));
    Ok(Score { dimensions, unweighted, weighted })
}

/// Chooses the weights of a response: the person's own split of 100 points, else the group's mean
/// split, else the defaults.
///
/// # Errors
/// [`ServqualError`] where the split that is used has a negative part or is not one of 100 points.
///
/// # Examples
/// ```
/// use aftersay::scoring::servqual::weights;
/// let own = [40.0, 30.0, 20.0, 10.0, 0.0];
/// assert_eq!(weights(Some(own), None), Ok(own));
/// assert_eq!(weights(None, None), Ok([32.0, 22.0, 19.0, 16.0, 11.0]));
/// ```
pub fn weights(
    person: Option<[f64; 5]>,
    group: Option<[f64; 5]>,
) -> Result<[f64; 5], ServqualError> {
    match person.or(group) {
        Some(split) => check_split(&split).map(|()| split),
        None => Ok(DIMENSIONS.each_ref().map(|dimension| dimension.default_weight)),
    }
}

/// The splits of many people, from which the group's mean split comes.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Splits {
    /// How many people gave one.
    pub n: u64,
    /// Their points, summed dimension by dimension.
    pub points: [f64; 5],
}

impl Splits {
    /// Adds one person's split of 100 points.
    ///
    /// # Errors
    /// As [`weights`]; nothing is added.
    pub fn add(&mut self, split: &[f64; 5]) -> Result<(), ServqualError> {
        check_split(split)?;
        self.merge(&Self { n: 1, points: *split });
        Ok(())
    }

    /// Adds the splits of others.
    pub fn merge(&mut self, other: &Self) {
        self.n += other.n;
        for (mine, theirs) in self.points.iter_mut().zip(other.points) {
            *mine += theirs;
        }
    }

    /// The mean split, again of 100 points; `None` where nobody gave one.
    #[must_use]
    pub fn mean(&self) -> Option<[f64; 5]> {
        (0 < self.n).then(|| self.points.map(|points| points / self.n as f64))
    }
}

fn check_split(split: &[f64; 5]) -> Result<(), ServqualError> {
    check_weights(*split)?;
    let total: f64 = split.iter().sum();
    let fits = (total - 100.0).abs() <= SPLIT_TOLERANCE;
    fits.then_some(()).ok_or(ServqualError::BadSplit { total })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pair(expected: impl Into<Option<f64>>, perceived: impl Into<Option<f64>>) -> Pair {
        Pair { expected: expected.into(), perceived: perceived.into() }
    }

    fn default_weights() -> [f64; 5] {
        weights(None, None).unwrap()
    }

    #[test]
    fn the_worked_example_comes_back() {
        let dimensions = [-1.2, -0.5, 0.25, -0.75, 0.5].map(Some);
        let score = of_dimensions(dimensions, &default_weights()).unwrap();
        assert!((score.weighted.unwrap() - -0.5115).abs() < 1e-9);
        assert!((score.unweighted.unwrap() - -0.34).abs() < 1e-9);
    }

    #[test]
    fn a_dimension_needs_half_of_its_pairs_and_a_pair_both_halves() {
        let block = [pair(7.0, 4.0), pair(6.0, 6.0), pair(5.0, None), pair(None, 7.0)];
        let block = block.map(|pair| item_gap(pair).unwrap());
        let score = score([&block, &block[1..], &[], &[], &[]], &default_weights()).unwrap();
        assert_eq!(score.dimensions, [Some(-1.5), None, None, None, None]);
        assert_eq!((score.unweighted, score.weighted), (Some(-1.5), Some(-1.5)));
        assert_eq!(score.row(), [Some(-1.5), None, None, None, None, Some(-1.5), Some(-1.5)]);
    }

    #[test]
    fn perceptions_alone_stay_on_their_scale() {
        let (both, one) = ([Some(7.0), Some(6.0)], [Some(3.0), None]);
        let (both, one) = (both.map(perception), one.map(perception));
        let (both, one) = (both.map(Result::unwrap), one.map(Result::unwrap));
        let score = score([&both, &one, &[None], &[], &[]], &[0.0, 1.0, 1.0, 1.0, 1.0]).unwrap();
        assert_eq!(score.dimensions, [Some(6.5), Some(3.0), None, None, None]);
        assert_eq!((score.unweighted, score.weighted), (Some(4.75), Some(3.0)));
    }

    #[test]
    fn what_cannot_be_is_named() {
        let refused = Err(ServqualError::BadAnswer { answer: 8.0 });
        assert_eq!(item_gap(pair(8.0, None)), refused);
        let refused = Err(ServqualError::BadSplit { total: 90.0 });
        assert_eq!(weights(Some([18.0; 5]), None), refused);
        let refused = Err(ServqualError::BadWeight { index: 4, weight: -20.0 });
        assert_eq!(weights(Some([30.0, 30.0, 30.0, 30.0, -20.0]), None), refused);
        assert_eq!(Splits::default().mean(), None);
    }

    #[test]
    fn the_defaults_are_a_split_of_100() {
        assert_eq!(check_split(&default_weights()), Ok(()));
    }

    fn answer() -> impl Strategy<Value = Option<f64>> {
        prop::option::of((1_u8..=7).prop_map(f64::from))
    }

    proptest! {
        #[test]
        fn gaps_stay_within_six_points_and_change_sign_with_the_roles(
            pairs in prop::collection::vec((answer(), answer()), 5..20),
        ) {
            let gap = |expected, perceived| item_gap(pair(expected, perceived)).unwrap();
            let there: Vec<_> = pairs.iter().map(|&(e, p)| gap(e, p)).collect();
            let back: Vec<_> = pairs.iter().map(|&(e, p)| gap(p, e)).collect();
            let blocks = |gaps: &[Option<f64>]| {
                score([&gaps[..1], &gaps[1..2], &gaps[2..3], &gaps[3..4], &gaps[4..]], &default_weights())
            };
            let (there, back) = (blocks(&there).unwrap(), blocks(&back).unwrap());
            for (there, back) in there.row().into_iter().zip(back.row()) {
                prop_assert!(there.is_none_or(|gap| (-6.0..=6.0).contains(&gap)));
                prop_assert_eq!(there.map(f64::abs), back.map(f64::abs));
            }
        }

        #[test]
        fn merging_splits_is_adding_them(parts in prop::collection::vec(0_usize..5, 1..9)) {
            let mut together = Splits::default();
            let mut merged = Splits::default();
            for part in parts {
                let mut split = [10.0; 5];
                split[part] = 60.0;
                together.add(&split).unwrap();
                let mut alone = Splits::default();
                alone.add(&split).unwrap();
                merged.merge(&alone);
            }
            prop_assert_eq!(merged, together);
            prop_assert!(weights(None, merged.mean()).is_ok());
        }
    }
}
