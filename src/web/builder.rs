//! What the page of the builder asks the core for, so that it knows no rule of its own.

use super::json::{from_js, to_js};
use crate::anonymise::randomise::mechanisms;
use crate::config::{CONFIG, Config, EPSILON_DEFAULT};
use crate::exchange::{Converted, LeftOut, surveyjs};
use crate::scoring::randomised::Mechanism;
use crate::scoring::sample::{Effort, for_share};
use crate::shape::{Mistake, Pointer, schema};
use crate::survey::warnings::Warning;
use crate::survey::{SURVEY, Survey};
use crate::tree::Tree;
use wasm_bindgen::prelude::*;

/// The JSON Schema of a survey file, from which the forms are made.
#[wasm_bindgen]
#[must_use]
pub fn survey_schema() -> JsValue {
    to_js(&schema(&SURVEY))
}

/// The JSON Schema of the options of the tag.
#[wasm_bindgen]
#[must_use]
pub fn options_schema() -> JsValue {
    to_js(&schema(&CONFIG))
}

/// All that `aftersay check` finds in a survey: `{mistakes, warnings}`, each a list of
/// `{pointer, message}`. Of a survey with mistakes it is not known what to warn of.
#[wasm_bindgen]
#[must_use]
pub fn check_survey(survey: &JsValue) -> JsValue {
    let file = tree(survey);
    let (mistakes, warnings) = match Survey::read(&file) {
        Ok(survey) => (Vec::new(), survey.warnings(&file)),
        Err(mistakes) => (mistakes, Vec::new()),
    };
    let warn = |warning: Warning| place(&warning.pointer, warning.text);
    let warnings = Tree::List(warnings.into_iter().map(warn).collect());
    to_js(&Tree::map([("mistakes", told(mistakes)), ("warnings", warnings)]))
}

/// Every mistake in the options of the tag, as such a list.
#[wasm_bindgen]
#[must_use]
pub fn check_options(options: &JsValue) -> JsValue {
    to_js(&told(Config::read(&tree(options)).err().unwrap_or_default()))
}

/// A survey of `SurveyJS` as one of ours: `{file, leftOut}`, without `file` where nothing fits.
#[wasm_bindgen]
#[must_use]
pub fn from_surveyjs(survey: &JsValue, id: &str) -> JsValue {
    match surveyjs::import(&tree(survey), id) {
        Ok(converted) => both(converted),
        Err(left_out) => to_js(&Tree::map([("leftOut", list(left_out))])),
    }
}

/// A survey of ours as one of `SurveyJS`: `{file, leftOut}`, or nothing where ours is wrong.
#[wasm_bindgen]
#[must_use]
pub fn to_surveyjs(survey: &JsValue) -> JsValue {
    surveyjs::export(&tree(survey)).map_or(JsValue::UNDEFINED, both)
}

/// What it takes until a share of satisfied buyers is right to within 5 points 19 times in 20, if a
/// quarter of the buyers answer: `{answers, days}`. With an epsilon, answers are mixed with chance;
/// nothing where a number is out of its range.
#[wasm_bindgen]
#[must_use]
pub fn effort(orders_per_day: f64, epsilon: Option<f64>) -> JsValue {
    let needed = match epsilon {
        None => for_share(0.5, 0.05, None).ok(),
        Some(epsilon) => Mechanism::new(2, epsilon)
            .and_then(|mixed| mixed.needed_for_mean(&[0.0, 1.0], 0.5, 0.5, 0.05, None))
            .ok()
            .flatten(),
    };
    let effort = needed.and_then(|needed| Effort::of(needed, 0.25, orders_per_day).ok());
    effort.map_or(JsValue::UNDEFINED, |Effort { needed, days, .. }| {
        let [answers, days] = [needed, days].map(|number| Tree::from(number as f64));
        to_js(&Tree::map([("answers", answers), ("days", days)]))
    })
}

/// The epsilon of a tag that names none.
#[wasm_bindgen]
#[must_use]
pub fn epsilon_default() -> f64 {
    EPSILON_DEFAULT
}

/// How many scores of one buyer are mixed with chance, each at the price of one epsilon.
#[wasm_bindgen]
#[must_use]
pub fn scores_mixed(survey: &JsValue) -> usize {
    Survey::read(&tree(survey)).map_or(0, |survey| mechanisms(&survey, 1.0).len())
}

/// What is no JSON is nothing, and nothing is checked as such.
fn tree(value: &JsValue) -> Tree {
    from_js(value).unwrap_or(Tree::Null)
}

fn both(converted: Converted) -> JsValue {
    to_js(&Tree::map([("file", converted.file), ("leftOut", list(converted.left_out))]))
}

fn list(left_out: Vec<LeftOut>) -> Tree {
    Tree::List(left_out.into_iter().map(|left| place(&left.pointer, left.why)).collect())
}

fn told(mistakes: Vec<Mistake>) -> Tree {
    let told = |mistake: Mistake| place(&mistake.pointer, mistake.problem.told());
    Tree::List(mistakes.into_iter().map(told).collect())
}

fn place(pointer: &Pointer, message: String) -> Tree {
    Tree::map([("pointer", pointer.text().into()), ("message", Tree::Text(message))])
}
