//! Runs one test binary of `tests/browser`, as cargo hands it over, in a headless browser.
//!
//! It is wasm-bindgen's own runner, built here so that `Cargo.lock` holds it to the version of the
//! bindings in the tests.

use std::process::ExitCode;

fn main() -> ExitCode {
    match wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(std::env::args_os()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // What failed is printed already; a backtrace of this program would hide it.
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
