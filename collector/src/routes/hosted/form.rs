//! A survey as a form for browsers without scripts: what was sent becomes answers, by the cards and
//! the rules of the widget, and what follows from the answers is asked next. Pure.

use aftersay::anonymise::Mode;
use aftersay::answers::Answers;
use aftersay::flow::{Lack, Said, State, Visit};
use aftersay::locale::Locale;
use aftersay::survey::{Choice, Sheet, Step, Survey};
use aftersay::tree::{Tree, decimal, whole};
use aftersay::view::{self, Around, Button, Card, Control, Delivery, Farewell, Layout, Screen};
use aftersay::wire::SubmissionId;

/// What stands in the form beside the answers. No question can have one of these names.
pub(super) const ID: &str = ".id";
pub(super) const VERSION: &str = ".version";
pub(super) const SEED: &str = ".seed";
pub(super) const SHOWN: &str = ".shown";

/// A form as it was sent, or before anything was.
#[derive(Debug)]
pub(super) struct Form<'a> {
    pub(super) survey: &'a Survey,
    pub(super) locale: &'a Locale,
    /// Drawn once, so that a second click sends nothing new.
    pub(super) id: SubmissionId,
    /// What the draw of the questions follows from: whatever is sent for it, it is a draw.
    pub(super) seed: u64,
    /// Every card that was on a page so far, rising.
    pub(super) shown: Vec<Step>,
    asked: Vec<Step>,
    fields: Vec<(String, String)>,
    answers: Answers,
    /// The parts into which something was written that is no answer.
    mistyped: Vec<(Step, String)>,
}

/// What becomes of a form.
#[derive(Debug, PartialEq)]
pub(super) enum Next {
    /// Something in it has to be mended.
    Mend,
    /// The answers lead to these cards, which were not shown yet.
    Ask(Vec<Step>),
    /// It is filled in.
    Done(Said),
}

/// A card in a form.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) card: Card,
    /// Each field's name in the form, and what is wrong with it.
    pub(super) fields: Vec<(String, Option<String>)>,
    /// What is wrong with all of them together.
    pub(super) error: Option<String>,
}

impl<'a> Form<'a> {
    /// A form that nobody has filled in.
    pub(super) fn blank(
        survey: &'a Survey,
        locale: &'a Locale,
        id: SubmissionId,
        seed: u64,
    ) -> Self {
        let asked = survey.draw(seed);
        let (shown, answers) = survey.walk(&asked, &Answers::default());
        let (fields, mistyped) = (Vec::new(), Vec::new());
        Self { survey, locale, id, seed, shown, asked, fields, answers, mistyped }
    }

    /// Reads what was sent. Where it lacks what every form of ours has, `blank` stands in.
    pub(super) fn read(blank: &Self, fields: Vec<(String, String)>) -> Self {
        let one = |name| Some(fields.iter().find(|(other, _)| other == name)?.1.as_str());
        let id = one(ID).and_then(SubmissionId::parse).unwrap_or(blank.id);
        let seed = one(SEED).and_then(|text| text.parse().ok()).unwrap_or(blank.seed);
        let mut form = Self::blank(blank.survey, blank.locale, id, seed);
        if let Some(shown) = one(SHOWN) {
            let shown: Vec<_> = shown.split(' ').collect();
            form.shown = form.asked.clone();
            form.shown.retain(|step| shown.contains(&&*named(*step)));
        }
        form.fields = fields;
        for step in form.shown.clone() {
            form.read_card(step);
        }
        form
    }

