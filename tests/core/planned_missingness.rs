//! Planned missingness: every buyer sees half of the questions, and the model still comes back.
//!
//! Buyers are made up from a known model of the American index. A hundred thousand complete ones
//! say what the estimates should be; a few thousand who each saw seven of fourteen questions, drawn
//! at random, must come back to that within their own standard errors.
use aftersay::scoring::acsi;
use aftersay::scoring::cross_moments::CrossMoments;
use aftersay::scoring::jackknife::Grouped;
use aftersay::scoring::models::ACSI;
use aftersay::scoring::pls::{self, Data, Effect, Fit, Item, Latent, Mode, Model, Scheme};

const N_ITEMS: usize = 14;
const N_SEEN: usize = 7;
const N_GROUPS: usize = 30;

/// Questions of each latent variable: how many, and how well they mirror it.
const BLOCKS: [(&str, usize, f64); 6] = [
    ("EXP", 3, 0.80),
    ("QUAL", 3, 0.85),
    ("VAL", 2, 0.90),
    ("SAT", 3, 0.90),
    ("COMP", 1, 1.00),
    ("LOY", 2, 0.85),
];

/// Splitmix64: Steele, Lea & Flood (2014) Fast Splittable Pseudorandom Number Generators.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0.0 up to, not including, 1.0.
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A draw from the standard normal distribution (Box & Muller 1958).
    fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.share()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.share()).cos()
    }
}

/// What one buyer would answer to all fourteen questions, in whole numbers from 1 to 10.
fn buyer(random: &mut Random) -> [f64; N_ITEMS] {
    let mut noise = |size: f64| size * random.normal();
    let exp = noise(1.0);
    let qual = 0.6 * exp + noise(0.8);
    let val = 0.15 * exp + 0.55 * qual + noise(0.76);
    let sat = 0.1 * exp + 0.5 * qual + 0.35 * val + noise(0.5);
    let comp = 0.4 * sat + noise(0.9);
    let loy = 0.6 * sat + 0.2 * comp + noise(0.6);
    let latents = [exp, qual, val, sat, comp, loy];
    let mut answers = [0.0; N_ITEMS];
    let scores = BLOCKS.iter().zip(latents);
    let mirrors =
        scores.flat_map(|(&(_, n, loading), score)| std::iter::repeat_n((loading, score), n));
    for (index, (answer, (loading, score))) in answers.iter_mut().zip(mirrors).enumerate() {
        let own = (1.0 - loading * loading).sqrt() * random.normal();
        let centre = 6.0 + 0.1 * index as f64;
        *answer = (centre + 1.7 * (loading * score + own)).round().clamp(1.0, 10.0);
    }
    answers
}

/// Keeps seven answers, drawn at random, and forgets the others.
fn half(random: &mut Random, answers: [f64; N_ITEMS]) -> [Option<f64>; N_ITEMS] {
    let mut left = N_SEEN;
    let mut kept = answers.map(Some);
    for (index, answer) in kept.iter_mut().enumerate() {
        if random.share() * ((N_ITEMS - index) as f64) < left as f64 {
            left -= 1;
        } else {
            *answer = None;
        }
    }
    kept
}

fn model() -> Model {
    let mut columns = 0..;
    let latents = BLOCKS.map(|(name, n, _)| Latent {
        name: name.into(),
        mode: Mode::A,
        items: columns
            .by_ref()
            .take(n)
            .map(|column| Item { name: format!("{name}{column}"), column, scale: (1.0, 10.0) })
            .collect(),
    });
    ACSI.model(latents.into()).unwrap()
}

/// The same buyers twice: with all their answers, and with the half they were asked for.
fn survey(seed: u64, n_buyers: usize) -> (Grouped, Grouped) {
    let mut random = Random(seed);
    let (mut complete, mut halves) =
        (Grouped::new(N_ITEMS, N_GROUPS), Grouped::new(N_ITEMS, N_GROUPS));
    for _ in 0..n_buyers {
        let answers = buyer(&mut random);
        let group = random.next();
        complete.add(group, &answers.map(Some)).unwrap();
        halves.add(group, &half(&mut random, answers)).unwrap();
    }
    (complete, halves)
}

