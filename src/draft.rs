//! A visit that is under way, as a tree that a page may keep, so that the next one goes on with it.
//!
//! What comes back from a browser's storage may be anybody's: it is held to the survey as if it came
//! from the network, and what does not fit is no draft.

use crate::anonymise::Mode;
use crate::anonymise::randomise::N_DRAWS;
#[cfg(feature = "models")]
use crate::anonymise::randomise::mechanisms;
use crate::answers::Answers;
use crate::config::Config;
use crate::flow::{Reached, Visit};
use crate::scoring::is_scored;
use crate::survey::{Question, Step, Survey};
use crate::tree::Tree;
use crate::wire::SubmissionId;

/// What chance has given a visit, once and for all: a second draw would ask other questions, send
/// under another name, or spend as much of privacy again.
#[derive(Debug, Clone, PartialEq)]
pub struct Chance {
    /// The name under which the visit is sent.
    pub id: SubmissionId,
    /// What cards, and the order of options, follow from.
    pub seed: u64,
    /// What answers are mixed with, as [`randomise`](crate::anonymise::randomise::randomise) has it;
    /// in [`Mode::Noise`] only.
    pub draws: Vec<[u32; N_DRAWS]>,
}

/// A visit that was under way on a page before this one.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// What chance had given it.
    pub chance: Chance,
    /// How far it had come.
    pub reached: Reached,
}

impl Chance {
    /// How many pairs of numbers answers are mixed with.
    #[must_use]
    pub fn n_draws(survey: &Survey, config: &Config) -> usize {
        #[cfg(feature = "models")]
        if config.privacy == Mode::Noise {
            return mechanisms(survey, config.epsilon).len();
        }
        let _ = (survey, config);
        0
    }

    /// The cards that the visit is asked, rising. Nobody is asked what is never read.
    #[must_use]
    pub fn asked(&self, survey: &Survey, privacy: Mode) -> Vec<Step> {
        let is_read = |question: &Question| match privacy {
            Mode::Answers => true,
            Mode::Scores => is_scored(question),
            Mode::Noise => question.show_if.is_none() && is_scored(question),
        };
        let mut asked = survey.draw(self.seed);
        asked.retain(|step| survey.at(*step).is_some_and(|(question, _)| is_read(question)));
        asked
    }
}

impl Draft {
    /// Reads what [`kept`] has made; `None` where it is no draft, or one of another survey, version,
    /// privacy or order, as far as orders differ by what is sent of them.
    #[must_use]
    pub fn read(tree: &Tree, survey: &Survey, config: &Config) -> Option<Self> {
        let [found, id, numbers, said] = tree.items() else { return None };
        if *found != of(survey, config) {
            return None;
        }
        let mut all = Vec::new();
        for number in numbers.items() {
            all.push(number.integer()?.try_into().ok()?);
        }
        let [high, low, question, sheet, far_question, far_sheet, draws @ ..] = &all[..] else {
            return None;
        };
        let step =
            |question: u32, sheet: u32| Step { question: question as usize, sheet: sheet as usize };
        let (draws, rest) = draws.as_chunks();
        if !rest.is_empty() || draws.len() != Chance::n_draws(survey, config) {
            return None;
        }
        let mut answers = Answers::default();
        for single in said.items() {
            let [question, key, value] = single.items() else { return None };
            let (_, question) = survey.question(question.text()?)?;
            let part = question.part(key.text()?)?;
            answers = answers.with_part(&question.id, &part.key, part.fitting(value)?);
        }
        Some(Self {
            chance: Chance {
                id: SubmissionId::parse(id.text()?)?,
                seed: u64::from(*high) << 32 | u64::from(*low),
                draws: draws.to_vec(),
            },
            reached: Reached {
                step: step(*question, *sheet),
                farthest: step(*far_question, *far_sheet),
                answers,
            },
        })
    }
}

/// What has to be kept of a visit; nothing before anything was said.
#[must_use]
pub fn kept(chance: &Chance, visit: &Visit, survey: &Survey, config: &Config) -> Option<Tree> {
    let (_, answers) = survey.walk(&visit.asked, &visit.confirmed);
    if answers.is_empty() {
        return None;
    }
    let Visit { step, farthest, .. } = visit;
    let mut numbers = Vec::new();
    let mut add = |number: u64| numbers.push(Tree::Number(number as f64));
    add(chance.seed >> 32);
    add(chance.seed & u64::from(u32::MAX));
    for step in [step, farthest] {
        add(step.question as u64);
        add(step.sheet as u64);
    }
    for draw in chance.draws.as_flattened() {
        add((*draw).into());
    }
    let mut said = Vec::new();
    for (question, answer) in answers.iter() {
        for (key, single) in answer.singles() {
            said.push(Tree::List(vec![question.into(), key.into(), single.into()]));
        }
    }
    Some(Tree::List(vec![
        of(survey, config),
        chance.id.text().as_str().into(),
        Tree::List(numbers),
        Tree::List(said),
    ]))
}

/// What a draft is of: on a page that asks anything else it does not go on.
fn of(survey: &Survey, config: &Config) -> Tree {
    Tree::List(vec![
        survey.id.as_str().into(),
        f64::from(survey.version).into(),
        (&config.order.context()).into(),
        config.privacy.name().into(),
        config.epsilon.into(),
    ])
}
