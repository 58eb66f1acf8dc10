//! Answers -> Scores: one file a method, each with its source.

pub mod acsi;
pub mod cross_moments;
pub mod dimensions;
pub mod estimate;
pub mod failures;
pub mod jackknife;
pub mod linear;
pub mod means;
pub mod models;
pub mod pls;
pub mod reliability;
pub mod servqual;
pub mod tolerance;
