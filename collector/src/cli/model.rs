//! `aftersay model`: what drives satisfaction, from any table of answers.

pub mod spec;
pub mod table;

use super::all;
use super::output::{self, Format, Note, number};
use aftersay::scoring::pls::{self, Effect, Fit, LatentFit};
use aftersay::tree::Tree;
use anyhow::Context as _;
use spec::SpecError;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, IsTerminal as _, Read};
use std::path::{Path, PathBuf};
use table::{Missing, Reading, Table};

/// How many rows lie between two signs of life.
const N_ROWS_A_SIGN: u64 = 100_000;

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
enum Scheme {
    /// Causes by regression, effects by correlation
    #[default]
    Path,
    /// By the sign of their correlation
    Centroid,
    /// By their correlation
    Factorial,
}

impl Scheme {
    fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Centroid => "centroid",
            Self::Factorial => "factorial",
        }
    }
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
    let data = open(&options.data).with_context(|| format!("the data {name} cannot be read"))?;
    let reading = Reading { delimiter, missing, seed };
    let table = table::read(data, &items, reading, sign_of_life())
        .with_context(|| format!("the data {name}"))?;

    let fit = pls::estimate_grouped(&model, &table.grouped, options.scheme.into());
    let fit = fit.with_context(|| {
        let n_used = table.n_rows - table.n_left_out;
        let hint = if table.n_left_out == 0 { "" } else { " (see --missing for the others)" };
        format!("the model cannot be estimated from {n_used} of {} rows{hint}", table.n_rows)
    })?;
    let notes = notes(&fit, &table);
    let json = || to_tree(&fit, options.scheme, &notes);
    output::print(out, options.format, json, || to_text(&fit, options.scheme, &notes))
}

fn open(path: &Path) -> io::Result<Box<dyn Read>> {
    let is_standard_input = path == Path::new("-");
    Ok(if is_standard_input { Box::new(io::stdin()) } else { Box::new(File::open(path)?) })
}

/// Tells people at a terminal how far the reading is.
fn sign_of_life() -> impl FnMut(u64) {
    let is_watched = io::stderr().is_terminal();
    move |n_rows| {
        if is_watched && n_rows.is_multiple_of(N_ROWS_A_SIGN) {
            eprintln!("{n_rows} rows read");
        }
    }
}

fn notes(fit: &Fit, table: &Table) -> Vec<Note> {
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
    for warning in &fit.warnings {
        let code = match warning {
            pls::Warning::ItemDropped { .. } => "item_dropped",
            pls::Warning::FewResponses { .. } => "few_responses",
            pls::Warning::NegativeWeight { .. } => "negative_weight",
            pls::Warning::NoStandardErrors => "no_standard_errors",
        };
        note(code, warning.to_string());
    }
    notes
}

/// The total effect from one to the other.
fn total<'a>(fit: &'a Fit, path: &Effect) -> Option<&'a Effect> {
    fit.total_effects.iter().find(|effect| effect.from == path.from && effect.to == path.to)
}

/// The result for programs: `aftersay.model/1`.
fn to_tree(fit: &Fit, scheme: Scheme, notes: &[Note]) -> Tree {
    let effect = |effect: &Effect| {
        vec![
            ("from".to_owned(), effect.from.as_str().into()),
            ("to".to_owned(), effect.to.as_str().into()),
            ("value".to_owned(), number(Some(effect.estimate.value))),
            ("se".to_owned(), number(effect.standard_error)),
        ]
    };
    let path = |path: &Effect| {
        let mut fields = effect(path);
        let total = total(fit, path).map(|total| total.estimate.value);
        fields.push(("total".to_owned(), number(total)));
        Tree::Map(fields)
    };
    let paths = fit.paths.iter().map(path).collect();
    let total_effects = fit.total_effects.iter().map(|total| Tree::Map(effect(total))).collect();
    let latents = fit.latents.iter().map(|latent| (latent.name.clone(), latent_tree(latent)));
    Tree::map([
        ("schema", "aftersay.model/1".into()),
        ("n", (fit.n as f64).into()),
        ("scheme", scheme.name().into()),
        ("iterations", (fit.n_iterations as f64).into()),
        ("paths", Tree::List(paths)),
        ("total_effects", Tree::List(total_effects)),
        ("latent", Tree::Map(latents.collect())),
        ("gof", number(fit.gof)),
        ("warnings", Tree::List(notes.iter().map(Tree::from).collect())),
    ])
}

