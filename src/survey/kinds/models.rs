//! The kinds of the measurement models: fields, cards and the keys of their parts.

use super::{ABOUT, Cards, Fields, ITEM, ITEMS, Importance, Kind, PROMPT, own};
use crate::scoring::csi;
use crate::scoring::delivered_value::Weights;
use crate::scoring::dimensions::{SETS, Set};
use crate::scoring::failures::{FAILURES, Failure};
use crate::scoring::importance::Crosshair;
use crate::scoring::kano::Table;
use crate::scoring::loyalty::Thresholds;
use crate::scoring::models::{STRUCTURES, Structure};
use crate::scoring::servqual;
use crate::shape::{Field, Pointer, Shape, optional, required};
use crate::survey::branch::Comparison;
use crate::survey::wording::Wording;
use crate::survey::{Asks, Choice, Part, Question, Sheet, When, natural, scales, text};
use crate::tree::{Tree, counted, decimal};
use std::collections::BTreeSet;

const WEIGHT: Shape = Shape::Decimal(0, 1000);

const FAILURE: Shape = Shape::Record(&[
    required("id", Shape::Id),
    required("text", Shape::Words),
    required("weight", WEIGHT),
]);

const VALUES: [&str; 4] = ["product", "service", "personnel", "image"];
const COSTS: [&str; 4] = ["money", "time", "energy", "effort"];

const VALUE_WEIGHTS: &[Field] = &[
    optional(VALUES[0], WEIGHT),
    optional(VALUES[1], WEIGHT),
    optional(VALUES[2], WEIGHT),
    optional(VALUES[3], WEIGHT),
    optional(COSTS[0], WEIGHT),
    optional(COSTS[1], WEIGHT),
    optional(COSTS[2], WEIGHT),
    optional(COSTS[3], WEIGHT),
];

const THRESHOLDS: &[Field] = &[
    optional("attitude", Shape::Decimal(1, 10)),
    optional("orders", Shape::Integer(1, 999)),
    optional("share_percent", Shape::Integer(1, 100)),
    optional("hostage_satisfaction", Shape::Integer(1, 10)),
    optional("hostage_lock_in", Shape::Integer(1, 5)),
];

/// The leaves of the indicator tree, by construct.
const LEAVES: &[&str] = &[
    "service_overall",
    "service_fit",
    "service_reliable",
    "value_quality",
    "value_price",
    "value_cost",
    "value_total",
    "satisfaction_overall",
    "satisfaction_promised",
    "satisfaction_expected",
    "satisfaction_rivals",
    "complaints_reason",
    "complaints_made",
    "complaints_handled",
    "loyalty_again",
    "loyalty_rise",
    "loyalty_resists",
    "information_accurate",
    "information_complete",
    "information_clear",
    "response_loading",
    "response_site",
    "design_structure",
];

const TAGGED: Shape = Shape::List(&Shape::Choice(LEAVES), 1, LEAVES.len());

/// What a leaf may be about: one of the five satisfactions of a firm, one of three layers, or a part
/// of what it offers.
const TAGS: &[Field] = &[
    optional("MS", TAGGED),
    optional("BS", TAGGED),
    optional("VS", TAGGED),
    optional("PS", TAGGED),
    optional("SS", TAGGED),
    optional("material", TAGGED),
    optional("spiritual", TAGGED),
    optional("social", TAGGED),
    optional("product", TAGGED),
    optional("service", TAGGED),
    optional("process", TAGGED),
];

const SET_KEYS: &[&str] = &[
    "five_elements",
    "eight_determinants",
    "process",
    "staff",
    "attitude",
    "five_s",
    "five_layers",
    "two_part",
    "experience",
    "drivers",
    "relationship",
    "traveller",
];

