//! The worked examples of the measurement reference, seen through the report.

use crate::report::{Tally, lines};
use aftersay::survey::Survey;
use aftersay::tree::Tree;
use serde_json::{Value, json};

fn survey(questions: &Value) -> Survey {
    let survey =
        json!({"schema": "aftersay.survey/1", "id": "s", "version": 1, "questions": questions});
    Survey::read(&serde_json::from_value::<Tree>(survey).unwrap()).unwrap()
}

/// A tally of visitors who said this, each so many times.
fn said(survey: &Survey, answers: &[(usize, Value)]) -> Tally {
    let line = |(times, answers): &(usize, Value)| {
        std::iter::repeat_n(json!({"answers": answers}).to_string(), *times)
    };
    let text = answers.iter().flat_map(line).collect::<Vec<_>>().join("\n");
    lines::read(text.as_bytes(), survey, None, |told| panic!("{told}")).unwrap().found.all
}

fn json(tally: &Tally, survey: &Survey, k_min: u64) -> Value {
    serde_json::to_value(Tree::from(&tally.report(survey, k_min))).unwrap()
}

/// The report on one question `q`.
fn reported(question: &Value, answers: &[(usize, Value)], k_min: u64) -> Value {
    let mut question = question.clone();
    question["id"] = "q".into();
    let survey = survey(&json!([question]));
    let answers: Vec<_> = answers.iter().map(|(n, a)| (*n, json!({"q": a}))).collect();
    let report = json(&said(&survey, &answers), &survey, k_min);
    report["questions"]["q"].clone()
}

#[track_caller]
fn near(found: &Value, at: &str, expected: f64) {
    let value = found.pointer(at).and_then(Value::as_f64);
    let value = value.unwrap_or_else(|| panic!("{at} is no number in {found:#}"));
    assert!((value - expected).abs() < 1e-6, "{at}: {value} is not {expected}");
}

#[track_caller]
fn is(found: &Value, at: &str, expected: impl Into<Value>) {
    assert_eq!(found.pointer(at), Some(&expected.into()), "{at} in {found:#}");
}

#[test]
fn a1_the_four_brands_have_their_mean_and_its_level() {
    let ids = ["a", "b", "c", "d", "e", "f"];
    let questions: Vec<_> = ids.iter().map(|id| json!({"id": id, "kind": "csm"})).collect();
    let survey = survey(&questions.into());
    let brands = [
        [60, 0, -30, 60, 30, -60],
        [90, 30, 30, 60, -90, 0],
        [30, 0, 60, 30, 60, -30],
        [0, 60, 30, 90, -30, 90],
    ];
    let answers = brands.map(|items| {
        let items = ids.iter().zip(items).map(|(id, item)| ((*id).to_owned(), json!(item)));
        (1, Value::Object(items.collect()))
    });
    let report = json(&said(&survey, &answers), &survey, 1);
    near(&report, "/indexes/csm/value", 23.75);
    is(&report, "/indexes/csm/n", 4);
    is(&report, "/indexes/csm/level", "rather satisfied");
    near(&report, "/questions/a/scores/csm/value", 45.0);
    is(&report, "/questions/a/readings/level", "rather satisfied");
}

#[test]
fn a2_the_satisfaction_ratio_is_that_of_the_means() {
    let pair =
        |perceived: u8, expected: u8| (1, json!({"perceived": perceived, "expected": expected}));
    let ratio = json!({"kind": "satisfaction_ratio"});
    let answers = [pair(8, 10), pair(9, 9), pair(6, 5)];
    let found = reported(&ratio, &answers, 1);
    near(&found, "/scores/satisfaction_ratio/value", 23.0 / 24.0);
    for outcome in ["below", "equal", "above"] {
        near(&found, &format!("/shares/{outcome}/value"), 100.0 / 3.0);
    }
    // From -2 to 2 these are -2, -1, 0 and 1.
    let answers = [pair(6, 9), pair(7, 9), pair(9, 9), pair(9, 7)];
    let found = reported(&ratio, &answers, 1);
    near(&found, "/scores/disconfirmation/value", -0.5);
    near(&found, "/scores/index/value", 37.5);
}

