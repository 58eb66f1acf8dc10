//! Randomised response: what leaves the page is mixed with chance, so that no report tells what its
//! sender said, while many of them still tell what all said.

use crate::scoring::randomised::Mechanism;
use crate::scoring::{Levels, Scores, scorable};
use crate::shape::Shape;
use crate::survey::Survey;

/// What a randomised score may spend of privacy; nothing at all would leave nothing but chance.
pub const EPSILON: Shape = Shape::Decimal(0, 10);

/// How many random numbers a score takes.
pub const N_DRAWS: usize = 2;

/// The scores of a survey that can be randomised, by name, each with the mechanism that does it.
///
/// These are the scores of whole questions that can have few values. Where a question may be
/// skipped or does not apply, that is one more value. Questions that depend on others are left out: that one
/// was asked would tell the answer on which it depends.
///
/// - **Units**: `epsilon` is spent once for each of these scores that is asked; over the questions
///   of one person it adds up.
/// - **Source**: k-ary randomised response: Warner (1965) Randomized Response; Kairouz, Bonawitz &
///   Ramage (2016) Discrete Distribution Estimation under Local Privacy.
#[must_use]
pub fn mechanisms(survey: &Survey, epsilon: f64) -> Vec<(String, Levels, Mechanism)> {
    let mut mechanisms = Vec::new();
    for (name, question, levels) in scorable(survey) {
        let independent = question.show_if.is_none();
        let Some(n_levels) = levels.n().filter(|_| independent) else { continue };
        let n_options = n_levels + usize::from(question.may_be_left_out());
        if let Ok(mechanism) = Mechanism::new(n_options, epsilon) {
            mechanisms.push((name, levels, mechanism));
        }
    }
    mechanisms
}

/// Randomises the scores of one person: of each score that was asked, the true value with the
/// probability of its mechanism, else any other with the same chance.
///
/// - **Shape**: `is_asked` says of a score's name whether its question was; `draws` are
///   [`N_DRAWS`] random numbers a mechanism, in their order, from a source that cannot be guessed,
///   drawn once a person.
#[must_use]
pub fn randomise(
    mechanisms: &[(String, Levels, Mechanism)],
    scores: &Scores,
    is_asked: impl Fn(&str) -> bool,
    draws: &[[u32; N_DRAWS]],
) -> Scores {
    let mut reported = Vec::new();
    for ((name, levels, mechanism), [keep, other]) in mechanisms.iter().zip(draws) {
        if !is_asked(name) {
            continue;
        }
        let n_levels = levels.n().unwrap_or(0);
        // The value after the last one stands for no answer.
        let truth = scores.get(name).and_then(|score| levels.index(score)).unwrap_or(n_levels);
        let is_kept = f64::from(*keep) < mechanism.p() * f64::from(u32::MAX);
        let value = if is_kept {
            truth
        } else {
            let others = mechanism.n_options().saturating_sub(1).max(1);
            let at = usize::try_from(*other).unwrap_or(0) % others;
            // The others are all but the truth, so those from there on are one further.
            at + usize::from(truth <= at)
        };
        reported.extend(levels.at(value).map(|score| (name.clone(), score)));
    }
    Scores::from_iter(reported)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::{Answer, Answers};
    use crate::scoring::score;
    use crate::tree::Tree;

    fn survey() -> Survey {
        let json = r#"{"schema":"aftersay.survey/1","id":"s","version":1,"questions":[
            {"id":"recommend","kind":"nps","required":true},
            {"id":"overall","kind":"csm"},
            {"id":"why","kind":"csat","show_if":"recommend < 7"}]}"#;
        Survey::read(&serde_json::from_str::<Tree>(json).unwrap()).unwrap()
    }

    /// Every draw of a coarse but even source.
    fn even_draws(n: u32) -> impl Iterator<Item = [u32; N_DRAWS]> {
        let step = u32::MAX / n;
        (0..n).flat_map(move |keep| (0..n).map(move |other| [keep * step + step / 2, other]))
    }

    #[test]
    fn only_scores_of_questions_that_depend_on_none_are_randomised() {
        let named = mechanisms(&survey(), 2.0);
        let options: Vec<_> =
            named.iter().map(|(name, _, m)| (name.as_str(), m.n_options())).collect();
        assert_eq!(options, [("nps", 3), ("csm", 8)]);
    }

    #[test]
    fn each_value_comes_out_as_often_as_its_mechanism_says() {
        let survey = survey();
        let mechanisms: Vec<_> = mechanisms(&survey, 2.0).into_iter().take(1).collect();
        let p = mechanisms[0].2.p();
        let said = Answers::default().with("recommend", Some(Answer::Number(10.0)));
        let scores = score(&survey, &said);
        let mut times = [0.0; 3];
        let draws: Vec<_> = even_draws(400).collect();
        for draw in &draws {
            let reported = randomise(&mechanisms, &scores, |_| true, &[*draw]);
            let nps = reported.get("nps").unwrap().number().unwrap();
            times[usize::try_from(crate::tree::whole(nps + 1.0).unwrap()).unwrap()] += 1.0;
        }
        let shares = times.map(|times| times / draws.len() as f64);
        assert!((shares[2] - p).abs() < 0.005, "{shares:?}");
        assert!((shares[0] - (1.0 - p) / 2.0).abs() < 0.005, "{shares:?}");
        assert!((shares[0] - shares[1]).abs() < 0.005, "{shares:?}");
    }

    #[test]
    fn no_answer_is_a_value_like_any_other() {
        let survey = survey();
        let mechanisms = mechanisms(&survey, 2.0);
        let said = Answers::default().with("recommend", Some(Answer::Number(10.0)));
        let scores = score(&survey, &said);
        let reports = |draw| randomise(&mechanisms, &scores, |name| name == "csm", &[draw, draw]);
        // Kept, it stays unsaid; otherwise some level is reported, each as often as any other.
        assert_eq!(reports([0, 0]).get("csm"), None);
        let others: std::collections::BTreeSet<_> = (0..7)
            .map(|other| {
                crate::tree::whole(reports([u32::MAX, other]).get("csm").unwrap().number().unwrap())
            })
            .collect();
        assert_eq!(others.len(), 7);
        // A question that was not asked reports nothing at all.
        assert_eq!(reports([0, 0]).get("nps"), None);
    }
}
