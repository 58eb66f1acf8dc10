//! Every kind of question: one line of a survey file is enough, and its answer has its score.

use aftersay::answers::{Answer, Answers};
use aftersay::flow::{Effect, Event, Reached, State, update};
use aftersay::scoring::score;
use aftersay::shape::Pointer;
use aftersay::survey::kinds::KINDS;
use aftersay::survey::{Asks, Survey};
use aftersay::tree::Tree;

/// The shortest complete question of every kind.
pub(crate) const QUESTIONS: &str = r#"[
    {"id":"nps","kind":"nps"},
    {"id":"csat","kind":"csat"},
    {"id":"ces","kind":"ces"},
    {"id":"csm","kind":"csm"},
    {"id":"rating","kind":"rating","prompt":"How?"},
    {"id":"yes_no","kind":"yes_no","prompt":"Really?"},
    {"id":"number","kind":"number","prompt":"How many?","max":12},
    {"id":"matrix","kind":"matrix","prompt":"How?","items":[{"id":"a","text":"A"},{"id":"b","text":"B"}]},
    {"id":"one","kind":"single_choice","prompt":"Which?","options":[{"id":"a","text":"A"},{"id":"b","text":"B"}]},
    {"id":"some","kind":"multiple_choice","prompt":"Which?","options":[{"id":"a","text":"A"},{"id":"b","text":"B"}]},
    {"id":"slider","kind":"slider","prompt":"How full?"},
    {"id":"ranking","kind":"ranking","prompt":"What first?","options":[{"id":"a","text":"A"},{"id":"b","text":"B"}]},
    {"id":"text","kind":"text","prompt":"Why?"},
    {"id":"info","kind":"info","prompt":"Now to the shop."},
    {"id":"ratio","kind":"satisfaction_ratio"},
    {"id":"disconfirmation","kind":"disconfirmation"},
    {"id":"four","kind":"four_level","items":[{"id":"a","text":"A"},{"id":"b","text":"B"},{"id":"c","text":"C"},{"id":"d","text":"D"},{"id":"e","text":"E"}]},
    {"id":"csi","kind":"csi"},
    {"id":"acsi","kind":"acsi"},
    {"id":"structural","kind":"structural","model":"ecsi"},
    {"id":"servqual","kind":"servqual"},
    {"id":"zone","kind":"zone_of_tolerance"},
    {"id":"elements","kind":"dimensions","set":"five_elements"},
    {"id":"failures","kind":"failures"},
    {"id":"complaints","kind":"complaints"},
    {"id":"wrap","kind":"kano","feature":"gift wrapping"},
    {"id":"map","kind":"importance_performance","items":[{"id":"price","text":"Price"}]},
    {"id":"value","kind":"delivered_value"},
    {"id":"loyalty","kind":"loyalty"},
    {"id":"ladder","kind":"loyalty_ladder"},
    {"id":"cell","kind":"satisfaction_loyalty"}
]"#;

/// A survey of these questions.
pub(crate) fn survey(questions: &str) -> Survey {
    let json = r#"{"schema":"aftersay.survey/1","id":"s","version":1,"questions":"#;
    Survey::read(&serde_json::from_str([json, questions, "}"].concat().as_str()).unwrap()).unwrap()
}

/// What an answer to a single question scores, as the wire writes it.
fn scored(question: &str, answer: &str) -> String {
    let survey = survey(&["[", question, "]"].concat());
    let id = &survey.questions[0].id;
    let answers: Tree = serde_json::from_str(answer).unwrap();
    let answers = Tree::Map(vec![(id.clone(), answers)]);
    let answers = Answers::read(&answers, &survey, &Pointer::default()).unwrap();
    serde_json::to_string(&Tree::from(&score(&survey, &answers))).unwrap()
}

