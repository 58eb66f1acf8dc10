//! What a report needs to know of many submissions, and nothing of any single one.

mod sets;

use super::levels::{self, Known};
use crate::store::Origin;
use aftersay::anonymise::randomise::mechanisms;
use aftersay::answers::Answer;
use aftersay::scoring::Score;
use aftersay::scoring::cross_moments::CrossMoments;
use aftersay::scoring::disconfirmation::{MUCH_POINTS, derive};
use aftersay::scoring::moments::Moments;
use aftersay::scoring::randomised::Mechanism;
use aftersay::survey::{Choice, Kind, Survey};
use aftersay::tree::{Shown, whole};
use aftersay::wire::Submission;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sets::Block;
pub use sets::{N_GROUPS, PRICE_TOLERANCE, STATES, group_of};
use std::collections::BTreeMap;

/// The version of the stored form. Whoever counts it up adds a migration that empties `statistics`,
/// `unfinished` and `comments` and puts every submission into `uncounted`, to be counted again.
const VERSION: u32 = 1;

/// Counts and sums over submissions: tallies of parts add up to the tally of the whole, in any
/// order, to the last bit, and can be taken off again. So they are kept for each day and group, and
/// merged when asked for.
///
/// Everything stands under names, so that the versions of a survey merge: a question by its id, a
/// part of it as `question.part`, a score as [`possible`](aftersay::scoring::possible) names it. The
/// texts of comments are not in here, only how many there are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tally {
    version: Version,
    n_responses: u64,
    n_complete: u64,
    n_simulated: u64,
    n_asked: Counts,
    /// Who answered some of a question, and sent what they said.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    n_answered: Counts,
    /// Who sent scores of a question alone.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    n_scored: Counts,
    /// How often each number or option was the answer to a question or a part.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    answers: BTreeMap<String, Counts>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    n_comments: Counts,
    /// How often each of the few values of a score came up.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    levels: BTreeMap<String, Counts>,
    /// The sums of the scores that have many values.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    scores: BTreeMap<String, Sums>,
    /// What [`Block`]s are for: answers that were given together, by set and by which these were.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    sets: BTreeMap<String, BTreeMap<String, Block>>,
    /// How often each value of a score was drawn, by score and by [`Noise`].
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    noisy: BTreeMap<String, BTreeMap<String, Counts>>,
    /// The sums of `x ln x` of scores, in units of 2^-20: what weights by entropy need.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    logs: BTreeMap<String, i64>,
}

/// Counts by name; nothing stands for zero.
type Counts = BTreeMap<String, u64>;

/// How a score was randomised: k-ary randomised response.
///
/// - **Source**: measurement reference, F4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Noise {
    /// Among how many options it was drawn; one more than it has values where there may be none.
    pub n_options: usize,
    /// The epsilon of this one draw, in thousandths.
    pub epsilon_milli: u32,
}

