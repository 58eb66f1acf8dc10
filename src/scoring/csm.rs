//! Customer satisfaction on seven levels, from -90 to 90 with a neutral zero.

use super::estimate::Estimate;
use super::items::{BadWeight, mean_of_answered, n100, weighted_mean_of_answered};
use super::moments::Moments;

/// Rounding dust, so that a mean of 15 plus a last bit still counts as half-way.
const DUST: f64 = 1e-9;

/// One of the seven levels of satisfaction, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Level {
    VeryDissatisfied,
    Dissatisfied,
    RatherDissatisfied,
    Acceptable,
    RatherSatisfied,
    Satisfied,
    VerySatisfied,
}

impl Level {
    /// All the levels, worst first.
    pub const ALL: [Self; 7] = [
        Self::VeryDissatisfied,
        Self::Dissatisfied,
        Self::RatherDissatisfied,
        Self::Acceptable,
        Self::RatherSatisfied,
        Self::Satisfied,
        Self::VerySatisfied,
    ];

    /// What the level counts: -90, -60, -30, 0, 30, 60 or 90 points.
    #[must_use]
    pub const fn points(self) -> i8 {
        match self {
            Self::VeryDissatisfied => -90,
            Self::Dissatisfied => -60,
            Self::RatherDissatisfied => -30,
            Self::Acceptable => 0,
            Self::RatherSatisfied => 30,
            Self::Satisfied => 60,
            Self::VerySatisfied => 90,
        }
    }

    /// The level that counts `points`; `None` where no level does.
    ///
    /// # Examples
    /// ```
    /// use aftersay::scoring::csm::Level;
    /// assert_eq!(Level::from_points(-30), Some(Level::RatherDissatisfied));
    /// assert_eq!(Level::from_points(10), None);
    /// ```
    #[must_use]
    pub fn from_points(points: i8) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.points() == points)
    }

    /// The level nearest to a mean; `None` off the scale.
    ///
    /// Exactly half-way, at ±15, ±45 and ±75, it is the lower level: praise is not rounded up.
    ///
    /// # Examples
    /// ```
    /// use aftersay::scoring::csm::Level;
    /// assert_eq!(Level::of_mean(20.0), Some(Level::RatherSatisfied));
    /// assert_eq!(Level::of_mean(15.0), Some(Level::Acceptable));
    /// assert_eq!(Level::of_mean(-15.0), Some(Level::RatherDissatisfied));
    /// ```
    #[must_use]
    pub fn of_mean(mean: f64) -> Option<Self> {
        let on_scale = (-90.0 - DUST..=90.0 + DUST).contains(&mean);
        let upper_limit = |level: &Self| f64::from(level.points()) + 15.0 + DUST;
        Self::ALL.into_iter().find(|level| on_scale && mean <= upper_limit(level))
    }
}

/// One person's satisfaction: the mean of the answered items.
///
/// - **Shape**: one element an item, in any order, `None` where it is not answered; half of them
///   must be.
/// - **Units**: -90.0 to 90.0.
/// - **Source**: the seven-level CSM of Chinese textbooks on customer satisfaction planning; there
///   is no international paper on this scale.
///
/// # Examples
/// ```
/// use aftersay::scoring::csm::{Level, score};
/// let items = [Some(Level::Satisfied), Some(Level::Acceptable), None];
/// assert_eq!(score(&items), Some(30.0)); // (60 + 0) / 2
/// ```
#[must_use]
pub fn score(items: &[Option<Level>]) -> Option<f64> {
    mean_of_answered(items.iter().map(|item| item.map(|level| level.points().into())))
}

/// One person's satisfaction, where items weigh differently.
///
/// - **Shape**: (weight, answer) an item, in any order; half of the items must be answered.
/// - **Units**: weights from 0.0 up, in any unit; -90.0 to 90.0 out.
///
/// # Errors
/// [`BadWeight`] at the first weight that is negative or not a number.
///
/// # Examples
/// ```
/// use aftersay::scoring::csm::{Level, weighted_score};
/// let items = [(2.0, Some(Level::VerySatisfied)), (1.0, Some(Level::Acceptable))];
/// assert_eq!(weighted_score(&items), Ok(Some(60.0))); // (2 * 90 + 0) / 3
/// ```
pub fn weighted_score(items: &[(f64, Option<Level>)]) -> Result<Option<f64>, BadWeight> {
    let items: Vec<_> = items
        .iter()
        .map(|&(weight, item)| (weight, item.map(|level| f64::from(level.points()))))
        .collect();
    weighted_mean_of_answered(&items)
}

