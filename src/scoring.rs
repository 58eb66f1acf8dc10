//! Answers -> Scores: one file a method, each with its source.

pub mod estimate;
