//! The figures of one question as a page shows them, whatever its kind.

use super::{chart, groups};
use crate::report::figures::{Distribution, Fact, Figures, PartFigures};
use crate::report::path_model::PathModel;
use crate::report::words::{self, counted, measure, rounded};
use aftersay::scoring::estimate::Estimate;
use aftersay::scoring::pls::{Effect, LatentFit};
use aftersay::survey::{Kind, Question};
use maud::{Markup, html};

pub(super) fn figures_of(question: &Question, figures: &Figures) -> Markup {
    let told = figures.scores.iter().filter_map(|(name, score)| Some((*name, (*score)?)));
    let counts = match &figures.distribution {
        Distribution::Counts(counts) => counts.as_slice(),
        Distribution::None | Distribution::Withheld => &[],
    };
    let other = |(key, _): &&(String, Option<Estimate>)| !counts.iter().any(|(of, _)| of == key);
    let others: Vec<_> = figures.shares.iter().filter(other).collect();
    html! {
        @for (index, (name, score)) in told.enumerate() {
            @if index == 0 {
                div.score {
                    p { (words::told(name, Some(question), &score)) }
                    (groups::change(name, Some(question), &figures.changes))
                    (chart::range(&measure(name, Some(question)), &score))
                }
            } @else {
                p.more { (words::told(name, Some(question), &score)) }
                (groups::change(name, Some(question), &figures.changes))
            }
        }
        @match &figures.distribution {
            Distribution::None => {}
            Distribution::Withheld => p.quiet {
                "The single answers are withheld: they would tell on a few visitors."
            },
            Distribution::Counts(counts) => (chart::distribution(question, counts, &figures.shares)),
        }
        @if !others.is_empty() { (chart::shares(question, &others)) }
        (facts(question, &figures.readings))
        @if !figures.parts.is_empty() { (parts(question, &figures.parts)) }
        @if let Some(model) = &figures.model { (path_model(model)) }
        p.quiet {
            (counted(figures.n, "answer", "answers"))
            " from " (counted(figures.n_asked, "visitor", "visitors")) " who were asked"
        }
    }
}

/// What the method reads from the figures.
fn facts(question: &Question, facts: &[Fact]) -> Markup {
    // The level stands in the sentence of the score already.
    let facts: Vec<_> = facts.iter().filter(|(name, _)| *name != "level").collect();
    html! {
        @if !facts.is_empty() { dl.facts {
            @for (name, fact) in facts {
                div {
                    dt { (words::fact_title(name)) }
                    dd { (words::fact(question, name, fact)) }
                }
            }
        } }
    }
}

/// All parts with those below them, a column a score and a fact.
fn parts(question: &Question, parts: &[PartFigures]) -> Markup {
    let mut rows = Vec::new();
    for part in parts {
        flatten(part, 0, &mut rows);
    }
    let (mut scores, mut facts) = (Vec::new(), Vec::new());
    for (part, _) in &rows {
        let add = |names: &mut Vec<&'static str>, name| {
            if !names.contains(&name) {
                names.push(name);
            }
        };
        part.scores.iter().for_each(|(name, _)| add(&mut scores, *name));
        part.readings.iter().for_each(|(name, _)| add(&mut facts, *name));
    }
    let caption = match question.kind {
        Kind::Failures(_) => "What went wrong, the most points first",
        Kind::Structural(_) => "What is measured",
        Kind::Csi { .. } | Kind::Servqual { .. } | Kind::Dimensions(_) => "What it is made of",
        _ => "Item by item",
    };
    html! {
        // What is wider than the card is scrolled in a box of its own, by keyboard too.
        div.wide tabindex="0" role="region" aria-label=(caption) {
            table.parts {
                caption { (caption) }
                thead { tr {
                    th scope="col" { "Item" }
                    th scope="col" { "Answers" }
                    @for name in &scores { th scope="col" { (measure(name, Some(question)).title) } }
                    @for name in &facts { th scope="col" { (words::fact_title(name)) } }
                } }
                tbody { @for (part, depth) in &rows {
                    tr.below[0 < *depth] {
                        th scope="row" {
                            (part.name)
                            @if part.scores.is_empty() && !part.counts.is_empty() {
                                small { (words::counts(question, &part.key, &part.counts)) }
                            }
                        }
                        @if part.is_hidden {
                            td colspan=(1 + scores.len() + facts.len()) { "too few answers" }
                        } @else {
                            td { (part.n) }
                            @for name in &scores { td { (score_of(question, part, name)) } }
                            @for name in &facts { td { (fact_of(question, part, name)) } }
                        }
                    }
                } }
            }
        }
    }
}

