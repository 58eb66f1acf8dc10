//! Any model and table -> `aftersay model`: what is read is estimated, or it is told why not.
#![no_main]

use aftersay::scoring::pls::{Model, Scheme, estimate_grouped};
use collector::cli::model::spec;
use collector::cli::model::table::{self, Missing, Reading};
use fuzz::Dice;
use std::fmt::Write as _;
use std::sync::LazyLock;

const SPEC: &str = r#"{"scale": [1, 10], "scales": {"c1": [0, 1]},
    "latent": {"A": {"items": ["a1", "a2"]}, "B": {"items": ["b1"], "mode": "B"},
               "C": {"items": ["c1", "c2"]}},
    "paths": [["A", "B"], ["A", "C"], ["B", "C"]]}"#;

static MODEL: LazyLock<Model> = LazyLock::new(|| spec::read(SPEC).expect("a good model"));

/// Some forty rows: an estimate takes the longest of all that is fuzzed.
const N_BYTES_MAX: usize = 240;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let bytes = &bytes[..bytes.len().min(N_BYTES_MAX)];
    // The first line is the model, where it is one; then comes the table.
    let (first, rest) = bytes.split_at(bytes.iter().position(|b| *b == b'\n').unwrap_or(0));
    match std::str::from_utf8(first).ok().and_then(|first| spec::read(first).ok()) {
        Some(model) => estimate(&model, rest, Missing::Available, Scheme::Path),
        None => estimate(&MODEL, bytes, Missing::Complete, Scheme::Centroid),
    }
    let mut dice = Dice::new(bytes);
    let scheme = *dice.pick(&[&Scheme::Path, &Scheme::Centroid, &Scheme::Factorial]);
    let missing = if dice.hits(2) { Missing::Available } else { Missing::Complete };
    estimate(&MODEL, grown(&mut dice).as_bytes(), missing, scheme);
});

/// A table that fits the model, more or less.
fn grown(dice: &mut Dice) -> String {
    let mut table = "a1,a2,b1,c1,c2\n".to_owned();
    while !dice.is_spent() {
        let a = 1 + dice.below(10);
        let cells = [a, a + dice.below(3), a.abs_diff(dice.below(4)), dice.below(2), dice.below(9)];
        let cells = cells.map(|cell| if dice.hits(99) { dice.text() } else { cell.to_string() });
        let _ = writeln!(table, "{}", cells.join(","));
    }
    table
}

fn estimate(model: &Model, table: &[u8], missing: Missing, scheme: Scheme) {
    let items: Vec<_> = model.items().cloned().collect();
    let reading = Reading { delimiter: b',', missing, seed: 0 };
    let Ok(table) = table::read(table, &items, reading) else { return };
    assert!(table.n_left_out <= table.n_rows);
    let Ok(fit) = estimate_grouped(model, &table.grouped, scheme) else { return };
    for path in &fit.paths {
        assert!(path.estimate.value.is_finite(), "{} > {}: {path:?}", path.from, path.to);
    }
    for latent in &fit.latents {
        // With weights below zero, of which there is a warning, an index may leave its scale.
        let is_mean = latent.items.iter().all(|item| 0.0 <= item.raw_weight);
        let index = latent.index.map_or(50.0, |index| index.value);
        assert!(!is_mean || (-1e-6..=100.000_001).contains(&index), "{}: {index}", latent.name);
    }
}
