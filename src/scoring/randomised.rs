//! Randomised response: what many answers say when each may have been swapped for another.
//!
//! A widget sends the true option with probability p and any other with probability q each. One
//! report proves nothing about its sender; of many, the swaps can be subtracted again.
//!
//! All estimates are unbiased, so that a share may come out below 0 or above 1. Go on computing
//! with such a share as it is; only to show a distribution is it moved to [`onto_simplex`].

use super::estimate::{Estimate, Z_95, share};
use super::moments::PairMoments;

/// Rounding dust, so that a computed 385.0000000001 still asks for 385 people.
const DUST: f64 = 1e-9;

/// Why reports cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum RandomisedError {
    #[error("{n_options} options leave nothing to swap, 2 are needed")]
    TooFewOptions { n_options: usize },
    #[error("epsilon {epsilon} is not a number above 0")]
    BadEpsilon { epsilon: f64 },
    #[error("there are {found} numbers for {expected} options")]
    WrongLength { found: usize, expected: usize },
    #[error("half width {half_width} is not a number above 0")]
    BadHalfWidth { half_width: f64 },
    #[error("share {share} is not from 0 to 1")]
    BadShare { share: f64 },
    #[error("mean {mean} is not from {low} to {high}, between the lowest and the highest score")]
    BadMean { mean: f64, low: f64, high: f64 },
    #[error(
        "standard deviation {standard_deviation} is not from 0 to {most}, the most about this mean"
    )]
    BadDeviation { standard_deviation: f64, most: f64 },
}

/// How answers to one question were randomised.
///
/// # Examples
/// ```
/// use aftersay::scoring::randomised::Mechanism;
/// let mechanism = Mechanism::new(5, 4.0_f64.ln())?;
/// assert!((mechanism.p() - 0.5).abs() < 1e-12); // 4 / (4 + 5 - 1)
/// assert!((mechanism.q() - 0.125).abs() < 1e-12); // the other half, over 4 options
/// # Ok::<(), aftersay::scoring::randomised::RandomisedError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mechanism {
    n_options: usize,
    epsilon: f64,
}

impl Mechanism {
    /// Describes k-ary randomised response.
    ///
    /// - **Units**: `n_options` from 2 up, "no answer" among them where a question may be skipped;
    ///   `epsilon` above 0.0, small for much privacy. At 0 nothing could be learnt.
    /// - **Source**: Kairouz, Bonawitz & Ramage (2016) Discrete Distribution Estimation under
    ///   Local Privacy; for two options Warner (1965) Randomized Response.
    ///
    /// # Errors
    /// [`RandomisedError::TooFewOptions`] and [`RandomisedError::BadEpsilon`].
    pub fn new(n_options: usize, epsilon: f64) -> Result<Self, RandomisedError> {
        if n_options < 2 {
            return Err(RandomisedError::TooFewOptions { n_options });
        }
        if !(epsilon.is_finite() && 0.0 < epsilon) {
            return Err(RandomisedError::BadEpsilon { epsilon });
        }
        Ok(Self { n_options, epsilon })
    }

    /// How many options there are, k.
    #[must_use]
    pub const fn n_options(&self) -> usize {
        self.n_options
    }

    /// The privacy loss of one answer; the losses of a person's answers add up.
    #[must_use]
    pub const fn epsilon(&self) -> f64 {
        self.epsilon
    }

    /// The probability that the true option is sent: `e^epsilon / (e^epsilon + k - 1)`.
    #[must_use]
    pub fn p(&self) -> f64 {
        // Divided through by e^epsilon, which would overflow first.
        1.0 / (1.0 + self.n_others() * (-self.epsilon).exp())
    }

    /// The probability that one particular other option is sent: `(1 - p) / (k - 1)`.
    #[must_use]
    pub fn q(&self) -> f64 {
        self.p() * (-self.epsilon).exp()
    }

    /// How many times more answers are needed than without randomising: `1 / (p - q)²`.
    ///
    /// # Examples
    /// ```
    /// use aftersay::scoring::randomised::Mechanism;
    /// let inflation = Mechanism::new(2, 3.0_f64.ln())?.inflation(); // p = 3/4, q = 1/4
    /// assert!((inflation - 4.0).abs() < 1e-9);
    /// # Ok::<(), aftersay::scoring::randomised::RandomisedError>(())
    /// ```
    #[must_use]
    pub fn inflation(&self) -> f64 {
        self.kept().powi(2).recip()
    }