#[test]
fn a3_disconfirmation_has_mean_index_and_shares() {
    let counts = [(5, -2), (10, -1), (30, 0), (40, 1), (15, 2)];
    let answers = counts.map(|(times, level)| (times, json!(level)));
    let found = reported(&json!({"kind": "disconfirmation"}), &answers, 10);
    near(&found, "/scores/disconfirmation/value", 0.5);
    near(&found, "/scores/index/value", 62.5);
    near(&found, "/scores/met_or_exceeded/value", 85.0);
    near(&found, "/scores/exceeded/value", 55.0);
    near(&found, "/shares/-2/value", 5.0);
}

#[test]
fn a4_four_levels_have_an_index_and_their_satisfied_and_notes_are_told() {
    let items: Vec<_> = ["a", "b", "c", "d", "e"].map(|id| json!({"id": id, "text": id})).into();
    let question = json!({"id": "q", "kind": "four_level", "items": items});
    let survey = survey(&json!([question]));
    let line = r#"{"answers":{"q":{"a":3,"b":2,"c":2,"e":1,"a_note":"Fine"}}}"#;
    let read = lines::read(line.as_bytes(), &survey, None, |told| panic!("{told}")).unwrap();
    let mut report = read.found.all.report(&survey, 1);
    report.quote(&survey, read.comments, 0);
    let report = serde_json::to_value(Tree::from(&report)).unwrap();
    near(&report, "/questions/q/scores/four_level/value", 66.666_667);
    near(&report, "/questions/q/scores/satisfied/value", 75.0);
    near(&report, "/questions/q/parts/a/scores/mean/value", 3.0);
    near(&report, "/questions/q/parts/e/scores/satisfied/value", 0.0);
    is(&report, "/questions/q/parts/d/n", 0);
    is(&report, "/comments/q.a_note", json!(["Fine"]));
}

#[test]
fn a5_to_a7_rates_effort_and_promoters_come_out() {
    let found = reported(&json!({"kind": "csat"}), &[(41, json!(4)), (9, json!(2))], 10);
    near(&found, "/scores/csat/value", 82.0);
    near(&found, "/scores/csat/low", 69.203_946);
    near(&found, "/scores/csat/high", 90.229_807);

    let answers = [7, 6, 5, 3, 7, 6].map(|answer| (1, json!(answer)));
    let found = reported(&json!({"kind": "ces"}), &answers, 1);
    near(&found, "/scores/mean/value", 5.666_667);
    near(&found, "/scores/agreement/value", 83.333_333);
    near(&found, "/scores/ces/value", 77.777_778);

    let answers = [(12, json!(0)), (28, json!(8)), (60, json!(10))];
    let found = reported(&json!({"kind": "nps"}), &answers, 10);
    near(&found, "/scores/nps/value", 48.0);
    near(&found, "/scores/nps/low", 32.995_226);
    near(&found, "/scores/nps/high", 60.208_657);
    near(&found, "/shares/detractors/value", 12.0);
}

#[test]
fn a8_the_index_rolls_up_what_is_answered_and_says_how_much_that_is() {
    // 80, 70 and 90 are no answers from 1 to 10, but means of ten of them.
    let mut answers = Vec::new();
    for visitor in 0..10 {
        let mean = |tenths: u32| 1 + tenths / 10 + u32::from(visitor < tenths % 10);
        answers.push((
            1,
            json!({"information_accurate": mean(72), "information_complete": mean(63),
                   "information_clear": mean(81), "response_loading": mean(54)}),
        ));
    }
    let found = reported(&json!({"kind": "csi"}), &answers, 10);
    near(&found, "/parts/information/scores/index/value", 80.0);
    near(&found, "/parts/information/parts/information_accurate/scores/index/value", 80.0);
    near(&found, "/parts/response/scores/index/value", 60.0);
    near(&found, "/parts/response/readings/coverage", 0.5);
    is(&found, "/parts/design/n", 0);
    // Two of eight constructs are less than half of the index.
    is(&found, "/scores/csi", Value::Null);
    near(&found, "/readings/coverage", 0.25);

    // A tag crosses the constructs, and its leaves count alike: 80 and 60, and two of three there.
    let tags = json!({
        "PS": ["information_accurate", "information_complete", "information_clear"],
        "SS": ["information_accurate", "response_loading"],
        "service": ["service_overall", "design_structure", "response_loading"],
    });
    let found = reported(&json!({"kind": "csi", "tags": tags}), &answers, 10);
    near(&found, "/parts/tag_PS/scores/index/value", 80.0);
    near(&found, "/parts/tag_SS/scores/index/value", f64::midpoint(80.0, 60.0));
    is(&found, "/parts/tag_service/scores/index", Value::Null);
    near(&found, "/parts/tag_service/readings/coverage", 1.0 / 3.0);
}

