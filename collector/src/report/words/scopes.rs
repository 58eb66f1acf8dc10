//! How days, groups and changes are told.

use super::{Measure, rounded};
use crate::report::Field;
use crate::report::scope::Scope;
use aftersay::anonymise::bands::Fact;
use aftersay::scoring::compare::{Change, Difference};

/// What a score is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Other {
    /// The same score on the days before.
    Before,
    /// That of everybody who is not in the group.
    Others,
}

/// What splits the groups.
#[must_use]
pub const fn field(field: Field) -> &'static str {
    match field {
        Field::Order(Fact::OrderValue) => "order value",
        Field::Order(Fact::Items) => "number of items",
        Field::Order(Fact::Customer) => "customer",
        Field::Lang => "language",
        Field::Version => "version of the survey",
    }
}

/// What a group is called.
#[must_use]
pub fn group(value: Option<&str>) -> &str {
    value.unwrap_or("not told")
}

/// What stands in place of a group's scores.
pub const GROUP_HIDDEN: &str = "hidden, so that no single visitor can be read off a figure";

/// The days of a report, as a sentence; `None` where it is about all of them.
#[must_use]
pub fn days(scope: &Scope) -> Option<String> {
    let days = match (scope.from, scope.to) {
        (None, None) => return None,
        (Some(from), None) => format!("From {from} on"),
        (None, Some(to)) => format!("Up to {to}"),
        (Some(from), Some(to)) => format!("From {from} to {to}"),
    };
    Some(match scope.against {
        Some(before) => format!("{days}, compared with {} to {}.", before.from, before.to),
        None => [&days, "."].concat(),
    })
}

/// What may be said about a difference: that there is none, or how large it is.
#[must_use]
pub fn change(measure: &Measure, change: &Difference, other: Other) -> String {
    let (word, same) = match other {
        Other::Before => ("before", "no clear change"),
        Other::Others => ("the others", "no clear difference"),
    };
    let (low, high) = change.interval;
    let (direction, low, high) = match change.change() {
        Change::NoClearChange => return same.to_owned(),
        Change::Higher => ("higher", low, high),
        Change::Lower => ("lower", -high, -low),
    };
    let show = |points: f64| rounded(points, measure.n_decimals);
    // Percent of percent would be something else.
    let unit = if measure.unit.is_empty() { "" } else { " points" };
    let by = show(change.value.abs());
    format!("{direction} than {word} by {by}{unit} ({} to {})", show(low), show(high))
}

#[cfg(test)]
mod tests {
    use super::super::measure;
    use super::*;

    #[test]
    fn a_change_is_told_in_words_and_none_as_none() {
        let of = |low: f64, high: f64| Difference {
            value: f64::midpoint(low, high),
            standard_error: 1.0,
            interval: (low, high),
            z: None,
            p: None,
            n: (20, 20),
        };
        for (name, difference, other, told) in [
            ("nps", of(13.6, 57.4), Other::Before, "higher than before by 36 (14 to 57)"),
            ("nps", of(-57.4, -13.6), Other::Others, "lower than the others by 36 (14 to 57)"),
            ("csat", of(1.0, 9.0), Other::Before, "higher than before by 5.0 points (1.0 to 9.0)"),
            ("nps", of(-1.0, 5.0), Other::Before, "no clear change"),
            ("nps", of(-1.0, 5.0), Other::Others, "no clear difference"),
        ] {
            assert_eq!(change(&measure(name, None), &difference, other), told);
        }
    }

    #[test]
    fn days_are_told_as_they_were_asked_for() {
        let of = |given: &[(&str, &str)]| days(&Scope::read(given.iter().copied()).unwrap());
        let (from, to) = (("from", "2026-11-01"), ("to", "2026-11-30"));
        let against = ("against", "2026-10-01..2026-10-31");
        assert_eq!(of(&[("by", "lang")]), None);
        assert_eq!(of(&[from]).unwrap(), "From 2026-11-01 on.");
        assert_eq!(of(&[to]).unwrap(), "Up to 2026-11-30.");
        let both = of(&[from, to, against]).unwrap();
        assert_eq!(both, "From 2026-11-01 to 2026-11-30, compared with 2026-10-01 to 2026-10-31.");
    }
}
