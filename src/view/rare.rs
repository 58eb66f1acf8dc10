//! What only rare surveys show: rankings, sliders, stars and faces, limits, and that something does not
//! apply. The smaller module does without.

use super::{Button, Control, Layout};
use crate::answers::{Answer, Misses};
use crate::flow::Visit;
use crate::locale::Locale;
use crate::survey::scales::{Display, Scale};
use crate::survey::wording::Wording;
use crate::survey::{Asks, Choice, Part, Question, Sheet};
use crate::tree::{Tree, counted, digits};

/// The owner's help, and what has to be known of a control before it is used.
pub(super) fn help(locale: &Locale, own: Option<String>, sheet: &Sheet) -> Option<String> {
    let mut lines: Vec<_> = own.into_iter().collect();
    for part in &sheet.parts {
        match &part.asks {
            Asks::Several { choices, at_least, at_most } => {
                if 1 < *at_least {
                    lines.push(limits(locale, Misses::AtLeast(*at_least)));
                }
                if *at_most < choices.len() {
                    lines.push(limits(locale, Misses::AtMost(*at_most)));
                }
            }
            Asks::Order(_) => lines.push(locale.word("ranking.told").to_owned()),
            Asks::Number { .. } | Asks::One(_) | Asks::Text { .. } => {}
        }
    }
    (!lines.is_empty()).then(|| lines.join(" "))
}

/// How many options may be chosen.
fn limits(locale: &Locale, limit: Misses) -> String {
    let (key, n) = match limit {
        Misses::AtLeast(n) => ("at_least_options.told", n),
        Misses::AtMost(n) => ("at_most_options.told", n),
    };
    locale.filled(key, &[("n", &counted(n))])
}

/// The order that options were put into so far.
pub(super) fn ranked(
    locale: &Locale,
    visit: &Visit,
    question: &Question,
    sheet: &Sheet,
) -> Option<String> {
    let part = sheet.parts.iter().find(|part| matches!(part.asks, Asks::Order(_)))?;
    let Some(Answer::Choices(order)) = visit.answers.part(&question.id, &part.key) else {
        return None;
    };
    let choice = |id: &String| part.asks.choices().iter().find(|choice| choice.id == *id);
    let mut told = String::new();
    for (index, choice) in order.iter().filter_map(choice).enumerate() {
        let comma = if index == 0 { "" } else { ", " };
        told.extend([comma, &counted(index + 1), ". ", &choice.text.say(locale)]);
    }
    Some(locale.filled("ranking.order", &[("order", &told)]))
}

/// An option of a ranking, with its place.
fn place(locale: &Locale, answer: Option<&Answer>, choices: &[Choice], choice: &Choice) -> Button {
    let order: &[String] = if let Some(Answer::Choices(order)) = answer { order } else { &[] };
    let at = order.iter().position(|id| *id == choice.id);
    let place = at.map(|at| {
        let (n, total) = (counted(at + 1), counted(choices.len()));
        locale.filled("ranking.place", &[("n", &n), ("total", &total)])
    });
    Button {
        answer: Answer::Choice(choice.id.clone()),
        label: choice.text.say(locale),
        hint: place,
        chosen: at.is_some(),
    }
}

/// A ranking: every option with the place that it was given.
pub(super) fn ranking(locale: &Locale, answer: Option<&Answer>, choices: &[Choice]) -> Control {
    let buttons = choices.iter().map(|choice| place(locale, answer, choices, choice)).collect();
    Control::Buttons { several: true, layout: Layout::Places, buttons, ends: None }
}

/// A line with a handle.
pub(super) fn slider(
    locale: &Locale,
    answer: Option<&Answer>,
    scale: Scale,
    ends: [&Option<Wording>; 2],
) -> Control {
    let value = answer.and_then(Answer::number);
    let none = || locale.word("slider.none").to_owned();
    let told = value.map_or_else(none, |value| Tree::Number(value).told());
    let clear = locale.word("slider.clear").to_owned();
    let [low, high] = ends.map(|end| end.as_ref().map(|end| end.say(locale)));
    Control::Slider { value, scale, told, ends: low.zip(high), clear }
}

/// What a number of a row is called.
pub(super) fn label(locale: &Locale, display: Display, scale: Scale, value: i32) -> String {
    match display {
        Display::Numbers => digits(value.into()),
        Display::Stars => {
            let (n, total) = (digits(value.into()), digits(scale.max.into()));
            locale.filled("display.stars", &[("n", &n), ("total", &total)])
        }
        Display::Smileys => {
            // As many faces are happier than the neutral one as are not.
            let mood = value - i32::midpoint(scale.min, scale.max);
            locale.word(&["display.", &digits(mood.into())].concat()).to_owned()
        }
    }
}

/// The way to say that something does not apply, where there is one.
pub(super) fn apart(locale: &Locale, answer: Option<&Answer>, part: &Part) -> Option<Button> {
    part.not_applicable.then(|| Button {
        answer: Answer::Choice(Choice::NOT_APPLICABLE.to_owned()),
        label: locale.word("not_applicable.option").to_owned(),
        hint: None,
        chosen: answer.is_some_and(|answer| answer.chooses(Choice::NOT_APPLICABLE)),
    })
}

/// What a visitor is told who chose too few options or too many.
pub(super) fn missed(locale: &Locale, part: &Part, misses: Misses) -> String {
    match &part.asks {
        Asks::Order(choices) => locale.filled("ranking.all", &[("total", &counted(choices.len()))]),
        _ => limits(locale, misses),
    }
}
