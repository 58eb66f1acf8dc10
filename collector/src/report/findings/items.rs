//! Lists of the owner's items that are all rated on one scale.

use super::super::figures::Figures;
use super::Found;
use aftersay::scoring::estimate::Estimate;
use aftersay::scoring::four_level;
use aftersay::scoring::moments::Tally;
use aftersay::survey::Asks;

impl Found<'_> {
    /// The mean of each item.
    pub(super) fn matrix(&mut self, figures: &mut Figures) {
        let keys = self.rated();
        let keys: Vec<_> = keys.iter().map(String::as_str).collect();
        figures.parts = self.items(&keys);
        figures.readings.extend(self.alpha("all items", &keys));
    }

    /// The four-level rating: the index of all items, and of each its mean and its satisfied.
    ///
    /// - **Source**: measurement reference, A4.
    pub(super) fn four_level(&mut self, figures: &mut Figures) {
        let keys = self.rated();
        let keys: Vec<_> = keys.iter().map(String::as_str).collect();
        figures.parts = self.items(&keys);
        let mut all = Tally::<4>::default();
        for item in &mut figures.parts {
            let mut ratings = Tally::<4>::default();
            ratings.counts.iter_mut().zip(&item.counts).for_each(|(n, (_, more))| *n += more);
            let satisfied = four_level::satisfied(&ratings);
            item.scores
                .push(("satisfied", satisfied.map(|share| share.map(|share| 100.0 * share))));
            all.merge(&ratings);
        }
        // The ratings of one person go together, so that their number says nothing about certainty.
        let n = self.tally.n_answered(&self.question.id);
        let satisfied = four_level::satisfied(&all).map(|share| Estimate {
            value: 100.0 * share.value,
            interval: None,
            n,
        });
        figures.scores = vec![("four_level", self.mean("")), ("satisfied", satisfied)];
        figures.readings.extend(self.alpha("all items", &keys));
    }

    /// The keys of the parts that are answered by a number.
    fn rated(&self) -> Vec<String> {
        let rated = self.question.parts().filter(|part| matches!(part.asks, Asks::Number { .. }));
        rated.map(|part| part.key.clone()).collect()
    }
}
