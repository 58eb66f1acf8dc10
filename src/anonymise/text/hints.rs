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

/// Hints, folded as the text is; each on a line.
#[derive(Debug)]
pub(super) struct Folded {
    known: Text,
    order_words: String,
}

impl Folded {
    pub(super) fn new(hints: &Hints) -> Self {
        Self {
            known: Text::read(&lines(hints.known, true)),
            order_words: Text::read(&lines(hints.order_words, false)).folded(),
        }
    }

    /// A known word that tells something, and those beside it that follow it where it is known.
    pub(super) fn known(&self, text: &Text, at: usize) -> Find {
        let known = &self.known;
        let mut found = at;
        for first in 0..known.len() {
            if known.joined(first) {
                continue;
            }
            let (mut i, mut word, mut tells) = (at, first, false);
            loop {
                let mut end = word;
                while is_word(known.get(end)) && known.get(end) == text.get(i) {
                    (i, end) = (i + 1, end + 1);
                }
                if end == word || is_word(known.get(end)) || text.joined(i) {
                    break;
                }
                tells |= tells_much(known, word, end);
                if tells {
                    found = found.max(i);
                }
                i = text.run(i, is_between);
                word = known.run(end, is_between);
            }
        }
        (at < found).then_some(("[private]", found))
    }

    /// A number with a word for orders close by.
    pub(super) fn order(&self, text: &Text, at: usize) -> Find {
        const CURRENCIES: &str = "eur|euro|zl|tl|lira|";
        let mut end = text.run(at, |c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/'));
        while at < end && !is_word(text.get(end - 1)) {
            end -= 1;
        }
        let (mut n_digits, mut size, mut value, mut long) = (0, 0, 0, false);
        for i in at..=end {
            if let Some(digit) = text.get(i).to_digit(10).filter(|_| i < end) {
                (n_digits, size, value) = (n_digits + 1, size + 1, value % 1000 * 10 + digit);
            } else {
                long |=
                    4 < size || (size == 4 && !matches!(value / 100, 19 | 20) && value % 100 != 0);
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
        let near = long
            && !amount
            && !masked
            && !text.joined(end)
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
            if (!text.joined(at) || '\u{590}' < c)
                && at < text.longest(at, &self.order_words, false)
            {
                return true;
            }
            if after {
                at += 1;
            }
        }
        false
    }
}

/// Puts each hint on a line; where it is a name with an umlaut, as it is spelled without one too.
fn lines(hints: &[String], names: bool) -> String {
    let mut lines = String::new();
    for umlauts in [false, true] {
        for char in hints.iter().flat_map(|hint| hint.chars().chain(['|'])) {
            lines.push(char);
            if umlauts && names && matches!(char, 'ä' | 'ö' | 'ü' | 'Ä' | 'Ö' | 'Ü') {
                lines.push('e');
            }
        }
    }
    lines
}

/// What may stand between two known words.
fn is_between(c: char) -> bool {
    matches!(c, ' ' | ',' | '.' | '-' | '\'' | '/')
}

/// Whether a known word is struck out without another beside it. Three letters do in an alphabet,
/// and two where one is a syllable or a word.
fn tells_much(known: &Text, from: usize, end: usize) -> bool {
    let least = if '\u{2e80}' < known.get(from) { 2 } else { 3 };
    from + least <= end && super::postal::ORDINARY.iter().all(|words| known.any(from, words) != end)
}
