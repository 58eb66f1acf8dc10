//! A number with its uncertainty: what every figure of a report is.

/// The 97.5 % point of the standard normal distribution, to the digits of the measurement reference.
pub const Z_95: f64 = 1.959_964;

/// An estimate with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The point estimate, in the units of the score.
    pub value: f64,
    /// The lower and the upper bound at 95 %; `None` where too little is known for an interval.
    pub interval: Option<(f64, f64)>,
    /// How many answers it rests on.
    pub n: u64,
}

/// Estimates a mean from its count, sum and sum of squares; `None` where nothing was answered.
///
/// - **Units**: those of the values. The interval is `mean ± z s / sqrt(n)` with divisor `n - 1`.
/// - **Source**: measurement reference, section 0; Cochran (1977) Sampling Techniques, section 2.
///
/// # Examples
/// ```
/// use aftersay::scoring::estimate::mean;
/// let estimate = mean(3, 6.0, 14.0).unwrap(); // 1, 2, 3
/// assert_eq!((estimate.value, estimate.n), (2.0, 3));
/// let (low, high) = estimate.interval.unwrap(); // 2 ± 1.96 / sqrt(3)
/// assert!((low - 0.868_414).abs() < 1e-6 && (high - 3.131_586).abs() < 1e-6);
/// ```
#[must_use]
pub fn mean(n: u64, sum: f64, sum_of_squares: f64) -> Option<Estimate> {
    if n == 0 {
        return None;
    }
    let count = n as f64;
    let value = sum / count;
    let interval = (2 <= n).then(|| {
        let variance = (sum_of_squares - count * value * value).max(0.0) / (count - 1.0);
        let half = Z_95 * (variance / count).sqrt();
        (value - half, value + half)
    });
    Some(Estimate { value, interval, n })
}

/// Estimates a share by Wilson's interval; `None` where nobody was asked.
///
/// - **Units**: shares, 0.0 to 1.0.
/// - **Source**: Wilson (1927) Probable inference, the law of succession, and statistical inference.
///
/// # Examples
/// ```
/// use aftersay::scoring::estimate::share;
/// let (low, high) = share(41, 50).unwrap().interval.unwrap();
/// assert!((low - 0.692_039).abs() < 1e-6 && (high - 0.902_298).abs() < 1e-6);
/// ```
#[must_use]
pub fn share(hits: u64, n: u64) -> Option<Estimate> {
    if n == 0 {
        return None;
    }
    let (count, z2) = (n as f64, Z_95 * Z_95);
    let value = hits as f64 / count;
    let shrink = 1.0 + z2 / count;
    let centre = (value + z2 / (2.0 * count)) / shrink;
    let half = Z_95 / shrink * (value * (1.0 - value) / count + z2 / (4.0 * count * count)).sqrt();
    let interval = Some(((centre - half).max(0.0), (centre + half).min(1.0)));
    Some(Estimate { value, interval, n })
}
