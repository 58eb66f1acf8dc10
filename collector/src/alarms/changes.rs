//! Which scores of the last week differ from those of the four weeks before by more than chance. Pure.

use crate::report::scope::{Days, Scope};
use crate::report::words::{self, Other};
use crate::report::{Finding, Report};
use aftersay::survey::Survey;
use jiff::Span;
use jiff::civil::Date;

/// How improbable a change has to be before it is told: a survey has a few scores, and each is looked
/// at every day.
const P_MAX: f64 = 0.001;

/// The last seven days before `today`, against the 28 before them.
#[must_use]
pub fn scope(today: Date) -> Scope {
    let back = |n_days: i64| today.saturating_sub(Span::new().days(n_days));
    let against = Some(Days { from: back(35), to: back(8) });
    Scope { from: Some(back(7)), to: Some(back(1)), against, ..Scope::default() }
}

/// What has changed, a sentence for each question, by the score that stands for it. It tells nothing
/// that the report does not.
///
/// - **Shape**: `report` is one of [`scope`].
/// - **Source**: as for the changes of every report: measurement reference, F3.
#[must_use]
pub fn changes(report: &Report, survey: &Survey) -> Vec<String> {
    let told = words::questions(report, survey).filter_map(|(question, found)| {
        let Finding::Shown(figures) = &found.finding else { return None };
        let (name, _) = figures.scores.first()?;
        let (_, change) = figures.changes.iter().find(|(other, _)| other == name)?;
        change.p.filter(|p| *p < P_MAX)?;
        let measure = words::measure(name, Some(question));
        let how = words::change(&measure, change, Other::Before);
        let prompt = words::prompt(question);
        Some(format!("\u{201c}{prompt}\u{201d}: in the last 7 days {} is {how}", measure.title))
    });
    told.collect()
}
