//! A C++ compiler, in which the fuzzer itself is written.

use super::apt;
use crate::project::{Project, which};
use anyhow::{Context as _, ensure};
use std::env;

/// Finds a C++ compiler, or gets one.
///
/// # Errors
/// When there is none and none can be installed.
pub(crate) fn cxx(project: &Project) -> anyhow::Result<()> {
    let is_there = || env::var_os("CXX").is_some() || which("c++").is_some();
    if is_there() {
        return Ok(());
    }
    apt::install(project, &["g++"]).context("fuzzing needs a C++ compiler, `c++` or $CXX")?;
    ensure!(is_there(), "c++ is not on the PATH");
    Ok(())
}
