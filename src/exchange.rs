//! Surveys in the formats of other programs: in, out, and a list of what did not fit.

pub mod surveyjs;

use crate::shape::Pointer;
use crate::tree::Tree;
use std::fmt;

/// A survey that was turned into another format.
#[derive(Debug, Clone, PartialEq)]
pub struct Converted {
    /// The survey in that format.
    pub file: Tree,
    /// What of the first file it does not hold.
    pub left_out: Vec<LeftOut>,
}

/// Something that the other format cannot say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Its place in the file that was read.
    pub pointer: Pointer,
    /// Why it does not fit, and what stands in its place, if anything.
    pub why: String,
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.pointer, self.why)
    }
}
