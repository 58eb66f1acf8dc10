//! A number with its uncertainty, and the few sums of the rows that such numbers are made from.
//!
//! Sums of answers merge in any order and grouping: answers are small whole numbers, so that
//! adding them is exact. Sums of per-response means agree to the last few bits.

/// The 97.5 % point of the standard normal distribution, to the digits of the measurement reference.
pub const Z_95: f64 = 1.959_964;

/// An estimate with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The point estimate, in the units of the score.
    pub value: f64,
    /// The lower and the upper bound at 95 %; `None` where too little is known for an interval.
    pub interval: Option<(f64, f64)>,
    /// How many answers it rests on.
    pub n: u64,
}

impl Estimate {
    /// Moves the estimate to other units, by a function that keeps the order of numbers.
    ///
    /// # Examples
    /// ```
    /// use aftersay::scoring::estimate::share;
    /// let percent = share(3, 4).unwrap().map(|share| 100.0 * share);
    /// assert_eq!((percent.value, percent.n), (75.0, 4));
    /// ```
    #[must_use]
    pub fn map(self, increasing: impl Fn(f64) -> f64) -> Self {
        let interval = self.interval.map(|(low, high)| (increasing(low), increasing(high)));
        Self { value: increasing(self.value), interval, n: self.n }
    }
}

/// The count and the sums of some numbers: all that their mean and its interval need.
///
/// - **Shape**: one [`add`](Self::add) an answered response; the caller leaves out the missing.
/// - **Units**: those of the numbers, and their squares.
///
/// # Examples
/// ```
/// use aftersay::scoring::estimate::Moments;
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
    #[must_use]
    pub fn variance(&self) -> Option<f64> {
        let mean = self.mean()?;
        let spread = (self.sum_of_squares - self.sum * mean).max(0.0);
        (2 <= self.n).then(|| spread / (self.n as f64 - 1.0))
    }

    /// The mean with its interval, as [`mean`] gives it; `None` of nothing.
    #[must_use]
    pub fn estimate(&self) -> Option<Estimate> {
        let value = self.mean()?;
        let interval = self.variance().map(|variance| {
            let half = Z_95 * (variance / self.n as f64).sqrt();
            (value - half, value + half)
        });
        Some(Estimate { value, interval, n: self.n })
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
/// use aftersay::scoring::estimate::PairMoments;
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
        let (variance_x, variance_y) = (self.x().variance()?, self.y().variance()?);
        // Numbers that are all alike leave a little dust behind when they are not whole.
        let varies = |variance: f64, squares: f64| 1e-12 * squares < variance * self.n as f64;
        let both_vary = varies(variance_x, self.sum_xx) && varies(variance_y, self.sum_yy);
        let covariance = self.covariance().filter(|_| both_vary)?;
        Some((covariance / (variance_x * variance_y).sqrt()).clamp(-1.0, 1.0))
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
/// use aftersay::scoring::estimate::Proportion;
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

    /// The share with its interval, as [`share`] gives it; `None` of nobody.
    #[must_use]
    pub fn estimate(&self) -> Option<Estimate> {
        share(self.hits, self.n)
    }
}

