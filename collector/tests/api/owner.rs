//! Who gets to the results, and who does not.

use crate::fixture::{Reply, TOKEN, TestCollector};
use axum::http::StatusCode;
use collector::limits::Limits;
use collector::owner::{Access, Bearer, Password, Scope};

const PASSWORD: &str = "correct horse battery staple";
const OURS: (&str, &str) = ("sec-fetch-site", "same-origin");
const HTTPS: (&str, &str) = ("x-forwarded-proto", "https");

async fn with_password() -> TestCollector {
    let access = Access::new(None, Some(Password::new(PASSWORD).unwrap()), Vec::new());
    TestCollector::start_with(access, Limits::default()).await
}

async fn tries(collector: &TestCollector, password: &str, headers: &[(&str, &str)]) -> Reply {
    let mut body = form_urlencoded::Serializer::new(String::new());
    let body = body.append_pair("next", "/dashboard/quick").append_pair("password", password);
    collector.send("POST", "/login", headers, &body.finish()).await
}

/// The cookie as a browser sends it back.
fn cookie(reply: &Reply) -> String {
    reply.header("set-cookie").unwrap().split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn the_owners_routes_are_closed_without_a_token() {
    let collector = TestCollector::start().await;
    let bearer = format!("Bearer {TOKEN}");
    let of_before = format!("aftersay_owner={TOKEN}");
    for (case, name, value, status) in [
        ("no token", "x-nothing", "", 401),
        ("another token", "authorization", "Bearer another-token-of-16", 401),
        ("another scheme", "authorization", TOKEN, 401),
        ("the token", "authorization", bearer.as_str(), 200),
        ("the token as a cookie", "cookie", of_before.as_str(), 401),
    ] {
        for path in ["/owner", "/owner-page", "/dashboard", "/v1/reports/quick", "/export"] {
            let reply = collector.send("GET", path, &[(name, value)], "").await;
            assert_eq!(reply.status.as_u16(), status, "{case} at {path}");
        }
    }
    assert_eq!(collector.get("/owner").await.problem(), "urn:aftersay:problem:unauthorised");
    let reply = collector.get("/owner-page?token=wrong").await;
    assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
    assert!(reply.header("set-cookie").is_none());
}

#[tokio::test]
async fn a_token_in_the_address_becomes_a_session_and_leaves_the_address() {
    let collector = TestCollector::start().await;
    let reply = collector.get(&format!("/owner-page?a=1&token={TOKEN}")).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER);
    assert_eq!(reply.header("location"), Some("/owner-page?a=1"));
    let set = reply.header("set-cookie").unwrap();
    assert!(set.ends_with("; HttpOnly; SameSite=Strict; Path=/; Max-Age=43200"), "{set}");
    assert!(!set.contains(TOKEN), "{set}");
    let cookie = cookie(&reply);
    for path in ["/owner", "/owner-page", "/v1/reports/quick"] {
        let reply = collector.send("GET", path, &[("cookie", &cookie)], "").await;
        assert_eq!(reply.status, StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn the_owner_signs_in_by_password_and_out_again() {
    let collector = with_password().await;
    let reply = collector.get("/dashboard/quick").await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER);
    assert_eq!(reply.header("location"), Some("/login?next=%2Fdashboard%2Fquick"));
    let page = collector.get("/login?next=%2Fdashboard%2Fquick").await;
    assert!(page.text().contains("value=\"/dashboard/quick\""), "{}", page.text());

    let reply = tries(&collector, PASSWORD, &[OURS, HTTPS]).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER);
    assert_eq!(reply.header("location"), Some("/dashboard/quick"));
    let set = reply.header("set-cookie").unwrap();
    assert!(set.starts_with("__Host-aftersay_owner=") && set.ends_with("; Secure"), "{set}");
    let cookie = cookie(&reply);
    let name = cookie.split('=').nth(1).unwrap();
    assert!(name.len() == 64 && name.bytes().all(|digit| digit.is_ascii_hexdigit()), "{name}");

    let signed_in = [("cookie", cookie.as_str()), HTTPS, OURS];
    let page = collector.send("GET", "/dashboard/quick", &signed_in, "").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("Sign out"));
    // A name that another host of the domain could have set is none over https.
    let plain = format!("aftersay_owner={name}");
    let reply = collector.send("GET", "/owner", &[("cookie", &plain), HTTPS], "").await;
    assert_eq!(reply.status, StatusCode::UNAUTHORIZED);

    let reply = collector.send("POST", "/logout", &signed_in, "").await;
    assert_eq!(reply.header("location"), Some("/login"));
    assert!(reply.header("set-cookie").unwrap().contains("Max-Age=0"));
    let reply = collector.send("GET", "/owner", &signed_in, "").await;
    assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "the session is gone, not only the cookie");
}

