//! `cargo xtask COMMAND`: everything that is done with this repository, on any machine.

mod bench;
mod build;
mod ci;
mod demo;
mod fuzz;
mod outside;
mod project;
mod setup;
mod shots;
mod size;
mod steps;
mod test;
mod tidy;
mod why;

use clap::Parser as _;
use project::Project;
use std::process::ExitCode;

/// Builds, tests and shows aftersay. Sets up whatever is missing first.
#[derive(clap::Parser)]
#[command(bin_name = "cargo xtask", after_help = ENVIRONMENT)]
enum Command {
    /// Installs what a bare machine lacks: wasm32 standard library, optimisers, browser and driver, C++
    Setup,
    /// Makes `dist/`, what a shop serves
    Build,
    /// Measures every file in `dist/` against its budget
    Size {
        /// Says what in the modules and the words takes the bytes, instead
        #[arg(long)]
        why: bool,
    },
    /// Starts the server with a demo shop, and says where to look
    Demo(demo::Options),
    /// Runs every test
    Test(test::Options),
    /// Feeds hostile input to every parser that meets strangers, and says what breaks
    Fuzz(fuzz::Options),
    /// Takes pictures of what people see, for eyes to judge
    Shots(shots::Options),
    /// Measures how fast something is, as a ratio to something else in the same run
    Bench {
        /// What to measure; everything without it
        name: Option<bench::Bench>,
        /// How many submissions `collector` takes
        #[arg(long, requires = "name", value_name = "N")]
        submissions: Option<u64>,
    },
    /// Checks what the compiler cannot see: who imports whom in `src/`
    Tidy,
    /// Runs everything that must hold before a change is accepted, fastest first
    Ci,
}

const ENVIRONMENT: &str = "\
Environment:
  AFTERSAY_WASM_ROUTE     where the wasm32 standard library comes from: `target` (ready-made, as by
                          `rustup target add`) or `build-std` (built for size from a compiler's own
                          sources); without it, whichever is there
  AFTERSAY_CHROMIUM       the browser for tests, if it is not `chromium` on the PATH
  AFTERSAY_CHROMEDRIVER   its driver, if it is not `chromedriver` on the PATH
  AFTERSAY_FIREFOX, AFTERSAY_GECKODRIVER
                          the same for Firefox
  AFTERSAY_ENGINE         runs stories in one of `chromium`, `firefox` and `webkit`, not in all
  AFTERSAY_HAND=keyboard  runs them by keyboard alone
  RUSTUP_AUTO_INSTALL=0   nothing is fetched with rustup";

fn main() -> ExitCode {
    match Command::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Without the backtrace that RUST_BACKTRACE would add: it says nothing about the cause.
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

impl Command {
    fn run(self) -> anyhow::Result<()> {
        let project = Project::open()?;
        match self {
            Self::Setup => setup::everything(&project),
            Self::Build => build::run(&project),
            Self::Size { why: false } => size::check(&project),
            Self::Size { why: true } => why::run(&project),
            Self::Demo(options) => demo::run(&project, &options),
            Self::Test(options) => test::run(&project, &options),
            Self::Fuzz(options) => fuzz::run(&project, &options),
            Self::Shots(options) => shots::run(&project, &options),
            Self::Bench { name, submissions } => bench::run(&project, name, submissions),
            Self::Tidy => tidy::run(&project),
            Self::Ci => ci::run(&project),
        }
    }
}
