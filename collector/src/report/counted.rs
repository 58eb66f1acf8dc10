//! Counts of a score's values -> estimates, with what came through noise weighed in.

use super::Tally;
use super::levels::Known;
use super::tally::NO_ANSWER;
use aftersay::scoring::estimate::{Estimate, Z_95, share};
use aftersay::scoring::moments::Moments;
use aftersay::scoring::nps;
use aftersay::scoring::randomised::{Mechanism, Unbiased, combine, onto_simplex};

/// How often each value of one score came up.
#[derive(Debug, Clone, PartialEq)]
pub struct Counted {
    labels: Vec<String>,
    /// As it was sent, a count a label.
    plain: Vec<u64>,
    /// As it was drawn, a count a label, and one more where there may have been no answer.
    drawn: Vec<(Mechanism, Vec<u64>)>,
}

impl Counted {
    /// What a tally knows of a score that has few values.
    #[must_use]
    pub fn of(tally: &Tally, score: &Known<'_>) -> Self {
        let labels = &score.labels;
        let in_order = |counts: &[(&str, u64)]| -> Vec<u64> {
            let n = |label: &String| counts.iter().find(|(other, _)| other == label);
            labels.iter().map(|label| n(label).map_or(0, |(_, n)| *n)).collect()
        };
        let plain = in_order(&tally.levels(&score.name).collect::<Vec<_>>());
        let mut drawn = Vec::new();
        for (noise, counts) in tally.noisy(&score.name) {
            let n_without = noise.n_options.checked_sub(labels.len());
            let (Some(mechanism), Some(0 | 1)) = (noise.mechanism(), n_without) else { continue };
            let found: Vec<_> = counts.iter().map(|(label, n)| (label.as_str(), *n)).collect();
            let mut counts = in_order(&found);
            if n_without == Some(1) {
                let none = found.iter().find(|(label, _)| *label == NO_ANSWER);
                counts.push(none.map_or(0, |(_, n)| *n));
            }
            drawn.push((mechanism, counts));
        }
        Self { labels: labels.clone(), plain, drawn }
    }

    /// Counts that no noise went into.
    #[must_use]
    pub fn plain(counts: &[(&str, u64)]) -> Self {
        let labels = counts.iter().map(|(label, _)| (*label).to_owned()).collect();
        Self { labels, plain: counts.iter().map(|(_, n)| *n).collect(), drawn: Vec::new() }
    }

    /// How many scores there are, the drawn ones that may be none included.
    #[must_use]
    pub fn n(&self) -> u64 {
        let drawn = self.drawn.iter().flat_map(|(_, counts)| counts);
        self.plain.iter().chain(drawn).sum()
    }

    /// Whether any of it was drawn.
    #[must_use]
    pub fn is_noisy(&self) -> bool {
        !self.drawn.is_empty()
    }

    /// Whether everybody whose score is known as it was has the same.
    #[must_use]
    pub fn is_unanimous(&self) -> bool {
        aftersay::scoring::disclosure::is_unanimous(&self.plain)
    }

