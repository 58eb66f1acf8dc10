//! The kinds of question: what a survey file says of each, and what each asks.

use super::scales::{self, Look, Scale, Standard};
use super::wording::{Wording, Words};
use super::{Asks, Choice, Part, Sheet, When, natural, owners_items, text, words};
use crate::scoring::csi::{self, Leaf};
use crate::scoring::delivered_value::Weights;
use crate::scoring::dimensions::{SETS, Set};
use crate::scoring::failures::{FAILURES, Failure};
use crate::scoring::kano::Table;
use crate::scoring::loyalty::Thresholds;
use crate::scoring::models::{
    AGAIN, Coding, DEARER, Question as Manifest, REPURCHASE_HIGH, STRUCTURES, Structure,
};
use crate::scoring::servqual;
use crate::shape::{Field, Mistake, Pointer, Problem, Shape, optional, required};
use crate::tree::Tree;

/// What is asked. Each method of the measurement reference is one kind, and is scored as one.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// Net Promoter Score, 0 to 10.
    Nps,
    /// Overall satisfaction, 1 to 5.
    Csat,
    /// Customer effort, 1 to 7.
    Ces,
    /// Seven-level satisfaction, -90 to 90 in steps of 30, with one thing or the whole order.
    Csm,
    /// A number on the owner's own scale.
    Rating,
    /// Yes or no.
    YesNo,
    /// A whole number that is written.
    Number,
    /// The owner's items, all rated on one scale.
    Matrix,
    /// One of the owner's options.
    SingleChoice,
    /// Some of the owner's options.
    MultipleChoice,
    /// Free text, which is scrubbed before it leaves the page.
    Text,
    /// Words that ask nothing.
    Info,
    /// What was expected and what was got, 1 to 10.
    SatisfactionRatio,
    /// Worse or better than expected, -2 to 2.
    Disconfirmation,
    /// The owner's items, each rated 0 to 3 with a note.
    FourLevel,
    /// The indicator tree of shops on the web.
    Csi {
        /// How the importance of its constructs is asked.
        importance: Importance,
        /// How experts compare the constructs pair by pair, row by row; empty where they do not.
        ahp: Vec<Vec<f64>>,
    },
    /// The three questions of the American index.
    Acsi,
    /// All questions of a structural model.
    Structural(&'static Structure),
    /// Ten items of service, expected and perceived or perceived alone.
    Servqual {
        /// Whether expectations are asked beside perceptions.
        expectations: bool,
        /// How the importance of the dimensions is asked.
        importance: Importance,
    },
    /// Items that are rated three times: the least acceptable, the desired, the received.
    ZoneOfTolerance,
    /// A set of service dimensions.
    Dimensions(&'static Set<'static>),
    /// What went wrong, with the points of each failure by its key.
    Failures(Vec<(String, f64)>),
    /// A problem, whether it was told, and how it was handled.
    Complaints,
    /// How a feature is felt about when it is there and when it is not.
    Kano(Table),
    /// The owner's items, each for its importance and its performance.
    ImportancePerformance,
    /// Four values and four costs.
    DeliveredValue(Weights),
    /// Attitude and behaviour.
    Loyalty(Thresholds),
    /// Four steps of loyalty.
    LoyaltyLadder,
    /// Satisfaction and the intention to buy again.
    SatisfactionLoyalty,
}

/// How the importance of the parts of an index is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Importance {
    /// It is not.
    Unasked,
    /// Each from 1 to 10.
    Rated,
    /// By sharing out 100 points.
    Points,
}

const PROMPT: Field = optional("prompt", Shape::Words);
const ASKED: Field = required("prompt", Shape::Words);
const ABOUT: Field = optional("about", Shape::Words);
const LOW: Field = optional("low", Shape::Words);
const HIGH: Field = optional("high", Shape::Words);
const MIN: Field = optional("min", Shape::Integer(0, 1));
const MAX: Field = optional("max", Shape::Integer(2, 10));
const MAX_CHARS: Field = optional("max_chars", Shape::Integer(1, 5000));
const WEIGHT: Shape = Shape::Decimal(0, 1000);

