//! `aftersay simulate`: made-up answers, so that a new owner sees what results will look like.

use super::all;
use crate::store::{BATCH_MAX, Inserted, Origin, Store, StoreError, today};
use crate::surveys::Surveys;
use aftersay::anonymise::bands::Order;
use aftersay::anonymise::{Mode, anonymise};
use aftersay::answers::Answers;
use aftersay::random::next_random;
use aftersay::survey::scales::{Look, Scale};
use aftersay::survey::{Asks, Choice, Kind, Part, Question, Sheet, Survey};
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

/// The share of visitors to whom a question does not apply, where they may say so.
const NOT_APPLICABLE: f64 = 0.08;

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

const OTHERS: [&str; 5] =
    ["At the Christmas market", "A colleague", "As a present", "No idea", "Something in the paper"];

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
        for (part, said) in sheet.parts.iter().zip(say(question, sheet, mood, random)) {
            if question.open_parts(sheet, &answers).all(|open| open != part) {
                continue;
            }
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

/// Where on its scale an answer usually is, and by how much a good mood moves it.
#[derive(Debug, Clone, Copy)]
struct Habit {
    place: f64,
    spread: f64,
}

const fn habit(place: f64, spread: f64) -> Habit {
    Habit { place, spread }
}

/// Most buyers are content: the middle of the scale is a bad mood.
const USUAL: Habit = habit(0.72, 0.22);

/// The parts that are answered otherwise than [`USUAL`], by how their keys end.
const HABITS: [(&str, Habit); 24] = [
    ("satisfaction_expected", USUAL),
    ("sat_expected", USUAL),
    // What should be, where what is gets asked beside it.
    ("expected", habit(0.85, 0.08)),
    ("desired", habit(0.9, 0.06)),
    ("adequate", habit(0.5, 0.1)),
    ("importance", habit(0.7, 0.15)),
    // What went wrong goes wrong for few.
    ("problem", habit(0.12, -0.3)),
    ("complaints_reason", habit(0.12, -0.3)),
    ("complaints_made", habit(0.02, -0.3)),
    ("complained", habit(0.05, -0.3)),
    ("told", habit(0.45, 0.3)),
    ("wrong", habit(0.2, -0.15)),
    // What it costs.
    ("money", habit(0.5, -0.18)),
    ("time", habit(0.3, -0.18)),
    ("energy", habit(0.25, -0.18)),
    ("effort", habit(0.2, -0.18)),
    ("rise", habit(0.35, 0.25)),
    ("dearer", habit(0.35, 0.25)),
    ("cheaper", habit(0.5, -0.2)),
    // Habits of buying, and how free these are.
    ("orders", habit(0.004, 0.002)),
    ("share_percent", habit(0.4, 0.25)),
    ("lock_in", habit(0.35, -0.25)),
    // A feature is liked where it is there, and its absence is a matter of taste.
    ("with", habit(0.15, 0.25)),
    ("without", habit(0.7, 0.3)),
];

/// What a visitor of this mood says to the parts of a card, one by one.
fn say(question: &Question, sheet: &Sheet, mood: f64, random: &mut Random) -> Vec<Tree> {
    if let Some(sum) = sheet.sum {
        return share_out(sum, sheet.parts.len(), random);
    }
    let mut said = Vec::new();
    for part in &sheet.parts {
        let feeling = LOADING * mood + (1.0 - LOADING * LOADING).sqrt() * random.normal();
        if part.not_applicable && random.share() < NOT_APPLICABLE {
            said.push(Choice::NOT_APPLICABLE.into());
            continue;
        }
        said.push(match &part.asks {
            Asks::Number { scale, look } => {
                let lean = lean(question, part, *scale, look);
                number(*scale, lean, feeling)
            }
            Asks::One(choices) => option(choices, random),
            Asks::Several { choices, at_least, at_most } => {
                let failures = matches!(question.kind, Kind::Failures(_));
                if failures && random.share() < 0.85 {
                    Tree::List(vec![Choice::NONE.into()])
                } else {
                    options(choices, *at_least, *at_most, random)
                }
            }
            Asks::Order(choices) => order(choices, random),
            Asks::Text { .. } if part.key == Choice::OTHER || random.share() < COMMENTS => {
                let comments = match part.key.as_str() {
                    Choice::OTHER => OTHERS,
                    _ if 0.0 < feeling => PRAISE,
                    _ => BLAME,
                };
                let at = usize::try_from(random.below(comments.len() as u64)).unwrap_or(0);
                comments.get(at).map_or(Tree::Null, |comment| (*comment).into())
            }
            Asks::Text { .. } => Tree::Null,
        });
    }
    said
}

fn lean(question: &Question, part: &Part, scale: Scale, look: &Look) -> Habit {
    let known = HABITS.iter().find(|(end, _)| part.key.ends_with(end));
    match (known, look) {
        // Here it is asked after the order whether it came up to what was expected.
        (Some(_), _) if question.kind == Kind::Acsi => USUAL,
        (Some((_, habit)), _) => *habit,
        // A number that is written may go up to a million, and seldom does.
        (None, Look::Field) => habit(0.0, 4.0 / f64::from(scale.max - scale.min).max(8.0)),
        (None, _) => USUAL,
    }
}

fn number(scale: Scale, lean: Habit, feeling: f64) -> Tree {
    let place = (lean.place + lean.spread * feeling).clamp(0.0, 1.0);
    let n_steps = (scale.max - scale.min) / scale.step;
    let at = (place * f64::from(n_steps)).round() * f64::from(scale.step);
    Tree::from(f64::from(scale.min) + at)
}

/// One of some options; earlier ones are chosen more often, so that the counts differ.
fn option(choices: &[Choice], random: &mut Random) -> Tree {
    let n = choices.len() as u64;
    let at = random.below(n).min(random.below(n));
    let chosen = usize::try_from(at).ok().and_then(|at| choices.get(at));
    chosen.map_or(Tree::Null, |choice| choice.id.as_str().into())
}

/// One or two of some options, or as many as there have to be, none of which is that there are none.
fn options(choices: &[Choice], at_least: usize, at_most: usize, random: &mut Random) -> Tree {
    let real: Vec<_> = choices.iter().filter(|choice| choice.id != Choice::NONE).cloned().collect();
    let Tree::List(mut chosen) = order(&real, random) else { return Tree::Null };
    let wanted = if random.share() < 0.3 { 2 } else { 1 };
    chosen.truncate(wanted.min(at_most).max(at_least));
    Tree::List(chosen)
}

/// All of some options, earlier ones more often before later ones.
fn order(choices: &[Choice], random: &mut Random) -> Tree {
    let mut left = choices.to_vec();
    let mut order = Vec::new();
    while let Some(next) = option(&left, random).text() {
        left.retain(|choice| choice.id != next);
        order.push(Tree::from(next));
    }
    Tree::List(order)
}

/// Points at random, the last part taking what is left over.
fn share_out(sum: f64, n_parts: usize, random: &mut Random) -> Vec<Tree> {
    let shares: Vec<_> = (0..n_parts).map(|_| 0.3 + random.share()).collect();
    let all: f64 = shares.iter().sum();
    let mut points: Vec<_> = shares.iter().map(|share| (sum * share / all).floor()).collect();
    let left = sum - points.iter().sum::<f64>();
    if let Some(last) = points.last_mut() {
        *last += left;
    }
    points.into_iter().map(Tree::from).collect()
}

/// Seeded random numbers: the same on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        next_random(&mut self.0)
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
    use aftersay::answers::Answer;

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

    #[test]
    fn every_kind_of_question_is_answered_as_buyers_might() {
        let survey = include_str!("../../../tests/fixtures/surveys/every-kind.json");
        let survey = Survey::read(&serde_json::from_str(survey).unwrap()).unwrap();
        let visits: Vec<_> = (0..600).map(|index| visit(&survey, &mut Random(index))).collect();
        let mut n_problems = 0;
        for visit in &visits {
            assert_eq!(Submission::read(&Tree::from(visit), &survey).as_ref(), Ok(visit));
            let problem = visit.content.answers.part("complaints", "problem");
            n_problems += usize::from(problem.and_then(Answer::number) == Some(1.0));
        }
        assert!((10..150).contains(&n_problems), "{n_problems} of 600 had a problem");
        for question in survey.questions.iter().filter(|question| question.kind != Kind::Info) {
            let answered =
                visits.iter().any(|visit| visit.content.answers.get(&question.id).is_some());
            assert!(answered, "nobody answered {}", question.id);
        }
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
