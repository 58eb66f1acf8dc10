//! What the host page asks for, parsed, defaulted and checked.

use crate::anonymise::Mode;
use crate::anonymise::bands::Order;
use crate::shape::{Mistake, Pointer, Problem};
use crate::tree::{Tree, decimal};

/// What the host page asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// Where submissions are posted; without one nothing is sent.
    pub endpoint: Option<String>,
    /// Which colours the card takes.
    pub theme: Theme,
    /// How much of what is said may leave the page.
    pub privacy: Mode,
    /// The order, whose exact figures end in bands.
    pub order: Order,
    /// Whether to log what is done.
    pub debug: bool,
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

/// Every option, by its name in `init`, and the values it takes where they can be listed.
const OPTIONS: [(&str, &[&str]); 20] = [
    ("survey", &[]),
    ("endpoint", &[]),
    ("mode", &["inline"]),
    ("target", &[]),
    ("lang", &[]),
    ("theme", &["page", "light", "dark"]),
    ("delay", &[]),
    ("when", &["load", "visible", "manual"]),
    ("sample", &[]),
    ("privacy", Mode::NAMES),
    ("orderValue", &[]),
    ("orderCurrency", &[]),
    ("orderItems", &[]),
    ("customer", &[]),
    // Facts that have no bands yet: read by nobody, so that they cannot leave the page either.
    ("orderCategory", &[]),
    ("delivery", &[]),
    ("country", &[]),
    ("consent", &["none", "wait"]),
    ("remember", &["off"]),
    ("debug", &[]),
];

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
        let root = Pointer::default();
        let mut mistakes = Vec::new();
        let mut order = Order::default();
        for (name, value) in options.entries() {
            let at = root.key(name);
            let Some((_, allowed)) = OPTIONS.iter().find(|(known, _)| known == name) else {
                let names: Vec<_> = OPTIONS.iter().map(|(known, _)| *known).collect();
                mistakes.push(at.has(Problem::UnknownField { allowed: names.join(", ") }));
                continue;
            };
            let number = value.number().or_else(|| value.text().and_then(decimal));
            let text = value.text();
            let wrong = match name.as_str() {
                "delay" => number.is_none_or(|ms| ms < 0.0).then_some("milliseconds from 0 up"),
                "sample" => number
                    .is_none_or(|share| !(0.0..=1.0).contains(&share))
                    .then_some("a share from 0 to 1"),
                "endpoint" => (!text.is_some_and(is_endpoint))
                    .then_some("an https: or http: address, or a /path"),
                "orderValue" | "orderItems" | "orderCurrency" | "customer" => {
                    order.set(name, value).err()
                }
                _ => None,
            };
            if let Some(allowed) = wrong {
                mistakes.push(at.wrong(value, allowed));
            } else if !allowed.is_empty() && !text.is_some_and(|text| allowed.contains(&text)) {
                mistakes.push(at.wrong(value, ["one of ", &allowed.join(", ")].concat()));
            }
        }
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        let text = |name| options.get(name).and_then(Tree::text);
        Ok(Self {
            endpoint: text("endpoint").map(str::to_owned),
            theme: match text("theme") {
                Some("light") => Theme::Light,
                Some("dark") => Theme::Dark,
                _ => Theme::Page,
            },
            privacy: text("privacy").and_then(Mode::named).unwrap_or_default(),
            order,
            debug: options.get("debug").is_some_and(|debug| *debug != Tree::Flag(false)),
        })
    }
}

fn is_endpoint(text: &str) -> bool {
    let schemes = ["https://", "http://", "/"];
    schemes.iter().any(|start| text.starts_with(start)) && !text.contains(char::is_whitespace)
}
