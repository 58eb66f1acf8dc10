//! The command line: one file a command.

mod model;
mod output;
mod plan;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Collects what buyers say after their purchase, on your own server.
#[derive(Debug, Parser)]
#[command(name = "aftersay", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Model(model::Options),
    Plan(plan::Options),
}

/// Reads the command line and does what it says.
#[must_use]
pub fn run() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Model(options) => model::run(&options),
        Command::Plan(options) => plan::run(&options),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Several mistakes as one error, each on its line.
fn all(what: &str, mistakes: &[impl std::fmt::Display]) -> anyhow::Error {
    let lines: Vec<_> = mistakes.iter().map(|mistake| format!("\n  {mistake}")).collect();
    anyhow::anyhow!("{what}:{}", lines.concat())
}
