//! The zone of tolerance: perceived service between what is adequate and what is desired.

use super::estimate::Estimate;
use super::moments::{Moments, Tally};

/// The scale of all three answers.
pub const SCALE: (f64, f64) = (1.0, 9.0);

/// One item asked three times, each answer from 1.0 to 9.0.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Answers {
    /// The least that is acceptable.
    pub adequate: Option<f64>,
    /// What was received.
    pub perceived: Option<f64>,
    /// What is hoped for.
    pub desired: Option<f64>,
}

/// What one set of answers says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reading {
    /// At least one of the three is missing.
    Missing,
    /// Less is desired than is acceptable: the question was misread, and is counted apart.
    Inverted,
    /// A zone and a place in it.
    Valid(Zone),
}

/// Perceived service against the zone, all in points of the 9-point scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Zone {
    /// Measure of service adequacy, perceived minus adequate: -8.0 to 8.0.
    pub adequacy: f64,
    /// Measure of service superiority, perceived minus desired: -8.0 to 8.0.
    pub superiority: f64,
    /// How wide the zone is, desired minus adequate: 0.0 to 8.0.
    pub width: f64,
    /// Below, within or above; both borders count as within.
    pub state: State,
    /// 0.0 at adequate, 1.0 at desired, beyond them outside; `None` for a zone without width.
    pub position: Option<f64>,
}

/// Where perceived service stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum State {
    Below,
    Within,
    Above,
}

/// Why answers cannot be read.
#[derive(Debug, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum ToleranceError {
    #[error("answer {answer} is not from 1 to 9")]
    BadAnswer { answer: f64 },
}

/// Reads one item of one response.
///
/// - **Units**: points of the 9-point scale.
/// - **Source**: Zeithaml, Berry & Parasuraman (1993) The Nature and Determinants of Customer
///   Expectations of Service; Parasuraman, Zeithaml & Berry (1994) Alternative Scales for Measuring
///   Service Quality.
///
/// # Errors
/// [`ToleranceError::BadAnswer`] at the first answer outside the scale, whatever the others.
///
/// # Examples
/// ```
/// use aftersay::scoring::tolerance::{Answers, Reading, State, read};
/// let answers = Answers { adequate: Some(6.0), perceived: Some(7.0), desired: Some(8.0) };
/// let Reading::Valid(zone) = read(answers)? else { unreachable!() };
/// assert_eq!((zone.adequacy, zone.superiority, zone.width), (1.0, -1.0, 2.0));
/// assert_eq!((zone.state, zone.position), (State::Within, Some(0.5)));
/// # Ok::<(), aftersay::scoring::tolerance::ToleranceError>(())
/// ```
pub fn read(answers: Answers) -> Result<Reading, ToleranceError> {
    let Answers { adequate, perceived, desired } = answers;
    let outside = |answer: &f64| !(SCALE.0..=SCALE.1).contains(answer);
    if let Some(answer) = [adequate, perceived, desired].into_iter().flatten().find(outside) {
        return Err(ToleranceError::BadAnswer { answer });
    }
    let (Some(adequate), Some(perceived), Some(desired)) = (adequate, perceived, desired) else {
        return Ok(Reading::Missing);
    };
    if desired < adequate {
        return Ok(Reading::Inverted);
    }
    let (adequacy, width) = (perceived - adequate, desired - adequate);
    let state = if perceived < adequate {
        State::Below
    } else if perceived <= desired {
        State::Within
    } else {
        State::Above
    };
    Ok(Reading::Valid(Zone {
        adequacy,
        superiority: perceived - desired,
        width,
        state,
        position: (0.0 < width).then(|| adequacy / width),
    }))
}

/// Mergeable counts and sums of one item or one dimension.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Counts {
    n_inverted: u64,
    /// In the order of [`State`].
    states: Tally<3>,
    adequate: Moments,
    perceived: Moments,
    desired: Moments,
    adequacy: Moments,
    superiority: Moments,
    width: Moments,
}

