//! The pure core from outside.

#[cfg(test)] // Always so, but this is how the linter knows that helpers may unwrap here too.
mod coverage;
