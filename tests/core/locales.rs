//! Every language says everything, in its own words.

use crate::kinds::{QUESTIONS, survey};
use aftersay::locale::Locale;
use aftersay::survey::Question;
use aftersay::survey::kinds::models::families;
use aftersay::tree::Tree;
use std::collections::{BTreeMap, BTreeSet};

/// Every file of a folder below `www/`, by the name of its language.
fn files(folder: &str) -> BTreeMap<String, Tree> {
    let folder = [env!("CARGO_MANIFEST_DIR"), "/www/", folder].concat();
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let read = |path: std::path::PathBuf| {
        let tree = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        (path.file_stem().unwrap().to_string_lossy().into_owned(), tree)
    };
    files.filter(|path| path.is_file()).map(read).collect()
}

/// All the words of every language: those of the interface, and those of the kinds of question.
fn languages() -> BTreeMap<String, BTreeMap<String, String>> {
    let kinds = files("locales/models");
    let words = |tree: &Tree| -> Vec<(String, String)> {
        let entries = tree.entries().iter();
        entries.map(|(key, text)| (key.clone(), text.text().unwrap().to_owned())).collect()
    };
    let all = |(name, tree): (String, Tree)| {
        assert_eq!(Locale::read(&tree).unwrap().lang, name);
        let mut all: BTreeMap<_, _> = words(tree.get("words").unwrap()).into_iter().collect();
        for (key, text) in words(kinds.get(&name).unwrap_or(&Tree::Null)) {
            assert_eq!(all.insert(key.clone(), text), None, "{name}: {key} stands twice");
        }
        (name, all)
    };
    files("locales").into_iter().map(all).collect()
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).map(|part| part.split('}').next().unwrap()).collect()
}

#[test]
fn no_language_lacks_a_word_or_a_placeholder() {
    let languages = languages();
    let english = &languages["en"];
    for (name, own) in &languages {
        let missing: Vec<_> = english.keys().filter(|key| !own.contains_key(*key)).collect();
        let foreign: Vec<_> = own.keys().filter(|key| !english.contains_key(*key)).collect();
        assert!(
            missing.is_empty() && foreign.is_empty(),
            "{name} lacks {missing:?}, has {foreign:?}"
        );
        for (key, text) in own {
            assert!(!text.trim().is_empty(), "{name}: {key} says nothing");
            assert_eq!(placeholders(text), placeholders(&english[key]), "{name}: {key}");
        }
    }
}

/// The key of every word that a question of some kind speaks by.
fn keys_of_questions() -> BTreeSet<String> {
    let models = families().into_iter().flat_map(|(_, keys)| keys);
    survey(QUESTIONS).questions.iter().flat_map(Question::keys).chain(models).collect()
}

#[test]
fn every_word_that_a_question_speaks_by_is_there_and_no_other() {
    let needed = keys_of_questions();
    let english = &languages()["en"];
    let missing: Vec<_> = needed.iter().filter(|key| !english.contains_key(*key)).collect();
    assert!(missing.is_empty(), "no words under {missing:?}");
    let kinds = &files("locales/models")["en"];
    let idle = kinds.entries().iter().filter(|(key, _)| !needed.contains(key));
    let idle: Vec<_> = idle.map(|(key, _)| key).collect();
    assert!(idle.is_empty(), "no question says {idle:?}");
}

#[test]
fn the_answers_of_a_scale_differ_in_every_language() {
    for (name, own) in &languages() {
        for (scale, n_levels) in
            [("csat.", 5), ("csm.", 7), ("kano.", 5), ("disconfirmation.", 5), ("four_level.", 4)]
        {
            let levels = own.iter().filter(|(key, _)| {
                let level = key.strip_prefix(scale);
                level.is_some_and(|level| level.parse::<i32>().is_ok())
            });
            let levels: BTreeSet<_> = levels.map(|(_, text)| text).collect();
            assert_eq!(levels.len(), n_levels, "{name}: {scale}");
        }
    }
}
