//! `aftersay check`: is this file a survey?

use crate::surveys;
use std::path::PathBuf;

/// Checks survey files and tells every mistake in them, with its place and what is allowed there;
/// and warns of what is allowed, and had better be otherwise
#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// The files to check
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

pub(super) fn run(options: &Options) -> anyhow::Result<()> {
    let mut n_bad = 0;
    for path in &options.files {
        match surveys::read(path) {
            Ok((survey, tree)) => {
                let (id, version) = (&survey.id, survey.version);
                let n_questions = survey.questions.len();
                println!("{}: {id}, version {version}, {n_questions} questions", path.display());
                for warning in survey.warnings(&tree) {
                    eprintln!("{}: warning: {warning}", path.display());
                }
            }
            Err(mistakes) => {
                n_bad += 1;
                for mistake in mistakes {
                    eprintln!("{mistake}");
                }
            }
        }
    }
    let n_files = options.files.len();
    anyhow::ensure!(n_bad == 0, "{n_bad} of {n_files} files cannot be used as a survey");
    Ok(())
}
