//! One visit as data: [`update`] says what happens next; `web` makes it happen.

use crate::answers::{Answer, Answers};
use crate::survey::Survey;

/// Where a visit stands. One variant a screen, so that no impossible mixture can be built.
#[derive(Debug, Clone, PartialEq)]
pub enum State {
    /// The page has not earned a question yet, or there is none to ask.
    Waiting,
    /// A question is on screen.
    Asking(Visit),
    /// Everything is answered.
    Thanked,
    /// The visitor closed the card; it stays closed for this visit.
    Closed,
}

/// A visit in the middle of its questions.
#[derive(Debug, Clone, PartialEq)]
pub struct Visit {
    /// The questions that this visitor was drawn, as indices into the survey, rising.
    pub asked: Vec<usize>,
    /// The question on screen, as an index into the survey.
    pub step: usize,
    /// The farthest question that was on screen.
    pub farthest: usize,
    /// All that was said so far.
    pub answers: Answers,
    /// What was said on the questions that the visitor has gone on from: a half-written sentence
    /// does not leave the page with a visitor who leaves.
    pub confirmed: Answers,
    /// Whether that was handed over already, to a visitor who left and may be back.
    pub handed_over: bool,
    /// Whether the question on screen was left without the answer that it needs.
    pub needs_answer: bool,
}

/// What can happen to a visit.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The page has earned the questions at these indices, rising.
    Triggered(Vec<usize>),
    /// The visitor answered the question on screen, or took the answer back.
    Answered(Option<Answer>),
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
    /// Tell the page that the first question is on screen.
    TellShown,
    /// Tell the page that the question of this id was answered.
    TellAnswered(String),
    /// Tell the page that the visitor closed the card.
    TellDismissed,
    /// Say, to screen readers too, that this question needs an answer.
    AskAgain,
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
        (State::Waiting, Event::Triggered(asked)) => {
            match survey.next(&asked, None, &Answers::default()) {
                Some(step) => (State::Asking(Visit::begin(asked, step)), vec![Effect::TellShown]),
                None => (State::Waiting, vec![]),
            }
        }
        (State::Asking(visit), Event::Answered(answer)) => {
            (State::Asking(visit.answered(survey, answer)), vec![])
        }
        (State::Asking(visit), Event::Continued) => visit.goes_on(survey),
        (State::Asking(mut visit), Event::WentBack) => {
            if let Some(step) = survey.previous(&visit.asked, visit.step, &visit.answers) {
                (visit.step, visit.needs_answer) = (step, false);
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
        (State::Waiting | State::Thanked, Event::Dismissed) => (State::Closed, vec![]),
        // Too late to matter, such as a click on a card that is already gone. The events are
        // named, not `_`, so that a new one has to be thought about here.
        (
            state,
            Event::Triggered(_)
            | Event::Answered(_)
            | Event::Continued
            | Event::WentBack
            | Event::Dismissed
            | Event::Left,
        ) => (state, vec![]),
    }
}

impl Visit {
    fn begin(asked: Vec<usize>, step: usize) -> Self {
        let (answers, confirmed) = (Answers::default(), Answers::default());
        let (handed_over, needs_answer) = (false, false);
        Self { asked, step, farthest: step, answers, confirmed, handed_over, needs_answer }
    }

    fn answered(mut self, survey: &Survey, answer: Option<Answer>) -> Self {
        if let Some(question) = survey.questions.get(self.step) {
            self.needs_answer &= answer.is_none();
            self.answers = self.answers.with(&question.id, answer);
        }
        self
    }

    fn goes_on(mut self, survey: &Survey) -> (State, Vec<Effect>) {
        let Some(question) = survey.questions.get(self.step) else {
            return (State::Thanked, vec![]);
        };
        let answer = self.answers.get(&question.id);
        if question.required && answer.is_none() {
            self.needs_answer = true;
            return (State::Asking(self), vec![Effect::AskAgain]);
        }
        let mut effects = Vec::new();
        if answer.is_some() {
            effects.push(Effect::TellAnswered(question.id.clone()));
        }
        self.confirmed = self.answers.clone();
        self.handed_over = false;
        if let Some(step) = survey.next(&self.asked, Some(self.step), &self.answers) {
            (self.step, self.farthest) = (step, self.farthest.max(step));
            (State::Asking(self), effects)
        } else {
            effects.push(Effect::Submit(self.said(survey, &self.answers, true)));
            (State::Thanked, effects)
        }
    }

    /// What there is to say, less what the final answers no longer lead to.
    fn said(&self, survey: &Survey, answers: &Answers, complete: bool) -> Said {
        let answers = answers.clone().settled(survey, &self.asked);
        let mut asked = Vec::new();
        let mut step = survey.next(&self.asked, None, &answers);
        while let Some(index) = step.filter(|&index| index <= self.farthest) {
            asked.extend(survey.questions.get(index).map(|question| question.id.clone()));
            step = survey.next(&self.asked, Some(index), &answers);
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

    fn number(number: f64) -> Event {
        Event::Answered(Some(Answer::Number(number)))
    }

    #[test]
    fn a_visit_ends_in_one_submission_of_what_still_counts() {
        let text = Event::Answered(Some(Answer::Text("late".to_owned())));
        let (state, effects) = play([
            Event::Triggered(vec![0, 1, 2]),
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
        assert_eq!(state, State::Thanked);
        assert_eq!(
            effects,
            [
                Effect::TellShown,
                Effect::AskAgain,
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
        let text = Event::Answered(Some(Answer::Text("half a senten".to_owned())));
        let (_, effects) = play([
            Event::Triggered(vec![0, 1, 2]),
            number(3.0),
            Event::Continued,
            text,
            Event::Left,
        ]);
        let Some(Effect::Submit(said)) = effects.last() else { panic!("{effects:?}") };
        assert!(!said.complete);
        assert_eq!(said.answers, Answers::default().with("recommend", Some(Answer::Number(3.0))));
        assert_eq!(said.asked, ["recommend", "why"]);
    }

    #[test]
    fn who_leaves_twice_hands_over_once_and_again_only_what_is_new() {
        let (_, effects) = play([
            Event::Triggered(vec![0, 2]),
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
        let (_, effects) = play([Event::Triggered(vec![0, 1, 2]), number(3.0), Event::Left]);
        assert_eq!(effects, [Effect::TellShown]);
    }

    fn any_event() -> impl Strategy<Value = Event> {
        prop_oneof![
            Just(Event::Triggered(vec![0, 1, 2])),
            (0..11).prop_map(|n| number(f64::from(n))),
            Just(Event::Answered(None)),
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
