//! SERVQUAL: gaps by item, by dimension and overall, weighted and not.

use super::super::figures::{Figures, PartFigures, Score};
use super::super::words;
use super::{Found, gap};
use aftersay::scoring::estimate::Estimate;
use aftersay::scoring::servqual::{self, DIMENSIONS, N_ITEMS};
use aftersay::survey::kinds::Importance;
use aftersay::survey::kinds::models::{servqual_key, weight_key};

impl Found<'_> {
    /// The dimensions with their items, and both totals; perceptions alone where expectations were
    /// not asked.
    ///
    /// - **Source**: measurement reference, C1.
    pub(super) fn servqual(
        &mut self,
        expectations: bool,
        importance: Importance,
        figures: &mut Figures,
    ) {
        figures.scores = vec![("servqual", self.mean("")), ("unweighted", self.mean("unweighted"))];
        let split = if importance == Importance::Points { self.split() } else { None };
        let weights = servqual::weights(None, split).unwrap_or([1.0; 5]);
        if importance == Importance::Points {
            figures
                .scores
                .push(("group_weighted", split.and_then(|_| self.total(weights, expectations))));
        }
        for (dimension, weight) in DIMENSIONS.iter().zip(weights) {
            let mean = self.mean(dimension.key);
            let name = words::titled("servqual", dimension.key);
            let n = mean.map_or(0, |mean| mean.n);
            let mut part = PartFigures::new(dimension.key, name, n);
            part.scores = vec![(if expectations { "gap" } else { "perceived" }, mean)];
            part.readings = vec![("weight", (weight / weights.iter().sum::<f64>()).into())];
            let keys = |item| {
                ["expected", "perceived"].map(|aspect| servqual_key(dimension.key, item, aspect))
            };
            let pairs: Vec<_> = (1..=N_ITEMS).map(keys).collect();
            if expectations {
                part.readings.extend(self.alpha_of_gaps(dimension.key, &pairs));
            } else {
                let perceived: Vec<_> = pairs.iter().map(|[_, key]| key.as_str()).collect();
                part.readings.extend(self.alpha(dimension.key, &perceived));
            }
            let items = pairs.iter().filter_map(|pair| self.servqual_item(pair, expectations));
            part.parts = items.collect();
            figures.parts.push(part);
        }
    }

    fn servqual_item(
        &self,
        [expected, perceived]: &[String; 2],
        expectations: bool,
    ) -> Option<PartFigures> {
        let mut item = self.item(perceived)?;
        perceived.trim_end_matches("_perceived").clone_into(&mut item.key);
        let mean = self.numbers(perceived).estimate();
        if expectations {
            let pair = self.moments(&[expected, perceived]).pair(0, 1).unwrap_or_default();
            item.n = pair.n;
            let scores: [Score; 3] = [
                ("gap", gap(&pair).estimate()),
                ("expected", self.numbers(expected).estimate()),
                ("perceived", mean),
            ];
            item.scores = scores.to_vec();
        } else {
            item.scores = vec![("perceived", mean)];
        }
        Some(item)
    }

    /// The points that the dimensions got in the mean; `None` from too few visitors.
    fn split(&self) -> Option<[f64; 5]> {
        let sums = DIMENSIONS.each_ref().map(|d| self.numbers(&weight_key(d.key)).sum);
        // Everybody shared out a hundred, and left out those that got none.
        let n = sums.iter().sum::<f64>() / 100.0;
        (self.k_min as f64 <= n).then(|| sums.map(|sum| sum / n))
    }

    /// The dimensions weighted by everybody's mean split, with the interval of their items' means.
    fn total(&self, weights: [f64; 5], expectations: bool) -> Option<Estimate> {
        let means = DIMENSIONS.each_ref().map(|dimension| self.mean(dimension.key));
        let values = means.map(|mean| mean.map(|mean| mean.value));
        let value = servqual::of_dimensions(values, &weights).ok()?.weighted?;
        let n = means.iter().flatten().map(|mean| mean.n).min()?;
        let there =
            || DIMENSIONS.iter().zip(weights).zip(values).filter(|(_, mean)| mean.is_some());
        let whole: f64 = there().map(|((_, weight), _)| weight).sum();
        let (mut keys, mut each) = (Vec::new(), Vec::new());
        for ((dimension, weight), _) in there() {
            for item in 1..=N_ITEMS {
                let weight = weight / whole / N_ITEMS as f64;
                keys.push(servqual_key(dimension.key, item, "perceived"));
                each.push(weight);
                if expectations {
                    keys.push(servqual_key(dimension.key, item, "expected"));
                    each.push(-weight);
                }
            }
        }
        let keys: Vec<_> = keys.iter().map(String::as_str).collect();
        let ends = if expectations { (-6.0, 6.0) } else { servqual::SCALE };
        Some(Self::linear(value, n, &self.moments(&keys), &each, ends))
    }
}
