//! Options, yes and no, and numbers that are written.

use super::super::figures::{Distribution, Figures, PartFigures};
use super::super::tally::variable;
use super::super::words;
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

    /// At which place each option stands on average, and how many put it first.
    pub(super) fn ranking(&mut self, figures: &mut Figures) {
        let Some(part) = self.question.alone().filter(|_| self.shows_answers()) else { return };
        for option in part.asks.choices() {
            let places = variable(&self.question.id, &option.id);
            let numbers = self.tally.numbers(&places);
            let first = self.tally.counts(&places).find(|(place, _)| *place == "1");
            let first = percent(first.map_or(0, |(_, times)| times), numbers.n);
            let name = words::label(part, &option.id);
            let mut item = PartFigures::new(&option.id, name, numbers.n);
            item.counts = self.tally.counts(&places).map(|(at, n)| (at.to_owned(), n)).collect();
            item.scores = vec![("mean_place", numbers.estimate()), ("first", first)];
            figures.parts.push(item);
        }
    }

    /// The share of those who said yes, or the mean of the numbers.
    pub(super) fn number(&mut self, figures: &mut Figures) {
        let mean = self.numbers("").estimate();
        if self.question.kind == Kind::Number || self.question.kind == Kind::Slider {
            figures.scores = vec![("mean", mean)];
        } else {
            let n = self.tally.n_answered(&self.question.id);
            let yes = self.tally.counts(&self.question.id).find(|(answer, _)| *answer == "1");
            let yes = percent(yes.map_or(0, |(_, times)| times), n);
            figures.scores = vec![("yes", yes.filter(|_| self.shows_answers()))];
        }
    }
}
