//! What the collector tells of its work: JSON lines on stderr that say nothing of who came.
//!
//! No address, query, header, body or id is ever logged. A request line carries the route's
//! template and not the path, and appears at level `debug` only.

use crate::app::AppState;
use crate::headers;
use crate::problem::{Cause, Refused};
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use std::fmt;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::FormatTime;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// How much is told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Level {
    /// Only what went wrong.
    Error,
    /// And what may become wrong.
    Warn,
    /// And when it starts and stops.
    #[default]
    Info,
    /// And a line a request, without anything that says who sent it.
    Debug,
}

/// Starts the log. Later calls change nothing.
pub fn start(level: Level) {
    let level = match level {
        Level::Error => LevelFilter::ERROR,
        Level::Warn => LevelFilter::WARN,
        Level::Info => LevelFilter::INFO,
        Level::Debug => LevelFilter::DEBUG,
    };
    // Libraries are heard when they warn: below that they would tell of connections and statements.
    let targets = Targets::new()
        .with_default(level.min(LevelFilter::WARN))
        .with_target(env!("CARGO_CRATE_NAME"), level);
    let lines = tracing_subscriber::fmt::layer()
        .json()
        .flatten_event(true)
        .with_target(false)
        .with_timer(Seconds)
        .with_writer(std::io::stderr);
    // An error means that somebody, such as a test, has started one already.
    let _ = tracing_subscriber::registry().with(targets).with(lines).try_init();
}

/// The time to the second.
struct Seconds;

impl FormatTime for Seconds {
    fn format_time(&self, w: &mut Writer<'_>) -> fmt::Result {
        write!(w, "{:.0}", jiff::Timestamp::now())
    }
}

/// The outermost layer: logs, counts refusals, and sets the headers that every reply carries.
pub(crate) async fn observe(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let mut response = next.run(request).await;
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    if let Some(Refused(problem)) = response.extensions().get() {
        app.metrics.refused(problem);
    }
    if let Some(Cause(cause)) = response.extensions().get() {
        tracing::error!(route, cause = format!("{cause:#}"), "a request failed");
    }
    tracing::debug!(%method, route, status = response.status().as_u16(), "answered");
    headers::complete(response.headers_mut());
    response
}
