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

use clap::error::{ContextKind, ContextValue};
use clap::{CommandFactory as _, Parser, Subcommand};
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
    let done = match Cli::try_parse().unwrap_or_else(|error| discreet(error).exit()).command {
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

/// The same error without the value, where that may be a secret: errors end up in logs.
fn discreet(mut error: clap::Error) -> clap::Error {
    let of = error.get(ContextKind::InvalidArg).map(ToString::to_string).unwrap_or_default();
    let mut cli = Cli::command();
    cli.build();
    let mut hidden = cli.get_subcommands().flat_map(clap::Command::get_arguments);
    let is_hidden = hidden.any(|arg| arg.is_hide_env_values_set() && arg.to_string() == of);
    if is_hidden && error.get(ContextKind::InvalidValue).is_some() {
        error.insert(ContextKind::InvalidValue, ContextValue::String("…".to_owned()));
    }
    error
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

#[cfg(test)]
mod tests {
    use super::*;

    fn told(options: &[&str]) -> String {
        let line = [&["aftersay", "serve"], options].concat();
        discreet(Cli::try_parse_from(line).unwrap_err()).to_string()
    }

    #[test]
    fn what_is_wrong_with_a_secret_is_told_without_repeating_it() {
        for option in
            ["--token", "--owner-password-hash", "--bearers", "--webhook-secret", "--mail-server"]
        {
            let told = told(&[option, "hush hush"]);
            assert!(told.contains(&format!("invalid value '…' for '{option} <")), "{told}");
            assert!(!told.contains("hush"), "{told}");
        }
        let told = told(&["--per-sender", "some"]);
        assert!(told.contains("invalid value 'some' for '--per-sender <"), "{told}");
    }
}
