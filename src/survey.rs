//! The survey model: questions, what each asks, and in which words.

pub mod branch;
pub mod endings;
pub mod kinds;
#[cfg(feature = "models")]
pub mod piping;
pub mod scales;
#[cfg(feature = "models")]
pub mod warnings;
pub mod wording;

use crate::answers::Answers;
use crate::random::next_random;
use crate::shape::{Mistake, Pointer, Problem, Shape, optional, required};
#[cfg(feature = "models")]
use crate::tree::digits;
use crate::tree::{Tree, counted};
use branch::{Comparison, Condition, ConditionError};
pub use endings::{Ending, Link};
pub use kinds::Kind;
use scales::{Look, Scale};
use wording::{Wording, Words};

/// A survey, checked: every reference in it leads somewhere, every range holds something.
#[derive(Debug, Clone, PartialEq)]
pub struct Survey {
    /// Its name, as submissions and reports carry it.
    pub id: String,
    /// Counts up with every edit, so that old answers keep the questions they answered.
    pub version: u32,
    /// What stands above the questions, if anything.
    pub title: Option<Words>,
    /// How many questions one visitor is asked at most.
    pub at_most: usize,
    /// The questions in their order, 1 to 100.
    pub questions: Vec<Question>,
    /// The words before which the shop's order numbers stand, which free text is scrubbed of.
    pub order_words: Vec<String>,
    /// What is said after the last answer, where the answers lead to none of `endings`.
    pub thanks: Ending,
    /// What else may be said then: the first whose condition holds.
    #[cfg(feature = "models")]
    pub endings: Vec<(Condition, Ending)>,
}

/// One question.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// Its name, unique in the survey.
    pub id: String,
    /// What is asked, and so how it is scored.
    pub kind: Kind,
    /// What it asks, card by card.
    pub sheets: Vec<Sheet>,
    /// How many of its cards one visitor is asked at most; those that only follow from an answer
    /// go with the one before them.
    pub at_most: usize,
    /// A line of help under the question.
    pub help: Option<Words>,
    /// Whether the visitor has to answer before going on.
    pub required: bool,
    /// Whether every visitor is asked, whatever the draw.
    pub always: bool,
    /// When it is shown; without one it always is.
    pub show_if: Option<Condition>,
    /// Whether every visitor sees its options in an order of their own.
    pub shuffled: bool,
}

/// What of a question stands on one card.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// What stands above several parts; a part that is alone speaks for itself.
    pub heading: Option<Wording>,
    /// What it asks; nothing where it only tells.
    pub parts: Vec<Part>,
    /// On which answer of the same question it depends.
    pub when: Option<When>,
    /// What the numbers of its parts have to add up to.
    pub sum: Option<f64>,
}

/// A comparison with an answer to another part of the same question.
#[derive(Debug, Clone, PartialEq)]
pub struct When {
    part: String,
    comparison: Comparison,
    value: f64,
}

/// One thing that is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Its key in the question's answer; empty where the question asks nothing else, and its
    /// answer is the question's.
    pub key: String,
    /// The words that ask.
    pub wording: Wording,
    /// How it is answered.
    pub asks: Asks,
    /// Whether the visitor may say that it does not apply to them, which is an answer and neither a
    /// number nor an option.
    pub not_applicable: bool,
}

/// How something is answered.
#[derive(Debug, Clone, PartialEq)]
pub enum Asks {
    /// By a number.
    Number {
        /// The numbers that can be chosen.
        scale: Scale,
        /// How they are laid out.
        look: Look,
    },
    /// By one option.
    One(Vec<Choice>),
    /// By some options.
    Several {
        /// The options.
        choices: Vec<Choice>,
        /// How many of them have to be chosen, if any is.
        at_least: usize,
        /// How many of them can be chosen together.
        at_most: usize,
    },
    /// By all options, from the first to the last.
    #[cfg(feature = "models")]
    Order(Vec<Choice>),
    /// By words.
    Text {
        /// How many characters are taken.
        max_chars: usize,
    },
}

/// One option of a choice.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// Its name in answers and conditions.
    pub id: String,
    /// What the visitor reads.
    pub text: Wording,
}

