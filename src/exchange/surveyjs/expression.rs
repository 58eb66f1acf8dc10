//! `show_if` as `visibleIf` and back: comparisons with constants, `and`, `or` and `!`.
//!
//! Both languages agree that no comparison with a missing answer holds; only `<>` does there, and
//! that is `not … =` with us.

use crate::survey::branch::{Comparison, Condition};
use crate::survey::{Asks, Kind, Survey};
use crate::tree::decimal;

/// How deeply parentheses may be nested.
const DEPTH_MAX: usize = 20;

/// A question that came in: what conditions call it there and here.
#[derive(Debug)]
pub(super) struct Known {
    /// Its name there.
    pub(super) name: String,
    /// Its id here.
    pub(super) id: String,
    /// What its answers are.
    pub(super) answers: Answered,
}

/// What a question is answered by.
#[derive(Debug)]
pub(super) enum Answered {
    /// `true` or `false` there, 1 or 0 here.
    Flag,
    /// One option or some: the value there, and the id here.
    Options(Vec<(String, String)>),
    /// A number, or something that nothing compares with.
    Other,
}

/// A condition as theirs.
pub(super) fn write(condition: &Condition, survey: &Survey) -> String {
    let part = |part: &Condition| grouped(part, &|part| write(part, survey));
    match condition {
        Condition::Any(parts) => joined(parts, " or ", &part),
        Condition::All(parts) => joined(parts, " and ", &part),
        Condition::Not(inner) => format!("!({})", write(inner, survey)),
        Condition::Answered(id) => format!("{{{id}}} notempty"),
        Condition::Number(id, comparison, value) => {
            let flag =
                survey.question(id).is_some_and(|(_, question)| question.kind == Kind::YesNo);
            match (flag && *comparison == Comparison::Equal, value) {
                (true, 0.0) => format!("{{{id}}} = false"),
                (true, 1.0) => format!("{{{id}}} = true"),
                _ => format!("{{{id}}} {} {value}", sign(*comparison)),
            }
        }
        Condition::Option(id, option) => {
            let asks = survey.question(id).and_then(|(_, question)| question.alone());
            let several = asks.is_some_and(|part| matches!(part.asks, Asks::Several { .. }));
            format!("{{{id}}} {} '{option}'", if several { "contains" } else { "=" })
        }
    }
}

/// A condition as a survey file of ours writes it, no longer than it has to be.
pub(super) fn show_if(condition: &Condition) -> String {
    let part = |part: &Condition| unequal(part).unwrap_or_else(|| grouped(part, &show_if));
    match condition {
        Condition::All(_) if let Some(unequal) = unequal(condition) => unequal,
        Condition::Any(parts) => joined(parts, " or ", &part),
        Condition::All(parts) => joined(parts, " and ", &part),
        Condition::Not(inner) => format!("not {}", part(inner)),
        Condition::Answered(id) => format!("{id} answered"),
        Condition::Number(id, comparison, value) => format!("{id} {} {value}", sign(*comparison)),
        Condition::Option(id, option) => format!("{id} = {option}"),
    }
}

/// `id != value`, where that is what the condition was read from.
fn unequal(condition: &Condition) -> Option<String> {
    let Condition::All(parts) = condition else { return None };
    let [Condition::Answered(answered), Condition::Not(equal)] = parts.as_slice() else {
        return None;
    };
    match equal.as_ref() {
        Condition::Number(id, Comparison::Equal, value) if id == answered => {
            Some(format!("{id} != {value}"))
        }
        Condition::Option(id, option) if id == answered => Some(format!("{id} != {option}")),
        _ => None,
    }
}

fn joined(parts: &[Condition], word: &str, part: &dyn Fn(&Condition) -> String) -> String {
    parts.iter().map(part).collect::<Vec<_>>().join(word)
}

/// In parentheses where it has parts of its own.
fn grouped(part: &Condition, write: &dyn Fn(&Condition) -> String) -> String {
    match part {
        Condition::Any(_) | Condition::All(_) => format!("({})", write(part)),
        Condition::Not(_)
        | Condition::Answered(_)
        | Condition::Number(..)
        | Condition::Option(..) => write(part),
    }
}

fn sign(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Less => "<",
        Comparison::AtMost => "<=",
        Comparison::More => ">",
        Comparison::AtLeast => ">=",
        Comparison::Equal => "=",
    }
}

