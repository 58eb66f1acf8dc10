//! Importance and performance: which attributes to work on first.

use super::estimate::Estimate;
use super::moments::PairMoments;

/// Rounding dust, so that an attribute that is exactly average counts as high.
const DUST: f64 = 1e-9;

/// Fewer attributes than this are only listed: a crosshair through two points says nothing.
pub const N_ATTRIBUTES_MIN: usize = 3;

/// Where high begins. It decides the outcome, so print it beside every result.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Crosshair {
    /// At the mean of the attributes' means.
    #[default]
    GrandMean,
    /// At the median of the attributes' means.
    Median,
    /// At the middle of the scale, for both: 3.0 from 1 to 5.
    Midpoint(f64),
}

/// What to do about an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quadrant {
    /// Important, and done badly: a weakness.
    Concentrate,
    /// Important, and done well: a strength.
    KeepUp,
    /// Not so important, and done badly.
    LowPriority,
    /// Not so important, and done well.
    PossibleOverkill,
}

/// One attribute and where it lies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Attribute {
    /// The mean importance, 1.0 to 5.0.
    pub importance: Estimate,
    /// The mean performance, 1.0 to 5.0.
    pub performance: Estimate,
    /// What to do; `None` where there are too few attributes to compare.
    pub quadrant: Option<Quadrant>,
}

/// Attributes with the crosshair that sorts them.
#[derive(Debug, Clone, PartialEq)]
pub struct Map {
    /// One an attribute, in the order given; `None` where nobody rated both sides.
    pub attributes: Vec<Option<Attribute>>,
    /// Where high begins, (importance, performance); a mean on the line is high.
    pub crosshair: Option<(f64, f64)>,
}

/// Sorts attributes into quadrants.
///
/// - **Shape**: importance (x) and performance (y) of everybody who rated both, an attribute.
/// - **Units**: ratings 1 to 5 on either side.
/// - **Source**: Martilla & James (1977) Importance-Performance Analysis.
///
/// # Examples
/// ```
/// use aftersay::scoring::importance::{Crosshair, Quadrant, map};
/// let one = |rating: (f64, f64)| [rating].into_iter().collect();
/// let ratings = [one((5.0, 1.0)), one((3.0, 3.0)), one((1.0, 5.0))];
/// let map = map(&ratings, Crosshair::GrandMean);
/// assert_eq!(map.crosshair, Some((3.0, 3.0)));
/// assert_eq!(map.attributes[0].unwrap().quadrant, Some(Quadrant::Concentrate));
/// ```
#[must_use]
pub fn map(ratings: &[PairMoments], crosshair: Crosshair) -> Map {
    let means: Vec<_> =
        ratings.iter().map(|both| both.x().estimate().zip(both.y().estimate())).collect();
    let importance = means.iter().flatten().map(|(importance, _)| importance.value);
    let performance = means.iter().flatten().map(|(_, performance)| performance.value);
    let crosshair =
        crosshair.through(importance.collect()).zip(crosshair.through(performance.collect()));
    let quadrant = |importance: f64, performance: f64| {
        let (x, y) = crosshair?;
        Some(match (x - DUST <= importance, y - DUST <= performance) {
            (true, false) => Quadrant::Concentrate,
            (true, true) => Quadrant::KeepUp,
            (false, false) => Quadrant::LowPriority,
            (false, true) => Quadrant::PossibleOverkill,
        })
    };
    let place = |(importance, performance): (Estimate, Estimate)| Attribute {
        importance,
        performance,
        quadrant: quadrant(importance.value, performance.value),
    };
    Map { attributes: means.into_iter().map(|both| both.map(place)).collect(), crosshair }
}

