//! One visit as data: [`update`] says what happens next; `web` makes it happen.

#[cfg(feature = "models")]
use crate::answers::Misses;
use crate::answers::{Answer, Answers};
use crate::survey::{Asks, Choice, Part, Question, Sheet, Step, Survey};
use std::mem::take;

/// Where a visit stands. One variant a screen, so that no impossible mixture can be built.
#[derive(Debug, Clone, PartialEq)]
pub enum State {
    /// The page has not earned a question yet, or there is none to ask.
    Waiting,
    /// A question is on screen.
    Asking(Visit),
    /// Everything is answered: what was said, where the thanks depend on it.
    Thanked(Answers),
    /// The visitor closed the card; it stays closed for this visit.
    Closed,
}

/// A visit in the middle of its questions.
#[derive(Debug, Clone, PartialEq)]
pub struct Visit {
    /// The cards that this visitor was drawn, rising.
    pub asked: Vec<Step>,
    /// The card on screen.
    pub step: Step,
    /// The farthest card that was on screen.
    pub farthest: Step,
    /// All that was said so far.
    pub answers: Answers,
    /// What was said on the cards that the visitor has gone on from: a half-written sentence
    /// does not leave the page with a visitor who leaves.
    pub confirmed: Answers,
    /// Whether that was handed over already, to a visitor who left and may be back.
    pub handed_over: bool,
    /// Whether the visitor tried to go on from the card on screen and could not.
    pub held_up: bool,
    /// The parts of the card on screen into which something was written that is no answer.
    pub mistyped: Vec<String>,
}

/// How far a visit has come: nowhere yet, or to where a page before this one has kept.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reached {
    /// The card that was on screen.
    pub step: Step,
    /// The farthest card that was on screen.
    pub farthest: Step,
    /// What was said on the cards that the visitor had gone on from.
    pub answers: Answers,
}

/// Why a visitor cannot go on from a card.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Lack<'a> {
    /// This part needs an answer.
    Answer(&'a Part),
    /// What was written into this part is no answer.
    Mistyped(&'a Part),
    /// The numbers do not add up to this.
    Sum(f64),
    /// Too few or too many options of this part are chosen.
    #[cfg(feature = "models")]
    Misses(&'a Part, Misses),
}

/// What can happen to a visit.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The page has earned the questions on these cards, rising, from there on.
    Triggered(Vec<Step>, Reached),
    /// The visitor answered the part of this key on screen, or took the answer back.
    Answered(String, Option<Answer>),
    /// The visitor chose an option of a part, or took it back, beside others.
    Toggled(String, String),
    /// The visitor wrote something into a part that is no answer to it.
    Mistyped(String),
    /// The visitor goes on.
    Continued,
    /// The visitor goes back.
    WentBack,
    /// The visitor closes the card.
    Dismissed,
    /// The page is hidden, and may never come back.
    Left,
}

/// What the shell must do, in this order.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Tell the page that the question of this id was answered.
    TellAnswered(String),
    /// Tell the page that the visitor closed the card.
    TellDismissed,
    /// Score and anonymise the answers, and hand them to the outbox.
    Submit(Said),
}

/// What a visit has to say.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// The ids of the questions that were on screen.
    pub asked: Vec<String>,
    /// The answers.
    pub answers: Answers,
    /// Whether these are all of them.
    pub complete: bool,
}