/// How often each of `N` options was chosen.
///
/// - **Shape**: one count an option, in the order of the options; the missing are not counted.
///
/// # Examples
/// ```
/// use aftersay::scoring::estimate::Tally;
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

    /// The share of each option, by [`share`]; `None` where nobody chose.
    #[must_use]
    pub fn shares(&self) -> Option<[Estimate; N]> {
        let n = self.n();
        (n != 0).then(|| self.counts.map(|hits| wilson(hits, n)))
    }

    /// The share of the option at `index` and of all those after it; `None` where nobody chose.
    ///
    /// # Examples
    /// ```
    /// use aftersay::scoring::estimate::Tally;
    /// let top_two = Tally { counts: [1, 0, 2, 4, 5] }.share_from(3);
    /// assert_eq!(top_two.unwrap().value, 0.75); // (4 + 5) / 12
    /// ```
    #[must_use]
    pub fn share_from(&self, index: usize) -> Option<Estimate> {
        share(self.counts.iter().skip(index).sum(), self.n())
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

/// Estimates a mean from its count, sum and sum of squares; `None` where nothing was answered.
///
/// - **Units**: those of the values. The interval is `mean ± z s / sqrt(n)` with divisor `n - 1`.
/// - **Source**: measurement reference, section 0; Cochran (1977) Sampling Techniques, section 2.
///
/// # Examples
/// ```
/// use aftersay::scoring::estimate::mean;
/// let estimate = mean(3, 6.0, 14.0).unwrap(); // 1, 2, 3
/// assert_eq!((estimate.value, estimate.n), (2.0, 3));
/// let (low, high) = estimate.interval.unwrap(); // 2 ± 1.96 / sqrt(3)
/// assert!((low - 0.868_414).abs() < 1e-6 && (high - 3.131_586).abs() < 1e-6);
/// ```
#[must_use]
pub fn mean(n: u64, sum: f64, sum_of_squares: f64) -> Option<Estimate> {
    Moments { n, sum, sum_of_squares }.estimate()
}

/// Estimates a share by Wilson's interval; `None` where nobody was asked.
///
/// - **Units**: shares, 0.0 to 1.0.
/// - **Source**: Wilson (1927) Probable inference, the law of succession, and statistical inference.
///
/// # Examples
/// ```
/// use aftersay::scoring::estimate::share;
/// let (low, high) = share(41, 50).unwrap().interval.unwrap();
/// assert!((low - 0.692_039).abs() < 1e-6 && (high - 0.902_298).abs() < 1e-6);
/// ```
#[must_use]
pub fn share(hits: u64, n: u64) -> Option<Estimate> {
    (n != 0).then(|| wilson(hits, n))
}

/// Wilson's interval where `n` is not zero.
fn wilson(hits: u64, n: u64) -> Estimate {
    let (count, z2) = (n as f64, Z_95 * Z_95);
    let value = hits as f64 / count;
    let shrink = 1.0 + z2 / count;
    let centre = (value + z2 / (2.0 * count)) / shrink;
    let half = Z_95 / shrink * (value * (1.0 - value) / count + z2 / (4.0 * count * count)).sqrt();
    // In exact arithmetic the interval holds the share; at 0 and at 1 rounding can push it out.
    let (low, high) = ((centre - half).max(0.0).min(value), (centre + half).min(1.0).max(value));
    Estimate { value, interval: Some((low, high)), n }
}

#[cfg(test)]
pub(crate) mod near {
    //! Comparison of figures to the digits that the measurement reference prints.

    /// Fails with the case unless `found` is within `tolerance` of `expected`.
    #[track_caller]
    pub(crate) fn assert_near(case: &str, found: f64, expected: f64, tolerance: f64) {
        let off = (found - expected).abs();
        assert!(off <= tolerance, "{case}: {found} is not {expected} within {tolerance}");
    }

    /// The same for a value that must be there.
    #[track_caller]
    pub(crate) fn assert_some_near(case: &str, found: Option<f64>, expected: f64, tolerance: f64) {
        assert!(found.is_some(), "{case}: there is no value");
        assert_near(case, found.unwrap_or(f64::NAN), expected, tolerance);
    }
}

#[cfg(test)]
mod tests {
    use super::near::{assert_near, assert_some_near};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nothing_answered_is_no_estimate_and_not_a_zero() {
        assert_eq!(Moments::default().estimate(), None);
        assert_eq!(Moments::default().mean(), None);
        assert_eq!(Proportion::default().estimate(), None);
        assert_eq!(Tally::<3>::default().shares(), None);
        assert_eq!(PairMoments::default().covariance(), None);
    }

    #[test]
    fn one_answer_has_a_mean_and_no_interval() {
        let estimate = Moments::from_iter([7.0]).estimate();
        assert_eq!(estimate, Some(Estimate { value: 7.0, interval: None, n: 1 }));
    }

    #[test]
    fn the_csat_case_of_the_reference_has_its_wilson_interval() {
        let estimate = Proportion { hits: 41, n: 50 }.estimate().unwrap();
        let (low, high) = estimate.interval.unwrap();
        assert_near("value", estimate.value, 0.82, 1e-9);
        assert_near("low", low, 0.692_039, 5e-7);
        assert_near("high", high, 0.902_298, 5e-7);
    }

    #[test]
    fn more_hits_than_answers_are_nonsense_and_no_panic() {
        assert!(share(3, 2).is_some());
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
        fn a_share_lies_in_its_interval_and_the_interval_between_0_and_1(
            hits in 0_u64..500, misses in 0_u64..500,
        ) {
            if let Some(estimate) = share(hits, hits + misses) {
                let (low, high) = estimate.interval.unwrap();
                prop_assert!(0.0 <= low && low <= estimate.value);
                prop_assert!(estimate.value <= high && high <= 1.0);
            }
        }

        #[test]
        fn the_shares_of_a_tally_sum_to_one(counts in prop::array::uniform5(0_u64..50)) {
            if let Some(shares) = (Tally { counts }).shares() {
                let sum: f64 = shares.iter().map(|share| share.value).sum();
                prop_assert!((sum - 1.0).abs() < 1e-12);
            }
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
