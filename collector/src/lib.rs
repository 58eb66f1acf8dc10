//! The collector: stores what arrives and shows what it means.
//!
//! ```text
//! main --> cli --> cli/serve --> serving --> app --> routes --> store --> store/sqlite
//!                                             |        '--> surveys, report, aftersay::wire
//!                                             '--> log, metrics, problem, owner, limits, headers
//! ```

pub mod alarms;
pub mod app;
pub mod cached;
pub mod cli;
pub mod delivery;
pub mod headers;
pub mod languages;
pub mod limits;
pub mod log;
pub mod mail;
pub mod metrics;
pub mod owner;
pub mod problem;
pub mod report;
pub mod routes;
pub mod serving;
pub mod store;
pub mod surveys;
pub mod webhook;

/// What strangers wrote, for a terminal: a line break would forge a line, and a control character
/// would speak to the terminal.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Bytes as two digits each.
fn hex(bytes: &[u8]) -> String {
    let nibbles = bytes.iter().flat_map(|byte| [byte >> 4, byte & 0x0f]);
    nibbles.filter_map(|nibble| char::from_digit(nibble.into(), 16)).collect()
}