/// One card of one question: where a visit is. Steps are in the order in which they are asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Step {
    /// The question, as an index into the survey.
    pub question: usize,
    /// The card, as an index into the question's sheets.
    pub sheet: usize,
}

impl Choice {
    /// The id of the option that says that none of the others is so; it is never chosen with one.
    pub const NONE: &str = "none";

    /// The id of the option that stands for what is not among the others, and the key of the part
    /// that takes the visitor's words for it.
    pub const OTHER: &str = "other";

    /// What stands in the place of an answer where the question does not apply; no option's id.
    pub const NOT_APPLICABLE: &str = "not_applicable";
}

impl Asks {
    /// The options of a choice; none of anything else.
    #[must_use]
    pub fn choices(&self) -> &[Choice] {
        match self {
            Self::One(choices) | Self::Several { choices, .. } => choices,
            #[cfg(feature = "models")]
            Self::Order(choices) => choices,
            Self::Number { .. } | Self::Text { .. } => &[],
        }
    }
}

impl Question {
    /// Everything it asks, in the order of its cards.
    pub fn parts(&self) -> impl Iterator<Item = &Part> {
        self.sheets.iter().flat_map(|sheet| &sheet.parts)
    }

    /// What the part of this key asks.
    #[must_use]
    pub fn part(&self, key: &str) -> Option<&Part> {
        self.parts().find(|part| part.key == key)
    }

    /// The one part of a question that asks nothing else.
    #[must_use]
    pub fn alone(&self) -> Option<&Part> {
        self.part("")
    }

    /// What stands open on one of its cards: words for another option only where that is chosen.
    pub fn open_parts<'a>(
        &self,
        sheet: &'a Sheet,
        answers: &Answers,
    ) -> impl Iterator<Item = &'a Part> {
        let chosen = answers.part(&self.id, "");
        let is_open = !cfg!(feature = "models")
            || self.alone().is_none()
            || chosen.is_some_and(|answer| answer.chooses(Choice::OTHER));
        sheet.parts.iter().filter(move |part| is_open || part.key != Choice::OTHER)
    }

    /// The scale of a question that is answered by one number.
    #[must_use]
    pub fn scale(&self) -> Option<Scale> {
        match self.alone()?.asks {
            Asks::Number { scale, .. } => Some(scale),
            _ => None,
        }
    }

    /// Whether it may come to no score however much the visitor answers.
    #[must_use]
    pub fn may_be_left_out(&self) -> bool {
        !self.required || self.parts().any(|part| part.not_applicable)
    }

    /// The keys of the language files that it speaks by, for those who make and check these.
    #[cfg(feature = "models")]
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        let mut keys = Vec::new();
        let named = |name: &str, key: &str| [name, ".", key].concat();
        for sheet in &self.sheets {
            sheet.heading.iter().for_each(|heading| heading.keys(&mut keys));
            for Part { wording, asks, .. } in &sheet.parts {
                wording.keys(&mut keys);
                asks.choices().iter().for_each(|choice| choice.text.keys(&mut keys));
                match asks {
                    Asks::Number { look: Look::Row { low, high, .. }, .. } => {
                        low.iter().chain(high).for_each(|end| end.keys(&mut keys));
                    }
                    Asks::Number { scale, look: Look::Column(name) } => {
                        keys.extend(scale.values().map(|value| named(name, &digits(value.into()))));
                    }
                    Asks::Number { look: Look::Slider { .. }, .. } => {
                        keys.extend(["none", "clear"].map(|key| named("slider", key)));
                    }
                    Asks::Order(_) => {
                        let all = ["told", "order", "place", "all"];
                        keys.extend(all.map(|key| named("ranking", key)));
                    }
                    _ => {}
                }
            }
        }
        keys
    }
}

const QUESTION: Shape = Shape::Kinds(
    &[
        required("id", Shape::Id),
        optional("help", Shape::Words),
        optional("required", Shape::Flag),
        optional("show_if", Shape::Text(500)),
        optional("at_most", Shape::Integer(1, 50)),
        #[cfg(feature = "models")]
        kinds::models::NOT_APPLICABLE,
    ],
    kinds::KINDS,
);

