//! Theirs to ours. What comes in is written down as it would be here, and then our own checker
//! decides what of it fits.

use super::expression::{self, Answered, Known};
use super::{html, words_in};
use crate::exchange::{Converted, LeftOut};
use crate::shape::{Pointer, is_id};
use crate::survey::{Choice, Survey};
use crate::tree::{Tree, decimal};
use std::collections::BTreeMap;

/// How many pages and panels may stand within each other.
const DEPTH_MAX: usize = 20;

/// Turns a survey of `SurveyJS` into a survey file of this id, version 1.
///
/// Everything in it that is not in the survey file is listed with its place and the reason. Names
/// and values that are no ids here become such: letters, digits, `_` and `-`. Pages and panels are
/// taken apart, and their conditions go to their questions.
///
/// # Errors
/// The same list, where no question of it fits, or `id` is none.
pub fn import(theirs: &Tree, id: &str) -> Result<Converted, Vec<LeftOut>> {
    let root = Pointer::default();
    let mut reader = Reader::default();
    reader.elements(theirs, &root, None, 0);
    let mut fields = vec![
        ("schema".to_owned(), Tree::from("aftersay.survey/1")),
        ("id".to_owned(), id.into()),
        ("version".to_owned(), 1.0.into()),
    ];
    if let Some(title) = reader.words(theirs, "title", &root) {
        fields.push(("title".to_owned(), title));
    }
    let thanks = reader.html(theirs, "completedHtml", &root);
    reader.rest(
        theirs,
        &["title", "pages", "elements", "questions", "completedHtml", "locale"],
        &root,
    );
    let Reader { mut questions, mut left_out, .. } = reader;
    loop {
        let mut file = fields.clone();
        let list = questions.iter().map(|question| question.file.clone()).collect();
        file.push(("questions".to_owned(), Tree::List(list)));
        if let Some(text) = &thanks {
            file.push(("thanks".to_owned(), Tree::map([("text", text.clone())])));
        }
        let file = Tree::Map(file);
        let Err(mistakes) = Survey::read(&file) else {
            return Ok(Converted { file, left_out });
        };
        let mut mends = false;
        let mut dropped = BTreeMap::new();
        for mistake in &mistakes {
            let why = mistake.problem.told();
            let steps: Vec<_> = mistake.pointer.text().split('/').skip(1).collect();
            match steps.as_slice() {
                ["title", ..] => {
                    mends = true;
                    fields.retain(|(name, _)| name != "title");
                    left_out.push(LeftOut { pointer: root.key("title"), why });
                }
                ["questions", index, field @ ..] => {
                    let index = index.parse().unwrap_or(usize::MAX);
                    let Some(question) = questions.get_mut(index) else { continue };
                    mends = true;
                    if matches!(field, ["show_if"]) {
                        question.forget("show_if");
                        left_out.push(asked_of_everybody(&question.at, &why));
                    } else {
                        dropped.entry(index).or_insert(match field {
                            [] => format!("left out: {why}"),
                            field => format!("left out: {}: {why}", field.join("/")),
                        });
                    }
                }
                // Too many of them.
                ["questions"] if dropped.is_empty() && 1 < questions.len() => {
                    mends = true;
                    dropped.insert(questions.len() - 1, format!("left out: {why}"));
                }
                _ => {}
            }
        }
        // The last first, so that what is taken out moves nothing that is still to go.
        for (index, why) in dropped.into_iter().rev() {
            let pointer = questions.remove(index).at;
            // What is said of its parts is beside the point now.
            let within = [pointer.text(), "/"].concat();
            left_out.retain(|other| !other.pointer.text().starts_with(&within));
            left_out.push(LeftOut { pointer, why });
        }
        if !mends {
            if questions.is_empty() {
                let why = "no question of it fits".to_owned();
                left_out.push(LeftOut { pointer: root, why });
            } else {
                left_out.extend(mistakes.iter().map(|mistake| LeftOut {
                    pointer: mistake.pointer.clone(),
                    why: mistake.problem.told(),
                }));
            }
            return Err(left_out);
        }
    }
}

