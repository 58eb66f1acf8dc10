//! What every score of several items shares: missing answers, weights and the way to 0–100.

use std::ops::RangeInclusive;

/// Why some weights cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("weight {weight} at index {index} is not a number from 0 up")]
pub struct BadWeight {
    /// The position of the weight, from 0.
    pub index: usize,
    /// The weight itself.
    pub weight: f64,
}

/// Moves `x` from the scale `lo` to `hi` onto 0.0 to 100.0.
///
/// - **Units**: `lo` is the worst end, `hi` the best, and they differ; `x` is not clipped.
/// - **Source**: the linear transformation of Fornell et al. (1996) The American Customer
///   Satisfaction Index.
///
/// # Examples
/// ```
/// use aftersay::scoring::items::n100;
/// assert_eq!(n100(4.0, 1.0, 5.0), 75.0); // three of four steps
/// ```
#[must_use]
pub fn n100(x: f64, lo: f64, hi: f64) -> f64 {
    100.0 * (x - lo) / (hi - lo)
}

/// An answer as a number, or `None` where it is missing or off its scale.
///
/// # Examples
/// ```
/// use aftersay::scoring::items::on_scale;
/// let answers = [Some(10), Some(0), None].map(|answer| on_scale(answer, 1..=10));
/// assert_eq!(answers, [Some(10.0), None, None]);
/// ```
#[must_use]
pub fn on_scale(answer: Option<u8>, scale: RangeInclusive<u8>) -> Option<f64> {
    answer.filter(|answer| scale.contains(answer)).map(f64::from)
}

/// The mean of the answered items; `None` if fewer than half of the items are answered.
///
/// - **Shape**: one element an item, in any order, `None` where it is not answered.
/// - **Source**: the half rule of Fayers et al. (2001) The EORTC QLQ-C30 Scoring Manual; that it
///   holds for every score of several items here is a convention of ours.
///
/// # Examples
/// ```
/// use aftersay::scoring::items::mean_of_answered;
/// assert_eq!(mean_of_answered([Some(6.0), Some(9.0), None]), Some(7.5));
/// assert_eq!(mean_of_answered([Some(6.0), None, None]), None);
/// ```
pub fn mean_of_answered(items: impl IntoIterator<Item = Option<f64>>) -> Option<f64> {
    mean_of(&mut items.into_iter())
}

// One piece of code for all iterators: the widget carries what is compiled.
fn mean_of(items: &mut dyn Iterator<Item = Option<f64>>) -> Option<f64> {
    let (mut n_items, mut n_answered, mut sum) = (0_u32, 0_u32, 0.0);
    for item in items {
        n_items += 1;
        if let Some(answer) = item {
            n_answered += 1;
            sum += answer;
        }
    }
    (n_answered != 0 && n_items <= 2 * n_answered).then(|| sum / f64::from(n_answered))
}

/// The weighted mean of the answered items; `None` if fewer than half of the items are answered,
/// or if those that are weigh nothing.
///
/// - **Shape**: (weight, answer) an item, in any order. It is the items that are counted for the
///   half, not their weights.
/// - **Units**: weights from 0.0 up, in any unit: they are renormalised over the answered.
/// - **Source**: as for [`mean_of_answered`].
///
/// # Errors
/// [`BadWeight`] at the first weight that is negative or not a number.
///
/// # Examples
/// ```
/// use aftersay::scoring::items::weighted_mean_of_answered;
/// let items = [(2.0, Some(9.0)), (1.0, Some(6.0)), (1.0, None)];
/// assert_eq!(weighted_mean_of_answered(&items), Ok(Some(8.0))); // (2 * 9 + 1 * 6) / 3
/// ```
pub fn weighted_mean_of_answered(items: &[(f64, Option<f64>)]) -> Result<Option<f64>, BadWeight> {
    check_weights(items.iter().map(|(weight, _)| *weight))?;
    let enough = mean_of_answered(items.iter().map(|(_, answer)| *answer)).is_some();
    Ok(if enough { weighted_mean(items.iter().copied()) } else { None })
}

