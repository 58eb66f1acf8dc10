//! How fast answers are scored and models estimated, each as a ratio to the same work done otherwise.
//!
//! ```text
//! cargo run --release -p collector --example science -- [ROUNDS]
//! ```
//!
//! - `aftersay score`, to reading the same lines with `serde_json` alone.
//! - `aftersay model` on 100,000 rows of the ACSI structure, to the Python package `plspm` on the same
//!   file, whose paths have to agree. `AFTERSAY_PLSPM` names a Python that has it.
//!
//! Both sides take turns, so that whatever else the machine does meets both of them. Only the ratios
//! mean something elsewhere.

use aftersay::scoring::pls::{Model, Scheme, estimate_grouped};
use aftersay::survey::Survey;
use aftersay::tree::Tree;
use anyhow::{Context as _, anyhow, bail, ensure};
use collector::cli::model::spec;
use collector::cli::model::table::{self, Missing, Reading};
use collector::cli::score::score_lines;
use serde_json::Value;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::hint::black_box;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

const N_LINES: usize = 50_000;

const N_ROWS: usize = 100_000;

/// How far apart two estimates of a path may be.
const AGREED: f64 = 1e-3;

const SURVEY: &str = r#"{"schema":"aftersay.survey/1","id":"bench","version":1,"questions":[
    {"id":"overall","kind":"csm"},{"id":"recommend","kind":"nps"},{"id":"again","kind":"csat"},
    {"id":"parcel","kind":"rating","prompt":"How was the parcel?"},
    {"id":"found","kind":"single_choice","prompt":"Where did you find us?","options":[
        {"id":"friend","text":"A friend"},{"id":"search","text":"A search"}]},
    {"id":"wrap","kind":"kano","feature":"gift wrapping"},
    {"id":"why","kind":"text","prompt":"Why?"}]}"#;

/// The structure of the American index, an item or three of each part.
const SPEC: &str = r#"{"scale": [1, 10], "latent": {
    "EXP": {"items": ["x1", "x2", "x3"]}, "QUAL": {"items": ["q1", "q2", "q3"]},
    "VAL": {"items": ["v1", "v2"]}, "SAT": {"items": ["s1", "s2", "s3"]},
    "COMP": {"items": ["c1"]}, "LOY": {"items": ["l1", "l2", "l3"]}},
    "paths": [["EXP", "QUAL"], ["EXP", "VAL"], ["EXP", "SAT"], ["QUAL", "VAL"], ["QUAL", "SAT"],
        ["VAL", "SAT"], ["SAT", "COMP"], ["SAT", "LOY"], ["COMP", "LOY"]]}"#;

fn main() -> anyhow::Result<()> {
    let rounds = match std::env::args().nth(1) {
        Some(text) => text.parse().with_context(|| format!("ROUNDS {text:?} is not a number"))?,
        None => 7,
    };
    ensure!((1..=1000).contains(&rounds), "ROUNDS {rounds} is not from 1 to 1000");
    score(rounds)?;
    model(rounds)
}

/// Scores lines, and reads them only.
fn score(rounds: usize) -> anyhow::Result<()> {
    let survey = serde_json::from_str::<Tree>(SURVEY)?;
    let survey = Survey::read(&survey).map_err(|mistakes| anyhow!("{mistakes:?}"))?;
    let lines = lines();
    let ratio = Ratio::taken(rounds, || {
        let (scored, n_bad) = timed(|| {
            score_lines(&survey, lines.as_bytes(), std::io::sink(), |told| println!("{told}"))
        });
        ensure!(n_bad? == 0, "a line of the bench is no answer");
        let (read, values) = timed(|| {
            lines
                .lines()
                .map(|line| serde_json::from_str(line).map(black_box::<Value>))
                .try_for_each(|line| line.map(drop))
        });
        values?;
        Ok((read, scored))
    })?;
    println!("score: {N_LINES} lines, as many a second as a share of reading JSON alone: {ratio}");
    Ok(())
}

