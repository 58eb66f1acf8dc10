//! Steps 8 and 9: what the settled weights say, and how good the model is.

use super::iteration::{Settled, regress};
use super::model::{Item, Latent, Mode, Model};
use super::{Data, PlsError, Varying, VaryingItem, Warning};
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
    for (at, (latent, block)) in model.latents().iter().zip(&varying.blocks).enumerate() {
        let (predecessors, coefficients) = regress(model, &settled.scores, at)?;
        let mut r2 = 0.0;
        for (&from, coefficient) in predecessors.iter().zip(coefficients) {
            direct.set(from, at, coefficient);
            r2 += coefficient * settled.scores.at(from, at);
        }
        let own: Vec<Own> =
            block.iter().filter_map(|&row| varying.own(row, at, &settled)).collect();
        let within = varying.correlations.select(block, block);
        let r2 = (!predecessors.is_empty()).then_some(r2);
        latents.push(LatentFit { r2, ..describe_latent(latent, &own, &within, data.n) });
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

/// One item that varies, with what the weights came to.
struct Own<'a> {
    item: &'a Item,
    mean: f64,
    sd: f64,
    weight: f64,
    loading: f64,
}

impl Varying<'_> {
    fn own(&self, row: usize, latent: usize, settled: &Settled) -> Option<Own<'_>> {
        let &VaryingItem { item, mean, sd } = self.items.get(row)?;
        let (weight, loading) = (settled.weights.at(row, latent), settled.loadings.at(row, latent));
        Some(Own { item, mean, sd, weight, loading })
    }
}

fn describe_latent(latent: &Latent, own: &[Own<'_>], within: &Matrix, n: u64) -> LatentFit {
    let total: f64 = own.iter().map(|own| own.weight / own.sd).sum();
    let describe_item = |own: &Own<'_>| ItemFit {
        name: own.item.name.clone(),
        weight: own.weight,
        raw_weight: own.weight / own.sd / total,
        loading: own.loading,
        communality: own.loading * own.loading,
    };
    let items: Vec<ItemFit> = own.iter().map(describe_item).collect();
    let sd = |at: usize| own.get(at).map_or(f64::NAN, |own| own.sd);
    let covariances = Matrix::from_fn(own.len(), own.len(), |first, second| {
        within.at(first, second) * sd(first) * sd(second)
    });
    let reflective = latent.mode == Mode::A;
    LatentFit {
        name: latent.name.clone(),
        r2: None,
        index: index(own, total).map(|value| Estimate { value, interval: None, n }),
        index_standard_error: None,
        ave: items.iter().map(|item| item.communality).sum::<f64>() / items.len() as f64,
        rho_c: reflective.then(|| composite_reliability(&items)),
        alpha: if reflective { reliability::raw(&covariances) } else { None },
        items,
    }
}

fn index(own: &[Own<'_>], total: f64) -> Option<f64> {
    let raw =
        |own: &Own<'_>| acsi::Item { weight: own.weight / own.sd / total, scale: own.item.scale };
    let items: Vec<acsi::Item> = own.iter().map(raw).collect();
    let means: Vec<Option<f64>> = own.iter().map(|own| Some(own.mean)).collect();
    acsi::index(&items, &means).ok().flatten()
}

/// - **Source**: Fornell & Larcker (1981) Evaluating structural equation models.
fn composite_reliability(items: &[ItemFit]) -> f64 {
    let loadings: f64 = items.iter().map(|item| item.loading).sum();
    let errors: f64 = items.iter().map(|item| 1.0 - item.communality).sum();
    loadings * loadings / (loadings * loadings + errors)
}

/// - **Source**: Tenenhaus et al. (2005).
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
