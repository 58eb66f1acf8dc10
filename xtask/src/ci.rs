//! `cargo xtask ci`: everything that must hold before a change is accepted, fastest first.

use crate::{
    project::{Project, run_within, say},
    setup, size,
    steps::Steps,
    test, tidy,
};
use anyhow::Context as _;

/// The database of advisories is some megabytes; its host may answer nothing.
const FETCH_LIMIT_S: u32 = 120;

/// Runs all of it, up to the first step that fails.
pub(crate) fn run(project: &Project) -> anyhow::Result<()> {
    let steps = &mut Steps::default();
    steps.run("fmt", "cargo fmt --all", || {
        project.cargo("fmt").args(["--all", "--check"]).run()?;
        let fuzz = ["--manifest-path", "tests/fuzz/Cargo.toml", "--check"];
        Ok(project.cargo("fmt").args(fuzz).run()?)
    })?;
    steps.run("tidy", "cargo xtask tidy", || tidy::run(project))?;
    steps.run("clippy", "cargo clippy --workspace --all-targets", || clippy(project))?;
    steps.run("doc", "cargo doc --workspace --no-deps", || {
        let doc = project.cargo("doc").args(["--locked", "--workspace", "--no-deps"]);
        Ok(doc.env("RUSTDOCFLAGS", "-D warnings").run()?)
    })?;
    test::all(project, steps, false)?;
    let mut advisories = Advisories::Unreachable;
    steps.run("deny", "cargo deny check", || {
        advisories = deny(project)?;
        Ok(())
    })?;
    steps.run("size", "cargo xtask size", || size::check(project))?;
    steps.summary();
    if matches!(advisories, Advisories::Unreachable) {
        say("deny", "ADVISORIES WERE NOT CHECKED: their database cannot be reached from here");
    }
    Ok(())
}

/// Whether the known weaknesses of dependencies were looked up.
enum Advisories {
    Checked,
    Unreachable,
}

/// The whole workspace, and the core once more as the server sees it, without the browser half.
fn clippy(project: &Project) -> anyhow::Result<()> {
    const CORE: [&str; 3] = ["--package", "aftersay", "--no-default-features"];
    for scope in [
        &["--workspace", "--all-targets"][..],
        &[&CORE[..], &["--all-targets", "--features", "models"]].concat(),
        // Without the models, as the smaller module is built.
        &[&CORE[..], &["--lib"]].concat(),
    ] {
        let clippy = project.cargo("clippy").arg("--locked").args(scope);
        clippy.args(["--", "-D", "warnings"]).run()?;
    }
    Ok(())
}

/// Licences, bans, sources and, where their database can be had, advisories.
fn deny(project: &Project) -> anyhow::Result<Advisories> {
    let cargo_deny = setup::cargo_deny(project)?;
    let deny = |command: &[&str]| project.sh.cmd(&cargo_deny).arg("deny").args(command).quiet();
    deny(&["check", "licenses", "bans", "sources"])
        .run()
        .context("a dependency is not as deny.toml wants it")?;
    say("deny", "advisories: cargo deny fetch db");
    let fetched = run_within(FETCH_LIMIT_S, deny(&["fetch", "db"]).ignore_stderr());
    if !fetched.is_ok_and(|status| status.is_some_and(|status| status.success())) {
        return Ok(Advisories::Unreachable);
    }
    deny(&["check", "--disable-fetch", "advisories"])
        .run()
        .context("a dependency has a known weakness; see the advisory above")?;
    Ok(Advisories::Checked)
}
