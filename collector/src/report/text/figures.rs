//! The figures of one question for the terminal, whatever its kind.

use super::{BAR_WIDTH, bar, one_line, short, write_estimate};
use crate::report::figures::{Distribution, Fact, Figures, PartFigures, Score};
use crate::report::words::{self, counted, measure, percent, rounded};
use aftersay::scoring::estimate::Estimate;
use aftersay::survey::Question;
use std::fmt::{Result, Write as _};

/// How many characters a line takes before it goes on in the next.
const LINE_WIDTH: usize = 78;

pub(super) fn write_figures(out: &mut String, question: &Question, figures: &Figures) -> Result {
    let (n, n_asked) = (figures.n, figures.n_asked);
    writeln!(out, "  {}, {n_asked} asked", counted(n, "answer", "answers"))?;
    let told = figures.scores.iter().filter_map(|(name, score)| Some((*name, (*score)?)));
    for (index, (name, score)) in told.enumerate() {
        if index == 0 {
            write_estimate(out, name, Some(question), &score)?;
        } else {
            writeln!(out, "  {}", words::told(name, Some(question), &score))?;
        }
    }
    super::groups::write_changes(out, Some(question), &figures.changes)?;
    let counts = match &figures.distribution {
        Distribution::Counts(counts) => counts.as_slice(),
        Distribution::None | Distribution::Withheld => &[],
    };
    write_counts(out, question, counts, &figures.shares)?;
    let others = figures.shares.iter().filter(|(key, _)| !counts.iter().any(|(of, _)| of == key));
    write_shares(out, question, &others.collect::<Vec<_>>())?;
    write_facts(out, question, &figures.readings, "  ")?;
    for part in &figures.parts {
        write_part(out, question, part, "  ")?;
    }
    if let Some(model) = &figures.model {
        writeln!(out)?;
        for line in model.tables().lines() {
            let line = format!("  {line}");
            writeln!(out, "{}", line.trim_end())?;
        }
    }
    Ok(())
}

fn write_counts(
    out: &mut String,
    question: &Question,
    counts: &[(String, u64)],
    shares: &[(String, Option<Estimate>)],
) -> Result {
    // Of several options each is a share of the visitors, and not of what they chose.
    let total: u64 = counts.iter().map(|(_, n)| n).sum();
    let most = counts.iter().map(|(_, n)| *n).max().unwrap_or(0);
    let labels: Vec<_> =
        counts.iter().map(|(key, _)| short(&words::answer_label(question, key))).collect();
    let width = labels.iter().map(|label| label.chars().count()).max().unwrap_or(0);
    for (label, (key, n)) in labels.iter().zip(counts) {
        let estimate =
            shares.iter().find(|(option, _)| option == key).and_then(|(_, share)| *share);
        let share = estimate.map_or_else(
            || percent(*n, total),
            |share| format!("{}\u{a0}%", rounded(share.value, 1)),
        );
        write!(out, "  {label:<width$} {n:>6} {share:>7}  {:<BAR_WIDTH$}", bar(*n, most))?;
        write_bounds(out, estimate.as_ref())?;
    }
    Ok(())
}

fn write_shares(
    out: &mut String,
    question: &Question,
    shares: &[&(String, Option<Estimate>)],
) -> Result {
    let labels: Vec<_> =
        shares.iter().map(|(key, _)| short(&words::class(question, key))).collect();
    let width = labels.iter().map(|label| label.chars().count()).max().unwrap_or(0);
    for (label, (_, share)) in labels.iter().zip(shares) {
        let Some(share) = share else { continue };
        let value = format!("{}\u{a0}%", rounded(share.value, 1));
        let bar = bar_of(share.value);
        write!(out, "  {label:<width$} {value:>7}  {bar:<BAR_WIDTH$}")?;
        write_bounds(out, Some(share))?;
    }
    Ok(())
}

/// A bar of which the whole width is 100 %.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped before")]
fn bar_of(percent: f64) -> String {
    bar((percent * 100.0).clamp(0.0, 10_000.0).round() as u64, 10_000)
}

fn write_bounds(out: &mut String, share: Option<&Estimate>) -> Result {
    if let Some((low, high)) = share.and_then(|share| share.interval) {
        write!(out, "  {} to {} %", rounded(low, 1), rounded(high, 1))?;
    }
    // A short bar is filled up with spaces that nobody sees but everybody copies.
    out.truncate(out.trim_end().len());
    writeln!(out)
}

fn write_part(out: &mut String, question: &Question, part: &PartFigures, margin: &str) -> Result {
    let name = one_line(&part.name);
    if part.is_hidden {
        return writeln!(out, "{margin}{name}: too few answers");
    }
    writeln!(out, "{margin}{name} ({})", part.n)?;
    let inner = [margin, "  "].concat();
    let scores = part.scores.iter().filter_map(|score| told(question, score));
    let facts = part.readings.iter().map(|(name, fact)| {
        format!("{} {}", words::fact_title(name), words::fact(question, name, fact))
    });
    write_wrapped(out, scores.chain(facts), &inner)?;
    if part.scores.is_empty() && !part.counts.is_empty() {
        let counts = words::counts(question, &part.key, &part.counts);
        write_wrapped(out, counts.split("; ").map(str::to_owned), &inner)?;
    }
    for part in &part.parts {
        write_part(out, question, part, &inner)?;
    }
    Ok(())
}

fn write_facts(out: &mut String, question: &Question, facts: &[Fact], margin: &str) -> Result {
    // The level stands in the sentence of the score already.
    let facts = facts.iter().filter(|(name, _)| *name != "level").map(|(name, fact)| {
        format!("{}: {}", words::fact_title(name), words::fact(question, name, fact))
    });
    write_wrapped(out, facts, margin)
}

fn told(question: &Question, (name, score): &Score) -> Option<String> {
    let (measure, score) = (measure(name, Some(question)), (*score)?);
    let value = format!("{} {}", measure.title, measure.show(score.value));
    Some(match score.interval {
        Some((low, high)) => {
            let low = rounded(low, measure.n_decimals);
            format!("{value} ({low} to {})", measure.show(high))
        }
        None => value,
    })
}

/// Writes some short texts one behind the other, and goes on in a new line where it is full.
fn write_wrapped(out: &mut String, texts: impl Iterator<Item = String>, margin: &str) -> Result {
    let mut line = String::new();
    for text in texts {
        let width = margin.len() + line.chars().count() + text.chars().count();
        if !line.is_empty() && LINE_WIDTH < width {
            writeln!(out, "{margin}{line}")?;
            line.clear();
        }
        if !line.is_empty() {
            line.push_str("; ");
        }
        line.push_str(&text);
    }
    if line.is_empty() { Ok(()) } else { writeln!(out, "{margin}{line}") }
}
