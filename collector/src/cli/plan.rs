//! `aftersay plan`: how many answers a figure needs, how long they take, and how much privacy they
//! leave room for.

use super::output::{self, Format, Note, count, number};
use aftersay::scoring::randomised::Mechanism;
use aftersay::scoring::sample::{self, Effort, SampleError};
use aftersay::tree::Tree;
use anyhow::{Context as _, ensure};
use std::fmt::Write as _;
use std::io;

/// Plans a survey: how many answers a score needs, and how many days they take
///
/// Say how exact the score has to be, and how many orders you have. The plan says how many answers
/// that takes, how many buyers to ask, and for how many days. Below "epsilon" it says how many
/// answers it takes if each is randomised before it leaves the buyer's browser (data-privacy="noise"):
/// the smaller the epsilon, the better each buyer is protected, and the more answers it takes.
///
/// What you do not know yet is taken at its worst, so that the plan errs on the side of too many.
#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// The score: csat is a share of satisfied buyers, nps the net promoter score, mean any average
    ///
    /// [default: mean if --sd is given, csat otherwise]
    #[arg(long, value_enum)]
    score: Option<Score>,

    /// How far the score may be from the truth, either way, 19 times in 20
    ///
    /// For csat and nps in points out of 100 (5), or below 1 as a share (0.05); for mean in the
    /// units of the score. [default: 5 for csat, 10 for nps]
    #[arg(long, value_name = "POINTS")]
    margin: Option<f64>,

    /// The share of satisfied buyers you expect, for csat, in per cent; or the average, for mean
    ///
    /// [default: 50 for csat, which takes the most answers; the middle of --options for mean]
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    expect: Option<f64>,

    /// The share of promoters you expect, for nps, in per cent [default: 50]
    #[arg(long, value_name = "PERCENT")]
    promoters: Option<f64>,

    /// The share of detractors you expect, for nps, in per cent [default: 50]
    #[arg(long, value_name = "PERCENT")]
    detractors: Option<f64>,

    /// The standard deviation of the score, for mean, from an earlier survey
    ///
    /// [default: the most that --options allow]
    #[arg(long, value_name = "NUMBER")]
    sd: Option<f64>,

    /// The numbers that can be answered, for mean, such as 1,2,3,4,5
    #[arg(
        long = "options",
        value_name = "NUMBERS",
        value_delimiter = ',',
        allow_hyphen_values = true
    )]
    choices: Vec<f64>,

    /// How many orders there are in all in the time you want the score of, if they are few
    #[arg(long, value_name = "ORDERS")]
    population: Option<u64>,

    /// The share of those asked who answer: 0.25, or 25%
    #[arg(long, value_name = "SHARE", default_value = "0.25", value_parser = share)]
    response_rate: f64,

    /// How many orders you have a day, each of which is asked once
    #[arg(long, value_name = "ORDERS", default_value_t = 50.0)]
    orders_per_day: f64,

    /// How much may be learnt of one buyer from one answer, for each plan with randomised answers
    ///
    /// It adds up over the questions that one buyer is asked.
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',', default_value = "1,2,3")]
    epsilon: Vec<f64>,

    /// How many days you are willing to wait, to choose an epsilon that your orders can carry
    #[arg(long, value_name = "DAYS", default_value_t = 30)]
    within: u64,

    /// How to print the plan
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// What is planned for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Score {
    /// The share of satisfied buyers
    Csat,
    /// Promoters less detractors
    Nps,
    /// Any average
    Mean,
}

impl Score {
    fn name(self) -> &'static str {
        match self {
            Self::Csat => "csat",
            Self::Nps => "nps",
            Self::Mean => "mean",
        }
    }
}

fn share(text: &str) -> Result<f64, String> {
    let (number, unit) = text.strip_suffix('%').map_or((text, 1.0), |percent| (percent, 0.01));
    let share = number.trim().parse::<f64>().map(|number| number * unit);
    let allowed = || "allowed is a share above 0 up to 1, such as 0.25, or 25%".to_owned();
    share.ok().filter(|share| 0.0 < *share && *share <= 1.0).ok_or_else(allowed)
}

