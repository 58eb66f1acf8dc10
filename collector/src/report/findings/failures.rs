//! The failure index: points an order, and which failures they come from.

use super::super::figures::{Figures, PartFigures};
use super::super::words;
use super::Found;
use crate::report::estimates::percent;
use aftersay::tree::Tree;

impl Found<'_> {
    /// Points an order, the share of orders with any failure, and the failures by their points.
    ///
    /// - **Source**: measurement reference, C5; the order after Juran (1951) Quality Control Handbook.
    pub(super) fn failures(&mut self, failures: &[(String, f64)], figures: &mut Figures) {
        let per_order = self.mean("");
        let any = self.derived("any", &["no", "yes"]);
        figures.scores = vec![
            ("failures", per_order),
            ("per_100", per_order.map(|points| points.map(|points| 100.0 * points))),
            ("any", any.percent(|label| Some(label == "yes"))),
        ];
        let total = self.tally.sums(&self.score_name("")).sum();
        figures.readings = vec![("total_points", total.into())];
        if !self.shows_answers() {
            return;
        }
        self.choices(figures);
        let n = self.tally.n_answered(&self.question.id);
        let times = |key: &str| {
            self.tally
                .counts(&self.question.id)
                .find(|(other, _)| *other == key)
                .map_or(0, |(_, n)| n)
        };
        let points =
            |(key, weight): &(String, f64)| (key.clone(), times(key), times(key) as f64 * weight);
        let mut bars: Vec<_> = failures.iter().map(points).filter(|(_, n, _)| 0 < *n).collect();
        bars.sort_by(|(_, _, left), (_, _, right)| right.total_cmp(left));
        let all: f64 = bars.iter().map(|(.., points)| points).sum();
        let mut so_far = 0.0;
        for (key, times, points) in bars {
            so_far += points;
            let name = words::answer_label(self.question, &key);
            let mut part = PartFigures::new(&key, name, n);
            part.scores = vec![("share", percent(times, n))];
            part.readings = vec![
                ("times", Tree::Number(times as f64)),
                ("points", points.into()),
                ("cumulative", (if 0.0 < all { so_far / all } else { 1.0 }).into()),
            ];
            figures.parts.push(part);
        }
    }
}
