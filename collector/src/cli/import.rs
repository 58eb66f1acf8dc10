//! `aftersay import`: a survey of another program becomes one of ours.

use super::output::{self, Format};
use super::tell;
use aftersay::exchange::surveyjs;
use aftersay::tree::Tree;
use anyhow::{Context as _, bail};
use std::path::PathBuf;

/// Turns a survey of `SurveyJS` (JSON) into a survey file, on standard output
///
/// What does not fit is told on standard error, each with its place in the file and why. Where no
/// question fits, there is no survey, and the exit code is 1.
#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// The survey of `SurveyJS`
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The id of the new survey [default: the file's name]
    #[arg(long)]
    id: Option<String>,
}

pub(super) fn run(options: &Options) -> anyhow::Result<()> {
    let path = options.file.display();
    let text = std::fs::read_to_string(&options.file).with_context(|| format!("{path}"))?;
    let theirs: Tree = serde_json::from_str(&text).with_context(|| format!("{path}: no JSON"))?;
    let stem = || Some(options.file.file_stem()?.to_string_lossy().into_owned());
    let id = options.id.clone().or_else(stem).unwrap_or_default();
    match surveyjs::import(&theirs, &id) {
        Ok(survey) => {
            tell(&survey.left_out);
            let print = || survey.file;
            output::print(&mut std::io::stdout(), Format::Json, print, String::new)
        }
        Err(left_out) => {
            tell(&left_out);
            bail!("{path} holds no survey that fits")
        }
    }
}
