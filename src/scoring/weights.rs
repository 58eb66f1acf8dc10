//! Five ways to find out how much each item counts.
//!
//! All weights come out from 0.0 to 1.0 and sum to 1.0, in the order of the items.

use super::moments::{Moments, PairMoments};

/// Fewer complete pairs than this say too little about a correlation.
pub const N_PAIRS_MIN: u64 = 30;

/// A matrix of judgements contradicts itself too much from this ratio on.
pub const CONSISTENCY_RATIO_LIMIT: f64 = 0.10;

/// How far `a * b` of two judgements that ought to be reciprocal may be from 1.
const RECIPROCAL_TOLERANCE: f64 = 1e-6;

/// Saaty's consistency index of random matrices, from 1 to 10 items.
const RANDOM_INDEX: [f64; 10] = [0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49];

/// Rounds of the power method; positive matrices of ten items settle in far fewer.
const N_ROUNDS: usize = 1000;

/// Why weights cannot be found.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum WeightsError {
    #[error("nobody said how important the item at index {index} is")]
    NoImportance { index: usize },
    #[error("{total} points were spread, exactly 100 are allowed")]
    NotHundred { total: u64 },
    #[error("there are {found} numbers for {expected} items")]
    WrongLength { found: usize, expected: usize },
    #[error("{n_items} items were compared, 1 to 10 are allowed")]
    BadSize { n_items: usize },
    #[error("judgement {judgement} in row {row}, column {column} is not a number above 0")]
    BadJudgement { row: usize, column: usize, judgement: f64 },
    #[error(
        "judgement {judgement} in row {row}, column {column} is not 1 over its mirror {mirror}"
    )]
    NotReciprocal { row: usize, column: usize, judgement: f64, mirror: f64 },
    #[error("value {value} at index {index} is not a number from 0 up")]
    BadValue { index: usize, value: f64 },
}

/// Weighs items by how important people say they are: `m / sum(m)` of the means.
///
/// - **Shape**: the moments of the importance ratings, an item; `None` of no items.
/// - **Units**: ratings 1 to 10.
///
/// # Errors
/// [`WeightsError::NoImportance`] where nobody rated an item: that is not a zero.
///
/// # Examples
/// ```
/// use aftersay::scoring::weights::stated;
/// let ratings = [[8.0, 10.0].into_iter().collect(), [2.0, 4.0].into_iter().collect()];
/// assert_eq!(stated(&ratings)?, Some(vec![0.75, 0.25])); // 9 and 3
/// # Ok::<(), aftersay::scoring::weights::WeightsError>(())
/// ```
pub fn stated(importances: &[Moments]) -> Result<Option<Vec<f64>>, WeightsError> {
    let mean = |(index, ratings): (usize, &Moments)| {
        ratings.mean().ok_or(WeightsError::NoImportance { index })
    };
    let means = importances.iter().enumerate().map(mean).collect::<Result<Vec<_>, _>>()?;
    Ok(normalised(&means))
}

/// What is kept of people who each spread 100 points over the items.
///
/// # Examples
/// ```
/// use aftersay::scoring::weights::ConstantSum;
/// let mut points = ConstantSum::new(2);
/// points.add(&[70, 30])?;
/// points.add(&[30, 70])?;
/// assert_eq!(points.weights(), Some(vec![0.5, 0.5]));
/// assert!(points.add(&[70, 40]).is_err());
/// # Ok::<(), aftersay::scoring::weights::WeightsError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConstantSum {
    n: u64,
    points: Vec<u64>,
}

impl ConstantSum {
    /// Starts with nobody.
    #[must_use]
    pub fn new(n_items: usize) -> Self {
        Self { n: 0, points: vec![0; n_items] }
    }

    /// How many people spread their points.
    #[must_use]
    pub const fn n(&self) -> u64 {
        self.n
    }