/// Moves a score to the form that other indexes have, 0.0 to 100.0.
///
/// # Examples
/// ```
/// assert_eq!(aftersay::scoring::csm::index(0.0), 50.0);
/// ```
#[must_use]
pub fn index(score: f64) -> f64 {
    n100(score, -90.0, 90.0)
}

/// The satisfaction of many.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Satisfaction {
    /// The mean score, -90.0 to 90.0.
    pub mean: Estimate,
    /// The same from 0.0 to 100.0.
    pub index: Estimate,
    /// The level nearest to the mean.
    pub level: Level,
}

/// Sums up the scores of many, or their answers to one item; `None` where nobody answered.
///
/// - **Shape**: the moments of per-response scores, or of the points of one item.
/// - **Units**: points, -90.0 to 90.0.
///
/// # Examples
/// ```
/// use aftersay::scoring::csm::{Level, aggregate};
/// let satisfaction = aggregate(&[10.0, 20.0, 25.0, 40.0].into_iter().collect()).unwrap();
/// assert_eq!(satisfaction.mean.value, 23.75); // 95 / 4
/// assert_eq!(satisfaction.level, Level::RatherSatisfied);
/// ```
#[must_use]
pub fn aggregate(scores: &Moments) -> Option<Satisfaction> {
    let mean = scores.estimate()?;
    Some(Satisfaction { mean, index: mean.map(index), level: Level::of_mean(mean.value)? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::estimate::near::{assert_near, assert_some_near};
    use proptest::prelude::*;

    fn items(points: &[i8]) -> Vec<Option<Level>> {
        points.iter().map(|&points| Level::from_points(points)).collect()
    }

    #[test]
    fn the_four_brands_of_the_reference_have_their_scores_and_levels() {
        let mut scores = Moments::default();
        for (case, points, csm, level) in [
            ("A", [60, 0, -30, 60, 30, -60], 10.0, Level::Acceptable),
            ("B", [90, 30, 30, 60, -90, 0], 20.0, Level::RatherSatisfied),
            ("C", [30, 0, 60, 30, 60, -30], 25.0, Level::RatherSatisfied),
            ("D", [0, 60, 30, 90, -30, 90], 40.0, Level::RatherSatisfied),
        ] {
            assert_eq!(score(&items(&points)), Some(csm), "{case}");
            assert_eq!(Level::of_mean(csm), Some(level), "{case}");
            scores.add(csm);
        }
        assert_near("A from 0 to 100", index(10.0), 55.5556, 5e-5);
        assert_near("all", aggregate(&scores).unwrap().mean.value, 23.75, 1e-9);
    }

    #[test]
    fn an_unanswered_item_leaves_the_mean_and_is_not_zero() {
        let mut brand_a = items(&[60, 0, -30, 60, 30, -60]);
        brand_a[4] = None;
        assert_some_near("brand A without item 5", score(&brand_a), 6.0, 1e-9);
        assert_eq!(score(&[None, None, Some(Level::Satisfied)]), None);
        assert_eq!(aggregate(&Moments::default()), None);
    }

    #[test]
    fn half_way_means_go_to_the_lower_level() {
        for (mean, points) in [
            (-90.0, -90),
            (-75.0, -90),
            (-74.9, -60),
            (-45.0, -60),
            (-15.0, -30),
            (-14.9, 0),
            (15.0, 0),
            (15.1, 30),
            (45.0, 30),
            (75.0, 60),
            (75.1, 90),
            (90.0, 90),
        ] {
            assert_eq!(Level::of_mean(mean).map(Level::points), Some(points), "{mean}");
        }
        assert_eq!(Level::of_mean(91.0), None);
        assert_eq!(Level::of_mean(f64::NAN), None);
    }

    #[test]
    fn equal_weights_change_nothing() {
        let brand_b = items(&[90, 30, 30, 60, -90, 0]);
        let weighted: Vec<_> = brand_b.iter().map(|&item| (0.5, item)).collect();
        assert_eq!(weighted_score(&weighted), Ok(score(&brand_b)));
    }

    proptest! {
        #[test]
        fn scores_stay_on_the_scale_and_ignore_the_order(
            mut answers in prop::collection::vec(prop::option::of(0_usize..7), 1..12),
        ) {
            let items = |answers: &[Option<usize>]| -> Vec<_> {
                answers.iter().map(|answer| answer.map(|answer| Level::ALL[answer])).collect()
            };
            let before = score(&items(&answers));
            answers.reverse();
            prop_assert_eq!(score(&items(&answers)), before);
            if let Some(score) = before {
                prop_assert!((-90.0..=90.0).contains(&score));
                prop_assert!((0.0..=100.0).contains(&index(score)));
                prop_assert!(Level::of_mean(score).is_some());
            }
        }
    }
}