const ITEM: Shape = Shape::Record(&[required("id", Shape::Id), required("text", Shape::Words)]);
const OPTIONS: Field = required("options", Shape::List(&ITEM, 2, 30));
const ITEMS: Field = required("items", Shape::List(&ITEM, 1, 20));

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
pub const KINDS: &[(&str, &[Field])] = &[
    // Where science knows the question, its wording ships; where only the owner does, it is the
    // owner's.
    ("nps", &[PROMPT]),
    ("csat", &[PROMPT]),
    ("ces", &[PROMPT]),
    ("csm", &[PROMPT, ABOUT]),
    ("rating", &[ASKED, MIN, MAX, LOW, HIGH]),
    ("yes_no", &[ASKED]),
    (
        "number",
        &[
            ASKED,
            optional("min", Shape::Integer(-1_000_000, 1_000_000)),
            optional("max", Shape::Integer(-1_000_000, 1_000_000)),
        ],
    ),
    ("matrix", &[ASKED, ITEMS, MIN, MAX, LOW, HIGH]),
    ("single_choice", &[ASKED, OPTIONS]),
    ("multiple_choice", &[ASKED, OPTIONS, optional("at_most_options", Shape::Integer(1, 30))]),
    ("text", &[ASKED, MAX_CHARS]),
    ("info", &[ASKED]),
    ("satisfaction_ratio", &[PROMPT, ABOUT]),
    ("disconfirmation", &[PROMPT, ABOUT]),
    ("four_level", &[PROMPT, ITEMS, optional("notes", Shape::Flag)]),
    (
        "csi",
        &[
            PROMPT,
            optional("importance", Shape::Choice(&["rated", "points"])),
            optional("ahp", Shape::List(&Shape::List(&Shape::Decimal(0, 9), 8, 8), 8, 8)),
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
    ("importance_performance", &[PROMPT, ITEMS]),
    ("delivered_value", &[PROMPT, optional("weights", Shape::Record(VALUE_WEIGHTS))]),
    ("loyalty", &[PROMPT, optional("thresholds", Shape::Record(THRESHOLDS))]),
    ("loyalty_ladder", &[PROMPT]),
    ("satisfaction_loyalty", &[PROMPT]),
];

impl Kind {
    /// Reads what a file says of a question's kind; a kind that is none is noted already, and
    /// stands as one that asks nothing.
    pub(super) fn build(file: &Tree) -> Self {
        let choice = |name| file.get(name).and_then(Tree::text);
        let importance = match choice("importance") {
            Some("rated") => Importance::Rated,
            Some("points") => Importance::Points,
            _ => Importance::Unasked,
        };
        match choice("kind").unwrap_or_default() {
            "nps" => Self::Nps,
            "csat" => Self::Csat,
            "ces" => Self::Ces,
            "csm" => Self::Csm,
            "rating" => Self::Rating,
            "yes_no" => Self::YesNo,
            "number" => Self::Number,
            "matrix" => Self::Matrix,
            "single_choice" => Self::SingleChoice,
            "multiple_choice" => Self::MultipleChoice,
            "text" => Self::Text,
            "satisfaction_ratio" => Self::SatisfactionRatio,
            "disconfirmation" => Self::Disconfirmation,
            "four_level" => Self::FourLevel,
            "csi" => {
                let row = |row: &Tree| row.items().iter().filter_map(Tree::decimal).collect();
                let rows = file.get("ahp").map_or(&[][..], Tree::items);
                Self::Csi { importance, ahp: rows.iter().map(row).collect() }
            }
            "acsi" => Self::Acsi,
            "structural" => {
                let named = |structure: &&&Structure| choice("model") == Some(structure.name);
                STRUCTURES.iter().find(named).map_or(Self::Info, |found| Self::Structural(found))
            }
            "servqual" => Self::Servqual {
                expectations: file.get("expectations").and_then(Tree::flag) != Some(false),
                importance,
            },
            "zone_of_tolerance" => Self::ZoneOfTolerance,
            "dimensions" => {
                let named = |set: &&Set| choice("set") == Some(set.key);
                SETS.iter().find(named).map_or(Self::Info, Self::Dimensions)
            }
            "failures" => {
                let own = owners_items(file).iter().map(|item| {
                    (text(item, "id"), item.get("weight").and_then(Tree::decimal).unwrap_or(0.0))
                });
                let own: Vec<_> = own.collect();
                let standard = |failure: &Failure<'_>| (failure.key.to_owned(), failure.weight);
                Self::Failures(if own.is_empty() {
                    FAILURES.iter().map(standard).collect()
                } else {
                    own
                })
            }
            "complaints" => Self::Complaints,
            "kano" => Self::Kano(match choice("table") {
                Some("pouliot") => Table::Pouliot,
                _ => Table::Usual,
            }),
            "importance_performance" => Self::ImportancePerformance,
            "delivered_value" => {
                let weight = |key: &str| file.get("weights")?.get(key)?.decimal();
                let weights = |keys: [&str; 4]| keys.map(|key| weight(key).unwrap_or(1.0));
                Self::DeliveredValue(Weights { values: weights(VALUES), costs: weights(COSTS) })
            }
            "loyalty" => Self::Loyalty(thresholds(file)),
            "loyalty_ladder" => Self::LoyaltyLadder,
            "satisfaction_loyalty" => Self::SatisfactionLoyalty,
            _ => Self::Info,
        }
    }

    /// Its name in survey files and reports.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Nps => "nps",
            Self::Csat => "csat",
            Self::Ces => "ces",
            Self::Csm => "csm",
            Self::Rating => "rating",
            Self::YesNo => "yes_no",
            Self::Number => "number",
            Self::Matrix => "matrix",
            Self::SingleChoice => "single_choice",
            Self::MultipleChoice => "multiple_choice",
            Self::Text => "text",
            Self::Info => "info",
            Self::SatisfactionRatio => "satisfaction_ratio",
            Self::Disconfirmation => "disconfirmation",
            Self::FourLevel => "four_level",
            Self::Csi { .. } => "csi",
            Self::Acsi => "acsi",
            Self::Structural(_) => "structural",
            Self::Servqual { .. } => "servqual",
            Self::ZoneOfTolerance => "zone_of_tolerance",
            Self::Dimensions(_) => "dimensions",
            Self::Failures(_) => "failures",
            Self::Complaints => "complaints",
            Self::Kano(_) => "kano",
            Self::ImportancePerformance => "importance_performance",
            Self::DeliveredValue(_) => "delivered_value",
            Self::Loyalty(_) => "loyalty",
            Self::LoyaltyLadder => "loyalty_ladder",
            Self::SatisfactionLoyalty => "satisfaction_loyalty",
        }
    }

    /// The name under which the languages word it; the sets of dimensions each have their own.
    #[must_use]
    pub fn family(&self) -> &'static str {
        if let Self::Dimensions(set) = self { set.key } else { self.name() }
    }

    /// What a question of this kind asks, card by card.
    pub(super) fn sheets(
        &self,
        file: &Tree,
        at: &Pointer,
        mistakes: &mut Vec<Mistake>,
    ) -> Vec<Sheet> {
        let family = self.family();
        let key_of = |key: &str| [family, ".", key].concat();
        let standard = |key: &str| Wording::standard(key_of(key));
        let filled =
            |key: &str, name, value| Wording::Standard(key_of(key), Some((name, Box::new(value))));
        let owners = |name| words(file, name).map(Wording::Own);
        // The owner's words for a question that asks one thing; for those that ask several they
        // stand above them all.
        let prompt = || owners("prompt");
        let alone = |wording: Wording, asks| vec![Sheet::alone("", wording, asks)];
        let about = || {
            let about = || owners("about").unwrap_or_else(|| standard("about"));
            prompt().unwrap_or_else(|| filled("prompt", "about", about()))
        };
        let own = || prompt().unwrap_or_else(|| standard("prompt"));
        let heading = || prompt().unwrap_or_else(|| standard("intro"));
        let rated = |key: &str, scale: &Standard| Part::new(key, standard(key), scale.asks());
        let sheet = |parts| Sheet::of(heading(), parts);
        // One card for each of the owner's items, rated once for each aspect.
        let by_item =
            |aspects: &[(&str, &Standard)], items: Vec<(String, Wording)>| -> Vec<Sheet> {
                let card = |(item, wording): &(String, Wording)| {
                    let part = |(aspect, scale): &(&str, &Standard)| {
                        let key = [item, "_", aspect].concat();
                        Part::new(&key, filled(aspect, "item", wording.clone()), scale.asks())
                    };
                    sheet(aspects.iter().map(part).collect())
                };
                items.iter().map(card).collect()
            };
        match self {
            Self::Nps => alone(own(), scales::NPS.asks()),
            Self::Csat => alone(own(), scales::CSAT.asks()),
            Self::Ces => alone(own(), scales::AGREE_7.asks()),
            Self::Csm => alone(about(), scales::CSM.asks()),
            Self::YesNo => alone(own(), scales::YES_NO.asks()),
            Self::Disconfirmation => alone(about(), scales::DISCONFIRMATION.asks()),
            Self::Rating => alone(own(), rating(file)),
            Self::Number => alone(own(), number(file, at, mistakes)),
            Self::Info => vec![Sheet::of(own(), Vec::new())],
            Self::Text => {
                let max_chars = natural(file.get("max_chars")).unwrap_or(1000);
                alone(own(), Asks::Text { max_chars })
            }
            Self::SingleChoice => alone(own(), Asks::One(choices(file, "options", at, mistakes))),
            Self::MultipleChoice => {
                let choices = choices(file, "options", at, mistakes);
                let at_most = natural(file.get("at_most_options")).unwrap_or(choices.len());
                alone(own(), Asks::Several { choices, at_most })
            }
            Self::Failures(failures) => {
                let mut choices = choices(file, "items", at, mistakes);
                if choices.is_empty() {
                    choices.extend(failures.iter().map(|(key, _)| Choice::standard(family, key)));
                }
                // That nothing went wrong is an answer too, and not the same as none.
                choices.push(Choice::standard(family, Choice::NONE));
                let at_most = choices.len();
                alone(own(), Asks::Several { choices, at_most })
            }
            Self::Matrix => {
                let choices = choices(file, "items", at, mistakes);
                let part = |item: Choice| Part::new(&item.id, item.text, rating(file));
                vec![sheet(choices.into_iter().map(part).collect())]
            }
            Self::FourLevel => {
                let notes = file.get("notes").and_then(Tree::flag) != Some(false);
                let card = |item: Choice| {
                    let mut parts = vec![Part::new(&item.id, item.text, scales::FOUR_LEVEL.asks())];
                    if notes {
                        let asks = Asks::Text { max_chars: 1000 };
                        let key = [&item.id, "_note"].concat();
                        parts.push(Part::new(&key, standard("note"), asks));
                    }
                    sheet(parts)
                };
                choices(file, "items", at, mistakes).into_iter().map(card).collect()
            }
            Self::SatisfactionRatio => {
                let about = || owners("about").unwrap_or_else(|| standard("about"));
                let part = |key: &str| {
                    Part::new(key, filled(key, "about", about()), scales::QUALITY_10.asks())
                };
                vec![sheet(vec![part("expected"), part("perceived")])]
            }
            Self::Csi { importance, .. } => {
                let mut sheets = Vec::new();
                for construct in &csi::CONSTRUCTS {
                    let part = |&(leaf, asked): &(&str, Leaf)| {
                        let key = [construct.key, "_", leaf].concat();
                        let scale = match asked {
                            Leaf::Rating => csi_scale(&key),
                            Leaf::Complaint => &scales::YES_NO,
                            Leaf::PriceRise => &scales::PRICE,
                        };
                        rated(&key, scale)
                    };
                    // Who did not complain has no handling to judge.
                    let (asked, after): (Vec<_>, Vec<_>) =
                        construct.leaves.iter().partition(|(leaf, _)| *leaf != "handled");
                    sheets.push(sheet(asked.into_iter().map(part).collect()));
                    let after = after.into_iter().map(|leaf| {
                        Sheet::alone_when(When::at_least("complaints_made", 1.0), part(leaf))
                    });
                    sheets.extend(after);
                }
                let keys = csi::CONSTRUCTS.iter().map(|construct| construct.key);
                sheets.extend(importance.sheet(family, keys));
                sheets
            }
            Self::Acsi => vec![sheet(vec![
                rated("overall", &scales::SATISFIED_10),
                rated("expected", &scales::EXCEEDED_10),
                rated("ideal", &scales::IDEAL_10),
            ])],
            Self::Structural(structure) => {
                let mut sheets = Vec::new();
                for latent in structure.latents {
                    let (asked, prices): (Vec<_>, Vec<_>) = structure
                        .questions(latent)
                        .partition(|question| question.coding != Coding::PriceTolerance);
                    let part = |q: &Manifest| rated(q.key, structural_scale(q.key));
                    sheets.push(sheet(asked.into_iter().map(part).collect()));
                    let prices = prices.into_iter().map(|question: &Manifest| {
                        let when = match question.key {
                            DEARER => When::at_least(AGAIN, REPURCHASE_HIGH),
                            _ => When::below(AGAIN, REPURCHASE_HIGH),
                        };
                        Sheet::alone_when(when, rated(question.key, &scales::PRICE))
                    });
                    sheets.extend(prices);
                }
                sheets
            }
            Self::Servqual { expectations, importance } => {
                let aspects: &[&str] =
                    if *expectations { &["expected", "perceived"] } else { &["perceived"] };
                let mut sheets = Vec::new();
                for dimension in &servqual::DIMENSIONS {
                    let items = 1..=servqual::N_ITEMS;
                    let keys = items.flat_map(|item| {
                        let key = move |aspect: &&str| servqual_key(dimension.key, item, aspect);
                        aspects.iter().map(key)
                    });
                    sheets.push(sheet(keys.map(|key| rated(&key, &scales::AGREE_7)).collect()));
                }
                let keys = servqual::DIMENSIONS.iter().map(|dimension| dimension.key);
                sheets.extend(importance.sheet(family, keys));
                sheets
            }
            Self::ZoneOfTolerance => {
                let mut items: Vec<_> = choices(file, "items", at, mistakes)
                    .into_iter()
                    .map(|item| (item.id, item.text))
                    .collect();
                if items.is_empty() {
                    let keys = servqual::DIMENSIONS.iter().map(|dimension| dimension.key);
                    items.extend(keys.map(|key| (key.to_owned(), standard(key))));
                }
                let level = &scales::LEVEL_9;
                by_item(&[("adequate", level), ("desired", level), ("perceived", level)], items)
            }
            Self::Dimensions(set) => {
                let scale = if 5.0 < set.scale.1 { &scales::AGREE_7 } else { &scales::AGREE_5 };
                let keys = set.dimensions.iter().flat_map(|dimension| {
                    (1..=set.n_items).map(move |item| dimension_key(set, dimension, item))
                });
                let keys: Vec<_> = keys.collect();
                // Items of one dimension stay together; single ones come a few to a card.
                let n_a_card = if set.n_items == 1 { 5 } else { set.n_items };
                let card =
                    |keys: &[String]| sheet(keys.iter().map(|key| rated(key, scale)).collect());
                keys.chunks(n_a_card).map(card).collect()
            }
            Self::Complaints => vec![
                Sheet::of_one(rated("problem", &scales::YES_NO)),
                Sheet::alone_when(When::at_least("problem", 1.0), rated("told", &scales::YES_NO)),
                Sheet::alone_when(
                    When::at_least("told", 1.0),
                    rated("handled", &scales::SATISFIED_10),
                ),
            ],
            Self::Kano(_) => {
                let feature = || owners("feature").unwrap_or_else(|| Wording::Own(Words::none()));
                let part = |key: &str| {
                    Part::new(key, filled(key, "feature", feature()), scales::KANO.asks())
                };
                vec![sheet(vec![part("with"), part("without")])]
            }
            Self::ImportancePerformance => {
                let items = choices(file, "items", at, mistakes).into_iter();
                let items = items.map(|item| (item.id, item.text)).collect();
                by_item(
                    &[("importance", &scales::IMPORTANT_5), ("performance", &scales::QUALITY_5)],
                    items,
                )
            }
            Self::DeliveredValue(_) => {
                let card = |keys: [&str; 4], heading: &str| {
                    let parts = keys.map(|key| rated(key, &scales::MUCH_10));
                    Sheet::of(standard(heading), parts.into())
                };
                vec![card(VALUES, "values"), card(COSTS, "costs")]
            }
            Self::Loyalty(_) => {
                let agree = |key: &str| rated(key, &scales::AGREE_10);
                let reasons = ["habit", "contract", "monopoly"];
                let reasons = reasons.map(|key| Choice::standard(family, key)).into();
                vec![
                    sheet(vec![agree("prefer"), agree("recommend"), agree("sorry")]),
                    sheet(vec![
                        rated("orders", &scales::COUNT),
                        rated("share_percent", &scales::HUNDRED),
                    ]),
                    sheet(vec![
                        rated("satisfaction", &scales::SATISFIED_10),
                        rated("lock_in", &scales::AGREE_5),
                    ]),
                    // Why somebody stays is of interest where it is not for love.
                    Sheet::alone_when(
                        When::below("prefer", 7.0),
                        Part::new("reason", standard("reason"), Asks::One(reasons)),
                    ),
                ]
            }
            Self::LoyaltyLadder => {
                let steps = ["cognitive", "affective", "conative", "action"];
                vec![sheet(steps.map(|key| rated(key, &scales::AGREE_7)).into())]
            }
            Self::SatisfactionLoyalty => vec![sheet(vec![
                rated("satisfaction", &scales::SATISFIED_10),
                rated("intention", &scales::LIKELY_10),
            ])],
        }
    }
}

