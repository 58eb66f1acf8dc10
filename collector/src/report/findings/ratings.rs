//! Questions that are answered by one number on a scale that stands for satisfaction.

use super::super::counted::Counted;
use super::super::figures::Figures;
use super::super::words;
use super::Found;
use aftersay::scoring::csm;
use aftersay::scoring::estimate::Estimate;
use aftersay::scoring::items::n100;
use aftersay::survey::Kind;
use aftersay::survey::scales::Scale;
use aftersay::tree::decimal;

impl Found<'_> {
    /// The Net Promoter Score, CSAT, CES, one item of CSM and the owner's own ratings.
    ///
    /// - **Source**: measurement reference, A1, A5, A6 and A7.
    pub(super) fn rating(&mut self, figures: &mut Figures) {
        let counted = self.counted("");
        let top = |from: f64| {
            counted.percent(move |label| Some(decimal(label).is_some_and(|n| from <= n)))
        };
        let class = |wanted: &'static str| counted.percent(move |label| Some(label == wanted));
        match self.question.kind {
            Kind::Nps => {
                figures.scores = vec![("nps", counted.nps())];
                let classes = [("promoters", "1"), ("passives", "0"), ("detractors", "-1")];
                figures.shares.extend(classes.map(|(name, label)| (name.to_owned(), class(label))));
            }
            Kind::Csat => figures.scores = vec![("csat", class("1"))],
            Kind::Ces => {
                let mean = counted.mean(decimal);
                let index = mean.map(|mean| mean.map(|mean| n100(mean, 1.0, 7.0)));
                figures.scores = vec![("ces", index), ("mean", mean), ("agreement", top(5.0))];
            }
            Kind::Csm => {
                // Where the score stands for several items, the answers tell of each.
                let counted = if counted.n() == 0 { self.answers() } else { counted };
                let mean = counted.mean(decimal);
                figures.scores =
                    vec![("csm", mean), ("index", mean.map(|mean| mean.map(csm::index)))];
                let level = mean.filter(|mean| self.k_min <= mean.n);
                let level =
                    level.map(|mean| ("level", words::csm_level(mean.value).as_str().into()));
                figures.readings.extend(level);
            }
            _ => {
                let (low, high) = self.question.scale().map_or((0.0, 1.0), Scale::ends);
                let mean = counted.mean(decimal);
                let index = |mean: Estimate| mean.map(|mean| n100(mean, low, high));
                figures.scores = vec![("rating", mean.map(index)), ("mean", mean)];
            }
        }
    }

    /// Better or worse than expected.
    ///
    /// - **Source**: measurement reference, A3.
    pub(super) fn disconfirmation(&mut self, figures: &mut Figures) {
        let counted = self.counted("");
        let from = |least: f64| {
            counted.percent(move |label| Some(decimal(label).is_some_and(|n| least <= n)))
        };
        figures.scores = against_expectations(&counted).into();
        figures.scores.extend([("met_or_exceeded", from(0.0)), ("exceeded", from(1.0))]);
        for label in counted.labels() {
            let share = counted.percent(|other| Some(other == label));
            figures.shares.push((label.to_owned(), share));
        }
    }

    /// How often each answer was given, as far as these may be told.
    fn answers(&self) -> Counted {
        let counts = if self.shows_answers() {
            self.tally.counts(&self.question.id).collect()
        } else {
            Vec::new()
        };
        Counted::plain(&counts)
    }
}

/// The mean of answers from -2, much worse than expected, to 2, much better, and its index.
pub(super) fn against_expectations(counted: &Counted) -> [(&'static str, Option<Estimate>); 2] {
    let mean = counted.mean(decimal);
    let index = mean.map(|mean| mean.map(|mean| n100(mean, -2.0, 2.0)));
    [("disconfirmation", mean), ("index", index)]
}
