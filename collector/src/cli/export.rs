//! `aftersay export`: a survey of ours for another program.

use super::output;
use super::{all, tell};
use crate::surveys;
use aftersay::exchange::surveyjs;
use std::path::PathBuf;

/// Turns a survey file into the format of another program, on standard output
///
/// What that format cannot say is told on standard error, each with its place in the file and why.
#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// The format
    #[arg(long)]
    format: Format,
    /// The survey file
    #[arg(long, value_name = "FILE")]
    survey: PathBuf,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Format {
    /// The survey as JSON of `SurveyJS`
    Surveyjs,
}

pub(super) fn run(options: &Options) -> anyhow::Result<()> {
    let Format::Surveyjs = options.format;
    let told = "the survey cannot be used";
    let (_, file) = surveys::read(&options.survey).map_err(|mistakes| all(told, &mistakes))?;
    let survey = surveyjs::export(&file).map_err(|mistakes| all(told, &mistakes))?;
    tell(&survey.left_out);
    let print = || survey.file;
    output::print(&mut std::io::stdout(), output::Format::Json, print, String::new)
}
