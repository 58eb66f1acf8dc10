//! Stories told through a real browser, a real page and a real collector.
//!
//! [`Shop`] opens the shop with its collector, [`Visitor`] is the one who buys. A story reads as
//! what the two do; selectors and JSON stay in here. `cargo xtask test --only e2e` runs them all.

#![expect(clippy::indexing_slicing, reason = "JSON answers null to a name it does not have")]

mod accessibility;
mod browser;
mod collector;
mod engine;
mod host;
mod http;
mod pages;
mod process;
mod proxy;
mod server;
mod shop;
mod visitor;
mod wait;

pub use collector::{Collector, Report, Submission};
pub use engine::{Power, can};
pub use pages::{Layer, Lets, ORDER_PATH, ORDER_QUERY, Page, Policy, Tamper};
pub use proxy::{Fault, Sent};
pub use shop::{Exhibit, Shop};
pub use visitor::{Held, Key, Look, Order, Visitor, check};

use anyhow::Context as _;

/// How a story, or a step of one, ends.
pub type Story<T = ()> = anyhow::Result<T>;

/// Runs a script on an empty page, the body of an async function to which the fields of `given` are
/// known by name, and tells what it returns.
///
/// # Errors
/// When no browser starts, or with what the script throws.
pub async fn run_script(script: &str, given: serde_json::Value) -> Story<serde_json::Value> {
    const RUN: &str = "const [script, given, done] = arguments;
        const run = Object.getPrototypeOf(async () => {}).constructor;
        new run(...Object.keys(given), script)(...Object.values(given))
          .then((found) => done({ found }), (error) => done({ error: `${error}` }));";
    let browser = browser::Browser::start().await?;
    let mut told = browser.client.execute_async(RUN, vec![script.into(), given]).await?;
    browser.ends_well();
    if let Some(error) = told["error"].as_str() {
        anyhow::bail!("the script fails: {error}");
    }
    Ok(told["found"].take())
}

/// What `cargo xtask test` hands over.
pub(crate) fn given(name: &str) -> Story<String> {
    std::env::var(name).with_context(|| format!("{name} is not set: run `cargo xtask test`"))
}
