//! Free text -> the same text with addresses and numbers that point at a person struck out.
//!
//! Each scanner looks at one place and says where its find ends. They read folded characters, so
//! that full-width or Arabic-Indic digits and invisible characters hide nothing.

/// A text after scrubbing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scrubbed {
    /// The text, each find replaced by a word in brackets such as `[email]`.
    pub text: String,
    /// How many finds were replaced.
    pub n_masked: usize,
}

/// What stands in for a find, and the scanner that ends one which starts at an index.
type Scanner = (&'static str, fn(&[Char], usize) -> Option<usize>);

/// The first scanner that finds something at a place wins.
const SCANNERS: [Scanner; 6] = [
    ("[email]", email),
    ("[link]", link),
    ("[iban]", iban),
    ("[card]", card),
    ("[phone]", phone),
    ("[number]", long_number),
];

/// One visible character: as the scanners read it, and where it stands in the text.
#[derive(Debug, Clone, Copy)]
struct Char {
    folded: char,
    start: usize,
    end: usize,
}

/// Strikes e-mail addresses, links, IBANs, card and telephone numbers and long numbers out of a
/// text. Prices, years, dates and short numbers stay. Scrubbing twice changes nothing more.
///
/// # Examples
/// ```
/// use aftersay::anonymise::text::scrub;
/// let scrubbed = scrub("I ordered 2 mugs in 2024 for 19,90. Write to me@example.com");
/// assert_eq!(scrubbed.text, "I ordered 2 mugs in 2024 for 19,90. Write to [email]");
/// assert_eq!(scrubbed.n_masked, 1);
/// ```
#[must_use]
pub fn scrub(text: &str) -> Scrubbed {
    let chars: Vec<_> = text.char_indices().filter_map(visible).collect();
    let mut scrubbed = Scrubbed { text: String::new(), n_masked: 0 };
    let (mut at, mut copied) = (0, 0);
    while let Some(char) = chars.get(at) {
        let boundary = !before(&chars, at).is_some_and(is_word);
        let find = |(mask, scanner): &Scanner| Some((*mask, scanner(&chars, at)?));
        match SCANNERS.iter().filter(|_| boundary).find_map(find) {
            Some((mask, end)) => {
                let last = chars.get(end.wrapping_sub(1)).unwrap_or(char);
                scrubbed.text.push_str(text.get(copied..char.start).unwrap_or_default());
                scrubbed.text.push_str(mask);
                scrubbed.n_masked += 1;
                (at, copied) = (end.max(at + 1), last.end);
            }
            None => at += 1,
        }
    }
    scrubbed.text.push_str(text.get(copied..).unwrap_or_default());
    scrubbed
}

/// Whether a character is a letter or digit of any script. Beyond ASCII everything is one but
/// punctuation and symbols: the full Unicode tables would cost the module a kilobyte.
fn is_word(c: char) -> bool {
    let symbol = matches!(c, '\u{80}'..='\u{bf}' | '\u{d7}' | '\u{f7}' | '\u{2000}'..='\u{2bff}'
        | '\u{3000}'..='\u{303f}' | '\u{fe10}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff65}'
        | '\u{1f000}'..='\u{1faff}');
    c.is_ascii_alphanumeric() || (!c.is_ascii() && !symbol)
}

/// Whether a character is a letter of any script.
fn is_letter(c: char) -> bool {
    is_word(c) && !c.is_ascii_digit()
}

/// Folds a character to what it looks like; `None` for one that cannot be seen.
fn visible((start, char): (usize, char)) -> Option<Char> {
    let folded = match char {
        '\u{ad}'
        | '\u{61c}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{2069}'
        | '\u{feff}' => return None,
        // Full-width forms of ASCII.
        '\u{ff01}'..='\u{ff5e}' => shift(char, '\u{ff01}', '!'),
        // Arabic-Indic, extended Arabic-Indic and Devanagari digits.
        '\u{660}'..='\u{669}' => shift(char, '\u{660}', '0'),
        '\u{6f0}'..='\u{6f9}' => shift(char, '\u{6f0}', '0'),
        '\u{966}'..='\u{96f}' => shift(char, '\u{966}', '0'),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{3002}' | '\u{ff61}' | '\u{2024}' => '.',
        char if char.is_whitespace() && char != '\n' => ' ',
        char => char,
    };
    Some(Char { folded, start, end: start + char.len_utf8() })
}

fn shift(char: char, from: char, to: char) -> char {
    char::from_u32(u32::from(char) - u32::from(from) + u32::from(to)).unwrap_or(char)
}

fn get(chars: &[Char], at: usize) -> Option<char> {
    chars.get(at).map(|char| char.folded)
}

fn before(chars: &[Char], at: usize) -> Option<char> {
    get(chars, at.checked_sub(1)?)
}

/// Ends the run of characters that `belongs` accepts.
fn run(chars: &[Char], at: usize, belongs: impl Fn(char) -> bool) -> usize {
    let rest = chars.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|char| belongs(char.folded)).count()
}

