//! What reports promise: the whole is the sum of its parts, missing is no zero, few stay hidden.

use super::*;
use crate::store::Origin;
use aftersay::scoring;
use aftersay::tree::Tree;
use aftersay::wire::{Submission, SubmissionId};
use proptest::prelude::*;

const SURVEY: &str = r#"{
    "schema": "aftersay.survey/1", "id": "after-delivery", "version": 3, "title": "How did we do?",
    "questions": [
        {"id": "overall", "kind": "csm", "about": {"en": "your order"}},
        {"id": "recommend", "kind": "nps"},
        {"id": "again", "kind": "csat"},
        {"id": "parcel", "kind": "rating", "prompt": "How was the parcel?", "low": "poor"},
        {"id": "found", "kind": "single_choice", "prompt": "Where did you find us?", "options": [
            {"id": "friend", "text": "A friend"}, {"id": "search", "text": "A search"}]},
        {"id": "why", "kind": "text", "prompt": "What is behind that?"}
    ]
}"#;

fn survey() -> Survey {
    Survey::read(&serde_json::from_str(SURVEY).unwrap()).unwrap()
}

/// A submission of these answers in full, or of their scores alone.
fn submission(answers: &Tree, mode: &str) -> Submission {
    let survey = survey();
    let answered = answers.entries().iter().map(|(id, _)| id.as_str().into()).collect();
    let at = aftersay::shape::Pointer::default();
    let read = aftersay::answers::Answers::read(answers, &survey, &at).unwrap();
    let scores = Tree::from(&scoring::score(&survey, &read));
    let kept = if mode == "answers" { answers.clone() } else { Tree::map([]) };
    let tree = Tree::map([
        ("schema", "aftersay.submission/1".into()),
        ("id", SubmissionId::drawn([7; 16]).to_string().as_str().into()),
        ("survey", "after-delivery".into()),
        ("version", 3.0.into()),
        ("lang", "en".into()),
        ("complete", true.into()),
        ("asked", Tree::List(answered)),
        ("answers", kept),
        ("scores", scores),
        ("context", Tree::map([])),
        ("privacy", Tree::map([("mode", mode.into()), ("masked", 0.0.into())])),
    ]);
    Submission::read(&tree, &survey).unwrap()
}

fn answers(json: &str) -> Tree {
    serde_json::from_str(json).unwrap()
}

fn tally(submissions: &[(Submission, Origin)]) -> Tally {
    let mut tally = Tally::new();
    for (submission, origin) in submissions {
        tally.add(submission, &survey(), *origin);
    }
    tally
}

/// A tally of so many visitors who said the same.
fn repeated(parts: &[(u64, &str, &str)]) -> Tally {
    let mut tally = Tally::new();
    for (times, json, mode) in parts {
        let said = submission(&answers(json), mode);
        (0..*times).for_each(|_| tally.add(&said, &survey(), Origin::Visitor));
    }
    tally
}

fn figures<'a>(report: &'a Report, id: &str) -> &'a Figures {
    let found = report.questions.iter().find(|question| question.id == id).unwrap();
    let Finding::Shown(figures) = &found.finding else { panic!("{id} shows {:?}", found.finding) };
    figures
}

fn some_submission() -> impl Strategy<Value = (Submission, Origin)> {
    let any = (
        proptest::option::of(-3..=3_i32),
        proptest::option::of(0..=10_i32),
        proptest::option::of(1..=5_i32),
        proptest::option::of("[a-c]{1,2}"),
        any::<bool>(),
        any::<bool>(),
    );
    any.prop_map(|(overall, recommend, parcel, why, simulated, full)| {
        let mut said = Vec::new();
        let mut say = |id: &str, number: Option<i32>| {
            said.extend(number.map(|n| (id.to_owned(), Tree::from(f64::from(n)))));
        };
        say("overall", overall.map(|level| level * 30));
        say("recommend", recommend);
        say("parcel", parcel);
        said.extend(why.map(|text| ("why".to_owned(), Tree::Text(text))));
        let origin = if simulated { Origin::Simulated } else { Origin::Visitor };
        (submission(&Tree::Map(said), if full { "answers" } else { "scores" }), origin)
    })
}