fn asked_of_everybody(at: &Pointer, why: &str) -> LeftOut {
    let why = format!("left out, so this is asked of everybody: {why}");
    LeftOut { pointer: at.key("visibleIf"), why }
}

/// A question that came in, as a file of ours has it.
#[derive(Debug)]
struct Question {
    file: Tree,
    /// Where it stands in theirs.
    at: Pointer,
}

impl Question {
    fn forget(&mut self, field: &str) {
        if let Tree::Map(fields) = &mut self.file {
            fields.retain(|(name, _)| name != field);
        }
    }
}

#[derive(Debug, Default)]
struct Reader {
    questions: Vec<Question>,
    known: Vec<Known>,
    left_out: Vec<LeftOut>,
}

impl Reader {
    fn note(&mut self, pointer: Pointer, why: impl Into<String>) {
        self.left_out.push(LeftOut { pointer, why: why.into() });
    }

    /// Notes every field but those that are taken along.
    fn rest(&mut self, theirs: &Tree, taken: &[&str], at: &Pointer) {
        for (name, _) in theirs.entries() {
            if !taken.contains(&name.as_str()) {
                self.note(at.key(name), "there is nothing like it here");
            }
        }
    }

    fn words(&mut self, theirs: &Tree, name: &str, at: &Pointer) -> Option<Tree> {
        words_in(theirs.get(name)?, &at.key(name), &mut self.left_out)
    }

    /// Text that stands there as HTML.
    fn html(&mut self, theirs: &Tree, name: &str, at: &Pointer) -> Option<Tree> {
        let mut marked_up = false;
        let mut plain = |text: &Tree| {
            let (text, more) = html::to_text(text.text().unwrap_or_default());
            marked_up |= more;
            Tree::Text(text)
        };
        let words = match theirs.get(name)? {
            Tree::Map(texts) => {
                Tree::Map(texts.iter().map(|(lang, text)| (lang.clone(), plain(text))).collect())
            }
            text => plain(text),
        };
        if marked_up {
            self.note(at.key(name), "of its markup only the text is taken");
        }
        words_in(&words, &at.key(name), &mut self.left_out)
    }

    /// Reads what stands on a page, in a panel, or in a survey.
    fn elements(&mut self, theirs: &Tree, at: &Pointer, outer: Option<&str>, depth: usize) {
        for name in ["pages", "elements", "questions"] {
            let items = theirs.get(name).map_or(&[][..], Tree::items);
            for (index, element) in items.iter().enumerate() {
                let at = at.key(name).index(index);
                let own = element
                    .get("visibleIf")
                    .and_then(Tree::text)
                    .filter(|own| !own.trim().is_empty());
                let condition = match (outer, own) {
                    (Some(outer), Some(own)) => Some(format!("({outer}) and ({own})")),
                    (outer, own) => outer.or(own).map(str::to_owned),
                };
                let condition = condition.as_deref();
                let kind = element.get("type").and_then(Tree::text).unwrap_or_default();
                if name == "pages" || kind == "panel" {
                    if DEPTH_MAX < depth {
                        self.note(at, format!("it is nested more than {DEPTH_MAX} deep"));
                        continue;
                    }
                    self.elements(element, &at, condition, depth + 1);
                    let taken = ["type", "name", "elements", "questions", "visibleIf"];
                    self.rest(element, &taken, &at);
                } else {
                    self.question(kind, element, &at, condition);
                }
            }
        }
    }