/// Reads a condition of theirs that speaks of `known` questions; else says what it cannot say here.
pub(super) fn read(text: &str, known: &[Known]) -> Result<Condition, String> {
    let mut parser = Parser { tokens: tokens(text)?, at: 0, known };
    let condition = parser.any(0)?;
    match parser.next() {
        None => Ok(condition),
        Some(token) => Err(format!("{} is not and, or or the end", token.told())),
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    /// `{name}`
    Name(String),
    /// `'text'`, or a word that is none of the language.
    Text(String),
    Number(f64),
    /// An operator, a parenthesis, or a word of the language.
    Sign(&'static str),
}

impl Token {
    fn told(&self) -> String {
        match self {
            Self::Name(name) => format!("{{{name}}}"),
            Self::Text(text) => format!("'{text}'"),
            Self::Number(number) => number.to_string(),
            Self::Sign(sign) => (*sign).to_owned(),
        }
    }
}

/// Everything that is written as a sign or a word, and what it means.
const SIGNS: [(&str, &str); 34] = [
    ("<=", "<="),
    (">=", ">="),
    ("<>", "<>"),
    ("!=", "<>"),
    ("==", "="),
    ("&&", "and"),
    ("||", "or"),
    ("<", "<"),
    (">", ">"),
    ("=", "="),
    ("!", "!"),
    ("(", "("),
    (")", ")"),
    ("[", "["),
    ("]", "]"),
    (",", ","),
    ("and", "and"),
    ("or", "or"),
    ("negate", "!"),
    ("empty", "empty"),
    ("notempty", "notempty"),
    ("less", "<"),
    ("lessorequal", "<="),
    ("greater", ">"),
    ("greaterorequal", ">="),
    ("equal", "="),
    ("notequal", "<>"),
    ("contains", "contains"),
    ("contain", "contains"),
    ("notcontains", "notcontains"),
    ("notcontain", "notcontains"),
    ("anyof", "anyof"),
    ("noneof", "noneof"),
    ("allof", "allof"),
];

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let after = rest.get(first.len_utf8()..).unwrap_or_default();
        let closing = match first {
            '{' => Some('}'),
            '\'' | '"' => Some(first),
            _ => None,
        };
        let (token, left) = if let Some(closing) = closing {
            let Some((inner, left)) = after.split_once(closing) else {
                return Err(format!("{first} is not closed"));
            };
            let inner = inner.to_owned();
            (if first == '{' { Token::Name(inner) } else { Token::Text(inner) }, left)
        } else {
            word(rest).ok_or_else(|| format!("{first} is not part of a condition that fits"))?
        };
        tokens.push(token);
        rest = left.trim_start();
    }
    Ok(tokens)
}

/// The word, number or sign that `rest` begins with, and what follows it.
fn word(rest: &str) -> Option<(Token, &str)> {
    let in_word = |c: char| c.is_alphanumeric() || "_.-".contains(c);
    let end = rest.find(|c| !in_word(c)).unwrap_or(rest.len());
    let (word, left) = rest.split_at_checked(end)?;
    if word.is_empty() {
        let (sign, meant) = SIGNS.iter().find(|(sign, _)| rest.starts_with(sign))?;
        return Some((Token::Sign(meant), rest.get(sign.len()..)?));
    }
    let lower = word.to_lowercase();
    let sign = SIGNS.iter().find(|(sign, _)| *sign == lower);
    let number = || decimal(word).map(Token::Number);
    let token = sign.map(|(_, meant)| Token::Sign(meant)).or_else(number);
    Some((token.unwrap_or_else(|| Token::Text(word.to_owned())), left))
}

struct Parser<'a> {
    tokens: Vec<Token>,
    at: usize,
    known: &'a [Known],
}

impl Parser<'_> {
    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token
    }

    fn takes(&mut self, sign: &str) -> bool {
        let takes = matches!(self.tokens.get(self.at), Some(Token::Sign(found)) if *found == sign);
        self.at += usize::from(takes);
        takes
    }

    fn any(&mut self, depth: usize) -> Result<Condition, String> {
        let mut parts = vec![self.all(depth)?];
        while self.takes("or") {
            parts.push(self.all(depth)?);
        }
        Ok(one_or(parts, Condition::Any))
    }

    fn all(&mut self, depth: usize) -> Result<Condition, String> {
        let mut parts = vec![self.one(depth)?];
        while self.takes("and") {
            parts.push(self.one(depth)?);
        }
        Ok(one_or(parts, Condition::All))
    }

    fn one(&mut self, depth: usize) -> Result<Condition, String> {
        if DEPTH_MAX < depth {
            return Err(format!("it is nested more than {DEPTH_MAX} deep"));
        }
        if self.takes("!") {
            return Ok(not(self.one(depth + 1)?));
        }
        if self.takes("(") {
            let inner = self.any(depth + 1)?;
            return if self.takes(")") { Ok(inner) } else { Err(") is missing".to_owned()) };
        }
        let name = match self.next() {
            Some(Token::Name(name)) => name,
            Some(token) => return Err(format!("{} is not a question", token.told())),
            None => return Err("it ends where a question has to stand".to_owned()),
        };
        let Some(question) = self.known.iter().find(|known| known.name == name) else {
            return Err(format!("{{{name}}} is not an earlier question that came along"));
        };
        self.comparison(question)
    }

    fn comparison(&mut self, question: &Known) -> Result<Condition, String> {
        let answered = || Condition::Answered(question.id.clone());
        let Some(Token::Sign(sign)) = self.next() else {
            return Err(format!("{{{}}} stands without a comparison", question.name));
        };
        let comparison = match sign {
            "notempty" => return Ok(answered()),
            "empty" => return Ok(not(answered())),
            "=" | "contains" => return equal(question, &self.constant()?),
            "<>" | "notcontains" => return equal(question, &self.constant()?).map(not),
            "anyof" => return Ok(one_or(self.equals(question)?, Condition::Any)),
            "noneof" => return Ok(not(one_or(self.equals(question)?, Condition::Any))),
            "allof" => return Ok(one_or(self.equals(question)?, Condition::All)),
            "<" => Comparison::Less,
            "<=" => Comparison::AtMost,
            ">" => Comparison::More,
            ">=" => Comparison::AtLeast,
            other => return Err(format!("{other} is not a comparison")),
        };
        let constant = self.constant()?;
        let Some(number) = number(&constant) else {
            return Err(format!("{} is not a number", constant.told()));
        };
        Ok(Condition::Number(question.id.clone(), comparison, number))
    }

    fn constant(&mut self) -> Result<Token, String> {
        match self.next() {
            Some(token @ (Token::Text(_) | Token::Number(_))) => Ok(token),
            Some(token) => Err(format!("{} is not a constant", token.told())),
            None => Err("it ends where a constant has to stand".to_owned()),
        }
    }

    /// A comparison for each constant in brackets.
    fn equals(&mut self, question: &Known) -> Result<Vec<Condition>, String> {
        if !self.takes("[") {
            return Err("a list has to stand in brackets".to_owned());
        }
        let mut parts = vec![equal(question, &self.constant()?)?];
        while self.takes(",") {
            parts.push(equal(question, &self.constant()?)?);
        }
        if self.takes("]") { Ok(parts) } else { Err("] is missing".to_owned()) }
    }
}

