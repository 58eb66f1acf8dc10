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
                let capital = matches!(char, 'A'..='Z' | 'À'..='Þ' | 'Ā'..='Ž' | 'Α'..='Я' | '\u{590}'..);
                chars.push(Char { folded, capital: capital && !folded.is_ascii_digit(), start });
            }
        }
        Self { chars, floor: 0 }
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

    /// Ends `word` where it stands at `at`; else `at`.
    pub(super) fn spells(&self, at: usize, word: &str) -> usize {
        let mut end = at;
        for char in word.chars() {
            if self.get(end) != char {
                return at;
            }
            end += 1;
        }
        end
    }

    /// Ends the first of these words that stands whole at `at`; else `at`.
    pub(super) fn any(&self, at: usize, words: &str) -> usize {
        for word in words.split(' ') {
            let end = self.spells(at, word);
            if at < end && !self.joined(end) {
                return end;
            }
        }
        at
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
    /// What U+00C0 to U+00DF look like, and the 32 after them.
    const LATIN: &[u8] = b"aaaaaaaceeeeiiiidnooooo*ouuuuyts";
    /// What U+0100 to U+017F look like.
    const EXTENDED: &[u8] = b"aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkllllllllll\
        nnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
    let code = u32::from(char);
    let pick = |table: &[u8], index: u32| char::from(table.get(index as usize).copied().unwrap_or(b'*'));
    let shift = |by: u32| char::from_u32(code.wrapping_sub(by)).unwrap_or(char);
    match char {
        '\u{ad}'
        | '\u{300}'..='\u{36f}'
        | '\u{61c}'
        | '\u{640}'
        | '\u{64b}'..='\u{652}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{20d0}'..='\u{20ff}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' => '\0',
        'A'..='Z' => char.to_ascii_lowercase(),
        '\u{80}'..='\u{9f}' | '\u{a0}' | '\t' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{3000}' => ' ',
        '\r' | '\u{2028}' | '\u{2029}' => '\n',
        'À'..='ÿ' => pick(LATIN, code & 31),
        'Ā'..='ſ' => pick(EXTENDED, code & 127),
        'Α'..='Ω' | 'А'..='Я' => shift(0).max(char::from_u32(code + 32).unwrap_or(char)),
        'Ѐ'..='Џ' => char::from_u32(code + 80).unwrap_or(char),
        // The look-alikes of ASCII.
        '\u{ff01}'..='\u{ff5e}' => shift(0xfee0).to_ascii_lowercase(),
        '\u{660}'..='\u{669}' => shift(0x630),
        '\u{6f0}'..='\u{6f9}' => shift(0x6c0),
        '\u{966}'..='\u{96f}' => shift(0x936),
        '\u{1d7ce}'..='\u{1d7ff}' => pick(b"0123456789", (code - 0x1d7ce) % 10),
        '\u{2010}'..='\u{2015}' | '\u{2212}' | 'ー' => '-',
        '\u{b0}' | '\u{b7}' | '\u{ba}' | '\u{2024}' | '\u{3002}' | '\u{fe52}' | '\u{ff61}' => '.',
        '\u{fe6b}' => '@',
        '\u{60c}' | '\u{66b}' | '\u{66c}' | '\u{3001}' => ',',
        '\u{61b}' => ';',
        '\u{61f}' => '?',
        'آ' | 'أ' | 'إ' => 'ا',
        char => char,
    }
}
