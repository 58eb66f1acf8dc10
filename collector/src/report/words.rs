//! What figures are called and how they are told, in English: one place for text and html.

use super::{QuestionReport, Report};
use aftersay::scoring::estimate::Estimate;
use aftersay::survey::{Kind, Question, Survey};
use aftersay::tree::decimal;

/// The language of reports, for now.
pub const LANG: &str = "en";

/// What a question asks: the owner's wording, or the standard one of its kind.
#[must_use]
pub fn prompt(question: &Question) -> String {
    if let Some(prompt) = &question.prompt {
        return prompt.in_lang(LANG).to_owned();
    }
    match &question.kind {
        Kind::Nps => "How likely are you to recommend us to a friend or colleague?".to_owned(),
        Kind::Csat => "Overall, how satisfied are you with this order?".to_owned(),
        Kind::Csm { about } => {
            let about = about.as_ref().map_or("your order", |about| about.in_lang(LANG));
            format!("How satisfied are you with {about}?")
        }
        Kind::Rating(_) | Kind::SingleChoice(_) | Kind::Text { .. } => question.id.clone(),
    }
}

/// What an answer is called; a number that has no name stays a number.
#[must_use]
pub fn label(question: &Question, answer: &str) -> String {
    let number = decimal(answer);
    let level = |levels: &[(f64, &str)]| {
        levels.iter().find(|(value, _)| Some(*value) == number).map(|(_, name)| (*name).to_owned())
    };
    let named = match &question.kind {
        Kind::Csm { .. } => level(&CSM_LEVELS),
        Kind::Csat => level(&CSAT_LEVELS),
        Kind::SingleChoice(options) => options
            .iter()
            .find(|option| option.id == answer)
            .map(|option| option.text.in_lang(LANG).to_owned()),
        Kind::Rating(rating) => {
            let end = |edge: i32| Some(f64::from(edge)) == number;
            let low = rating.low.as_ref().filter(|_| end(rating.scale.min));
            let high = rating.high.as_ref().filter(|_| end(rating.scale.max));
            low.or(high).map(|words| format!("{answer} – {}", words.in_lang(LANG)))
        }
        Kind::Nps | Kind::Text { .. } => None,
    };
    named.unwrap_or_else(|| answer.replace('-', "−"))
}

/// The levels of the seven-level scale, best first as they are read.
const CSM_LEVELS: [(f64, &str); 7] = [
    (90.0, "very satisfied"),
    (60.0, "satisfied"),
    (30.0, "rather satisfied"),
    (0.0, "acceptable"),
    (-30.0, "rather dissatisfied"),
    (-60.0, "dissatisfied"),
    (-90.0, "very dissatisfied"),
];

const CSAT_LEVELS: [(f64, &str); 5] = [
    (5.0, "very satisfied"),
    (4.0, "satisfied"),
    (3.0, "neither"),
    (2.0, "dissatisfied"),
    (1.0, "very dissatisfied"),
];

/// The level that a mean of the seven-level scale is nearest to; half-way values go down.
///
/// - **Source**: measurement reference, A1.
#[must_use]
pub fn csm_level(mean: f64) -> &'static str {
    let nearest = ((mean - 15.0) / 30.0).ceil() * 30.0;
    let at = CSM_LEVELS.iter().find(|(value, _)| *value <= nearest);
    at.map_or("very dissatisfied", |(_, name)| name)
}

/// How a score is told: its name, its range and its digits.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    /// What readers know it by.
    pub title: &'static str,
    /// The lowest value it can have.
    pub min: f64,
    /// The highest value it can have.
    pub max: f64,
    /// How many decimals it is told with.
    pub n_decimals: u8,
    /// What follows the number.
    pub unit: &'static str,
}

/// How the score of this name is told; `question` knows the ends of its own scale.
///
/// - **Source**: measurement reference, section 0, "rounding".
#[must_use]
pub fn measure(name: &str, question: Option<&Question>) -> Measure {
    let scale = question.and_then(|question| question.kind.scale());
    let (title, min, max, n_decimals, unit) = match name {
        "nps" => ("NPS", -100.0, 100.0, 0, ""),
        "csat" => ("Satisfied", 0.0, 100.0, 1, "\u{a0}%"),
        "csm" => ("Satisfaction", -90.0, 90.0, 1, ""),
        "mean" => {
            let (min, max) = scale.map_or((0.0, 10.0), |s| (s.min.into(), s.max.into()));
            ("Mean", min, max, 2, "")
        }
        "share" => ("Share", 0.0, 100.0, 1, "\u{a0}%"),
        _ => ("Score", 0.0, 100.0, 1, ""),
    };
    Measure { title, min, max, n_decimals, unit }
}

