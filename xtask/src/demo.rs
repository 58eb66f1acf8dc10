//! `cargo xtask demo`: the server with a demo shop, on this machine only.

use crate::{
    build,
    project::{Project, say},
};
use anyhow::Context as _;
use std::{path::PathBuf, process::Command};

/// How the demo is started.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The port on 127.0.0.1
    #[arg(long, default_value_t = 8787)]
    port: u16,
    /// Where the store is kept; `target/demo` without it
    #[arg(long)]
    data: Option<PathBuf>,
    /// Fills in this many simulated responses first, marked as such; the same ones every time
    #[arg(long, value_name = "N")]
    responses: Option<u32>,
}

/// Builds everything and becomes the server, so that Ctrl-C is the server's own to end by.
pub(crate) fn run(project: &Project, options: &Options) -> anyhow::Result<()> {
    build::dist(project)?;
    let aftersay = build::server(project)?;
    let data = options.data.clone().unwrap_or_else(|| project.target.join("demo"));
    let data = std::path::absolute(data)?; // Commands run in the repository, whoever calls us.
    std::fs::create_dir_all(&data).with_context(|| format!("cannot make {}", data.display()))?;
    let store = format!("sqlite:{}", data.join("aftersay.db").display());
    let surveys = project.root.join("dist/surveys");

    if let Some(n_responses) = options.responses {
        say("demo", &format!("{n_responses} simulated responses"));
        let simulate = project.sh.cmd(&aftersay).args(["simulate", "--store", &store]);
        let simulate = simulate.arg("--surveys").arg(&surveys).args(["--survey", "after-delivery"]);
        simulate.args(["--responses", &n_responses.to_string(), "--seed", "1"]).quiet().run()?;
    }

    let address = format!("127.0.0.1:{}", options.port);
    say("demo", &format!("server: aftersay serve --listen {address} --store {store}"));
    let mut serve = Command::new(&aftersay);
    serve.args(["serve", "--listen", &address, "--store", &store, "--demo"]);
    serve.arg("--surveys").arg(&surveys).arg("--widget").arg(project.root.join("dist"));
    serve.args(["--origins", &format!("http://{address}")]);
    become_(serve).with_context(|| format!("cannot start {}", aftersay.display()))
}

/// Replaces this process by the command, where the system can; returns only where that fails.
#[cfg(unix)]
fn become_(mut command: Command) -> anyhow::Result<()> {
    use std::os::unix::process::CommandExt as _;
    Err(command.exec().into())
}

/// Runs the command and ends as it ends.
#[cfg(not(unix))]
fn become_(mut command: Command) -> anyhow::Result<()> {
    let status = command.status()?;
    std::process::exit(status.code().unwrap_or(1));
}
