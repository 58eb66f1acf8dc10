//! What a report needs to know of many submissions, and nothing of any single one.

use crate::store::Origin;
use aftersay::answers::Answer;
use aftersay::scoring::Score;
use aftersay::tree::Shown;
use aftersay::wire::Submission;
use std::collections::BTreeMap;

/// Counts and sums over submissions: tallies of parts add up to the tally of the whole, in any
/// order, to the last bit, so that they can be kept for each day and merged when asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    n_responses: u64,
    n_complete: u64,
    n_simulated: u64,
    n_asked: BTreeMap<String, u64>,
    answers: BTreeMap<String, BTreeMap<String, u64>>,
    comments: BTreeMap<String, BTreeMap<String, u64>>,
    scores: BTreeMap<String, Sums>,
}

/// How many scores there were, and the sums that mean and spread are made of.
///
/// The sums are whole numbers of 2^-40 points: whole numbers add up to the same total in any
/// order, which floating-point numbers do not, and the error of 1e-12 points is out of sight.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
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

    /// Counts one submission in.
    pub fn add(&mut self, submission: &Submission, origin: Origin) {
        self.n_responses += 1;
        self.n_complete += u64::from(submission.complete);
        self.n_simulated += u64::from(origin == Origin::Simulated);
        for id in &submission.asked {
            *self.n_asked.entry(id.clone()).or_default() += 1;
        }
        for (id, answer) in submission.content.answers.iter() {
            let (kept, what) = match answer {
                Answer::Number(number) => (&mut self.answers, Shown(*number).to_string()),
                Answer::Choice(option) => (&mut self.answers, option.clone()),
                Answer::Text(text) => (&mut self.comments, text.clone()),
                Answer::Choices(_) | Answer::Parts(_) => continue,
            };
            *kept.entry(id.to_owned()).or_default().entry(what).or_default() += 1;
        }
        for (name, score) in submission.content.scores.iter() {
            let Score::Number(score) = score else { continue };
            let sums = self.scores.entry(name.to_owned()).or_default();
            if is_usable(name, score) { sums.add(score, 1) } else { sums.n_unusable += 1 }
        }
    }

    /// Adds what another tally counted; the two have to be of different submissions.
    pub fn merge(&mut self, other: &Self) {
        self.n_responses += other.n_responses;
        self.n_complete += other.n_complete;
        self.n_simulated += other.n_simulated;
        merge_counts(&mut self.n_asked, &other.n_asked);
        for (mine, others) in
            [(&mut self.answers, &other.answers), (&mut self.comments, &other.comments)]
        {
            for (id, counts) in others {
                merge_counts(mine.entry(id.clone()).or_default(), counts);
            }
        }
        for (name, sums) in &other.scores {
            self.scores.entry(name.clone()).or_default().merge(*sums);
        }
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

    /// Every comment on the question of this id, in the order of the alphabet: the order in which
    /// they came in is not kept.
    pub fn comments(&self, id: &str) -> impl Iterator<Item = &str> {
        let texts = self.comments.get(id).into_iter().flatten();
        texts.flat_map(|(text, n)| (0..*n).map(|_| text.as_str()))
    }

    /// The sums of the scores of this name.
    #[must_use]
    pub fn sums(&self, name: &str) -> Sums {
        self.scores.get(name).copied().unwrap_or_default()
    }
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

fn merge_counts(mine: &mut BTreeMap<String, u64>, others: &BTreeMap<String, u64>) {
    for (key, n) in others {
        *mine.entry(key.clone()).or_default() += n;
    }
}

impl Sums {
    /// Counts in a score that came up `times` times.
    pub fn add(&mut self, score: f64, times: u64) {
        self.n += times;
        self.sum += units(score) * i128::from(times);
        self.sum_of_squares += units(score * score) * i128::from(times);
    }

    fn merge(&mut self, other: Self) {
        self.n += other.n;
        self.sum += other.sum;
        self.sum_of_squares += other.sum_of_squares;
        self.n_unusable += other.n_unusable;
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
