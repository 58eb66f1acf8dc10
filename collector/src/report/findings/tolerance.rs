//! The zone of tolerance: for each item what is acceptable, desired and received.

use super::super::figures::{Figures, PartFigures};
use super::super::tally::{STATES, group_of};
use super::super::words;
use super::{Found, gap};
use aftersay::scoring::cross_moments::CrossMoments;
use aftersay::scoring::estimate::share;
use aftersay::scoring::moments::PairMoments;

impl Found<'_> {
    /// The mean picture of each item, over the visitors whose zone is not upside down.
    ///
    /// - **Source**: measurement reference, C3.
    pub(super) fn tolerance(&mut self, figures: &mut Figures) {
        figures.scores =
            vec![("adequacy", self.mean("adequacy")), ("superiority", self.mean("superiority"))];
        if !self.shows_answers() {
            return;
        }
        let mut n_inverted = 0;
        for sheet in &self.question.sheets {
            let keys: Vec<_> = sheet.parts.iter().map(|part| part.key.as_str()).collect();
            let ([first, ..], Some(part)) = (&keys[..], sheet.parts.first()) else { continue };
            let key = first.trim_end_matches("_adequate");
            let states =
                STATES.map(|state| self.tally.moments(&group_of(&self.question.id, state), &keys));
            let (item, inverted) = zone(key, words::item(part), &states);
            n_inverted += inverted;
            figures.parts.push(item);
        }
        if 0 < n_inverted {
            self.warn("inverted", |prompt, _| {
                format!(
                    "{n_inverted} answers to {prompt} want less than they would accept, and are \
                     left out"
                )
            });
        }
    }
}

/// The figures of one item from the moments of each state, and how many are upside down.
fn zone(key: &str, name: String, states: &[CrossMoments; 4]) -> (PartFigures, u64) {
    let [below, within, above, inverted] = states;
    let counts = [below, within, above].map(CrossMoments::n_responses);
    let n = counts.iter().sum();
    let mut valid = below.clone();
    // They are all of the same three items.
    for state in [within, above] {
        let _same_items = valid.merge(state);
    }
    let pair = |x, y| -> PairMoments { valid.pair(x, y).unwrap_or_default() };
    let percent = |hits| share(hits, n).map(|share| share.map(|share| 100.0 * share));
    let (adequate, desired, perceived) = (0, 1, 2);
    let [n_below, n_within, n_above] = counts;
    let mut item = PartFigures::new(key, name, n);
    item.scores = vec![
        ("adequate", valid.mean(adequate)),
        ("perceived", valid.mean(perceived)),
        ("desired", valid.mean(desired)),
        ("adequacy", gap(&pair(adequate, perceived)).estimate()),
        ("superiority", gap(&pair(desired, perceived)).estimate()),
        ("width", gap(&pair(adequate, desired)).estimate()),
        ("below", percent(n_below)),
        ("within", percent(n_within)),
        ("above", percent(n_above)),
    ];
    let n_inverted = inverted.n_responses();
    item.readings = vec![("inverted", (n_inverted as f64).into())];
    (item, n_inverted)
}
