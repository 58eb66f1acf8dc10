//! The JSON of `SurveyJS`, as far as its surveys and ours can say the same.
//!
//! | ours | theirs |
//! |---|---|
//! | `rating` | `rating`, whose `rateType` is `stars` or `smileys` where our `display` is |
//! | `single_choice` | `radiogroup`; `dropdown` comes in as well |
//! | `multiple_choice` | `checkbox`; `tagbox` comes in as well |
//! | `ranking` | `ranking` |
//! | `yes_no` | `boolean` |
//! | `text` | `comment`; `text` comes in as well |
//! | `number` | `text` with `inputType` `number` |
//! | `matrix` | `matrix`, whose columns are a scale |
//! | `info` | `html` |
//!
//! An `order` that is `random` is their `choicesOrder`. A survey of these kinds goes out and comes back as the same survey.

mod export;
mod expression;
mod html;
mod import;

pub use export::export;
pub use import::import;

use super::LeftOut;
use crate::shape::{Pointer, is_lang};
use crate::tree::Tree;

/// The language tags that differ, ours first.
const LANGUAGES: [(&str, &str); 3] = [("zh", "zh-cn"), ("zh-TW", "zh-tw"), ("pt-BR", "pt-br")];

/// Under this name stands what is said in English, and to whoever has no text of their own.
const DEFAULT: &str = "default";

/// A text of ours as theirs. Where there is no English one, the first text is theirs for everybody.
fn words_out(words: &Tree) -> Tree {
    let entries = words.entries();
    let Some((_, first_text)) = entries.first() else { return words.clone() };
    let english = entries.iter().find(|(lang, _)| lang == "en");
    // An English text that another language has too would not be known again by "default" alone.
    let once = |text: &Tree| entries.iter().filter(|(_, other)| other == text).count() == 1;
    let default_alone = english.is_some_and(|(_, text)| once(text));
    let tag = |lang: &str| {
        let known = LANGUAGES.iter().find(|(ours, _)| *ours == lang);
        known.map_or(lang, |(_, theirs)| theirs).to_owned()
    };
    let mut texts = Vec::new();
    if !default_alone {
        let text = english.map_or(first_text, |(_, text)| text);
        texts.push((DEFAULT.to_owned(), text.clone()));
    }
    for (lang, text) in entries {
        let renamed = default_alone && lang == "en";
        texts.push((if renamed { DEFAULT.to_owned() } else { tag(lang) }, text.clone()));
    }
    Tree::Map(texts)
}

/// A text of theirs as ours; `None` where it says nothing.
fn words_in(words: &Tree, at: &Pointer, left_out: &mut Vec<LeftOut>) -> Option<Tree> {
    let said = |text: &&Tree| text.text().is_some_and(|text| !text.trim().is_empty());
    let entries = match words {
        Tree::Text(_) => return Some(words).filter(said).cloned(),
        Tree::Number(_) | Tree::Flag(_) => return Some(Tree::Text(words.told())),
        Tree::Map(entries) => entries,
        Tree::Null | Tree::List(_) => return None,
    };
    let mut texts: Vec<(String, Tree)> = Vec::new();
    for (lang, text) in entries.iter().filter(|(_, text)| said(&text)) {
        let others = || entries.iter().filter(|(other, _)| other != DEFAULT);
        if lang == DEFAULT {
            if others().any(|(_, other)| other == text) {
                continue;
            }
            if others().any(|(other, _)| other == "en") {
                let why = "there is an English text beside it, which stays".to_owned();
                left_out.push(LeftOut { pointer: at.key(lang), why });
                continue;
            }
            texts.push(("en".to_owned(), text.clone()));
            continue;
        }
        let known = LANGUAGES.iter().find(|(_, theirs)| *theirs == lang);
        let tag = known.map_or(lang.as_str(), |(ours, _)| ours);
        if is_lang(tag) && texts.iter().all(|(other, _)| other != tag) {
            texts.push((tag.to_owned(), text.clone()));
        } else {
            let why = format!("{lang} is not a language tag such as en or pt-BR, or stands twice");
            left_out.push(LeftOut { pointer: at.key(lang), why });
        }
    }
    (!texts.is_empty()).then_some(Tree::Map(texts))
}
