//! A number with its uncertainty: the intervals of means and shares.

use super::moments::{Moments, Proportion, Tally};

/// The 97.5 % point of the standard normal distribution, to six decimals.
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

/// Estimates a mean from its count, sum and sum of squares; `None` where nothing was answered.
///
/// - **Units**: those of the values. The interval is `mean ± z s / sqrt(n)` with divisor `n - 1`.
/// - **Source**: Cochran (1977) Sampling Techniques, chapter 2: the normal approximation.
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

impl Moments {
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

impl Proportion {
    /// The share with its interval, as [`share`] gives it; `None` of nobody.
    #[must_use]
    pub fn estimate(&self) -> Option<Estimate> {
        share(self.hits, self.n)
    }
}

impl<const N: usize> Tally<N> {
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
    /// use aftersay::scoring::moments::Tally;
    /// let top_two = Tally { counts: [1, 0, 2, 4, 5] }.share_from(3);
    /// assert_eq!(top_two.unwrap().value, 0.75); // (4 + 5) / 12
    /// ```
    #[must_use]
    pub fn share_from(&self, index: usize) -> Option<Estimate> {
        share(self.counts.iter().skip(index).sum(), self.n())
    }
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
    //! Comparison of figures to the digits that a publication prints.

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
    use super::near::assert_near;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nothing_answered_is_no_estimate_and_not_a_zero() {
        assert_eq!(Moments::default().estimate(), None);
        assert_eq!(Proportion::default().estimate(), None);
        assert_eq!(Tally::<3>::default().shares(), None);
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

    proptest! {
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
    }
}
