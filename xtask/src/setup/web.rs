//! What the widget is checked and used by from outside: packages of npm that nothing ships.

use super::{apt, npm};
use crate::project::{Project, which};
use anyhow::Context as _;
use std::path::PathBuf;

/// Pinned; the newest that run on the Node of Debian 12.
const PACKAGES: [&str; 3] = ["axe-core@4.14.1", "typescript@5.9.3", "vite@6.4.6"];

/// Finds the packages, or gets them, npm included; returns their `node_modules`.
///
/// # Errors
/// When they cannot be had.
pub(crate) fn web_packages(project: &Project) -> anyhow::Result<PathBuf> {
    const HOW: &str = "tests need npm for axe-core, typescript and vite; please install it";
    if which("npm").is_none() {
        apt::install(project, &["npm"]).context(HOW)?;
    }
    npm::packages(project, "web", &PACKAGES).context(HOW)
}
