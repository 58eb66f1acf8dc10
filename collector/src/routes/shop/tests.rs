//! What the demo shop promises.

use super::*;
use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

fn shop() -> Arc<Shop> {
    Arc::new(Shop::open("/aftersay", "/v1/submissions").unwrap())
}

async fn send(shop: &Arc<Shop>, request: Request<Body>) -> (Response, String) {
    let response = routes::<()>(Arc::clone(shop)).oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    (Response::from_parts(parts, Body::empty()), text)
}

async fn get_page(shop: &Arc<Shop>, place: &str) -> (Response, String) {
    send(shop, Request::get(place).body(Body::empty()).unwrap()).await
}

async fn buys(shop: &Arc<Shop>, form: &str) -> String {
    let request = Request::post("/shop/checkout")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(form.to_owned()))
        .unwrap();
    let (response, _) = send(shop, request).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER, "{form}");
    response.headers()[header::LOCATION].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn an_order_leads_to_a_confirmation_with_exactly_one_script_tag() {
    let shop = shop();
    let place = buys(&shop, "lang=en&quantity=2&name=Ada+Lovelace&email=a%40b.c&address=x").await;
    let number = place.strip_prefix("/shop/order-received/").unwrap();
    let (number, key) = number.split_once("?key=wc_order_").unwrap();
    assert!(number.len() == 6 && key.len() == 12, "{place}");

    let (response, page) = get_page(&shop, &place).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert!(page.contains("Thank you, <bdi>Ada</bdi>."), "{page}");
    assert!(!page.contains("Lovelace"));
    let tag = "<script async referrerpolicy=\"no-referrer\" src=\"/aftersay/aftersay.js\" \
               data-survey=\"after-delivery\" data-endpoint=\"/v1/submissions\" \
               data-order-value=\"49.80\" data-order-currency=\"EUR\" data-order-items=\"2\" \
               data-customer=\"new\"></script>";
    assert!(page.contains(tag), "{page}");
    assert_eq!(page.matches("<script").count(), 1);
}

#[tokio::test]
async fn what_a_buyer_types_is_shown_as_text() {
    let shop = shop();
    let place = buys(&shop, "name=%3Cscript%3Ealert(1)%3C%2Fscript%3E").await;
    let (_, page) = get_page(&shop, &place).await;
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "{page}");
    assert_eq!(page.matches("<script").count(), 1, "the widget's");
}

#[tokio::test]
async fn an_order_is_found_by_number_and_key_only() {
    let shop = shop();
    let place = buys(&shop, "name=Ada").await;
    let (path, _) = place.split_once('?').unwrap();
    let (_, key) = place.split_once('?').unwrap();
    let another = format!("/shop/order-received/1?{key}");
    for wrong in [path.to_owned(), format!("{path}?key=wc_order_guess"), another] {
        let (response, page) = get_page(&shop, &wrong).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{wrong}");
        assert!(!page.contains("Ada"), "{wrong}");
    }
}

#[tokio::test]
async fn the_language_is_carried_through_the_whole_order() {
    let shop = shop();
    for (lang, dir) in [("de", "ltr"), ("ar", "rtl"), ("en", "ltr")] {
        let opening = format!("<html lang=\"{lang}\" dir=\"{dir}\">");
        let carried = format!("name=\"lang\" value=\"{lang}\"");
        for place in [format!("/shop?lang={lang}"), format!("/shop/checkout?lang={lang}")] {
            let (_, page) = get_page(&shop, &place).await;
            assert!(page.contains(&opening) && page.contains(&carried), "{place}: {page}");
        }
        let (_, page) = get_page(&shop, &buys(&shop, &format!("lang={lang}&name=A")).await).await;
        assert!(page.contains(&opening), "{lang}: {page}");
    }
}

#[tokio::test]
async fn every_page_keeps_to_a_strict_policy() {
    let shop = shop();
    for place in ["/shop", "/shop/checkout", "/shop/order-received/1"] {
        let (response, page) = get_page(&shop, place).await;
        let policy = response.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; style-src 'self';"), "{policy}");
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
        assert!(!page.contains(" style=") && !page.contains("<style"), "{page}");
    }
}

#[test]
fn other_origins_are_allowed_by_name_and_nothing_else_is() {
    let shop = Shop::open("https://w.example:8/a/", "http://127.0.0.1:9/v1/submissions").unwrap();
    let policy = shop.policy.to_str().unwrap();
    let scripts = "script-src 'self' 'wasm-unsafe-eval' https://w.example:8; ";
    let connections = "connect-src 'self' https://w.example:8 http://127.0.0.1:9";
    assert!(policy.contains(scripts) && policy.ends_with(connections), "{policy}");
    for wrong in ["//w.example", "https://", "w.example", "/a; script-src *", "javascript:1", ""] {
        assert!(Shop::open(wrong, "/v1").is_err(), "{wrong}");
    }
}

#[test]
fn the_oldest_order_makes_room_for_the_newest() {
    let shop = shop();
    let place = |n: u16| {
        let mut random = [0; 16];
        random[2..4].copy_from_slice(&n.to_be_bytes());
        shop.take("A".to_owned(), 1, Lang::English, random)
    };
    for n in 0..=1000 {
        place(n);
    }
    assert_eq!(shop.orders.lock().unwrap().len(), N_ORDERS_MAX);
    assert_eq!(shop.find("100000", "wc_order_aaaaaaaaaaaa"), None);
    assert!(shop.find("100001", "wc_order_aaaaaaaaaaaa").is_some());
}