fn latent_tree(latent: &LatentFit) -> Tree {
    let items = latent.items.iter().map(|item| {
        let weights = Tree::map([
            ("weight", number(Some(item.weight))),
            ("loading", number(Some(item.loading))),
            ("raw_weight", number(Some(item.raw_weight))),
        ]);
        (item.name.clone(), weights)
    });
    Tree::map([
        ("r2", number(latent.r2)),
        ("index", number(latent.index.map(|index| index.value))),
        ("index_se", number(latent.index_standard_error)),
        ("ave", number(Some(latent.ave))),
        ("rho_c", number(latent.rho_c)),
        ("alpha", number(latent.alpha)),
        ("items", Tree::Map(items.collect())),
    ])
}

/// The result for people.
fn to_text(fit: &Fit, scheme: Scheme, notes: &[Note]) -> String {
    let or_none = |value: Option<f64>, decimals: usize| {
        value.map_or_else(|| "-".to_owned(), |value| format!("{value:.decimals$}"))
    };
    let names = fit.latents.iter().map(|latent| latent.name.chars().count());
    let width = names.max().unwrap_or(0);
    let mut text = String::new();
    let mut line = |words: std::fmt::Arguments| {
        // Writing to a string does not fail.
        let _ = writeln!(text, "{words}");
    };
    let (n, n_iterations) = (fit.n, fit.n_iterations);
    line(format_args!(
        "{n} answers, scheme {}, settled after {n_iterations} rounds\n",
        scheme.name()
    ));

    let wide = 2 * width + 5;
    line(format_args!("{:wide$}  {:>7} {:>7} {:>7}", "Effect", "direct", "error", "in all"));
    for effect in &fit.total_effects {
        let is_same = |path: &&Effect| path.from == effect.from && path.to == effect.to;
        let path = fit.paths.iter().find(is_same);
        let direct = or_none(path.map(|path| path.estimate.value), 3);
        let error = or_none(path.unwrap_or(effect).standard_error, 3);
        let all = or_none(Some(effect.estimate.value), 3);
        let name = format!("{} > {}", effect.from, effect.to);
        line(format_args!("{name:wide$}  {direct:>7} {error:>7} {all:>7}"));
    }

    line(format_args!(
        "\n{:wide$}  {:>7} {:>7} {:>7} {:>7} {:>7}",
        "Latent variable", "index", "R2", "AVE", "rho_c", "alpha"
    ));
    for latent in &fit.latents {
        let index = or_none(latent.index.map(|index| index.value), 1);
        let others = [latent.r2, Some(latent.ave), latent.rho_c, latent.alpha];
        let [r2, ave, rho_c, alpha] = others.map(|value| or_none(value, 3));
        let name = &latent.name;
        line(format_args!("{name:wide$}  {index:>7} {r2:>7} {ave:>7} {rho_c:>7} {alpha:>7}"));
    }

    line(format_args!("\n{:wide$}  {:>7} {:>7} {:>7}", "Item", "weight", "loading", "share"));
    for (latent, item) in
        fit.latents.iter().flat_map(|latent| latent.items.iter().map(move |item| (latent, item)))
    {
        let name = format!("{} {}", latent.name, item.name);
        let [weight, loading, share] =
            [item.weight, item.loading, item.raw_weight].map(|value| or_none(Some(value), 3));
        line(format_args!("{name:wide$}  {weight:>7} {loading:>7} {share:>7}"));
    }

    line(format_args!("\nFit of the whole model (GoF): {}", or_none(fit.gof, 3)));
    line(format_args!(
        "An effect is in standard deviations: at 0.5, who is one deviation higher at the start is half\n\
         of one higher at the end. Within two errors of zero it may be none at all. Indexes are from\n\
         0 to 100; share says how much of its index an item is."
    ));
    for note in notes {
        line(format_args!("Note: {}", note.text));
    }
    text
}

#[cfg(test)]
mod tests;