    fn question(&mut self, kind: &str, theirs: &Tree, at: &Pointer, condition: Option<&str>) {
        let mut taken = vec!["type", "name", "title", "description", "isRequired", "visibleIf"];
        let mut fields = Vec::new();
        let mut answers = Answered::Other;
        let ours = match kind {
            "rating" => {
                taken.extend(["rateMin", "rateMax", "rateCount", "rateValues", "rateType"]);
                taken.extend(["minRateDescription", "maxRateDescription"]);
                match self.rating(theirs, at) {
                    Ok(own) => fields.extend(own),
                    Err(why) => return self.note(at.key("rateValues"), why),
                }
                "rating"
            }
            "radiogroup" | "dropdown" | "checkbox" | "tagbox" | "ranking" => {
                taken.extend(["choices", "choicesOrder"]);
                let several = matches!(kind, "checkbox" | "tagbox");
                let (mut options, mut values) = self.items(theirs, "choices", "option", at);
                if several {
                    taken.extend(["showNoneItem", "hasNone", "noneText", "maxSelectedChoices"]);
                    let flag = |name| theirs.get(name).and_then(Tree::flag) == Some(true);
                    if flag("showNoneItem") || flag("hasNone") {
                        let text = self.words(theirs, "noneText", at).unwrap_or("None".into());
                        options.push(Tree::map([("id", Choice::NONE.into()), ("text", text)]));
                        values.push((Choice::NONE.to_owned(), Choice::NONE.to_owned()));
                    }
                    let most = theirs.get("maxSelectedChoices").and_then(Tree::number);
                    let most = most.filter(|most| 0.0 < *most);
                    fields.extend(most.map(|most| ("at_most_options", most.into())));
                }
                fields.insert(0, ("options", Tree::List(options)));
                fields.extend(self.order(theirs, at).map(|order| ("order", order)));
                if kind == "ranking" {
                    "ranking"
                } else {
                    answers = Answered::Options(values);
                    if several { "multiple_choice" } else { "single_choice" }
                }
            }
            "boolean" => {
                answers = Answered::Flag;
                "yes_no"
            }
            "html" => {
                taken.push("html");
                "info"
            }
            "matrix" => {
                taken.extend(["rows", "columns"]);
                let (items, _) = self.items(theirs, "rows", "item", at);
                fields.push(("items", Tree::List(items)));
                match self.columns(theirs, at) {
                    Ok(columns) => fields.extend(columns),
                    Err(why) => return self.note(at.key("columns"), why),
                }
                "matrix"
            }
            "comment" => "text",
            "text" => match theirs.get("inputType").and_then(Tree::text) {
                None | Some("text") => "text",
                Some("number") => {
                    taken.extend(["min", "max"]);
                    for name in ["min", "max"] {
                        match theirs.get(name) {
                            Some(end) if end.integer().is_some() => {
                                fields.push((name, end.clone()));
                            }
                            Some(_) => self.note(at.key(name), "only whole numbers are taken here"),
                            None => {}
                        }
                    }
                    "number"
                }
                Some("email" | "tel" | "url" | "password") => {
                    return self.note(at.clone(), "left out, as nothing here asks who somebody is");
                }
                Some(other) => {
                    return self
                        .note(at.clone(), format!("left out, as no {other} is asked for here"));
                }
            },
            other => {
                let why = format!("left out, as there is nothing like {other} here");
                return self.note(at.clone(), why);
            }
        };
        if matches!(ours, "text" | "number") {
            taken.push("inputType");
        }
        if ours == "text" {
            taken.push("maxLength");
            let most = theirs.get("maxLength").and_then(Tree::number).filter(|most| 0.0 < *most);
            fields.extend(most.map(|most| ("max_chars", most.into())));
        }
        self.rest(theirs, &taken, at);
        self.keep(ours, theirs, fields, condition, answers, at);
    }

