//! What the visitor said, checked against the survey.

use crate::shape::{Mistake, Pointer, Problem};
use crate::survey::{Asks, Choice, Part, Question, Sheet, Survey};
use crate::tree::{Tree, counted};

/// One answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// A number on the question's scale.
    Number(f64),
    /// The id of one of the question's options.
    Choice(String),
    /// The ids of some of the question's options, in the order of the question; in a ranking the first
    /// comes first.
    Choices(Vec<String>),
    /// The visitor's own words.
    Text(String),
    /// Answers to the parts of a question that asks several things, by their keys. A choice beside
    /// which something was written has none.
    Parts(Vec<(String, Self)>),
}

impl Answer {
    /// The answer as a number, if it is one.
    #[must_use]
    pub fn number(&self) -> Option<f64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }

    /// The answer to a part; that to a question with nothing else is the whole.
    #[must_use]
    pub fn part(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Parts(parts) => {
                parts.iter().find(|(other, _)| other == key).map(|(_, answer)| answer)
            }
            answer => key.is_empty().then_some(answer),
        }
    }

    /// Whether an option is chosen.
    #[must_use]
    pub fn chooses(&self, option: &str) -> bool {
        match self {
            Self::Choice(chosen) => chosen == option,
            Self::Choices(chosen) => chosen.iter().any(|other| other == option),
            Self::Number(_) | Self::Text(_) | Self::Parts(_) => false,
        }
    }

    /// Whether it says more than that the question does not apply.
    #[must_use]
    pub fn applies(&self) -> bool {
        !cfg!(feature = "models")
            || self.singles().any(|(_, single)| !single.chooses(Choice::NOT_APPLICABLE))
    }

    /// Every single answer in it with its part's key, which is empty where it is the whole.
    pub fn singles(&self) -> impl Iterator<Item = (&str, &Self)> {
        let (parts, whole): (&[_], _) = match self {
            Self::Parts(parts) => (parts, None),
            whole => (&[], Some(("", whole))),
        };
        parts.iter().map(|(key, answer)| (key.as_str(), answer)).chain(whole)
    }

    fn map_text(&mut self, change: &mut dyn FnMut(String) -> String) {
        match self {
            Self::Text(text) => *text = change(std::mem::take(text)),
            Self::Parts(parts) => {
                for (_, answer) in parts {
                    answer.map_text(change);
                }
            }
            Self::Number(_) | Self::Choice(_) | Self::Choices(_) => {}
        }
    }
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

    /// The answer to a part of the question of this id.
    #[must_use]
    pub fn part(&self, id: &str, key: &str) -> Option<&Answer> {
        self.get(id)?.part(key)
    }

    /// The answer to the question of this id, as a number.
    #[must_use]
    pub fn number(&self, id: &str) -> Option<f64> {
        self.get(id)?.number()
    }

    /// Sets an answer, or takes it back.
    #[must_use]
    pub fn with(mut self, id: &str, answer: Option<Answer>) -> Self {
        set(&mut self.0, id, answer);
        self
    }

    /// Sets the answer to a part of a question, or takes it back.
    #[must_use]
    pub fn with_part(self, id: &str, key: &str, answer: Option<Answer>) -> Self {
        if !cfg!(feature = "models") {
            return self.with(id, answer);
        }
        let mut parts = match self.get(id) {
            Some(Answer::Parts(parts)) => parts.clone(),
            Some(whole) => vec![(String::new(), whole.clone())],
            None => Vec::new(),
        };
        set(&mut parts, key, answer);
        self.with(id, joined(parts))
    }

    /// Every answer with its question's id.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Answer)> {
        self.0.iter().map(|(id, answer)| (id.as_str(), answer))
    }

    /// Changes every free text.
    #[must_use]
    pub fn map_text(mut self, mut change: impl FnMut(String) -> String) -> Self {
        self.0.iter_mut().for_each(|(_, answer)| answer.map_text(&mut change));
        self
    }

    /// Whether nothing was answered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
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
            if let Some((_, question)) = survey.question(id) {
                let answer = question.answer(value, &place, &mut mistakes);
                answers = answers.with(id, answer);
            } else {
                mistakes.push(unknown(&place, survey.questions.iter().map(|q| q.id.as_str())));
            }
        }
        if mistakes.is_empty() { Ok(answers) } else { Err(mistakes) }
    }
}

/// Sets what stands under a name, or takes it away.
fn set(entries: &mut Vec<(String, Answer)>, name: &str, answer: Option<Answer>) {
    let found = entries.iter().position(|(other, _)| other == name);
    match (found.and_then(|index| Some((index, entries.get_mut(index)?))), answer) {
        (Some((_, entry)), Some(answer)) => entry.1 = answer,
        (Some((index, _)), None) => drop(entries.remove(index)),
        (None, Some(answer)) => entries.push((name.to_owned(), answer)),
        (None, None) => {}
    }
}

