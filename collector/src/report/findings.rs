//! What the answers to one question come to: one file a family of kinds, all filling [`Figures`].

mod choices;
mod complaints;
mod csi;
mod delivered_value;
mod dimensions;
mod failures;
mod importance;
mod items;
mod kano;
mod loyalty;
mod ratings;
mod ratio;
mod servqual;
mod structural;
mod tolerance;

use super::counted::Counted;
use super::figures::{Distribution, Fact, Figures, PartFigures};
use super::levels::Known;
use super::tally::variable;
use super::{Finding, Tally, Warning, words};
use aftersay::scoring::cross_moments::CrossMoments;
use aftersay::scoring::estimate::Estimate;
use aftersay::scoring::linear::Matrix;
use aftersay::scoring::moments::{Moments, PairMoments};
use aftersay::scoring::pls::Scheme;
use aftersay::scoring::{self, reliability};
use aftersay::survey::scales::{Look, Scale};
use aftersay::survey::{Asks, Choice, Kind, Part, Question, Survey};
use aftersay::tree::Tree;

/// Scales with more numbers than this are not told number by number.
const N_VALUES_MAX: usize = 21;

/// Everything that a finding rests on.
pub(super) struct Found<'a> {
    tally: &'a Tally,
    survey: &'a Survey,
    question: &'a Question,
    known: &'a [Known<'a>],
    k_min: u64,
    scheme: Scheme,
    /// What the reader has to know.
    pub(super) warnings: Vec<Warning>,
    /// The scores of which a warning says already why there are none.
    explained: Vec<&'static str>,
    /// The scales that do not hold together, in words.
    unreliable: Vec<String>,
}