proptest! {
    #[test]
    fn a_whole_is_the_sum_of_its_parts_in_any_order(
        (all, shuffled) in proptest::collection::vec(some_submission(), 0..40)
            .prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
        (cut, other_cut) in (0_usize..40, 0_usize..40),
    ) {
        let whole = tally(&all);
        prop_assert_eq!(&whole, &tally(&shuffled));

        let (first, second) = (cut.min(other_cut).min(all.len()), cut.max(other_cut).min(all.len()));
        let parts = [&all[..first], &all[first..second], &all[second..]].map(tally);
        let merged = |left: &Tally, right: &Tally| {
            let mut merged = left.clone();
            merged.merge(right);
            merged
        };
        let [a, b, c] = &parts;
        prop_assert_eq!(&merged(&merged(a, b), c), &whole);
        prop_assert_eq!(&merged(a, &merged(b, c)), &whole);
        prop_assert_eq!(merged(a, b), merged(b, a));
        prop_assert_eq!(merged(a, &Tally::new()), a.clone());

        let mut left = whole.clone();
        left.subtract(&merged(a, c));
        prop_assert_eq!(&left, b);
        left.subtract(b);
        prop_assert_eq!(left, Tally::default());

        let stored = serde_json::to_string(&whole).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Tally>(&stored).unwrap(), &whole);
        let report = |tally: &Tally| tally.report(&survey(), 3);
        prop_assert_eq!(report(&tally(&shuffled)), report(&whole));
    }

    #[test]
    fn no_figure_rests_on_fewer_answers_than_it_needs(
        all in proptest::collection::vec(some_submission(), 0..30), k_min in 1_u64..12,
    ) {
        let report = tally(&all).report(&survey(), k_min);
        for question in &report.questions {
            if let Finding::Shown(figures) = &question.finding {
                let enough = |(_, score): &(&str, Option<Estimate>)| score.is_none_or(|s| k_min <= s.n);
                prop_assert!(figures.scores.iter().all(enough));
                if let Distribution::Counts(counts) = &figures.distribution {
                    let n: u64 = counts.iter().map(|(_, n)| n).sum();
                    prop_assert!(k_min <= n);
                    prop_assert!(figures.n == n || k_min <= figures.n - n);
                }
            }
        }
        if (all.len() as u64) < k_min {
            prop_assert!(report.questions.iter().all(|q| q.finding == Finding::Hidden));
            prop_assert!(report.indexes.iter().all(|(_, index)| index.is_none()));
        }
    }
}

