//! What owners see of the answers, and what nobody else does.

use crate::fixture::{TestCollector, submission};
use axum::http::StatusCode;
use serde_json::json;

async fn collector_with(n_submissions: u8) -> TestCollector {
    let collector = TestCollector::start().await;
    for n in 0..n_submissions {
        assert_eq!(collector.post(&submission(n)).await.status, StatusCode::CREATED);
    }
    collector
}

#[tokio::test]
async fn a_report_tells_what_the_stored_answers_come_to() {
    let collector = collector_with(12).await;
    let report = collector.owner_gets("/v1/reports/quick").await;
    assert_eq!(report.status, StatusCode::OK);
    let report = report.json();
    assert_eq!(report["schema"], "aftersay.report/1");
    assert_eq!(report["n"], 12);
    assert_eq!(report["simulated"], false);
    assert_eq!(report["questions"]["recommend"]["counts"]["9"], 12);
    assert_eq!(report["questions"]["recommend"]["scores"]["nps"]["value"], 100);
    assert_eq!(report["comments"]["why"].as_array().unwrap().len(), 12);
}

#[tokio::test]
async fn too_few_answers_give_no_figure_and_no_comment_away() {
    let collector = collector_with(9).await;
    let report = collector.owner_gets("/v1/reports/quick").await.json();
    let hidden = json!({"kind": "nps", "hidden": true, "scores": null});
    assert_eq!(report["questions"]["recommend"], hidden);
    assert_eq!(report["comments"], json!({}));
    assert_eq!(report["warnings"][0]["code"], "too_few");
    for path in ["/dashboard", "/dashboard/quick"] {
        let page = collector.owner_gets(path).await.text();
        assert!(page.contains("Too few answers: 9 of 10."), "{path}: {page}");
        assert!(!page.contains("It is number"), "{path}: {page}");
    }
}

#[tokio::test]
async fn the_dashboard_shows_every_survey_under_a_strict_policy() {
    let collector = collector_with(12).await;
    let list = collector.owner_gets("/dashboard").await;
    let page = collector.owner_gets("/dashboard/quick").await;
    for (name, reply, told) in [
        ("list", &list, "href=\"/dashboard/other\""),
        ("page", &page, "NPS 100, with 95\u{a0}% certainty between"),
    ] {
        assert_eq!(reply.status, StatusCode::OK, "{name}");
        let policy = reply.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'; style-src 'self';"), "{policy}");
        assert!(reply.text().contains(told), "{name}: {}", reply.text());
    }
    let stylesheet = collector.get("/dashboard/dashboard.css").await;
    assert_eq!(stylesheet.header("content-type"), Some("text/css; charset=utf-8"));
}

#[tokio::test]
async fn results_are_for_the_owner_only() {
    let collector = collector_with(0).await;
    for path in ["/v1/reports/quick", "/v1/reports/nothing", "/dashboard", "/dashboard/quick"] {
        assert_eq!(collector.get(path).await.status, StatusCode::UNAUTHORIZED, "{path}");
    }
}

#[tokio::test]
async fn a_survey_that_is_none_has_no_report() {
    let collector = collector_with(0).await;
    for path in ["/v1/reports/nothing", "/dashboard/nothing"] {
        assert_eq!(collector.owner_gets(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_scheme_that_is_none_is_refused_by_its_place() {
    let collector = collector_with(12).await;
    for scheme in ["path", "centroid", "factorial"] {
        let report = collector.owner_gets(&format!("/v1/reports/quick?scheme={scheme}")).await;
        assert_eq!(report.status, StatusCode::OK, "{scheme}");
    }
    for path in ["/v1/reports/quick", "/dashboard/quick"] {
        let refused = collector.owner_gets(&format!("{path}?scheme=best")).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{path}");
        assert_eq!(refused.problem(), "urn:aftersay:problem:wrong-option", "{path}");
        let told = "/scheme: \"best\" is not one of path, centroid, factorial";
        assert_eq!(refused.json()["detail"], told, "{path}");
    }
}
