//! What groups and periods promise: neither alone nor beside the figures of all do they tell on few.

use super::*;
use crate::report::groups::{GroupReport, place};
use crate::report::json as written;
use crate::report::{QuestionReport, html, lines, text};
use aftersay::outputs::REPORT;
use aftersay::scoring::compare::Difference;
use aftersay::tree::Tree;
use proptest::prelude::*;
use serde_json::{Value, json};

const SURVEY: &str = r#"{"schema": "aftersay.survey/1", "id": "s", "version": 1, "questions": [
    {"id": "recommend", "kind": "nps"}, {"id": "again", "kind": "csat"},
    {"id": "overall", "kind": "csm"}, {"id": "delivery", "kind": "csm"},
    {"id": "why", "kind": "text", "prompt": "Why?"}]}"#;

const K_MIN: u64 = 10;

fn survey() -> Survey {
    Survey::read(&serde_json::from_str(SURVEY).unwrap()).unwrap()
}

/// So many visitors who said this.
fn said(n: u64, answers: &Value) -> Tally {
    let line = json!({"answers": answers}).to_string();
    let lines_of = vec![line; usize::try_from(n).unwrap()].join("\n");
    let read = lines::read(lines_of.as_bytes(), &survey(), None, |told| panic!("{told}")).unwrap();
    read.found.all
}

fn scope(given: &[(&str, &str)]) -> Scope {
    Scope::read(given.iter().copied()).unwrap()
}

/// What is stored of these days: day, group and responses, which count towards all as well.
fn parts(scope: Scope, days: &[(&str, Option<&str>, Tally)]) -> Parts {
    let mut parts = Parts::new(scope);
    for (day, group, tally) in days {
        let values = [Some(None), group.map(|group| Some(group.to_owned()))];
        for value in values.into_iter().flatten() {
            let (day, tally) = (day.parse().unwrap(), tally.clone());
            parts.add(&Statistic { day, version: 1, value, tally });
        }
    }
    parts
}

/// The groups of a report by the number of items.
fn groups(tallies: &[(Option<&str>, Tally)]) -> (Report, Vec<GroupReport>) {
    let days: Vec<_> =
        tallies.iter().map(|(group, tally)| ("2026-11-01", *group, tally.clone())).collect();
    let report = parts(scope(&[("by", "items")]), &days).report(&survey(), K_MIN).unwrap();
    fits(&report);
    (report.clone(), report.groups)
}

/// Holds a report to the shape in which programs read it.
fn fits(report: &Report) {
    written::assert_fits(&REPORT, &serde_json::to_string(&Tree::from(report)).unwrap());
}

fn names(groups: &[GroupReport]) -> Vec<(&str, Option<u64>)> {
    let name = |group: &GroupReport| group.report.as_ref().map(|report| report.n);
    groups.iter().map(|g| (g.value.as_deref().unwrap_or("-"), name(g))).collect()
}

fn question<'a>(report: &'a Report, id: &str) -> &'a QuestionReport {
    report.questions.iter().find(|question| question.id == id).unwrap()
}

fn figures<'a>(report: &'a Report, id: &str) -> Option<&'a Figures> {
    match &question(report, id).finding {
        Finding::Shown(figures) => Some(figures),
        Finding::Hidden | Finding::TooFew { .. } => None,
    }
}

fn change(report: &Report, id: &str) -> Option<Difference> {
    fits(report);
    figures(report, id)?.changes.first().map(|(_, change)| *change)
}

fn mixed(n_detractors: u64, n_passives: u64, n_promoters: u64) -> Tally {
    let mut all = said(n_detractors, &json!({"recommend": 3}));
    all.merge(&said(n_passives, &json!({"recommend": 7})));
    all.merge(&said(n_promoters, &json!({"recommend": 9})));
    all
}

#[test]
fn small_groups_are_hidden_with_company_in_the_order_of_their_bands() {
    for (case, sizes, shown) in [
        ("the reference, 40, 12, 7", vec![("10+", 7), ("1", 40), ("2-3", 12)], vec!["1"]),
        ("the reference, 40, 6, 4", vec![("1", 40), ("2-3", 6), ("4-9", 4)], vec!["1"]),
        ("among equals the first", vec![("10+", 12), ("2-3", 12), ("1", 7)], vec!["10+"]),
        ("nothing is small", vec![("1", 40), ("2-3", 12)], vec!["1", "2-3"]),
        ("those who told none are a group", vec![("1", 40), ("2-3", 12), ("-", 7)], vec!["1"]),
        ("one group", vec![("1", 40)], vec!["1"]),
    ] {
        let tallies: Vec<_> = sizes
            .iter()
            .map(|(group, n)| ((*group != "-").then_some(*group), mixed(*n, 0, 0)))
            .collect();
        let (report, groups) = groups(&tallies);
        let bands = ["1", "2-3", "4-9", "10+", "-"];
        let names = names(&groups);
        let order: Vec<_> =
            names.iter().map(|(name, _)| bands.iter().position(|b| b == name)).collect();
        assert!(order.is_sorted(), "{case}: {names:?}");
        let found: Vec<_> =
            names.iter().filter(|(_, n)| n.is_some()).map(|(name, _)| *name).collect();
        assert_eq!(found, shown, "{case}");
        let json = serde_json::to_value(Tree::from(&report)).unwrap();
        for group in
            json["groups"].as_array().unwrap().iter().filter(|group| !group["hidden"].is_null())
        {
            assert_eq!(group.as_object().unwrap().len(), 3, "{case}: {group}");
        }
    }
}

