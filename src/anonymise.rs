//! Answers and order -> what may leave the page; nothing else can be expressed.

pub mod bands;
pub mod randomise;
pub mod text;

use crate::answers::Answers;
use crate::scoring::{Scores, scorable, score};
use crate::survey::Survey;
use bands::Context;
use text::Hints;

/// How much of what was said may leave the page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mode {
    /// The answers, free text scrubbed, and their scores.
    #[default]
    Answers,
    /// The scores alone.
    Scores,
    /// The scores alone, each mixed with chance.
    Noise,
}

impl Mode {
    /// The names of the modes in files and on the wire.
    pub const NAMES: &[&str] = &["answers", "scores", "noise"];

    /// The mode of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [Self::Answers, Self::Scores, Self::Noise].into_iter().find(|mode| mode.name() == name)
    }

    /// Its name in files and on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Answers => "answers",
            Self::Scores => "scores",
            Self::Noise => "noise",
        }
    }
}

/// What may leave the page.
#[derive(Debug, Clone, PartialEq)]
pub struct Anonymous {
    /// The answers, free text scrubbed; in [`Mode::Answers`] only.
    pub answers: Answers,
    /// The scores of all answers; randomised in [`Mode::Noise`].
    pub scores: Scores,
    /// The order in bands.
    pub context: Context,
    /// How it was made anonymous.
    pub mode: Mode,
    /// How many personal details were struck out of the text.
    pub n_masked: usize,
    /// What each randomised score spends of privacy; in [`Mode::Noise`] only.
    pub epsilon: Option<f64>,
}

/// Takes out of the answers whatever could say who gave them.
///
/// - **Shape**: `known` is what the page knows of the visitor; it is struck out of free text.
///
/// In [`Mode::Noise`] nothing is left: randomised scores are made by [`noisy`].
#[must_use]
pub fn anonymise(
    survey: &Survey,
    answers: Answers,
    context: Context,
    mode: Mode,
    known: &[String],
) -> Anonymous {
    let scores = score(survey, &answers);
    let ((answers, n_masked), scores) = match mode {
        Mode::Answers => {
            let hints = Hints { known, order_words: &survey.order_words };
            (scrubbed(answers, &hints), scores)
        }
        Mode::Scores => ((Answers::default(), 0), scores),
        Mode::Noise => ((Answers::default(), 0), Scores::default()),
    };
    Anonymous { answers, scores, context, mode, n_masked, epsilon: None }
}

/// Keeps of the answers only randomised scores of the questions that were asked.
///
/// - **Shape**: as [`randomise::randomise`] has it.
/// - **Units**: `epsilon` is more than 0.0; the smaller, the more private and the less exact.
#[must_use]
pub fn noisy(
    survey: &Survey,
    answers: &Answers,
    asked: &[String],
    context: Context,
    epsilon: f64,
    draws: &[[u32; randomise::N_DRAWS]],
) -> Anonymous {
    let mechanisms = randomise::mechanisms(survey, epsilon);
    let scores = score(survey, answers);
    let of_asked: Vec<_> = scorable(survey)
        .into_iter()
        .filter(|(_, question, _)| asked.contains(&question.id))
        .map(|(name, ..)| name)
        .collect();
    let is_asked = |name: &str| of_asked.iter().any(|asked| asked == name);
    let scores = randomise::randomise(&mechanisms, &scores, is_asked, draws);
    let (answers, mode, epsilon) = (Answers::default(), Mode::Noise, Some(epsilon));
    Anonymous { answers, scores, context, mode, n_masked: 0, epsilon }
}

/// Strikes personal details out of every text, and counts them.
#[must_use]
pub fn scrubbed(answers: Answers, hints: &Hints<'_>) -> (Answers, usize) {
    let mut n_masked = 0;
    let answers = answers.map_text(|said| {
        let scrubbed = text::scrub_with(&said, hints);
        n_masked += scrubbed.n_masked;
        scrubbed.text
    });
    (answers, n_masked)
}
