//! The ready-made surveys are surveys, in every language, and take a buyer a minute at most.

use aftersay::survey::scales::Look;
use aftersay::survey::{Asks, Sheet, Survey};
use aftersay::tree::Tree;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// What may hold a text of a survey's own.
const TEXTS: [&str; 8] = ["about", "feature", "help", "high", "low", "prompt", "text", "title"];

/// What a visit to a ready-made survey may take.
const SECONDS_MAX: u32 = 60;

fn files(folder: &str) -> impl Iterator<Item = PathBuf> {
    let folder = [env!("CARGO_MANIFEST_DIR"), "/www/", folder].concat();
    std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .filter(|path| path.is_file())
}

fn stem(path: &std::path::Path) -> String {
    path.file_stem().unwrap().to_string_lossy().into_owned()
}

fn ready_made() -> BTreeMap<String, Tree> {
    let read = |path: PathBuf| {
        let tree = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        (stem(&path), tree)
    };
    files("surveys").map(read).collect()
}

#[test]
fn every_ready_made_survey_can_be_asked_under_its_name() {
    for (name, tree) in ready_made() {
        let survey = Survey::read(&tree).unwrap_or_else(|told| panic!("{name}: {told:?}"));
        assert_eq!(survey.id, name);
    }
    let names: Vec<_> = ready_made().into_keys().collect();
    let promised = [
        "acsi",
        "after-delivery",
        "kano",
        "loyalty",
        "new-customer",
        "quick",
        "returns",
        "service-quality",
        "value",
        "zone-of-tolerance",
    ];
    assert_eq!(names, promised);
}

/// Checks every text at this place and below.
fn speaks(tree: &Tree, at: &str, languages: &BTreeSet<String>) {
    for (index, item) in tree.items().iter().enumerate() {
        speaks(item, &format!("{at}/{index}"), languages);
    }
    for (name, value) in tree.entries() {
        let at = format!("{at}/{name}");
        if !TEXTS.contains(&name.as_str()) {
            speaks(value, &at, languages);
            continue;
        }
        let spoken: BTreeSet<_> = value.entries().iter().map(|(lang, _)| lang.clone()).collect();
        assert_eq!(&spoken, languages, "{at}");
        for (lang, text) in value.entries() {
            assert!(!text.text().unwrap().trim().is_empty(), "{at}: nothing in {lang}");
        }
    }
}

#[test]
fn every_ready_made_survey_speaks_every_language() {
    let languages: BTreeSet<_> = files("locales").map(|path| stem(&path)).collect();
    assert_eq!(languages.len(), 18);
    for (name, tree) in ready_made() {
        speaks(&tree, &name, &languages);
    }
}

/// About how long a card takes: to read what stands above it and go on, and to answer its parts.
///
/// A convention, on the side of too long for most buyers: nobody has to write.
fn seconds(sheet: &Sheet) -> u32 {
    let parts = sheet.parts.iter().map(|part| match &part.asks {
        Asks::Number { look: Look::Field, .. } => 8,
        Asks::Number { .. } | Asks::One(_) => 4,
        Asks::Several { .. } => 10,
        Asks::Order(choices) => 4 * u32::try_from(choices.len()).unwrap(),
        Asks::Text { .. } => 15,
    });
    3 + parts.sum::<u32>()
}

#[test]
fn no_draw_of_a_ready_made_survey_takes_a_buyer_more_than_a_minute() {
    for (name, tree) in ready_made() {
        let survey = Survey::read(&tree).unwrap();
        for seed in 0..200 {
            // As if every card that hangs on an answer came.
            let cards = survey.draw(seed).into_iter().filter_map(|step| survey.at(step));
            let seconds: u32 = cards.map(|(_, sheet)| seconds(sheet)).sum();
            assert!(seconds <= SECONDS_MAX, "{name} takes {seconds} seconds");
        }
    }
}