#[test]
fn order_values_go_by_currency_and_amount_and_versions_by_number() {
    let mut values = vec!["100-200 USD", "25-50 EUR", "1000+ EUR", "0-10 EUR", "200-500 EUR"];
    values.sort_by_key(|value| place(value));
    assert_eq!(values, ["0-10 EUR", "25-50 EUR", "200-500 EUR", "1000+ EUR", "100-200 USD"]);
    let mut values = vec!["10", "9", "2"];
    values.sort_by_key(|value| place(value));
    assert_eq!(values, ["2", "9", "10"]);
}

#[test]
fn a_question_that_few_of_a_group_answered_is_hidden_there_and_in_one_more() {
    let answered = json!({"recommend": 9, "again": 5});
    let (mut few, many) = (said(30, &json!({"recommend": 9})), said(20, &answered));
    few.merge(&said(4, &answered));
    let (_, groups) =
        groups(&[(Some("1"), few), (Some("2-3"), many), (Some("4-9"), said(25, &answered))]);
    let shows = |id: &str| -> Vec<_> {
        groups.iter().map(|group| figures(group.report.as_ref().unwrap(), id).is_some()).collect()
    };
    assert_eq!(shows("recommend"), [true, true, true]);
    assert_eq!(shows("again"), [false, false, true]);
    // Not even how few there are.
    assert_eq!(question(groups[0].report.as_ref().unwrap(), "again").finding, Finding::Hidden);
}

#[test]
fn an_index_that_is_withheld_from_a_group_is_withheld_from_one_more() {
    let both = json!({"overall": 60, "delivery": -90});
    let mut few_both = said(30, &json!({"overall": 60}));
    few_both.merge(&said(3, &both));
    let tallies =
        [(Some("1"), few_both), (Some("2-3"), said(20, &both)), (Some("4-9"), said(25, &both))];
    let (report, groups) = groups(&tallies);
    assert!(report.indexes[0].1.is_some());
    let shown = groups.iter().map(|group| group.report.as_ref().unwrap().indexes[0].1.is_some());
    assert_eq!(shown.collect::<Vec<_>>(), [false, false, true]);
}

#[test]
fn a_question_that_few_of_a_group_answered_on_other_days_is_hidden_there_and_in_one_more() {
    let (with, without) = (json!({"recommend": 9, "again": 5}), json!({"recommend": 9}));
    let mut before = said(20, &without);
    before.merge(&said(3, &with));
    let days = [
        ("2026-10-01", Some("1"), before),
        ("2026-10-01", Some("2-3"), said(20, &with)),
        ("2026-11-01", Some("1"), said(20, &with)),
        ("2026-11-01", Some("2-3"), said(20, &with)),
        ("2026-11-01", Some("4-9"), said(25, &with)),
    ];
    let scope = scope(&[("by", "items"), ("from", "2026-11-01")]);
    let report = parts(scope, &days).report(&survey(), K_MIN).unwrap();
    assert!(figures(&report, "again").is_some());
    let shows = |id: &str| -> Vec<_> {
        let groups = report.groups.iter().map(|group| group.report.as_ref().unwrap());
        groups.map(|group| figures(group, id).is_some()).collect()
    };
    assert_eq!(shows("recommend"), [true, true, true]);
    assert_eq!(shows("again"), [false, false, true]);
}

#[test]
fn groups_are_compared_with_all_others() {
    let (_, found) = groups(&[(Some("1"), mixed(12, 28, 60)), (Some("2-3"), mixed(20, 30, 30))]);
    let changes =
        found.iter().map(|group| change(group.report.as_ref().unwrap(), "recommend").unwrap());
    let changes: Vec<_> = changes.collect();
    assert!((changes[0].value - 35.5).abs() < 1e-9 && (changes[1].value + 35.5).abs() < 1e-9);
    assert!((changes[0].p.unwrap() - 0.001_506).abs() < 1e-6);
    // The only group has nobody to be compared with.
    let (_, found) = groups(&[(Some("1"), mixed(12, 28, 60))]);
    assert_eq!(change(found[0].report.as_ref().unwrap(), "recommend"), None);
}

