//! `cargo xtask fuzz`: hostile input for every parser that meets strangers, guided by coverage.
//!
//! libFuzzer runs the targets of `tests/fuzz`, a workspace of its own. The compiler is a stable one:
//! the flags that make a build tell what was run are code generation flags like others. There is no
//! address sanitizer, which would need a nightly one, as all code of ours is safe Rust.

use crate::{
    project::{Project, say},
    setup,
};
use aftersay::{config::CONFIG, shape::schema, survey::SURVEY, tree::Tree, wire::SUBMISSION};
use anyhow::{Context as _, bail, ensure};
use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Mutex,
    thread,
};

/// Which targets are run, and for how long.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// For how many seconds each target is run; goes on from what earlier runs learnt
    #[arg(long, value_name = "N", default_value_t = 10, conflicts_with = "runs")]
    seconds: u32,
    /// How many inputs each target gets instead; starts from nothing, and the same way every time
    #[arg(long, value_name = "N")]
    runs: Option<u32>,
    /// Runs one target on one input again
    #[arg(long, value_name = "FILE", conflicts_with_all = ["seconds", "runs"], requires = "targets")]
    repeat: Option<PathBuf>,
    /// The targets; all of them without a name
    targets: Vec<String>,
}

/// How long the targets are run.
#[derive(Clone, Copy)]
enum Length {
    /// For so many seconds each.
    Seconds(u32),
    /// With so many inputs each.
    Runs(u32),
}

/// Inputs for each target where nobody is waiting for a find: enough to reach behind the parsers.
const N_RUNS_BRIEF: u32 = 2_000;

/// The longest input that is made up, and longer than any survey of ours.
const INPUT_MAX_BYTES: u32 = 8_192;

/// An input that takes longer than that is a find too.
const INPUT_MAX_S: u32 = 10;

/// What makes a build tell which of its branches were taken, and what it compared.
const COVERAGE: [&str; 5] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
];

/// Where good inputs stand.
const SEEDS: [&str; 3] = ["tests/fixtures/surveys", "tests/fixtures/wire", "www/surveys"];

/// Runs what was asked for.
pub(crate) fn run(project: &Project, options: &Options) -> anyhow::Result<()> {
    let names = target_names(project)?;
    for target in &options.targets {
        ensure!(names.contains(target), "{target} is none of {}", names.join(", "));
    }
    if let (Some(file), [target]) = (&options.repeat, options.targets.as_slice()) {
        let target = build(project)?.join(target);
        return Ok(project.sh.cmd(target).arg(file).run()?);
    }
    ensure!(options.repeat.is_none(), "--repeat takes one target");
    let length = options.runs.map_or(Length::Seconds(options.seconds), Length::Runs);
    let targets = if options.targets.is_empty() { &names } else { &options.targets };
    fuzz(project, targets, length)
}

/// Runs all targets, for a short time and the same way every time.
pub(crate) fn brief(project: &Project) -> anyhow::Result<()> {
    fuzz(project, &target_names(project)?, Length::Runs(N_RUNS_BRIEF))
}

/// The targets: one file each.
fn target_names(project: &Project) -> anyhow::Result<Vec<String>> {
    let files = project.files_below("tests/fuzz/src/bin")?;
    let names = files.iter().filter_map(|path| Path::new(path).file_stem()?.to_str());
    Ok(names.map(str::to_owned).collect())
}

/// Builds every target, and says in which folder they are.
fn build(project: &Project) -> anyhow::Result<PathBuf> {
    setup::cxx(project)?;
    say("fuzz", "targets: cargo build in tests/fuzz, which tells what was run");
    let sh = &project.sh;
    let version = sh.cmd("rustc").arg("-vV").quiet().read()?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    let host = host.context("rustc does not say which host it is for")?;
    let target = project.target.join("fuzz");
    project
        .cargo("build")
        .args(["--locked", "--manifest-path", "tests/fuzz/Cargo.toml", "--bins"])
        // Named, so that the flags are not meant for build scripts and macros as well.
        .args(["--target", host, "--target-dir"])
        .arg(&target)
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env("RUSTFLAGS", COVERAGE.join(" "))
        .run()?;
    Ok(target.join(host).join("debug"))
}