    /// Counts one more person in.
    ///
    /// # Errors
    /// [`WeightsError::WrongLength`] and [`WeightsError::NotHundred`]; then nothing is counted.
    pub fn add(&mut self, points: &[u8]) -> Result<(), WeightsError> {
        self.check_length(points.len())?;
        let total = points.iter().map(|&points| u64::from(points)).sum();
        if total != 100 {
            return Err(WeightsError::NotHundred { total });
        }
        self.points.iter_mut().zip(points).for_each(|(sum, &more)| *sum += u64::from(more));
        self.n += 1;
        Ok(())
    }

    /// Counts in all that `other` has counted.
    ///
    /// # Errors
    /// [`WeightsError::WrongLength`] where it is about other items.
    pub fn merge(&mut self, other: &Self) -> Result<(), WeightsError> {
        self.check_length(other.points.len())?;
        self.points.iter_mut().zip(&other.points).for_each(|(sum, &more)| *sum += more);
        self.n += other.n;
        Ok(())
    }

    /// The mean points over 100; `None` where nobody spread any.
    #[must_use]
    pub fn weights(&self) -> Option<Vec<f64>> {
        let all = 100.0 * self.n as f64;
        (self.n != 0).then(|| self.points.iter().map(|&points| points as f64 / all).collect())
    }

    fn check_length(&self, found: usize) -> Result<(), WeightsError> {
        let expected = self.points.len();
        if found == expected { Ok(()) } else { Err(WeightsError::WrongLength { found, expected }) }
    }
}

/// Weighs items by how well they go along with overall satisfaction.
///
/// `None` where an item has fewer than [`N_PAIRS_MIN`] complete pairs: leave it out, or wait.
///
/// - **Shape**: the item (x) and overall satisfaction (y) of everybody who answered both, an item.
/// - **Source**: derived importance from Pearson correlations; see [`from_correlations`].
///
/// # Examples
/// ```
/// use aftersay::scoring::weights::derived;
/// let rising = (0..30).map(|n| (f64::from(n), f64::from(n))).collect();
/// let falling = (0..30).map(|n| (f64::from(n), f64::from(-n))).collect();
/// assert_eq!(derived(&[rising, falling]), Some(vec![1.0, 0.0]));
/// assert_eq!(derived(&[[(1.0, 2.0)].into_iter().collect()]), None);
/// ```
#[must_use]
pub fn derived(items: &[PairMoments]) -> Option<Vec<f64>> {
    let enough = items.iter().all(|pairs| N_PAIRS_MIN <= pairs.n);
    let correlations: Vec<_> = items.iter().map(PairMoments::correlation).collect();
    if enough { from_correlations(&correlations) } else { None }
}

/// Weighs items by their correlations: `r / sum(r)`, negative or undefined ones counting as zero.
///
/// Where all are zero, the weights are equal. `None` of no items.
///
/// # Examples
/// ```
/// use aftersay::scoring::weights::from_correlations;
/// let weights = from_correlations(&[Some(0.5), Some(0.5), Some(-0.2), None]);
/// assert_eq!(weights, Some(vec![0.5, 0.5, 0.0, 0.0]));
/// ```
#[must_use]
pub fn from_correlations(correlations: &[Option<f64>]) -> Option<Vec<f64>> {
    let positive: Vec<_> = correlations.iter().map(|r| r.unwrap_or(0.0).max(0.0)).collect();
    normalised(&positive)
}

/// Weights by the analytic hierarchy process.
#[derive(Debug, Clone, PartialEq)]
pub struct Ahp {
    /// One an item.
    pub weights: Vec<f64>,
    /// The principal eigenvalue; the number of items where no judgement contradicts another.
    pub lambda_max: f64,
    /// `(lambda_max - n) / (n - 1)`, from 0.0 up.
    pub consistency_index: f64,
    /// The index over that of random judgements; 0.0 for one and two items, which cannot err.
    pub consistency_ratio: f64,
}

