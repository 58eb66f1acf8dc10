//! Surveys that go to other programs and come from them.

use aftersay::exchange::Converted;
use aftersay::exchange::surveyjs::{export, import};
use aftersay::survey::Survey;
use aftersay::tree::Tree;
use proptest::prelude::*;
use serde_json::{Value, json};

fn tree(json: &Value) -> Tree {
    serde_json::from_value(json.clone()).unwrap()
}

fn json(tree: &Tree) -> Value {
    serde_json::to_value(tree).unwrap()
}

fn told(converted: &Converted) -> Vec<String> {
    converted.left_out.iter().map(ToString::to_string).collect()
}

/// A text: one for everybody, or one for each of some languages.
fn words() -> impl Strategy<Value = Value> {
    let text = "[a-zA-Zäß中0-9<>&;{}'\"?.!-][a-z <>&;\n]{0,8}[a-z?<;]";
    let each =
        proptest::sample::subsequence(vec!["en", "de", "zh", "zh-TW", "pt-BR", "de-AT"], 1..6);
    let each = each.prop_shuffle().prop_flat_map(move |langs| {
        let n = langs.len();
        proptest::collection::vec(prop_oneof![text, Just("OK".to_owned())], n).prop_map(
            move |texts| {
                langs
                    .iter()
                    .zip(texts)
                    .map(|(lang, text)| ((*lang).to_owned(), text.into()))
                    .collect::<serde_json::Map<_, _>>()
                    .into()
            },
        )
    });
    prop_oneof![text.prop_map(Value::from), each]
}

fn scale() -> impl Strategy<Value = Value> {
    (
        proptest::option::of(0..2_i32),
        proptest::option::of(2..11_i32),
        proptest::option::of(words()),
        proptest::option::of(words()),
    )
        .prop_map(|(min, max, low, high)| {
            let fields = [
                ("min", json!(min)),
                ("max", json!(max)),
                ("low", json!(low)),
                ("high", json!(high)),
            ];
            fields
                .into_iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(name, value)| (name.to_owned(), value))
                .collect::<serde_json::Map<_, _>>()
                .into()
        })
}

fn items(n: std::ops::Range<usize>) -> impl Strategy<Value = Value> {
    proptest::collection::vec(words(), n).prop_map(|texts| {
        texts
            .into_iter()
            .enumerate()
            .map(|(n, text)| json!({"id": format!("o-{n}"), "text": text}))
            .collect()
    })
}

/// What is said of a question's kind.
fn kind() -> impl Strategy<Value = Value> {
    prop_oneof![
        scale().prop_map(|scale| merged(json!({"kind": "rating"}), scale)),
        (scale(), any::<bool>()).prop_map(|(scale, stars)| {
            let display = if stars { "stars" } else { "numbers" };
            merged(json!({"kind": "rating", "display": display}), scale)
        }),
        (0..2_i32, prop_oneof![Just(2), Just(4)]).prop_map(|(min, more)| {
            json!({"kind": "rating", "display": "smileys", "min": min, "max": min + more})
        }),
        Just(json!({"kind": "yes_no"})),
        (proptest::option::of(-5..5_i32), 6..90_i32).prop_map(|(min, max)| match min {
            Some(min) => json!({"kind": "number", "min": min, "max": max}),
            None => json!({"kind": "number", "max": max}),
        }),
        (items(1..4), scale())
            .prop_map(|(items, scale)| merged(json!({"kind": "matrix", "items": items}), scale)),
        (items(2..4), prop_oneof!["single_choice", "ranking"], prop_oneof!["fixed", "random"])
            .prop_map(|(options, kind, order)| {
                json!({"kind": kind, "options": options, "order": order})
            }),
        items(2..4).prop_map(|options| json!({"kind": "ranking", "options": options})),
        items(2..4).prop_map(|options| json!({"kind": "single_choice", "options": options})),
        (items(2..4), 1..3, any::<bool>(), words()).prop_map(|(mut options, most, none, text)| {
            if none {
                options.as_array_mut().unwrap().push(json!({"id": "none", "text": text}));
            }
            json!({"kind": "multiple_choice", "options": options, "at_most_options": most})
        }),
        proptest::option::of(1..5000_i32).prop_map(|max| match max {
            Some(max) => json!({"kind": "text", "max_chars": max}),
            None => json!({"kind": "text"}),
        }),
        Just(json!({"kind": "info"})),
    ]
}

fn merged(mut one: Value, other: Value) -> Value {
    let Value::Object(other) = other else { panic!("an object") };
    one.as_object_mut().unwrap().extend(other);
    one
}

