//! Scores beside those of other days or other visitors: is there a change at all?

use super::estimates::percent;
use super::figures::Figures;
use super::{Finding, Report};
use aftersay::scoring::compare::{Difference, means, shares};
use aftersay::scoring::estimate::{Estimate, Z_95};
use aftersay::scoring::moments::{Moments, Proportion};
use aftersay::scoring::nps::{self, Counts};

/// How far apart two figures may be that are the same but for rounding.
const SAME: f64 = 1e-6;

/// Adds to every score and index its difference from the other report's, as far as both show it.
///
/// - **Source**: measurement reference, F3.
pub(super) fn compare(report: &mut Report, other: &Report) {
    for found in &mut report.questions {
        let theirs = other.questions.iter().find(|theirs| theirs.id == found.id);
        if let (Finding::Shown(ours), Some(Finding::Shown(theirs))) =
            (&mut found.finding, theirs.map(|theirs| &theirs.finding))
        {
            let names = ours.scores.iter().map(|(name, _)| *name);
            let changes = names.filter_map(|name| Some((name, of_scores(name, ours, theirs)?)));
            ours.changes = changes.collect();
        }
    }
    let changes = report.indexes.iter().filter_map(|(name, ours)| {
        let (_, theirs) = other.indexes.iter().find(|(other, _)| other == name)?;
        Some((name.clone(), of_means(ours.as_ref()?, theirs.as_ref()?)?))
    });
    report.changes = changes.collect();
}

fn of_scores(name: &str, ours: &Figures, theirs: &Figures) -> Option<Difference> {
    let (our, their) = (score(name, ours)?, score(name, theirs)?);
    if name == "nps"
        && let (Some(our), Some(their)) = (classes(ours), classes(theirs))
    {
        return nps::difference(&our, &their);
    }
    if let (Some(our), Some(their)) = (proportion(&our), proportion(&their)) {
        return shares(&our, &their).map(|difference| scaled(difference, 100.0));
    }
    of_means(&our, &their)
}

fn score(name: &str, figures: &Figures) -> Option<Estimate> {
    figures.scores.iter().find(|(other, _)| *other == name)?.1
}

/// The promoters and detractors behind a score, where nothing was drawn.
fn classes(figures: &Figures) -> Option<Counts> {
    let count = |class: &str| {
        let (_, share) = figures.shares.iter().find(|(name, _)| name == class)?;
        Some(proportion(share.as_ref()?)?.hits)
    };
    let (detractors, promoters) = (count("detractors")?, count("promoters")?);
    let passives = figures.n.checked_sub(detractors + promoters)?;
    Some(Counts { detractors, passives, promoters })
}

/// The share that an estimate in percent is of, if it has the interval of one.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to n")]
fn proportion(estimate: &Estimate) -> Option<Proportion> {
    let n = estimate.n;
    let hits = (estimate.value.clamp(0.0, 100.0) / 100.0 * n as f64).round() as u64;
    let share = percent(hits, n)?;
    let ends = [share.interval?, estimate.interval?];
    let [(low, high), (our_low, our_high)] = ends;
    let apart = [share.value - estimate.value, low - our_low, high - our_high];
    apart.iter().all(|apart| apart.abs() < SAME).then_some(Proportion { hits, n })
}

/// The difference of two figures whose intervals are as wide as those of means.
fn of_means(ours: &Estimate, theirs: &Estimate) -> Option<Difference> {
    means(&moments(ours)?, &moments(theirs)?)
}

/// Numbers that have this mean with this interval. Where one side of it is cut off at the end of
/// the scale, the other one tells.
fn moments(estimate: &Estimate) -> Option<Moments> {
    let (low, high) = estimate.interval?;
    let (n, mean) = (estimate.n as f64, estimate.value);
    let standard_error = (mean - low).max(high - mean) / Z_95;
    let spread = n * (n - 1.0) * standard_error * standard_error;
    Some(Moments { n: estimate.n, sum: n * mean, sum_of_squares: n * mean * mean + spread })
}

fn scaled(difference: Difference, by: f64) -> Difference {
    let (low, high) = difference.interval;
    Difference {
        value: by * difference.value,
        standard_error: by * difference.standard_error,
        interval: (by * low, by * high),
        ..difference
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aftersay::scoring::compare::Change;

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-6, "{found} is not {expected}");
    }

    fn figures(name: &'static str, score: Option<Estimate>, n: u64) -> Figures {
        Figures { scores: vec![(name, score)], ..Figures::new(n, n) }
    }

    fn promoters(detractors: u64, passives: u64, promoters: u64) -> Figures {
        let n = detractors + passives + promoters;
        let score = nps::estimate(&Counts { detractors, passives, promoters });
        let mut figures = figures("nps", score, n);
        let classes = [("promoters", promoters), ("detractors", detractors)];
        figures.shares.extend(classes.map(|(name, hits)| (name.to_owned(), percent(hits, n))));
        figures
    }

    #[test]
    fn promoter_scores_differ_as_in_the_worked_example() {
        let change = of_scores("nps", &promoters(12, 28, 60), &promoters(20, 30, 30)).unwrap();
        close(change.value, 35.5);
        close(change.interval.0, 13.575_380);
        close(change.interval.1, 57.424_620);
        close(change.z.unwrap(), 3.173_543);
        close(change.p.unwrap(), 0.001_506);
    }

    #[test]
    fn shares_differ_as_shares_and_means_as_means() {
        let (now, then) = (percent(9, 10), percent(5, 10));
        let change = of_scores("csat", &figures("csat", now, 10), &figures("csat", then, 10));
        let (now, then) = (Proportion { hits: 9, n: 10 }, Proportion { hits: 5, n: 10 });
        assert_eq!(change, shares(&now, &then).map(|difference| scaled(difference, 100.0)));

        let (now, then) =
            (Moments::from_iter([1.0, 2.0, 3.0, 4.0]), Moments::from_iter([2.0, 2.0, 2.0, 6.0]));
        let told = |moments: &Moments| figures("mean", moments.estimate(), 4);
        let change = of_scores("mean", &told(&now), &told(&then)).unwrap();
        let welch = means(&now, &then).unwrap();
        close(change.value, welch.value);
        close(change.standard_error, welch.standard_error);
        assert_eq!((change.n, change.change()), (welch.n, Change::NoClearChange));
    }

    #[test]
    fn what_is_not_told_is_not_compared() {
        let one = Estimate { value: 3.0, interval: None, n: 1 };
        let all = figures("mean", Moments::from_iter([1.0, 2.0]).estimate(), 2);
        for (case, other) in [
            ("no score", figures("mean", None, 2)),
            ("another score", figures("index", all.scores[0].1, 2)),
            ("no interval", figures("mean", Some(one), 1)),
        ] {
            assert_eq!(of_scores("mean", &all, &other), None, "{case}");
            assert_eq!(of_scores("mean", &other, &all), None, "{case}");
        }
    }
}
