//! How long one response takes to be scored in a browser, as a ratio to a scorer written by hand.

use anyhow::Context as _;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use e2e::Story;
use serde_json::{Value, json};
use std::path::PathBuf;

const N_ROUNDS: usize = 7;

#[tokio::main]
async fn main() -> Story {
    let folder = std::env::args().nth(1).context("no folder with the module is given")?;
    let folder = PathBuf::from(folder);
    let glue = std::fs::read_to_string(folder.join("scoring.js"))?;
    let module = BASE64_STANDARD.encode(std::fs::read(folder.join("scoring.wasm"))?);
    let given = json!({"glue": glue, "module": module, "rounds": N_ROUNDS});
    let found = e2e::run_script(include_str!("../../../bench/scoring.js"), given).await?;

    let turns = found
        .get("turns")
        .and_then(Value::as_array)
        .with_context(|| format!("no times in {found}"))?;
    let each = |name: &str| -> Vec<f64> {
        let mut all: Vec<_> = turns.iter().filter_map(|turn| turn.get(name)?.as_f64()).collect();
        all.sort_by(f64::total_cmp);
        all
    };
    let told = |all: &[f64]| match (all.first(), all.get(all.len() / 2), all.last()) {
        (Some(least), Some(middle), Some(most)) => format!("{middle:.2} ({least:.2} to {most:.2})"),
        _ => "nothing".to_owned(),
    };
    println!(
        "browser: one response of nine questions and {} scores, as a multiple of JavaScript written \
         by hand: {}; in microseconds of this machine: {}",
        found.get("scores").and_then(Value::as_u64).unwrap_or_default(),
        told(&each("ratio")),
        told(&each("microseconds")),
    );
    Ok(())
}
