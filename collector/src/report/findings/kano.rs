//! Kano's model: the letters of a feature, and everything that is read from them.

use super::super::figures::{Figures, PartFigures};
use super::super::words;
use super::{Found, number, word};
use aftersay::scoring::kano::{self, Letter};
use aftersay::scoring::moments::Tally;
use aftersay::tree::Tree;

impl Found<'_> {
    /// All readings of the letters, side by side: they disagree, and each has its users.
    ///
    /// - **Source**: measurement reference, D1.
    pub(super) fn kano(&mut self, figures: &mut Figures) {
        let counted = self.counted("");
        let among = |hits: &'static [&'static str]| {
            counted.share(move |letter| match letter {
                "R" | "Q" => None,
                letter => Some(hits.contains(&letter)),
            })
        };
        let worse = among(&["O", "M"]).map(|loss| aftersay::scoring::estimate::Estimate {
            value: -loss.value,
            interval: loss.interval.map(|(low, high)| (-high, -low)),
            n: loss.n,
        });
        let total = counted.share(|letter| Some(["A", "O", "M"].contains(&letter)));
        figures.scores =
            vec![("better", among(&["A", "O"])), ("worse", worse), ("total_strength", total)];
        for letter in counted.labels() {
            let share = counted.percent(|other| Some(other == letter));
            figures.shares.push((letter.to_owned(), share));
        }

        let mut letters = Tally::<6>::default();
        letters.counts.iter_mut().zip(counted.rounded()).for_each(|(n, more)| *n = more);
        let name = |letter: Option<Letter>| word(letter.map(Letter::name));
        let strength = kano::category_strength(&letters);
        figures.readings = vec![
            ("mode", name(kano::mode(&letters))),
            ("leading_wanted", name(kano::leading_wanted(&letters))),
            ("blauth", name(kano::blauth(&letters))),
            ("category_strength", number(strength.map(|strength| strength.lead))),
            ("category", name(strength.map(|strength| strength.letter))),
            ("mixed_with", name(strength.and_then(|strength| strength.mixed_with))),
        ];
        // The test knows the luck of a sample and not that of noise.
        if !counted.is_noisy() {
            let fong = kano::fong(&letters);
            figures.readings.extend([
                ("fong_lead", number(fong.map(|test| test.lead as f64))),
                ("fong_limit", number(fong.map(|test| test.limit))),
                ("fong_distinct", fong.map_or(Tree::Null, |test| test.is_distinct.into())),
            ]);
        }
        let points = self.moments(&["with", "without"]).pair(0, 1).unwrap_or_default();
        if let Some(found) = kano::du_mouchel(&points).filter(|found| self.k_min <= found.there.n) {
            figures.scores.extend([("there", Some(found.there)), ("not_there", Some(found.not))]);
            figures.readings.push(("du_mouchel", found.letter.name().into()));
        }
        figures.parts = self.sides();
    }

    /// How the two questions were answered.
    fn sides(&self) -> Vec<PartFigures> {
        let side = |key: &&str| {
            let part = self.question.part(key).filter(|_| self.shows_answers())?;
            let counts = self.counts_of(part);
            let n = counts.iter().map(|(_, n)| n).sum();
            Some(PartFigures { counts, ..PartFigures::new(key, words::part(part), n) })
        };
        ["with", "without"].iter().filter_map(side).collect()
    }
}
