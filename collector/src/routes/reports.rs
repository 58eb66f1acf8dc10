//! What the answers come to: as JSON for scripts, as pages for the owner.

use crate::app::AppState;
use crate::owner::{Owner, OwnerPage};
use crate::problem::Problem;
use crate::report::html::{self, Setting, Summary};
use crate::report::{Comments, Report, Tally, Warning, tally};
use crate::store::{Store, StoreError};
use aftersay::survey::Survey;
use aftersay::tree::Tree;
use aftersay::wire::{Submission, addressed};
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use futures_util::StreamExt as _;
use maud::Markup;
use std::pin::pin;

/// Sends the report on a survey.
///
/// # Errors
/// [`Problem::UnknownSurvey`], and [`Problem::Internal`] where the store cannot be read.
pub async fn show(
    _: Owner,
    State(app): State<AppState>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let (_, report) = report_on(&app, &id).await?;
    Ok(([(header::CACHE_CONTROL, "no-store")], axum::Json(Tree::from(&report))).into_response())
}

/// Sends the page of all surveys.
///
/// # Errors
/// [`Problem::Internal`] where the store cannot be read.
pub async fn list(_: OwnerPage, State(app): State<AppState>) -> Result<Response, Problem> {
    let mut found = Vec::new();
    for id in app.surveys.ids() {
        found.push(report_on(&app, id).await?);
    }
    let summaries: Vec<_> =
        found.iter().map(|(survey, report)| Summary { survey, report }).collect();
    Ok(page(&html::list(&summaries)))
}

/// Sends the page of one survey.
///
/// # Errors
/// [`Problem::UnknownSurvey`], and [`Problem::Internal`] where the store cannot be read.
pub async fn look(
    _: OwnerPage,
    State(app): State<AppState>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let (survey, report) = report_on(&app, &id).await?;
    Ok(page(&html::page(&report, survey, Setting::Dashboard)))
}

/// Sends the pages' look, which says nothing about anybody.
pub async fn stylesheet() -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=300"),
    ];
    (headers, html::STYLESHEET)
}

async fn report_on<'a>(app: &'a AppState, id: &str) -> Result<(&'a Survey, Report), Problem> {
    let Some(published) = app.surveys.latest(id) else {
        return Err(Problem::UnknownSurvey { id: id.to_owned(), version: None, known: Vec::new() });
    };
    let found = gather(&app.store, id, |version| app.surveys.version(id, version)).await;
    let found = found.map_err(|error| Problem::Internal(error.into()))?;
    let seed = getrandom::u64().map_err(|error| Problem::Internal(anyhow::anyhow!("{error}")))?;
    let mut report = found.tally.report(&published.survey, app.k_min.into());
    report.warnings.extend(found.warning());
    report.quote(&published.survey, found.comments, seed);
    Ok((&published.survey, report))
}

/// What a store holds on a survey.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    pub(crate) tally: Tally,
    pub(crate) comments: Comments,
    /// How many submissions are to a version that there is no file of.
    pub(crate) n_unread: u64,
}

impl Gathered {
    /// What the reader of the report has to know of it.
    pub(crate) fn warning(&self) -> Option<Warning> {
        let n = self.n_unread;
        let text = format!("{n} responses to versions without a survey file were left out");
        (0 < n).then_some(Warning { code: "other_version", text })
    }
}

/// Adds up what is stored on a survey, each submission by the version that it answered.
pub(crate) async fn gather<'a>(
    store: &Store,
    id: &str,
    version: impl Fn(u32) -> Option<&'a Survey>,
) -> Result<Gathered, StoreError> {
    let mut gathered = Gathered::default();
    let mut rows = pin!(store.submissions(id));
    while let Some(row) = rows.next().await {
        let row = row?;
        let survey = addressed(&row.submission).and_then(|(_, answered)| version(answered));
        let read = survey.map(|survey| (survey, Submission::read(&row.submission, survey)));
        let Some((survey, Ok(submission))) = read else {
            gathered.n_unread += 1;
            continue;
        };
        gathered.tally.add(&submission, survey, row.origin);
        for (id, text) in tally::comments(&submission) {
            gathered.comments.entry(id.to_owned()).or_default().push(text.to_owned());
        }
    }
    Ok(gathered)
}

fn page(page: &Markup) -> Response {
    let headers = [
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(html::POLICY)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    (headers, Html(page.0.clone())).into_response()
}
