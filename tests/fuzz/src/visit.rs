//! A whole visit to any survey: by the flow, then scored, made anonymous, sent and read.

use crate::grow::{self, anything};
use crate::{Dice, promises};
use aftersay::anonymise::anonymise;
use aftersay::answers::{Answer, Answers};
use aftersay::config::{CONFIG, Config};
use aftersay::flow::{Effect, Event, Said, State, update};
use aftersay::shape::Pointer;
use aftersay::survey::{Question, Survey};
use aftersay::tree::Tree;
use aftersay::wire::{Submission, SubmissionId};

/// How many answers are tried before a question stays without one.
const N_TRIES: usize = 4;

/// Makes a visit, and holds everything that it sends to what was promised.
///
/// # Panics
/// Where a visit does not end, or sends what the collector would refuse.
pub fn visit(survey: &Survey, dice: &mut Dice) {
    let drawn = survey.draw(u64::from(dice.roll()) << 8 | u64::from(dice.roll()));
    assert!(drawn.is_sorted() && drawn.len() <= survey.questions.len());
    let mut state = State::Waiting;
    let mut event = Event::Triggered(drawn);
    // Whoever only goes on has come to the end after every question; who wanders has dice.
    let mut n_left = survey.questions.len() + 1;
    loop {
        let (next, effects) = update(survey, state, event);
        for effect in effects {
            if let Effect::Submit(said) = effect {
                send(survey, said, dice);
            }
        }
        state = next;
        let State::Asking(visit) = &state else { break };
        let question = &survey.questions[visit.step];
        if dice.is_spent() {
            assert!(0 < n_left, "a visitor who goes on and on does not come to the end");
            n_left -= 1;
            let stuck = question.required && visit.answers.get(&question.id).is_none();
            event = if stuck { Event::Dismissed } else { Event::Continued };
        } else {
            event = match dice.below(8) {
                0..=2 => Event::Answered(answer(survey, question, dice)),
                3..=5 => Event::Continued,
                6 if dice.hits(2) => Event::Left,
                _ => Event::WentBack,
            };
        }
    }
}

/// An answer to a question that the survey takes, if one is found.
pub fn answer(survey: &Survey, question: &Question, dice: &mut Dice) -> Option<Answer> {
    let read = |tree: Tree| {
        let tree = Tree::Map(vec![(question.id.clone(), tree)]);
        Answers::read(&tree, survey, &Pointer::default()).ok()
    };
    for _ in 0..N_TRIES {
        let tree = anything(dice);
        // A page takes half of what the wire does, since masks may be longer than their finds.
        let twice = tree.text().map(|text| Tree::Text(text.repeat(2)));
        if let Some(answers) = twice.map_or(Some(Answers::default()), read).and(read(tree)) {
            return answers.get(&question.id).cloned();
        }
    }
    None
}

/// Sends what was said, as the page does it, and takes it as the collector does.
fn send(survey: &Survey, said: Said, dice: &mut Dice) {
    let options = grow::tree(&CONFIG, dice);
    let (order, mode) =
        Config::read(&options).map(|config| (config.order, config.privacy)).unwrap_or_default();
    let submission = Submission {
        id: SubmissionId::drawn([7; 16]),
        survey: survey.id.clone(),
        version: survey.version,
        lang: "de".to_owned(),
        complete: said.complete,
        asked: said.asked,
        content: anonymise(survey, said.answers, order.context(), mode),
    };
    match Submission::read(&Tree::from(&submission), survey) {
        Ok(read) => promises::keep_what_was_taken(&read, survey),
        Err(mistakes) => panic!("what the page sends is refused: {mistakes:#?}\n{submission:#?}"),
    }
}
