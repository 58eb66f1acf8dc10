//! The words of the interface and the standard questions in one language.

use crate::shape::{Mistake, Pointer, Shape, required};
use crate::tree::Tree;

/// Which way a language is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Direction {
    LeftToRight,
    RightToLeft,
}

/// One language's words.
#[derive(Debug, Clone, PartialEq)]
pub struct Locale {
    /// Its BCP 47 tag.
    pub lang: String,
    /// Which way it is written.
    pub direction: Direction,
    words: Vec<(String, String)>,
}

const LOCALE: Shape = Shape::Record(&[
    required("lang", Shape::Text(35)),
    required("dir", Shape::Choice(&["ltr", "rtl"])),
    required("words", Shape::Named),
]);

impl Locale {
    /// Reads a language file.
    ///
    /// # Errors
    /// Every mistake in it. A word that is missing is none: it shows as its own key, and the tests
    /// see to it that no shipped language lacks one.
    pub fn read(tree: &Tree) -> Result<Self, Vec<Mistake>> {
        let mut mistakes = Vec::new();
        LOCALE.check(tree, &Pointer::default(), &mut mistakes);
        let field = |name| tree.get(name).and_then(Tree::text).unwrap_or_default();
        let direction = match field("dir") {
            "rtl" => Direction::RightToLeft,
            _ => Direction::LeftToRight,
        };
        let words = tree.get("words").into_iter().flat_map(texts).collect();
        let locale = Self { lang: field("lang").to_owned(), direction, words };
        if mistakes.is_empty() { Ok(locale) } else { Err(mistakes) }
    }

    /// The same language with the words of a kind of question beside its own.
    #[must_use]
    pub fn with(mut self, words: &Tree) -> Self {
        self.words.extend(texts(words));
        self
    }

    /// The words under `key`.
    #[must_use]
    pub fn word<'a>(&'a self, key: &'a str) -> &'a str {
        self.words.iter().find(|(known, _)| known == key).map_or(key, |(_, text)| text)
    }

    /// The words under `key`, with `{name}` replaced by each named value.
    #[must_use]
    pub fn filled(&self, key: &str, values: &[(&str, &str)]) -> String {
        // By characters: a search for a text would bring its tables into the module.
        let mut filled = String::new();
        for part in self.word(key).split('{') {
            let value = |name| values.iter().find(|(known, _)| *known == name).map(|(_, v)| *v);
            let named = part.split_once('}').and_then(|(name, rest)| Some((value(name)?, rest)));
            let (value, rest) = named.unwrap_or(("", part));
            filled.push_str(value);
            filled.push_str(rest);
        }
        filled
    }
}

/// The texts of an object, by key.
fn texts(words: &Tree) -> impl Iterator<Item = (String, String)> {
    let text = |(key, text): &(String, Tree)| Some((key.clone(), text.text()?.to_owned()));
    words.entries().iter().filter_map(text)
}
