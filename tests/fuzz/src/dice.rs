//! Bytes as dice: each choice takes the next byte, and where there are none left, the first option.

use aftersay::tree::Tree;

/// Choices that a fuzzer makes.
#[derive(Debug, Clone)]
pub struct Dice<'a>(&'a [u8]);

/// What texts are put together from: what the scrubber looks for, and what could hide it.
const PIECES: [&str; 50] = [
    "fine",
    " ",
    "0",
    "1234567",
    "49",
    "+",
    "(0)",
    "/",
    ".",
    "-",
    ",",
    ":",
    "@",
    "me@example.com",
    "shop.example",
    ".com",
    "https://",
    "www.",
    "DE89 3704 0044 0532 0130 00",
    "GB82WEST12345698765432",
    "4111 1111 1111 1111",
    "0170",
    "555-123-4567",
    "01.02.2024",
    "2024-01-02",
    "19,90",
    "[email]",
    "[number]",
    "[",
    "]",
    "x",
    "é",
    "ß",
    "好",
    "\u{200b}",
    "\u{ad}",
    "\u{202e}",
    "\u{feff}",
    "\u{301}",
    "\u{ff11}",
    "\u{661}",
    "\u{966}",
    "\u{2212}",
    "\u{3002}",
    "\n",
    "\t",
    "\"",
    "\u{1f600}",
    "<script>",
    "\u{1b}[31m",
];

impl<'a> Dice<'a> {
    /// Takes the bytes of one run.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// Whether every byte is used up.
    #[must_use]
    pub fn is_spent(&self) -> bool {
        self.0.is_empty()
    }

    /// The next byte.
    pub fn roll(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    /// A number below `n`, which is at least 1.
    pub fn below(&mut self, n: usize) -> usize {
        let roll = usize::from(self.roll());
        let roll = if 256 < n { roll << 8 | usize::from(self.roll()) } else { roll };
        roll % n
    }

    /// Whether something happens that does so once in `n` times, and never without dice.
    pub fn hits(&mut self, n: usize) -> bool {
        self.below(n) == n - 1
    }

    /// One of some things.
    pub fn pick<'b, T: ?Sized>(&mut self, from: &[&'b T]) -> &'b T {
        from[self.below(from.len())]
    }

    /// A text of a few pieces and stray characters.
    pub fn text(&mut self) -> String {
        let mut text = String::new();
        for _ in 0..=self.below(12) {
            match self.roll() {
                at @ 0..192 => text.push_str(PIECES[usize::from(at) % PIECES.len()]),
                _ => text.push(char::from(self.roll())),
            }
        }
        text
    }

    /// A number as answers hold them, or one that none does.
    pub fn number(&mut self) -> f64 {
        let small = f64::from(self.roll());
        match self.below(8) {
            0..=3 => small % 12.0,
            4 => (small % 7.0) * 30.0 - 90.0,
            5 => small - 128.0,
            6 => small / 8.0,
            _ => {
                [0.1, -0.0, 1e15, 9_007_199_254_740_993.0, 1e300, f64::MIN_POSITIVE][self.below(6)]
            }
        }
    }

    /// Any value that is no list and no object.
    pub fn scalar(&mut self) -> Tree {
        match self.below(6) {
            0 | 1 => Tree::Number(self.number()),
            2 | 3 => Tree::Text(self.text()),
            4 => Tree::Flag(self.hits(2)),
            _ => Tree::Null,
        }
    }
}
