//! What a survey may say, and had better not: told to whoever checks a file, and to nobody else.

use super::scales::Scale;
use super::{Ending, Survey, piping};
use crate::answers::{Answer, Answers};
use crate::shape::Pointer;
use crate::tree::Tree;
use std::fmt;

/// Something in a survey that is allowed, and had better be otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// What it is, for programs.
    pub code: &'static str,
    /// The place.
    pub pointer: Pointer,
    /// What it is, in words.
    pub text: String,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} ({})", self.pointer, self.text, self.code)
    }
}

/// What stands in the addresses of sites that collect reviews, and in texts that ask for one.
const REVIEWS: [&str; 29] = [
    "review",
    "trustpilot",
    "trustedshops",
    "trusted-shops",
    "g.page",
    "yelp.",
    "feefo",
    "ekomi",
    "tripadvisor",
    "provenexpert",
    "holidaycheck",
    "rate us",
    "rating",
    "bewert",
    "rezension",
    "avis",
    "évalu",
    "reseña",
    "valora",
    "opinión",
    "recension",
    "avalia",
    "beoordel",
    "omdöme",
    "opinie",
    "hodnocen",
    "відгук",
    "评价",
    "レビュー",
];

impl Survey {
    /// Tells what had better be otherwise in a file that this survey was read from.
    ///
    /// | code | |
    /// |---|---|
    /// | `review_gating` | a link that looks like an invitation to review, shown to the satisfied alone |
    /// | `nothing_otherwise` | an earlier answer in a text, and nothing to say where there is none |
    #[must_use]
    pub fn warnings(&self, file: &Tree) -> Vec<Warning> {
        let mut warnings = Vec::new();
        self.gating(&mut warnings);
        self.gaps(file, &Pointer::default(), &mut warnings);
        warnings
    }

    /// Compares what the least and the most satisfied are shown at the end, question by question.
    ///
    /// Of a question that is answered by yes or no it cannot be known which of the two is better.
    fn gating(&self, warnings: &mut Vec<Warning>) {
        for question in &self.questions {
            let Some(Scale { min, max, .. }) = question.scale() else { continue };
            let ending = |value: i32| {
                let answer = Some(Answer::Number(value.into()));
                self.ending(&Answers::default().with(&question.id, answer))
            };
            let (low, high) = (ending(min), ending(max));
            let turns: &[_] =
                if max - min == 1 { &[(low, high), (high, low)] } else { &[(low, high)] };
            for (unhappy, happy) in turns {
                if !invites(happy) || invites(unhappy) {
                    continue;
                }
                let index =
                    self.endings.iter().position(|(_, ending)| std::ptr::eq(ending, *happy));
                let index = index.unwrap_or(self.endings.len());
                let at = Pointer::default().key("thanks").index(index);
                let warning = Warning {
                    code: "review_gating",
                    pointer: at.key("link"),
                    text: [
                        "this looks like an invitation to review, and whether a buyer sees it depends on their answer to ",
                        &question.id,
                        ": reviews that only the satisfied are asked for mislead, which review sites \
                         and consumer law forbid; show the link in every ending",
                    ]
                    .concat(),
                };
                if !warnings.contains(&warning) {
                    warnings.push(warning);
                }
            }
        }
    }

    /// Looks for answers in texts that may be missing, with nothing to stand in for them.
    fn gaps(&self, tree: &Tree, at: &Pointer, warnings: &mut Vec<Warning>) {
        for (index, item) in tree.items().iter().enumerate() {
            self.gaps(item, &at.index(index), warnings);
        }
        for (name, value) in tree.entries() {
            self.gaps(value, &at.key(name), warnings);
        }
        for id in piping::without_otherwise(tree.text().unwrap_or_default()) {
            let given = |id| {
                let (_, question) = self.question(id)?;
                let everybody = question.always || self.questions.len() <= self.at_most;
                Some(question.required && question.show_if.is_none() && everybody)
            };
            if given(id) == Some(false) {
                let text = [
                    "nothing stands here where ",
                    id,
                    " was not answered; write {answer:",
                    id,
                    "|…} with what to say then",
                ];
                let (code, pointer) = ("nothing_otherwise", at.clone());
                warnings.push(Warning { code, pointer, text: text.concat() });
            }
        }
    }
}

