//! Packages of npm, each list of them in a folder of its own below the target folder.

use crate::project::{Project, run_within, say};
use anyhow::{Context as _, ensure};
use std::fs;
use std::path::PathBuf;

/// npm keeps trying for minutes where its host answers nothing.
const LIMIT_S: u32 = 120;

/// Finds packages, each as `name@version`, in `folder`, or gets them; returns `node_modules`.
///
/// # Errors
/// When there is no npm, or it cannot get them.
pub(super) fn packages(
    project: &Project,
    folder: &str,
    packages: &[&str],
) -> anyhow::Result<PathBuf> {
    let dir = project.tools_dir().join(folder);
    let (stamp, packages) = (dir.join("npm-packages"), packages.join(" "));
    let modules = dir.join("node_modules");
    if fs::read_to_string(&stamp).is_ok_and(|stamp| stamp == packages) {
        return Ok(modules);
    }
    say("setup", &format!("packages: npm install {packages}"));
    let options = ["--no-save", "--no-audit", "--no-fund", "--no-package-lock", "--silent"];
    fs::create_dir_all(&dir)?;
    let npm = project.sh.cmd("npm").arg("install").arg("--prefix").arg(&dir);
    let installed = run_within(LIMIT_S, npm.args(options).args(packages.split(' ')))
        .context("there is no npm")?;
    ensure!(installed.is_some_and(|status| status.success()), "npm cannot get {packages}");
    fs::write(&stamp, packages)?;
    Ok(modules)
}
