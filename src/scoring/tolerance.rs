//! The zone of tolerance: perceived service between what is adequate and what is desired.

use super::estimate::{Estimate, mean, share};

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
pub struct Tally {
    n_inverted: u64,
    n_below: u64,
    n_within: u64,
    n_above: u64,
    adequate: Sums,
    perceived: Sums,
    desired: Sums,
    adequacy: Sums,
    superiority: Sums,
    width: Sums,
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

impl Tally {
    /// Adds one item of one response.
    ///
    /// # Errors
    /// As [`read`]; nothing is added.
    pub fn add(&mut self, answers: Answers) -> Result<(), ToleranceError> {
        match read(answers)? {
            Reading::Missing => {}
            Reading::Inverted => self.n_inverted += 1,
            Reading::Valid(zone) => {
                match zone.state {
                    State::Below => self.n_below += 1,
                    State::Within => self.n_within += 1,
                    State::Above => self.n_above += 1,
                }
                let all = [
                    (&mut self.adequate, answers.adequate),
                    (&mut self.perceived, answers.perceived),
                    (&mut self.desired, answers.desired),
                    (&mut self.adequacy, Some(zone.adequacy)),
                    (&mut self.superiority, Some(zone.superiority)),
                    (&mut self.width, Some(zone.width)),
                ];
                for (sums, value) in all {
                    sums.add(value);
                }
            }
        }
        Ok(())
    }

    /// Adds what others counted.
    pub fn merge(&mut self, other: &Self) {
        self.n_inverted += other.n_inverted;
        self.n_below += other.n_below;
        self.n_within += other.n_within;
        self.n_above += other.n_above;
        self.adequate.merge(&other.adequate);
        self.perceived.merge(&other.perceived);
        self.desired.merge(&other.desired);
        self.adequacy.merge(&other.adequacy);
        self.superiority.merge(&other.superiority);
        self.width.merge(&other.width);
    }

    /// Summarises what was counted.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let n = self.n_below + self.n_within + self.n_above;
        Summary {
            n_inverted: self.n_inverted,
            adequate: self.adequate.mean(),
            perceived: self.perceived.mean(),
            desired: self.desired.mean(),
            adequacy: self.adequacy.mean(),
            superiority: self.superiority.mean(),
            width: self.width.mean(),
            below: share(self.n_below, n),
            within: share(self.n_within, n),
            above: share(self.n_above, n),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Sums {
    n: u64,
    sum: f64,
    squares: f64,
}

impl Sums {
    fn add(&mut self, value: Option<f64>) {
        if let Some(value) = value {
            self.merge(&Self { n: 1, sum: value, squares: value * value });
        }
    }

    fn merge(&mut self, other: &Self) {
        self.n += other.n;
        self.sum += other.sum;
        self.squares += other.squares;
    }

    fn mean(&self) -> Option<Estimate> {
        mean(self.n, self.sum, self.squares)
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
        let mut tally = Tally::default();
        tally.add(answers(8.0, 7.0, 6.0)).unwrap();
        tally.add(Answers { perceived: None, ..answers(6.0, 7.0, 8.0) }).unwrap();
        let summary = tally.summary();
        assert_eq!((summary.n_inverted, summary.perceived, summary.within), (1, None, None));

        for perceived in [5.0, 7.0, 8.0, 9.0] {
            tally.add(answers(6.0, perceived, 8.0)).unwrap();
        }
        let summary = tally.summary();
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
        let mut tally = Tally::default();
        assert_eq!(tally.add(off), Err(ToleranceError::BadAnswer { answer: 0.0 }));
        assert_eq!(tally, Tally::default());
    }

    fn many() -> impl Strategy<Value = Vec<Answers>> {
        let answer = || prop::option::weighted(0.9, (1_u8..=9).prop_map(f64::from));
        let all = (answer(), answer(), answer());
        let all =
            all.prop_map(|(adequate, perceived, desired)| Answers { adequate, perceived, desired });
        prop::collection::vec(all, 0..20)
    }

    fn tally(all: &[Answers]) -> Tally {
        let mut tally = Tally::default();
        for answers in all {
            tally.add(*answers).unwrap();
        }
        tally
    }

    proptest! {
        #[test]
        fn merging_is_adding(left in many(), right in many()) {
            let mut merged = tally(&left);
            merged.merge(&tally(&right));
            prop_assert_eq!(merged, tally(&[left, right].concat()));
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
