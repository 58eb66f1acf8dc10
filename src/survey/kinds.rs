//! The kinds of question: what a survey file says of each, and what each asks.
//!
//! Those of the models stand apart in [`models`]: the smaller of the two modules that shops serve
//! does without them.

#[cfg_attr(not(feature = "models"), path = "kinds/without_models.rs")]
pub mod models;

use super::scales::{self, Look, Scale};
use super::wording::{Wording, Words};
use super::{Asks, Choice, Part, Sheet, natural, text, words};
use crate::scoring::delivered_value::Weights;
use crate::scoring::dimensions::Set;
use crate::scoring::importance::Crosshair;
use crate::scoring::kano::Table;
use crate::scoring::loyalty::Thresholds;
use crate::scoring::models::Structure;
use crate::shape::{Field, Mistake, Pointer, Problem, Shape, optional, required};
use crate::tree::{Tree, digits};

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
    /// A number on a line.
    Slider,
    /// The owner's items, all rated on one scale.
    Matrix,
    /// One of the owner's options.
    SingleChoice,
    /// Some of the owner's options.
    MultipleChoice,
    /// All of the owner's options, from the first to the last.
    Ranking,
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
        /// What the owner tags the leaves with: a tag, and a leaf that carries it.
        tags: Vec<(String, String)>,
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
    ImportancePerformance(Crosshair),
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
const ITEM: Shape = Shape::Record(&[required("id", Shape::Id), required("text", Shape::Words)]);
const OPTIONS: Field = required("options", Shape::List(&ITEM, 2, 30));

/// Kinds by name, and the fields of each beside those of every question.
pub type Fields = &'static [(&'static str, &'static [Field])];

/// All kinds.
pub const KINDS: &[Fields] = &[BASIC, models::FIELDS];

/// The kinds that the smaller module has too.
pub const BASIC: Fields = &[
    // Where science knows the question, its wording ships; where only the owner does, it is the
    // owner's.
    ("nps", &[PROMPT]),
    ("csat", &[PROMPT]),
    ("ces", &[PROMPT]),
    ("csm", &[PROMPT, ABOUT]),
    (
        "rating",
        &[
            ASKED,
            MIN,
            MAX,
            LOW,
            HIGH,
            #[cfg(feature = "models")]
            models::DISPLAY,
        ],
    ),
    ("yes_no", &[ASKED]),
    (
        "number",
        &[
            ASKED,
            optional("min", Shape::Integer(-1_000_000, 1_000_000)),
            optional("max", Shape::Integer(-1_000_000, 1_000_000)),
        ],
    ),
    (
        "single_choice",
        &[
            ASKED,
            OPTIONS,
            #[cfg(feature = "models")]
            models::OTHER,
            #[cfg(feature = "models")]
            models::ORDER,
        ],
    ),
    (
        "multiple_choice",
        &[
            ASKED,
            OPTIONS,
            #[cfg(feature = "models")]
            models::AT_LEAST,
            #[cfg(feature = "models")]
            models::AT_MOST,
            #[cfg(feature = "models")]
            models::OTHER,
            #[cfg(feature = "models")]
            models::ORDER,
        ],
    ),
    ("text", &[ASKED, MAX_CHARS]),
    ("info", &[ASKED]),
];

