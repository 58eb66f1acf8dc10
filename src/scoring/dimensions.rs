//! Sets of service dimensions, and the one scorer that serves them all.

use super::items::{BadWeight, check_weights, mean_of_answered, n100, weighted_mean};

/// A named set of dimensions. A survey may ask more items than the set says: copy it with `..`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Set<'a> {
    /// Its key, by which surveys and wordings know it.
    pub key: &'a str,
    /// The keys of its dimensions, in the order of the scores.
    pub dimensions: &'a [&'a str],
    /// How many items each dimension has.
    pub n_items: usize,
    /// The worst and the best answer.
    pub scale: (f64, f64),
}

const fn set(key: &'static str, dimensions: &'static [&'static str]) -> Set<'static> {
    Set { key, dimensions, n_items: 1, scale: (1.0, 5.0) }
}

/// Five elements of service with two items each: the firm and its surroundings first, its staff
/// second.
///
/// - **Source**: textbooks of customer satisfaction planning.
pub const FIVE_ELEMENTS: Set<'static> = Set {
    n_items: 2,
    ..set(
        "five_elements",
        &["tangibility", "empathy", "responsiveness", "professionalism", "trustworthiness"],
    )
};

/// All sets. A survey file names one of them by its key.
///
/// - **Source**: `eight_determinants` are eight of the ten of Parasuraman, Zeithaml & Berry (1985) A
///   Conceptual Model of Service Quality; `five_layers` is of Barnes (2001) Secrets of Customer
///   Relationship Management; `two_part` of Grönroos (1984) A Service Quality Model and its Marketing
///   Implications; `experience` of Brakus, Schmitt & Zarantonello (2009) Brand Experience; `drivers`
///   after Zeithaml & Bitner; the others come from textbooks of customer satisfaction planning.
pub static SETS: [Set<'static>; 12] = [
    FIVE_ELEMENTS,
    set(
        "eight_determinants",
        &[
            "reliability",
            "responsiveness",
            "competence",
            "courtesy",
            "credibility",
            "security",
            "understanding",
            "tangibles",
        ],
    ),
    set("process", &["simple", "fast", "accurate", "standard", "closed_loop"]),
    set("staff", &["image", "understanding", "skill", "initiative", "integrity"]),
    set("attitude", &["initiative", "warmth", "patience", "thoroughness"]),
    set("five_s", &["smile", "speed", "sincerity", "smart", "study"]),
    set("five_layers", &["core", "support", "promises", "interaction", "emotion"]),
    set("two_part", &["functional", "technical"]),
    Set {
        n_items: 3,
        scale: (1.0, 7.0),
        ..set("experience", &["intellectual", "affective", "behavioural", "sensory"])
    },
    set("drivers", &["features", "emotions", "attributions", "fairness"]),
    set("relationship", &["quality", "delivery", "personal", "care"]),
    set(
        "traveller",
        &["safe", "smooth", "fast", "easy", "economical", "comfortable", "quiet", "respected"],
    ),
];

/// The scores of one response, 0.0 to 100.0.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// One a dimension, in the order of the set; `None` where fewer than half of its items are
    /// answered.
    pub dimensions: Vec<Option<f64>>,
    /// The weighted mean of the dimensions that have a score.
    pub total: Option<f64>,
}

/// Why a response cannot be scored.
#[derive(Debug, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum DimensionsError {
    #[error("{found} dimensions were given where the set has {expected}")]
    OtherDimensions { found: usize, expected: usize },
    #[error("{found} items were given in dimension {index} where the set has {expected}")]
    OtherItems { index: usize, found: usize, expected: usize },
    #[error("answer {answer} in dimension {index} is not from {low} to {high}")]
    BadAnswer { index: usize, answer: f64, low: f64, high: f64 },
    #[error("weight {weight} of dimension {index} is not a number from 0 up")]
    BadWeight { index: usize, weight: f64 },
    #[error("scale {low} to {high} does not go up")]
    BadScale { low: f64, high: f64 },
}

impl From<BadWeight> for DimensionsError {
    fn from(BadWeight { index, weight }: BadWeight) -> Self {
        Self::BadWeight { index, weight }
    }
}

/// Scores one response: every dimension the mean of its items, the total their weighted mean.
///
/// - **Shape**: one slice of answers a dimension, in the order of the set, unanswered ones
///   included; one weight a dimension, or `None` for equal weights.
/// - **Units**: answers on the set's scale, scores 0.0 to 100.0.
/// - **Source**: each set names its own; the mean of a dimension as in
///   [`mean_of_answered`].
///
/// # Errors
/// [`DimensionsError`] at the first thing that does not fit the set.
///
/// # Examples
/// ```
/// use aftersay::scoring::dimensions::{FIVE_ELEMENTS, score};
/// let yes = [Some(5.0), Some(5.0)];
/// let half = [Some(3.0), None];
/// let none = [None, None];
/// let score = score(&FIVE_ELEMENTS, &[&yes, &half, &none, &none, &none], None)?;
/// assert_eq!(score.dimensions, [Some(100.0), Some(50.0), None, None, None]);
/// assert_eq!(score.total, Some(75.0));
/// # Ok::<(), aftersay::scoring::dimensions::DimensionsError>(())
/// ```
pub fn score(
    set: &Set<'_>,
    answers: &[&[Option<f64>]],
    weights: Option<&[f64]>,
) -> Result<Score, DimensionsError> {
    let expected = set.dimensions.len();
    let lengths = [answers.len(), weights.map_or(expected, <[f64]>::len)];
    if let Some(&found) = lengths.iter().find(|length| **length != expected) {
        return Err(DimensionsError::OtherDimensions { found, expected });
    }
    let (low, high) = set.scale;
    if !(low.is_finite() && high.is_finite() && low < high) {
        return Err(DimensionsError::BadScale { low, high });
    }
    let mut dimensions = Vec::with_capacity(expected);
    for (index, items) in answers.iter().enumerate() {
        if items.len() != set.n_items {
            let (found, expected) = (items.len(), set.n_items);
            return Err(DimensionsError::OtherItems { index, found, expected });
        }
        let outside = |answer: &f64| !(low..=high).contains(answer);
        if let Some(answer) = items.iter().flatten().copied().find(outside) {
            return Err(DimensionsError::BadAnswer { index, answer, low, high });
        }
        let mean = mean_of_answered(items.iter().copied());
        dimensions.push(mean.map(|mean| n100(mean, low, high)));
    }
    let total = total(&dimensions, weights)?;
    Ok(Score { dimensions, total })
}

