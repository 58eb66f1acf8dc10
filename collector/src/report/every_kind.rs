//! What holds for every kind of question, whatever visitors say to it.

use super::*;
use crate::store::Origin;
use aftersay::anonymise::bands::Context;
use aftersay::anonymise::randomise::{N_DRAWS, mechanisms};
use aftersay::anonymise::{Mode, anonymise, noisy};
use aftersay::answers::{Answer, Answers};
use aftersay::outputs::REPORT;
use aftersay::scoring::estimate::Estimate;
use aftersay::survey::{Choice, Sheet};
use aftersay::tree::Tree;
use aftersay::wire::{Submission, SubmissionId};
use proptest::prelude::*;

fn survey() -> Survey {
    let file = include_str!("../../../tests/fixtures/surveys/every-kind.json");
    Survey::read(&serde_json::from_str(file).unwrap()).unwrap()
}

/// A seeded source of small numbers.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        usize::try_from(next_random(&mut self.0) % n as u64).unwrap()
    }

    fn draws(&mut self, n: usize) -> Vec<[u32; N_DRAWS]> {
        let mut draw = || u32::try_from(next_random(&mut self.0) >> 32).unwrap();
        (0..n).map(|_| std::array::from_fn(|_| draw())).collect()
    }
}

/// Somebody who answers about three of four things, half by a mood and half by chance.
fn visitor(survey: &Survey, mode: Mode, seed: u64) -> Submission {
    let random = &mut Random(seed);
    let mut answers = Answers::default();
    let mood = random.below(101);
    for question in &survey.questions {
        for sheet in &question.sheets {
            for (key, answer) in said(sheet, mood, random) {
                answers = answers.with_part(&question.id, &key, Some(answer));
            }
            // As a page does, which takes no words for an option that is not chosen.
            let open: Vec<_> = question.open_parts(sheet, &answers).collect();
            for part in sheet.parts.iter().filter(|part| !open.contains(part)) {
                answers = answers.with_part(&question.id, &part.key, None);
            }
        }
    }
    submission(survey, answers, mode, random)
}

fn said(sheet: &Sheet, mood: usize, random: &mut Random) -> Vec<(String, Answer)> {
    let mut said = Vec::new();
    for (index, part) in sheet.parts.iter().enumerate() {
        if let Some(sum) = sheet.sum {
            let points = if index == 0 { sum } else { 0.0 };
            said.push((part.key.clone(), Answer::Number(points)));
            continue;
        }
        if random.below(4) == 0 {
            continue;
        }
        let answer = match &part.asks {
            _ if part.not_applicable && random.below(5) == 0 => {
                Answer::Choice(Choice::NOT_APPLICABLE.to_owned())
            }
            Asks::Number { scale, .. } => {
                let n = usize::try_from((scale.max - scale.min) / scale.step).unwrap().min(100);
                let place = usize::midpoint(random.below(n + 1), mood * n / 100);
                let step = i32::try_from(place).unwrap() * scale.step;
                Answer::Number(f64::from(scale.min + step))
            }
            Asks::One(choices) => Answer::Choice(choices[random.below(choices.len())].id.clone()),
            Asks::Several { choices, at_least, .. } => {
                let mut ids: Vec<_> = choices.iter().map(|choice| choice.id.clone()).collect();
                ids.retain(|id| *at_least < 2 || id != Choice::NONE);
                ids.rotate_left(random.below(choices.len()));
                ids.truncate((*at_least).max(1));
                ids.sort_by_key(|id| choices.iter().position(|choice| choice.id == *id));
                Answer::Choices(ids)
            }
            Asks::Order(choices) => {
                let mut ids: Vec<_> = choices.iter().map(|choice| choice.id.clone()).collect();
                ids.rotate_left(random.below(choices.len()));
                Answer::Choices(ids)
            }
            Asks::Text { .. } => Answer::Text("Fine".to_owned()),
        };
        said.push((part.key.clone(), answer));
    }
    said
}

