//! Packages of Debian and Ubuntu; elsewhere, one line that says what to install.

use crate::project::{Project, say, which};
use anyhow::{Context as _, bail, ensure};
use std::sync::OnceLock;
use xshell::Cmd;

/// Installs packages that something is known to need.
///
/// # Errors
/// Where there is no apt, no right to use it, or no such package; each says what to do instead.
pub(crate) fn install(project: &Project, packages: &[&str]) -> anyhow::Result<()> {
    static LISTS_ARE_FRESH: OnceLock<()> = OnceLock::new();

    let names = packages.join(" ");
    ensure!(which("apt-get").is_some(), "there is no apt-get here; please install {names} by hand");
    if LISTS_ARE_FRESH.set(()).is_ok() {
        say("setup", "package lists: apt-get update");
        // A list that cannot be had, of somebody's own archive, need not be the one that matters.
        if let Err(reason) = run(apt_get(project)?.arg("update")) {
            say("setup", &format!("package lists: going on with the old ones ({reason})"));
        }
    }
    say("setup", &format!("packages: apt-get install {names}"));
    run(apt_get(project)?.args(["install", "-y", "--no-install-recommends"]).args(packages))
        .with_context(|| format!("cannot install {names} with apt-get"))
}

/// apt-get, as root or through sudo, asking nothing and waiting for its turn.
fn apt_get(project: &Project) -> anyhow::Result<Cmd<'_>> {
    let sh = &project.sh;
    let cmd = if sh.cmd("id").arg("-u").quiet().read()? == "0" {
        sh.cmd("env")
    } else if which("sudo").is_some() {
        sh.cmd("sudo").arg("env")
    } else {
        bail!("apt-get needs root or sudo")
    };
    let options = ["-q", "-o", "DPkg::Lock::Timeout=120"];
    Ok(cmd.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]).args(options).quiet())
}

/// Runs a command and shows what it printed only where it fails.
fn run(cmd: Cmd<'_>) -> anyhow::Result<()> {
    let output = cmd.ignore_status().output()?;
    ensure!(
        output.status.success(),
        "{}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stderr).trim_end()
    );
    Ok(())
}
