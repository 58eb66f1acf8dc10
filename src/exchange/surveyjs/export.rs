//! Ours to theirs.

use super::{expression, html, words_out};
use crate::exchange::{Converted, LeftOut};
use crate::shape::{Mistake, Pointer};
use crate::survey::branch::Condition;
use crate::survey::{Asks, Choice, Kind, Question, Survey};
use crate::tree::Tree;

/// What every question has, and [`question`] takes along.
const COMMON: [&str; 6] = ["id", "kind", "prompt", "help", "required", "show_if"];

/// Turns a survey file into a survey of `SurveyJS`.
///
/// Of what its language cannot say, each place and the reason are listed. A question that is
/// answered by one number of a few comes as a `rating`, whatever the method that scores it here.
///
/// # Errors
/// Every mistake in the survey.
pub fn export(file: &Tree) -> Result<Converted, Vec<Mistake>> {
    let survey = Survey::read(file)?;
    let root = Pointer::default();
    let mut left_out = Vec::new();
    let mut elements = Vec::new();
    let mut exported = Vec::new();
    let files = file.get("questions").map_or(&[][..], Tree::items);
    for (index, (asked, tree)) in survey.questions.iter().zip(files).enumerate() {
        let at = root.key("questions").index(index);
        let Some(mut element) = question(asked, tree, &at, &mut left_out) else { continue };
        if let Some(condition) = &asked.show_if {
            match ids(condition).into_iter().find(|id| !exported.contains(id)) {
                None => {
                    let written = expression::write(condition, &survey);
                    element.push(("visibleIf", Tree::Text(written)));
                }
                Some(id) => {
                    let why = format!("{id} is left out, so this is asked of everybody");
                    left_out.push(LeftOut { pointer: at.key("show_if"), why });
                }
            }
        }
        exported.push(asked.id.as_str());
        elements.push(Tree::map(element));
    }

    let mut fields = Vec::new();
    if let Some(title) = file.get("title") {
        fields.push(("title", words_out(title)));
    }
    let page = [("name", "page1".into()), ("elements", Tree::List(elements))];
    fields.push(("pages", Tree::List(vec![Tree::map(page)])));
    if let Some(text) = file.get("thanks").and_then(|thanks| thanks.get("text")) {
        fields.push(("completedHtml", words_out(&each(text, html::from_text))));
    }
    for (name, inner, why) in [
        ("ask", "", "it asks every question of everybody"),
        ("order_words", "", "it strikes nothing out of text"),
        ("thanks", "link", "it has no link after the last answer"),
    ] {
        let Some(found) = file.get(name) else { continue };
        let pointer = root.key(name);
        let why = why.to_owned();
        if inner.is_empty() {
            left_out.push(LeftOut { pointer, why });
        } else if found.get(inner).is_some() {
            left_out.push(LeftOut { pointer: pointer.key(inner), why });
        } else if !found.items().is_empty() {
            left_out.push(LeftOut { pointer, why: "it has one ending".to_owned() });
        }
    }
    Ok(Converted { file: Tree::map(fields), left_out })
}

