//! Texts for people: the owner's, and the standard ones that the language files hold.

use crate::locale::Locale;
use crate::tree::Tree;

/// A text of the owner's: one for everybody, or one for each language.
#[derive(Debug, Clone, PartialEq)]
pub struct Words(Vec<(String, String)>);

impl Words {
    /// The text in the first of `langs` that it has (`pt-BR` falls back to `pt`, then English),
    /// else in the language that the owner wrote first.
    #[must_use]
    pub fn in_lang(&self, lang: &str) -> &str {
        let of = |lang: &str| self.0.iter().find(|(tag, _)| tag.eq_ignore_ascii_case(lang));
        let found = fallbacks(lang).find_map(of).or_else(|| self.0.first());
        found.map_or("", |(_, text)| text)
    }

    /// The text in every language.
    #[cfg(feature = "models")]
    pub(super) fn all(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(_, text)| text.as_str())
    }

    /// Words that say nothing, in the place of such as are missing.
    pub(super) fn none() -> Self {
        Self(Vec::new())
    }

    pub(super) fn read(tree: &Tree) -> Self {
        let one = |text: &str| vec![(String::new(), text.to_owned())];
        let each = |(lang, text): &(String, Tree)| Some((lang.clone(), text.text()?.to_owned()));
        Self(tree.text().map_or_else(|| tree.entries().iter().filter_map(each).collect(), one))
    }
}

/// The language tags to try for `lang`, best first: `pt-BR`, `pt`, `en`.
pub fn fallbacks(lang: &str) -> impl Iterator<Item = &str> {
    let hyphen = |tag: &str| tag.bytes().rposition(|byte| byte == b'-');
    std::iter::successors(Some(lang), move |tag| tag.get(..hyphen(tag)?)).chain(["en"])
}

/// What is said at one place of a survey.
#[derive(Debug, Clone, PartialEq)]
pub enum Wording {
    /// The owner's words.
    Own(Words),
    /// The words under a key of the language files, with `{name}` replaced by another wording.
    Standard(String, Option<(&'static str, Box<Self>)>),
}

impl Wording {
    /// The words under a key of the language files.
    pub(super) fn standard(key: String) -> Self {
        Self::Standard(key, None)
    }

    /// The same in a language.
    #[must_use]
    pub fn say(&self, locale: &Locale) -> String {
        match self {
            Self::Own(words) => words.in_lang(&locale.lang).to_owned(),
            Self::Standard(key, None) => locale.word(key).to_owned(),
            Self::Standard(key, Some((name, value))) => {
                locale.filled(key, &[(name, &value.say(locale))])
            }
        }
    }

    /// The keys of the language files that it speaks by.
    #[cfg(feature = "models")]
    pub(super) fn keys(&self, keys: &mut Vec<String>) {
        if let Self::Standard(key, filled) = self {
            keys.push(key.clone());
            if let Some((_, value)) = filled {
                value.keys(keys);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_in_the_nearest_language() {
        let words = |json: &str| Words::read(&serde_json::from_str(json).unwrap());
        for (case, json, lang, shown) in [
            ("exact", r#"{"en":"e","pt":"p","pt-BR":"b"}"#, "pt-br", "b"),
            ("wider", r#"{"en":"e","pt":"p"}"#, "pt-BR", "p"),
            ("english", r#"{"fr":"f","en":"e"}"#, "ja", "e"),
            ("first", r#"{"fr":"f","de":"d"}"#, "ja", "f"),
            ("for everybody", r#""x""#, "ja", "x"),
        ] {
            assert_eq!(words(json).in_lang(lang), shown, "{case}");
        }
    }
}
