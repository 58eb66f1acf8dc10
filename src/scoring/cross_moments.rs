//! What the report keeps of several questions at once: counts and sums of every pair, no rows.

use super::estimate::Estimate;
use super::linear::Matrix;
use super::moments::{Moments, PairMoments};

/// Why answers or moments cannot be added.
#[derive(Debug, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum CrossMomentsError {
    #[error("{found} items were given where {expected} are counted")]
    OtherItems { found: usize, expected: usize },
    #[error("answer {value} at index {index} is not a finite number")]
    NotFinite { index: usize, value: f64 },
    #[error("{found} groups were given where {expected} are kept")]
    OtherGroups { found: usize, expected: usize },
    #[error("{found} pairs were given where {n_items} items have {expected}")]
    OtherPairs { found: usize, n_items: usize, expected: usize },
}

/// Mergeable sufficient statistics of `k` items, every pair on the responses that answered both.
///
/// Cost and memory grow with `k` squared and not with the responses. Answers on scales such as
/// 1 to 10 are small whole numbers, so the sums are exact and merging is associative to the bit.
///
/// - **Source**: pairwise-complete ("available case") moments: Little & Rubin (2019) Statistical
///   Analysis with Missing Data, section 3.4. Unbiased where what is missing was left out at random,
///   as in a survey that draws the questions of each visitor.
///
/// # Examples
/// ```
/// use aftersay::scoring::cross_moments::CrossMoments;
/// let mut moments = CrossMoments::new(2);
/// for answers in [[Some(1.0), Some(2.0)], [Some(2.0), Some(4.0)], [Some(3.0), None]] {
///     moments.add(&answers)?;
/// }
/// assert_eq!(moments.means(), [Some(2.0), Some(3.0)]); // 6 / 3 and 6 / 2
/// assert_eq!(moments.covariance(0, 1), Some(1.0)); // (-.5 * -1 + .5 * 1) / (2 - 1)
/// # Ok::<(), aftersay::scoring::cross_moments::CrossMomentsError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct CrossMoments {
    n_items: usize,
    n_responses: u64,
    /// The pairs of the first item, itself included, then those of the second with the rest.
    pairs: Vec<PairMoments>,
}

impl CrossMoments {
    /// Starts with no responses.
    #[must_use]
    pub fn new(n_items: usize) -> Self {
        let pairs = vec![PairMoments::default(); n_pairs(n_items)];
        Self { n_items, n_responses: 0, pairs }
    }

    /// Rebuilds moments that were stored: the number of responses, and [`Self::pairs`].
    ///
    /// # Errors
    /// [`CrossMomentsError::OtherPairs`] unless there is one entry a pair of items.
    pub fn from_pairs(
        n_items: usize,
        n_responses: u64,
        pairs: Vec<PairMoments>,
    ) -> Result<Self, CrossMomentsError> {
        let (found, expected) = (pairs.len(), n_pairs(n_items));
        if found != expected {
            return Err(CrossMomentsError::OtherPairs { found, n_items, expected });
        }
        Ok(Self { n_items, n_responses, pairs })
    }

    /// How many items are counted.
    #[must_use]
    pub fn n_items(&self) -> usize {
        self.n_items
    }

    /// How many responses answered at least one item.
    #[must_use]
    pub fn n_responses(&self) -> u64 {
        self.n_responses
    }

    /// Everything that is kept: `k * (k + 1) / 2` pairs, an item with itself and with those after.
    #[must_use]
    pub fn pairs(&self) -> &[PairMoments] {
        &self.pairs
    }

    /// The responses that answered both of two items, seen from the first; `None` of an unknown one.
    #[must_use]
    pub fn pair(&self, first: usize, second: usize) -> Option<PairMoments> {
        if second < first {
            return self.pair(second, first).map(PairMoments::swapped);
        }
        let before = n_pairs(self.n_items) - n_pairs(self.n_items.checked_sub(first)?);
        let inside = second < self.n_items;
        inside.then(|| self.pairs.get(before + second - first).copied()).flatten()
    }

    /// Everyone who answered an item; nobody where there is no such item.
    #[must_use]
    pub fn item(&self, item: usize) -> Moments {
        self.pair(item, item).unwrap_or_default().x()
    }

    /// Adds one response: one answer an item, `None` where it was not asked or not answered.
    ///
    /// # Errors
    /// [`CrossMomentsError`] where the length differs or a number is not finite; nothing is added.
    pub fn add(&mut self, answers: &[Option<f64>]) -> Result<(), CrossMomentsError> {
        self.expect_items(answers.len())?;
        for (index, value) in answers.iter().enumerate() {
            if let Some(value) = *value
                && !value.is_finite()
            {
                return Err(CrossMomentsError::NotFinite { index, value });
            }
        }
        self.n_responses += u64::from(answers.iter().any(Option::is_some));
        let mut pairs = self.pairs.iter_mut();
        for (index, first) in answers.iter().enumerate() {
            for (second, pair) in answers.iter().skip(index).zip(pairs.by_ref()) {
                if let (Some(x), Some(y)) = (*first, *second) {
                    pair.add(x, y);
                }
            }
        }
        Ok(())
    }

