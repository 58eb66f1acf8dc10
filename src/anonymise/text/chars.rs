//! A text as the scanners read it: small letters without accents, plain digits, nothing invisible.

/// A text that is being scrubbed.
#[derive(Debug)]
pub(super) struct Text {
    chars: Vec<Char>,
    /// What stands before has been dealt with and is not read again.
    pub(super) floor: usize,
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
    pub(super) fn read(said: &str) -> Self {
        let mut chars = Vec::new();
        for (start, char) in said.char_indices() {
            let folded = fold(char);
            if folded != '\0' {
                let capital =
                    matches!(char, 'A'..='Z' | 'À'..='Þ' | 'Ā'..='Ž' | 'Α'..='Я' | '\u{590}'..);
                chars.push(Char { folded, capital: capital && !folded.is_ascii_digit(), start });
            }
        }
        Self { chars, floor: 0 }
    }

    /// The folded text.
    pub(super) fn folded(&self) -> String {
        self.chars.iter().map(|char| char.folded).collect()
    }

    /// How many characters it has.
    pub(super) fn len(&self) -> usize {
        self.chars.len()
    }

    /// Where the character at an index stands in the text, in bytes; `None` behind the last one.
    pub(super) fn start(&self, at: usize) -> Option<usize> {
        self.chars.get(at).map(|char| char.start)
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

    /// Whether a word goes on from the character before an index to the one there. Chinese and
    /// Japanese put no space between words, and Arabic joins short words to numbers.
    pub(super) fn joined(&self, at: usize) -> bool {
        let (one, other) = (self.get(at.wrapping_sub(1)), self.get(at));
        let digit = one.is_ascii_digit() || other.is_ascii_digit();
        let limit = if digit { '\u{590}' } else { '\u{2e80}' };
        is_word(one) && is_word(other) && one.max(other) < limit
    }

    /// Ends the run of at most 64 characters that `belongs` accepts.
    pub(super) fn run(&self, at: usize, belongs: fn(char) -> bool) -> usize {
        let mut end = at;
        while end < at + 64 && belongs(self.get(end)) {
            end += 1;
        }
        end
    }

    /// Ends the longest of these words that stands whole at `at`; else `at`. A bar ends each.
    pub(super) fn any(&self, at: usize, words: &str) -> usize {
        self.longest(at, words, true)
    }

    /// Ends the longest of these words, or of their beginnings of words, at `at`; else `at`.
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

/// Whether a character is a letter or digit of any script. Beyond Latin everything is one but
/// punctuation and symbols: the full Unicode tables would cost the module a kilobyte.
pub(super) fn is_word(c: char) -> bool {
    let symbol = matches!(c, '\u{2000}'..='\u{2bff}' | '\u{3000}'..='\u{303f}' | '\u{30fb}'
        | '\u{e000}'..='\u{f8ff}' | '\u{fe10}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff65}'
        | '\u{1f000}'..='\u{1faff}');
    c.is_ascii_alphanumeric() || ('\u{100}' <= c && !symbol)
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
