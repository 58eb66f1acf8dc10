//! The net promoter score: promoters less detractors among those asked to recommend.

use super::compare::Difference;
use super::estimate::{Estimate, Z_95};

/// What an answer makes of the person who gave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// 0 to 6.
    Detractor,
    /// 7 and 8.
    Passive,
    /// 9 and 10.
    Promoter,
}

impl Class {
    /// The class as a number: -1, 0 or 1, whose mean times 100 is the score.
    #[must_use]
    pub const fn score(self) -> i8 {
        match self {
            Self::Detractor => -1,
            Self::Passive => 0,
            Self::Promoter => 1,
        }
    }
}

/// Classes one answer; `None` above 10, which is not on the scale.
///
/// - **Units**: "How likely are you to recommend us?", 0 (not at all) to 10 (extremely).
/// - **Source**: Reichheld (2003) The One Number You Need to Grow.
///
/// # Examples
/// ```
/// use aftersay::scoring::nps::{Class, class};
/// assert_eq!(class(6), Some(Class::Detractor));
/// assert_eq!(class(9).map(Class::score), Some(1));
/// assert_eq!(class(11), None);
/// ```
#[must_use]
pub const fn class(answer: u8) -> Option<Class> {
    match answer {
        0..=6 => Some(Class::Detractor),
        7 | 8 => Some(Class::Passive),
        9 | 10 => Some(Class::Promoter),
        _ => None,
    }
}

/// How many people are of each class.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Counts {
    pub detractors: u64,
    pub passives: u64,
    pub promoters: u64,
}

impl Counts {
    /// Counts one more person in.
    pub fn add(&mut self, class: Class) {
        match class {
            Class::Detractor => self.detractors += 1,
            Class::Passive => self.passives += 1,
            Class::Promoter => self.promoters += 1,
        }
    }

    /// Counts in all that `other` has counted.
    pub fn merge(&mut self, other: &Self) {
        self.detractors += other.detractors;
        self.passives += other.passives;
        self.promoters += other.promoters;
    }

    /// How many people answered.
    #[must_use]
    pub const fn n(&self) -> u64 {
        self.detractors + self.passives + self.promoters
    }
}

/// Estimates the score; `None` where nobody answered.
///
/// The interval is the adjusted Wald interval, three quarters of a detractor and of a promoter
/// added, clipped to the scale. It stays honest where everybody is a promoter and the plain one
/// has no width at all. The point is the plain score, and the interval is widened to hold it:
/// a single answer at an end of the scale would lie just outside.
///
/// - **Units**: -100.0 (all detractors) to 100.0 (all promoters).
/// - **Source**: Rocks (2016) Interval Estimation for the "Net Promoter Score".
///
/// # Examples
/// ```
/// use aftersay::scoring::nps::{Counts, estimate};
/// let nps = estimate(&Counts { detractors: 12, passives: 28, promoters: 60 }).unwrap();
/// assert_eq!((nps.value, nps.n), (48.0, 100)); // 60 % - 12 %
/// let (low, high) = nps.interval.unwrap();
/// assert!((low - 33.0).abs() < 0.1 && (high - 60.2).abs() < 0.1);
/// ```
#[must_use]
pub fn estimate(counts: &Counts) -> Option<Estimate> {
    let value = value(counts)?;
    let n = counts.n() as f64 + 3.0;
    let detractors = (counts.detractors as f64 + 0.75) / n;
    let promoters = (counts.promoters as f64 + 0.75) / n;
    let centre = promoters - detractors;
    let half = Z_95 * variance_of_mean(detractors, promoters, n).sqrt();
    let low = (100.0 * (centre - half)).max(-100.0).min(value);
    let high = (100.0 * (centre + half)).min(100.0).max(value);
    Some(Estimate { value, interval: Some((low, high)), n: counts.n() })
}

/// The standard error of the plain score, 0.0 to 100.0; `None` where nobody answered.
///
/// It is 0 where everybody is of one class, so that [`estimate`] takes the adjusted one instead.
///
/// # Examples
/// ```
/// use aftersay::scoring::nps::{Counts, standard_error};
/// let split = Counts { detractors: 50, passives: 0, promoters: 50 };
/// assert_eq!(standard_error(&split), Some(10.0)); // 100 * sqrt(1 / 100)
/// ```
#[must_use]
pub fn standard_error(counts: &Counts) -> Option<f64> {
    variance(counts).map(f64::sqrt)
}

/// Compares the scores of two groups, first less second; `None` where one of them is empty.
///
/// - **Units**: points of the score, so that the difference is from -200.0 to 200.0.
/// - **Source**: Rocks (2016), with the plain variance of each group.
///
/// # Examples
/// ```
/// use aftersay::scoring::nps::{Counts, difference};
/// let now = Counts { detractors: 12, passives: 28, promoters: 60 }; // 48
/// let then = Counts { detractors: 20, passives: 30, promoters: 30 }; // 12.5
/// assert_eq!(difference(&now, &then).unwrap().value, 35.5);
/// ```
#[must_use]
pub fn difference(first: &Counts, second: &Counts) -> Option<Difference> {
    let value = value(first)? - value(second)?;
    let variances = (variance(first)?, variance(second)?);
    let mut difference = Difference::new(value, variances, (first.n(), second.n()));
    let (low, high) = difference.interval;
    difference.interval = (low.max(-200.0), high.min(200.0));
    Some(difference)
}

/// The plain score.
fn value(counts: &Counts) -> Option<f64> {
    let net = counts.promoters as f64 - counts.detractors as f64;
    (counts.n() != 0).then(|| 100.0 * net / counts.n() as f64)
}