    fn read_card(&mut self, step: Step) {
        let (Some((question, _)), Some(card)) = (self.survey.at(step), self.card(step)) else {
            return;
        };
        for field in card.fields {
            let name = name(&question.id, &field.key);
            let sent = self.sent(&name);
            let typed: Vec<_> = sent.iter().map(|text| text.trim()).collect();
            let value = match (&field.control, typed.as_slice()) {
                (_, [] | [""]) => Tree::Null,
                (_, given) if field.apart.is_some() && given.contains(&Choice::NOT_APPLICABLE) => {
                    Choice::NOT_APPLICABLE.into()
                }
                (Control::Buttons { layout: Layout::Places, buttons, .. }, places) => {
                    in_order(buttons, places)
                }
                (Control::Buttons { several: true, .. }, ids) => {
                    Tree::List(ids.iter().map(|id| (*id).into()).collect())
                }
                (Control::Buttons { buttons, .. }, [text, ..]) => {
                    let pressed = buttons.iter().find(|button| value(button) == *text);
                    pressed.map_or_else(|| (*text).into(), |button| (&button.answer).into())
                }
                (Control::Number { .. } | Control::Slider { .. }, [text, ..]) => {
                    decimal(text).map_or_else(|| (*text).into(), Tree::Number)
                }
                // Forms are sent with two characters for each end of a line.
                (Control::Text { .. }, [text, ..]) => text.replace("\r\n", "\n").as_str().into(),
            };
            match question.part(&field.key).map(|part| part.answer(&value)) {
                Some(Ok(answer)) => {
                    let answers = std::mem::take(&mut self.answers);
                    self.answers = answers.with_part(&question.id, &field.key, answer);
                }
                Some(Err(_)) => self.mistyped.push((step, field.key)),
                None => {}
            }
        }
    }

    /// Everything that was sent under a name.
    pub(super) fn sent(&self, name: &str) -> Vec<&str> {
        let sent = self.fields.iter().filter(|(other, _)| other == name);
        sent.map(|(_, value)| value.as_str()).collect()
    }

    /// What was sent for the cards that are not among `steps`: names and values.
    pub(super) fn sent_beside(&self, steps: &[Step]) -> Vec<(String, &str)> {
        let others = self.shown.iter().filter(|step| !steps.contains(step));
        let names =
            others.filter_map(|step| self.survey.at(*step)).flat_map(|(question, sheet)| {
                sheet.parts.iter().map(|part| name(&question.id, &part.key))
            });
        let sent = |name: String| {
            let values = self.sent(&name);
            values.into_iter().map(move |value| (name.clone(), value)).collect::<Vec<_>>()
        };
        names.flat_map(sent).collect()
    }

    /// What becomes of it.
    pub(super) fn next(&self) -> Next {
        let (path, answers) = self.survey.walk(&self.asked, &self.answers);
        let (shown, new): (Vec<_>, Vec<_>) =
            path.into_iter().partition(|step| self.shown.contains(step));
        let is_wrong = |block: &Block| {
            block.error.is_some() || block.fields.iter().any(|(_, error)| error.is_some())
        };
        if shown.iter().filter_map(|step| self.block(*step)).any(|block| is_wrong(&block)) {
            return Next::Mend;
        }
        if !new.is_empty() {
            return Next::Ask(new);
        }
        let last = self.asked.last().copied();
        let said = last.map(|last| self.visit(last).said(self.survey, &answers, true));
        Next::Done(said.unwrap_or(Said { asked: Vec::new(), answers, complete: true }))
    }

    /// A card, with what is wrong on it once something was sent.
    pub(super) fn block(&self, step: Step) -> Option<Block> {
        let (question, sheet) = self.survey.at(step)?;
        let card = self.card(step)?;
        let visit = self.visit(step);
        let was_sent = !self.fields.is_empty();
        let told = |sheet: &Sheet| {
            let lack = visit.lack(question, sheet).filter(|_| was_sent);
            lack.map(|lack| (matches!(lack, Lack::Sum(_)), view::error(self.locale, lack)))
        };
        let fields = card.fields.iter().map(|field| {
            // The widget points at the first that is wrong; a page can point at all of them.
            let mut alone = sheet.clone();
            alone.parts.retain(|part| part.key == field.key);
            alone.sum = None;
            (name(&question.id, &field.key), told(&alone).map(|(_, error)| error))
        });
        let fields = fields.collect();
        let error = told(sheet).and_then(|(of_all, error)| of_all.then_some(error));
        Some(Block { card, fields, error })
    }

