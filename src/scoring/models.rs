//! The structural models of the national satisfaction indexes, as data.

use super::pls::{Latent, Model, ModelError};

/// Latent variables and the arrows between them, still without questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Structure {
    /// Its key, by which surveys know it.
    pub name: &'static str,
    /// Short names of the latent variables; [`LATENTS`] spells them out.
    pub latents: &'static [&'static str],
    /// The arrows, as `(from, to)`.
    pub paths: &'static [(&'static str, &'static str)],
}

/// The short names of all models with what they stand for.
pub const LATENTS: [(&str, &str); 9] = [
    ("IMAGE", "image"),
    ("EXP", "expectations"),
    ("PERF", "perceived performance"),
    ("QUAL", "perceived quality"),
    ("VAL", "perceived value"),
    ("SAT", "satisfaction"),
    ("VOICE", "complaints"),
    ("COMP", "complaints and their handling"),
    ("LOY", "loyalty"),
];

/// The Swedish barometer. PERF has two items: price given quality, and quality given price.
///
/// - **Source**: Fornell (1992) A National Customer Satisfaction Barometer: The Swedish Experience.
pub static SCSB: Structure = Structure {
    name: "scsb",
    latents: &["EXP", "PERF", "SAT", "VOICE", "LOY"],
    paths: &[
        ("EXP", "PERF"),
        ("EXP", "SAT"),
        ("PERF", "SAT"),
        ("SAT", "VOICE"),
        ("SAT", "LOY"),
        ("VOICE", "LOY"),
    ],
};

/// The American index; its questions are among [`QUESTIONS`].
///
/// - **Source**: Fornell, Johnson, Anderson, Cha & Bryant (1996) The American Customer Satisfaction Index.
pub static ACSI: Structure = Structure {
    name: "acsi",
    latents: &["EXP", "QUAL", "VAL", "SAT", "COMP", "LOY"],
    paths: &[
        ("EXP", "QUAL"),
        ("EXP", "VAL"),
        ("EXP", "SAT"),
        ("QUAL", "VAL"),
        ("QUAL", "SAT"),
        ("VAL", "SAT"),
        ("SAT", "COMP"),
        ("SAT", "LOY"),
        ("COMP", "LOY"),
    ],
};

/// The European index: the American one led by the shop's image.
///
/// - **Source**: Tenenhaus, Esposito Vinzi, Chatelin & Lauro (2005) PLS path modeling.
pub static ECSI: Structure = Structure {
    name: "ecsi",
    latents: &["IMAGE", "EXP", "QUAL", "VAL", "SAT", "COMP", "LOY"],
    paths: &[
        ("EXP", "QUAL"),
        ("EXP", "VAL"),
        ("EXP", "SAT"),
        ("QUAL", "VAL"),
        ("QUAL", "SAT"),
        ("VAL", "SAT"),
        ("SAT", "COMP"),
        ("SAT", "LOY"),
        ("COMP", "LOY"),
        ("IMAGE", "EXP"),
        ("IMAGE", "SAT"),
        ("IMAGE", "LOY"),
    ],
};

/// The three models, by which a survey file may name them.
pub static STRUCTURES: [&Structure; 3] = [&SCSB, &ACSI, &ECSI];

impl Structure {
    /// Gives the structure its questions, one [`Latent`] a name in any order.
    ///
    /// # Errors
    /// [`ModelError`] where a latent variable is missing, unknown or badly built.
    pub fn model(&self, latents: Vec<Latent>) -> Result<Model, ModelError> {
        Model::new(latents, self.paths)
    }
}

/// How an answer becomes a number of which high is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// 1 to 10, as it is.
    AsIs,
    /// 1 to 10, turned around by [`reverse`].
    Reversed,
    /// 0 for no and 1 for yes: the arrow from satisfaction to complaints is then negative. Where
    /// the handling of complaints is rated 1 to 10 instead, use [`Coding::AsIs`].
    YesNo,
    /// Two questions of which each person sees one, made one number by [`price_tolerance`].
    PriceTolerance,
}

/// One question of the models; the wording is the survey's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// The latent variable it belongs to.
    pub latent: &'static str,
    /// Its key, by which surveys and wordings know it.
    pub key: &'static str,
    /// How its answer is coded.
    pub coding: Coding,
}

const fn question(latent: &'static str, key: &'static str, coding: Coding) -> Question {
    Question { latent, key, coding }
}

