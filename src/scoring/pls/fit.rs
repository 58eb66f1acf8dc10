//! Steps 8 and 9: what the settled weights say, and how good the model is.

use super::iteration::{Settled, regress};
use super::model::{Item, Mode, Model};
use super::{Data, PlsError, Varying, Warning};
use crate::scoring::acsi;
use crate::scoring::estimate::Estimate;
use crate::scoring::jackknife::Jackknifed;
use crate::scoring::linear::Matrix;
use crate::scoring::reliability;

/// An estimated model.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// How many responses the weakest correlation rests on.
    pub n: u64,
    /// How many turns the weights took to settle.
    pub n_iterations: usize,
    /// The latent variables, in the order of the model.
    pub latents: Vec<LatentFit>,
    /// The coefficient of every path, in the order of the model.
    pub paths: Vec<Effect>,
    /// Direct and indirect effects together, of every pair that a chain of arrows joins.
    pub total_effects: Vec<Effect>,
    /// Correlations of the latent variables' scores, in the order of the model.
    pub correlations: Matrix,
    /// Goodness of fit: `sqrt(mean communality of multi-item blocks * mean R2)`, 0.0 to 1.0;
    /// `None` where every block has one item.
    pub gof: Option<f64>,
    /// What a reader of the results must be told.
    pub warnings: Vec<Warning>,
}

/// The effect of one latent variable on another, in standard deviations.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// The latent variable that the arrow or the chain starts from.
    pub from: String,
    /// The latent variable that it ends at.
    pub to: String,
    /// The effect; the interval is `None` without groups of responses.
    pub estimate: Estimate,
    /// Its standard error, likewise.
    pub standard_error: Option<f64>,
}

/// One latent variable of an estimated model.
#[derive(Debug, Clone, PartialEq)]
pub struct LatentFit {
    /// Its name.
    pub name: String,
    /// Its items, those that do not vary left out.
    pub items: Vec<ItemFit>,
    /// The share of its variance that its predecessors explain; `None` where it has none.
    pub r2: Option<f64>,
    /// Its index on the items' scales, 0.0 to 100.0 unless a weight is negative; `None` where the
    /// raw weights add up to nothing.
    pub index: Option<Estimate>,
    /// The index's standard error; `None` without groups of responses.
    pub index_standard_error: Option<f64>,
    /// Average variance extracted: the mean communality of its items; 1.0 for a single item.
    pub ave: f64,
    /// Composite reliability, usual from 0.7; `None` for formative items, 1.0 for a single item.
    pub rho_c: Option<f64>,
    /// Cronbach's raw alpha; `None` for formative items and for a single item.
    pub alpha: Option<f64>,
}

/// One item of an estimated model.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemFit {
    /// Its name.
    pub name: String,
    /// Its weight in the score, items and score standardised.
    pub weight: f64,
    /// Its share of the index on the raw scale; the shares of a latent variable add up to 1.0.
    pub raw_weight: f64,
    /// Its correlation with the score.
    pub loading: f64,
    /// The square of the loading: the share of its variance that the score explains.
    pub communality: f64,
}

impl Fit {
    /// What the jackknife needs: paths, total effects and indexes, not a number where there is none.
    pub(super) fn figures(&self) -> Vec<f64> {
        let effects = self.paths.iter().chain(&self.total_effects);
        let indexes = self.latents.iter();
        let indexes = indexes.map(|latent| latent.index.map_or(f64::NAN, |index| index.value));
        effects.map(|effect| effect.estimate.value).chain(indexes).collect()
    }

    /// Adds errors in the order of [`Self::figures`].
    pub(super) fn set_errors(&mut self, figures: &[Jackknifed]) {
        let mut figures = figures.iter();
        let effects = self.paths.iter_mut().chain(&mut self.total_effects);
        for (effect, figure) in effects.zip(figures.by_ref()) {
            effect.standard_error = figure.standard_error;
            effect.estimate.interval = figure.interval;
        }
        for (latent, figure) in self.latents.iter_mut().zip(figures) {
            latent.index_standard_error = figure.standard_error;
            if let Some(index) = &mut latent.index {
                index.interval = figure.interval;
            }
        }
    }
}

