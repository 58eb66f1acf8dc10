//! What strangers cannot do, whatever they send.

use crate::fixture::{TOKEN, TestCollector, submission};
use axum::http::StatusCode;
use collector::limits::Limits;
use collector::owner::{Access, Token};
use collector::serving::HEAD_MAX_TIME;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

#[tokio::test]
async fn every_reply_of_every_route_tells_browsers_to_be_careful() {
    let collector = TestCollector::start().await;
    let bearer = format!("Bearer {TOKEN}");
    let posted = submission(1).to_string();
    let ours = [("authorization", bearer.as_str()), ("sec-fetch-site", "same-origin")];
    // Whether a page shows, which says what it loads; and whether other origins may load it.
    let (page, bare, public) = (true, false, true);
    for (method, path, body, status, is_page, is_public) in [
        ("GET", "/healthz", "", 200, bare, false),
        ("GET", "/readyz", "", 200, bare, false),
        ("GET", "/metrics", "", 200, bare, false),
        ("POST", "/v1/submissions", posted.as_str(), 201, bare, false),
        ("POST", "/v1/submissions", "{", 400, bare, false),
        ("GET", "/v1/submissions", "", 405, bare, false),
        ("GET", "/v1/surveys/quick", "", 200, bare, public),
        ("GET", "/v1/surveys/nobody", "", 404, bare, false),
        ("GET", "/aftersay/aftersay.js", "", 200, bare, public),
        ("GET", "/aftersay/nothing", "", 404, bare, false),
        ("GET", "/s/quick", "", 200, page, false),
        ("POST", "/s/quick", "", 200, page, false),
        ("GET", "/s/quick/thanks", "", 200, page, false),
        ("GET", "/s/nobody", "", 404, page, false),
        ("GET", "/s/page.css", "", 200, bare, false),
        ("GET", "/s/page.js", "", 200, bare, false),
        ("GET", "/v1/reports/quick", "", 200, bare, false),
        ("GET", "/v1/reports/quick?by=nothing", "", 400, bare, false),
        ("GET", "/dashboard", "", 200, page, false),
        ("GET", "/dashboard/quick", "", 200, page, false),
        ("GET", "/dashboard/nobody", "", 404, bare, false),
        ("GET", "/dashboard/dashboard.css", "", 200, bare, false),
        ("GET", "/login", "", 200, page, false),
        ("POST", "/login", "password=x", 401, page, false),
        ("POST", "/logout", "", 303, bare, false),
        ("GET", "/shop", "", 200, page, false),
        ("GET", "/shop/checkout", "", 200, page, false),
        ("POST", "/shop/checkout", "name=x", 415, bare, false),
        ("GET", "/shop/order-received/1", "", 404, page, false),
        ("GET", "/shop/shop.css", "", 200, bare, false),
        ("GET", "/nowhere", "", 404, bare, false),
    ] {
        let reply = collector.send(method, path, &ours, body).await;
        let case = format!("{method} {path}");
        assert_eq!(reply.status.as_u16(), status, "{case}");
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"), "{case}");
        assert_eq!(reply.header("x-frame-options"), Some("DENY"), "{case}");
        let opener = reply.header("cross-origin-opener-policy");
        assert_eq!(opener, Some("same-origin"), "{case}");
        let resource = if is_public { "cross-origin" } else { "same-origin" };
        assert_eq!(reply.header("cross-origin-resource-policy"), Some(resource), "{case}");
        let referrer = reply.header("referrer-policy").unwrap();
        assert!(["no-referrer", "same-origin"].contains(&referrer), "{case}: {referrer}");
        let policy = reply.header("content-security-policy").unwrap();
        for held in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"] {
            assert!(policy.contains(held), "{case}: {policy}");
        }
        for loose in ["'unsafe-inline'", "'unsafe-eval'", "*", "http:", "https:"] {
            assert!(!policy.contains(loose), "{case}: {policy}");
        }
        assert_eq!(policy.contains("style-src 'self'"), is_page, "{case}: {policy}");
        if is_page {
            assert_eq!(reply.header("cache-control"), Some("no-store"), "{case}");
            assert!(!reply.text().contains("style="), "{case}");
        }
    }
}

