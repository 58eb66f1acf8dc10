//! Numbers that belong to one person: accounts, cards, telephones, parcels.

use super::Find;
use super::chars::{DIGIT, Text};

/// Two letters, two check digits, 11 to 30 letters and digits in groups: ISO 13616, modulo 97.
pub(super) fn iban(text: &Text, at: usize) -> Find {
    let (mut found, mut i) = (at, at);
    let (mut head, mut sum) = (0, 0);
    for n in 1..=34 {
        if 4 < n && matches!(text.get(i), ' ' | '-') {
            i += 1;
            // Where it checks out already, what follows is the next word.
            if at < found && text.kind(i) != DIGIT {
                break;
            }
        }
        let Some(value) = text.get(i).to_digit(36) else { break };
        if n <= 4 && (value < 10) == (n <= 2) {
            break;
        }
        i += 1;
        sum = (sum * if value < 10 { 10 } else { 100 } + value) % 97;
        // The first four go to the end, where they make six digits.
        if n == 4 {
            (head, sum) = (sum, 0);
        }
        if 15 <= n && (sum * 1_000_000 + head) % 97 == 1 && !text.joined(i) {
            found = i;
        }
    }
    (at < found).then_some(("[iban]", found))
}

/// Digits in groups, as far as they are read.
#[derive(Debug, Default)]
struct Groups {
    n_digits: u32,
    n_zeros: u32,
    first_digit: u32,
    n_groups: u32,
    /// How many digits stand in each group, as the digits of a number.
    sizes: u32,
    /// The sizes of the first two.
    front: u32,
    has_short: bool,
    has_other_than_years: bool,
    /// Which separators there were, a bit each.
    separators: u32,
    /// The sum of Luhn (ISO/IEC 7812-1), and what it is should one more digit follow.
    luhn: (u32, u32),
}

const SPACE: u32 = 1;
const HYPHEN: u32 = 2;
const DOT: u32 = 4;
const SLASH: u32 = 8;
const BRACKET: u32 = 16;
/// Two separators side by side.
const TWO: u32 = 32;

/// A card, a telephone, or groups of digits too long for an amount.
pub(super) fn number(text: &Text, at: usize) -> Find {
    // The middle of a date, a range or a price.
    if matches!(text.get(at.wrapping_sub(1)), '.' | '-' | '/')
        && text.get(at.wrapping_sub(2)).is_ascii_digit()
    {
        return None;
    }
    let plus = text.get(at) == '+';
    let mut i = at + usize::from(plus);
    i += usize::from(plus && text.get(i) == ' ');
    let mut open = text.get(i) == '(';
    i += usize::from(open);
    let (mut groups, mut found) = (Groups::default(), None);
    loop {
        let size = groups.read(text, &mut i);
        if size == 0 || text.joined(i) || text.get(i) == '@' || 19 < groups.n_digits {
            return found;
        }
        let extension = size == 1 && 1 < groups.n_groups && text.get(i - 2) != '-';
        if !open && (!extension || groups.n_groups == groups.n_digits) {
            found = groups.meaning(plus).map(|mask| (mask, i)).or(found);
        }
        let from = i;
        while i < from + 3 {
            groups.separators |= match text.get(i) {
                ' ' => SPACE,
                '-' => HYPHEN,
                '.' => DOT,
                '/' => SLASH,
                '(' | ')' => BRACKET,
                _ => break,
            };
            open &= text.get(i) != ')';
            i += 1;
        }
        if from + 1 < i {
            groups.separators |= TWO;
        }
        // What follows the long end of a number after a space is another number.
        if 6 <= size && 9 <= groups.n_digits && text.get(from) != '-' {
            return found;
        }
    }
}

impl Groups {
    /// Reads the group at `i` and steps over it; tells its size.
    fn read(&mut self, text: &Text, i: &mut usize) -> u32 {
        let (mut size, mut value) = (0, 0);
        while let Some(digit) = text.get(*i).to_digit(10).filter(|_| self.n_digits < 20) {
            if self.n_digits == 0 {
                self.first_digit = digit;
            }
            self.n_zeros += u32::from(digit == 0 && self.n_zeros == self.n_digits);
            let doubled = if digit < 5 { digit * 2 } else { digit * 2 - 9 };
            self.luhn = (self.luhn.1 + digit, self.luhn.0 + doubled);
            value = value % 1000 * 10 + digit;
            self.n_digits += 1;
            size += 1;
            *i += 1;
        }
        self.n_groups += 1;
        self.sizes = (self.sizes * 10 + size.min(9)).min(99999);
        if self.n_groups <= 2 {
            self.front = self.sizes;
        }
        self.has_short |= size < 3;
        self.has_other_than_years |= size != 4 || !matches!(value / 100, 19 | 20);
        size
    }

    /// What stands in for the digits read so far.
    fn meaning(&self, plus: bool) -> Option<&'static str> {
        /// The groups of telephone numbers without a leading zero.
        const PHONES: [u32; 12] =
            [334, 1334, 333, 3322, 2322, 3222, 37, 344, 254, 244, 13322, 2234];
        let Self { n_digits, n_zeros, n_groups, sizes, separators, .. } = *self;
        let tidy = matches!(separators, 0 | SPACE | HYPHEN) && !self.has_short;
        if 13 <= n_digits && tidy && self.luhn.0.is_multiple_of(10) {
            return Some("[card]");
        }
        let one = n_groups == 1;
        let phone = if plus {
            let most = if one {
                15
            } else if separators & BRACKET == 0 {
                13
            } else {
                14
            };
            (7..=most).contains(&n_digits)
        } else if n_zeros == 2 {
            (10..=15).contains(&n_digits)
        } else if n_zeros == 1 {
            // Two short groups begin a date or a range, but for the French five, and for a digit
            // at a time.
            let tight = matches!(self.front, 11 | 12 | 21 | 22);
            let most = if one { 13 } else { 12 };
            (8..=most).contains(&n_digits)
                && (!tight
                    || (sizes == 22222 && separators.is_power_of_two())
                    || n_groups == n_digits)
        } else {
            let dotted = separators & (DOT | SLASH) == 0 || matches!(sizes, 334 | 37);
            // Small amounts may stand side by side.
            dotted && PHONES.contains(&sizes) && (sizes != 333 || 3 < self.first_digit)
        };
        if phone {
            return Some("[phone]");
        }
        // Neither years nor amounts side by side, nor a date.
        let long = if tidy {
            9 <= n_digits && self.has_other_than_years && sizes != 333
        } else {
            10 <= n_digits && separators == HYPHEN && matches!(self.front / 10, 3 | 5..)
        };
        (long && !one).then_some("[number]")
    }
}
