//! Importance and performance: which of the owner's items to work on first.

use super::super::figures::{Figures, PartFigures};
use super::super::words;
use super::{Found, number, word};
use aftersay::scoring::importance::{Crosshair, N_ATTRIBUTES_MIN, Quadrant, map};

impl Found<'_> {
    /// Each item with its quadrant; items that too few rated have none, and move no crosshair.
    ///
    /// - **Source**: measurement reference, D2.
    pub(super) fn importance(&mut self, crosshair: Crosshair, figures: &mut Figures) {
        if !self.shows_answers() {
            return;
        }
        let mut items = Vec::new();
        for sheet in &self.question.sheets {
            let keys: Vec<_> = sheet.parts.iter().map(|part| part.key.as_str()).collect();
            let ([first, ..], Some(part)) = (&keys[..], sheet.parts.first()) else { continue };
            let pair = self.moments(&keys).pair(0, 1).unwrap_or_default();
            items.push((first.trim_end_matches("_importance"), words::item(part), pair));
        }
        let enough = |n: u64| self.k_min <= n;
        let pairs: Vec<_> = items.iter().map(|(.., pair)| *pair).filter(|p| enough(p.n)).collect();
        let map = map(&pairs, crosshair);
        let mut places = map.attributes.into_iter();
        for (key, name, pair) in items {
            let place = if enough(pair.n) { places.next().flatten() } else { None };
            let mut part = PartFigures::new(key, name, pair.n);
            part.scores =
                vec![("importance", pair.x().estimate()), ("performance", pair.y().estimate())];
            let quadrant = place.and_then(|place| place.quadrant).map(|quadrant| match quadrant {
                Quadrant::Concentrate => "concentrate",
                Quadrant::KeepUp => "keep_up",
                Quadrant::LowPriority => "low_priority",
                Quadrant::PossibleOverkill => "possible_overkill",
            });
            part.readings = vec![("quadrant", word(quadrant))];
            figures.parts.push(part);
        }
        let (importance, performance) = map.crosshair.unzip();
        let rule = match crosshair {
            Crosshair::GrandMean => "grand_mean",
            Crosshair::Median => "median",
            Crosshair::Midpoint(_) => "middle",
        };
        figures.readings = vec![
            ("crosshair", rule.into()),
            ("crosshair_importance", number(importance)),
            ("crosshair_performance", number(performance)),
        ];
        if map.crosshair.is_none() {
            self.warn("not_estimable", |prompt, k_min| {
                format!(
                    "{prompt} has no quadrants: they need {N_ATTRIBUTES_MIN} items with {k_min} \
                     answers each"
                )
            });
        }
    }
}