fn submission(survey: &Survey, answers: Answers, mode: Mode, random: &mut Random) -> Submission {
    let asked: Vec<_> = survey.questions.iter().map(|question| question.id.clone()).collect();
    let content = match mode {
        Mode::Noise => {
            let draws = random.draws(mechanisms(survey, 2.0).len());
            noisy(survey, &answers, &asked, Context::default(), 2.0, &draws)
        }
        mode => anonymise(survey, answers, Context::default(), mode, &[]),
    };
    let [a, b] = [(); 2].map(|()| next_random(&mut random.0).to_le_bytes());
    let mut id = [0; 16];
    id.iter_mut().zip(a.into_iter().chain(b)).for_each(|(byte, random)| *byte = random);
    let submission = Submission {
        id: SubmissionId::drawn(id),
        survey: survey.id.clone(),
        version: survey.version,
        lang: "en".to_owned(),
        complete: true,
        asked,
        content,
    };
    let read = Submission::read(&Tree::from(&submission), survey);
    assert!(read.is_ok(), "{read:?}");
    submission
}

fn tally(survey: &Survey, all: &[Submission]) -> Tally {
    let mut tally = Tally::new();
    for submission in all {
        tally.add(submission, survey, Origin::Visitor);
    }
    tally
}

fn any_visitors(n: usize) -> impl Strategy<Value = Vec<Submission>> {
    let modes = [Mode::Answers, Mode::Answers, Mode::Scores, Mode::Noise];
    let any = (proptest::sample::select(modes.to_vec()), any::<u64>());
    let survey = survey();
    let one = any.prop_map(move |(mode, seed)| visitor(&survey, mode, seed));
    proptest::collection::vec(one, 0..n)
}

/// Every estimate of a report with the place where it stands.
fn estimates(tree: &Tree, at: &str, found: &mut Vec<(String, f64)>) {
    if let (Some(_), Some(n)) = (tree.get("value"), tree.get("n").and_then(Tree::number)) {
        found.push((at.to_owned(), n));
    }
    for (name, value) in tree.entries() {
        estimates(value, &[at, "/", name].concat(), found);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn tallies_of_every_kind_add_up_in_any_order_and_come_off_again(
        all in any_visitors(12), cut in 0_usize..12,
    ) {
        let survey = survey();
        let whole = tally(&survey, &all);
        let (first, second) = all.split_at(cut.min(all.len()));
        let [first, second] = [first, second].map(|part| tally(&survey, part));
        let mut merged = second.clone();
        merged.merge(&first);
        prop_assert_eq!(&merged, &whole);
        merged.subtract(&first);
        prop_assert_eq!(&merged, &second);
        merged.subtract(&second);
        prop_assert_eq!(merged, Tally::new());
        let stored = serde_json::to_string(&whole).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Tally>(&stored).unwrap(), &whole);
    }

    #[test]
    fn no_figure_of_any_kind_rests_on_too_few_and_all_keep_the_shape_of_reports(
        all in any_visitors(40), k_min in 1_u64..12,
    ) {
        let survey = survey();
        let report = Tree::from(&tally(&survey, &all).report(&survey, k_min));
        let mut found = Vec::new();
        estimates(&report, "", &mut found);
        for (at, n) in found {
            prop_assert!(k_min as f64 <= n, "{at} rests on {n} of {k_min}");
        }
        json::assert_fits(&REPORT, &serde_json::to_string(&report).unwrap());
    }

    #[test]
    fn who_says_nothing_changes_no_figure(all in any_visitors(30), n_silent in 1_usize..20) {
        let survey = survey();
        let before = tally(&survey, &all);
        let mut after = before.clone();
        for n in 0..n_silent {
            let mute = submission(&survey, Answers::default(), Mode::Answers, &mut Random(n as u64));
            after.add(&mute, &survey, Origin::Visitor);
        }
        // As soon as there is anything to show at all.
        prop_assume!(1 < all.len());
        let scores = |tally: &Tally| {
            let report = tally.report(&survey, 1);
            let of = |question: &QuestionReport| match &question.finding {
                Finding::Shown(figures) => {
                    Some((figures.scores.clone(), figures.parts.clone(), figures.shares.clone()))
                }
                Finding::Hidden | Finding::TooFew { .. } => None,
            };
            (report.questions.iter().map(of).collect::<Vec<_>>(), report.indexes)
        };
        prop_assert_eq!(scores(&after), scores(&before));
    }
}