impl Kind {
    /// Reads what a file says of a question's kind; a kind that is none is noted already, and
    /// stands as one that asks nothing.
    pub(super) fn build(file: &Tree) -> Self {
        match file.get("kind").and_then(Tree::text).unwrap_or_default() {
            "nps" => Self::Nps,
            "csat" => Self::Csat,
            "ces" => Self::Ces,
            "csm" => Self::Csm,
            "rating" => Self::Rating,
            "yes_no" => Self::YesNo,
            "number" => Self::Number,
            "single_choice" => Self::SingleChoice,
            "multiple_choice" => Self::MultipleChoice,
            "text" => Self::Text,
            _ => models::build(file).unwrap_or(Self::Info),
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
            Self::Slider => "slider",
            Self::Matrix => "matrix",
            Self::SingleChoice => "single_choice",
            Self::MultipleChoice => "multiple_choice",
            Self::Ranking => "ranking",
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
            Self::ImportancePerformance(_) => "importance_performance",
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
        let cards = &Cards { family: self.family(), prompt: own(file, "prompt") };
        match self {
            Self::Rating => cards.alone(rating(file)),
            Self::Number => cards.alone(Asks::Number {
                scale: number(file, 1_000_000, at, mistakes),
                look: Look::Field,
            }),
            Self::Info => vec![cards.card(Vec::new())],
            Self::Text => {
                let max_chars = natural(file.get("max_chars")).unwrap_or(1000);
                cards.alone(Asks::Text { max_chars })
            }
            Self::SingleChoice => cards.alone(Asks::One(choices(file, "options", at, mistakes))),
            Self::MultipleChoice => {
                let choices = choices(file, "options", at, mistakes);
                let at_most = choices.len();
                cards.alone(Asks::Several { choices, at_least: 0, at_most })
            }
            Self::Csm => {
                let about = own(file, "about").unwrap_or_else(|| cards.standard("about"));
                vec![cards.card(vec![cards.part("", "", "csm", Some(("about", &about)))])]
            }
            Self::Nps => cards.alone(scales::asks("nps")),
            Self::Csat => cards.alone(scales::asks("csat")),
            Self::Ces => cards.alone(scales::asks("agree7")),
            Self::YesNo => cards.alone(scales::asks("yes_no")),
            kind => models::sheets(kind, file, cards, at, mistakes),
        }
    }
}

/// Makes the cards of one question.
struct Cards {
    family: &'static str,
    /// The owner's words: for a question that asks one thing its wording, for one that asks several
    /// what stands above them all.
    prompt: Option<Wording>,
}

impl Cards {
    fn standard(&self, key: &str) -> Wording {
        Wording::standard([self.family, ".", key].concat())
    }

    fn prompt(&self, otherwise: &str) -> Wording {
        self.prompt.clone().unwrap_or_else(|| self.standard(otherwise))
    }

    /// One card of some parts. One that is alone on it needs nothing above it.
    fn card(&self, parts: Vec<Part>) -> Sheet {
        let heading = (parts.len() != 1).then(|| self.prompt("intro"));
        Sheet { heading, parts, when: None, sum: None }
    }

    /// A question that asks one thing.
    fn alone(&self, asks: Asks) -> Vec<Sheet> {
        let wording = self.prompt("prompt");
        vec![self.card(vec![Part { key: String::new(), wording, asks, not_applicable: false }])]
    }

    fn part(
        &self,
        key: &str,
        prefix: &str,
        scale: &str,
        filled: Option<(&'static str, &Wording)>,
    ) -> Part {
        let wording = match (key, filled) {
            ("", None) => self.prompt("prompt"),
            ("", Some(_)) if self.prompt.is_some() => self.prompt("prompt"),
            _ => {
                let key = if key.is_empty() { "prompt" } else { key };
                let filled = filled.map(|(name, value)| (name, Box::new(value.clone())));
                Wording::Standard([self.family, ".", key].concat(), filled)
            }
        };
        let (key, asks) = ([prefix, key].concat(), scales::asks(scale));
        Part { key, wording, asks, not_applicable: false }
    }
}

fn own(file: &Tree, field: &str) -> Option<Wording> {
    words(file, field).map(Wording::Own)
}

fn integer(file: &Tree, name: &str, usual: i32) -> i32 {
    file.get(name).and_then(Tree::integer).and_then(|n| n.try_into().ok()).unwrap_or(usual)
}

/// A scale of the owner's, with words for its ends.
fn rating(file: &Tree) -> Asks {
    let (min, max) = (integer(file, "min", 1), integer(file, "max", 5));
    let display = models::display(file);
    let look = Look::Row { display, low: own(file, "low"), high: own(file, "high") };
    Asks::Number { scale: Scale { min, max, step: 1 }, look }
}

/// A range of the owner's, from 0 where they do not say.
fn number(file: &Tree, usual_max: i32, at: &Pointer, mistakes: &mut Vec<Mistake>) -> Scale {
    let (min, max) = (integer(file, "min", 0), integer(file, "max", usual_max));
    if max <= min {
        let found = file.get("max").or_else(|| file.get("min")).unwrap_or(&Tree::Null);
        mistakes.push(at.key("max").wrong(found, ["more than ", &digits(min.into())].concat()));
    }
    Scale { min, max, step: 1 }
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