#[tokio::test]
async fn signing_in_leads_to_our_own_pages_only() {
    let collector = with_password().await;
    for next in ["//evil.example", "https://evil.example", "/dashboard.evil.example", "/logout"] {
        let page = collector.get(&format!("/login?next={next}")).await;
        assert!(page.text().contains("name=\"next\" value=\"/dashboard\""), "{next}");
    }
}

#[tokio::test]
async fn another_site_lets_the_owners_browser_do_nothing() {
    let collector = with_password().await;
    let signed_in = cookie(&tries(&collector, PASSWORD, &[OURS]).await);
    for site in [("sec-fetch-site", "cross-site"), ("origin", "null"), ("x-nothing", "")] {
        for path in ["/login", "/logout"] {
            let headers = [("cookie", signed_in.as_str()), ("host", "feedback.example"), site];
            let reply = collector.send("POST", path, &headers, "").await;
            assert_eq!(reply.problem(), "urn:aftersay:problem:cross-site", "{site:?} {path}");
        }
    }
    let reply = collector.send("GET", "/owner", &[("cookie", &signed_in)], "").await;
    assert_eq!(reply.status, StatusCode::OK, "still signed in");
}

#[tokio::test]
async fn whoever_guesses_is_soon_told_to_wait_and_others_are_not() {
    let collector = with_password().await;
    let from = |address| [OURS, ("x-forwarded-for", address)];
    for _ in 0..10 {
        let reply = tries(&collector, "wrong", &from("203.0.113.7")).await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
        assert!(reply.text().contains("That is not the password."));
    }
    let reply = tries(&collector, PASSWORD, &from("203.0.113.7")).await;
    assert_eq!(reply.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(reply.header("retry-after").is_some() && reply.header("set-cookie").is_none());
    assert!(reply.text().contains("Please try again later."), "{}", reply.text());
    let reply = tries(&collector, PASSWORD, &from("203.0.113.8")).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER);

    let collector = TestCollector::start().await;
    let from = ("x-forwarded-for", "203.0.113.7");
    for n in 0..12 {
        let wrong = [("authorization", "Bearer wrong"), from];
        let reply = collector.send("GET", "/owner", &wrong, "").await;
        assert_eq!(reply.status.as_u16(), if n < 10 { 401 } else { 429 }, "{n}");
    }
}

#[tokio::test]
async fn a_scripts_token_opens_what_it_is_for_and_no_page() {
    let (for_reports, report) = Bearer::drawn(vec![Scope::Report]);
    let (for_both, both) = Bearer::drawn(vec![Scope::Report, Scope::Export]);
    let access = Access::new(None, None, vec![report, both]);
    let collector = TestCollector::start_with(access, Limits::default()).await;
    for (token, path, status) in [
        (&for_reports, "/v1/reports/quick", 200),
        (&for_reports, "/export", 403),
        (&for_reports, "/owner", 403),
        (&for_reports, "/dashboard", 403),
        (&for_both, "/v1/reports/quick", 200),
        (&for_both, "/export", 200),
        (&for_both, "/owner", 403),
    ] {
        let bearer = format!("Bearer {token}");
        let reply = collector.send("GET", path, &[("authorization", &bearer)], "").await;
        assert_eq!(reply.status.as_u16(), status, "{path}");
    }
}
