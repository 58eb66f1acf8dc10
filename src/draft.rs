//! A visit that is under way, as a tree that a page may keep, so that the next one goes on with it.
//!
//! What comes back from a browser's storage may be anybody's: it is held to the survey as if it came
//! from the network, and what does not fit is no draft.

use crate::anonymise::Mode;
use crate::anonymise::randomise::N_DRAWS;
#[cfg(feature = "models")]
use crate::anonymise::randomise::mechanisms;
use crate::answers::Answers;
use crate::config::Config;
use crate::flow::{Reached, Visit};
use crate::scoring::is_scored;
use crate::survey::{Question, Step, Survey};
use crate::tree::Tree;
use crate::wire::SubmissionId;

/// What chance has given a visit, once and for all: a second draw would ask other questions, send
/// under another name, or spend as much of privacy again.
#[derive(Debug, Clone, PartialEq)]
pub struct Chance {
    /// The name under which the visit is sent.
    pub id: SubmissionId,
    /// What cards, and the order of options, follow from.
    pub seed: u64,
    /// What answers are mixed with, as [`randomise`](crate::anonymise::randomise::randomise) has it;
    /// in [`Mode::Noise`] only.
    pub draws: Vec<[u32; N_DRAWS]>,
}

/// A visit that was under way on a page before this one.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// What chance had given it.
    pub chance: Chance,
    /// How far it had come.
    pub reached: Reached,
}

impl Chance {
    /// How many pairs of numbers answers are mixed with.
    #[must_use]
    pub fn n_draws(survey: &Survey, config: &Config) -> usize {
        #[cfg(feature = "models")]
        if config.privacy == Mode::Noise {
            return mechanisms(survey, config.epsilon).len();
        }
        let _ = (survey, config);
        0
    }

    /// The cards that the visit is asked, rising. Nobody is asked what is never read.
    #[must_use]
    pub fn asked(&self, survey: &Survey, privacy: Mode) -> Vec<Step> {
        let is_read = |question: &Question| match privacy {
            Mode::Answers => true,
            Mode::Scores => is_scored(question),
            Mode::Noise => question.show_if.is_none() && is_scored(question),
        };
        let mut asked = survey.draw(self.seed);
        asked.retain(|step| survey.at(*step).is_some_and(|(question, _)| is_read(question)));
        asked
    }
}

impl Draft {
    /// Reads what [`kept`] has made; `None` where it is no draft, or one of another survey, version,
    /// privacy or order, as far as orders differ by what is sent of them.
    #[must_use]
    pub fn read(tree: &Tree, survey: &Survey, config: &Config) -> Option<Self> {
        let [found, id, numbers, said] = tree.items() else { return None };
        if *found != of(survey, config) {
            return None;
        }
        let mut all = Vec::new();
        for number in numbers.items() {
            all.push(number.integer()?.try_into().ok()?);
        }
        let [high, low, question, sheet, far_question, far_sheet, draws @ ..] = &all[..] else {
            return None;
        };
        let step =
            |question: u32, sheet: u32| Step { question: question as usize, sheet: sheet as usize };
        let (draws, rest) = draws.as_chunks();
        if !rest.is_empty() || draws.len() != Chance::n_draws(survey, config) {
            return None;
        }
        let mut answers = Answers::default();
        for single in said.items() {
            let [question, key, value] = single.items() else { return None };
            let (_, question) = survey.question(question.text()?)?;
            let part = question.part(key.text()?)?;
            answers = answers.with_part(&question.id, &part.key, part.fitting(value)?);
        }
        Some(Self {
            chance: Chance {
                id: SubmissionId::parse(id.text()?)?,
                seed: u64::from(*high) << 32 | u64::from(*low),
                draws: draws.to_vec(),
            },
            reached: Reached {
                step: step(*question, *sheet),
                farthest: step(*far_question, *far_sheet),
                answers,
            },
        })
    }
}

/// What has to be kept of a visit; nothing before anything was said.
#[must_use]
pub fn kept(chance: &Chance, visit: &Visit, survey: &Survey, config: &Config) -> Option<Tree> {
    let (_, answers) = survey.walk(&visit.asked, &visit.confirmed);
    if answers.is_empty() {
        return None;
    }
    let Visit { step, farthest, .. } = visit;
    let mut numbers = Vec::new();
    let mut add = |number: u64| numbers.push(Tree::Number(number as f64));
    add(chance.seed >> 32);
    add(chance.seed & u64::from(u32::MAX));
    for step in [step, farthest] {
        add(step.question as u64);
        add(step.sheet as u64);
    }
    for draw in chance.draws.as_flattened() {
        add((*draw).into());
    }
    let mut said = Vec::new();
    for (question, answer) in answers.iter() {
        for (key, single) in answer.singles() {
            said.push(Tree::List(vec![question.into(), key.into(), single.into()]));
        }
    }
    Some(Tree::List(vec![
        of(survey, config),
        chance.id.text().as_str().into(),
        Tree::List(numbers),
        Tree::List(said),
    ]))
}