/// Moves a visit on by one event. Same inputs, same outputs, nothing touched.
#[must_use]
pub fn update(survey: &Survey, state: State, event: Event) -> (State, Vec<Effect>) {
    match (state, event) {
        (State::Waiting, Event::Triggered(asked, reached)) => {
            let visit = Visit::begin(survey, asked, reached);
            (visit.map_or(State::Waiting, State::Asking), vec![])
        }
        (State::Asking(visit), Event::Answered(key, answer)) => {
            (State::Asking(visit.answered(survey, key, answer, false)), vec![])
        }
        (State::Asking(visit), Event::Toggled(key, option)) => {
            let answer = visit.toggled(survey, &key, &option);
            (State::Asking(visit.answered(survey, key, answer, false)), vec![])
        }
        (State::Asking(visit), Event::Mistyped(key)) => {
            (State::Asking(visit.answered(survey, key, None, true)), vec![])
        }
        (State::Asking(visit), Event::Continued) => visit.goes_on(survey),
        (State::Asking(mut visit), Event::WentBack) => {
            if let Some(step) = survey.previous(&visit.asked, visit.step, &visit.answers) {
                visit.moves_to(step);
            }
            (State::Asking(visit), vec![])
        }
        (State::Asking(_), Event::Dismissed) => (State::Closed, vec![Effect::TellDismissed]),
        (State::Asking(mut visit), Event::Left) => {
            let said = visit.said(survey, &visit.confirmed, false);
            let news = !said.answers.is_empty() && !visit.handed_over;
            visit.handed_over = true;
            (State::Asking(visit), if news { vec![Effect::Submit(said)] } else { vec![] })
        }
        (State::Waiting | State::Thanked(_), Event::Dismissed) => (State::Closed, vec![]),
        // Too late to matter, such as a click on a card that is already gone. The events are
        // named, not `_`, so that a new one has to be thought about here.
        (
            state,
            Event::Triggered(..)
            | Event::Answered(..)
            | Event::Toggled(..)
            | Event::Mistyped(_)
            | Event::Continued
            | Event::WentBack
            | Event::Dismissed
            | Event::Left,
        ) => (state, vec![]),
    }
}

impl Visit {
    /// Begins, or goes on, at the last card up to the one that was reached to which the answers lead;
    /// `None` where there is nothing to ask.
    fn begin(survey: &Survey, asked: Vec<Step>, reached: Reached) -> Option<Self> {
        let Reached { step, farthest, answers } = reached;
        let first = survey.next(&asked, None, &answers)?;
        let before = |step: Step| {
            survey.previous(&asked, Step { sheet: step.sheet.saturating_add(1), ..step }, &answers)
        };
        // What nothing is kept for begins at the first.
        let step = if cfg!(feature = "models") { before(step).unwrap_or(first) } else { first };
        Some(Self {
            asked,
            step,
            farthest: farthest.max(step),
            answers: answers.clone(),
            confirmed: answers,
            handed_over: false,
            held_up: false,
            mistyped: Vec::new(),
        })
    }

    fn answered(
        mut self,
        survey: &Survey,
        key: String,
        answer: Option<Answer>,
        mistyped: bool,
    ) -> Self {
        if let Some((question, sheet)) = survey.at(self.step) {
            self.answers = self.answers.with_part(&question.id, &key, answer);
            self.mistyped.retain(|other| *other != key);
            self.mistyped.extend(mistyped.then_some(key));
            self.held_up &= self.lack(question, sheet).is_some();
        }
        self
    }

    /// The options of a part after one of them was chosen or taken back; that none of the others
    /// is so goes with no other. In a ranking it comes behind those that were chosen before.
    fn toggled(&self, survey: &Survey, key: &str, option: &str) -> Option<Answer> {
        let (question, _) = survey.at(self.step)?;
        let asks = &question.part(key)?.asks;
        let chosen: &[String] = match self.answers.part(&question.id, key) {
            Some(Answer::Choices(chosen)) => chosen,
            _ => &[],
        };
        #[cfg(feature = "models")]
        if let Asks::Order(choices) = asks {
            let is_it = |id: &&String| *id == option;
            let mut order: Vec<_> = chosen.iter().filter(|id| !is_it(id)).cloned().collect();
            let known = choices.iter().map(|choice| &choice.id).find(is_it);
            order.extend(known.filter(|_| order.len() == chosen.len()).cloned());
            return (!order.is_empty()).then_some(Answer::Choices(order));
        }
        let Asks::Several { choices, .. } = asks else { return None };
        let is_none = |id: &str| id == Choice::NONE;
        let stays = |id: &str| {
            if id == option {
                !chosen.iter().any(|other| other == id)
            } else {
                chosen.iter().any(|other| other == id) && is_none(id) == is_none(option)
            }
        };
        let ids = choices.iter().map(|choice| &choice.id).filter(|id| stays(id)).cloned();
        let ids: Vec<_> = ids.collect();
        (!ids.is_empty()).then_some(Answer::Choices(ids))
    }

