//! Complaints: how many have a problem, how many say so, and what becomes of it.

use super::estimate::Estimate;
use super::moments::Proportion;
use super::nps::Class;

/// From this rating up, 1 to 10, a complaint was handled well.
const HANDLED_WELL: u8 = 7;

/// Down from this satisfaction, -90 to 90, an answer opens a case.
const CASE_CSM: f64 = -30.0;

/// One buyer's answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Answers {
    /// Whether there was a problem with the order.
    pub problem: Option<bool>,
    /// Whether they told the shop; only asked after a problem.
    pub told: Option<bool>,
    /// How satisfied they are with its handling, 1 to 10; only asked of those who told.
    pub handled: Option<u8>,
}

/// What is kept of many buyers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Those with a problem, of all who answered.
    pub problems: Proportion,
    /// Those who told the shop, of those with a problem who answered.
    pub told: Proportion,
    /// Those whose complaint was handled well, of those who told and rated it.
    pub handled_well: Proportion,
}

impl Counts {
    /// Counts one more buyer in.
    ///
    /// What should not have been asked is left out, such as the handling of no problem.
    pub fn add(&mut self, answers: &Answers) {
        let Some(problem) = answers.problem else {
            return;
        };
        self.problems.add(problem);
        let Some(told) = answers.told.filter(|_| problem) else {
            return;
        };
        self.told.add(told);
        let handled = answers.handled.filter(|rating| told && (1..=10).contains(rating));
        if let Some(rating) = handled {
            self.handled_well.add(HANDLED_WELL <= rating);
        }
    }

    /// Counts in all that `other` has counted.
    pub fn merge(&mut self, other: &Self) {
        self.problems.merge(&other.problems);
        self.told.merge(&other.told);
        self.handled_well.merge(&other.handled_well);
    }
}

/// What many buyers say about problems, in shares from 0.0 to 1.0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Complaints {
    /// The share with a problem.
    pub problem_rate: Estimate,
    /// The share of those with a problem who told the shop; `None` where nobody had one.
    pub complaint_rate: Option<Estimate>,
    /// The share of those with a problem who said nothing, which is measured and not assumed.
    pub silent: Option<Estimate>,
    /// The share of rated complaints that were handled well; `None` where none was rated.
    pub handled_well: Option<Estimate>,
}

/// Sums up what many buyers say about problems; `None` where nobody answered.
///
/// - **Source**: the TARP studies (1979, 1986) of consumer complaint handling, whose rates these
///   are; the limit for handled well is a convention of ours.
///
/// # Examples
/// ```
/// use aftersay::scoring::complaints::{Counts, aggregate};
/// use aftersay::scoring::moments::Proportion;
/// let complaints = aggregate(&Counts {
///     problems: Proportion { hits: 8, n: 64 },
///     told: Proportion { hits: 2, n: 8 },
///     handled_well: Proportion { hits: 1, n: 2 },
/// }).unwrap();
/// assert_eq!(complaints.problem_rate.value, 0.125);
/// assert_eq!(complaints.silent.unwrap().value, 0.75);
/// ```
#[must_use]
pub fn aggregate(counts: &Counts) -> Option<Complaints> {
    let Proportion { hits, n } = counts.told;
    Some(Complaints {
        problem_rate: counts.problems.estimate()?,
        complaint_rate: counts.told.estimate(),
        silent: Proportion { hits: n.saturating_sub(hits), n }.estimate(),
        handled_well: counts.handled_well.estimate(),
    })
}

/// What a case is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum CaseKind {
    Quality,
    Service,
    General,
}

/// The cases of a log, of all that were received how many are closed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct CaseLog {
    pub quality: Proportion,
    pub service: Proportion,
    pub general: Proportion,
}

impl CaseLog {
    /// Counts one more case in.
    pub fn add(&mut self, kind: CaseKind, is_closed: bool) {
        match kind {
            CaseKind::Quality => self.quality.add(is_closed),
            CaseKind::Service => self.service.add(is_closed),
            CaseKind::General => self.general.add(is_closed),
        }
    }

