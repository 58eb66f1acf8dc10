//! Asks a shop's buyers a few good questions, scores the answers in the browser, and sends nothing
//! that says who they are.
//!
//! ```text
//! host page -- config --> survey --> flow <-> view --> (web draws, the visitor acts) --> answers --> scoring
//!                                                                                                       |
//!                                         (the collector) <-- outbox <-- wire <-- anonymise <-----------'
//! ```
//!
//! Everything but [`web`] is pure: time, randomness and replies are handed in as values.

pub mod random;
pub mod shape;
pub mod tree;

pub mod anonymise;
pub mod answers;
pub mod config;
pub mod draft;
pub mod exchange;
pub mod flow;
pub mod locale;
pub mod outbox;
pub mod outputs;
pub mod scoring;
pub mod survey;
pub mod view;
#[cfg(feature = "web")]
pub mod web;
pub mod wire;
