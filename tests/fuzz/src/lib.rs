//! What the fuzz targets share: values made of bytes, and what has to hold of them.
//!
//! ```text
//! bytes -- Dice --> grow, mutate --> Tree --> (a parser of ours) --> visit, promises
//! ```
//!
//! Every target takes its bytes in two ways: as they are, for the parsers' own sake, and as dice
//! that something well-shaped is built by, for what lies behind the parsers.

pub mod dice;
pub mod fixtures;
pub mod grow;
pub mod lines;
pub mod mutate;
pub mod promises;
pub mod visit;

pub use dice::Dice;

use aftersay::tree::Tree;

/// Reads bytes as JSON.
#[must_use]
pub fn json(bytes: &[u8]) -> Option<Tree> {
    serde_json::from_slice(bytes).ok()
}