/// The kinds by name, and the fields of each beside those of every question.
pub const FIELDS: Fields = &[
    ("satisfaction_ratio", &[PROMPT, ABOUT]),
    ("disconfirmation", &[PROMPT, ABOUT]),
    ("four_level", &[PROMPT, ITEMS, optional("notes", Shape::Flag)]),
    (
        "csi",
        &[
            PROMPT,
            optional("importance", Shape::Choice(&["rated", "points"])),
            optional("ahp", Shape::List(&Shape::List(&Shape::Decimal(0, 9), 8, 8), 8, 8)),
            optional("tags", Shape::Record(TAGS)),
        ],
    ),
    ("acsi", &[PROMPT]),
    ("structural", &[PROMPT, required("model", Shape::Choice(&["scsb", "acsi", "ecsi"]))]),
    (
        "servqual",
        &[
            PROMPT,
            optional("expectations", Shape::Flag),
            optional("importance", Shape::Choice(&["points"])),
        ],
    ),
    ("zone_of_tolerance", &[PROMPT, optional("items", Shape::List(&ITEM, 1, 20))]),
    ("dimensions", &[PROMPT, required("set", Shape::Choice(SET_KEYS))]),
    ("failures", &[PROMPT, optional("items", Shape::List(&FAILURE, 1, 30))]),
    ("complaints", &[]),
    (
        "kano",
        &[
            PROMPT,
            required("feature", Shape::Words),
            optional("table", Shape::Choice(&["usual", "pouliot"])),
        ],
    ),
    (
        "importance_performance",
        &[PROMPT, ITEMS, optional("crosshair", Shape::Choice(&["mean", "median", "middle"]))],
    ),
    ("delivered_value", &[PROMPT, optional("weights", Shape::Record(VALUE_WEIGHTS))]),
    ("loyalty", &[PROMPT, optional("thresholds", Shape::Record(THRESHOLDS))]),
    ("loyalty_ladder", &[PROMPT]),
    ("satisfaction_loyalty", &[PROMPT]),
];

