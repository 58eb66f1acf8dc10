//! `cargo xtask bench`: how fast something is, as a ratio to something else in the same run.

use crate::{
    build,
    project::{Project, say},
    setup::{self, Browser},
};
use clap::ValueEnum;

/// What is measured.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Bench {
    /// Submissions acknowledged over 64 connections, to the same rows written straight into SQLite
    Collector,
    /// A report on a million responses and on ten million, to one on ten thousand
    Report,
    /// Answers scored to JSON only read, models estimated to the same by the Python package plspm, and
    /// one response scored in a browser to the same by JavaScript written by hand
    Science,
}

/// Measures one thing, or all of them.
pub(crate) fn run(project: &Project, only: Option<Bench>) -> anyhow::Result<()> {
    for bench in Bench::value_variants().iter().copied() {
        let (name, package, example) = match bench {
            Bench::Collector => ("collector", "collector", "bench"),
            Bench::Report => ("report", "collector", "report"),
            Bench::Science => ("science", "collector", "science"),
        };
        if only.is_none_or(|only| only as u8 == bench as u8) {
            say("bench", name);
            let mut run =
                project.cargo("run").args(["--release", "--locked", "--package", package]);
            if matches!(bench, Bench::Science) {
                match setup::plspm(project) {
                    Ok(python) => run = run.env("AFTERSAY_PLSPM", python),
                    // The bench says in its own lines what it could not compare.
                    Err(reason) => say("setup", &format!("plspm: NONE ({reason:#})")),
                }
            }
            run.args(["--example", example]).run()?;
            if matches!(bench, Bench::Science) {
                in_browser(project)?;
            }
        }
    }
    Ok(())
}

/// Scores one response in a browser, by the module and by hand.
fn in_browser(project: &Project) -> anyhow::Result<()> {
    let Browser { chromium, chromedriver } = setup::browser(project)?;
    let scorer = build::scorer(project)?;
    let run = project.cargo("run").args(["--locked", "--package", "e2e", "--bin", "scoring", "--"]);
    Ok(run.arg(scorer).env("CHROMIUM", chromium).env("CHROMEDRIVER", chromedriver).run()?)
}
