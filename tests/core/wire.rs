//! What goes over the wire: its shape, and what cannot be in it.

use aftersay::anonymise::bands::Order;
use aftersay::anonymise::{Mode, anonymise};
use aftersay::answers::{Answer, Answers};
use aftersay::survey::Survey;
use aftersay::tree::Tree;
use aftersay::wire::{Submission, SubmissionId};
use proptest::prelude::*;

const VERSION_1: &str = include_str!("../fixtures/wire/submission-1.json");

fn json(text: &str) -> Tree {
    serde_json::from_str(text).unwrap()
}

fn survey() -> Survey {
    Survey::read(&json(include_str!("../fixtures/surveys/delivery.json"))).unwrap()
}

fn order() -> Order {
    Order {
        value: Some(49.9),
        currency: Some("EUR".to_owned()),
        n_items: Some(2.0),
        customer: Some("returning".to_owned()),
    }
}

fn submission(answers: Answers, order: &Order, mode: Mode) -> Submission {
    let survey = survey();
    Submission {
        id: SubmissionId::parse("0b0e4b0e-6d0c-4b7e-9d7e-0d7c1f6f6a55").unwrap(),
        survey: survey.id.clone(),
        version: survey.version,
        lang: "de".to_owned(),
        complete: true,
        asked: survey.questions.iter().map(|question| question.id.clone()).collect(),
        content: anonymise(&survey, answers, order.context(), mode, &[]),
    }
}

fn answers(why: &str) -> Answers {
    Answers::default()
        .with("overall", Some(Answer::Number(-30.0)))
        .with("recommend", Some(Answer::Number(5.0)))
        .with("why", Some(Answer::Text(why.to_owned())))
}

#[test]
fn a_submission_is_written_as_version_1_has_it() {
    let written = submission(answers("Late. Write to me@example.com"), &order(), Mode::Answers);
    assert_eq!(Tree::from(&written), json(VERSION_1));
}

#[test]
fn version_1_is_still_read() {
    let read = Submission::read(&json(VERSION_1), &survey()).unwrap();
    assert_eq!(Tree::from(&read), json(VERSION_1));
}

#[test]
fn what_no_widget_would_send_is_refused_with_every_reason() {
    for (case, from, to, told) in [
        (
            "an unknown field",
            r#""complete""#,
            r#""email": "x", "complete""#,
            "/email: is not a field",
        ),
        ("an exact amount", "25-50 EUR", "49.90 EUR", "/context/order_value: \"49.90 EUR\" is not"),
        ("an id that is not random", "4b7e-9d7e", "1b7e-9d7e", "/id: "),
        ("an id in capitals", "0b0e4b0e", "0B0E4B0E", "/id: "),
        (
            "an answer off the scale",
            r#""overall": -30"#,
            r#""overall": -31"#,
            "/answers/overall: -31 is",
        ),
        (
            "an answer to nothing",
            r#""overall": -30"#,
            r#""name": "Jane""#,
            "/answers/name: is not a f",
        ),
        (
            "scores of other answers",
            r#""nps": -1"#,
            r#""nps": 1"#,
            "/scores: an object is not what",
        ),
        (
            "a score between the classes",
            r#""nps": -1"#,
            r#""nps": -0.5"#,
            "/scores/nps: -0.50 is not a whole",
        ),
        ("a score of nothing", r#""nps": -1"#, r#""iq": 100"#, "/scores/iq: is not a field"),
        ("another version", r#""version": 3"#, r#""version": 2"#, "/version: 2 is not version 3"),
        ("a language that is none", r#""de""#, r#""de Jane""#, "/lang: "),
        ("a number in the language", r#""de""#, r#""de-12345678""#, "/lang: "),
        (
            "answers where scores were promised",
            r#""mode": "answers""#,
            r#""mode": "scores""#,
            "/answers/overall: -30 is not allowed",
        ),
        (
            "a question that was not asked",
            r#""overall", "#,
            "",
            "/answers/overall: -30 is not allowed",
        ),
    ] {
        let wrong = VERSION_1.replacen(from, to, 1);
        assert_ne!(wrong, VERSION_1, "{case}");
        let mistakes = Submission::read(&json(&wrong), &survey()).unwrap_err();
        let all: Vec<_> = mistakes.iter().map(ToString::to_string).collect();
        assert!(all.iter().any(|one| one.starts_with(told)), "{case}: {all:?}");
    }
}

#[test]
fn what_the_sender_forgot_to_strike_out_is_struck_out_on_reading() {
    let unscrubbed = VERSION_1.replace("[email]", "me@example.com");
    let read = Submission::read(&json(&unscrubbed), &survey()).unwrap();
    let written = serde_json::to_string(&Tree::from(&read)).unwrap();
    assert!(!written.contains("me@example.com"), "{written}");
}

proptest! {
    #[test]
    fn no_exact_fact_of_the_order_is_on_the_wire(cents in 1_000_u32..10_000_000, n_items in 11_u32..1000) {
        // Figures that are no edge of a band.
        prop_assume!(cents % 100 != 0);
        let value = f64::from(cents) / 100.0;
        let order = Order { value: Some(value), n_items: Some(f64::from(n_items)), ..order() };
        let written = serde_json::to_string(&Tree::from(&submission(answers("Late"), &order, Mode::Answers)).get("context")).unwrap();
        prop_assert!(!written.contains(&format!("{value}")), "{written}");
        prop_assert!(n_items == 25 || n_items == 50 || n_items == 100 || n_items == 200 || n_items == 500 || !written.contains(&format!("\"{n_items}\"")), "{written}");
    }

    #[test]
    fn in_scores_mode_no_word_of_a_text_is_on_the_wire(why in "[a-z]{12,40}") {
        let written = serde_json::to_string(&Tree::from(&submission(answers(&why), &order(), Mode::Scores))).unwrap();
        prop_assert!(!written.contains(&why));
    }

    #[test]
    fn what_the_widget_writes_the_collector_reads(
        overall in prop::sample::select(vec![-90, -60, -30, 0, 30, 60, 90]),
        recommend in 0..=10,
        why in ".{1,60}",
        scores in any::<bool>(),
    ) {
        let said = Answers::default()
            .with("overall", Some(Answer::Number(f64::from(overall))))
            .with("recommend", Some(Answer::Number(f64::from(recommend))))
            .with("why", (!why.trim().is_empty()).then(|| Answer::Text(why.trim().to_owned())));
        let mode = if scores { Mode::Scores } else { Mode::Answers };
        let written = Tree::from(&submission(said, &order(), mode));
        let sent = serde_json::to_string(&written).unwrap();
        let read = Submission::read(&json(&sent), &survey());
        prop_assert_eq!(read.map(|read| Tree::from(&read)), Ok(written));
    }
}
