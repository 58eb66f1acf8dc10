//! Do the 95 % intervals hold the truth 95 times in 100, and are estimates right on average?
//!
//! Each test asks a made-up crowd, whose true figure is known, a few thousand times over. The
//! dice are seeded: a run is the same on every machine, and never fails by bad luck.

use aftersay::scoring::moments::{Moments, PairMoments, Proportion, Tally};
use aftersay::scoring::randomised::{Mechanism, Unbiased, combine, covariance};
use aftersay::scoring::{compare, nps, ratio};

const N_SURVEYS: u32 = 4000;

/// `SplitMix64`, of Steele, Lea and Flood (2014) Fast splittable pseudorandom number generators.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }

    /// A number from 0.0 up to, and without, 1.0.
    fn fraction(&mut self) -> f64 {
        (self.roll() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// The index of an option, each as likely as its share.
    fn choose(&mut self, shares: &[f64]) -> usize {
        let mut left = self.fraction();
        let chosen = shares.iter().position(|share| {
            left -= share;
            left < 0.0
        });
        chosen.unwrap_or(shares.len() - 1)
    }

    /// How often each option is chosen by `n` people.
    fn poll(&mut self, n: u32, shares: &[f64]) -> Vec<u64> {
        let mut counts = vec![0; shares.len()];
        for _ in 0..n {
            counts[self.choose(shares)] += 1;
        }
        counts
    }

    /// What is reported of a true option: itself with probability p, any other with q each.
    fn randomise(&mut self, truth: usize, mechanism: &Mechanism) -> usize {
        let mut shares = vec![mechanism.q(); mechanism.n_options()];
        shares[truth] = mechanism.p();
        self.choose(&shares)
    }

    /// How often each option is reported by `n` people who answer through the mechanism.
    fn poll_randomised(&mut self, n: u32, shares: &[f64], mechanism: &Mechanism) -> Vec<u64> {
        let mut counts = vec![0; shares.len()];
        for _ in 0..n {
            let truth = self.choose(shares);
            counts[self.randomise(truth, mechanism)] += 1;
        }
        counts
    }
}

/// What became of one survey: its figure and its interval.
type Outcome = (f64, (f64, f64));

fn outcome(unbiased: Unbiased) -> Outcome {
    (unbiased.value, unbiased.interval)
}

/// Surveys the crowd again and again, and holds the outcomes against the truth.
struct Trial {
    values: Moments,
    covered: Proportion,
    truth: f64,
}

impl Trial {
    fn run(truth: f64, mut survey: impl FnMut(&mut Dice) -> Outcome) -> Self {
        let mut dice = Dice(2026);
        let mut trial = Self { values: Moments::default(), covered: Proportion::default(), truth };
        for _ in 0..N_SURVEYS {
            let (value, (low, high)) = survey(&mut dice);
            trial.values.add(value);
            trial.covered.add(low <= truth && truth <= high);
        }
        trial
    }

    #[track_caller]
    fn covers(&self, case: &str) -> &Self {
        let coverage = self.covered.estimate().unwrap().value;
        assert!((0.93..=0.97).contains(&coverage), "{case}: {coverage} of the intervals hold it");
        self
    }

    /// The mean of all surveys is as near to the truth as their spread allows.
    #[track_caller]
    fn is_unbiased(&self, case: &str) -> &Self {
        let error = (self.values.variance().unwrap() / f64::from(N_SURVEYS)).sqrt();
        let off = (self.values.mean().unwrap() - self.truth) / error;
        assert!(off.abs() < 4.0, "{case}: off by {off} standard errors");
        self
    }
}

/// The true mean of scores in a crowd.
fn mean_of(shares: &[f64], scores: &[f64]) -> f64 {
    shares.iter().zip(scores).map(|(share, score)| share * score).sum()
}

#[test]
fn the_interval_of_a_mean_holds_it() {
    let stars = [1.0, 2.0, 3.0, 4.0, 5.0];
    for (case, shares, n) in [
        ("even", [0.2, 0.2, 0.2, 0.2, 0.2], 30),
        ("content", [0.05, 0.05, 0.1, 0.4, 0.4], 100),
        ("divided", [0.45, 0.05, 0.0, 0.05, 0.45], 60),
    ] {
        let survey = |dice: &mut Dice| {
            let counts = dice.poll(n, &shares).try_into().unwrap();
            let mean = Tally::<5> { counts }.moments(stars).estimate().unwrap();
            (mean.value, mean.interval.unwrap())
        };
        Trial::run(mean_of(&shares, &stars), survey).covers(case).is_unbiased(case);
    }
}

#[test]
fn wilsons_interval_of_a_share_holds_it() {
    for (share, n) in [(0.5, 50), (0.82, 50), (0.9, 100), (0.1, 80), (0.03, 200)] {
        let case = format!("{share} of {n}");
        let survey = |dice: &mut Dice| {
            let hits = dice.poll(n, &[share, 1.0 - share])[0];
            let estimate = Proportion { hits, n: n.into() }.estimate().unwrap();
            (estimate.value, estimate.interval.unwrap())
        };
        Trial::run(share, survey).covers(&case).is_unbiased(&case);
    }
}

fn nps_counts(counts: &[u64]) -> nps::Counts {
    nps::Counts { detractors: counts[0], passives: counts[1], promoters: counts[2] }
}

#[test]
fn the_interval_of_the_promoter_score_holds_it() {
    for (case, shares, n) in [
        ("the reference", [0.12, 0.28, 0.60], 100),
        ("well liked", [0.05, 0.15, 0.80], 50),
        ("few and divided", [0.3, 0.4, 0.3], 25),
    ] {
        let survey = |dice: &mut Dice| {
            let score = nps::estimate(&nps_counts(&dice.poll(n, &shares))).unwrap();
            (score.value, score.interval.unwrap())
        };
        let truth = 100.0 * (shares[2] - shares[0]);
        Trial::run(truth, survey).covers(case).is_unbiased(case);
    }
}

#[test]
fn the_intervals_of_differences_hold_them() {
    let survey = |dice: &mut Dice| {
        let now = nps_counts(&dice.poll(100, &[0.12, 0.28, 0.60]));
        let then = nps_counts(&dice.poll(80, &[0.25, 0.375, 0.375]));
        let difference = nps::difference(&now, &then).unwrap();
        (difference.value, difference.interval)
    };
    Trial::run(35.5, survey).covers("promoter scores").is_unbiased("promoter scores");

    let survey = |dice: &mut Dice| {
        let stars = [1.0, 2.0, 3.0, 4.0, 5.0];
        let now = Tally { counts: dice.poll(80, &[0.0, 0.1, 0.1, 0.4, 0.4]).try_into().unwrap() };
        let then = Tally { counts: dice.poll(40, &[0.3, 0.2, 0.0, 0.2, 0.3]).try_into().unwrap() };
        let difference = compare::means(&now.moments(stars), &then.moments(stars)).unwrap();
        (difference.value, difference.interval)
    };
    Trial::run(1.1, survey).covers("means").is_unbiased("means");

    let survey = |dice: &mut Dice| {
        let now = Proportion { hits: dice.poll(120, &[0.6, 0.4])[0], n: 120 };
        let then = Proportion { hits: dice.poll(90, &[0.4, 0.6])[0], n: 90 };
        let difference = compare::shares(&now, &then).unwrap();
        (difference.value, difference.interval)
    };
    Trial::run(0.2, survey).covers("shares").is_unbiased("shares");
}

#[test]
fn the_interval_of_the_satisfaction_ratio_holds_it() {
    // Expected 6 to 9, and one point more or less or the same got: 0.4 * 1 - 0.3 * 1 on average.
    let survey = |dice: &mut Dice| {
        let mut counts = ratio::Counts::default();
        for _ in 0..100 {
            let expected = [6, 7, 8, 9][dice.choose(&[0.25; 4])];
            let perceived = expected - 1 + [0, 1, 2][dice.choose(&[0.3, 0.3, 0.4])];
            counts.add(Some(perceived), Some(expected));
        }
        let ratio = ratio::aggregate(&counts).unwrap().ratio;
        (ratio.value, ratio.interval.unwrap())
    };
    Trial::run(7.6 / 7.5, survey).covers("ratio");
}

/// Crowds and mechanisms: n people, their true shares, and epsilon.
fn randomised_cases() -> [(&'static str, u32, Vec<f64>, f64); 5] {
    [
        ("yes or no at 1", 200, vec![0.3, 0.7], 1.0),
        ("promoter classes at 2", 200, vec![0.12, 0.28, 0.60], 2.0),
        ("five stars at 1", 300, vec![0.05, 0.05, 0.1, 0.4, 0.4], 1.0),
        ("seven levels at 2", 150, vec![0.0, 0.1, 0.1, 0.2, 0.3, 0.2, 0.1], 2.0),
        ("eleven at 3, some never chosen", 200, [vec![0.1; 10], vec![0.0]].concat(), 3.0),
    ]
}

#[test]
fn shares_from_randomised_answers_are_unbiased_and_their_intervals_hold_them() {
    for (case, n, shares, epsilon) in randomised_cases() {
        let mechanism = Mechanism::new(shares.len(), epsilon).unwrap();
        for option in [0, shares.len() - 1] {
            let survey = |dice: &mut Dice| {
                let reports = dice.poll_randomised(n, &shares, &mechanism);
                outcome(mechanism.shares(&reports).unwrap().unwrap()[option])
            };
            let case = format!("{case}, option {option}");
            Trial::run(shares[option], survey).covers(&case).is_unbiased(&case);
        }
    }
}

#[test]
fn means_from_randomised_answers_are_unbiased_and_their_intervals_hold_them() {
    for (case, n, shares, epsilon) in randomised_cases() {
        let mechanism = Mechanism::new(shares.len(), epsilon).unwrap();
        let scores: Vec<_> = (0..shares.len()).map(|option| option as f64).collect();
        let survey = |dice: &mut Dice| {
            let reports = dice.poll_randomised(n, &shares, &mechanism);
            outcome(mechanism.mean(&reports, &scores).unwrap().unwrap())
        };
        Trial::run(mean_of(&shares, &scores), survey).covers(case).is_unbiased(case);
    }
}

#[test]
fn the_mean_of_those_who_answered_is_held_too() {
    // A fifth does not answer; the others give 3.75 stars on average.
    let shares = [0.08, 0.08, 0.08, 0.28, 0.28, 0.2];
    let scores = [Some(1.0), Some(2.0), Some(3.0), Some(4.0), Some(5.0), None];
    let mechanism = Mechanism::new(6, 2.0).unwrap();
    let survey = |dice: &mut Dice| {
        let reports = dice.poll_randomised(400, &shares, &mechanism);
        outcome(mechanism.mean_of_scored(&reports, &scores).unwrap().unwrap())
    };
    Trial::run(3.75, survey).covers("stars of those who answered");
}

#[test]
fn parts_with_different_mechanisms_are_combined_without_bias() {
    let shares = [0.1, 0.1, 0.2, 0.3, 0.3];
    let stars = [1.0, 2.0, 3.0, 4.0, 5.0];
    let mechanisms = [Mechanism::new(5, 1.0).unwrap(), Mechanism::new(5, 3.0).unwrap()];
    let survey = |dice: &mut Dice| {
        let parts = mechanisms.map(|mechanism| {
            let reports = dice.poll_randomised(300, &shares, &mechanism);
            mechanism.mean(&reports, &stars).unwrap().unwrap()
        });
        outcome(combine(&parts).unwrap())
    };
    Trial::run(mean_of(&shares, &stars), survey).covers("combined").is_unbiased("combined");
}

#[test]
fn the_noise_alone_spreads_a_share_as_said() {
    // The same 200 people every time, 60 of whom chose the first option.
    let mechanism = Mechanism::new(4, 1.5).unwrap();
    let noise = mechanism.noise_only(0.3, 200);
    let survey = |dice: &mut Dice| {
        let mut reports = [0; 4];
        for person in 0..200 {
            reports[dice.randomise(if person < 60 { 0 } else { person % 3 + 1 }, &mechanism)] += 1;
        }
        let share = mechanism.shares(&reports).unwrap().unwrap()[0].value;
        (share, (share - 1.959_964 * noise, share + 1.959_964 * noise))
    };
    let trial = Trial::run(0.3, survey);
    trial.covers("noise").is_unbiased("noise");
    let spread = trial.values.variance().unwrap().sqrt();
    assert!((spread / noise - 1.0).abs() < 0.05, "{spread} is not {noise}");
}

#[test]
fn variances_and_covariances_from_randomised_answers_are_unbiased() {
    // Two items of 0 to 2. Half of the people give the second the answer they gave the first.
    let shares = [0.2, 0.3, 0.5];
    let scores = [0.0, 1.0, 2.0];
    let mean = mean_of(&shares, &scores);
    let variance = mean_of(&shares, &[0.0, 1.0, 4.0]) - mean * mean;
    let (first, second) = (Mechanism::new(3, 1.5).unwrap(), Mechanism::new(3, 2.5).unwrap());
    let survey = |dice: &mut Dice| {
        let mut pairs = PairMoments::default();
        let mut reports = [0; 3];
        for _ in 0..60 {
            let one = dice.choose(&shares);
            let other = if dice.fraction() < 0.5 { one } else { dice.choose(&shares) };
            let (x, y) = (dice.randomise(one, &first), dice.randomise(other, &second));
            reports[x] += 1;
            pairs.add(scores[x], scores[y]);
        }
        let both = covariance(&first, &second, &pairs).unwrap();
        (both, first.variance(&reports, &scores).unwrap().unwrap())
    };
    let mut variances = Moments::default();
    let covariances = Trial::run(variance / 2.0, |dice| {
        let (covariance, variance) = survey(dice);
        variances.add(variance);
        (covariance, (covariance, covariance))
    });
    covariances.is_unbiased("covariance");
    Trial { values: variances, truth: variance, ..covariances }.is_unbiased("variance");
}
