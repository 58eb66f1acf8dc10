//! Any text -> `Condition::parse`: what is read means the same in brackets, and can be decided.
#![no_main]

use aftersay::answers::Answers;
use aftersay::survey::branch::Condition;
use fuzz::visit::answer;
use fuzz::{Dice, fixtures};

/// More would be refused in brackets for its depth alone.
const N_OPEN_MAX: usize = 10;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let survey = *fixtures::LONGEST;
    let Ok(read) = Condition::parse(&text, &survey.questions) else { return };
    let mut dice = Dice::new(bytes);
    let mut answers = Answers::default();
    for question in &survey.questions {
        answers = answers.with(&question.id, answer(survey, question, &mut dice));
    }
    let holds = read.holds(&answers);
    if N_OPEN_MAX < text.matches(['(', 'n']).count() {
        return;
    }
    let brackets = Condition::parse(&format!("(\t{text}\n)"), &survey.questions);
    assert_eq!(brackets, Ok(read), "{text:?} in brackets");
    let denied = Condition::parse(&format!("not ({text})"), &survey.questions);
    assert_eq!(denied.map(|denied| denied.holds(&answers)), Ok(!holds), "not {text:?}");
});
