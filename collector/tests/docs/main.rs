//! The pages for owners and the ready-made surveys, held to what the command line says.

// Always true here: it tells the linter that helpers may unwrap, as tests may.
#[cfg(test)]
mod commands;
#[cfg(test)]
mod exchange;
#[cfg(test)]
#[path = "../../../tests/core/pages.rs"]
mod pages;
