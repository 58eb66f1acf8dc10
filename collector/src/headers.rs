//! What browsers are told with every reply, errors too: to guess nothing, to tell nobody, and to let no
//! other page in.

use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};

/// Each holds wherever a route says nothing else. A page states what it loads, and all the rest loads
/// and does nothing.
const DEFAULTS: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Adds what is not there.
pub fn complete(headers: &mut HeaderMap) {
    for (name, value) in DEFAULTS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
}

/// Lets pages of other origins load what is public, those that isolate themselves (COEP) as well.
#[must_use]
pub fn for_every_origin() -> (HeaderName, HeaderValue) {
    let name = HeaderName::from_static("cross-origin-resource-policy");
    (name, HeaderValue::from_static("cross-origin"))
}
