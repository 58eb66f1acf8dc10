//! State -> Screen: what to show, in words and numbers, without a DOM.

#[cfg(feature = "models")]
mod rare;

use crate::anonymise::Mode;
use crate::anonymise::text::{Hints, scrub_with};
use crate::answers::{Answer, Answers};
use crate::flow::{Lack, State, Visit};
use crate::locale::Locale;
#[cfg(feature = "models")]
use crate::survey::scales::Scale;
use crate::survey::scales::{Display, Look};
use crate::survey::wording::{Wording, Words};
use crate::survey::{Asks, Choice, Link, Part, Question, Sheet, Step, Survey};
use crate::tree::{Tree, counted, digits};

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
    /// Where the visit is; while it stays there, only the words around the questions change.
    pub step: Step,
    /// What stands above all questions.
    pub title: Option<String>,
    /// How far the visitor is, from 1, and out of how many.
    pub progress: (usize, usize),
    /// The same in words.
    pub progress_text: String,
    /// The question, or what stands above several.
    pub heading: String,
    /// A line of help.
    pub help: Option<String>,
    /// What is asked.
    pub fields: Vec<Field>,
    /// What is wrong with the answers, if the visitor tried to go on.
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

/// One thing that a card asks.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// The key of the part that it answers.
    pub key: String,
    /// The question; `None` where the card's heading is it.
    pub prompt: Option<String>,
    /// How it is answered.
    pub control: Control,
    /// The way to say that it does not apply, where there is one.
    #[cfg(feature = "models")]
    pub apart: Option<Button>,
    /// Whether there is nothing to answer yet: words for another option, before that is chosen.
    #[cfg(feature = "models")]
    pub is_hidden: bool,
    /// Whether it holds the visitor up.
    pub is_wrong: bool,
}

/// How a question is answered.
#[derive(Debug, Clone, PartialEq)]
pub enum Control {
    /// By one of some buttons, or by some of them.
    Buttons {
        /// Whether several can be chosen.
        several: bool,
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
    /// By writing a number.
    Number {
        /// What was written so far.
        text: String,
        /// The lowest and the highest number.
        ends: (i32, i32),
    },
    /// By drawing a handle along a line.
    #[cfg(feature = "models")]
    Slider {
        /// Where it is drawn to; `None` until it is touched, which is no answer.
        value: Option<f64>,
        /// Where it can be drawn to.
        scale: Scale,
        /// The number that was chosen, or that none was.
        told: String,
        /// What the two ends of the line mean.
        ends: Option<(String, String)>,
        /// What takes the answer back.
        clear: String,
    },
}

/// How buttons are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Short numbers side by side.
    Row,
    /// The same as stars, of which those up to the answer are full.
    #[cfg(feature = "models")]
    Stars,
    /// The same as faces, from unhappy to happy.
    #[cfg(feature = "models")]
    Smileys,
    /// Words below each other, each with its place in a ranking.
    #[cfg(feature = "models")]
    Places,
    /// Words below each other.
    Column,
}

/// One of the buttons that answer a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Button {
    /// What it answers; where several can be chosen, the option that it adds or takes back.
    pub answer: Answer,
    /// What it says.
    pub label: String,
    /// What the ends of a row add for those who do not see where it stands; in a ranking the place.
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

/// What a screen depends on beside the visit.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// What became of the answers.
    pub delivery: Delivery,
    /// How much of what is said may leave the page.
    pub privacy: Mode,
    /// What the page knows of the visitor.
    pub known: &'a [String],
}

/// Says what is on screen in a state.
#[must_use]
pub fn view(survey: &Survey, locale: &Locale, state: &State, around: &Around<'_>) -> Screen {
    match state {
        State::Waiting | State::Closed => Screen::Nothing,
        State::Asking(visit) => match survey.at(visit.step) {
            Some(at) => Screen::Question(Box::new(card(survey, locale, visit, at, around))),
            None => Screen::Nothing,
        },
        State::Thanked(answers) => {
            Screen::Thanks(farewell(survey, locale, answers, around.delivery))
        }
    }
}

/// The words of the owner's with answers in their places.
#[cfg(feature = "models")]
fn own(survey: &Survey, locale: &Locale, answers: &Answers, text: &str) -> String {
    survey.piped(text, answers, locale)
}

/// The words of the owner's: the smaller module has no answers in them.
#[cfg(not(feature = "models"))]
fn own(_: &Survey, _: &Locale, _: &Answers, text: &str) -> String {
    text.to_owned()
}

