//! The two means that every multi-item score is made of; what is missing leaves them.

/// Averages the answered items under the half rule; `None` where fewer than half are answered.
///
/// - **Source**: measurement reference, section 0; the half rule is a convention of ours.
///
/// # Examples
/// ```
/// use aftersay::scoring::means::half_rule;
/// assert_eq!(half_rule([Some(2.0), Some(4.0), None]), Some(3.0));
/// assert_eq!(half_rule([Some(2.0), None, None]), None);
/// ```
pub fn half_rule(answers: impl IntoIterator<Item = Option<f64>>) -> Option<f64> {
    let (mut n_items, mut n_answered, mut sum) = (0_u32, 0_u32, 0.0);
    for answer in answers {
        n_items += 1;
        if let Some(answer) = answer {
            n_answered += 1;
            sum += answer;
        }
    }
    let enough = 0 < n_answered && n_items <= 2 * n_answered;
    enough.then(|| sum / f64::from(n_answered))
}

/// Averages `(weight, value)` parts over those that have a value; `None` where these have no weight.
///
/// - **Shape**: weights from 0.0 up, in any unit, checked by the caller.
/// - **Source**: measurement reference, section 0.
///
/// # Examples
/// ```
/// use aftersay::scoring::means::weighted;
/// assert_eq!(weighted([(3.0, Some(8.0)), (1.0, Some(4.0)), (9.0, None)]), Some(7.0));
/// ```
pub fn weighted(parts: impl IntoIterator<Item = (f64, Option<f64>)>) -> Option<f64> {
    let (mut total, mut sum) = (0.0, 0.0);
    for (weight, value) in parts {
        if let Some(value) = value {
            total += weight;
            sum += weight * value;
        }
    }
    (0.0 < total).then(|| sum / total)
}
