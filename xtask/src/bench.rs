//! `cargo xtask bench`: how fast something is, as a ratio to something else in the same run.

use crate::{
    project::{Project, say},
    setup,
};
use clap::ValueEnum;

/// What is measured.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Bench {
    /// Submissions acknowledged over 64 connections, to the same rows written straight into SQLite
    Collector,
    /// A report on a million responses and on ten million, to one on ten thousand
    Report,
    /// Answers scored to JSON only read, and models estimated to the same by the Python package plspm
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
        }
    }
    Ok(())
}
