//! The scoring of the widget alone, as a module: what `cargo xtask bench science` holds against a
//! scorer written by hand.

use aftersay::answers::Answers;
use aftersay::scoring::score;
use aftersay::shape::Pointer;
use aftersay::survey::Survey;
use aftersay::tree::Tree;
use std::hint::black_box;
use wasm_bindgen::prelude::*;

/// One response, read and checked.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Response {
    survey: Survey,
    answers: Answers,
}

#[wasm_bindgen]
impl Response {
    /// Reads a survey and the answers to it, both JSON.
    ///
    /// # Errors
    /// With what is wrong.
    #[wasm_bindgen(constructor)]
    pub fn new(survey: &str, answers: &str) -> Result<Self, String> {
        let tree = |text| serde_json::from_str::<Tree>(text).map_err(|_| "no JSON".to_owned());
        let survey = Survey::read(&tree(survey)?).map_err(|_| "no survey")?;
        let answers = Answers::read(&tree(answers)?, &survey, &Pointer::default());
        Ok(Self { survey, answers: answers.map_err(|_| "no answers")? })
    }

    /// The scores, as JSON.
    #[must_use]
    pub fn scores(&self) -> String {
        serde_json::to_string(&Tree::from(&score(&self.survey, &self.answers))).unwrap_or_default()
    }

    /// Scores the response so often.
    pub fn repeat(&self, times: u32) {
        for _ in 0..times {
            black_box(score(black_box(&self.survey), black_box(&self.answers)));
        }
    }
}