/// An answer to every question of the index, from a number for each of its leaves.
fn full_csi(leaf: impl Fn(usize) -> usize) -> Value {
    let keys = [
        "service_overall",
        "service_fit",
        "service_reliable",
        "value_quality",
        "value_price",
        "value_cost",
        "value_total",
        "satisfaction_overall",
        "satisfaction_promised",
        "satisfaction_expected",
        "satisfaction_rivals",
        "loyalty_again",
        "loyalty_resists",
        "information_accurate",
        "information_complete",
        "information_clear",
        "response_loading",
        "response_site",
        "design_structure",
    ];
    let mut all: serde_json::Map<_, _> =
        keys.iter().enumerate().map(|(at, key)| ((*key).to_owned(), json!(leaf(at)))).collect();
    let more = json!({"complaints_reason": leaf(3) % 2, "complaints_made": 0, "loyalty_rise": 10});
    all.extend(more.as_object().unwrap().clone());
    Value::Object(all)
}

#[test]
fn a9_every_weighting_that_file_and_answers_allow_is_told_beside_the_plain_one() {
    let constructs = [
        "service",
        "value",
        "satisfaction",
        "complaints",
        "loyalty",
        "information",
        "response",
        "design",
    ];
    let ahp: Vec<Vec<f64>> = (0..8)
        .map(|row| (0..8).map(|column| f64::from(8 - row) / f64::from(8 - column)).collect())
        .collect();
    let question = json!({"kind": "csi", "importance": "points", "ahp": ahp});
    let mut answers = Vec::new();
    for visitor in 0..40_usize {
        let mut all = full_csi(|at| 1 + (visitor * (7 + at % 3) + at * at) % 10);
        all["weight_service"] = json!(60);
        all["weight_design"] = json!(40);
        answers.push((1, all));
    }
    let found = reported(&question, &answers, 10);
    near(&found, "/parts/service/readings/weight_equal", 0.125);
    near(&found, "/parts/service/readings/weight_points", 0.6);
    near(&found, "/parts/value/readings/weight_points", 0.0);
    near(&found, "/parts/service/readings/weight_ahp", 8.0 / 36.0);
    near(&found, "/readings/consistency_ratio", 0.0);
    let score =
        |construct: &str| found["parts"][construct]["scores"]["index"]["value"].as_f64().unwrap();
    let plain = constructs.iter().map(|construct| score(construct)).sum::<f64>() / 8.0;
    near(&found, "/scores/csi/value", plain);
    near(&found, "/scores/csi_points/value", 0.6 * score("service") + 0.4 * score("design"));
    for method in ["derived", "entropy"] {
        let weight = |construct: &str| {
            found["parts"][construct]["readings"][format!("weight_{method}")].as_f64().unwrap()
        };
        let weighted = constructs.iter().map(|of| weight(of) * score(of));
        near(&found, &format!("/scores/csi_{method}/value"), weighted.sum());
        let sum: f64 = constructs.iter().map(|of| weight(of)).sum();
        assert!((sum - 1.0).abs() < 1e-9, "{method}: the weights add up to {sum}");
    }
    assert!(found["scores"]["csi_stated"].is_null() && found["scores"].get("csi_stated").is_none());

    // Too few to correlate, and the experts contradict each other.
    let mut ahp = ahp;
    (ahp[0][7], ahp[7][0]) = (1.0 / 9.0, 9.0);
    let question = json!({"id": "q", "kind": "csi", "ahp": ahp});
    let survey = survey(&json!([question]));
    let answers: Vec<_> = answers
        .into_iter()
        .take(20)
        .map(|(n, mut a)| {
            a.as_object_mut().unwrap().retain(|key, _| !key.starts_with("weight_"));
            (n, json!({"q": a}))
        })
        .collect();
    let report = json(&said(&survey, &answers), &survey, 10);
    for (method, why) in [("derived", "fewer than 30 visitors"), ("ahp", "contradict themselves")] {
        is(&report, &format!("/questions/q/scores/csi_{method}"), Value::Null);
        let told = report["warnings"].as_array().unwrap().iter().any(|warning| {
            warning["code"] == "not_estimable" && warning["text"].as_str().unwrap().contains(why)
        });
        assert!(told, "{method}: {:#}", report["warnings"]);
    }
}