fn farewell(survey: &Survey, locale: &Locale, answers: &Answers, delivery: Delivery) -> Farewell {
    let ending = survey.ending(answers);
    let delivery = match delivery {
        Delivery::Nowhere => None,
        Delivery::UnderWay => Some("sending"),
        Delivery::Sent => Some("sent"),
        Delivery::Kept => Some("kept"),
        Delivery::Refused => Some("refused"),
    };
    let in_lang = |words: &Words| own(survey, locale, answers, words.in_lang(&locale.lang));
    let link = |Link { href, text }: &Link| (href.clone(), in_lang(text));
    Farewell {
        text: ending.text.as_ref().map_or_else(|| locale.word("thanks").to_owned(), in_lang),
        delivery: delivery.map(|key| locale.word(key).to_owned()),
        link: ending.link.as_ref().map(link),
    }
}

fn card(
    survey: &Survey,
    locale: &Locale,
    visit: &Visit,
    (question, sheet): (&Question, &Sheet),
    around: &Around<'_>,
) -> Card {
    let hints = Hints { known: around.known, order_words: &survey.order_words };
    let (path, settled) = survey.walk(&visit.asked, &visit.answers);
    let at = 1 + path.iter().take_while(|&&step| step < visit.step).count();
    let (n, total) = (counted(at), counted(path.len()));
    let lack = visit.lack(question, sheet).filter(|_| visit.held_up);
    let field = |part: &Part| field(locale, visit, question, part, lack);
    let mut fields: Vec<_> = sheet.parts.iter().map(field).collect();
    let in_lang = |words: &Words| own(survey, locale, &settled, words.in_lang(&locale.lang));
    #[cfg(feature = "models")]
    for (field, part) in fields.iter_mut().zip(&sheet.parts) {
        let mut open = question.open_parts(sheet, &visit.answers);
        field.is_hidden = open.all(|open| open.key != part.key);
        field.pipe(&|text| *text = own(survey, locale, &settled, text));
    }
    // A question that is alone on its card is its heading.
    let alone = fields.first_mut().filter(|_| sheet.heading.is_none());
    let alone = alone.and_then(|field| field.prompt.take());
    let above = || Some(sheet.heading.as_ref()?.say(locale));
    #[cfg(feature = "models")]
    let above = || Some(own(survey, locale, &settled, &above()?));
    let heading = alone.or_else(above);
    let masked = |field: &Field| match &field.control {
        #[cfg(feature = "models")]
        _ if field.is_hidden => 0,
        Control::Text { text, .. } => scrub_with(text, &hints).n_masked,
        _ => 0,
    };
    let n_masked: usize = fields.iter().map(masked).sum();
    let masked = (0 < n_masked).then(|| locale.filled("masked", &[("n", &counted(n_masked))]));
    Card {
        step: visit.step,
        title: survey.title.as_ref().map(|title| title.in_lang(&locale.lang).to_owned()),
        progress: (at, path.len()),
        progress_text: locale.filled("progress", &[("n", &n), ("total", &total)]),
        heading: heading.unwrap_or_default(),
        #[cfg(feature = "models")]
        help: rare::help(locale, question.help.as_ref().map(in_lang), sheet),
        #[cfg(not(feature = "models"))]
        help: question.help.as_ref().map(in_lang),
        fields,
        error: lack.map(|lack| error(locale, lack)),
        #[cfg(feature = "models")]
        note: masked.or_else(|| rare::ranked(locale, visit, question, sheet)),
        #[cfg(not(feature = "models"))]
        note: masked,
        back: (1 < at).then(|| locale.word("back").to_owned()),
        next: locale.word(if at == path.len() { "send" } else { "next" }).to_owned(),
        promise: locale
            .word(if around.privacy == Mode::Noise { "noise" } else { "promise" })
            .to_owned(),
    }
}

#[cfg(feature = "models")]
impl Field {
    /// Changes every text that the owner may have put an answer into.
    fn pipe(&mut self, pipe: &dyn Fn(&mut String)) {
        self.prompt.iter_mut().for_each(pipe);
        if let Control::Buttons { buttons, .. } = &mut self.control {
            buttons.iter_mut().filter_map(|button| button.hint.as_mut()).for_each(pipe);
        }
        if let Control::Buttons { ends: Some((low, high)), .. }
        | Control::Slider { ends: Some((low, high)), .. } = &mut self.control
        {
            pipe(low);
            pipe(high);
        }
    }
}

