//! A Python with the package that our path models are measured against.

use crate::project::{Project, run_within, say, which};
use anyhow::{Context as _, ensure};
use std::path::PathBuf;

/// Pinned: the package is no longer kept up, and fails with the pandas after this one.
const PACKAGES: [&str; 2] = ["plspm==0.5.7", "pandas==2.2.3"];

/// pip keeps trying for minutes where its host answers nothing.
const PIP_LIMIT_S: u32 = 300;

/// Finds a Python with plspm, or makes one below the target folder.
///
/// # Errors
/// When there is no Python, or its packages cannot be had.
pub(crate) fn plspm(project: &Project) -> anyhow::Result<PathBuf> {
    let folder = project.tools_dir().join("plspm");
    let python = folder.join("bin/python");
    let packages = PACKAGES.join(" ");
    let stamp = folder.join("packages");
    if std::fs::read_to_string(&stamp).is_ok_and(|stamp| stamp == packages) {
        return Ok(python);
    }
    ensure!(which("python3").is_some(), "there is no python3");
    say("setup", &format!("plspm: python3 -m venv, pip install {packages}"));
    let venv = project.sh.cmd("python3").args(["-m", "venv", "--clear"]).arg(&folder);
    venv.quiet().run().context("python3 makes no virtual environment")?;
    let pip = project.sh.cmd(&python).args(["-m", "pip", "install", "--quiet"]).args(PACKAGES);
    let installed = run_within(PIP_LIMIT_S, pip).context("pip does not start")?;
    ensure!(installed.is_some_and(|status| status.success()), "pip cannot install {packages}");
    std::fs::write(&stamp, packages)?;
    Ok(python)
}
