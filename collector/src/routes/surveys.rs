//! The surveys that widgets ask for.

use crate::app::AppState;
use crate::headers::for_every_origin;
use crate::problem::Problem;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};

/// Sends the highest version of a survey, or 304 where the browser has it.
///
/// # Errors
/// [`Problem::UnknownSurvey`].
pub async fn show(
    State(app): State<AppState>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    match app.surveys.latest(&id) {
        Some(published) => {
            Ok(([for_every_origin()], published.file.answer(&headers)).into_response())
        }
        None => Err(Problem::UnknownSurvey { id, version: None, known: Vec::new() }),
    }
}