    /// Adds the responses of other moments, whichever order they come in.
    ///
    /// # Errors
    /// [`CrossMomentsError::OtherItems`] where the others count another number of items.
    pub fn merge(&mut self, other: &Self) -> Result<(), CrossMomentsError> {
        self.expect_items(other.n_items)?;
        self.n_responses += other.n_responses;
        for (mine, theirs) in self.pairs.iter_mut().zip(&other.pairs) {
            mine.merge(theirs);
        }
        Ok(())
    }

    /// The moments of some of the items, in the given order; an unknown item has no answers.
    #[must_use]
    pub fn select(&self, items: &[usize]) -> Self {
        let chosen = items.iter().enumerate();
        let pairs = chosen.flat_map(|(at, &first)| {
            let rest = items.iter().skip(at);
            rest.map(move |&second| self.pair(first, second).unwrap_or_default())
        });
        Self { n_items: items.len(), n_responses: self.n_responses, pairs: pairs.collect() }
    }

    /// The mean of one item with its interval, over everyone who answered it.
    #[must_use]
    pub fn mean(&self, item: usize) -> Option<Estimate> {
        self.item(item).estimate()
    }

    /// The mean of every item over everyone who answered it.
    #[must_use]
    pub fn means(&self) -> Vec<Option<f64>> {
        (0..self.n_items).map(|item| self.item(item).mean()).collect()
    }

    /// The standard deviation (divisor `n - 1`) of every item over everyone who answered it.
    #[must_use]
    pub fn sds(&self) -> Vec<Option<f64>> {
        (0..self.n_items).map(|item| self.item(item).variance().map(f64::sqrt)).collect()
    }

    /// The covariance of two items (divisor `n - 1`) over the responses that answered both.
    #[must_use]
    pub fn covariance(&self, first: usize, second: usize) -> Option<f64> {
        if first == second {
            self.item(first).variance()
        } else {
            self.pair(first, second)?.covariance()
        }
    }

    /// The Pearson correlation of two items over the responses that answered both.
    ///
    /// Means and deviations are those of these same responses, so that the divisor cancels and
    /// the result is from -1 to 1. `None` where fewer than two answered both, or one item has no
    /// variance among them.
    #[must_use]
    pub fn correlation(&self, first: usize, second: usize) -> Option<f64> {
        self.pair(first, second)?.correlation()
    }

    /// [`Self::covariance`] of every pair; not a number where there is none.
    #[must_use]
    pub fn covariance_matrix(&self) -> Matrix {
        Matrix::from_fn(self.n_items, self.n_items, |first, second| {
            self.covariance(first, second).unwrap_or(f64::NAN)
        })
    }

    /// [`Self::correlation`] of every pair; not a number where there is none, which
    /// [`cholesky`](super::linear::cholesky) refuses.
    #[must_use]
    pub fn correlation_matrix(&self) -> Matrix {
        Matrix::from_fn(self.n_items, self.n_items, |first, second| {
            self.correlation(first, second).unwrap_or(f64::NAN)
        })
    }

    /// The variance of `sum(w_i * mean_i)`, the weights taken as known.
    ///
    /// Two means share the `n_ij` responses that answered both, hence
    /// `sum_ij w_i w_j * cov_ij * n_ij / (n_i * n_j)`; no shared responses, no covariance.
    ///
    /// - **Shape**: one weight an item; an item of weight 0 may be without answers.
    /// - **Source**: the covariance of two sample means that overlap in part: Kish (1965) Survey
    ///   Sampling; `None` where fewer than two answered an item, or exactly one a pair.
    #[must_use]
    pub fn variance_of_weighted_mean(&self, weights: &[f64]) -> Option<f64> {
        let used = || weights.iter().copied().enumerate().filter(|&(_, weight)| weight != 0.0);
        let mut variance = 0.0;
        for (first, first_weight) in used() {
            for (second, second_weight) in used() {
                let shared = self.pair(first, second)?.n as f64;
                if 0.0 < shared {
                    let sizes = self.item(first).n as f64 * self.item(second).n as f64;
                    let covariance = self.covariance(first, second)?;
                    variance += first_weight * second_weight * covariance * shared / sizes;
                }
            }
            self.covariance(first, first)?;
        }
        Some(variance.max(0.0))
    }

    fn expect_items(&self, found: usize) -> Result<(), CrossMomentsError> {
        let expected = self.n_items;
        let same = found == expected;
        same.then_some(()).ok_or(CrossMomentsError::OtherItems { found, expected })
    }
}