/// A condition on the questions before `n`, by dice.
fn condition(questions: &[Value], dice: &[u8], depth: usize) -> String {
    let roll = |at: usize| usize::from(dice[at % dice.len()]);
    let rest = &dice[1 % dice.len()..];
    let deeper = |by: usize| condition(questions, &dice[(by + 1) % dice.len()..], depth + 1);
    if depth < 3 {
        match roll(depth) % 6 {
            0 => return format!("({} and {})", deeper(1), deeper(2)),
            1 => return format!("({} or {} or {})", deeper(1), deeper(2), deeper(3)),
            2 => return format!("not {}", deeper(1)),
            _ => {}
        }
    }
    let question = &questions[roll(depth + 1) % questions.len()];
    let id = question["id"].as_str().unwrap();
    let sign = ["<", "<=", ">", ">=", "=", "!="][roll(depth + 2) % 6];
    let number = ["-3", "0", "1", "2.5", "7"][usize::from(rest[0]) % 5];
    match question["kind"].as_str().unwrap() {
        "rating" | "number" | "yes_no" => format!("{id} {sign} {number}"),
        "single_choice" | "multiple_choice" => {
            format!("{id} {} o-1", if sign < "=" { "=" } else { "!=" })
        }
        _ => format!("{id} answered"),
    }
}

prop_compose! {
    /// A survey of all that the other format can say.
    fn survey()(
        title in proptest::option::of(words()),
        thanks in proptest::option::of(words()),
        questions in proptest::collection::vec(
            (kind(), words(), proptest::option::of(words()), any::<bool>(), proptest::option::of(proptest::collection::vec(any::<u8>(), 4..9))),
            1..7,
        ),
    ) -> Value {
        let mut list: Vec<Value> = Vec::new();
        for (n, (kind, prompt, help, required, dice)) in questions.into_iter().enumerate() {
            let mut question = merged(json!({"id": format!("q{n}"), "prompt": prompt}), kind);
            if let Some(help) = help {
                question["help"] = help;
            }
            if required {
                question["required"] = true.into();
            }
            if let Some(dice) = dice.filter(|_| 0 < n) {
                question["show_if"] = condition(&list, &dice, 0).into();
            }
            list.push(question);
        }
        let mut survey = json!({"schema": "aftersay.survey/1", "id": "s", "version": 1, "questions": list});
        if let Some(title) = title {
            survey["title"] = title;
        }
        if let Some(text) = thanks {
            survey["thanks"] = json!({"text": text});
        }
        survey
    }
}

/// Anything that may stand in a file of theirs, with names that mean something there.
fn theirs() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-3..12_i32).prop_map(Value::from),
        prop_oneof![
            "rating",
            "ranking",
            "smileys",
            "radiogroup",
            "checkbox",
            "comment",
            "text",
            "matrix",
            "html",
            "panel",
            "number"
        ]
        .prop_map(Value::from),
        "[a-z{}'<>&= ()ä!]{0,12}".prop_map(Value::from),
    ];
    let name = prop_oneof![
        Just("type"),
        Just("type"),
        Just("name"),
        Just("title"),
        Just("choices"),
        Just("rows"),
        Just("columns"),
        Just("value"),
        Just("text"),
        Just("visibleIf"),
        Just("elements"),
        Just("elements"),
        Just("pages"),
        Just("default"),
        Just("en"),
        Just("rateMin"),
        Just("rateMax"),
        Just("rateValues"),
        Just("rateType"),
        Just("choicesOrder"),
        Just("maxLength"),
        Just("html"),
        Just("showNoneItem"),
    ];
    leaf.prop_recursive(6, 80, 8, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            proptest::collection::vec((name.clone(), inner), 0..8).prop_map(|fields| fields
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect::<serde_json::Map<_, _>>()
                .into()),
        ]
    })
}

proptest! {
    #[test]
    fn a_survey_that_fits_comes_back_from_surveyjs_as_it_went(survey in survey()) {
        let ours = Survey::read(&tree(&survey)).map_err(|told| TestCaseError::fail(format!("{told:?}")))?;
        let there = export(&tree(&survey)).unwrap();
        prop_assert_eq!(told(&there), Vec::<String>::new());
        let back = import(&there.file, "s").unwrap();
        prop_assert_eq!(told(&back), Vec::<String>::new(), "{}", json(&there.file));
        prop_assert_eq!(Survey::read(&back.file).unwrap(), ours, "{}", json(&there.file));
    }

    #[test]
    fn whatever_comes_in_is_a_survey_or_nothing(theirs in theirs()) {
        if let Ok(survey) = import(&tree(&theirs), "s") {
            prop_assert!(Survey::read(&survey.file).is_ok());
        }
    }
}

