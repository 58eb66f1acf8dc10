//! What the page of the builder asks the core for, so that it knows no rule of its own.

use super::json::{from_js, to_js};
use crate::config::{CONFIG, Config};
use crate::exchange::{Converted, LeftOut, surveyjs};
use crate::shape::{Mistake, Pointer, schema};
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

/// Every mistake in a survey, as a list of `{pointer, message}`; an empty one where it is right.
#[wasm_bindgen]
#[must_use]
pub fn check_survey(survey: &JsValue) -> JsValue {
    told(Survey::read(&tree(survey)).err())
}

/// The same of the options of the tag.
#[wasm_bindgen]
#[must_use]
pub fn check_options(options: &JsValue) -> JsValue {
    told(Config::read(&tree(options)).err())
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

fn told(mistakes: Option<Vec<Mistake>>) -> JsValue {
    let told = |mistake: Mistake| place(&mistake.pointer, mistake.problem.told());
    to_js(&Tree::List(mistakes.unwrap_or_default().into_iter().map(told).collect()))
}

fn place(pointer: &Pointer, message: String) -> Tree {
    Tree::map([("pointer", pointer.text().into()), ("message", Tree::Text(message))])
}
