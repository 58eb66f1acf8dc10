//! Scales: which numbers answer a question, and what these are called.

use super::Asks;
use super::wording::Wording;
use crate::tree::{digits, whole};

/// The numbers that answer a question: `min`, `min + step`, and so on up to `max`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scale {
    /// The lowest number.
    pub min: i32,
    /// The highest number.
    pub max: i32,
    /// From one number to the next, 1 or more.
    pub step: i32,
}

impl Scale {
    /// The numbers in rising order.
    pub fn values(self) -> impl Iterator<Item = i32> {
        (0..=(self.max - self.min) / self.step).map(move |index| self.min + index * self.step)
    }

    /// Whether `number` is one of them.
    #[must_use]
    pub fn holds(self, number: f64) -> bool {
        let (min, max) = self.ends();
        let steps = whole((number - min) / f64::from(self.step));
        steps.is_some() && (min..=max).contains(&number)
    }

    /// Its numbers in words: each of a few, and both ends of many.
    #[must_use]
    pub fn told(self) -> String {
        if self.max - self.min <= 20 * self.step {
            let values: Vec<_> = self.values().map(|value| digits(value.into())).collect();
            // As all else is joined: the second way would be in every download.
            let values: Vec<_> = values.iter().map(String::as_str).collect();
            ["one of ", &values.join(", ")].concat()
        } else {
            ["a whole number from ", &digits(self.min.into()), " to ", &digits(self.max.into())]
                .concat()
        }
    }

    /// Both ends, as scoring takes them.
    #[must_use]
    pub fn ends(self) -> (f64, f64) {
        (self.min.into(), self.max.into())
    }
}

/// How a number is asked for.
#[derive(Debug, Clone, PartialEq)]
pub enum Look {
    /// Numbers side by side, with words for both ends.
    Row {
        /// As what the numbers are drawn.
        display: Display,
        /// What the lowest number means.
        low: Option<Wording>,
        /// What the highest number means.
        high: Option<Wording>,
    },
    /// A handle to be drawn along a line, with words for both ends.
    #[cfg(feature = "models")]
    Slider {
        /// What the lowest number means.
        low: Option<Wording>,
        /// What the highest number means.
        high: Option<Wording>,
    },
    /// A word for every number, one below the other: the words are the locale's, under this name
    /// and the number.
    Column(&'static str),
    /// A field to write a number into.
    Field,
}

/// As what the numbers of a row are drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Display {
    #[default]
    Numbers,
    #[cfg(feature = "models")]
    Stars,
    /// Faces from unhappy to happy, as many on one side of the neutral one as on the other.
    #[cfg(feature = "models")]
    Smileys,
}

/// A scale of the measurement reference.
#[derive(Debug)]
struct Standard {
    /// How [`kinds`](super::kinds) names it.
    code: &'static str,
    /// The name under which the languages word it.
    name: &'static str,
    scale: Scale,
    style: Style,
}

#[derive(Debug)]
enum Style {
    Row,
    Column,
    Field,
}

const fn row(code: &'static str, name: &'static str, max: i32) -> Standard {
    Standard { code, name, scale: Scale { min: 1, max, step: 1 }, style: Style::Row }
}

const fn column(name: &'static str, min: i32, max: i32, step: i32) -> Standard {
    Standard { code: name, name, scale: Scale { min, max, step }, style: Style::Column }
}

const fn field(code: &'static str, max: i32) -> Standard {
    Standard { code, name: "", scale: Scale { min: 0, max, step: 1 }, style: Style::Field }
}

static STANDARDS: [Standard; 25] = [
    Standard { scale: Scale { min: 0, max: 10, step: 1 }, ..row("nps", "nps", 10) },
    column("csat", 1, 5, 1),
    column("csm", -90, 90, 30),
    column("disconfirmation", -2, 2, 1),
    column("four_level", 0, 3, 1),
    column("kano", 1, 5, 1),
    column("yes_no", 0, 1, 1),
    row("agree5", "agree", 5),
    row("agree7", "agree", 7),
    row("agree10", "agree", 10),
    row("important5", "important", 5),
    row("important10", "important", 10),
    row("quality5", "quality", 5),
    row("quality10", "quality", 10),
    row("level9", "level", 9),
    row("satisfied10", "satisfied", 10),
    row("exceeded10", "exceeded", 10),
    row("ideal10", "ideal", 10),
    row("likely10", "likely", 10),
    row("often10", "often", 10),
    row("much10", "much", 10),
    // A change of price in per cent.
    Standard { scale: Scale { min: 0, max: 25, step: 5 }, ..row("price", "price", 25) },
    // Points, or per cent of a whole.
    field("hundred", 100),
    field("count", 999),
    field("million", 1_000_000),
];

/// What a part asks that is answered on the scale of this code.
pub(super) fn asks(code: &str) -> Asks {
    // Codes are literals of ours; one that is none would ask for a number.
    let [.., usual] = &STANDARDS;
    let standard = STANDARDS.iter().find(|standard| standard.code == code).unwrap_or(usual);
    let end = |end| Some(Wording::standard([standard.name, end].concat()));
    let look = match standard.style {
        Style::Row => {
            let (low, high) = (end(".low"), end(".high"));
            Look::Row { display: Display::Numbers, low, high }
        }
        Style::Column => Look::Column(standard.name),
        Style::Field => Look::Field,
    };
    Asks::Number { scale: standard.scale, look }
}