#[test]
fn b1_the_index_comes_from_the_means_of_its_items() {
    let answers: Vec<_> = (0..10)
        .map(|visitor| {
            let mean = |tenths: u32| tenths / 10 + u32::from(visitor < tenths % 10);
            (1, json!({"overall": mean(82), "expected": mean(76), "ideal": mean(71)}))
        })
        .collect();
    let found = reported(&json!({"kind": "acsi"}), &answers, 10);
    near(&found, "/scores/acsi/value", 73.703_704);
    near(&found, "/parts/overall/scores/mean/value", 8.2);
    assert!(found["readings"]["alpha"].is_number(), "{found:#}");
}

#[test]
fn b3_the_path_model_of_the_report_is_that_of_the_rows() {
    use aftersay::scoring::cross_moments::CrossMoments;
    use aftersay::scoring::models::ACSI;
    use aftersay::scoring::pls::{Data, Item, Latent, Mode, Scheme, estimate};

    let items = [
        "exp_overall",
        "exp_fit",
        "exp_wrong",
        "qual_overall",
        "qual_fit",
        "qual_wrong",
        "val_quality",
        "val_price",
        "sat_overall",
        "sat_expected",
        "sat_ideal",
        "complained",
        "loy_again",
        "price_tolerance",
    ];
    let mut seed = 7;
    let mut roll = |n: u64| aftersay::random::next_random(&mut seed) % n;
    let mut rows = CrossMoments::new(items.len());
    let mut answers = Vec::new();
    for _ in 0..300 {
        let mood = roll(8);
        let mut feel = || 1 + mood + roll(3);
        let mut said: Vec<u64> = items[..11].iter().map(|_| feel()).collect();
        said.push(u64::from(feel() < 4));
        let (again, price) = (feel(), 5 * (feel() / 2));
        said.push(again);
        let dearer = 6 <= again;
        let tolerance = if dearer { price as f64 } else { -(price as f64) };
        let row = said.iter().enumerate().map(|(at, answer)| {
            let reversed = matches!(at, 2 | 5);
            Some(if reversed { 11.0 - *answer as f64 } else { *answer as f64 })
        });
        // The report's own coding of prices is told by science.md: 1 + 9 (t + 25) / 50.
        let coded = 1.0 + 9.0 * (tolerance + 25.0) / 50.0;
        rows.add(&row.chain([Some(coded)]).collect::<Vec<_>>()).unwrap();
        let named = items.iter().zip(&said).map(|(key, answer)| ((*key).to_owned(), json!(answer)));
        let mut all: serde_json::Map<_, _> = named.collect();
        let asked = if dearer { "loy_dearer" } else { "loy_cheaper" };
        all.insert(asked.to_owned(), json!(price));
        answers.push((1, Value::Object(all)));
    }

    let mut columns = 0..;
    let latents = ACSI.latents.iter().map(|name| {
        let n_items = match *name {
            "EXP" | "QUAL" | "SAT" => 3,
            "COMP" => 1,
            _ => 2,
        };
        let item = |column: usize| {
            let scale = if items[column] == "complained" { (0.0, 1.0) } else { (1.0, 10.0) };
            Item { name: items[column].to_owned(), column, scale }
        };
        let items = columns.by_ref().take(n_items).map(item).collect();
        Latent { name: (*name).to_owned(), mode: Mode::A, items }
    });
    let model = ACSI.model(latents.collect()).unwrap();
    let expected = estimate(&model, &Data::from_moments(&model, &rows), Scheme::Path).unwrap();

    let found = reported(&json!({"kind": "structural", "model": "acsi"}), &answers, 10);
    is(&found, "/model/n", 300);
    is(&found, "/model/scheme", "path");
    for (at, path) in expected.paths.iter().enumerate() {
        is(&found, &format!("/model/paths/{at}/from"), path.from.as_str());
        near(&found, &format!("/model/paths/{at}/value"), path.estimate.value);
        assert!(found["model"]["paths"][at]["se"].as_f64().unwrap() > 0.0);
        let [low, high] =
            ["low", "high"].map(|end| found["model"]["paths"][at][end].as_f64().unwrap());
        assert!((low..high).contains(&path.estimate.value));
    }
    for latent in &expected.latents {
        let at = |field: &str| format!("/model/latent/{}/{field}", latent.name);
        near(&found, &at("index"), latent.index.unwrap().value);
        near(&found, &at("ave"), latent.ave);
    }
    near(&found, "/model/gof", expected.gof.unwrap());
    assert!(found["parts"]["SAT"]["scores"]["index"]["value"].is_number());
}