fn not(condition: Condition) -> Condition {
    Condition::Not(Box::new(condition))
}

fn one_or(mut parts: Vec<Condition>, join: fn(Vec<Condition>) -> Condition) -> Condition {
    match (parts.pop(), parts.is_empty()) {
        (Some(alone), true) => alone,
        (last, _) => join(parts.into_iter().chain(last).collect()),
    }
}

fn number(constant: &Token) -> Option<f64> {
    match constant {
        Token::Number(number) => Some(*number),
        Token::Text(text) => decimal(text),
        Token::Name(_) | Token::Sign(_) => None,
    }
}

fn equal(question: &Known, constant: &Token) -> Result<Condition, String> {
    let id = question.id.clone();
    let said = match constant {
        Token::Text(text) => text.clone(),
        other => other.told(),
    };
    let number = match &question.answers {
        Answered::Options(options) => {
            let option = options.iter().find(|(value, _)| *value == said);
            let option = option.map(|(_, option)| Condition::Option(id, option.clone()));
            return option
                .ok_or_else(|| format!("'{said}' is not a choice of {{{}}}", question.name));
        }
        Answered::Flag if said.eq_ignore_ascii_case("true") => Some(1.0),
        Answered::Flag if said.eq_ignore_ascii_case("false") => Some(0.0),
        Answered::Flag | Answered::Other => number(constant),
    };
    let Some(number) = number else { return Err(format!("'{said}' is not a number")) };
    Ok(Condition::Number(id, Comparison::Equal, number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_their_language_can_say_beyond_ours_is_named() {
        let options = vec![("item 1".to_owned(), "item_1".to_owned())];
        let known = [
            Known { name: "q".to_owned(), id: "q".to_owned(), answers: Answered::Other },
            Known { name: "gift".to_owned(), id: "gift".to_owned(), answers: Answered::Flag },
            Known {
                name: "the way".to_owned(),
                id: "the_way".to_owned(),
                answers: Answered::Options(options),
            },
        ];
        for (theirs, ours) in [
            ("{q} >= 2.5", "q >= 2.5"),
            ("{q} lessorequal '6' && {gift} == true", "q <= 6 and gift = 1"),
            ("{the way} <> 'item 1'", "not the_way = item_1"),
            ("{the way} anyof ['item 1'] or !({q} notempty)", "the_way = item_1 or not q answered"),
            ("{q} empty", "not q answered"),
            ("{gift} = true and ({q} notempty and {q} <> 3)", "gift = 1 and q != 3"),
            ("{q}", "{q} stands without a comparison"),
            ("{q} > {gift}", "{gift} is not a constant"),
            ("{the way} = 'item 2'", "'item 2' is not a choice of {the way}"),
            ("{nobody} = 1", "{nobody} is not an earlier question that came along"),
            ("iif({q} > 1, 2, 3) = 2", "'iif' is not a question"),
            ("{q} + 1 > 2", "+ is not part of a condition that fits"),
            ("{q} = 'x", "' is not closed"),
            ("({q} = 1", ") is missing"),
            ("", "it ends where a question has to stand"),
        ] {
            let told = read(theirs, &known).map_or_else(|why| why, |read| show_if(&read));
            assert_eq!(told, ours, "{theirs}");
        }
        assert!(read(&"(".repeat(5000), &known).is_err());
    }
}