/// Totals dimensions: one person's, or the means of many, 0.0 to 100.0.
///
/// # Errors
/// [`DimensionsError`] where a weight is below zero or not finite, or the lengths differ.
pub fn total(
    dimensions: &[Option<f64>],
    weights: Option<&[f64]>,
) -> Result<Option<f64>, DimensionsError> {
    let Some(weights) = weights else {
        return Ok(weighted_mean(dimensions.iter().map(|dimension| (1.0, *dimension))));
    };
    let (found, expected) = (weights.len(), dimensions.len());
    if found != expected {
        return Err(DimensionsError::OtherDimensions { found, expected });
    }
    check_weights(weights.iter().copied())?;
    Ok(weighted_mean(weights.iter().copied().zip(dimensions.iter().copied())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ANSWERS: [[Option<f64>; 2]; 5] = [
        [Some(4.0), Some(5.0)],
        [Some(3.0), Some(3.0)],
        [Some(5.0), Some(4.0)],
        [Some(4.0), Some(4.0)],
        [Some(2.0), None],
    ];

    fn slices<const N: usize>(answers: &[[Option<f64>; N]]) -> Vec<&[Option<f64>]> {
        answers.iter().map(<[_; N]>::as_slice).collect()
    }

    #[test]
    fn the_worked_example_comes_back() {
        let score = score(&FIVE_ELEMENTS, &slices(&ANSWERS), None).unwrap();
        assert_eq!(score.dimensions, [87.5, 50.0, 87.5, 75.0, 25.0].map(Some));
        assert_eq!(score.total, Some(65.0));
    }

    #[test]
    fn weights_count_over_the_dimensions_that_have_a_score() {
        let mut answers = ANSWERS;
        answers[4] = [None, None];
        let weights = [1.0, 0.0, 1.0, 0.0, 7.0];
        let score = score(&FIVE_ELEMENTS, &slices(&answers), Some(&weights)).unwrap();
        assert_eq!(score.total, Some(87.5));
    }

    #[test]
    fn a_set_may_be_asked_with_more_items_on_another_scale() {
        let asked = Set { n_items: 3, scale: (1.0, 7.0), ..SETS[7] };
        let answers = [[Some(7.0), Some(7.0), None], [Some(1.0), None, None]];
        let score = score(&asked, &slices(&answers), None).unwrap();
        assert_eq!((score.dimensions, score.total), (vec![Some(100.0), None], Some(100.0)));
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let five = slices(&ANSWERS);
        let of = |answers, weights| score(&FIVE_ELEMENTS, answers, weights);
        let refused = Err(DimensionsError::OtherDimensions { found: 4, expected: 5 });
        assert_eq!(of(&five[..4], None), refused);
        assert_eq!(of(&five, Some(&[1.0; 4])), refused);
        let refused = Err(DimensionsError::BadWeight { index: 0, weight: -1.0 });
        assert_eq!(of(&five, Some(&[-1.0; 5])), refused);
        let refused = Err(DimensionsError::OtherItems { index: 0, found: 2, expected: 1 });
        assert_eq!(score(&SETS[2], &five, None), refused);
        let mut outside = ANSWERS;
        outside[3][1] = Some(0.0);
        let refused =
            Err(DimensionsError::BadAnswer { index: 3, answer: 0.0, low: 1.0, high: 5.0 });
        assert_eq!(of(&slices(&outside), None), refused);
        let flat = Set { scale: (5.0, 5.0), ..FIVE_ELEMENTS };
        let refused = Err(DimensionsError::BadScale { low: 5.0, high: 5.0 });
        assert_eq!(score(&flat, &five, None), refused);
    }

    #[test]
    fn every_set_has_a_key_of_its_own_and_dimensions_that_differ() {
        for (at, set) in SETS.iter().enumerate() {
            assert!(SETS[..at].iter().all(|earlier| earlier.key != set.key), "{}", set.key);
            for (at, name) in set.dimensions.iter().enumerate() {
                assert!(!set.dimensions[..at].contains(name), "{} {name}", set.key);
            }
        }
    }

    proptest! {
        #[test]
        fn totals_lie_between_their_dimensions(
            answers in prop::collection::vec(
                prop::array::uniform2(prop::option::of((1_u8..=5).prop_map(f64::from))), 5,
            ),
            weights in prop::array::uniform5(0.1..9.0),
        ) {
            let score = score(&FIVE_ELEMENTS, &slices(&answers), Some(&weights)).unwrap();
            let known: Vec<f64> = score.dimensions.iter().flatten().copied().collect();
            prop_assert_eq!(score.total.is_none(), known.is_empty());
            if let Some(total) = score.total {
                let low = known.iter().copied().fold(100.0, f64::min);
                let high = known.iter().copied().fold(0.0, f64::max);
                prop_assert!(low - 1e-9 <= total && total <= high + 1e-9);
                prop_assert!(0.0 <= low && high <= 100.0);
            }
        }
    }
}