/// The estimates that endless complete answers would give.
fn truth() -> (Fit, CrossMoments) {
    let mut random = Random(2026);
    let mut moments = CrossMoments::new(N_ITEMS);
    for _ in 0..100_000 {
        moments.add(&buyer(&mut random).map(Some)).unwrap();
    }
    let model = model();
    (pls::estimate(&model, &Data::from_moments(&model, &moments), Scheme::Path).unwrap(), moments)
}

/// Paths and indexes as `(name, value, standard error)`.
fn figures(fit: &Fit) -> Vec<(String, f64, Option<f64>)> {
    let path = |path: &Effect| {
        (format!("{} > {}", path.from, path.to), path.estimate.value, path.standard_error)
    };
    let indexes = fit.latents.iter().map(|latent| {
        (latent.name.clone(), latent.index.unwrap().value, latent.index_standard_error)
    });
    fit.paths.iter().map(path).chain(indexes).collect()
}

#[test]
fn half_of_the_questions_a_buyer_bring_the_whole_model_back() {
    let (truth, _) = truth();
    let (complete, halves) = survey(1, 4_000);
    let complete = pls::estimate_grouped(&model(), &complete, Scheme::Path).unwrap();
    let halves = pls::estimate_grouped(&model(), &halves, Scheme::Path).unwrap();
    assert!((complete.n, halves.warnings.len()) == (4_000, 0) && (800..1_000).contains(&halves.n));
    for ((truth, complete), halves) in
        figures(&truth).iter().zip(figures(&complete)).zip(figures(&halves))
    {
        let (name, value, standard_error) = halves;
        let se = standard_error.unwrap();
        assert!((value - truth.1).abs() < 3.0 * se, "{name}: {value} ± {se}, in truth {}", truth.1);
        assert!(
            (value - complete.1).abs() < 3.0 * se,
            "{name}: {value} ± {se}, of all {}",
            complete.1
        );
        let cost = se / complete.2.unwrap();
        assert!((1.0..4.0).contains(&cost), "{name}: {cost} times the error of complete answers");
    }
}

#[test]
fn intervals_of_the_path_model_cover_what_they_should() {
    let (truth, _) = truth();
    let truth = figures(&truth);
    let (mut n_covered, mut n_intervals) = (0, 0);
    for seed in 100..140 {
        let (_, halves) = survey(seed, 1_500);
        let fit = pls::estimate_grouped(&model(), &halves, Scheme::Path).unwrap();
        let indexes = fit.latents.iter().map(|latent| latent.index.unwrap());
        let estimates = fit.paths.iter().map(|path| path.estimate).chain(indexes);
        for (estimate, (_, truth, _)) in estimates.zip(&truth) {
            let (low, high) = estimate.interval.unwrap();
            n_covered += u32::from((low..=high).contains(truth));
            n_intervals += 1;
        }
    }
    let coverage = f64::from(n_covered) / f64::from(n_intervals);
    assert!((0.92..=0.98).contains(&coverage), "{coverage} of {n_intervals}");
}

#[test]
fn intervals_of_the_plain_index_cover_what_they_should() {
    let (_, moments) = truth();
    let satisfaction = [8, 9, 10];
    let items = [acsi::Item { weight: 1.0, scale: acsi::SCALE }; 3];
    let truth = acsi::estimate(&moments.select(&satisfaction), &items).unwrap().unwrap().value;
    let mut n_covered = 0;
    for seed in 1_000..1_400 {
        let (_, halves) = survey(seed, 200);
        let moments = halves.total().select(&satisfaction);
        let index = acsi::estimate(&moments, &items).unwrap().unwrap();
        let (low, high) = index.interval.unwrap();
        n_covered += u32::from((low..=high).contains(&truth));
    }
    assert!((368..=392).contains(&n_covered), "{n_covered} of 400"); // 380 ± 2.75 deviations
}
