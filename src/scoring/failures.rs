//! The failure index: what went wrong with an order, counted by how much it hurts.

use super::estimate::Estimate;
use super::items::{BadWeight, check_weights};
use super::moments::{Moments, Proportion};

/// One thing that can go wrong.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Failure<'a> {
    /// Its key, by which surveys and wordings know it.
    pub key: &'a str,
    /// Its points, from 0.0 up.
    pub weight: f64,
}

const fn failure(key: &'static str, weight: f64) -> Failure<'static> {
    Failure { key, weight }
}

/// The eight failures and their default weights.
///
/// - **Source**: the hierarchy of horrors of Federal Express, in AMA (1991) Blueprints for Service Quality.
///   The weights are those of its Service Quality Index where that has the item; those of wrong
///   information and of staff are a convention of ours.
pub const FAILURES: [Failure<'static>; 8] = [
    failure("wrong_day", 5.0),
    failure("right_day_late", 1.0),
    failure("pickup_missed", 10.0),
    failure("lost", 10.0),
    failure("misinformed", 5.0),
    failure("paperwork", 1.0),
    failure("staff", 5.0),
    failure("damaged", 10.0),
];

/// Why failures cannot be counted.
#[derive(Debug, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum FailuresError {
    #[error("{found} failures were given where {expected} are counted")]
    OtherFailures { found: usize, expected: usize },
    #[error("weight {weight} of failure {index} is not a number from 0 up")]
    BadWeight { index: usize, weight: f64 },
    #[error("failures or weights differ between the counts")]
    OtherWeights,
}

/// Adds up the points of one order; `None` without an answer, 0.0 where nothing was ticked because
/// nothing went wrong.
///
/// - **Shape**: one tick a failure, in their order; `None` unless something or "none" was ticked.
/// - **Units**: points from 0.0, which is perfect, up.
/// - **Source**: AMA (1991) Blueprints for Service Quality: The Federal Express Approach.
///
/// # Errors
/// [`FailuresError`] where the lengths differ or a weight is below zero or not finite.
///
/// # Examples
/// ```
/// use aftersay::scoring::failures::{FAILURES, points};
/// let late_and_damaged = [false, true, false, false, false, false, false, true];
/// assert_eq!(points(&FAILURES, Some(&late_and_damaged)), Ok(Some(11.0)));
/// assert_eq!(points(&FAILURES, Some(&[false; 8])), Ok(Some(0.0)));
/// assert_eq!(points(&FAILURES, None), Ok(None));
/// ```
pub fn points(
    failures: &[Failure<'_>],
    ticked: Option<&[bool]>,
) -> Result<Option<f64>, FailuresError> {
    check(failures)?;
    let Some(ticked) = ticked else { return Ok(None) };
    let (found, expected) = (ticked.len(), failures.len());
    if found != expected {
        return Err(FailuresError::OtherFailures { found, expected });
    }
    let hit = failures.iter().zip(ticked).filter(|(_, ticked)| **ticked);
    Ok(Some(hit.map(|(failure, _)| failure.weight).fold(0.0, |points, weight| points + weight)))
}

/// Mergeable counts of the failures of many orders.
///
/// Points are kept beside them, for their interval: one set of counts serves one set of weights.
#[derive(Debug, Clone, PartialEq)]
pub struct Counts<'a> {
    failures: &'a [Failure<'a>],
    /// The points of each order.
    points: Moments,
    /// The orders with any failure.
    failed: Proportion,
    /// The orders with each failure.
    n_ticked: Vec<u64>,
}

/// What a report shows of the failures.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary<'a> {
    /// All points together; 0.0 is perfect, and also what no orders add up to: see the others.
    pub total: f64,
    /// Points an order; `None` without orders.
    pub per_order: Option<Estimate>,
    /// The same per hundred orders.
    pub per_100_orders: Option<Estimate>,
    /// The share of orders with any failure, 0.0 to 1.0, with Wilson's interval.
    pub any: Option<Estimate>,
    /// The failures that occurred, most points first; equal ones in the order of the list.
    pub pareto: Vec<Bar<'a>>,
}

