//! `aftersay report`: what the answers come to, for a terminal, a script or a reader.

use super::model::Scheme;
use super::{all, input};
use crate::report::html::{self, Setting};
use crate::report::scope::{Scope, ScopeError};
use crate::report::{K_MIN_LOWEST, Parts, Report, lines, text};
use crate::routes::reports::gather;
use crate::store::Store;
use crate::surveys;
use aftersay::survey::Survey;
use aftersay::tree::Tree;
use anyhow::{Context as _, bail, ensure};
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Tells what the answers to a survey come to, and how certain that is
///
/// The answers come out of a store, or from a file that holds one submission a line; lines of bare
/// answers, {"answers": {"recommend": 9}}, are taken as well. Lines that are wrong are told on
/// standard error, left out, and counted in the report.
#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// The survey that was answered
    #[arg(long, value_name = "FILE")]
    survey: PathBuf,

    /// The store that holds the answers
    #[arg(
        long,
        env = "AFTERSAY_STORE",
        value_name = "sqlite:FILE",
        required_unless_present = "input"
    )]
    store: Option<String>,

    /// A file of submissions as JSON lines, - for standard input; wins over --store
    #[arg(long, value_name = "FILE.jsonl")]
    input: Option<PathBuf>,

    /// What to write
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    /// The fewest answers a figure may rest on before it is shown; at least 5 out of a store
    #[arg(long, env = "AFTERSAY_K_MIN", default_value = "10", value_name = "N",
          value_parser = clap::value_parser!(u64).range(1..))]
    k_min: u64,

    /// How neighbours in a path model weigh on each other, for questions of the kind structural
    #[arg(long, value_enum, default_value_t)]
    scheme: Scheme,

    /// Split by `order_value`, items, customer, lang or version
    #[arg(long, value_name = "FIELD")]
    by: Option<String>,

    /// The first day to report on, as 2026-11-01; out of a store only
    #[arg(long, value_name = "DATE")]
    from: Option<String>,

    /// The last day to report on
    #[arg(long, value_name = "DATE")]
    to: Option<String>,

    /// Earlier days to compare these with, as 2026-10-01..2026-10-31
    #[arg(long, value_name = "FROM..TO")]
    against: Option<String>,
}

/// What to write.
#[derive(Debug, Clone, Copy, Default, clap::ValueEnum)]
enum Format {
    /// Lines for a terminal
    #[default]
    Text,
    /// aftersay.report/1
    Json,
    /// A page in one file, to open or to print
    Html,
}

pub(super) fn run(options: &Options) -> anyhow::Result<()> {
    let (survey, _) = surveys::read(&options.survey)
        .map_err(|mistakes| all("the survey cannot be used", &mistakes))?;
    let seed = getrandom::u64().map_err(|error| anyhow::anyhow!("no random numbers: {error}"))?;
    let scope = options.scope()?;
    let report = match (&options.input, &options.store) {
        (Some(input), _) => from_lines(input, &survey, scope, options.k_min, seed)?,
        (None, Some(store)) => from_store(store, &survey, scope, options.k_min, seed)?,
        (None, None) => bail!("neither --store nor --input says where the answers are"),
    };
    let written = match options.format {
        Format::Text => text::page(&report, &survey),
        Format::Json => serde_json::to_string_pretty(&Tree::from(&report))? + "\n",
        Format::Html => html::page(&report, &survey, Setting::File).into_string(),
    };
    std::io::stdout().write_all(written.as_bytes()).context("the report cannot be written")
}

impl Options {
    fn scope(&self) -> Result<Scope, ScopeError> {
        let given =
            [("by", &self.by), ("from", &self.from), ("to", &self.to), ("against", &self.against)];
        let given = given.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)));
        Ok(Scope { scheme: Some(self.scheme.into()), ..Scope::read(given)? })
    }
}

fn from_lines(
    path: &Path,
    survey: &Survey,
    scope: Scope,
    k_min: u64,
    seed: u64,
) -> anyhow::Result<Report> {
    ensure!(
        !scope.is_period(),
        "--from, --to and --against need --store: the lines of a file tell no day"
    );
    let (from, progress) = input::open(path)?;
    let read = lines::read(from, survey, scope.by, |told| progress.tell(&told));
    let read = read.with_context(|| format!("{} cannot be read", path.display()))?;
    let n_good = read.found.all.n_responses();
    ensure!(0 < n_good || read.n_bad == 0, "none of {} lines could be read", read.n_bad);
    let mut report = Parts::without_days(scope.by, read.found.clone()).report(survey, k_min)?;
    read.warn(&mut report);
    report.quote(survey, read.comments, seed);
    Ok(report)
}

fn from_store(
    url: &str,
    survey: &Survey,
    scope: Scope,
    k_min: u64,
    seed: u64,
) -> anyhow::Result<Report> {
    // Whoever has the lines in hand has read them; out of a store, figures protect visitors.
    ensure!(K_MIN_LOWEST <= k_min, "--k-min {k_min} is below {K_MIN_LOWEST}, the lowest allowed");
    // Opening makes the file where it is not there, and a slip of the pen would read as no answers.
    if let Some(file) = url.strip_prefix("sqlite:") {
        let file = file.strip_prefix("//").unwrap_or(file);
        ensure!(Path::new(file).exists(), "the store {file} is not there");
    }
    let runtime = tokio::runtime::Runtime::new().context("no threads can be started")?;
    runtime.block_on(async {
        let store = Store::open(url).await?;
        // What an earlier aftersay has stored is counted first, as far as this file can read it.
        let is_this = |id: &str, version| id == survey.id && version == survey.version;
        let recounted = store.recount(|id, version| is_this(id, version).then_some(survey));
        let gathered = match recounted.await {
            Ok(_) => gather(&store, survey, scope).await,
            Err(error) => Err(error),
        };
        store.close().await;
        Ok(gathered?.report(survey, k_min, seed)?)
    })
}