/// How many pairs some items have, each with itself included.
const fn n_pairs(n_items: usize) -> usize {
    n_items * (n_items + 1) / 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn moments(rows: &[[Option<f64>; 3]]) -> CrossMoments {
        let mut moments = CrossMoments::new(3);
        for row in rows {
            moments.add(row).unwrap();
        }
        moments
    }

    #[test]
    fn pairs_rest_on_those_who_answered_both() {
        let moments = moments(&[
            [Some(1.0), Some(2.0), None],
            [Some(2.0), Some(1.0), Some(5.0)],
            [Some(9.0), None, Some(5.0)],
            [Some(3.0), Some(3.0), None],
            [None, None, None],
        ]);
        assert_eq!(moments.n_responses(), 4);
        assert_eq!(moments.means(), [Some(3.75), Some(2.0), Some(5.0)]);
        assert_eq!(moments.correlation(0, 1), Some(0.5)); // (1,2) (2,1) (3,3)
        for (case, first, second) in [("one pair", 1, 2), ("no variance", 0, 2), ("unknown", 0, 3)]
        {
            assert_eq!(moments.correlation(first, second), None, "{case}");
        }
        assert_eq!(moments.sds()[2], Some(0.0), "two equal answers");
    }

    #[test]
    fn the_variance_of_a_mean_of_means_follows_the_overlap() {
        let complete =
            moments(&[[1.0, 3.0, 2.0], [4.0, 5.0, 3.0], [2.0, 4.0, 4.0]].map(|row| row.map(Some)));
        // Row means 2, 4, 10/3: variance s^2 / n of them.
        let rows = [2.0, 4.0, 10.0 / 3.0];
        let squares: f64 = rows.iter().map(|row| row * row).sum();
        let sum: f64 = rows.iter().sum();
        let expected = (squares - sum * sum / 3.0) / 2.0 / 3.0;
        let third = 1.0 / 3.0;
        let variance = complete.variance_of_weighted_mean(&[third; 3]).unwrap();
        assert!((variance - expected).abs() < 1e-12, "{variance} {expected}");

        let apart = moments(&[
            [Some(1.0), None, None],
            [Some(3.0), None, None],
            [None, Some(2.0), None],
            [None, Some(6.0), None],
        ]);
        let variance = apart.variance_of_weighted_mean(&[1.0, 1.0, 0.0]).unwrap();
        assert!((variance - 5.0).abs() < 1e-12, "2 / 2 + 8 / 2");
        assert_eq!(apart.variance_of_weighted_mean(&[0.0, 0.0, 1.0]), None);
    }

    #[test]
    fn what_does_not_fit_is_named_and_not_added() {
        let mut moments = CrossMoments::new(2);
        let refused = CrossMomentsError::OtherItems { found: 1, expected: 2 };
        assert_eq!(moments.add(&[None]), Err(refused));
        let refused = CrossMomentsError::NotFinite { index: 1, value: f64::INFINITY };
        assert_eq!(moments.add(&[Some(1.0), Some(f64::INFINITY)]), Err(refused));
        assert_eq!(moments, CrossMoments::new(2));
        assert!(moments.merge(&CrossMoments::new(3)).is_err());
        assert!(CrossMoments::from_pairs(2, 0, vec![]).is_err());
    }

    fn rows() -> impl Strategy<Value = Vec<[Option<f64>; 3]>> {
        let answer = prop::option::of((1_u8..=10).prop_map(f64::from));
        prop::collection::vec(prop::array::uniform3(answer), 0..12)
    }

    proptest! {
        #[test]
        fn merging_is_adding_and_neither_order_nor_grouping_matters(
            (a, b, c) in (rows(), rows(), rows()),
        ) {
            let together = moments(&[a.clone(), b.clone(), c.clone()].concat());
            let [a, b, c] = [a, b, c].map(|rows| moments(&rows));
            let merged = |left: &CrossMoments, right: &CrossMoments| {
                let mut left = left.clone();
                left.merge(right).unwrap();
                left
            };
            prop_assert_eq!(&merged(&merged(&a, &b), &c), &together);
            prop_assert_eq!(&merged(&a, &merged(&b, &c)), &together);
            prop_assert_eq!(merged(&b, &a), merged(&a, &b));
            let stored = CrossMoments::from_pairs(3, together.n_responses(), together.pairs().to_vec());
            prop_assert_eq!(stored.unwrap(), together);
        }

        #[test]
        fn correlations_ignore_scale_and_shift(
            rows in rows(), factor in 0.1..9.0, shift in -20.0..20.0,
        ) {
            let shifted: Vec<_> = rows
                .iter()
                .map(|&[first, second, third]| [first.map(|x| factor * x + shift), second, third])
                .collect();
            let (before, after) = (moments(&rows), moments(&shifted));
            for (first, second) in [(0, 1), (0, 2), (1, 2)] {
                let pair = (before.correlation(first, second), after.correlation(first, second));
                match pair {
                    (Some(before), Some(after)) => prop_assert!((before - after).abs() < 1e-9),
                    pair => prop_assert_eq!(pair, (None, None)),
                }
            }
        }

        #[test]
        fn a_missing_answer_is_not_a_zero(rows in rows()) {
            let answered: Vec<f64> = rows.iter().filter_map(|row| row[0]).collect();
            let mean = moments(&rows).mean(0).map(|mean| (mean.n, mean.value));
            let n = answered.len() as u64;
            let expected = (0 < n).then(|| (n, answered.iter().sum::<f64>() / n as f64));
            prop_assert_eq!(mean, expected);
        }
    }
}
