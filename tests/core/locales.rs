//! Every language says everything, in its own words.

use aftersay::locale::Locale;
use aftersay::tree::Tree;
use std::collections::{BTreeMap, BTreeSet};

/// The words of every language file, by file name.
fn locales() -> BTreeMap<String, Tree> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/www/locales");
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let read = |path: std::path::PathBuf| {
        let tree = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        (path.file_stem().unwrap().to_string_lossy().into_owned(), tree)
    };
    files.map(read).collect()
}

fn words(tree: &Tree) -> BTreeMap<&str, &str> {
    let words = tree.get("words").unwrap().entries();
    words.iter().map(|(key, text)| (key.as_str(), text.text().unwrap())).collect()
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).map(|part| part.split('}').next().unwrap()).collect()
}

#[test]
fn no_language_lacks_a_word_or_a_placeholder() {
    let locales = locales();
    let english = words(&locales["en"]);
    for (name, tree) in &locales {
        assert_eq!(Locale::read(tree).unwrap().lang, *name);
        let own = words(tree);
        assert_eq!(own.keys().collect::<Vec<_>>(), english.keys().collect::<Vec<_>>(), "{name}");
        for (key, text) in &own {
            assert!(!text.trim().is_empty(), "{name}: {key} says nothing");
            assert_eq!(placeholders(text), placeholders(english[key]), "{name}: {key}");
        }
    }
}

#[test]
fn the_answers_of_a_scale_differ_in_every_language() {
    for (name, tree) in &locales() {
        let own = words(tree);
        for (scale, n_levels) in [("csat.", 5), ("csm.", 7)] {
            let levels = own.iter().filter(|(key, _)| {
                let level = key.strip_prefix(scale);
                level.is_some_and(|level| level.parse::<i32>().is_ok())
            });
            let levels: BTreeSet<_> = levels.map(|(_, text)| text).collect();
            assert_eq!(levels.len(), n_levels, "{name}: {scale}");
        }
    }
}
