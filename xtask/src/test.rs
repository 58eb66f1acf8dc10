//! `cargo xtask test`: every test, from the quickest to the slowest.

use crate::{
    build, fuzz,
    project::Project,
    setup::{self, Browser},
    steps::Steps,
};
use anyhow::ensure;
use clap::ValueEnum;
use serde_json::json;
use std::fs;
use xshell::Cmd;

/// Which tests are run.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Leaves the browser out
    #[arg(long)]
    quick: bool,
    /// Runs one step alone
    #[arg(long, conflicts_with = "quick", value_name = "STEP")]
    only: Option<Step>,
    /// Handed to that step's `cargo test`, such as the name of a test
    #[arg(last = true, requires = "only")]
    args: Vec<String>,
}

/// A part of the tests.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Step {
    /// The core, the server and this program, on the host
    Host,
    /// No browser crate reaches the server
    Pure,
    /// The widget and the server, as they are shipped
    Build,
    /// Hostile input for every parser that meets strangers, briefly
    Fuzz,
    /// The browser half of the widget, in a headless browser
    Browser,
    /// Stories told through browser, page and server
    E2e,
}

/// Runs the tests that were asked for.
pub(crate) fn run(project: &Project, options: &Options) -> anyhow::Result<()> {
    if let Some(only) = options.only {
        return only.run(project, &options.args);
    }
    let mut steps = Steps::default();
    all(project, &mut steps, options.quick)?;
    steps.summary();
    Ok(())
}

/// Runs all the tests, or all that need no browser and no fuzzer.
pub(crate) fn all(project: &Project, steps: &mut Steps, quick: bool) -> anyhow::Result<()> {
    for &step in Step::value_variants() {
        if quick && matches!(step, Step::Fuzz | Step::Browser | Step::E2e) {
            continue;
        }
        let (name, alone) = step.name();
        steps.run(name, alone, || step.run(project, &[]))?;
    }
    Ok(())
}

impl Step {
    /// What it is called, and the command that runs it alone.
    fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::Host => ("host", "cargo xtask test --only host"),
            Self::Pure => ("pure", "cargo xtask test --only pure"),
            Self::Build => ("build", "cargo xtask test --only build"),
            Self::Fuzz => ("fuzz", "cargo xtask test --only fuzz"),
            Self::Browser => ("browser", "cargo xtask test --only browser"),
            Self::E2e => ("e2e", "cargo xtask test --only e2e"),
        }
    }

    fn run(self, project: &Project, args: &[String]) -> anyhow::Result<()> {
        match self {
            Self::Host => Ok(project
                .cargo("test")
                .args(["--locked", "--workspace", "--exclude", "e2e", "--exclude", "runner"])
                .args(args)
                .run()?),
            Self::Pure => pure(project),
            Self::Build => {
                build::dist(project)?;
                build::server(project)?;
                Ok(())
            }
            Self::Fuzz => fuzz::brief(project),
            Self::Browser => in_browser(project, args),
            Self::E2e => end_to_end(project, args),
        }
    }
}

/// Holds the line between the core and the browser where the compiler can see it.
fn pure(project: &Project) -> anyhow::Result<()> {
    const CORE: [&str; 4] = ["--locked", "--package", "aftersay", "--no-default-features"];
    project.cargo("check").args(CORE).run()?;
    let tree = ["--locked", "--package", "collector", "--edges", "normal", "--prefix", "none"];
    let tree = project.cargo("tree").args(tree).read()?;
    for line in tree.lines() {
        let name = line.split(' ').next().unwrap_or_default();
        ensure!(
            !["web-sys", "js-sys", "wasm-bindgen"].contains(&name),
            "the server depends on {name}; `cargo tree -p collector -e normal -i {name}` says how"
        );
    }
    Ok(())
}

/// Runs `tests/browser` in a headless browser.
fn in_browser(project: &Project, args: &[String]) -> anyhow::Result<()> {
    let wasm_std = setup::wasm_std(project)?;
    let Browser { chromium, chromedriver } = setup::browser(project)?;
    project.cargo("build").args(["--locked", "--package", "runner"]).run()?;

    let capabilities = project.target.join("webdriver.json");
    // As root Chromium refuses its sandbox; the rest keeps it from the network and small /dev/shm.
    let flags = [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--disable-dev-shm-usage",
    ];
    let chrome = json!({"goog:chromeOptions": {"binary": chromium, "args": flags}});
    fs::write(&capabilities, serde_json::to_vec_pretty(&chrome)?)?;
    wasm_std
        .cargo(project, "test")
        .args(["--package", "aftersay", "--test", "browser", "--target-dir"])
        .arg(project.target.join("browser"))
        .args(args)
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", project.target.join("debug/runner"))
        .env("CHROMEDRIVER", chromedriver)
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", capabilities)
        .env("WASM_BINDGEN_TEST_TIMEOUT", "60")
        .run()?;
    Ok(())
}

/// Runs `tests/e2e` against what is shipped.
fn end_to_end(project: &Project, args: &[String]) -> anyhow::Result<()> {
    Ok(with_browser(project, "test")?.args(args).run()?)
}

/// A cargo command in `tests/e2e`, told where browser, widget and server are.
pub(crate) fn with_browser<'a>(project: &'a Project, command: &str) -> anyhow::Result<Cmd<'a>> {
    let Browser { chromium, chromedriver } = setup::browser(project)?;
    build::dist(project)?;
    Ok(project
        .cargo(command)
        .args(["--locked", "--package", "e2e"])
        .env("AFTERSAY_BIN", build::server(project)?)
        .env("AFTERSAY_DIST", project.root.join("dist"))
        .env("CHROMIUM", chromium)
        .env("CHROMEDRIVER", chromedriver))
}
