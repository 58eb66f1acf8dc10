//! The few sums of the rows that figures are made from; they merge, so that no row need be kept.
//!
//! Sums of answers merge in any order and grouping: answers are small whole numbers, so that
//! adding them is exact. Sums of per-response means agree to the last few bits.

/// The share of a sum of squares below which what is left of it around the mean is rounding noise.
const DUST: f64 = 1e-12;

/// The count and the sums of some numbers: all that their mean and its interval need.
///
/// - **Shape**: one [`add`](Self::add) an answered response; the caller leaves out the missing.
/// - **Units**: those of the numbers, and their squares.
///
/// # Examples
/// ```
/// use aftersay::scoring::moments::Moments;
/// let answers = [Some(1.0), None, Some(3.0)];
/// let moments: Moments = answers.into_iter().flatten().collect();
/// assert_eq!((moments.n, moments.mean()), (2, Some(2.0)));
/// assert_eq!(moments.variance(), Some(2.0)); // (1 + 1) / (2 - 1)
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Moments {
    /// How many numbers there were.
    pub n: u64,
    /// Their sum.
    pub sum: f64,
    /// The sum of their squares.
    pub sum_of_squares: f64,
}

impl Moments {
    /// Counts one more number in.
    pub fn add(&mut self, number: f64) {
        self.n += 1;
        self.sum += number;
        self.sum_of_squares += number * number;
    }

    /// Counts in all that `other` has counted.
    pub fn merge(&mut self, other: &Self) {
        self.n += other.n;
        self.sum += other.sum;
        self.sum_of_squares += other.sum_of_squares;
    }

    /// The mean; `None` of nothing.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        (self.n != 0).then(|| self.sum / self.n as f64)
    }

    /// The sample variance, with divisor `n - 1`; `None` below two numbers.
    ///
    /// It is exactly zero where all numbers are alike: those that are not whole leave a little
    /// dust behind.
    #[must_use]
    pub fn variance(&self) -> Option<f64> {
        let spread = self.sum_of_squares - self.sum * self.mean()?;
        let spread = if spread <= DUST * self.sum_of_squares { 0.0 } else { spread };
        (2 <= self.n).then(|| spread / (self.n as f64 - 1.0))
    }
}

impl FromIterator<f64> for Moments {
    fn from_iter<I: IntoIterator<Item = f64>>(numbers: I) -> Self {
        let mut moments = Self::default();
        numbers.into_iter().for_each(|number| moments.add(number));
        moments
    }
}

/// The count, sums and products of pairs of numbers: all that a covariance needs.
///
/// - **Shape**: one [`add`](Self::add) a complete pair; the caller leaves out the incomplete.
/// - **Units**: those of the numbers, their squares and their products.
///
/// # Examples
/// ```
/// use aftersay::scoring::moments::PairMoments;
/// let pairs: PairMoments = [(1.0, 2.0), (2.0, 4.0), (3.0, 6.0)].into_iter().collect();
/// assert_eq!(pairs.covariance(), Some(2.0)); // (1 * 2 + 0 + 1 * 2) / (3 - 1)
/// assert_eq!(pairs.correlation(), Some(1.0));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct PairMoments {
    /// How many complete pairs there were.
    pub n: u64,
    /// The sum of the first numbers.
    pub sum_x: f64,
    /// The sum of the second numbers.
    pub sum_y: f64,
    /// The sum of the squares of the first.
    pub sum_xx: f64,
    /// The sum of the squares of the second.
    pub sum_yy: f64,
    /// The sum of the products.
    pub sum_xy: f64,
}

impl PairMoments {
    /// Counts one more pair in.
    pub fn add(&mut self, x: f64, y: f64) {
        self.n += 1;
        self.sum_x += x;
        self.sum_y += y;
        self.sum_xx += x * x;
        self.sum_yy += y * y;
        self.sum_xy += x * y;
    }

    /// Counts in all that `other` has counted.
    pub fn merge(&mut self, other: &Self) {
        self.n += other.n;
        self.sum_x += other.sum_x;
        self.sum_y += other.sum_y;
        self.sum_xx += other.sum_xx;
        self.sum_yy += other.sum_yy;
        self.sum_xy += other.sum_xy;
    }

