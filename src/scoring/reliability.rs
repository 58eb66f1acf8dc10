//! Cronbach's alpha: whether the items of a scale measure one thing.

use super::cross_moments::CrossMoments;
use super::linear::Matrix;

/// Below this a sub-scale's score is better not published.
pub const ALPHA_MIN: f64 = 0.6;

/// From here on a scale is usually called reliable.
pub const ALPHA_USUAL: f64 = 0.7;

/// Both forms of alpha; they may be negative, which usually means an item that was not reversed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Alpha {
    /// From variances and covariances: what the plain mean of the items deserves.
    pub raw: f64,
    /// From correlations: what the mean of standardised items deserves.
    pub standardised: f64,
    /// The fewest responses behind any pair of items.
    pub n: u64,
}

/// Computes alpha from moments; `None` below two items or two responses, or without variance.
///
/// Alpha is defined on complete responses. Moments of complete responses give exactly that; moments
/// with gaps give its estimate from pairwise covariances, fit for items left out at random.
///
/// - **Units**: none; 1.0 at most.
/// - **Source**: Cronbach (1951) Coefficient alpha and the internal structure of tests.
///
/// # Examples
/// ```
/// use aftersay::scoring::{cross_moments::CrossMoments, reliability::alpha};
/// let mut moments = CrossMoments::new(2);
/// for answers in [[1.0, 1.0], [2.0, 3.0], [3.0, 2.0]] {
///     moments.add(&answers.map(Some))?;
/// }
/// let alpha = alpha(&moments).unwrap(); // variances 1 and 1, covariance 1/2
/// assert!((alpha.raw - 2.0 / 3.0).abs() < 1e-12); // 2 * (1 - 2 / 3)
/// # Ok::<(), aftersay::scoring::cross_moments::CrossMomentsError>(())
/// ```
#[must_use]
pub fn alpha(moments: &CrossMoments) -> Option<Alpha> {
    Some(Alpha {
        raw: raw(&moments.covariance_matrix())?,
        standardised: standardised(&moments.correlation_matrix())?,
        n: moments.pairs().iter().map(|pair| pair.n).min()?,
    })
}

/// Computes raw alpha from a covariance matrix: `k / (k - 1) * (1 - trace / sum)`.
///
/// `None` below two items, where the sum of the items has no variance, or where a cell is unknown.
#[must_use]
pub fn raw(covariances: &Matrix) -> Option<f64> {
    let n_items = covariances.n_rows();
    let total: f64 = covariances.rows().flatten().sum();
    let items: f64 = (0..n_items).map(|item| covariances.at(item, item)).sum();
    let k = n_items as f64;
    (2 <= n_items && 0.0 < total).then(|| k / (k - 1.0) * (1.0 - items / total))
}

/// Computes standardised alpha from a correlation matrix: `k m / (1 + (k - 1) m)`, with `m` the
/// mean correlation of two different items.
///
/// `None` as for [`raw`], to which it is equal on a matrix with ones in the diagonal.
#[must_use]
pub fn standardised(correlations: &Matrix) -> Option<f64> {
    raw(correlations)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Block s of the worked example of the PLS section.
    const S: [[f64; 3]; 12] = [
        [4.0, 6.0, 5.0],
        [4.0, 5.0, 6.0],
        [8.0, 7.0, 8.0],
        [5.0, 6.0, 5.0],
        [7.0, 7.0, 9.0],
        [7.0, 8.0, 8.0],
        [5.0, 6.0, 6.0],
        [8.0, 9.0, 10.0],
        [4.0, 5.0, 5.0],
        [6.0, 5.0, 6.0],
        [6.0, 8.0, 6.0],
        [7.0, 6.0, 6.0],
    ];

    fn moments(rows: &[[f64; 3]]) -> CrossMoments {
        let mut moments = CrossMoments::new(3);
        for row in rows {
            moments.add(&row.map(Some)).unwrap();
        }
        moments
    }

    #[test]
    fn the_worked_example_comes_back() {
        let alpha = alpha(&moments(&S)).unwrap();
        assert!((alpha.raw - 0.901_471).abs() < 5e-7, "{}", alpha.raw);
        assert!((alpha.standardised - 0.904_457).abs() < 5e-7, "{}", alpha.standardised);
        assert_eq!(alpha.n, 12);
    }

    #[test]
    fn too_little_gives_no_alpha() {
        for (case, moments) in [
            ("no responses", moments(&[])),
            ("one response", moments(&S[..1])),
            ("equal answers", moments(&[S[0]; 4])),
            ("one item", moments(&S).select(&[0])),
        ] {
            assert_eq!(alpha(&moments), None, "{case}");
        }
    }

    #[test]
    fn an_item_that_was_not_reversed_can_make_alpha_negative() {
        let alpha =
            alpha(&moments(&S.map(|[first, second, _]| [first, second, 11.0 - second * 1.5])));
        assert!(alpha.unwrap().raw < 0.0);
    }

    proptest! {
        #[test]
        fn alpha_is_one_at_most_and_standardised_alpha_ignores_scale_and_shift(
            rows in prop::collection::vec(prop::array::uniform3(1_u8..=10), 3..15),
            (factor, shift) in (0.1..9.0, -20.0..20.0),
        ) {
            let rows: Vec<_> = rows.into_iter().map(|row| row.map(f64::from)).collect();
            if let Some(before) = alpha(&moments(&rows)) {
                prop_assert!(before.raw <= 1.0 + 1e-12 && before.standardised <= 1.0 + 1e-12);
                let shifted: Vec<_> = rows.iter().map(|&[a, b, c]| [factor * a + shift, b, c]).collect();
                if let Some(after) = alpha(&moments(&shifted)) {
                    let scale = 1.0 + before.standardised.abs();
                    prop_assert!((after.standardised - before.standardised).abs() < 1e-6 * scale * scale);
                }
            }
        }
    }
}