    /// Why the visitor cannot go on from a card, if anything holds them up.
    #[must_use]
    pub fn lack<'a>(&self, question: &Question, sheet: &'a Sheet) -> Option<Lack<'a>> {
        let mistyped = |part: &&Part| self.mistyped.contains(&part.key);
        if let Some(part) = sheet.parts.iter().find(mistyped) {
            return Some(Lack::Mistyped(part));
        }
        #[cfg(feature = "models")]
        if let Some(misses) = sheet.parts.iter().find_map(|part| self.misses(question, part)) {
            return Some(misses);
        }
        // A note beside other answers is never called for.
        let is_needed =
            |part: &&Part| part.key.is_empty() || !matches!(part.asks, Asks::Text { .. });
        let is_open = |part: &&Part| self.answers.part(&question.id, &part.key).is_none();
        let mut open = sheet.parts.iter().filter(is_needed).filter(is_open);
        if let Some(part) = open.next().filter(|_| question.required) {
            return Some(Lack::Answer(part));
        }
        let adds_up = sheet.adds_up(self.answers.get(&question.id));
        sheet.sum.filter(|_| !adds_up).map(Lack::Sum)
    }

    #[cfg(feature = "models")]
    fn misses<'a>(&self, question: &Question, part: &'a Part) -> Option<Lack<'a>> {
        match self.answers.part(&question.id, &part.key)? {
            Answer::Choices(chosen) => Some(Lack::Misses(part, part.asks.misses(chosen)?)),
            _ => None,
        }
    }

    fn goes_on(mut self, survey: &Survey) -> (State, Vec<Effect>) {
        let Some((question, sheet)) = survey.at(self.step) else {
            return (State::Waiting, vec![]);
        };
        if self.lack(question, sheet).is_some() {
            self.held_up = true;
            return (State::Asking(self), vec![]);
        }
        for part in &sheet.parts {
            let answer = self.answers.part(&question.id, &part.key).cloned();
            self.confirmed = take(&mut self.confirmed).with_part(&question.id, &part.key, answer);
        }
        self.handed_over = false;
        let next = survey.next(&self.asked, Some(self.step), &self.answers);
        let is_left = next.is_none_or(|next| next.question != self.step.question);
        let mut effects = Vec::new();
        if is_left && self.answers.get(&question.id).is_some() {
            effects.push(Effect::TellAnswered(question.id.clone()));
        }
        if let Some(step) = next {
            self.farthest = self.farthest.max(step);
            self.moves_to(step);
            (State::Asking(self), effects)
        } else {
            let said = self.said(survey, &self.answers, true);
            // The smaller module has one ending, and no answers in its words.
            let answers =
                if cfg!(feature = "models") { said.answers.clone() } else { Answers::default() };
            effects.push(Effect::Submit(said));
            (State::Thanked(answers), effects)
        }
    }

    fn moves_to(&mut self, step: Step) {
        (self.step, self.held_up) = (step, false);
        self.mistyped.clear();
    }

    /// What there is to say if it ended on the card on screen.
    #[must_use]
    pub fn so_far(&self, survey: &Survey) -> Said {
        let complete = survey.next(&self.asked, Some(self.step), &self.answers).is_none();
        self.said(survey, &self.answers, complete)
    }

    /// What there is to say, less what the final answers no longer lead to.
    #[must_use]
    pub fn said(&self, survey: &Survey, answers: &Answers, complete: bool) -> Said {
        let (path, answers) = survey.walk(&self.asked, answers);
        let mut asked: Vec<String> = Vec::new();
        for step in path.into_iter().filter(|step| *step <= self.farthest) {
            let Some((question, sheet)) = survey.at(step) else { continue };
            if !sheet.parts.is_empty() && asked.last() != Some(&question.id) {
                asked.push(question.id.clone());
            }
        }
        Said { asked, answers, complete }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::Tree;
    use proptest::prelude::*;

    fn survey() -> Survey {
        let json = r#"{"schema":"aftersay.survey/1","id":"s","version":1,"questions":[
            {"id":"recommend","kind":"nps","required":true},
            {"id":"why","kind":"text","prompt":"Why?","show_if":"recommend <= 6"},
            {"id":"overall","kind":"csat"}]}"#;
        Survey::read(&serde_json::from_str::<Tree>(json).unwrap()).unwrap()
    }

    /// Plays the events of a visit; the states it went through are for whoever debugs a failure.
    fn play(events: impl IntoIterator<Item = Event>) -> (State, Vec<Effect>) {
        let survey = survey();
        let start = (State::Waiting, Vec::new());
        events.into_iter().fold(start, |(state, mut effects), event| {
            let (state, more) = update(&survey, state, event);
            effects.extend(more);
            (state, effects)
        })
    }

    fn steps(questions: &[usize]) -> Vec<Step> {
        questions.iter().map(|&question| Step { question, sheet: 0 }).collect()
    }

    fn triggered(questions: &[usize]) -> Event {
        Event::Triggered(steps(questions), Reached::default())
    }

    fn number(number: f64) -> Event {
        Event::Answered(String::new(), Some(Answer::Number(number)))
    }

    #[test]
    fn a_visit_ends_in_one_submission_of_what_still_counts() {
        let text = Event::Answered(String::new(), Some(Answer::Text("late".to_owned())));
        let (state, effects) = play([
            triggered(&[0, 1, 2]),
            Event::Continued, // The answer is required.
            number(3.0),
            Event::Continued,
            text,
            Event::Continued,
            Event::WentBack,
            Event::WentBack,
            number(9.0), // Nobody asks a promoter what went wrong.
            Event::Continued,
            number(5.0),
            Event::Continued,
            Event::Continued,
        ]);
        let answers = Answers::default()
            .with("recommend", Some(Answer::Number(9.0)))
            .with("overall", Some(Answer::Number(5.0)));
        let asked = vec!["recommend".to_owned(), "overall".to_owned()];
        let told = |id: &str| Effect::TellAnswered(id.to_owned());
        assert_eq!(state, State::Thanked(answers.clone()));
        assert_eq!(
            effects,
            [
                told("recommend"),
                told("why"),
                told("recommend"),
                told("overall"),
                Effect::Submit(Said { asked, answers, complete: true }),
            ]
        );
    }

    #[test]
    fn who_leaves_leaves_behind_what_was_confirmed_and_no_more() {
        let text = Event::Answered(String::new(), Some(Answer::Text("half a senten".to_owned())));
        let (_, effects) =
            play([triggered(&[0, 1, 2]), number(3.0), Event::Continued, text, Event::Left]);
        let Some(Effect::Submit(said)) = effects.last() else { panic!("{effects:?}") };
        assert!(!said.complete);
        assert_eq!(said.answers, Answers::default().with("recommend", Some(Answer::Number(3.0))));
        assert_eq!(said.asked, ["recommend", "why"]);
    }

    #[test]
    fn who_leaves_twice_hands_over_once_and_again_only_what_is_new() {
        let (_, effects) = play([
            triggered(&[0, 2]),
            number(9.0),
            Event::Continued,
            Event::Left,
            Event::Left,
            number(4.0),
            Event::Left,
            Event::Continued,
        ]);
        let handed = |e: &&Effect| matches!(e, Effect::Submit(_));
        let complete = |e: &Effect| matches!(e, Effect::Submit(said) if said.complete);
        let handed: Vec<_> = effects.iter().filter(handed).map(complete).collect();
        assert_eq!(handed, [false, true]);
    }

    #[test]
    fn who_leaves_before_confirming_anything_leaves_nothing() {
        let (_, effects) = play([triggered(&[0, 1, 2]), number(3.0), Event::Left]);
        assert_eq!(effects, []);
    }

    fn any_event() -> impl Strategy<Value = Event> {
        prop_oneof![
            Just(triggered(&[0, 1, 2])),
            (0..11).prop_map(|n| number(f64::from(n))),
            Just(Event::Answered(String::new(), None)),
            Just(Event::Continued),
            Just(Event::WentBack),
            Just(Event::Dismissed),
            Just(Event::Left),
        ]
    }

    proptest! {
        #[test]
        fn a_visit_completes_at_most_once_and_says_nothing_after(
            events in prop::collection::vec(any_event(), 0..40),
        ) {
            let (_, effects) = play(events);
            let submits = |e: &Effect| matches!(e, Effect::Submit(said) if said.complete);
            let n_complete = effects.iter().filter(|e| submits(e)).count();
            prop_assert!(n_complete <= 1);
            if n_complete == 1 {
                prop_assert!(effects.last().is_some_and(submits));
            }
        }
    }
}