    /// Counts in all that `other` has counted.
    pub fn merge(&mut self, other: &Self) {
        self.quality.merge(&other.quality);
        self.service.merge(&other.service);
        self.general.merge(&other.general);
    }

    /// The closing rate of one kind, 0.0 to 1.0; `None` where none was received.
    ///
    /// # Examples
    /// ```
    /// use aftersay::scoring::complaints::{CaseKind, CaseLog};
    /// let mut log = CaseLog::default();
    /// log.add(CaseKind::Quality, true);
    /// log.add(CaseKind::Quality, false);
    /// assert_eq!(log.closing_rate(CaseKind::Quality), Some(0.5));
    /// assert_eq!(log.closing_rate(CaseKind::Service), None);
    /// ```
    #[must_use]
    pub fn closing_rate(&self, kind: CaseKind) -> Option<f64> {
        rate(match kind {
            CaseKind::Quality => self.quality,
            CaseKind::Service => self.service,
            CaseKind::General => self.general,
        })
    }

    /// The closing rate of all kinds together; `None` where no case was received.
    #[must_use]
    pub fn closing_rate_overall(&self) -> Option<f64> {
        let mut all = self.quality;
        all.merge(&self.service);
        all.merge(&self.general);
        rate(all)
    }
}

/// A share without an interval: the log holds every case, and is no sample.
fn rate(cases: Proportion) -> Option<f64> {
    (cases.n != 0).then(|| cases.hits as f64 / cases.n as f64)
}

/// Whether somebody should be called back: a detractor, a satisfaction of -30 or worse, or a
/// parcel lost or damaged. What is not known opens nothing.
///
/// - **Units**: satisfaction -90.0 to 90.0, as [`csm`](super::csm) gives it.
///
/// # Examples
/// ```
/// use aftersay::scoring::complaints::opens_case;
/// use aftersay::scoring::nps::Class;
/// assert!(opens_case(Some(Class::Detractor), Some(60.0), None));
/// assert!(!opens_case(Some(Class::Passive), Some(-29.0), None));
/// ```
#[must_use]
pub fn opens_case(class: Option<Class>, csm: Option<f64>, lost_or_damaged: Option<bool>) -> bool {
    class == Some(Class::Detractor)
        || csm.is_some_and(|csm| csm <= CASE_CSM)
        || lost_or_damaged == Some(true)
}

/// The six links of a case, in order.
///
/// - **Source**: the cycle of caring for customers in Chinese textbooks on complaint handling;
///   that it is read clockwise is our reading of a ring diagram.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Link {
    SetTone,
    Diagnose,
    ReachAgreement,
    SeekSolution,
    Review,
    ImproveMeasures,
}

impl Link {
    /// What follows; `None` after the last.
    ///
    /// # Examples
    /// ```
    /// use aftersay::scoring::complaints::Link;
    /// assert_eq!(Link::SetTone.next(), Some(Link::Diagnose));
    /// assert_eq!(Link::ImproveMeasures.next(), None);
    /// ```
    #[must_use]
    pub const fn next(self) -> Option<Self> {
        match self {
            Self::SetTone => Some(Self::Diagnose),
            Self::Diagnose => Some(Self::ReachAgreement),
            Self::ReachAgreement => Some(Self::SeekSolution),
            Self::SeekSolution => Some(Self::Review),
            Self::Review => Some(Self::ImproveMeasures),
            Self::ImproveMeasures => None,
        }
    }
}