impl Ahp {
    /// Whether the judgements agree well enough to be used.
    #[must_use]
    pub fn is_consistent(&self) -> bool {
        self.consistency_ratio < CONSISTENCY_RATIO_LIMIT
    }
}

/// Weighs items by experts' judgements of two at a time.
///
/// - **Shape**: a square matrix, row by row, of 1 to 10 items. A judgement says how many times as
///   important its row's item is as its column's; the mirrored one is 1 over it.
/// - **Units**: judgements above 0.0, on Saaty's scale from 1/9 to 9.
/// - **Source**: Saaty (1980) The Analytic Hierarchy Process, with its random indices.
///
/// # Errors
/// [`WeightsError::BadSize`], [`WeightsError::WrongLength`], [`WeightsError::BadJudgement`] and
/// [`WeightsError::NotReciprocal`].
///
/// # Examples
/// ```
/// use aftersay::scoring::weights::ahp;
/// let result = ahp(&[vec![1.0, 3.0], vec![1.0 / 3.0, 1.0]])?;
/// assert!((result.weights[0] - 0.75).abs() < 1e-9); // three times as important
/// assert!(result.is_consistent());
/// # Ok::<(), aftersay::scoring::weights::WeightsError>(())
/// ```
pub fn ahp(judgements: &[Vec<f64>]) -> Result<Ahp, WeightsError> {
    let n_items = judgements.len();
    let random_index = n_items.checked_sub(1).and_then(|index| RANDOM_INDEX.get(index));
    let Some(&random_index) = random_index else {
        return Err(WeightsError::BadSize { n_items });
    };
    check_judgements(judgements)?;

    let mut weights = vec![1.0 / n_items as f64; n_items];
    for _ in 0..N_ROUNDS {
        let next = normalised(&product(judgements, &weights)).unwrap_or_default();
        let moved = next.iter().zip(&weights).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        weights = next;
        if moved < 1e-15 {
            break;
        }
    }
    // The weights sum to one, so what they are multiplied to sums to the eigenvalue.
    let lambda_max: f64 = product(judgements, &weights).iter().sum();
    let n = n_items as f64;
    let consistency_index = if n_items < 3 { 0.0 } else { ((lambda_max - n) / (n - 1.0)).max(0.0) };
    let consistency_ratio = if n_items < 3 { 0.0 } else { consistency_index / random_index };
    Ok(Ahp { weights, lambda_max, consistency_index, consistency_ratio })
}

fn check_judgements(judgements: &[Vec<f64>]) -> Result<(), WeightsError> {
    let expected = judgements.len();
    if let Some(short) = judgements.iter().find(|row| row.len() != expected) {
        return Err(WeightsError::WrongLength { found: short.len(), expected });
    }
    for (row, judgement_row) in judgements.iter().enumerate() {
        for (column, &judgement) in judgement_row.iter().enumerate() {
            if !(judgement.is_finite() && 0.0 < judgement) {
                return Err(WeightsError::BadJudgement { row, column, judgement });
            }
            let mirror = judgements.get(column).and_then(|mirrored| mirrored.get(row));
            let mirror = mirror.copied().unwrap_or(f64::NAN);
            if RECIPROCAL_TOLERANCE < (judgement * mirror - 1.0).abs() {
                return Err(WeightsError::NotReciprocal { row, column, judgement, mirror });
            }
        }
    }
    Ok(())
}

fn product(matrix: &[Vec<f64>], vector: &[f64]) -> Vec<f64> {
    matrix.iter().map(|row| row.iter().zip(vector).map(|(a, b)| a * b).sum()).collect()
}