    /// The share of reports that a true share leads us to expect: `q + f (p - q)`.
    ///
    /// # Examples
    /// ```
    /// use aftersay::scoring::randomised::Mechanism;
    /// let coin = Mechanism::new(2, 3.0_f64.ln())?; // p = 3/4, q = 1/4
    /// assert!((coin.reported_share(1.0) - 0.75).abs() < 1e-12);
    /// # Ok::<(), aftersay::scoring::randomised::RandomisedError>(())
    /// ```
    #[must_use]
    pub fn reported_share(&self, true_share: f64) -> f64 {
        self.q() + true_share * self.kept()
    }

    /// Estimates the true share of each option; `None` without reports.
    ///
    /// - **Shape**: one count of reports an option, in the order of the options; so the answer.
    /// - **Units**: shares, which may lie outside 0.0 to 1.0. The standard error is
    ///   `sqrt(r (1 - r) / n) / (p - q)` of the reported share r; the interval moves Wilson's
    ///   interval of r in the same way, which also covers rare options.
    /// - **Source**: Wang, Blocki, Li & Jha (2017) Locally Differentially Private Protocols for
    ///   Frequency Estimation, section 3; Wilson (1927) for the interval.
    ///
    /// # Errors
    /// [`RandomisedError::WrongLength`] unless there is one count an option.
    ///
    /// # Examples
    /// ```
    /// use aftersay::scoring::randomised::Mechanism;
    /// let coin = Mechanism::new(2, 3.0_f64.ln())?; // p = 3/4, q = 1/4
    /// let shares = coin.shares(&[60, 40])?.unwrap();
    /// assert!((shares[0].value - 0.7).abs() < 1e-12); // (0.60 - 0.25) / 0.5
    /// # Ok::<(), aftersay::scoring::randomised::RandomisedError>(())
    /// ```
    pub fn shares(&self, reports: &[u64]) -> Result<Option<Vec<Unbiased>>, RandomisedError> {
        self.check_length(reports.len())?;
        let n: u64 = reports.iter().sum();
        let floor = self.least_variance([0.0, 1.0].into_iter(), 1.0, 1.0);
        let one = |&count: &u64| {
            let reported = share(count, n)?;
            let truth = reported.map(|share| (share - self.q()) / self.kept());
            let standard_error = self.standard_error(reported.value, reported.value, floor, n);
            Some(Unbiased { value: truth.value, standard_error, interval: truth.interval?, n })
        };
        Ok(reports.iter().map(one).collect())
    }

    /// Estimates the mean of what the options score; `None` without reports.
    ///
    /// For a rating the scores are 1 to 5, for the net promoter score -1, 0 and 1, for a top box
    /// 0 and 1. Where some option has no score, such as "no answer", see
    /// [`mean_of_scored`](Self::mean_of_scored).
    ///
    /// - **Shape**: one count of reports and one score an option, in the same order.
    /// - **Units**: those of the scores. The standard error holds both the noise and the luck of
    ///   the sample; where all reports are alike it is at least that of the noise.
    /// - **Source**: as for [`shares`](Self::shares), being linear in them.
    ///
    /// # Errors
    /// [`RandomisedError::WrongLength`] unless there is one count and one score an option.
    ///
    /// # Examples
    /// ```
    /// use aftersay::scoring::randomised::Mechanism;
    /// let coin = Mechanism::new(2, 3.0_f64.ln())?; // p = 3/4, q = 1/4
    /// let mean = coin.mean(&[40, 60], &[0.0, 1.0])?.unwrap();
    /// assert!((mean.value - 0.7).abs() < 1e-12);
    /// # Ok::<(), aftersay::scoring::randomised::RandomisedError>(())
    /// ```
    pub fn mean(
        &self,
        reports: &[u64],
        scores: &[f64],
    ) -> Result<Option<Unbiased>, RandomisedError> {
        self.check_length(reports.len())?;
        self.check_length(scores.len())?;
        let n: u64 = reports.iter().sum();
        if n == 0 {
            return Ok(None);
        }
        let total: f64 = scores.iter().sum();
        let total_squares: f64 = scores.iter().map(|score| score * score).sum();
        let per_report = |power: i32| {
            let points = reports.iter().zip(scores);
            points.map(|(&count, score)| count as f64 * score.powi(power)).sum::<f64>() / n as f64
        };
        let (mean, mean_square) = (per_report(1), per_report(2));
        let value = (mean - self.q() * total) / self.kept();
        let floor = self.least_variance(scores.iter().copied(), total, total_squares);
        let standard_error = self.standard_error(mean, mean_square, floor, n);
        Ok(Some(Unbiased::new(value, standard_error, n)))
    }

