//! The HTTP face of the collector: what senders, shop pages and owners get back.

// Always true here: it tells the linter that helpers may unwrap, as tests may.
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod killed;
#[cfg(test)]
mod reports;
#[cfg(test)]
mod statistics;

use axum::http::StatusCode;
use fixture::{Reply, TestCollector, submission};
use serde_json::json;

#[tokio::test]
async fn a_submission_is_stored_once_and_a_repeat_gets_200() {
    let collector = TestCollector::start().await;
    assert_eq!(collector.post(&submission(1)).await.status, StatusCode::CREATED);
    assert_eq!(collector.post(&submission(1)).await.status, StatusCode::OK);
    assert_eq!(collector.stored().await, [submission(1)]);
}

#[tokio::test]
async fn a_partial_is_completed_by_the_same_id() {
    let collector = TestCollector::start().await;
    let whole = submission(1);
    let mut partial = whole.clone();
    partial["complete"] = false.into();
    partial["answers"] = json!({"recommend": 9});
    partial["scores"] = json!({"nps": 1});
    assert_eq!(collector.post(&partial).await.status, StatusCode::CREATED);
    assert_eq!(collector.post(&whole).await.status, StatusCode::OK);
    assert_eq!(collector.stored().await, std::slice::from_ref(&whole));
    // One that was held up on the way does not undo it.
    assert_eq!(collector.post(&partial).await.status, StatusCode::OK);
    assert_eq!(collector.stored().await, [whole]);
}

#[tokio::test]
async fn an_id_that_comes_twice_at_the_same_time_is_kept_once() {
    let collector = TestCollector::start().await;
    let (one, same) = (submission(1), submission(1));
    let posts = (0..64).map(|n| collector.post(if n % 2 == 0 { &one } else { &same }));
    let replies = futures_util::future::join_all(posts).await;
    let n_created = replies.iter().filter(|reply| reply.status == StatusCode::CREATED).count();
    assert_eq!(n_created, 1);
    assert!(replies.iter().all(|reply| reply.status.is_success()));
    assert_eq!(collector.stored().await.len(), 1);
}

#[tokio::test]
async fn an_id_is_not_taken_for_another_survey() {
    let collector = TestCollector::start().await;
    assert_eq!(collector.post(&submission(1)).await.status, StatusCode::CREATED);
    let mut other = submission(1);
    other["survey"] = "other".into();
    let reply = collector.post(&other).await;
    assert_eq!(reply.status, StatusCode::CONFLICT);
    assert_eq!(reply.problem(), "urn:aftersay:problem:conflict");
}

#[tokio::test]
async fn every_reason_is_told() {
    let collector = TestCollector::start().await;
    let mut wrong = submission(1);
    wrong["id"] = "4711".into();
    wrong["answers"] = json!({"recommend": 11, "nobody": 1, "why": ["?"]});
    wrong["scores"] = json!({"nps": 2});
    wrong["context"] = json!({"order_value": "49.90 EUR"});
    let reply = collector.post(&wrong).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(reply.header("content-type"), Some("application/problem+json"));
    insta::assert_json_snapshot!(reply.json());
}

#[tokio::test]
async fn a_body_that_says_no_survey_is_told_what_is_missing() {
    let collector = TestCollector::start().await;
    for body in [r#"{"survey":"quick"}"#, "[]", "null", "7"] {
        let reply = collector.send("POST", "/v1/submissions", &[], body).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert!(!reply.json()["errors"].as_array().unwrap().is_empty(), "{body}");
    }
}

