//! `cargo xtask test`: every test, from the quickest to the slowest.

use crate::{
    build, fuzz, outside,
    project::{Project, say},
    setup::{self, Browser, Firefox, WebKit},
    steps::Steps,
};
use anyhow::ensure;
use clap::ValueEnum;
use serde_json::json;
use std::{
    env, fs,
    path::{Path, PathBuf},
};
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

/// Which browser stories are told in.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Engine {
    Chromium,
    Firefox,
    Webkit,
}

/// Runs `tests/e2e` against what is shipped, in every engine that can be had. One that was named,
/// and tests that were named, are run alone.
fn end_to_end(project: &Project, args: &[String]) -> anyhow::Result<()> {
    let named = env::var("AFTERSAY_ENGINE").ok().filter(|name| !name.is_empty());
    let named = named.map(|name| {
        Engine::from_str(&name, true).map_err(|_| {
            anyhow::anyhow!("AFTERSAY_ENGINE is {name:?}, not chromium, firefox or webkit")
        })
    });
    let named = named.transpose()?;
    let shipped = Shipped::make(project)?;
    let stories = |engine| in_engine(project, engine, "test", &shipped);
    let untold = project.target.join("untold.txt");
    fs::write(&untold, "")?;
    if named.is_some() || !args.is_empty() {
        let stories = stories(named.unwrap_or(Engine::Chromium))?.env("AFTERSAY_UNTOLD", &untold);
        stories.args(args).run()?;
        return say_untold(&untold, &[]);
    }
    let chromium = stories(Engine::Chromium)?;
    chromium.run()?;
    say("e2e", "all stories by keyboard alone");
    chromium.env("AFTERSAY_HAND", "keyboard").run()?;
    let mut missing = Vec::new();
    for (engine, name) in [(Engine::Firefox, "Firefox"), (Engine::Webkit, "WebKit")] {
        say("e2e", &format!("all stories in {name}"));
        match stories(engine) {
            Ok(stories) => stories.env("AFTERSAY_UNTOLD", &untold).run()?,
            Err(reason) => missing.push((name, reason)),
        }
    }
    say_untold(&untold, &missing)
}

/// Says at the end what was not told, and in which engine, so that it is not lost among the rest.
fn say_untold(untold: &Path, missing: &[(&str, anyhow::Error)]) -> anyhow::Result<()> {
    for line in fs::read_to_string(untold)?.lines() {
        say("e2e", line);
    }
    for (name, reason) in missing {
        say("e2e", &format!("NOT RUN IN {}: {reason:#}", name.to_uppercase()));
    }
    Ok(())
}

/// What stories need beside a browser.
struct Shipped {
    /// The server.
    server: PathBuf,
    /// A shop that uses the package.
    app: PathBuf,
    /// The library that knows barriers.
    axe: PathBuf,
}

impl Shipped {
    /// Makes widget and server as they are shipped, and says where they are.
    fn make(project: &Project) -> anyhow::Result<Self> {
        build::dist(project)?;
        Ok(Self {
            server: build::server(project)?,
            app: outside::app(project)?,
            axe: setup::web_packages(project)?.join("axe-core/axe.min.js"),
        })
    }
}

/// A cargo command in `tests/e2e`, told where Chromium, widget and server are.
///
/// # Errors
/// When one of them is not there, and cannot be had.
pub(crate) fn with_browser<'a>(project: &'a Project, command: &str) -> anyhow::Result<Cmd<'a>> {
    in_engine(project, Engine::Chromium, command, &Shipped::make(project)?)
}

/// The same with any browser, for what is made.
fn in_engine<'a>(
    project: &'a Project,
    engine: Engine,
    command: &str,
    shipped: &Shipped,
) -> anyhow::Result<Cmd<'a>> {
    let cargo = project.cargo(command).args(["--locked", "--package", "e2e"]);
    let cargo = match engine {
        Engine::Chromium => {
            let Browser { chromium, chromedriver } = setup::browser(project)?;
            cargo.env("CHROMIUM", chromium).env("CHROMEDRIVER", chromedriver)
        }
        Engine::Firefox => {
            let Firefox { firefox, geckodriver } = setup::firefox(project)?;
            cargo.env("FIREFOX", firefox).env("GECKODRIVER", geckodriver)
        }
        Engine::Webkit => {
            let WebKit { driver, xvfb } = setup::webkit(project)?;
            cargo.env("WEBKITDRIVER", driver).env("XVFB", xvfb)
        }
    };
    let name = engine.to_possible_value();
    let name = name.map_or_else(String::new, |name| name.get_name().to_owned());
    Ok(cargo
        .env("AFTERSAY_ENGINE", name)
        .env("AFTERSAY_AXE", &shipped.axe)
        .env("AFTERSAY_APP", &shipped.app)
        .env("AFTERSAY_BIN", &shipped.server)
        .env("AFTERSAY_DIST", project.root.join("dist")))
}
