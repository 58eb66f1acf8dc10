//! What the commands that compute have in common when they print.

pub(super) use crate::report::Warning as Note;
pub(super) use crate::report::json::number;
use aftersay::tree::Tree;
use anyhow::Context as _;
use std::io::Write;

/// How a result is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub(super) enum Format {
    /// For other programs
    #[default]
    Json,
    /// For people
    Text,
}

/// A count, or `null` where there is none.
pub(super) fn count(value: Option<u64>) -> Tree {
    number(value.map(|value| value as f64))
}

/// Prints a result in one of its two forms.
pub(super) fn print(
    out: &mut impl Write,
    format: Format,
    json: impl FnOnce() -> Tree,
    text: impl FnOnce() -> String,
) -> anyhow::Result<()> {
    let text = match format {
        Format::Json => serde_json::to_string_pretty(&json())? + "\n",
        Format::Text => text(),
    };
    out.write_all(text.as_bytes()).context("the result cannot be printed")
}