#[test]
fn a_line_of_a_survey_file_is_a_complete_question_of_every_kind() {
    let survey = survey(QUESTIONS);
    for (kind, _) in KINDS.iter().copied().flatten() {
        let question = survey.questions.iter().find(|question| question.kind.name() == *kind);
        let question = question.unwrap_or_else(|| panic!("{kind} is not tried"));
        assert!(!question.sheets.is_empty(), "{kind} shows nothing");
        let mut keys: Vec<_> = question.parts().map(|part| part.key.as_str()).collect();
        let n_parts = keys.len();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), n_parts, "{kind} asks two things under one key");
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "one row an example")]
fn the_worked_examples_of_the_measurement_reference_are_scored_from_a_visit() {
    const FOUR: &str = r#"{"id":"q","kind":"four_level","items":[{"id":"a","text":"A"},{"id":"b","text":"B"},
        {"id":"c","text":"C"},{"id":"d","text":"D"},{"id":"e","text":"E"}]}"#;
    for (case, question, answer, scores) in [
        ("A1", r#"{"id":"q","kind":"csm"}"#, "-30", r#"{"csm":-30}"#),
        (
            "A2",
            r#"{"id":"q","kind":"satisfaction_ratio"}"#,
            r#"{"expected":10,"perceived":8}"#,
            r#"{"satisfaction_ratio":0.8}"#,
        ),
        ("A2 half", r#"{"id":"q","kind":"satisfaction_ratio"}"#, r#"{"expected":10}"#, "{}"),
        ("A3", r#"{"id":"q","kind":"disconfirmation"}"#, "-2", r#"{"disconfirmation":-2}"#),
        (
            "A4",
            FOUR,
            r#"{"a":3,"b":2,"c":2,"e":1,"a_note":"Fine"}"#,
            r#"{"four_level":66.66666666666667}"#,
        ),
        ("A6", r#"{"id":"q","kind":"ces"}"#, "4", r#"{"ces":50}"#),
        (
            "A8",
            r#"{"id":"q","kind":"csi"}"#,
            r#"{"information_accurate":10,"information_complete":1,"complaints_reason":0,"complaints_made":0}"#,
            r#"{"csi.complaints":100,"csi.information":50}"#,
        ),
        (
            "B1",
            r#"{"id":"q","kind":"acsi"}"#,
            r#"{"overall":10,"expected":5}"#,
            r#"{"acsi":72.22222222222223}"#,
        ),
        (
            "B2",
            r#"{"id":"q","kind":"structural","model":"acsi"}"#,
            r#"{"complained":0,"loy_again":10,"loy_dearer":25,"val_price":1}"#,
            r#"{"structural.VAL":0,"structural.COMP":0,"structural.LOY":100}"#,
        ),
        (
            "C1",
            r#"{"id":"q","kind":"servqual","importance":"points"}"#,
            r#"{"reliability_1_expected":7,"reliability_1_perceived":5,
                "empathy_2_expected":4,"empathy_2_perceived":5,
                "weight_reliability":75,"weight_empathy":25}"#,
            r#"{"servqual":-1.25,"servqual.unweighted":-0.5,"servqual.reliability":-2,"servqual.empathy":1}"#,
        ),
        (
            "C1 perceptions",
            r#"{"id":"q","kind":"servqual","expectations":false}"#,
            r#"{"tangibles_1_perceived":5,"tangibles_2_perceived":6}"#,
            r#"{"servqual":5.5,"servqual.unweighted":5.5,"servqual.tangibles":5.5}"#,
        ),
        (
            "C2",
            r#"{"id":"q","kind":"dimensions","set":"five_elements"}"#,
            r#"{"tangibility_1":4,"tangibility_2":5,"empathy_1":3,"empathy_2":3,
                "responsiveness_1":5,"responsiveness_2":4,"professionalism_1":4,
                "professionalism_2":4,"trustworthiness_1":2}"#,
            r#"{"dimensions":65,"dimensions.tangibility":87.5,"dimensions.empathy":50,
                "dimensions.responsiveness":87.5,"dimensions.professionalism":75,
                "dimensions.trustworthiness":25}"#,
        ),
        (
            "C3",
            r#"{"id":"q","kind":"zone_of_tolerance","items":[{"id":"speed","text":"Speed"}]}"#,
            r#"{"speed_adequate":6,"speed_perceived":7,"speed_desired":8}"#,
            r#"{"zone_of_tolerance.adequacy":1,"zone_of_tolerance.superiority":-1}"#,
        ),
        (
            "C3 inverted",
            r#"{"id":"q","kind":"zone_of_tolerance","items":[{"id":"speed","text":"Speed"}]}"#,
            r#"{"speed_adequate":8,"speed_perceived":7,"speed_desired":6}"#,
            "{}",
        ),
        (
            "C4",
            r#"{"id":"q","kind":"dimensions","set":"two_part"}"#,
            r#"{"functional":5,"technical":1}"#,
            r#"{"dimensions":50,"dimensions.functional":100,"dimensions.technical":0}"#,
        ),
        ("C5", r#"{"id":"q","kind":"failures"}"#, r#"["lost","damaged"]"#, r#"{"failures":20}"#),
        ("C5 none", r#"{"id":"q","kind":"failures"}"#, r#"["none"]"#, r#"{"failures":0}"#),
        (
            "C5 own weights",
            r#"{"id":"q","kind":"failures","items":[{"id":"wet","text":"Wet","weight":2.5}]}"#,
            r#"["wet"]"#,
            r#"{"failures":2.5}"#,
        ),
        (
            "C6",
            r#"{"id":"q","kind":"complaints"}"#,
            r#"{"problem":1,"told":1,"handled":7}"#,
            r#"{"complaints":"told","complaints.handled":7}"#,
        ),
        (
            "C6 silent",
            r#"{"id":"q","kind":"complaints"}"#,
            r#"{"problem":1,"told":0}"#,
            r#"{"complaints":"silent"}"#,
        ),
        (
            "D1",
            r#"{"id":"q","kind":"kano","feature":"gift wrapping"}"#,
            r#"{"with":2,"without":3}"#,
            r#"{"kano.q":"I"}"#,
        ),
        (
            "D1 Pouliot",
            r#"{"id":"q","kind":"kano","feature":"gift wrapping","table":"pouliot"}"#,
            r#"{"with":2,"without":2}"#,
            r#"{"kano.q":"Q"}"#,
        ),
        (
            "E1",
            r#"{"id":"q","kind":"delivered_value","weights":{"product":0.4,"service":0.3,"personnel":0.2,"image":0.1}}"#,
            r#"{"product":8,"service":7,"personnel":9,"image":6,"money":5,"time":4,"energy":3,"effort":2}"#,
            r#"{"delivered_value":4.2}"#,
        ),
        (
            "E2 hostage",
            r#"{"id":"q","kind":"loyalty"}"#,
            r#"{"prefer":3,"recommend":3,"sorry":3,"orders":6,"satisfaction":3,"lock_in":5,"reason":"habit"}"#,
            r#"{"loyalty":"spurious","loyalty.hostage":1,"loyalty.hold":"inertia"}"#,
        ),
        (
            "E2 limits",
            r#"{"id":"q","kind":"loyalty","thresholds":{"orders":5}}"#,
            r#"{"prefer":7,"recommend":7,"orders":4}"#,
            r#"{"loyalty":"latent","loyalty.hostage":0}"#,
        ),
        (
            "E3",
            r#"{"id":"q","kind":"loyalty_ladder"}"#,
            r#"{"cognitive":6,"affective":5,"conative":4,"action":7}"#,
            r#"{"loyalty_ladder":2}"#,
        ),
        (
            "E4",
            r#"{"id":"q","kind":"satisfaction_loyalty"}"#,
            r#"{"satisfaction":4,"intention":8}"#,
            r#"{"satisfaction_loyalty":"hostage"}"#,
        ),
    ] {
        let told = scored(question, answer);
        let close = |told: &str, wanted: &str| {
            let read = |text: &str| serde_json::from_str::<Tree>(text).unwrap();
            let (told, wanted) = (read(told), read(wanted));
            told.entries().len() == wanted.entries().len()
                && wanted.entries().iter().all(|(name, wanted)| match (told.get(name), wanted) {
                    (Some(Tree::Number(told)), Tree::Number(wanted)) => {
                        (told - wanted).abs() < 1e-9
                    }
                    (told, wanted) => told == Some(wanted),
                })
        };
        assert!(close(&told, scores), "{case}: {told} is not {scores}");
    }
}

#[test]
fn what_no_card_could_have_been_answered_with_is_refused_at_its_place() {
    let survey = survey(QUESTIONS);
    for (answers, told) in [
        (r#"{"wrap":{"with":6}}"#, "/answers/wrap/with: 6 is not one of 1, 2, 3, 4, 5"),
        (
            r#"{"wrap":{"maybe":1}}"#,
            "/answers/wrap/maybe: is not a field here, allowed are with, without",
        ),
        (r#"{"wrap":3}"#, "/answers/wrap: 3 is not an object"),
        (r#"{"some":["a","a"]}"#, "/answers/some: a list is not a list of at most 2 of a, b"),
        (
            r#"{"failures":["lost","none"]}"#,
            "/answers/failures: a list is not a list of at most 9 of wrong_day, right_day_late, pickup_missed, lost, misinformed, paperwork, staff, damaged, none",
        ),
        (
            r#"{"number":13}"#,
            "/answers/number: 13 is not one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12",
        ),
        (
            r#"{"loyalty":{"orders":0.5}}"#,
            "/answers/loyalty/orders: 0.50 is not a whole number from 0 to 999",
        ),
        (r#"{"info":1}"#, "/answers/info: 1 is not an object"),
    ] {
        let tree: Tree = serde_json::from_str(answers).unwrap();
        let at = Pointer::default().key("answers");
        let mistakes = Answers::read(&tree, &survey, &at).unwrap_err();
        assert_eq!(mistakes[0].to_string(), told, "{answers}");
    }
}

#[test]
fn points_that_do_not_add_up_to_a_hundred_are_refused() {
    let survey = survey(r#"[{"id":"q","kind":"servqual","importance":"points"}]"#);
    let tree =
        serde_json::from_str(r#"{"q":{"weight_empathy":60,"weight_tangibles":30}}"#).unwrap();
    let mistakes = Answers::read(&tree, &survey, &Pointer::default()).unwrap_err();
    assert_eq!(mistakes[0].to_string(), "/q: an object is not points that add up to 100");
}

/// Answers every part of every card with the last thing that it takes, and goes on.
fn visit(survey: &Survey) -> Answers {
    let mut state =
        update(survey, State::Waiting, Event::Triggered(survey.draw(7), Reached::default())).0;
    while let State::Asking(visit) = &state {
        let (_, sheet) = survey.at(visit.step).unwrap();
        let mut events = Vec::new();
        let shares = |index: usize| if index == 0 { 100.0 } else { 0.0 };
        for (index, part) in sheet.parts.iter().enumerate() {
            let key = part.key.clone();
            events.push(match &part.asks {
                Asks::Number { .. } if sheet.sum.is_some() => {
                    Event::Answered(key, Some(Answer::Number(shares(index))))
                }
                Asks::Number { scale, .. } => {
                    Event::Answered(key, Some(Answer::Number(scale.max.into())))
                }
                Asks::One(choices) => {
                    let last = choices.last().unwrap().id.clone();
                    Event::Answered(key, Some(Answer::Choice(last)))
                }
                Asks::Several { choices, .. } => {
                    Event::Toggled(key, choices.last().unwrap().id.clone())
                }
                Asks::Order(choices) => {
                    let ids = choices.iter().rev().map(|choice| choice.id.clone());
                    events.extend(ids.map(|id| Event::Toggled(key.clone(), id)));
                    continue;
                }
                Asks::Text { .. } => Event::Answered(key, Some(Answer::Text("Fine".to_owned()))),
            });
        }
        events.push(Event::Continued);
        for event in events {
            let (next, effects) = update(survey, state, event);
            if let Some(Effect::Submit(said)) = effects.into_iter().last() {
                return said.answers;
            }
            state = next;
        }
    }
    panic!("the visit did not end: {state:?}");
}

#[test]
fn a_visit_through_every_kind_ends_in_answers_that_are_read_back() {
    let survey = survey(QUESTIONS);
    let said = visit(&survey);
    let read = Answers::read(&Tree::from(&said), &survey, &Pointer::default());
    assert_eq!(read.as_ref(), Ok(&said));
    for question in survey.questions.iter().filter(|question| question.parts().next().is_some()) {
        assert!(said.get(&question.id).is_some(), "{} was not answered", question.id);
    }
}

#[test]
fn ticking_that_nothing_went_wrong_unticks_everything_else_and_the_other_way_round() {
    let survey = survey(r#"[{"id":"parcel","kind":"failures"}]"#);
    let mut state =
        update(&survey, State::Waiting, Event::Triggered(survey.draw(0), Reached::default())).0;
    for (option, chosen) in [
        ("damaged", vec!["damaged"]),
        ("lost", vec!["lost", "damaged"]),
        ("lost", vec!["damaged"]),
        ("none", vec!["none"]),
        ("lost", vec!["lost"]),
    ] {
        state = update(&survey, state, Event::Toggled(String::new(), option.to_owned())).0;
        let State::Asking(visit) = &state else { panic!() };
        let chosen = chosen.into_iter().map(str::to_owned).collect();
        assert_eq!(visit.answers.get("parcel"), Some(&Answer::Choices(chosen)), "after {option}");
    }
}

#[test]
fn a_card_that_follows_from_an_answer_comes_with_it_and_goes_with_it() {
    let survey = survey(r#"[{"id":"q","kind":"complaints"}]"#);
    let answered =
        |key: &str, number: f64| Event::Answered(key.to_owned(), Some(Answer::Number(number)));
    let events = [
        answered("problem", 1.0),
        Event::Continued,
        answered("told", 1.0),
        Event::Continued,
        answered("handled", 2.0),
        Event::WentBack,
        Event::WentBack,
        answered("problem", 0.0),
        Event::Continued,
    ];
    let start =
        update(&survey, State::Waiting, Event::Triggered(survey.draw(0), Reached::default())).0;
    let (state, effects) = events.into_iter().fold((start, vec![]), |(state, mut all), event| {
        let (state, effects) = update(&survey, state, event);
        all.extend(effects);
        (state, all)
    });
    let Some(Effect::Submit(said)) = effects.last() else { panic!("{effects:?}") };
    let only = Answers::default().with_part("q", "problem", Some(Answer::Number(0.0)));
    assert_eq!(said.answers, only);
    assert_eq!(state, State::Thanked(only));
}

#[test]
fn a_visitor_is_drawn_as_many_cards_of_a_long_question_as_it_says() {
    let survey = survey(r#"[{"id":"q","kind":"structural","model":"acsi","at_most":3}]"#);
    let mut times = vec![0; survey.questions[0].sheets.len()];
    for seed in 0..4000 {
        let steps = survey.draw(seed);
        let leads = |sheet: usize| survey.questions[0].sheets[sheet].when.is_none();
        assert_eq!(steps.iter().filter(|step| leads(step.sheet)).count(), 3);
        for step in &steps {
            times[step.sheet] += 1;
        }
    }
    // Six latent variables; both price questions go with loyalty.
    assert_eq!(times.len(), 8);
    assert!(times.iter().all(|times| (1880..2120).contains(times)), "{times:?}");
    assert_eq!((times[5], times[5]), (times[6], times[7]));
}
