//! Postal addresses, where a street, its name and a house number stand together.

use super::Find;
use super::chars::{Text, is_word};

/// Words for a street that stand before its name, and behind the house number if there is one.
const BEFORE_NAME: &str = "rue avenue boulevard chemin impasse allee quai place شارع";

/// Those that stand before its name, and never behind the number.
const BEFORE_NAME_AND_NUMBER: &str =
    "calle c/ avenida avda av paseo plaza via viale corso piazza vicolo ul ulica ulicy ulice aleja \
     aleje";

/// Those that stand behind its name.
const BEHIND_NAME: &str = "street road avenue lane drive boulevard terrace crescent rd ave blvd \
                           strasse strase str allee gasse caddesi cad sokak sokagi sok bulvari";

/// Those that end its name, and how many of them are hardly ever part of something else.
const ENDINGS: [&str; 7] = ["strasse", "strase", "str", "gasse", "allee", "weg", "platz"];
const N_SURE: usize = 4;

/// A street with its house number before or behind it, and a postcode with a town.
pub(super) fn address(text: &Text, at: usize) -> Find {
    const NUMBER_WORDS: &str = "no nr n numero رقم";
    if text.get(at) > '\u{2e80}' || text.get(at) == '〒' {
        return block(text, at);
    }
    let number = house(text, at);
    let (mut end, sure) = street(text, gap(text, number), at < number)?;
    if number == at {
        let mut i = gap(text, end);
        i = gap(text, text.any(i, NUMBER_WORDS));
        end = house(text, i);
        if end == i || (!sure && text.get(end) == ' ') {
            return None;
        }
    }
    let postcode = gap(text, end);
    let behind = text.run(postcode, |c| c.is_ascii_digit() || c == '-');
    let town = gap(text, behind);
    if (4..=6).contains(&(behind - postcode)) && text.capital(town) {
        end = text.run(town, is_in_name);
    }
    Some(("[address]", end))
}

/// Ends the street that begins at `at`; tells whether it can be nothing else.
fn street(text: &Text, at: usize, numbered: bool) -> Option<(usize, bool)> {
    const PARTICLES: &str = "de la las los du des del dell della d l der den the bis ter";
    let mut i = gap(text, text.any(at, "bis ter"));
    let mut before = text.any(i, BEFORE_NAME);
    if !numbered {
        before = before.max(text.any(i, BEFORE_NAME_AND_NUMBER));
    }
    let mut end = at;
    if i < before {
        i = before;
        for _ in 0..6 {
            i = gap(text, i);
            let particle = text.any(i, PARTICLES);
            if particle == i {
                let word = text.run(i, is_in_name);
                if word == i || !text.capital(i) {
                    break;
                }
                end = word;
                i = word;
            } else {
                i = particle;
            }
        }
        return (at < end).then_some((end, true));
    }
    for n in 0..if numbered { 4 } else { 2 } {
        end = text.run(i, is_in_name);
        for (rank, ending) in ENDINGS.iter().enumerate() {
            let sure = rank < N_SURE;
            let from = end.wrapping_sub(ending.len());
            if i + 3 <= from && text.spells(from, ending) == end && (rank < 3 || text.capital(i)) {
                return Some((end, sure));
            }
        }
        if 0 < n && i < end && text.any(i, BEHIND_NAME) == end {
            return Some((end, true));
        }
        if !text.capital(i) || text.get(end) != ' ' {
            break;
        }
        i = end + 1;
    }
    None
}

/// Ends a house number such as `12`, `12a` or `12/5`; `at` where there is none.
fn house(text: &Text, at: usize) -> usize {
    let digits = text.run(at, |c| c.is_ascii_digit());
    let mut end = text.run(digits, |c| c.is_ascii_alphanumeric() || matches!(c, '-' | '/'));
    if digits == at || at + 4 < digits || digits + 5 < end || text.joined(end) {
        return at;
    }
    while !is_word(text.get(end - 1)) {
        end -= 1;
    }
    end
}

/// Steps over what may stand between the parts of an address.
fn gap(text: &Text, at: usize) -> usize {
    let end = text.run(at, |c| matches!(c, ' ' | ',' | '.' | ':' | '\''));
    if end <= at + 3 { end } else { at }
}

fn is_in_name(c: char) -> bool {
    is_word(c) || c == '-'
}

/// Chinese and Japanese addresses go from the city to the house without a space.
fn block(text: &Text, at: usize) -> Find {
    let name = text.run(at, |c| matches!(c, '〒' | '一'..='鿿') && !"在是到址寄给我住送".contains(c));
    let end = text.run(name, |c| c.is_ascii_digit() || "-号丁目番地栋室".contains(c));
    let (mut areas, mut parts) = (0, 0);
    for i in at..end {
        areas += u32::from("市区町村路街巷道〒".contains(text.get(i)));
        parts += match text.get(i) {
            '-' => 1,
            '号' | '丁' | '番' | '〒' => 2,
            _ => 0,
        };
    }
    (0 < areas && 1 < parts && name < end && text.get(name).is_ascii_digit()).then_some(("[address]", end))
}
