//! `aftersay model`: what drives satisfaction, from any table of answers.

pub mod spec;
pub mod table;

use super::output::{self, Format, Note};
use super::{all, input};
use crate::report::path_model::PathModel;
use aftersay::scoring::pls;
use aftersay::tree::Tree;
use anyhow::Context as _;
use spec::SpecError;
use std::fs;
use std::io;
use std::path::PathBuf;
use table::{Missing, Reading, Table};

/// Finds out what drives satisfaction: a path model (PLS) of any table of answers
///
/// You say which questions belong together (quality, value, satisfaction, ...) and which of these you
/// think leads to which. The result says how strong each of these effects is, how sure that is, and
/// what each of them comes to on a scale from 0 to 100.
#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// The model, as JSON
    ///
    /// `{"scale": [1, 10], "latent": {"QUAL": {"items": ["q1", "q2"]}, "SAT": {"items": ["s1"]}},
    /// "paths": [["QUAL", "SAT"]]}`. Items are columns of the data, on which high has to be good.
    /// Optional: `"mode": "B"` beside the items where they make a thing up and do not mirror it, and
    /// `"scales": {"q2": [0, 1]}` for items on another scale.
    #[arg(long, value_name = "FILE")]
    spec: PathBuf,

    /// The answers: a CSV file with a header row and a row for each answer; - for standard input
    ///
    /// An empty cell or NA is a missing answer; so is a number outside the scale, which is reported.
    /// Columns that the model does not name are not looked at.
    #[arg(long, value_name = "FILE.csv")]
    data: PathBuf,

    /// How neighbours in the model weigh on each other while it is estimated
    #[arg(long, value_enum, default_value_t)]
    scheme: Scheme,

    /// What to do with rows in which answers are missing
    #[arg(long, value_enum, default_value_t)]
    missing: Missing,

    /// What stands between two cells
    #[arg(long, value_name = "CHARACTER", default_value = ",", value_parser = delimiter)]
    delimiter: u8,

    /// What the random groups are drawn from that the standard errors rest on
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    seed: u64,

    /// How to print the result
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// The weighting schemes, by the names of the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub(super) enum Scheme {
    /// Causes by regression, effects by correlation
    #[default]
    Path,
    /// By the sign of their correlation
    Centroid,
    /// By their correlation
    Factorial,
}

impl From<Scheme> for pls::Scheme {
    fn from(scheme: Scheme) -> Self {
        match scheme {
            Scheme::Path => Self::Path,
            Scheme::Centroid => Self::Centroid,
            Scheme::Factorial => Self::Factorial,
        }
    }
}

fn delimiter(text: &str) -> Result<u8, String> {
    match text {
        "\\t" | "tab" => Ok(b'\t'),
        _ => match text.as_bytes() {
            [byte] => Ok(*byte),
            _ => Err("allowed is one character such as ; or the word tab".to_owned()),
        },
    }
}

pub(super) fn run(options: &Options) -> anyhow::Result<()> {
    print(options, &mut io::stdout().lock())
}

/// Estimates the model and prints it.
fn print(options: &Options, out: &mut impl io::Write) -> anyhow::Result<()> {
    let spec = options.spec.display();
    let text = fs::read_to_string(&options.spec)
        .with_context(|| format!("the model {spec} cannot be read"))?;
    let model = spec::read(&text).map_err(|error| match error {
        SpecError::Mistakes(mistakes) => {
            all(&format!("the model {spec} cannot be used"), &mistakes)
        }
        SpecError::NotJson(_) => anyhow::Error::from(error).context(format!("the model {spec}")),
    })?;

    let name = options.data.display();
    let Options { delimiter, missing, seed, .. } = *options;
    let items: Vec<_> = model.items().cloned().collect();
    let (data, _) = input::open(&options.data)?;
    let reading = Reading { delimiter, missing, seed };
    let table = table::read(data, &items, reading).with_context(|| format!("the data {name}"))?;

    let fit = pls::estimate_grouped(&model, &table.grouped, options.scheme.into());
    let fit = fit.with_context(|| {
        let n_used = table.n_rows - table.n_left_out;
        let hint = if table.n_left_out == 0 { "" } else { " (see --missing for the others)" };
        format!("the model cannot be estimated from {n_used} of {} rows{hint}", table.n_rows)
    })?;
    let model = PathModel::new(fit, options.scheme.into(), notes(&table));
    output::print(out, options.format, || Tree::from(&model), || model.text())
}

/// What has to be known of the rows before the result is believed.
fn notes(table: &Table) -> Vec<Note> {
    let mut notes: Vec<Note> = Vec::new();
    let mut note = |code, text| notes.push(Note { code, text });
    for off in &table.off_scale {
        let (item, n, line, answer) = (&off.item, off.n, off.line, off.answer);
        note(
            "off_scale",
            format!(
                "answers off the scale of {item} count as missing: {n}, the first in line {line} \
                 being {answer}"
            ),
        );
    }
    if 0 < table.n_left_out {
        let (n, of) = (table.n_left_out, table.n_rows);
        note("left_out", format!("{n} of {of} rows were left out, because answers are missing"));
    }
    notes
}

#[cfg(test)]
mod tests;