/// Whether the characters from `at` on spell `word`, in either case.
fn spells(chars: &[Char], at: usize, word: &str) -> bool {
    word.chars()
        .enumerate()
        .all(|(i, c)| get(chars, at + i).is_some_and(|d| d.eq_ignore_ascii_case(&c)))
}

/// `local@domain.tld`
fn email(chars: &[Char], at: usize) -> Option<usize> {
    let in_local = |c: char| is_word(c) || "._%+-'".contains(c);
    let sign = run(chars, at, in_local);
    (at < sign && get(chars, sign)? == '@').then_some(())?;
    domain(chars, sign + 1)
}

/// Labels of letters, digits and hyphens with dots between them, the last of two letters or more.
fn domain(chars: &[Char], at: usize) -> Option<usize> {
    let (mut end, mut n_labels) = (at, 0);
    let mut found = None;
    loop {
        let label_end = run(chars, end, |c| is_word(c) || c == '-');
        if label_end == end {
            return found;
        }
        n_labels += 1;
        let letters = run(chars, end, is_letter) == label_end && 2 <= label_end - end;
        if 2 <= n_labels && (letters || spells(chars, end, "xn--")) {
            found = Some(label_end);
        }
        if get(chars, label_end) != Some('.') {
            return found;
        }
        end = label_end + 1;
    }
}

/// `https://…`, `www.…`, or a bare `name.tld` under a top level that is no common word.
fn link(chars: &[Char], at: usize) -> Option<usize> {
    const TOP_LEVELS: [&str; 20] = [
        "com", "org", "net", "io", "de", "fr", "co", "uk", "eu", "info", "shop", "nl", "pl", "cz",
        "se", "ch", "ua", "ru", "jp", "cn",
    ];
    let rest = |end| run(chars, end, |c| !c.is_whitespace() && !"<>\"')]}".contains(c));
    let trimmed = |end: usize| end - trailing(chars, end);
    for scheme in ["https://", "http://", "ftp://", "www."] {
        if spells(chars, at, scheme) && at + scheme.len() < rest(at) {
            return Some(trimmed(rest(at)));
        }
    }
    let end = domain(chars, at)?;
    let dot = (at..end).rev().find(|&i| get(chars, i) == Some('.'))?;
    let is_top = |top: &&str| top.len() == end - dot - 1 && spells(chars, dot + 1, top);
    TOP_LEVELS.iter().any(is_top).then_some(())?;
    Some(if get(chars, end) == Some('/') { trimmed(rest(end)) } else { end })
}

/// How many characters before `end` are punctuation that ends a sentence, not a link.
fn trailing(chars: &[Char], end: usize) -> usize {
    let rest = chars.get(..end).unwrap_or_default();
    rest.iter().rev().take_while(|char| ".,;:!?".contains(char.folded)).count()
}

