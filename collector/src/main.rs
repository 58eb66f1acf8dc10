//! The `aftersay` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    collector::cli::run()
}
