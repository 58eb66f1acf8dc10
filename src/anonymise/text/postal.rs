//! Postal addresses, where a street, its name and a house number stand together.

use super::Find;
use super::chars::{Text, is_word};

/// Words for a street that stand before its name, and behind the house number if that comes first.
const BEFORE_NAME: &str = "rue|avenue|boulevard|chemin|impasse|allee|quai|place|شارع|";

/// Those that no house number stands before.
const BEFORE_NAME_AND_NUMBER: &str = "calle|c/|avenida|avda|av|paseo|plaza|via|viale|corso|piazza|vicolo|ul|ulica|ulicy|ulice|aleja|aleje|";

/// Those that stand behind its name.
const BEHIND_NAME: &str = "street|road|avenue|lane|drive|boulevard|terrace|crescent|rd|ave|blvd|caddesi|cad|sokak|sokagi|sok|bulvari|";

/// Those that end its name or stand behind it; the second ones are often part of something else.
const ENDINGS: &str = "strasse|strase|str|gasse|allee|";
const LOOSE_ENDINGS: &str = "weg|platz|";

/// What may stand between.
const NUMBER_WORDS: &str = "no|nr|n|numero|رقم|";

const PARTICLES: &str = "de|la|las|los|du|des|del|dell|della|d|l|der|den|die|the|von|van|bis|ter|";

/// Words that many addresses have in common.
pub(super) const ORDINARY: [&str; 4] =
    [BEFORE_NAME, BEFORE_NAME_AND_NUMBER, BEHIND_NAME, PARTICLES];

/// A street with its house number before or behind it, and a postcode with a town.
pub(super) fn address(text: &Text, at: usize) -> Find {
    if '\u{2e80}' < text.get(at) {
        return block(text, at);
    }
    let mut end = house(text, at);
    let numbered = at < end;
    let (mut before, mut behind, mut n_names, mut sure) = (false, false, 0, true);
    let mut found = at;
    for _ in 0..8 {
        let i = gap(text, end);
        let number = house(text, i);
        if i < number {
            if !numbered && (behind || (before && 0 < n_names)) {
                found = number;
            }
            break;
        }
        end = text.any(i, NUMBER_WORDS);
        if i < end {
            sure |= before || behind;
            continue;
        }
        end = text.any(i, PARTICLES);
        if i < end {
            if !numbered && !before {
                break;
            }
            continue;
        }
        if n_names == 0 {
            end = text.any(i, BEFORE_NAME);
            if !numbered {
                end = end.max(text.any(i, BEFORE_NAME_AND_NUMBER));
            }
            if i < end {
                // Parcels come `via` somebody.
                sure = text.any(i, "via|") == i;
                before = true;
                continue;
            }
        }
        end = text.run(i, is_in_name);
        let capital = text.capital(i);
        if end == i || behind {
            break;
        }
        if !before {
            behind = 0 < n_names && text.any(i, BEHIND_NAME) == end;
            // The shortest name before an ending has three letters.
            for from in i..end {
                let loose = text.any(from, LOOSE_ENDINGS) == end && capital;
                let named = if from == i {
                    0 < n_names
                } else {
                    i + 3 <= from && (n_names == 0 || numbered)
                };
                if named && (loose || text.any(from, ENDINGS) == end) {
                    behind = true;
                    sure &= !loose;
                }
            }
            if behind {
                if numbered {
                    found = end;
                    break;
                }
                continue;
            }
        }
        if !capital && (numbered || 0 < n_names) || (0 < n_names && !before && !numbered) {
            break;
        }
        sure &= capital;
        n_names += 1;
        if before && numbered {
            found = end;
        }
    }
    // Else the phrase has to end here.
    if found == at || (!sure && text.get(found) == ' ') {
        return None;
    }
    let postcode = gap(text, found);
    let end = text.run(postcode, |c| c.is_ascii_digit() || c == '-');
    let town = gap(text, end);
    if (4..=6).contains(&(end - postcode)) && text.capital(town) {
        found = text.run(town, is_in_name);
    }
    Some(("[address]", found))
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
    let name = text.run(at, |c| {
        matches!(c, '〒' | '一'..='鿿')
            && !matches!(c, '在' | '是' | '到' | '址' | '寄' | '给' | '我' | '住' | '送')
    });
    let end = text.run(name, |c| {
        c.is_ascii_digit() || matches!(c, '-' | '号' | '丁' | '目' | '番' | '地' | '栋' | '室')
    });
    let (mut areas, mut parts) = (0, 0);
    for i in at..end {
        let c = text.get(i);
        areas +=
            u32::from(matches!(c, '〒' | '市' | '区' | '町' | '村' | '路' | '街' | '巷' | '道'));
        parts += match c {
            '-' => 1,
            '号' | '丁' | '番' | '〒' => 2,
            _ => 0,
        };
    }
    let found = 0 < areas && 1 < parts && name < end && text.get(name).is_ascii_digit();
    found.then_some(("[address]", end))
}