    /// Estimates the mean score of those whose option has one; `None` where there seem to be none.
    ///
    /// It divides two estimates, so that it is unbiased only nearly, as the reports grow many. The
    /// division is rough where the share of those with a score is small against its error.
    ///
    /// - **Shape**: one count of reports an option, and its score or `None`, in the same order.
    /// - **Units**: those of the scores; `n` still counts all the reports.
    /// - **Source**: the linearised variance of a ratio, Cochran (1977) Sampling Techniques,
    ///   chapter 6: the error of the residuals from the mean, over the share of the scored.
    ///
    /// # Errors
    /// [`RandomisedError::WrongLength`] unless there is one count and one entry an option.
    ///
    /// # Examples
    /// ```
    /// use aftersay::scoring::randomised::Mechanism;
    /// let three = Mechanism::new(3, 2.0_f64.ln())?; // p = 1/2, q = 1/4
    /// let scores = [Some(0.0), Some(1.0), None];
    /// let mean = three.mean_of_scored(&[25, 40, 35], &scores)?.unwrap(); // shares 0, 0.6, 0.4
    /// assert!((mean.value - 1.0).abs() < 1e-9);
    /// # Ok::<(), aftersay::scoring::randomised::RandomisedError>(())
    /// ```
    pub fn mean_of_scored(
        &self,
        reports: &[u64],
        scores: &[Option<f64>],
    ) -> Result<Option<Unbiased>, RandomisedError> {
        let over_all = |score_of: &dyn Fn(f64) -> f64| {
            let scores: Vec<_> = scores.iter().map(|score| score.map_or(0.0, score_of)).collect();
            self.mean(reports, &scores)
        };
        let (Some(points), Some(answered)) = (over_all(&|score| score)?, over_all(&|_| 1.0)?)
        else {
            return Ok(None);
        };
        if answered.value <= 0.0 {
            return Ok(None);
        }
        let value = points.value / answered.value;
        let residual = over_all(&|score| score - value)?;
        Ok(residual.map(|residual| {
            Unbiased::new(value, residual.standard_error / answered.value, points.n)
        }))
    }

    /// Estimates the variance of what the options score; `None` below two reports.
    ///
    /// It is what stands on the diagonal of a covariance matrix. It comes from the estimated
    /// shares, less the square of the mean, which is itself freed of its own uncertainty. It may
    /// come out below zero: then there are too few reports to say.
    ///
    /// - **Units**: those of the scores, squared.
    ///
    /// # Errors
    /// [`RandomisedError::WrongLength`] unless there is one count and one score an option.
    ///
    /// # Examples
    /// ```
    /// use aftersay::scoring::randomised::Mechanism;
    /// let coin = Mechanism::new(2, 3.0_f64.ln())?; // p - q = 1/2
    /// let variance = coin.variance(&[50, 50], &[0.0, 1.0])?.unwrap();
    /// assert!((variance - (0.5 - 0.25 + 1.0 / 99.0)).abs() < 1e-12);
    /// # Ok::<(), aftersay::scoring::randomised::RandomisedError>(())
    /// ```
    pub fn variance(
        &self,
        reports: &[u64],
        scores: &[f64],
    ) -> Result<Option<f64>, RandomisedError> {
        let squares: Vec<_> = scores.iter().map(|score| score * score).collect();
        let mean_square = self.mean(reports, &squares)?;
        let (Some(mean), Some(mean_square)) = (self.mean(reports, scores)?, mean_square) else {
            return Ok(None);
        };
        // The standard error divides by n, an unbiased one by n - 1.
        let bias = mean.standard_error.powi(2) * mean.n as f64 / (mean.n as f64 - 1.0);
        Ok((2 <= mean.n).then(|| mean_square.value - mean.value.powi(2) + bias))
    }

    /// The part of a share's standard error that comes from randomising alone.
    ///
    /// - **Units**: the true share, 0.0 to 1.0, of `n` people, above 0.
    ///
    /// # Examples
    /// ```
    /// use aftersay::scoring::randomised::Mechanism;
    /// let coin = Mechanism::new(2, 3.0_f64.ln())?; // p = 3/4, q = 1/4
    /// assert!((coin.noise_only(0.3, 75) - 0.1).abs() < 1e-12); // sqrt(3 / 16 / 75) / 0.5
    /// # Ok::<(), aftersay::scoring::randomised::RandomisedError>(())
    /// ```
    #[must_use]
    pub fn noise_only(&self, true_share: f64, n: u64) -> f64 {
        let (p, q) = (self.p(), self.q());
        let variance = true_share * p * (1.0 - p) + (1.0 - true_share) * q * (1.0 - q);
        (variance.max(0.0) / n as f64).sqrt() / self.kept()
    }

