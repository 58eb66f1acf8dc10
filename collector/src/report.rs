//! Submissions -> the dashboard's numbers: pure, on `aftersay::scoring`.
//!
//! ```text
//! submissions -> Tally (merges) -> Report -> json, text, html
//! ```

pub mod estimates;
pub mod field;
pub mod html;
pub mod json;
pub mod lines;
pub mod tally;
pub mod text;
pub mod words;

use aftersay::scoring;
use aftersay::scoring::estimate::{Estimate, mean};
use aftersay::survey::scales::Scale;
use aftersay::survey::{Asks, Kind, Question, Survey};
pub use field::Field;
use std::collections::BTreeMap;
use tally::Sums;
pub use tally::Tally;

/// How many answers a figure needs before it is shown, unless the owner asks for more.
pub const K_MIN_DEFAULT: u64 = 10;

/// Below this no server shows a figure, whatever its owner sets.
///
/// - **Source**: measurement reference, F5.
pub const K_MIN_LOWEST: u64 = 5;

/// The most comments on a question that a report tells: more than anybody reads, and so few that
/// a report costs the same however many there are.
pub const N_COMMENTS_MAX: usize = 1000;

/// Comments by the id of the question that they are on.
pub type Comments = BTreeMap<String, Vec<String>>;

/// What a survey found out.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The survey's id.
    pub survey: String,
    /// How many submissions it rests on.
    pub n: u64,
    /// How many visitors came to the end.
    pub n_complete: u64,
    /// How many submissions were made up for a demonstration.
    pub n_simulated: u64,
    /// How many answers a figure needs before it is shown.
    pub k_min: u64,
    /// What each question found out, in the survey's order.
    pub questions: Vec<QuestionReport>,
    /// Figures over several questions, by name; `None` where there are too few answers.
    pub indexes: Vec<(String, Option<Estimate>)>,
    /// The comments on each text question, shuffled.
    pub comments: Vec<(String, Vec<String>)>,
    /// What the reader has to know before believing the figures.
    pub warnings: Vec<Warning>,
}

/// What one question found out.
#[derive(Debug, Clone, PartialEq)]
pub struct QuestionReport {
    /// The question's id.
    pub id: String,
    /// The name of its kind.
    pub kind: &'static str,
    /// What may be shown of its answers.
    pub finding: Finding,
}

/// What may be shown of the answers to a question.
#[derive(Debug, Clone, PartialEq)]
pub enum Finding {
    /// Nothing: the whole survey has too few answers.
    Hidden,
    /// Only how many there are.
    TooFew {
        /// How many visitors answered.
        n: u64,
        /// How many visitors were asked.
        n_asked: u64,
    },
    /// All of it.
    Shown(Figures),
}

/// The figures of one question.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// How many visitors answered.
    pub n: u64,
    /// How many visitors were asked.
    pub n_asked: u64,
    /// How often each answer was given.
    pub distribution: Distribution,
    /// The question's scores, by name.
    pub scores: Vec<(&'static str, Estimate)>,
    /// The share of each option in percent; empty for anything but choices.
    pub shares: Vec<(String, Estimate)>,
}

/// How often each answer was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Distribution {
    /// Answers of this kind cannot be counted.
    None,
    /// It would tell on a few: those whose answers came in full, or those who sent scores alone.
    Withheld,
    /// How often each answer was given, in the order of the scale.
    Counts(Vec<(String, u64)>),
}

/// Something that the reader has to know before believing the figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// A stable name.
    pub code: &'static str,
    /// A sentence for people.
    pub text: String,
}

impl Tally {
    /// Works out what may be told, and how certain it is, without the comments: see
    /// [`Report::quote`].
    ///
    /// Scores are what every submission carries, whatever its privacy mode, so the estimates rest
    /// on scores; answers only make the distributions.
    ///
    /// - **Source**: measurement reference, A1, A5, A7, F2 and F5.
    #[must_use]
    pub fn report(&self, survey: &Survey, k_min: u64) -> Report {
        let k_min = k_min.max(1);
        let mut warnings = Vec::new();
        let enough = k_min <= self.n_responses();
        if !enough {
            let text = match self.n_responses() {
                0 => format!("no responses yet: {k_min} are needed before anything is shown"),
                n => {
                    let more = k_min - n;
                    format!("too few responses: {n} of {k_min}, {more} more before anything shows")
                }
            };
            warnings.push(Warning { code: "too_few", text });
        }
        let mut questions = Vec::new();
        for question in &survey.questions {
            let finding = if enough {
                self.finding(survey, question, k_min, &mut warnings)
            } else {
                Finding::Hidden
            };
            questions.push(QuestionReport {
                id: question.id.clone(),
                kind: question.kind.name(),
                finding,
            });
        }
        let indexes = self.indexes(survey, k_min, &mut warnings);
        Report {
            survey: survey.id.clone(),
            n: self.n_responses(),
            n_complete: self.n_complete(),
            n_simulated: self.n_simulated(),
            k_min,
            questions,
            indexes,
            comments: Vec::new(),
            warnings,
        }
    }

