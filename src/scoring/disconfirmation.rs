//! Expectation disconfirmation: worse than expected, as expected, or better, on five levels.

use super::estimate::Estimate;
use super::items::{n100, on_scale};
use super::moments::Tally;

/// By how many points of ten "much" better or worse differs, unless a survey says otherwise.
pub const MUCH_POINTS: u8 = 3;

/// How something compares with what was expected, worst first.
///
/// What the middle is called is left to the survey: some texts say average, others satisfied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Level {
    MuchWorse,
    Worse,
    AsExpected,
    Better,
    MuchBetter,
}

/// The same in three outcomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Below expectation: dissatisfied.
    Below,
    /// As expected: satisfied.
    Met,
    /// Above expectation: delighted.
    Exceeded,
}

impl Level {
    /// All the levels, worst first, which is also the order of the tallies below.
    pub const ALL: [Self; 5] =
        [Self::MuchWorse, Self::Worse, Self::AsExpected, Self::Better, Self::MuchBetter];

    /// The level as a number, -2 to 2.
    #[must_use]
    pub const fn score(self) -> i8 {
        match self {
            Self::MuchWorse => -2,
            Self::Worse => -1,
            Self::AsExpected => 0,
            Self::Better => 1,
            Self::MuchBetter => 2,
        }
    }

    /// The level of a score; `None` unless it is from -2 to 2.
    #[must_use]
    pub fn from_score(score: i8) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.score() == score)
    }

    /// The level in three outcomes.
    #[must_use]
    pub const fn outcome(self) -> Outcome {
        match self {
            Self::MuchWorse | Self::Worse => Outcome::Below,
            Self::AsExpected => Outcome::Met,
            Self::Better | Self::MuchBetter => Outcome::Exceeded,
        }
    }
}

/// Derives the level from two ratings; `None` where one is missing or off its scale.
///
/// - **Units**: ratings 1 to 10; `much_points` from 1 up, usually [`MUCH_POINTS`], is the
///   difference from which better is much better, and worse much worse.
/// - **Source**: Oliver (1980) A cognitive model of the antecedents and consequences of
///   satisfaction decisions; the band is a convention of ours.
///
/// # Examples
/// ```
/// use aftersay::scoring::disconfirmation::{Level, MUCH_POINTS, derive};
/// assert_eq!(derive(Some(6), Some(9), MUCH_POINTS), Some(Level::MuchWorse));
/// assert_eq!(derive(Some(9), Some(7), MUCH_POINTS), Some(Level::Better));
/// ```
#[must_use]
pub fn derive(perceived: Option<u8>, expected: Option<u8>, much_points: u8) -> Option<Level> {
    let points = on_scale(perceived, 1..=10)? - on_scale(expected, 1..=10)?;
    let much = f64::from(much_points) <= points.abs();
    Some(match (points < 0.0, 0.0 < points) {
        (true, _) if much => Level::MuchWorse,
        (true, _) => Level::Worse,
        (_, true) if much => Level::MuchBetter,
        (_, true) => Level::Better,
        _ => Level::AsExpected,
    })
}

/// The disconfirmation of many.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Disconfirmation {
    /// The mean score, -2.0 to 2.0.
    pub mean: Estimate,
    /// The same from 0.0 to 100.0; 50.0 is as expected.
    pub index: Estimate,
    /// The share of each level, worst first.
    pub shares: [Estimate; 5],
    /// The share for whom it was at least as expected.
    pub met_or_exceeded: Estimate,
    /// The share for whom it was better.
    pub exceeded: Estimate,
}

/// Sums up the levels of many; `None` where nobody answered.
///
/// - **Shape**: one count a level, worst first: `tally.add(level as usize)`.
///
/// # Examples
/// ```
/// use aftersay::scoring::disconfirmation::aggregate;
/// use aftersay::scoring::moments::Tally;
/// let all = aggregate(&Tally { counts: [0, 1, 2, 1, 0] }).unwrap();
/// assert_eq!((all.mean.value, all.index.value), (0.0, 50.0));
/// assert_eq!((all.met_or_exceeded.value, all.exceeded.value), (0.75, 0.25));
/// ```
#[must_use]
pub fn aggregate(levels: &Tally<5>) -> Option<Disconfirmation> {
    let mean = levels.moments(Level::ALL.map(|level| f64::from(level.score()))).estimate()?;
    Some(Disconfirmation {
        mean,
        index: mean.map(|mean| n100(mean, -2.0, 2.0)),
        shares: levels.shares()?,
        met_or_exceeded: levels.share_from(Level::AsExpected as usize)?,
        exceeded: levels.share_from(Level::Better as usize)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::estimate::near::assert_near;
    use proptest::prelude::*;

    #[test]
    fn the_case_of_the_reference_has_its_figures() {
        let all = aggregate(&Tally { counts: [5, 10, 30, 40, 15] }).unwrap();
        assert_near("mean", all.mean.value, 0.5, 1e-9);
        assert_near("index", all.index.value, 62.5, 1e-9);
        assert_near("met or exceeded", all.met_or_exceeded.value, 0.85, 1e-9);
        assert_near("exceeded", all.exceeded.value, 0.55, 1e-9);
        assert_eq!(all.mean.n, 100);
        assert_eq!(aggregate(&Tally::default()), None);
    }

    #[test]
    fn levels_are_derived_from_two_ratings() {
        for (perceived, expected, score) in [
            (Some(6), Some(9), Some(-2)),
            (Some(7), Some(9), Some(-1)),
            (Some(9), Some(9), Some(0)),
            (Some(9), Some(7), Some(1)),
            (Some(9), Some(6), Some(2)),
            (None, Some(6), None),
            (Some(9), None, None),
            (Some(0), Some(6), None),
        ] {
            let level = derive(perceived, expected, MUCH_POINTS);
            assert_eq!(level.map(Level::score), score, "{perceived:?} after {expected:?}");
        }
    }

    #[test]
    fn scores_and_levels_go_both_ways() {
        for level in Level::ALL {
            assert_eq!(Level::from_score(level.score()), Some(level));
        }
        assert_eq!(Level::from_score(3), None);
    }

    proptest! {
        #[test]
        fn swapping_the_ratings_negates_the_level(a in 1_u8..=10, b in 1_u8..=10, much in 1_u8..10) {
            let score = |a, b| derive(Some(a), Some(b), much).map(Level::score);
            prop_assert_eq!(score(a, b), score(b, a).map(|score| -score));
        }

        #[test]
        fn the_figures_stay_in_range(counts in prop::array::uniform5(0_u64..100)) {
            if let Some(all) = aggregate(&Tally { counts }) {
                prop_assert!((-2.0..=2.0).contains(&all.mean.value));
                prop_assert!((0.0..=100.0).contains(&all.index.value));
                prop_assert!(all.exceeded.value <= all.met_or_exceeded.value);
            }
        }
    }
}