    /// What the values are called, in their order.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        self.labels.iter().map(String::as_str)
    }

    /// How often a value came up as it was.
    #[must_use]
    pub fn count(&self, label: &str) -> u64 {
        let counts = self.labels.iter().zip(&self.plain);
        counts.filter(|(other, _)| *other == label).map(|(_, n)| n).sum()
    }

    /// The same with so many more of a value.
    #[must_use]
    pub fn with(mut self, label: &str, n: u64) -> Self {
        let mut counts = self.labels.iter().zip(&mut self.plain);
        if let Some((_, count)) = counts.find(|(other, _)| *other == label) {
            *count += n;
        }
        self
    }

    /// The share of some values in percent, among those of which `is_hit` says anything.
    #[must_use]
    pub fn percent(&self, is_hit: impl Fn(&str) -> Option<bool>) -> Option<Estimate> {
        Some(self.share(is_hit)?.map(|share| 100.0 * share))
    }

    /// The same from 0.0 to 1.0, by Wilson's interval where there is no noise.
    #[must_use]
    pub fn share(&self, is_hit: impl Fn(&str) -> Option<bool>) -> Option<Estimate> {
        let (mut hits, mut n) = (0, 0);
        for (label, count) in self.labels.iter().zip(&self.plain) {
            let Some(is_hit) = is_hit(label) else { continue };
            n += count;
            hits += if is_hit { *count } else { 0 };
        }
        self.with_drawn(share(hits, n), &|label| is_hit(label).map(|hit| f64::from(u8::from(hit))))
    }

    /// The mean of what the values stand for, over those that stand for anything.
    #[must_use]
    pub fn mean(&self, number: impl Fn(&str) -> Option<f64>) -> Option<Estimate> {
        let mut moments = Moments::default();
        for (label, n) in self.labels.iter().zip(&self.plain) {
            let Some(number) = number(label) else { continue };
            let sum = *n as f64 * number;
            moments.merge(&Moments { n: *n, sum, sum_of_squares: sum * number });
        }
        self.with_drawn(moments.estimate(), &number)
    }

    /// The Net Promoter Score, of the values -1, 0 and 1.
    ///
    /// - **Source**: measurement reference, A7: the adjusted Wald interval of Rocks (2016).
    #[must_use]
    pub fn nps(&self) -> Option<Estimate> {
        let (detractors, promoters) = (self.count("-1"), self.count("1"));
        let plain =
            nps::estimate(&nps::Counts { detractors, passives: self.count("0"), promoters });
        let points = |label: &str| Some(100.0 * aftersay::tree::decimal(label)?);
        self.with_drawn(plain, &points)
    }

    /// The counts that the estimated shares come to, for rules that need whole ones; the same as
    /// [`Self::count`] where there is no noise.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to n")]
    pub fn rounded(&self) -> Vec<u64> {
        if !self.is_noisy() {
            return self.plain.clone();
        }
        let share = |label: &String| {
            let estimate = self.unclipped(&|other| Some(f64::from(u8::from(other == label))));
            estimate.map_or(0.0, |estimate| estimate.value)
        };
        let shares: Vec<_> = self.labels.iter().map(share).collect();
        let n = self.n() as f64;
        onto_simplex(&shares).into_iter().map(|share| (n * share).round() as u64).collect()
    }

    /// Weighs what was drawn into an estimate of what was not, within the range of the numbers.
    ///
    /// - **Source**: measurement reference, F4: combined by inverse variance.
    fn with_drawn(
        &self,
        plain: Option<Estimate>,
        number: &dyn Fn(&str) -> Option<f64>,
    ) -> Option<Estimate> {
        if !self.is_noisy() {
            return plain;
        }
        let numbers = || self.labels.iter().filter_map(|label| number(label));
        let low = numbers().fold(f64::INFINITY, f64::min);
        let high = numbers().fold(f64::NEG_INFINITY, f64::max);
        // A spread of nothing would count as certainty, and one more answer could still end it.
        let least = |n: u64| (high - low) / n as f64;
        let plain = plain.and_then(|Estimate { value, interval, n }| {
            let (bottom, top) = interval?;
            let standard_error = (top - bottom) / (2.0 * Z_95);
            let standard_error = if 0.0 < standard_error { standard_error } else { least(n) };
            Some(Unbiased { value, standard_error, interval: (bottom, top), n })
        });
        let parts: Vec<_> = plain.into_iter().chain(self.unbiased(number)).collect();
        let estimate = Estimate::from(combine(&parts)?);
        // Shown is what can be; a distribution is still estimated from what lies outside.
        Some(estimate.map(|value| value.clamp(low, high)))
    }

    /// The estimate without noise and with it, as it comes out.
    fn unclipped(&self, number: &dyn Fn(&str) -> Option<f64>) -> Option<Unbiased> {
        let n: u64 = self.plain.iter().sum();
        let points = self.labels.iter().zip(&self.plain);
        let sum: f64 = points.filter_map(|(label, n)| Some(*n as f64 * number(label)?)).sum();
        let plain = (0 < n).then(|| {
            let value = sum / n as f64;
            let standard_error = (value * (1.0 - value) / n as f64).sqrt().max(1.0 / n as f64);
            Unbiased { value, standard_error, interval: (value, value), n }
        });
        combine(&plain.into_iter().chain(self.unbiased(number)).collect::<Vec<_>>())
    }

    /// An estimate of each way in which scores were drawn.
    fn unbiased(&self, number: &dyn Fn(&str) -> Option<f64>) -> Vec<Unbiased> {
        let numbers: Vec<_> = self.labels.iter().map(|label| number(label)).collect();
        let estimate = |(mechanism, counts): &(Mechanism, Vec<u64>)| {
            let mut numbers = numbers.clone();
            // Where there may have been no answer, that stands for no number.
            numbers.resize(counts.len(), None);
            mechanism.mean_of_scored(counts, &numbers).ok().flatten()
        };
        self.drawn.iter().filter_map(estimate).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-6, "{found} is not {expected}");
    }

    #[test]
    fn what_was_drawn_alone_is_estimated_as_the_measurement_reference_does() {
        let mechanism = Mechanism::new(5, 4.0_f64.ln()).unwrap();
        let labels: Vec<_> = (1..=5).map(|n: u8| n.to_string()).collect();
        let drawn = vec![(mechanism, vec![120, 90, 70, 60, 60])];
        let counted = Counted { labels, plain: vec![0; 5], drawn };
        let mean = counted.mean(aftersay::tree::decimal).unwrap();
        let (low, high) = mean.interval.unwrap();
        close(mean.value, 2.0);
        close((high - low) / (2.0 * Z_95), 0.190_175);
        close(counted.share(|label| Some(label == "1")).unwrap().value, 0.466_667);
        assert_eq!(mean.n, 400);
    }

    #[test]
    fn noise_beside_plain_scores_narrows_them_less_than_plain_ones_would() {
        let labels = ["-1", "0", "1"].map(str::to_owned).to_vec();
        let plain = vec![12, 28, 60];
        let alone = Counted { labels, plain: plain.clone(), drawn: vec![] };
        let twice = Counted { plain: vec![24, 56, 120], ..alone.clone() };
        let mechanism = Mechanism::new(3, 2.0).unwrap();
        let drawn = vec![(mechanism, vec![20, 30, 50])];
        let mixed = Counted { drawn, ..alone.clone() };
        let width = |counted: &Counted| {
            let (low, high) = counted.nps().unwrap().interval.unwrap();
            high - low
        };
        assert!(width(&twice) < width(&mixed) && width(&mixed) < width(&alone));
        assert_eq!(mixed.nps().unwrap().n, 200);
    }

    #[test]
    fn scores_that_are_all_alike_do_not_silence_what_was_drawn() {
        let labels = ["0", "1"].map(str::to_owned).to_vec();
        let mechanism = Mechanism::new(2, 2.0).unwrap();
        let counted =
            Counted { labels, plain: vec![0, 10], drawn: vec![(mechanism, vec![800, 200])] };
        let mean = counted.mean(aftersay::tree::decimal).unwrap();
        assert!((0.0..0.8).contains(&mean.value), "{mean:?}");
    }
}
