//! State -> Screen: what to show, in words and numbers, without a DOM.

use crate::anonymise::text::scrub;
use crate::answers::Answer;
use crate::flow::{State, Visit};
use crate::locale::Locale;
use crate::survey::{Kind, Link, Question, Scale, Survey, Words};
use crate::tree::Tree;

/// What is on screen.
#[derive(Debug, Clone, PartialEq)]
pub enum Screen {
    /// Nothing.
    Nothing,
    /// A question.
    Question(Box<Card>),
    /// Thanks, what became of the answers, and where to go on.
    Thanks(Farewell),
}

/// A question on screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// The question, as an index into the survey; while it stays, only the words around it change.
    pub step: usize,
    /// What stands above all questions.
    pub title: Option<String>,
    /// How far the visitor is, from 1, and out of how many.
    pub progress: (usize, usize),
    /// The same in words.
    pub progress_text: String,
    /// The question.
    pub prompt: String,
    /// A line of help.
    pub help: Option<String>,
    /// How it is answered.
    pub control: Control,
    /// What is wrong with the answer, if the visitor tried to go on.
    pub error: Option<String>,
    /// How much of a text will be struck out before it is sent.
    pub note: Option<String>,
    /// The way back, where there is one.
    pub back: Option<String>,
    /// The way on.
    pub next: String,
    /// A word on privacy.
    pub promise: String,
}

/// How a question is answered.
#[derive(Debug, Clone, PartialEq)]
pub enum Control {
    /// By one of some buttons.
    Buttons {
        /// How they are laid out.
        layout: Layout,
        /// The buttons in their order.
        buttons: Vec<Button>,
        /// What the two ends of the row mean.
        ends: Option<(String, String)>,
    },
    /// By writing.
    Text {
        /// What was written so far.
        text: String,
        /// How many characters are taken.
        max_chars: usize,
    },
}

/// How buttons are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Short numbers side by side.
    Row,
    /// Words below each other.
    Column,
}

/// One of the buttons that answer a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Button {
    /// What it answers.
    pub answer: Answer,
    /// What it says.
    pub label: String,
    /// What the ends of a row add for those who do not see where it stands.
    pub hint: Option<String>,
    /// Whether it is the answer now.
    pub chosen: bool,
}

/// What is said after the last answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Farewell {
    /// The thanks.
    pub text: String,
    /// What became of the answers.
    pub delivery: Option<String>,
    /// Where to go on: address and words.
    pub link: Option<(String, String)>,
}

/// What became of the answers so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Delivery {
    /// There is no endpoint: nothing is sent.
    Nowhere,
    UnderWay,
    Sent,
    Kept,
    Refused,
}

/// Says what is on screen in a state.
#[must_use]
pub fn view(survey: &Survey, locale: &Locale, state: &State, delivery: Delivery) -> Screen {
    match state {
        State::Waiting | State::Closed => Screen::Nothing,
        State::Asking(visit) => match survey.questions.get(visit.step) {
            Some(question) => Screen::Question(Box::new(card(survey, locale, visit, question))),
            None => Screen::Nothing,
        },
        State::Thanked => Screen::Thanks(farewell(survey, locale, delivery)),
    }
}

fn farewell(survey: &Survey, locale: &Locale, delivery: Delivery) -> Farewell {
    let thanks = &survey.thanks;
    let delivery = match delivery {
        Delivery::Nowhere => None,
        Delivery::UnderWay => Some("sending"),
        Delivery::Sent => Some("sent"),
        Delivery::Kept => Some("kept"),
        Delivery::Refused => Some("refused"),
    };
    let in_lang = |words: &Words| words.in_lang(&locale.lang).to_owned();
    let link = |Link { href, text }: &Link| (href.clone(), in_lang(text));
    Farewell {
        text: thanks.text.as_ref().map_or_else(|| locale.word("thanks").to_owned(), in_lang),
        delivery: delivery.map(|key| locale.word(key).to_owned()),
        link: thanks.link.as_ref().map(link),
    }
}

fn card(survey: &Survey, locale: &Locale, visit: &Visit, question: &Question) -> Card {
    let in_lang = |words: &Option<Words>| Some(words.as_ref()?.in_lang(&locale.lang).to_owned());
    let control = control(locale, visit, question);
    let shown = shown(survey, visit);
    let at = 1 + shown.iter().take_while(|&&index| index < visit.step).count();
    let (n, total) = (at.to_string(), shown.len().to_string());
    let error = match control {
        Control::Buttons { .. } => "choose",
        Control::Text { .. } => "write",
    };
    let n_masked = match &control {
        Control::Text { text, .. } => scrub(text).n_masked,
        Control::Buttons { .. } => 0,
    };
    Card {
        step: visit.step,
        title: in_lang(&survey.title),
        progress: (at, shown.len()),
        progress_text: locale.filled("progress", &[("n", &n), ("total", &total)]),
        prompt: in_lang(&question.prompt).unwrap_or_else(|| prompt(locale, &question.kind)),
        help: in_lang(&question.help),
        control,
        error: visit.needs_answer.then(|| locale.word(error).to_owned()),
        note: (0 < n_masked).then(|| locale.filled("masked", &[("n", &n_masked.to_string())])),
        back: (1 < at).then(|| locale.word("back").to_owned()),
        next: locale.word(if at == shown.len() { "send" } else { "next" }).to_owned(),
        promise: locale.word("promise").to_owned(),
    }
}

/// The questions that the answers so far lead to.
fn shown(survey: &Survey, visit: &Visit) -> Vec<usize> {
    let next = |&step: &usize| survey.next(&visit.asked, Some(step), &visit.answers);
    std::iter::successors(survey.next(&visit.asked, None, &visit.answers), next).collect()
}

