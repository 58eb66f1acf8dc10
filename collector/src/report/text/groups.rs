//! Groups and changes for the terminal.

use super::one_line;
use crate::report::groups::GroupReport;
use crate::report::words::{self, Other, counted, measure, rounded};
use crate::report::{Finding, Report};
use aftersay::scoring::compare::Difference;
use aftersay::scoring::estimate::Estimate;
use aftersay::survey::{Question, Survey};
use std::fmt::{Result, Write as _};

/// Says how scores differ from those of the days before.
pub(super) fn write_changes(
    out: &mut String,
    question: Option<&Question>,
    changes: &[(impl AsRef<str>, Difference)],
) -> Result {
    for (name, change) in changes {
        let measure = measure(name.as_ref(), question);
        let told = words::change(&measure, change, Other::Before);
        writeln!(out, "  {}: {told}", measure.title)?;
    }
    Ok(())
}

pub(super) fn write_groups(out: &mut String, groups: &[GroupReport], survey: &Survey) -> Result {
    let Some(first) = groups.first() else { return Ok(()) };
    let title = ["By ", words::field(first.by)].concat();
    writeln!(out, "\n{title}\n{}", "-".repeat(title.chars().count()))?;
    for group in groups {
        let value = one_line(words::group(group.value.as_deref()));
        match &group.report {
            None => writeln!(out, "{value}: {}", words::GROUP_HIDDEN)?,
            Some(report) => {
                writeln!(out, "{value}: {}", counted(report.n, "response", "responses"))?;
                write_group(out, report, survey)?;
            }
        }
    }
    Ok(())
}

fn write_group(out: &mut String, report: &Report, survey: &Survey) -> Result {
    for (name, index) in &report.indexes {
        let change = report.changes.iter().find(|(of, _)| of == name);
        write_score(out, name, None, index.as_ref(), change.map(|(_, change)| change))?;
    }
    for (question, found) in words::questions(report, survey) {
        let Finding::Shown(figures) = &found.finding else { continue };
        for (name, score) in &figures.scores {
            let change = figures.changes.iter().find(|(of, _)| of == name);
            let change = change.map(|(_, change)| change);
            write_score(out, name, Some(question), score.as_ref(), change)?;
        }
    }
    Ok(())
}

fn write_score(
    out: &mut String,
    name: &str,
    question: Option<&Question>,
    score: Option<&Estimate>,
    change: Option<&Difference>,
) -> Result {
    let Some(score) = score else { return Ok(()) };
    let measure = measure(name, question);
    write!(out, "  {} {}", measure.title, measure.show(score.value))?;
    if let Some((low, high)) = score.interval {
        write!(out, " ({} to {})", rounded(low, measure.n_decimals), measure.show(high))?;
    }
    if let Some(question) = question {
        write!(out, "  [{}]", question.id)?;
    }
    if let Some(change) = change {
        write!(out, "  {}", words::change(&measure, change, Other::Others))?;
    }
    writeln!(out)
}
