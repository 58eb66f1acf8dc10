//! Earlier answers in later texts: `{answer:ID}`, or `{answer:ID|otherwise}` for who gave none.
//!
//! What stands there is the words of the option that was chosen, or the number. `{{answer:ID}` is
//! `{answer:ID}` as it stands; all other braces are nothing special.
//!
//! Words that a visitor wrote are never taken up. They are scrubbed on their way out, so a later
//! question would read back what nobody has read yet, a name or an insult, as if the shop said it.

use super::scales::Look;
use super::{Asks, Question, Survey};
use crate::answers::{Answer, Answers};
use crate::locale::Locale;
use crate::shape::{Mistake, Pointer, Problem};
use crate::tree::Tree;

/// The fields of a question whose texts may take up an answer.
const FIELDS: [&str; 6] = ["prompt", "help", "about", "feature", "low", "high"];

/// A piece of a text.
#[derive(Debug, PartialEq)]
enum Piece<'a> {
    Text(&'a str),
    /// The id of a question, and what to say where it was not answered.
    Answer(&'a str, Option<&'a str>),
}

/// Takes a text apart. What is never closed is a place of no question.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut was_brace = false;
    for (index, part) in text.split('{').enumerate() {
        let is_place = 0 < index && part.starts_with("answer:");
        if is_place && !was_brace {
            let place = part.strip_prefix("answer:").and_then(|place| place.split_once('}'));
            let (place, rest) = place.unwrap_or((part, ""));
            let (id, otherwise) = match place.split_once('|') {
                Some((id, otherwise)) => (id, Some(otherwise)),
                None => (place, None),
            };
            pieces.extend([Piece::Answer(id, otherwise), Piece::Text(rest)]);
        } else {
            // The second of two braces before a place stands for the first one too.
            let brace = if 0 < index && !(is_place && was_brace) { "{" } else { "" };
            pieces.extend([Piece::Text(brace), Piece::Text(part)]);
        }
        was_brace = 0 < index && part.is_empty();
    }
    pieces
}

/// Whether an answer to this question can stand in a text.
fn can_be_said(question: &Question) -> bool {
    question.alone().is_some_and(|part| matches!(part.asks, Asks::Number { .. } | Asks::One(_)))
}

impl Survey {
    /// A text of the owner's with the answers in their places.
    #[must_use]
    pub fn piped(&self, text: &str, answers: &Answers, locale: &Locale) -> String {
        let said = |id| said(self.question(id)?.1, answers.get(id)?, locale);
        let piece = |piece| match piece {
            Piece::Text(text) => text.to_owned(),
            Piece::Answer(id, otherwise) => {
                said(id).unwrap_or_else(|| otherwise.unwrap_or_default().to_owned())
            }
        };
        pieces(text).into_iter().map(piece).collect()
    }
}

/// An answer in words.
fn said(question: &Question, answer: &Answer, locale: &Locale) -> Option<String> {
    match (&question.alone()?.asks, answer) {
        (Asks::One(choices), Answer::Choice(id)) => {
            choices.iter().find(|choice| choice.id == *id).map(|choice| choice.text.say(locale))
        }
        (Asks::Number { look, .. }, Answer::Number(number)) => {
            let digits = Tree::Number(*number).told();
            Some(match look {
                Look::Column(name) => locale.word(&[name, ".", &digits].concat()).to_owned(),
                Look::Row { .. } | Look::Slider { .. } | Look::Field => digits,
            })
        }
        _ => None,
    }
}

/// Notes every place in a question's texts that leads to no answer, or where none can stand.
pub(super) fn check(file: &Tree, at: &Pointer, earlier: &[Question], mistakes: &mut Vec<Mistake>) {
    for (name, value) in file.entries() {
        let earlier = FIELDS.contains(&name.as_str()).then_some(earlier);
        check_texts(value, &at.key(name), earlier, mistakes);
    }
}

/// The same in every text at and below a place; without questions no answer can stand there.
pub(super) fn check_texts(
    tree: &Tree,
    at: &Pointer,
    earlier: Option<&[Question]>,
    mistakes: &mut Vec<Mistake>,
) {
    for (index, item) in tree.items().iter().enumerate() {
        check_texts(item, &at.index(index), earlier, mistakes);
    }
    for (name, value) in tree.entries() {
        check_texts(value, &at.key(name), earlier, mistakes);
    }
    for piece in pieces(tree.text().unwrap_or_default()) {
        let Piece::Answer(id, _) = piece else { continue };
        let (found, allowed) = match earlier {
            None => (["{answer:", id, "}"].concat(), "allowed here: this text takes up no answer"),
            Some(earlier) if earlier.iter().any(|one| one.id == id && can_be_said(one)) => continue,
            Some(_) => (
                Tree::from(id).told(),
                "the id of an earlier question that is answered by one number or one option",
            ),
        };
        mistakes.push(at.has(Problem::Wrong { found, allowed: allowed.to_owned() }));
    }
}

