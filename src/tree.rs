//! The one shape in which outside values enter and leave: JSON as a tree.
//!
//! Options, surveys, interface words and submissions all come in through this type and are then
//! checked by hand, so that every mistake is found at once and with its place. One visitor here
//! costs the page far less than a derived one a type would.

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap as _, SerializeSeq as _, Serializer};
use std::collections::HashSet;
use std::fmt;

/// The largest whole number that JSON numbers carry exactly, 2^53.
const EXACT_MAX: f64 = 9_007_199_254_740_992.0;

/// Any JSON value.
#[derive(Debug, Clone, PartialEq)]
pub enum Tree {
    /// `null`, which everywhere means the same as leaving the field out.
    Null,
    /// `true` or `false`.
    Flag(bool),
    /// Any number; whole ones are exact up to 2^53.
    Number(f64),
    /// Text.
    Text(String),
    /// A list, in its order.
    List(Vec<Self>),
    /// An object, in its order, no key twice.
    Map(Vec<(String, Self)>),
}

impl Tree {
    /// Builds an object from its fields.
    #[must_use]
    pub fn map<'a>(fields: impl IntoIterator<Item = (&'a str, Self)>) -> Self {
        Self::Map(fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    }

    /// The value under `key`; `None` where there is none, where it is `null`, or in anything but
    /// an object.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        let found = self.entries().iter().find(|(name, _)| name == key);
        found.map(|(_, value)| value).filter(|value| !matches!(value, Self::Null))
    }

    /// The fields of an object; nothing in anything else.
    #[must_use]
    pub fn entries(&self) -> &[(String, Self)] {
        if let Self::Map(entries) = self { entries } else { &[] }
    }

    /// The items of a list; nothing in anything else.
    #[must_use]
    pub fn items(&self) -> &[Self] {
        if let Self::List(items) = self { items } else { &[] }
    }

    /// The items of a list that are texts.
    #[must_use]
    pub fn texts(&self) -> Vec<String> {
        self.items().iter().filter_map(Self::text).map(str::to_owned).collect()
    }

    /// The text, if it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The number, if it is one.
    #[must_use]
    pub fn number(&self) -> Option<f64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }

    /// The number, if it is a whole one that JSON carries exactly.
    #[must_use]
    pub fn integer(&self) -> Option<i64> {
        self.number().and_then(whole)
    }

    /// The number, if it is one or is written as one, as attributes are.
    #[must_use]
    pub fn decimal(&self) -> Option<f64> {
        self.number().or_else(|| decimal(self.text()?))
    }

    /// The flag, if it is one.
    #[must_use]
    pub fn flag(&self) -> Option<bool> {
        if let Self::Flag(flag) = self { Some(*flag) } else { None }
    }
}

/// The whole number that `number` is, if it is one that JSON carries exactly.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
#[expect(clippy::float_cmp, reason = "a number is whole where nothing at all is cut off")]
pub fn whole(number: f64) -> Option<i64> {
    (number.trunc() == number && number.abs() < EXACT_MAX).then_some(number as i64)
}

/// Reads a number written in digits, with a sign and a decimal point if it has them.
///
/// The library's own parser would bring its tables of powers of ten into the module.
#[must_use]
pub fn decimal(text: &str) -> Option<f64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| {
        (1..=15).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    if !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let value =
        |part: &str| part.bytes().fold(0.0, |sum, byte| sum * 10.0 + f64::from(byte - b'0'));
    let scale = fraction.bytes().fold(1.0, |scale: f64, _| scale * 10.0);
    let number = value(whole) + value(fraction) / scale;
    Some(if text.starts_with('-') { -number } else { number })
}

impl From<&str> for Tree {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<f64> for Tree {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Tree {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

// Nothing here or in what the widget runs goes through `std::fmt`: its machinery would cost the
// module two kilobytes. `Display` is for programs that have it anyway.
impl Tree {
    /// What it is, as a mistake tells it: on one line, long texts cut off.
    #[must_use]
    pub fn told(&self) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Flag(flag) => (if *flag { "true" } else { "false" }).to_owned(),
            Self::Number(number) => Shown(*number).told(),
            Self::Text(text) => {
                let mut told = "\"".to_owned();
                let shown = |c: char| if c.is_control() { ' ' } else { c };
                let mut rest = text.chars();
                told.extend(rest.by_ref().take(40).map(shown));
                told.push_str(if rest.as_str().is_empty() { "\"" } else { "…\"" });
                told
            }
            Self::List(_) => "a list".to_owned(),
            Self::Map(_) => "an object".to_owned(),
        }
    }
}

impl fmt::Display for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.told())
    }
}

