//! The survey model: questions, scales, and wording by language.

pub mod branch;

use crate::shape::{Field, LINKS, Mistake, Pointer, Problem, Shape, optional, required};
use crate::tree::Tree;
use branch::Condition;

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
    /// What is said after the last answer.
    pub thanks: Thanks,
}

/// One question.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// Its name, unique in the survey.
    pub id: String,
    /// What is asked and how it is answered.
    pub kind: Kind,
    /// The owner's wording, where the standard one does not fit.
    pub prompt: Option<Words>,
    /// A line of help under the question.
    pub help: Option<Words>,
    /// Whether the visitor has to answer before going on.
    pub required: bool,
    /// Whether every visitor is asked, whatever the draw.
    pub always: bool,
    /// When it is shown; without one it always is.
    pub show_if: Option<Condition>,
}

/// What is asked and how it is answered.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// Net Promoter Score, 0 to 10.
    Nps,
    /// Overall satisfaction, 1 to 5.
    Csat,
    /// Seven-level satisfaction, -90 to 90 in steps of 30, with one thing or the whole order.
    Csm {
        /// The thing in question, as in "How satisfied are you with …?".
        about: Option<Words>,
    },
    /// A number on the owner's own scale.
    Rating(Rating),
    /// One of the owner's options.
    SingleChoice(Vec<Choice>),
    /// Free text, which is scrubbed before it leaves the page.
    Text {
        /// How many characters are taken.
        max_chars: usize,
    },
}

/// The scale of a rating and the words at its ends.
#[derive(Debug, Clone, PartialEq)]
pub struct Rating {
    /// The numbers that can be chosen.
    pub scale: Scale,
    /// What the lowest number means.
    pub low: Option<Words>,
    /// What the highest number means.
    pub high: Option<Words>,
}

/// One option of a choice.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// Its name in answers and conditions.
    pub id: String,
    /// What the visitor reads.
    pub text: Words,
}

/// The numbers that answer a question: `min`, `min + step`, and so on up to `max`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scale {
    /// The lowest number.
    pub min: i32,
    /// The highest number.
    pub max: i32,
    /// From one number to the next, 1 or more.
    pub step: i32,
}

impl Scale {
    /// The numbers in rising order.
    pub fn values(self) -> impl Iterator<Item = i32> {
        (self.min..=self.max).step_by(usize::try_from(self.step).unwrap_or(1))
    }

    /// Whether `number` is one of them.
    #[must_use]
    #[expect(clippy::float_cmp, reason = "answers are written numbers, not results")]
    pub fn holds(self, number: f64) -> bool {
        self.values().any(|value| f64::from(value) == number)
    }
}

/// What is said after the last answer.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Thanks {
    /// The owner's words, or the standard ones.
    pub text: Option<Words>,
    /// Where the visitor may go on.
    pub link: Option<Link>,
}

/// A link that the owner offers.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// Where it leads: a web, mail or telephone address, or a path of the shop.
    pub href: String,
    /// What it says.
    pub text: Words,
}

/// A text for people: one for everybody, or one for each language.
#[derive(Debug, Clone, PartialEq)]
pub struct Words(Vec<(String, String)>);

impl Words {
    /// The text in the first of `langs` that it has (`pt-BR` falls back to `pt`, then English),
    /// else in the language that the owner wrote first.
    #[must_use]
    pub fn in_lang(&self, lang: &str) -> &str {
        let of = |lang: &str| self.0.iter().find(|(tag, _)| tag.eq_ignore_ascii_case(lang));
        let found = fallbacks(lang).find_map(of).or_else(|| self.0.first());
        found.map_or("", |(_, text)| text)
    }

    fn read(tree: &Tree) -> Self {
        let one = |text: &str| vec![(String::new(), text.to_owned())];
        let each = |(lang, text): &(String, Tree)| Some((lang.clone(), text.text()?.to_owned()));
        Self(tree.text().map_or_else(|| tree.entries().iter().filter_map(each).collect(), one))
    }
}