/// The places in a text that say nothing where their question was not answered: their ids.
pub(super) fn without_otherwise(text: &str) -> impl Iterator<Item = &str> {
    pieces(text).into_iter().filter_map(|piece| match piece {
        Piece::Answer(id, None) => Some(id),
        Piece::Answer(_, Some(_)) | Piece::Text(_) => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn survey(questions: &str) -> Result<Survey, Vec<String>> {
        let file = r#"{"schema":"aftersay.survey/1","id":"s","version":1,"questions":["#;
        let tree = serde_json::from_str(&[file, questions, "]}"].concat()).unwrap();
        Survey::read(&tree).map_err(|all| all.iter().map(ToString::to_string).collect())
    }

    const QUESTIONS: &str = r#"
        {"id":"stars","kind":"rating","prompt":"How?"},
        {"id":"overall","kind":"csat"},
        {"id":"found","kind":"single_choice","prompt":"Where?",
         "options":[{"id":"ad","text":{"en":"An {answer ad}","de":"Werbung"}},{"id":"x","text":"X"}]},
        {"id":"why","kind":"text","prompt":"Why {answer:stars|so many} stars?"}"#;

    #[test]
    fn an_answer_stands_in_a_later_text_by_its_words() {
        let json = include_str!("../../www/locales/en.json");
        let locale = Locale::read(&serde_json::from_str(json).unwrap()).unwrap();
        let survey = survey(QUESTIONS).unwrap();
        let answers = Answers::default()
            .with("stars", Some(Answer::Number(3.0)))
            .with("overall", Some(Answer::Number(2.0)))
            .with("found", Some(Answer::Choice("ad".to_owned())));
        let empty = Answers::default();
        for (case, text, answers, shown) in [
            ("a number", "{answer:stars} stars", &answers, "3 stars"),
            (
                "words of a level",
                "So you are {answer:overall}.",
                &answers,
                "So you are Dissatisfied.",
            ),
            ("words of an option", "By {answer:found|chance}?", &answers, "By An {answer ad}?"),
            ("nothing said", "By {answer:found|chance}?", &empty, "By chance?"),
            ("nothing said instead", "By {answer:found}?", &empty, "By ?"),
            ("as it stands", "Write {{answer:found}", &answers, "Write {answer:found}"),
            ("other braces", "{a} {{b} {", &answers, "{a} {{b} {"),
            ("two in a row", "{answer:stars}{answer:stars}", &answers, "33"),
        ] {
            assert_eq!(survey.piped(text, answers, &locale), shown, "{case}");
        }
    }

    #[test]
    fn a_place_without_an_answer_is_a_mistake_at_its_text() {
        let question = |field: &str| {
            let more = [QUESTIONS, r#",{"id":"last","kind":"csm","#, field, "}"].concat();
            survey(&more).err().unwrap_or_default()
        };
        let allowed = "the id of an earlier question that is answered by one number or one option";
        for (field, told) in [
            (r#""about":"{answer:found|it}""#, vec![]),
            (
                r#""about":{"en":"{answer:fund}"}"#,
                vec![["/questions/4/about/en: \"fund\" is not ", allowed].concat()],
            ),
            (
                r#""help":"{answer:why}""#,
                vec![["/questions/4/help: \"why\" is not ", allowed].concat()],
            ),
            (
                r#""help":"{answer:last}""#,
                vec![["/questions/4/help: \"last\" is not ", allowed].concat()],
            ),
            (
                r#""help":"{answer:stars""#,
                vec![["/questions/4/help: \"answer:stars\" is not ", allowed].concat()],
            ),
        ] {
            assert_eq!(question(field), told, "{field}");
        }
        let options = r#"{"id":"a","kind":"nps"},{"id":"b","kind":"single_choice","prompt":"?",
            "options":[{"id":"x","text":"{answer:a}"},{"id":"y","text":"Y"}]}"#;
        let told = "/questions/1/options/0/text: {answer:a} is not allowed here: this text takes up no answer";
        assert_eq!(survey(options).unwrap_err(), [told]);
    }
}