#[tokio::test]
async fn a_refusal_has_its_kind_and_its_status() {
    let collector = TestCollector::start().await;
    let (mut unknown, mut version) = (submission(1), submission(1));
    unknown["survey"] = "nobody".into();
    version["version"] = 9.into();
    let large = format!("\"{}\"", "x".repeat(64 * 1024));
    let deep = "[".repeat(5000);
    let (post, get) = ("POST", "GET");
    for (case, method, path, body, status, kind) in [
        ("not JSON", post, "/v1/submissions", "{", 400, "not-json"),
        ("nothing", post, "/v1/submissions", "", 400, "not-json"),
        ("too deep", post, "/v1/submissions", &deep, 400, "not-json"),
        ("too large", post, "/v1/submissions", &large, 413, "too-large"),
        ("unknown survey", post, "/v1/submissions", &unknown.to_string(), 404, "unknown-survey"),
        ("unknown version", post, "/v1/submissions", &version.to_string(), 404, "unknown-survey"),
        ("no such survey", get, "/v1/surveys/nobody", "", 404, "unknown-survey"),
        ("nothing there", get, "/nowhere", "", 404, "not-found"),
        ("another method", get, "/v1/submissions", "", 405, "not-allowed"),
    ] {
        let reply = collector.send(method, path, &[], body).await;
        assert_eq!(reply.status.as_u16(), status, "{case}");
        assert_eq!(reply.problem(), format!("urn:aftersay:problem:{kind}"), "{case}");
        assert_eq!(reply.json()["status"], status, "{case}");
    }
    let metrics = collector.get("/metrics").await.text();
    assert!(metrics.contains("aftersay_refused_total{problem=\"not-json\"} 3\n"), "{metrics}");
}

#[tokio::test]
async fn a_submission_is_taken_under_any_content_type() {
    let collector = TestCollector::start().await;
    for (n, kind) in [(1, "text/plain;charset=UTF-8"), (2, "application/json"), (3, "a/b")] {
        let headers = [("content-type", kind)];
        let body = submission(n).to_string();
        let reply = collector.send("POST", "/v1/submissions", &headers, &body).await;
        assert_eq!(reply.status, StatusCode::CREATED, "{kind}");
    }
}

#[tokio::test]
async fn only_the_shops_own_origins_may_read_the_reply() {
    let collector = TestCollector::start().await;
    let body = submission(1).to_string();
    for (origin, allowed) in [
        ("https://shop.example", true),
        ("https://www.shop.example", true),
        ("https://shop.example.evil.example", false),
        ("http://shop.example", false),
        ("https://evil.example", false),
        ("null", false),
    ] {
        for method in ["POST", "OPTIONS"] {
            let headers = [("origin", origin), ("access-control-request-method", "POST")];
            let reply = collector.send(method, "/v1/submissions", &headers, &body).await;
            let named = reply.header("access-control-allow-origin");
            assert_eq!(named, allowed.then_some(origin), "{method} from {origin}");
            assert!(reply.header("vary").unwrap_or_default().contains("origin"), "{origin}");
            assert!(reply.status.is_success(), "{method} from {origin}");
        }
    }
    // Refusals too, or a shop's own page could not read what it did wrong.
    let headers = [("origin", "https://shop.example")];
    let reply = collector.send("POST", "/v1/submissions", &headers, "{").await;
    assert_eq!(reply.header("access-control-allow-origin"), Some("https://shop.example"));
}

#[tokio::test]
async fn free_text_is_scrubbed_again_by_the_collector() {
    let collector = TestCollector::start().await;
    let mut told = submission(1);
    told["answers"]["why"] = "Late. Write to me@example.com".into();
    assert_eq!(collector.post(&told).await.status, StatusCode::CREATED);
    assert_eq!(collector.stored().await[0]["answers"]["why"], "Late. Write to [email]");
}

