//! A fitted path model for programs, `aftersay.model/1`, and for people.

use super::Warning;
use super::json::number;
use super::words::rounded;
use aftersay::scoring::pls::{self, Effect, Fit, LatentFit, Scheme};
use aftersay::tree::Tree;
use std::fmt::Write as _;

/// The name of the version that this code writes.
pub const SCHEMA: &str = "aftersay.model/1";

/// A fitted path model.
#[derive(Debug, Clone, PartialEq)]
pub struct PathModel {
    /// What was found.
    pub fit: Fit,
    /// By which scheme.
    pub scheme: Scheme,
    /// What the reader has to know before believing it.
    pub warnings: Vec<Warning>,
}

/// The names of the schemes.
pub const SCHEME_NAMES: [&str; 3] = ["path", "centroid", "factorial"];

/// The scheme of this name.
#[must_use]
pub fn scheme_named(name: &str) -> Option<Scheme> {
    let [path, centroid, factorial] = SCHEME_NAMES;
    match name {
        _ if name == path => Some(Scheme::Path),
        _ if name == centroid => Some(Scheme::Centroid),
        _ if name == factorial => Some(Scheme::Factorial),
        _ => None,
    }
}

impl PathModel {
    /// Puts a fit together with its own warnings, behind those of whoever read the answers.
    #[must_use]
    pub fn new(fit: Fit, scheme: Scheme, mut warnings: Vec<Warning>) -> Self {
        warnings.extend(fit.warnings.iter().map(|warning| {
            let code = match warning {
                pls::Warning::ItemDropped { .. } => "item_dropped",
                pls::Warning::FewResponses { .. } => "few_responses",
                pls::Warning::NegativeWeight { .. } => "negative_weight",
                pls::Warning::NoStandardErrors => "no_standard_errors",
            };
            let text = match warning {
                pls::Warning::NegativeWeight { item, raw_weight } => {
                    let weight = rounded(*raw_weight, 3);
                    format!("item {item} has a weight below zero: {weight}")
                }
                warning => warning.to_string(),
            };
            Warning { code, text }
        }));
        Self { fit, scheme, warnings }
    }

    /// The scheme's name.
    #[must_use]
    pub fn scheme_name(&self) -> &'static str {
        let [path, centroid, factorial] = SCHEME_NAMES;
        match self.scheme {
            Scheme::Path => path,
            Scheme::Centroid => centroid,
            Scheme::Factorial => factorial,
        }
    }

    /// The total effect from one latent variable to the other, where a path leads.
    fn total(&self, path: &Effect) -> Option<&Effect> {
        let effects = &self.fit.total_effects;
        effects.iter().find(|effect| effect.from == path.from && effect.to == path.to)
    }

    /// The result for people, with its warnings.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = self.tables();
        for note in &self.warnings {
            // Writing to a string does not fail.
            let _ = writeln!(text, "Note: {}", note.text);
        }
        text
    }

    /// The result for people, where its warnings stand elsewhere.
    #[must_use]
    pub fn tables(&self) -> String {
        let fit = &self.fit;
        let or_none = |value: Option<f64>, decimals: usize| {
            value.map_or_else(|| "-".to_owned(), |value| format!("{value:.decimals$}"))
        };
        let names = fit.latents.iter().map(|latent| latent.name.chars().count());
        let width = names.max().unwrap_or(0);
        let mut text = String::new();
        let mut line = |words: std::fmt::Arguments| {
            // Writing to a string does not fail.
            let _ = writeln!(text, "{words}");
        };
        let (n, n_iterations) = (fit.n, fit.n_iterations);
        line(format_args!(
            "{n} answers, scheme {}, settled after {n_iterations} rounds\n",
            self.scheme_name()
        ));

        let wide = 2 * width + 5;
        line(format_args!("{:wide$}  {:>7} {:>7} {:>7}", "Effect", "direct", "error", "in all"));
        for effect in &fit.total_effects {
            let is_same = |path: &&Effect| path.from == effect.from && path.to == effect.to;
            let path = fit.paths.iter().find(is_same);
            let direct = or_none(path.map(|path| path.estimate.value), 3);
            let error = or_none(path.unwrap_or(effect).standard_error, 3);
            let all = or_none(Some(effect.estimate.value), 3);
            let name = format!("{} > {}", effect.from, effect.to);
            line(format_args!("{name:wide$}  {direct:>7} {error:>7} {all:>7}"));
        }

        line(format_args!(
            "\n{:wide$}  {:>7} {:>7} {:>7} {:>7} {:>7}",
            "Latent variable", "index", "R2", "AVE", "rho_c", "alpha"
        ));
        for latent in &fit.latents {
            let index = or_none(latent.index.map(|index| index.value), 1);
            let others = [latent.r2, Some(latent.ave), latent.rho_c, latent.alpha];
            let [r2, ave, rho_c, alpha] = others.map(|value| or_none(value, 3));
            let name = &latent.name;
            line(format_args!("{name:wide$}  {index:>7} {r2:>7} {ave:>7} {rho_c:>7} {alpha:>7}"));
        }

        line(format_args!("\n{:wide$}  {:>7} {:>7} {:>7}", "Item", "weight", "loading", "share"));
        for (latent, item) in fit
            .latents
            .iter()
            .flat_map(|latent| latent.items.iter().map(move |item| (latent, item)))
        {
            let name = format!("{} {}", latent.name, item.name);
            let [weight, loading, share] =
                [item.weight, item.loading, item.raw_weight].map(|value| or_none(Some(value), 3));
            line(format_args!("{name:wide$}  {weight:>7} {loading:>7} {share:>7}"));
        }

        line(format_args!("\nFit of the whole model (GoF): {}", or_none(fit.gof, 3)));
        line(format_args!(
            "An effect is in standard deviations: at 0.5, who is one deviation higher at the start is half\n\
             of one higher at the end. Within two errors of zero it may be none at all. Indexes are from\n\
             0 to 100; share says how much of its index an item is."
        ));
        text
    }
}