/// How somebody complains. There is no order among these: the mild turn suddenly, so never rank
/// them as content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Green.
    Calm,
    /// Red.
    Angry,
    /// Says little.
    Mild,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::estimate::near::assert_near;
    use proptest::prelude::*;

    #[test]
    fn the_case_of_the_reference_has_its_rates() {
        let mut counts = Counts::default();
        for buyer in 0..400_u32 {
            counts.add(&Answers {
                problem: Some(buyer < 50),
                told: (buyer < 50).then_some(buyer < 12),
                handled: (buyer < 12).then_some(if buyer < 9 { 7 } else { 6 }),
            });
        }
        let complaints = aggregate(&counts).unwrap();
        assert_near("problem rate", complaints.problem_rate.value, 0.125, 1e-9);
        assert_near("complaint rate", complaints.complaint_rate.unwrap().value, 0.24, 1e-9);
        assert_near("silent", complaints.silent.unwrap().value, 0.76, 1e-9);
        assert_near("handled well", complaints.handled_well.unwrap().value, 0.75, 1e-9);
        assert_eq!(complaints.problem_rate.n, 400);
    }

    #[test]
    fn without_problems_there_is_no_complaint_rate() {
        let mut counts = Counts::default();
        counts.add(&Answers { problem: Some(false), told: Some(true), handled: Some(9) });
        counts.add(&Answers { problem: None, told: Some(true), handled: Some(9) });
        let complaints = aggregate(&counts).unwrap();
        assert_near("problem rate", complaints.problem_rate.value, 0.0, 1e-9);
        assert_eq!(complaints.problem_rate.n, 1);
        assert_eq!((complaints.complaint_rate, complaints.silent), (None, None));
        assert_eq!(complaints.handled_well, None);
        assert_eq!(aggregate(&Counts::default()), None);
    }

    #[test]
    fn a_problem_that_says_nothing_of_telling_leaves_the_complaint_rate() {
        let mut counts = Counts::default();
        counts.add(&Answers { problem: Some(true), told: None, handled: None });
        counts.add(&Answers { problem: Some(true), told: Some(true), handled: Some(11) });
        assert_eq!(counts.problems, Proportion { hits: 2, n: 2 });
        assert_eq!(counts.told, Proportion { hits: 1, n: 1 });
        assert_eq!(counts.handled_well, Proportion::default());
    }

    #[test]
    fn a_case_opens_for_any_of_its_reasons() {
        for (case, class, csm, lost, opens) in [
            ("a detractor", Some(Class::Detractor), None, None, true),
            ("dissatisfied", None, Some(-30.0), None, true),
            ("lost", None, None, Some(true), true),
            ("content", Some(Class::Promoter), Some(60.0), Some(false), false),
            ("nothing known", None, None, None, false),
        ] {
            assert_eq!(opens_case(class, csm, lost), opens, "{case}");
        }
    }

    #[test]
    fn a_case_goes_through_six_links() {
        let links = std::iter::successors(Some(Link::SetTone), |link| link.next());
        assert_eq!(links.count(), 6);
    }

    #[test]
    fn closing_rates_are_by_kind_and_overall() {
        let mut log = CaseLog::default();
        log.add(CaseKind::Quality, true);
        log.add(CaseKind::Service, false);
        let mut more = CaseLog::default();
        more.add(CaseKind::General, true);
        more.add(CaseKind::General, true);
        log.merge(&more);
        assert_eq!(log.closing_rate(CaseKind::Service), Some(0.0));
        assert_eq!(log.closing_rate(CaseKind::General), Some(1.0));
        assert_eq!(log.closing_rate_overall(), Some(0.75));
        assert_eq!(CaseLog::default().closing_rate_overall(), None);
    }

    proptest! {
        #[test]
        fn telling_and_silence_make_up_the_problems(
            buyers in prop::collection::vec(
                (prop::option::of(any::<bool>()), prop::option::of(any::<bool>()), prop::option::of(0_u8..12)),
                0..40,
            ),
            cut in 0_usize..40,
        ) {
            let count = |buyers: &[(Option<bool>, Option<bool>, Option<u8>)]| {
                let mut counts = Counts::default();
                for &(problem, told, handled) in buyers {
                    counts.add(&Answers { problem, told, handled });
                }
                counts
            };
            let (head, tail) = buyers.split_at(cut.min(buyers.len()));
            let mut merged = count(tail);
            merged.merge(&count(head));
            prop_assert_eq!(merged, count(&buyers));
            if let Some(complaints) = aggregate(&merged) {
                if let (Some(told), Some(silent)) = (complaints.complaint_rate, complaints.silent) {
                    prop_assert!((told.value + silent.value - 1.0).abs() < 1e-12);
                }
                prop_assert!(merged.told.n <= merged.problems.hits);
                prop_assert!(merged.handled_well.n <= merged.told.hits);
            }
        }
    }
}