/// The variance of the plain score, in squared points.
fn variance(counts: &Counts) -> Option<f64> {
    let n = counts.n() as f64;
    let (detractors, promoters) = (counts.detractors as f64 / n, counts.promoters as f64 / n);
    (counts.n() != 0).then(|| 1e4 * variance_of_mean(detractors, promoters, n))
}

/// The variance of the mean of `n` numbers that are -1 or 1 in these shares, and 0 otherwise.
fn variance_of_mean(detractors: f64, promoters: f64, n: f64) -> f64 {
    let net = promoters - detractors;
    (promoters + detractors - net * net).max(0.0) / n
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::compare::Change;
    use crate::scoring::estimate::near::{assert_near, assert_some_near};
    use proptest::prelude::*;

    const REFERENCE: Counts = Counts { detractors: 12, passives: 28, promoters: 60 };

    #[test]
    fn every_answer_of_the_scale_has_its_class() {
        let scores: Vec<_> = (0..=11).map(|answer| class(answer).map(Class::score)).collect();
        let [no, so, yes] = [Some(-1), Some(0), Some(1)];
        assert_eq!(scores, [no, no, no, no, no, no, no, so, so, yes, yes, None]);
    }

    #[test]
    fn the_case_of_the_reference_has_its_intervals() {
        let nps = estimate(&REFERENCE).unwrap();
        assert_near("value", nps.value, 48.0, 1e-9);
        let standard_error = standard_error(&REFERENCE).unwrap();
        assert_near("standard error", standard_error, 6.997_142, 5e-7);
        assert_near("Wald low", nps.value - Z_95 * standard_error, 34.285_853, 5e-7);
        assert_near("Wald high", nps.value + Z_95 * standard_error, 61.714_147, 5e-7);
        let (low, high) = nps.interval.unwrap();
        assert_near("adjusted centre", f64::midpoint(low, high), 46.601_942, 5e-7);
        assert_near("adjusted error", (high - low) / 2.0 / Z_95, 6.942_329, 5e-7);
        assert_near("adjusted low", low, 32.995_226, 5e-7);
        assert_near("adjusted high", high, 60.208_657, 5e-7);
    }

    #[test]
    fn the_comparison_of_the_reference_is_a_clear_change() {
        let then = Counts { detractors: 20, passives: 30, promoters: 30 };
        let difference = difference(&REFERENCE, &then).unwrap();
        assert_near("value", difference.value, 35.5, 1e-9);
        assert_near("standard error", difference.standard_error, 11.186_236, 5e-7);
        assert_near("low", difference.interval.0, 13.575_380, 5e-7);
        assert_near("high", difference.interval.1, 57.424_620, 5e-7);
        assert_some_near("z", difference.z, 3.173_543, 5e-7);
        assert_some_near("p", difference.p, 0.001_506, 5e-7);
        assert_eq!(difference.change(), Change::Higher);
    }

    #[test]
    fn one_sided_groups_keep_an_interval_with_a_width() {
        for (case, promoters) in [("one", 1), ("two", 2), ("a hundred", 100)] {
            let nps = estimate(&Counts { promoters, ..Counts::default() }).unwrap();
            let (low, high) = nps.interval.unwrap();
            assert_near(case, nps.value, 100.0, 1e-9);
            assert_near(case, high, 100.0, 1e-9);
            assert!(low < 99.0, "{case}: {low}");
        }
    }

    #[test]
    fn nobody_asked_is_no_score() {
        assert_eq!(estimate(&Counts::default()), None);
        assert_eq!(standard_error(&Counts::default()), None);
        assert_eq!(difference(&REFERENCE, &Counts::default()), None);
    }

    prop_compose! {
        fn counts()(detractors in 0_u64..300, passives in 0_u64..300, promoters in 0_u64..300) -> Counts {
            Counts { detractors, passives, promoters }
        }
    }

    proptest! {
        #[test]
        fn the_score_lies_in_its_interval_and_both_on_the_scale(counts in counts()) {
            if let Some(nps) = estimate(&counts) {
                let (low, high) = nps.interval.unwrap();
                prop_assert!(-100.0 <= low && low <= nps.value);
                prop_assert!(nps.value <= high && high <= 100.0);
            }
        }

        #[test]
        fn swapping_promoters_and_detractors_negates_everything(counts in counts()) {
            let swapped = Counts {
                detractors: counts.promoters, promoters: counts.detractors, passives: counts.passives,
            };
            prop_assert_eq!(estimate(&counts).is_some(), estimate(&swapped).is_some());
            if let (Some(nps), Some(mirror)) = (estimate(&counts), estimate(&swapped)) {
                let ((low, high), (mirror_low, mirror_high)) =
                    (nps.interval.unwrap(), mirror.interval.unwrap());
                prop_assert!((nps.value + mirror.value).abs() < 1e-9);
                prop_assert!((low + mirror_high).abs() < 1e-9 && (high + mirror_low).abs() < 1e-9);
            }
        }

        #[test]
        fn counting_in_parts_is_counting_the_whole(
            answers in prop::collection::vec(0_u8..=10, 0..50), cut in 0_usize..50,
        ) {
            let count = |answers: &[u8]| {
                let mut counts = Counts::default();
                answers.iter().filter_map(|&answer| class(answer)).for_each(|class| counts.add(class));
                counts
            };
            let (head, tail) = answers.split_at(cut.min(answers.len()));
            let mut merged = count(tail);
            merged.merge(&count(head));
            prop_assert_eq!(merged, count(&answers));
            prop_assert_eq!(merged.n(), answers.len() as u64);
        }
    }
}
