//! Answers -> Scores: one file a method, each with its source.

pub mod compare;
pub mod estimate;
pub mod normal;
pub mod nps;
