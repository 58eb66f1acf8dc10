//! What shoppers post.

use crate::app::AppState;
use crate::limits::sender;
use crate::problem::Problem;
use crate::store::{Inserted, Origin, today};
use aftersay::shape::{Mistake, Pointer};
use aftersay::tree::Tree;
use aftersay::wire::{SUBMISSION, Submission, addressed};
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use std::time::Duration;

/// More than the longest answers to the longest survey that a person would finish.
pub const BODY_MAX_BYTES: usize = 64 * 1024;

/// The same as a form: three characters for a byte of whatever is not plain ASCII.
pub const FORM_MAX_BYTES: usize = 3 * BODY_MAX_BYTES;

/// A phone on a bad line needs a few seconds for its few hundred bytes; more is not a visitor.
const BODY_MAX_TIME: Duration = Duration::from_secs(10);

/// Stores a submission: 201, or 200 when the widget repeats itself or finishes what it had begun.
///
/// Repeats are expected. The widget draws the id at random once and keeps it for retries.
///
/// # Errors
/// See [`Problem`]. The outbox retries after a 5xx, 408 or 429, and gives up after any other 4xx.
pub async fn create(
    State(app): State<AppState>,
    _: Admitted,
    Sent(tree): Sent,
) -> Result<StatusCode, Problem> {
    Ok(match store(&app, &tree).await? {
        Inserted::New => StatusCode::CREATED,
        Inserted::Repeat | Inserted::Replaced => StatusCode::OK,
    })
}

/// Holds a submission to its survey, and stores it: the one way in.
///
/// # Errors
/// As [`create`].
pub(super) async fn store(app: &AppState, tree: &Tree) -> Result<Inserted, Problem> {
    let (id, version) = addressed(tree).ok_or_else(|| Problem::Invalid(all_mistakes(tree)))?;
    let Some(survey) = app.surveys.version(id, version) else {
        let known = app.surveys.versions(id);
        return Err(Problem::UnknownSurvey { id: id.to_owned(), version: Some(version), known });
    };
    // The widget's own rules, since anyone can post here. Text is scrubbed again on the way.
    let submission = Submission::read(tree, survey).map_err(Problem::Invalid)?;
    app.limits.of_survey(id)?;
    let inserted = app.store.insert(&submission, survey, today(), Origin::Visitor).await?;
    app.metrics.took(inserted);
    Ok(inserted)
}

/// What is wrong with a submission that does not even say which survey it answers.
fn all_mistakes(tree: &Tree) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    SUBMISSION.check(tree, &Pointer::default(), &mut mistakes);
    mistakes
}

/// Stands before the body in a handler's arguments: nothing is read of those who come too often.
#[derive(Debug)]
pub struct Admitted;

impl FromRequestParts<AppState> for Admitted {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Problem> {
        app.limits.of_sender(sender(parts))?;
        Ok(Self)
    }
}

/// A JSON body under any content type: a page that is closing may send `text/plain` to another
/// origin without asking first, and that is when most submissions leave.
#[derive(Debug)]
pub struct Sent(pub Tree);

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        Ok(Self(serde_json::from_slice(&body(request, state, BODY_MAX_BYTES).await?)?))
    }
}

/// The fields of a form, in their order.
#[derive(Debug)]
pub struct Filled(pub Vec<(String, String)>);

impl<S: Send + Sync> FromRequest<S> for Filled {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let body = body(request, state, FORM_MAX_BYTES).await?;
        Ok(Self(form_urlencoded::parse(&body).into_owned().collect()))
    }
}

/// Reads a body whose route takes at most `allowed` bytes.
async fn body<S: Send + Sync>(
    request: Request,
    state: &S,
    allowed: usize,
) -> Result<Bytes, Problem> {
    let body = tokio::time::timeout(BODY_MAX_TIME, Bytes::from_request(request, state)).await;
    let body = body.map_err(|_| Problem::TooSlow(BODY_MAX_TIME.as_secs()))?;
    body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge(allowed),
        _ => Problem::NotJson("the body broke off".to_owned()),
    })
}
