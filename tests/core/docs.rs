//! The pages for owners: every kind has its place, and every example scores what it says.
//!
//! What the collector prints on them is held by its own tests.

use crate::kinds::survey;
use crate::pages::{blocks, pages, rows};
use aftersay::answers::Answers;
use aftersay::scoring::dimensions::SETS;
use aftersay::scoring::failures::FAILURES;
use aftersay::scoring::randomised::Mechanism;
use aftersay::scoring::{Scores, score};
use aftersay::shape::Pointer;
use aftersay::survey::kinds::KINDS;
use aftersay::tree::Tree;
use std::path::Path;

const MODELS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/models");

/// Pages that tell of no single kind.
const GENERAL: [&str; 3] = ["README", "randomised-answers", "uncertainty"];

#[test]
fn every_kind_has_a_page_or_stands_in_the_table_of_purposes() {
    let pages = pages(MODELS);
    let table = rows(&pages["README"]).concat().join(" ");
    for (kind, _) in KINDS.iter().copied().flatten() {
        let has_page = pages.contains_key(&kind.replace('_', "-"));
        assert!(has_page || table.contains(&format!("`{kind}`")), "{kind} is told of nowhere");
    }
    for name in pages.keys().filter(|name| *name != "README") {
        assert!(table.contains(&format!("({name}.md)")), "{name} is not in the table of purposes");
    }
}

#[test]
fn every_link_leads_somewhere() {
    let folders = [MODELS, concat!(env!("CARGO_MANIFEST_DIR"), "/docs")];
    for folder in folders {
        for (name, page) in pages(folder) {
            for link in page.split("](").skip(1).map(|rest| rest.split(')').next().unwrap()) {
                assert!(Path::new(folder).join(link).exists(), "{name}: {link} leads nowhere");
            }
        }
    }
}

#[test]
fn every_page_of_a_model_tells_the_same_six_things() {
    let sections = [
        "What it asks",
        "What it tells",
        "How many answers it takes",
        "How to read it",
        "Limits",
        "Source",
    ];
    for (name, page) in pages(MODELS) {
        if !GENERAL.contains(&name.as_str()) {
            let told: Vec<_> = page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
            assert_eq!(told, sections, "{name}");
        }
    }
}

#[test]
fn every_example_scores_what_its_page_says() {
    for (name, page) in pages(MODELS) {
        let mut asked = None;
        let mut n_scored = 0;
        for (sort, text) in blocks(&page) {
            match sort {
                "json survey" => asked = Some(survey(&format!("[{text}]"))),
                "jsonl answers" => {
                    let survey = asked.as_ref().expect("a question stands above its answers");
                    for line in text.lines() {
                        let visit: Tree = serde_json::from_str(line)
                            .unwrap_or_else(|error| panic!("{name}: {line}: {error}"));
                        let id = survey.questions[0].id.clone();
                        let answers = Tree::Map(vec![(id, visit.get("answer").unwrap().clone())]);
                        let answers = Answers::read(&answers, survey, &Pointer::default()).unwrap();
                        let Some(told) = visit.get("scores") else { continue };
                        let told = Scores::read(told, survey, &Pointer::default()).unwrap();
                        let scores = score(survey, &answers);
                        assert!(scores.agrees_with(&told), "{name}: {line} scores {scores:?}");
                        n_scored += 1;
                    }
                }
                _ => {}
            }
        }
        assert!(0 < n_scored || GENERAL.contains(&name.as_str()), "{name} scores no example");
    }
}

#[test]
fn every_set_of_dimensions_is_listed_with_what_it_asks() {
    let page = &pages(MODELS)["dimensions"];
    let rows: Vec<_> = rows(page).into_iter().map(|row| row.concat()).collect();
    for set in &SETS {
        let row = rows.iter().find(|row| row.starts_with(&format!("`{}`", set.key)));
        let row = row.unwrap_or_else(|| panic!("{} is not listed", set.key));
        for dimension in set.dimensions {
            let word = dimension.replace('_', " ");
            assert!(row.contains(&word), "{}: {word} is not listed", set.key);
        }
    }
}

#[test]
fn every_failure_is_listed_with_its_points() {
    let page = &pages(MODELS)["failures"];
    let listed: Vec<_> = rows(page).iter().map(|row| format!("{} {}", row[0], row[2])).collect();
    let weighed = FAILURES.map(|failure| format!("`{}` {}", failure.key, failure.weight));
    assert_eq!(listed, weighed);
}

#[test]
fn noise_protects_and_costs_what_its_page_says() {
    let page = &pages(MODELS)["randomised-answers"];
    let mut n_figures = 0;
    for row in rows(page) {
        if let [epsilon, told] = row.as_slice() {
            let factor = epsilon.parse::<f64>().unwrap().exp();
            assert_eq!(format!("{factor:.1}"), *told, "at {epsilon}");
            n_figures += 1;
            continue;
        }
        let n_options = row.last().unwrap().parse().unwrap();
        for (epsilon, told) in (1_u8..).zip(&row[1..row.len() - 1]) {
            let factor = Mechanism::new(n_options, epsilon.into()).unwrap().inflation();
            assert_eq!(format!("{factor:.2}"), *told, "{n_options} answers at {epsilon}");
            n_figures += 1;
        }
    }
    assert_eq!(n_figures, 3 + 15, "three epsilons, alone and for five scales");
}
