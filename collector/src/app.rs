//! What the collector answers to: every route on one screen.

use crate::log::observe;
use crate::metrics::Metrics;
use crate::owner::Token;
use crate::problem::Problem;
use crate::routes::shop::{self, Shop};
use crate::routes::{health, reports, submissions, surveys, widget};
use crate::store::Store;
use crate::surveys::Surveys;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use std::sync::Arc;
use std::time::Duration;
use tower_http::cors::{AllowOrigin, Any, CorsLayer};

/// What every handler can reach.
pub type AppState = Arc<App>;

/// All that the collector knows while it runs.
#[derive(Debug)]
pub struct App {
    /// Where submissions are kept.
    pub store: Store,
    /// What they are held to.
    pub surveys: Surveys,
    /// Who may see results.
    pub token: Token,
    /// The fewest answers that a figure may rest on, 5 or more.
    pub k_min: u32,
    /// The shops' origins, as browsers send them: their pages may read the reply to a post.
    pub origins: Vec<HeaderValue>,
    /// What shop pages load.
    pub widget: widget::Files,
    /// What happened so far.
    pub metrics: Metrics,
    /// The demo shop, where there is one.
    pub shop: Option<Arc<Shop>>,
}

/// Puts every route together.
pub fn app(state: AppState) -> Router {
    let shoppers = Router::new()
        .route("/v1/submissions", post(submissions::create))
        .method_not_allowed_fallback(not_allowed)
        .layer(DefaultBodyLimit::max(submissions::BODY_MAX_BYTES))
        .layer(some_may_read(&state.origins));
    let anyone = Router::new()
        .route("/v1/surveys/{id}", get(surveys::show))
        .route("/aftersay/{*path}", get(widget::show))
        .method_not_allowed_fallback(not_allowed)
        .layer(all_may_read());
    let operator = Router::new()
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics));

    let owner = Router::new()
        .route("/v1/reports/{id}", get(reports::show))
        .route("/dashboard", get(reports::list))
        .route("/dashboard/dashboard.css", get(reports::stylesheet))
        .route("/dashboard/{id}", get(reports::look))
        .route("/builder", get(widget::builder));
    let demo = state.shop.clone().map(shop::routes).unwrap_or_default();

    Router::new()
        .merge(shoppers)
        .merge(anyone)
        .merge(operator)
        .merge(owner)
        .merge(demo)
        .fallback(async || Problem::NotFound)
        .method_not_allowed_fallback(not_allowed)
        .layer(from_fn_with_state(Arc::clone(&state), observe))
        .with_state(state)
}

/// Has to be set before a layer that answers OPTIONS, or it would come first.
async fn not_allowed() -> Problem {
    Problem::NotAllowed
}

/// Lets pages of these origins, and no others, read the reply. Posting needs no leave: the widget
/// posts so that browsers do not ask, and whoever is not a browser never asks.
fn some_may_read(origins: &[HeaderValue]) -> CorsLayer {
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins.iter().cloned()))
        .allow_methods([Method::POST])
        .allow_headers([header::CONTENT_TYPE])
        .expose_headers([header::RETRY_AFTER])
        .max_age(Duration::from_hours(24))
}

/// Lets pages of every origin read what is public anyway.
fn all_may_read() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET])
        .allow_headers([HeaderName::from_static("if-none-match")])
        .max_age(Duration::from_hours(24))
}
