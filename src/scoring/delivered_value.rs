//! Customer delivered value: what a buyer got, less what it cost in money, time and trouble.

use super::estimate::Estimate;
use super::items::{BadWeight, n100, on_scale, weighted_mean_of_answered};
use super::moments::Moments;

/// One buyer's answers, each 1 to 10.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Answers {
    /// How much they got: of the product, the service, the people and the image.
    pub values: [Option<u8>; 4],
    /// How much it cost them, 10 for very much: in money, time, energy and physical effort.
    pub costs: [Option<u8>; 4],
}

/// How the eight weigh, in the order of [`Answers`]: from 0.0 up, in any unit, values and costs
/// each on their own.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Weights {
    pub values: [f64; 4],
    pub costs: [f64; 4],
}

impl Default for Weights {
    /// All equal.
    fn default() -> Self {
        Self { values: [1.0; 4], costs: [1.0; 4] }
    }
}

/// One buyer's delivered value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DeliveredValue {
    /// What was got, 1.0 to 10.0.
    pub value: f64,
    /// What it cost, 1.0 to 10.0.
    pub cost: f64,
    /// Value less cost, -9.0 to 9.0.
    pub net: f64,
    /// The same from 0.0 to 100.0.
    pub index: f64,
    /// Value over cost, 0.1 to 10.0.
    pub ratio: f64,
}

/// Scores one buyer; `None` if fewer than half of the values or of the costs are answered.
///
/// - **Shape**: see [`Answers`]; anything but 1 to 10 counts as missing.
/// - **Source**: Kotler (1994) Marketing Management, 8th edition, customer delivered value.
///
/// # Errors
/// [`BadWeight`] at the first weight that is negative or not a number; costs count from 0 again.
///
/// # Examples
/// ```
/// use aftersay::scoring::delivered_value::{Answers, Weights, score};
/// let answers = Answers { values: [Some(8), None, Some(8), None], costs: [Some(4); 4] };
/// let score = score(&answers, &Weights::default())?.unwrap();
/// assert_eq!((score.value, score.cost, score.net, score.ratio), (8.0, 4.0, 4.0, 2.0));
/// # Ok::<(), aftersay::scoring::items::BadWeight>(())
/// ```
pub fn score(answers: &Answers, weights: &Weights) -> Result<Option<DeliveredValue>, BadWeight> {
    let mean = |weights: [f64; 4], answers: [Option<u8>; 4]| {
        let answers = answers.map(|answer| on_scale(answer, 1..=10));
        let items: Vec<_> = weights.into_iter().zip(answers).collect();
        weighted_mean_of_answered(&items)
    };
    let value = mean(weights.values, answers.values)?;
    let cost = mean(weights.costs, answers.costs)?;
    Ok(value.zip(cost).map(|(value, cost)| {
        let net = value - cost;
        DeliveredValue { value, cost, net, index: index(net), ratio: value / cost }
    }))
}

/// Moves a net value from -9.0 to 9.0 onto 0.0 to 100.0.
#[must_use]
pub fn index(net: f64) -> f64 {
    n100(net, -9.0, 9.0)
}

/// The mean net value of many, -9.0 to 9.0, by which shops are compared; `None` of nobody.
///
/// Its index is `aggregate(net)?.map(index)`.
///
/// - **Shape**: the moments of the net values of those who have one.
///
/// # Examples
/// ```
/// use aftersay::scoring::delivered_value::{aggregate, index};
/// let net = aggregate(&[4.0, 5.0].into_iter().collect()).unwrap();
/// assert_eq!((net.value, net.map(index).value), (4.5, 75.0));
/// ```
#[must_use]
pub fn aggregate(net: &Moments) -> Option<Estimate> {
    net.estimate()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::estimate::near::assert_near;
    use proptest::prelude::*;

    const REFERENCE: Answers = Answers {
        values: [Some(8), Some(7), Some(9), Some(6)],
        costs: [Some(5), Some(4), Some(3), Some(2)],
    };

    #[test]
    fn the_case_of_the_reference_has_its_figures() {
        let score = score(&REFERENCE, &Weights::default()).unwrap().unwrap();
        assert_near("V", score.value, 7.5, 1e-9);
        assert_near("C", score.cost, 3.5, 1e-9);
        assert_near("CDV", score.net, 4.0, 1e-9);
        assert_near("index", score.index, 72.2222, 5e-5);
        assert_near("ratio", score.ratio, 2.142_857, 5e-7);
    }

    #[test]
    fn weights_move_the_values() {
        let weights = Weights { values: [0.4, 0.3, 0.2, 0.1], ..Weights::default() };
        let score = score(&REFERENCE, &weights).unwrap().unwrap();
        assert_near("V", score.value, 7.7, 1e-9);
        assert_near("CDV", score.net, 4.2, 1e-9);
    }

    #[test]
    fn half_of_the_values_and_half_of_the_costs_are_needed() {
        for (case, values, costs, is_scored) in [
            ("half of each", [Some(5), Some(5), None, None], [None, None, Some(5), Some(5)], true),
            ("one value", [Some(5), None, None, None], [Some(5); 4], false),
            ("no cost", [Some(5); 4], [None; 4], false),
            ("off the scale", [Some(5); 4], [Some(0); 4], false),
        ] {
            let scored = score(&Answers { values, costs }, &Weights::default()).unwrap();
            assert_eq!(scored.is_some(), is_scored, "{case}");
        }
        assert_eq!(aggregate(&Moments::default()), None);
    }

    #[test]
    fn a_bad_weight_is_named() {
        let weights = Weights { costs: [1.0, -1.0, 1.0, 1.0], ..Weights::default() };
        let refused = Err(BadWeight { index: 1, weight: -1.0 });
        assert_eq!(score(&REFERENCE, &weights), refused);
    }

    proptest! {
        #[test]
        fn the_figures_stay_in_range(
            values in prop::array::uniform4(prop::option::of(1_u8..=10)),
            costs in prop::array::uniform4(prop::option::of(1_u8..=10)),
        ) {
            if let Some(score) = score(&Answers { values, costs }, &Weights::default()).unwrap() {
                prop_assert!((-9.0..=9.0).contains(&score.net));
                prop_assert!((0.0..=100.0).contains(&score.index));
                prop_assert!((0.1..=10.0).contains(&score.ratio));
            }
        }
    }
}