/// The manifest variables of all models: those of the American index, and what the European one
/// asks besides.
///
/// Fifteen questions of the American index make fourteen items: both price questions are one.
///
/// - **Source**: Fornell et al. (1996); image and the handling of complaints after Tenenhaus,
///   Esposito Vinzi, Chatelin & Lauro (2005) PLS path modeling.
pub static QUESTIONS: [Question; 19] = [
    question("IMAGE", "image_trust", Coding::AsIs),
    question("IMAGE", "image_name", Coding::AsIs),
    question("IMAGE", "image_care", Coding::AsIs),
    question("EXP", "exp_overall", Coding::AsIs),
    question("EXP", "exp_fit", Coding::AsIs),
    question("EXP", "exp_wrong", Coding::Reversed),
    question("QUAL", "qual_overall", Coding::AsIs),
    question("QUAL", "qual_fit", Coding::AsIs),
    question("QUAL", "qual_wrong", Coding::Reversed),
    question("VAL", "val_quality", Coding::AsIs),
    question("VAL", "val_price", Coding::AsIs),
    question("SAT", "sat_overall", Coding::AsIs),
    question("SAT", "sat_expected", Coding::AsIs),
    question("SAT", "sat_ideal", Coding::AsIs),
    question("COMP", "complained", Coding::YesNo),
    question("HANDLING", "handling", Coding::AsIs),
    question("LOY", AGAIN, Coding::AsIs),
    question("LOY", DEARER, Coding::PriceTolerance),
    question("LOY", CHEAPER, Coding::PriceTolerance),
];

impl Structure {
    /// The questions of one of its latent variables, in the order in which they are asked.
    ///
    /// The Swedish model measures performance by value's questions. The European one asks how
    /// complaints are handled, which everybody can judge; the others ask whether there was one.
    ///
    /// # Examples
    /// ```
    /// use aftersay::scoring::models::{ECSI, SCSB};
    /// let key = |q: &&aftersay::scoring::models::Question| q.key;
    /// assert_eq!(SCSB.questions("PERF").map(|q| q.key).collect::<Vec<_>>(), ["val_quality", "val_price"]);
    /// assert_eq!(ECSI.questions("COMP").next().as_ref().map(key), Some("handling"));
    /// ```
    pub fn questions<'a>(&self, latent: &'a str) -> impl Iterator<Item = &'static Question> + 'a {
        let asked = self.asked(latent);
        QUESTIONS.iter().filter(move |question| question.latent == asked)
    }

    /// The name under which the questions of one of its latent variables stand in [`QUESTIONS`].
    #[must_use]
    pub fn asked<'a>(&self, latent: &'a str) -> &'a str {
        match (self.name, latent) {
            (_, "PERF") => "VAL",
            (_, "VOICE") => "COMP",
            ("ecsi", "COMP") => "HANDLING",
            (_, latent) => latent,
        }
    }
}

/// The key of the question how likely somebody is to buy again.
pub const AGAIN: &str = "loy_again";

/// The key of the question how much dearer the shop may become before they leave.
pub const DEARER: &str = "loy_dearer";

/// The key of the question how much cheaper it has to become before they come back.
pub const CHEAPER: &str = "loy_cheaper";

/// From this likelihood to buy again on, people are asked how much dearer; below, how much cheaper.
pub const REPURCHASE_HIGH: f64 = 6.0;

/// The most, in per cent, that the price questions ask about.
pub const TOLERANCE_MAX_PERCENT: f64 = 25.0;

/// Why an answer cannot be coded.
#[derive(Debug, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum CodingError {
    #[error("answer {answer} is not from {low} to {high}")]
    OutsideScale { answer: f64, low: f64, high: f64 },
}

/// Turns an answer around on its scale, so that high is good.
///
/// # Errors
/// [`CodingError::OutsideScale`] where the answer is not on the scale.
///
/// # Examples
/// ```
/// use aftersay::scoring::models::reverse;
/// assert_eq!(reverse(2.0, (1.0, 10.0)), Ok(9.0));
/// ```
pub fn reverse(answer: f64, scale: (f64, f64)) -> Result<f64, CodingError> {
    inside(answer, scale).map(|answer| scale.0 + scale.1 - answer)
}