/// One bar of the Pareto diagram.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bar<'a> {
    /// What went wrong.
    pub failure: Failure<'a>,
    /// How many orders it went wrong with.
    pub n: u64,
    /// Its points.
    pub points: f64,
    /// The share of all points up to and including this bar, 0.0 to 1.0.
    pub cumulative: f64,
}

impl<'a> Counts<'a> {
    /// Starts with no orders.
    ///
    /// # Errors
    /// [`FailuresError::BadWeight`] at the first weight below zero or not finite.
    pub fn new(failures: &'a [Failure<'a>]) -> Result<Self, FailuresError> {
        check(failures)?;
        let (points, failed) = (Moments::default(), Proportion::default());
        Ok(Self { failures, points, failed, n_ticked: vec![0; failures.len()] })
    }

    /// Adds one order; one without an answer is not counted.
    ///
    /// # Errors
    /// [`FailuresError::OtherFailures`] where the lengths differ; nothing is added.
    pub fn add(&mut self, ticked: Option<&[bool]>) -> Result<(), FailuresError> {
        let (Some(points), Some(ticked)) = (points(self.failures, ticked)?, ticked) else {
            return Ok(());
        };
        self.points.add(points);
        self.failed.add(ticked.contains(&true));
        for (n, ticked) in self.n_ticked.iter_mut().zip(ticked) {
            *n += u64::from(*ticked);
        }
        Ok(())
    }

    /// Adds what others counted with the same failures and weights.
    ///
    /// # Errors
    /// [`FailuresError::OtherWeights`] where they are not the same; nothing is added.
    pub fn merge(&mut self, other: &Self) -> Result<(), FailuresError> {
        if self.failures != other.failures {
            return Err(FailuresError::OtherWeights);
        }
        self.points.merge(&other.points);
        self.failed.merge(&other.failed);
        for (mine, theirs) in self.n_ticked.iter_mut().zip(&other.n_ticked) {
            *mine += theirs;
        }
        Ok(())
    }

    fn pareto(&self) -> Vec<Bar<'a>> {
        let counted = self.failures.iter().zip(&self.n_ticked).filter(|(_, n)| 0 < **n);
        let bar = |(failure, n): (&Failure<'a>, &u64)| {
            let points = failure.weight * *n as f64;
            Bar { failure: *failure, n: *n, points, cumulative: 0.0 }
        };
        let mut bars: Vec<Bar<'a>> = counted.map(bar).collect();
        bars.sort_by(|left, right| right.points.total_cmp(&left.points));
        let total: f64 = bars.iter().map(|bar| bar.points).sum();
        let mut so_far = 0.0;
        for bar in &mut bars {
            so_far += bar.points;
            // Failures that all weigh nothing still occurred, and nothing is all of nothing.
            bar.cumulative = if 0.0 < total { so_far / total } else { 1.0 };
        }
        bars
    }
}

/// Sums up the failures of many orders.
///
/// - **Units**: points, and shares from 0.0 to 1.0.
/// - **Source**: as for [`points`]; the diagram after Juran (1951) Quality Control Handbook.
///
/// # Examples
/// ```
/// use aftersay::scoring::failures::{Counts, FAILURES, aggregate};
/// let mut counts = Counts::new(&FAILURES)?;
/// counts.add(Some(&[false; 8]))?;
/// counts.add(Some(&[false, true, false, false, false, false, false, true]))?; // 1 and 10 points
/// let summary = aggregate(&counts);
/// assert_eq!((summary.total, summary.per_order.unwrap().value), (11.0, 5.5));
/// assert_eq!(summary.pareto[0].failure.key, "damaged");
/// # Ok::<(), aftersay::scoring::failures::FailuresError>(())
/// ```
#[must_use]
pub fn aggregate<'a>(counts: &Counts<'a>) -> Summary<'a> {
    let per_order = counts.points.estimate();
    Summary {
        total: counts.points.sum,
        per_order,
        per_100_orders: per_order.map(|points| points.map(|points| 100.0 * points)),
        any: counts.failed.estimate(),
        pareto: counts.pareto(),
    }
}

