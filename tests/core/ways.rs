//! Rare ways to answer: in order, in words of one's own, and that something does not apply.

use crate::kinds::survey;
use aftersay::answers::{Answer, Answers};
use aftersay::flow::{Effect, Event, Reached, State, update};
use aftersay::scoring::score;
use aftersay::shape::Pointer;
use aftersay::survey::{Asks, Survey};
use aftersay::tree::Tree;
use std::collections::BTreeMap;

const OPTIONS: &str =
    r#""options":[{"id":"a","text":"A"},{"id":"b","text":"B"},{"id":"c","text":"C"}]"#;

/// One question of this kind, with three options.
fn question(fields: &str) -> Survey {
    survey(&[r#"[{"id":"q","prompt":"Which?","#, fields, ",", OPTIONS, "}]"].concat())
}

fn read(survey: &Survey, answer: &str) -> Result<Answers, String> {
    let answers = Tree::Map(vec![("q".to_owned(), serde_json::from_str(answer).unwrap())]);
    let read = Answers::read(&answers, survey, &Pointer::default());
    read.map_err(|mistakes| mistakes[0].to_string())
}

#[test]
fn rare_answers_are_written_as_they_were_read_and_others_are_refused_with_what_is_allowed() {
    let all = "is not a list, each once, of all of a, b, c";
    for (fields, answer, told) in [
        (r#""kind":"single_choice","other":true"#, r#""other""#, None),
        (r#""kind":"single_choice","other":true"#, r#"{"choice":"other","other":"X"}"#, None),
        (
            r#""kind":"single_choice","other":true"#,
            r#"{"choice":"a","other":"X"}"#,
            Some("/q/other: \"X\" is not allowed where other is not chosen"),
        ),
        (
            r#""kind":"single_choice""#,
            r#"{"choice":"a"}"#,
            Some("/q: an object is not one of a, b, c"),
        ),
        (r#""kind":"multiple_choice","other":true"#, r#"["a","b","c","other"]"#, None),
        (
            r#""kind":"multiple_choice","other":true"#,
            r#"{"choice":["a","other"],"other":"X"}"#,
            None,
        ),
        (r#""kind":"multiple_choice","at_least_options":2"#, r#"["a","b"]"#, None),
        (
            r#""kind":"multiple_choice","at_least_options":2"#,
            r#"["a"]"#,
            Some("/q: a list is not a list of at least 2 and at most 3 of a, b, c"),
        ),
        (
            r#""kind":"multiple_choice","at_most_options":1"#,
            r#"["a","b"]"#,
            Some("/q: a list is not a list of at most 1 of a, b, c"),
        ),
        (r#""kind":"ranking""#, r#"["c","a","b"]"#, None),
        (r#""kind":"ranking""#, r#"["c","a"]"#, Some(&["/q: a list ", all].concat())),
        (r#""kind":"ranking""#, r#"["c","a","a"]"#, Some(&["/q: a list ", all].concat())),
        (r#""kind":"ranking","not_applicable":true"#, r#""not_applicable""#, None),
        (
            r#""kind":"ranking""#,
            r#""not_applicable""#,
            Some(&["/q: \"not_applicable\" ", all].concat()),
        ),
    ] {
        let survey = question(fields);
        let read = read(&survey, answer);
        let written = read.as_ref().map(|read| serde_json::to_string(&Tree::from(read)).unwrap());
        match told {
            None => assert_eq!(written, Ok(format!(r#"{{"q":{answer}}}"#)), "{fields}"),
            Some(told) => assert_eq!(written, Err(&told.to_owned()), "{fields}"),
        }
    }
}

#[test]
fn what_does_not_apply_has_no_score_and_is_not_answered() {
    let survey = survey(
        r#"[{"id":"q","kind":"rating","prompt":"How?","not_applicable":true},
            {"id":"rows","kind":"matrix","prompt":"How?","not_applicable":true,
             "items":[{"id":"a","text":"A"},{"id":"b","text":"B"}]},
            {"id":"why","kind":"text","prompt":"Why?","show_if":"q answered or q < 9"}]"#,
    );
    let answers = read(&survey, r#""not_applicable""#).unwrap();
    assert_eq!(score(&survey, &answers).iter().count(), 0);
    let (path, _) = survey.walk(&survey.draw(0), &answers);
    assert_eq!(path.len(), 2, "why is asked of somebody to whom nothing applies");
    let rows = serde_json::from_str(r#"{"rows":{"a":"not_applicable","b":4}}"#).unwrap();
    let rows = Answers::read(&rows, &survey, &Pointer::default()).unwrap();
    assert_eq!(rows.part("rows", "b").and_then(Answer::number), Some(4.0));
    assert_eq!(rows.part("rows", "a").and_then(Answer::number), None);
}

#[test]
fn what_does_not_go_together_in_a_file_is_told_at_its_place() {
    for (fields, told) in [
        (
            r#""kind":"single_choice","other":true,
               "options":[{"id":"other","text":"A"},{"id":"b","text":"B"}]"#,
            "/questions/0/options/0/id: other stands twice, and every id has to be its own",
        ),
        (
            r#""kind":"single_choice","not_applicable":true,
               "options":[{"id":"a","text":"A"},{"id":"not_applicable","text":"B"}]"#,
            "/questions/0/options/1/id: not_applicable stands twice, and every id has to be its own",
        ),
        (
            r#""kind":"multiple_choice","at_least_options":3,
               "options":[{"id":"a","text":"A"},{"id":"b","text":"B"}]"#,
            "/questions/0/at_least_options: 3 is not at most the 2 that can be chosen",
        ),
        (
            r#""kind":"rating","display":"smileys","max":4"#,
            "/questions/0/max: 4 is not the end of 3 or 5 smileys",
        ),
        (r#""kind":"slider","min":5,"max":5"#, "/questions/0/max: 5 is not more than 5"),
        (r#""kind":"slider","min":200"#, "/questions/0/max: 200 is not more than 200"),
        (
            r#""kind":"slider","step":30"#,
            "/questions/0/step: 30 is not a step that leads from min to max",
        ),
    ] {
        let json = [
            r#"{"schema":"aftersay.survey/1","id":"s","version":1,"questions":[{"id":"q","prompt":"?","#,
            fields,
            "}]}",
        ];
        let mistakes = Survey::read(&serde_json::from_str(&json.concat()).unwrap()).unwrap_err();
        assert_eq!(mistakes[0].to_string(), told);
    }
}

#[test]
fn every_order_of_options_is_as_likely_as_another_and_the_last_stay_last() {
    let survey = survey(
        r#"[{"id":"q","kind":"multiple_choice","prompt":"?","order":"random","other":true,
             "options":[{"id":"none","text":"N"},{"id":"a","text":"A"},{"id":"b","text":"B"},{"id":"c","text":"C"}]}]"#,
    );
    let mut times: BTreeMap<String, u32> = BTreeMap::new();
    for seed in 0..6000 {
        let mut survey = survey.clone();
        survey.shuffle(seed);
        let choices = survey.questions[0].alone().unwrap().asks.choices();
        let ids: Vec<_> = choices.iter().map(|choice| choice.id.as_str()).collect();
        assert_eq!(ids[3..], ["none", "other"]);
        *times.entry(ids[..3].concat()).or_default() += 1;
    }
    assert_eq!(times.len(), 6);
    assert!(times.values().all(|n| (900..1100).contains(n)), "{times:?}");
}

/// Plays a visit, and returns the last thing that it said.
fn said(survey: &Survey, events: Vec<Event>) -> Tree {
    let start =
        update(survey, State::Waiting, Event::Triggered(survey.draw(0), Reached::default())).0;
    let mut last = Tree::Null;
    events.into_iter().fold(start, |state, event| {
        let (state, effects) = update(survey, state, event);
        for effect in effects {
            if let Effect::Submit(said) = effect {
                last = Tree::from(&said.answers);
            }
        }
        state
    });
    last
}

fn toggled(id: &str) -> Event {
    Event::Toggled(String::new(), id.to_owned())
}

#[test]
fn a_ranking_that_is_half_made_never_leaves_the_page() {
    let survey = survey(
        r#"[{"id":"first","kind":"csat"},{"id":"q","kind":"ranking","prompt":"?",
             "options":[{"id":"a","text":"A"},{"id":"b","text":"B"}]}]"#,
    );
    let half = said(
        &survey,
        vec![
            Event::Answered(String::new(), Some(Answer::Number(4.0))),
            Event::Continued,
            toggled("b"),
            Event::Continued, // The other one has no place yet.
            Event::WentBack,
            Event::Continued,
            Event::Left,
        ],
    );
    assert_eq!(serde_json::to_string(&half).unwrap(), r#"{"first":4}"#);
    let whole = said(&survey, vec![Event::Continued, toggled("b"), toggled("a"), Event::Continued]);
    assert_eq!(serde_json::to_string(&whole).unwrap(), r#"{"q":["b","a"]}"#);
}

#[test]
fn words_for_another_option_wait_for_it_and_go_without_it() {
    let survey = question(r#""kind":"single_choice","other":true"#);
    let chooses = |id: &str| Event::Answered(String::new(), Some(Answer::Choice(id.to_owned())));
    let writes = || Event::Answered("other".to_owned(), Some(Answer::Text("X".to_owned())));
    let other = vec![chooses("other"), writes(), chooses("a"), chooses("other"), Event::Continued];
    let other = serde_json::to_string(&said(&survey, other)).unwrap();
    assert_eq!(other, r#"{"q":{"choice":"other","other":"X"}}"#);
    let without = vec![chooses("other"), writes(), chooses("a"), Event::Continued];
    assert_eq!(serde_json::to_string(&said(&survey, without)).unwrap(), r#"{"q":"a"}"#);
    assert!(matches!(survey.questions[0].parts().last().unwrap().asks, Asks::Text { .. }));
}
