//! The normal distribution: from a z value to a probability.

/// Terms of the continued fraction: far more than the 2.0 it starts from needs for every digit.
const N_FRACTIONS: u32 = 120;

/// The complementary error function, 2.0 (far left) to 0.0 (far right), to about 1e-15.
///
/// Near zero it is one minus a series of positive terms, further out a continued fraction, which
/// keeps its relative accuracy where `1 - erf` would lose it.
///
/// - **Source**: Abramowitz & Stegun (1964) Handbook of Mathematical Functions, 7.1.6 (the
///   series) and 7.1.14 (the fraction).
///
/// # Examples
/// ```
/// use aftersay::scoring::normal::erfc;
/// assert_eq!(erfc(0.0), 1.0);
/// assert!((erfc(1.0) - 0.157_299_207_050_285).abs() < 1e-14);
/// ```
#[must_use]
pub fn erfc(x: f64) -> f64 {
    let size = x.abs();
    let tail = if size < 2.0 { 1.0 - erf_by_series(size) } else { erfc_by_fraction(size) };
    if x < 0.0 { 2.0 - tail } else { tail }
}

/// `2 / sqrt(pi) exp(-x²)` times the sum of `2^n x^(2n+1) / (1 * 3 * ... * (2n+1))`.
fn erf_by_series(x: f64) -> f64 {
    let (mut term, mut sum, mut odd) = (x, x, 1.0);
    while f64::EPSILON * 1e-2 * sum < term {
        odd += 2.0;
        term *= 2.0 * x * x / odd;
        sum += term;
    }
    std::f64::consts::FRAC_2_SQRT_PI * (-x * x).exp() * sum
}

/// `exp(-x²) / sqrt(pi)` over `x + (1/2)/(x + (2/2)/(x + (3/2)/(x + ...)))`, from the inside out.
fn erfc_by_fraction(x: f64) -> f64 {
    let inside = (1..=N_FRACTIONS).rev().fold(x, |inner, n| x + f64::from(n) / 2.0 / inner);
    std::f64::consts::FRAC_2_SQRT_PI / 2.0 * (-x * x).exp() / inside
}

/// The share of a standard normal distribution below `z`, 0.0 to 1.0.
///
/// # Examples
/// ```
/// use aftersay::scoring::normal::cdf;
/// assert_eq!(cdf(0.0), 0.5);
/// assert!((cdf(1.959_964) - 0.975).abs() < 1e-8);
/// ```
#[must_use]
pub fn cdf(z: f64) -> f64 {
    erfc(-z * std::f64::consts::FRAC_1_SQRT_2) / 2.0
}

/// The probability of a z value at least this far from zero, on either side; 0.0 to 1.0.
///
/// # Examples
/// ```
/// use aftersay::scoring::normal::two_sided_p;
/// assert_eq!(two_sided_p(0.0), 1.0);
/// assert!((two_sided_p(-1.959_964) - 0.05).abs() < 1e-8);
/// ```
#[must_use]
pub fn two_sided_p(z: f64) -> f64 {
    erfc(z.abs() * std::f64::consts::FRAC_1_SQRT_2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::estimate::near::assert_near;
    use proptest::prelude::*;

    #[test]
    fn erfc_agrees_with_the_tables() {
        for (case, x, expected) in [
            ("near zero", 0.5, 0.479_500_122_186_953_5),
            ("last of the series", 1.999, 0.004_698_443_348_629_488),
            ("first of the fraction", 2.0, 0.004_677_734_981_047_266),
            ("far out", 3.0, 2.209_049_699_858_544e-5),
            ("left", -1.0, 1.842_700_792_949_715),
        ] {
            assert_near(case, erfc(x), expected, 1e-15);
        }
        assert_near("relatively too", erfc(5.0) / 1.537_459_794_428_035e-12, 1.0, 1e-12);
    }

    proptest! {
        #[test]
        fn the_halves_sum_to_one_and_the_curve_rises(z in -8.0_f64..8.0, step in 1e-3_f64..1.0) {
            prop_assert!((cdf(z) + cdf(-z) - 1.0).abs() < 1e-15);
            prop_assert!(cdf(z) <= cdf(z + step));
            prop_assert!((0.0..=1.0).contains(&two_sided_p(z)));
        }
    }
}
