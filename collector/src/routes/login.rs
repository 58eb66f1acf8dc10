//! Where the owner signs in and out.

use crate::app::AppState;
use crate::limits::Sender;
use crate::problem::{Problem, Refused};
use crate::report::html;
use crate::routes::submissions::Filled;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;

/// More than the longest password takes as a form.
pub const BODY_MAX_BYTES: usize = 4 * 1024;

/// Where every way leads in the end.
const HOME: &str = "/dashboard";

/// Where the owner wanted to go.
#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    next: Option<String>,
}

/// Sends the page to sign in on.
pub async fn show(State(app): State<AppState>, Query(wanted): Query<Wanted>) -> Response {
    if app.access.has_password() {
        page(StatusCode::OK, &form(target(wanted.next.as_deref()), None))
    } else {
        refusal(StatusCode::OK)
    }
}

/// Takes a password, and leads on to where the owner wanted to go.
///
/// # Errors
/// See [`crate::owner::Access::try_password`].
pub async fn enter(
    State(app): State<AppState>,
    Sender(from): Sender,
    headers: HeaderMap,
    Filled(fields): Filled,
) -> Result<Response, Problem> {
    let one = |name| Some(fields.iter().find(|(other, _)| other == name)?.1.as_str());
    let next = target(one("next"));
    let offered = one("password").unwrap_or_default().to_owned();
    Ok(match app.access.try_password(from, offered).await {
        Ok(true) => {
            let cookie = [(header::SET_COOKIE, app.access.sign_in(&headers)?)];
            (cookie, Redirect::to(next)).into_response()
        }
        Ok(false) => {
            let said = "That is not the password.";
            refused(page(StatusCode::UNAUTHORIZED, &form(next, Some(said))))
        }
        Err(problem) => {
            let said = "Too many attempts, or too many at once. Please try again later.";
            problem.on_a_page(|status| page(status, &form(next, Some(said))))
        }
    })
}

/// Signs the owner out.
pub async fn leave(State(app): State<AppState>, headers: HeaderMap) -> Response {
    ([(header::SET_COOKIE, app.access.sign_out(&headers))], Redirect::to("/login")).into_response()
}

/// Leads whoever wants to see a page of the owner's to where one signs in.
pub(crate) fn lead(wanted: &str) -> Response {
    let query =
        form_urlencoded::Serializer::new(String::new()).append_pair("next", wanted).finish();
    refused(Redirect::to(&format!("/login?{query}")).into_response())
}

/// Says how the owner gets in where there is no password.
pub(crate) fn refusal(status: StatusCode) -> Response {
    let content = html! {
        h1 { "This page is for the shop's owner" }
        p {
            "Open the address that the server printed when it started. It ends in "
            code { "?token=…" } ". The token is the one given with "
            code { "--token" } " or " code { "AFTERSAY_TOKEN" }
            "; without one, every start prints a new one. To sign in by a password, make its hash with "
            code { "aftersay password" } "."
        }
    };
    let shown = page(status, &content);
    if status.is_success() { shown } else { refused(shown) }
}

/// Only our own pages: an address of another host would lead the owner astray.
fn target(wanted: Option<&str>) -> &str {
    let is_ours = |path: &&str| {
        *path == HOME || path.starts_with("/dashboard/") || path.starts_with("/dashboard?")
    };
    wanted.filter(is_ours).unwrap_or(HOME)
}

fn form(next: &str, error: Option<&str>) -> Markup {
    html! {
        form.login.card method="post" action="/login" {
            h1 { "Sign in" }
            input type="hidden" name="next" value=(next);
            label for="password" { "Password" }
            input id="password" name="password" type="password" autocomplete="current-password"
                required autofocus aria-describedby=[error.map(|_| "error")];
            @if let Some(error) = error { p.error id="error" role="alert" { (error) } }
            button type="submit" { "Sign in" }
        }
    }
}

fn page(status: StatusCode, content: &Markup) -> Response {
    let headers = [
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(html::POLICY)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    ];
    (status, headers, Html(html::outside("Sign in", content).into_string())).into_response()
}

fn refused(mut response: Response) -> Response {
    response.extensions_mut().insert(Refused(Problem::Unauthorised.name()));
    response
}