#[tokio::test]
async fn whoever_sends_without_end_is_told_to_wait_before_anything_is_read() {
    let access = || Access::by_token(Token::new(TOKEN).unwrap());
    let collector = TestCollector::start_with(access(), Limits::new(3, 100)).await;
    let from = |address| [("x-forwarded-for", address)];
    let send = async |address, n| {
        let body = submission(n).to_string();
        collector.send("POST", "/v1/submissions", &from(address), &body).await
    };
    for n in 1..=3 {
        assert_eq!(send("203.0.113.7", n).await.status, StatusCode::CREATED);
    }
    let reply = send("203.0.113.7", 4).await;
    assert_eq!(reply.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(reply.problem(), "urn:aftersay:problem:too-many");
    let wait: u64 = reply.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    let reply = collector.send("POST", "/v1/submissions", &from("203.0.113.7"), "{").await;
    assert_eq!(reply.status, StatusCode::TOO_MANY_REQUESTS, "and not that it is no JSON");
    let reply =
        collector.send("POST", "/s/quick", &from("203.0.113.7"), ".version=2&.shown=0.0+1.0").await;
    assert_eq!(reply.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(reply.text().contains("<form"), "{}", reply.text());
    assert_eq!(send("203.0.113.8", 4).await.status, StatusCode::CREATED, "another one");
    for n in 5..=20 {
        assert_eq!(collector.post(&submission(n)).await.status, StatusCode::CREATED, "ourselves");
    }
}

#[tokio::test]
async fn a_survey_takes_no_more_in_a_day_than_its_quota() {
    let access = Access::by_token(Token::new(TOKEN).unwrap());
    let collector = TestCollector::start_with(access, Limits::new(0, 2)).await;
    for (n, status) in [(1, 201), (2, 201), (3, 429)] {
        assert_eq!(collector.post(&submission(n)).await.status.as_u16(), status);
    }
    let mut other = submission(4);
    other["survey"] = "other".into();
    assert_eq!(collector.post(&other).await.status, StatusCode::CREATED);
}

/// Sends the beginning of a request and waits for the end of the connection, in a time that passes as
/// soon as nothing else happens.
async fn waits(collector: &TestCollector, beginning: &str) -> String {
    let mut stream = TcpStream::connect(collector.listens().await).await.unwrap();
    stream.write_all(beginning.as_bytes()).await.unwrap();
    tokio::time::pause();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).await.unwrap();
    reply
}

#[tokio::test]
async fn whoever_never_finishes_saying_what_they_want_is_hung_up_on() {
    let collector = TestCollector::start().await;
    let start = tokio::time::Instant::now();
    assert_eq!(waits(&collector, "GET /healthz HTTP/1.1\r\nhost: x\r\nx-slow: ").await, "");
    assert!(HEAD_MAX_TIME <= start.elapsed());
}

#[tokio::test]
async fn a_body_that_never_ends_is_given_up() {
    let collector = TestCollector::start().await;
    let head = "POST /v1/submissions HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{";
    let reply = waits(&collector, head).await;
    assert!(reply.starts_with("HTTP/1.1 408 "), "{reply}");
}

#[tokio::test]
async fn whoever_asks_on_and_on_and_reads_no_reply_is_hung_up_on() {
    let collector = TestCollector::start().await;
    let mut stream = TcpStream::connect(collector.listens().await).await.unwrap();
    tokio::time::pause();
    // Once nobody reads, nobody can write either, and then time passes.
    let asks = async {
        while stream.write_all(b"GET /metrics HTTP/1.1\r\nhost: x\r\n\r\n").await.is_ok() {}
    };
    let hung_up = tokio::time::timeout(Duration::from_hours(1), asks).await;
    assert!(hung_up.is_ok(), "its replies still wait for it");
}

#[tokio::test]
async fn beyond_so_many_connections_the_next_one_waits_until_another_has_gone() {
    let collector = TestCollector::start().await;
    let address = collector.listens_to(2).await;
    let asks = async || {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
        stream
    };
    let reads = async |stream: &mut TcpStream| {
        let mut reply = [0; 12];
        stream.read_exact(&mut reply).await.unwrap();
        assert_eq!(&reply, b"HTTP/1.1 200");
    };
    let (mut one, mut other, mut next) = (asks().await, asks().await, asks().await);
    reads(&mut one).await;
    reads(&mut other).await;
    tokio::time::pause();
    // Time passes once nothing else happens; the two are not hung up on by then.
    let early = tokio::time::timeout(HEAD_MAX_TIME / 2, next.readable()).await;
    assert!(early.is_err(), "it was answered beside two others");
    drop(one);
    reads(&mut next).await;
}

#[tokio::test]
async fn a_request_that_says_too_much_is_refused() {
    let collector = TestCollector::start().await;
    let mut stream = TcpStream::connect(collector.listens().await).await.unwrap();
    let head = format!("GET /healthz HTTP/1.1\r\nx-large: {}\r\n\r\n", "x".repeat(20_000));
    // The other end may hang up before it has read all.
    let _ = stream.write_all(head.as_bytes()).await;
    let mut reply = [0; 12];
    stream.read_exact(&mut reply).await.unwrap();
    assert_eq!(&reply, b"HTTP/1.1 431");
}