/// What a report shows of one item or one dimension; `None` where there is no valid answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summary {
    /// How many responses wanted less than they would accept; they are in nothing else here.
    pub n_inverted: u64,
    /// Mean of what is acceptable, 1.0 to 9.0: the first of three numbers that make the picture.
    pub adequate: Option<Estimate>,
    /// Mean of what was received, 1.0 to 9.0.
    pub perceived: Option<Estimate>,
    /// Mean of what is hoped for, 1.0 to 9.0.
    pub desired: Option<Estimate>,
    /// Mean adequacy, -8.0 to 8.0.
    pub adequacy: Option<Estimate>,
    /// Mean superiority, -8.0 to 8.0.
    pub superiority: Option<Estimate>,
    /// Mean width, 0.0 to 8.0.
    pub width: Option<Estimate>,
    /// The share of responses below the zone.
    pub below: Option<Estimate>,
    /// The share within it, borders included.
    pub within: Option<Estimate>,
    /// The share above it.
    pub above: Option<Estimate>,
}

impl Counts {
    /// Adds one item of one response.
    ///
    /// # Errors
    /// As [`read`]; nothing is added.
    pub fn add(&mut self, answers: Answers) -> Result<(), ToleranceError> {
        match read(answers)? {
            Reading::Missing => {}
            Reading::Inverted => self.n_inverted += 1,
            Reading::Valid(zone) => {
                self.states.add(zone.state as usize);
                let answered = [
                    (&mut self.adequate, answers.adequate),
                    (&mut self.perceived, answers.perceived),
                    (&mut self.desired, answers.desired),
                ];
                for (moments, answer) in answered {
                    if let Some(answer) = answer {
                        moments.add(answer);
                    }
                }
                self.adequacy.add(zone.adequacy);
                self.superiority.add(zone.superiority);
                self.width.add(zone.width);
            }
        }
        Ok(())
    }

    /// Adds what others counted.
    pub fn merge(&mut self, other: &Self) {
        self.n_inverted += other.n_inverted;
        self.states.merge(&other.states);
        self.adequate.merge(&other.adequate);
        self.perceived.merge(&other.perceived);
        self.desired.merge(&other.desired);
        self.adequacy.merge(&other.adequacy);
        self.superiority.merge(&other.superiority);
        self.width.merge(&other.width);
    }
}