    /// How many reports make the 95 % interval of a share no wider than `half_width` either side.
    ///
    /// - **Units**: both are shares; `reported_share` is that of the reports, 0.0 to 1.0 with 0.5
    ///   the worst: [`reported_share`](Self::reported_share) gives it for a true one.
    ///
    /// # Errors
    /// [`RandomisedError::BadShare`] and [`RandomisedError::BadHalfWidth`].
    ///
    /// # Examples
    /// ```
    /// use aftersay::scoring::randomised::Mechanism;
    /// let coin = Mechanism::new(2, 3.0_f64.ln())?; // inflation 4
    /// assert_eq!(coin.needed(0.5, 0.05), Ok(1537)); // 4 * 384.15
    /// # Ok::<(), aftersay::scoring::randomised::RandomisedError>(())
    /// ```
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "from 0 up, and a cast of more than fits says the most that fits"
    )]
    pub fn needed(&self, reported_share: f64, half_width: f64) -> Result<u64, RandomisedError> {
        if !(0.0..=1.0).contains(&reported_share) {
            return Err(RandomisedError::BadShare { share: reported_share });
        }
        if !(half_width.is_finite() && 0.0 < half_width) {
            return Err(RandomisedError::BadHalfWidth { half_width });
        }
        let variance = reported_share * (1.0 - reported_share) * self.inflation();
        Ok(((Z_95 / half_width).powi(2) * variance - DUST).ceil() as u64)
    }

    /// How many reports make the 95 % interval of a mean no wider than `half_width` either side;
    /// `None` where not even the whole population is enough.
    ///
    /// In a finite population the luck of the sample shrinks as more of it answers; the noise of
    /// randomising does not.
    ///
    /// - **Shape**: one score an option, in any order.
    /// - **Units**: `mean`, `standard_deviation` and `half_width` are those of the true scores, in
    ///   their units; `population` in people, `None` where it is large or unknown.
    /// - **Source**: the variance of a report as in [`mean`](Self::mean); the finite population of
    ///   Cochran (1977) Sampling Techniques, section 4.6, applied to the part of the sample.
    ///
    /// # Errors
    /// [`RandomisedError`] unless the scores can have such a mean and such a deviation, and the
    /// half width is above 0.
    ///
    /// # Examples
    /// ```
    /// use aftersay::scoring::randomised::Mechanism;
    /// let coin = Mechanism::new(2, 3.0_f64.ln())?; // inflation 4
    /// let (share, deviation): (f64, f64) = (0.5, 0.5);
    /// let needed = coin.needed_for_mean(&[0.0, 1.0], share, deviation, 0.05, None)?;
    /// assert_eq!(needed, Some(1537)); // 4 * 384.15
    /// # Ok::<(), aftersay::scoring::randomised::RandomisedError>(())
    /// ```
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "from 0 up, and a cast of more than fits says the most that fits"
    )]
    pub fn needed_for_mean(
        &self,
        scores: &[f64],
        mean: f64,
        standard_deviation: f64,
        half_width: f64,
        population: Option<u64>,
    ) -> Result<Option<u64>, RandomisedError> {
        self.check_length(scores.len())?;
        let low = scores.iter().copied().fold(f64::INFINITY, f64::min);
        let high = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if !(low..=high).contains(&mean) {
            return Err(RandomisedError::BadMean { mean, low, high });
        }
        // All at the ends: Bhatia and Davis (2000) A Better Bound on the Variance.
        let most = ((high - mean) * (mean - low)).sqrt();
        if !(0.0..=most + DUST).contains(&standard_deviation) {
            return Err(RandomisedError::BadDeviation { standard_deviation, most });
        }
        if !(half_width.is_finite() && 0.0 < half_width) {
            return Err(RandomisedError::BadHalfWidth { half_width });
        }
        let variance = standard_deviation * standard_deviation;
        let squares: f64 = scores.iter().map(|score| score * score).sum();
        let reported_mean = self.q() * scores.iter().sum::<f64>() + self.kept() * mean;
        let reported_squares = self.q() * squares + self.kept() * (variance + mean * mean);
        let per_answer = (Z_95 / half_width).powi(2);
        let sample = per_answer * variance;
        let both = per_answer * (reported_squares - reported_mean.powi(2)) * self.inflation();
        let Some(people) = population else {
            return Ok(Some((both - DUST).ceil() as u64));
        };
        let (noise, all) = (both - sample, people as f64);
        let rest = (all - 1.0).max(0.0);
        let weighed = (sample * all + noise * rest) / (rest + sample).max(f64::MIN_POSITIVE);
        let needed = (weighed.max(noise) - DUST).ceil().max(0.0) as u64;
        Ok((needed <= people).then_some(needed))
    }

    /// The number of options a swap may lead to.
    fn n_others(&self) -> f64 {
        self.n_options as f64 - 1.0
    }

    /// What is left of a difference between options after randomising: p - q.
    fn kept(&self) -> f64 {
        // e^-epsilon - 1 directly, which keeps its digits for small epsilon.
        -self.p() * (-self.epsilon).exp_m1()
    }

    /// The least variance of one report's score, over all that could be true of its sender.
    fn least_variance(&self, scores: impl Iterator<Item = f64>, total: f64, squares: f64) -> f64 {
        let variance = |score: f64| {
            let mean = self.kept() * score + self.q() * total;
            self.kept() * score * score + self.q() * squares - mean * mean
        };
        scores.map(variance).fold(f64::INFINITY, f64::min).max(0.0)
    }

    /// The standard error of a mean whose reports have these moments.
    fn standard_error(&self, mean: f64, mean_square: f64, floor: f64, n: u64) -> f64 {
        let spread = mean_square - mean * mean;
        let is_dust = spread <= 1e-12 * mean_square;
        (if is_dust { floor } else { spread } / n as f64).sqrt() / self.kept()
    }

    fn check_length(&self, found: usize) -> Result<(), RandomisedError> {
        let expected = self.n_options;
        if found == expected {
            Ok(())
        } else {
            Err(RandomisedError::WrongLength { found, expected })
        }
    }
}

