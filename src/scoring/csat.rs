//! The satisfaction rate: the share of those who are satisfied, on whatever scale they were asked.

use super::estimate::Estimate;
use super::moments::Proportion;

/// The scale of an answer, and with it where satisfied begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// 1 to 5; satisfied are the top two.
    FivePoint,
    /// -90 to 90 in steps of 30, as in [`csm`](super::csm); satisfied from 30 up.
    SevenLevel,
    /// 0 to 3, as in [`four_level`](super::four_level); satisfied from 2 up.
    FourLevel,
}

/// Whether one person is satisfied; `None` where the answer is missing or off the scale.
///
/// - **Source**: top-two-box CSAT, a convention of the industry without a canonical paper.
///
/// # Examples
/// ```
/// use aftersay::scoring::csat::{Scale, satisfied};
/// assert_eq!(satisfied(Scale::FivePoint, Some(4)), Some(true));
/// assert_eq!(satisfied(Scale::SevenLevel, Some(0)), Some(false));
/// assert_eq!(satisfied(Scale::FourLevel, Some(4)), None); // It ends at 3.
/// ```
#[must_use]
pub fn satisfied(scale: Scale, answer: Option<i8>) -> Option<bool> {
    answer.and_then(|answer| match scale {
        Scale::FivePoint => (1..=5).contains(&answer).then_some(4 <= answer),
        Scale::SevenLevel => super::csm::Level::from_points(answer).map(|_| 30 <= answer),
        Scale::FourLevel => (0..=3).contains(&answer).then_some(2 <= answer),
    })
}

/// The satisfaction rate, 0.0 to 1.0, with Wilson's interval; `None` where nobody answered.
///
/// Plot it by period with its interval: 82 % after 80 % is rarely a change.
///
/// # Examples
/// ```
/// use aftersay::scoring::{csat::aggregate, moments::Proportion};
/// assert_eq!(aggregate(&Proportion { hits: 41, n: 50 }).unwrap().value, 0.82);
/// ```
#[must_use]
pub fn aggregate(satisfied: &Proportion) -> Option<Estimate> {
    satisfied.estimate()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::estimate::near::assert_near;

    #[test]
    fn every_scale_has_its_own_threshold() {
        for (scale, answer, is_satisfied) in [
            (Scale::FivePoint, Some(3), Some(false)),
            (Scale::FivePoint, Some(4), Some(true)),
            (Scale::FivePoint, Some(0), None),
            (Scale::FivePoint, Some(6), None),
            (Scale::SevenLevel, Some(0), Some(false)),
            (Scale::SevenLevel, Some(30), Some(true)),
            (Scale::SevenLevel, Some(31), None),
            (Scale::FourLevel, Some(1), Some(false)),
            (Scale::FourLevel, Some(2), Some(true)),
            (Scale::FourLevel, Some(-1), None),
            (Scale::FourLevel, None, None),
        ] {
            assert_eq!(satisfied(scale, answer), is_satisfied, "{answer:?} on {scale:?}");
        }
    }

    #[test]
    fn the_case_of_the_reference_has_its_rate_and_interval() {
        let rate = aggregate(&Proportion { hits: 41, n: 50 }).unwrap().map(|rate| 100.0 * rate);
        let (low, high) = rate.interval.unwrap();
        assert_near("rate", rate.value, 82.0, 1e-9);
        assert_near("low", low, 69.2039, 5e-5);
        assert_near("high", high, 90.2298, 5e-5);
        assert_eq!(aggregate(&Proportion::default()), None);
    }
}
