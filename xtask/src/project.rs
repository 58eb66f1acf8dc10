//! Where things are, and the few things every command does with them.

use anyhow::Context as _;
use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::{self, ExitStatus},
    thread,
    time::Duration,
};
use xshell::{Cmd, Shell};

/// The repository that is worked on.
pub(crate) struct Project {
    /// Runs commands, in [`Project::root`].
    pub(crate) sh: Shell,
    /// The folder of the workspace.
    pub(crate) root: PathBuf,
    /// Cargo's target folder, absolute; handed to every child, so that all agree on it.
    pub(crate) target: PathBuf,
}

impl Project {
    /// Opens the repository that this program was built from.
    pub(crate) fn open() -> anyhow::Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("xtask has no parent")?;
        let target = env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
        let sh = Shell::new()?;
        sh.change_dir(root);
        Ok(Self { sh, root: root.to_owned(), target: root.join(target) })
    }

    /// The cargo that runs us, on the host.
    pub(crate) fn cargo(&self, subcommand: &str) -> Cmd<'_> {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let cmd = self.sh.cmd(cargo).arg(subcommand).env("CARGO_TARGET_DIR", &self.target);
        // What rustc foresees of crates behind the test runner is no concern of whoever reads this.
        cmd.env("CARGO_FUTURE_INCOMPAT_REPORT_FREQUENCY", "never").quiet()
    }

    /// A folder for what this program makes for itself.
    pub(crate) fn tools_dir(&self) -> PathBuf {
        self.target.join("tools")
    }

    /// Reads a file, and names it where that fails.
    pub(crate) fn read(&self, path: &str) -> anyhow::Result<Vec<u8>> {
        fs::read(self.root.join(path)).with_context(|| format!("cannot read {path}"))
    }

    /// The files below a folder of the repository, sorted, each by its path from the root.
    pub(crate) fn files_below(&self, folder: &str) -> anyhow::Result<Vec<String>> {
        let mut folders = vec![self.root.join(folder)];
        let mut files = Vec::new();
        while let Some(within) = folders.pop() {
            let entries = fs::read_dir(&within)
                .with_context(|| format!("cannot list {}", within.display()))?;
            for entry in entries {
                let path = entry?.path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    files.push(path.strip_prefix(&self.root)?.to_string_lossy().into_owned());
                }
            }
        }
        files.sort();
        Ok(files)
    }
}

/// Says what is about to be done.
pub(crate) fn say(step: &str, what: &str) {
    println!("{step:>8}  {what}");
}

/// Finds a program on the `PATH`.
pub(crate) fn which(program: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?).map(|dir| dir.join(program)).find(|path| path.is_file())
}

/// Runs a command, but not for longer than `limit_s`; `None` when it had to be stopped.
pub(crate) fn run_within(limit_s: u32, cmd: Cmd<'_>) -> io::Result<Option<ExitStatus>> {
    const POLLS_PER_S: u32 = 20;
    let mut child = process::Command::from(cmd).stdin(process::Stdio::null()).spawn()?;
    for _ in 0..limit_s * POLLS_PER_S {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        thread::sleep(Duration::from_secs(1) / POLLS_PER_S);
    }
    child.kill()?;
    child.wait()?;
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_that_hangs_is_stopped() {
        let sh = Shell::new().unwrap();
        assert!(run_within(1, sh.cmd("sleep").arg("60")).unwrap().is_none());
        assert!(run_within(1, sh.cmd("true")).unwrap().is_some_and(|status| status.success()));
    }
}
