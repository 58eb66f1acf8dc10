//! The command line: one file a command.

mod check;
mod export;
mod import;
mod input;
mod mail;
pub mod model;
mod output;
mod password;
mod plan;
mod report;
pub mod score;
mod serve;
mod simulate;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Collects what buyers say after their purchase, on your own server.
///
/// Every option can also be given by the environment, under the name that stands in brackets.
#[derive(Debug, Parser)]
#[command(name = "aftersay", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Serve(Box<serve::Options>),
    Check(check::Options),
    Score(score::Options),
    Report(report::Options),
    Model(model::Options),
    Plan(plan::Options),
    Simulate(simulate::Options),
    Mail(mail::TrialOptions),
    Password(password::PasswordOptions),
    Token(password::TokenOptions),
    Export(export::Options),
    Import(import::Options),
}

/// Reads the command line and does what it says.
#[must_use]
pub fn run() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Serve(options) => serve::run(*options),
        Command::Check(options) => check::run(&options),
        Command::Score(options) => score::run(&options),
        Command::Report(options) => report::run(&options),
        Command::Model(options) => model::run(&options),
        Command::Plan(options) => plan::run(&options),
        Command::Simulate(options) => simulate::run(&options),
        Command::Mail(options) => mail::run(options),
        Command::Password(options) => password::password(&options),
        Command::Token(options) => {
            password::token(&options);
            Ok(())
        }
        Command::Export(options) => export::run(&options),
        Command::Import(options) => import::run(&options),
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

/// Says what another format cannot hold.
fn tell(left_out: &[aftersay::exchange::LeftOut]) {
    for left in left_out {
        eprintln!("{}", crate::one_line(&left.to_string()));
    }
}