    /// Puts a question together from what all have and what is its own.
    fn keep(
        &mut self,
        kind: &str,
        theirs: &Tree,
        own: Vec<(&str, Tree)>,
        condition: Option<&str>,
        answers: Answered,
        at: &Pointer,
    ) {
        let name = theirs.get("name").map_or_else(String::new, plain);
        let id = identified(&name, "question", |id| self.known.iter().any(|known| known.id == id));
        let prompt = match kind {
            "info" => self.html(theirs, "html", at),
            // Without a title the name is shown.
            _ => self.words(theirs, "title", at).or_else(|| Some(name.as_str().into())),
        };
        let mut fields = vec![("id", id.as_str().into()), ("kind", kind.into())];
        fields.extend(prompt.map(|prompt| ("prompt", prompt)));
        fields.extend(self.words(theirs, "description", at).map(|help| ("help", help)));
        let required = theirs.get("isRequired").and_then(Tree::flag) == Some(true);
        fields.extend(required.then_some(("required", true.into())));
        fields.extend(own);
        match condition.map(|condition| expression::read(condition, &self.known)) {
            Some(Ok(read)) => fields.push(("show_if", Tree::Text(expression::show_if(&read)))),
            Some(Err(why)) => self.left_out.push(asked_of_everybody(at, &why)),
            None => {}
        }
        self.questions.push(Question { file: Tree::map(fields), at: at.clone() });
        self.known.push(Known { name, id, answers });
    }

    /// Choices or rows: as ours, and which value there is which id here.
    fn items(
        &mut self,
        theirs: &Tree,
        name: &str,
        otherwise: &str,
        at: &Pointer,
    ) -> (Vec<Tree>, Vec<(String, String)>) {
        let (mut items, mut values) = (Vec::new(), Vec::<(String, String)>::new());
        for (index, item) in theirs.get(name).map_or(&[][..], Tree::items).iter().enumerate() {
            let at = at.key(name).index(index);
            let value = plain(item.get("value").unwrap_or(item));
            let id =
                identified(&value, otherwise, |id| values.iter().any(|(_, other)| other == id));
            let text = self.words(item, "text", &at).unwrap_or_else(|| value.as_str().into());
            if !item.entries().is_empty() {
                self.rest(item, &["value", "text"], &at);
            }
            items.push(Tree::map([("id", id.as_str().into()), ("text", text)]));
            values.push((value, id));
        }
        (items, values)
    }

    /// The numbers of a rating, as what they are drawn, and the words for their ends.
    fn rating(&mut self, theirs: &Tree, at: &Pointer) -> Result<Vec<(&'static str, Tree)>, String> {
        let ends = rating(theirs)?;
        let mut fields: Vec<_> = scale(ends).collect();
        fields.extend(self.display(theirs, ends, at).map(|display| ("display", display)));
        for (name, ours) in [("minRateDescription", "low"), ("maxRateDescription", "high")] {
            fields.extend(self.words(theirs, name, at).map(|end| (ours, end)));
        }
        Ok(fields)
    }

    /// As what the numbers of a rating are drawn, where that is not the usual.
    fn display(&mut self, theirs: &Tree, (min, max): (f64, f64), at: &Pointer) -> Option<Tree> {
        let kind = theirs.get("rateType")?;
        match kind.text() {
            Some("labels") => Some("numbers".into()),
            Some("stars") => Some(kind.clone()),
            Some("smileys") if [2.0, 4.0].contains(&(max - min)) => Some(kind.clone()),
            Some("smileys") => {
                self.note(at.key("rateType"), "there are 3 or 5 smileys here; it comes as numbers");
                None
            }
            _ => {
                self.note(at.key("rateType"), "there is nothing like it here");
                None
            }
        }
    }

    /// In which order choices are shown, where that is said.
    fn order(&mut self, theirs: &Tree, at: &Pointer) -> Option<Tree> {
        let order = theirs.get("choicesOrder")?;
        match order.text() {
            Some("random") => Some(order.clone()),
            Some("none") => Some("fixed".into()),
            _ => {
                self.note(at.key("choicesOrder"), "they are shown as they stand, or at random");
                None
            }
        }
    }

