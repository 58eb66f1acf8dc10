//! Answers and order -> what may leave the page; nothing else can be expressed.

pub mod bands;
pub mod text;

use crate::answers::Answers;
use crate::scoring::{Scores, score};
use crate::survey::Survey;
use bands::Context;

/// How much of what was said may leave the page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mode {
    /// The answers, free text scrubbed, and their scores.
    #[default]
    Answers,
    /// The scores alone.
    Scores,
}

impl Mode {
    /// The names of the modes in files and on the wire.
    pub const NAMES: &[&str] = &["answers", "scores"];

    /// The mode of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [Self::Answers, Self::Scores].into_iter().find(|mode| mode.name() == name)
    }

    /// Its name in files and on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Answers => "answers",
            Self::Scores => "scores",
        }
    }
}

/// What may leave the page.
#[derive(Debug, Clone, PartialEq)]
pub struct Anonymous {
    /// The answers, free text scrubbed; none in [`Mode::Scores`].
    pub answers: Answers,
    /// The scores of all answers.
    pub scores: Scores,
    /// The order in bands.
    pub context: Context,
    /// How it was made anonymous.
    pub mode: Mode,
    /// How many personal details were struck out of the text.
    pub n_masked: usize,
}

/// Takes out of the answers whatever could say who gave them.
#[must_use]
pub fn anonymise(survey: &Survey, answers: Answers, context: Context, mode: Mode) -> Anonymous {
    let scores = score(survey, &answers);
    let (answers, n_masked) = match mode {
        Mode::Answers => scrubbed(answers),
        Mode::Scores => (Answers::default(), 0),
    };
    Anonymous { answers, scores, context, mode, n_masked }
}

/// Strikes personal details out of every text, and counts them.
#[must_use]
pub fn scrubbed(answers: Answers) -> (Answers, usize) {
    let mut n_masked = 0;
    let answers = answers.map_text(|said| {
        let scrubbed = text::scrub(&said);
        n_masked += scrubbed.n_masked;
        scrubbed.text
    });
    (answers, n_masked)
}