type Fields = Vec<(&'static str, Tree)>;

/// One question, but for its condition; `None` where there is nothing like it.
fn question(
    asked: &Question,
    file: &Tree,
    at: &Pointer,
    left_out: &mut Vec<LeftOut>,
) -> Option<Fields> {
    let text = |name: &str| file.get(name).map(words_out);
    let number = |number: i32| Tree::Number(number.into());
    let mut taken = Vec::new();
    let mut own: Fields = Vec::new();
    let mut prompt = "title";
    let kind = match (&asked.kind, asked.alone().map(|part| &part.asks)) {
        (Kind::Info, _) => {
            prompt = "html";
            "html"
        }
        (Kind::YesNo, _) => "boolean",
        (Kind::SingleChoice, Some(Asks::One(choices))) => {
            taken.push("options");
            own.push(("choices", options(choices, file)));
            "radiogroup"
        }
        (Kind::MultipleChoice, Some(Asks::Several { choices, .. })) => {
            taken.extend(["options", "at_most_options"]);
            own.extend(several(choices, file));
            "checkbox"
        }
        (Kind::Ranking, Some(order)) => {
            taken.push("options");
            own.push(("choices", options(order.choices(), file)));
            "ranking"
        }
        (Kind::Text, Some(Asks::Text { max_chars })) => {
            taken.push("max_chars");
            own.push(("maxLength", Tree::Number(*max_chars as f64)));
            "comment"
        }
        (Kind::Number, Some(Asks::Number { scale, .. })) => {
            taken.extend(["min", "max"]);
            own.push(("inputType", "number".into()));
            own.extend([("min", number(scale.min)), ("max", number(scale.max))]);
            "text"
        }
        (Kind::Matrix, _) => {
            taken.extend(["items", "min", "max", "low", "high"]);
            let Asks::Number { scale, .. } = asked.parts().next()?.asks else { return None };
            let columns = scale.values().map(|value| {
                let end = [(scale.min, "low"), (scale.max, "high")];
                let end = end.into_iter().find(|(end, _)| *end == value);
                match end.and_then(|(_, name)| text(name)) {
                    Some(text) => Tree::map([("value", number(value)), ("text", text)]),
                    None => number(value),
                }
            });
            own.push(("columns", Tree::List(columns.collect())));
            let items = file.get("items").map_or(&[][..], Tree::items);
            own.push(("rows", Tree::List(items.iter().filter_map(item).collect())));
            "matrix"
        }
        (kind, Some(Asks::Number { scale, .. })) if fits_rating(*scale) => {
            taken.extend(["min", "max", "low", "high"]);
            own.push(("rateMin", number(scale.min)));
            own.push(("rateMax", number(scale.max)));
            own.extend(text("low").map(|low| ("minRateDescription", low)));
            own.extend(text("high").map(|high| ("maxRateDescription", high)));
            taken.push("display");
            own.extend(called(file, "display", "numbers", "labels").map(|kind| ("rateType", kind)));
            if *kind != Kind::Rating {
                let worded = if file.get("prompt").is_some() { "" } else { " and without a title" };
                let why = format!(
                    "{} leaves as a rating from {} to {}{worded}, and is not scored there",
                    kind.name(),
                    scale.min,
                    scale.max
                );
                left_out.push(LeftOut { pointer: at.key("kind"), why });
            }
            "rating"
        }
        (kind, _) => {
            let why = format!("left out, as there is nothing like {}", kind.name());
            left_out.push(LeftOut { pointer: at.clone(), why });
            return None;
        }
    };
    taken.push("order");
    own.extend(called(file, "order", "fixed", "none").map(|order| ("choicesOrder", order)));
    for (name, _) in file.entries() {
        if !COMMON.contains(&name.as_str()) && !taken.contains(&name.as_str()) {
            let why = "there is nothing like it".to_owned();
            left_out.push(LeftOut { pointer: at.key(name), why });
        }
    }
    let mut fields: Fields = vec![("type", kind.into()), ("name", asked.id.as_str().into())];
    if let Some(words) = file.get("prompt") {
        let words = if prompt == "html" { &each(words, html::from_text) } else { words };
        fields.push((prompt, words_out(words)));
    }
    fields.extend(text("help").map(|help| ("description", help)));
    fields.extend(asked.required.then_some(("isRequired", true.into())));
    fields.extend(own);
    Some(fields)
}

/// Whether a rating of theirs, and so one of ours, can have these numbers.
fn fits_rating(scale: crate::survey::scales::Scale) -> bool {
    scale.step == 1 && (0..=1).contains(&scale.min) && (2..=10).contains(&scale.max)
}

/// A text of ours, in every language put through `change`.
fn each(words: &Tree, change: fn(&str) -> String) -> Tree {
    match words {
        Tree::Text(text) => Tree::Text(change(text)),
        Tree::Map(texts) => {
            let changed = texts.iter().map(|(lang, text)| (lang.clone(), each(text, change)));
            Tree::Map(changed.collect())
        }
        other => other.clone(),
    }
}

/// A choice among names that are the same there, but for one.
fn called(file: &Tree, name: &str, ours: &str, theirs: &str) -> Option<Tree> {
    let chosen = file.get(name)?;
    Some(if chosen.text() == Some(ours) { theirs.into() } else { chosen.clone() })
}

fn options(choices: &[Choice], file: &Tree) -> Tree {
    Tree::List(choices.iter().zip(listed(file)).filter_map(|(_, file)| item(file)).collect())
}

fn listed(file: &Tree) -> &[Tree] {
    file.get("options").map_or(&[][..], Tree::items)
}

/// Options of which some can be chosen, and how many. That none of them is, is an item of its own
/// there, which no other is chosen with either.
fn several(choices: &[Choice], file: &Tree) -> Fields {
    let none = choices.last().filter(|choice| choice.id == Choice::NONE);
    let none = none.and_then(|_| item(listed(file).last()?));
    let others = if none.is_some() {
        choices.split_last().map_or(choices, |(_, rest)| rest)
    } else {
        choices
    };
    let mut fields = vec![("choices", options(others, file))];
    if let Some(none) = none {
        fields.push(("showNoneItem", true.into()));
        fields.extend(none.get("text").map(|text| ("noneText", text.clone())));
    }
    fields.extend(file.get("at_most_options").map(|n| ("maxSelectedChoices", n.clone())));
    fields
}

/// An option or an item of ours as a value with its text.
fn item(file: &Tree) -> Option<Tree> {
    let text = words_out(file.get("text")?);
    Some(Tree::map([("value", file.get("id")?.clone()), ("text", text)]))
}

/// The questions that a condition speaks of.
fn ids(condition: &Condition) -> Vec<&str> {
    match condition {
        Condition::Any(parts) | Condition::All(parts) => parts.iter().flat_map(ids).collect(),
        Condition::Not(part) => ids(part),
        Condition::Answered(id) | Condition::Number(id, ..) | Condition::Option(id, _) => vec![id],
    }
}
