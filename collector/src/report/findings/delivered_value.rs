//! Customer delivered value: both sides of it, and what is left.

use super::super::figures::{Figures, PartFigures};
use super::super::words;
use super::{Found, number};
use aftersay::scoring::delivered_value::{Weights, index};
use aftersay::scoring::items::weighted_mean;
use aftersay::survey::kinds::models::value_keys;

impl Found<'_> {
    /// The mean of value less cost, and the means that both sides are made of.
    ///
    /// - **Source**: measurement reference, E1.
    pub(super) fn delivered_value(&mut self, weights: &Weights, figures: &mut Figures) {
        let net = self.mean("");
        figures.scores = vec![("delivered_value", net), ("index", net.map(|net| net.map(index)))];
        let (values, costs) = value_keys();
        let value = self.side("values", values, weights.values);
        let cost = self.side("costs", costs, weights.costs);
        let mean = |side: &Option<PartFigures>| {
            let (_, mean) = *side.as_ref()?.scores.first()?;
            mean.filter(|mean| self.k_min <= mean.n).map(|mean| mean.value)
        };
        let ratio = mean(&value).zip(mean(&cost)).map(|(value, cost)| value / cost);
        figures.readings = vec![("ratio", number(ratio))];
        figures.parts = value.into_iter().chain(cost).collect();
    }

    /// The weighted mean of one side's means, and these.
    fn side(
        &mut self,
        key: &'static str,
        keys: [&'static str; 4],
        weights: [f64; 4],
    ) -> Option<PartFigures> {
        let moments = self.moments(&keys);
        // What too few answered would otherwise be the side less the others.
        let means = [0, 1, 2, 3].map(|at| moments.mean(at).filter(|mean| self.k_min <= mean.n));
        let values = means.map(|mean| mean.map(|mean| mean.value));
        let value = weighted_mean(weights.into_iter().zip(values))?;
        let there: f64 =
            weights.iter().zip(values).filter(|(_, mean)| mean.is_some()).map(|(w, _)| w).sum();
        let mut each = weights;
        for (weight, mean) in each.iter_mut().zip(values) {
            *weight = if mean.is_some() { *weight / there } else { 0.0 };
        }
        let n = means.iter().flatten().map(|mean| mean.n).min()?;
        let mean = Self::linear(value, n, &moments, &each, (1.0, 10.0));
        let mut side = PartFigures::new(key, words::titled("delivered_value", key), n);
        side.scores = vec![("mean", Some(mean))];
        side.readings = self.alpha(key, &keys).into_iter().collect();
        side.parts = self.items(&keys);
        Some(side)
    }
}
