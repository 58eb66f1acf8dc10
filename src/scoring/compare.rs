//! Two periods or two groups side by side: is there a change at all?

use super::disclosure::KMin;
use super::estimate::Z_95;
use super::moments::{Moments, Proportion};
use super::normal::two_sided_p;

/// The first group's figure less the second's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// First less second, in the units of the figure.
    pub value: f64,
    /// The standard error of that, from 0.0 up.
    pub standard_error: f64,
    /// The lower and the upper bound at 95 %.
    pub interval: (f64, f64),
    /// Value over standard error; `None` where the standard error is 0.
    pub z: Option<f64>,
    /// The two-sided probability of such a z without any change; `None` without a z.
    pub p: Option<f64>,
    /// How many answers the first and the second figure rest on.
    pub n: (u64, u64),
}

/// What may be said about a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The first figure is higher.
    Higher,
    /// The first figure is lower.
    Lower,
    /// The interval holds zero.
    NoClearChange,
}

impl Difference {
    /// Puts a difference together from its value and the variances of the two figures.
    pub(super) fn new(value: f64, variances: (f64, f64), n: (u64, u64)) -> Self {
        let standard_error = (variances.0 + variances.1).sqrt();
        let half = Z_95 * standard_error;
        let z = (0.0 < standard_error).then(|| value / standard_error);
        let interval = (value - half, value + half);
        Self { value, standard_error, interval, z, p: z.map(two_sided_p), n }
    }

    /// The difference, unless one of the groups is too small to be shown.
    #[must_use]
    pub fn shown(self, k_min: KMin) -> Option<Self> {
        (k_min.get() <= self.n.0 && k_min.get() <= self.n.1).then_some(self)
    }

    /// What may be said: nothing, unless the interval leaves zero out.
    ///
    /// Two groups without any spread have a standard error of 0, and differ clearly or not at all.
    #[must_use]
    pub fn change(&self) -> Change {
        match self.interval {
            (low, _) if 0.0 < low => Change::Higher,
            (_, high) if high < 0.0 => Change::Lower,
            _ => Change::NoClearChange,
        }
    }
}

/// Compares two means, whose spreads may differ; `None` where a group has fewer than two answers.
///
/// - **Shape**: the later period first, if a rise is to be positive.
/// - **Units**: those of the scores.
/// - **Source**: Welch (1947) The generalization of Student's problem when several different
///   population variances are involved; with the normal distribution, as samples are large.
///
/// # Examples
/// ```
/// use aftersay::scoring::compare::{Change, means};
/// let before = [4.0, 6.0].into_iter().collect();
/// let after = [7.0, 9.0].into_iter().collect();
/// let difference = means(&after, &before).unwrap();
/// assert_eq!(difference.value, 3.0);
/// assert!((difference.standard_error - 2.0_f64.sqrt()).abs() < 1e-12); // sqrt(2 / 2 + 2 / 2)
/// assert_eq!(difference.change(), Change::Higher); // z = 2.12
/// ```
#[must_use]
pub fn means(first: &Moments, second: &Moments) -> Option<Difference> {
    let variance_of_mean = |group: &Moments| Some(group.variance()? / group.n as f64);
    let variances = (variance_of_mean(first)?, variance_of_mean(second)?);
    Some(Difference::new(first.mean()? - second.mean()?, variances, (first.n, second.n)))
}

