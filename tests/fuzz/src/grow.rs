//! A shape and dice -> a tree that fits the shape, or nearly so.

use crate::{Dice, fixtures};
use aftersay::shape::{Field, Need, Shape};
use aftersay::tree::Tree;

/// How many more items than it needs a list gets at most.
const N_MORE: usize = 5;

/// Names that things go by, few enough to meet again.
const IDS: [&str; 6] = [
    "a0",
    "a1",
    "a2",
    "a3",
    "a4",
    "a-name-of-64-letters-and-digits-is-the-longest-that-a-thing-takes",
];

/// Conditions on the questions of a grown survey.
const CONDITIONS: [&str; 8] = [
    "a0 answered",
    "a0 <= 6",
    "a0 != 0 or a1 > 3",
    "a1 = a0",
    "not (a0 < 3 and a1 answered)",
    "a2 = answered",
    "a1 >= -30.5",
    "not not a0 answered",
];

/// Grows a tree of a shape; without dice, the smallest that there is.
#[must_use]
pub fn tree(shape: &Shape, dice: &mut Dice) -> Tree {
    if dice.hits(64) {
        return dice.scalar();
    }
    match shape {
        Shape::Text(max) => {
            let text = match dice.below(4) {
                0 | 1 => dice.pick(&CONDITIONS).to_owned(),
                2 => dice.text(),
                _ => dice.pick(&["de", "en", "pt-BR", "49.90", "#id"]).to_owned(),
            };
            Tree::Text(text.chars().take(*max).collect())
        }
        Shape::Words if dice.hits(2) => {
            Tree::map([("en", dice.text().into_tree()), ("de", dice.text().into_tree())])
        }
        Shape::Words => format!("so {}", dice.text()).into_tree(),
        Shape::Id => dice.pick(&IDS).to_owned().into_tree(),
        Shape::Integer(min, max) | Shape::Decimal(min, max) => {
            let span = usize::try_from(max - min).unwrap_or(usize::MAX).min(120);
            Tree::Number((min + i64::try_from(dice.below(span + 1)).unwrap_or(0)) as f64)
        }
        Shape::Flag => Tree::Flag(dice.hits(2)),
        Shape::Choice(texts) => dice.pick(texts).to_owned().into_tree(),
        Shape::Currency => "EUR".to_owned().into_tree(),
        Shape::Href(schemes) if dice.hits(2) => format!("{}//x", dice.pick(schemes)).into_tree(),
        Shape::Href(_) => "/help".to_owned().into_tree(),
        Shape::List(item, min, max) => {
            let n = min + dice.below(N_MORE.min(max - min) + 1);
            let mut items: Vec<_> = (0..n).map(|_| tree(item, dice)).collect();
            for (index, item) in items.iter_mut().enumerate() {
                named(item, index, dice);
            }
            Tree::List(items)
        }
        Shape::Record(fields) => Tree::Map(record(fields, dice)),
        Shape::Kinds(common, kinds) => {
            let (kind, own) = kinds[dice.below(kinds.len())];
            let mut entries = vec![("kind".to_owned(), kind.to_owned().into_tree())];
            entries.extend(record(common, dice));
            entries.extend(record(own, dice));
            Tree::Map(entries)
        }
        // Whatever is only known to what reads it.
        _ => {
            let names = (0..dice.below(4)).map(|index| IDS[index].to_owned());
            Tree::Map(names.collect::<Vec<_>>().into_iter().map(|n| (n, anything(dice))).collect())
        }
    }
}

/// A scalar, or something that has been an answer.
pub fn anything(dice: &mut Dice) -> Tree {
    let answers = &*fixtures::ANSWERS;
    if dice.hits(2) { answers[dice.below(answers.len())].clone() } else { dice.scalar() }
}

fn record(fields: &[Field], dice: &mut Dice) -> Vec<(String, Tree)> {
    let mut entries = Vec::new();
    for field in fields {
        if field.need == Need::Required || dice.hits(3) {
            entries.push((field.name.to_owned(), tree(&field.shape, dice)));
        }
    }
    entries
}

/// Names the items of a list by their places, so that most of them differ.
fn named(item: &mut Tree, index: usize, dice: &mut Dice) {
    let Tree::Map(entries) = item else { return };
    if let Some((_, id)) = entries.iter_mut().find(|(name, _)| name == "id")
        && !dice.hits(32)
    {
        *id = format!("a{index}").into_tree();
    }
}

trait IntoTree {
    fn into_tree(self) -> Tree;
}

impl IntoTree for String {
    fn into_tree(self) -> Tree {
        Tree::Text(self)
    }
}
