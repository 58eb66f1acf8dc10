//! What figures are called and how they are told, in English: one place for text and html.

mod measures;
mod scopes;

pub use measures::{Measure, class, fact, fact_title, measure};
pub use scopes::{GROUP_HIDDEN, Other, change, days, field, group};

use super::tally::variable;
use super::{QuestionReport, Report};
use aftersay::locale::Locale;
use aftersay::scoring::csm::Level;
use aftersay::scoring::estimate::Estimate;
use aftersay::survey::scales::Look;
use aftersay::survey::wording::Wording;
use aftersay::survey::{Asks, Part, Question, Survey};
use aftersay::tree::{Tree, decimal};
use std::sync::LazyLock;

/// The language of reports, for now.
pub const LANG: &str = "en";

/// The words of the widget in that language, with those of every kind of question.
#[expect(clippy::expect_used, reason = "the files are part of the program, and read by its tests")]
static LOCALE: LazyLock<Locale> = LazyLock::new(|| {
    let tree = |text: &str| serde_json::from_str::<Tree>(text).expect("a language file is JSON");
    let interface = tree(include_str!("../../../www/locales/en.json"));
    let interface = Locale::read(&interface).expect("a language file is one");
    interface.with(&tree(include_str!("../../../www/locales/models/en.json")))
});

/// What a question asks, or what stands above its parts.
#[must_use]
pub fn prompt(question: &Question) -> String {
    let Some(sheet) = question.sheets.first() else { return question.id.clone() };
    let alone = sheet.parts.first().map(|part| &part.wording);
    let wording = sheet.heading.as_ref().or(alone);
    wording.map_or_else(|| question.id.clone(), |wording| wording.say(&LOCALE))
}

/// What a part of a question asks.
#[must_use]
pub fn part(part: &Part) -> String {
    part.wording.say(&LOCALE)
}

/// What the parts of an item are about, where its wording is filled with that.
#[must_use]
pub fn item(part: &Part) -> String {
    match &part.wording {
        Wording::Standard(_, Some((_, filled))) => filled.say(&LOCALE),
        wording => wording.say(&LOCALE),
    }
}

/// What the language files call something of a family; its key in plain letters where they do not.
#[must_use]
pub fn titled(family: &str, key: &str) -> String {
    let name = [family, ".", key].concat();
    let word = LOCALE.word(&name);
    if word == name { capital(key) } else { word.to_owned() }
}

/// What a dimension of a set is called: by its only question, or by its key.
#[must_use]
pub fn dimension(set: &str, key: &str, only: Option<&Part>) -> String {
    only.map_or_else(|| titled(set, key), part)
}

/// A key in plain letters.
#[must_use]
pub fn capital(key: &str) -> String {
    let mut letters = key.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).map(|c| if c == '_' { ' ' } else { c }).collect()
}

/// How often each answer was given to a part, in one line.
#[must_use]
pub fn counts(question: &Question, key: &str, counts: &[(String, u64)]) -> String {
    let part = question.part(key);
    let told = counts.iter().map(|(answer, n)| {
        let answer = part.map_or_else(|| answer.clone(), |part| label(part, answer));
        format!("{answer} {n}")
    });
    told.collect::<Vec<_>>().join("; ")
}

/// What an answer to a question that asks one thing is called.
#[must_use]
pub fn answer_label(question: &Question, answer: &str) -> String {
    question.alone().map_or_else(|| answer.to_owned(), |part| label(part, answer))
}

/// What an answer to a part is called; a number that has no name stays a number.
#[must_use]
pub fn label(part: &Part, answer: &str) -> String {
    let number = decimal(answer);
    let named = match &part.asks {
        Asks::Number { look: Look::Column(name), .. } => {
            number.map(|_| LOCALE.word(&[name, ".", answer].concat()).to_owned())
        }
        Asks::Number { scale, look: Look::Row { low, high, .. } | Look::Slider { low, high } } => {
            let end = |edge: i32| Some(f64::from(edge)) == number;
            let low = low.as_ref().filter(|_| end(scale.min));
            let high = high.as_ref().filter(|_| end(scale.max));
            low.or(high).map(|words| format!("{answer} – {}", words.say(&LOCALE)))
        }
        Asks::Number { look: Look::Field, .. } | Asks::Text { .. } => None,
        asks @ (Asks::One(_) | Asks::Several { .. } | Asks::Order(_)) => {
            let option = asks.choices().iter().find(|choice| choice.id == answer);
            option.map(|choice| choice.text.say(&LOCALE))
        }
    };
    named.unwrap_or_else(|| answer.replace('-', "−"))
}

/// The level that a mean of the seven-level scale is nearest to; half-way values go down.
///
/// - **Source**: measurement reference, A1.
#[must_use]
pub fn csm_level(mean: f64) -> String {
    let level = Level::of_mean(mean).map_or(0, Level::points);
    LOCALE.word(&format!("csm.{level}")).to_lowercase()
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

/// What stands in place of a question's figures that may not be told.
pub const HIDDEN: &str = "Hidden, so that no single visitor can be read off a figure.";

/// The comments on a question, part by part, each with what it asks where there are several.
pub fn comments<'a>(
    report: &'a Report,
    question: &'a Question,
) -> impl Iterator<Item = (Option<String>, &'a [String])> {
    let on = |name: String| report.comments.iter().find(move |(on, _)| *on == name);
    let text = |part: &&Part| matches!(part.asks, Asks::Text { .. });
    question.parts().filter(text).filter_map(move |note| {
        let (_, texts) = on(variable(&question.id, &note.key))?;
        // A note stands beside what it is a note on.
        let noted = question.part(note.key.trim_end_matches("_note"));
        let about = noted.filter(|noted| noted.key != note.key).map(part);
        Some((about, texts.as_slice()))
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
