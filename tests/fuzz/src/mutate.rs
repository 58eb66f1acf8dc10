//! A good tree and dice -> a tree with something wrong somewhere.

use crate::Dice;
use crate::grow::anything;
use aftersay::tree::Tree;

/// Changes a tree in up to four places; without dice in none.
pub fn mutate(tree: &mut Tree, dice: &mut Dice) {
    for _ in 0..dice.below(5) {
        change(tree, dice);
    }
}

/// Walks down to somewhere and changes what stands there.
fn change(tree: &mut Tree, dice: &mut Dice) {
    let goes_on = !dice.hits(4);
    match tree {
        Tree::Map(entries) if goes_on && !entries.is_empty() => {
            let at = dice.below(entries.len());
            change(&mut entries[at].1, dice);
        }
        Tree::List(items) if goes_on && !items.is_empty() => {
            let at = dice.below(items.len());
            change(&mut items[at], dice);
        }
        Tree::Map(entries) => match dice.below(4) {
            0 => entries.truncate(dice.below(entries.len() + 1)),
            1 if !entries.is_empty() => drop(entries.remove(dice.below(entries.len()))),
            2 if !entries.is_empty() => {
                let at = dice.below(entries.len());
                entries[at].1 = anything(dice);
            }
            _ => {
                let name = dice.text();
                // Objects that hold a name twice cannot come from JSON.
                if entries.iter().all(|(other, _)| *other != name) {
                    entries.push((name, anything(dice)));
                }
            }
        },
        Tree::List(items) => match dice.below(3) {
            0 if !items.is_empty() => drop(items.remove(dice.below(items.len()))),
            1 if !items.is_empty() => items.push(items[dice.below(items.len())].clone()),
            _ => items.push(anything(dice)),
        },
        Tree::Text(text) => match dice.below(3) {
            0 => *text = dice.text(),
            1 => text.push_str(&dice.text()),
            _ => {
                let at = dice.below(text.chars().count() + 1);
                let start: String = text.chars().take(at).collect();
                let end: String = text.chars().skip(at).collect();
                *text = [start, dice.text(), end].concat();
            }
        },
        Tree::Number(number) => match dice.below(4) {
            0 => *number += 1.0,
            1 => *number -= 30.0,
            2 => *number += 0.5,
            _ => *number = dice.number(),
        },
        Tree::Flag(flag) => *flag = !*flag,
        Tree::Null => *tree = anything(dice),
    }
}
