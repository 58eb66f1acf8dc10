//! A program that runs as long as its test.

use crate::Story;
use anyhow::Context as _;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

/// How long a program may take to say that it is there, on a machine that is busy.
const START: Duration = Duration::from_mins(1);

/// A child of ours, killed by its own id when it is dropped.
#[derive(Debug)]
pub(crate) struct Process {
    program: String,
    lines: Lines<BufReader<ChildStdout>>,
    child: Child,
}

impl Process {
    /// Starts a program.
    pub(crate) fn start(program: &str, configure: impl FnOnce(&mut Command)) -> Story<Self> {
        let mut command = Command::new(program);
        configure(&mut command);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().with_context(|| format!("{program} cannot be started"))?;
        let stdout = child.stdout.take().context("no output")?;
        let lines = BufReader::new(stdout).lines();
        Ok(Self { program: program.to_owned(), lines, child })
    }

    /// Ends it by SIGKILL.
    pub(crate) async fn is_killed(&mut self) -> Story {
        Ok(self.child.kill().await?)
    }

    /// Waits for a line that has `text` in it.
    pub(crate) async fn line_with(&mut self, text: &str) -> Story<String> {
        let find = async {
            while let Some(line) = self.lines.next_line().await? {
                if line.contains(text) {
                    return Ok(line);
                }
            }
            anyhow::bail!("{} ended before it said {text:?}", self.program)
        };
        timeout(START, find)
            .await
            .with_context(|| format!("{} never said {text:?}", self.program))?
    }
}