/// Estimates a model of a file, here and in Python.
fn model(rounds: usize) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let (spec_file, data) = (folder.path().join("spec.json"), folder.path().join("data.csv"));
    fs::write(&spec_file, SPEC)?;
    fs::write(&data, rows())?;
    let Some(python) = std::env::var_os("AFTERSAY_PLSPM") else {
        let (took, fit) = timed(|| estimate(&data));
        fit?;
        println!(
            "model: NOT COMPARED WITH PLSPM, which AFTERSAY_PLSPM does not lead to ({took:.2} s here)"
        );
        return Ok(());
    };
    let peer = Command::new(python)
        .args([
            Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/science/peer.py")),
            &spec_file,
            &data,
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let mut peer = peer.context("the Python of AFTERSAY_PLSPM does not start")?;
    let mut widest: f64 = 0.0;
    let ratio = Ratio::taken(rounds, || {
        let (ours, paths) = timed(|| estimate(&data));
        let (theirs, others) = ask(&mut peer)?;
        for (one, other) in paths?.iter().zip(&others) {
            widest = widest.max((one - other).abs());
        }
        ensure!(widest < AGREED, "a path is {widest} from that of plspm");
        Ok((theirs, ours))
    })?;
    drop(peer.stdin.take());
    peer.wait()?;
    println!(
        "model: {N_ROWS} rows, plspm takes so many times as long, standard errors not included: {ratio}\n       \
         no path is farther than {widest:.0e} from that of plspm"
    );
    Ok(())
}

/// Reads and estimates as `aftersay model` does, standard errors included.
fn estimate(data: &Path) -> anyhow::Result<Vec<f64>> {
    let model: Model = spec::read(SPEC)?;
    let items: Vec<_> = model.items().cloned().collect();
    let reading = Reading { delimiter: b',', missing: Missing::Complete, seed: 0 };
    let table = table::read(File::open(data)?, &items, reading)?;
    let fit = estimate_grouped(&model, &table.grouped, Scheme::Path)?;
    Ok(fit.paths.iter().map(|path| path.estimate.value).collect())
}

/// Lets Python estimate once: seconds and paths.
fn ask(peer: &mut Child) -> anyhow::Result<(f64, Vec<f64>)> {
    let (Some(to), Some(from)) = (&mut peer.stdin, &mut peer.stdout) else {
        bail!("Python was started without pipes");
    };
    writeln!(to)?;
    let mut line = String::new();
    // It writes nothing before it is asked again, so that no line is lost with the buffer.
    BufReader::new(from).read_line(&mut line)?;
    let told: Value = serde_json::from_str(&line).context("Python has no result")?;
    let paths = told.get("paths").and_then(Value::as_array).context("Python has no paths")?;
    let seconds = told.get("seconds").and_then(Value::as_f64).context("Python has no time")?;
    Ok((seconds, paths.iter().filter_map(Value::as_f64).collect()))
}

/// Ratios of the first to the second of two times.
struct Ratio(Vec<f64>);

impl Ratio {
    fn taken(
        rounds: usize,
        mut once: impl FnMut() -> anyhow::Result<(f64, f64)>,
    ) -> anyhow::Result<Self> {
        // The first round warms up.
        once()?;
        let ratios = (0..rounds).map(|_| once().map(|(first, second)| first / second));
        let mut ratios = ratios.collect::<anyhow::Result<Vec<_>>>()?;
        ratios.sort_by(f64::total_cmp);
        Ok(Self(ratios))
    }
}

impl std::fmt::Display for Ratio {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let at = |at: usize| self.0.get(at).copied().unwrap_or(f64::NAN);
        let last = self.0.len().saturating_sub(1);
        write!(f, "ratio {:.3} ({:.3} to {:.3})", at(self.0.len() / 2), at(0), at(last))
    }
}

#[expect(clippy::disallowed_methods, reason = "a bench never runs in a browser")]
fn timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let start = Instant::now();
    let done = work();
    (start.elapsed().as_secs_f64(), done)
}

/// Numbers of a linear congruential generator (Knuth's MMIX), from 0.0 to 1.0.
struct Random(u64);

impl Random {
    fn next(&mut self) -> f64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as f64 / (1_u64 << 31) as f64
    }

    /// About normal, with a deviation of 1.0.
    fn noise(&mut self) -> f64 {
        (0..12).map(|_| self.next()).sum::<f64>() - 6.0
    }
}

/// Answers, all different.
fn lines() -> String {
    let mut lines = String::new();
    for n in 0..N_LINES {
        let (overall, recommend, stars) = (n % 7 * 30, n % 11, n % 5 + 1);
        let found = if n % 3 == 0 { "friend" } else { "search" };
        // Writing to a string does not fail.
        let _ = writeln!(
            lines,
            r#"{{"answers":{{"overall":{},"recommend":{recommend},"again":{stars},"parcel":{stars},"found":"{found}","wrap":{{"with":{stars},"without":{}}},"why":"Arrived a day early, well packed, and lovelier than in picture {n}."}}}}"#,
            i64::try_from(overall).unwrap_or(0) - 90,
            6 - stars,
        );
    }
    lines
}

/// A table in which one thing leads to the other, more or less.
fn rows() -> String {
    let mut random = Random(1);
    let mut table = "x1,x2,x3,q1,q2,q3,v1,v2,s1,s2,s3,c1,l1,l2,l3\n".to_owned();
    for _ in 0..N_ROWS {
        let mut plus = |share: f64| share * random.noise();
        let expected = plus(1.0);
        let quality = 0.5 * expected + plus(0.8);
        let value = 0.2 * expected + 0.6 * quality + plus(0.7);
        let satisfied = 0.1 * expected + 0.5 * quality + 0.4 * value + plus(0.6);
        let handled = 0.4 * satisfied + plus(0.9);
        let loyal = 0.6 * satisfied + 0.1 * handled + plus(0.7);
        let latents =
            [(expected, 3), (quality, 3), (value, 2), (satisfied, 3), (handled, 1), (loyal, 3)];
        let items = latents.into_iter().flat_map(|(latent, n)| std::iter::repeat_n(latent, n));
        let cells: Vec<_> = items
            .map(|latent| (6.0 + 1.5 * latent + plus(1.0)).round().clamp(1.0, 10.0).to_string())
            .collect();
        let _ = writeln!(table, "{}", cells.join(","));
    }
    table
}
