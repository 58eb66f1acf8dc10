//! The versioned JSON that widget, collector and dashboard speak.

use crate::anonymise::bands::{Context, Fact};
use crate::anonymise::randomise::{EPSILON, mechanisms};
use crate::anonymise::text::Hints;
use crate::anonymise::{Anonymous, Mode, scrubbed};
use crate::answers::Answers;
use crate::scoring::{Scores, score};
use crate::shape::{Field, Mistake, Pointer, Shape, is_lang, optional, required};
use crate::survey::Survey;
use crate::tree::{Tree, digits};
use std::fmt;

/// The name of the version that this code speaks.
pub const SCHEMA: &str = "aftersay.submission/1";

const CONTEXT: &[Field] = &[
    optional(Fact::OrderValue.name(), Shape::Text(20)),
    optional(Fact::Items.name(), Shape::Text(20)),
    optional(Fact::Customer.name(), Shape::Text(20)),
];

const PRIVACY: &[Field] = &[
    required("mode", Shape::Choice(Mode::NAMES)),
    required("masked", Shape::Integer(0, 100_000)),
    optional("epsilon", EPSILON),
];

/// A submission, as far as it can be checked without its survey.
pub const SUBMISSION: Shape = Shape::Record(&[
    required("schema", Shape::Choice(&[SCHEMA])),
    required("id", Shape::Text(36)),
    required("survey", Shape::Id),
    required("version", Shape::Integer(1, 1_000_000_000)),
    required("lang", Shape::Text(35)),
    required("complete", Shape::Flag),
    required("asked", Shape::List(&Shape::Id, 0, 100)),
    required("answers", Shape::Named),
    required("scores", Shape::Named),
    required("context", Shape::Record(CONTEXT)),
    required("privacy", Shape::Record(PRIVACY)),
]);

/// What one visit has to say: drawn id, answers, scores and bands. There is no field for a time,
/// an address, a page or an order, and none that could hold one.
#[derive(Debug, Clone, PartialEq)]
pub struct Submission {
    /// Drawn at random once, or derived from a code that was, and kept for every retry.
    pub id: SubmissionId,
    /// Which survey was answered.
    pub survey: String,
    /// In which version.
    pub version: u32,
    /// In which of the survey's languages it was shown.
    pub lang: String,
    /// Whether the visitor came to the end.
    pub complete: bool,
    /// The ids of the questions that were shown.
    pub asked: Vec<String>,
    /// What may leave the page.
    pub content: Anonymous,
}

/// The only key of a submission: 122 bits that are random, or the hash of what is, and no other
/// meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SubmissionId([u8; 16]);

impl SubmissionId {
    /// Makes an id of 16 random bytes: a UUID of version 4 (RFC 9562, section 5.4).
    #[must_use]
    pub fn drawn(random: [u8; 16]) -> Self {
        Self::of_version(4, random)
    }

    /// Makes an id of the first 16 bytes of the SHA-256 of a withdrawal code, which only the visitor
    /// has: a UUID of version 8 (RFC 9562, section 5.8).
    #[must_use]
    pub fn derived(hash: [u8; 16]) -> Self {
        Self::of_version(8, hash)
    }

    fn of_version(version: u8, mut bytes: [u8; 16]) -> Self {
        bytes[6] = bytes[6] & 0x0f | version << 4;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        Self(bytes)
    }

    /// The id of these bytes, if they are one.
    #[must_use]
    pub fn of_bytes(bytes: [u8; 16]) -> Option<Self> {
        [Self::drawn(bytes), Self::derived(bytes)].into_iter().find(|id| id.0 == bytes)
    }

    /// Its 16 bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// The id as it is written.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        for (index, byte) in self.0.iter().enumerate() {
            if matches!(index, 4 | 6 | 8 | 10) {
                text.push('-');
            }
            let nibbles = [byte >> 4, byte & 0x0f];
            text.extend(nibbles.map(|nibble| char::from_digit(nibble.into(), 16).unwrap_or('0')));
        }
        text
    }

    /// Reads a UUID of version 4 or 8 in lower case; no other text is an id.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut nibbles = text.chars().filter(|c| *c != '-').map(|c| c.to_digit(16));
        let mut bytes = [0; 16];
        for byte in &mut bytes {
            *byte = u8::try_from(nibbles.next()?? * 16 + nibbles.next()??).ok()?;
        }
        Self::of_bytes(bytes).filter(|id| id.text() == text)
    }
}

impl fmt::Display for SubmissionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

/// The survey, and its version, that a submission says it answers; `None` where it does not say.
#[must_use]
pub fn addressed(tree: &Tree) -> Option<(&str, u32)> {
    let version = tree.get("version")?.integer()?.try_into().ok()?;
    Some((tree.get("survey")?.text()?, version))
}

