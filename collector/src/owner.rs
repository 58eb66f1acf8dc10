//! Who may see results: whoever signed in by password or came with the owner's token, and scripts that
//! send a token for what they read.
//!
//! A browser gets a cookie with the random name of a session, which no script can read and no other
//! site can send. A token in an address is taken out of it at once, so that it stays out of history
//! and screenshots.

mod secrets;
mod sessions;

pub use secrets::{Bearer, BearerError, Password, PasswordError, Scope, Token, TokenError};

use crate::app::AppState;
use crate::limits::{Limit, Reached, sender};
use crate::problem::Problem;
use crate::routes::login;
use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sessions::Sessions;
use std::net::IpAddr;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::Instant;

/// How often a secret may be tried from one network, and in how long a time.
const N_ATTEMPTS: u32 = 10;
const ATTEMPTS_WINDOW: Duration = Duration::from_mins(15);

/// How many passwords are hashed at once: each takes 20 MB.
const N_HASHING: usize = 2;

/// What opens the results, and who is in.
#[derive(Debug)]
pub struct Access {
    token: Option<Token>,
    password: Option<Password>,
    bearers: Vec<Bearer>,
    sessions: Sessions,
    attempts: Limit,
    hashing: Semaphore,
}

impl Access {
    /// Lets in whoever has the token, the password, or a script's token.
    #[must_use]
    pub fn new(token: Option<Token>, password: Option<Password>, bearers: Vec<Bearer>) -> Self {
        Self {
            token,
            password,
            bearers,
            sessions: Sessions::default(),
            attempts: Limit::new(N_ATTEMPTS, ATTEMPTS_WINDOW),
            hashing: Semaphore::new(N_HASHING),
        }
    }

    /// Lets in whoever has the token.
    #[must_use]
    pub fn by_token(token: Token) -> Self {
        Self::new(Some(token), None, Vec::new())
    }

    /// Whether there is a password to sign in by.
    #[must_use]
    pub fn has_password(&self) -> bool {
        self.password.is_some()
    }

    /// Tries a password: `true` where it is the one.
    ///
    /// # Errors
    /// [`Problem::TooMany`] after too many attempts from one network, and [`Problem::Busy`] while
    /// others are tried.
    pub async fn try_password(
        &self,
        from: Option<IpAddr>,
        offered: String,
    ) -> Result<bool, Problem> {
        // Counted before it is tried, or many could be tried at once.
        self.attempts.count(from, Instant::now())?;
        let Some(password) = self.password.clone() else { return Ok(false) };
        let _place = self.hashing.try_acquire().map_err(|_| Problem::Busy)?;
        let is_right = tokio::task::spawn_blocking(move || password.is(&offered)).await;
        let is_right = is_right.map_err(|error| Problem::Internal(error.into()))?;
        if is_right {
            self.attempts.forget(from, Instant::now());
        }
        Ok(is_right)
    }

    /// Opens a session and says which cookie holds it.
    ///
    /// # Errors
    /// [`Problem::Internal`], where there is no randomness.
    pub fn sign_in(&self, headers: &HeaderMap) -> Result<HeaderValue, Problem> {
        let mut random = [0; 32];
        getrandom::fill(&mut random)?;
        let name = self.sessions.open(random, Instant::now());
        Ok(cookie(headers, &name, sessions::LIFE))
    }

    /// Closes the session that a request comes with, and says which cookie takes it back.
    #[must_use]
    pub fn sign_out(&self, headers: &HeaderMap) -> HeaderValue {
        if let Some(name) = session(headers) {
            self.sessions.close(name, Instant::now());
        }
        cookie(headers, "", Duration::ZERO)
    }

    fn is_signed_in(&self, headers: &HeaderMap) -> bool {
        session(headers).is_some_and(|name| self.sessions.is_open(name, Instant::now()))
    }

    /// Says whether a request may have this; the owner may have everything.
    fn opens(&self, parts: &Parts, scope: Option<Scope>) -> Result<(), Problem> {
        if self.is_signed_in(&parts.headers) {
            return Ok(());
        }
        let Some(offered) = bearer(&parts.headers) else { return Err(Problem::Unauthorised) };
        if self.is_token(parts, offered)? {
            return Ok(());
        }
        match self.bearers.iter().find(|bearer| bearer.is(offered)) {
            Some(bearer) if scope.is_some_and(|scope| bearer.opens(scope)) => Ok(()),
            Some(_) => Err(Problem::Forbidden),
            None => {
                // The next one is told, where this is one too many.
                let _ = self.attempts.count(sender(parts), Instant::now());
                Err(Problem::Unauthorised)
            }
        }
    }

    /// Whether something that was offered is the owner's token.
    fn is_token(&self, parts: &Parts, offered: &str) -> Result<bool, Reached> {
        self.attempts.check(sender(parts), Instant::now())?;
        Ok(self.token.as_ref().is_some_and(|token| token.is(offered)))
    }
}

/// Stands in a handler's arguments, so that only the owner gets to it; others get a [`Problem`].
#[derive(Debug, Clone, Copy)]
pub struct Owner;

impl FromRequestParts<AppState> for Owner {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Problem> {
        app.access.opens(parts, None).map(|()| Self)
    }
}

/// The same for the owner and for scripts that may read reports.
#[derive(Debug, Clone, Copy)]
pub struct Reader;

impl FromRequestParts<AppState> for Reader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Problem> {
        app.access.opens(parts, Some(Scope::Report)).map(|()| Self)
    }
}

/// The same for the owner and for scripts that may read the answers themselves.
#[derive(Debug, Clone, Copy)]
pub struct Exporter;

