//! Loyalty: attitude against behaviour, the ladder, and satisfaction against intention.

use super::super::counted::Counted;
use super::super::figures::Figures;
use super::Found;
use aftersay::scoring::loyalty::Thresholds;
use aftersay::tree::{Tree, decimal};

/// The stages of the ladder, from not on it to its top.
const STAGES: [&str; 5] = ["none", "cognitive", "affective", "conative", "action"];

impl Found<'_> {
    /// The four classes, those who are held, and the limits that made them.
    ///
    /// - **Source**: measurement reference, E2.
    pub(super) fn loyalty(&mut self, thresholds: &Thresholds, figures: &mut Figures) {
        let hostages = self.counted("hostage");
        let holds = self.counted("hold");
        let hold = |name: &'static str| holds.percent(move |label| Some(label == name));
        shares(&self.counted(""), figures);
        figures.scores = vec![("hostages", hostages.percent(|label| Some(label == "1")))];
        // Why they stay is asked of few, and there may be nobody to tell of.
        if 0 < holds.n() {
            figures.scores.extend([("inertia", hold("inertia")), ("monopoly", hold("monopoly"))]);
        }
        figures.readings = vec![
            ("limit_attitude", thresholds.attitude.into()),
            ("limit_orders", Tree::Number(thresholds.orders.into())),
            ("limit_share_percent", Tree::Number(thresholds.share_percent.into())),
            ("limit_hostage_satisfaction", Tree::Number(thresholds.hostage_satisfaction.into())),
            ("limit_hostage_lock_in", Tree::Number(thresholds.hostage_lock_in.into())),
        ];
        let attitude = ["prefer", "recommend", "sorry"];
        figures.readings.extend(self.alpha("attitude", &attitude));
        figures.parts = self.items(&attitude);
        figures.parts.extend(self.items(&["orders", "share_percent", "satisfaction", "lock_in"]));
    }

    /// How far up the ladder visitors are.
    ///
    /// - **Source**: measurement reference, E3.
    pub(super) fn ladder(&mut self, figures: &mut Figures) {
        let counted = self.counted("");
        figures.scores = vec![("loyalty_ladder", counted.mean(decimal))];
        shares(&counted, figures);
        for ((name, _), stage) in figures.shares.iter_mut().zip(STAGES) {
            stage.clone_into(name);
        }
        let steps = ["cognitive", "affective", "conative", "action"];
        figures.parts = self.items(&steps);
        figures.readings.extend(self.alpha("all items", &steps));
    }

    /// The four cells of satisfaction and intention.
    ///
    /// - **Source**: measurement reference, E4.
    pub(super) fn cells(&mut self, figures: &mut Figures) {
        shares(&self.counted(""), figures);
        figures.parts = self.items(&["satisfaction", "intention"]);
    }
}

/// The share of every class.
fn shares(classes: &Counted, figures: &mut Figures) {
    for label in classes.labels() {
        let share = classes.percent(|other| Some(other == label));
        figures.shares.push((label.to_owned(), share));
    }
}