/// The estimate of a question's first score.
fn first_score(report: &Report, id: &str) -> Estimate {
    let found = report.questions.iter().find(|question| question.id == id).unwrap();
    let Finding::Shown(figures) = &found.finding else { panic!("{id} is {:?}", found.finding) };
    figures.scores[0].1.unwrap()
}

#[test]
fn scores_that_were_mixed_with_chance_still_tell_what_all_said() {
    let survey = Survey::read(
        &serde_json::from_str(
            r#"{"schema":"aftersay.survey/1","id":"s","version":1,"questions":[
                {"id":"recommend","kind":"nps"},{"id":"again","kind":"csat","required":true},
                {"id":"overall","kind":"csm"},{"id":"wrap","kind":"kano","feature":"wrapping"}]}"#,
        )
        .unwrap(),
    )
    .unwrap();
    let said = |recommend: f64, again: f64, overall: f64, without: f64| {
        Answers::default()
            .with("recommend", Some(Answer::Number(recommend)))
            .with("again", Some(Answer::Number(again)))
            .with("overall", Some(Answer::Number(overall)))
            .with_part("wrap", "with", Some(Answer::Number(1.0)))
            .with_part("wrap", "without", Some(Answer::Number(without)))
    };
    let groups = [
        (500, said(10.0, 5.0, 90.0, 5.0)),
        (300, said(8.0, 4.0, 30.0, 3.0)),
        (200, said(2.0, 1.0, -60.0, 3.0)),
    ];
    let truth = [("recommend", 30.0), ("again", 80.0), ("overall", 42.0), ("wrap", 1.0)];
    let mut widths = Vec::new();
    for modes in [vec![Mode::Answers], vec![Mode::Answers, Mode::Noise], vec![Mode::Noise]] {
        let mut all = Vec::new();
        let mut random = Random(11);
        for (n, answers) in &groups {
            for index in 0..*n {
                let mode = modes[index % modes.len()];
                all.push(submission(&survey, answers.clone(), mode, &mut random));
            }
        }
        let report = tally(&survey, &all).report(&survey, 10);
        for (id, truth) in truth {
            let found = first_score(&report, id);
            let (low, high) = found.interval.unwrap();
            assert!(low <= truth && truth <= high, "{modes:?}: {id} is {found:?}");
            assert_eq!(found.n, 1000, "{modes:?}: {id}");
        }
        let (low, high) = first_score(&report, "recommend").interval.unwrap();
        widths.push(high - low);
        let told = report.warnings.iter().filter(|warning| warning.code == "noise").count();
        assert_eq!(told, if modes.contains(&Mode::Noise) { 4 } else { 0 }, "{modes:?}");
        if modes == [Mode::Noise] {
            let json = Tree::from(&report);
            let wrap = json.get("questions").and_then(|all| all.get("wrap")).unwrap();
            let readings = wrap.get("readings").unwrap();
            assert_eq!(readings.get("mode").and_then(Tree::text), Some("O"));
            assert_eq!(readings.get("fong_limit"), None, "the test knows no noise");
        }
    }
    assert!(widths[0] < widths[1] && widths[1] < widths[2], "{widths:?}");
}

#[test]
fn every_kind_is_told_in_lines_and_as_a_page() {
    let survey = survey();
    let all: Vec<_> = (0..120).map(|seed| visitor(&survey, Mode::Answers, seed)).collect();
    let report = tally(&survey, &all).report(&survey, 10);
    insta::assert_snapshot!("every_kind_text", text::page(&report, &survey));
    let page = html::page(&report, &survey, html::Setting::Dashboard).into_string();
    assert!(!page.contains("style=\""), "a strict policy refuses styles in attributes");
    for question in survey.questions.iter().filter(|question| question.kind != Kind::Info) {
        assert!(page.contains(&format!("id=\"q-{}\"", question.id)), "{} is missing", question.id);
    }
    for told in ["What leads to what", "Most frequent", "Weight by correlation", "What to do"] {
        assert!(page.contains(told), "{told} is not told");
    }
}