impl Importance {
    /// The card that asks how important some things are, by their keys.
    fn sheet(self, family: &str, keys: impl Iterator<Item = &'static str>) -> Option<Sheet> {
        let scale = match self {
            Self::Unasked => return None,
            Self::Rated => &scales::IMPORTANT_10,
            Self::Points => &scales::HUNDRED,
        };
        let standard = |key: &str| Wording::standard([family, ".", key].concat());
        let parts = keys.map(|key| Part::new(&weight_key(key), standard(key), scale.asks()));
        let mut sheet = Sheet::of(standard(self.name()), parts.collect());
        sheet.sum = (self == Self::Points).then_some(100.0);
        Some(sheet)
    }

    fn name(self) -> &'static str {
        if self == Self::Points { "points" } else { "rated" }
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
    [dimension, "_", &item.to_string(), "_", aspect].concat()
}

/// The key of an item of a dimension, counted from 1; the only item has the dimension's.
#[must_use]
pub fn dimension_key(set: &Set<'_>, dimension: &str, item: usize) -> String {
    if set.n_items == 1 {
        dimension.to_owned()
    } else {
        [dimension, "_", &item.to_string()].concat()
    }
}

/// Values and costs of delivered value, by key.
#[must_use]
pub fn value_keys() -> ([&'static str; 4], [&'static str; 4]) {
    (VALUES, COSTS)
}

