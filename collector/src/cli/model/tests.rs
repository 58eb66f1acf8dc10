//! The worked example of the methods, through the command; and what a file may get wrong.

use super::*;
use clap::Parser as _;
use serde_json::{Value, json};
use tempfile::TempDir;

#[derive(clap::Parser)]
struct Cli {
    #[command(flatten)]
    options: Options,
}

const SPEC: &str = r#"{
    "scale": [1, 10],
    "latent": {
        "Q": {"items": ["q1", "q2"], "mode": "A"},
        "S": {"items": ["s1", "s2", "s3"]},
        "L": {"items": ["l1", "l2"]}
    },
    "paths": [["Q", "S"], ["Q", "L"], ["S", "L"]]
}"#;

/// Another order of columns than that of the model, and one that it does not know.
const DATA: &str = "\
id,l1,l2,q1,q2,s1,s2,s3
a,5,5,7,7,4,6,5
b,6,4,8,7,4,5,6
c,7,8,7,7,8,7,8
d,6,5,6,4,5,6,5
e,5,6,4,5,7,7,9
f,8,7,6,8,7,8,8
g,8,8,7,7,5,6,6
h,10,9,10,10,8,9,10
i,6,6,4,4,4,5,5
j,6,5,6,7,6,5,6
k,7,7,5,8,6,8,6
l,6,8,6,6,7,6,6
";

fn printed(spec: &str, data: &str, more: &[&str]) -> anyhow::Result<String> {
    let folder = TempDir::new()?;
    let (spec_path, data_path) = (folder.path().join("spec.json"), folder.path().join("data.csv"));
    fs::write(&spec_path, spec)?;
    fs::write(&data_path, data)?;
    let paths = ["--spec".into(), spec_path.into(), "--data".into(), data_path.into_os_string()];
    let arguments = ["model".into()].into_iter().chain(paths).chain(more.iter().map(Into::into));
    let cli = Cli::try_parse_from(arguments)?;
    let mut out = Vec::new();
    print(&cli.options, &mut out)?;
    Ok(String::from_utf8(out)?)
}

fn model(spec: &str, data: &str, more: &[&str]) -> Value {
    let printed = printed(spec, data, more).unwrap();
    crate::report::json::assert_fits(&aftersay::outputs::MODEL, &printed);
    serde_json::from_str(&printed).unwrap()
}

/// What is wrong, without the folder in which the files happen to be.
fn refused(spec: &str, data: &str) -> String {
    let error = format!("{:#}", printed(spec, data, &[]).unwrap_err());
    let path =
        error.split(' ').find(|word| word.contains("/spec.json") || word.contains("/data.csv"));
    path.map_or(error.clone(), |path| error.replace(path.trim_end_matches(':'), "FILE"))
}

#[track_caller]
fn near(case: &str, found: &Value, expected: f64) {
    let found = found.as_f64().unwrap_or_else(|| panic!("{case} is {found}"));
    assert!((found - expected).abs() < 1e-5, "{case}: {found} is not {expected}");
}

#[test]
fn the_worked_example_comes_back_in_every_scheme() {
    for (scheme, paths, total, r2, gof, indexes) in [
        (
            "centroid",
            [0.518_419, 0.369_567, 0.523_865],
            0.641_149,
            [0.268_758, 0.611_750],
            0.610_999,
            [61.488_21, 59.735_12, 62.166_30],
        ),
        (
            "factorial",
            [0.516_434, 0.367_427, 0.526_156],
            0.639_152,
            [0.266_704, 0.611_521],
            0.610_291,
            [61.470_86, 59.699_22, 62.157_91],
        ),
        (
            "path",
            [0.516_548, 0.362_423, 0.529_622],
            0.635_998,
            [0.266_822, 0.610_149],
            0.609_887,
            [61.473_64, 59.694_90, 62.139_14],
        ),
    ] {
        let found = model(SPEC, DATA, &["--scheme", scheme]);
        assert_eq!(found["schema"], "aftersay.model/1");
        assert_eq!((&found["n"], &found["scheme"]), (&json!(12), &json!(scheme)));
        assert!(0 < found["iterations"].as_u64().unwrap());
        for (at, (value, ends)) in paths.iter().zip(["QS", "QL", "SL"]).enumerate() {
            let path = &found["paths"][at];
            let (from, to) = (path["from"].as_str().unwrap(), path["to"].as_str().unwrap());
            assert_eq!([from, to].concat(), ends, "{scheme}");
            near(scheme, &path["value"], *value);
            assert!(path["se"].as_f64().unwrap() > 0.0, "{scheme}");
        }
        near(scheme, &found["paths"][1]["total"], total);
        assert_eq!(found["latent"]["Q"]["r2"], Value::Null);
        near(scheme, &found["latent"]["S"]["r2"], r2[0]);
        near(scheme, &found["latent"]["L"]["r2"], r2[1]);
        near(scheme, &found["gof"], gof);
        for (name, index) in ["Q", "S", "L"].iter().zip(indexes) {
            near(scheme, &found["latent"][name]["index"], index);
        }
    }
}