/// What is kept of the rows of a data table, for weights by entropy.
///
/// Entropy rewards *spread*, not importance: label these weights so.
///
/// - **Shape**: one [`add`](Self::add) a respondent or group, with one value an item.
/// - **Units**: values from 0.0 up, in units of the item's own.
/// - **Source**: Hwang & Yoon (1981) Multiple Attribute Decision Making, after Shannon (1948):
///   `e = -sum(p ln p) / ln(rows)` and `(1 - e) / sum(1 - e)`. As `p = x / sum(x)`, the sums of x
///   and of `x ln x` are enough.
///
/// # Examples
/// ```
/// use aftersay::scoring::weights::Entropy;
/// let mut table = Entropy::new(2);
/// table.add(&[5.0, 1.0])?;
/// table.add(&[5.0, 9.0])?;
/// assert_eq!(table.weights(), Some(vec![0.0, 1.0])); // Only the second varies.
/// # Ok::<(), aftersay::scoring::weights::WeightsError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Entropy {
    n_rows: u64,
    /// The sum of x and the sum of x ln x, a column.
    columns: Vec<(f64, f64)>,
}

impl Entropy {
    /// Starts without rows.
    #[must_use]
    pub fn new(n_items: usize) -> Self {
        Self { n_rows: 0, columns: vec![(0.0, 0.0); n_items] }
    }

    /// Counts one more row in.
    ///
    /// # Errors
    /// [`WeightsError::WrongLength`] and [`WeightsError::BadValue`]; then nothing is counted.
    pub fn add(&mut self, row: &[f64]) -> Result<(), WeightsError> {
        self.check_length(row.len())?;
        let is_bad = |value: f64| !(value.is_finite() && 0.0 <= value);
        if let Some((index, &value)) = row.iter().enumerate().find(|(_, value)| is_bad(**value)) {
            return Err(WeightsError::BadValue { index, value });
        }
        for ((sum, sum_of_logs), &value) in self.columns.iter_mut().zip(row) {
            *sum += value;
            *sum_of_logs += if 0.0 < value { value * value.ln() } else { 0.0 };
        }
        self.n_rows += 1;
        Ok(())
    }

    /// Counts in all that `other` has counted; exact but for the last bits of the logarithms.
    ///
    /// # Errors
    /// [`WeightsError::WrongLength`] where it is about other items.
    pub fn merge(&mut self, other: &Self) -> Result<(), WeightsError> {
        self.check_length(other.columns.len())?;
        for (column, more) in self.columns.iter_mut().zip(&other.columns) {
            column.0 += more.0;
            column.1 += more.1;
        }
        self.n_rows += other.n_rows;
        Ok(())
    }

    /// The entropy of each column, 0.0 (all in one row) to 1.0 (all rows alike).
    ///
    /// `None` below two rows. A column that is all zero says nothing, and counts as alike.
    #[must_use]
    pub fn entropies(&self) -> Option<Vec<f64>> {
        let most = (self.n_rows as f64).ln();
        let entropy = |&(sum, sum_of_logs): &(f64, f64)| {
            if 0.0 < sum { ((sum.ln() - sum_of_logs / sum) / most).clamp(0.0, 1.0) } else { 1.0 }
        };
        (2 <= self.n_rows).then(|| self.columns.iter().map(entropy).collect())
    }

    /// The weights; equal where no column varies, `None` below two rows or without items.
    #[must_use]
    pub fn weights(&self) -> Option<Vec<f64>> {
        let certain = |entropy: f64| if 1.0 - entropy < 1e-12 { 0.0 } else { 1.0 - entropy };
        normalised(&self.entropies()?.into_iter().map(certain).collect::<Vec<_>>())
    }

    fn check_length(&self, found: usize) -> Result<(), WeightsError> {
        let expected = self.columns.len();
        if found == expected { Ok(()) } else { Err(WeightsError::WrongLength { found, expected }) }
    }
}

