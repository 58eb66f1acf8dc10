//! Groups and changes for the terminal.

use super::one_line;
use crate::report::Report;
use crate::report::groups::Column;
use crate::report::words::{self, Other, measure, rounded};
use aftersay::scoring::compare::Difference;
use aftersay::survey::{Question, Survey};
use std::fmt::{Result, Write as _};

/// How many characters most intervals take.
const INTERVAL_WIDTH: usize = 16;

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

/// Writes a small table of each score, a line a group.
pub(super) fn write_groups(out: &mut String, report: &Report, survey: &Survey) -> Result {
    let Some(first) = report.groups.first() else { return Ok(()) };
    let title = ["By ", words::field(first.by)].concat();
    writeln!(out, "\n{title}\n{}\nResponses", "-".repeat(title.chars().count()))?;
    let names = report.groups.iter().map(|group| one_line(words::group(group.value.as_deref())));
    let names: Vec<_> = names.collect();
    let width = names.iter().map(|name| name.chars().count()).max().unwrap_or(0);
    for (name, group) in names.iter().zip(&report.groups) {
        match &group.report {
            Some(report) => writeln!(out, "  {name:<width$}  {:>6}", report.n)?,
            None => writeln!(out, "  {name:<width$}  {}", words::GROUP_HIDDEN)?,
        }
    }
    for column in Column::of(report, survey) {
        let measure = measure(column.name, column.question);
        write!(out, "{}", measure.title)?;
        match column.question {
            Some(question) => writeln!(out, "  [{}]", question.id)?,
            None => writeln!(out)?,
        }
        for (name, group) in names.iter().zip(&report.groups) {
            let found = group.report.as_ref().map(|report| column.found(report));
            let Some((Some(score), change)) = found else { continue };
            write!(out, "  {name:<width$}  {:>6}", measure.show(score.value))?;
            if let Some((low, high)) = score.interval {
                let low = rounded(low, measure.n_decimals);
                let interval = format!("({low} to {})", measure.show(high));
                write!(out, "  {interval:<INTERVAL_WIDTH$}")?;
            }
            if let Some(change) = change {
                write!(out, "  {}", words::change(&measure, change, Other::Others))?;
            }
            out.truncate(out.trim_end().len());
            writeln!(out)?;
        }
    }
    Ok(())
}
