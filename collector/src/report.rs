//! Submissions -> the dashboard's numbers: pure, on `aftersay::scoring`.
//!
//! ```text
//! submissions -> Tally (merges) -> Parts (what was asked for) -> Report -> json, text, html
//! ```

mod changes;
pub mod counted;
pub mod estimates;
pub mod field;
pub mod figures;
mod findings;
pub mod groups;
pub mod html;
pub mod json;
pub mod levels;
pub mod lines;
pub mod parts;
pub mod path_model;
pub mod scope;
pub mod tally;
pub mod text;
pub mod words;

use aftersay::random::next_random;
use aftersay::scoring::compare::Difference;
use aftersay::scoring::estimate::Estimate;
use aftersay::scoring::pls::Scheme;
use aftersay::survey::{Asks, Kind, Question, Survey};
pub use field::Field;
pub use figures::{Distribution, Figures};
use findings::Found;
use groups::GroupReport;
pub use parts::Parts;
use scope::Scope;
use std::collections::BTreeMap;
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
    /// What was asked for.
    pub scope: Scope,
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
    /// How these differ from what they are compared with, by name, as far as that may be told.
    pub changes: Vec<(String, Difference)>,
    /// The same of each group.
    pub groups: Vec<GroupReport>,
    /// The comments on each text question, and on each part that takes some as `question.part`,
    /// shuffled.
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
    /// Nothing: the whole survey has too few answers, or to know who was asked would be to know what
    /// they said. Which of these it is would tell, too.
    Hidden,
    /// Only how many there are.
    TooFew {
        /// How many visitors answered.
        n: u64,
        /// How many visitors were asked.
        n_asked: u64,
    },
    /// All of it.
    Shown(Box<Figures>),
}

/// Something that the reader has to know before believing the figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// A stable name.
    pub code: &'static str,
    /// A sentence for people.
    pub text: String,
}

impl Warning {
    /// Far less came than usual.
    pub const SILENT: &str = "silent";
    /// A score changed by more than chance.
    pub const CHANGED: &str = "changed";
    /// More was refused than before, whatever the survey.
    pub const REFUSED: &str = "refused";

    /// Whether it is one of the three above, which do not speak of the figures and cannot wait until
    /// these were read.
    #[must_use]
    pub fn is_alarm(&self) -> bool {
        [Self::SILENT, Self::CHANGED, Self::REFUSED].contains(&self.code)
    }
}

impl Tally {
    /// Works out what may be told, and how certain it is, without the comments: see
    /// [`Report::quote`].
    ///
    /// Scores are what every submission carries, whatever its privacy mode, so the estimates rest
    /// on scores; answers only make the distributions.
    ///
    /// - **Source**: measurement reference; every file of `findings/` names its part.
    #[must_use]
    pub fn report(&self, survey: &Survey, k_min: u64) -> Report {
        self.report_by(survey, k_min, Scheme::default())
    }

    /// The same, with path models by a scheme of choice.
    #[must_use]
    pub fn report_by(&self, survey: &Survey, k_min: u64, scheme: Scheme) -> Report {
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
        let known = levels::known(survey);
        let mut questions = Vec::new();
        // What only tells something has no answers to report.
        for question in survey.questions.iter().filter(|question| question.kind != Kind::Info) {
            let finding = if enough {
                let mut found = Found::new(self, survey, question, &known, k_min, scheme);
                let finding = found.finding();
                warnings.append(&mut found.warnings);
                finding
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
            scope: Scope::default(),
            n: self.n_responses(),
            n_complete: self.n_complete(),
            n_simulated: self.n_simulated(),
            k_min,
            questions,
            indexes,
            changes: Vec::new(),
            groups: Vec::new(),
            comments: Vec::new(),
            warnings,
        }
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
        let known = levels::known(survey);
        let one = known.iter().find(|known| known.name == "csm" && known.question.is_some());
        let found = match one {
            Some(one) => counted::Counted::of(self, one).mean(aftersay::tree::decimal),
            None => self.sums("csm").moments().estimate(),
        };
        let n = found.map_or(0, |found| found.n);
        let mut csm = None;
        let n_counted = |item: &&Question| self.n_answered(&item.id);
        if self.n_responses() < k_min {
            // The survey's own warning says it.
        } else if n < k_min {
            // So does the question's, where there is only one.
            if 1 < items.len() {
                let text = format!("too few answers for csm: {n} of the {k_min} it needs");
                warnings.push(Warning { code: "too_few", text });
            }
        } else if 1 < items.len() && items.iter().map(n_counted).any(|n| 0 < n && n < k_min) {
            // The index of all, less the items that are shown, would be the one that is hidden.
            let text =
                "csm is withheld: it would tell on the few who answered one of its questions";
            warnings.push(Warning { code: "index_withheld", text: text.to_owned() });
        } else {
            csm = found;
        }
        vec![("csm".to_owned(), csm)]
    }
}

impl Report {
    /// Adds the comments, shuffled, and no more than [`N_COMMENTS_MAX`] a question; none of them
    /// where there are too few responses for anything to show, or where days are left out, since
    /// comments have none.
    ///
    /// - **Units**: `seed` is any number; it shuffles, and does nothing else.
    pub fn quote(&mut self, survey: &Survey, mut comments: Comments, mut seed: u64) {
        if self.n < self.k_min {
            return;
        }
        if self.scope.is_period() {
            let text = "comments are kept without their day, and so left out";
            self.warnings.push(Warning { code: "no_comments", text: text.to_owned() });
            return;
        }
        let parts = survey.questions.iter().flat_map(|question| {
            let texts = question.parts().filter(|part| matches!(part.asks, Asks::Text { .. }));
            texts.map(move |part| (question, tally::variable(&question.id, &part.key)))
        });
        for (question, variable) in parts {
            let mut left = comments.remove(&variable).unwrap_or_default();
            if left.is_empty() && question.kind != Kind::Text {
                continue;
            }
            let mut quoted = Vec::new();
            while !left.is_empty() && quoted.len() < N_COMMENTS_MAX {
                let at = next_random(&mut seed) % left.len() as u64;
                quoted.push(left.swap_remove(usize::try_from(at).unwrap_or(0)));
            }
            self.comments.push((variable, quoted));
        }
    }
}

fn is_csm(question: &Question) -> bool {
    question.kind == Kind::Csm
}

#[cfg(test)]
mod every_kind;
#[cfg(test)]
mod tests;
