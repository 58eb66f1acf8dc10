//! Stories told through a real browser, a real page and a real collector.
//!
//! [`Shop`] opens the shop with its collector, [`Visitor`] is the one who buys. A story reads as
//! what the two do; selectors and JSON stay in here. `cargo xtask test --only e2e` runs them all.

#![expect(clippy::indexing_slicing, reason = "JSON answers null to a name it does not have")]

mod browser;
mod collector;
mod http;
mod pages;
mod process;
mod proxy;
mod server;
mod shop;
mod visitor;
mod wait;

pub use collector::{Collector, Report, Submission};
pub use pages::{ORDER_PATH, ORDER_QUERY, Page};
pub use proxy::Sent;
pub use shop::Shop;
pub use visitor::{Key, Look, Order, Visitor, check};

use anyhow::Context as _;

/// How a story, or a step of one, ends.
pub type Story<T = ()> = anyhow::Result<T>;

/// What `cargo xtask test` hands over.
pub(crate) fn given(name: &str) -> Story<String> {
    std::env::var(name).with_context(|| format!("{name} is not set: run `cargo xtask test`"))
}