/// The answers to some parts as one; a whole that is alone is the answer.
fn joined(mut parts: Vec<(String, Answer)>) -> Option<Answer> {
    if parts.len() == 1 && parts.iter().all(|(key, _)| key.is_empty()) {
        return parts.pop().map(|(_, whole)| whole);
    }
    (!parts.is_empty()).then_some(Answer::Parts(parts))
}

fn unknown<'a>(at: &Pointer, known: impl Iterator<Item = &'a str>) -> Mistake {
    let allowed = known.collect::<Vec<_>>().join(", ");
    at.has(Problem::UnknownField { allowed })
}

impl Question {
    /// Reads one answer and notes what is wrong with it; `null`, empty text and an object without
    /// fields are none.
    pub fn answer(
        &self,
        value: &Tree,
        at: &Pointer,
        mistakes: &mut Vec<Mistake>,
    ) -> Option<Answer> {
        let read = |part: &Part, value: &Tree, at: &Pointer, mistakes: &mut Vec<Mistake>| {
            let noted = |allowed: String| mistakes.push(at.wrong(value, allowed));
            part.answer(value).map_err(noted).ok().flatten()
        };
        let whole = self.alone();
        let has_more = 1 < self.parts().count();
        if let Some(part) = whole.filter(|_| !(has_more && matches!(value, Tree::Map(_)))) {
            return read(part, value, at, mistakes);
        }
        let mut parts = Vec::new();
        if !matches!(value, Tree::Map(_) | Tree::Null) {
            mistakes.push(at.wrong(value, "an object"));
        }
        for (key, value) in value.entries() {
            let place = at.key(key);
            match whole.filter(|_| key == CHOICE).or_else(|| self.part(key)) {
                Some(part) => {
                    let answer = read(part, value, &place, mistakes);
                    parts.extend(answer.map(|answer| (part.key.clone(), answer)));
                }
                None => {
                    mistakes.push(unknown(&place, self.parts().map(|part| written(&part.key))));
                }
            }
        }
        let answer = joined(parts);
        let said = answer.as_ref();
        let chosen = said.and_then(|said| said.part("")).filter(|_| whole.is_some());
        let is_other = chosen.is_some_and(|chosen| chosen.chooses(Choice::OTHER));
        if let Some(words) = said.and_then(|said| said.part(Choice::OTHER))
            && whole.is_some()
            && !is_other
        {
            let place = at.key(Choice::OTHER);
            mistakes.push(place.wrong(&words.into(), "allowed where other is not chosen"));
        }
        for sheet in &self.sheets {
            if let (Some(sum), false) = (sheet.sum, sheet.adds_up(answer.as_ref())) {
                let allowed = ["points that add up to ", &Tree::from(sum).told()].concat();
                mistakes.push(at.wrong(value, allowed));
            }
        }
        answer
    }
}

impl Sheet {
    /// Whether the numbers of its parts add up to what they have to; with none at all they do.
    #[must_use]
    pub fn adds_up(&self, answer: Option<&Answer>) -> bool {
        let number = |part: &Part| answer?.part(&part.key)?.number();
        let numbers: Vec<_> = self.parts.iter().filter_map(number).collect();
        let sum: f64 = numbers.iter().sum();
        numbers.is_empty() || self.sum.is_none_or(|wanted| (sum - wanted).abs() < 1e-9)
    }
}

impl Part {
    /// Reads one answer; `null`, an empty list and empty text are none.
    ///
    /// # Errors
    /// What would have been allowed.
    pub fn answer(&self, value: &Tree) -> Result<Option<Answer>, String> {
        match value {
            Tree::Null => Ok(None),
            value => self.fitting(value).ok_or_else(|| self.asks.allowed()),
        }
    }

