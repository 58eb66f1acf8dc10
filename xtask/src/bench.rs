//! `cargo xtask bench`: how fast something is, as a ratio to something else in the same run.

use crate::{
    build,
    project::{Project, say},
    setup::{self, Browser},
    test::with_browser,
};
use clap::ValueEnum;
use xshell::Cmd;

/// What is measured.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Bench {
    /// Submissions acknowledged over 64 connections, to the same rows written straight into SQLite; how
    /// long their senders wait, to an empty request; and the server's memory after each hundred thousand
    Collector,
    /// A report on a million responses and on ten million, to one on ten thousand
    Report,
    /// Answers scored to JSON only read, models estimated to the same by the Python package plspm, and
    /// one response scored in a browser to the same by JavaScript written by hand
    Science,
    /// For how long a page is held up with a survey on it, to one without, on a slow processor
    Harmless,
}

/// Measures one thing, or all of them.
pub(crate) fn run(
    project: &Project,
    only: Option<Bench>,
    n_submissions: Option<u64>,
) -> anyhow::Result<()> {
    for bench in Bench::value_variants().iter().copied() {
        if only.is_some_and(|only| only as u8 != bench as u8) {
            continue;
        }
        match bench {
            Bench::Collector => {
                let given = n_submissions.map(|n| n.to_string());
                example(project, "collector", "bench").arg("--").args(given).run()?;
            }
            Bench::Report => example(project, "report", "report").run()?,
            Bench::Science => {
                let mut run = example(project, "science", "science");
                match setup::plspm(project) {
                    Ok(python) => run = run.env("AFTERSAY_PLSPM", python),
                    // The bench says in its own lines what it could not compare.
                    Err(reason) => say("setup", &format!("plspm: NONE ({reason:#})")),
                }
                run.run()?;
                in_browser(project)?;
            }
            Bench::Harmless => {
                say("bench", "harmless");
                with_browser(project, "run")?.args(["--bin", "harmless"]).run()?;
            }
        }
    }
    Ok(())
}

/// A bench of the collector's.
fn example<'a>(project: &'a Project, name: &str, example: &str) -> Cmd<'a> {
    say("bench", name);
    let run = project.cargo("run").args(["--release", "--locked", "--package", "collector"]);
    run.args(["--example", example])
}

/// Scores one response in a browser, by the module and by hand.
fn in_browser(project: &Project) -> anyhow::Result<()> {
    let Browser { chromium, chromedriver } = setup::browser(project)?;
    let scorer = build::scorer(project)?;
    let run = project.cargo("run").args(["--locked", "--package", "e2e", "--bin", "scoring", "--"]);
    Ok(run.arg(scorer).env("CHROMIUM", chromium).env("CHROMEDRIVER", chromedriver).run()?)
}
