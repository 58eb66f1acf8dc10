//! What scores, classes and facts are called, and on which scale each score is told.

use super::{answer_label, capital, rounded};
use aftersay::scoring::estimate::Estimate;
use aftersay::survey::scales::Scale;
use aftersay::survey::{Kind, Question};
use aftersay::tree::Tree;

/// How a score is told: its name, its range and its digits.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    /// What readers know it by.
    pub title: &'static str,
    /// The lowest value it can have, or the lowest that is drawn.
    pub min: f64,
    /// The highest value it can have, or the highest that is drawn.
    pub max: f64,
    /// How many decimals it is told with.
    pub n_decimals: u8,
    /// What follows the number.
    pub unit: &'static str,
}

const PERCENT: &str = "\u{a0}%";

const fn points(
    name: &'static str,
    title: &'static str,
    min: f64,
    max: f64,
    n_decimals: u8,
) -> (&'static str, Measure) {
    (name, Measure { title, min, max, n_decimals, unit: "" })
}

const fn index(name: &'static str, title: &'static str) -> (&'static str, Measure) {
    points(name, title, 0.0, 100.0, 1)
}

const fn percent(name: &'static str, title: &'static str) -> (&'static str, Measure) {
    (name, Measure { title, min: 0.0, max: 100.0, n_decimals: 1, unit: PERCENT })
}

/// Every score by its name in reports.
static MEASURES: [(&str, Measure); 62] = [
    points("nps", "NPS", -100.0, 100.0, 0),
    percent("csat", "Satisfied"),
    points("csm", "Satisfaction", -90.0, 90.0, 1),
    index("ces", "Ease"),
    percent("agreement", "Found it easy"),
    index("rating", "Score"),
    points("mean", "Mean", 0.0, 10.0, 2),
    index("index", "Index"),
    percent("share", "Share"),
    percent("yes", "Yes"),
    points("satisfaction_ratio", "Got of what was expected", 0.0, 2.0, 2),
    points("disconfirmation", "Against expectations", -2.0, 2.0, 2),
    percent("met_or_exceeded", "As expected or better"),
    percent("exceeded", "Better than expected"),
    index("four_level", "Index"),
    percent("satisfied", "Satisfied"),
    index("csi", "CSI, equal weights"),
    index("csi_stated", "CSI, weights as rated"),
    index("csi_points", "CSI, weights as shared out"),
    index("csi_ahp", "CSI, weights of experts (AHP)"),
    index("csi_derived", "CSI, weights by correlation"),
    index("csi_entropy", "CSI, weights by spread (entropy)"),
    index("acsi", "ACSI-type index"),
    points("servqual", "Gap, weighted", -6.0, 6.0, 2),
    points("unweighted", "Gap, unweighted", -6.0, 6.0, 2),
    points("group_weighted", "Gap, weighted by all", -6.0, 6.0, 2),
    points("gap", "Gap", -6.0, 6.0, 2),
    points("expected", "Expected", 1.0, 7.0, 2),
    points("perceived", "Perceived", 1.0, 9.0, 2),
    points("adequate", "Acceptable", 1.0, 9.0, 2),
    points("desired", "Desired", 1.0, 9.0, 2),
    points("adequacy", "Adequacy", -8.0, 8.0, 2),
    points("superiority", "Superiority", -8.0, 8.0, 2),
    points("width", "Width", 0.0, 8.0, 2),
    percent("below", "Below"),
    percent("within", "Within"),
    percent("above", "Above"),
    index("dimensions", "Total"),
    points("failures", "Points an order", 0.0, 10.0, 3),
    points("per_100", "Points per 100 orders", 0.0, 1000.0, 1),
    percent("any", "Orders with a failure"),
    percent("problem_rate", "Had a problem"),
    percent("complaint_rate", "Told us, of these"),
    percent("silent", "Said nothing, of these"),
    percent("handled_well", "Handled well"),
    points("better", "Better", 0.0, 1.0, 2),
    points("worse", "Worse", -1.0, 0.0, 2),
    points("total_strength", "Wanted at all", 0.0, 1.0, 2),
    points("there", "Where it is there", -2.0, 4.0, 2),
    points("not_there", "Where it is not", -2.0, 4.0, 2),
    points("importance", "Importance", 1.0, 5.0, 2),
    points("performance", "Performance", 1.0, 5.0, 2),
    points("delivered_value", "Value less cost", -9.0, 9.0, 2),
    percent("hostages", "Hostages"),
    percent("inertia", "Held by habit"),
    percent("monopoly", "Held for want of a choice"),
    points("loyalty_ladder", "Steps taken", 0.0, 4.0, 2),
    points("per_order", "Points an order", 0.0, 10.0, 3),
    percent("promoters", "Promoters"),
    percent("detractors", "Detractors"),
    points("mean_place", "Mean place", 1.0, 10.0, 2),
    percent("first", "Put first"),
];