/// What a draft is of: on a page that asks anything else it does not go on.
fn of(survey: &Survey, config: &Config) -> Tree {
    Tree::List(vec![
        survey.id.as_str().into(),
        f64::from(survey.version).into(),
        (&config.order.context()).into(),
        config.privacy.name().into(),
        config.epsilon.into(),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::Answer;
    use crate::flow::{Event, State, update};
    use proptest::prelude::*;

    const FILE: &str = r#"{"schema":"aftersay.survey/1","id":"s","version":3,
        "ask":{"at_most":5,"always":["recommend"]},"questions":[
        {"id":"recommend","kind":"nps","required":true},
        {"id":"why","kind":"text","prompt":"Why?","show_if":"recommend <= 6"},
        {"id":"wrap","kind":"kano","feature":"gift wrapping"},
        {"id":"found","kind":"single_choice","prompt":"How?","other":true,"order":"random",
         "options":[{"id":"search","text":"A search"},{"id":"friend","text":"A friend"}]},
        {"id":"uses","kind":"multiple_choice","prompt":"What for?","at_least_options":2,
         "options":[{"id":"tea","text":"Tea"},{"id":"ink","text":"Ink"},{"id":"none","text":"No"}]},
        {"id":"order","kind":"ranking","prompt":"What first?",
         "options":[{"id":"price","text":"Price"},{"id":"speed","text":"Speed"}]}]}"#;

    fn survey() -> Survey {
        Survey::read(&serde_json::from_str(FILE).unwrap()).unwrap()
    }

    fn config(options: &str) -> Config {
        Config::read(&serde_json::from_str(options).unwrap()).unwrap()
    }

    fn chance(seed: u64, config: &Config) -> Chance {
        let draws = vec![[0, u32::MAX]; Chance::n_draws(&survey(), config)];
        Chance { id: SubmissionId::drawn([9; 16]), seed, draws }
    }

    /// Stored and fetched, as a browser does it.
    fn stored(tree: &Tree) -> Tree {
        serde_json::from_str(&serde_json::to_string(tree).unwrap()).unwrap()
    }

    /// A visit that has said what there was time for.
    fn visit(chance: &Chance, config: &Config, events: Vec<Event>) -> Option<Visit> {
        let survey = survey();
        let asked = chance.asked(&survey, config.privacy);
        let begun = Event::Triggered(asked, Reached::default());
        let state = [begun].into_iter().chain(events).fold(State::Waiting, |state, event| {
            match update(&survey, state.clone(), event).0 {
                // The last card is not gone on from.
                State::Thanked(_) => state,
                next => next,
            }
        });
        if let State::Asking(visit) = state { Some(visit) } else { None }
    }

    fn answered(answer: Answer) -> Event {
        Event::Answered(String::new(), Some(answer))
    }

    /// What is kept of a visit that has said 3 to the first question and is asked why.
    fn kept_in_the_middle(config: &Config) -> Tree {
        let chance = chance(1, config);
        let said = vec![answered(Answer::Number(3.0)), Event::Continued];
        kept(&chance, &visit(&chance, config, said).unwrap(), &survey(), config).unwrap()
    }

    #[test]
    fn a_draft_of_anything_else_is_none() {
        let draft = kept_in_the_middle(&config("{}"));
        for (case, options, is_one) in [
            ("the same", "{}", true),
            ("other looks", r#"{"theme":"dark","mode":"dialog"}"#, true),
            ("another privacy", r#"{"privacy":"scores"}"#, false),
            ("another epsilon", r#"{"epsilon":"1"}"#, false),
            ("another order", r#"{"orderItems":"2"}"#, false),
        ] {
            let read = Draft::read(&stored(&draft), &survey(), &config(options));
            assert_eq!(read.is_some(), is_one, "{case}");
        }
        let newer = Survey { version: 4, ..survey() };
        assert_eq!(Draft::read(&draft, &newer, &config("{}")), None, "another version");
    }

    #[test]
    fn nothing_is_kept_before_anything_is_said() {
        let config = config("{}");
        let chance = chance(1, &config);
        let visit = visit(&chance, &config, vec![answered(Answer::Number(3.0))]).unwrap();
        assert_eq!(kept(&chance, &visit, &survey(), &config), None, "it was not gone on from");
    }

    #[test]
    fn what_is_no_draft_is_none() {
        let config = config("{}");
        let draft = serde_json::to_string(&kept_in_the_middle(&config)).unwrap();
        for (case, from, to) in [
            ("an answer off its scale", r#""",3]"#, r#""",11]"#),
            ("an answer of another kind", r#""",3]"#, r#""","3"]"#),
            ("a question that is not there", r#"["recommend""#, r#"["nobody""#),
            ("a part that is not there", r#"["recommend","""#, r#"["recommend","with""#),
            ("an id that is none", "09090909", "<script>"),
            ("a place that is none", "[0,1,", "[0,-1,"),
            ("a number too many", "[0,1,", "[0,0,1,"),
            ("draws that nothing asks for", "[0,1,", "[0,1,7,7,"),
            ("half of it", "},", "],"),
        ] {
            let hostile = draft.replacen(from, to, 1);
            assert_ne!(hostile, draft, "{case}: {draft}");
            let read = serde_json::from_str(&hostile).ok();
            let read = read.and_then(|tree| Draft::read(&tree, &survey(), &config));
            assert_eq!(read, None, "{case}: {hostile}");
        }
    }

    #[test]
    fn a_place_beyond_all_cards_is_the_last_to_which_the_answers_lead() {
        let survey = survey();
        let far = Step { question: usize::MAX, sheet: usize::MAX };
        let answers = Answers::default().with("recommend", Some(Answer::Number(9.0)));
        let asked = vec![Step { question: 0, sheet: 0 }, Step { question: 1, sheet: 0 }];
        let reached = Reached { step: far, farthest: far, answers };
        let (state, _) = update(&survey, State::Waiting, Event::Triggered(asked, reached));
        let State::Asking(visit) = state else { panic!("{state:?}") };
        assert_eq!(visit.step.question, 0, "nobody asks a promoter what went wrong");
    }

    fn any_event() -> impl Strategy<Value = Event> {
        let keys = prop::sample::select(vec!["", "with", "without", "other"]);
        let answers = prop_oneof![
            (0..11).prop_map(|n| Answer::Number(f64::from(n))),
            prop::sample::select(vec!["search", "friend", "other"])
                .prop_map(|id| Answer::Choice(id.to_owned())),
            Just(Answer::Text("late".to_owned())),
        ];
        let options = prop::sample::select(vec!["tea", "ink", "none", "price", "speed"]);
        prop_oneof![
            3 => (keys, answers).prop_map(|(key, answer)| Event::Answered(key.into(), Some(answer))),
            2 => options.prop_map(|id| Event::Toggled(String::new(), id.to_owned())),
            3 => Just(Event::Continued),
            1 => Just(Event::WentBack),
        ]
    }

    /// Whether an event is one that the card on screen can give.
    fn fits(survey: &Survey, visit: &Visit, event: &Event) -> bool {
        let Some((question, sheet)) = survey.at(visit.step) else { return false };
        let part = |key: &str| {
            let mut open = question.open_parts(sheet, &visit.answers);
            open.find(|part| part.key == key)
        };
        match event {
            Event::Answered(key, Some(answer)) => part(key)
                .is_some_and(|part| part.fitting(&answer.into()) == Some(Some(answer.clone()))),
            Event::Toggled(key, option) => part(key)
                .is_some_and(|part| part.asks.choices().iter().any(|choice| choice.id == *option)),
            _ => true,
        }
    }

    proptest! {
        #[test]
        fn whatever_was_said_the_next_page_goes_on_there(
            seed: u64,
            events in prop::collection::vec(any_event(), 0..60),
        ) {
            let (survey, config) = (survey(), config(r#"{"orderItems":"2"}"#));
            let chance = chance(seed, &config);
            let mut said = Vec::new();
            for event in events {
                let Some(now) = visit(&chance, &config, said.clone()) else { break };
                if fits(&survey, &now, &event) {
                    said.push(event);
                }
            }
            let before = visit(&chance, &config, said).unwrap();
            let Some(tree) = kept(&chance, &before, &survey, &config) else { return Ok(()) };
            let draft = Draft::read(&stored(&tree), &survey, &config);
            let Some(Draft { chance: again, reached }) = draft else { panic!("{tree:?} is none") };
            prop_assert_eq!(&again, &chance);
            let asked = again.asked(&survey, config.privacy);
            let (state, _) = update(&survey, State::Waiting, Event::Triggered(asked, reached));
            let State::Asking(after) = state else { panic!("{state:?}") };
            prop_assert_eq!(after.said(&survey, &after.confirmed, false),
                            before.said(&survey, &before.confirmed, false));
            prop_assert_eq!((after.step, &after.asked), (before.step, &before.asked));
            prop_assert_eq!(kept(&again, &after, &survey, &config), Some(tree));
        }
    }
}