pub(super) fn run(options: &Options) -> anyhow::Result<()> {
    print(options, &mut io::stdout().lock())
}

fn print(options: &Options, out: &mut impl io::Write) -> anyhow::Result<()> {
    let plan = plan(options)?;
    output::print(out, options.format, || to_tree(&plan, options), || to_text(&plan, options))
}

/// What the answers are expected to be like, in the units of the score.
#[derive(Debug, Clone, PartialEq)]
struct Crowd {
    score: Score,
    /// What each answer counts; none where that is not known.
    options: Vec<f64>,
    mean: f64,
    sd: f64,
    margin: f64,
}

#[derive(Debug, Clone, PartialEq)]
struct Plan {
    crowd: Crowd,
    effort: Effort,
    /// Each epsilon with its effort; `None` where it cannot be reached, or not be said.
    epsilon: Vec<(f64, Option<Effort>)>,
    /// The smallest epsilon that the orders can carry in the days there are.
    carries: Option<f64>,
    notes: Vec<Note>,
}

fn plan(options: &Options) -> anyhow::Result<Plan> {
    let crowd = crowd(options)?;
    let needed = match crowd.score {
        // The same figure, said once in points and once in shares.
        Score::Csat => {
            sample::for_share(crowd.mean / 100.0, crowd.margin / 100.0, options.population)
        }
        Score::Nps | Score::Mean => sample::for_mean(crowd.sd, crowd.margin, options.population),
    }?;
    let effort = effort(needed, options)?;
    let mut notes = Vec::new();
    let mut epsilon: Vec<(f64, Option<Effort>)> = Vec::new();
    for &value in &options.epsilon {
        let randomised = if crowd.options.is_empty() {
            None
        } else {
            randomised(value, &crowd, options)
                .with_context(|| format!("with --epsilon {value}"))?
                .map(|needed| self::effort(needed, options))
                .transpose()?
        };
        epsilon.push((value, randomised));
    }
    let reachable = |effort: &Effort| {
        let everybody = options.population.is_none_or(|people| effort.send <= people);
        effort.days <= options.within && everybody
    };
    let possible = epsilon.iter().filter(|(_, effort)| effort.as_ref().is_some_and(reachable));
    let carries = possible.map(|(value, _)| *value).min_by(f64::total_cmp);
    let mut note = |code, text| notes.push(Note { code, text });
    if let Some(people) = options.population.filter(|people| *people < effort.send) {
        let (send, percent) = (effort.send, 100.0 * options.response_rate);
        note(
            "too_few_orders",
            format!(
                "{send} buyers would have to be asked if {percent} % answer, and there are only \
                 {people}: allow a wider margin, or a longer time"
            ),
        );
    }
    if crowd.options.is_empty() {
        let text = "for randomised answers say which numbers can be answered, with --options";
        note("options_unknown", text.to_owned());
    }
    Ok(Plan { crowd, effort, epsilon, carries, notes })
}

/// How many randomised answers it takes; `None` where there are not so many orders.
fn randomised(epsilon: f64, crowd: &Crowd, options: &Options) -> anyhow::Result<Option<u64>> {
    let mechanism = Mechanism::new(crowd.options.len(), epsilon)?;
    let Crowd { mean, sd, margin, .. } = *crowd;
    Ok(mechanism.needed_for_mean(&crowd.options, mean, sd, margin, options.population)?)
}

fn effort(needed: u64, options: &Options) -> Result<Effort, SampleError> {
    Effort::of(needed, options.response_rate, options.orders_per_day)
}

