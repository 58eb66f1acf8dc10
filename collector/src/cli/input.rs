//! What a command reads, and how far it has come, for people who wait at a terminal.

use anyhow::Context as _;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressFinish, ProgressStyle};
use std::fs::File;
use std::io::{self, BufReader, IsTerminal as _, Read};
use std::path::Path;

/// Bytes that are counted while they are read.
pub(super) type Bytes = BufReader<Box<dyn Read>>;

/// The line at the terminal that says how much is read; it is gone when the last copy is dropped.
#[derive(Debug, Clone)]
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// Tells something on standard error without tearing the line apart.
    pub(super) fn tell(&self, told: &str) {
        self.0.suspend(|| eprintln!("{told}"));
    }

    /// Leaves the terminal to something else.
    pub(super) fn hide(&self) {
        self.0.set_draw_target(ProgressDrawTarget::hidden());
    }
}

/// Opens a file; `-` is standard input.
///
/// # Errors
/// When the file cannot be opened, with its name.
pub(super) fn open(path: &Path) -> anyhow::Result<(Bytes, Progress)> {
    if path == Path::new("-") {
        return Ok(standard());
    }
    let file = File::open(path).with_context(|| format!("{} cannot be opened", path.display()))?;
    // A pipe that has a name does not know its length.
    let n_bytes = file.metadata().ok().filter(std::fs::Metadata::is_file).map(|file| file.len());
    Ok(watched(Box::new(file), n_bytes))
}

/// Standard input.
pub(super) fn standard() -> (Bytes, Progress) {
    let (bytes, progress) = watched(Box::new(io::stdin()), None);
    if io::stdin().is_terminal() {
        // Whoever types knows how far they are.
        progress.hide();
    }
    (bytes, progress)
}

fn watched(from: Box<dyn Read>, n_bytes: Option<u64>) -> (Bytes, Progress) {
    let (bar, template) = match n_bytes {
        Some(n_bytes) => {
            (ProgressBar::new(n_bytes), "{bytes} of {total_bytes} read ({percent} %), {eta} to go")
        }
        None => (ProgressBar::no_length(), "{bytes} read"),
    };
    let style = ProgressStyle::with_template(template);
    let bar = bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let bar = bar.with_finish(ProgressFinish::AndClear);
    (BufReader::new(Box::new(bar.wrap_read(from))), Progress(bar))
}
