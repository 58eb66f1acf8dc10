//! A list of things done one after the other, up to the first that fails, with the time each took.

use crate::project::say;
use anyhow::Context as _;
use std::time::{Duration, Instant};

/// The steps that are done so far.
#[derive(Default)]
pub(crate) struct Steps(Vec<(&'static str, Duration)>);

impl Steps {
    /// Does one step; `alone` is the command that does it again without the others.
    ///
    /// # Errors
    /// The step's own, under its name and `alone`.
    #[expect(clippy::disallowed_methods, reason = "xtask never runs in a browser")]
    pub(crate) fn run(
        &mut self,
        name: &'static str,
        alone: &str,
        step: impl FnOnce() -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        say(name, &format!("(alone: {alone})"));
        let start = Instant::now();
        step().with_context(|| format!("step `{name}` failed; to repeat it alone: {alone}"))?;
        self.0.push((name, start.elapsed()));
        Ok(())
    }

    /// Prints the time each step took.
    pub(crate) fn summary(&self) {
        let total = self.0.iter().map(|(_, took)| *took).sum();
        println!();
        for (name, took) in self.0.iter().copied().chain([("all", total)]) {
            say(name, &format!("{:7.1} s", took.as_secs_f64()));
        }
    }
}
