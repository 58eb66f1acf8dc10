//! Who may see results: whoever holds the token that the collector was started with.
//!
//! A script sends it as a bearer token. A browser comes once with `?token=…`, gets a cookie that
//! no script can read, and is sent on to the same address without the token, so that it stays out
//! of history and screenshots.

use crate::app::AppState;
use crate::problem::Problem;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, html};
use std::fmt;

const COOKIE: &str = "aftersay_owner";

/// A page that shows text and does nothing.
const CSP: &str = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// The owner's secret. It is compared in constant time and never shown in logs.
#[derive(Clone)]
pub struct Token(String);

/// Why a text cannot be the owner's token. The text itself is not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the token is not 16 to 200 letters, digits, - or _")]
pub struct TokenError;

impl Token {
    /// Takes a token that can stand in an address and in a cookie, and that nobody guesses.
    ///
    /// # Errors
    /// [`TokenError`] for any other.
    pub fn new(text: &str) -> Result<Self, TokenError> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        let fits = (16..=200).contains(&text.len()) && text.bytes().all(allowed);
        if fits { Ok(Self(text.to_owned())) } else { Err(TokenError) }
    }

    /// Makes one of 32 random bytes.
    #[must_use]
    pub fn drawn(random: [u8; 32]) -> Self {
        Self(crate::hex(&random))
    }

    /// The token itself, for the one who started the collector.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether `offered` is the token. How long this takes tells nothing but the length.
    #[must_use]
    pub fn is(&self, offered: &str) -> bool {
        let pairs = self.0.bytes().zip(offered.bytes());
        let differing =
            pairs.fold(0, |differing, (a, b)| std::hint::black_box(differing | (a ^ b)));
        self.0.len() == offered.len() && differing == 0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// Stands in a handler's arguments, so that only the owner gets to it; others get a [`Problem`].
#[derive(Debug, Clone, Copy)]
pub struct Owner;

impl FromRequestParts<AppState> for Owner {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Problem> {
        if is_owner(&parts.headers, &app.token) { Ok(Self) } else { Err(Problem::Unauthorised) }
    }
}

/// The same for pages: takes `?token=…` too, and tells others in words what to do.
#[derive(Debug, Clone, Copy)]
pub struct OwnerPage;

impl FromRequestParts<AppState> for OwnerPage {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Response> {
        let query = parts.uri.query().unwrap_or_default();
        let mut fields = query.split('&');
        // A token has no letter that an address would have to escape.
        let offered = fields.find_map(|field| field.strip_prefix("token="));
        match offered {
            Some(offered) if app.token.is(offered) => Err(signed_in(parts, &app.token)),
            None if is_owner(&parts.headers, &app.token) => Ok(Self),
            Some(_) | None => Err(refusal()),
        }
    }
}

fn is_owner(headers: &HeaderMap, token: &Token) -> bool {
    let texts = |name| headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    let bearer = texts(header::AUTHORIZATION).filter_map(|text| {
        let (scheme, offered) = text.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then_some(offered.trim())
    });
    let cookies = texts(header::COOKIE).flat_map(|text| text.split(';'));
    let cookies = cookies.filter_map(|cookie| cookie.trim().split_once('='));
    let cookies = cookies.filter(|(name, _)| *name == COOKIE).map(|(_, offered)| offered);
    bearer.chain(cookies).any(|offered| token.is(offered))
}

/// Keeps the token in a cookie, and goes on to the same address without it.
fn signed_in(parts: &Parts, token: &Token) -> Response {
    let query = parts.uri.query().unwrap_or_default();
    let rest: Vec<_> = query.split('&').filter(|field| !field.starts_with("token=")).collect();
    // Slashes at the front would make another host of the path.
    let path = parts.uri.path().trim_start_matches(['/', '\\']);
    let address = match rest.as_slice() {
        [] | [""] => format!("/{path}"),
        rest => format!("/{path}?{}", rest.join("&")),
    };
    // A collector behind a proxy does not see for itself whether the browser came by https.
    let https = parts.headers.get("x-forwarded-proto").is_some_and(|scheme| scheme == "https");
    let secure = if https { "; Secure" } else { "" };
    let cookie = format!("{COOKIE}={}; HttpOnly; SameSite=Strict; Path=/{secure}", token.reveal());
    let mut response = StatusCode::SEE_OTHER.into_response();
    for (name, value) in [(header::LOCATION, address), (header::SET_COOKIE, cookie)] {
        if let Ok(value) = HeaderValue::try_from(value) {
            response.headers_mut().insert(name, value);
        }
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn refusal() -> Response {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width";
                title { "For the owner - aftersay" }
            }
            body {
                main {
                    h1 { "This page is for the shop's owner" }
                    p {
                        "Open the address that the collector printed when it started. It ends in "
                        code { "?token=…" } ". The token is the one given with "
                        code { "--token" } " or " code { "AFTERSAY_TOKEN" }
                        "; without one, every start prints a new one."
                    }
                }
            }
        }
    };
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, CSP),
        (header::CACHE_CONTROL, "no-store"),
    ];
    let mut response = (StatusCode::UNAUTHORIZED, headers, page.into_string()).into_response();
    response.extensions_mut().insert(crate::problem::Refused(Problem::Unauthorised.name()));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_very_token_opens() {
        let token = Token::new("correct-horse-battery").unwrap();
        for (case, offered, opens) in [
            ("the token", "correct-horse-battery", true),
            ("a part of it", "correct-horse", false),
            ("more than it", "correct-horse-battery1", false),
            ("another case", "Correct-horse-battery", false),
            ("nothing", "", false),
        ] {
            assert_eq!(token.is(offered), opens, "{case}");
        }
    }

    #[test]
    fn a_token_that_could_be_guessed_or_would_break_a_header_is_refused() {
        for text in
            ["", "short", "correct horse battery", "correct-horse;battery", "0123456789abcdé"]
        {
            assert_eq!(Token::new(text).err(), Some(TokenError), "{text}");
        }
    }
}
