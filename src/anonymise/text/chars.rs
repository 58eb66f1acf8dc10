//! A text as the scanners read it: small letters without accents, plain digits, nothing invisible.

use super::Hints;

/// A text that is being scrubbed, and behind it what is known of its writer.
#[derive(Debug)]
pub(super) struct Text {
    chars: Vec<Char>,
    /// What stands before has been dealt with and is not read again.
    pub(super) floor: usize,
    /// Where the known words begin; a NUL stands before them, and a bar behind each line of them.
    pub(super) known: usize,
    /// The words for orders, folded, a bar behind each.
    pub(super) order_words: String,
}

/// One visible character.
#[derive(Debug)]
struct Char {
    folded: char,
    /// Whether a name may begin with it: letters of scripts without capitals count as such.
    capital: bool,
    /// Where it stands in the text, in bytes.
    start: usize,
}

impl Text {
    /// Reads a text; what cannot be seen belongs to the character before it.
    pub(super) fn read(said: &str, hints: &Hints) -> Self {
        let mut text = Self { chars: vec![], floor: 0, known: 0, order_words: String::new() };
        for (start, char) in said.char_indices() {
            text.push(start, char);
        }
        text.chars.push(Char { folded: '\0', capital: false, start: said.len() });
        text.known = text.chars.len();
        for name in hints.known {
            // Müller is Mueller where there is no ü.
            for spelled_out in [false, true] {
                for char in name.chars() {
                    text.push(0, char);
                    if spelled_out && matches!(char, 'ä' | 'ö' | 'ü' | 'Ä' | 'Ö' | 'Ü') {
                        text.push(0, 'e');
                    }
                }
                text.push(0, '|');
            }
        }
        for word in hints.order_words {
            for char in word.chars() {
                text.order_words.push(fold(char));
            }
            text.order_words.push('|');
        }
        text
    }

    fn push(&mut self, start: usize, char: char) {
        let folded = fold(char);
        if folded != '\0' {
            let capital =
                matches!(char, 'A'..='Z' | 'À'..='Þ' | 'Ā'..='Ž' | 'Α'..='Я' | '\u{590}'..);
            let capital = capital && !folded.is_ascii_digit();
            self.chars.push(Char { folded, capital, start });
        }
    }

    /// How many characters it has, the known ones and their NUL included.
    pub(super) fn len(&self) -> usize {
        self.chars.len()
    }

    /// Where the character at an index stands in the text, in bytes.
    pub(super) fn start(&self, at: usize) -> usize {
        self.chars.get(at).map_or(0, |char| char.start)
    }

    /// The character at an index; NUL where there is none to read.
    pub(super) fn get(&self, at: usize) -> char {
        #[cfg(test)]
        super::tests::N_READ.set(super::tests::N_READ.get() + 1);
        self.chars.get(at).filter(|_| self.floor <= at).map_or('\0', |char| char.folded)
    }

    /// Whether a name may begin at an index.
    pub(super) fn capital(&self, at: usize) -> bool {
        self.chars.get(at).is_some_and(|char| char.capital)
    }

    /// The [`kind`] of the character at an index.
    pub(super) fn kind(&self, at: usize) -> u8 {
        kind(self.get(at))
    }

    /// Whether a word goes on from the character before an index to the one there. Chinese and
    /// Japanese put no space between words, and Arabic joins short words to numbers.
    pub(super) fn joined(&self, at: usize) -> bool {
        let (one, other) = (self.kind(at.wrapping_sub(1)), self.kind(at));
        let both = one | other;
        one != 0 && other != 0 && both & SYLLABLE == 0 && both & (DIGIT | REMOTE) != DIGIT | REMOTE
    }

    /// Ends the run of characters of these kinds, and of those in `also`. It goes on to the end of a
    /// word, but not to more words than fit in 64 characters: they may all begin a run.
    pub(super) fn run(&self, at: usize, kinds: u8, also: &str) -> usize {
        let mut end = at;
        loop {
            let (c, kind) = (self.get(end), self.kind(end));
            let belongs = kind & kinds != 0 || also.chars().any(|other| other == c);
            if !belongs || (at + 64 < end && kind & (DIGIT | LETTER) == 0) {
                return end;
            }
            end += 1;
        }
    }

    /// The end of a find that began at `at`, without what is no part of a word.
    pub(super) fn trimmed(&self, at: usize, mut end: usize) -> usize {
        while at < end && self.kind(end - 1) == 0 {
            end -= 1;
        }
        end
    }

    /// Ends the longest of these words that stands whole at `at`; else `at`. A bar ends each.
    pub(super) fn any(&self, at: usize, words: &str) -> usize {
        self.longest(at, words, true)
    }