#[test]
fn a_stored_tally_of_another_version_or_with_more_in_it_is_refused() {
    let stored =
        serde_json::to_string(&repeated(&[(2, r#"{"recommend": 9}"#, "answers")])).unwrap();
    assert!(serde_json::from_str::<Tally>(&stored).is_ok());
    let told = |stored: &str| serde_json::from_str::<Tally>(stored).unwrap_err().to_string();
    let later = told(&stored.replacen("\"version\":1", "\"version\":2", 1));
    assert!(later.starts_with("a tally of version 2, and only version 1 can be read"), "{later}");
    let more = told(&stored.replacen('{', "{\"more\":1,", 1));
    assert!(more.starts_with("unknown field `more`"), "{more}");
}

#[test]
fn the_worked_example_of_the_net_promoter_score_comes_out() {
    let parts = [
        (12, r#"{"recommend": 3}"#, "answers"),
        (28, r#"{"recommend": 7}"#, "answers"),
        (60, r#"{"recommend": 9}"#, "answers"),
    ];
    let full = repeated(&parts).report(&survey(), 10);
    let scores_alone = repeated(&parts.map(|(n, said, _)| (n, said, "scores")));
    let scores_alone = scores_alone.report(&survey(), 10);
    for (case, report) in [("answers", &full), ("scores alone", &scores_alone)] {
        let (name, nps) = figures(report, "recommend").scores[0];
        let nps = nps.unwrap();
        let (low, high) = nps.interval.unwrap();
        assert_eq!((name, nps.value, nps.n), ("nps", 48.0, 100), "{case}");
        assert!((low - 32.995_226).abs() < 1e-6 && (high - 60.208_657).abs() < 1e-6, "{case}");
    }
    assert_eq!(figures(&scores_alone, "recommend").distribution, Distribution::Withheld);
    let Distribution::Counts(counts) = &figures(&full, "recommend").distribution else {
        panic!("the answers came in full");
    };
    assert_eq!(counts[9], ("9".to_owned(), 60));
}

#[test]
fn a_missing_answer_is_no_zero() {
    let all = repeated(&[
        (10, r#"{"overall": 60, "parcel": 5}"#, "answers"),
        (10, r#"{"overall": 30}"#, "answers"),
    ]);
    let report = all.report(&survey(), 10);
    let parcel = figures(&report, "parcel");
    assert_eq!(parcel.n, 10);
    let means = parcel.scores.iter().map(|(name, score)| (*name, score.unwrap().value));
    assert_eq!(means.collect::<Vec<_>>(), [("rating", 100.0), ("mean", 5.0)]);
    let (name, csm) = &report.indexes[0];
    assert_eq!((name.as_str(), csm.unwrap().value, csm.unwrap().n), ("csm", 45.0, 20));
    let again = report.questions.iter().find(|question| question.id == "again").unwrap();
    assert_eq!(again.finding, Finding::TooFew { n: 0, n_asked: 0 });
}

#[test]
fn a_survey_with_too_few_answers_says_how_many_more_it_takes() {
    let all = repeated(&[(7, r#"{"recommend": 9, "why": "Lovely."}"#, "answers")]);
    let mut report = all.report(&survey(), 10);
    report.quote(&survey(), [("why".to_owned(), vec!["Lovely.".to_owned()])].into(), 0);
    assert_eq!(report.warnings.len(), 1);
    assert!(report.warnings[0].text.contains("7 of 10, 3 more"), "{:?}", report.warnings);
    let json = serde_json::to_string(&Tree::from(&report)).unwrap();
    assert!(!json.contains("Lovely"), "{json}");
    let told = text::page(&report, &survey());
    assert!(told.contains("Too few answers: 7 of 10. 3 more responses"), "{told}");
}

#[test]
fn the_distribution_of_all_but_a_few_is_withheld_because_it_tells_on_them() {
    let full = (30, r#"{"recommend": 9}"#, "answers");
    for (n_scores, withheld) in [(0, false), (1, true), (9, true), (10, false)] {
        let all = repeated(&[full, (n_scores, r#"{"recommend": 2}"#, "scores")]);
        let report = all.report(&survey(), 10);
        let found = &figures(&report, "recommend").distribution;
        assert_eq!(*found == Distribution::Withheld, withheld, "{n_scores} sent scores alone");
    }
}

#[test]
fn an_index_over_several_questions_does_not_tell_on_the_few_who_answered_one() {
    let two = SURVEY.replacen(
        "{\"id\": \"recommend\"",
        "{\"id\": \"delivery\", \"kind\": \"csm\"}, {\"id\": \"recommend\"",
        1,
    );
    let two = Survey::read(&serde_json::from_str(&two).unwrap()).unwrap();
    for (n_delivery, withheld) in [(0, false), (1, true), (9, true), (10, false)] {
        let overall = r#"{"answers": {"overall": 60}}"#.to_owned();
        let both = r#"{"answers": {"overall": 60, "delivery": -90}}"#.to_owned();
        let said = [vec![overall; 20], vec![both; n_delivery]].concat().join("\n");
        let read = lines::read(said.as_bytes(), &two, None, |told| panic!("{told}")).unwrap();
        let report = read.found.all.report(&two, 10);
        assert_eq!(report.indexes[0].1.is_none(), withheld, "{n_delivery} answered both");
        let told = report.warnings.iter().any(|warning| warning.code == "index_withheld");
        assert_eq!(told, withheld, "{n_delivery} answered both");
    }
}

#[test]
fn comments_are_shuffled_and_none_is_lost_up_to_the_most_that_are_told() {
    let all = repeated(&[(20, r#"{"why": "Late."}"#, "answers")]);
    let quoted = |n: usize, seed| {
        let said = (0..n).map(|n| format!("comment {n:04}")).collect::<Vec<_>>();
        let mut report = all.report(&survey(), 10);
        report.quote(&survey(), [("why".to_owned(), said.clone())].into(), seed);
        (said, report.comments[0].1.clone())
    };
    let (said, told) = quoted(20, 1);
    assert_eq!(told, quoted(20, 1).1);
    assert_ne!(told, quoted(20, 2).1);
    let mut sorted = told.clone();
    sorted.sort();
    assert_ne!(told, sorted);
    assert_eq!(sorted, said);
    assert_eq!(quoted(N_COMMENTS_MAX + 1, 1).1.len(), N_COMMENTS_MAX);
}

#[test]
fn a_comment_is_shown_as_text_and_never_as_markup() {
    let hostile = "</p><script>alert(1)</script>\u{1b}[31m\nn: 9".to_owned();
    let all = repeated(&[(12, r#"{"why": "Late."}"#, "answers")]);
    let mut report = all.report(&survey(), 10);
    report.quote(&survey(), [("why".to_owned(), vec![hostile])].into(), 0);
    for setting in [html::Setting::Dashboard, html::Setting::File] {
        let page = html::page(&report, &survey(), setting).into_string();
        assert!(!page.contains("<script"), "{page}");
        assert!(!page.contains("style=\""), "a strict policy refuses styles in attributes");
        assert!(page.contains("&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;"), "{page}");
    }
    let told = text::page(&report, &survey());
    assert!(!told.contains('\u{1b}') && !told.contains("\nn: 9"), "{told:?}");
}

#[test]
fn simulated_answers_are_marked_wherever_they_are_shown() {
    let said = submission(&answers(r#"{"recommend": 9}"#), "answers");
    let mut all = repeated(&[(10, r#"{"recommend": 9}"#, "answers")]);
    assert_eq!(Tree::from(&all.report(&survey(), 10)).get("simulated"), Some(&false.into()));
    all.add(&said, &survey(), Origin::Simulated);
    let report = all.report(&survey(), 10);
    assert_eq!(Tree::from(&report).get("simulated"), Some(&true.into()));
    assert!(text::page(&report, &survey()).contains("1 of them simulated"));
    let page = html::page(&report, &survey(), html::Setting::File).into_string();
    assert!(page.contains("Simulated data: 1 of 11"));
}

#[test]
fn the_shape_of_a_report_stays() {
    let all = repeated(&[
        (9, r#"{"overall": 60, "recommend": 10, "parcel": 5, "found": "friend"}"#, "answers"),
        (3, r#"{"overall": -30, "recommend": 4, "again": 2, "found": "search"}"#, "answers"),
        (1, r#"{"overall": 0, "recommend": 7, "found": "search", "why": "Late."}"#, "answers"),
    ]);
    let mut report = all.report(&survey(), 10);
    report.quote(&survey(), [("why".to_owned(), vec!["Late.".to_owned()])].into(), 0);
    insta::assert_json_snapshot!("report", Tree::from(&report));
    insta::assert_snapshot!("report_text", text::page(&report, &survey()));
}
