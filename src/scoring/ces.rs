//! The customer effort score, version 2: how easy it was to get an issue handled.

use super::estimate::Estimate;
use super::items::{n100, on_scale};
use super::moments::Tally;

/// One person's index, 0.0 (hard) to 100.0 (easy); `None` where not asked, or off the scale.
///
/// - **Units**: agreement that handling the issue was made easy, 1 (not at all) to 7 (strongly).
///   Only those who had an issue, a return or a contact are asked; for the others it is missing.
/// - **Source**: Dixon et al. (2013) The Effortless Experience. This is not the first version, of Dixon
///   et al. (2010) Stop Trying to Delight Your Customers, from 1 to 5 with low as good.
///
/// # Examples
/// ```
/// use aftersay::scoring::ces::score;
/// assert_eq!(score(Some(4)), Some(50.0));
/// assert_eq!(score(Some(0)), None);
/// ```
#[must_use]
pub fn score(answer: Option<u8>) -> Option<f64> {
    on_scale(answer, 1..=7).map(|answer| n100(answer, 1.0, 7.0))
}

/// The effort of many.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effort {
    /// The mean answer, 1.0 to 7.0.
    pub mean: Estimate,
    /// The share that agrees at least somewhat: 5 and up.
    pub agreement: Estimate,
    /// The mean from 0.0 to 100.0.
    pub index: Estimate,
}

/// Sums up the answers of many; `None` where nobody was asked.
///
/// - **Shape**: one count an answer, from 1 to 7: `tally.add(answer - 1)`.
///
/// # Examples
/// ```
/// use aftersay::scoring::{ces::aggregate, moments::Tally};
/// let effort = aggregate(&Tally { counts: [1, 0, 0, 0, 0, 0, 3] }).unwrap();
/// assert_eq!(effort.mean.value, 5.5); // (1 + 3 * 7) / 4
/// assert_eq!((effort.agreement.value, effort.index.value), (0.75, 75.0));
/// ```
#[must_use]
pub fn aggregate(answers: &Tally<7>) -> Option<Effort> {
    let mean = answers.moments([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]).estimate()?;
    let index = mean.map(|mean| n100(mean, 1.0, 7.0));
    Some(Effort { mean, agreement: answers.share_from(4)?, index })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::estimate::near::assert_near;

    #[test]
    fn the_case_of_the_reference_has_its_figures() {
        let mut tally = Tally::default();
        for answer in [7, 6, 5, 3, 7, 6] {
            assert!(tally.add(answer - 1));
        }
        let effort = aggregate(&tally).unwrap();
        assert_near("mean", effort.mean.value, 5.666_667, 5e-7);
        assert_near("agreement", 100.0 * effort.agreement.value, 83.3333, 5e-5);
        assert_near("index", effort.index.value, 77.7778, 5e-5);
    }

    #[test]
    fn those_without_an_issue_have_no_score() {
        assert_eq!(score(None), None);
        assert_eq!(score(Some(8)), None);
        assert_eq!([score(Some(1)), score(Some(7))], [Some(0.0), Some(100.0)]);
        assert_eq!(aggregate(&Tally::default()), None);
    }
}
