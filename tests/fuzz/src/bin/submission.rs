//! Any submission -> `Submission::read`: what is taken is kept as it is, and says nothing of a person.
#![no_main]

use aftersay::answers::Answers;
use aftersay::scoring::score;
use aftersay::shape::Pointer;
use aftersay::survey::Survey;
use aftersay::tree::Tree;
use aftersay::wire::Submission;
use fuzz::{Dice, fixtures, json, mutate::mutate, promises};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Some(tree) = json(bytes) {
        for (_, survey) in &*fixtures::SURVEYS {
            take(&tree, survey);
        }
    }
    let mut dice = Dice::new(bytes);
    let (mut tree, survey) = fixtures::SUBMISSIONS[dice.below(fixtures::SUBMISSIONS.len())].clone();
    mutate(&mut tree, &mut dice);
    if !dice.hits(4) {
        score_anew(&mut tree, survey);
    }
    let is_taken = take(&tree, survey);
    assert!(is_taken || !bytes.is_empty(), "a good submission is refused");
});

fn take(tree: &Tree, survey: &Survey) -> bool {
    let read = Submission::read(tree, survey);
    if let Ok(submission) = &read {
        promises::keep_what_was_taken(submission, survey);
    }
    read.is_ok()
}

/// Gives a submission the scores of its answers, so that nothing but the rest is wrong with it.
fn score_anew(tree: &mut Tree, survey: &Survey) {
    let answers = tree.get("answers").cloned().unwrap_or(Tree::Null);
    let Ok(answers) = Answers::read(&answers, survey, &Pointer::default()) else { return };
    let Tree::Map(entries) = tree else { return };
    if let Some((_, scores)) = entries.iter_mut().find(|(name, _)| name == "scores") {
        *scores = Tree::from(&score(survey, &answers));
    }
}