/// Whether an ending has a link that looks like an invitation to review.
fn invites(ending: &Ending) -> bool {
    ending.link.as_ref().is_some_and(|link| {
        let looks_so = |text: &str| {
            let text = text.to_lowercase();
            REVIEWS.iter().any(|review| text.contains(review))
        };
        looks_so(&link.href) || link.text.all().any(looks_so)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn warnings(questions: &str, thanks: &str) -> Vec<String> {
        let json = [
            r#"{"schema":"aftersay.survey/1","id":"s","version":1,"questions":["#,
            questions,
            r#"],"thanks":"#,
            thanks,
            "}",
        ];
        let tree = serde_json::from_str(&json.concat()).unwrap();
        let survey = Survey::read(&tree).unwrap();
        let told = |warning: Warning| [warning.code, " ", warning.pointer.text()].concat();
        survey.warnings(&tree).into_iter().map(told).collect()
    }

    #[test]
    fn an_invitation_to_review_for_the_satisfied_alone_is_warned_of() {
        const REVIEW: &str =
            r#""link":{"href":"https://www.trustpilot.com/evaluate/x","text":"Go"}"#;
        const WORDS: &str = r#""link":{"href":"/x","text":{"de":"Jetzt bewerten"}}"#;
        const HELP: &str = r#""link":{"href":"/help","text":"Talk to us"}"#;
        let nps = r#"{"id":"recommend","kind":"nps"}"#;
        let ordered = r#"{"id":"late","kind":"yes_no","prompt":"Was it late?"}"#;
        let ending = |condition: &str, link: &str| {
            let condition = match condition {
                "" => String::new(),
                some => [r#""show_if":""#, some, "\","].concat(),
            };
            ["{", &condition, link, "}"].concat()
        };
        for (case, question, first, last, told) in [
            (
                "help for the unhappy, review for others",
                nps,
                ("recommend <= 6", HELP),
                REVIEW,
                vec!["review_gating /thanks/1/link"],
            ),
            (
                "review for promoters",
                nps,
                ("recommend >= 9", WORDS),
                HELP,
                vec!["review_gating /thanks/0/link"],
            ),
            (
                "yes is the worse answer",
                ordered,
                ("late = 0", REVIEW),
                HELP,
                vec!["review_gating /thanks/0/link"],
            ),
            ("review for everybody", nps, ("recommend <= 6", REVIEW), WORDS, vec![]),
            ("no review at all", nps, ("recommend <= 6", HELP), HELP, vec![]),
        ] {
            let thanks = ["[", &ending(first.0, first.1), ",", &ending("", last), "]"].concat();
            assert_eq!(warnings(question, &thanks), told, "{case}");
        }
        assert_eq!(warnings(nps, &ending("", REVIEW)), [""; 0], "one ending is for everybody");
    }

    #[test]
    fn an_answer_that_may_be_missing_from_a_text_is_warned_of() {
        let question = r#"{"id":"stars","kind":"rating","prompt":"How?"}"#;
        let required = r#"{"id":"stars","kind":"rating","prompt":"How?","required":true}"#;
        for (question, text, told) in [
            (question, "{answer:stars} stars", vec!["nothing_otherwise /thanks/text/en"]),
            (question, "{answer:stars|some} stars", vec![]),
            (required, "{answer:stars} stars", vec![]),
        ] {
            let thanks = [r#"{"text":{"en":""#, text, r#""}}"#].concat();
            assert_eq!(warnings(question, &thanks), told, "{text}");
        }
    }
}