/// An estimate from randomised reports, right on average over all the ways the dice could fall.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Unbiased {
    /// The estimate, not clipped to the range of what it estimates.
    pub value: f64,
    /// Its standard error, of noise and sample together.
    pub standard_error: f64,
    /// The lower and the upper bound at 95 %, not clipped either.
    pub interval: (f64, f64),
    /// How many reports it rests on.
    pub n: u64,
}

impl Unbiased {
    fn new(value: f64, standard_error: f64, n: u64) -> Self {
        let half = Z_95 * standard_error;
        Self { value, standard_error, interval: (value - half, value + half), n }
    }
}

impl From<Unbiased> for Estimate {
    fn from(unbiased: Unbiased) -> Self {
        Self { value: unbiased.value, interval: Some(unbiased.interval), n: unbiased.n }
    }
}

/// Combines estimates of one figure from parts that were randomised differently.
///
/// Each part weighs by the inverse of its variance, so that the result has the least.
///
/// - **Shape**: one estimate a part, in any order; `None` of none. A part without any error, whose
///   options all score the same, stands for all.
/// - **Source**: inverse-variance weighting, Cochran (1937) Problems Arising in the Analysis of a
///   Series of Similar Experiments.
///
/// # Examples
/// ```
/// use aftersay::scoring::randomised::{Mechanism, combine};
/// let coin = Mechanism::new(2, 3.0_f64.ln())?;
/// let half = coin.mean(&[40, 60], &[0.0, 1.0])?.unwrap();
/// let whole = combine(&[half, half]).unwrap();
/// assert!((whole.value - half.value).abs() < 1e-12);
/// assert_eq!(whole.n, 200);
/// # Ok::<(), aftersay::scoring::randomised::RandomisedError>(())
/// ```
#[must_use]
pub fn combine(parts: &[Unbiased]) -> Option<Unbiased> {
    let n = parts.iter().map(|part| part.n).sum();
    if let Some(certain) = parts.iter().find(|part| part.standard_error <= 0.0) {
        return Some(Unbiased { n, ..*certain });
    }
    let weight = |part: &Unbiased| part.standard_error.powi(2).recip();
    let total: f64 = parts.iter().map(weight).sum();
    let points: f64 = parts.iter().map(|part| weight(part) * part.value).sum();
    (0.0 < total).then(|| Unbiased::new(points / total, total.recip().sqrt(), n))
}

/// Estimates the covariance of two randomised items; `None` below two complete pairs.
///
/// It may be larger than the variances allow: then there are too few reports to say.
///
/// - **Shape**: the moments of the scores of the reported options, not of the true ones.
/// - **Units**: the product of both scores' units.
///
/// # Examples
/// ```
/// use aftersay::scoring::randomised::{Mechanism, covariance};
/// let coin = Mechanism::new(2, 3.0_f64.ln())?; // p - q = 1/2
/// let reports = [(0.0, 0.0), (1.0, 1.0)].into_iter().collect(); // covariance 1/2
/// assert!((covariance(&coin, &coin, &reports).unwrap() - 2.0).abs() < 1e-12);
/// # Ok::<(), aftersay::scoring::randomised::RandomisedError>(())
/// ```
#[must_use]
pub fn covariance(first: &Mechanism, second: &Mechanism, reports: &PairMoments) -> Option<f64> {
    Some(reports.covariance()? / (first.kept() * second.kept()))
}