#[tokio::test]
async fn stored_rows_keep_no_order_and_no_time_finer_than_a_day() {
    let collector = TestCollector::start().await;
    // The later its number, the smaller its id: in the order of arrival they would come reversed.
    for n in (1..=40).rev() {
        assert_eq!(collector.post(&submission(n)).await.status, StatusCode::CREATED);
    }
    let rows = collector.rows().await;
    assert_eq!(rows.len(), 40);
    assert!(rows.is_sorted_by_key(|row| row["id"].to_string()), "{rows:?}");
    let columns = ["body", "complete", "day", "id", "simulated", "survey", "version"];
    for row in &rows {
        let names: Vec<_> = row.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(names, columns);
        let day = row["day"].as_str().unwrap();
        assert!(day.len() == 10 && day.parse::<jiff::civil::Date>().is_ok(), "{day}");
        assert!(!row["body"].as_str().unwrap().contains("\"id\""));
    }
    // No hidden running number either.
    assert!(collector.query("SELECT rowid FROM submissions").await.is_err());
}

#[tokio::test]
async fn what_was_acknowledged_is_there_after_the_store_is_opened_again() {
    let collector = TestCollector::start().await;
    let sent: Vec<_> = (1..=64).map(submission).collect();
    let replies = futures_util::future::join_all(sent.iter().map(|one| collector.post(one))).await;
    assert!(replies.iter().all(|reply| reply.status == StatusCode::CREATED));
    let collector = collector.restart().await;
    assert_eq!(collector.stored().await, sent);
}

