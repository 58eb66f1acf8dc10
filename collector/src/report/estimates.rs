//! Sums -> estimates, for the scores whose interval is not that of a plain mean.

use aftersay::scoring::estimate::{Estimate, Z_95, share};

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
    if n == 0 {
        return None;
    }
    let (detractors, promoters, total) = (n_detractors as f64, n_promoters as f64, n as f64);
    let value = 100.0 * (promoters - detractors) / total;
    let adjusted = total + 3.0;
    let (d, p) = ((detractors + 0.75) / adjusted, (promoters + 0.75) / adjusted);
    let centre = p - d;
    let half = Z_95 * ((p + d - centre * centre) / adjusted).sqrt();
    let bound = |bound: f64| (100.0 * bound).clamp(-100.0, 100.0);
    Some(Estimate { value, interval: Some((bound(centre - half), bound(centre + half))), n })
}

/// Estimates a share by Wilson's interval, in percent; `None` where nobody was asked.
///
/// - **Units**: 0.0 to 100.0.
/// - **Source**: measurement reference, F2.
#[must_use]
pub fn percent(hits: u64, n: u64) -> Option<Estimate> {
    share(hits, n).map(|estimate| mapped(estimate, |share| 100.0 * share))
}

/// The same estimate on another scale; `f` has to be linear and rising.
#[must_use]
pub fn mapped(estimate: Estimate, f: impl Fn(f64) -> f64) -> Estimate {
    let interval = estimate.interval.map(|(low, high)| (f(low), f(high)));
    Estimate { value: f(estimate.value), interval, ..estimate }
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
