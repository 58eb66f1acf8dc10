//! A report as JSON, `aftersay.report/1`.

use super::figures::{Distribution, Figures, PartFigures};
use super::figures::{Fact, Score};
use super::groups::GroupReport;
use super::scope::{Days, Scope};
use super::{Finding, QuestionReport, Report, Warning, words};
use aftersay::scoring::compare::{Change, Difference};
use aftersay::scoring::estimate::Estimate;
use aftersay::tree::Tree;
use jiff::civil::Date;

/// The name of the version that this code writes.
pub const SCHEMA: &str = "aftersay.report/1";

impl From<&Report> for Tree {
    fn from(report: &Report) -> Self {
        let comments = report.comments.iter().map(|(id, texts)| {
            let texts = texts.iter().map(|text| Self::from(text.as_str()));
            (id.clone(), Self::List(texts.collect()))
        });
        let mut fields = Self::map([
            ("schema", SCHEMA.into()),
            ("survey", report.survey.as_str().into()),
            ("n", count(report.n)),
            ("complete", count(report.n_complete)),
            ("k_min", count(report.k_min)),
            ("simulated", (0 < report.n_simulated).into()),
            ("questions", questions(report)),
            ("indexes", indexes(report)),
            ("groups", Self::List(report.groups.iter().map(group).collect())),
            ("comments", Self::Map(comments.collect())),
            ("warnings", Self::List(report.warnings.iter().map(Self::from).collect())),
        ]);
        if let Self::Map(fields) = &mut fields {
            fields.extend(days(&report.scope));
        }
        fields
    }
}