#[test]
fn a_survey_of_theirs_comes_in_with_a_list_of_what_did_not_fit() {
    let theirs = json!({
        "title": {"default": "Your order", "de": "Ihre Bestellung"}, "logoPosition": "right",
        "pages": [
            {"name": "one", "elements": [
                {"type": "rating", "name": "nps score", "title": "Recommend us?", "rateMin": 0, "rateMax": 10,
                 "minRateDescription": "No", "maxRateDescription": "Yes", "isRequired": true},
                {"type": "dropdown", "name": "way", "choices": ["Google Ads", {"value": 2, "text": "Friends"}], "showOtherItem": true},
                {"type": "text", "name": "mail", "inputType": "email"},
                {"type": "rating", "name": "stars", "rateMax": 20}]},
            {"name": "two", "title": "More", "visibleIf": "{nps score} <= 6", "elements": [
                {"type": "panel", "elements": [
                    {"type": "comment", "name": "why", "visibleIf": "{way} = 'Google Ads' or {way} = 2", "maxLength": 200}]},
                {"type": "comment", "name": "how", "visibleIf": "{stars} = 1"},
                {"type": "matrix", "name": "agree", "columns": ["never", "at times", "always"], "rows": ["Fast", "Kind"]},
                {"type": "file", "name": "photo"}]}],
        "completedHtml": "<h3>Thank you</h3>"});
    let came = import(&tree(&theirs), "order").unwrap();
    let survey = json!({
        "schema": "aftersay.survey/1", "id": "order", "version": 1,
        "title": {"en": "Your order", "de": "Ihre Bestellung"},
        "questions": [
            {"id": "nps_score", "kind": "rating", "prompt": "Recommend us?", "required": true, "min": 0, "max": 10,
             "low": "No", "high": "Yes"},
            {"id": "way", "kind": "single_choice", "prompt": "way", "options": [
                {"id": "Google_Ads", "text": "Google Ads"}, {"id": "option_2", "text": "Friends"}]},
            {"id": "why", "kind": "text", "prompt": "why", "max_chars": 200,
             "show_if": "nps_score <= 6 and (way = Google_Ads or way = option_2)"},
            {"id": "how", "kind": "text", "prompt": "how"},
            {"id": "agree", "kind": "matrix", "prompt": "agree", "show_if": "nps_score <= 6", "max": 3, "low": "never",
             "high": "always", "items": [{"id": "Fast", "text": "Fast"}, {"id": "Kind", "text": "Kind"}]}],
        "thanks": {"text": "Thank you"}});
    assert_eq!(json(&came.file), survey);
    insta::assert_snapshot!(told(&came).join("\n"));
}

#[test]
fn stars_smileys_and_rankings_come_in_as_far_as_they_fit() {
    let theirs = json!({"elements": [
        {"type": "rating", "name": "shop", "rateType": "stars"},
        {"type": "rating", "name": "mood", "rateType": "smileys", "rateCount": 3},
        {"type": "rating", "name": "moods", "rateType": "smileys", "rateMax": 10},
        {"type": "ranking", "name": "matters", "choices": ["Price", "Speed"], "choicesOrder": "asc",
         "selectToRankEnabled": true}]});
    let came = import(&tree(&theirs), "s").unwrap();
    let questions = json!([
        {"id": "shop", "kind": "rating", "prompt": "shop", "display": "stars"},
        {"id": "mood", "kind": "rating", "prompt": "mood", "max": 3, "display": "smileys"},
        {"id": "moods", "kind": "rating", "prompt": "moods", "max": 10},
        {"id": "matters", "kind": "ranking", "prompt": "matters", "options": [
            {"id": "Price", "text": "Price"}, {"id": "Speed", "text": "Speed"}]}]);
    assert_eq!(json(&came.file)["questions"], questions);
    assert_eq!(
        told(&came),
        [
            "/elements/2/rateType: there are 3 or 5 smileys here; it comes as numbers",
            "/elements/3/choicesOrder: they are shown as they stand, or at random",
            "/elements/3/selectToRankEnabled: there is nothing like it here",
        ]
    );
}

#[test]
fn what_only_we_can_say_is_listed_when_a_survey_leaves() {
    let survey = json!({
        "schema": "aftersay.survey/1", "id": "s", "version": 3, "ask": {"at_most": 2}, "order_words": ["order"],
        "questions": [
            {"id": "recommend", "kind": "nps"},
            {"id": "wrap", "kind": "kano", "feature": "gift wrapping"},
            {"id": "why", "kind": "text", "prompt": "Why?", "show_if": "wrap answered"},
            {"id": "more", "kind": "text", "prompt": "More?", "show_if": "recommend != 3"}],
        "thanks": {"text": "Bye", "link": {"href": "/help", "text": "Help"}}});
    let left = export(&tree(&survey)).unwrap();
    insta::assert_snapshot!(told(&left).join("\n"));
    let elements = &json(&left.file)["pages"][0]["elements"];
    assert_eq!(
        elements[0],
        json!({"type": "rating", "name": "recommend", "rateMin": 0, "rateMax": 10})
    );
    assert_eq!(elements[1].get("visibleIf"), None);
    assert_eq!(elements[2]["visibleIf"], "{recommend} notempty and !({recommend} = 3)");
}

#[test]
fn a_file_without_a_question_that_fits_is_told_why() {
    let theirs = json!({"pages": [{"elements": [{"type": "signaturepad", "name": "a"}]}]});
    let told: Vec<_> =
        import(&tree(&theirs), "s").unwrap_err().iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "/pages/0/elements/0: left out, as there is nothing like signaturepad here",
            "/: no question of it fits",
        ]
    );
}
