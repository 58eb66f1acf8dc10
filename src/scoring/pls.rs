//! PLS path modelling: how much each part of a shop drives satisfaction, from moments alone.
//!
//! Nothing here sees a response: a [`Data`] of correlations, means and deviations is enough.
//!
//! - **Source**: Wold (1982) Soft modeling; Lohmöller (1989) Latent Variable Path Modeling with
//!   Partial Least Squares; Tenenhaus, Esposito Vinzi, Chatelin & Lauro (2005) PLS path modeling.

mod fit;
mod iteration;
mod model;

pub use fit::{Effect, Fit, ItemFit, LatentFit};
pub use model::{Item, Latent, Mode, Model, ModelError};

use super::cross_moments::CrossMoments;
use super::jackknife::{Grouped, Jackknifed};
use super::linear::{Matrix, cholesky};

/// Below this many responses a path model is always doubtful.
const N_WARNED: u64 = 30;

/// How many responses each arrow into a latent variable asks for.
const N_AN_ARROW: u64 = 10;

/// How neighbouring latent variables weigh on each other while the outer weights settle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scheme {
    /// By the sign of their correlation.
    Centroid,
    /// By their correlation.
    Factorial,
    /// By regression on those before, by correlation with those after.
    #[default]
    Path,
}

/// What a model is estimated from.
///
/// - **Shape**: one entry an item of the model, in the order of [`Model::items`].
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// Correlations of the items; not a number where there is none.
    pub correlations: Matrix,
    /// Means in the units of the answers.
    pub means: Vec<f64>,
    /// Standard deviations in the units of the answers, of any one divisor; 0.0 or not a number
    /// where an item does not vary.
    pub sds: Vec<f64>,
    /// How many responses the weakest correlation rests on.
    pub n: u64,
}

impl Data {
    /// Takes the model's items from moments, by their columns.
    ///
    /// Correlations are pairwise-complete; with complete responses only they are those of the rows.
    #[must_use]
    pub fn from_moments(model: &Model, moments: &CrossMoments) -> Self {
        let columns: Vec<usize> = model.items().map(|item| item.column).collect();
        let moments = moments.select(&columns);
        let or_unknown = |values: Vec<Option<f64>>| -> Vec<f64> {
            values.into_iter().map(|value| value.unwrap_or(f64::NAN)).collect()
        };
        let (means, sds) = (or_unknown(moments.means()), or_unknown(moments.sds()));
        let varies = |item: usize| sds.get(item).is_some_and(|sd| 0.0 < *sd);
        let varying: Vec<usize> = (0..columns.len()).filter(|item| varies(*item)).collect();
        let varying = moments.select(&varying);
        let n = varying.pairs().iter().map(|pair| pair.n).min().unwrap_or(0);
        Self { correlations: moments.correlation_matrix(), means, sds, n }
    }

    /// Takes means and covariances that were estimated elsewhere, such as from randomised answers.
    ///
    /// - **Shape**: as the fields; `covariances` has the variances in its diagonal. One below zero,
    ///   which noise can bring about, counts as an item that does not vary.
    #[must_use]
    pub fn from_covariances(means: Vec<f64>, covariances: &Matrix, n: u64) -> Self {
        let size = covariances.n_rows();
        let sds: Vec<f64> = (0..size).map(|at| covariances.at(at, at).sqrt()).collect();
        let sd = |at: usize| sds.get(at).copied().unwrap_or(f64::NAN);
        let correlations = Matrix::from_fn(size, size, |first, second| {
            covariances.at(first, second) / (sd(first) * sd(second))
        });
        Self { correlations, means, sds, n }
    }
}

/// Why a model is not estimable from these data.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum PlsError {
    #[error("{found} items were given where the model has {expected}")]
    OtherItems { found: usize, expected: usize },
    #[error("no item of {latent} varies")]
    EmptyBlock { latent: String },
    #[error(
        "{n} responses are not more than {n_min}, the most predictors of a latent variable plus 1"
    )]
    TooFewResponses { n: u64, n_min: u64 },
    #[error("too few responses answered both {first} and {second} in different ways")]
    NoCorrelation { first: String, second: String },
    #[error("the correlations of the items are not positive definite")]
    NotPositiveDefinite,
    #[error("{latent} is not related to its neighbours at all")]
    Unrelated { latent: String },
    #[error("the weights did not settle within {n_iterations} iterations")]
    DidNotConverge { n_iterations: usize },
}

/// What a reader of the results must be told.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum Warning {
    #[error("item {item} does not vary and was left out")]
    ItemDropped { item: String },
    #[error("{n} responses are below the {n_wanted} that this model asks for")]
    FewResponses { n: u64, n_wanted: u64 },
    #[error("item {item} has a weight below zero: {raw_weight}")]
    NegativeWeight { item: String, raw_weight: f64 },
    #[error(
        "there are no standard errors: fewer than 10 groups of responses, or no result without one"
    )]
    NoStandardErrors,
}