/// The privacy loss of everything that one person is asked: the sum over the questions.
///
/// - **Source**: sequential composition, Dwork & Roth (2014) The Algorithmic Foundations of
///   Differential Privacy, section 3.5.
///
/// # Examples
/// ```
/// use aftersay::scoring::randomised::{Mechanism, total_epsilon};
/// assert_eq!(total_epsilon(&[Mechanism::new(3, 1.0)?, Mechanism::new(5, 0.5)?]), 1.5);
/// # Ok::<(), aftersay::scoring::randomised::RandomisedError>(())
/// ```
#[must_use]
pub fn total_epsilon(questions: &[Mechanism]) -> f64 {
    questions.iter().map(Mechanism::epsilon).sum()
}

/// Moves estimated shares to the nearest distribution, for display only.
///
/// - **Shape**: one share an option, in any order, which the answer keeps.
/// - **Units**: any finite numbers in; shares from 0.0 to 1.0 that sum to 1.0 out.
/// - **Source**: Duchi, Shalev-Shwartz, Singer & Chandra (2008) Efficient Projections onto the
///   l1-Ball for Learning in High Dimensions.
///
/// # Examples
/// ```
/// use aftersay::scoring::randomised::onto_simplex;
/// assert_eq!(onto_simplex(&[1.5, -0.25, -0.25]), [1.0, 0.0, 0.0]);
/// ```
#[must_use]
pub fn onto_simplex(shares: &[f64]) -> Vec<f64> {
    let mut descending = shares.to_vec();
    descending.sort_by(|a, b| b.total_cmp(a));
    let (mut sum, mut shift) = (0.0, 0.0);
    for (index, share) in descending.into_iter().enumerate() {
        sum += share;
        let candidate = (sum - 1.0) / (index as f64 + 1.0);
        if candidate < share {
            shift = candidate;
        }
    }
    shares.iter().map(|share| (share - shift).max(0.0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::estimate::near::assert_near;
    use proptest::prelude::*;

    fn reference() -> Mechanism {
        Mechanism::new(5, 4.0_f64.ln()).unwrap()
    }

    const COUNTS: [u64; 5] = [120, 90, 70, 60, 60];

    #[test]
    fn the_case_of_the_reference_has_its_shares_and_errors() {
        let shares = reference().shares(&COUNTS).unwrap().unwrap();
        let expected = [0.466_667, 0.266_667, 0.133_333, 0.066_667, 0.066_667];
        for (share, expected) in shares.iter().zip(expected) {
            assert_near("share", share.value, expected, 5e-7);
        }
        assert_near("error of the first", shares[0].standard_error, 0.061_101, 5e-7);
        let noise = reference().noise_only(shares[0].value, 400);
        assert_near("noise only", noise, 0.055_777, 5e-7);
    }

    #[test]
    fn the_case_of_the_reference_has_its_mean() {
        let mean = reference().mean(&COUNTS, &[1.0, 2.0, 3.0, 4.0, 5.0]).unwrap().unwrap();
        assert_near("mean", mean.value, 2.0, 1e-9);
        assert_near("error", mean.standard_error, 0.190_175, 5e-7);
        assert_eq!(mean.n, 400);
    }

    #[test]
    fn inflation_agrees_with_the_table_of_the_reference() {
        for (n_options, inflations) in [
            (2, [4.68, 1.72, 1.22]),
            (3, [7.54, 2.16, 1.34]),
            (5, [15.29, 3.18, 1.59]),
            (7, [25.74, 4.39, 1.87]),
            (11, [54.79, 7.41, 2.48]),
        ] {
            for (epsilon, inflation) in [1.0, 2.0, 3.0].into_iter().zip(inflations) {
                let mechanism = Mechanism::new(n_options, epsilon).unwrap();
                let case = format!("{n_options} options at {epsilon}");
                assert_near(&case, mechanism.inflation(), inflation, 0.005);
            }
        }
    }

    #[test]
    fn the_simplex_cases_of_the_reference() {
        for (shares, expected) in
            [([0.7, 0.5, -0.2], [0.6, 0.4, 0.0]), ([1.2, -0.1, -0.1], [1.0, 0.0, 0.0])]
        {
            for (found, expected) in onto_simplex(&shares).into_iter().zip(expected) {
                assert_near(&format!("{shares:?}"), found, expected, 1e-9);
            }
        }
        assert!(onto_simplex(&[]).is_empty());
    }

    #[test]
    fn a_mechanism_that_hides_everything_or_nothing_is_refused() {
        for epsilon in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(Mechanism::new(5, epsilon).is_err(), "{epsilon}");
        }
        let refused = Err(RandomisedError::TooFewOptions { n_options: 1 });
        assert_eq!(Mechanism::new(1, 1.0), refused);
        assert!((Mechanism::new(2, 1000.0).unwrap().p() - 1.0).abs() < 1e-15);
    }

    #[test]
    fn no_reports_are_no_estimate_and_a_wrong_length_is_named() {
        let scores = [1.0, 2.0, 3.0, 4.0, 5.0];
        assert_eq!(reference().shares(&[0; 5]), Ok(None));
        assert_eq!(reference().mean(&[0; 5], &scores), Ok(None));
        assert_eq!(reference().variance(&[0; 5], &scores), Ok(None));
        assert_eq!(reference().variance(&[1, 0, 0, 0, 0], &scores), Ok(None));
        let refused = RandomisedError::WrongLength { found: 4, expected: 5 };
        assert_eq!(reference().shares(&[0; 4]), Err(refused));
        assert_eq!(reference().mean(&[0; 5], &scores[..4]), Err(refused));
        assert_eq!(combine(&[]), None);
    }

    #[test]
    fn reports_that_are_all_alike_still_have_an_error() {
        let shares = reference().shares(&[9, 0, 0, 0, 0]).unwrap().unwrap();
        assert!(shares.iter().all(|share| 0.0 < share.standard_error));
        let mean = reference().mean(&[9, 0, 0, 0, 0], &[1.0, 2.0, 3.0, 4.0, 5.0]).unwrap().unwrap();
        assert!(0.0 < mean.standard_error);
    }

    #[test]
    fn without_an_unscored_option_all_are_scored() {
        let scores = [1.0, 2.0, 3.0, 4.0, 5.0];
        let mean = reference().mean(&COUNTS, &scores).unwrap().unwrap();
        let same = reference().mean_of_scored(&COUNTS, &scores.map(Some)).unwrap().unwrap();
        assert_near("value", same.value, mean.value, 1e-9);
        assert_near("error", same.standard_error, mean.standard_error, 1e-9);
        // Fewer reports of the only scored option than chance would bring.
        let scores = [Some(1.0), None, None, None, None];
        assert_eq!(reference().mean_of_scored(&[1, 99, 100, 100, 100], &scores), Ok(None));
    }

    #[test]
    fn parts_are_combined_by_their_precision() {
        let parts = [Unbiased::new(1.0, 1.0, 10), Unbiased::new(4.0, 2.0_f64.sqrt(), 30)];
        let whole = combine(&parts).unwrap();
        assert_near("value", whole.value, 2.0, 1e-9); // (1 * 1 + 4 / 2) / 1.5
        assert_near("error", whole.standard_error, 1.5_f64.recip().sqrt(), 1e-9);
        assert_eq!(whole.n, 40);
    }

    #[test]
    fn needed_reports_follow_from_the_inflation() {
        let mechanism = Mechanism::new(2, 2.0).unwrap();
        let needed = mechanism.needed(0.5, 0.05).unwrap();
        assert_near("needed", needed as f64, 384.146 * mechanism.inflation(), 1.0);
        assert!(mechanism.needed(1.5, 0.05).is_err());
        assert!(mechanism.needed(0.5, 0.0).is_err());
        assert_near("share", mechanism.reported_share(0.5), 0.5, 1e-12);
        let two = [mechanism, Mechanism::new(3, 1.0).unwrap()];
        assert_near("sum", total_epsilon(&two), 3.0, 1e-12);
    }

    prop_compose! {
        fn mechanism()(n_options in 2_usize..12, epsilon in 0.05_f64..8.0) -> Mechanism {
            Mechanism::new(n_options, epsilon).unwrap()
        }
    }

    #[test]
    fn a_mean_needs_as_many_reports_as_the_table_of_satisfaction_and_promoters_says() {
        // 80 % satisfied, to 5 points; half promoters and a fifth detractors, to 10 points.
        for (epsilon, satisfaction, promoters) in
            [(3.0, 331, 323.18), (2.0, 524, 537.31), (1.5, 814, 876.83), (1.0, 1661, 1931.60)]
        {
            let two = Mechanism::new(2, epsilon).unwrap();
            let needed = two.needed_for_mean(&[0.0, 1.0], 0.8, 0.4, 0.05, None);
            assert_eq!(needed, Ok(Some(satisfaction)), "epsilon {epsilon}");
            assert_eq!(two.needed(two.reported_share(0.8), 0.05), Ok(satisfaction));
            let three = Mechanism::new(3, epsilon).unwrap();
            let deviation = 100.0 * 0.61_f64.sqrt(); // 0.5 + 0.2 - 0.3²
            let scores = [-100.0, 0.0, 100.0];
            let needed = three.needed_for_mean(&scores, 30.0, deviation, 10.0, None);
            let needed = needed.unwrap().unwrap() as f64;
            assert!((0.0..1.0).contains(&(needed - promoters)), "epsilon {epsilon}: {needed}");
        }
    }

    #[test]
    fn a_population_spares_answers_but_never_the_noise() {
        let two = Mechanism::new(2, 2.0).unwrap();
        let needed = |people| two.needed_for_mean(&[0.0, 1.0], 0.5, 0.5, 0.05, Some(people));
        assert_eq!(needed(1_000_000_000), Ok(Some(663)));
        let (many, few) = (needed(10_000).unwrap().unwrap(), needed(1000).unwrap().unwrap());
        assert!(few < many && many < 663, "{few} {many}");
        assert_eq!((needed(200), needed(0)), (Ok(None), Ok(None)), "noise alone asks for 279");
        // Hardly any noise: the sample sizes of Cochran's formula.
        let bare = Mechanism::new(2, 40.0).unwrap();
        let needed = bare.needed_for_mean(&[0.0, 1.0], 0.5, 0.5, 0.05, Some(2000));
        assert_eq!(needed, Ok(Some(323)));
    }

    #[test]
    fn a_crowd_that_cannot_be_is_refused() {
        let two = Mechanism::new(2, 1.0).unwrap();
        let needed = |mean, deviation| two.needed_for_mean(&[1.0, 5.0], mean, deviation, 0.1, None);
        assert!(matches!(needed(0.5, 1.0), Err(RandomisedError::BadMean { .. })));
        let refused = RandomisedError::BadDeviation { standard_deviation: 2.1, most: 2.0 };
        assert_eq!(needed(3.0, 2.1), Err(refused));
        assert!(needed(3.0, 2.0).is_ok());
    }

    proptest! {
        #[test]
        fn the_probabilities_sum_to_one_and_keep_their_ratio(mechanism in mechanism()) {
            let (p, q) = (mechanism.p(), mechanism.q());
            prop_assert!((p + mechanism.n_others() * q - 1.0).abs() < 1e-12);
            prop_assert!((p / q / mechanism.epsilon().exp() - 1.0).abs() < 1e-9);
            prop_assert!((mechanism.kept() - (p - q)).abs() < 1e-12);
        }

        #[test]
        fn the_estimated_shares_sum_to_one(
            counts in prop::collection::vec(0_u64..200, 2..12), epsilon in 0.1_f64..8.0,
        ) {
            let mechanism = Mechanism::new(counts.len(), epsilon).unwrap();
            if let Some(shares) = mechanism.shares(&counts).unwrap() {
                let sum: f64 = shares.iter().map(|share| share.value).sum();
                prop_assert!((sum - 1.0).abs() < 1e-9);
                for share in shares {
                    prop_assert!(share.interval.0 <= share.value && share.value <= share.interval.1);
                }
            }
        }

        #[test]
        fn a_share_is_the_mean_of_its_indicator(
            counts in prop::collection::vec(0_u64..200, 2..12), epsilon in 0.1_f64..8.0,
        ) {
            let mechanism = Mechanism::new(counts.len(), epsilon).unwrap();
            let mut indicator = vec![0.0; counts.len()];
            indicator[0] = 1.0;
            if let Some(mean) = mechanism.mean(&counts, &indicator).unwrap() {
                let share = mechanism.shares(&counts).unwrap().unwrap()[0];
                prop_assert!((mean.value - share.value).abs() < 1e-9);
                prop_assert!((mean.standard_error - share.standard_error).abs() < 1e-9);
            }
        }

        #[test]
        fn expected_reports_give_the_true_shares_back(
            mechanism in mechanism(), truth in prop::collection::vec(0_u32..100, 12),
        ) {
            // Reports in exactly the expected shares, up to rounding at a trillion of them.
            let truth = &truth[..mechanism.n_options()];
            let total = f64::from(truth.iter().sum::<u32>().max(1));
            let reports: Vec<u64> = truth
                .iter()
                .map(|&count| mechanism.reported_share(f64::from(count) / total))
                .map(|share| format!("{:.0}", share * 1e12).parse().unwrap())
                .collect();
            prop_assume!(truth.iter().any(|&count| 0 < count));
            let shares = mechanism.shares(&reports).unwrap().unwrap();
            for (share, &count) in shares.iter().zip(truth) {
                prop_assert!((share.value - f64::from(count) / total).abs() < 1e-8);
            }
        }

        #[test]
        fn a_projection_is_a_distribution_and_leaves_one_alone(
            shares in prop::collection::vec(-1.0_f64..2.0, 1..12),
        ) {
            let once = onto_simplex(&shares);
            prop_assert!((once.iter().sum::<f64>() - 1.0).abs() < 1e-9);
            prop_assert!(once.iter().all(|share| (0.0..=1.0 + 1e-9).contains(share)));
            for (a, b) in onto_simplex(&once).iter().zip(&once) {
                prop_assert!((a - b).abs() < 1e-9);
            }
        }
    }
}
