//! Which responses a report is about, what they are compared with, and by what they are split.

use super::Field;
use super::path_model::scheme_named;
use aftersay::scoring::disclosure::DisclosureError;
use aftersay::scoring::pls::Scheme;
use jiff::civil::Date;

/// What was asked for; by default all responses, together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Scope {
    /// By what the responses are split into groups.
    pub by: Option<Field>,
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
    /// The days before that the others are compared with.
    pub against: Option<Days>,
    /// How path models are estimated, where not by the usual scheme.
    pub scheme: Option<Scheme>,
}

/// Some days, the last one included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Days {
    pub from: Date,
    pub to: Date,
}

/// On which side of a report a response is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The report is about it.
    Now,
    /// The others are compared with it.
    Then,
    /// It is left out.
    Out,
}

/// Why there is no such report.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum ScopeError {
    #[error("{name:?} is no option of a report, allowed are by, from, to, against, scheme")]
    Unknown { name: String },
    #[error("{name} is given twice")]
    Repeated { name: String },
    #[error(
        "by {value:?} is nothing to split by, allowed are order_value, items, customer, lang, version"
    )]
    NoField { value: String },
    #[error("scheme {value:?} is none, allowed are path, centroid, factorial")]
    NoScheme { value: String },
    #[error("{name} {value:?} is not a day, allowed are days such as 2026-11-22")]
    NoDay { name: &'static str, value: String },
    #[error("against {value:?} are not days, allowed are days such as 2026-10-01..2026-10-31")]
    NoDays { value: String },
    #[error("{name} ends on {to}, before it begins on {from}")]
    Reversed { name: &'static str, from: Date, to: Date },
    #[error("against compares the days from some day on with earlier ones, and from is not given")]
    NoFrom,
    #[error("against ends on {to}, and has to end before {from}, where the other days begin")]
    NotBefore { from: Date, to: Date },
    #[error("the days are refused: {0}")]
    Tells(#[from] DisclosureError),
}

impl Scope {
    /// Reads what was asked for, by the names of the options.
    ///
    /// # Errors
    /// The first [`ScopeError`] in it.
    ///
    /// # Examples
    /// ```
    /// use collector::report::scope::Scope;
    /// let scope = Scope::read([("by", "customer"), ("from", "2026-11-01")]).unwrap();
    /// assert_eq!(scope.by.unwrap().name(), "customer");
    /// let refused = Scope::read([("to", "1.11.2026")]).unwrap_err().to_string();
    /// assert_eq!(refused, "to \"1.11.2026\" is not a day, allowed are days such as 2026-11-22");
    /// ```
    pub fn read<'a>(
        given: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, ScopeError> {
        let mut scope = Self::default();
        for (name, value) in given {
            let is_new = match name {
                "by" => {
                    let unknown = || ScopeError::NoField { value: value.to_owned() };
                    scope.by.replace(Field::named(value).ok_or_else(unknown)?).is_none()
                }
                "from" => scope.from.replace(day("from", value)?).is_none(),
                "to" => scope.to.replace(day("to", value)?).is_none(),
                "scheme" => {
                    let unknown = || ScopeError::NoScheme { value: value.to_owned() };
                    scope.scheme.replace(scheme_named(value).ok_or_else(unknown)?).is_none()
                }
                "against" => scope.against.replace(days(value)?).is_none(),
                _ => return Err(ScopeError::Unknown { name: name.to_owned() }),
            };
            if !is_new {
                return Err(ScopeError::Repeated { name: name.to_owned() });
            }
        }
        in_order("the period", scope.from, scope.to)?;
        if let Some(Days { to, .. }) = scope.against {
            let from = scope.from.ok_or(ScopeError::NoFrom)?;
            if from <= to {
                return Err(ScopeError::NotBefore { from, to });
            }
        }
        Ok(scope)
    }

    /// Whether some days are left out.
    #[must_use]
    pub fn is_period(&self) -> bool {
        self.from.is_some() || self.to.is_some()
    }

    /// On which side a response of this day is.
    #[must_use]
    pub fn side(&self, day: Date) -> Side {
        let after = self.from.is_none_or(|from| from <= day);
        if after && self.to.is_none_or(|to| day <= to) {
            Side::Now
        } else if self.against.is_some_and(|days| days.from <= day && day <= days.to) {
            Side::Then
        } else {
            Side::Out
        }
    }
}

fn day(name: &'static str, value: &str) -> Result<Date, ScopeError> {
    // A date with a time would be read, too.
    let date = value.parse::<Date>().ok().filter(|date| date.to_string() == value);
    date.ok_or_else(|| ScopeError::NoDay { name, value: value.to_owned() })
}

fn days(value: &str) -> Result<Days, ScopeError> {
    let no_days = || ScopeError::NoDays { value: value.to_owned() };
    let (from, to) = value.split_once("..").ok_or_else(no_days)?;
    let day = |value| day("against", value).map_err(|_| no_days());
    let days = Days { from: day(from)?, to: day(to)? };
    in_order("against", Some(days.from), Some(days.to))?;
    Ok(days)
}

fn in_order(name: &'static str, from: Option<Date>, to: Option<Date>) -> Result<(), ScopeError> {
    match (from, to) {
        (Some(from), Some(to)) if to < from => Err(ScopeError::Reversed { name, from, to }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_asked_for_is_told_with_what_can() {
        for (given, told) in [
            (
                vec![("b", "items")],
                "\"b\" is no option of a report, allowed are by, from, to, against, scheme",
            ),
            (
                vec![("scheme", "best")],
                "scheme \"best\" is none, allowed are path, centroid, factorial",
            ),
            (vec![("by", "lang"), ("by", "lang")], "by is given twice"),
            (
                vec![("by", "day")],
                "by \"day\" is nothing to split by, allowed are order_value, items, customer, lang, version",
            ),
            (
                vec![("from", "2026-02-30")],
                "from \"2026-02-30\" is not a day, allowed are days such as 2026-11-22",
            ),
            (
                vec![("to", "2026-11-22T10:00")],
                "to \"2026-11-22T10:00\" is not a day, allowed are days such as 2026-11-22",
            ),
            (
                vec![("from", "2026-11-02"), ("to", "2026-11-01")],
                "the period ends on 2026-11-01, before it begins on 2026-11-02",
            ),
            (
                vec![("from", "2026-11-02"), ("against", "2026-10-01")],
                "against \"2026-10-01\" are not days, allowed are days such as 2026-10-01..2026-10-31",
            ),
            (
                vec![("against", "2026-10-01..2026-10-31")],
                "against compares the days from some day on with earlier ones, and from is not given",
            ),
            (
                vec![("from", "2026-10-31"), ("against", "2026-10-01..2026-10-31")],
                "against ends on 2026-10-31, and has to end before 2026-10-31, where the other days begin",
            ),
        ] {
            assert_eq!(Scope::read(given.clone()).unwrap_err().to_string(), told, "{given:?}");
        }
    }

    #[test]
    fn every_day_is_on_one_side() {
        let scope = Scope::read([
            ("from", "2026-11-01"),
            ("to", "2026-11-30"),
            ("against", "2026-10-01..2026-10-31"),
        ]);
        let scope = scope.unwrap();
        for (day, side) in [
            ("2026-09-30", Side::Out),
            ("2026-10-01", Side::Then),
            ("2026-10-31", Side::Then),
            ("2026-11-01", Side::Now),
            ("2026-11-30", Side::Now),
            ("2026-12-01", Side::Out),
        ] {
            assert_eq!(scope.side(day.parse().unwrap()), side, "{day}");
            assert_eq!(Scope::default().side(day.parse().unwrap()), Side::Now, "{day}");
        }
    }
}