/// Ten visitors and more, whose mean gap of each dimension is the one that is given.
fn servqual_answers() -> Vec<(usize, Value)> {
    let gaps = [
        ("reliability", -24_i64),
        ("responsiveness", -10),
        ("assurance", 5),
        ("empathy", -15),
        ("tangibles", 10),
    ];
    let visitor = |visitor: i64| {
        let mut all = serde_json::Map::new();
        for (dimension, sum) in gaps {
            let of_each = sum / 20 + i64::from(visitor < (sum % 20).abs()) * i64::signum(sum);
            all.insert(format!("{dimension}_1_expected"), json!(4));
            all.insert(format!("{dimension}_1_perceived"), json!(4 + of_each));
        }
        (1, Value::Object(all))
    };
    (0..20).map(visitor).collect()
}

#[test]
fn c1_gaps_come_out_by_dimension_weighted_and_not() {
    let found = reported(&json!({"kind": "servqual"}), &servqual_answers(), 10);
    near(&found, "/scores/servqual/value", -0.5115);
    near(&found, "/scores/unweighted/value", -0.34);
    near(&found, "/parts/reliability/scores/gap/value", -1.2);
    near(&found, "/parts/reliability/readings/weight", 0.32);
    near(&found, "/parts/reliability/parts/reliability_1/scores/gap/value", -1.2);
    near(&found, "/parts/reliability/parts/reliability_1/scores/expected/value", 4.0);
    near(&found, "/parts/tangibles/parts/tangibles_1/scores/perceived/value", 4.5);
    let ends = ["low", "high"].map(|end| found["scores"]["servqual"][end].as_f64().unwrap());
    assert!(ends[0] < -0.5115 && -0.5115 < ends[1]);
}

#[test]
fn c1_the_points_of_all_weigh_the_dimensions_of_all() {
    let mut answers = servqual_answers();
    for (visitor, (_, all)) in answers.iter_mut().enumerate() {
        let reliability = if visitor < 10 { 100 } else { 50 };
        all["weight_reliability"] = json!(reliability);
        if reliability < 100 {
            all["weight_tangibles"] = json!(50);
        }
    }
    let found = reported(&json!({"kind": "servqual", "importance": "points"}), &answers, 10);
    near(&found, "/scores/group_weighted/value", 0.75 * -1.2 + 0.25 * 0.5);
    near(&found, "/parts/reliability/readings/weight", 0.75);
}

#[test]
fn c2_the_five_elements_have_their_total() {
    let answer = json!({"tangibility_1": 4, "tangibility_2": 5, "empathy_1": 3, "empathy_2": 3,
        "responsiveness_1": 5, "responsiveness_2": 4, "professionalism_1": 4,
        "professionalism_2": 4, "trustworthiness_1": 2});
    let found =
        reported(&json!({"kind": "dimensions", "set": "five_elements"}), &[(12, answer)], 10);
    near(&found, "/scores/dimensions/value", 65.0);
    near(&found, "/parts/tangibility/scores/index/value", 87.5);
    near(&found, "/parts/tangibility/parts/tangibility_1/scores/index/value", 75.0);
    near(&found, "/parts/trustworthiness/scores/index/value", 25.0);
}

