//! What the operator's tools ask.

use crate::app::AppState;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;

/// Says that the process runs.
pub async fn alive() -> &'static str {
    "alive\n"
}

/// Says whether submissions can be kept: 200, or 503 while the store cannot be reached or written.
pub async fn ready(State(app): State<AppState>) -> (StatusCode, &'static str) {
    if app.store.is_ready().await {
        (StatusCode::OK, "ready\n")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "the store cannot be reached or written\n")
    }
}

/// Counts, as Prometheus reads them.
pub async fn metrics(State(app): State<AppState>) -> impl IntoResponse {
    let text = app.metrics.text() + &app.alarms.text(&app.surveys.ids());
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text)
}
