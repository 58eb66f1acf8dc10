//! What has to hold of whatever comes in and goes out.

use aftersay::anonymise::text::scrub;
use aftersay::survey::Survey;
use aftersay::tree::Tree;
use aftersay::wire::Submission;

/// A run of so many digits is a number of somebody's.
const N_DIGITS: usize = 7;

/// What was taken survives being stored, and holds nothing that points at a person.
///
/// # Panics
/// Where that does not hold.
pub fn keep_what_was_taken(submission: &Submission, survey: &Survey) {
    let written = Tree::from(submission);
    match Submission::read(&written, survey) {
        Ok(again) => assert_eq!(&again, submission, "what was taken reads back as something else"),
        Err(mistakes) => panic!("what was taken is refused when it is read back: {mistakes:#?}"),
    }
    let stored = serde_json::to_vec(&written).expect("it can be written");
    let stored = serde_json::from_slice(&stored).expect("what is written is JSON");
    let read = Submission::read(&stored, survey);
    assert!(read.is_ok(), "what was stored is refused: {read:#?}");
    for (name, answer) in written.get("answers").map_or(&[][..], Tree::entries) {
        no_long_number(name, answer);
    }
}

/// No text says a long number.
fn no_long_number(name: &str, tree: &Tree) {
    match tree {
        Tree::Text(text) => says_no_long_number(name, text),
        Tree::List(items) => items.iter().for_each(|item| no_long_number(name, item)),
        Tree::Map(entries) => entries.iter().for_each(|(_, part)| no_long_number(name, part)),
        Tree::Null | Tree::Flag(_) | Tree::Number(_) => {}
    }
}

/// A text says no long number; one that is part of a word is left to the word.
///
/// # Panics
/// Where it does.
pub fn says_no_long_number(name: &str, text: &str) {
    let mut n_digits = 0;
    let mut in_word = false;
    for c in text.chars() {
        if c.is_ascii_digit() {
            n_digits += 1;
            assert!(in_word || n_digits < N_DIGITS, "{name} says a long number: {text:?}");
        } else {
            n_digits = 0;
            in_word = c.is_alphanumeric() || !c.is_ascii();
        }
    }
}

/// Scrubbing strikes out what it should at the first time.
///
/// # Panics
/// Where it does not.
pub fn scrub_well(text: &str) {
    let once = scrub(text);
    let twice = scrub(&once.text);
    assert_eq!(twice.text, once.text, "scrubbing {text:?} twice changes more");
    assert_eq!(twice.n_masked, 0, "scrubbing {text:?} twice finds more");
    assert_eq!(once.n_masked == 0, once.text == text, "{text:?} is changed and not counted");
    says_no_long_number("the text", &once.text);
}

/// What strangers wrote does not steer the terminal that it is printed on.
///
/// # Panics
/// Where it does.
pub fn keep_the_terminal(text: &str) {
    let steers = |c: char| c.is_control() && c != '\n';
    assert!(!text.contains(steers), "this steers a terminal: {text:?}");
}
