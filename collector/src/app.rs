//! What the collector answers to: every route on one screen.

use crate::alarms::Alarms;
use crate::limits::Limits;
use crate::log::observe;
use crate::metrics::Metrics;
use crate::owner::{Access, same_site};
use crate::problem::Problem;
use crate::routes::shop::{self, Shop};
use crate::routes::{health, hosted, login, reports, submissions, surveys, widget, withdraw};
use crate::store::Store;
use crate::surveys::Surveys;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{MethodRouter, get, post};
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
    pub access: Access,
    /// How much is taken.
    pub limits: Limits,
    /// The fewest answers that a figure may rest on, 5 or more.
    pub k_min: u32,
    /// The shops' origins, as browsers send them: their pages may read the reply to a post.
    pub origins: Vec<HeaderValue>,
    /// What shop pages load.
    pub widget: widget::Files,
    /// What happened so far.
    pub metrics: Metrics,
    /// What is not as usual.
    pub alarms: Alarms,
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
    let hosted = Router::new()
        .route("/s/{id}", get(hosted::show).post(hosted::take))
        .route("/s/{id}/thanks", get(hosted::thank))
        .route("/s/withdraw", get(withdraw::ask).post(withdraw::take_back))
        .route("/s/page.css", get(hosted::stylesheet))
        .route("/s/page.js", get(hosted::script))
        .layer(DefaultBodyLimit::max(submissions::FORM_MAX_BYTES));
    let anyone = Router::new()
        .route("/v1/surveys/{id}", get(surveys::show))
        .route("/aftersay/{*path}", get(widget::show))
        .route("/builder", get(widget::builder))
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
        .route("/login", get(login::show).merge(small(post(login::enter))))
        .route("/logout", small(post(login::leave)))
        .layer(from_fn(same_site));
    let demo = state.shop.clone().map(shop::routes).unwrap_or_default();

    Router::new()
        .merge(shoppers)
        .merge(hosted)
        .merge(anyone)
        .merge(operator)
        .merge(owner)
        .merge(demo)
        .fallback(async || Problem::NotFound)
        .method_not_allowed_fallback(not_allowed)
        .layer(from_fn_with_state(Arc::clone(&state), observe))
        .with_state(state)
}

/// Takes the bodies that a form of one field needs.
fn small(route: MethodRouter<AppState>) -> MethodRouter<AppState> {
    route.layer(DefaultBodyLimit::max(login::BODY_MAX_BYTES))
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