#[test]
fn days_that_leave_out_few_are_refused() {
    let days = |before: u64, now: u64, after: u64| {
        [("2026-10-31", before), ("2026-11-01", now), ("2026-12-01", after)]
            .map(|(day, n)| (day, None, mixed(n, 0, 0)))
    };
    let november = [("from", "2026-11-01"), ("to", "2026-11-30")];
    let against = [november[0], november[1], ("against", "2026-10-01..2026-10-31")];
    for (case, scope, days, refused) in [
        ("nothing else", scope(&november), days(0, 20, 0), false),
        ("few others", scope(&november), days(4, 20, 5), true),
        ("enough others", scope(&november), days(5, 20, 5), false),
        ("few beside both", scope(&against), days(20, 20, 5), true),
        ("enough beside both", scope(&against), days(20, 20, 10), false),
        ("nothing beside both", scope(&against), days(20, 20, 0), false),
    ] {
        let report = parts(scope, &days).report(&survey(), K_MIN);
        assert_eq!(report.is_err(), refused, "{case}");
        if let Err(error) = report {
            let told = error.to_string();
            assert!(
                told.starts_with("the days are refused: this filter leaves out fewer than 10"),
                "{told}"
            );
        }
    }
}

#[test]
fn a_question_that_few_answered_on_other_days_is_hidden_on_these() {
    let all = json!({"recommend": 9, "again": 5, "overall": 30});
    let without = json!({"recommend": 9, "overall": 30});
    let mut before = said(30, &without);
    before.merge(&said(3, &all));
    let days = [("2026-10-01", None, before), ("2026-11-01", None, said(40, &all))];
    let scope = scope(&[("from", "2026-11-01")]);
    let report = parts(scope, &days).report(&survey(), K_MIN).unwrap();
    assert!(figures(&report, "recommend").is_some());
    assert_eq!(question(&report, "again").finding, Finding::Hidden);
    assert!(report.warnings.iter().any(|warning| warning.code == "period_withheld"));
    assert!(text::page(&report, &survey()).contains("From 2026-11-01 on."));
}

#[test]
fn a_period_is_compared_with_the_one_before() {
    let days = [
        ("2026-10-05", None, mixed(20, 30, 30)),
        ("2026-11-05", None, mixed(12, 28, 60)),
        ("2026-12-05", None, mixed(9, 9, 9)),
    ];
    let given =
        [("from", "2026-11-01"), ("to", "2026-11-30"), ("against", "2026-10-01..2026-10-31")];
    let report = parts(scope(&given), &days).report(&survey(), K_MIN).unwrap();
    assert_eq!(report.n, 100);
    let change = change(&report, "recommend").unwrap();
    assert!((change.interval.0 - 13.575_380).abs() < 1e-6, "{change:?}");
    let json = serde_json::to_value(Tree::from(&report)).unwrap();
    let told = &json["questions"]["recommend"]["scores"]["nps"]["change"];
    assert_eq!(told["clear"], true);
    assert_eq!(json["against"], json!({"from": "2026-10-01", "to": "2026-10-31"}));
    let told = "NPS: higher than before by 36 (14 to 57)";
    assert!(text::page(&report, &survey()).contains(told));
    let page = html::page(&report, &survey(), html::Setting::File).into_string();
    assert!(page.contains("higher than before by 36 (14 to 57)"), "{page}");
}

#[test]
fn few_responses_before_are_compared_with_nothing() {
    for (case, n_before, n_out, is_compared) in
        [("few", 9, 20, false), ("enough", 10, 20, true), ("none", 0, 20, false)]
    {
        let days = [
            ("2026-09-05", None, mixed(n_out, 0, 0)),
            ("2026-10-05", None, mixed(0, n_before, 0)),
            ("2026-11-05", None, mixed(5, 5, 20)),
        ];
        let given = [("from", "2026-11-01"), ("against", "2026-10-01..2026-10-31")];
        let report = parts(scope(&given), &days).report(&survey(), K_MIN).unwrap();
        assert_eq!(change(&report, "recommend").is_some(), is_compared, "{case}");
        let told = report.warnings.iter().any(|warning| warning.code == "too_few_before");
        assert_eq!(told, !is_compared, "{case}");
    }
}