    /// Ends the longest of these words, or of these beginnings of words, at `at`; else `at`.
    pub(super) fn longest(&self, at: usize, words: &str, whole: bool) -> usize {
        let (mut found, mut end, mut same) = (at, at, true);
        for char in words.chars() {
            if char == '|' {
                if same && found < end && !(whole && self.joined(end)) {
                    found = end;
                }
                (end, same) = (at, true);
            } else {
                same = same && self.get(end) == char;
                end += 1;
            }
        }
        found
    }
}

/// A digit.
pub(super) const DIGIT: u8 = 1;
/// A letter of a European script.
pub(super) const LETTER: u8 = 2;
/// A letter of another script.
pub(super) const REMOTE: u8 = 4;
/// A sign for a syllable or a word, such as those of Chinese and Japanese.
pub(super) const SYLLABLE: u8 = 8;

/// What a character is; 0 for punctuation and symbols. Beyond Latin everything else is a letter:
/// the full Unicode tables would cost the module a kilobyte.
fn kind(c: char) -> u8 {
    match c {
        '0'..='9' => DIGIT,
        'a'..='z' => LETTER,
        '\0'..='\u{ff}'
        | '\u{2000}'..='\u{2bff}'
        | '\u{3000}'..='\u{303f}'
        | '\u{30fb}'
        | '\u{e000}'..='\u{f8ff}'
        | '\u{fe10}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff65}'
        | '\u{1f000}'..='\u{1faff}' => 0,
        '\u{100}'..='\u{58f}' => LETTER,
        '\u{590}'..='\u{2e7f}' => REMOTE,
        _ => SYLLABLE,
    }
}

/// Folds a character to what it looks like; NUL for one that cannot be seen.
fn fold(char: char) -> char {
    /// What U+00C0 to U+00DF look like, and the 32 after them, and U+0100 to U+017F.
    const LATIN: &[u8] = b"aaaaaaaceeeeiiiidnooooo*ouuuuyts";
    const EXTENDED: &[u8] = b"aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkllllllllll\
        nnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
    let code = u32::from(char);
    let letter = match char {
        'À'..='ÿ' => LATIN.get(code as usize & 31),
        'Ā'..='ſ' => EXTENDED.get(code as usize & 127),
        _ => None,
    };
    if let Some(&letter) = letter {
        return letter.into();
    }
    for &(first, last, to) in &FOLDS {
        if (first..=last).contains(&code) {
            // Punctuation stands for all of them, a digit or a letter for the first.
            let one = matches!(to, 0..=0x20 | 0x2c..=0x2e);
            let folded = if one { to } else { to + code - first };
            return char::from_u32(folded).unwrap_or(char).to_ascii_lowercase();
        }
    }
    char
}

/// The first and the last character of a range, and what the first looks like.
const FOLDS: [(u32, u32, u32); 42] = [
    // What cannot be seen, or is only an accent.
    (0xad, 0xad, 0),
    (0x300, 0x36f, 0),
    (0x61c, 0x61c, 0),
    (0x640, 0x640, 0),
    (0x64b, 0x652, 0),
    (0x200b, 0x200f, 0),
    (0x202a, 0x202e, 0),
    (0x2060, 0x2069, 0),
    (0x20d0, 0x20ff, 0),
    (0xfe00, 0xfe0f, 0),
    (0xfeff, 0xfeff, 0),
    // Spaces.
    (0x9, 0x9, 0x20),
    (0xa0, 0xa0, 0x20),
    (0x2000, 0x200a, 0x20),
    (0x202f, 0x202f, 0x20),
    (0x3000, 0x3000, 0x20),
    (0xd, 0xd, 0xa),
    (0x2028, 0x2029, 0xa),
    // Capitals.
    (0x41, 0x5a, 0x61),
    (0x391, 0x3a9, 0x3b1),
    (0x400, 0x40f, 0x450),
    (0x410, 0x42f, 0x430),
    (0x622, 0x623, 0x627),
    (0x625, 0x625, 0x627),
    // Digits, and full-width forms of ASCII.
    (0x660, 0x669, 0x30),
    (0x6f0, 0x6f9, 0x30),
    (0x966, 0x96f, 0x30),
    (0xff01, 0xff5e, 0x21),
    // Hyphens, dots, commas, and others of their kind.
    (0x2010, 0x2015, 0x2d),
    (0x2212, 0x2212, 0x2d),
    (0x30fc, 0x30fc, 0x2d),
    (0xb0, 0xb0, 0x2e),
    (0xb7, 0xba, 0x2e),
    (0x2024, 0x2024, 0x2e),
    (0x3002, 0x3002, 0x2e),
    (0xfe52, 0xfe52, 0x2e),
    (0xff61, 0xff61, 0x2e),
    (0x60c, 0x60c, 0x2c),
    (0x66b, 0x66c, 0x2c),
    (0x3001, 0x3001, 0x2c),
    (0x61b, 0x61f, 0x3b),
    (0xfe6b, 0xfe6b, 0x40),
];