/// The weighted mean of whatever is there; `None` where that weighs nothing.
///
/// - **Shape**: (weight, value) a part, in any order, `None` where it has no value.
/// - **Units**: weights from 0.0 up, in any unit, as [`check_weights`] makes sure: they are
///   renormalised over the parts with a value.
///
/// # Examples
/// ```
/// use aftersay::scoring::items::weighted_mean;
/// assert_eq!(weighted_mean([(3.0, Some(8.0)), (1.0, Some(4.0)), (9.0, None)]), Some(7.0));
/// ```
pub fn weighted_mean(parts: impl IntoIterator<Item = (f64, Option<f64>)>) -> Option<f64> {
    weighted_mean_of(&mut parts.into_iter())
}

fn weighted_mean_of(parts: &mut dyn Iterator<Item = (f64, Option<f64>)>) -> Option<f64> {
    let (mut total, mut sum) = (0.0, 0.0);
    for (weight, value) in parts {
        if let Some(value) = value {
            total += weight;
            sum += weight * value;
        }
    }
    (0.0 < total).then(|| sum / total)
}

/// Makes sure that every weight is a number from 0.0 up.
///
/// # Errors
/// [`BadWeight`] at the first that is not.
///
/// # Examples
/// ```
/// use aftersay::scoring::items::{BadWeight, check_weights};
/// assert_eq!(check_weights([2.0, 0.0]), Ok(()));
/// assert_eq!(check_weights([2.0, -1.0]), Err(BadWeight { index: 1, weight: -1.0 }));
/// ```
pub fn check_weights(weights: impl IntoIterator<Item = f64>) -> Result<(), BadWeight> {
    check_all(&mut weights.into_iter())
}

fn check_all(weights: &mut dyn Iterator<Item = f64>) -> Result<(), BadWeight> {
    match weights.enumerate().find(|(_, weight)| !is_weight(*weight)) {
        Some((index, weight)) => Err(BadWeight { index, weight }),
        None => Ok(()),
    }
}

/// Whether this is a number from 0.0 up.
pub(super) fn is_weight(weight: f64) -> bool {
    weight.is_finite() && 0.0 <= weight
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn half_of_the_items_is_enough_and_missing_is_not_zero() {
        for (case, items, mean) in [
            ("no items", vec![], None),
            ("none answered", vec![None], None),
            ("exactly half", vec![Some(8.0), None], Some(8.0)),
            ("a third", vec![Some(8.0), None, None], None),
            ("a zero counts", vec![Some(8.0), Some(0.0)], Some(4.0)),
        ] {
            assert_eq!(mean_of_answered(items.clone()), mean, "{case}");
            let equal: Vec<_> = items.iter().map(|&item| (1.0, item)).collect();
            assert_eq!(weighted_mean_of_answered(&equal), Ok(mean), "{case}, weighted equally");
        }
    }

    #[test]
    fn answered_items_without_weight_have_no_mean() {
        let items = [(0.0, Some(5.0)), (1.0, None)];
        assert_eq!(weighted_mean_of_answered(&items), Ok(None));
    }

    #[test]
    fn a_bad_weight_is_named_even_where_the_item_is_missing() {
        let refused = Err(BadWeight { index: 1, weight: -1.0 });
        assert_eq!(weighted_mean_of_answered(&[(1.0, None), (-1.0, None)]), refused);
        assert!(weighted_mean_of_answered(&[(f64::NAN, None)]).is_err());
    }

    proptest! {
        #[test]
        fn the_order_of_the_items_does_not_matter(
            mut items in prop::collection::vec((0_u8..9, prop::option::of(1_u8..=10)), 1..12),
        ) {
            let mean = |items: &[(u8, Option<u8>)]| {
                let items: Vec<_> = items
                    .iter()
                    .map(|&(weight, answer)| (f64::from(weight), answer.map(f64::from)))
                    .collect();
                weighted_mean_of_answered(&items)
            };
            let before = mean(&items);
            items.reverse();
            prop_assert_eq!(mean(&items), before); // Whole numbers, so the sums are exact.
            prop_assert!(before.unwrap().is_none_or(|mean| (1.0..=10.0).contains(&mean)));
        }
    }
}