/// Codes price tolerance from 1.0 (comes back only for 25 % less) to 10.0 (stays at 25 % more).
///
/// Who is likely to buy again answers `dearer`, who is not answers `cheaper`; the answer to the
/// other question is not looked at. `None` where the likelihood or the answer it calls for is
/// missing.
///
/// - **Units**: `repurchase` 1.0 to 10.0, the others per cent from 0.0 to 25.0.
/// - **Source**: the two questions of Fornell et al. (1996); the coding `1 + 9 * (t + 25) / 50` is a
///   convention of ours.
///
/// # Errors
/// [`CodingError::OutsideScale`] where one of the answers looked at is outside its scale.
///
/// # Examples
/// ```
/// use aftersay::scoring::models::price_tolerance;
/// assert_eq!(price_tolerance(Some(8.0), Some(25.0), None), Ok(Some(10.0)));
/// assert_eq!(price_tolerance(Some(2.0), None, Some(0.0)), Ok(Some(5.5)));
/// ```
pub fn price_tolerance(
    repurchase: Option<f64>,
    dearer: Option<f64>,
    cheaper: Option<f64>,
) -> Result<Option<f64>, CodingError> {
    let Some(repurchase) = repurchase else { return Ok(None) };
    let stays = REPURCHASE_HIGH <= inside(repurchase, (1.0, 10.0))?;
    let (answer, sign) = if stays { (dearer, 1.0) } else { (cheaper, -1.0) };
    let Some(percent) = answer else { return Ok(None) };
    let percent = sign * inside(percent, (0.0, TOLERANCE_MAX_PERCENT))?;
    Ok(Some(1.0 + 9.0 * (percent + TOLERANCE_MAX_PERCENT) / (2.0 * TOLERANCE_MAX_PERCENT)))
}

fn inside(answer: f64, (low, high): (f64, f64)) -> Result<f64, CodingError> {
    let on_scale = (low..=high).contains(&answer);
    on_scale.then_some(answer).ok_or(CodingError::OutsideScale { answer, low, high })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::pls::{Item, Mode};
    use proptest::prelude::*;

    #[test]
    fn every_structure_is_a_model_of_its_latent_variables() {
        for (structure, n_latents, n_paths) in [(&SCSB, 5, 6), (&ACSI, 6, 9), (&ECSI, 7, 12)] {
            let latents = structure.latents.iter().enumerate().map(|(column, name)| Latent {
                name: (*name).into(),
                mode: Mode::A,
                items: vec![Item { name: (*name).into(), column, scale: (1.0, 10.0) }],
            });
            let model = structure.model(latents.collect()).unwrap();
            let sizes = (model.latents().len(), model.paths().len());
            assert_eq!(sizes, (n_latents, n_paths), "{}", structure.name);
            let known = |name: &&str| LATENTS.iter().any(|(short, _)| short == name);
            assert!(structure.latents.iter().all(known), "{}", structure.name);
        }
        let error = ModelError::UnknownLatent { latent: "EXP".into() };
        assert_eq!(ACSI.model(vec![]), Err(error));
    }

    #[test]
    fn every_latent_variable_of_every_structure_has_questions_and_the_american_index_has_fifteen() {
        for (structure, n_questions) in [(&SCSB, 12), (&ACSI, 15), (&ECSI, 18)] {
            let asked = structure.latents.iter().map(|latent| structure.questions(latent).count());
            let asked: Vec<_> = asked.collect();
            assert!(asked.iter().all(|n| 0 < *n), "{}: {asked:?}", structure.name);
            assert_eq!(asked.iter().sum::<usize>(), n_questions, "{}", structure.name);
        }
    }

    #[test]
    fn price_tolerance_follows_the_likelihood_to_buy_again() {
        for (case, answers, coded) in [
            ("would pay 10 % more", (Some(6.0), Some(10.0), None), Some(7.3)),
            ("would not pay more", (Some(10.0), Some(0.0), Some(9.0)), Some(5.5)),
            ("wants 25 % off", (Some(5.0), Some(3.0), Some(25.0)), Some(1.0)),
            ("answered the other question", (Some(9.0), None, Some(5.0)), None),
            ("did not say whether again", (None, Some(5.0), None), None),
        ] {
            let (repurchase, dearer, cheaper) = answers;
            assert_eq!(price_tolerance(repurchase, dearer, cheaper), Ok(coded), "{case}");
        }
        let refused = Err(CodingError::OutsideScale { answer: 26.0, low: 0.0, high: 25.0 });
        assert_eq!(price_tolerance(Some(9.0), Some(26.0), None), refused);
        let refused = Err(CodingError::OutsideScale { answer: 0.0, low: 1.0, high: 10.0 });
        assert_eq!(reverse(0.0, (1.0, 10.0)), refused);
    }

    proptest! {
        #[test]
        fn codes_stay_on_the_scale(answer in 1.0..=10.0, dearer in 0.0..=25.0, cheaper in 0.0..=25.0) {
            let twice = reverse(reverse(answer, (1.0, 10.0)).unwrap(), (1.0, 10.0)).unwrap();
            prop_assert!((twice - answer).abs() < 1e-12);
            let coded = price_tolerance(Some(answer), Some(dearer), Some(cheaper)).unwrap().unwrap();
            prop_assert!((1.0..=10.0).contains(&coded));
            prop_assert_eq!(5.5 <= coded, 6.0 <= answer || cheaper == 0.0);
        }
    }
}