/// Every family of wordings of these kinds, with the keys of the language files that its questions
/// may speak by: for those who make and check these files.
#[must_use]
pub fn families() -> Vec<(&'static str, BTreeSet<String>)> {
    let mut families: Vec<(&'static str, BTreeSet<String>)> = Vec::new();
    let item = Tree::map([("id", "i".into()), ("text", "I".into())]);
    let variants = (STRUCTURES.iter().map(|structure| structure.name))
        .zip(["rated", "points", ""])
        .flat_map(|variant| SET_KEYS.iter().map(move |set| (variant, *set)));
    for ((model, importance), set) in variants {
        for (kind, _) in FIELDS {
            // The five dimensions are only ever weighed against each other.
            if (*kind, importance) == ("servqual", "rated") {
                continue;
            }
            for items in [vec![], vec![item.clone()]] {
                let file = Tree::map([
                    ("id", "q".into()),
                    ("kind", (*kind).into()),
                    ("items", Tree::List(items)),
                    ("feature", "I".into()),
                    ("model", model.into()),
                    ("importance", importance.into()),
                    ("set", set.into()),
                ]);
                let question = Question::build(&file, &Pointer::default(), &[], &[], &mut vec![]);
                let family = question.kind.family();
                match families.iter_mut().find(|(name, _)| *name == family) {
                    Some((_, keys)) => keys.extend(question.keys()),
                    None => families.push((family, question.keys().into_iter().collect())),
                }
            }
        }
    }
    families
}

/// Reads what a file says of a question of one of these kinds; `None` for any other.
pub(super) fn build(file: &Tree) -> Option<Kind> {
    let choice = |name| file.get(name).and_then(Tree::text);
    let importance = match choice("importance") {
        Some("rated") => Importance::Rated,
        Some("points") => Importance::Points,
        _ => Importance::Unasked,
    };
    Some(match choice("kind")? {
        "satisfaction_ratio" => Kind::SatisfactionRatio,
        "disconfirmation" => Kind::Disconfirmation,
        "four_level" => Kind::FourLevel,
        "csi" => {
            let row = |row: &Tree| row.items().iter().filter_map(Tree::decimal).collect();
            let rows = file.get("ahp").map_or(&[][..], Tree::items);
            let tags = file.get("tags").map_or(&[][..], Tree::entries).iter();
            let tags = tags.flat_map(|(tag, leaves)| {
                let leaves = leaves.items().iter().filter_map(Tree::text);
                leaves.map(|leaf| (tag.clone(), leaf.to_owned()))
            });
            Kind::Csi { importance, ahp: rows.iter().map(row).collect(), tags: tags.collect() }
        }
        "acsi" => Kind::Acsi,
        "structural" => {
            let named = |structure: &&&Structure| choice("model") == Some(structure.name);
            STRUCTURES.iter().find(named).map_or(Kind::Info, |found| Kind::Structural(found))
        }
        "servqual" => Kind::Servqual {
            expectations: file.get("expectations").and_then(Tree::flag) != Some(false),
            importance,
        },
        "zone_of_tolerance" => Kind::ZoneOfTolerance,
        "dimensions" => {
            let named = |set: &&Set| choice("set") == Some(set.key);
            SETS.iter().find(named).map_or(Kind::Info, Kind::Dimensions)
        }
        "failures" => {
            let own = owners_items(file).iter().map(|item| {
                (text(item, "id"), item.get("weight").and_then(Tree::decimal).unwrap_or(0.0))
            });
            let own: Vec<_> = own.collect();
            let standard = |failure: &Failure<'_>| (failure.key.to_owned(), failure.weight);
            Kind::Failures(if own.is_empty() {
                FAILURES.iter().map(standard).collect()
            } else {
                own
            })
        }
        "complaints" => Kind::Complaints,
        "kano" => Kind::Kano(match choice("table") {
            Some("pouliot") => Table::Pouliot,
            _ => Table::Usual,
        }),
        "importance_performance" => Kind::ImportancePerformance(match choice("crosshair") {
            Some("median") => Crosshair::Median,
            Some("middle") => Crosshair::Midpoint(3.0),
            _ => Crosshair::GrandMean,
        }),
        "delivered_value" => {
            let weight = |key: &str| file.get("weights")?.get(key)?.decimal();
            let weights = |keys: [&str; 4]| keys.map(|key| weight(key).unwrap_or(1.0));
            Kind::DeliveredValue(Weights { values: weights(VALUES), costs: weights(COSTS) })
        }
        "loyalty" => Kind::Loyalty(thresholds(file)),
        "loyalty_ladder" => Kind::LoyaltyLadder,
        "satisfaction_loyalty" => Kind::SatisfactionLoyalty,
        _ => return None,
    })
}

/// What a question of one of these kinds asks, card by card.
#[expect(clippy::too_many_lines, reason = "one arm a kind")]
pub(super) fn sheets(
    kind: &Kind,
    file: &Tree,
    cards: &Cards,
    choices: &mut dyn FnMut(&str) -> Vec<Choice>,
) -> Vec<Sheet> {
    match kind {
        Kind::Failures(failures) => {
            let mut choices = choices("items");
            if choices.is_empty() {
                choices.extend(failures.iter().map(|(key, _)| cards.choice(key)));
            }
            // That nothing went wrong is an answer too, and not the same as none.
            choices.push(cards.choice(Choice::NONE));
            let at_most = choices.len();
            cards.alone(Asks::Several { choices, at_most })
        }
        Kind::FourLevel => {
            let notes = file.get("notes").and_then(Tree::flag) != Some(false);
            let mut sheets = Vec::new();
            for Choice { id, text } in choices("items") {
                let note = [&id, "_note"].concat();
                let rated = Part { key: id, wording: text, asks: scales::asks("four_level") };
                let mut parts = vec![rated];
                if notes {
                    let (wording, asks) = (cards.standard("note"), Asks::Text { max_chars: 1000 });
                    parts.push(Part { key: note, wording, asks });
                }
                sheets.push(cards.card(parts));
            }
            sheets
        }
        Kind::ZoneOfTolerance | Kind::ImportancePerformance(_) => {
            let mut items = choices("items");
            if items.is_empty() && *kind == Kind::ZoneOfTolerance {
                let keys = servqual::DIMENSIONS.iter().map(|dimension| dimension.key);
                items.extend(keys.map(|key| cards.choice(key)));
            }
            let spec = spec(kind.name());
            let mut sheets = Vec::new();
            for Choice { id, text } in items {
                sheets.extend(cards.read(spec, &[&id, "_"].concat(), Some(("item", &text))));
            }
            sheets
        }
        Kind::Csi { importance, .. } => {
            let mut sheets = cards.read(spec("csi"), "", None);
            let keys: Vec<_> = csi::CONSTRUCTS.iter().map(|construct| construct.key).collect();
            sheets.extend(cards.importance(*importance, &keys));
            sheets
        }
        Kind::Structural(structure) => {
            let mut sheets = Vec::new();
            for latent in structure.latents {
                sheets.extend(cards.read(spec(structure.asked(latent)), "", None));
            }
            sheets
        }
        Kind::Servqual { expectations, importance } => {
            let aspects: &[&str] =
                if *expectations { &["expected", "perceived"] } else { &["perceived"] };
            let mut sheets = Vec::new();
            for dimension in &servqual::DIMENSIONS {
                let mut parts = Vec::new();
                for item in 1..=servqual::N_ITEMS {
                    for aspect in aspects {
                        let key = servqual_key(dimension.key, item, aspect);
                        parts.push(cards.part(&key, "", "agree7", None));
                    }
                }
                sheets.push(cards.card(parts));
            }
            let keys = servqual::DIMENSIONS.each_ref().map(|dimension| dimension.key);
            sheets.extend(cards.importance(*importance, &keys));
            sheets
        }
        Kind::Dimensions(set) => {
            let scale = if 5.0 < set.scale.1 { "agree7" } else { "agree5" };
            let mut parts = Vec::new();
            for dimension in set.dimensions {
                for item in 1..=set.n_items {
                    let key = dimension_key(set, dimension, item);
                    parts.push(cards.part(&key, "", scale, None));
                }
            }
            // Items of one dimension stay together; single ones come a few to a card.
            let n_a_card = if set.n_items == 1 { 5 } else { set.n_items };
            let mut sheets = Vec::new();
            while !parts.is_empty() {
                let rest = parts.split_off(n_a_card.min(parts.len()));
                sheets.push(cards.card(std::mem::replace(&mut parts, rest)));
            }
            sheets
        }
        Kind::Loyalty(_) => {
            let mut sheets = cards.read(spec("loyalty"), "", None);
            let reasons = ["habit", "contract", "monopoly"].map(|key| cards.choice(key));
            let (wording, asks) = (cards.standard("reason"), Asks::One(reasons.into()));
            let reason = Part { key: "reason".to_owned(), wording, asks };
            let mut card = cards.card(vec![reason]);
            // Why somebody stays is of interest where it is not for love.
            card.when = When::read("prefer<7");
            sheets.push(card);
            sheets
        }
        Kind::DeliveredValue(_) => {
            let mut sheets = cards.read(spec("delivered_value"), "", None);
            for (sheet, heading) in sheets.iter_mut().zip(["values", "costs"]) {
                sheet.heading = Some(cards.standard(heading));
            }
            sheets
        }
        kind => {
            let about = || own(file, "about").unwrap_or_else(|| cards.standard("about"));
            let filled = match kind {
                Kind::SatisfactionRatio | Kind::Disconfirmation => Some(("about", about())),
                Kind::Kano(_) => own(file, "feature").map(|feature| ("feature", feature)),
                _ => None,
            };
            let filled = filled.as_ref().map(|(name, wording)| (*name, wording));
            cards.read(spec(kind.name()), "", filled)
        }
    }
}

/// What the kinds ask that ask the same of everybody: parts as `key:scale`, cards apart by `/`, and
/// behind `?` the answer that a card depends on. A part without a key is the whole question.
const SPECS: &[(&str, &str)] = &[
    ("disconfirmation", ":disconfirmation"),
    ("satisfaction_ratio", "expected:quality10 perceived:quality10"),
    ("acsi", "overall:satisfied10 expected:exceeded10 ideal:ideal10"),
    (
        "csi",
        "service_overall:quality10 service_fit:agree10 service_reliable:agree10/\
         value_quality:quality10 value_price:quality10 value_cost:agree10 value_total:quality10/\
         satisfaction_overall:satisfied10 satisfaction_promised:exceeded10 \
         satisfaction_expected:exceeded10 satisfaction_rivals:exceeded10/\
         complaints_reason:yes_no complaints_made:yes_no/\
         complaints_handled:satisfied10?complaints_made>=1/\
         loyalty_again:likely10 loyalty_rise:price loyalty_resists:agree10/\
         information_accurate:agree10 information_complete:agree10 information_clear:agree10/\
         response_loading:agree10 response_site:agree10/\
         design_structure:agree10",
    ),
    ("IMAGE", "image_trust:agree10 image_name:agree10 image_care:agree10"),
    ("EXP", "exp_overall:quality10 exp_fit:agree10 exp_wrong:often10"),
    ("QUAL", "qual_overall:quality10 qual_fit:agree10 qual_wrong:often10"),
    ("VAL", "val_quality:quality10 val_price:quality10"),
    ("SAT", "sat_overall:satisfied10 sat_expected:exceeded10 sat_ideal:ideal10"),
    ("COMP", "complained:yes_no"),
    ("HANDLING", "handling:quality10"),
    ("LOY", "loy_again:likely10/loy_dearer:price?loy_again>=6/loy_cheaper:price?loy_again<6"),
    ("zone_of_tolerance", "adequate:level9 desired:level9 perceived:level9"),
    ("importance_performance", "importance:important5 performance:quality5"),
    ("complaints", "problem:yes_no/told:yes_no?problem>=1/handled:satisfied10?told>=1"),
    ("kano", "with:kano without:kano"),
    (
        "delivered_value",
        "product:much10 service:much10 personnel:much10 image:much10/\
         money:much10 time:much10 energy:much10 effort:much10",
    ),
    (
        "loyalty",
        "prefer:agree10 recommend:agree10 sorry:agree10/orders:count share_percent:hundred/\
         satisfaction:satisfied10 lock_in:agree5",
    ),
    ("loyalty_ladder", "cognitive:agree7 affective:agree7 conative:agree7 action:agree7"),
    ("satisfaction_loyalty", "satisfaction:satisfied10 intention:likely10"),
];

fn spec(kind: &str) -> &'static str {
    SPECS.iter().find(|(name, _)| *name == kind).map_or("", |(_, spec)| spec)
}