#[test]
fn the_worked_example_comes_back_item_by_item_in_the_order_of_the_file() {
    let found = model(SPEC, DATA, &[]);
    let s = &found["latent"]["S"];
    near("ave", &s["ave"], 0.838_858);
    near("rho_c", &s["rho_c"], 0.939_816);
    near("alpha", &s["alpha"], 0.901_471);
    for (item, weight, loading, raw_weight) in [
        ("s1", 0.334_118, 0.911_882, 0.299_054),
        ("s2", 0.408_796, 0.907_399, 0.419_010),
        ("s3", 0.349_452, 0.928_263, 0.281_935),
    ] {
        near(item, &s["items"][item]["weight"], weight);
        near(item, &s["items"][item]["loading"], loading);
        near(item, &s["items"][item]["raw_weight"], raw_weight);
    }
    let warned = &found["warnings"][0];
    assert_eq!(warned["code"], "few_responses");
    let text = printed(SPEC, DATA, &[]).unwrap();
    let places = ["\"Q\": {", "\"S\": {", "\"L\": {"].map(|name| text.find(name).unwrap());
    assert!(places.is_sorted(), "{text}");
}

#[test]
fn people_read_the_same_figures() {
    let text = printed(SPEC, DATA, &["--format", "text"]).unwrap();
    for words in ["12 answers, scheme path", "0.517", "0.636", "61.5", "S s2", "GoF): 0.610"] {
        assert!(text.contains(words), "{words} is not in\n{text}");
    }
}

#[test]
fn incomplete_rows_and_answers_off_the_scale_are_left_out_and_reported() {
    let more = format!("{DATA}m,,5,5,5,5,5,5\nn,NA,5,5,5,5,5,5\no,99,5,5,5,5,5,5\n");
    let (with, without) = (model(SPEC, &more, &[]), model(SPEC, DATA, &[]));
    assert_eq!(with["paths"][0]["value"], without["paths"][0]["value"]);
    assert_eq!(with["n"], 12);
    let texts: Vec<_> = with["warnings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|note| note["text"].as_str().unwrap())
        .collect();
    assert_eq!(
        texts[..2],
        [
            "answers off the scale of l1 count as missing: 1, the first in line 16 being 99",
            "3 of 15 rows were left out, because answers are missing",
        ]
    );
    let all = model(SPEC, &more, &["--missing", "available"]);
    assert_ne!(all["paths"][0]["value"], without["paths"][0]["value"], "Q > S has all 15 rows");
}

#[test]
fn a_model_is_told_all_of_its_mistakes_with_their_places() {
    let spec = r#"{
        "scale": [10, 1], "scales": {"x9": [0, 1]}, "sizes": 1,
        "latent": {
            "Q": {"items": ["q1", 2, "q1"], "mode": "C"},
            "S": {"items": []},
            "A": {"items": ["a1"], "kind": "B"}
        },
        "paths": [["Q", "S"], ["S", "Q"], ["Q", "S"], ["Q", "X"], ["Q"]]
    }"#;
    insta::assert_snapshot!(refused(spec, DATA));
    let nothing = refused("{}", DATA);
    assert_eq!(nothing.lines().count(), 4, "scale, latent and paths are missing: {nothing}");
    assert!(refused("{\"scale\": [1,}", DATA).contains("line 1 column 14"), "a slip of the pen");
    assert!(refused("[]", DATA).contains("a list is not an object"));
}