/// Runs some targets, as many at a time as there are cores.
///
/// # Errors
/// When one of them found something; all the others are run all the same.
fn fuzz(project: &Project, targets: &[String], length: Length) -> anyhow::Result<()> {
    let binaries = build(project)?;
    let runs = targets.iter().map(|target| Run::prepare(project, &binaries, target, length));
    let waiting = Mutex::new(runs.collect::<anyhow::Result<Vec<_>>>()?.into_iter());
    let next = || waiting.lock().ok()?.next();
    let worker = || -> anyhow::Result<Vec<String>> {
        let mut found = Vec::new();
        while let Some(run) = next() {
            found.extend(run.finish()?);
        }
        Ok(found)
    };
    let n_workers = thread::available_parallelism().map_or(1, usize::from);
    let found = thread::scope(|scope| {
        let workers: Vec<_> = (0..n_workers).map(|_| scope.spawn(worker)).collect();
        let joined = workers.into_iter().map(|worker| match worker.join() {
            Ok(found) => found,
            Err(_) => bail!("a worker panicked"),
        });
        joined.collect::<anyhow::Result<Vec<_>>>()
    })?;
    let found = found.concat();
    ensure!(found.is_empty(), "something was found:\n{}", found.join("\n"));
    Ok(())
}

/// A target that is about to be run.
struct Run {
    target: String,
    cmd: Command,
    /// Where it leaves what it finds.
    finds: PathBuf,
}

impl Run {
    fn prepare(
        project: &Project,
        binaries: &Path,
        target: &str,
        length: Length,
    ) -> anyhow::Result<Self> {
        let folder = project.target.join("fuzz");
        let corpus = folder.join("corpus").join(target);
        let finds = folder.join("finds").join(target);
        let words = folder.join("words");
        let length = match length {
            Length::Seconds(n) => vec![format!("-max_total_time={n}")],
            Length::Runs(n) => {
                project.sh.remove_path(&corpus)?;
                vec![format!("-runs={n}"), "-seed=1".to_owned()]
            }
        };
        project.sh.remove_path(&finds)?;
        fs::create_dir_all(&corpus)?;
        fs::create_dir_all(&finds)?;
        fs::write(&words, dictionary())?;
        let mut cmd = Command::new(binaries.join(target));
        cmd.args(length)
            .arg(format!("-max_len={INPUT_MAX_BYTES}"))
            .arg(format!("-timeout={INPUT_MAX_S}"))
            .arg(format!("-dict={}", words.display()))
            .arg(format!("-artifact_prefix={}/", finds.display()))
            .arg("-print_final_stats=1")
            .arg(&corpus)
            .args(SEEDS.map(|folder| project.root.join(folder)))
            .stdin(Stdio::null());
        Ok(Self { target: target.to_owned(), cmd, finds })
    }

    /// Runs it, says how it went, and returns what it found with the command to repeat it.
    fn finish(self) -> anyhow::Result<Option<String>> {
        let Self { target, mut cmd, finds } = self;
        let ran = cmd.output().with_context(|| format!("cannot start the target {target}"))?;
        let log = String::from_utf8_lossy(&ran.stderr);
        let n_runs =
            log.lines().find_map(|line| line.strip_prefix("stat::number_of_executed_units:"));
        let Some(n_runs) = n_runs else { bail!("the target {target} broke down:\n{log}") };
        say("fuzz", &format!("{target:<10} {:>9} executions", n_runs.trim()));
        if ran.status.success() {
            return Ok(None);
        }
        let find = fs::read_dir(&finds)?.next().transpose()?;
        let find = find.with_context(|| format!("the target {target} broke down:\n{log}"))?;
        let why = log.lines().skip_while(|line| !line.contains("panicked at"));
        let why: Vec<_> = why.take_while(|line| !line.starts_with("stack backtrace")).collect();
        // A time-out does not panic.
        let why = if why.is_empty() { log.into_owned() } else { why.join("\n") };
        let input = find.path();
        Ok(Some(format!("{why}\nagain: cargo xtask fuzz {target} --repeat {}", input.display())))
    }
}

/// Every word of our formats, for the fuzzer to put into its inputs.
fn dictionary() -> String {
    let mut words = BTreeSet::new();
    for shape in [SURVEY, SUBMISSION, CONFIG] {
        collect(&schema(&shape), &mut words);
    }
    let mut file = String::new();
    for word in words {
        // Writing to a string does not fail.
        let _ = writeln!(file, "\"{}\"", word.replace('\\', "\\\\").replace('"', "\\\""));
    }
    file
}

fn collect(tree: &Tree, words: &mut BTreeSet<String>) {
    for (name, value) in tree.entries() {
        words.insert(format!("\"{name}\":"));
        collect(value, words);
    }
    for item in tree.items() {
        collect(item, words);
    }
    words.extend(tree.text().map(|text| format!("\"{text}\"")));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fuzzer_knows_the_words_of_every_format() {
        let words = dictionary();
        for word in [r#""\"show_if\":""#, r#""\"single_choice\"""#, r#""\"orderCurrency\":""#] {
            assert!(words.lines().any(|line| line == word), "{word} is not in\n{words}");
        }
    }
}
