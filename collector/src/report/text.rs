//! A report for the terminal.

mod figures;
mod groups;

use super::words::{self, counted, measure, percent};
use super::{Finding, Report};
use crate::one_line;
use aftersay::scoring::estimate::Estimate;
use aftersay::survey::{Question, Survey};
use std::fmt::Write as _;

/// How many characters the longest bar and the range of an interval take.
const BAR_WIDTH: usize = 24;

/// The longest label that keeps its own line together; longer ones are cut.
const LABEL_WIDTH: usize = 24;

/// Writes the report in lines of at most about 80 characters.
#[must_use]
pub fn page(report: &Report, survey: &Survey) -> String {
    let mut out = String::new();
    // Writing into a string does not fail.
    let _ = write_page(&mut out, report, survey);
    // Tight spaces hold lines together on a web page; a terminal does not break lines at all, and
    // who searches its output types plain ones.
    out.replace('\u{a0}', " ")
}

fn write_page(out: &mut String, report: &Report, survey: &Survey) -> std::fmt::Result {
    let title = words::title(survey);
    writeln!(out, "{title}\n{}", "=".repeat(title.chars().count()))?;
    let completed = percent(report.n_complete, report.n);
    write!(out, "{}", counted(report.n, "response", "responses"))?;
    if 0 < report.n {
        write!(out, ", {completed} complete")?;
    }
    if 0 < report.n_simulated {
        write!(out, ", {} of them simulated", report.n_simulated)?;
    }
    writeln!(out)?;
    if let Some(days) = words::days(&report.scope) {
        writeln!(out, "{days}")?;
    }
    if let Some(sentence) = words::too_few_responses(report) {
        return writeln!(out, "\n{sentence}");
    }
    for (name, index) in &report.indexes {
        // Where there is none, a warning or the question itself says why.
        if let Some(index) = index {
            write_estimate(out, name, None, index)?;
        }
    }
    groups::write_changes(out, None, &report.changes)?;
    for (question, found) in words::questions(report, survey) {
        writeln!(out, "\n{}  [{}]", words::prompt(question), question.id)?;
        match &found.finding {
            Finding::Hidden => writeln!(out, "  {}", words::HIDDEN)?,
            Finding::TooFew { n, .. } => {
                writeln!(out, "  too few answers: {n} of {}", report.k_min)?;
            }
            Finding::Shown(figures) => figures::write_figures(out, question, figures)?,
        }
        for (about, texts) in words::comments(report, question) {
            if let Some(about) = about {
                writeln!(out, "  {}:", one_line(&about))?;
            }
            for text in texts {
                writeln!(out, "  - {}", one_line(text))?;
            }
        }
    }
    groups::write_groups(out, &report.groups, survey)?;
    let others: Vec<_> = report.warnings.iter().filter(|w| w.code != "too_few").collect();
    if !others.is_empty() {
        writeln!(out, "\nMind:")?;
        for warning in others {
            writeln!(out, "  - {}", one_line(&warning.text))?;
        }
    }
    Ok(())
}

fn write_estimate(
    out: &mut String,
    name: &str,
    question: Option<&Question>,
    estimate: &Estimate,
) -> std::fmt::Result {
    let measure = measure(name, question);
    writeln!(out, "  {}", words::told(name, question, estimate))?;
    let Some((low, high)) = estimate.interval else { return Ok(()) };
    let at = |value: f64| place((value - measure.min) / (measure.max - measure.min), BAR_WIDTH * 2);
    let (low, mid, high) = (at(low), at(estimate.value), at(high));
    let drawn = (0..=BAR_WIDTH * 2).map(|column| match column {
        _ if column == mid => '●',
        _ if (low..=high).contains(&column) => '━',
        _ => '·',
    });
    let (min, max) = (words::rounded(measure.min, 0), words::rounded(measure.max, 0));
    writeln!(out, "  {min} {} {max}", drawn.collect::<String>())
}

/// The column of a share of the width.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped before")]
fn place(share: f64, width: usize) -> usize {
    (share.clamp(0.0, 1.0) * width as f64).round() as usize
}

fn bar(n: u64, most: u64) -> String {
    let length = if most == 0 { 0 } else { place(n as f64 / most as f64, BAR_WIDTH) };
    // What is there is seen, however little it is.
    "█".repeat(if 0 < n { length.max(1) } else { 0 })
}

fn short(label: &str) -> String {
    if label.chars().count() <= LABEL_WIDTH {
        return label.to_owned();
    }
    label.chars().take(LABEL_WIDTH - 1).chain(['…']).collect()
}