impl Crosshair {
    /// Where high begins on one side; `None` with too few attributes.
    fn through(self, mut means: Vec<f64>) -> Option<f64> {
        let n = means.len();
        if n < N_ATTRIBUTES_MIN {
            return None;
        }
        match self {
            Self::GrandMean => Some(means.iter().sum::<f64>() / n as f64),
            Self::Median => {
                means.sort_by(f64::total_cmp);
                Some(f64::midpoint(*means.get((n - 1) / 2)?, *means.get(n / 2)?))
            }
            Self::Midpoint(middle) => Some(middle),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::estimate::near::assert_near;
    use proptest::prelude::*;

    /// Ten people whose mean is this pair.
    fn rated(importance: f64, performance: f64) -> PairMoments {
        std::iter::repeat_n((importance, performance), 10).collect()
    }

    fn quadrants(ratings: &[PairMoments], crosshair: Crosshair) -> Vec<Option<Quadrant>> {
        map(ratings, crosshair)
            .attributes
            .into_iter()
            .map(|attribute| attribute.and_then(|attribute| attribute.quadrant))
            .collect()
    }

    #[test]
    fn the_case_of_the_reference_fills_all_quadrants() {
        let ratings = [rated(4.6, 3.1), rated(4.2, 4.4), rated(3.0, 3.2), rated(3.2, 4.1)];
        let (x, y) = map(&ratings, Crosshair::GrandMean).crosshair.unwrap();
        assert_near("importance", x, 3.75, 1e-9);
        assert_near("performance", y, 3.70, 1e-9);
        let expected = [
            Some(Quadrant::Concentrate),
            Some(Quadrant::KeepUp),
            Some(Quadrant::LowPriority),
            Some(Quadrant::PossibleOverkill),
        ];
        assert_eq!(quadrants(&ratings, Crosshair::GrandMean), expected);
    }

    #[test]
    fn the_crosshair_decides() {
        let ratings = [rated(5.0, 4.0), rated(4.0, 4.0), rated(3.0, 4.0)];
        let keep = Some(Quadrant::KeepUp);
        let overkill = Some(Quadrant::PossibleOverkill);
        assert_eq!(quadrants(&ratings, Crosshair::GrandMean), [keep, keep, overkill]);
        assert_eq!(quadrants(&ratings, Crosshair::Median), [keep, keep, overkill]);
        assert_eq!(quadrants(&ratings, Crosshair::Midpoint(3.0)), [keep, keep, keep]);
        let even = [rated(1.0, 1.0), rated(2.0, 2.0), rated(4.0, 4.0), rated(5.0, 5.0)];
        assert_eq!(map(&even, Crosshair::Median).crosshair, Some((3.0, 3.0)));
    }

    #[test]
    fn attributes_that_are_all_alike_are_all_high() {
        let ratings = [rated(4.1, 3.3), rated(4.1, 3.3), rated(4.1, 3.3)];
        assert_eq!(quadrants(&ratings, Crosshair::GrandMean), [Some(Quadrant::KeepUp); 3]);
    }

    #[test]
    fn two_attributes_are_only_listed_and_unrated_ones_do_not_count() {
        let ratings = [rated(4.6, 3.1), rated(4.2, 4.4), PairMoments::default()];
        let map = map(&ratings, Crosshair::GrandMean);
        assert_eq!(map.crosshair, None);
        assert_eq!(map.attributes[0].unwrap().quadrant, None);
        assert_eq!(map.attributes[2], None);
    }

    proptest! {
        #[test]
        fn the_order_of_the_attributes_does_not_matter(
            means in prop::collection::vec((1_u8..=5, 1_u8..=5), 3..9),
        ) {
            let ratings: Vec<_> =
                means.iter().map(|&(x, y)| rated(f64::from(x), f64::from(y))).collect();
            let reversed: Vec<_> = ratings.iter().rev().copied().collect();
            for crosshair in [Crosshair::GrandMean, Crosshair::Median] {
                let mut backwards = quadrants(&reversed, crosshair);
                backwards.reverse();
                prop_assert_eq!(quadrants(&ratings, crosshair), backwards);
            }
        }
    }
}
