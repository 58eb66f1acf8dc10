//! What a file or a message may hold, as data: one table serves the checker and the JSON Schema.

use crate::tree::{Tree, counted, digits};
use std::fmt;

/// One mistake in something that came from outside, and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Mistake {
    /// The place as a JSON pointer (RFC 6901); `/` stands for the whole.
    pub pointer: Pointer,
    /// What is wrong there.
    pub problem: Problem,
}

/// A place in a tree, as a JSON pointer (RFC 6901).
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pointer(String);

impl Pointer {
    /// The place `key` below this one.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        let mut pointer = [self.0.as_str(), "/"].concat();
        for c in key.chars() {
            match c {
                '~' => pointer.push_str("~0"),
                '/' => pointer.push_str("~1"),
                _ => pointer.push(c),
            }
        }
        Self(pointer)
    }

    /// The place `index` in the list at this one.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        Self([self.0.as_str(), "/", &counted(index)].concat())
    }

    /// The pointer as it is written; `/` stands for the whole.
    #[must_use]
    pub fn text(&self) -> &str {
        if self.0.is_empty() { "/" } else { &self.0 }
    }

    /// Notes a problem at this place.
    #[must_use]
    pub fn has(&self, problem: Problem) -> Mistake {
        Mistake { pointer: self.clone(), problem }
    }

    /// Notes that `found` stands here instead of `allowed`.
    #[must_use]
    pub fn wrong(&self, found: &Tree, allowed: impl Into<String>) -> Mistake {
        let (found, allowed) = (found.told(), allowed.into());
        self.has(Problem::Wrong { found, allowed })
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

/// What can be wrong at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum Problem {
    Missing { allowed: String },
    UnknownField { allowed: String },
    Wrong { found: String, allowed: String },
    Repeated { id: String },
}

impl Problem {
    /// What is wrong, in words.
    #[must_use]
    pub fn told(&self) -> String {
        match self {
            Self::Missing { allowed } => ["is missing, and has to be ", allowed].concat(),
            Self::UnknownField { allowed } => {
                ["is not a field here, allowed are ", allowed].concat()
            }
            Self::Wrong { found, allowed } => [found, " is not ", allowed].concat(),
            Self::Repeated { id } => [id, " stands twice, and every id has to be its own"].concat(),
        }
    }
}

impl Mistake {
    /// The place and what is wrong there.
    #[must_use]
    pub fn told(&self) -> String {
        [self.pointer.text(), ": ", &self.problem.told()].concat()
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.told())
    }
}

impl std::error::Error for Mistake {}