    /// The same pairs, seen from the other side.
    #[must_use]
    pub fn swapped(self) -> Self {
        let Self { n, sum_x, sum_y, sum_xx, sum_yy, sum_xy } = self;
        Self { n, sum_x: sum_y, sum_y: sum_x, sum_xx: sum_yy, sum_yy: sum_xx, sum_xy }
    }

    /// What is known of the first numbers alone.
    #[must_use]
    pub fn x(&self) -> Moments {
        Moments { n: self.n, sum: self.sum_x, sum_of_squares: self.sum_xx }
    }

    /// What is known of the second numbers alone.
    #[must_use]
    pub fn y(&self) -> Moments {
        Moments { n: self.n, sum: self.sum_y, sum_of_squares: self.sum_yy }
    }

    /// The sample covariance, with divisor `n - 1`; `None` below two pairs.
    #[must_use]
    pub fn covariance(&self) -> Option<f64> {
        let products = self.sum_xy - self.sum_x * self.y().mean()?;
        (2 <= self.n).then(|| products / (self.n as f64 - 1.0))
    }

    /// Pearson's correlation, -1.0 to 1.0; `None` where one side never varies.
    ///
    /// - **Source**: Pearson (1896) Mathematical Contributions to the Theory of Evolution, III.
    #[must_use]
    pub fn correlation(&self) -> Option<f64> {
        let spread = (self.x().variance()? * self.y().variance()?).sqrt();
        let covariance = self.covariance()?;
        (0.0 < spread).then(|| (covariance / spread).clamp(-1.0, 1.0))
    }
}

impl FromIterator<(f64, f64)> for PairMoments {
    fn from_iter<I: IntoIterator<Item = (f64, f64)>>(pairs: I) -> Self {
        let mut moments = Self::default();
        pairs.into_iter().for_each(|(x, y)| moments.add(x, y));
        moments
    }
}

/// How many of those who answered are of the kind in question.
///
/// # Examples
/// ```
/// use aftersay::scoring::moments::Proportion;
/// let mut satisfied = Proportion { hits: 2, n: 3 };
/// satisfied.add(true);
/// assert_eq!(satisfied.estimate().unwrap().value, 0.75);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Proportion {
    /// How many are of that kind, at most `n`.
    pub hits: u64,
    /// How many answered.
    pub n: u64,
}

impl Proportion {
    /// Counts one more answer in.
    pub fn add(&mut self, hit: bool) {
        self.hits += u64::from(hit);
        self.n += 1;
    }

    /// Counts in all that `other` has counted.
    pub fn merge(&mut self, other: &Self) {
        self.hits += other.hits;
        self.n += other.n;
    }
}

/// How often each of `N` options was chosen.
///
/// - **Shape**: one count an option, in the order of the options; the missing are not counted.
///
/// # Examples
/// ```
/// use aftersay::scoring::moments::Tally;
/// let mut stars = Tally { counts: [0, 1, 0, 2, 5] };
/// assert!(stars.add(4) && !stars.add(5)); // There is no sixth option.
/// assert_eq!((stars.n(), stars.counts[4]), (9, 6));
/// assert_eq!(stars.moments([1.0, 2.0, 3.0, 4.0, 5.0]).sum, 40.0); // 2 + 2 * 4 + 6 * 5
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally<const N: usize> {
    /// The counts, in the order of the options.
    pub counts: [u64; N],
}

impl<const N: usize> Default for Tally<N> {
    fn default() -> Self {
        Self { counts: [0; N] }
    }
}

impl<const N: usize> Tally<N> {
    /// Counts one more choice of the option at `index`; `false`, and no change, if there is none.
    pub fn add(&mut self, index: usize) -> bool {
        let count = self.counts.get_mut(index);
        count.map(|count| *count += 1).is_some()
    }

    /// Counts in all that `other` has counted.
    pub fn merge(&mut self, other: &Self) {
        self.counts.iter_mut().zip(other.counts).for_each(|(count, more)| *count += more);
    }