/// Divides numbers from 0 up by their sum; equal shares where that is 0, `None` of nothing.
fn normalised(numbers: &[f64]) -> Option<Vec<f64>> {
    let sum: f64 = numbers.iter().sum();
    let equal = 1.0 / numbers.len() as f64;
    let share = |number: &f64| if 0.0 < sum { number / sum } else { equal };
    (!numbers.is_empty()).then(|| numbers.iter().map(share).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::estimate::near::assert_near;
    use proptest::prelude::*;

    fn assert_all_near(case: &str, found: &[f64], expected: &[f64]) {
        assert_eq!(found.len(), expected.len(), "{case}");
        for (&found, &expected) in found.iter().zip(expected) {
            assert_near(case, found, expected, 5e-7);
        }
    }

    #[test]
    fn the_derived_case_of_the_reference_ignores_what_goes_against_the_whole() {
        let weights = from_correlations(&[Some(0.6), Some(0.3), Some(-0.1)]).unwrap();
        assert_all_near("derived", &weights, &[0.666_667, 0.333_333, 0.0]);
        let equal = from_correlations(&[Some(-0.6), None]).unwrap();
        assert_all_near("nothing goes along", &equal, &[0.5, 0.5]);
        assert_eq!(from_correlations(&[]), None);
    }

    #[test]
    fn twenty_nine_pairs_are_not_enough() {
        let pairs = |n: u32| (0..n).map(|x| (f64::from(x), f64::from(x % 7))).collect();
        assert_eq!(derived(&[pairs(30), pairs(29)]), None);
        assert!(derived(&[pairs(30), pairs(31)]).is_some());
    }

    #[test]
    fn the_ahp_case_of_the_reference_is_consistent() {
        let third = 1.0 / 3.0;
        let result =
            ahp(&[vec![1.0, 3.0, 5.0], vec![third, 1.0, 2.0], vec![0.2, 0.5, 1.0]]).unwrap();
        assert_all_near("weights", &result.weights, &[0.648_329, 0.229_651, 0.122_020]);
        assert_near("lambda", result.lambda_max, 3.003_695, 5e-7);
        assert_near("CI", result.consistency_index, 0.001_847, 5e-7);
        assert_near("CR", result.consistency_ratio, 0.003_185, 5e-7);
        assert!(result.is_consistent());
    }

    #[test]
    fn judgements_that_go_round_in_a_circle_are_inconsistent() {
        let ninth = 1.0 / 9.0;
        let circle = [vec![1.0, 9.0, ninth], vec![ninth, 1.0, 9.0], vec![9.0, ninth, 1.0]];
        let result = ahp(&circle).unwrap();
        assert_all_near("weights", &result.weights, &[1.0 / 3.0; 3]);
        assert!(!result.is_consistent());
    }

    #[test]
    fn impossible_judgements_are_named() {
        for (case, judgements, refused) in [
            ("no items", vec![], WeightsError::BadSize { n_items: 0 }),
            ("eleven items", vec![vec![1.0; 11]; 11], WeightsError::BadSize { n_items: 11 }),
            (
                "not square",
                vec![vec![1.0, 1.0], vec![1.0]],
                WeightsError::WrongLength { found: 1, expected: 2 },
            ),
            (
                "zero",
                vec![vec![0.0]],
                WeightsError::BadJudgement { row: 0, column: 0, judgement: 0.0 },
            ),
            (
                "not reciprocal",
                vec![vec![1.0, 3.0], vec![0.5, 1.0]],
                WeightsError::NotReciprocal { row: 0, column: 1, judgement: 3.0, mirror: 0.5 },
            ),
            (
                "the diagonal",
                vec![vec![2.0]],
                WeightsError::NotReciprocal { row: 0, column: 0, judgement: 2.0, mirror: 2.0 },
            ),
        ] {
            assert_eq!(ahp(&judgements), Err(refused), "{case}");
        }
    }

    #[test]
    fn the_entropy_case_of_the_reference_rewards_spread() {
        let mut table = Entropy::new(2);
        for row in [[80.0, 60.0], [82.0, 90.0], [78.0, 75.0]] {
            table.add(&row).unwrap();
        }
        assert_all_near("e", &table.entropies().unwrap(), &[0.999_810, 0.987_781]);
        assert_all_near("w", &table.weights().unwrap(), &[0.015_284, 0.984_716]);
    }

    #[test]
    fn entropy_without_spread_weighs_equally() {
        let mut table = Entropy::new(2);
        table.add(&[7.0, 0.0]).unwrap();
        assert_eq!(table.weights(), None);
        table.add(&[7.0, 0.0]).unwrap();
        table.add(&[7.0, 0.0]).unwrap();
        assert_eq!(table.weights(), Some(vec![0.5, 0.5]));
        let refused = Err(WeightsError::BadValue { index: 1, value: -1.0 });
        assert_eq!(table.add(&[1.0, -1.0]), refused);
        assert!(table.add(&[1.0]).is_err());
        assert_eq!(table.n_rows, 3);
    }

    #[test]
    fn spread_points_must_be_a_hundred() {
        let mut points = ConstantSum::new(3);
        for (case, spread, refused) in [
            ("too few", vec![50, 20, 20], Err(WeightsError::NotHundred { total: 90 })),
            ("too many", vec![250, 250, 250], Err(WeightsError::NotHundred { total: 750 })),
            ("two items", vec![50, 50], Err(WeightsError::WrongLength { found: 2, expected: 3 })),
            ("a hundred", vec![50, 30, 20], Ok(())),
        ] {
            assert_eq!(points.add(&spread), refused, "{case}");
        }
        assert_eq!((points.n(), points.weights()), (1, Some(vec![0.5, 0.3, 0.2])));
        assert_eq!(ConstantSum::new(3).weights(), None);
        assert!(points.merge(&ConstantSum::new(2)).is_err());
    }

    #[test]
    fn an_item_that_nobody_rated_is_not_unimportant() {
        let ratings = [Moments::from_iter([5.0]), Moments::default()];
        assert_eq!(stated(&ratings), Err(WeightsError::NoImportance { index: 1 }));
        assert_eq!(stated(&[]), Ok(None));
    }

    fn assert_weights(weights: Option<Vec<f64>>) {
        if let Some(weights) = weights {
            assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{weights:?}");
            assert!(weights.iter().all(|weight| (0.0..=1.0).contains(weight)), "{weights:?}");
        }
    }

    proptest! {
        #[test]
        fn weights_are_shares(
            correlations in prop::collection::vec(prop::option::of(-1.0_f64..=1.0), 1..9),
            rows in prop::collection::vec(prop::array::uniform3(0_u8..=100), 0..20),
            cut in 0_usize..20,
        ) {
            assert_weights(from_correlations(&correlations));
            let table = |rows: &[[u8; 3]]| {
                let mut table = Entropy::new(3);
                for row in rows {
                    table.add(&row.map(f64::from)).unwrap();
                }
                table
            };
            let (head, tail) = rows.split_at(cut.min(rows.len()));
            let mut merged = table(tail);
            merged.merge(&table(head)).unwrap();
            assert_weights(merged.weights());
            let parts = merged.entropies().unwrap_or_default();
            for (a, b) in parts.iter().zip(table(&rows).entropies().unwrap_or_default()) {
                prop_assert!((a - b).abs() < 1e-9);
            }
        }

        #[test]
        fn consistent_judgements_give_their_weights_back(
            weights in prop::collection::vec(1_u8..=9, 1..=10),
        ) {
            let total: f64 = weights.iter().map(|&weight| f64::from(weight)).sum();
            let row = |&a: &u8| weights.iter().map(|&b| f64::from(a) / f64::from(b)).collect();
            let result = ahp(&weights.iter().map(row).collect::<Vec<Vec<f64>>>()).unwrap();
            prop_assert!(result.consistency_ratio < 1e-9);
            for (found, &weight) in result.weights.iter().zip(&weights) {
                prop_assert!((found - f64::from(weight) / total).abs() < 1e-9);
            }
        }
    }
}