    /// The columns of a matrix as a scale: numbers in a row, or words from the lowest to the highest.
    fn columns(
        &mut self,
        theirs: &Tree,
        at: &Pointer,
    ) -> Result<Vec<(&'static str, Tree)>, String> {
        let columns = theirs.get("columns").map_or(&[][..], Tree::items);
        let value = |column: &Tree| column.get("value").unwrap_or(column).clone();
        let numbers: Option<Vec<_>> = columns.iter().map(|column| whole(&value(column))).collect();
        let last = columns.len().saturating_sub(1);
        let ends = if let Some(numbers) = numbers {
            consecutive(&numbers)?
        } else {
            self.note(at.key("columns"), "its values become numbers from 1 up");
            (1.0, columns.len() as f64)
        };
        let mut fields: Vec<_> = scale(ends).collect();
        for (index, column) in columns.iter().enumerate() {
            let at = at.key("columns").index(index);
            let worded = whole(&value(column)).is_none().then(|| Tree::Text(plain(&value(column))));
            let Some(text) = self.words(column, "text", &at).or(worded) else { continue };
            match index {
                0 => fields.push(("low", text)),
                _ if index == last => fields.push(("high", text)),
                _ => self.note(at.key("text"), "only the ends of a scale have words here"),
            }
        }
        Ok(fields)
    }
}

/// The lowest and the highest number of a rating.
fn rating(theirs: &Tree) -> Result<(f64, f64), String> {
    let values = theirs.get("rateValues").map_or(&[][..], Tree::items);
    if !values.is_empty() {
        let value = |item: &Tree| whole(item.get("value").unwrap_or(item));
        let numbers: Option<Vec<_>> = values.iter().map(value).collect();
        return consecutive(&numbers.ok_or("its values are not whole numbers")?);
    }
    let number = |name| theirs.get(name).and_then(Tree::number);
    let min = number("rateMin").unwrap_or(1.0);
    let counted = number("rateCount").map(|count| min + count - 1.0);
    Ok((min, number("rateMax").or(counted).unwrap_or(5.0)))
}

/// The ends of a scale, where they are not the usual ones.
fn scale((min, max): (f64, f64)) -> impl Iterator<Item = (&'static str, Tree)> {
    let ends = [("min", min, 1.0), ("max", max, 5.0)];
    ends.into_iter()
        .filter(|(_, end, usual)| end.total_cmp(usual).is_ne())
        .map(|(name, end, _)| (name, end.into()))
}

/// The ends of numbers that follow each other.
fn consecutive(numbers: &[i64]) -> Result<(f64, f64), String> {
    let follow = numbers.windows(2).all(|pair| matches!(pair, [one, next] if *next == one + 1));
    match (numbers.first(), numbers.last()) {
        (Some(first), Some(last)) if follow => Ok((*first as f64, *last as f64)),
        _ => Err("left out, as its values are not numbers that follow each other".to_owned()),
    }
}

/// A whole number, or one that is written as text.
fn whole(value: &Tree) -> Option<i64> {
    value.integer().or_else(|| crate::tree::whole(decimal(value.text()?)?))
}

/// A name or a value as text.
fn plain(value: &Tree) -> String {
    match value {
        Tree::Text(text) => text.clone(),
        Tree::Number(number) => number.to_string(),
        other => other.told(),
    }
}

/// The id nearest to a name that is not `taken` yet.
fn identified(name: &str, otherwise: &str, taken: impl Fn(&str) -> bool) -> String {
    let fitting = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' };
    let mut id: String = name.trim().chars().map(fitting).take(56).collect();
    if is_id(name) {
        name.clone_into(&mut id);
    } else if !id.starts_with(|c: char| c.is_ascii_alphabetic()) {
        id = format!("{otherwise}_{id}").trim_end_matches('_').chars().take(60).collect();
    }
    let mut own = id.clone();
    let mut n = 1;
    while taken(&own) {
        n += 1;
        own = format!("{}_{n}", id.chars().take(56).collect::<String>());
    }
    own
}