/// The days that were asked for.
fn days(scope: &Scope) -> Vec<(String, Tree)> {
    let text = |day: Date| Tree::Text(day.to_string());
    let against = |days: Days| Tree::map([("from", text(days.from)), ("to", text(days.to))]);
    let given = [
        ("from", scope.from.map(text)),
        ("to", scope.to.map(text)),
        ("against", scope.against.map(against)),
    ];
    given.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

fn group(group: &GroupReport) -> Tree {
    let value = group.value.as_deref().map_or(Tree::Null, Tree::from);
    let mut fields = vec![("by", group.by.name().into()), ("value", value)];
    match &group.report {
        None => fields.push(("hidden", true.into())),
        Some(report) => fields.extend([
            ("n", count(report.n)),
            ("questions", questions(report)),
            ("indexes", indexes(report)),
        ]),
    }
    Tree::map(fields)
}

fn questions(report: &Report) -> Tree {
    Tree::Map(report.questions.iter().map(|q| (q.id.clone(), question(q))).collect())
}

fn indexes(report: &Report) -> Tree {
    let indexes = report.indexes.iter().map(|(name, found)| {
        let change = report.changes.iter().find(|(of, _)| of == name);
        (name.clone(), index(*found, change.map(|(_, change)| change)))
    });
    Tree::Map(indexes.collect())
}

/// An index with the level that it is nearest to.
fn index(found: Option<Estimate>, change: Option<&Difference>) -> Tree {
    let Some(found) = found else { return Tree::Null };
    let mut fields = score(found, change).entries().to_vec();
    fields.push(("level".to_owned(), words::csm_level(found.value).as_str().into()));
    Tree::Map(fields)
}

fn question(question: &QuestionReport) -> Tree {
    let mut fields = vec![("kind", question.kind.into())];
    let mut hide = |n: &[(&'static str, u64)]| {
        fields.extend(n.iter().map(|(name, n)| (*name, count(*n))));
        fields.extend([("hidden", true.into()), ("scores", Tree::Null)]);
    };
    match &question.finding {
        Finding::Hidden => hide(&[]),
        Finding::TooFew { n, n_asked } => hide(&[("n", *n), ("asked", *n_asked)]),
        Finding::Shown(figures) => fields.extend(shown(figures)),
    }
    Tree::map(fields)
}

fn shown(figures: &Figures) -> Vec<(&'static str, Tree)> {
    let mut fields = vec![("n", count(figures.n)), ("asked", count(figures.n_asked))];
    if let Distribution::Counts(found) = &figures.distribution {
        fields.push(("counts", counts(found)));
    }
    fields.push(("scores", scores(&figures.scores, &figures.changes)));
    let shares = figures.shares.iter().map(|(name, share)| (name.clone(), or_null(*share)));
    let more = [
        ("shares", Tree::Map(shares.collect())),
        ("parts", parts(&figures.parts)),
        ("readings", readings(&figures.readings)),
    ];
    fields.extend(more.into_iter().filter(|(_, value)| !value.entries().is_empty()));
    fields.extend(figures.model.as_ref().map(|model| ("model", model.into())));
    fields
}

fn parts(parts: &[PartFigures]) -> Tree {
    Tree::Map(parts.iter().map(|figures| (figures.key.clone(), part(figures))).collect())
}

fn part(figures: &PartFigures) -> Tree {
    let name = ("name".to_owned(), figures.name.as_str().into());
    if figures.is_hidden {
        return Tree::Map(vec![name, ("hidden".to_owned(), true.into())]);
    }
    let mut fields = vec![name, ("n".to_owned(), count(figures.n))];
    let more = [
        ("counts", counts(&figures.counts)),
        ("scores", scores(&figures.scores, &[])),
        ("readings", readings(&figures.readings)),
        ("parts", parts(&figures.parts)),
    ];
    let there = more.into_iter().filter(|(_, value)| !value.entries().is_empty());
    fields.extend(there.map(|(field, value)| (field.to_owned(), value)));
    Tree::Map(fields)
}

fn counts(counts: &[(String, u64)]) -> Tree {
    Tree::Map(counts.iter().map(|(key, n)| (key.clone(), count(*n))).collect())
}

fn scores(scores: &[Score], changes: &[(&str, Difference)]) -> Tree {
    let told = scores.iter().map(|(name, found)| {
        let change = changes.iter().find(|(of, _)| of == name).map(|(_, change)| change);
        ((*name).to_owned(), found.map_or(Tree::Null, |found| score(found, change)))
    });
    Tree::Map(told.collect())
}

/// An estimate, with how it differs from what it is compared with.
fn score(found: Estimate, change: Option<&Difference>) -> Tree {
    let mut fields = estimate(found).entries().to_vec();
    fields.extend(change.map(|change| ("change".to_owned(), difference(change))));
    Tree::Map(fields)
}

fn difference(change: &Difference) -> Tree {
    let (low, high) = change.interval;
    Tree::map([
        ("value", number(Some(change.value))),
        ("low", number(Some(low))),
        ("high", number(Some(high))),
        ("z", number(change.z)),
        ("p", number(change.p)),
        ("clear", (change.change() != Change::NoClearChange).into()),
    ])
}

fn readings(readings: &[Fact]) -> Tree {
    Tree::Map(readings.iter().map(|(name, fact)| ((*name).to_owned(), fact.clone())).collect())
}

fn or_null(score: Option<Estimate>) -> Tree {
    score.map_or(Tree::Null, estimate)
}

/// A number, or `null` where there is none.
pub(crate) fn number(value: Option<f64>) -> Tree {
    value.filter(|value| value.is_finite()).map_or(Tree::Null, Tree::from)
}

fn estimate(estimate: Estimate) -> Tree {
    let (low, high) = estimate.interval.unzip();
    Tree::map([
        ("value", number(Some(estimate.value))),
        ("low", number(low)),
        ("high", number(high)),
        ("n", count(estimate.n)),
    ])
}

fn count(n: u64) -> Tree {
    Tree::Number(n as f64)
}

impl From<&Warning> for Tree {
    fn from(warning: &Warning) -> Self {
        Self::map([("code", warning.code.into()), ("text", warning.text.as_str().into())])
    }
}

/// Holds what is printed to its table.
#[cfg(test)]
#[track_caller]
pub(crate) fn assert_fits(shape: &aftersay::shape::Shape, json: &str) {
    let tree: Tree = serde_json::from_str(json).unwrap();
    let mut mistakes = Vec::new();
    shape.check(&tree, &aftersay::shape::Pointer::default(), &mut mistakes);
    assert!(mistakes.is_empty(), "{mistakes:?}");
}