/// A survey file, as its checker and its JSON Schema know it.
pub const SURVEY: Shape = Shape::Record(&[
    required("schema", Shape::Choice(&["aftersay.survey/1"])),
    required("id", Shape::Id),
    required("version", Shape::Integer(1, 1_000_000_000)),
    optional("title", Shape::Words),
    optional(
        "ask",
        Shape::Record(&[
            required("at_most", Shape::Integer(1, 100)),
            optional("always", Shape::List(&Shape::Id, 0, 100)),
        ]),
    ),
    required("questions", Shape::List(&QUESTION, 1, 100)),
    optional("order_words", Shape::List(&Shape::Text(40), 1, 20)),
    optional("thanks", endings::THANKS),
    // Whether a code is offered by which the answers can be taken back; read by `after.mjs`.
    optional("withdrawal", Shape::Flag),
]);

impl Survey {
    /// Reads a survey file.
    ///
    /// # Errors
    /// Every mistake in it at once, each with its place and what was allowed.
    pub fn read(tree: &Tree) -> Result<Self, Vec<Mistake>> {
        let mut mistakes = Vec::new();
        let root = Pointer::default();
        SURVEY.check(tree, &root, &mut mistakes);
        let survey = Self::build(tree, &root, &mut mistakes);
        if mistakes.is_empty() { Ok(survey) } else { Err(mistakes) }
    }

    /// Builds what can be built, so that mistakes between places are found along with those at
    /// one place; what the shape does not allow is noted already, and a default stands for it.
    fn build(tree: &Tree, root: &Pointer, mistakes: &mut Vec<Mistake>) -> Self {
        let empty = Tree::Null;
        let ask = tree.get("ask").unwrap_or(&empty);
        let files = tree.get("questions").unwrap_or(&empty).items();
        let always = ask.get("always").unwrap_or(&empty).items();
        for (index, id) in always.iter().enumerate() {
            if !files.iter().any(|question| text(question, "id") == id.text().unwrap_or_default()) {
                let at = root.key("ask").key("always").index(index);
                mistakes.push(at.wrong(id, "the id of a question of this survey"));
            }
        }
        let mut questions: Vec<Question> = Vec::new();
        for (index, file) in files.iter().enumerate() {
            let at = root.key("questions").index(index);
            let question = Question::build(file, &at, always, &questions, mistakes);
            if questions.iter().any(|earlier| earlier.id == question.id) {
                mistakes.push(at.key("id").has(Problem::Repeated { id: question.id.clone() }));
            }
            questions.push(question);
        }
        let n_always = questions.iter().filter(|question| question.always).count();
        let at_most = natural(ask.get("at_most")).unwrap_or(questions.len());
        if let Some(found) = ask.get("at_most").filter(|_| at_most < n_always) {
            let allowed = ["at least the ", &counted(n_always), " that are always asked"];
            mistakes.push(root.key("ask").key("at_most").wrong(found, allowed.concat()));
        }
        let thanks = tree.get("thanks").unwrap_or(&empty);
        #[cfg(not(feature = "models"))]
        let thanks = endings::read(thanks);
        #[cfg(feature = "models")]
        let (endings, thanks) = {
            let title = tree.get("title").unwrap_or(&empty);
            piping::check_texts(title, &root.key("title"), None, mistakes);
            endings::read_all(thanks, &root.key("thanks"), &questions, mistakes)
        };
        Self {
            id: text(tree, "id"),
            version: natural(tree.get("version")).and_then(|n| n.try_into().ok()).unwrap_or(0),
            title: words(tree, "title"),
            at_most,
            questions,
            order_words: tree.get("order_words").map(Tree::texts).unwrap_or_default(),
            thanks,
            #[cfg(feature = "models")]
            endings,
        }
    }

    /// The question of this name, and where it stands.
    #[must_use]
    pub fn question(&self, id: &str) -> Option<(usize, &Question)> {
        self.questions.iter().enumerate().find(|(_, question)| question.id == id)
    }