/// What a visitor is told who cannot go on.
#[must_use]
pub fn error(locale: &Locale, lack: Lack<'_>) -> String {
    let asks = match lack {
        Lack::Answer(part) | Lack::Mistyped(part) => &part.asks,
        Lack::Sum(total) => {
            return locale.filled("sum", &[("total", &Tree::from(total).told())]);
        }
        #[cfg(feature = "models")]
        Lack::Misses(part, misses) => return rare::missed(locale, part, misses),
    };
    match asks {
        // What is written, or drawn along a line.
        Asks::Number { scale, look } if !matches!(look, Look::Row { .. } | Look::Column(_)) => {
            let ends = [("min", &*digits(scale.min.into())), ("max", &digits(scale.max.into()))];
            locale.filled("number", &ends)
        }
        Asks::Text { .. } => locale.word("write").to_owned(),
        _ => locale.word("choose").to_owned(),
    }
}

fn field(
    locale: &Locale,
    visit: &Visit,
    question: &Question,
    part: &Part,
    lack: Option<Lack<'_>>,
) -> Field {
    let is_wrong = lack.is_some_and(|lack| match lack {
        Lack::Answer(open) | Lack::Mistyped(open) => open.key == part.key,
        #[cfg(feature = "models")]
        Lack::Misses(open, _) => open.key == part.key,
        Lack::Sum(_) => true,
    });
    let answer = visit.answers.part(&question.id, &part.key);
    let control = control(locale, answer, &part.asks);
    let prompt = Some(part.wording.say(locale));
    Field {
        key: part.key.clone(),
        prompt,
        control,
        #[cfg(feature = "models")]
        apart: rare::apart(locale, answer, part),
        #[cfg(feature = "models")]
        is_hidden: false,
        is_wrong,
    }
}

