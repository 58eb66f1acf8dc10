//! `aftersay simulate`: made-up answers, so that a new owner sees what results will look like.

use super::all;
use crate::store::{BATCH_MAX, Inserted, Origin, Store, StoreError, today};
use crate::surveys::Surveys;
use aftersay::anonymise::bands::Order;
use aftersay::anonymise::{Mode, anonymise};
use aftersay::answers::Answers;
use aftersay::survey::{Asks, Choice, Part, Sheet, Survey};
use aftersay::tree::Tree;
use aftersay::wire::{Submission, SubmissionId};
use anyhow::Context as _;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use jiff::ToSpan as _;
use std::path::PathBuf;

/// Fills the store with made-up answers, marked as such, to show what results look like
///
/// The same seed makes the same answers, and a second run with it adds nothing.
#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// Where to keep them
    #[arg(
        long,
        env = "AFTERSAY_STORE",
        default_value = "sqlite:aftersay.db",
        value_name = "sqlite:FILE"
    )]
    store: String,

    /// The folder of your survey files
    #[arg(long, env = "AFTERSAY_SURVEYS", value_name = "DIR")]
    surveys: PathBuf,

    /// The id of the survey to answer
    #[arg(long, value_name = "ID")]
    survey: String,

    /// How many visitors answer
    #[arg(long, default_value = "200", value_name = "N")]
    responses: u64,

    /// Any number: another one makes other answers
    #[arg(long, default_value = "1", value_name = "N")]
    seed: u64,
}

/// Over how many days back from today the answers are spread.
const N_DAYS: u64 = 30;

/// The share of visitors who stop before each further question.
const STOPS: f64 = 0.03;

/// The share of visitors who leave a comment where one is asked for.
const COMMENTS: f64 = 0.35;

/// How much of the variance of an answer is the visitor's general satisfaction: the square of this.
/// Answers to satisfaction items in one survey correlate at about 0.5.
const LOADING: f64 = 0.7;

const PRAISE: [&str; 5] = [
    "Arrived a day early and well packed.",
    "Lovely quality, exactly as in the pictures.",
    "Easy to order, and the updates were helpful.",
    "Good price and a friendly note in the box.",
    "Third order, never a problem.",
];

const BLAME: [&str; 5] = [
    "The parcel came four days late.",
    "The box was crushed and one cup was chipped.",
    "The colour is not the one in the pictures.",
    "I could not find the return label.",
    "Delivery cost more than I had expected.",
];

pub(super) fn run(options: &Options) -> anyhow::Result<()> {
    let surveys = Surveys::read(&options.surveys)
        .map_err(|mistakes| all("the surveys cannot be used", &mistakes))?;
    let published = surveys.latest(&options.survey).with_context(|| {
        let (id, ids) = (&options.survey, surveys.ids().join(", "));
        format!("survey {id:?} is not in {}, allowed are {ids}", options.surveys.display())
    })?;
    let runtime = tokio::runtime::Runtime::new().context("no threads can be started")?;
    runtime.block_on(async {
        let store = Store::open(&options.store).await?;
        let n_new = fill(&store, &published.survey, options.responses, options.seed).await;
        store.close().await;
        println!("{} simulated submissions added to {}", n_new?, options.survey);
        Ok(())
    })
}

/// Stores `n` made-up submissions, and counts those that were not there before.
async fn fill(store: &Store, survey: &Survey, n: u64, seed: u64) -> Result<usize, StoreError> {
    let today = today();
    let inserts = stream::iter(0..n).map(async |index| {
        // Each visitor has a sequence of their own, so that more of them leaves the first ones as
        // they were.
        let mut random = Random(seed.rotate_left(32) ^ index);
        let submission = visit(survey, &mut random);
        let day = today.checked_sub(random.below(N_DAYS).cast_signed().days()).unwrap_or(today);
        store.insert(&submission, survey, day, Origin::Simulated).await
    });
    let inserted = inserts.buffer_unordered(BATCH_MAX);
    inserted.try_fold(0, async |n, inserted| Ok(n + usize::from(inserted == Inserted::New))).await
}

/// One made-up visitor, from the first question to the last or to where they leave.
fn visit(survey: &Survey, random: &mut Random) -> Submission {
    let [a, b] = [random.next().to_le_bytes(), random.next().to_le_bytes()];
    let mut id = [0; 16];
    id.iter_mut().zip(a.into_iter().chain(b)).for_each(|(byte, random)| *byte = random);
    let returning = random.share() < 0.6;
    let mood = random.normal() + if returning { 0.3 } else { 0.0 };
    let drawn = survey.draw(random.next());

    let (mut answers, mut asked, mut complete) = (Answers::default(), Vec::new(), true);
    let mut step = survey.next(&drawn, None, &answers);
    while let Some((at, (question, sheet))) = step.and_then(|at| Some((at, survey.at(at)?))) {
        if !sheet.parts.is_empty() && asked.last() != Some(&question.id) {
            asked.push(question.id.clone());
        }
        if !answers.is_empty() && random.share() < STOPS {
            complete = false;
            break;
        }
        for part in &sheet.parts {
            let said = say(part, sheet, mood, random);
            // What the question does not take is left out, as if it had been skipped.
            let answer = part.answer(&said).unwrap_or(None);
            answers = answers.with_part(&question.id, &part.key, answer);
        }
        step = survey.next(&drawn, Some(at), &answers);
    }

    let order = Order {
        value: Some((3.6 + 0.8 * random.normal()).exp()),
        currency: Some("EUR".to_owned()),
        n_items: Some(1.0 + random.below(5) as f64),
        customer: Some(if returning { "returning" } else { "new" }.to_owned()),
    };
    Submission {
        id: SubmissionId::drawn(id),
        survey: survey.id.clone(),
        version: survey.version,
        lang: "en".to_owned(),
        complete,
        asked,
        content: anonymise(survey, answers, order.context(), Mode::Answers, &[]),
    }
}