    /// What is said in the end.
    pub(super) fn farewell(survey: &Survey, locale: &Locale, answers: Answers) -> Option<Farewell> {
        match view::view(survey, locale, &State::Thanked(answers), &AROUND) {
            Screen::Thanks(farewell) => Some(farewell),
            Screen::Nothing | Screen::Question(_) => None,
        }
    }

    fn card(&self, step: Step) -> Option<Card> {
        match view::view(self.survey, self.locale, &State::Asking(self.visit(step)), &AROUND) {
            Screen::Question(card) => Some(*card),
            Screen::Nothing | Screen::Thanks(_) => None,
        }
    }

    /// The visit as it would stand in the widget on this card.
    fn visit(&self, step: Step) -> Visit {
        let mistyped = self.mistyped.iter().filter(|(other, _)| *other == step);
        Visit {
            asked: self.asked.clone(),
            step,
            farthest: step,
            answers: self.answers.clone(),
            confirmed: Answers::default(),
            handed_over: false,
            held_up: false,
            mistyped: mistyped.map(|(_, key)| key.clone()).collect(),
        }
    }
}

/// The page has no order and knows nobody; it is shown after the answers were stored.
const AROUND: Around<'_> = Around { delivery: Delivery::Sent, privacy: Mode::Answers, known: &[] };

/// The options of a ranking by the places that were chosen for them; without any there is no answer.
fn in_order(buttons: &[Button], places: &[&str]) -> Tree {
    let mut order: Vec<_> = buttons.iter().map(value).zip(places).collect();
    order.retain(|(_, place)| !place.is_empty());
    order.sort_by_key(|(_, place)| decimal(place).and_then(whole));
    let is_twice = order.windows(2).any(|pair| matches!(pair, [(_, a), (_, b)] if a == b));
    match order.as_slice() {
        [] => Tree::Null,
        _ if is_twice => "two at one place".into(),
        order => Tree::List(order.iter().map(|(id, _)| id.as_str().into()).collect()),
    }
}

/// A part's name in the form. No id holds a slash.
pub(super) fn name(question: &str, key: &str) -> String {
    if key.is_empty() { question.to_owned() } else { format!("{question}/{key}") }
}

/// A card's name in the form.
pub(super) fn named(step: Step) -> String {
    format!("{}.{}", step.question, step.sheet)
}