/// The language tags to try for `lang`, best first: `pt-BR`, `pt`, `en`.
pub fn fallbacks(lang: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(lang), |tag| tag.rsplit_once('-').map(|(shorter, _)| shorter))
        .chain(["en"])
}

/// The most characters of free text that any survey takes.
const TEXT_MAX_CHARS: i64 = 5000;

const CHOICE: Shape = Shape::Record(&[required("id", Shape::Id), required("text", Shape::Words)]);

const QUESTION: Shape = Shape::Kinds(
    &[
        required("id", Shape::Id),
        optional("help", Shape::Words),
        optional("required", Shape::Flag),
        optional("show_if", Shape::Text(500)),
    ],
    &[
        // Where science knows the question, its wording ships; where only the owner does, it is
        // the owner's.
        ("nps", &[optional("prompt", Shape::Words)]),
        ("csat", &[optional("prompt", Shape::Words)]),
        ("csm", &[optional("prompt", Shape::Words), optional("about", Shape::Words)]),
        (
            "rating",
            &[
                required("prompt", Shape::Words),
                optional("min", Shape::Integer(0, 1)),
                optional("max", Shape::Integer(2, 10)),
                optional("low", Shape::Words),
                optional("high", Shape::Words),
            ],
        ),
        (
            "single_choice",
            &[required("prompt", Shape::Words), required("options", Shape::List(&CHOICE, 2, 30))],
        ),
        (
            "text",
            &[
                required("prompt", Shape::Words),
                optional("max_chars", Shape::Integer(1, TEXT_MAX_CHARS)),
            ],
        ),
    ],
);

const LINK: &[Field] = &[required("href", Shape::Href(LINKS)), required("text", Shape::Words)];

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
    optional(
        "thanks",
        Shape::Record(&[optional("text", Shape::Words), optional("link", Shape::Record(LINK))]),
    ),
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
            let allowed = ["at least the ", &n_always.to_string(), " that are always asked"];
            mistakes.push(root.key("ask").key("at_most").wrong(found, allowed.concat()));
        }
        let thanks = tree.get("thanks").unwrap_or(&empty);
        Self {
            id: text(tree, "id"),
            version: natural(tree.get("version")).and_then(|n| n.try_into().ok()).unwrap_or(0),
            title: words(tree, "title"),
            at_most,
            questions,
            thanks: Thanks {
                text: words(thanks, "text"),
                link: thanks.get("link").and_then(|link| {
                    Some(Link { href: text(link, "href"), text: words(link, "text")? })
                }),
            },
        }
    }

    /// The question of this name, and where it stands.
    #[must_use]
    pub fn question(&self, id: &str) -> Option<(usize, &Question)> {
        self.questions.iter().enumerate().find(|(_, question)| question.id == id)
    }

    /// Draws which questions this visitor is asked: those asked of everybody, and a random rest.
    ///
    /// The draw is independent of the answers, so that what was left out is missing completely at
    /// random and the report still estimates every question without bias.
    ///
    /// - **Shape**: indices of questions in rising order, `at_most` of them.
    /// - **Units**: `seed` is any number, drawn once a visit by whoever has randomness.
    /// - **Source**: planned missingness: Graham, Taylor, Olchowski, Cumsille (2006), "Planned
    ///   missing data designs in psychological research", Psychological Methods 11.
    #[must_use]
    pub fn draw(&self, seed: u64) -> Vec<usize> {
        let (mut asked, mut pool): (Vec<_>, Vec<_>) = (0..self.questions.len())
            .partition(|&i| self.questions.get(i).is_some_and(|q| q.always));
        let mut seed = seed;
        while asked.len() < self.at_most && !pool.is_empty() {
            let at = next_random(&mut seed) % pool.len() as u64;
            asked.push(pool.swap_remove(usize::try_from(at).unwrap_or(0)));
        }
        asked.sort_unstable();
        asked
    }
}

