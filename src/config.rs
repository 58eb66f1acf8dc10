//! What the host page asks for, parsed, defaulted and checked.

use crate::anonymise::Mode;
use crate::anonymise::bands::{CUSTOMERS, Order};
use crate::anonymise::randomise::EPSILON;
use crate::shape::{Mistake, Pointer, Shape, WEB, optional};
use crate::tree::Tree;

/// What the host page asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// Where submissions are posted; without one nothing is sent.
    pub endpoint: Option<String>,
    /// Where and how the card shows.
    pub place: Place,
    /// Which colours the card takes.
    pub theme: Theme,
    /// How much of what is said may leave the page.
    pub privacy: Mode,
    /// What each randomised score spends of privacy, in [`Mode::Noise`].
    pub epsilon: f64,
    /// What the page knows of the visitor, such as a name: struck out of free text, and never sent.
    pub known: Vec<String>,
    /// The order, whose exact figures end in bands.
    pub order: Order,
}

/// What a randomised score spends unless the shop says otherwise.
pub const EPSILON_DEFAULT: f64 = 2.0;

/// Where and how the card shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the page, where its element stands.
    Inline,
    /// In a corner of the window, beside the page.
    Popover,
    /// Over the page, which waits until it is closed.
    Dialog,
    /// Behind a button at the edge of the window, then as a popover.
    Tab,
}

impl Place {
    const ALL: [Self; 4] = [Self::Inline, Self::Popover, Self::Dialog, Self::Tab];

    /// Its name, as the option `mode` has it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Inline => "inline",
            Self::Popover => "popover",
            Self::Dialog => "dialog",
            Self::Tab => "tab",
        }
    }
}

/// Which colours the card takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// Those of the page's own `color-scheme`.
    Page,
    /// Light ones.
    Light,
    /// Dark ones.
    Dark,
}

impl Theme {
    /// Its name in the options.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// The options of `init`. Numbers may come as text, as they do from attributes.
pub const CONFIG: Shape = Shape::Record(&[
    optional("survey", Shape::Text(2000)),
    optional("endpoint", Shape::Href(WEB)),
    optional("mode", Shape::Choice(&["inline", "popover", "dialog", "tab"])),
    optional("target", Shape::Text(2000)),
    optional("lang", Shape::Text(35)),
    optional("theme", Shape::Choice(&["page", "light", "dark"])),
    optional("delay", Shape::Decimal(0, 86_400_000)),
    optional("when", Shape::Choice(&["load", "visible", "exit", "manual"])),
    optional("sample", Shape::Decimal(0, 1)),
    optional("privacy", Shape::Choice(Mode::NAMES)),
    optional("epsilon", EPSILON),
    optional("known", Shape::List(&Shape::Text(200), 0, 20)),
    optional("orderValue", Shape::Decimal(0, 1_000_000_000_000)),
    optional("orderCurrency", Shape::Currency),
    optional("orderItems", Shape::Decimal(0, 1_000_000)),
    optional("customer", Shape::Choice(CUSTOMERS)),
    // Read by the page's script, which puts what it finds there among these options.
    optional("datalayer", Shape::Text(200)),
    // Facts that have no bands yet: read by nobody, so that they cannot leave the page either.
    optional("orderCategory", Shape::Anything),
    optional("delivery", Shape::Anything),
    optional("country", Shape::Anything),
    optional("consent", Shape::Choice(&["none", "wait"])),
    // Read by the page's scripts, which have the storage.
    optional("remember", Shape::Choice(&["off", "session", "device"])),
    optional("debug", Shape::Anything),
]);

impl Config {
    /// Reads the options of `init`, or of the script tag's attributes in camel case.
    ///
    /// # Errors
    /// Every option that is unknown or has a value that it does not take.
    ///
    /// # Examples
    /// ```
    /// use aftersay::{config::Config, tree::Tree};
    /// let mistakes = Config::read(&Tree::map([("theme", "drak".into())])).unwrap_err();
    /// assert_eq!(mistakes[0].to_string(), "/theme: \"drak\" is not one of page, light, dark");
    /// ```
    pub fn read(options: &Tree) -> Result<Self, Vec<Mistake>> {
        let mut mistakes = Vec::new();
        CONFIG.check(options, &Pointer::default(), &mut mistakes);
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        let text = |name| options.get(name).and_then(Tree::text);
        let owned = |name| text(name).map(str::to_owned);
        let number = |name| options.get(name).and_then(Tree::decimal);
        Ok(Self {
            endpoint: owned("endpoint"),
            place: Place::ALL
                .into_iter()
                .find(|place| text("mode") == Some(place.name()))
                .unwrap_or(Place::Inline),
            theme: match text("theme") {
                Some("light") => Theme::Light,
                Some("dark") => Theme::Dark,
                _ => Theme::Page,
            },
            privacy: text("privacy").and_then(Mode::named).unwrap_or_default(),
            epsilon: number("epsilon").filter(|epsilon| 0.0 < *epsilon).unwrap_or(EPSILON_DEFAULT),
            known: options.get("known").map(Tree::texts).unwrap_or_default(),
            order: Order {
                value: number("orderValue"),
                currency: owned("orderCurrency"),
                n_items: number("orderItems"),
                customer: owned("customer"),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_option_is_told_at_once() {
        let options = r#"{"endpoint":"javascript:alert(1)","mode":"popup","sample":"1.5",
            "delay":"soon","orderCurrency":"euro","survey":"quick","e-mail":"me@example.com"}"#;
        let mistakes = Config::read(&serde_json::from_str(options).unwrap()).unwrap_err();
        let told: Vec<_> = mistakes.iter().map(ToString::to_string).collect();
        let allowed = "survey, endpoint, mode, target, lang, theme, delay, when, sample, privacy, \
                       epsilon, known, orderValue, orderCurrency, orderItems, customer, datalayer, orderCategory, \
                       delivery, country, consent, remember, debug";
        assert_eq!(
            told,
            [
                &format!("/e-mail: is not a field here, allowed are {allowed}"),
                "/endpoint: \"javascript:alert(1)\" is not an https: or http: address, or a /path",
                "/mode: \"popup\" is not one of inline, popover, dialog, tab",
                "/delay: \"soon\" is not a number from 0 to 86400000",
                "/sample: \"1.5\" is not a number from 0 to 1",
                "/orderCurrency: \"euro\" is not a currency code such as EUR",
            ]
        );
    }

    #[test]
    fn attributes_are_text_and_their_numbers_are_read() {
        let options = r#"{"orderValue":"49.90","orderCurrency":"EUR","orderItems":2,"debug":""}"#;
        let config = Config::read(&serde_json::from_str(options).unwrap()).unwrap();
        assert_eq!((config.order.value, config.order.n_items), (Some(49.9), Some(2.0)));
    }
}
