//! What the page knows of the buyer, and how the shop calls its orders.

use super::Find;
use super::chars::{DIGIT, LETTER, SYLLABLE, Text};
use super::postal;

/// What a scrubber may be told besides the text.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hints<'a> {
    /// Names, addresses and the like that the page knows. Their words are struck out wherever they
    /// stand whole, in either case and with or without accents: those of three letters or more.
    pub known: &'a [String],
    /// How the shop's buyers call an order before or after its number, each a word, its beginning
    /// or a sign: `order`, `Bestellnummer`, `#`.
    pub order_words: &'a [String],
}

/// A known word that tells something, and those beside it that follow it where it is text.
pub(super) fn known(text: &Text, at: usize) -> Find {
    const BETWEEN: &str = " ,.-'/";
    let mut found = at;
    for first in text.known..text.len() {
        let (mut i, mut word, mut tells) = (at, first, false);
        while !text.joined(word) {
            let mut end = word;
            while text.kind(end) != 0 && text.get(end) == text.get(i) {
                (i, end) = (i + 1, end + 1);
            }
            if end == word || text.kind(end) != 0 || text.joined(i) {
                break;
            }
            // Three letters do in an alphabet, and two signs that stand for syllables or words.
            let least = if text.kind(word) == SYLLABLE { 2 } else { 3 };
            tells |= word + least <= end && postal::part(text, word).1 != end;
            if tells {
                found = found.max(i);
            }
            i = text.run(i, 0, BETWEEN);
            word = text.run(end, 0, BETWEEN);
        }
    }
    (at < found).then_some(("[private]", found))
}

/// A word with six digits in a row, or the number of an order with a word for orders close by.
pub(super) fn code(text: &Text, at: usize) -> Find {
    let end = text.trimmed(at, text.run(at, DIGIT | LETTER, "-_/"));
    let (mut n_digits, mut size, mut value) = (0, 0, 0);
    let (mut number, mut order) = (false, false);
    for i in at..=end {
        if let Some(digit) = text.get(i).to_digit(10).filter(|_| i < end) {
            (n_digits, size, value) = (n_digits + 1, size + 1, value % 1000 * 10 + digit);
        } else {
            number |= 5 < size;
            // Neither a year nor a round amount.
            order |= 4 < size || (size == 4 && !matches!(value / 100, 19 | 20) && value % 100 != 0);
            size = 0;
        }
    }
    order |= 4 < n_digits && text.kind(at) == LETTER;
    let after = text.run(end, 0, " ");
    let amount = match text.get(after) {
        // What is masked by now may have been an amount.
        '[' => true,
        '.' | ',' => text.kind(after + 1) == DIGIT || text.get(after + 1) == '[',
        '€' | '$' | '£' | '¥' | '₺' | '円' | '元' => true,
        _ => after < text.any(after, "eur|euro|zl|tl|lira|"),
    };
    if order && !amount && (near(text, at, false) || near(text, end, true)) {
        return Some(("[order]", end));
    }
    number.then_some(("[number]", end))
}

/// Whether a word for orders stands at most three words before, or two after.
fn near(text: &Text, from: usize, after: bool) -> bool {
    let (mut at, mut n_spaces) = (from, 0);
    for _ in 0..48 {
        if !after {
            at = at.wrapping_sub(1);
        }
        let c = text.get(at);
        n_spaces += usize::from(c == ' ');
        if matches!(c, '\0' | '\n' | '0'..='9' | ',' | ';' | '!' | '?' | '[' | ']')
            || (if after { 2 } else { 4 } < n_spaces)
            || (after && c == '.')
        {
            return false;
        }
        if (!text.joined(at) || '\u{590}' < c) && at < text.longest(at, &text.order_words, false) {
            return true;
        }
        if after {
            at += 1;
        }
    }
    false
}
