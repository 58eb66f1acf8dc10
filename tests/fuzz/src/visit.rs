//! A whole visit to any survey: by the flow, then scored, made anonymous, sent and read.

use crate::{Dice, grow, promises};
use aftersay::anonymise::randomise::mechanisms;
use aftersay::anonymise::{Mode, anonymise, noisy};
use aftersay::answers::{Answer, Answers};
use aftersay::config::{CONFIG, Config};
use aftersay::draft::{Chance, Draft, kept};
use aftersay::flow::{Effect, Event, Reached, Said, State, update};
use aftersay::survey::{Asks, Choice, Part, Sheet, Survey};
use aftersay::tree::Tree;
use aftersay::wire::{Submission, SubmissionId};

/// Makes a visit, and holds everything that it sends to what was promised.
///
/// # Panics
/// Where a visit does not end, or sends what the collector would refuse.
pub fn visit(survey: &Survey, dice: &mut Dice) {
    let drawn = survey.draw(u64::from(dice.roll()) << 8 | u64::from(dice.roll()));
    assert!(drawn.is_sorted(), "cards are drawn in no order: {drawn:?}");
    let config = Config::read(&Tree::map([])).expect("a page may ask for nothing");
    let id = SubmissionId::drawn([0; 16]);
    let chance = Chance { id, seed: u64::from(dice.roll()), draws: Vec::new() };
    // Whoever only goes on has come to the end after every card; who wanders has dice.
    let mut n_left = drawn.len() + 1;
    let mut state = State::Waiting;
    let mut events = vec![Event::Triggered(drawn, Reached::default())];
    loop {
        let event = events.pop().unwrap_or(Event::Continued);
        let (next, effects) = update(survey, state, event);
        for effect in effects {
            if let Effect::Submit(said) = effect {
                take(survey, sent(survey, said, dice));
            }
        }
        state = next;
        let State::Asking(visit) = &state else { break };
        if let Some(tree) = kept(&chance, visit, survey, &config) {
            let draft = Draft::read(&tree, survey, &config);
            assert!(draft.is_some(), "what was kept is no draft: {tree:?}");
        }
        if !events.is_empty() {
            continue;
        }
        let (_, sheet) = survey.at(visit.step).expect("a visit is on a card of its survey");
        if dice.is_spent() {
            assert!(0 < n_left, "a visitor who goes on and on does not come to the end");
            n_left -= 1;
            events.push(if visit.held_up { Event::Dismissed } else { Event::Continued });
            continue;
        }
        let key = |dice: &mut Dice| match sheet.parts.len() {
            0 => String::new(),
            n => sheet.parts[dice.below(n)].key.clone(),
        };
        match dice.below(10) {
            0..=4 => {
                let said = fill(sheet, dice).into_iter();
                events.extend(said.map(|(key, answer)| Event::Answered(key, answer)));
            }
            5..=6 => events.push(Event::Continued),
            7 => events.push(Event::Mistyped(key(dice))),
            8 if dice.hits(2) => events.push(Event::Left),
            8 => events.push(Event::Toggled(key(dice), dice.text())),
            _ => events.push(Event::WentBack),
        }
    }
}

/// Answers to every question that fit it, or none to it.
pub fn answers(survey: &Survey, dice: &mut Dice) -> Answers {
    let mut answers = Answers::default();
    for question in &survey.questions {
        for sheet in &question.sheets {
            for (key, answer) in fill(sheet, dice) {
                answers = answers.with_part(&question.id, &key, answer);
            }
            // A page takes no words for an option that is not chosen.
            let open: Vec<_> = question.open_parts(sheet, &answers).collect();
            for part in sheet.parts.iter().filter(|part| !open.contains(part)) {
                answers = answers.with_part(&question.id, &part.key, None);
            }
        }
    }
    answers
}

/// What is said on one card.
fn fill(sheet: &Sheet, dice: &mut Dice) -> Vec<(String, Option<Answer>)> {
    // Points that have to add up all go to one thing, as nobody else has any.
    let all = if sheet.parts.is_empty() { 0 } else { dice.below(sheet.parts.len()) };
    let parts = sheet.parts.iter().enumerate();
    let fill = |(at, part): (usize, &Part)| {
        let answer = match sheet.sum {
            Some(sum) => part.answer(&Tree::Number(if at == all { sum } else { 0.0 })),
            None => part.answer(&said(part, dice)),
        };
        (part.key.clone(), answer.ok().flatten())
    };
    parts.map(fill).collect()
}

/// What fits a part, most of the time.
fn said(part: &Part, dice: &mut Dice) -> Tree {
    if dice.hits(8) {
        return dice.scalar();
    }
    if part.not_applicable && dice.hits(4) {
        return Tree::from(Choice::NOT_APPLICABLE);
    }
    match &part.asks {
        Asks::Number { scale, .. } => {
            let values: Vec<_> = scale.values().collect();
            Tree::Number(f64::from(values[dice.below(values.len())]))
        }
        Asks::One(choices) => Tree::Text(choices[dice.below(choices.len())].id.clone()),
        Asks::Several { choices, .. } => {
            let chosen = choices.iter().filter(|_| dice.hits(2));
            Tree::List(chosen.map(|choice| Tree::Text(choice.id.clone())).collect())
        }
        Asks::Order(choices) => {
            let mut ids: Vec<_> = choices.iter().map(|choice| choice.id.as_str()).collect();
            ids.rotate_left(dice.below(choices.len()));
            Tree::List(ids.into_iter().map(Tree::from).collect())
        }
        // A page takes half of what the wire does, since masks may be longer than their finds.
        Asks::Text { max_chars } => Tree::Text(dice.text().chars().take(*max_chars).collect()),
    }
}

/// What the page sends of what was said; nothing where a visit that is not over may not be told.
///
/// # Panics
/// Where no options at all are refused.
pub fn sent(survey: &Survey, said: Said, dice: &mut Dice) -> Option<Submission> {
    let config = Config::read(&grow::tree(&CONFIG, dice));
    let config = config.or_else(|_| Config::read(&Tree::map([]))).expect("options by default");
    let (bands, mode) = (config.order.context(), config.privacy);
    let content = match mode {
        Mode::Noise if !said.complete => return None,
        Mode::Noise => {
            let mechanisms = mechanisms(survey, config.epsilon);
            let draw = |_: &_| [u32::from(dice.roll()) << 24, u32::from(dice.roll()) << 24];
            let draws: Vec<_> = mechanisms.iter().map(draw).collect();
            noisy(survey, &said.answers, &said.asked, bands, config.epsilon, &draws)
        }
        Mode::Answers | Mode::Scores => anonymise(survey, said.answers, bands, mode, &config.known),
    };
    Some(Submission {
        id: SubmissionId::drawn([7; 16]),
        survey: survey.id.clone(),
        version: survey.version,
        lang: "de".to_owned(),
        complete: said.complete,
        asked: said.asked,
        content,
    })
}

/// Takes what the page sends, as the collector does.
///
/// # Panics
/// Where the collector would refuse it.
pub fn take(survey: &Survey, sent: Option<Submission>) {
    let Some(sent) = sent else { return };
    match Submission::read(&Tree::from(&sent), survey) {
        Ok(read) => promises::keep_what_was_taken(&read, survey),
        Err(mistakes) => panic!("what the page sends is refused: {mistakes:#?}\n{sent:#?}"),
    }
}
