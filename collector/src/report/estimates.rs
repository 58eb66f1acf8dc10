//! Sums -> estimates, for the scores whose interval is not that of a plain mean.

use aftersay::scoring::estimate::{Estimate, share};
use aftersay::scoring::nps::{self, Counts};

/// Estimates the Net Promoter Score; `None` where nobody answered.
///
/// - **Units**: -100.0 to 100.0; the interval is clipped to that.
/// - **Source**: measurement reference, A7: the adjusted Wald interval of Rocks (2016), Interval
///   Estimation for the "Net Promoter Score", The American Statistician 70.
///
/// # Examples
/// ```
/// use collector::report::estimates::nps;
/// let estimate = nps(12, 60, 100).unwrap();
/// let (low, high) = estimate.interval.unwrap();
/// assert_eq!(estimate.value, 48.0);
/// assert!((low - 32.995_226).abs() < 1e-6 && (high - 60.208_657).abs() < 1e-6);
/// ```
#[must_use]
pub fn nps(n_detractors: u64, n_promoters: u64, n: u64) -> Option<Estimate> {
    let passives = n.saturating_sub(n_detractors + n_promoters);
    nps::estimate(&Counts { detractors: n_detractors, passives, promoters: n_promoters })
}

/// Estimates a share by Wilson's interval, in percent; `None` where nobody was asked.
///
/// - **Units**: 0.0 to 100.0.
/// - **Source**: measurement reference, F2.
#[must_use]
pub fn percent(hits: u64, n: u64) -> Option<Estimate> {
    share(hits, n).map(|estimate| estimate.map(|share| 100.0 * share))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(estimate: Option<Estimate>, value: f64, low: f64, high: f64) -> bool {
        let Some(Estimate { value: v, interval: Some((l, h)), .. }) = estimate else {
            return false;
        };
        [(v, value), (l, low), (h, high)].iter().all(|(a, b)| (a - b).abs() < 1e-6)
    }

    #[test]
    fn the_worked_examples_of_the_measurement_reference_come_out() {
        assert!(close(nps(12, 60, 100), 48.0, 32.995_226, 60.208_657), "A7");
        assert!(close(percent(41, 50), 82.0, 69.203_946, 90.229_807), "A5");
    }

    #[test]
    fn promoters_alone_still_leave_an_uncertainty() {
        let estimate = nps(0, 10, 10).unwrap();
        let (low, high) = estimate.interval.unwrap();
        assert!(low < 90.0 && high <= 100.0);
        assert!(close(Some(estimate), 100.0, low, high));
        assert!(close(nps(10, 0, 10), -100.0, -high, -low));
    }

    #[test]
    fn nobody_is_no_zero() {
        assert_eq!(nps(0, 0, 0), None);
        assert_eq!(percent(0, 0), None);
    }
}