#[test]
fn a_group_with_few_responses_on_other_days_is_hidden_on_these() {
    let days = [
        ("2026-10-01", Some("1"), mixed(3, 0, 0)),
        ("2026-10-01", Some("2-3"), mixed(20, 0, 0)),
        ("2026-11-01", Some("1"), mixed(30, 0, 0)),
        ("2026-11-01", Some("2-3"), mixed(30, 0, 0)),
        ("2026-11-01", Some("4-9"), mixed(50, 0, 0)),
    ];
    let scope = scope(&[("by", "items"), ("from", "2026-11-01")]);
    let report = parts(scope, &days).report(&survey(), K_MIN).unwrap();
    assert_eq!(names(&report.groups), [("1", None), ("2-3", None), ("4-9", Some(50))]);
}

#[test]
fn comments_have_no_day_and_no_group() {
    let days = [
        ("2026-10-01", Some("1"), said(20, &json!({"recommend": 9, "why": "Early."}))),
        ("2026-11-01", Some("1"), said(20, &json!({"recommend": 9, "why": "Late."}))),
    ];
    let comments = || crate::report::Comments::from([("why".to_owned(), vec!["Late.".to_owned()])]);
    for (given, n_told) in [(vec![("by", "items")], 1), (vec![("from", "2026-11-01")], 0)] {
        let mut report = parts(scope(&given), &days).report(&survey(), K_MIN).unwrap();
        report.quote(&survey(), comments(), 1);
        let n: usize = report.comments.iter().map(|(_, texts)| texts.len()).sum();
        assert_eq!(n, n_told, "{given:?}");
        for group in &report.groups {
            let group = group.report.as_ref().unwrap();
            assert!(group.questions.iter().all(|question| question.id != "why"));
        }
    }
}

#[test]
fn groups_are_told_in_words() {
    let (report, _) = groups(&[
        (Some("1"), mixed(12, 28, 60)),
        (Some("2-3"), mixed(20, 30, 30)),
        (Some("4-9"), mixed(3, 3, 3)),
        (None, mixed(2, 1, 1)),
    ]);
    let told = text::page(&report, &survey());
    let lines = [
        "By number of items",
        "------------------",
        "Responses",
        "  1            100",
        "  2-3           80",
        "  4-9       hidden, so that no single visitor can be read off a figure",
        "  not told  hidden, so that no single visitor can be read off a figure",
        "NPS  [recommend]",
        "  1             48  (33 to 60)        higher than the others by 38 (17 to 59)",
        "  2-3           13  (−5 to 29)        lower than the others by 29 (7 to 51)",
    ];
    assert!(told.contains(&lines.join("\n")), "{told}");
    let page = html::page(&report, &survey(), html::Setting::File).into_string();
    assert!(page.contains("higher than the others by 38 (17 to 59)"), "{page}");
    assert!(!page.contains("style=\""), "a strict policy refuses styles in attributes");
}

fn some_group() -> impl Strategy<Value = Tally> {
    let score = (0_u64..25, proptest::option::of(0..=10), proptest::option::of(1..=5));
    proptest::collection::vec(score, 0..4).prop_map(|visitors| {
        let mut tally = Tally::new();
        for (n, recommend, again) in visitors {
            let mut answers = serde_json::Map::new();
            answers.extend(recommend.map(|n: i32| ("recommend".to_owned(), n.into())));
            answers.extend(again.map(|n: i32| ("again".to_owned(), n.into())));
            tally.merge(&said(n, &answers.into()));
        }
        tally
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn what_is_told_of_groups_and_of_all_leaves_no_small_rest(
        tallies in proptest::collection::vec(some_group(), 1..6),
    ) {
        let bands = ["1", "2-3", "4-9", "10+"];
        let tallies: Vec<_> =
            tallies.into_iter().enumerate().map(|(at, tally)| (bands.get(at).copied(), tally)).collect();
        let (report, groups) = groups(&tallies);
        prop_assume!(K_MIN <= report.n);
        let shown = || groups.iter().filter_map(|group| group.report.as_ref());
        let left_of = |all: u64, told: u64| all == told || K_MIN <= all - told;
        prop_assert!(left_of(report.n, shown().map(|report| report.n).sum()));
        for id in ["recommend", "again"] {
            let Some(all) = figures(&report, id) else { continue };
            let told = || shown().filter_map(|report| figures(report, id));
            prop_assert!(told().all(|figures| K_MIN <= figures.n), "{id}");
            prop_assert!(left_of(all.n, told().map(|figures| figures.n).sum()), "{id}");
            for (name, score) in &all.scores {
                let Some(score) = score else { continue };
                let scores = told().flat_map(|figures| &figures.scores);
                let n = scores.filter(|(other, _)| other == name).filter_map(|(_, s)| Some((*s)?.n));
                prop_assert!(left_of(score.n, n.sum()), "{id} {name}");
            }
        }
    }
}