/// The standard wording of a kind; kinds without one have the owner's.
fn prompt(locale: &Locale, kind: &Kind) -> String {
    match kind {
        Kind::Csm { about: Some(about) } => {
            locale.filled("csm.prompt", &[("about", about.in_lang(&locale.lang))])
        }
        Kind::Csm { about: None } => {
            locale.filled("csm.prompt", &[("about", locale.word("csm.about"))])
        }
        Kind::Csat => locale.word("csat.prompt").to_owned(),
        Kind::Nps | Kind::Rating(_) | Kind::SingleChoice(_) | Kind::Text { .. } => {
            locale.word("nps.prompt").to_owned()
        }
    }
}

fn control(locale: &Locale, visit: &Visit, question: &Question) -> Control {
    let answer = visit.answers.get(&question.id);
    let numbers = |label: &dyn Fn(i32) -> String| -> Vec<Button> {
        let values = question.kind.scale().into_iter().flat_map(Scale::values);
        let button = |value: i32| {
            let (value, label) = (Answer::Number(f64::from(value)), label(value));
            Button { chosen: answer == Some(&value), answer: value, label, hint: None }
        };
        values.map(button).collect()
    };
    let row = |low: Option<String>, high: Option<String>| {
        let mut buttons = numbers(&|value| value.to_string());
        if let Some(first) = buttons.first_mut() {
            first.hint.clone_from(&low);
        }
        if let Some(last) = buttons.last_mut() {
            last.hint.clone_from(&high);
        }
        Control::Buttons { layout: Layout::Row, buttons, ends: low.zip(high) }
    };
    let column = |buttons| Control::Buttons { layout: Layout::Column, buttons, ends: None };
    let words = |key: &str| Some(locale.word(key).to_owned());
    let in_lang = |words: &Words| words.in_lang(&locale.lang).to_owned();
    match &question.kind {
        Kind::Nps => row(words("nps.low"), words("nps.high")),
        Kind::Rating(rating) => {
            row(rating.low.as_ref().map(in_lang), rating.high.as_ref().map(in_lang))
        }
        Kind::Csat | Kind::Csm { .. } => {
            let name = question.kind.name();
            column(numbers(&|value| locale.word(&[name, ".", &value.to_string()].concat()).into()))
        }
        Kind::SingleChoice(options) => {
            let button = |option: &crate::survey::Choice| {
                let value = Answer::Choice(option.id.clone());
                let chosen = answer == Some(&value);
                Button { answer: value, label: in_lang(&option.text), hint: None, chosen }
            };
            column(options.iter().map(button).collect())
        }
        Kind::Text { max_chars } => {
            let text = answer.map(Tree::from).and_then(|tree| Some(tree.text()?.to_owned()));
            Control::Text { text: text.unwrap_or_default(), max_chars: *max_chars }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flow::{Event, update};

    fn locale() -> Locale {
        let json = include_str!("../www/locales/en.json");
        Locale::read(&serde_json::from_str(json).unwrap()).unwrap()
    }

    fn survey() -> Survey {
        let json = r#"{"schema":"aftersay.survey/1","id":"s","version":1,"questions":[
            {"id":"overall","kind":"csm","about":"your mug"},
            {"id":"why","kind":"text","prompt":"Why?","show_if":"overall < 0"},
            {"id":"recommend","kind":"nps"}]}"#;
        Survey::read(&serde_json::from_str::<Tree>(json).unwrap()).unwrap()
    }

    fn after(events: impl IntoIterator<Item = Event>) -> Card {
        let survey = survey();
        let start = update(&survey, State::Waiting, Event::Triggered(vec![0, 1, 2])).0;
        let state = events.into_iter().fold(start, |state, event| update(&survey, state, event).0);
        match view(&survey, &locale(), &state, Delivery::Nowhere) {
            Screen::Question(card) => *card,
            screen => panic!("{screen:?}"),
        }
    }

    #[test]
    fn the_seven_levels_are_shown_by_their_words() {
        let card = after([Event::Answered(Some(Answer::Number(30.0)))]);
        assert_eq!(card.prompt, "How satisfied are you with your mug?");
        let Control::Buttons { buttons, .. } = card.control else { panic!() };
        let labels: Vec<_> = buttons.iter().map(|button| button.label.as_str()).collect();
        assert_eq!(labels.first(), Some(&"Very dissatisfied"));
        assert_eq!(labels.len(), 7);
        let chosen: Vec<_> = buttons.iter().filter(|button| button.chosen).collect();
        assert_eq!((chosen.len(), chosen[0].label.as_str()), (1, "Rather satisfied"));
    }

    #[test]
    fn progress_counts_the_questions_that_the_answers_lead_to() {
        let unhappy = Event::Answered(Some(Answer::Number(-30.0)));
        for (case, events, progress) in [
            ("at first", vec![], (1, 2)),
            ("unhappy", vec![unhappy.clone()], (1, 3)),
            ("asked why", vec![unhappy.clone(), Event::Continued], (2, 3)),
            ("the last", vec![Event::Continued], (2, 2)),
        ] {
            assert_eq!(after(events).progress, progress, "{case}");
        }
    }

    #[test]
    fn what_will_be_struck_out_is_told_while_it_is_written() {
        let text = Answer::Text("Call 0170 1234567 or me@example.com".to_owned());
        let card = after([
            Event::Answered(Some(Answer::Number(-30.0))),
            Event::Continued,
            Event::Answered(Some(text)),
        ]);
        assert_eq!(card.note.unwrap(), "Will be blacked out before sending: 2");
    }
}
