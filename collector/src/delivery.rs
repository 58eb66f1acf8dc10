//! How an alarm reaches the owner: tried again, for some hours, until it is taken.

use std::time::Duration;

/// How long it waits before it tries again, each time; then it gives up.
pub(crate) const PAUSES: [Duration; 6] = [
    Duration::from_secs(5),
    Duration::from_mins(5),
    Duration::from_mins(30),
    Duration::from_hours(2),
    Duration::from_hours(5),
    Duration::from_hours(10),
];

/// How long one try may take, or one step of it where it has several.
pub(crate) const TRY_MAX_TIME: Duration = Duration::from_secs(20);

/// Why something was not delivered. What the other side said is not told beyond its number, as it may
/// repeat what it was sent.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum Undelivered {
    #[error("it answered {0}")]
    Refused(u16),
    #[error("it answered {0}, which means that it wants no more")]
    Unwanted(u16),
    #[error("it cannot be reached: {0}")]
    OutOfReach(Box<dyn std::error::Error + Send + Sync>),
    #[error("{0}")]
    Broken(anyhow::Error),
}

/// Tries until it succeeds or is not wanted, and logs every try that fails, as sent this `way`. What
/// has not arrived when the process ends is lost; the next look of the next process tells of what is
/// still so.
///
/// # Errors
/// Why the last try failed.
pub(crate) async fn deliver<Try: Future<Output = Result<(), Undelivered>>>(
    way: &str,
    attempt: impl Fn() -> Try,
) -> Result<(), Undelivered> {
    let mut pauses = PAUSES.into_iter();
    loop {
        let undelivered = match attempt().await {
            Ok(()) => return Ok(()),
            Err(unwanted @ Undelivered::Unwanted(_)) => return Err(unwanted),
            Err(undelivered) => undelivered,
        };
        let Some(pause) = pauses.next() else { return Err(undelivered) };
        tracing::warn!(way, error = %undelivered, "an alarm was not taken, and is sent again later");
        tokio::time::sleep(pause).await;
    }
}