fn flatten<'a>(part: &'a PartFigures, depth: usize, rows: &mut Vec<(&'a PartFigures, usize)>) {
    rows.push((part, depth));
    for part in &part.parts {
        flatten(part, depth + 1, rows);
    }
}

fn score_of(question: &Question, part: &PartFigures, name: &str) -> Markup {
    let score = part.scores.iter().find(|(other, _)| *other == name).and_then(|(_, score)| *score);
    let measure = measure(name, Some(question));
    html! {
        @if let Some(score) = score {
            (measure.show(score.value))
            @if let Some((low, high)) = score.interval {
                small { (rounded(low, measure.n_decimals)) " to " (rounded(high, measure.n_decimals)) }
            }
        }
    }
}

fn fact_of(question: &Question, part: &PartFigures, name: &str) -> Markup {
    let fact = part.readings.iter().find(|(other, _)| *other == name);
    html! { @if let Some((name, fact)) = fact { (words::fact(question, name, fact)) } }
}

/// The path model: what leads to what, and what each latent variable comes to.
fn path_model(model: &PathModel) -> Markup {
    let fit = &model.fit;
    let direct = |total: &Effect| {
        fit.paths.iter().find(|path| path.from == total.from && path.to == total.to)
    };
    let shown =
        |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| rounded(value, 2));
    html! {
        div.wide tabindex="0" role="region" aria-label="What leads to what" {
            table.parts {
                caption {
                    "What leads to what, in standard deviations (PLS, scheme " (model.scheme_name())
                    ", " (counted(fit.n, "answer", "answers")) ")"
                }
                thead { tr {
                    th scope="col" { "From" }
                    th.name scope="col" { "To" }
                    @for name in ["Direct", "In all"] { th scope="col" { (name) } }
                } }
                tbody { @for total in &fit.total_effects {
                    tr {
                        th scope="row" { (total.from) }
                        td.name { (total.to) }
                        td { @if let Some(path) = direct(total) { (effect(path)) } @else { "–" } }
                        td { (effect(total)) }
                    }
                } }
            }
        }
        div.wide tabindex="0" role="region" aria-label="What is measured, by the model" {
            table.parts {
                caption { "What is measured, by the model" }
                thead { tr {
                    @for name in ["", "Index", "R²", "AVE", "ρc", "Alpha"] { th scope="col" { (name) } }
                } }
                tbody { @for latent in &fit.latents {
                    tr {
                        th scope="row" { (latent.name) }
                        td { (index_of(latent)) }
                        @for value in [latent.r2, Some(latent.ave), latent.rho_c, latent.alpha] {
                            td { (shown(value)) }
                        }
                    }
                } }
            }
        }
        p.quiet { "Fit of the whole model (GoF): " (shown(fit.gof)) }
    }
}

fn effect(effect: &Effect) -> Markup {
    html! {
        (rounded(effect.estimate.value, 2))
        @if let Some((low, high)) = effect.estimate.interval {
            small { (rounded(low, 2)) " to " (rounded(high, 2)) }
        }
    }
}

fn index_of(latent: &LatentFit) -> Markup {
    html! {
        @if let Some(index) = latent.index {
            (rounded(index.value, 1))
            @if let Some((low, high)) = index.interval {
                small { (rounded(low, 1)) " to " (rounded(high, 1)) }
            }
        } @else { "–" }
    }
}