/// What a visitor of this mood says to one part of a card.
fn say(part: &Part, sheet: &Sheet, mood: f64, random: &mut Random) -> Tree {
    let feeling = LOADING * mood + (1.0 - LOADING * LOADING).sqrt() * random.normal();
    match &part.asks {
        Asks::Number { .. } if sheet.sum.is_some() => share_out(part, sheet),
        Asks::Number { scale, .. } => {
            // Most buyers are content: the middle of the scale is a bad mood.
            let place = (0.72 + 0.22 * feeling).clamp(0.0, 1.0);
            let n_steps = (scale.max - scale.min) / scale.step;
            let at = (place * f64::from(n_steps)).round() * f64::from(scale.step);
            Tree::from(f64::from(scale.min) + at)
        }
        Asks::One(choices) => option(choices, random),
        Asks::Several { choices, .. } => Tree::List(vec![option(choices, random)]),
        Asks::Text { .. } if random.share() < COMMENTS => {
            let comments = if 0.0 < feeling { PRAISE } else { BLAME };
            let at = usize::try_from(random.below(comments.len() as u64)).unwrap_or(0);
            comments.get(at).map_or(Tree::Null, |comment| (*comment).into())
        }
        Asks::Text { .. } => Tree::Null,
    }
}

/// One of some options; earlier ones are chosen more often, so that the counts differ.
fn option(choices: &[Choice], random: &mut Random) -> Tree {
    let n = choices.len() as u64;
    let at = random.below(n).min(random.below(n));
    let chosen = usize::try_from(at).ok().and_then(|at| choices.get(at));
    chosen.map_or(Tree::Null, |choice| choice.id.as_str().into())
}

/// An equal share of the points of a card, the first part taking what is left over.
fn share_out(part: &Part, sheet: &Sheet) -> Tree {
    let n = sheet.parts.len() as f64;
    let each = sheet.sum.map_or(0.0, |sum| (sum / n).floor());
    let over = sheet.sum.map_or(0.0, |sum| each.mul_add(-n, sum));
    let is_first = sheet.parts.first().is_some_and(|first| first.key == part.key);
    Tree::from(if is_first { each + over } else { each })
}

/// Seeded random numbers: the same on every machine.
///
/// - **Source**: splitmix64: Steele, Lea, Flood (2014), "Fast splittable pseudorandom number
///   generators", OOPSLA.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0.0 up to but not 1.0.
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// From 0 up to but not `n`, which is small, so that the bias of the remainder is nothing.
    fn below(&mut self, n: u64) -> u64 {
        self.next() % n.max(1)
    }

    /// Standard normal, by the polar form of Box and Muller (1958).
    fn normal(&mut self) -> f64 {
        let (radius, angle) = (1.0 - self.share(), self.share());
        (-2.0 * radius.ln()).sqrt() * (std::f64::consts::TAU * angle).cos()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SURVEY: &str = r#"{"schema":"aftersay.survey/1","id":"s","version":1,
        "questions":[{"id":"overall","kind":"csm"},{"id":"recommend","kind":"nps"},
            {"id":"how","kind":"single_choice","prompt":"How?",
             "options":[{"id":"a","text":"A"},{"id":"b","text":"B"}]},
            {"id":"why","kind":"text","prompt":"Why?","show_if":"recommend <= 6"}]}"#;

    #[test]
    fn made_up_answers_are_such_as_the_survey_takes_and_go_together() {
        let survey = Survey::read(&serde_json::from_str(SURVEY).unwrap()).unwrap();
        let visits: Vec<_> = (0..2000).map(|index| visit(&survey, &mut Random(index))).collect();
        for visit in &visits {
            assert_eq!(Submission::read(&Tree::from(visit), &survey).as_ref(), Ok(visit));
        }
        let n_partial = visits.iter().filter(|visit| !visit.complete).count();
        assert!((60..300).contains(&n_partial), "{n_partial} of 2000 are partial");
        let pairs = visits.iter().filter_map(|visit| {
            let answers = &visit.content.answers;
            Some((answers.number("overall")?, answers.number("recommend")?))
        });
        let pairs: Vec<_> = pairs.collect();
        let n = pairs.len() as f64;
        let mean = |of: &dyn Fn(&(f64, f64)) -> f64| pairs.iter().map(of).sum::<f64>() / n;
        let (x, y) = (mean(&|p| p.0), mean(&|p| p.1));
        let covariance = mean(&|p| (p.0 - x) * (p.1 - y));
        let spread = (mean(&|p| (p.0 - x).powi(2)) * mean(&|p| (p.1 - y).powi(2))).sqrt();
        let correlation = covariance / spread;
        assert!((0.3..0.7).contains(&correlation), "they correlate at {correlation}");
    }

    #[tokio::test]
    async fn a_second_run_with_the_same_seed_adds_nothing() {
        let survey = Survey::read(&serde_json::from_str(SURVEY).unwrap()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let store = format!("sqlite:{}", folder.path().join("s.db").display());
        let store = Store::open(&store).await.unwrap();
        assert_eq!(fill(&store, &survey, 100, 7).await.unwrap(), 100);
        assert_eq!(fill(&store, &survey, 120, 7).await.unwrap(), 20);
        assert_eq!(fill(&store, &survey, 100, 8).await.unwrap(), 100);
        store.close().await;
    }
}