/// Compares two shares; `None` where a group is empty.
///
/// - **Shape**: the later period first, if a rise is to be positive.
/// - **Units**: shares, so that the difference is from -1.0 to 1.0; its interval is not clipped.
/// - **Source**: Wald's interval for two independent proportions, as in Cochran (1977) Sampling
///   Techniques. A share of 0 or 1 counts as known without error, so see that groups are not small.
///
/// # Examples
/// ```
/// use aftersay::scoring::compare::{Change, shares};
/// use aftersay::scoring::{disclosure::KMin, moments::Proportion};
/// let (now, then) = (Proportion { hits: 9, n: 10 }, Proportion { hits: 5, n: 10 });
/// let difference = shares(&now, &then).unwrap();
/// assert!((difference.value - 0.4).abs() < 1e-12);
/// assert_eq!(difference.change(), Change::Higher); // 0.4 ± 1.96 sqrt(0.009 + 0.025) = 0.4 ± 0.36
/// assert!(difference.shown(KMin::default()).is_some()); // 10 answers on either side
/// assert_eq!(difference.shown(KMin::new(11)?), None);
/// # Ok::<(), aftersay::scoring::disclosure::DisclosureError>(())
/// ```
#[must_use]
pub fn shares(first: &Proportion, second: &Proportion) -> Option<Difference> {
    let share = |group: &Proportion| group.estimate().map(|estimate| estimate.value);
    let (p, q) = (share(first)?, share(second)?);
    let variance = |share: f64, n: u64| share * (1.0 - share) / n as f64;
    let variances = (variance(p, first.n), variance(q, second.n));
    Some(Difference::new(p - q, variances, (first.n, second.n)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::estimate::near::{assert_near, assert_some_near};
    use proptest::prelude::*;

    #[test]
    fn a_change_is_clear_when_the_interval_leaves_zero_out() {
        for (case, hits, n, change) in [
            ("9 of 10 after 5 of 10", 9, 10, Change::Higher),
            ("8 of 10 after 5 of 10", 8, 10, Change::NoClearChange),
            ("the same", 5, 10, Change::NoClearChange),
            ("1 of 10 after 5 of 10", 1, 10, Change::Lower),
        ] {
            let then = Proportion { hits: 5, n: 10 };
            let difference = shares(&Proportion { hits, n }, &then).unwrap();
            assert_eq!(difference.change(), change, "{case}");
        }
    }

    #[test]
    fn welch_takes_each_group_with_its_own_spread() {
        let first = Moments::from_iter([1.0, 2.0, 3.0, 4.0]); // mean 2.5, variance 5/3
        let second = Moments::from_iter([2.0, 2.0, 2.0, 6.0]); // mean 3, variance 4
        let difference = means(&first, &second).unwrap();
        assert_near("value", difference.value, -0.5, 1e-9);
        let standard_error = (5.0_f64 / 12.0 + 1.0).sqrt();
        assert_near("standard error", difference.standard_error, standard_error, 1e-9);
        assert_some_near("z", difference.z, -0.5 / standard_error, 1e-9);
    }

    #[test]
    fn groups_without_spread_differ_clearly_or_not_at_all() {
        let (four, five) = (Moments::from_iter([4.0; 9]), Moments::from_iter([5.0; 9]));
        let rise = means(&five, &four).unwrap();
        assert_eq!((rise.z, rise.p, rise.change()), (None, None, Change::Higher));
        assert_eq!(means(&four, &four).unwrap().change(), Change::NoClearChange);
    }

    #[test]
    fn a_group_that_is_too_small_hides_the_comparison() {
        let (few, many) = (Proportion { hits: 3, n: 9 }, Proportion { hits: 5, n: 10 });
        assert_eq!(shares(&few, &many).unwrap().shown(KMin::default()), None);
        assert!(shares(&many, &many).unwrap().shown(KMin::default()).is_some());
        assert_eq!(means(&Moments::from_iter([1.0]), &Moments::default()), None);
    }

    proptest! {
        #[test]
        fn swapping_the_groups_turns_the_difference_round(
            a in prop::collection::vec(0_u8..=10, 2..30), b in prop::collection::vec(0_u8..=10, 2..30),
        ) {
            let (a, b): (Moments, Moments) =
                (a.into_iter().map(f64::from).collect(), b.into_iter().map(f64::from).collect());
            let (there, back) = (means(&a, &b).unwrap(), means(&b, &a).unwrap());
            prop_assert!((there.value + back.value).abs() < 1e-12);
            prop_assert!((there.standard_error - back.standard_error).abs() < 1e-12);
        }
    }
}