    fn finding(
        &self,
        survey: &Survey,
        question: &Question,
        k_min: u64,
        warnings: &mut Vec<Warning>,
    ) -> Finding {
        let id = question.id.as_str();
        let n_asked = self.n_asked(id);
        let prompt = words::prompt(question);
        if question.kind == Kind::Text {
            let n = self.n_comments(id);
            let distribution = Distribution::None;
            return Finding::Shown(Figures {
                n,
                n_asked,
                distribution,
                scores: vec![],
                shares: vec![],
            });
        }
        let n_counted: u64 = self.counts(id).map(|(_, n)| n).sum();
        let sums = self.own_sums(survey, question);
        if let Some(sums) = sums.filter(|sums| 0 < sums.n_unusable()) {
            let n = sums.n_unusable();
            let text = format!("left out {n} scores of \"{prompt}\" ({id}) that no answer has");
            warnings.push(Warning { code: "out_of_range", text });
        }
        let n = sums.map_or(n_counted, Sums::n);
        if n < k_min {
            let text =
                format!("too few answers to \"{prompt}\" ({id}): {n} of the {k_min} it needs");
            warnings.push(Warning { code: "too_few", text });
            return Finding::TooFew { n, n_asked };
        }
        // The figures of all, less the distribution of some, are the answers of the rest.
        let n_rest = n.saturating_sub(n_counted);
        let tells = n_counted < k_min || (0 < n_rest && n_rest < k_min);
        let distribution = if tells {
            let text = format!(
                "the single answers to \"{prompt}\" ({id}) are withheld: {n_counted} of {n} came in full"
            );
            warnings.push(Warning { code: "distribution_withheld", text });
            Distribution::Withheld
        } else {
            Distribution::Counts(self.distribution(question))
        };
        let (scores, shares) = self.estimates(question, sums, n_counted);
        Finding::Shown(Figures { n, n_asked, distribution, scores, shares })
    }

    /// The sums that a question's own score rests on; `None` where it has none, or where one score
    /// stands for several questions.
    fn own_sums(&self, survey: &Survey, question: &Question) -> Option<Sums> {
        match question.kind {
            Kind::Csm => {
                let n_items = survey.questions.iter().filter(|q| is_csm(q)).count();
                (n_items == 1).then(|| self.sums("csm"))
            }
            Kind::Nps | Kind::Csat | Kind::Rating => {
                Some(self.sums(&scoring::name(survey, &question.kind, &question.id)))
            }
            _ => None,
        }
    }

