//! `cargo xtask bench`: how fast something is, as a ratio to something else in the same run.

use crate::project::{Project, say};
use clap::ValueEnum;

/// What is measured.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Bench {
    /// Submissions acknowledged over 64 connections, to the same rows written straight into SQLite
    Collector,
    /// A report on a million responses and on ten million, to one on ten thousand
    Report,
}

/// Measures one thing, or all of them.
pub(crate) fn run(project: &Project, only: Option<Bench>) -> anyhow::Result<()> {
    for bench in Bench::value_variants().iter().copied() {
        let (name, package, example) = match bench {
            Bench::Collector => ("collector", "collector", "bench"),
            Bench::Report => ("report", "collector", "report"),
        };
        if only.is_none_or(|only| only as u8 == bench as u8) {
            say("bench", name);
            let run = project.cargo("run").args(["--release", "--locked", "--package", package]);
            run.args(["--example", example]).run()?;
        }
    }
    Ok(())
}