impl<'a> Found<'a> {
    /// Starts on one question; `known` are all scores of the survey.
    pub(super) fn new(
        tally: &'a Tally,
        survey: &'a Survey,
        question: &'a Question,
        known: &'a [Known<'a>],
        k_min: u64,
        scheme: Scheme,
    ) -> Self {
        let (warnings, explained, unreliable) = (Vec::new(), Vec::new(), Vec::new());
        Self { tally, survey, question, known, k_min, scheme, warnings, explained, unreliable }
    }

    /// Works out what may be told of the question's answers.
    pub(super) fn finding(&mut self) -> Finding {
        let id = self.question.id.as_str();
        let n_asked = self.tally.n_asked(id);
        if self.question.kind == Kind::Text {
            let n = self.tally.n_comments(id);
            return Finding::Shown(Box::new(Figures::new(n, n_asked)));
        }
        let (n_answered, n_scored) = (self.tally.n_answered(id), self.tally.n_scored(id));
        let n = n_answered + n_scored;
        if n < self.k_min {
            self.warn("too_few", |prompt, k_min| {
                format!("too few answers to {prompt}: {n} of the {k_min} it needs")
            });
            return Finding::TooFew { n, n_asked };
        }
        if self.tells_on_everybody() {
            return Finding::Hidden;
        }
        let mut figures = Figures::new(n, n_asked);
        if self.shows_answers() {
            figures.distribution = self.distribution();
        } else {
            figures.distribution = Distribution::Withheld;
            self.warn("distribution_withheld", |prompt, _| {
                format!(
                    "the single answers to {prompt} are withheld: {n_answered} of {n} came in full"
                )
            });
        }
        self.fill(&mut figures);
        figures.readings.extend(self.not_applicable(""));
        self.tell_noise();
        self.tell_unreliable();
        let is_of_persons = matches!(
            self.question.kind,
            Kind::FourLevel
                | Kind::Servqual { .. }
                | Kind::ZoneOfTolerance
                | Kind::Dimensions(_)
                | Kind::DeliveredValue(_)
        );
        let missing = figures.missing();
        let few = figures.conceal(self.k_min, is_of_persons);
        for name in missing {
            self.cannot_tell(name, "neither answers nor scores say enough about it");
        }
        if !few.is_empty() {
            let titles = few.iter().map(|name| words::measure(name, Some(self.question)).title);
            let titles = titles.collect::<Vec<_>>().join(", ");
            self.warn("too_few", |prompt, k_min| {
                format!("too few answers to {prompt} for {titles}: {k_min} are needed")
            });
        }
        Finding::Shown(Box::new(figures))
    }

    fn fill(&mut self, figures: &mut Figures) {
        match &self.question.kind {
            Kind::Nps | Kind::Csat | Kind::Ces | Kind::Csm | Kind::Rating => self.rating(figures),
            Kind::Disconfirmation => self.disconfirmation(figures),
            Kind::YesNo | Kind::Number | Kind::Slider => self.number(figures),
            Kind::Ranking => self.ranking(figures),
            Kind::SingleChoice | Kind::MultipleChoice => self.choices(figures),
            Kind::Matrix => self.matrix(figures),
            Kind::FourLevel => self.four_level(figures),
            Kind::SatisfactionRatio => self.ratio(figures),
            Kind::Csi { importance, ahp, tags } => self.csi(*importance, ahp, tags, figures),
            Kind::Acsi => self.acsi(figures),
            Kind::Structural(structure) => self.structural(structure, figures),
            Kind::Servqual { expectations, importance } => {
                self.servqual(*expectations, *importance, figures);
            }
            Kind::ZoneOfTolerance => self.tolerance(figures),
            Kind::Dimensions(set) => self.dimensions(set, figures),
            Kind::Failures(failures) => self.failures(failures, figures),
            Kind::Complaints => self.complaints(figures),
            Kind::Kano(_) => self.kano(figures),
            Kind::ImportancePerformance(crosshair) => self.importance(*crosshair, figures),
            Kind::DeliveredValue(weights) => self.delivered_value(weights, figures),
            Kind::Loyalty(thresholds) => self.loyalty(thresholds, figures),
            Kind::LoyaltyLadder => self.ladder(figures),
            Kind::SatisfactionLoyalty => self.cells(figures),
            Kind::Text | Kind::Info => {}
        }
    }

    /// Whether single answers may be told: neither those that came in full are few, nor those of
    /// whom only scores came, which are all less the others.
    fn shows_answers(&self) -> bool {
        let id = &self.question.id;
        let n_rest = self.tally.n_scored(id);
        self.k_min <= self.tally.n_answered(id) && (n_rest == 0 || self.k_min <= n_rest)
    }

    /// Whether everybody gave the same answer to something sensitive, so that to know who was asked
    /// is to know what they said.
    ///
    /// - **Source**: measurement reference, F5, after Machanavajjhala et al. (2007) l-diversity.
    fn tells_on_everybody(&self) -> bool {
        match self.question.kind {
            Kind::Complaints | Kind::Loyalty(_) | Kind::SatisfactionLoyalty => {
                let classes = self.counted("");
                !classes.is_noisy() && classes.is_unanimous()
            }
            Kind::Failures(_) => {
                let n = self.tally.n_answered(&self.question.id);
                self.tally.counts(&self.question.id).any(|(_, times)| times == n)
            }
            _ => false,
        }
    }

    /// Adds a warning about this question, which is handed over as a warning names it.
    fn warn(&mut self, code: &'static str, text: impl FnOnce(&str, u64) -> String) {
        let prompt = format!("\"{}\" ({})", words::prompt(self.question), self.question.id);
        self.warnings.push(Warning { code, text: text(&prompt, self.k_min) });
    }

    /// Warns that there is no score of this name, once.
    fn cannot_tell(&mut self, score: &'static str, why: &str) {
        if self.explained.contains(&score) {
            return;
        }
        self.explained.push(score);
        let title = words::measure(score, Some(self.question)).title;
        self.warn("not_estimable", |prompt, _| format!("no {title} of {prompt}: {why}"));
    }

    fn tell_noise(&mut self) {
        let of_this = |known: &&Known<'_>| {
            known.question.is_some_and(|question| question.id == self.question.id)
        };
        let noisy = self.known.iter().filter(of_this).map(|known| self.tally.noisy(&known.name));
        let n: u64 = noisy.flatten().flat_map(|(_, counts)| counts.values()).sum();
        if 0 < n {
            self.warn("noise", |prompt, _| {
                format!(
                    "{n} answers to {prompt} were mixed with chance before they were sent: the \
                     intervals allow for it"
                )
            });
        }
    }

    /// The name of the question's score, or of a part of it.
    fn score_name(&self, part: &str) -> String {
        let name = match self.question.kind {
            Kind::Csm => "csm".to_owned(),
            _ => scoring::name(self.survey, &self.question.kind, &self.question.id),
        };
        variable(&name, part)
    }

    /// How often each value of a score came up that has few.
    fn counted(&self, part: &str) -> Counted {
        let name = self.score_name(part);
        let known = self.known.iter().find(|known| known.name == name && known.question.is_some());
        known.map_or_else(|| Counted::plain(&[]), |known| Counted::of(self.tally, known))
    }

    /// How often each value came up of what is counted beside the scores.
    fn derived(&self, part: &str, labels: &[&'static str]) -> Counted {
        let name = self.score_name(part);
        let count = |label: &&'static str| {
            let found = self.tally.levels(&name).find(|(other, _)| other == label);
            (*label, found.map_or(0, |(_, n)| n))
        };
        Counted::plain(&labels.iter().map(count).collect::<Vec<_>>())
    }

    /// The mean of a score that has many values.
    fn mean(&self, part: &str) -> Option<Estimate> {
        self.tally.sums(&self.score_name(part)).moments().estimate()
    }

    /// The numbers that answered a part; none where single answers may not be told.
    fn numbers(&self, key: &str) -> Moments {
        if !self.shows_answers() {
            return Moments::default();
        }
        self.tally.numbers(&variable(&self.question.id, key))
    }

    /// The moments of parts that were answered together.
    fn moments(&self, keys: &[&str]) -> CrossMoments {
        if !self.shows_answers() {
            return CrossMoments::new(keys.len());
        }
        self.tally.moments(&self.question.id, keys)
    }

    /// How often each answer was given to a question that asks one thing.
    fn distribution(&self) -> Distribution {
        let counts = self.question.alone().map(|part| self.counts_of(part));
        counts.filter(|counts| !counts.is_empty()).map_or(Distribution::None, Distribution::Counts)
    }

    /// How often each answer was given to a part, zeros included; nothing where that would be a long
    /// list. Answers that only an earlier version of the survey allowed stand at the end rather than
    /// nowhere.
    fn counts_of(&self, part: &Part) -> Vec<(String, u64)> {
        let mut keys: Vec<String> = match &part.asks {
            asks @ (Asks::One(_) | Asks::Several { .. }) => {
                asks.choices().iter().map(|option| option.id.clone()).collect()
            }
            Asks::Number { look: Look::Field | Look::Slider { .. }, scale }
                if N_VALUES_MAX < scale.values().take(N_VALUES_MAX + 1).count() =>
            {
                return Vec::new();
            }
            Asks::Number { scale, .. } => Scale::values(*scale).map(|v| v.to_string()).collect(),
            // What counts there is at which place an option stands.
            Asks::Order(_) | Asks::Text { .. } => return Vec::new(),
        };
        let name = variable(&self.question.id, &part.key);
        for (key, _) in self.tally.counts(&name).filter(|(key, _)| *key != Choice::NOT_APPLICABLE) {
            if !keys.iter().any(|known| known == key) {
                keys.push(key.to_owned());
            }
        }
        let counted = |key: String| {
            let n = self.tally.counts(&name).find(|(other, _)| *other == key);
            let n = n.map_or(0, |(_, n)| n);
            (key, n)
        };
        keys.into_iter().map(counted).collect()
    }

    /// How many said that a part does not apply to them, where they may.
    fn not_applicable(&self, key: &str) -> Option<Fact> {
        self.question.part(key).filter(|part| part.not_applicable && self.shows_answers())?;
        let name = variable(&self.question.id, key);
        let said = self.tally.counts(&name);
        let n = said.filter(|(answer, _)| *answer == Choice::NOT_APPLICABLE).map(|(_, n)| n);
        Some(("not_applicable", Tree::from(n.sum::<u64>() as f64)))
    }

    /// The figures of a part that is answered by a number; none where single answers may not be told.
    fn item(&self, key: &str) -> Option<PartFigures> {
        let part = self.question.part(key).filter(|_| self.shows_answers())?;
        let numbers = self.numbers(key);
        let mut item = PartFigures::new(key, words::part(part), numbers.n);
        item.counts = self.counts_of(part);
        item.scores = vec![("mean", numbers.estimate())];
        item.readings.extend(self.not_applicable(key));
        Some(item)
    }

    /// The figures of some parts.
    fn items(&self, keys: &[&str]) -> Vec<PartFigures> {
        keys.iter().filter_map(|key| self.item(key)).collect()
    }

    /// Whether some parts measure one thing, as far as enough visitors answered them together.
    fn alpha(&mut self, name: &str, keys: &[&str]) -> Option<Fact> {
        let alpha = reliability::alpha(&self.moments(keys))?;
        self.reliability(name, alpha.raw, alpha.n)
    }

    /// The same of differences between parts, each from the first to the second.
    fn alpha_of_gaps(&mut self, name: &str, pairs: &[[String; 2]]) -> Option<Fact> {
        let keys: Vec<_> = pairs.iter().flatten().map(String::as_str).collect();
        let moments = self.moments(&keys);
        let covariance = |x, y| moments.covariance(x, y).unwrap_or(f64::NAN);
        let n = moments.pairs().iter().map(|pair| pair.n).min()?;
        let covariances = Matrix::from_fn(pairs.len(), pairs.len(), |i, j| {
            covariance(2 * i + 1, 2 * j + 1)
                - covariance(2 * i + 1, 2 * j)
                - covariance(2 * i, 2 * j + 1)
                + covariance(2 * i, 2 * j)
        });
        self.reliability(name, reliability::raw(&covariances)?, n)
    }

    fn reliability(&mut self, name: &str, alpha: f64, n: u64) -> Option<Fact> {
        if n < self.k_min || !alpha.is_finite() {
            return None;
        }
        if alpha < reliability::ALPHA_MIN {
            self.unreliable.push(format!("{name} ({})", words::rounded(alpha, 2)));
        }
        Some(("alpha", alpha.into()))
    }

    /// - **Source**: measurement reference, B4.
    fn tell_unreliable(&mut self) {
        if self.unreliable.is_empty() {
            return;
        }
        let scales = std::mem::take(&mut self.unreliable).join(", ");
        let limit = words::rounded(reliability::ALPHA_MIN, 2);
        self.warn("unreliable", |prompt, _| {
            format!(
                "alpha is below {limit} in {prompt}, so that the items hardly measure one thing, \
                 and their mean is better not published: {scales}"
            )
        });
    }

    /// A weighted sum of means with its interval, the weights taken as known.
    ///
    /// - **Shape**: one weight an item of the moments; `value` is what the sum comes to.
    /// - **Source**: as [`CrossMoments::variance_of_weighted_mean`].
    fn linear(
        value: f64,
        n: u64,
        moments: &CrossMoments,
        weights: &[f64],
        (low, high): (f64, f64),
    ) -> Estimate {
        let interval = moments.variance_of_weighted_mean(weights).map(|variance| {
            let half = scoring::estimate::Z_95 * variance.sqrt();
            ((value - half).max(low), (value + half).min(high))
        });
        Estimate { value, interval, n }
    }
}

/// The moments of the second number less the first.
fn gap(pair: &PairMoments) -> Moments {
    Moments {
        n: pair.n,
        sum: pair.sum_y - pair.sum_x,
        sum_of_squares: pair.sum_xx + pair.sum_yy - 2.0 * pair.sum_xy,
    }
}

/// A number of the method, or `null` where there is none.
fn number(value: Option<f64>) -> Tree {
    value.map_or(Tree::Null, Tree::Number)
}

/// A word of the method, or `null` where there is none.
fn word(value: Option<&str>) -> Tree {
    value.map_or(Tree::Null, Tree::from)
}

#[cfg(test)]
mod tests;