impl Submission {
    /// Reads a submission and holds it to its survey, by the rules that the widget itself keeps:
    /// anyone can post one. Free text is scrubbed again.
    ///
    /// # Errors
    /// Every mistake at once. Unknown fields are mistakes, and so are scores that the answers do
    /// not have.
    pub fn read(tree: &Tree, survey: &Survey) -> Result<Self, Vec<Mistake>> {
        let root = Pointer::default();
        let mut mistakes = Vec::new();
        SUBMISSION.check(tree, &root, &mut mistakes);
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        let empty = Tree::Null;
        let field = |name| tree.get(name).unwrap_or(&empty);
        let text = |name| field(name).text().unwrap_or_default().to_owned();

        let id = SubmissionId::parse(&text("id"));
        if id.is_none() {
            let allowed =
                "a random UUID (version 4), or one of a withdrawal code (version 8), in lower case";
            mistakes.push(root.key("id").wrong(field("id"), allowed));
        }
        if addressed(tree) != Some((&survey.id, survey.version)) {
            let allowed = ["version ", &digits(survey.version.into()), " of ", &survey.id].concat();
            mistakes.push(root.key("version").wrong(field("version"), allowed));
        }
        let lang = text("lang");
        // No subtag is a number but that of a region, or a language could carry one.
        let is_plain = |tag: &str| {
            let is_region = tag.len() == 3 && tag.bytes().all(|byte| byte.is_ascii_digit());
            is_region || tag.bytes().all(|byte| byte.is_ascii_alphabetic())
        };
        if !is_lang(&lang) || !lang.split('-').all(is_plain) {
            mistakes.push(root.key("lang").wrong(field("lang"), "a language tag such as pt-BR"));
        }
        let mut asked: Vec<String> = Vec::new();
        for (index, question) in field("asked").items().iter().enumerate() {
            let known = question.text().filter(|id| survey.question(id).is_some());
            if let Some(id) = known.filter(|id| !asked.iter().any(|other| other == id)) {
                asked.push(id.to_owned());
            } else {
                let at = root.key("asked").index(index);
                mistakes.push(at.wrong(question, "a question of the survey, once"));
            }
        }
        let content = read_content(tree, survey, &asked, &mut mistakes);
        match id {
            Some(id) if mistakes.is_empty() => {
                let (survey, version) = (survey.id.clone(), survey.version);
                let complete = field("complete").flag().unwrap_or(false);
                Ok(Self { id, survey, version, lang, complete, asked, content })
            }
            _ => Err(mistakes),
        }
    }
}

fn read_content(
    tree: &Tree,
    survey: &Survey,
    asked: &[String],
    mistakes: &mut Vec<Mistake>,
) -> Anonymous {
    let root = Pointer::default();
    let empty = Tree::Null;
    let field = |name| tree.get(name).unwrap_or(&empty);
    let privacy = field("privacy");
    let mode = privacy.get("mode").and_then(Tree::text).and_then(Mode::named).unwrap_or_default();
    let n_masked = privacy.get("masked").and_then(Tree::integer);
    let n_masked = n_masked.and_then(|n| n.try_into().ok()).unwrap_or(0);
    let context = Context::read(field("context"), &root.key("context"), mistakes);
    let n_before = mistakes.len();
    let answers = Answers::read(field("answers"), survey, &root.key("answers"));
    let answers = answers.map_err(|more| mistakes.extend(more)).unwrap_or_default();
    // Whatever the sender did to its text already.
    let answers = scrubbed(answers, &Hints { known: &[], order_words: &survey.order_words }).0;
    let scores = Scores::read(field("scores"), survey, &root.key("scores"));
    let scores = scores.map_err(|more| mistakes.extend(more)).unwrap_or_default();
    for (question, answer) in answers.iter() {
        if mode != Mode::Answers || !asked.iter().any(|id| id == question) {
            let at = root.key("answers").key(question);
            let allowed = "allowed: it was not asked, or scores alone were promised";
            mistakes.push(at.wrong(&answer.into(), allowed));
        }
    }
    let epsilon = privacy.get("epsilon").and_then(Tree::number).filter(|epsilon| 0.0 < *epsilon);
    if epsilon.is_some() != (mode == Mode::Noise) {
        let at = root.key("privacy").key("epsilon");
        let found = privacy.get("epsilon").unwrap_or(&empty);
        mistakes
            .push(at.wrong(found, "a number above 0 in the mode noise, and left out in others"));
    }
    if let Some(epsilon) = epsilon {
        let known = mechanisms(survey, epsilon);
        for (name, score) in scores.iter() {
            if !known.iter().any(|(other, ..)| other == name) {
                let at = root.key("scores").key(name);
                mistakes.push(at.wrong(&score.into(), "allowed: it is not one that is randomised"));
            }
        }
    }
    let agree = mode != Mode::Answers || scores.agrees_with(&score(survey, &answers));
    if !agree && mistakes.len() == n_before {
        mistakes.push(root.key("scores").wrong(field("scores"), "what these answers score"));
    }
    Anonymous { answers, scores, context, mode, n_masked, epsilon }
}

impl From<&Submission> for Tree {
    fn from(submission: &Submission) -> Self {
        let content = &submission.content;
        let asked = submission.asked.iter().map(|id| id.as_str().into());
        Self::map([
            ("schema", SCHEMA.into()),
            ("id", submission.id.text().as_str().into()),
            ("survey", submission.survey.as_str().into()),
            ("version", f64::from(submission.version).into()),
            ("lang", submission.lang.as_str().into()),
            ("complete", submission.complete.into()),
            ("asked", Self::List(asked.collect())),
            ("answers", (&content.answers).into()),
            ("scores", (&content.scores).into()),
            ("context", (&content.context).into()),
            ("privacy", privacy(content)),
        ])
    }
}

fn privacy(content: &Anonymous) -> Tree {
    let mut fields = vec![
        ("mode".to_owned(), content.mode.name().into()),
        ("masked".to_owned(), Tree::Number(content.n_masked as f64)),
    ];
    fields.extend(content.epsilon.map(|epsilon| ("epsilon".to_owned(), epsilon.into())));
    Tree::Map(fields)
}
