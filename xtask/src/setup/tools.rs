//! What makes the shipped files small, and what checks the dependencies.

use super::{apt, npm};
use crate::project::{Project, say, which};
use anyhow::Context as _;
use std::path::PathBuf;

/// Pinned, so that two machines ship the same bytes.
const NPM_PACKAGES: [&str; 2] = ["binaryen@132.0.0", "esbuild@0.28.2"];

/// What makes the shipped files small.
pub(crate) struct Tools {
    /// Shrinks the module by up to 8 %; where there is none, it ships as it is.
    pub(crate) wasm_opt: Option<PathBuf>,
    /// Turns the module into a script, for pages that refuse modules. Debian's of 2022 fails at it.
    pub(crate) wasm2js: Option<PathBuf>,
    /// Bundles and shrinks scripts.
    pub(crate) esbuild: PathBuf,
}

/// Finds the optimisers, or gets them: the pinned ones from npm, else whatever Debian has.
///
/// # Errors
/// When there is no esbuild by any way.
pub(crate) fn tools(project: &Project) -> anyhow::Result<Tools> {
    let pinned = pinned(project);
    let wasm_opt = find(project, pinned, "wasm-opt", "binaryen");
    let esbuild = find(project, pinned, "esbuild", "esbuild");
    if let Err(reason) = &wasm_opt {
        say("setup", &format!("module optimiser: none, up to 8 % larger ({reason:#})"));
    }
    let esbuild = esbuild.context("esbuild is needed: install npm, or esbuild itself")?;
    let wasm2js = pinned.then(|| npm_tool(project, "wasm2js"));
    Ok(Tools { wasm_opt: wasm_opt.ok(), wasm2js, esbuild })
}

/// Where npm puts a tool.
fn npm_tool(project: &Project, tool: &str) -> PathBuf {
    project.tools_dir().join("node_modules/.bin").join(tool)
}

/// Whether npm's packages are in place, installed now if there is an npm.
fn pinned(project: &Project) -> bool {
    let packages = npm::packages(project, "", &NPM_PACKAGES);
    if let Err(reason) = &packages {
        say("setup", &format!("optimisers: not from npm, so by another way ({reason:#})"));
    }
    packages.is_ok()
}

/// A tool from npm, from the `PATH`, or from a Debian package, in this order; it must start.
fn find(project: &Project, pinned: bool, tool: &str, package: &str) -> anyhow::Result<PathBuf> {
    let sh = &project.sh;
    let version = |path: &PathBuf| sh.cmd(path).arg("--version").quiet().ignore_stderr().read();
    let npm = pinned.then(|| npm_tool(project, tool));
    let found = [npm, which(tool)].into_iter().flatten().find(|path| version(path).is_ok());
    let path = if let Some(path) = found {
        path
    } else {
        apt::install(project, &[package])?;
        which(tool).with_context(|| format!("{tool} is not on the PATH"))?
    };
    let version = version(&path)?;
    say("setup", &format!("{tool}: {version}, {}", path.display()));
    Ok(path)
}

/// Finds cargo-deny, or builds it, which takes a few minutes once.
///
/// # Errors
/// When it cannot be built.
pub(crate) fn cargo_deny(project: &Project) -> anyhow::Result<PathBuf> {
    let dir = project.tools_dir();
    let built = dir.join("bin/cargo-deny");
    if let Some(found) = which("cargo-deny").or_else(|| built.is_file().then(|| built.clone())) {
        return Ok(found);
    }
    say("setup", "cargo-deny: cargo install, which takes a few minutes once");
    let cmd = project.cargo("install").args(["--locked", "--debug", "--quiet", "--root"]).arg(&dir);
    cmd.arg("cargo-deny").run().context("cannot build cargo-deny; put one on the PATH")?;
    Ok(built)
}
