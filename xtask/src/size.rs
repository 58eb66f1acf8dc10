//! `cargo xtask size`: what a host page's visitors download, kept honest.

use crate::{
    build::{self, Dist},
    project::{Project, say},
};
use anyhow::{Context as _, ensure};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha384};
use std::io::Write as _;

/// Shipped files and their budgets in bytes after brotli; a folder's holds for each of its files.
/// Raise one in the commit that needs it, and say there what the visitor gets for it.
const BUDGETS: [(&str, u64); 12] = [
    ("aftersay.js", 1_800),
    ("aftersay.mjs", 1_500),
    ("aftersay.fallback.js", 93_000),
    ("aftersay_bg.wasm", 41_000),
    ("aftersay_models_bg.wasm", 68_000),
    ("core.mjs", 6_200),
    ("datalayer.mjs", 450),
    ("models.mjs", 3_900),
    ("after.mjs", 1_300),
    ("remember.mjs", 1_000),
    ("locales/", 3_000),
    // Texts of their own in every language, of which each visitor reads one.
    ("surveys/", 4_500),
];

/// What a visitor waits for before the first question.
const FIRST_QUESTION: [&str; 5] =
    ["aftersay.js", "core.mjs", "aftersay_bg.wasm", "locales/en.json", "surveys/quick.json"];

/// The budget of [`FIRST_QUESTION`] in bytes after brotli.
const FIRST_QUESTION_BUDGET: u64 = 49_500;

/// A path below `dist/`, and `{sri, raw, gzip, brotli}`.
pub(crate) type Integrity = Map<String, Value>;

/// Prints the size of every shipped file.
///
/// # Errors
/// When `dist/` is not as it was built, or over budget; all the offenders are named.
pub(crate) fn check(project: &Project) -> anyhow::Result<()> {
    let integrity = project.read("dist/integrity.json").context("run cargo xtask build first")?;
    let files: Integrity = serde_json::from_slice(&integrity)?;
    for (path, file) in &files {
        let bytes = project.read(&format!("dist/{path}"))?;
        ensure!(
            file["sri"] == sri(&bytes),
            "dist/{path} has changed since it was built; run cargo xtask build"
        );
    }
    let over = print(project, &files);
    ensure!(over.is_empty(), "over budget: {}", over.join(", "));
    Ok(())
}

/// Prints the table; names what is over its budget.
pub(crate) fn print(project: &Project, files: &Integrity) -> Vec<String> {
    let extra = build::allowance(project);
    let mut over = Vec::new();
    let mut row = |name: &str, sizes: [u64; 3], budget: Option<u64>| {
        let [raw, gzip, brotli] = sizes;
        let of = budget.map_or(String::new(), |budget| format!("of {budget}"));
        say("size", &format!("{raw:>8} {gzip:>8} {brotli:>8} {of:>9}  {name}"));
        if let Some(budget) = budget.filter(|budget| *budget < brotli) {
            over.push(format!("{name} by {} bytes", brotli - budget));
        }
    };
    say("size", "     raw     gzip   brotli    budget");
    let mut first = [0; 3];
    for (path, file) in files {
        let sizes = ["raw", "gzip", "brotli"].map(|unit| file[unit].as_u64().unwrap_or(u64::MAX));
        if FIRST_QUESTION.contains(&path.as_str()) {
            first = [first[0] + sizes[0], first[1] + sizes[1], first[2] + sizes[2]];
        }
        let extra = if path == "aftersay_bg.wasm" { extra } else { 0 };
        row(path, sizes, budget(path).map(|budget| budget + extra));
    }
    row("before the first question", first, Some(FIRST_QUESTION_BUDGET + extra));
    over
}

/// The budget of a shipped file; `None` for those that no visitor downloads.
fn budget(path: &str) -> Option<u64> {
    let holds = |of: &str| path == of || (of.ends_with('/') && path.starts_with(of));
    BUDGETS.iter().find(|(of, _)| holds(of)).map(|(_, budget)| *budget)
}

/// What `integrity.json` says: of every file its digest and its sizes in bytes.
pub(crate) fn integrity(project: &Project, dist: &Dist) -> anyhow::Result<Integrity> {
    // Brotli at its best takes seconds; what is unchanged keeps its numbers.
    let old = project.read("dist/integrity.json").ok();
    let old: Integrity = old.and_then(|old| serde_json::from_slice(&old).ok()).unwrap_or_default();
    let mut files = Integrity::new();
    for (path, bytes) in dist {
        let sri = sri(bytes);
        let known = old.get(path).filter(|file| file["sri"] == sri).cloned();
        let measured = || -> anyhow::Result<Value> {
            let (gzip, brotli) = (gzip(bytes)?.len(), brotli(bytes)?.len());
            Ok(json!({"sri": sri, "raw": bytes.len(), "gzip": gzip, "brotli": brotli}))
        };
        files.insert(path.clone(), known.map_or_else(measured, Ok)?);
    }
    for path in FIRST_QUESTION {
        ensure!(files.contains_key(path), "{path} is missing in dist/, and nothing works without");
    }
    Ok(files)
}

/// A file's digest, as an `integrity` attribute wants it.
pub(crate) fn sri(bytes: &[u8]) -> String {
    format!("sha384-{}", BASE64_STANDARD.encode(Sha384::digest(bytes)))
}

fn gzip(bytes: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

/// Compresses as a server at its best does.
pub(crate) fn brotli(bytes: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut compressed = Vec::new();
    let params = brotli::enc::BrotliEncoderParams { quality: 11, ..Default::default() };
    brotli::BrotliCompress(&mut &*bytes, &mut compressed, &params)?;
    Ok(compressed)
}