/// Estimates a model; intervals need [`estimate_grouped`].
///
/// - **Units**: weights and coefficients are standardised, indexes 0 to 100 on the items' scales.
/// - **Source**: Lohmöller (1989) for the iteration, Tenenhaus et al. (2005) for the quality figures,
///   Fornell et al. (1996) for the index.
///
/// # Errors
/// [`PlsError`] says why the model is not estimable.
pub fn estimate(model: &Model, data: &Data, scheme: Scheme) -> Result<Fit, PlsError> {
    let expected = model.items().count();
    let lengths = [data.means.len(), data.sds.len(), data.correlations.n_rows()];
    if let Some(&found) = lengths.iter().find(|length| **length != expected) {
        return Err(PlsError::OtherItems { found, expected });
    }
    let varying = Varying::of(model, data)?;
    let n_min = model.n_predecessors_max() as u64 + 1;
    if data.n <= n_min {
        return Err(PlsError::TooFewResponses { n: data.n, n_min });
    }
    varying.check_correlations()?;
    let settled = iteration::settle(model, &varying, scheme)?;
    let mut fit = fit::describe(model, data, &varying, settled)?;
    fit.warnings = warnings(model, data, &varying, &fit);
    Ok(fit)
}

/// Estimates a model with intervals for its coefficients, effects and indexes.
///
/// - **Units**: as [`estimate`]; standard errors by the delete-a-group jackknife of
///   [`Grouped::jackknife`], which needs 10 groups with responses.
///
/// # Errors
/// As [`estimate`].
pub fn estimate_grouped(model: &Model, grouped: &Grouped, scheme: Scheme) -> Result<Fit, PlsError> {
    let of = |moments: &CrossMoments| estimate(model, &Data::from_moments(model, moments), scheme);
    let mut fit = of(&grouped.total())?;
    let figures: Vec<Jackknifed> =
        grouped.jackknife(|moments| of(moments).map(|fit| fit.figures()))?;
    if figures.iter().any(|figure| figure.value.is_finite() && figure.standard_error.is_none()) {
        fit.warnings.push(Warning::NoStandardErrors);
    }
    fit.set_errors(&figures);
    Ok(fit)
}

/// The items that vary, which is all that the algorithm sees.
struct Varying<'a> {
    items: Vec<VaryingItem<'a>>,
    correlations: Matrix,
    /// The rows of each latent variable.
    blocks: Vec<Vec<usize>>,
}

struct VaryingItem<'a> {
    item: &'a Item,
    mean: f64,
    sd: f64,
}

impl<'a> Varying<'a> {
    fn of(model: &'a Model, data: &Data) -> Result<Self, PlsError> {
        let mut moments = data.means.iter().zip(&data.sds).enumerate();
        let (mut items, mut rows) = (Vec::new(), Vec::new());
        let mut blocks = Vec::with_capacity(model.latents().len());
        for latent in model.latents() {
            let start = items.len();
            for (item, (row, (&mean, &sd))) in latent.items.iter().zip(moments.by_ref()) {
                if 0.0 < sd && sd.is_finite() {
                    items.push(VaryingItem { item, mean, sd });
                    rows.push(row);
                }
            }
            if start == items.len() {
                return Err(PlsError::EmptyBlock { latent: latent.name.clone() });
            }
            blocks.push((start..items.len()).collect());
        }
        Ok(Self { items, correlations: data.correlations.select(&rows, &rows), blocks })
    }

    fn check_correlations(&self) -> Result<(), PlsError> {
        for (row, first) in self.correlations.rows().zip(&self.items) {
            let mut pairs = row.iter().zip(&self.items);
            if let Some((_, second)) = pairs.find(|(correlation, _)| !correlation.is_finite()) {
                let (first, second) = (first.item.name.clone(), second.item.name.clone());
                return Err(PlsError::NoCorrelation { first, second });
            }
        }
        cholesky(&self.correlations).map(|_| ()).ok_or(PlsError::NotPositiveDefinite)
    }
}

fn warnings(model: &Model, data: &Data, varying: &Varying, fit: &Fit) -> Vec<Warning> {
    let kept = |item: &Item| varying.items.iter().any(|kept| kept.item.column == item.column);
    let dropped = model.items().filter(|item| !kept(item));
    let dropped = dropped.map(|item| Warning::ItemDropped { item: item.name.clone() });
    let n_wanted = N_WARNED.max(N_AN_ARROW * model.n_arrows_max() as u64);
    let few = (data.n < n_wanted).then_some(Warning::FewResponses { n: data.n, n_wanted });
    let items = fit.latents.iter().flat_map(|latent| &latent.items);
    let negative = items.filter(|item| item.raw_weight < 0.0).map(|item| Warning::NegativeWeight {
        item: item.name.clone(),
        raw_weight: item.raw_weight,
    });
    dropped.chain(few).chain(negative).collect()
}

#[cfg(test)]
mod tests;
