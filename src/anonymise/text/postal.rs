//! Postal addresses, where a street, its name and a house number stand together.

use super::Find;
use super::chars::{DIGIT, LETTER, REMOTE, SYLLABLE, Text};

/// The word for a street stands before its name,
const BEFORE: u8 = 1;
/// with the house number before both,
const NUMBERED: u8 = 2;
/// or stands behind its name,
const BEHIND: u8 = 4;
/// or ends it.
const ENDING: u8 = 8;
/// It is often something else.
const LOOSE: u8 = 16;
/// It stands between a street's word and its name.
const PARTICLE: u8 = 32;
/// It announces the house number.
const NUMBER: u8 = 64;

/// The words of addresses, without accents.
const PARTS: [(u8, &str); 9] = [
    (BEFORE | NUMBERED, "rue|chemin|impasse|quai|place|شارع|"),
    (BEFORE | NUMBERED | BEHIND | ENDING, "avenue|boulevard|allee|"),
    (
        BEFORE,
        "calle|c/|avenida|avda|av|paseo|plaza|viale|corso|piazza|vicolo|ul|ulica|ulicy|ulice|aleja|aleje|",
    ),
    (BEFORE | LOOSE, "via|"),
    (BEHIND, "street|road|lane|drive|terrace|rd|ave|caddesi|cad|sokak|sokagi|sok|bulvari|"),
    (BEHIND | ENDING, "strasse|strase|str|gasse|"),
    (BEHIND | ENDING | LOOSE, "weg|platz|"),
    (PARTICLE, "de|la|las|los|du|des|del|dell|della|d|l|der|den|die|the|von|van|bis|ter|"),
    (NUMBER, "no|nr|n|numero|رقم|"),
];

/// What part of an address the word at `at` is, and where it ends.
pub(super) fn part(text: &Text, at: usize) -> (u8, usize) {
    for (part, words) in PARTS {
        let end = text.any(at, words);
        if at < end {
            return (part, end);
        }
    }
    (0, at)
}

/// A street with its house number before or behind it, and a postcode with a town.
pub(super) fn address(text: &Text, at: usize) -> Find {
    let mut end = house(text, at);
    let numbered = at < end;
    // How the street's word stands, once it was there.
    let (mut street, mut n_names) = (0, 0);
    let (mut plain, mut sure, mut found) = (false, true, at);
    for _ in 0..8 {
        let i = gap(text, end);
        end = house(text, i);
        if i < end {
            if !numbered && (street == BEHIND || (street == BEFORE && 0 < n_names)) {
                found = end;
            }
            break;
        }
        let part;
        (part, end) = self::part(text, i);
        if part & NUMBER != 0 && street != 0 {
            sure = true;
            continue;
        }
        if part & PARTICLE != 0 {
            if !numbered && street == 0 {
                break;
            }
            plain |= numbered;
            continue;
        }
        if part & if numbered { NUMBERED } else { BEFORE } != 0 && n_names + street == 0 {
            street = BEFORE;
            sure = part & LOOSE == 0;
            // Who abbreviates speaks of no other street.
            plain = text.get(end) == '.';
            continue;
        }
        end = text.run(i, DIGIT | LETTER | REMOTE | SYLLABLE, "-");
        let capital = text.capital(i);
        if end == i || street == BEHIND {
            break;
        }
        if street == 0 {
            for from in i.max(end.saturating_sub(7))..end {
                let (part, ends) = self::part(text, from);
                let stands = if from == i {
                    BEHIND * n_names.min(1)
                } else {
                    ENDING * u8::from(i + 3 <= from && n_names == 0)
                };
                if ends == end && part & stands != 0 && (part & LOOSE == 0 || capital) {
                    street = BEHIND;
                    sure &= part & LOOSE == 0;
                    if numbered {
                        found = end;
                    }
                }
            }
            if street != 0 {
                continue;
            }
            if 0 < n_names && !numbered {
                break;
            }
        }
        if !capital && (0 < n_names || (numbered && !plain)) {
            break;
        }
        sure &= capital || plain;
        n_names += 1;
        if numbered && street != 0 {
            found = end;
        }
    }
    // An unsure one has to end the phrase, and none begins an e-mail address.
    let next = text.get(found);
    if found == at || (!sure && next == ' ') || next == '@' {
        return None;
    }
    let postcode = gap(text, found);
    end = text.run(postcode, DIGIT, "-");
    let town = gap(text, end);
    if (4..=6).contains(&(end - postcode)) && text.capital(town) {
        found = text.run(town, DIGIT | LETTER | REMOTE | SYLLABLE, "-");
    }
    Some(("[address]", found))
}

/// Chinese and Japanese addresses go from the city to the house without a space.
pub(super) fn block(text: &Text, at: usize) -> Find {
    let name = text.run(at, SYLLABLE, "〒");
    let end = text.run(name, DIGIT, "-号丁目番地栋室");
    let (mut areas, mut parts) = (0, 0);
    for i in at..end {
        match text.get(i) {
            // A sentence goes on to its address.
            '在' | '是' | '到' | '址' | '寄' | '给' | 'ぁ'..='ヿ' => return None,
            '〒' => (areas, parts) = (1, 2),
            '市' | '区' | '町' | '村' | '路' | '街' | '巷' | '道' => areas = 1,
            '号' | '丁' | '番' => parts = 2,
            '-' => parts += 1,
            _ => {}
        }
    }
    let found = name < end && text.kind(name) == DIGIT && 0 < areas && 1 < parts;
    found.then_some(("[address]", end))
}

/// Ends a house number such as `12`, `12a` or `12/5`; `at` where there is none.
fn house(text: &Text, at: usize) -> usize {
    let digits = text.run(at, DIGIT, "");
    let end = text.trimmed(at, text.run(digits, DIGIT | LETTER, "-/"));
    if digits == at || at + 4 < digits || digits + 5 < end || text.joined(end) { at } else { end }
}

/// Steps over what may stand between the parts of an address.
fn gap(text: &Text, at: usize) -> usize {
    let end = text.run(at, 0, " ,.:'");
    if end <= at + 3 { end } else { at }
}
