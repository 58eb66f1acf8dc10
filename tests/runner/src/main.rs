//! Runs browser tests.

fn main() {}
