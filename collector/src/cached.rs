//! A body that does not change while the collector runs, and what browsers keep of it.

use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// A body with its `ETag`.
#[derive(Debug, Clone)]
pub struct Cached {
    kind: &'static str,
    cache: &'static str,
    etag: String,
    body: Bytes,
}

impl Cached {
    /// Takes a body with its content type and its `Cache-Control`.
    #[must_use]
    pub fn new(kind: &'static str, cache: &'static str, body: impl Into<Bytes>) -> Self {
        let body = body.into();
        let mut hasher = DefaultHasher::new();
        body.hash(&mut hasher);
        Self { kind, cache, etag: format!("\"{:016x}\"", hasher.finish()), body }
    }

    /// Sends it, or 304 where the browser says that it has it.
    #[must_use]
    pub fn answer(&self, headers: &HeaderMap) -> Response {
        let tags = headers.get_all(header::IF_NONE_MATCH).iter();
        let mut tags = tags.filter_map(|tags| tags.to_str().ok()).flat_map(|tags| tags.split(','));
        let held = tags.any(|tag| {
            // A proxy that compressed the body has made the tag a weak one.
            let tag = tag.trim();
            tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == self.etag
        });
        let shared = [(header::CACHE_CONTROL, self.cache), (header::ETAG, &self.etag)];
        if held {
            (StatusCode::NOT_MODIFIED, shared).into_response()
        } else {
            (shared, [(header::CONTENT_TYPE, self.kind)], self.body.clone()).into_response()
        }
    }
}
