//! The pure core from outside.

#[cfg(test)]
mod planned_missingness;