impl When {
    /// Reads `part>=number` or `part<number`; nothing is no condition.
    fn read(text: &str) -> Option<Self> {
        let (part, value) = text.split_once(['>', '<'])?;
        let at_least = value.strip_prefix('=');
        let comparison = if at_least.is_some() { Comparison::AtLeast } else { Comparison::Less };
        let value = decimal(at_least.unwrap_or(value))?;
        Some(Self { part: part.to_owned(), comparison, value })
    }
}

impl Cards {
    /// The cards of a spec, as [`SPECS`] has them; `prefix` stands before every key.
    fn read(
        &self,
        spec: &str,
        prefix: &str,
        filled: Option<(&'static str, &Wording)>,
    ) -> Vec<Sheet> {
        let mut sheets = Vec::new();
        for card in spec.split('/') {
            let (card, when) = card.split_once('?').unwrap_or((card, ""));
            let mut parts = Vec::new();
            for part in card.split(' ') {
                let (key, scale) = part.split_once(':').unwrap_or((part, ""));
                parts.push(self.part(key, prefix, scale, filled));
            }
            let mut card = self.card(parts);
            card.when = When::read(when);
            sheets.push(card);
        }
        sheets
    }

    fn choice(&self, key: &str) -> Choice {
        Choice { id: key.to_owned(), text: self.standard(key) }
    }

    /// The card that asks how important some things are, by their keys.
    fn importance(&self, importance: Importance, keys: &[&str]) -> Option<Sheet> {
        let (heading, scale, sum) = match importance {
            Importance::Unasked => return None,
            Importance::Rated => ("rated", "important10", None),
            Importance::Points => ("points", "hundred", Some(100.0)),
        };
        let mut parts = Vec::new();
        for key in keys {
            parts.push(Part { key: weight_key(key), ..self.part(key, "", scale, None) });
        }
        Some(Sheet { heading: Some(self.standard(heading)), parts, when: None, sum })
    }
}

/// The key of the part that asks how important something is.
#[must_use]
pub fn weight_key(key: &str) -> String {
    ["weight_", key].concat()
}

/// The key of an item of a service dimension, counted from 1, and of one of its two aspects.
#[must_use]
pub fn servqual_key(dimension: &str, item: usize, aspect: &str) -> String {
    [dimension, "_", &counted(item), "_", aspect].concat()
}

/// The key of an item of a dimension, counted from 1; the only item has the dimension's.
#[must_use]
pub fn dimension_key(set: &Set<'_>, dimension: &str, item: usize) -> String {
    if set.n_items == 1 { dimension.to_owned() } else { [dimension, "_", &counted(item)].concat() }
}

/// Values and costs of delivered value, by key.
#[must_use]
pub fn value_keys() -> ([&'static str; 4], [&'static str; 4]) {
    (VALUES, COSTS)
}

fn thresholds(file: &Tree) -> Thresholds {
    let usual = Thresholds::default();
    let number = |name| file.get("thresholds")?.get(name)?.decimal();
    let whole = |name| natural(file.get("thresholds").and_then(|all| all.get(name)));
    let small = |name| whole(name).and_then(|n| u8::try_from(n).ok());
    Thresholds {
        attitude: number("attitude").unwrap_or(usual.attitude),
        orders: whole("orders").and_then(|n| n.try_into().ok()).unwrap_or(usual.orders),
        share_percent: small("share_percent").unwrap_or(usual.share_percent),
        hostage_satisfaction: small("hostage_satisfaction").unwrap_or(usual.hostage_satisfaction),
        hostage_lock_in: small("hostage_lock_in").unwrap_or(usual.hostage_lock_in),
    }
}

/// The items of a list that the owner may give in place of the standard one.
fn owners_items(file: &Tree) -> &[Tree] {
    file.get("items").map_or(&[], Tree::items)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_leaf_of_the_index_can_be_tagged() {
        let constructs = csi::CONSTRUCTS.iter();
        let leaves = constructs.flat_map(|of| of.leaves.iter().map(|(leaf, _)| (of.key, leaf)));
        let leaves: Vec<_> = leaves.map(|(key, leaf)| [key, "_", leaf].concat()).collect();
        assert_eq!(leaves, LEAVES);
    }
}
