//! The pages for owners: every example in them is one, and every figure comes out.

use crate::kinds::survey;
use aftersay::answers::Answers;
use aftersay::scoring::randomised::Mechanism;
use aftersay::scoring::{Scores, sample, score};
use aftersay::shape::Pointer;
use aftersay::survey::kinds::models::FIELDS;
use aftersay::tree::Tree;
use std::collections::BTreeMap;

/// The pages by name.
fn pages() -> BTreeMap<String, String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/models");
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let page = |path: std::path::PathBuf| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        (name, std::fs::read_to_string(&path).unwrap())
    };
    files.map(page).collect()
}

#[test]
fn every_model_has_a_page_and_every_link_leads_to_one() {
    let pages = pages();
    for (kind, _) in FIELDS {
        assert!(pages.contains_key(*kind), "{kind} has no page");
    }
    for (name, page) in &pages {
        for link in page.split("](").skip(1).map(|rest| rest.split(')').next().unwrap()) {
            let led_to = link.strip_suffix(".md").is_some_and(|name| pages.contains_key(name));
            assert!(led_to, "{name}: {link} leads nowhere");
        }
        let listed = pages["README"].contains(&format!("({name}.md)"));
        assert!(listed || name == "README", "{name} is not in the table of all pages");
    }
}

#[test]
fn every_example_scores_what_its_page_says() {
    let mut n_examples = 0;
    for (name, page) in &pages() {
        for example in page.split("```json example\n").skip(1) {
            let example: Tree = serde_json::from_str(example.split("```").next().unwrap()).unwrap();
            let question = example.get("question").unwrap();
            let survey = survey(&format!("[{}]", serde_json::to_string(question).unwrap()));
            let id = question.get("id").unwrap().text().unwrap();
            let answer = vec![(id.to_owned(), example.get("answer").unwrap().clone())];
            let answers = Answers::read(&Tree::Map(answer), &survey, &Pointer::default());
            let scores = score(&survey, &answers.unwrap());
            let told = example.get("scores").unwrap();
            let told = Scores::read(told, &survey, &Pointer::default()).unwrap();
            assert!(scores.agrees_with(&told), "{name}: {scores:?}");
            n_examples += 1;
        }
    }
    assert_eq!(n_examples, FIELDS.len() + 4, "a page without an example, or one with two");
}

/// The values of every marker of this sort on a page, by name.
fn markers<'a>(page: &'a str, sort: &'a str) -> Vec<BTreeMap<&'a str, f64>> {
    let marked = page.split("<!-- ").skip(1).filter_map(move |rest| rest.strip_prefix(sort));
    let values = |rest: &'a str| {
        let words = rest.split("-->").next().unwrap().split_whitespace();
        let value = |word: &'a str| {
            word.split_once('=').map(|(name, value)| (name, value.parse().unwrap()))
        };
        words.filter_map(value).collect()
    };
    marked.map(values).collect()
}

#[test]
fn every_number_of_answers_and_every_factor_is_what_the_program_works_out() {
    let mut n_figures = 0;
    for (name, page) in &pages() {
        for values in markers(page, "sample:") {
            let error = values["error"];
            let needed = match values.get("sd") {
                Some(sd) => sample::for_mean(*sd, error, None),
                None => sample::for_share(values["share"], error, None),
            };
            let told = values["answers"];
            assert!((needed.unwrap() as f64 - told).abs() < 0.5, "{name}: {values:?}");
            assert!(page.contains(&format!("{told} ")), "{name} does not say {told}");
            n_figures += 1;
        }
        for values in markers(page, "inflation:") {
            let n_options = (2..20).find(|n| f64::from(*n) >= values["options"]).unwrap();
            let n_options = usize::try_from(n_options).unwrap();
            let factor = Mechanism::new(n_options, values["epsilon"]).unwrap().inflation();
            assert!((factor - values["factor"]).abs() < 0.005, "{name}: {factor} and {values:?}");
            assert!(page.contains(&format!("{} times", values["factor"])), "{name}: {values:?}");
            n_figures += 1;
        }
    }
    assert!(20 < n_figures, "only {n_figures} figures are marked");
}