/// The next number of a seeded sequence.
///
/// - **Source**: splitmix64: Steele, Lea, Flood (2014), "Fast splittable pseudorandom number
///   generators", OOPSLA.
fn next_random(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*seed ^ (*seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

impl Question {
    fn build(
        file: &Tree,
        at: &Pointer,
        always: &[Tree],
        earlier: &[Self],
        mistakes: &mut Vec<Mistake>,
    ) -> Self {
        let show_if = file.get("show_if").and_then(Tree::text).and_then(|text| {
            let condition = Condition::parse(text, earlier);
            condition.map_err(|error| mistakes.push(at.key("show_if").has(error.into()))).ok()
        });
        Self {
            id: text(file, "id"),
            kind: Kind::build(file, at, mistakes),
            prompt: words(file, "prompt"),
            help: words(file, "help"),
            required: file.get("required").and_then(Tree::flag).unwrap_or(false),
            always: always.iter().any(|id| id.text() == file.get("id").and_then(Tree::text)),
            show_if,
        }
    }
}

impl Kind {
    fn build(file: &Tree, at: &Pointer, mistakes: &mut Vec<Mistake>) -> Self {
        let number = |name| file.get(name).and_then(Tree::integer).and_then(|n| n.try_into().ok());
        match file.get("kind").and_then(Tree::text) {
            Some("nps") => Self::Nps,
            Some("csat") => Self::Csat,
            Some("csm") => Self::Csm { about: words(file, "about") },
            Some("rating") => Self::Rating(Rating {
                scale: Scale {
                    min: number("min").unwrap_or(1),
                    max: number("max").unwrap_or(5),
                    step: 1,
                },
                low: words(file, "low"),
                high: words(file, "high"),
            }),
            Some("single_choice") => {
                let mut options: Vec<Choice> = Vec::new();
                let files = file.get("options").map_or(&[][..], Tree::items);
                for (index, option) in files.iter().enumerate() {
                    let id = text(option, "id");
                    if options.iter().any(|other| other.id == id) {
                        let at = at.key("options").index(index).key("id");
                        mistakes.push(at.has(Problem::Repeated { id: id.clone() }));
                    }
                    options
                        .push(Choice { id, text: words(option, "text").unwrap_or(Words(vec![])) });
                }
                Self::SingleChoice(options)
            }
            // A kind that is none is noted already.
            _ => Self::Text { max_chars: natural(file.get("max_chars")).unwrap_or(1000) },
        }
    }

    /// Its name in survey files and reports.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Nps => "nps",
            Self::Csat => "csat",
            Self::Csm { .. } => "csm",
            Self::Rating(_) => "rating",
            Self::SingleChoice(_) => "single_choice",
            Self::Text { .. } => "text",
        }
    }

    /// The numbers that answer it; `None` for choices and text.
    #[must_use]
    pub fn scale(&self) -> Option<Scale> {
        match self {
            Self::Nps => Some(Scale { min: 0, max: 10, step: 1 }),
            Self::Csat => Some(Scale { min: 1, max: 5, step: 1 }),
            Self::Csm { .. } => Some(Scale { min: -90, max: 90, step: 30 }),
            Self::Rating(rating) => Some(rating.scale),
            Self::SingleChoice(_) | Self::Text { .. } => None,
        }
    }
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
        let scale = survey.unwrap().questions[0].kind.scale().unwrap();
        assert_eq!(scale.values().collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    }

    #[test]
    fn words_fall_back_to_the_wider_language_then_english_then_the_first() {
        let words = |json| Words::read(&serde_json::from_str(json).unwrap());
        for (case, json, lang, shown) in [
            ("exact", r#"{"en":"e","pt":"p","pt-BR":"b"}"#, "pt-br", "b"),
            ("wider", r#"{"en":"e","pt":"p"}"#, "pt-BR", "p"),
            ("english", r#"{"fr":"f","en":"e"}"#, "ja", "e"),
            ("first", r#"{"fr":"f","de":"d"}"#, "ja", "f"),
            ("for everybody", r#""x""#, "ja", "x"),
        ] {
            assert_eq!(words(json).in_lang(lang), shown, "{case}");
        }
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
            for index in drawn {
                times[index] += 1;
            }
        }
        assert_eq!(times[3], 4000);
        for index in [0, 1, 2, 4] {
            assert!((1900..2100).contains(&times[index]), "{index} was drawn {}", times[index]);
        }
    }
}
