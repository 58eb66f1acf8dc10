//! What the page knows of the buyer, and how the shop calls its orders.

use super::Find;
use super::chars::{Text, is_word};

/// What a scrubber may be told besides the text.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hints<'a> {
    /// Names, addresses and the like that the page knows. Their words are struck out wherever they
    /// stand whole, in either case and with or without accents: those of three characters or more.
    pub known: &'a [String],
    /// How the shop's buyers call an order before or after its number, each a word, its beginning
    /// or a sign: `order`, `Bestellnummer`, `#`.
    pub order_words: &'a [String],
}

/// Hints, folded as the text is.
#[derive(Debug)]
pub(super) struct Folded {
    known: Vec<Vec<String>>,
    order_words: Vec<String>,
}

impl Folded {
    pub(super) fn new(hints: &Hints) -> Self {
        let mut known = Vec::new();
        for said in hints.known {
            // Müller is Mueller where there is no ü.
            let mut spelled_out = String::new();
            for char in said.chars() {
                spelled_out.push(char);
                if matches!(char, 'ä' | 'ö' | 'ü' | 'Ä' | 'Ö' | 'Ü') {
                    spelled_out.push('e');
                }
            }
            for said in [said, &spelled_out] {
                let folded = Text::folded(said);
                let words = folded.split(|c| !is_word(c)).filter(|word| !word.is_empty());
                known.push(words.map(str::to_owned).collect());
            }
        }
        Self {
            known,
            order_words: hints.order_words.iter().map(|said| Text::folded(said)).collect(),
        }
    }

    /// One known word that tells something, and those beside it that follow it where it is known.
    pub(super) fn known(&self, text: &Text, at: usize) -> Find {
        let mut found = at;
        for words in &self.known {
            for first in 0..words.len() {
                let (mut i, mut tells) = (at, false);
                for (n, word) in words.iter().enumerate().skip(first) {
                    let from = if n == first { i } else { text.run(i, is_between) };
                    i = text.spells(from, word);
                    if i == from || text.joined(i) || text.joined(from) {
                        break;
                    }
                    tells |= tells_much(word);
                    if tells {
                        found = found.max(i);
                    }
                }
            }
        }
        (at < found).then_some(("[private]", found))
    }

    /// A number with a word for orders close by.
    pub(super) fn order(&self, text: &Text, at: usize) -> Find {
        const CURRENCIES: &str = "eur euro zl tl lira";
        let mut end = text.run(at, |c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/'));
        while at < end && !is_word(text.get(end - 1)) {
            end -= 1;
        }
        let (mut n_digits, mut size, mut value, mut long) = (0, 0, 0, false);
        for i in at..=end {
            if let Some(digit) = text.get(i).to_digit(10).filter(|_| i < end) {
                (n_digits, size, value) = (n_digits + 1, size + 1, value % 1000 * 10 + digit);
            } else {
                long |= 4 < size || (size == 4 && !matches!(value / 100, 19 | 20) && value % 100 != 0);
                size = 0;
            }
        }
        long |= 4 < n_digits && text.get(at).is_ascii_alphabetic();
        let after = text.run(end, |c| c == ' ');
        let amount = match text.get(after) {
            '.' | ',' => text.get(after + 1).is_ascii_digit(),
            '€' | '$' | '£' | '¥' | '₺' | '%' | '円' | '元' => true,
            _ => after < text.any(after, CURRENCIES),
        };
        // What is masked by now may have been an amount.
        let masked = text.get(after) == '[' || text.get(after + 1) == '[';
        let near = long && !amount && !masked && !text.joined(end)
            && (self.near(text, at, false) || self.near(text, end, true));
        near.then_some(("[order]", end))
    }

    /// Whether a word for orders stands at most three words before, or two after.
    fn near(&self, text: &Text, from: usize, after: bool) -> bool {
        let (mut at, mut n_spaces) = (from, 0);
        for _ in 0..48 {
            if !after {
                at = at.wrapping_sub(1);
            }
            let c = text.get(at);
            if c.is_ascii_digit() || matches!(c, '\0' | '\n' | ',' | ';' | '!' | '?' | '[' | ']') {
                return false;
            }
            n_spaces += u32::from(c == ' ');
            if n_spaces > if after { 2 } else { 4 } || (after && c == '.') {
                return false;
            }
            if (!text.joined(at) || '\u{590}' < c) && self.order_words.iter().any(|word| at < text.spells(at, word)) {
                return true;
            }
            if after {
                at += 1;
            }
        }
        false
    }
}

/// What may stand between two known words.
fn is_between(c: char) -> bool {
    matches!(c, ' ' | ',' | '.' | '-' | '\'' | '/')
}

/// Whether a known word is struck out without another beside it. Three letters do in an alphabet,
/// and two where one is a syllable or a word.
fn tells_much(word: &str) -> bool {
    let ordinary = super::postal::ORDINARY.iter().any(|words| words.split(' ').any(|w| w == word));
    let n_chars = word.chars().count();
    !ordinary && (2 < n_chars || (1 < n_chars && word.chars().all(|c| '\u{2e80}' <= c)))
}