    /// Reads one answer and says no more than that it is none to this: what a wrong one should have
    /// been is for those who can mend it.
    #[must_use]
    pub fn fitting(&self, value: &Tree) -> Option<Option<Answer>> {
        if self.not_applicable && value.text() == Some(Choice::NOT_APPLICABLE) {
            return Some(Some(Answer::Choice(Choice::NOT_APPLICABLE.to_owned())));
        }
        match &self.asks {
            Asks::Number { scale, .. } => {
                let on_scale = value.number().filter(|&number| scale.holds(number));
                on_scale.map(|number| Some(Answer::Number(number)))
            }
            Asks::One(choices) => {
                let chosen = choices.iter().find(|choice| value.text() == Some(&choice.id));
                chosen.map(|chosen| Some(Answer::Choice(chosen.id.clone())))
            }
            Asks::Several { choices, .. } => {
                let Tree::List(given) = value else { return None };
                let is_given =
                    |choice: &&Choice| given.iter().any(|id| id.text() == Some(&choice.id));
                let chosen: Vec<_> =
                    choices.iter().filter(is_given).map(|c| c.id.clone()).collect();
                let alone = chosen.len() < 2 || chosen.iter().all(|id| id != Choice::NONE);
                let fits = chosen.len() == given.len() && self.asks.misses(&chosen).is_none();
                (fits && alone).then(|| (!chosen.is_empty()).then_some(Answer::Choices(chosen)))
            }
            #[cfg(feature = "models")]
            Asks::Order(choices) => {
                let Tree::List(given) = value else { return None };
                let known = |id: &Tree| {
                    let known = choices.iter().find(|choice| id.text() == Some(&choice.id));
                    known.map(|choice| choice.id.clone())
                };
                let mut order: Vec<String> = Vec::new();
                for id in given.iter().filter_map(known) {
                    if !order.contains(&id) {
                        order.push(id);
                    }
                }
                let fits = order.len() == given.len() && self.asks.misses(&order).is_none();
                fits.then(|| (!order.is_empty()).then_some(Answer::Choices(order)))
            }
            Asks::Text { max_chars } => {
                // Twice as long on the wire: a mask may be longer than what it stands for.
                let text =
                    value.text().filter(|text| text.chars().count() <= 2 * max_chars)?.trim();
                Some((!text.is_empty()).then(|| Answer::Text(text.to_owned())))
            }
        }
    }
}

/// How many options were chosen that is too few or too many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misses {
    /// Fewer than this many.
    AtLeast(usize),
    /// More than this many.
    AtMost(usize),
}

impl Asks {
    /// Whether too few or too many options are chosen; with none at all there is no answer, and that
    /// none of them is so goes for all.
    #[must_use]
    pub fn misses(&self, chosen: &[String]) -> Option<Misses> {
        let (at_least, at_most) = match self {
            Self::Several { at_least, at_most, .. } => (*at_least, *at_most),
            #[cfg(feature = "models")]
            Self::Order(choices) => (choices.len(), choices.len()),
            Self::Number { .. } | Self::One(_) | Self::Text { .. } => return None,
        };
        match chosen {
            [] => None,
            [id] if id == Choice::NONE => None,
            _ if chosen.len() < at_least => Some(Misses::AtLeast(at_least)),
            _ if at_most < chosen.len() => Some(Misses::AtMost(at_most)),
            _ => None,
        }
    }
}

impl Asks {
    /// What is allowed as an answer.
    fn allowed(&self) -> String {
        match self {
            Self::Number { scale, .. } => scale.told(),
            Self::One(choices) => ["one of ", &ids(choices)].concat(),
            Self::Several { choices, at_least, at_most } => {
                let has_least = 1 < *at_least;
                let at_most = ["at most ", &counted(*at_most)].concat();
                let at_least = ["at least ", &counted(*at_least), " and "].concat();
                let at_least = if has_least { at_least.as_str() } else { "" };
                ["a list of ", at_least, &at_most, " of ", &ids(choices)].concat()
            }
            #[cfg(feature = "models")]
            Self::Order(choices) => ["a list, each once, of all of ", &ids(choices)].concat(),
            Self::Text { max_chars } => {
                ["text of at most ", &counted(*max_chars), " characters"].concat()
            }
        }
    }
}

/// What a choice is called on the wire, where words stand beside it.
const CHOICE: &str = "choice";

/// The key of a part as the wire has it.
fn written(key: &str) -> &str {
    if key.is_empty() { CHOICE } else { key }
}

fn ids(choices: &[Choice]) -> String {
    choices.iter().map(|choice| choice.id.as_str()).collect::<Vec<_>>().join(", ")
}

impl From<&Answer> for Tree {
    fn from(answer: &Answer) -> Self {
        match answer {
            Answer::Number(number) => Self::Number(*number),
            Answer::Choice(text) | Answer::Text(text) => Self::from(text.as_str()),
            Answer::Choices(ids) => {
                Self::List(ids.iter().map(|id| Self::from(id.as_str())).collect())
            }
            Answer::Parts(parts) if cfg!(feature = "models") => {
                let part =
                    |(key, answer): &(String, Answer)| (written(key).to_owned(), answer.into());
                Self::Map(parts.iter().map(part).collect())
            }
            Answer::Parts(_) => Self::Null,
        }
    }
}

impl From<&Answers> for Tree {
    fn from(answers: &Answers) -> Self {
        Self::Map(answers.iter().map(|(id, answer)| (id.to_owned(), answer.into())).collect())
    }
}