fn csi_scale(key: &str) -> &'static Standard {
    match key {
        "satisfaction_overall" | "complaints_handled" => &scales::SATISFIED_10,
        "satisfaction_promised" | "satisfaction_expected" | "satisfaction_rivals" => {
            &scales::EXCEEDED_10
        }
        "loyalty_again" => &scales::LIKELY_10,
        "service_overall" | "value_quality" | "value_price" | "value_total" => &scales::QUALITY_10,
        _ => &scales::AGREE_10,
    }
}

fn structural_scale(key: &str) -> &'static Standard {
    match key {
        "complained" => &scales::YES_NO,
        "exp_wrong" | "qual_wrong" => &scales::OFTEN_10,
        "sat_overall" => &scales::SATISFIED_10,
        "sat_expected" => &scales::EXCEEDED_10,
        "sat_ideal" => &scales::IDEAL_10,
        AGAIN => &scales::LIKELY_10,
        "exp_overall" | "qual_overall" | "val_quality" | "val_price" | "handling" => {
            &scales::QUALITY_10
        }
        _ => &scales::AGREE_10,
    }
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

fn integer(file: &Tree, name: &str, usual: i32) -> i32 {
    file.get(name).and_then(Tree::integer).and_then(|n| n.try_into().ok()).unwrap_or(usual)
}