/// Following every way through its layers would take 2^40 steps.
#[test]
fn a_model_of_many_layers_is_read() {
    let latents: Vec<_> = (0..80).map(|at| format!(r#""L{at}":{{"items":["i{at}"]}}"#)).collect();
    let layers = (0..78).flat_map(|at| {
        let next = at / 2 * 2 + 2;
        [next, next + 1].map(|to| format!(r#"["L{at}","L{to}"]"#))
    });
    let paths = layers.collect::<Vec<_>>().join(",");
    let spec = |more| {
        let latents = latents.join(",");
        format!(r#"{{"scale":[1,10],"latent":{{{latents}}},"paths":[{paths}{more}]}}"#)
    };
    assert_eq!(spec::read(&spec("")).unwrap().paths().len(), 156);
    let told = refused(&spec(r#",["L79","L0"]"#), DATA);
    assert!(told.contains("it leads from L79 back to L79"), "{told}");
}

#[test]
fn data_are_told_line_and_column_of_what_is_wrong() {
    let two_bad = DATA.replace("b,6,4", "b,six,4").replace("h,10,9,10", "h,10,9,1O");
    insta::assert_snapshot!(refused(SPEC, &two_bad));
    for (case, data, words) in [
        (
            "a short row",
            DATA.replace("b,6,4,8", "b,6,4"),
            "line 3: 7 cells stand here, and the header has 8",
        ),
        (
            "a lost column",
            DATA.replace("q2,s1", "q3,s1"),
            "line 1: column q2 is missing; the header is id, l1",
        ),
        ("a column twice", DATA.replace("id,l1", "l1,l1"), "line 1: column l1 stands twice"),
        ("semicolons", DATA.replace(',', ";"), "say so with --delimiter"),
        ("nothing", String::new(), "column q1 is missing"),
        ("no rows", "q1,q2,s1,s2,s3,l1,l2\n".to_owned(), "cannot be estimated from 0 of 0 rows"),
    ] {
        let found = refused(SPEC, &data);
        assert!(found.contains(words), "{case}: {found}");
    }
    assert_eq!(model(SPEC, &DATA.replace(',', ";"), &["--delimiter", ";"])["n"], 12);
    let bare = DATA.lines().filter_map(|line| line.split_once(',')).map(|(_, rest)| rest);
    let saved = "\u{feff}".to_owned() + &bare.collect::<Vec<_>>().join("\r\n");
    assert_eq!(model(SPEC, &saved, &[])["n"], 12, "as spreadsheets save it");
}

#[test]
fn a_table_full_of_mistakes_is_not_told_forever() {
    let bad = DATA.lines().next().unwrap().to_owned() + &"\nx,a,a,a,a,a,a,a".repeat(1000);
    let told = refused(SPEC, &bad);
    assert!(told.ends_with("and the rest was not looked at"), "{told}");
    assert!(told.lines().count() < 40, "{told}");
}

#[test]
fn the_groups_are_drawn_from_the_seed_and_nothing_else() {
    let mut state = 1_u32;
    let mut die = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        1 + (state >> 16) % 5
    };
    let rows = (0..200).map(|_| {
        let (quality, loyalty) = (die(), die());
        let cells = [0, 0, 1, 1, 1, 2, 2]
            .map(|block| die() + [quality, quality.midpoint(loyalty), loyalty][block]);
        cells.map(|cell| cell.to_string()).join(",")
    });
    let data = format!("q1,q2,s1,s2,s3,l1,l2\n{}", rows.collect::<Vec<_>>().join("\n"));
    let path = |seed| model(SPEC, &data, &["--seed", seed])["paths"][0].clone();
    assert_eq!(path("1"), path("1"));
    assert_eq!(path("1")["value"], path("2")["value"]);
    assert_ne!(path("1")["se"], path("2")["se"]);
}