/// Two letters, two check digits, 11 to 30 letters and digits in groups: ISO 13616, modulo 97.
fn iban(chars: &[Char], at: usize) -> Option<usize> {
    let letter = |i| get(chars, i).is_some_and(|c| c.is_ascii_alphabetic());
    let digit = |i| get(chars, i).is_some_and(|c| c.is_ascii_digit());
    (letter(at) && letter(at + 1) && digit(at + 2) && digit(at + 3)).then_some(())?;
    let (mut places, mut i) = (Vec::new(), at);
    while let Some(c) = get(chars, i).filter(|c| c.is_ascii_alphanumeric() || " -".contains(*c)) {
        let gap = !c.is_ascii_alphanumeric();
        if gap && !get(chars, i + 1).is_some_and(|c| c.is_ascii_alphanumeric()) {
            break;
        }
        if !gap {
            places.push((i, c));
        }
        i += 1;
    }
    // The longest reading that checks out: a word may follow without punctuation.
    (15..=34.min(places.len())).rev().find_map(|n| {
        let (head, tail) = places.get(..n)?.split_at_checked(4)?;
        let end = places.get(n - 1)?.0 + 1;
        let ends = !get(chars, end).is_some_and(is_word);
        let remainder = tail.iter().chain(head).fold(0, |sum: u32, (_, c)| {
            let value = c.to_digit(36).unwrap_or(0);
            (sum * if value < 10 { 10 } else { 100 } + value) % 97
        });
        (ends && remainder == 1).then_some(end)
    })
}

/// Digits with at most one separator between two of them.
struct Digits {
    values: Vec<u32>,
    /// Where each digit ends.
    ends: Vec<usize>,
    separators: Vec<char>,
}

/// Reads digits from `at` on, with single separators out of `allowed` in between.
fn digits(chars: &[Char], at: usize, allowed: &str) -> Digits {
    let mut found = Digits { values: vec![], ends: vec![], separators: vec![] };
    let mut i = at;
    loop {
        let separator = get(chars, i).filter(|c| !found.values.is_empty() && allowed.contains(*c));
        let next = get(chars, i + usize::from(separator.is_some())).and_then(|c| c.to_digit(10));
        let Some(value) = next else { return found };
        found.separators.extend(separator);
        i += usize::from(separator.is_some()) + 1;
        found.values.push(value);
        found.ends.push(i);
    }
}

/// 13 to 19 digits that pass the check of Luhn (ISO/IEC 7812-1).
fn card(chars: &[Char], at: usize) -> Option<usize> {
    let found = digits(chars, at, " -");
    (13..=19.min(found.values.len())).rev().find_map(|n| {
        let sum: u32 = found
            .values
            .get(..n)?
            .iter()
            .rev()
            .enumerate()
            .map(|(i, &value)| {
                let doubled = if i % 2 == 1 { value * 2 } else { value };
                if doubled > 9 { doubled - 9 } else { doubled }
            })
            .sum();
        let end = *found.ends.get(n - 1)?;
        let ends = !get(chars, end).is_some_and(|c| c.is_ascii_digit());
        (ends && sum.is_multiple_of(10)).then_some(end)
    })
}

/// `+` or `00` and 7 to 15 digits; a leading 0 and 8 digits or more; or three groups of 3, 3, 4.
fn phone(chars: &[Char], at: usize) -> Option<usize> {
    const SEPARATORS: &str = " -./()";
    let plus = usize::from(get(chars, at)? == '+');
    let open = usize::from(get(chars, at + plus)? == '(');
    // "(0)" and ") " put two separators side by side: step over the brackets first.
    let plain: Vec<_> = chars
        .iter()
        .enumerate()
        .skip(at + plus + open)
        .filter(|(_, c)| !"()".contains(c.folded))
        .collect();
    let folded: Vec<_> = plain.iter().map(|(_, char)| **char).collect();
    let found = digits(&folded, 0, SEPARATORS);
    let end = plain.get(found.ends.last()?.checked_sub(1)?)?.0 + 1;
    let n = found.values.len();
    let zeros = found.values.iter().take_while(|&&value| value == 0).count();
    let international = (plus == 1 || 2 == zeros) && (7..=15 + zeros).contains(&n);
    let local = zeros == 1 && (8..=13).contains(&n) && !is_date(&found);
    let grouped =
        n == 10 && groups(&found) == [3, 3, 4] && (open == 1 || !found.separators.contains(&'.'));
    (international || local || grouped).then_some(end)
}

/// How many digits stand in each group.
fn groups(digits: &Digits) -> Vec<usize> {
    let mut sizes = vec![0];
    let mut last = None;
    for &end in &digits.ends {
        if last.is_some_and(|last| last + 1 != end) {
            sizes.push(0);
        }
        if let Some(size) = sizes.last_mut() {
            *size += 1;
        }
        last = Some(end);
    }
    sizes
}

