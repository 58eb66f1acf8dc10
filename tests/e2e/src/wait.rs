//! Waiting for a condition, and saying what was seen instead.

use crate::Story;
use anyhow::Context as _;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How long a condition may take on a machine that is busy with other things.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often it is looked at.
const INTERVAL: Duration = Duration::from_millis(40);

/// Looks until there is something to see.
///
/// # Errors
/// What the last look saw instead, once patience is over.
pub(crate) async fn until<T>(what: &str, look: impl AsyncFn() -> Story<T>) -> Story<T> {
    let over = Instant::now() + PATIENCE;
    loop {
        match look().await {
            Ok(seen) => return Ok(seen),
            Err(instead) if over < Instant::now() => {
                let waited = format!("waited {} seconds for {what}", PATIENCE.as_secs());
                return Err(instead).context(waited);
            }
            Err(_) => sleep(INTERVAL).await,
        }
    }
}
