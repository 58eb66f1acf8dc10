//! What the commands that compute have in common when they print.

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

/// Something that a reader of the result must be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Note {
    /// What it is about, for programs.
    pub(super) code: &'static str,
    /// The same for people.
    pub(super) text: String,
}

impl From<&Note> for Tree {
    fn from(note: &Note) -> Self {
        Self::map([("code", note.code.into()), ("text", note.text.as_str().into())])
    }
}

/// A number, or `null` where there is none.
pub(super) fn number(value: Option<f64>) -> Tree {
    value.filter(|value| value.is_finite()).map_or(Tree::Null, Tree::from)
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