/// `01.02.2024`, `1/2/24`, `2024-01-02`
fn is_date(digits: &Digits) -> bool {
    let one_kind = digits.separators.windows(2).all(|pair| pair.first() == pair.last());
    let shaped = matches!(groups(digits)[..], [1 | 2, 1 | 2, 2 | 4] | [4, 2, 2]);
    one_kind && shaped && !digits.separators.contains(&' ')
}

/// Six digits in a row or more, or nine in groups: order, customer and parcel numbers.
fn long_number(chars: &[Char], at: usize) -> Option<usize> {
    let plain = run(chars, at, |c| c.is_ascii_digit());
    let grouped = digits(chars, at, " -/");
    let n = grouped.values.len();
    if 9 <= n && !is_date(&grouped) {
        return grouped.ends.last().copied();
    }
    (6 <= plain - at).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_points_at_a_person_is_struck_out() {
        for (said, kept) in [
            ("Write to me@example.com.", "Write to [email]."),
            ("jané.o'neil+shop@mail.example.co.uk!", "[email]!"),
            ("ｍｅ＠ｅｘａｍｐｌｅ．ｃｏｍ", "[email]"),
            ("m\u{200b}e@exam\u{200b}ple.com", "[email]"),
            ("see https://shop.example/o?key=abc.", "see [link]."),
            ("(www.shop.example/order/1)", "([link])"),
            ("track at parcel.de/4711 please", "track at [link] please"),
            ("DE89 3704 0044 0532 0130 00 is mine", "[iban] is mine"),
            ("iban GB82WEST12345698765432", "iban [iban]"),
            ("card 4111 1111 1111 1111", "card [card]"),
            ("card 4111-1111-1111-1111!", "card [card]!"),
            ("call +49 (0) 170 1234567 today", "call [phone] today"),
            ("call 0049 170 1234567", "call [phone]"),
            ("tel 0170/1234567", "tel [phone]"),
            ("(555) 123-4567", "[phone]"),
            ("555-123-4567", "[phone]"),
            ("٠١٧٠١٢٣٤٥٦٧", "[phone]"),
            ("order 1048213", "order [number]"),
            ("parcel 1234 5678 9012", "parcel [number]"),
        ] {
            assert_eq!(scrub(said).text, kept);
        }
    }

    #[test]
    fn what_points_at_nobody_stays() {
        for said in [
            "I ordered 2 mugs in 2024 for 19,90",
            "arrived 01.02.2024, not 31/01/2024 or 2024-01-31",
            "between 09:30 and 18:00",
            "size 38-40, 100 % cotton, 1.299,00 EUR",
            "3 x 500 ml at 12.50 each",
            "Great.Thanks @ all",
            "rated 10/10, 5 stars",
            "the 2023 2024 calendars",
            "C&A 501",
        ] {
            assert_eq!(scrub(said), Scrubbed { text: said.to_owned(), n_masked: 0 });
        }
    }

    proptest! {
        #[test]
        fn scrubbing_twice_changes_nothing_more(said in ".{0,80}") {
            let once = scrub(&said);
            prop_assert_eq!(scrub(&once.text), Scrubbed { text: once.text.clone(), n_masked: 0 });
        }

        #[test]
        fn no_address_gets_through(
            before in "[a-z ]{0,9}",
            local in "[a-z][a-z0-9._+-]{0,12}[a-z0-9]",
            host in "[a-z]{2,9}\\.[a-z]{2,6}",
            after in "[ ,;!?][a-z ]{0,9}",
        ) {
            let address = format!("{local}@{host}");
            let scrubbed = scrub(&format!("{before} {address}{after}")).text;
            prop_assert!(!scrubbed.contains(&address), "{}", scrubbed);
            prop_assert!(!scrubbed.contains('@'), "{}", scrubbed);
        }

        #[test]
        fn no_run_of_six_digits_gets_through(before in "[a-z .:#]{0,9}", digits in "[0-9]{6,24}") {
            let scrubbed = scrub(&format!("{before} {digits} x")).text;
            prop_assert!(!scrubbed.contains(&digits), "{}", scrubbed);
        }
    }
}