impl From<&PathModel> for Tree {
    fn from(model: &PathModel) -> Self {
        let fit = &model.fit;
        let path = |path: &Effect| {
            let mut fields = effect(path);
            let total = model.total(path).map(|total| total.estimate.value);
            fields.push(("total".to_owned(), number(total)));
            Self::Map(fields)
        };
        let paths = fit.paths.iter().map(path).collect();
        let totals = fit.total_effects.iter().map(|total| Self::Map(effect(total))).collect();
        let latents = fit.latents.iter().map(|latent| (latent.name.clone(), latent_tree(latent)));
        Self::map([
            ("schema", SCHEMA.into()),
            ("n", (fit.n as f64).into()),
            ("scheme", model.scheme_name().into()),
            ("iterations", (fit.n_iterations as f64).into()),
            ("paths", Self::List(paths)),
            ("total_effects", Self::List(totals)),
            ("latent", Self::Map(latents.collect())),
            ("gof", number(fit.gof)),
            ("warnings", Self::List(model.warnings.iter().map(Self::from).collect())),
        ])
    }
}

fn effect(effect: &Effect) -> Vec<(String, Tree)> {
    let (low, high) = effect.estimate.interval.unzip();
    vec![
        ("from".to_owned(), effect.from.as_str().into()),
        ("to".to_owned(), effect.to.as_str().into()),
        ("value".to_owned(), number(Some(effect.estimate.value))),
        ("se".to_owned(), number(effect.standard_error)),
        ("low".to_owned(), number(low)),
        ("high".to_owned(), number(high)),
    ]
}

fn latent_tree(latent: &LatentFit) -> Tree {
    let items = latent.items.iter().map(|item| {
        let weights = Tree::map([
            ("weight", number(Some(item.weight))),
            ("loading", number(Some(item.loading))),
            ("raw_weight", number(Some(item.raw_weight))),
        ]);
        (item.name.clone(), weights)
    });
    Tree::map([
        ("r2", number(latent.r2)),
        ("index", number(latent.index.map(|index| index.value))),
        ("index_se", number(latent.index_standard_error)),
        ("ave", number(Some(latent.ave))),
        ("rho_c", number(latent.rho_c)),
        ("alpha", number(latent.alpha)),
        ("items", Tree::Map(items.collect())),
    ])
}
