//! Scales: which numbers answer a question, and what these are called.

use super::Asks;
use super::wording::Wording;
use crate::tree::whole;

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
        (self.min..=self.max).step_by(usize::try_from(self.step).unwrap_or(1))
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
            let values: Vec<_> = self.values().map(|value| value.to_string()).collect();
            ["one of ", &values.join(", ")].concat()
        } else {
            ["a whole number from ", &self.min.to_string(), " to ", &self.max.to_string()].concat()
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

/// A scale of the measurement reference with the name under which the languages word it.
#[derive(Debug)]
pub(super) struct Standard {
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

impl Standard {
    /// What a part asks that is answered on this scale.
    pub(super) fn asks(&self) -> Asks {
        let end = |end| Some(Wording::standard([self.name, end].concat()));
        let look = match self.style {
            Style::Row => Look::Row { low: end(".low"), high: end(".high") },
            Style::Column => Look::Column(self.name),
            Style::Field => Look::Field,
        };
        Asks::Number { scale: self.scale, look }
    }
}

const fn row(name: &'static str, min: i32, max: i32) -> Standard {
    Standard { name, scale: Scale { min, max, step: 1 }, style: Style::Row }
}

const fn column(name: &'static str, min: i32, max: i32) -> Standard {
    Standard { name, scale: Scale { min, max, step: 1 }, style: Style::Column }
}

const fn field(max: i32) -> Standard {
    Standard { name: "", scale: Scale { min: 0, max, step: 1 }, style: Style::Field }
}

pub(super) static NPS: Standard = row("nps", 0, 10);
pub(super) static CSAT: Standard = column("csat", 1, 5);
pub(super) static CSM: Standard =
    Standard { scale: Scale { min: -90, max: 90, step: 30 }, ..column("csm", 0, 0) };
pub(super) static DISCONFIRMATION: Standard = column("disconfirmation", -2, 2);
pub(super) static FOUR_LEVEL: Standard = column("four_level", 0, 3);
pub(super) static KANO: Standard = column("kano", 1, 5);
pub(super) static YES_NO: Standard = column("yes_no", 0, 1);
pub(super) static AGREE_5: Standard = row("agree", 1, 5);
pub(super) static AGREE_7: Standard = row("agree", 1, 7);
pub(super) static AGREE_10: Standard = row("agree", 1, 10);
pub(super) static IMPORTANT_5: Standard = row("important", 1, 5);
pub(super) static IMPORTANT_10: Standard = row("important", 1, 10);
pub(super) static QUALITY_5: Standard = row("quality", 1, 5);
pub(super) static QUALITY_10: Standard = row("quality", 1, 10);
pub(super) static LEVEL_9: Standard = row("level", 1, 9);
pub(super) static SATISFIED_10: Standard = row("satisfied", 1, 10);
pub(super) static EXCEEDED_10: Standard = row("exceeded", 1, 10);
pub(super) static IDEAL_10: Standard = row("ideal", 1, 10);
pub(super) static LIKELY_10: Standard = row("likely", 1, 10);
pub(super) static OFTEN_10: Standard = row("often", 1, 10);
pub(super) static MUCH_10: Standard = row("much", 1, 10);
/// A change of price in per cent.
pub(super) static PRICE: Standard =
    Standard { scale: Scale { min: 0, max: 25, step: 5 }, ..row("price", 0, 0) };
/// Points or per cent of a whole.
pub(super) static HUNDRED: Standard = field(100);
pub(super) static COUNT: Standard = field(999);
