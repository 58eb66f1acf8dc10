//! The demo shop: a product, a checkout, and a confirmation page that embeds the widget as any
//! shop would, by one script tag under a strict page policy; and a gallery of all that the widget
//! can show.

mod gallery;
mod pages;
mod words;

use axum::Router;
use axum::extract::{Form, Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use maud::Markup;
use serde::Deserialize;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use words::Lang;

const STYLESHEET: &str = include_str!("../../../www/shop/shop.css");

/// How many orders the shop remembers; the oldest makes room for the next.
const N_ORDERS_MAX: usize = 1000;

/// The most of one thing that can be ordered.
const N_ITEMS_MAX: u32 = 9;

/// What one mug costs.
const PRICE_CENTS: u32 = 24_90;

/// How many characters of a first name the shop remembers.
const NAME_MAX: usize = 60;

/// Characters of an order's key: easy to read out, none mistaken for another.
const KEY_ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// The shop: where its widget comes from, and the orders of this run.
#[derive(Debug)]
pub struct Shop {
    widget_base: String,
    endpoint: String,
    policy: HeaderValue,
    orders: Mutex<VecDeque<Order>>,
}

/// Why a shop cannot be opened.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum ShopError {
    #[error(
        "{0:?} is neither a path such as /aftersay nor an address such as https://shop.example/aftersay"
    )]
    Address(String),
}

/// An order, as far as the confirmation page needs it. It lives in memory and ends with the
/// process: an address typed into a demo is dropped on arrival.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Order {
    number: u32,
    key: String,
    first_name: String,
    n_items: u32,
    lang: Lang,
}

/// What the pages take from their address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    lang: String,
    quantity: String,
    key: String,
}

/// What the checkout sends. The address is taken and forgotten: it has no field here.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Checkout {
    lang: String,
    quantity: String,
    name: String,
}

/// The shop's routes, under `/shop`, and those of the gallery, to be merged into an app of any state.
pub fn routes<S: Clone + Send + Sync + 'static>(shop: Arc<Shop>) -> Router<S> {
    Router::new()
        .route("/shop", get(product))
        .route("/shop/checkout", get(checkout).post(order))
        .route("/shop/order-received/{number}", get(received))
        .route("/shop/shop.css", get(stylesheet))
        .merge(gallery::routes())
        .with_state(shop)
}

impl Shop {
    /// Opens a shop whose widget comes from `widget_base` and posts to `endpoint`: paths of the
    /// same origin, or addresses of others.
    ///
    /// # Errors
    /// [`ShopError`], where one of them is neither.
    pub fn open(widget_base: &str, endpoint: &str) -> Result<Self, ShopError> {
        let widget_base = widget_base.trim_end_matches('/');
        let (widget_origin, endpoint_origin) = (origin(widget_base)?, origin(endpoint)?);
        let policy = [
            "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; \
             base-uri 'none'; frame-ancestors 'none'; script-src 'self' 'wasm-unsafe-eval'",
            widget_origin,
            "; connect-src 'self'",
            widget_origin,
            if endpoint_origin == widget_origin { "" } else { endpoint_origin },
        ];
        // An origin is a piece of an address, separated from the source before it by a space.
        let spaced = policy.map(|part| {
            if part.starts_with("http") { [" ", part].concat() } else { part.to_owned() }
        });
        let policy = HeaderValue::from_str(&spaced.concat());
        Ok(Self {
            widget_base: widget_base.to_owned(),
            endpoint: endpoint.to_owned(),
            policy: policy.map_err(|_| ShopError::Address(endpoint.to_owned()))?,
            orders: Mutex::default(),
        })
    }

    /// Takes an order and says where its confirmation is.
    fn take(&self, first_name: String, n_items: u32, lang: Lang, random: [u8; 16]) -> String {
        let (for_number, for_key) = random.split_at(4);
        let drawn = for_number.iter().fold(0, |sum: u32, byte| sum << 8 | u32::from(*byte));
        let letters = for_key.iter().filter_map(|byte| KEY_ALPHABET.get(usize::from(byte % 32)));
        let key: String = letters.map(|letter| char::from(*letter)).collect();
        // Six digits, as real shops have after some years.
        let number = 100_000 + drawn % 900_000;
        let place = format!("/shop/order-received/{number}?key=wc_order_{key}");
        let order = Order { number, key: format!("wc_order_{key}"), first_name, n_items, lang };
        let mut orders = self.orders.lock().unwrap_or_else(PoisonError::into_inner);
        if N_ORDERS_MAX <= orders.len() {
            orders.pop_front();
        }
        orders.push_back(order);
        place
    }

    fn find(&self, number: &str, key: &str) -> Option<Order> {
        let orders = self.orders.lock().unwrap_or_else(PoisonError::into_inner);
        let found = orders.iter().find(|o| o.number.to_string() == number && o.key == key);
        found.cloned()
    }

    /// A page under the shop's policy.
    fn page(&self, status: StatusCode, page: Markup) -> Response {
        let headers = [
            (header::CONTENT_SECURITY_POLICY, self.policy.clone()),
            (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        ];
        (status, headers, Html(page.into_string())).into_response()
    }
}

/// The origin of an address; empty for a path of this one.
fn origin(address: &str) -> Result<&str, ShopError> {
    let wrong = || ShopError::Address(address.to_owned());
    // Whatever could end the origin's place in the policy, or the attribute in the page, is none.
    if address.contains(|c: char| !c.is_ascii_graphic() || matches!(c, ';' | ',' | '"' | '\'')) {
        return Err(wrong());
    }
    if address.starts_with('/') && !address.starts_with("//") {
        return Ok("");
    }
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    let rest = rest.ok_or_else(wrong)?;
    let n_host = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let host_ends = address.len() - rest.len() + n_host;
    address.get(..host_ends).filter(|_| 0 < n_host).ok_or_else(wrong)
}

/// The quantity that was asked for; anything else is one, as a shop has it.
fn quantity(asked: &str) -> u32 {
    asked.parse().unwrap_or(1).clamp(1, N_ITEMS_MAX)
}

async fn stylesheet() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLESHEET)
}

async fn product(State(shop): State<Arc<Shop>>, Query(asked): Query<Asked>) -> Response {
    shop.page(StatusCode::OK, pages::product(Lang::of(&asked.lang)))
}

async fn checkout(State(shop): State<Arc<Shop>>, Query(asked): Query<Asked>) -> Response {
    let page = pages::checkout(Lang::of(&asked.lang), quantity(&asked.quantity));
    shop.page(StatusCode::OK, page)
}

async fn order(State(shop): State<Arc<Shop>>, Form(sent): Form<Checkout>) -> Response {
    let mut random = [0; 16];
    if let Err(error) = getrandom::fill(&mut random) {
        tracing::error!(%error, "no random numbers for an order");
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let first_name = sent.name.split_whitespace().next().unwrap_or_default();
    let first_name = first_name.chars().take(NAME_MAX).collect();
    let lang = Lang::of(&sent.lang);
    let place = shop.take(first_name, quantity(&sent.quantity), lang, random);
    // 303: reloading the confirmation does not order again.
    Redirect::to(&place).into_response()
}

async fn received(
    State(shop): State<Arc<Shop>>,
    Path(number): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let switched = Lang::named(&asked.lang);
    match shop.find(&number, &asked.key) {
        Some(order) => {
            let lang = switched.unwrap_or(order.lang);
            shop.page(StatusCode::OK, pages::received(&shop, &order, lang))
        }
        None => shop.page(StatusCode::NOT_FOUND, pages::unknown(switched.unwrap_or_default())),
    }
}

#[cfg(test)]
mod tests;
