//! The general shape of what a question found out: every kind fills it, and every format draws it.

use super::path_model::PathModel;
use aftersay::scoring::compare::Difference;
use aftersay::scoring::estimate::Estimate;
use aftersay::tree::Tree;

/// An estimate by its name; `None` where there is none, which a warning tells.
pub type Score = (&'static str, Option<Estimate>);

/// A fact by its name: a word, a number, a flag, or a few of them.
pub type Fact = (&'static str, Tree);

/// The figures of one question.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// How many visitors answered.
    pub n: u64,
    /// How many visitors were asked.
    pub n_asked: u64,
    /// How often each answer was given.
    pub distribution: Distribution,
    /// The question's scores, by name, the one that stands for it first.
    pub scores: Vec<Score>,
    /// How these differ from what they are compared with, by name, as far as that may be told.
    pub changes: Vec<(&'static str, Difference)>,
    /// The share of each option or class, in percent; empty for anything but these.
    pub shares: Vec<(String, Option<Estimate>)>,
    /// The figures of its items, dimensions or constructs.
    pub parts: Vec<PartFigures>,
    /// What the figures come to by the rules of the method.
    pub readings: Vec<Fact>,
    /// The path model that its answers were fitted to.
    pub model: Option<PathModel>,
}

/// The figures of a part of a question, which may have parts of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct PartFigures {
    /// Its key.
    pub key: String,
    /// What readers know it by.
    pub name: String,
    /// How many visitors answered it.
    pub n: u64,
    /// Whether it rests on too few answers to be shown; then it has no figures.
    pub is_hidden: bool,
    /// How often each answer was given, if it is of a single question.
    pub counts: Vec<(String, u64)>,
    /// Its scores, by name.
    pub scores: Vec<Score>,
    /// What they come to.
    pub readings: Vec<Fact>,
    /// What it is made of.
    pub parts: Vec<Self>,
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

impl Figures {
    /// Figures of so many visitors, with nothing in them yet.
    #[must_use]
    pub fn new(n: u64, n_asked: u64) -> Self {
        Self {
            n,
            n_asked,
            distribution: Distribution::None,
            scores: Vec::new(),
            changes: Vec::new(),
            shares: Vec::new(),
            parts: Vec::new(),
            readings: Vec::new(),
            model: None,
        }
    }

    /// The scores that there are not.
    pub(super) fn missing(&self) -> Vec<&'static str> {
        self.scores.iter().filter(|(_, score)| score.is_none()).map(|(name, _)| *name).collect()
    }

    /// Hides what rests on fewer than `k_min` answers, and says which scores that costs.
    ///
    /// Where `of_persons` says that scores are means over what persons have over all parts, a part
    /// that is hidden hides these too: together with the other parts they would tell on it.
    ///
    /// - **Source**: measurement reference, F5.
    pub(super) fn conceal(&mut self, k_min: u64, of_persons: bool) -> Vec<&'static str> {
        let mut few = Vec::new();
        let mut any_hidden = false;
        for part in &mut self.parts {
            any_hidden |= part.conceal(k_min, of_persons);
        }
        for (name, score) in &mut self.scores {
            let shown = score.filter(|score| k_min <= score.n && !(any_hidden && of_persons));
            few.extend((shown.is_none() && score.is_some()).then_some(*name));
            *score = shown;
        }
        for (_, share) in &mut self.shares {
            *share = share.filter(|share| k_min <= share.n);
        }
        few
    }
}

impl PartFigures {
    /// A part of so many visitors, with nothing in it yet.
    #[must_use]
    pub fn new(key: &str, name: String, n: u64) -> Self {
        Self {
            key: key.to_owned(),
            name,
            n,
            is_hidden: false,
            counts: Vec::new(),
            scores: Vec::new(),
            readings: Vec::new(),
            parts: Vec::new(),
        }
    }

    /// Hides what rests on too few answers, and says whether that is anything.
    fn conceal(&mut self, k_min: u64, of_persons: bool) -> bool {
        let mut any_hidden = false;
        for part in &mut self.parts {
            any_hidden |= part.conceal(k_min, of_persons);
        }
        if 0 < self.n && self.n < k_min {
            *self = Self { is_hidden: true, ..Self::new(&self.key, self.name.clone(), 0) };
            return true;
        }
        for (_, score) in &mut self.scores {
            *score = score.filter(|score| k_min <= score.n && !(any_hidden && of_persons));
        }
        any_hidden
    }
}
