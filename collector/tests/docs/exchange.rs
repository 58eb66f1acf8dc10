//! Surveys that leave for another program and come back, by the command line.

use serde_json::{Value, json};
use std::path::Path;
use std::process::{Command, Output};

/// Runs a command in `folder`.
fn run(words: &[&str], folder: &Path) -> Output {
    let mut aftersay = Command::new(env!("CARGO_BIN_EXE_aftersay"));
    aftersay.args(words).current_dir(folder).output().unwrap()
}

fn told(output: &Output) -> Vec<String> {
    String::from_utf8_lossy(&output.stderr).lines().map(str::to_owned).collect()
}

#[test]
fn a_survey_leaves_for_surveyjs_and_comes_back_as_it_went() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let survey = json!({
        "schema": "aftersay.survey/1", "id": "mugs", "version": 1,
        "questions": [
            {"id": "shop", "kind": "rating", "prompt": "Our shop?", "display": "stars"},
            {"id": "mood", "kind": "rating", "prompt": "And you?", "max": 3, "display": "smileys"},
            {"id": "matters", "kind": "ranking", "prompt": "What matters?", "show_if": "shop <= 3",
             "options": [{"id": "price", "text": "Price"}, {"id": "speed", "text": "Speed"}],
             "order": "random"}
        ]
    });
    std::fs::write(folder.join("mugs.json"), survey.to_string()).unwrap();

    let left = run(&["export", "--format", "surveyjs", "--survey", "mugs.json"], folder);
    assert!(left.status.success() && told(&left).is_empty(), "{left:?}");
    let theirs: Value = serde_json::from_slice(&left.stdout).unwrap();
    let elements = &theirs["pages"][0]["elements"];
    assert_eq!(
        (&elements[0]["type"], &elements[0]["rateType"]),
        (&json!("rating"), &json!("stars"))
    );
    assert_eq!(elements[2]["type"], "ranking");

    std::fs::write(folder.join("theirs.json"), &left.stdout).unwrap();
    let back = run(&["import", "theirs.json", "--id", "mugs"], folder);
    assert!(back.status.success() && told(&back).is_empty(), "{back:?}");
    std::fs::write(folder.join("back.json"), &back.stdout).unwrap();
    let again = run(&["export", "--format", "surveyjs", "--survey", "back.json"], folder);
    assert_eq!(again.stdout, left.stdout, "{}", String::from_utf8_lossy(&back.stdout));
}

#[test]
fn what_does_not_fit_is_told_beside_the_survey_and_a_file_without_any_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let theirs = json!({"elements": [
        {"type": "ranking", "name": "matters", "choices": ["Price", "Speed"]},
        {"type": "file", "name": "photo"}
    ]});
    std::fs::write(folder.join("theirs.json"), theirs.to_string()).unwrap();
    let came = run(&["import", "theirs.json"], folder);
    assert!(came.status.success(), "{came:?}");
    assert_eq!(told(&came), ["/elements/1: left out, as there is nothing like file here"]);
    let survey: Value = serde_json::from_slice(&came.stdout).unwrap();
    assert_eq!(
        (&survey["id"], &survey["questions"][0]["kind"]),
        (&json!("theirs"), &json!("ranking"))
    );

    std::fs::write(folder.join("none.json"), r#"{"elements": []}"#).unwrap();
    let refused = run(&["import", "none.json"], folder);
    assert_eq!((refused.status.code(), refused.stdout.as_slice()), (Some(1), &[][..]));
    let last = told(&refused).pop().unwrap_or_default();
    assert!(last.contains("none.json holds no survey that fits"), "{last}");
}
