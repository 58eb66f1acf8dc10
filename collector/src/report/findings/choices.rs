//! Options, yes and no, and numbers that are written.

use super::super::figures::{Distribution, Figures};
use super::Found;
use crate::report::estimates::percent;
use aftersay::survey::Kind;

impl Found<'_> {
    /// The share of each option among those who answered.
    pub(super) fn choices(&mut self, figures: &mut Figures) {
        let n = self.tally.n_answered(&self.question.id);
        if let Distribution::Counts(counts) = &figures.distribution {
            let share = |(option, times): &(String, u64)| (option.clone(), percent(*times, n));
            figures.shares = counts.iter().map(share).collect();
        }
    }

    /// The share of those who said yes, or the mean of the numbers.
    pub(super) fn number(&mut self, figures: &mut Figures) {
        let mean = self.numbers("").estimate();
        if self.question.kind == Kind::Number {
            figures.scores = vec![("mean", mean)];
        } else {
            let n = self.tally.n_answered(&self.question.id);
            let yes = self.tally.counts(&self.question.id).find(|(answer, _)| *answer == "1");
            let yes = percent(yes.map_or(0, |(_, times)| times), n);
            figures.scores = vec![("yes", yes.filter(|_| self.shows_answers()))];
        }
    }
}
