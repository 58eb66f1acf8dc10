//! What is said after the last answer: one ending for everybody, or several by the answers.
//!
//! Several are for the larger of the two modules.

use super::wording::Words;
#[cfg(feature = "models")]
use super::{Question, branch::Condition, condition, piping};
use super::{Survey, text, words};
use crate::answers::Answers;
use crate::shape::{Field, LINKS, Shape, optional, required};
#[cfg(feature = "models")]
use crate::shape::{Mistake, Pointer, Problem};
use crate::tree::Tree;

/// What is said after the last answer.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ending {
    /// The owner's words, or the standard ones.
    pub text: Option<Words>,
    /// Where the visitor may go on.
    pub link: Option<Link>,
}

/// A link that the owner offers.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// Where it leads: a web, mail or telephone address, or a path of the shop.
    pub href: String,
    /// What it says.
    pub text: Words,
}

const TEXT: Field = optional("text", Shape::Words);
const LINK: Field = optional(
    "link",
    Shape::Record(&[required("href", Shape::Href(LINKS)), required("text", Shape::Words)]),
);
const ONE: Shape = Shape::Record(&[TEXT, LINK]);
const SEVERAL: Shape =
    Shape::List(&Shape::Record(&[optional("show_if", Shape::Text(500)), TEXT, LINK]), 1, 20);

/// The field `thanks` of a survey file.
pub(super) const THANKS: Shape =
    if cfg!(feature = "models") { Shape::Either(&ONE, &SEVERAL) } else { ONE };

/// Reads one ending.
pub(super) fn read(file: &Tree) -> Ending {
    let link = file
        .get("link")
        .and_then(|link| Some(Link { href: text(link, "href"), text: words(link, "text")? }));
    Ending { text: words(file, "text"), link }
}

/// Reads several, the last of them for everybody else; and notes those that nobody would ever see.
#[cfg(feature = "models")]
pub(super) fn read_all(
    file: &Tree,
    at: &Pointer,
    questions: &[Question],
    mistakes: &mut Vec<Mistake>,
) -> (Vec<(Condition, Ending)>, Ending) {
    let Some((last, before)) = file.items().split_last() else {
        check_texts(file, at, questions, mistakes);
        return (Vec::new(), read(file));
    };
    let mut endings = Vec::new();
    for (index, file) in before.iter().enumerate() {
        let at = at.index(index);
        check_texts(file, &at, questions, mistakes);
        if file.get("show_if").is_none() {
            let allowed = "a condition, or none of the endings after it is ever shown".to_owned();
            mistakes.push(at.key("show_if").has(Problem::Missing { allowed }));
        }
        let condition = condition(file, &at, questions, mistakes);
        endings.extend(condition.map(|condition| (condition, read(file))));
    }
    let at = at.index(before.len());
    check_texts(last, &at, questions, mistakes);
    if let Some(found) = last.get("show_if") {
        let allowed = "allowed in the last ending, for everybody else";
        mistakes.push(at.key("show_if").wrong(found, allowed));
    }
    (endings, read(last))
}

#[cfg(feature = "models")]
fn check_texts(file: &Tree, at: &Pointer, questions: &[Question], mistakes: &mut Vec<Mistake>) {
    let empty = Tree::Null;
    let (text, link) = (file.get("text").unwrap_or(&empty), file.get("link").unwrap_or(&empty));
    piping::check_texts(text, &at.key("text"), Some(questions), mistakes);
    for (name, value) in link.entries() {
        // No address carries an answer to whoever reads it there.
        let questions = (name == "text").then_some(questions);
        piping::check_texts(value, &at.key("link").key(name), questions, mistakes);
    }
}

impl Survey {
    /// The ending that these answers lead to.
    #[must_use]
    pub fn ending(&self, answers: &Answers) -> &Ending {
        #[cfg(feature = "models")]
        if let Some((_, ending)) = self.endings.iter().find(|(when, _)| when.holds(answers)) {
            return ending;
        }
        #[cfg(not(feature = "models"))]
        let _ = answers;
        &self.thanks
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::Answer;

    fn survey(thanks: &str) -> Result<Survey, Vec<String>> {
        let file = r#"{"schema":"aftersay.survey/1","id":"s","version":1,
            "questions":[{"id":"recommend","kind":"nps"}],"thanks":"#;
        let tree = serde_json::from_str(&[file, thanks, "}"].concat()).unwrap();
        Survey::read(&tree).map_err(|all| all.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn the_first_ending_that_holds_is_shown_and_the_last_to_everybody_else() {
        let survey = survey(
            r#"[{"show_if":"recommend <= 6","text":"Sorry."},
                {"show_if":"recommend <= 8","text":"Hm."},{"text":"Great."}]"#,
        )
        .unwrap();
        for (answer, shown) in
            [(Some(3.0), "Sorry."), (Some(7.0), "Hm."), (Some(9.0), "Great."), (None, "Great.")]
        {
            let answers = Answers::default().with("recommend", answer.map(Answer::Number));
            let text = survey.ending(&answers).text.as_ref().unwrap();
            assert_eq!(text.in_lang("en"), shown, "{answer:?}");
        }
    }

    #[test]
    fn an_ending_that_nobody_would_see_is_a_mistake() {
        for (thanks, told) in [
            (
                r#"[{"text":"a"},{"text":"b"}]"#,
                "/thanks/0/show_if: is missing, and has to be a condition, or none of the endings after it is ever shown",
            ),
            (
                r#"[{"show_if":"recommend > 3","text":"b"}]"#,
                "/thanks/0/show_if: \"recommend > 3\" is not allowed in the last ending, for everybody else",
            ),
            (
                r#"[{"show_if":"nobody > 3"},{}]"#,
                "/thanks/0/show_if: nobody is not the id of an earlier question, not or (",
            ),
            (
                r#"{"link":{"href":"/help?{answer:recommend}","text":"{answer:recommend}"}}"#,
                "/thanks/link/href: {answer:recommend} is not allowed here: this text takes up no answer",
            ),
            ("7", "/thanks: 7 is not an object, or a list of 1 to 20, each an object"),
        ] {
            assert_eq!(survey(thanks).unwrap_err(), [told], "{thanks}");
        }
    }
}
