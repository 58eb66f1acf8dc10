//! `cargo xtask shots`: pictures of what people see, for eyes to judge.

use crate::{
    project::{Project, say},
    test::with_browser,
};
use std::path::PathBuf;

/// Where the pictures go.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The folder; `target/shots` without it
    folder: Option<PathBuf>,
}

/// Takes shop, card and dashboard: phone and desktop, light and dark, in every language.
pub(crate) fn run(project: &Project, options: &Options) -> anyhow::Result<()> {
    let folder = options.folder.clone().unwrap_or_else(|| project.target.join("shots"));
    let folder = std::path::absolute(folder)?;
    let shots = with_browser(project, "run")?.args(["--bin", "shots", "--"]).arg(&folder);
    say("shots", &format!("pictures into {}", folder.display()));
    Ok(shots.run()?)
}
