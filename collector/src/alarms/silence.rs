//! Whether a survey's usual traffic has stopped: a broken tag, a blocked script or a moved page is
//! silent, and nobody would tell. Pure: days and counts in, an alarm out.

use super::binomial_tail;
use jiff::{Span, civil::Date};
use std::collections::BTreeMap;

/// How improbable a quiet time has to be before it counts as silence. Looked at daily, by two
/// windows, a survey of steady traffic is called silent by chance once in years.
const P_MAX: f64 = 0.001;

/// And how much of what was to be expected may have come at most: a slow day is no silence.
const SHARE_MAX: f64 = 0.25;

/// With how many weeks before it a time is compared.
const N_WEEKS: i64 = 8;

/// How many days before today are looked at.
pub const N_DAYS: i64 = 7 * (N_WEEKS + 1);

/// A time in which far less came than was to be expected.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Silence {
    /// How many days it is of: the last that are over.
    pub n_days: i64,
    /// How many responses came in them.
    pub n: u64,
    /// How many were to be expected.
    pub expected: f64,
}

/// Looks for silence in the responses of each day before `today`, which is not over yet.
///
/// Yesterday is compared with the same day of the week in the eight weeks before, because shops
/// have their Sundays; the last seven days with the eight weeks before them. Days before the first
/// response do not count: there was no survey then.
///
/// - **Shape**: days without a response may be left out.
/// - **Source**: Przyborowski & Wilenski (1940) Homogeneity of results in testing samples from
///   Poisson series, Biometrika 31: given their sum, one of two Poisson counts is binomial.
#[must_use]
pub fn silence(counts: &BTreeMap<Date, u64>, today: Date) -> Option<Silence> {
    let first = *counts.iter().find(|(_, n)| 0 < **n)?.0;
    let back = |n_days: i64| today.checked_sub(Span::new().days(n_days)).ok();
    let count = |n_days: i64| back(n_days).and_then(|day| counts.get(&day)).copied().unwrap_or(0);
    let is_known = |n_days: &i64| back(*n_days).is_some_and(|day| first <= day);
    let compared = |n_days: i64, before: &mut dyn Iterator<Item = i64>| {
        let n: u64 = (1..=n_days).map(count).sum();
        let before: Vec<_> = before.filter(is_known).collect();
        let n_before: u64 = before.iter().map(|day| count(*day)).sum();
        let ratio = n_days as f64 / before.len() as f64;
        let expected = n_before as f64 * ratio;
        let p = binomial_tail(n, n + n_before, ratio / (1.0 + ratio));
        let is_silent = p < P_MAX && (n as f64) < SHARE_MAX * expected;
        (!before.is_empty() && is_silent).then_some(Silence { n_days, n, expected })
    };
    let week = compared(7, &mut (8..=N_DAYS));
    week.or_else(|| compared(1, &mut (1..=N_WEEKS).map(|week| 1 + 7 * week)))
}

impl Silence {
    /// It in a sentence.
    #[must_use]
    pub fn told(&self) -> String {
        let Self { n_days, n, expected } = self;
        let days = match n_days {
            1 => "Yesterday".to_owned(),
            n_days => format!("In the last {n_days} days"),
        };
        let came = match n {
            0 => "no response came".to_owned(),
            1 => "1 response came".to_owned(),
            n => format!("only {n} responses came"),
        };
        format!(
            "{days} {came}, where about {expected:.0} were to be expected. See whether the survey \
             still shows on the shop's page"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    /// A Wednesday.
    const TODAY: Date = date(2026, 11, 25);

    /// The days before today, yesterday first.
    fn days(counts: impl IntoIterator<Item = u64>) -> BTreeMap<Date, u64> {
        let back = |n_days| TODAY.checked_sub(Span::new().days(n_days)).unwrap();
        (1..).map(back).zip(counts).collect()
    }

    #[test]
    fn silence_is_told_where_traffic_stops_and_not_where_it_is_slow() {
        let usual = |n: u64| std::iter::repeat_n(n, 70);
        let after = |quiet: &[u64], n| days(quiet.iter().copied().chain(usual(n)));
        for (case, counts, n_days) in [
            ("nothing ever", days([]), None),
            ("as always", days(usual(20)), None),
            ("nothing yesterday", after(&[0], 20), Some(1)),
            ("next to nothing yesterday", after(&[2], 40), Some(1)),
            ("a slow day", after(&[8], 20), None),
            ("a busy day", after(&[200], 20), None),
            ("little traffic anyway", after(&[0], 2), None),
            ("nothing for a week, of little traffic", after(&[0; 7], 2), Some(7)),
            ("nothing for a week, of hardly any", after(&[0, 0, 0, 0, 0, 0, 0, 1, 0], 0), None),
            ("a week before the last", after(&[20, 20, 0, 0, 0, 0, 0, 0, 0], 20), None),
            ("a new survey", days([30, 20, 10]), None),
            ("one that is over for long", after(&[0; 70], 20), None),
        ] {
            assert_eq!(silence(&counts, TODAY).map(|silence| silence.n_days), n_days, "{case}");
        }
    }

    #[test]
    fn a_shop_that_sells_nothing_on_sundays_is_not_silent_on_mondays() {
        let counts = days((0..70).map(|back| if back % 7 == 0 { 0 } else { 50 }));
        assert_eq!(silence(&counts, TODAY), None);
    }

    #[test]
    fn silence_is_told_in_a_sentence() {
        let told = Silence { n_days: 7, n: 3, expected: 41.6 }.told();
        assert!(
            told.starts_with("In the last 7 days only 3 responses came, where about 42"),
            "{told}"
        );
    }
}
