//! Problems, who told the shop of them, and how that was handled.

use super::super::figures::Figures;
use super::super::tally::variable;
use super::Found;
use aftersay::tree::decimal;

/// From this rating on a complaint was handled well.
const HANDLED_WELL: f64 = 7.0;

impl Found<'_> {
    /// Which share had a problem, which of these told the shop, and whom it satisfied then.
    ///
    /// - **Source**: measurement reference, C6.
    pub(super) fn complaints(&mut self, figures: &mut Figures) {
        let classes = self.counted("");
        let n = |key: &str, wanted: &str| -> u64 {
            let name = variable(&self.question.id, key);
            let found = self.tally.counts(&name).find(|(answer, _)| *answer == wanted);
            found.map_or(0, |(_, n)| n)
        };
        // Who had a problem and did not say whether they told of it has no class, and still had one.
        let n_undecided = n("problem", "1").saturating_sub(n("told", "0") + n("told", "1"));
        let told = |label: &str| match label {
            "none" => None,
            label => Some(label == "told"),
        };
        let silent = |label: &str| told(label).map(|told| !told);
        let handled = self.counted("handled");
        let well = |label: &str| Some(decimal(label).is_some_and(|rating| HANDLED_WELL <= rating));
        let with_undecided = classes.clone().with("silent", n_undecided);
        figures.scores = vec![
            ("problem_rate", with_undecided.percent(|label| Some(label != "none"))),
            ("complaint_rate", classes.percent(told)),
            ("silent", classes.percent(silent)),
            ("handled_well", handled.percent(well)),
        ];
        let n_problems = with_undecided.count("silent") + with_undecided.count("told");
        // A share of few is not told, nor is what would give it away.
        let is_few = !classes.is_noisy() && 0 < n_problems && n_problems < self.k_min;
        for label in classes.labels() {
            let share = classes.percent(|other| Some(other == label));
            figures.shares.push((label.to_owned(), share.filter(|_| label == "none" || !is_few)));
        }
    }
}