/// What may stand at a place.
#[derive(Debug)]
pub enum Shape {
    /// Text of one character up to this many.
    Text(usize),
    /// Text for people: one string, or one for each language.
    Words,
    /// A name: a letter, then up to 63 letters, digits, `_` or `-`.
    Id,
    /// A whole number in this range, both ends included.
    Integer(i64, i64),
    /// `true` or `false`.
    Flag,
    /// One of these texts.
    Choice(&'static [&'static str]),
    /// A number from this to that, which may be written as text.
    Decimal(i64, i64),
    /// A currency code (ISO 4217): three capital letters.
    Currency,
    /// An address of one of these schemes, or a path of the site: nothing that a browser would run.
    Href(&'static [&'static str]),
    /// A list of this many to that many.
    List(&'static Self, usize, usize),
    /// An object with these fields and no others.
    Record(&'static [Field]),
    /// An object whose field `kind` says which others it has, beside the first ones.
    Kinds(&'static [Field], &'static [&'static [(&'static str, &'static [Field])]]),
    /// Any number.
    Number,
    /// Whatever comes.
    Anything,
    /// `null`, or what this allows.
    Nullable(&'static Self),
    /// An object that the first allows, or a list that the second does.
    Either(&'static Self, &'static Self),
    /// An object with names of its own, each with a value that this allows.
    Map(&'static Self),
    /// An object with names of its own; what stands under them is checked by whoever knows them.
    Named,
}

/// One field of a record.
#[derive(Debug)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What may stand in it.
    pub shape: Shape,
    /// Whether it may be left out.
    pub need: Need,
}

/// Whether a field may be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Need {
    Required,
    Optional,
}

/// A field that has to be there.
#[must_use]
pub const fn required(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, need: Need::Required }
}

/// A field that may be left out.
#[must_use]
pub const fn optional(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, need: Need::Optional }
}

/// The field that says which kind an object is of.
const KIND: &str = "kind";

/// Whether `text` is a name: a letter, then up to 63 letters, digits, `_` or `-`.
#[must_use]
pub fn is_id(text: &str) -> bool {
    let starts_well = text.starts_with(|c: char| c.is_ascii_alphabetic());
    starts_well && text.len() <= 64 && text.bytes().all(is_id_byte)
}

/// Whether a name may hold this byte.
#[must_use]
pub fn is_id_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

/// Where requests may go.
pub const WEB: &[&str] = &["https:", "http:"];

/// Where links may lead.
pub const LINKS: &[&str] = &["https:", "http:", "mailto:", "tel:"];

/// Whether `code` looks like a currency code.
#[must_use]
pub fn is_currency(code: &str) -> bool {
    code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// Whether `href` is an address of one of the schemes, or a path of the site.
fn is_href(href: &str, schemes: &[&str]) -> bool {
    let path = href.starts_with('/') && !href.starts_with("//") && !href.starts_with("/\\");
    href.len() <= 2000
        && href.chars().all(|c| !c.is_control() && !c.is_whitespace())
        && (path || schemes.iter().any(|scheme| href.starts_with(scheme)))
}

impl Shape {
    /// Notes every mistake in `tree` against this shape.
    pub fn check(&self, tree: &Tree, at: &Pointer, mistakes: &mut Vec<Mistake>) {
        let fits = match (self, tree) {
            (Self::Text(max), Tree::Text(text)) => {
                !text.trim().is_empty() && text.chars().count() <= *max
            }
            (Self::Words, Tree::Text(text)) => is_words(text),
            (Self::Words, Tree::Map(texts)) => {
                let good = |(lang, text): &(String, Tree)| {
                    is_lang(lang) && text.text().is_some_and(is_words)
                };
                !texts.is_empty() && texts.iter().all(good)
            }
            (Self::Id, Tree::Text(text)) => is_id(text),
            (Self::Integer(min, max), _) => {
                tree.integer().is_some_and(|number| (*min..=*max).contains(&number))
            }
            (Self::Flag, Tree::Flag(_))
            | (Self::Number, Tree::Number(_))
            | (Self::Named, Tree::Map(_))
            | (Self::Nullable(_), Tree::Null)
            | (Self::Anything, _) => true,
            (Self::Nullable(shape), _) => {
                shape.check(tree, at, mistakes);
                true
            }
            (Self::Either(_, list), Tree::List(_)) if cfg!(feature = "models") => {
                list.check(tree, at, mistakes);
                true
            }
            (Self::Either(one, _), Tree::Map(_)) if cfg!(feature = "models") => {
                one.check(tree, at, mistakes);
                true
            }
            (Self::Map(shape), Tree::Map(entries)) => {
                for (name, value) in entries {
                    shape.check(value, &at.key(name), mistakes);
                }
                true
            }
            (Self::Choice(texts), Tree::Text(text)) => texts.contains(&text.as_str()),
            (Self::Href(schemes), Tree::Text(text)) => is_href(text, schemes),
            (Self::Currency, Tree::Text(text)) => is_currency(text),
            (Self::Decimal(min, max), _) => {
                tree.decimal().is_some_and(|number| (*min as f64..=*max as f64).contains(&number))
            }
            (Self::List(shape, min, max), Tree::List(items)) => {
                for (index, item) in items.iter().enumerate() {
                    shape.check(item, &at.index(index), mistakes);
                }
                (*min..=*max).contains(&items.len())
            }
            (Self::Record(fields), Tree::Map(_)) => {
                check_fields(&[fields], tree, at, mistakes);
                true
            }
            (Self::Kinds(common, kinds), Tree::Map(_)) => {
                check_kind(common, kinds, tree, at, mistakes);
                true
            }
            (
                Self::Text(_)
                | Self::Words
                | Self::Id
                | Self::Flag
                | Self::Number
                | Self::Map(_)
                | Self::Choice(_)
                | Self::Href(_)
                | Self::Currency
                | Self::List(..)
                | Self::Either(..)
                | Self::Record(_)
                | Self::Kinds(..)
                | Self::Named,
                _,
            ) => false,
        };
        if !fits {
            mistakes.push(at.wrong(tree, self.told()));
        }
    }
}

/// Whether `text` can be shown: something, and not a novel.
fn is_words(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().count() <= 2000
}

/// Whether `lang` looks like a BCP 47 tag.
#[must_use]
pub fn is_lang(lang: &str) -> bool {
    let subtag = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(is_id_byte);
    lang.starts_with(|c: char| c.is_ascii_alphabetic())
        && lang.len() > 1
        && lang.split('-').all(subtag)
}

fn check_fields(
    groups: &[&'static [Field]],
    tree: &Tree,
    at: &Pointer,
    mistakes: &mut Vec<Mistake>,
) {
    let fields = || groups.iter().copied().flatten();
    for (name, _) in tree.entries() {
        if !fields().any(|field| field.name == name) {
            let names: Vec<_> = fields().map(|field| field.name).collect();
            let allowed = names.join(", ");
            mistakes.push(at.key(name).has(Problem::UnknownField { allowed }));
        }
    }
    for field in fields() {
        let place = at.key(field.name);
        match tree.get(field.name) {
            Some(value) => field.shape.check(value, &place, mistakes),
            None if field.need == Need::Required => {
                let allowed = field.shape.told();
                mistakes.push(place.has(Problem::Missing { allowed }));
            }
            None => {}
        }
    }
}

fn check_kind(
    common: &'static [Field],
    kinds: &'static [&'static [(&'static str, &'static [Field])]],
    tree: &Tree,
    at: &Pointer,
    mistakes: &mut Vec<Mistake>,
) {
    let place = at.key(KIND);
    let mut names = Vec::new();
    for (name, own) in kinds.iter().copied().flatten() {
        if tree.get(KIND).and_then(Tree::text) == Some(name) {
            return check_fields(&[KIND_FIELD, common, own], tree, at, mistakes);
        }
        names.push(*name);
    }
    let allowed = one_of(&names);
    mistakes.push(match tree.get(KIND) {
        Some(kind) => place.wrong(kind, allowed),
        None => place.has(Problem::Missing { allowed }),
    });
}

/// What `check_fields` knows of a field that `check_kind` has looked at already.
const KIND_FIELD: &[Field] = &[required(KIND, Shape::Text(64))];

/// The allowed values in words.
fn one_of(names: &[&str]) -> String {
    ["one of ", &names.join(", ")].concat()
}

impl Shape {
    /// What is allowed, as a mistake tells it.
    #[must_use]
    pub fn told(&self) -> String {
        let range = |what: &str, min: &i64, max: &i64| {
            [what, " from ", &digits(*min), " to ", &digits(*max)].concat()
        };
        let plain = match self {
            Self::Text(max) => {
                return ["text of 1 to ", &counted(*max), " characters"].concat();
            }
            Self::Integer(min, max) => return range("a whole number", min, max),
            Self::Decimal(min, max) => return range("a number", min, max),
            Self::Choice(texts) => return one_of(texts),
            Self::Href(schemes) => {
                return ["an ", &schemes.join(" or "), " address, or a /path"].concat();
            }
            Self::List(shape, min, max) => {
                let (min, max) = (counted(*min), counted(*max));
                return ["a list of ", &min, " to ", &max, ", each ", &shape.told()].concat();
            }
            Self::Words => {
                "text of 1 to 2000 characters, or such a text for each language, as {\"en\": …}"
            }
            Self::Id => "a letter and then up to 63 letters, digits, _ or -",
            Self::Flag => "true or false",
            Self::Currency => "a currency code such as EUR",
            Self::Number => "a number",
            Self::Nullable(shape) => return shape.told(),
            Self::Either(one, list) if cfg!(feature = "models") => {
                return [one.told(), ", or ".to_owned(), list.told()].concat();
            }
            Self::Anything => "anything",
            Self::Record(_) | Self::Either(..) | Self::Kinds(..) | Self::Named | Self::Map(_) => {
                "an object"
            }
        };
        plain.to_owned()
    }
}

/// The JSON Schema (draft 2020-12) of a shape.
///
/// It says all that the checker says, save what needs more than one place at a time.
#[must_use]
pub fn schema(shape: &Shape) -> Tree {
    let number = |number: i64| Tree::Number(number as f64);
    let count = |count: usize| Tree::Number(count as f64);
    let text = |max| {
        let kind = ("type", Tree::from("string"));
        Tree::map([kind, ("minLength", count(1)), ("maxLength", count(max))])
    };
    let pattern =
        |pattern: &str| Tree::map([("type", "string".into()), ("pattern", Tree::from(pattern))]);
    let words = |names: Vec<&str>| Tree::List(names.into_iter().map(Tree::from).collect());
    match shape {
        Shape::Text(max) => text(*max),
        Shape::Words => {
            let each = Tree::map([
                ("type", "object".into()),
                ("minProperties", count(1)),
                ("additionalProperties", text(2000)),
            ]);
            Tree::map([("oneOf", Tree::List(vec![text(2000), each]))])
        }
        Shape::Id => pattern("^[A-Za-z][A-Za-z0-9_-]{0,63}$"),
        Shape::Integer(min, max) => Tree::map([
            ("type", "integer".into()),
            ("minimum", number(*min)),
            ("maximum", number(*max)),
        ]),
        Shape::Flag => Tree::map([("type", "boolean".into())]),
        Shape::Choice(texts) => Tree::map([("enum", words(texts.to_vec()))]),
        Shape::Href(schemes) => {
            pattern(&[r"^(", &schemes.join("|"), r"|/([^/\\]|$))\S*$"].concat())
        }
        Shape::Currency => pattern("^[A-Z]{3}$"),
        Shape::Decimal(min, max) => Tree::map([
            ("type", words(vec!["number", "string"])),
            ("minimum", number(*min)),
            ("maximum", number(*max)),
        ]),
        Shape::Number => Tree::map([("type", "number".into())]),
        Shape::Anything => Tree::map([]),
        Shape::Nullable(shape) => {
            let null = Tree::map([("type", "null".into())]);
            Tree::map([("anyOf", Tree::List(vec![null, schema(shape)]))])
        }
        Shape::Either(one, list) => {
            Tree::map([("anyOf", Tree::List(vec![schema(one), schema(list)]))])
        }
        Shape::Map(shape) => {
            Tree::map([("type", "object".into()), ("additionalProperties", schema(shape))])
        }
        Shape::List(item, min, max) => Tree::map([
            ("type", "array".into()),
            ("items", schema(item)),
            ("minItems", count(*min)),
            ("maxItems", count(*max)),
        ]),
        Shape::Record(fields) => record(None, &[fields]),
        Shape::Kinds(common, kinds) => {
            let kinds = kinds
                .iter()
                .copied()
                .flatten()
                .map(|(name, own)| record(Some(name), &[common, own]));
            Tree::map([("oneOf", Tree::List(kinds.collect()))])
        }
        Shape::Named => Tree::map([("type", "object".into())]),
    }
}

fn record(kind: Option<&str>, groups: &[&'static [Field]]) -> Tree {
    let fields = || groups.iter().copied().flatten();
    let mut properties: Vec<_> =
        fields().map(|field| (field.name.to_owned(), schema(&field.shape))).collect();
    let needed = fields().filter(|field| field.need == Need::Required).map(|field| field.name);
    let mut needed: Vec<_> = needed.map(Tree::from).collect();
    if let Some(kind) = kind {
        properties.insert(0, (KIND.to_owned(), Tree::map([("const", Tree::from(kind))])));
        needed.insert(0, KIND.into());
    }
    Tree::map([
        ("type", "object".into()),
        ("additionalProperties", false.into()),
        ("required", Tree::List(needed)),
        ("properties", Tree::Map(properties)),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_says_what_the_checker_says() {
        const SHAPE: Shape = Shape::Kinds(
            &[required("id", Shape::Id)],
            &[&[("rating", &[optional("max", Shape::Integer(2, 10))])]],
        );
        let expected = r#"{"oneOf":[{"type":"object","additionalProperties":false,
            "required":["kind","id"],"properties":{"kind":{"const":"rating"},
            "id":{"type":"string","pattern":"^[A-Za-z][A-Za-z0-9_-]{0,63}$"},
            "max":{"type":"integer","minimum":2,"maximum":10}}}]}"#;
        assert_eq!(schema(&SHAPE), serde_json::from_str(expected).unwrap());
    }

    #[test]
    fn names_of_ones_own_and_null_are_allowed_where_a_shape_says_so() {
        const SHAPE: Shape = Shape::Map(&Shape::Nullable(&Shape::Number));
        let mistakes = |json: &str| {
            let mut mistakes = Vec::new();
            SHAPE.check(&serde_json::from_str(json).unwrap(), &Pointer::default(), &mut mistakes);
            mistakes.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert!(mistakes(r#"{"a":1.5,"b":null}"#).is_empty());
        assert_eq!(mistakes(r#"{"a":"1"}"#), ["/a: \"1\" is not a number"]);
        assert_eq!(mistakes("[]"), ["/: a list is not an object"]);
        let expected = r#"{"type":"object","additionalProperties":
            {"anyOf":[{"type":"null"},{"type":"number"}]}}"#;
        assert_eq!(schema(&SHAPE), serde_json::from_str(expected).unwrap());
    }

    #[test]
    fn a_link_leads_nowhere_that_a_browser_would_run() {
        for (href, allowed) in [
            ("https://shop.example/help", true),
            ("/help", true),
            ("mailto:help@shop.example", true),
            ("javascript:alert(1)", false),
            ("JAVASCRIPT:alert(1)", false),
            (" javascript:alert(1)", false),
            ("java\nscript:alert(1)", false),
            ("data:text/html,x", false),
            ("//elsewhere.example", false),
            ("/\\elsewhere.example", false),
            ("", false),
        ] {
            assert_eq!(is_href(href, LINKS), allowed, "{href}");
        }
    }

    #[test]
    fn every_mistake_is_found_at_its_place() {
        const OPTION: Shape = Shape::Record(&[required("id", Shape::Id)]);
        const SHAPE: Shape = Shape::Kinds(
            &[required("id", Shape::Id)],
            &[
                &[("rating", &[optional("max", Shape::Integer(2, 10))])],
                &[("choice", &[required("options", Shape::List(&OPTION, 2, 9))])],
            ],
        );
        let check = |json: &str| {
            let mut mistakes = Vec::new();
            SHAPE.check(&serde_json::from_str(json).unwrap(), &Pointer::default(), &mut mistakes);
            mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
        };
        for (json, told) in [
            (r#"{"kind":"rating","id":"a","max":10}"#, ""),
            (
                r#"{"kind":"rating","id":"1","max":11,"a/b":0}"#,
                "/a~1b: is not a field here, allowed are kind, id, max; \
                 /id: \"1\" is not a letter and then up to 63 letters, digits, _ or -; \
                 /max: 11 is not a whole number from 2 to 10",
            ),
            (r#"{"id":"a"}"#, "/kind: is missing, and has to be one of rating, choice"),
            (r#"{"kind":"nsp","id":"a"}"#, "/kind: \"nsp\" is not one of rating, choice"),
            (
                r#"{"kind":"choice","id":"a","options":[{}]}"#,
                "/options/0/id: is missing, and has to be a letter and then up to 63 letters, digits, _ or -; \
                 /options: a list is not a list of 2 to 9, each an object",
            ),
            ("[]", "/: a list is not an object"),
        ] {
            assert_eq!(check(json), told, "{json}");
        }
    }
}