fn control(locale: &Locale, answer: Option<&Answer>, asks: &Asks) -> Control {
    let written = |text: Option<&Answer>| match text {
        Some(Answer::Text(text)) => text.clone(),
        Some(Answer::Number(number)) => Tree::Number(*number).told(),
        _ => String::new(),
    };
    let option = |choice: &Choice| {
        let chosen = match answer {
            Some(Answer::Choices(ids)) => ids.contains(&choice.id),
            Some(Answer::Choice(id)) => *id == choice.id,
            _ => false,
        };
        let (answer, label) = (Answer::Choice(choice.id.clone()), choice.text.say(locale));
        Button { answer, label, hint: None, chosen }
    };
    let column = |several, choices: &[Choice]| Control::Buttons {
        several,
        layout: Layout::Column,
        buttons: choices.iter().map(option).collect(),
        ends: None,
    };
    match asks {
        #[cfg(feature = "models")]
        Asks::Order(choices) => rare::ranking(locale, answer, choices),
        #[cfg(feature = "models")]
        Asks::Number { scale, look: Look::Slider { low, high } } => {
            rare::slider(locale, answer, *scale, [low, high])
        }
        Asks::One(choices) => column(false, choices),
        Asks::Several { choices, .. } => column(true, choices),
        Asks::Text { max_chars } => Control::Text { text: written(answer), max_chars: *max_chars },
        Asks::Number { scale, look: Look::Field } => {
            Control::Number { text: written(answer), ends: (scale.min, scale.max) }
        }
        Asks::Number { scale, look } => {
            let (layout, low, high) = match look {
                Look::Row { display, low, high } => {
                    let layout = match display {
                        Display::Numbers => Layout::Row,
                        #[cfg(feature = "models")]
                        Display::Stars => Layout::Stars,
                        #[cfg(feature = "models")]
                        Display::Smileys => Layout::Smileys,
                    };
                    (layout, low.as_ref(), high.as_ref())
                }
                _ => (Layout::Column, None, None),
            };
            let ends = [low, high].map(|end| end.map(|end: &Wording| end.say(locale)));
            let [low, high] = ends;
            let button = |value: i32| {
                let label = match look {
                    Look::Column(name) => {
                        let key = [name, ".", &digits(value.into())].concat();
                        locale.word(&key).to_owned()
                    }
                    #[cfg(feature = "models")]
                    Look::Row { display, .. } => rare::label(locale, *display, *scale, value),
                    _ => digits(value.into()),
                };
                let hint = if value == scale.min {
                    low.clone()
                } else {
                    high.clone().filter(|_| value == scale.max)
                };
                let number = f64::from(value);
                let is_this = |other: f64| (other - number).abs() < 0.5;
                let chosen = answer.and_then(Answer::number).is_some_and(is_this);
                Button { answer: Answer::Number(number), label, hint, chosen }
            };
            let buttons = scale.values().map(button).collect();
            Control::Buttons { several: false, layout, buttons, ends: low.zip(high) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flow::{Event, Reached, update};

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
        let start =
            update(&survey, State::Waiting, Event::Triggered(survey.draw(0), Reached::default())).0;
        let state = events.into_iter().fold(start, |state, event| update(&survey, state, event).0);
        let around = Around { delivery: Delivery::Nowhere, privacy: Mode::Answers, known: &[] };
        match view(&survey, &locale(), &state, &around) {
            Screen::Question(card) => *card,
            screen => panic!("{screen:?}"),
        }
    }

    #[test]
    fn the_seven_levels_are_shown_by_their_words() {
        let card = after([Event::Answered(String::new(), Some(Answer::Number(30.0)))]);
        assert_eq!(card.heading, "How satisfied are you with your mug?");
        let Control::Buttons { buttons, .. } = &card.fields[0].control else { panic!() };
        let labels: Vec<_> = buttons.iter().map(|button| button.label.as_str()).collect();
        assert_eq!(labels.first(), Some(&"Very dissatisfied"));
        assert_eq!(labels.len(), 7);
        let chosen: Vec<_> = buttons.iter().filter(|button| button.chosen).collect();
        assert_eq!((chosen.len(), chosen[0].label.as_str()), (1, "Rather satisfied"));
    }

    #[test]
    fn progress_counts_the_questions_that_the_answers_lead_to() {
        let unhappy = Event::Answered(String::new(), Some(Answer::Number(-30.0)));
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
    fn an_answer_that_no_longer_counts_is_not_read_back() {
        let json = r#"{"schema":"aftersay.survey/1","id":"s","version":1,"questions":[
            {"id":"gift","kind":"yes_no","prompt":"A gift?"},
            {"id":"wrap","kind":"rating","prompt":"Wrapping?","show_if":"gift = 1"},
            {"id":"all","kind":"csm","about":"{answer:wrap|plain} wrapping",
             "help":"You said {answer:gift|nothing}."}],
            "thanks":[{"show_if":"wrap answered","text":"{answer:wrap} thanks."},
                {"text":"{{answer:wrap}, {answer:wrap|none} and <b>{answer:gift}</b>"}]}"#;
        let survey = Survey::read(&serde_json::from_str::<Tree>(json).unwrap()).unwrap();
        let number = |n| Event::Answered(String::new(), Some(Answer::Number(n)));
        let wrapped = vec![number(1.0), Event::Continued, number(4.0), Event::Continued];
        let changed = [Event::WentBack, Event::WentBack, number(0.0), Event::Continued];
        let changed: Vec<_> = wrapped.iter().cloned().chain(changed).collect();
        for (case, events, heading, help, thanks) in [
            ("answered", wrapped, "4 wrapping?", "You said Yes.", "4 thanks."),
            (
                "taken back",
                changed,
                "plain wrapping?",
                "You said No.",
                "{answer:wrap}, none and <b>No</b>",
            ),
        ] {
            let start = update(
                &survey,
                State::Waiting,
                Event::Triggered(survey.draw(0), Reached::default()),
            )
            .0;
            let play = |state, event| update(&survey, state, event).0;
            let state = events.into_iter().fold(start, play);
            let around = Around { delivery: Delivery::Nowhere, privacy: Mode::Answers, known: &[] };
            let Screen::Question(card) = view(&survey, &locale(), &state, &around) else {
                panic!()
            };
            assert!(card.heading.ends_with(heading), "{case}: {}", card.heading);
            assert_eq!(card.help.as_deref(), Some(help), "{case}");
            let state = play(state, Event::Continued);
            let Screen::Thanks(said) = view(&survey, &locale(), &state, &around) else { panic!() };
            assert_eq!(said.text, thanks, "{case}");
        }
    }

    #[test]
    fn what_will_be_struck_out_is_told_while_it_is_written() {
        let text = Answer::Text("Call 0170 1234567 or me@example.com".to_owned());
        let card = after([
            Event::Answered(String::new(), Some(Answer::Number(-30.0))),
            Event::Continued,
            Event::Answered(String::new(), Some(text)),
        ]);
        assert_eq!(card.note.unwrap(), "Will be blacked out before sending: 2");
    }
}
