//! The kinds of the measurement models: fields, cards and the keys of their parts.

use super::{
    ABOUT, ASKED, Cards, Fields, HIGH, ITEM, Importance, Kind, LOW, MAX, MIN, PROMPT, choices,
    integer, number, own, rating,
};
use crate::scoring::csi;
use crate::scoring::delivered_value::Weights;
use crate::scoring::dimensions::{SETS, Set};
use crate::scoring::failures::{FAILURES, Failure};
use crate::scoring::importance::Crosshair;
use crate::scoring::kano::Table;
use crate::scoring::loyalty::Thresholds;
use crate::scoring::models::{STRUCTURES, Structure};
use crate::scoring::servqual;
use crate::shape::{Field, Mistake, Pointer, Problem, Shape, optional, required};
use crate::survey::branch::Comparison;
use crate::survey::scales::{Display, Look, Scale};
use crate::survey::wording::Wording;
use crate::survey::{Asks, Choice, Part, Question, Sheet, When, natural, scales, text};
use crate::tree::{Tree, counted, decimal};
use std::collections::BTreeSet;

const ITEMS: Field = required("items", Shape::List(&ITEM, 1, 20));
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

/// Whether the visitor may say that a question does not apply to them.
pub(in crate::survey) const NOT_APPLICABLE: Field = optional("not_applicable", Shape::Flag);
pub(super) const DISPLAY: Field =
    optional("display", Shape::Choice(&["numbers", "stars", "smileys"]));
pub(super) const OTHER: Field = optional("other", Shape::Flag);
pub(super) const AT_LEAST: Field = optional("at_least_options", Shape::Integer(1, 30));
pub(super) const AT_MOST: Field = optional("at_most_options", Shape::Integer(1, 30));
pub(super) const ORDER: Field = optional("order", Shape::Choice(&["fixed", "random"]));

/// What the smaller module does not know of kinds that it does know: fields, each with the keys of the
/// words that a question speaks by which has it.
pub const RARE: [(Field, &[&str]); 6] = [
    (NOT_APPLICABLE, &["not_applicable.option"]),
    (
        DISPLAY,
        &["display.stars", "display.-2", "display.-1", "display.0", "display.1", "display.2"],
    ),
    (OTHER, &["other.option", "other.prompt"]),
    (AT_LEAST, &["at_least_options.told"]),
    (AT_MOST, &["at_most_options.told"]),
    (ORDER, &[]),
];

/// How many characters the words for another option may have.
const OTHER_CHARS_MAX: usize = 200;