    /// Draws which cards this visitor is asked: those asked of everybody, and a random rest.
    ///
    /// The draw is independent of the answers, so that what was left out is missing completely at
    /// random and the report still estimates every question without bias.
    ///
    /// - **Shape**: cards in rising order, of `at_most` questions at most, and of each at most its
    ///   own `at_most`.
    /// - **Units**: `seed` is any number, drawn once a visit by whoever has randomness.
    /// - **Source**: planned missingness: Graham, Taylor, Olchowski, Cumsille (2006), "Planned
    ///   missing data designs in psychological research", Psychological Methods 11.
    #[must_use]
    pub fn draw(&self, seed: u64) -> Vec<Step> {
        let mut seed = seed;
        let mut steps = Vec::new();
        let fixed: Vec<_> = self.questions.iter().map(|question| question.always).collect();
        for question in pick(fixed, self.at_most, &mut seed) {
            let Some(Question { sheets, at_most, .. }) = self.questions.get(question) else {
                continue;
            };
            let leads = |sheet: &&Sheet| sheet.when.is_none();
            let n_leading = sheets.iter().filter(leads).count();
            let picked = pick(vec![false; n_leading], *at_most, &mut seed);
            let mut n_led = 0;
            for (sheet, card) in sheets.iter().enumerate() {
                n_led += usize::from(card.when.is_none());
                if picked.contains(&n_led.wrapping_sub(1)) {
                    steps.push(Step { question, sheet });
                }
            }
        }
        steps
    }

    /// Puts the options of those questions that ask for it into an order of this visitor's own. Answers
    /// are of options by their ids, so that nothing else changes.
    ///
    /// - **Units**: `seed` is any number, drawn once a visit by whoever has randomness.
    #[cfg(feature = "models")]
    pub fn shuffle(&mut self, mut seed: u64) {
        for question in self.questions.iter_mut().filter(|question| question.shuffled) {
            for part in question.sheets.iter_mut().flat_map(|sheet| &mut sheet.parts) {
                match &mut part.asks {
                    Asks::One(choices) | Asks::Several { choices, .. } | Asks::Order(choices) => {
                        shuffle(choices, &mut seed);
                    }
                    Asks::Number { .. } | Asks::Text { .. } => {}
                }
            }
        }
    }

    /// The card at a step, and the question that it is of.
    #[must_use]
    pub fn at(&self, step: Step) -> Option<(&Question, &Sheet)> {
        let question = self.questions.get(step.question)?;
        Some((question, question.sheets.get(step.sheet)?))
    }
}

/// Shuffles options, every order as likely as another; those that only make sense behind all others
/// stay there.
///
/// - **Source**: Fisher and Yates, in the form of Durstenfeld (1964), Algorithm 235, Communications
///   of the ACM 7. A remainder of 64 bits favours no place by more than one in 10^17.
#[cfg(feature = "models")]
fn shuffle(choices: &mut Vec<Choice>, seed: &mut u64) {
    let is_last = |choice: &Choice| choice.id == Choice::NONE || choice.id == Choice::OTHER;
    let (last, mut left): (Vec<_>, Vec<_>) = choices.drain(..).partition(is_last);
    while !left.is_empty() {
        let at = next_random(seed) % left.len() as u64;
        choices.push(left.swap_remove(usize::try_from(at).unwrap_or(0)));
    }
    choices.extend(last);
}

/// Picks at random from so many as there are flags, up to `n` in all, those flagged before others;
/// in rising order.
fn pick(mut picked: Vec<bool>, n: usize, seed: &mut u64) -> Vec<usize> {
    let count = |picked: &[bool], flag| picked.iter().filter(|other| **other == flag).count();
    while count(&picked, true) < n && 0 < count(&picked, false) {
        let mut at = next_random(seed) % count(&picked, false) as u64;
        for flag in picked.iter_mut().filter(|flag| !**flag) {
            if at == 0 {
                *flag = true;
                break;
            }
            at -= 1;
        }
    }
    picked.into_iter().enumerate().filter(|(_, picked)| *picked).map(|(index, _)| index).collect()
}

impl Question {
    fn build(
        file: &Tree,
        at: &Pointer,
        always: &[Tree],
        earlier: &[Self],
        mistakes: &mut Vec<Mistake>,
    ) -> Self {
        let show_if = condition(file, at, earlier, mistakes);
        #[cfg(feature = "models")]
        piping::check(file, at, earlier, mistakes);
        let kind = Kind::build(file);
        let mut sheets = kind.sheets(file, at, mistakes);
        kinds::models::extend(file, &mut sheets, at, mistakes);
        Self {
            id: text(file, "id"),
            at_most: natural(file.get("at_most")).unwrap_or(sheets.len()),
            kind,
            sheets,
            help: words(file, "help"),
            required: file.get("required").and_then(Tree::flag).unwrap_or(false),
            always: always.iter().any(|id| id.text() == file.get("id").and_then(Tree::text)),
            show_if,
            shuffled: cfg!(feature = "models")
                && file.get("order").and_then(Tree::text) == Some("random"),
        }
    }
}