#[test]
fn c3_the_zone_of_tolerance_tells_where_service_stands() {
    let triple = |adequate: u8, perceived: u8, desired: u8| {
        (
            1,
            json!({"speed_adequate": adequate, "speed_perceived": perceived, "speed_desired": desired}),
        )
    };
    let answers =
        [triple(6, 7, 8), triple(6, 5, 8), triple(6, 9, 8), triple(7, 7, 7), triple(8, 7, 6)];
    let question =
        json!({"kind": "zone_of_tolerance", "items": [{"id": "speed", "text": "Speed"}]});
    let found = reported(&question, &answers, 1);
    let item = &found["parts"]["speed"];
    is(item, "/name", "Speed");
    is(item, "/n", 4);
    is(item, "/readings/inverted", 1);
    near(item, "/scores/adequate/value", 6.25);
    near(item, "/scores/perceived/value", 7.0);
    near(item, "/scores/desired/value", 7.75);
    near(item, "/scores/adequacy/value", 0.75);
    near(item, "/scores/superiority/value", -0.75);
    near(item, "/scores/width/value", 1.5);
    near(item, "/scores/below/value", 25.0);
    near(item, "/scores/within/value", 50.0);
    near(item, "/scores/above/value", 25.0);
    near(&found, "/scores/adequacy/value", 0.75);
}

#[test]
fn c5_failures_have_points_an_order_and_a_pareto() {
    let answers = [
        (3, json!(["wrong_day"])),
        (20, json!(["right_day_late"])),
        (1, json!(["lost"])),
        (4, json!(["damaged"])),
        (2, json!(["misinformed"])),
        (170, json!(["none"])),
    ];
    let found = reported(&json!({"kind": "failures"}), &answers, 10);
    near(&found, "/scores/failures/value", 0.475);
    near(&found, "/scores/per_100/value", 47.5);
    near(&found, "/scores/any/value", 15.0);
    near(&found, "/readings/total_points", 95.0);
    let bars: Vec<_> = found["parts"].as_object().unwrap().keys().collect();
    assert_eq!(bars.len(), 5);
    near(&found, "/parts/damaged/readings/points", 40.0);
    near(&found, "/parts/damaged/readings/cumulative", 40.0 / 95.0);
}

#[test]
fn c6_complaints_have_their_rates() {
    let well = |rating: u8| json!({"problem": 1, "told": 1, "handled": rating});
    let answers = [
        (350, json!({"problem": 0})),
        (38, json!({"problem": 1, "told": 0})),
        (9, well(7)),
        (3, well(3)),
    ];
    let found = reported(&json!({"kind": "complaints"}), &answers, 10);
    near(&found, "/scores/problem_rate/value", 12.5);
    near(&found, "/scores/complaint_rate/value", 24.0);
    near(&found, "/scores/handled_well/value", 75.0);
    near(&found, "/scores/silent/value", 76.0);
}

/// So many pairs of answers for each of M, O, A, I, R and Q.
fn letters(counts: [usize; 6]) -> Vec<(usize, Value)> {
    let pairs = [(3, 5), (1, 5), (1, 3), (3, 3), (3, 1), (1, 1)];
    let pair = |(with, without): (u8, u8)| json!({"with": with, "without": without});
    counts.into_iter().zip(pairs.map(pair)).collect()
}

#[test]
fn d1_kano_has_all_readings_of_both_cases() {
    let question = json!({"kind": "kano", "feature": "gift wrapping"});
    let found = reported(&question, &letters([18, 30, 28, 16, 5, 3]), 10);
    for (reading, letter) in [
        ("mode", "O"),
        ("leading_wanted", "O"),
        ("blauth", "O"),
        ("category", "O"),
        ("mixed_with", "A"),
    ] {
        is(&found, &format!("/readings/{reading}"), letter);
    }
    near(&found, "/readings/category_strength", 0.02);
    near(&found, "/scores/total_strength/value", 0.76);
    near(&found, "/scores/better/value", 0.630_435);
    near(&found, "/scores/worse/value", -0.521_739);
    near(&found, "/readings/fong_lead", 2.0);
    near(&found, "/readings/fong_limit", 10.588_321);
    is(&found, "/readings/fong_distinct", false);
    near(&found, "/shares/A/value", 28.0);
    is(&found, "/parts/with/counts/1", 61);

    let found = reported(&question, &letters([12, 14, 22, 45, 4, 3]), 10);
    for (reading, letter) in [("mode", "I"), ("leading_wanted", "A"), ("blauth", "I")] {
        is(&found, &format!("/readings/{reading}"), letter);
    }
    is(&found, "/readings/mixed_with", Value::Null);
    near(&found, "/readings/category_strength", 0.23);
    near(&found, "/scores/total_strength/value", 0.48);
    near(&found, "/scores/better/value", 0.387_097);
    near(&found, "/scores/worse/value", -0.279_570);
    near(&found, "/readings/fong_limit", 11.013_673);
    is(&found, "/readings/fong_distinct", true);
}

