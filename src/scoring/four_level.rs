//! The four-level rating with a comment, for business customers: no neutral point.

use super::estimate::Estimate;
use super::items::{mean_of_answered, n100, on_scale};
use super::moments::{Moments, Tally};

/// One person's index, 0.0 to 100.0; `None` if fewer than half of the items are answered.
///
/// - **Shape**: one rating an item, in any order, `None` where it is not answered.
/// - **Units**: ratings 0 (dissatisfied), 1 (rather dissatisfied), 2 (rather satisfied), 3
///   (satisfied); anything else counts as missing.
/// - **Source**: rating-and-note forms of Chinese textbooks on business services.
///
/// # Examples
/// ```
/// use aftersay::scoring::four_level::score;
/// assert_eq!(score(&[Some(3), Some(0), None]), Some(50.0)); // the mean is 1.5 of 3
/// ```
#[must_use]
pub fn score(ratings: &[Option<u8>]) -> Option<f64> {
    let ratings = ratings.iter().map(|&rating| on_scale(rating, 0..=3));
    mean_of_answered(ratings).map(|mean| n100(mean, 0.0, 3.0))
}

/// The mean index of many; `None` where nobody has one.
///
/// # Examples
/// ```
/// use aftersay::scoring::four_level::aggregate;
/// let scores = [50.0, 100.0].into_iter().collect();
/// assert_eq!(aggregate(&scores).unwrap().value, 75.0);
/// ```
#[must_use]
pub fn aggregate(scores: &Moments) -> Option<Estimate> {
    scores.estimate()
}

/// The share of ratings that are 2 or 3; `None` without ratings.
///
/// - **Shape**: one count a rating, 0 to 3.
///
/// # Examples
/// ```
/// use aftersay::scoring::{moments::Tally, four_level::satisfied};
/// assert_eq!(satisfied(&Tally { counts: [0, 1, 2, 1] }).unwrap().value, 0.75);
/// ```
#[must_use]
pub fn satisfied(ratings: &Tally<4>) -> Option<Estimate> {
    ratings.share_from(2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::estimate::near::{assert_near, assert_some_near};

    #[test]
    fn the_case_of_the_reference_has_its_index_and_share() {
        let ratings = [Some(3), Some(2), Some(2), None, Some(1)];
        assert_some_near("index", score(&ratings), 66.6667, 5e-5);
        let mut tally = Tally::default();
        ratings.iter().flatten().for_each(|&rating| assert!(tally.add(rating.into())));
        assert_near("satisfied", satisfied(&tally).unwrap().value, 0.75, 1e-9);
    }

    #[test]
    fn too_little_answered_is_no_index() {
        for (case, ratings) in [
            ("nothing asked", vec![]),
            ("one of three", vec![Some(3), None, None]),
            ("off the scale", vec![Some(4)]),
        ] {
            assert_eq!(score(&ratings), None, "{case}");
        }
        assert_eq!(score(&[Some(0)]), Some(0.0));
        assert_eq!(aggregate(&Moments::default()), None);
        assert_eq!(satisfied(&Tally::default()), None);
    }
}