/// A scale of the owner's, with words for its ends.
fn rating(file: &Tree) -> Asks {
    let (min, max) = (integer(file, "min", 1), integer(file, "max", 5));
    let end = |name| words(file, name).map(Wording::Own);
    let look = Look::Row { low: end("low"), high: end("high") };
    Asks::Number { scale: Scale { min, max, step: 1 }, look }
}

fn number(file: &Tree, at: &Pointer, mistakes: &mut Vec<Mistake>) -> Asks {
    let (min, max) = (integer(file, "min", 0), integer(file, "max", 1_000_000));
    if let Some(found) = file.get("max").filter(|_| max <= min) {
        mistakes.push(at.key("max").wrong(found, ["more than ", &min.to_string()].concat()));
    }
    Asks::Number { scale: Scale { min, max, step: 1 }, look: Look::Field }
}

/// Options or items of the owner's, and a note of each whose id stands twice.
fn choices(file: &Tree, field: &str, at: &Pointer, mistakes: &mut Vec<Mistake>) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    let files = file.get(field).map_or(&[][..], Tree::items);
    for (index, item) in files.iter().enumerate() {
        let id = text(item, "id");
        if choices.iter().any(|other| other.id == id) {
            let at = at.key(field).index(index).key("id");
            mistakes.push(at.has(Problem::Repeated { id: id.clone() }));
        }
        let text = Wording::Own(words(item, "text").unwrap_or_else(Words::none));
        choices.push(Choice { id, text });
    }
    choices
}