/// Sums up what was counted of one item or one dimension.
///
/// - **Units**: points of the 9-point scale, and shares from 0.0 to 1.0.
/// - **Source**: as for [`read`].
///
/// # Examples
/// ```
/// use aftersay::scoring::tolerance::{Answers, Counts, aggregate};
/// let mut counts = Counts::default();
/// counts.add(Answers { adequate: Some(6.0), perceived: Some(5.0), desired: Some(8.0) })?;
/// counts.add(Answers { adequate: Some(4.0), perceived: Some(6.0), desired: Some(8.0) })?;
/// let summary = aggregate(&counts);
/// assert_eq!(summary.adequacy.unwrap().value, 0.5); // -1 and 2
/// assert_eq!(summary.below.unwrap().value, 0.5);
/// # Ok::<(), aftersay::scoring::tolerance::ToleranceError>(())
/// ```
#[must_use]
pub fn aggregate(counts: &Counts) -> Summary {
    let [below, within, above] =
        counts.states.shares().map_or([None; 3], |shares| shares.map(Some));
    Summary {
        n_inverted: counts.n_inverted,
        adequate: counts.adequate.estimate(),
        perceived: counts.perceived.estimate(),
        desired: counts.desired.estimate(),
        adequacy: counts.adequacy.estimate(),
        superiority: counts.superiority.estimate(),
        width: counts.width.estimate(),
        below,
        within,
        above,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn answers(adequate: f64, perceived: f64, desired: f64) -> Answers {
        Answers { adequate: Some(adequate), perceived: Some(perceived), desired: Some(desired) }
    }

    #[test]
    fn the_worked_examples_come_back() {
        for (answered, adequacy, superiority, width, state, position) in [
            (answers(6.0, 7.0, 8.0), 1.0, -1.0, 2.0, State::Within, Some(0.5)),
            (answers(6.0, 5.0, 8.0), -1.0, -3.0, 2.0, State::Below, Some(-0.5)),
            (answers(6.0, 9.0, 8.0), 3.0, 1.0, 2.0, State::Above, Some(1.5)),
            (answers(7.0, 7.0, 7.0), 0.0, 0.0, 0.0, State::Within, None),
        ] {
            let zone = Zone { adequacy, superiority, width, state, position };
            assert_eq!(read(answered), Ok(Reading::Valid(zone)), "{answered:?}");
        }
    }

    #[test]
    fn a_zone_upside_down_is_counted_and_a_missing_answer_is_not() {
        let mut counts = Counts::default();
        counts.add(answers(8.0, 7.0, 6.0)).unwrap();
        counts.add(Answers { perceived: None, ..answers(6.0, 7.0, 8.0) }).unwrap();
        let summary = aggregate(&counts);
        assert_eq!((summary.n_inverted, summary.perceived, summary.within), (1, None, None));

        for perceived in [5.0, 7.0, 8.0, 9.0] {
            counts.add(answers(6.0, perceived, 8.0)).unwrap();
        }
        let summary = aggregate(&counts);
        let value =
            |estimate: Option<Estimate>| estimate.map(|estimate| (estimate.n, estimate.value));
        let shares = [summary.below, summary.within, summary.above].map(value);
        assert_eq!(shares, [0.25, 0.5, 0.25].map(|share| Some((4, share))));
        let means = [summary.adequacy, summary.superiority, summary.width].map(value);
        assert_eq!(means, [1.25, -0.75, 2.0].map(|mean| Some((4, mean))));
        let picture = [summary.adequate, summary.perceived, summary.desired].map(value);
        assert_eq!(picture, [6.0, 7.25, 8.0].map(|mean| Some((4, mean))));
    }

    #[test]
    fn an_answer_off_the_scale_is_refused_even_beside_a_missing_one() {
        let off = Answers { adequate: None, ..answers(1.0, 0.0, 9.0) };
        let mut counts = Counts::default();
        assert_eq!(counts.add(off), Err(ToleranceError::BadAnswer { answer: 0.0 }));
        assert_eq!(counts, Counts::default());
    }

    fn many() -> impl Strategy<Value = Vec<Answers>> {
        let answer = || prop::option::weighted(0.9, (1_u8..=9).prop_map(f64::from));
        let all = (answer(), answer(), answer());
        let all =
            all.prop_map(|(adequate, perceived, desired)| Answers { adequate, perceived, desired });
        prop::collection::vec(all, 0..20)
    }

    fn counts(all: &[Answers]) -> Counts {
        let mut counts = Counts::default();
        for answers in all {
            counts.add(*answers).unwrap();
        }
        counts
    }

    proptest! {
        #[test]
        fn merging_is_adding(left in many(), right in many()) {
            let mut merged = counts(&left);
            merged.merge(&counts(&right));
            prop_assert_eq!(merged, counts(&[left, right].concat()));
        }

        #[test]
        fn the_measures_agree_with_each_other(all in many()) {
            for answers in all {
                if let Reading::Valid(zone) = read(answers).unwrap() {
                    prop_assert!((zone.adequacy - zone.superiority - zone.width).abs() < 1e-12);
                    prop_assert_eq!(zone.state == State::Below, zone.adequacy < 0.0);
                    prop_assert_eq!(zone.state == State::Above, 0.0 < zone.superiority);
                    prop_assert!(zone.adequacy.abs() <= 8.0 && zone.superiority.abs() <= 8.0);
                }
            }
        }
    }
}