/// Facts by their names in reports, with their decimals.
static FACTS: [(&str, &str, u8); 37] = [
    ("level", "Nearest level", 0),
    ("not_applicable", "Does not apply to", 0),
    ("alpha", "Reliability (alpha)", 2),
    ("coverage", "Coverage", 2),
    ("consistency_ratio", "Consistency of the experts", 3),
    ("weight", "Weight", 2),
    ("weight_equal", "Equal weight", 3),
    ("weight_stated", "Weight as rated", 3),
    ("weight_points", "Weight as shared out", 3),
    ("weight_ahp", "Weight of experts", 3),
    ("weight_derived", "Weight by correlation", 3),
    ("weight_entropy", "Weight by spread", 3),
    ("inverted", "Upside down", 0),
    ("total_points", "Points in all", 1),
    ("times", "Times", 0),
    ("points", "Points", 1),
    ("cumulative", "Share of points so far", 2),
    ("mode", "Most frequent", 0),
    ("leading_wanted", "Most frequent of A, O and M", 0),
    ("blauth", "By Blauth’s rule", 0),
    ("category_strength", "Category strength", 2),
    ("category", "Category", 0),
    ("mixed_with", "Mixed with", 0),
    ("fong_lead", "Lead in answers", 0),
    ("fong_limit", "Lead that is more than chance", 1),
    ("fong_distinct", "More than chance (Fong)", 0),
    ("du_mouchel", "By DuMouchel’s points", 0),
    ("quadrant", "What to do", 0),
    ("crosshair", "High begins at", 0),
    ("crosshair_importance", "High importance", 2),
    ("crosshair_performance", "High performance", 2),
    ("ratio", "Value over cost", 2),
    ("limit_attitude", "Attitude is high from", 1),
    ("limit_orders", "Orders are many from", 0),
    ("limit_share_percent", "Share of spending is high from (%)", 0),
    ("limit_hostage_satisfaction", "Hostages: satisfaction up to", 0),
    ("limit_hostage_lock_in", "Hostages: no alternative from", 0),
];

