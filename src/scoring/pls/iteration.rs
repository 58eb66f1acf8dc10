//! Steps 1 to 7: the weights of the items, settled by turns of inner and outer estimation.

use super::model::{Mode, Model};
use super::{PlsError, Scheme, Varying};
use crate::scoring::linear::{Matrix, dot, solve};

/// Weights that change by less than this have settled.
const TOLERANCE: f64 = 1e-7;

/// Weights that have not settled after this many turns will not.
const N_ITERATIONS_MAX: usize = 300;

/// The settled weights and what follows from them. Rows are items, columns latent variables.
pub(super) struct Settled {
    /// Zero outside the block; every score has variance 1.
    pub(super) weights: Matrix,
    /// Correlations of items with scores.
    pub(super) loadings: Matrix,
    /// Correlations of scores with scores.
    pub(super) scores: Matrix,
    /// How many turns it took.
    pub(super) n_iterations: usize,
}

/// Settles the weights, and orients every latent variable along its items.
pub(super) fn settle(
    model: &Model,
    varying: &Varying,
    scheme: Scheme,
) -> Result<Settled, PlsError> {
    let Varying { correlations, blocks, .. } = varying;
    let correlate = |weights: &Matrix| {
        let loadings = correlations.times(weights);
        let scores = weights.transposed().times(&loadings);
        (loadings, scores)
    };
    let ones = Matrix::from_fn(correlations.n_rows(), blocks.len(), |_, _| 1.0);
    let mut weights = outer_weights(model, varying, &ones)?;
    for n_iterations in 1..=N_ITERATIONS_MAX {
        let (loadings, scores) = correlate(&weights);
        let inner = inner_weights(model, &scores, scheme)?;
        let next = outer_weights(model, varying, &loadings.times(&inner))?;
        let pairs = weights.rows().flatten().zip(next.rows().flatten());
        let change = pairs.map(|(old, new)| (new.abs() - old.abs()).abs()).fold(0.0, f64::max);
        weights = next;
        if change < TOLERANCE {
            orient(blocks, &correlate(&weights).0, &mut weights);
            let (loadings, scores) = correlate(&weights);
            return Ok(Settled { weights, loadings, scores, n_iterations });
        }
    }
    Err(PlsError::DidNotConverge { n_iterations: N_ITERATIONS_MAX })
}

/// Step 3: what every latent variable's proxy takes from the scores of its neighbours.
fn inner_weights(model: &Model, scores: &Matrix, scheme: Scheme) -> Result<Matrix, PlsError> {
    let size = scores.n_rows();
    let mut inner = Matrix::zeros(size, size);
    for &(from, to) in model.paths() {
        let r = scores.at(from, to);
        let e = match scheme {
            Scheme::Centroid if r == 0.0 => 0.0,
            Scheme::Centroid => r.signum(),
            Scheme::Factorial | Scheme::Path => r,
        };
        inner.set(from, to, e);
        inner.set(to, from, e);
    }
    if scheme == Scheme::Path {
        for to in 0..size {
            let (predecessors, coefficients) = regress(model, scores, to)?;
            for (from, coefficient) in predecessors.into_iter().zip(coefficients) {
                inner.set(from, to, coefficient);
            }
        }
    }
    Ok(inner)
}

/// Regresses a score on those of its predecessors, all of variance 1.
pub(super) fn regress(
    model: &Model,
    scores: &Matrix,
    to: usize,
) -> Result<(Vec<usize>, Vec<f64>), PlsError> {
    let predecessors = model.predecessors(to);
    let target: Vec<f64> = predecessors.iter().map(|&from| scores.at(from, to)).collect();
    let coefficients = solve(&scores.select(&predecessors, &predecessors), &target);
    Ok((predecessors, coefficients.ok_or(PlsError::NotPositiveDefinite)?))
}

/// Steps 2 and 5: weights from the covariances of the items with the proxies, rescaled so that the
/// scores have variance 1. Items are standardised, so that covariances are correlations.
fn outer_weights(model: &Model, varying: &Varying, proxies: &Matrix) -> Result<Matrix, PlsError> {
    let mut weights = Matrix::zeros(proxies.n_rows(), proxies.n_columns());
    for (at, (latent, block)) in model.latents().iter().zip(&varying.blocks).enumerate() {
        let within = varying.correlations.select(block, block);
        let covariances: Vec<f64> = block.iter().map(|&item| proxies.at(item, at)).collect();
        let raw = match latent.mode {
            Mode::A => covariances,
            Mode::B => solve(&within, &covariances).ok_or(PlsError::NotPositiveDefinite)?,
        };
        let variance: f64 =
            within.rows().zip(&raw).map(|(row, weight)| weight * dot(row, &raw)).sum();
        if variance.is_nan() || variance <= 0.0 {
            return Err(PlsError::Unrelated { latent: latent.name.clone() });
        }
        for (&item, weight) in block.iter().zip(raw) {
            weights.set(item, at, weight / variance.sqrt());
        }
    }
    Ok(weights)
}

/// Step 7: turns a latent variable around where most of its items point the other way; where half
/// of them do, the sum of the loadings decides.
fn orient(blocks: &[Vec<usize>], loadings: &Matrix, weights: &mut Matrix) {
    for (latent, block) in blocks.iter().enumerate() {
        let own: Vec<f64> = block.iter().map(|&item| loadings.at(item, latent)).collect();
        let n_negative = own.iter().filter(|loading| **loading < 0.0).count();
        let tied = 2 * n_negative == own.len();
        if own.len() < 2 * n_negative || (tied && own.iter().sum::<f64>() < 0.0) {
            for &item in block {
                weights.set(item, latent, -weights.at(item, latent));
            }
        }
    }
}