    /// How many choices there were.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// What the choices sum up to when each option stands for a number.
    #[must_use]
    pub fn moments(&self, values: [f64; N]) -> Moments {
        let mut moments = Moments::default();
        for (n, value) in self.counts.into_iter().zip(values) {
            let sum = n as f64 * value;
            moments.merge(&Moments { n, sum, sum_of_squares: sum * value });
        }
        moments
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::estimate::near::assert_some_near;
    use proptest::prelude::*;

    #[test]
    fn nothing_counted_is_no_mean_and_not_a_zero() {
        assert_eq!(Moments::default().mean(), None);
        assert_eq!(PairMoments::default().covariance(), None);
    }

    #[test]
    fn a_side_that_never_varies_has_no_correlation() {
        let pairs = PairMoments::from_iter([(0.1, 1.0), (0.1, 2.0), (0.1, 4.0)]);
        assert_eq!(pairs.correlation(), None);
    }

    #[test]
    fn a_correlation_that_can_be_checked_by_hand() {
        // Deviations x: -1 0 1, y: 0 -1 1; 1 / sqrt(2 * 2).
        let pairs = PairMoments::from_iter([(1.0, 2.0), (2.0, 1.0), (3.0, 3.0)]);
        assert_some_near("r", pairs.correlation(), 0.5, 1e-12);
    }

    fn answers() -> impl Strategy<Value = Vec<Option<i8>>> {
        prop::collection::vec(prop::option::of(-90_i8..=90), 0..40)
    }

    fn moments(answers: &[Option<i8>]) -> Moments {
        answers.iter().flatten().map(|&answer| f64::from(answer)).collect()
    }

    proptest! {
        #[test]
        fn moments_merge_in_any_order_and_grouping(a in answers(), b in answers(), c in answers()) {
            let whole = moments(&[a.clone(), b.clone(), c.clone()].concat());
            let (a, b, c) = (moments(&a), moments(&b), moments(&c));
            let (mut left, mut right, mut tail) = (a, c, b);
            left.merge(&b);
            left.merge(&c);
            tail.merge(&c);
            right.merge(&b);
            right.merge(&a);
            let mut grouped = a;
            grouped.merge(&tail);
            prop_assert_eq!(left, whole);
            prop_assert_eq!(right, whole);
            prop_assert_eq!(grouped, whole);
        }

        #[test]
        fn pair_moments_merge_in_any_order(
            pairs in prop::collection::vec((-90_i8..=90, -90_i8..=90), 0..40), cut in 0_usize..40,
        ) {
            let pairs: Vec<_> = pairs.iter().map(|&(x, y)| (f64::from(x), f64::from(y))).collect();
            let whole: PairMoments = pairs.iter().copied().collect();
            let (head, tail) = pairs.split_at(cut.min(pairs.len()));
            let mut merged: PairMoments = tail.iter().copied().collect();
            merged.merge(&head.iter().rev().copied().collect());
            prop_assert_eq!(merged, whole);
            prop_assert!(whole.correlation().is_none_or(|r| (-1.0..=1.0).contains(&r)));
        }

        #[test]
        fn missing_answers_change_nothing(answers in answers()) {
            let answered: Vec<_> = answers.iter().filter(|answer| answer.is_some()).copied().collect();
            prop_assert_eq!(moments(&answers), moments(&answered));
        }

        #[test]
        fn a_tally_has_the_moments_of_its_answers(
            a in prop::collection::vec(0_usize..5, 0..30), b in prop::collection::vec(0_usize..5, 0..30),
        ) {
            let tally = |answers: &[usize]| {
                let mut tally = Tally::<5>::default();
                assert!(answers.iter().all(|&answer| tally.add(answer)));
                tally
            };
            let (mut merged, mut reversed) = (tally(&a), tally(&b));
            merged.merge(&tally(&b));
            reversed.merge(&tally(&a));
            prop_assert_eq!(merged, reversed);
            let values: Moments = a.iter().chain(&b).map(|&answer| answer as f64).collect();
            prop_assert_eq!(merged.moments([0.0, 1.0, 2.0, 3.0, 4.0]), values);
        }
    }
}
