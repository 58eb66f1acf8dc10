//! What a report needs to know of many submissions, and nothing of any single one.

use crate::store::Origin;
use aftersay::answers::Answer;
use aftersay::scoring::Score;
use aftersay::survey::Survey;
use aftersay::tree::Shown;
use aftersay::wire::Submission;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::collections::BTreeMap;

/// The version of the stored form. Whoever counts it up adds a migration that empties `statistics`,
/// `unfinished` and `comments` and puts every submission into `uncounted`, to be counted again.
const VERSION: u32 = 1;

/// Counts and sums over submissions: tallies of parts add up to the tally of the whole, in any
/// order, to the last bit, and can be taken off again. So they are kept for each day and group, and
/// merged when asked for.
///
/// The texts of comments are not in here, only how many there are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tally {
    version: Version,
    n_responses: u64,
    n_complete: u64,
    n_simulated: u64,
    n_asked: BTreeMap<String, u64>,
    answers: BTreeMap<String, BTreeMap<String, u64>>,
    n_comments: BTreeMap<String, u64>,
    scores: BTreeMap<String, Sums>,
}

/// The version of a stored tally, which can be no other than [`VERSION`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Version;

/// How many scores there were, and the sums that mean and spread are made of.
///
/// The sums are whole numbers of 2^-40 points: whole numbers add up to the same total in any
/// order, which floating-point numbers do not, and the error of 1e-12 points is out of sight.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sums {
    n: u64,
    sum: i128,
    sum_of_squares: i128,
    n_unusable: u64,
}

/// How many units of a sum make one point.
const UNITS_PER_POINT: f64 = (1_u64 << 40) as f64;

impl Tally {
    /// The tally of no submission at all.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The tally of one submission.
    #[must_use]
    pub fn of(submission: &Submission, survey: &Survey, origin: Origin) -> Self {
        let mut tally = Self::default();
        tally.add(submission, survey, origin);
        tally
    }

    /// Counts one submission in; `survey` is the one that it answers.
    pub fn add(&mut self, submission: &Submission, _survey: &Survey, origin: Origin) {
        self.n_responses += 1;
        self.n_complete += u64::from(submission.complete);
        self.n_simulated += u64::from(origin == Origin::Simulated);
        for id in &submission.asked {
            *self.n_asked.entry(id.clone()).or_default() += 1;
        }
        for (id, answer) in submission.content.answers.iter() {
            let what = match answer {
                Answer::Number(number) => Shown(*number).to_string(),
                Answer::Choice(option) => option.clone(),
                Answer::Text(_) | Answer::Choices(_) | Answer::Parts(_) => continue,
            };
            *self.answers.entry(id.to_owned()).or_default().entry(what).or_default() += 1;
        }
        for (id, _) in comments(submission) {
            *self.n_comments.entry(id.to_owned()).or_default() += 1;
        }
        for (name, score) in submission.content.scores.iter() {
            let Score::Number(score) = score else { continue };
            let sums = self.scores.entry(name.to_owned()).or_default();
            if is_usable(name, score) { sums.add(score, 1) } else { sums.n_unusable += 1 }
        }
    }

    /// Adds what another tally counted; the two have to be of different submissions.
    pub fn merge(&mut self, other: &Self) {
        self.n_responses.plus(&other.n_responses);
        self.n_complete.plus(&other.n_complete);
        self.n_simulated.plus(&other.n_simulated);
        self.n_asked.plus(&other.n_asked);
        self.answers.plus(&other.answers);
        self.n_comments.plus(&other.n_comments);
        self.scores.plus(&other.scores);
    }

    /// Takes off what another tally counted, all of which has to be in this one: what is left is
    /// what [`Tally::merge`] would have made of the rest, to the last bit.
    pub fn subtract(&mut self, other: &Self) {
        self.n_responses.minus(&other.n_responses);
        self.n_complete.minus(&other.n_complete);
        self.n_simulated.minus(&other.n_simulated);
        self.n_asked.minus(&other.n_asked);
        self.answers.minus(&other.answers);
        self.n_comments.minus(&other.n_comments);
        self.scores.minus(&other.scores);
    }

    /// How many submissions there are.
    #[must_use]
    pub fn n_responses(&self) -> u64 {
        self.n_responses
    }

    /// How many visitors came to the end.
    #[must_use]
    pub fn n_complete(&self) -> u64 {
        self.n_complete
    }

    /// How many submissions were made up for a demonstration.
    #[must_use]
    pub fn n_simulated(&self) -> u64 {
        self.n_simulated
    }

    /// How many visitors saw the question of this id.
    #[must_use]
    pub fn n_asked(&self, id: &str) -> u64 {
        self.n_asked.get(id).copied().unwrap_or(0)
    }

    /// How often each number or option was the answer to the question of this id.
    pub fn counts(&self, id: &str) -> impl Iterator<Item = (&str, u64)> {
        self.answers.get(id).into_iter().flatten().map(|(what, n)| (what.as_str(), *n))
    }