/// Turns settled weights into results.
pub(super) fn describe(
    model: &Model,
    data: &Data,
    varying: &Varying,
    settled: Settled,
) -> Result<Fit, PlsError> {
    let size = model.latents().len();
    let mut direct = Matrix::zeros(size, size);
    let mut latents = Vec::with_capacity(size);
    for at in 0..size {
        let (predecessors, coefficients) = regress(model, &settled.scores, at)?;
        let mut r2 = 0.0;
        for (&from, coefficient) in predecessors.iter().zip(coefficients) {
            direct.set(from, at, coefficient);
            r2 += coefficient * settled.scores.at(from, at);
        }
        let r2 = (!predecessors.is_empty()).then_some(r2);
        latents.extend(describe_latent(model, data, varying, &settled, at, r2));
    }
    let total = total_effects(&direct);
    let effect = |effects: &Matrix, from: usize, to: usize| {
        let name = |at: usize| {
            model.latents().get(at).map_or_else(String::new, |latent| latent.name.clone())
        };
        let estimate = Estimate { value: effects.at(from, to), interval: None, n: data.n };
        Effect { from: name(from), to: name(to), estimate, standard_error: None }
    };
    let pairs = (0..size).flat_map(|from| (0..size).map(move |to| (from, to)));
    let joined = pairs.filter(|&(from, to)| model.reaches(from, to));
    Ok(Fit {
        n: data.n,
        n_iterations: settled.n_iterations,
        gof: goodness_of_fit(&latents),
        latents,
        paths: model.paths().iter().map(|&(from, to)| effect(&direct, from, to)).collect(),
        total_effects: joined.map(|(from, to)| effect(&total, from, to)).collect(),
        correlations: settled.scores,
        warnings: Vec::new(),
    })
}

fn describe_latent(
    model: &Model,
    data: &Data,
    varying: &Varying,
    settled: &Settled,
    at: usize,
    r2: Option<f64>,
) -> Option<LatentFit> {
    let latent = model.latents().get(at)?;
    let block = varying.blocks.get(at)?;
    let own = || block.iter().filter_map(|&row| Some((row, varying.items.get(row)?)));
    let unscaled: Vec<f64> =
        own().map(|(row, item)| settled.weights.at(row, at) / item.sd).collect();
    let total: f64 = unscaled.iter().sum();
    let items: Vec<ItemFit> = own()
        .zip(&unscaled)
        .map(|((row, item), unscaled)| {
            let loading = settled.loadings.at(row, at);
            ItemFit {
                name: item.item.name.clone(),
                weight: settled.weights.at(row, at),
                raw_weight: unscaled / total,
                loading,
                communality: loading * loading,
            }
        })
        .collect();
    let weighed: Vec<(&Item, f64, f64)> =
        own().zip(&items).map(|((_, item), fit)| (item.item, item.mean, fit.raw_weight)).collect();
    let reflective = latent.mode == Mode::A;
    let within = varying.correlations.select(block, block);
    let sds: Vec<f64> = own().map(|(_, item)| item.sd).collect();
    let covariances = Matrix::from_fn(sds.len(), sds.len(), |first, second| {
        let sd = |at: usize| sds.get(at).copied().unwrap_or(f64::NAN);
        within.at(first, second) * sd(first) * sd(second)
    });
    Some(LatentFit {
        name: latent.name.clone(),
        r2,
        index: index(&weighed).map(|value| Estimate { value, interval: None, n: data.n }),
        index_standard_error: None,
        ave: items.iter().map(|item| item.communality).sum::<f64>() / items.len() as f64,
        rho_c: reflective.then(|| composite_reliability(&items)),
        alpha: if reflective { reliability::raw(&covariances) } else { None },
        items,
    })
}

fn index(weighed: &[(&Item, f64, f64)]) -> Option<f64> {
    let items: Vec<acsi::Item> =
        weighed.iter().map(|&(item, _, weight)| acsi::Item { weight, scale: item.scale }).collect();
    let means: Vec<Option<f64>> = weighed.iter().map(|&(_, mean, _)| Some(mean)).collect();
    acsi::index(&items, &means).ok().flatten()
}

/// Source: Fornell & Larcker (1981) Evaluating structural equation models.
fn composite_reliability(items: &[ItemFit]) -> f64 {
    let loadings: f64 = items.iter().map(|item| item.loading).sum();
    let errors: f64 = items.iter().map(|item| 1.0 - item.communality).sum();
    loadings * loadings / (loadings * loadings + errors)
}

/// Source: Tenenhaus et al. (2005).
fn goodness_of_fit(latents: &[LatentFit]) -> Option<f64> {
    let mean = |values: Vec<f64>| -> Option<f64> {
        let n = values.len() as f64;
        (0.0 < n).then(|| values.iter().sum::<f64>() / n)
    };
    let multi = latents.iter().filter(|latent| 2 <= latent.items.len());
    let communalities = multi.flat_map(|latent| &latent.items).map(|item| item.communality);
    let communality = mean(communalities.collect())?;
    let r2 = mean(latents.iter().filter_map(|latent| latent.r2).collect())?;
    Some((communality * r2).max(0.0).sqrt())
}

/// `(I - B)^-1 - I`, which without loops is the finite sum `B + B^2 + ...`.
fn total_effects(direct: &Matrix) -> Matrix {
    let (mut total, mut power) = (direct.clone(), direct.clone());
    for _ in 1..direct.n_rows() {
        power = power.times(direct);
        total = total.plus(&power);
    }
    total
}