/// A whole number in digits.
#[must_use]
pub fn digits(number: i64) -> String {
    let mut reversed = Vec::new();
    let mut rest = number.unsigned_abs();
    while reversed.is_empty() || 0 < rest {
        reversed.push(char::from_digit(u32::try_from(rest % 10).unwrap_or(0), 10).unwrap_or('0'));
        rest /= 10;
    }
    reversed.extend((number < 0).then_some('-'));
    reversed.into_iter().rev().collect()
}

/// How many, in digits.
#[must_use]
pub fn counted(n: usize) -> String {
    digits(i64::try_from(n).unwrap_or(i64::MAX))
}

/// A number as messages and screens show it: whole, or with two decimals.
#[derive(Debug, Clone, Copy)]
pub struct Shown(pub f64);

impl Shown {
    /// The number as text.
    #[must_use]
    pub fn told(self) -> String {
        match (whole(self.0), whole((self.0.abs() * 100.0).round())) {
            (Some(whole), _) => digits(whole),
            (None, Some(hundredths)) => {
                let sign = if self.0 < 0.0 { "-" } else { "" };
                let (tens, ones) = (hundredths / 10 % 10, hundredths % 10);
                [sign, &digits(hundredths / 100), ".", &digits(tens), &digits(ones)].concat()
            }
            (None, None) => "a number beyond 2^53".to_owned(),
        }
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.told())
    }
}

impl Serialize for Tree {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Number(number) => match whole(*number) {
                Some(whole) => serializer.serialize_i64(whole),
                None => serializer.serialize_f64(*number),
            },
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                items.iter().try_for_each(|item| list.serialize_element(item))?;
                list.end()
            }
            Self::Map(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                entries.iter().try_for_each(|(key, value)| map.serialize_entry(key, value))?;
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Anything)
    }
}

/// Accepts whatever comes.
struct Anything;

impl<'de> Visitor<'de> for Anything {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tree, D::Error> {
        Tree::deserialize(deserializer)
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Tree, E> {
        Ok(Tree::Flag(flag))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Tree, E> {
        Ok(Tree::Number(number as f64))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Tree, E> {
        Ok(Tree::Number(number as f64))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Tree, E> {
        Ok(Tree::Number(number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Tree, E> {
        Ok(Tree::from(text))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Tree, E> {
        Ok(Tree::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Tree, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Tree::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tree, A::Error> {
        let mut entries: Vec<(String, Tree)> = Vec::new();
        let mut keys = HashSet::new();
        while let Some((key, value)) = map.next_entry::<String, Tree>()? {
            if !keys.insert(key.clone()) {
                return Err(A::Error::custom("a field stands twice in one object"));
            }
            entries.push((key, value));
        }
        Ok(Tree::Map(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_survives_the_way_in_and_out() {
        let json = r#"{"a":[1,-30,2.5,null,true],"b":{"c":"ü \" <"},"d":""}"#;
        let tree: Tree = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&tree).unwrap(), json);
    }

    #[test]
    fn a_field_that_stands_twice_is_refused() {
        assert!(serde_json::from_str::<Tree>(r#"{"a":1,"a":2}"#).is_err());
    }

    #[test]
    fn a_written_number_is_read_and_nothing_else_is() {
        for (text, number) in [
            ("-30", Some(-30.0)),
            ("49.90", Some(49.9)),
            ("0.05", Some(0.05)),
            ("1e3", None),
            ("", None),
            (".5", None),
            ("1.", None),
            ("--1", None),
            ("NaN", None),
        ] {
            assert_eq!(decimal(text), number, "{text}");
        }
    }

    #[test]
    fn what_was_found_is_named_in_a_line() {
        let long = "x".repeat(50);
        for (tree, shown) in [
            (Tree::from(5.0), "5".to_owned()),
            (Tree::from(-0.5), "-0.50".to_owned()),
            (Tree::from(f64::NAN), "a number beyond 2^53".to_owned()),
            (Tree::from("a\nb"), "\"a b\"".to_owned()),
            (Tree::from(long.as_str()), format!("\"{}…\"", "x".repeat(40))),
            (Tree::List(vec![]), "a list".to_owned()),
        ] {
            assert_eq!(tree.to_string(), shown);
        }
    }
}
