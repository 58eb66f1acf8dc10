//! The satisfaction ratio: what was got over what was expected.

use super::estimate::{Estimate, Z_95};
use super::items::on_scale;
use super::moments::{PairMoments, Tally};
use std::cmp::Ordering;

/// One person's ratio, 0.1 to 10.0; `None` where one half is missing or off its scale.
///
/// Below 1 is less than expected, 1 as expected, above 1 more.
///
/// - **Units**: both answers 1 to 10: how good it was, and how good it was expected to be.
/// - **Source**: the satisfaction formula c = b / a of Chinese textbooks on customer satisfaction.
///
/// # Examples
/// ```
/// use aftersay::scoring::ratio::score;
/// assert_eq!(score(Some(8), Some(10)), Some(0.8));
/// assert_eq!(score(Some(8), None), None);
/// ```
#[must_use]
pub fn score(perceived: Option<u8>, expected: Option<u8>) -> Option<f64> {
    Some(on_scale(perceived, 1..=10)? / on_scale(expected, 1..=10)?)
}

/// What is kept of many answers.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Counts {
    /// Expected (x) and perceived (y) of the complete pairs.
    pub pairs: PairMoments,
    /// How many ratios were below, equal to and above 1.
    pub outcomes: Tally<3>,
}

impl Counts {
    /// Counts one more person in, unless one half is missing or off its scale.
    pub fn add(&mut self, perceived: Option<u8>, expected: Option<u8>) {
        if let (Some(y), Some(x)) = (on_scale(perceived, 1..=10), on_scale(expected, 1..=10)) {
            self.pairs.add(x, y);
            self.outcomes.add(match y.total_cmp(&x) {
                Ordering::Less => 0,
                Ordering::Equal => 1,
                Ordering::Greater => 2,
            });
        }
    }

    /// Counts in all that `other` has counted.
    pub fn merge(&mut self, other: &Self) {
        self.pairs.merge(&other.pairs);
        self.outcomes.merge(&other.outcomes);
    }
}

/// The ratio of many.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ratio {
    /// The ratio of the means, from 0.1 to 10.0.
    pub ratio: Estimate,
    /// The share that got less than expected.
    pub below: Estimate,
    /// The share that got what was expected.
    pub equal: Estimate,
    /// The share that got more than expected.
    pub above: Estimate,
}

/// Sums up the ratios of many as the ratio of the means; `None` without a complete pair.
///
/// The mean of the ratios is not given: it is skewed upwards, because a low expectation counts
/// many times over.
///
/// - **Source**: Cochran (1977) Sampling Techniques, chapter 6, with the linearised variance of a
///   ratio; the interval needs two pairs and is rough below some thirty.
///
/// # Examples
/// ```
/// use aftersay::scoring::ratio::{Counts, aggregate};
/// let mut counts = Counts::default();
/// counts.add(Some(9), Some(8));
/// counts.add(Some(6), Some(7));
/// let ratio = aggregate(&counts).unwrap();
/// assert_eq!(ratio.ratio.value, 1.0); // 15 / 15
/// assert_eq!(ratio.above.value, 0.5);
/// ```
#[must_use]
pub fn aggregate(counts: &Counts) -> Option<Ratio> {
    let pairs = &counts.pairs;
    let [below, equal, above] = counts.outcomes.shares()?;
    let expected = pairs.x().mean().filter(|&mean| 0.0 < mean)?;
    let value = pairs.y().mean()? / expected;
    let half = || {
        let products = pairs.covariance()?;
        let spread = pairs.y().variance()? - 2.0 * value * products
            + value * value * pairs.x().variance()?;
        Some(Z_95 * (spread.max(0.0) / pairs.n as f64).sqrt() / expected)
    };
    let interval = half().map(|half| (value - half, value + half));
    Some(Ratio { ratio: Estimate { value, interval, n: pairs.n }, below, equal, above })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::estimate::near::{assert_near, assert_some_near};
    use proptest::prelude::*;

    fn counted(answers: &[(Option<u8>, Option<u8>)]) -> Counts {
        let mut counts = Counts::default();
        for &(perceived, expected) in answers {
            counts.add(perceived, expected);
        }
        counts
    }

    #[test]
    fn the_case_of_the_reference_has_the_ratio_of_the_means() {
        let answers = [(Some(8), Some(10)), (Some(9), Some(9)), (Some(6), Some(5))];
        for ((perceived, expected), ratio) in answers.into_iter().zip([0.8, 1.0, 1.2]) {
            assert_some_near("one person", score(perceived, expected), ratio, 1e-9);
        }
        let all = aggregate(&counted(&answers)).unwrap();
        assert_near("C", all.ratio.value, 23.0 / 24.0, 1e-9);
        for share in [all.below, all.equal, all.above] {
            assert_near("share", share.value, 1.0 / 3.0, 1e-9);
        }
        // Residuals b - C a: -19/12, 3/8, 29/24; their squares sum to 4.108; over 2 * 3 * 8².
        let half = all.ratio.interval.unwrap().1 - all.ratio.value;
        let squares = (19.0_f64 / 12.0).powi(2) + 0.375_f64.powi(2) + (29.0_f64 / 24.0).powi(2);
        assert_near("half width", half, Z_95 * (squares / 6.0).sqrt() / 8.0, 1e-9);
    }

    #[test]
    fn half_pairs_and_answers_off_the_scale_are_left_out() {
        for (case, perceived, expected) in [
            ("no expectation", Some(5), None),
            ("no perception", None, Some(5)),
            ("expected nothing", Some(5), Some(0)),
            ("off the scale", Some(11), Some(5)),
        ] {
            assert_eq!(score(perceived, expected), None, "{case}");
            assert_eq!(counted(&[(perceived, expected)]), Counts::default(), "{case}");
        }
        assert_eq!(aggregate(&Counts::default()), None);
    }

    proptest! {
        #[test]
        fn ratios_stay_in_range_and_merge(
            answers in prop::collection::vec((prop::option::of(1_u8..=10), prop::option::of(1_u8..=10)), 0..30),
            cut in 0_usize..30,
        ) {
            let (head, tail) = answers.split_at(cut.min(answers.len()));
            let mut merged = counted(tail);
            merged.merge(&counted(head));
            prop_assert_eq!(merged, counted(&answers));
            if let Some(all) = aggregate(&merged) {
                prop_assert!((0.1..=10.0).contains(&all.ratio.value));
                prop_assert!((all.below.value + all.equal.value + all.above.value - 1.0).abs() < 1e-12);
            }
        }
    }
}