    /// How many comments there are on the question of this id.
    #[must_use]
    pub fn n_comments(&self, id: &str) -> u64 {
        self.n_comments.get(id).copied().unwrap_or(0)
    }

    /// The ids of the questions that there are comments on.
    pub fn commented(&self) -> impl Iterator<Item = &str> {
        self.n_comments.keys().map(String::as_str)
    }

    /// The sums of the scores of this name.
    #[must_use]
    pub fn sums(&self, name: &str) -> Sums {
        self.scores.get(name).copied().unwrap_or_default()
    }
}

/// The comments of one submission by the question that they are on: those that a tally counts.
pub fn comments(submission: &Submission) -> impl Iterator<Item = (&str, &str)> {
    submission.content.answers.iter().filter_map(|(id, answer)| match answer {
        Answer::Text(text) => Some((id, text.as_str())),
        Answer::Number(_) | Answer::Choice(_) | Answer::Choices(_) | Answer::Parts(_) => None,
    })
}

/// Whether answers could have had this score: a sender of nothing but scores could name any number
/// within the range, and the intervals of these two rest on classes.
fn is_usable(name: &str, score: f64) -> bool {
    match name.split('.').next() {
        Some("nps") => [-1.0, 0.0, 1.0].contains(&score),
        Some("csat") => [0.0, 1.0].contains(&score),
        _ => score.is_finite(),
    }
}

/// What tallies are made of: its default is what nothing adds up to.
trait Part: Clone + Default + PartialEq {
    fn plus(&mut self, other: &Self);
    fn minus(&mut self, other: &Self);
}

impl Part for u64 {
    fn plus(&mut self, other: &Self) {
        *self += other;
    }

    fn minus(&mut self, other: &Self) {
        // A caller's mistake would read as an absurdly high count otherwise.
        *self = self.saturating_sub(*other);
    }
}

impl Part for Sums {
    fn plus(&mut self, other: &Self) {
        self.n.plus(&other.n);
        self.sum += other.sum;
        self.sum_of_squares += other.sum_of_squares;
        self.n_unusable.plus(&other.n_unusable);
    }

    fn minus(&mut self, other: &Self) {
        self.n.minus(&other.n);
        self.sum -= other.sum;
        self.sum_of_squares -= other.sum_of_squares;
        self.n_unusable.minus(&other.n_unusable);
    }
}

/// An entry that comes to nothing vanishes, so that equal tallies have equal entries.
impl<P: Part> Part for BTreeMap<String, P> {
    fn plus(&mut self, other: &Self) {
        for (key, theirs) in other {
            match self.get_mut(key) {
                Some(mine) => mine.plus(theirs),
                None => drop(self.insert(key.clone(), theirs.clone())),
            }
        }
    }

    fn minus(&mut self, other: &Self) {
        for (key, theirs) in other {
            let Some(mine) = self.get_mut(key) else { continue };
            mine.minus(theirs);
            if *mine == P::default() {
                self.remove(key);
            }
        }
    }
}

impl Serialize for Version {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        VERSION.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Version {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match u32::deserialize(from)? {
            VERSION => Ok(Self),
            other => Err(de::Error::custom(format!(
                "a tally of version {other}, and only version {VERSION} can be read"
            ))),
        }
    }
}

impl Sums {
    /// Counts in a score that came up `times` times.
    pub fn add(&mut self, score: f64, times: u64) {
        self.n += times;
        self.sum += units(score) * i128::from(times);
        self.sum_of_squares += units(score * score) * i128::from(times);
    }

    /// How many scores there are.
    #[must_use]
    pub fn n(self) -> u64 {
        self.n
    }

    /// How many were left out because no answer could have had them.
    #[must_use]
    pub fn n_unusable(self) -> u64 {
        self.n_unusable
    }

    /// The sum of the scores, in points.
    #[must_use]
    pub fn sum(self) -> f64 {
        self.sum as f64 / UNITS_PER_POINT
    }

    /// The sum of the squared scores, in points squared.
    #[must_use]
    pub fn sum_of_squares(self) -> f64 {
        self.sum_of_squares as f64 / UNITS_PER_POINT
    }

    /// How many scores were -1 and how many were 1, of scores that are -1, 0 or 1 only.
    #[must_use]
    pub fn ends(self) -> (u64, u64) {
        let (difference, total) = (self.sum >> 40, self.sum_of_squares >> 40);
        let half = |doubled: i128| u64::try_from(doubled / 2).unwrap_or(0);
        (half(total - difference), half(total + difference))
    }
}

/// A score in units of the sums.
#[expect(clippy::cast_possible_truncation, reason = "scores and their squares are below 2^14")]
fn units(points: f64) -> i128 {
    (points * UNITS_PER_POINT).round() as i128
}
