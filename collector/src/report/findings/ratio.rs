//! The satisfaction ratio: what was got over what was expected.

use super::super::figures::Figures;
use super::Found;
use super::ratings::against_expectations;
use aftersay::scoring::moments::Tally;
use aftersay::scoring::ratio::{Counts, aggregate};

impl Found<'_> {
    /// The ratio of the means, how many got less, as much and more than they expected, and by how
    /// much.
    ///
    /// - **Source**: measurement reference, A2 and A3.
    pub(super) fn ratio(&mut self, figures: &mut Figures) {
        let labels = ["below", "equal", "above"];
        let outcomes = self.derived("outcome", &labels);
        let pairs = self.moments(&["expected", "perceived"]).pair(0, 1).unwrap_or_default();
        let counts = Tally { counts: labels.map(|label| outcomes.count(label)) };
        let ratio = aggregate(&Counts { pairs, outcomes: counts });
        figures.scores = vec![("satisfaction_ratio", ratio.map(|ratio| ratio.ratio))];
        let levels = self.derived("level", &["-2", "-1", "0", "1", "2"]);
        figures.scores.extend(against_expectations(&levels));
        for label in labels {
            let share = outcomes.percent(|other| Some(other == label));
            figures.shares.push((label.to_owned(), share));
        }
        figures.parts = self.items(&["expected", "perceived"]);
    }
}