/// The score of this name as a sentence, with the level that a mean of levels is nearest to.
#[must_use]
pub fn told(name: &str, question: Option<&Question>, estimate: &Estimate) -> String {
    let sentence = measure(name, question).sentence(estimate);
    match name {
        "csm" => format!("{sentence} The nearest level is “{}”.", csm_level(estimate.value)),
        _ => sentence,
    }
}

impl Measure {
    /// A value with its digits and its unit.
    #[must_use]
    pub fn show(&self, value: f64) -> String {
        [rounded(value, self.n_decimals).as_str(), self.unit].concat()
    }

    /// The estimate and how certain it is, as a sentence.
    #[must_use]
    pub fn sentence(&self, estimate: &Estimate) -> String {
        let (title, value) = (self.title, self.show(estimate.value));
        match estimate.interval {
            Some((low, high)) => {
                let low = rounded(low, self.n_decimals);
                let high = self.show(high);
                format!("{title} {value}, with 95\u{a0}% certainty between {low} and {high}.")
            }
            None => format!("{title} {value}; too few answers to say how certain that is."),
        }
    }
}

/// A number to so many decimals, half away from zero, with a real minus sign and never minus zero.
#[must_use]
pub fn rounded(value: f64, n_decimals: u8) -> String {
    let scale = 10_f64.powi(n_decimals.into());
    // `f64::round` goes half away from zero; formatting by itself would go half to even.
    let rounded = (value * scale).round() / scale;
    let digits = format!("{:.*}", usize::from(n_decimals), rounded.abs());
    if rounded < 0.0 { ["−", &digits].concat() } else { digits }
}

/// A share in percent with one decimal; nothing of nothing is no number.
#[must_use]
pub fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    [&rounded(100.0 * part as f64 / whole as f64, 1), "\u{a0}%"].concat()
}

/// So many of a thing.
#[must_use]
pub fn counted(n: u64, one: &str, many: &str) -> String {
    format!("{n}\u{a0}{}", if n == 1 { one } else { many })
}

/// The survey's title, or its id where it has none.
#[must_use]
pub fn title(survey: &Survey) -> String {
    survey.title.as_ref().map_or_else(|| survey.id.clone(), |t| t.in_lang(LANG).to_owned())
}

/// What stands in place of figures where the whole survey has too few answers.
#[must_use]
pub fn too_few_responses(report: &Report) -> Option<String> {
    if report.k_min <= report.n {
        return None;
    }
    let more = counted(report.k_min - report.n, "more response", "more responses");
    Some(match report.n {
        0 => format!("Nobody has answered yet. Figures show from {} responses on.", report.k_min),
        n => format!("Too few answers: {n} of {}. {more} and the figures show.", report.k_min),
    })
}

/// Every question of the survey with what was found, in the survey's order.
pub fn questions<'a>(
    report: &'a Report,
    survey: &'a Survey,
) -> impl Iterator<Item = (&'a Question, &'a QuestionReport)> {
    report.questions.iter().filter_map(|found| Some((survey.question(&found.id)?.1, found)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_rounded_half_away_from_zero() {
        for (value, n_decimals, shown) in [
            (2.5, 0, "3"),
            (-2.5, 0, "−3"),
            (-0.4, 0, "0"),
            (0.25, 1, "0.3"),
            (-0.25, 1, "−0.3"),
            (60.208_657, 0, "60"),
            (82.0, 1, "82.0"),
        ] {
            assert_eq!(rounded(value, n_decimals), shown, "{value}");
        }
    }

    #[test]
    fn a_mean_half_way_between_two_levels_is_the_lower_one() {
        for (mean, level) in [
            (15.0, "acceptable"),
            (15.1, "rather satisfied"),
            (-15.0, "rather dissatisfied"),
            (-14.9, "acceptable"),
            (-75.0, "very dissatisfied"),
            (-90.0, "very dissatisfied"),
            (90.0, "very satisfied"),
        ] {
            assert_eq!(csm_level(mean), level, "{mean}");
        }
    }

    #[test]
    fn a_score_is_told_with_its_certainty() {
        let estimate = Estimate { value: 48.0, interval: Some((32.995, 60.209)), n: 100 };
        let told = measure("nps", None).sentence(&estimate);
        assert_eq!(told, "NPS 48, with 95\u{a0}% certainty between 33 and 60.");
    }
}