fn check(failures: &[Failure<'_>]) -> Result<(), FailuresError> {
    let refused = |BadWeight { index, weight }| FailuresError::BadWeight { index, weight };
    check_weights(failures.iter().map(|failure| failure.weight)).map_err(refused)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::estimate::share;
    use proptest::prelude::*;

    fn with(keys: &[&str]) -> [bool; 8] {
        FAILURES.map(|failure| keys.contains(&failure.key))
    }

    fn counts(orders: &[[bool; 8]]) -> Counts<'static> {
        let mut counts = Counts::new(&FAILURES).unwrap();
        for order in orders {
            counts.add(Some(order)).unwrap();
        }
        counts
    }

    #[test]
    fn the_worked_example_comes_back() {
        let mut orders = vec![with(&["wrong_day"]); 3];
        orders.extend(vec![with(&["right_day_late"]); 20]);
        orders.extend(vec![with(&["lost"]); 1]);
        orders.extend(vec![with(&["damaged"]); 4]);
        orders.extend(vec![with(&["misinformed"]); 2]);
        orders.resize(200, with(&[]));
        let summary = aggregate(&counts(&orders));
        assert!((summary.total - 95.0).abs() < 1e-9);
        assert!((summary.per_order.unwrap().value - 0.475).abs() < 1e-9);
        assert!((summary.per_100_orders.unwrap().value - 47.5).abs() < 1e-9);
        let any = summary.any.unwrap();
        assert_eq!((any.n, any.interval), (200, share(30, 200).unwrap().interval));
        let bars = summary.pareto.iter().map(|bar| (bar.failure.key, bar.points));
        let expected = [
            ("damaged", 40.0),
            ("right_day_late", 20.0),
            ("wrong_day", 15.0),
            ("lost", 10.0),
            ("misinformed", 10.0),
        ];
        assert_eq!(bars.collect::<Vec<_>>(), expected);
        assert!((summary.pareto[1].cumulative - 60.0 / 95.0).abs() < 1e-9);
    }

    #[test]
    fn no_answer_is_no_order_and_none_is_a_perfect_one() {
        let mut counts = counts(&[]);
        counts.add(None).unwrap();
        let summary = aggregate(&counts);
        assert_eq!((summary.per_order, summary.any, summary.pareto.len()), (None, None, 0));
        counts.add(Some(&[false; 8])).unwrap();
        let summary = aggregate(&counts);
        assert_eq!(summary.per_order, Some(Estimate { value: 0.0, interval: None, n: 1 }));
    }

    #[test]
    fn what_does_not_fit_is_named_and_not_added() {
        let mut orders = counts(&[]);
        let refused = Err(FailuresError::OtherFailures { found: 2, expected: 8 });
        assert_eq!(orders.add(Some(&[true, false])), refused);
        assert_eq!(orders, counts(&[]));
        let heavier = FAILURES.map(|failure| Failure { weight: failure.weight + 1.0, ..failure });
        let heavier = Counts::new(&heavier).unwrap();
        assert_eq!(counts(&[]).merge(&heavier), Err(FailuresError::OtherWeights));
        let refused = FailuresError::BadWeight { index: 0, weight: -1.0 };
        assert_eq!(Counts::new(&[Failure { weight: -1.0, ..FAILURES[0] }]), Err(refused));
    }

    proptest! {
        #[test]
        fn merging_is_adding_and_totals_are_those_of_the_orders(
            left in prop::collection::vec(any::<[bool; 8]>(), 0..20),
            right in prop::collection::vec(any::<[bool; 8]>(), 0..20),
        ) {
            let mut merged = counts(&left);
            merged.merge(&counts(&right)).unwrap();
            let orders = [left, right].concat();
            prop_assert_eq!(&merged, &counts(&orders));

            let summary = aggregate(&merged);
            let each = orders.iter().map(|order| points(&FAILURES, Some(order)).unwrap().unwrap());
            prop_assert!((summary.total - each.sum::<f64>()).abs() < 1e-9);
            prop_assert!((summary.total - summary.pareto.iter().map(|bar| bar.points).sum::<f64>()).abs() < 1e-9);
            prop_assert!(summary.pareto.last().is_none_or(|bar| (bar.cumulative - 1.0).abs() < 1e-12));
            prop_assert!(summary.pareto.is_sorted_by(|left, right| right.points <= left.points));
        }
    }
}
