//! A report as JSON, `aftersay.report/1`.

use super::{Distribution, Figures, Finding, QuestionReport, Report, Warning};
use aftersay::scoring::estimate::Estimate;
use aftersay::tree::Tree;

/// The name of the version that this code writes.
pub const SCHEMA: &str = "aftersay.report/1";

impl From<&Report> for Tree {
    fn from(report: &Report) -> Self {
        let questions = report.questions.iter().map(|q| (q.id.clone(), question(q)));
        let indexes = report.indexes.iter();
        let indexes =
            indexes.map(|(name, index)| (name.clone(), index.map_or(Self::Null, estimate)));
        let comments = report.comments.iter().map(|(id, texts)| {
            let texts = texts.iter().map(|text| Self::from(text.as_str()));
            (id.clone(), Self::List(texts.collect()))
        });
        Self::map([
            ("schema", SCHEMA.into()),
            ("survey", report.survey.as_str().into()),
            ("n", count(report.n)),
            ("complete", count(report.n_complete)),
            ("k_min", count(report.k_min)),
            ("simulated", (0 < report.n_simulated).into()),
            ("questions", Self::Map(questions.collect())),
            ("indexes", Self::Map(indexes.collect())),
            ("groups", Self::List(Vec::new())),
            ("comments", Self::Map(comments.collect())),
            ("warnings", Self::List(report.warnings.iter().map(warning).collect())),
        ])
    }
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
    Tree::Map(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn shown(figures: &Figures) -> Vec<(&'static str, Tree)> {
    let mut fields = vec![("n", count(figures.n)), ("asked", count(figures.n_asked))];
    if let Distribution::Counts(counts) = &figures.distribution {
        let counts = counts.iter().map(|(key, n)| (key.clone(), count(*n)));
        fields.push(("counts", Tree::Map(counts.collect())));
    }
    let scores = figures.scores.iter().map(|(name, score)| ((*name).to_owned(), estimate(*score)));
    fields.push(("scores", Tree::Map(scores.collect())));
    if !figures.shares.is_empty() {
        let shares = figures.shares.iter();
        let shares = shares.map(|(option, share)| (option.clone(), estimate(*share)));
        fields.push(("shares", Tree::Map(shares.collect())));
    }
    fields
}

fn estimate(estimate: Estimate) -> Tree {
    let (low, high) = estimate.interval.unzip();
    let bound = |bound: Option<f64>| bound.map_or(Tree::Null, Tree::Number);
    Tree::map([
        ("value", estimate.value.into()),
        ("low", bound(low)),
        ("high", bound(high)),
        ("n", count(estimate.n)),
    ])
}

fn count(n: u64) -> Tree {
    Tree::Number(n as f64)
}

fn warning(warning: &Warning) -> Tree {
    Tree::map([("code", warning.code.into()), ("text", warning.text.as_str().into())])
}