/// What a noisy score is counted as where the draw said that there is none.
pub const NO_ANSWER: &str = "";

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
    pub fn add(&mut self, submission: &Submission, survey: &Survey, origin: Origin) {
        self.n_responses += 1;
        self.n_complete += u64::from(submission.complete);
        self.n_simulated += u64::from(origin == Origin::Simulated);
        for id in &submission.asked {
            count(&mut self.n_asked, id);
        }
        let known = levels::known(survey);
        if let Some(epsilon) = submission.content.epsilon {
            self.add_noisy(submission, survey, &known, epsilon);
            return;
        }
        for (id, answer) in submission.content.answers.iter() {
            // Whom a question does not apply to is in nothing that is counted of those who answered.
            if answer.applies() {
                count(&mut self.n_answered, id);
            }
            for (part, single) in answer.singles() {
                self.add_answer(&variable(id, part), single);
            }
            let Some((_, question)) = survey.question(id) else { continue };
            if question.kind == Kind::Ranking {
                self.add_places(id, answer);
            }
            for (set, row) in sets::rows(question, answer, &submission.id) {
                let items: Vec<_> = row.iter().map(|(item, _)| item.as_str()).collect();
                let numbers = row.iter().map(|(_, number)| *number).collect();
                let blocks = self.sets.entry(set).or_default();
                blocks.entry(items.join(" ")).or_default().plus(&Block::of(numbers));
            }
        }
        for (id, _) in comments(submission) {
            count(&mut self.n_comments, &id);
        }
        self.add_scores(submission, &known);
    }

    /// Counts the randomised scores of a visitor; that there is none is one of the values.
    fn add_noisy(
        &mut self,
        submission: &Submission,
        survey: &Survey,
        known: &[Known<'_>],
        epsilon: f64,
    ) {
        for (name, _, mechanism) in mechanisms(survey, epsilon) {
            let Some(score) = known.iter().find(|known| known.name == name) else { continue };
            let asked = score.question.filter(|question| submission.asked.contains(&question.id));
            let Some(question) = asked else { continue };
            let drawn = submission.content.scores.get(&name);
            let Some(label) = drawn.map_or(Some(NO_ANSWER), |drawn| score.label(drawn)) else {
                continue;
            };
            let noise = Noise { n_options: mechanism.n_options(), epsilon_milli: milli(epsilon) };
            let by_noise = self.noisy.entry(name).or_default();
            count(by_noise.entry(noise.key()).or_default(), label);
            count(&mut self.n_scored, &question.id);
        }
    }

    fn add_answer(&mut self, variable: &str, answer: &Answer) {
        let one;
        let given = match answer {
            Answer::Number(number) => {
                one = [Shown(*number).to_string()];
                &one[..]
            }
            Answer::Choice(option) => std::slice::from_ref(option),
            Answer::Choices(options) => options,
            Answer::Text(_) | Answer::Parts(_) => return,
        };
        let counts = self.answers.entry(variable.to_owned()).or_default();
        for what in given {
            count(counts, what);
        }
    }

    /// Counts at which place each option of a ranking stands, the first at 1.
    fn add_places(&mut self, id: &str, answer: &Answer) {
        let Answer::Choices(order) = answer else { return };
        for (index, option) in order.iter().enumerate() {
            let places = self.answers.entry(variable(id, option)).or_default();
            count(places, &(index + 1).to_string());
        }
    }

    fn add_scores(&mut self, submission: &Submission, known: &[Known<'_>]) {
        let content = &submission.content;
        let mut counted = Vec::new();
        for (name, score) in content.scores.iter() {
            let Some(found) = known.iter().find(|known| known.name == name) else { continue };
            if let Some(label) = found.label(score) {
                count(self.levels.entry(name.to_owned()).or_default(), label);
            } else if let Score::Number(score) = score {
                self.scores.entry(name.to_owned()).or_default().add(score, 1);
            }
            let Some(question) = found.question else { continue };
            let answer = content.answers.get(&question.id);
            if let Some(number) = score.number() {
                self.add_derived(name, &question.kind, number, answer);
            }
            if answer.is_none() && !counted.contains(&&question.id) {
                counted.push(&question.id);
                count(&mut self.n_scored, &question.id);
            }
        }
    }

    /// Counts what follows from a single score, but not from the sums of many.
    fn add_derived(&mut self, name: &str, kind: &Kind, score: f64, answer: Option<&Answer>) {
        let mut level = |part: &str, label: &str| {
            count(self.levels.entry(variable(name, part)).or_default(), label);
        };
        match kind {
            Kind::SatisfactionRatio => {
                level(
                    "outcome",
                    match score.total_cmp(&1.0) {
                        std::cmp::Ordering::Less => "below",
                        std::cmp::Ordering::Equal => "equal",
                        std::cmp::Ordering::Greater => "above",
                    },
                );
                // The ratio alone does not tell by how many points it was missed.
                let half = |key| whole(answer?.part(key)?.number()?)?.try_into().ok();
                if let Some(found) = derive(half("perceived"), half("expected"), MUCH_POINTS) {
                    level("level", &found.score().to_string());
                }
            }
            Kind::Failures(_) => {
                let any = match answer {
                    // A failure may weigh nothing and still have happened.
                    Some(Answer::Choices(ids)) => ids.iter().any(|id| id != Choice::NONE),
                    _ => 0.0 < score,
                };
                level("any", if any { "yes" } else { "no" });
            }
            Kind::Csi { .. } if name.contains('.') => {
                self.logs.plus(&BTreeMap::from([(name.to_owned(), log_units(score))]));
            }
            _ => {}
        }
    }

    /// Adds what another tally counted; the two have to be of different submissions.
    pub fn merge(&mut self, other: &Self) {
        self.n_responses.plus(&other.n_responses);
        self.n_complete.plus(&other.n_complete);
        self.n_simulated.plus(&other.n_simulated);
        self.n_asked.plus(&other.n_asked);
        self.n_answered.plus(&other.n_answered);
        self.n_scored.plus(&other.n_scored);
        self.answers.plus(&other.answers);
        self.n_comments.plus(&other.n_comments);
        self.levels.plus(&other.levels);
        self.scores.plus(&other.scores);
        self.sets.plus(&other.sets);
        self.noisy.plus(&other.noisy);
        self.logs.plus(&other.logs);
    }

    /// Takes off what another tally counted, all of which has to be in this one: what is left is
    /// what [`Tally::merge`] would have made of the rest, to the last bit.
    pub fn subtract(&mut self, other: &Self) {
        self.n_responses.minus(&other.n_responses);
        self.n_complete.minus(&other.n_complete);
        self.n_simulated.minus(&other.n_simulated);
        self.n_asked.minus(&other.n_asked);
        self.n_answered.minus(&other.n_answered);
        self.n_scored.minus(&other.n_scored);
        self.answers.minus(&other.answers);
        self.n_comments.minus(&other.n_comments);
        self.levels.minus(&other.levels);
        self.scores.minus(&other.scores);
        self.sets.minus(&other.sets);
        self.noisy.minus(&other.noisy);
        self.logs.minus(&other.logs);
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

    /// How many visitors answered some of the question of this id, and sent what they said.
    #[must_use]
    pub fn n_answered(&self, id: &str) -> u64 {
        self.n_answered.get(id).copied().unwrap_or(0)
    }

    /// How many visitors sent scores of the question of this id, and no answers.
    #[must_use]
    pub fn n_scored(&self, id: &str) -> u64 {
        self.n_scored.get(id).copied().unwrap_or(0)
    }

    /// How often each number or option was the answer to a [`variable`].
    pub fn counts(&self, variable: &str) -> impl Iterator<Item = (&str, u64)> {
        named(self.answers.get(variable))
    }

    /// The moments of the numbers that answered a [`variable`].
    #[must_use]
    pub fn numbers(&self, variable: &str) -> Moments {
        let mut moments = Moments::default();
        for (answer, n) in self.counts(variable) {
            let Some(number) = aftersay::tree::decimal(answer) else { continue };
            let sum = n as f64 * number;
            moments.merge(&Moments { n, sum, sum_of_squares: sum * number });
        }
        moments
    }

    /// How many comments there are on a [`variable`].
    #[must_use]
    pub fn n_comments(&self, variable: &str) -> u64 {
        self.n_comments.get(variable).copied().unwrap_or(0)
    }

    /// The [`variable`]s that there are comments on.
    pub fn commented(&self) -> impl Iterator<Item = &str> {
        self.n_comments.keys().map(String::as_str)
    }

    /// The sums of the scores of this name, which has many values.
    #[must_use]
    pub fn sums(&self, name: &str) -> Sums {
        self.scores.get(name).copied().unwrap_or_default()
    }

    /// How often each value of a score of this name came up, which has few.
    pub fn levels(&self, name: &str) -> impl Iterator<Item = (&str, u64)> {
        named(self.levels.get(name))
    }

    /// How often each value of a score of this name was drawn, for each way of drawing it.
    pub fn noisy(&self, name: &str) -> impl Iterator<Item = (Noise, &BTreeMap<String, u64>)> {
        let by_noise = self.noisy.get(name).into_iter().flatten();
        by_noise.filter_map(|(key, counts)| Some((Noise::read(key)?, counts)))
    }

    /// The moments of answers that were given together: those of a set, with some of its items.
    #[must_use]
    pub fn moments(&self, set: &str, items: &[&str]) -> CrossMoments {
        sets::moments(self.sets.get(set).into_iter().flatten(), items)
    }

    /// The sum of `x ln x` over the scores of this name.
    #[must_use]
    pub fn sum_of_logs(&self, name: &str) -> f64 {
        self.logs.get(name).map_or(0.0, |units| *units as f64 / LOG_UNITS)
    }
}

impl Noise {
    /// The mechanism, as estimators take it; `None` where it is none.
    #[must_use]
    pub fn mechanism(self) -> Option<Mechanism> {
        Mechanism::new(self.n_options, f64::from(self.epsilon_milli) / 1000.0).ok()
    }

    fn key(self) -> String {
        format!("{} {}", self.n_options, self.epsilon_milli)
    }

    fn read(key: &str) -> Option<Self> {
        let (n_options, epsilon_milli) = key.split_once(' ')?;
        let (n_options, epsilon_milli) = (n_options.parse().ok()?, epsilon_milli.parse().ok()?);
        Some(Self { n_options, epsilon_milli })
    }
}

/// The name of a part of a question in counts; that of a question which asks nothing else is its id.
#[must_use]
pub fn variable(id: &str, part: &str) -> String {
    if part.is_empty() { id.to_owned() } else { [id, ".", part].concat() }
}

/// The comments of one submission by the [`variable`] that they are on: those that a tally counts.
pub fn comments(submission: &Submission) -> impl Iterator<Item = (String, &str)> {
    submission.content.answers.iter().flat_map(|(id, answer)| {
        answer.singles().filter_map(move |(part, single)| match single {
            Answer::Text(text) => Some((variable(id, part), text.as_str())),
            Answer::Number(_) | Answer::Choice(_) | Answer::Choices(_) | Answer::Parts(_) => None,
        })
    })
}

fn count(counts: &mut Counts, what: &str) {
    match counts.get_mut(what) {
        Some(n) => *n += 1,
        None => drop(counts.insert(what.to_owned(), 1)),
    }
}

fn named(counts: Option<&Counts>) -> impl Iterator<Item = (&str, u64)> {
    counts.into_iter().flatten().map(|(what, n)| (what.as_str(), *n))
}

/// Epsilon in thousandths, by which noise is told apart.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is from 0 to 10")]
fn milli(epsilon: f64) -> u32 {
    (1000.0 * epsilon).round() as u32
}

/// How many units of a sum of logarithms make one.
const LOG_UNITS: f64 = (1_u64 << 20) as f64;

/// `x ln x` in units of the sums, of a score from 0.0 to 100.0.
#[expect(clippy::cast_possible_truncation, reason = "it is below 2^30")]
fn log_units(score: f64) -> i64 {
    if 0.0 < score { (score * score.ln() * LOG_UNITS).round() as i64 } else { 0 }
}

/// What tallies are made of.
trait Part: Clone {
    fn plus(&mut self, other: &Self);
    fn minus(&mut self, other: &Self);
    /// Whether it is what nothing adds up to.
    fn is_nothing(&self) -> bool;
}

impl Part for u64 {
    fn plus(&mut self, other: &Self) {
        *self += other;
    }

    fn minus(&mut self, other: &Self) {
        // A caller's mistake would read as an absurdly high count otherwise.
        *self = self.saturating_sub(*other);
    }

    fn is_nothing(&self) -> bool {
        *self == 0
    }
}

impl Part for i64 {
    fn plus(&mut self, other: &Self) {
        *self += other;
    }

    fn minus(&mut self, other: &Self) {
        *self -= other;
    }

    fn is_nothing(&self) -> bool {
        *self == 0
    }
}

impl Part for Sums {
    fn plus(&mut self, other: &Self) {
        self.n.plus(&other.n);
        self.sum += other.sum;
        self.sum_of_squares += other.sum_of_squares;
    }

    fn minus(&mut self, other: &Self) {
        self.n.minus(&other.n);
        self.sum -= other.sum;
        self.sum_of_squares -= other.sum_of_squares;
    }

    fn is_nothing(&self) -> bool {
        *self == Self::default()
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
            if self.get(key).is_some_and(Part::is_nothing) {
                self.remove(key);
            }
        }
    }

    fn minus(&mut self, other: &Self) {
        for (key, theirs) in other {
            let Some(mine) = self.get_mut(key) else { continue };
            mine.minus(theirs);
            if mine.is_nothing() {
                self.remove(key);
            }
        }
    }

    fn is_nothing(&self) -> bool {
        self.is_empty()
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

    /// The same as scoring takes it, in points.
    #[must_use]
    pub fn moments(self) -> Moments {
        Moments { n: self.n, sum: self.sum(), sum_of_squares: self.sum_of_squares() }
    }
}

/// A score in units of the sums.
#[expect(clippy::cast_possible_truncation, reason = "scores and their squares are below 2^14")]
fn units(points: f64) -> i128 {
    (points * UNITS_PER_POINT).round() as i128
}