#[tokio::test]
async fn a_survey_is_sent_in_its_highest_version_to_everybody_and_only_when_it_changed() {
    let collector = TestCollector::start().await;
    let reply = collector.get("/v1/surveys/quick").await;
    assert_eq!(reply.status, StatusCode::OK);
    assert_eq!(reply.json()["version"], 2);
    assert_eq!(reply.header("access-control-allow-origin"), Some("*"));
    assert_eq!(reply.header("content-type"), Some("application/json"));
    assert_eq!(reply.header("cache-control"), Some("public, max-age=300"));
    let etag = reply.header("etag").unwrap().to_owned();
    for (tags, status) in
        [(etag.clone(), 304), (format!("\"x\", W/{etag}"), 304), ("\"x\"".to_owned(), 200)]
    {
        let held = [("if-none-match", tags.as_str())];
        let reply = collector.send("GET", "/v1/surveys/quick", &held, "").await;
        assert_eq!(reply.status.as_u16(), status, "{tags}");
    }
    // The version before still takes answers.
    let mut old = submission(1);
    old["version"] = 1.into();
    assert_eq!(collector.post(&old).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn the_widget_is_served_to_every_page_under_its_content_types_and_nothing_else_is() {
    let collector = TestCollector::start().await;
    for (path, kind) in [
        ("/aftersay/aftersay.js", "text/javascript; charset=utf-8"),
        ("/aftersay/aftersay.mjs", "text/javascript; charset=utf-8"),
        ("/aftersay/aftersay_bg.wasm", "application/wasm"),
        ("/aftersay/locales/de.json", "application/json"),
    ] {
        let reply = collector.get(path).await;
        assert_eq!(reply.status, StatusCode::OK, "{path}");
        assert_eq!(reply.header("content-type"), Some(kind), "{path}");
        assert_eq!(reply.header("access-control-allow-origin"), Some("*"), "{path}");
        assert_eq!(reply.header("cross-origin-resource-policy"), Some("cross-origin"), "{path}");
        assert_eq!(reply.header("cache-control"), Some("no-cache"), "{path}");
    }
    for path in [
        "/aftersay/../surveys/quick.json",
        "/aftersay/%2e%2e/surveys/quick.json",
        "/aftersay//etc/passwd",
        "/aftersay/.hidden",
        "/aftersay/locales",
    ] {
        assert_eq!(collector.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn the_builder_stands_beside_the_widget_under_a_policy_that_it_states_itself() {
    let collector = TestCollector::start().await;
    let reply = collector.get("/builder").await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER);
    assert_eq!(reply.header("location"), Some("/aftersay/builder/"));
    for (path, (_, page)) in ["", "preview.html"].into_iter().zip(fixture::BUILDER) {
        let reply = collector.get(&format!("/aftersay/builder/{path}")).await;
        assert_eq!(reply.text(), page);
        let policy = reply.header("content-security-policy").unwrap().to_owned();
        assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval'; "), "{policy}");
        assert!(policy.contains("connect-src 'self'; "), "{policy}");
        // Where only files are served, the page has to say all that a page can say.
        let stated = page.split("Content-Security-Policy\" content=\"").nth(1).unwrap();
        for directive in stated.split('"').next().unwrap().split("; ") {
            assert!(policy.contains(directive), "{directive} is not in {policy}");
        }
    }
}

#[tokio::test]
async fn owner_routes_are_closed_without_the_token() {
    let collector = TestCollector::start().await;
    let token = fixture::TOKEN;
    let (bearer, cookie) = (format!("Bearer {token}"), format!("a=b; aftersay_owner={token}"));
    for (case, name, value, status) in [
        ("no token", "x-nothing", "", 401),
        ("another token", "authorization", "Bearer another-token-of-16", 401),
        ("another scheme", "authorization", token, 401),
        ("the token", "authorization", bearer.as_str(), 200),
        ("the cookie", "cookie", cookie.as_str(), 200),
        ("another cookie", "cookie", "aftersay_owner=x", 401),
    ] {
        for path in ["/owner", "/owner-page"] {
            let reply = collector.send("GET", path, &[(name, value)], "").await;
            assert_eq!(reply.status.as_u16(), status, "{case} at {path}");
        }
    }
    let reply = collector.get("/owner").await;
    assert_eq!(reply.problem(), "urn:aftersay:problem:unauthorised");
    let reply = collector.get("/owner-page?token=wrong").await;
    assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
    assert!(reply.header("content-security-policy").is_some());
    assert!(reply.header("set-cookie").is_none());
}

#[tokio::test]
async fn a_token_in_the_address_becomes_a_cookie_and_leaves_the_address() {
    let collector = TestCollector::start().await;
    let token = fixture::TOKEN;
    let reply = collector.get(&format!("/owner-page?a=1&token={token}")).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER);
    assert_eq!(reply.header("location"), Some("/owner-page?a=1"));
    let cookie = reply.header("set-cookie").unwrap();
    assert_eq!(cookie, format!("aftersay_owner={token}; HttpOnly; SameSite=Strict; Path=/"));
}

#[tokio::test]
async fn every_reply_tells_browsers_to_guess_nothing_and_to_pass_no_referrer_on() {
    let collector = TestCollector::start().await;
    for path in ["/healthz", "/readyz", "/metrics", "/v1/surveys/quick", "/nowhere"] {
        let reply = collector.get(path).await;
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(reply.header("referrer-policy"), Some("no-referrer"), "{path}");
    }
}

#[tokio::test]
async fn a_store_that_is_closed_is_told_as_not_ready_and_nothing_is_lost() {
    let collector = TestCollector::start().await;
    assert_eq!(collector.get("/readyz").await.status, StatusCode::OK);
    collector.close().await;
    assert_eq!(collector.get("/readyz").await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(collector.get("/healthz").await.status, StatusCode::OK);
    let reply: Reply = collector.post(&submission(1)).await;
    assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(reply.problem(), "urn:aftersay:problem:busy");
    assert!(reply.header("retry-after").is_some());
}

#[tokio::test]
async fn an_address_of_a_store_that_is_none_is_told_without_its_password() {
    for (url, told) in [
        ("mysql://me:secret@host/db", "the store \"mysql:…\" is not known, allowed is sqlite:FILE"),
        ("sqlite:", "names no file"),
        ("sqlite:/nowhere/at/all.db", "the SQLite file /nowhere/at/all.db cannot be opened"),
    ] {
        let error = collector::store::Store::open(url).await.unwrap_err().to_string();
        assert!(error.contains(told) && !error.contains("secret"), "{url}: {error}");
    }
}