/// Makes numbers of what the owner said, and of what stands for the rest.
fn crowd(options: &Options) -> anyhow::Result<Crowd> {
    let score =
        options.score.unwrap_or(if options.sd.is_some() { Score::Mean } else { Score::Csat });
    let allowed = |flag: &str, given: bool, of: Score| {
        let (score, of_name) = (score.name(), of.name());
        ensure!(!given || score == of_name, "{flag} is for --score {of_name}, and this is {score}");
        Ok(())
    };
    allowed("--promoters", options.promoters.is_some(), Score::Nps)?;
    allowed("--detractors", options.detractors.is_some(), Score::Nps)?;
    allowed("--sd", options.sd.is_some(), Score::Mean)?;
    allowed("--options", !options.choices.is_empty(), Score::Mean)?;
    let given = score != Score::Nps || options.expect.is_none();
    ensure!(given, "--expect is for csat and mean; for nps say --promoters and --detractors");
    let points = |default: f64| match options.margin {
        Some(margin) if margin < 1.0 => 100.0 * margin,
        margin => margin.unwrap_or(default),
    };
    match score {
        Score::Csat => {
            let mean = percent("--expect", options.expect)?;
            let sd = (mean * (100.0 - mean)).sqrt();
            Ok(Crowd { score, options: vec![0.0, 100.0], mean, sd, margin: points(5.0) })
        }
        Score::Nps => {
            let promoters = percent("--promoters", options.promoters)?;
            let detractors = match options.detractors {
                None => (100.0 - promoters).min(50.0),
                given => percent("--detractors", given)?,
            };
            let all = promoters + detractors;
            ensure!(all <= 100.0, "promoters and detractors are {all} %, allowed are up to 100 %");
            let mean = promoters - detractors;
            let sd = (100.0 * all - mean * mean).max(0.0).sqrt();
            Ok(Crowd { score, options: vec![-100.0, 0.0, 100.0], mean, sd, margin: points(10.0) })
        }
        Score::Mean => of_mean(options),
    }
}

fn of_mean(options: &Options) -> anyhow::Result<Crowd> {
    let numbers = options.choices.clone();
    let bad = numbers.iter().find(|number| !number.is_finite());
    ensure!(bad.is_none(), "--options are numbers such as 1,2,3,4,5");
    ensure!(numbers.len() != 1, "--options are at least two numbers, such as 1,2,3,4,5");
    let margin =
        options.margin.context("say --margin: how far the average may be from the truth")?;
    let low = numbers.iter().copied().fold(f64::INFINITY, f64::min);
    let high = numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let middle = if numbers.is_empty() { 0.0 } else { f64::midpoint(low, high) };
    let mean = options.expect.unwrap_or(middle);
    let widest = (!numbers.is_empty()).then(|| ((high - mean) * (mean - low)).max(0.0).sqrt());
    let sd = options.sd.or(widest).context("say --sd, the standard deviation, or --options")?;
    Ok(Crowd { score: Score::Mean, options: numbers, mean, sd, margin })
}

/// A share in per cent; 50 where it is not given.
fn percent(flag: &str, given: Option<f64>) -> anyhow::Result<f64> {
    let percent = given.unwrap_or(50.0);
    ensure!((0.0..=100.0).contains(&percent), "{flag} {percent} is not from 0 to 100 per cent");
    Ok(percent)
}

/// The plan for programs: `aftersay.plan/1`.
fn to_tree(plan: &Plan, options: &Options) -> Tree {
    let Crowd { score, mean, sd, margin, .. } = plan.crowd;
    let epsilon = plan
        .epsilon
        .iter()
        .map(|(value, effort)| (value.to_string(), count(effort.map(|effort| effort.needed))));
    Tree::map([
        ("schema", "aftersay.plan/1".into()),
        ("needed", count(Some(plan.effort.needed))),
        ("send", count(Some(plan.effort.send))),
        ("days", count(Some(plan.effort.days))),
        ("epsilon", Tree::Map(epsilon.collect())),
        ("carries", number(plan.carries)),
        (
            "assumed",
            Tree::map([
                ("score", score.name().into()),
                ("margin", margin.into()),
                ("mean", if plan.crowd.options.is_empty() { Tree::Null } else { mean.into() }),
                ("sd", sd.into()),
                ("population", count(options.population)),
                ("response_rate", options.response_rate.into()),
                ("orders_per_day", options.orders_per_day.into()),
                ("within", count(Some(options.within))),
            ]),
        ),
        ("warnings", Tree::List(plan.notes.iter().map(Tree::from).collect())),
    ])
}

