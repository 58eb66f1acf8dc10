//! Sample size: how many answers a figure needs, and how many people to ask for them.
//!
//! Size does not cure the bias of those who do not answer: show the response rate as well.

/// The 97.5 % point of the standard normal distribution as sampling tables print it, so that
/// sizes agree with theirs.
const A_95: f64 = 1.96;

/// Rounding dust, so that a computed 385.0000000001 still asks for 385 people.
const DUST: f64 = 1e-9;

/// Why a sample cannot be planned.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum SampleError {
    #[error("sampling error {error} is not a number above 0")]
    BadError { error: f64 },
    #[error("standard deviation {standard_deviation} is not a number from 0 up")]
    BadDeviation { standard_deviation: f64 },
    #[error("share {share} is not from 0 to 1")]
    BadShare { share: f64 },
    #[error("response rate {rate} is not above 0 and at most 1")]
    BadRate { rate: f64 },
    #[error("{orders} orders a day is not a number above 0")]
    BadOrders { orders: f64 },
}

/// How many answers bring a mean within `error` of the truth, 19 times in 20.
///
/// - **Units**: `standard_deviation` and `error` in the units of the score; `population` in
///   people, `None` where it is large or unknown.
/// - **Source**: Cochran (1977) Sampling Techniques, section 4.6: `n0 = (1.96 s / d)²`, and
///   `n0 / (1 + (n0 - 1) / N)` of a finite population.
///
/// # Errors
/// [`SampleError::BadDeviation`] and [`SampleError::BadError`].
///
/// # Examples
/// ```
/// use aftersay::scoring::sample::for_mean;
/// assert_eq!(for_mean(25.0, 4.9, None), Ok(100)); // (1.96 * 25 / 4.9)²
/// ```
pub fn for_mean(
    standard_deviation: f64,
    error: f64,
    population: Option<u64>,
) -> Result<u64, SampleError> {
    if !(standard_deviation.is_finite() && 0.0 <= standard_deviation) {
        return Err(SampleError::BadDeviation { standard_deviation });
    }
    if !(error.is_finite() && 0.0 < error) {
        return Err(SampleError::BadError { error });
    }
    let unlimited = (A_95 * standard_deviation / error).powi(2);
    let n = match population {
        None => unlimited,
        Some(0) => 0.0, // Nobody to ask.
        Some(people) => unlimited / (1.0 + (unlimited - 1.0) / people as f64),
    };
    Ok(people(n))
}

/// How many answers bring a share within `error` of the truth, 19 times in 20.
///
/// - **Units**: shares, 0.0 to 1.0; where nothing is known of `share`, 0.5 asks for the most.
/// - **Source**: as [`for_mean`], with the deviation `sqrt(p (1 - p))`.
///
/// # Errors
/// [`SampleError::BadShare`] and [`SampleError::BadError`].
///
/// # Examples
/// ```
/// use aftersay::scoring::sample::for_share;
/// assert_eq!(for_share(0.5, 0.098, None), Ok(100)); // (1.96 * 0.5 / 0.098)²
/// ```
pub fn for_share(share: f64, error: f64, population: Option<u64>) -> Result<u64, SampleError> {
    if !(0.0..=1.0).contains(&share) {
        return Err(SampleError::BadShare { share });
    }
    for_mean((share * (1.0 - share)).sqrt(), error, population)
}

/// How many people to ask, so that `needed` of them answer.
///
/// - **Units**: `response_rate` above 0.0, at most 1.0.
///
/// # Errors
/// [`SampleError::BadRate`].
///
/// # Examples
/// ```
/// use aftersay::scoring::sample::to_send;
/// assert_eq!(to_send(100, 0.25), Ok(400));
/// ```
pub fn to_send(needed: u64, response_rate: f64) -> Result<u64, SampleError> {
    if !(0.0 < response_rate && response_rate <= 1.0) {
        return Err(SampleError::BadRate { rate: response_rate });
    }
    Ok(people(needed as f64 / response_rate))
}

/// How many days it takes until so many people can have been asked, one an order.
///
/// - **Units**: `orders_a_day` above 0.0; whole days out, the last one begun.
///
/// # Errors
/// [`SampleError::BadOrders`].
///
/// # Examples
/// ```
/// use aftersay::scoring::sample::days;
/// assert_eq!(days(1540, 50.0), Ok(31)); // 30.8
/// ```
pub fn days(to_send: u64, orders_a_day: f64) -> Result<u64, SampleError> {
    if !(orders_a_day.is_finite() && 0.0 < orders_a_day) {
        return Err(SampleError::BadOrders { orders: orders_a_day });
    }
    Ok(people(to_send as f64 / orders_a_day))
}

/// A number of answers, and what it takes to get them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// How many people have to answer.
    pub needed: u64,
    /// How many have to be asked for that.
    pub send: u64,
    /// How many days that takes.
    pub days: u64,
}

impl Effort {
    /// What it takes to get so many answers; see [`to_send`] and [`days`].
    ///
    /// # Errors
    /// [`SampleError::BadRate`] and [`SampleError::BadOrders`].
    pub fn of(needed: u64, response_rate: f64, orders_a_day: f64) -> Result<Self, SampleError> {
        let send = to_send(needed, response_rate)?;
        Ok(Self { needed, send, days: days(send, orders_a_day)? })
    }
}

/// Rounds up to whole people, or days.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "from 0 up, and a cast of more than fits says the most that fits"
)]
fn people(n: f64) -> u64 {
    (n - DUST).ceil() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_cases_of_the_reference() {
        for (case, found, expected) in [
            ("a mean", for_mean(45.0, 5.0, None), 312),
            ("a share", for_share(0.5, 0.05, None), 385),
            ("a share of 2000 people", for_share(0.5, 0.05, Some(2000)), 323),
            ("a quarter responds", to_send(323, 0.25), 1292),
        ] {
            assert_eq!(found, Ok(expected), "{case}");
        }
    }

    #[test]
    fn impossible_plans_are_refused() {
        assert_eq!(for_mean(1.0, 0.0, None), Err(SampleError::BadError { error: 0.0 }));
        assert!(for_mean(-1.0, 1.0, None).is_err());
        assert_eq!(for_share(1.5, 0.1, None), Err(SampleError::BadShare { share: 1.5 }));
        assert_eq!(to_send(10, 0.0), Err(SampleError::BadRate { rate: 0.0 }));
        assert!(to_send(10, f64::NAN).is_err());
        assert_eq!(days(10, 0.0), Err(SampleError::BadOrders { orders: 0.0 }));
    }

    #[test]
    fn what_never_varies_or_does_not_exist_needs_nobody() {
        assert_eq!(for_mean(0.0, 1.0, None), Ok(0));
        assert_eq!(for_mean(45.0, 5.0, Some(0)), Ok(0));
    }

    proptest! {
        #[test]
        fn nobody_is_asked_for_more_people_than_there_are(
            share in 0.0_f64..=1.0, error in 0.001_f64..0.5, people in 1_u64..100_000,
        ) {
            let needed = for_share(share, error, Some(people)).unwrap();
            prop_assert!(needed <= people);
            prop_assert!(needed <= for_share(share, error, None).unwrap().max(1));
            prop_assert!(needed <= to_send(needed, 0.3).unwrap());
        }
    }
}