/// Classes by kind, in words.
static CLASSES: [(&str, &str, &str); 36] = [
    ("nps", "promoters", "Promoters (9–10)"),
    ("nps", "passives", "Passives (7–8)"),
    ("nps", "detractors", "Detractors (0–6)"),
    ("satisfaction_ratio", "below", "Less than expected"),
    ("satisfaction_ratio", "equal", "As expected"),
    ("satisfaction_ratio", "above", "More than expected"),
    ("complaints", "none", "No problem"),
    ("complaints", "silent", "Problem, not told"),
    ("complaints", "told", "Problem, told"),
    ("kano", "A", "Attractive"),
    ("kano", "O", "One-dimensional"),
    ("kano", "M", "Must be"),
    ("kano", "I", "Indifferent"),
    ("kano", "R", "Reverse"),
    ("kano", "Q", "Questionable"),
    ("loyalty", "true", "Truly loyal"),
    ("loyalty", "latent", "Likes it, seldom buys"),
    ("loyalty", "spurious", "Buys, does not like it"),
    ("loyalty", "none", "Not loyal"),
    ("loyalty_ladder", "none", "Not on it"),
    ("loyalty_ladder", "cognitive", "It is the better offer"),
    ("loyalty_ladder", "affective", "They like it"),
    ("loyalty_ladder", "conative", "They intend to buy again"),
    ("loyalty_ladder", "action", "They buy even with effort"),
    ("satisfaction_loyalty", "loyalist", "Loyalists"),
    ("satisfaction_loyalty", "mercenary", "Satisfied, not loyal"),
    ("satisfaction_loyalty", "defector", "Neither"),
    ("satisfaction_loyalty", "hostage", "Loyal, not satisfied"),
    ("importance_performance", "concentrate", "Concentrate here"),
    ("importance_performance", "keep_up", "Keep it up"),
    ("importance_performance", "low_priority", "Low priority"),
    ("importance_performance", "possible_overkill", "Possible overkill"),
    ("importance_performance", "grand_mean", "The mean of all items"),
    ("importance_performance", "median", "The median of the items"),
    ("importance_performance", "middle", "The middle of the scale"),
    ("csm", "level", "Level"),
];

/// How the score of this name is told; `question` knows the ends of its own scale.
///
/// - **Source**: measurement reference, section 0, "rounding".
#[must_use]
pub fn measure(name: &str, question: Option<&Question>) -> Measure {
    let known = MEASURES.iter().find(|(known, _)| *known == name);
    let other = Measure { title: "Score", min: 0.0, max: 100.0, n_decimals: 1, unit: "" };
    let measure = known.map_or(other, |(_, measure)| measure.clone());
    match (name, question.map(|question| &question.kind)) {
        ("mean", _) => {
            let scale = question.and_then(Question::scale);
            let (min, max) = scale.map_or((measure.min, measure.max), Scale::ends);
            Measure { min, max, ..measure }
        }
        ("failures", Some(Kind::Failures(failures))) => {
            let most = failures.iter().map(|(_, weight)| weight).fold(1.0, |a, b| a + b);
            Measure { max: most, ..measure }
        }
        (
            "servqual" | "unweighted" | "group_weighted",
            Some(Kind::Servqual { expectations, .. }),
        ) if !expectations => {
            let title = match name {
                "servqual" => "Perceived, weighted",
                "unweighted" => "Perceived, unweighted",
                _ => "Perceived, weighted by all",
            };
            Measure { title, min: 1.0, max: 7.0, ..measure }
        }
        _ => measure,
    }
}

/// What a class of a question, or one of its answers, is called.
#[must_use]
pub fn class(question: &Question, key: &str) -> String {
    let kind = question.kind.name();
    let known = CLASSES.iter().find(|(of, class, _)| *of == kind && *class == key);
    known.map_or_else(|| answer_label(question, key), |(.., words)| (*words).to_owned())
}

/// What a fact is called.
#[must_use]
pub fn fact_title(name: &str) -> String {
    let known = FACTS.iter().find(|(known, ..)| *known == name);
    known.map_or_else(|| capital(name), |(_, title, _)| (*title).to_owned())
}

/// What a fact says.
#[must_use]
pub fn fact(question: &Question, name: &str, value: &Tree) -> String {
    match value {
        Tree::Number(number) => {
            let known = FACTS.iter().find(|(known, ..)| *known == name);
            rounded(*number, known.map_or(2, |(.., n_decimals)| *n_decimals))
        }
        Tree::Flag(flag) => (if *flag { "yes" } else { "no" }).to_owned(),
        Tree::Text(text) if name == "level" => text.clone(),
        Tree::Text(text) => class(question, text),
        Tree::Null | Tree::List(_) | Tree::Map(_) => "–".to_owned(),
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
            None => format!("{title} {value}; how certain that is, cannot be said."),
        }
    }
}