/// The plan for people.
fn to_text(plan: &Plan, options: &Options) -> String {
    let mut text = String::new();
    let mut line = |words: std::fmt::Arguments| {
        // Writing to a string does not fail.
        let _ = writeln!(text, "{words}");
    };
    let Crowd { score, mean, margin, .. } = plan.crowd;
    let rounded = |number: f64| (number * 100.0).round() / 100.0;
    let (margin, mean, sd) = (rounded(margin), rounded(mean), rounded(plan.crowd.sd));
    match score {
        Score::Csat => line(format_args!(
            "A share of satisfied buyers of about {mean} %, to ±{margin} points:"
        )),
        Score::Nps => {
            line(format_args!("A net promoter score of about {mean}, to ±{margin} points:"));
        }
        Score::Mean => {
            line(format_args!("An average whose standard deviation is {sd}, to ±{margin}:"));
        }
    }
    let Effort { needed, send, days } = plan.effort;
    let (percent, orders) = (rounded(100.0 * options.response_rate), options.orders_per_day);
    line(format_args!("  {needed} answers: ask {send} buyers if {percent} % of them answer,"));
    line(format_args!("  which takes {days} days at {orders} orders a day."));

    if !plan.crowd.options.is_empty() {
        line(format_args!("\nIf every answer is randomised before it leaves the browser:"));
        line(format_args!("  {:>7} {:>10} {:>10} {:>10}", "epsilon", "answers", "ask", "days"));
    }
    for (value, effort) in plan.epsilon.iter().filter(|_| !plan.crowd.options.is_empty()) {
        match effort {
            Some(Effort { needed, send, days }) => {
                line(format_args!("  {value:>7} {needed:>10} {send:>10} {days:>10}"));
            }
            None => line(format_args!("  {value:>7} not even if everybody answered")),
        }
    }
    let within = options.within;
    match plan.carries {
        Some(value) => {
            line(format_args!("\nWithin {within} days your orders carry an epsilon of {value}."));
        }
        None if plan.crowd.options.is_empty() => {}
        None => line(format_args!("\nWithin {within} days your orders carry none of these.")),
    }
    for note in &plan.notes {
        line(format_args!("Note: {}", note.text));
    }
    line(format_args!(
        "\nMore answers do not make up for buyers of one kind who never answer: watch the response rate."
    ));
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser as _;
    use serde_json::{Value, json};

    #[derive(clap::Parser)]
    struct Cli {
        #[command(flatten)]
        options: Options,
    }

    fn printed(arguments: &str) -> anyhow::Result<String> {
        let cli = Cli::try_parse_from(["plan"].into_iter().chain(arguments.split_whitespace()))?;
        let mut out = Vec::new();
        print(&cli.options, &mut out)?;
        Ok(String::from_utf8(out)?)
    }

    #[track_caller]
    fn plan(arguments: &str) -> Value {
        let printed = printed(arguments).unwrap();
        crate::report::json::assert_fits(&aftersay::outputs::PLAN, &printed);
        serde_json::from_str(&printed).unwrap()
    }

    #[test]
    fn a_plan_without_a_word_is_that_of_a_share_of_which_nothing_is_known() {
        let found = plan("");
        assert_eq!(found["schema"], "aftersay.plan/1");
        assert_eq!(
            (&found["needed"], &found["send"], &found["days"]),
            (&json!(385), &json!(1540), &json!(31))
        );
        // Of the worst share, as the 385: never fewer than without noise.
        assert_eq!(found["epsilon"], json!({"1": 1799, "2": 663, "3": 469}));
        assert_eq!(found["carries"], Value::Null);
        assert_eq!(found["assumed"]["mean"], 50);
    }

    #[test]
    fn the_cases_of_the_reference_come_back() {
        for (case, arguments, needed, send) in [
            ("a mean", "--sd 45 --margin 5", 312, 1248),
            ("a share in points", "--margin 5 --response-rate 25%", 385, 1540),
            ("a share as a share", "--margin 0.05", 385, 1540),
            ("a share of 2000 people", "--margin 5 --population 2000", 323, 1292),
        ] {
            let found = plan(arguments);
            assert_eq!(
                (&found["needed"], &found["send"]),
                (&json!(needed), &json!(send)),
                "{case}"
            );
        }
    }

    #[test]
    fn satisfaction_of_80_percent_to_5_points_carries_what_the_table_says() {
        let found = plan("--score csat --margin 5 --expect 80");
        assert_eq!(found["needed"], 246);
        assert_eq!(found["epsilon"], json!({"1": 1661, "2": 524, "3": 331}));
    }

    #[test]
    fn a_promoter_score_to_10_points_needs_what_the_table_says() {
        // The table rounds to the nearest: 234.3, 323.2, 537.3, 1931.6. A plan rounds up.
        let found = plan("--score nps --margin 10 --promoters 50 --detractors 20");
        assert_eq!(found["needed"], 235);
        assert_eq!(found["epsilon"], json!({"1": 1932, "2": 538, "3": 324}));
    }

    #[test]
    fn the_seven_levels_of_satisfaction_are_a_mean() {
        let found =
            plan("--score mean --sd 45 --margin 5 --options -90,-60,-30,0,30,60,90 --epsilon 2,40");
        assert_eq!((&found["needed"], &found["epsilon"]["40"]), (&json!(312), &json!(312)));
        assert!(312 * 4 < found["epsilon"]["2"].as_u64().unwrap());
        let worst = plan("--score mean --margin 0.2 --options 1,2,3,4,5");
        assert_eq!(worst["needed"], 385, "all at the ends: a deviation of 2");
        let unknown = plan("--sd 45 --margin 5");
        assert_eq!(unknown["epsilon"], json!({"1": null, "2": null, "3": null}));
        assert_eq!(unknown["warnings"][0]["code"], "options_unknown");
    }

    #[test]
    fn the_orders_decide_how_much_privacy_they_carry() {
        for (orders, carries) in
            [(10, json!(null)), (60, json!(3)), (100, json!(2)), (1000, json!(1))]
        {
            let found = plan(&format!("--expect 80 --orders-per-day {orders}"));
            assert_eq!(found["carries"], carries, "{orders} orders a day");
        }
        let small = plan("--population 500 --expect 80");
        assert_eq!(small["warnings"][0]["code"], "too_few_orders");
        assert_eq!((&small["carries"], &small["epsilon"]["1"]), (&json!(null), &json!(null)));
    }

    #[test]
    fn people_read_the_same_plan() {
        insta::assert_snapshot!(printed("--expect 80 --orders-per-day 100 --format text").unwrap());
    }

    #[test]
    fn what_cannot_be_planned_is_refused_with_what_is_allowed() {
        for (arguments, words) in [
            ("--score mean", "say --margin"),
            ("--score mean --margin 5", "say --sd"),
            ("--margin 0", "sampling error 0 is not a number above 0"),
            ("--expect 120", "--expect 120 is not from 0 to 100 per cent"),
            ("--score nps --promoters 60 --detractors 50", "are 110 %, allowed are up to 100 %"),
            ("--score nps --expect 50", "for nps say --promoters and --detractors"),
            ("--promoters 50", "--promoters is for --score nps, and this is csat"),
            ("--score nps --sd 45", "--sd is for --score mean, and this is nps"),
            ("--response-rate 0", "allowed is a share above 0 up to 1"),
            ("--orders-per-day 0", "0 orders a day is not a number above 0"),
            ("--epsilon 0", "epsilon 0 is not a number above 0"),
            ("--sd 5 --margin 1 --options 1,2,3", "standard deviation 5 is not from 0 to 1"),
            ("--sd 1 --margin 1 --options 1", "at least two numbers"),
        ] {
            let error = format!("{:#}", printed(arguments).unwrap_err());
            assert!(error.contains(words), "{arguments}: {error}");
        }
    }
}