#[test]
fn d2_importance_and_performance_make_four_quadrants() {
    let items = [("a", 46, 31), ("b", 42, 44), ("c", 30, 32), ("d", 32, 41)];
    let answers: Vec<_> = (0..10)
        .map(|visitor| {
            let mean = |tenths: u32| json!(tenths / 10 + u32::from(visitor < tenths % 10));
            let both = items.iter().flat_map(|(id, importance, performance)| {
                [
                    (format!("{id}_importance"), mean(*importance)),
                    (format!("{id}_performance"), mean(*performance)),
                ]
            });
            (1, Value::Object(both.collect()))
        })
        .collect();
    let texts = items.map(|(id, ..)| json!({"id": id, "text": id}));
    let found = reported(&json!({"kind": "importance_performance", "items": texts}), &answers, 10);
    near(&found, "/readings/crosshair_importance", 3.75);
    near(&found, "/readings/crosshair_performance", 3.70);
    is(&found, "/readings/crosshair", "grand_mean");
    for (item, quadrant) in
        [("a", "concentrate"), ("b", "keep_up"), ("c", "low_priority"), ("d", "possible_overkill")]
    {
        is(&found, &format!("/parts/{item}/readings/quadrant"), quadrant);
    }
    near(&found, "/parts/a/scores/importance/value", 4.6);
    for (rule, importance, performance) in [("median", 3.7, 3.65), ("middle", 3.0, 3.0)] {
        let question = json!({"kind": "importance_performance", "items": texts, "crosshair": rule});
        let found = reported(&question, &answers, 10);
        is(&found, "/readings/crosshair", rule);
        near(&found, "/readings/crosshair_importance", importance);
        near(&found, "/readings/crosshair_performance", performance);
    }
}

#[test]
fn e1_delivered_value_has_both_its_sides() {
    let answer = json!({"product": 8, "service": 7, "personnel": 9, "image": 6,
        "money": 5, "time": 4, "energy": 3, "effort": 2});
    let found = reported(&json!({"kind": "delivered_value"}), &[(12, answer.clone())], 10);
    near(&found, "/scores/delivered_value/value", 4.0);
    near(&found, "/scores/index/value", 72.222_222);
    near(&found, "/parts/values/scores/mean/value", 7.5);
    near(&found, "/parts/costs/scores/mean/value", 3.5);
    near(&found, "/parts/costs/parts/money/scores/mean/value", 5.0);
    near(&found, "/readings/ratio", 2.142_857);
    let weights = json!({"product": 0.4, "service": 0.3, "personnel": 0.2, "image": 0.1});
    let question = json!({"kind": "delivered_value", "weights": weights});
    let found = reported(&question, &[(12, answer)], 10);
    near(&found, "/scores/delivered_value/value", 4.2);
    near(&found, "/parts/values/scores/mean/value", 7.7);
}