    #[expect(clippy::type_complexity, reason = "two lists that only this file sees together")]
    fn estimates(
        &self,
        question: &Question,
        own_sums: Option<Sums>,
        n_counted: u64,
    ) -> (Vec<(&'static str, Estimate)>, Vec<(String, Estimate)>) {
        let sums = own_sums.unwrap_or_else(|| self.sums_of_answers(&question.id));
        let of_scores = mean(sums.n(), sums.sum(), sums.sum_of_squares());
        let mut scores = Vec::new();
        let mut shares = Vec::new();
        match &question.kind {
            Kind::Nps => {
                let (n_detractors, n_promoters) = sums.ends();
                let nps = estimates::nps(n_detractors, n_promoters, sums.n());
                scores.extend(nps.map(|nps| ("nps", nps)));
            }
            Kind::Csat => {
                let (_, n_satisfied) = sums.ends();
                let csat = estimates::percent(n_satisfied, sums.n());
                scores.extend(csat.map(|csat| ("csat", csat)));
            }
            Kind::Csm => scores.extend(of_scores.map(|csm| ("csm", csm))),
            Kind::Rating => {
                let (min, max) = question.scale().map_or((0.0, 1.0), Scale::ends);
                let raw = |score: f64| min + score / 100.0 * (max - min);
                scores.extend(of_scores.map(|score| ("rating", score)));
                scores.extend(of_scores.map(|score| ("mean", score.map(raw))));
            }
            Kind::SingleChoice => {
                for (option, n) in self.distribution(question) {
                    shares.extend(estimates::percent(n, n_counted).map(|share| (option, share)));
                }
            }
            _ => {}
        }
        (scores, shares)
    }

    /// The sums over the answers themselves, where these are numbers.
    fn sums_of_answers(&self, id: &str) -> Sums {
        let mut sums = Sums::default();
        for (answer, n) in self.counts(id) {
            let Some(number) = aftersay::tree::decimal(answer) else { continue };
            sums.add(number, n);
        }
        sums
    }

    /// How often each answer was given, zeros included. Answers that only an earlier version of
    /// the survey allowed stand at the end rather than nowhere.
    fn distribution(&self, question: &Question) -> Vec<(String, u64)> {
        let mut keys: Vec<String> = match question.alone().map(|part| &part.asks) {
            Some(asks @ (Asks::One(_) | Asks::Several { .. })) => {
                asks.choices().iter().map(|option| option.id.clone()).collect()
            }
            _ => question
                .scale()
                .into_iter()
                .flat_map(Scale::values)
                .map(|v| v.to_string())
                .collect(),
        };
        for (key, _) in self.counts(&question.id) {
            if !keys.iter().any(|known| known == key) {
                keys.push(key.to_owned());
            }
        }
        let count = |key: &str| self.counts(&question.id).find(|(k, _)| *k == key);
        let counted = |key: String| {
            let n = count(&key).map_or(0, |(_, n)| n);
            (key, n)
        };
        keys.into_iter().map(counted).collect()
    }

    fn indexes(
        &self,
        survey: &Survey,
        k_min: u64,
        warnings: &mut Vec<Warning>,
    ) -> Vec<(String, Option<Estimate>)> {
        let items: Vec<_> = survey.questions.iter().filter(|q| is_csm(q)).collect();
        if items.is_empty() {
            return Vec::new();
        }
        let sums = self.sums("csm");
        let mut csm = None;
        let n_counted = |item: &&Question| self.counts(&item.id).map(|(_, n)| n).sum::<u64>();
        if self.n_responses() < k_min {
            // The survey's own warning says it.
        } else if sums.n() < k_min {
            // So does the question's, where there is only one.
            if 1 < items.len() {
                let text = format!("too few answers for csm: {} of the {k_min} it needs", sums.n());
                warnings.push(Warning { code: "too_few", text });
            }
        } else if 1 < items.len() && items.iter().map(n_counted).any(|n| 0 < n && n < k_min) {
            // The index of all, less the items that are shown, would be the one that is hidden.
            let text =
                "csm is withheld: it would tell on the few who answered one of its questions";
            warnings.push(Warning { code: "index_withheld", text: text.to_owned() });
        } else {
            csm = mean(sums.n(), sums.sum(), sums.sum_of_squares());
        }
        vec![("csm".to_owned(), csm)]
    }
}

impl Report {
    /// Adds the comments, shuffled, and no more than [`N_COMMENTS_MAX`] a question; none of them
    /// where there are too few responses for anything to show.
    ///
    /// - **Units**: `seed` is any number; it shuffles, and does nothing else.
    pub fn quote(&mut self, survey: &Survey, mut comments: Comments, mut seed: u64) {
        if self.n < self.k_min {
            return;
        }
        let texts = survey.questions.iter().filter(|q| q.kind == Kind::Text);
        for question in texts {
            let mut left = comments.remove(&question.id).unwrap_or_default();
            let mut quoted = Vec::new();
            while !left.is_empty() && quoted.len() < N_COMMENTS_MAX {
                let at = next_random(&mut seed) % left.len() as u64;
                quoted.push(left.swap_remove(usize::try_from(at).unwrap_or(0)));
            }
            self.comments.push((question.id.clone(), quoted));
        }
    }
}

fn is_csm(question: &Question) -> bool {
    question.kind == Kind::Csm
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

#[cfg(test)]
mod tests;
