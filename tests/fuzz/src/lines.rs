//! Lines as `aftersay score` and `aftersay report` take them: some good, some not.

use crate::visit::answer;
use crate::{Dice, fixtures, mutate::mutate};
use aftersay::answers::Answers;
use aftersay::survey::Survey;
use aftersay::tree::Tree;

/// How many lines there are at most.
const N_LINES_MAX: usize = 8;

/// Takes bytes that begin like a line as they are, and others as dice.
#[must_use]
pub fn of(survey: &Survey, bytes: &[u8]) -> Vec<u8> {
    if bytes.starts_with(b"{") { bytes.to_vec() } else { grown(survey, &mut Dice::new(bytes)) }
}

/// Grows bare answers to a survey, with a submission or something wrong now and then.
fn grown(survey: &Survey, dice: &mut Dice) -> Vec<u8> {
    let mut lines = Vec::new();
    for _ in 0..N_LINES_MAX {
        if dice.is_spent() {
            break;
        }
        let mut answers = Answers::default();
        for question in &survey.questions {
            answers = answers.with(&question.id, answer(survey, question, dice));
        }
        let mut line = Tree::map([("answers", Tree::from(&answers))]);
        match dice.below(8) {
            0 => mutate(&mut line, dice),
            1 => line = fixtures::SUBMISSIONS[dice.below(fixtures::SUBMISSIONS.len())].0.clone(),
            _ => {}
        }
        lines.extend(serde_json::to_vec(&line).expect("a tree can be written"));
        lines.push(b'\n');
    }
    lines
}

/// How many lines hold anything.
#[must_use]
pub fn count(lines: &[u8]) -> usize {
    lines.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()).count()
}
