//! What the answers come to: as JSON for scripts, as pages for the owner.

use crate::app::AppState;
use crate::owner::{OwnerPage, Reader};
use crate::problem::Problem;
use crate::report::html::{self, Setting, Summary};
use crate::report::scope::{Scope, ScopeError};
use crate::report::{Comments, Field, Parts, Report, Warning};
use crate::store::{Store, StoreError};
use aftersay::survey::Survey;
use aftersay::tree::Tree;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use futures_util::StreamExt as _;
use maud::Markup;
use std::pin::pin;

/// Sends the report on a survey, on the days and by the field that were asked for.
///
/// # Errors
/// [`Problem::UnknownSurvey`]; [`Problem::BadQuery`] where there is no such report; and
/// [`Problem::Internal`] where the store cannot be read.
pub async fn show(
    _: Reader,
    State(app): State<AppState>,
    Path(id): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let (_, report) = report_on(&app, &id, asked(&query)?).await?;
    Ok(([(header::CACHE_CONTROL, "no-store")], axum::Json(Tree::from(&report))).into_response())
}

/// Sends the page of all surveys.
///
/// # Errors
/// [`Problem::Internal`] where the store cannot be read.
pub async fn list(_: OwnerPage, State(app): State<AppState>) -> Result<Response, Problem> {
    let mut found = Vec::new();
    for id in app.surveys.ids() {
        found.push(report_on(&app, id, Scope::default()).await?);
    }
    let summaries: Vec<_> =
        found.iter().map(|(survey, report)| Summary { survey, report }).collect();
    Ok(page(&html::list(&summaries)))
}

/// Sends the page of one survey, with the same options as its report.
///
/// # Errors
/// As [`show`].
pub async fn look(
    _: OwnerPage,
    State(app): State<AppState>,
    Path(id): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let (survey, report) = report_on(&app, &id, asked(&query)?).await?;
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

fn asked(query: &[(String, String)]) -> Result<Scope, ScopeError> {
    Scope::read(query.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

async fn report_on<'a>(
    app: &'a AppState,
    id: &str,
    scope: Scope,
) -> Result<(&'a Survey, Report), Problem> {
    let Some(published) = app.surveys.latest(id) else {
        return Err(Problem::UnknownSurvey { id: id.to_owned(), version: None, known: Vec::new() });
    };
    let survey = &published.survey;
    let found =
        gather(&app.store, survey, scope).await.map_err(|error| Problem::Internal(error.into()))?;
    let seed = getrandom::u64()?;
    let mut report = found.report(survey, app.k_min.into(), seed)?;
    report.warnings.extend(app.alarms.on(id));
    Ok((survey, report))
}

/// What a store holds on a survey, in all of its versions.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    parts: Parts,
    comments: Comments,
    /// How many submissions are not in the tally.
    n_uncounted: u64,
}

/// Adds up the statistics on a survey: as much work for a few submissions as for millions.
pub(crate) async fn gather(
    store: &Store,
    survey: &Survey,
    scope: Scope,
) -> Result<Gathered, StoreError> {
    let mut parts = Parts::new(scope);
    let by = scope.by.filter(|by| Field::KEPT.contains(by));
    let mut statistics = pin!(store.statistics(&survey.id, by));
    while let Some(statistic) = statistics.next().await {
        parts.add(&statistic?);
    }
    let commented: Vec<_> = parts.tally().commented().collect();
    let comments = store.comments(&survey.id, &commented).await?;
    Ok(Gathered { parts, comments, n_uncounted: store.n_uncounted(&survey.id).await? })
}

impl Gathered {
    /// What all of it comes to.
    ///
    /// # Errors
    /// As [`Parts::report`].
    pub(crate) fn report(
        self,
        survey: &Survey,
        k_min: u64,
        seed: u64,
    ) -> Result<Report, ScopeError> {
        let mut report = self.parts.report(survey, k_min)?;
        if 0 < self.n_uncounted {
            let text = format!(
                "{} responses of before the last update are left out: they are still to be \
                 counted, or the survey file of their version is missing",
                self.n_uncounted
            );
            report.warnings.push(Warning { code: "uncounted", text });
        }
        report.quote(survey, self.comments, seed);
        Ok(report)
    }
}

fn page(page: &Markup) -> Response {
    let headers = [
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(html::POLICY)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        // Or older browsers would not say from which page one signs out.
        (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    ];
    (headers, Html(page.0.clone())).into_response()
}