/// The condition under which something is shown, if it has one; what cannot be read is noted.
fn condition(
    file: &Tree,
    at: &Pointer,
    earlier: &[Question],
    mistakes: &mut Vec<Mistake>,
) -> Option<Condition> {
    let text = file.get("show_if").and_then(Tree::text)?;
    let noted = |error: ConditionError| {
        let (found, allowed) = (error.found, error.allowed.to_owned());
        mistakes.push(at.key("show_if").has(Problem::Wrong { found, allowed }));
    };
    Condition::parse(text, earlier).map_err(noted).ok()
}

fn text(tree: &Tree, name: &str) -> String {
    tree.get(name).and_then(Tree::text).unwrap_or_default().to_owned()
}

fn words(tree: &Tree, name: &str) -> Option<Words> {
    tree.get(name).map(Words::read)
}

fn natural(tree: Option<&Tree>) -> Option<usize> {
    tree.and_then(Tree::integer).and_then(|number| number.try_into().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Survey, Vec<String>> {
        let tree: Tree = serde_json::from_str(json).unwrap();
        Survey::read(&tree).map_err(|all| all.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn every_mistake_in_a_survey_is_told_at_once() {
        let told = read(
            r#"{"schema":"aftersay.survey/1","id":"s","version":0,
                "ask":{"at_most":1,"always":["a","b","nobody"]},
                "questions":[{"id":"a","kind":"nps"},{"id":"a","kind":"nps","show_if":"b > 3"},
                    {"id":"b","kind":"single_choice","prompt":"Which?",
                     "options":[{"id":"x","text":"X"},{"id":"x","text":"Y"}]}],
                "thanks":{"link":{"href":"javascript:alert(1)","text":"Go"}}}"#,
        );
        let expected = [
            "/version: 0 is not a whole number from 1 to 1000000000",
            "/thanks/link/href: \"javascript:alert(1)\" is not an https: or http: or mailto: or tel: \
             address, or a /path",
            "/ask/always/2: \"nobody\" is not the id of a question of this survey",
            "/questions/1/show_if: b is not the id of an earlier question, not or (",
            "/questions/1/id: a stands twice, and every id has to be its own",
            "/questions/2/options/1/id: x stands twice, and every id has to be its own",
            "/ask/at_most: 1 is not at least the 3 that are always asked",
        ];
        assert_eq!(told.unwrap_err(), expected);
    }

    #[test]
    fn a_rating_has_five_steps_unless_the_owner_says_otherwise() {
        let survey = read(
            r#"{"schema":"aftersay.survey/1","id":"s","version":1,
                "questions":[{"id":"a","kind":"rating","prompt":"How?"}]}"#,
        );
        let scale = survey.unwrap().questions[0].scale().unwrap();
        assert_eq!(scale.values().collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    }

    #[test]
    fn the_draw_asks_the_fixed_ones_and_every_other_equally_often() {
        let survey = read(
            r#"{"schema":"aftersay.survey/1","id":"s","version":1,
                "ask":{"at_most":3,"always":["d"]},
                "questions":[{"id":"a","kind":"nps"},{"id":"b","kind":"nps"},
                    {"id":"c","kind":"nps"},{"id":"d","kind":"nps"},{"id":"e","kind":"nps"}]}"#,
        )
        .unwrap();
        let mut times = [0; 5];
        for seed in 0..4000 {
            let drawn = survey.draw(seed);
            assert_eq!(drawn.len(), 3);
            assert!(drawn.is_sorted());
            for step in drawn {
                times[step.question] += 1;
            }
        }
        assert_eq!(times[3], 4000);
        for index in [0, 1, 2, 4] {
            assert!((1900..2100).contains(&times[index]), "{index} was drawn {}", times[index]);
        }
    }
}
