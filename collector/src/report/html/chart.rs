//! Small drawings in SVG, styled by class only: a strict policy refuses styles in attributes.

use crate::report::words::{Measure, answer_label, class, percent, rounded};
use aftersay::scoring::estimate::Estimate;
use aftersay::survey::{Kind, Question};
use aftersay::tree::decimal;
use maud::{Markup, html};

/// An estimate as a dot within its interval, on the whole of its scale.
pub(super) fn range(measure: &Measure, estimate: &Estimate) -> Markup {
    let at = |value: f64| 100.0 * (value - measure.min) / (measure.max - measure.min);
    let (low, high) = estimate.interval.unwrap_or((estimate.value, estimate.value));
    let (min, max) = (rounded(measure.min, 0), rounded(measure.max, 0));
    let alt = format!(
        "{} on a scale from {min} to {max}, 95 % interval from {} to {}",
        rounded(estimate.value, measure.n_decimals),
        rounded(low, measure.n_decimals),
        rounded(high, measure.n_decimals),
    );
    html! {
        div.range {
            svg width="100%" height="20" role="img" aria-label=(alt) {
                rect.track x="0" y="8" width="100%" height="4" rx="2" {}
                rect.interval x=(length(at(low))) y="3.5" width=(length(at(high) - at(low))) height="13" rx="3" {}
                @if measure.min < 0.0 {
                    @let zero = length(at(0.0));
                    line.zero x1=(zero) x2=(zero) y1="2" y2="18" {}
                }
                circle.point cx=(length(at(estimate.value))) cy="10" r="4.5" {}
            }
            // The drawing says it already.
            p.ends aria-hidden="true" {
                span { (min) } @if measure.min < 0.0 { span { "0" } } span { (max) (measure.unit) }
            }
        }
    }
}

/// How far there is to go until figures may show.
pub(super) fn progress(n: u64, k_min: u64) -> Markup {
    html! { progress value=(n) max=(k_min) { (n) " of " (k_min) } }
}

/// How often each answer was given, as a table whose bars are decoration. The best end of a scale
/// stands on top; options stand as the owner put them.
pub(super) fn distribution(
    question: &Question,
    counts: &[(String, u64)],
    shares: &[(String, Option<Estimate>)],
) -> Markup {
    let estimate = |key: &str| shares.iter().find(|(id, _)| id == key)?.1;
    let total: u64 = counts.iter().map(|(_, n)| n).sum();
    let of_total = |n: u64| if total == 0 { 0.0 } else { 100.0 * n as f64 / total as f64 };
    // Of several options each is a share of the visitors, and not of what they chose.
    let share = |key: &str, n: u64| estimate(key).map_or(of_total(n), |share| share.value);
    let bounds = |key: &str| estimate(key)?.interval;
    let tops = counts.iter().map(|(key, n)| bounds(key).map_or(share(key, *n), |(_, high)| high));
    // The longest bar fills the column, or eleven answers would be eleven stubs.
    let longest = tops.fold(1.0, f64::max);
    let mut rows: Vec<_> = counts.iter().collect();
    if question.scale().is_some() {
        rows.reverse();
    }
    html! {
        table.distribution {
            caption { "How often each answer was given" }
            thead { tr {
                @for name in ["Answer", "Bar", "Count", "Share"] {
                    th scope="col" { span { (name) } }
                }
            } }
            tbody { @for (key, n) in rows {
                tr.(tone(question, key)) {
                    th scope="row" { (answer_label(question, key)) }
                    td.bar { svg width="100%" height="14" aria-hidden="true" {
                        rect.fill width=(length(100.0 * share(key, *n) / longest)) height="14" rx="2" {}
                        @if let Some((low, high)) = bounds(key) {
                            @let (low, high) = (100.0 * low / longest, 100.0 * high / longest);
                            line.whisker x1=(length(low)) x2=(length(high)) y1="7" y2="7" {}
                        }
                    } }
                    td { (n) }
                    td {
                        @match estimate(key) {
                            Some(share) => { (rounded(share.value, 1)) "\u{a0}%" }
                            None => (percent(*n, total)),
                        }
                        @if let Some((low, high)) = bounds(key) {
                            small { (rounded(low, 1)) "–" (rounded(high, 1)) }
                        }
                    }
                }
            } }
        }
    }
}

/// The share of each class, as a table whose bars are decoration.
pub(super) fn shares(question: &Question, shares: &[&(String, Option<Estimate>)]) -> Markup {
    let tops = shares.iter().filter_map(|(_, share)| {
        let share = (*share)?;
        Some(share.interval.map_or(share.value, |(_, high)| high))
    });
    let longest = tops.fold(1.0, f64::max);
    html! {
        table.distribution.classes {
            caption { "The share of each class" }
            thead { tr {
                @for name in ["Class", "Bar", "Share"] { th scope="col" { span { (name) } } }
            } }
            tbody { @for (key, share) in shares { @if let Some(share) = share {
                tr.plain {
                    th scope="row" { (class(question, key)) }
                    td.bar { svg width="100%" height="14" aria-hidden="true" {
                        rect.fill width=(length(100.0 * share.value / longest)) height="14" rx="2" {}
                        @if let Some((low, high)) = share.interval {
                            @let (low, high) = (100.0 * low / longest, 100.0 * high / longest);
                            line.whisker x1=(length(low)) x2=(length(high)) y1="7" y2="7" {}
                        }
                    } }
                    td {
                        (rounded(share.value, 1)) "\u{a0}%"
                        @if let Some((low, high)) = share.interval {
                            small { (rounded(low, 1)) "–" (rounded(high, 1)) }
                        }
                    }
                }
            } } }
        }
    }
}

/// Whether an answer speaks for the shop or against it: its colour, beside its words.
fn tone(question: &Question, answer: &str) -> &'static str {
    let middle = match question.kind {
        Kind::Nps => (7.0, 8.0),
        Kind::Csat => (3.0, 3.0),
        Kind::Csm | Kind::Disconfirmation => (0.0, 0.0),
        Kind::Ces => (4.0, 4.0),
        _ => return "plain",
    };
    match decimal(answer) {
        Some(number) if number < middle.0 => "bad",
        Some(number) if middle.1 < number => "good",
        Some(_) => "middling",
        None => "plain",
    }
}

/// A share of the width, as an attribute takes it.
fn length(percent: f64) -> String {
    format!("{:.2}%", percent.clamp(0.0, 100.0))
}