/// What a button sends.
pub(super) fn value(button: &Button) -> String {
    let answer = Tree::from(&button.answer);
    answer.text().map_or_else(|| answer.told(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::languages;
    use aftersay::anonymise::anonymise;
    use aftersay::anonymise::bands::Context;
    use aftersay::answers::Answer;
    use aftersay::wire::Submission;
    use proptest::prelude::*;

    /// A survey of every kind that is shipped as a ready-made one.
    fn ready_made() -> Vec<Survey> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../www/surveys");
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let mut files: Vec<_> = files.collect();
        files.sort();
        files.iter().map(|path| survey(&std::fs::read_to_string(path).unwrap())).collect()
    }

    proptest! {
        #[test]
        fn whatever_is_sent_comes_to_an_end_in_what_its_survey_allows(
            which in any::<prop::sample::Index>(),
            seed: u64,
            typed in prop::collection::vec((any::<prop::sample::Index>(), "[0-9a-z. ]{0,4}", 0..20_usize), 60),
        ) {
            let surveys = ready_made();
            let survey = which.get(&surveys);
            let locale = languages::best(None, None);
            let blank = Form::blank(survey, locale, SubmissionId::drawn([7; 16]), seed);
            let mut fields = vec![(SEED.to_owned(), seed.to_string())];
            let mut shown = blank.shown.clone();
            let mut typed = typed.into_iter().cycle();
            // A card follows from an answer at most as often as there are cards.
            for _ in 0..100 {
                let mut sent = fields.clone();
                sent.push((SHOWN.to_owned(), shown.iter().copied().map(named).collect::<Vec<_>>().join(" ")));
                let form = Form::read(&blank, sent);
                match form.next() {
                    Next::Ask(steps) => {
                        shown.extend(steps);
                        shown.sort();
                    }
                    Next::Mend => {
                        for step in &shown {
                            let block = form.block(*step).unwrap();
                            for (field, (name, error)) in block.card.fields.iter().zip(block.fields) {
                                if error.is_none() && block.error.is_none() {
                                    continue;
                                }
                                fields.retain(|(other, _)| *other != name);
                                fields.extend(answer_to(&field.control).map(|value| (name, value)));
                            }
                        }
                    }
                    Next::Done(said) => {
                        let content = anonymise(survey, said.answers, Context::default(), Mode::Answers, &[]);
                        let (id, lang) = (form.id, locale.lang.clone());
                        let (survey_id, version) = (survey.id.clone(), survey.version);
                        let submission = Submission {
                            id, survey: survey_id, version, lang, complete: true, asked: said.asked, content,
                        };
                        let read = Submission::read(&Tree::from(&submission), survey);
                        prop_assert!(read.is_ok(), "{read:?}");
                        return Ok(());
                    }
                }
                // Somebody types something somewhere, which may be nonsense.
                let (step, text, button) = typed.next().unwrap();
                let Some(block) = form.block(*step.get(&shown)) else { continue };
                for (field, (name, _)) in block.card.fields.iter().zip(block.fields) {
                    let value = match &field.control {
                        Control::Buttons { buttons, .. } => buttons.get(button).map(value),
                        Control::Text { .. } | Control::Number { .. } | Control::Slider { .. } => {
                            Some(text.clone())
                        }
                    };
                    if !fields.iter().any(|(other, _)| *other == name) {
                        fields.extend(value.map(|value| (name, value)));
                    }
                }
            }
            prop_assert!(false, "there is no end");
        }
    }

    /// What mends a field, if leaving it empty does not.
    fn answer_to(control: &Control) -> Option<String> {
        match control {
            Control::Buttons { buttons, .. } => buttons.first().map(value),
            Control::Text { .. } | Control::Number { .. } | Control::Slider { .. } => None,
        }
    }

    const SURVEY: &str = r#"{"schema":"aftersay.survey/1","id":"s","version":1,"questions":[
        {"id":"recommend","kind":"nps","required":true},
        {"id":"why","kind":"text","prompt":"Why?","show_if":"recommend <= 6"},
        {"id":"more","kind":"yes_no","prompt":"More?","show_if":"why answered"},
        {"id":"mugs","kind":"number","prompt":"How many?","max":9},
        {"id":"found","kind":"multiple_choice","prompt":"How?","at_most_options":1,
         "options":[{"id":"a","text":"A"},{"id":"b","text":"B"}]}]}"#;

    fn survey(json: &str) -> Survey {
        Survey::read(&serde_json::from_str::<Tree>(json).unwrap()).unwrap()
    }

    fn sent<'a>(survey: &'a Survey, fields: &[(&str, &str)]) -> Form<'a> {
        let locale = languages::best(None, None);
        let blank = Form::blank(survey, locale, SubmissionId::drawn([7; 16]), 1);
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Form::read(&blank, fields.iter().map(owned).collect())
    }

    fn questions(survey: &Survey, steps: &[Step]) -> Vec<String> {
        steps.iter().map(|step| survey.at(*step).unwrap().0.id.clone()).collect()
    }

    #[test]
    fn what_follows_from_an_answer_is_asked_once_the_answer_is_there() {
        let survey = survey(SURVEY);
        assert_eq!(questions(&survey, &sent(&survey, &[]).shown), ["recommend", "mugs", "found"]);
        let unhappy = ("recommend", "3");
        let Next::Ask(steps) = sent(&survey, &[unhappy]).next() else { panic!() };
        assert_eq!(questions(&survey, &steps), ["why"]);
        let so_far = (SHOWN, "0.0 1.0 3.0 4.0");
        let Next::Ask(steps) = sent(&survey, &[unhappy, so_far, ("why", "Late.")]).next() else {
            panic!()
        };
        assert_eq!(questions(&survey, &steps), ["more"]);
        // Nothing said is an answer, too: nothing follows from it.
        let Next::Done(said) = sent(&survey, &[unhappy, so_far, ("why", " ")]).next() else {
            panic!()
        };
        assert_eq!(said.asked, ["recommend", "why", "mugs", "found"]);
        assert_eq!(said.answers, Answers::default().with("recommend", Some(Answer::Number(3.0))));
    }

    #[test]
    fn every_mistake_is_told_beside_its_field_and_what_was_sent_is_kept() {
        let survey = survey(SURVEY);
        let form = sent(&survey, &[("mugs", "nine"), ("found", "a"), ("found", "b")]);
        assert_eq!(form.next(), Next::Mend);
        let told: Vec<_> = form
            .shown
            .iter()
            .flat_map(|step| form.block(*step).unwrap().fields)
            .map(|(name, error)| (name, error.unwrap_or_default()))
            .collect();
        let told: Vec<_> = told.iter().map(|(name, error)| (&**name, &**error)).collect();
        assert_eq!(
            told,
            [
                ("recommend", "Please choose an answer before going on."),
                ("mugs", "Please write a whole number from 0 to 9."),
                ("found", "Please choose an answer before going on."),
            ]
        );
        assert_eq!(form.sent("mugs"), ["nine"]);
        assert_eq!(form.sent("found"), ["a", "b"]);
    }

    #[test]
    fn an_order_a_line_and_what_does_not_apply_are_read_from_fields_of_a_form() {
        let survey = survey(
            r#"{"schema":"aftersay.survey/1","id":"s","version":1,"questions":[
                {"id":"first","kind":"ranking","prompt":"?","options":[{"id":"a","text":"A"},{"id":"b","text":"B"}]},
                {"id":"line","kind":"slider","prompt":"?"},
                {"id":"stars","kind":"rating","display":"stars","prompt":"?","not_applicable":true},
                {"id":"found","kind":"single_choice","prompt":"?","other":true,
                 "options":[{"id":"a","text":"A"},{"id":"b","text":"B"}]}]}"#,
        );
        let rest = [("stars", "not_applicable"), ("found", "other"), ("found/other", "A fair")];
        let filled = |first: [&'static str; 2], line: &'static str| {
            let mut fields = vec![("first", first[0]), ("first", first[1]), ("line", line)];
            fields.extend(rest);
            sent(&survey, &fields).next()
        };
        let Next::Done(said) = filled(["2", "1"], "40") else { panic!() };
        assert_eq!(
            serde_json::to_string(&Tree::from(&said.answers)).unwrap(),
            r#"{"first":["b","a"],"line":40,"stars":"not_applicable","found":{"choice":"other","other":"A fair"}}"#
        );
        let Next::Done(said) = filled(["", ""], "") else { panic!() };
        assert_eq!((said.answers.get("first"), said.answers.get("line")), (None, None));
        for (first, line) in [(["1", "1"], "40"), (["1", ""], "40"), (["1", "2"], "101")] {
            assert_eq!(filled(first, line), Next::Mend, "{first:?} {line}");
        }
    }

    #[test]
    fn nobody_is_asked_what_was_not_drawn_whatever_the_form_says() {
        let survey = survey(
            r#"{"schema":"aftersay.survey/1","id":"s","version":1,"ask":{"at_most":1},
                "questions":[{"id":"a","kind":"nps"},{"id":"b","kind":"nps"},{"id":"c","kind":"nps"}]}"#,
        );
        let all = [(SHOWN, "0.0 1.0 2.0"), (SEED, "5"), ("a", "1"), ("b", "1"), ("c", "1")];
        let Next::Done(said) = sent(&survey, &all).next() else { panic!() };
        assert_eq!(said.asked, questions(&survey, &survey.draw(5)));
        assert_eq!(said.answers.iter().count(), 1);
    }
}