impl FromRequestParts<AppState> for Exporter {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Problem> {
        app.access.opens(parts, Some(Scope::Export)).map(|()| Self)
    }
}

/// The same for pages: takes `?token=…` too, and sends others to where they sign in.
#[derive(Debug, Clone, Copy)]
pub struct OwnerPage;

impl FromRequestParts<AppState> for OwnerPage {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Response> {
        let (access, query) = (&app.access, parts.uri.query().unwrap_or_default());
        // A token has no letter that an address would have to escape.
        let offered = query.split('&').find_map(|field| field.strip_prefix("token="));
        let refused = |reached: Reached| Problem::from(reached).into_response();
        match offered {
            None if access.is_signed_in(&parts.headers) => Ok(Self),
            None if bearer(&parts.headers).is_some() => {
                access.opens(parts, None).map(|()| Self).map_err(Problem::into_response)
            }
            None if access.has_password() => Err(login::lead(parts.uri.path())),
            None => Err(login::refusal(StatusCode::UNAUTHORIZED)),
            Some(offered) if access.is_token(parts, offered).map_err(refused)? => {
                Err(enter(parts, access).unwrap_or_else(Problem::into_response))
            }
            Some(_) => {
                let _ = access.attempts.count(sender(parts), Instant::now());
                Err(login::refusal(StatusCode::UNAUTHORIZED))
            }
        }
    }
}

/// Signs in by the token in the address, and goes on to the same address without it.
fn enter(parts: &Parts, access: &Access) -> Result<Response, Problem> {
    let query = parts.uri.query().unwrap_or_default();
    let rest: Vec<_> = query.split('&').filter(|field| !field.starts_with("token=")).collect();
    // Slashes at the front would make another host of the path.
    let path = parts.uri.path().trim_start_matches(['/', '\\']);
    let address = match rest.as_slice() {
        [] | [""] => format!("/{path}"),
        rest => format!("/{path}?{}", rest.join("&")),
    };
    let address = HeaderValue::try_from(address).map_err(|_| Problem::NotFound)?;
    let headers = [
        (header::LOCATION, address),
        (header::SET_COOKIE, access.sign_in(&parts.headers)?),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((StatusCode::SEE_OTHER, headers).into_response())
}

/// A layer for everything of the owner's: what another site lets the owner's browser send changes
/// nothing.
///
/// # Errors
/// [`Problem::CrossSite`].
pub(crate) async fn same_site(request: Request, next: Next) -> Result<Response, Problem> {
    let reads = [Method::GET, Method::HEAD, Method::OPTIONS].contains(request.method());
    let is_ours = reads || bearer(request.headers()).is_some() || is_same_site(request.headers());
    if is_ours { Ok(next.run(request).await) } else { Err(Problem::CrossSite) }
}

/// Whether a browser says that the page it sends from is ours: by `Sec-Fetch-Site`, and by `Origin`
/// where that is not there, as it is not on plain http.
fn is_same_site(headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    match text(HeaderName::from_static("sec-fetch-site")) {
        Some(site) => site == "same-origin",
        None => text(header::ORIGIN).zip(text(header::HOST)).is_some_and(|(origin, host)| {
            origin.split_once("://").is_some_and(|(_, origin)| origin == host)
        }),
    }
}

/// The token that a script sends.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, offered) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| offered.trim())
}

/// The name of the session that a browser sends.
fn session(headers: &HeaderMap) -> Option<&str> {
    let name = cookie_name(headers);
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut cookies = lines.flat_map(|line| line.split(';'));
    cookies.find_map(|cookie| {
        let (other, value) = cookie.trim().split_once('=')?;
        (other == name).then_some(value)
    })
}

/// Over https the name is one that no other host of the domain can set.
fn cookie_name(headers: &HeaderMap) -> &'static str {
    if is_https(headers) { "__Host-aftersay_owner" } else { "aftersay_owner" }
}

/// A collector behind a proxy does not see for itself whether the browser came by https.
fn is_https(headers: &HeaderMap) -> bool {
    headers.get("x-forwarded-proto").is_some_and(|scheme| scheme == "https")
}

fn cookie(headers: &HeaderMap, value: &str, life: Duration) -> HeaderValue {
    let (name, life_s) = (cookie_name(headers), life.as_secs());
    let secure = if is_https(headers) { "; Secure" } else { "" };
    let text =
        format!("{name}={value}; HttpOnly; SameSite=Strict; Path=/; Max-Age={life_s}{secure}");
    // Hexadecimal digits and the words above are a header.
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_page_of_ours_may_let_the_owners_browser_send() {
        let host = ("host", "feedback.example");
        for (case, headers, is_ours) in [
            ("our page", vec![host, ("sec-fetch-site", "same-origin")], true),
            ("a page of the same domain", vec![host, ("sec-fetch-site", "same-site")], false),
            ("another site", vec![host, ("sec-fetch-site", "cross-site")], false),
            (
                "another site that lies",
                vec![host, ("sec-fetch-site", "cross-site"), ("origin", "http://feedback.example")],
                false,
            ),
            ("an older browser", vec![host, ("origin", "http://feedback.example")], true),
            ("the same from elsewhere", vec![host, ("origin", "http://shop.example")], false),
            ("a page without an origin", vec![host, ("origin", "null")], false),
            ("no browser", vec![host], false),
        ] {
            let parsed = headers.into_iter().map(|(name, value)| {
                (HeaderName::from_static(name), HeaderValue::from_static(value))
            });
            assert_eq!(is_same_site(&parsed.collect()), is_ours, "{case}");
        }
    }
}