#[test]
fn e2_to_e4_loyalty_ladder_and_cells_have_their_shares() {
    let person = |attitude: u8, orders: u32, share: u8, satisfaction: u8, lock_in: u8| {
        json!({"prefer": attitude, "recommend": attitude, "sorry": attitude, "orders": orders,
            "share_percent": share, "satisfaction": satisfaction, "lock_in": lock_in})
    };
    let mut hostage = person(3, 6, 0, 3, 5);
    hostage["reason"] = json!("habit");
    let answers = [
        (4, person(8, 4, 0, 8, 1)),
        (3, person(8, 1, 20, 8, 1)),
        (2, person(5, 6, 0, 8, 1)),
        (1, person(5, 1, 10, 8, 1)),
        (10, hostage),
    ];
    let found = reported(&json!({"kind": "loyalty"}), &answers, 10);
    for (kind, share) in [("true", 20.0), ("latent", 15.0), ("spurious", 60.0), ("none", 5.0)] {
        near(&found, &format!("/shares/{kind}/value"), share);
    }
    near(&found, "/scores/hostages/value", 50.0);
    near(&found, "/scores/inertia/value", 100.0);
    near(&found, "/readings/limit_attitude", 7.0);

    let steps = |steps: [u8; 4]| {
        let keys = ["cognitive", "affective", "conative", "action"];
        let steps = keys.iter().zip(steps).map(|(key, step)| ((*key).to_owned(), json!(step)));
        (1, Value::Object(steps.collect()))
    };
    let answers = [steps([6, 5, 4, 7]), steps([4, 7, 7, 7]), steps([7, 7, 7, 5])];
    let found = reported(&json!({"kind": "loyalty_ladder"}), &answers, 1);
    near(&found, "/scores/loyalty_ladder/value", 2.0);
    near(&found, "/shares/affective/value", 100.0 / 3.0);
    near(&found, "/shares/none/value", 100.0 / 3.0);

    let answers = [(9, 9), (8, 4), (3, 2), (4, 8), (7, 7)].map(|(satisfaction, intention)| {
        (1, json!({"satisfaction": satisfaction, "intention": intention}))
    });
    let found = reported(&json!({"kind": "satisfaction_loyalty"}), &answers, 1);
    for (cell, share) in
        [("loyalist", 40.0), ("mercenary", 20.0), ("defector", 20.0), ("hostage", 20.0)]
    {
        near(&found, &format!("/shares/{cell}/value"), share);
    }
}

#[test]
fn options_and_yes_and_no_are_shares_of_the_visitors() {
    let options = json!([{"id": "a", "text": "A"}, {"id": "b", "text": "B"}]);
    let answers = [(10, json!(["a", "b"])), (10, json!(["a"]))];
    let question = json!({"kind": "multiple_choice", "prompt": "Which?", "options": options});
    let found = reported(&question, &answers, 10);
    near(&found, "/shares/a/value", 100.0);
    near(&found, "/shares/b/value", 50.0);
    is(&found, "/n", 20);
    let question = json!({"kind": "yes_no", "prompt": "Really?"});
    let found = reported(&question, &[(5, json!(1)), (15, json!(0))], 10);
    near(&found, "/scores/yes/value", 25.0);
    let question = json!({"kind": "number", "prompt": "How many?"});
    let found = reported(&question, &[(5, json!(10)), (15, json!(1000))], 10);
    near(&found, "/scores/mean/value", 752.5);
    assert!(found.get("counts").is_none(), "{found:#}");
}

#[test]
fn a_part_that_few_answered_is_hidden_and_so_is_what_would_tell_on_it() {
    let items: Vec<_> = ["a", "b"].map(|id| json!({"id": id, "text": id})).into();
    let question = json!({"kind": "four_level", "items": items});
    let answers = [(20, json!({"a": 3})), (4, json!({"a": 2, "b": 0}))];
    let found = reported(&question, &answers, 10);
    is(&found, "/parts/b", json!({"name": "b", "hidden": true}));
    is(&found, "/scores/four_level", Value::Null);
    near(&found, "/parts/a/scores/mean/value", 68.0 / 24.0);
}

#[test]
fn the_same_answer_of_everybody_to_something_sensitive_is_not_told() {
    let hidden = |kind: &str| json!({"kind": kind, "hidden": true, "scores": null});
    for (kind, answers) in [
        ("complaints", json!({"problem": 0})),
        ("failures", json!(["none"])),
        ("loyalty", json!({"prefer": 9, "recommend": 9, "orders": 5})),
        ("satisfaction_loyalty", json!({"satisfaction": 9, "intention": 9})),
    ] {
        assert_eq!(reported(&json!({"kind": kind}), &[(40, answers)], 10), hidden(kind));
    }
    // What is not sensitive may be unanimous.
    let found = reported(&json!({"kind": "csat"}), &[(40, json!(5))], 10);
    near(&found, "/scores/csat/value", 100.0);
}
