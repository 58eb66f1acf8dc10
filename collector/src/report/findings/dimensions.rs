//! Sets of service dimensions.

use super::super::figures::{Figures, PartFigures};
use super::super::words;
use super::Found;
use aftersay::scoring::dimensions::Set;
use aftersay::scoring::items::n100;
use aftersay::survey::kinds::models::dimension_key;

impl Found<'_> {
    /// The total and its dimensions, from 0 to 100.
    ///
    /// - **Source**: measurement reference, C2 and C4.
    pub(super) fn dimensions(&mut self, set: &Set<'static>, figures: &mut Figures) {
        let (low, high) = set.scale;
        figures.scores = vec![("dimensions", self.mean(""))];
        let mut all = Vec::new();
        for dimension in set.dimensions {
            let keys: Vec<_> =
                (1..=set.n_items).map(|item| dimension_key(set, dimension, item)).collect();
            let keys: Vec<_> = keys.iter().map(String::as_str).collect();
            let mean = self.mean(dimension);
            let name = words::dimension(set.key, dimension, self.question.part(dimension));
            let mut part = PartFigures::new(dimension, name, mean.map_or(0, |mean| mean.n));
            part.scores = vec![("index", mean)];
            if 1 < keys.len() {
                part.parts = self.items(&keys);
                for item in &mut part.parts {
                    let mean = item.scores.first().and_then(|(_, mean)| *mean);
                    let index = mean.map(|mean| mean.map(|mean| n100(mean, low, high)));
                    item.scores.push(("index", index));
                }
                part.readings.extend(self.alpha(dimension, &keys));
            } else if let Some(item) = self.item(dimension) {
                part.counts = item.counts;
                part.scores.extend(item.scores);
            }
            figures.parts.push(part);
            all.extend(keys.iter().map(|key| (*key).to_owned()));
        }
        let all: Vec<_> = all.iter().map(String::as_str).collect();
        figures.readings.extend(self.alpha("all items", &all));
    }
}
