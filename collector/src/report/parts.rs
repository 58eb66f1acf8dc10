//! What a report is made of: the responses that it is about, and those that it is not.

use super::scope::{Scope, ScopeError, Side};
use super::{Distribution, Field, Figures, Finding, Report, Tally, Warning, changes, groups};
use crate::store::Statistic;
use aftersay::scoring::disclosure::{DisclosureError, KMin, check_filter};
use aftersay::survey::Survey;
use std::collections::BTreeMap;

/// The responses on one side of a report.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Split {
    /// All of them.
    pub all: Tally,
    /// Those of each group. Responses that told no group are in none.
    pub groups: BTreeMap<String, Tally>,
}

/// What a report is made of.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parts {
    scope: Scope,
    /// The responses that it is about.
    now: Split,
    /// Those of the days before that these are compared with; they are among the others, too.
    then: Tally,
    /// All the others.
    others: Split,
}

impl Parts {
    /// Nothing yet, of what was asked for.
    #[must_use]
    pub fn new(scope: Scope) -> Self {
        Self { scope, ..Self::default() }
    }

    /// Responses that have no day, split by this field.
    #[must_use]
    pub fn without_days(by: Option<Field>, now: Split) -> Self {
        Self { scope: Scope { by, ..Scope::default() }, now, ..Self::default() }
    }

    /// Adds what is stored of a day.
    pub fn add(&mut self, statistic: &Statistic) {
        let Statistic { day, version, value, tally } = statistic;
        let side = self.scope.side(*day);
        let split = if side == Side::Now { &mut self.now } else { &mut self.others };
        if let Some(group) = value {
            split.groups.entry(group.clone()).or_default().merge(tally);
            return;
        }
        split.all.merge(tally);
        if self.scope.by == Some(Field::Version) {
            split.groups.entry(version.to_string()).or_default().merge(tally);
        }
        if side == Side::Then {
            self.then.merge(tally);
        }
    }

    /// The responses that the report is about.
    #[must_use]
    pub fn tally(&self) -> &Tally {
        &self.now.all
    }

    /// Works out what may be told.
    ///
    /// - **Source**: measurement reference, F3 and F5.
    ///
    /// # Errors
    /// [`ScopeError::Tells`], where the days that were asked for leave out so few responses that
    /// all less these would tell on them.
    pub fn report(&self, survey: &Survey, k_min: u64) -> Result<Report, ScopeError> {
        self.check(k_min)?;
        let scheme = self.scope.scheme.unwrap_or_default();
        let mut report = self.now.all.report_by(survey, k_min, scheme);
        report.scope = self.scope;
        conceal(&mut report, &self.others.all, survey, k_min);
        if self.scope.against.is_some() {
            self.compare(&mut report, survey, k_min);
        }
        if let Some(by) = self.scope.by {
            report.groups = groups::groups(by, &self.now, &self.others, survey, k_min);
        }
        Ok(report)
    }

    /// Refuses days whose figures, less or beside those of all days, are figures of few.
    fn check(&self, k_min: u64) -> Result<(), DisclosureError> {
        // Only lines of a file, which have no days, are reported with less than the lowest minimum.
        let Ok(k_min) = KMin::new(k_min) else { return Ok(()) };
        let [now, then, others] =
            [&self.now.all, &self.then, &self.others.all].map(Tally::n_responses);
        let total = now + others;
        check_filter(total, now, k_min)?;
        if self.scope.against.is_some() {
            check_filter(total, then, k_min)?;
            check_filter(total, now + then, k_min)?;
        }
        Ok(())
    }

    fn compare(&self, report: &mut Report, survey: &Survey, k_min: u64) {
        let mut then = self.then.report(survey, k_min);
        if then.n < k_min {
            let text = "too few responses in the days before to compare with".to_owned();
            report.warnings.push(Warning { code: "too_few_before", text });
            return;
        }
        let mut rest = self.others.all.clone();
        rest.subtract(&self.then);
        // What a change tells of the days before must not tell on those that are in neither.
        conceal(&mut then, &rest, survey, k_min);
        changes::compare(report, &then);
    }
}

/// Hides the figures of a report that would tell on few others: all responses less its own.
fn conceal(report: &mut Report, others: &Tally, survey: &Survey, k_min: u64) {
    if others.n_responses() == 0 {
        return;
    }
    let (all, shown) = (others.report(survey, 1), others.report(survey, k_min));
    let before = report.clone();
    for ((found, all), shown) in
        report.questions.iter_mut().zip(&all.questions).zip(&shown.questions)
    {
        let n = others.n_answered(&found.id) + others.n_scored(&found.id);
        if 0 < n && n < k_min {
            found.finding = Finding::Hidden;
        } else if 0 < n && all.finding != shown.finding {
            strip(&mut found.finding, &all.finding, &shown.finding);
        }
    }
    for ((_, index), ((_, all), (_, shown))) in
        report.indexes.iter_mut().zip(all.indexes.iter().zip(&shown.indexes))
    {
        *index = index.filter(|_| all == shown);
    }
    if *report != before {
        let text = "some figures are withheld: few answers lie outside of these days, and all \
                    less the others would tell on them";
        report.warnings.push(Warning { code: "period_withheld", text: text.to_owned() });
    }
}

/// Leaves of a question only its scores, and of these only such as the others show all they have.
fn strip(finding: &mut Finding, all: &Finding, shown: &Finding) {
    let Finding::Shown(figures) = finding else { return };
    let (Finding::Shown(all), Finding::Shown(shown)) = (all, shown) else {
        *finding = Finding::Hidden;
        return;
    };
    let of =
        |figures: &Figures, name| figures.scores.iter().find(|(other, _)| *other == name).copied();
    for (name, score) in &mut figures.scores {
        *score = score.filter(|_| of(all, *name) == of(shown, *name));
    }
    let scores = std::mem::take(&mut figures.scores);
    **figures = Figures {
        scores,
        distribution: Distribution::Withheld,
        ..Figures::new(figures.n, figures.n_asked)
    };
}

#[cfg(test)]
mod tests;
