//! What the visitor said, checked against the survey.

use crate::shape::{Mistake, Pointer, Problem};
use crate::survey::{Kind, Question, Survey};
use crate::tree::Tree;

/// One answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// A number on the question's scale.
    Number(f64),
    /// The id of one of the question's options.
    Choice(String),
    /// The visitor's own words.
    Text(String),
}

/// The answers of one visit, in the order in which they were first given.
///
/// A question without an answer is not in here: missing is never zero.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answers(Vec<(String, Answer)>);

impl Answers {
    /// The answer to the question of this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Answer> {
        self.0.iter().find(|(question, _)| question == id).map(|(_, answer)| answer)
    }

    /// The answer to the question of this id, as a number.
    #[must_use]
    pub fn number(&self, id: &str) -> Option<f64> {
        if let Some(Answer::Number(number)) = self.get(id) { Some(*number) } else { None }
    }

    /// Sets an answer, or takes it back.
    #[must_use]
    pub fn with(mut self, id: &str, answer: Option<Answer>) -> Self {
        let found = self.0.iter().position(|(question, _)| question == id);
        match (found, answer) {
            (Some(index), Some(answer)) => {
                if let Some(entry) = self.0.get_mut(index) {
                    entry.1 = answer;
                }
            }
            (Some(index), None) => drop(self.0.remove(index)),
            (None, Some(answer)) => self.0.push((id.to_owned(), answer)),
            (None, None) => {}
        }
        self
    }

    /// Every answer with its question's id.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Answer)> {
        self.0.iter().map(|(id, answer)| (id.as_str(), answer))
    }

    /// Changes every free text.
    #[must_use]
    pub fn map_text(mut self, mut change: impl FnMut(String) -> String) -> Self {
        for (_, answer) in &mut self.0 {
            if let Answer::Text(text) = answer {
                *text = change(std::mem::take(text));
            }
        }
        self
    }

    /// Whether nothing was answered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Keeps the answers to questions that the final answers still lead to: going back and
    /// changing one's mind may hide a question that was answered before.
    #[must_use]
    pub fn settled(self, survey: &Survey, asked: &[usize]) -> Self {
        let mut settled = Self::default();
        let mut step = survey.next(asked, None, &settled);
        while let Some((index, question)) = step.and_then(|i| Some((i, survey.questions.get(i)?))) {
            settled = settled.with(&question.id, self.get(&question.id).cloned());
            step = survey.next(asked, Some(index), &settled);
        }
        settled
    }

    /// Reads answers by question id.
    ///
    /// # Errors
    /// Every answer that is not one, and every one to a question that the survey does not have.
    pub fn read(tree: &Tree, survey: &Survey, at: &Pointer) -> Result<Self, Vec<Mistake>> {
        let mut answers = Self::default();
        let mut mistakes = Vec::new();
        for (id, value) in tree.entries() {
            let place = at.key(id);
            let Some((_, question)) = survey.question(id) else {
                let ids: Vec<_> = survey.questions.iter().map(|q| q.id.as_str()).collect();
                mistakes.push(place.has(Problem::UnknownField { allowed: ids.join(", ") }));
                continue;
            };
            match question.answer(value) {
                Ok(answer) => answers = answers.with(id, answer),
                Err(allowed) => mistakes.push(place.wrong(value, allowed)),
            }
        }
        if mistakes.is_empty() { Ok(answers) } else { Err(mistakes) }
    }
}

impl Question {
    /// Reads one answer; `null` and empty text are none.
    ///
    /// # Errors
    /// What would have been allowed.
    pub fn answer(&self, value: &Tree) -> Result<Option<Answer>, String> {
        if matches!(value, Tree::Null) {
            return Ok(None);
        }
        match &self.kind {
            Kind::SingleChoice(options) => {
                let chosen = options.iter().find(|option| value.text() == Some(&option.id));
                let ids = || options.iter().map(|o| o.id.as_str()).collect::<Vec<_>>().join(", ");
                let chosen = chosen.ok_or_else(|| ["one of ", &ids()].concat())?;
                Ok(Some(Answer::Choice(chosen.id.clone())))
            }
            Kind::Text { max_chars } => {
                // Twice as long on the wire: a mask may be longer than what it stands for.
                let text = value.text().filter(|text| text.chars().count() <= 2 * max_chars);
                let allowed =
                    || ["text of at most ", &max_chars.to_string(), " characters"].concat();
                let text = text.ok_or_else(allowed)?.trim();
                Ok((!text.is_empty()).then(|| Answer::Text(text.to_owned())))
            }
            Kind::Nps | Kind::Csat | Kind::Csm { .. } | Kind::Rating(_) => {
                let (Some(scale), number) = (self.kind.scale(), value.number()) else {
                    return Ok(None);
                };
                let on_scale = number.filter(|&number| scale.holds(number));
                let values =
                    || scale.values().map(|v| v.to_string()).collect::<Vec<_>>().join(", ");
                let number = on_scale.ok_or_else(|| ["one of ", &values()].concat())?;
                Ok(Some(Answer::Number(number)))
            }
        }
    }
}

impl From<&Answer> for Tree {
    fn from(answer: &Answer) -> Self {
        match answer {
            Answer::Number(number) => Self::Number(*number),
            Answer::Choice(text) | Answer::Text(text) => Self::from(text.as_str()),
        }
    }
}

impl From<&Answers> for Tree {
    fn from(answers: &Answers) -> Self {
        Self::Map(answers.iter().map(|(id, answer)| (id.to_owned(), answer.into())).collect())
    }
}
