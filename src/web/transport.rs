//! One POST, with nothing in it that says where it comes from.

use super::json::to_js;
use crate::outbox::Reply;
use crate::tree::Tree;
use js_sys::{JSON, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{
    AbortSignal, ReferrerPolicy, RequestCache, RequestCredentials, RequestInit, Response, Window,
};

/// After this long without an answer a try counts as failed, and the next one may begin.
const TIMEOUT_MS: u32 = 30_000;

/// Posts `body` to `endpoint`, and calls `done` once with how it ended.
///
/// The request is CORS-simple (a text body, no headers of our own), so that a page that is closing
/// can send it without asking first; `keepalive` lets it outlive the page.
pub(super) fn post(
    window: &Window,
    endpoint: &str,
    body: &Tree,
    done: impl FnOnce(Reply) + 'static,
) {
    let body = JSON::stringify(&to_js(body)).map(JsValue::from).unwrap_or_default();
    let request = RequestInit::new();
    request.set_method("POST");
    request.set_body(&body);
    request.set_cache(RequestCache::NoStore);
    request.set_credentials(RequestCredentials::Omit);
    request.set_referrer_policy(ReferrerPolicy::NoReferrer);
    request.set_signal(Some(&AbortSignal::timeout_with_u32(TIMEOUT_MS)));
    // Not in the bindings; a browser that does not know it ignores it.
    let _ = Reflect::set(&request, &"keepalive".into(), &true.into());

    // One closure for both ends of the promise: the other one would never be freed.
    let ended = Closure::once_into_js(move |response: JsValue| {
        done(response.dyn_into::<Response>().map_or(Reply::Unreachable, |response| {
            let header = response.headers().get("retry-after").ok().flatten();
            Reply::Status(response.status(), header.and_then(|seconds| seconds.parse().ok()))
        }));
    });
    let promise = window.fetch_with_str_and_init(endpoint, &request);
    // `then` of a real promise neither throws nor is absent.
    let then =
        Reflect::get(&promise, &"then".into()).map(JsValue::unchecked_into::<js_sys::Function>);
    if let Ok(then) = then {
        let _ = then.call2(&promise, &ended, &ended);
    }
}