/// The kinds by name, and the fields of each beside those of every question.
pub const FIELDS: Fields = &[
    ("matrix", &[ASKED, ITEMS, MIN, MAX, LOW, HIGH]),
    ("ranking", &[ASKED, required("options", Shape::List(&ITEM, 2, 10)), ORDER]),
    (
        "slider",
        &[
            ASKED,
            optional("min", Shape::Integer(-1_000_000, 1_000_000)),
            optional("max", Shape::Integer(-1_000_000, 1_000_000)),
            optional("step", Shape::Integer(1, 1_000_000)),
            LOW,
            HIGH,
        ],
    ),
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
/// may speak by, and so of [`RARE`] fields: for those who make and check these files.
#[must_use]
pub fn families() -> Vec<(&'static str, BTreeSet<String>)> {
    let mut families: Vec<(&'static str, BTreeSet<String>)> = Vec::new();
    let item = Tree::map([("id", "i".into()), ("text", "I".into())]);
    let variants = (STRUCTURES.iter().map(|structure| structure.name))
        .zip(["rated", "points", ""])
        .flat_map(|variant| SET_KEYS.iter().map(move |set| (variant, *set)));
    for ((model, importance), set) in variants {
        for (kind, fields) in FIELDS {
            // What only the owner can word has no wording of ours.
            let owns =
                fields.iter().any(|field| field.name == ASKED.name && field.need == ASKED.need);
            // The five dimensions are only ever weighed against each other.
            if (*kind, importance) == ("servqual", "rated") {
                continue;
            }
            for items in [vec![], vec![item.clone()]] {
                let file = Tree::map([
                    ("id", "q".into()),
                    ("kind", (*kind).into()),
                    ("prompt", if owns { "P".into() } else { Tree::Null }),
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
    let keys = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect();
    families.extend(RARE.map(|(field, words)| (field.name, keys(words))));
    families.retain(|(_, keys)| !keys.is_empty());
    families
}

/// As what the numbers of a rating are drawn.
pub(super) fn display(file: &Tree) -> Display {
    match file.get(DISPLAY.name).and_then(Tree::text) {
        Some("stars") => Display::Stars,
        Some("smileys") => Display::Smileys,
        _ => Display::Numbers,
    }
}

/// Adds to the cards of a question what the file says by [`RARE`] fields, and notes what of it does
/// not go together.
pub(in crate::survey) fn extend(
    file: &Tree,
    sheets: &mut [Sheet],
    at: &Pointer,
    mistakes: &mut Vec<Mistake>,
) {
    let is_set = |field: Field| file.get(field.name).and_then(Tree::flag) == Some(true);
    let repeated = |choices: &[Choice], id: &str| {
        let found = choices.iter().position(|choice| choice.id == id)?;
        let at = at.key("options").index(found).key("id");
        Some(at.has(Problem::Repeated { id: id.to_owned() }))
    };
    for sheet in sheets {
        for part in &mut sheet.parts {
            // A note is never called for, and points are shared out among all.
            let is_note = !part.key.is_empty() && matches!(part.asks, Asks::Text { .. });
            part.not_applicable = is_set(NOT_APPLICABLE) && !is_note && sheet.sum.is_none();
            if part.not_applicable {
                mistakes.extend(repeated(part.asks.choices(), Choice::NOT_APPLICABLE));
            }
            if let Asks::Number { scale, look: Look::Row { display: Display::Smileys, .. } } =
                &part.asks
                && !matches!(scale.max - scale.min, 2 | 4)
            {
                let found = file.get(MAX.name).unwrap_or(&Tree::Null);
                mistakes.push(at.key(MAX.name).wrong(found, "the end of 3 or 5 smileys"));
            }
        }
        let [part] = sheet.parts.as_mut_slice() else { continue };
        if is_set(OTHER)
            && let Asks::One(choices) | Asks::Several { choices, .. } = &mut part.asks
        {
            mistakes.extend(repeated(choices, Choice::OTHER));
            let text = Wording::standard("other.option".to_owned());
            choices.push(Choice { id: Choice::OTHER.to_owned(), text });
        }
        if let Asks::Several { choices, at_least, at_most } = &mut part.asks
            && file.get("options").is_some()
        {
            *at_least = natural(file.get(AT_LEAST.name)).unwrap_or(0);
            *at_most = natural(file.get(AT_MOST.name)).unwrap_or(choices.len());
            let most = (*at_most).min(choices.len());
            if let Some(found) = file.get(AT_LEAST.name).filter(|_| most < *at_least) {
                let allowed = ["at most the ", &counted(most), " that can be chosen"].concat();
                mistakes.push(at.key(AT_LEAST.name).wrong(found, allowed));
            }
        }
        if is_set(OTHER) {
            sheet.parts.push(Part {
                key: Choice::OTHER.to_owned(),
                wording: Wording::standard("other.prompt".to_owned()),
                asks: Asks::Text { max_chars: OTHER_CHARS_MAX },
                not_applicable: false,
            });
        }
    }
}

/// A line of the owner's, with words for its ends.
fn slider(file: &Tree, at: &Pointer, mistakes: &mut Vec<Mistake>) -> Asks {
    let range = number(file, 100, at, mistakes);
    let step = integer(file, "step", 1).max(1);
    let scale = Scale { step, ..range };
    if let Some(found) = file.get("step").filter(|_| !scale.holds(range.ends().1)) {
        let allowed = "a step that leads from min to max";
        mistakes.push(at.key("step").wrong(found, allowed));
    }
    let look = Look::Slider { low: own(file, "low"), high: own(file, "high") };
    Asks::Number { scale, look }
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
        "matrix" => Kind::Matrix,
        "ranking" => Kind::Ranking,
        "slider" => Kind::Slider,
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
    at: &Pointer,
    mistakes: &mut Vec<Mistake>,
) -> Vec<Sheet> {
    if *kind == Kind::Slider {
        return cards.alone(slider(file, at, mistakes));
    }
    let mut choices = |field: &str| choices(file, field, at, mistakes);
    match kind {
        Kind::Ranking => cards.alone(Asks::Order(choices("options"))),
        Kind::Matrix => {
            let mut parts = Vec::new();
            for Choice { id, text } in choices("items") {
                let asks = rating(file);
                parts.push(Part { key: id, wording: text, asks, not_applicable: false });
            }
            vec![cards.card(parts)]
        }
        Kind::Failures(failures) => {
            let mut choices = choices("items");
            if choices.is_empty() {
                choices.extend(failures.iter().map(|(key, _)| cards.choice(key)));
            }
            // That nothing went wrong is an answer too, and not the same as none.
            choices.push(cards.choice(Choice::NONE));
            let at_most = choices.len();
            cards.alone(Asks::Several { choices, at_least: 0, at_most })
        }
        Kind::FourLevel => {
            let notes = file.get("notes").and_then(Tree::flag) != Some(false);
            let mut sheets = Vec::new();
            for Choice { id, text } in choices("items") {
                let note = [&id, "_note"].concat();
                let asks = scales::asks("four_level");
                let rated = Part { key: id, wording: text, asks, not_applicable: false };
                let mut parts = vec![rated];
                if notes {
                    let (wording, asks) = (cards.standard("note"), Asks::Text { max_chars: 1000 });
                    parts.push(Part { key: note, wording, asks, not_applicable: false });
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
            let key = "reason".to_owned();
            let reason = Part { key, wording, asks, not_applicable: false };
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
