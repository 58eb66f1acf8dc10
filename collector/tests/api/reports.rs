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
async fn a_report_is_split_by_the_field_that_was_asked_for() {
    let collector = TestCollector::start().await;
    for n in 0..59 {
        let mut said = submission(n);
        let items = match n {
            0..40 => "1",
            40..52 => "2-3",
            _ => "10+",
        };
        said["context"] = json!({"items": items, "customer": "new"});
        assert_eq!(collector.post(&said).await.status, StatusCode::CREATED);
    }
    let report = collector.owner_gets("/v1/reports/quick?by=items").await.json();
    let groups = report["groups"].as_array().unwrap();
    assert_eq!(groups.len(), 3);
    assert_eq!(groups[0]["by"], "items");
    assert_eq!((&groups[0]["value"], &groups[0]["n"]), (&json!("1"), &json!(40)));
    assert_eq!(groups[0]["questions"]["recommend"]["scores"]["nps"]["value"], 100);
    assert_eq!(groups[1], json!({"by": "items", "value": "2-3", "hidden": true}));
    assert_eq!(groups[2], json!({"by": "items", "value": "10+", "hidden": true}));
    for (by, value) in [("lang", "de"), ("version", "2"), ("customer", "new")] {
        let report = collector.owner_gets(&format!("/v1/reports/quick?by={by}")).await.json();
        let groups = report["groups"].as_array().unwrap();
        assert_eq!(groups.len(), 1, "{by}");
        assert_eq!((&groups[0]["value"], &groups[0]["n"]), (&json!(value), &json!(59)), "{by}");
    }
    let told = collector.owner_gets("/v1/reports/quick?by=order_value").await.json();
    assert_eq!(told["groups"][0]["value"], json!(null), "the pages did not tell it");
    let page = collector.owner_gets("/dashboard/quick?by=items").await.text();
    assert!(page.contains("By number of items") && page.contains("hidden, so that"), "{page}");
}

#[tokio::test]
async fn a_report_is_about_the_days_that_were_asked_for_unless_that_tells_on_few() {
    let collector = collector_with(40).await;
    let today = collector::store::today();
    let report = collector.owner_gets(&format!("/v1/reports/quick?from={today}")).await.json();
    assert_eq!((&report["n"], &report["from"]), (&json!(40), &json!(today.to_string())));
    assert_eq!(report["comments"], json!({}), "comments have no day");

    // Some of them came long ago: 20, or too few to be all less the others.
    for (older, n, status) in [("hex(id) < 'EC'", 20, 200), ("hex(id) < 'DD'", 35, 400)] {
        let collector = collector_with(40).await;
        let sql = format!(
            "DELETE FROM statistics; DELETE FROM comments;
             UPDATE submissions SET day = '2020-01-01' WHERE {older};
             INSERT INTO uncounted SELECT survey, version, id FROM submissions"
        );
        collector.query(sql.leak()).await.unwrap();
        assert_eq!(collector.recount().await, 40);
        let reply = collector.owner_gets(&format!("/v1/reports/quick?from={today}")).await;
        assert_eq!(reply.status.as_u16(), status, "{older}");
        if status == 200 {
            assert_eq!(reply.json()["n"], n, "{older}");
        } else {
            assert_eq!(reply.problem(), "urn:aftersay:problem:bad-query");
            let told = reply.json()["detail"].as_str().unwrap().to_owned();
            assert!(told.contains("leaves out fewer than 10"), "{told}");
        }
        let before = format!("/v1/reports/quick?from={today}&against=2019-12-01..2020-01-31");
        let reply = collector.owner_gets(&before).await;
        assert_eq!(reply.status.as_u16(), status, "{older}");
    }
}

#[tokio::test]
async fn a_query_that_is_none_is_told_what_is() {
    let collector = collector_with(0).await;
    for (query, told) in [
        (
            "by=day",
            "by \"day\" is nothing to split by, allowed are order_value, items, customer, lang, version",
        ),
        ("from=1.11.2026", "from \"1.11.2026\" is not a day, allowed are days such as 2026-11-22"),
        ("scheme=best", "scheme \"best\" is none, allowed are path, centroid, factorial"),
        (
            "until=2026-11-01",
            "\"until\" is no option of a report, allowed are by, from, to, against, scheme",
        ),
    ] {
        for path in ["/v1/reports/quick", "/dashboard/quick"] {
            let reply = collector.owner_gets(&format!("{path}?{query}")).await;
            assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{path}?{query}");
            assert_eq!(reply.problem(), "urn:aftersay:problem:bad-query");
            assert_eq!(reply.json()["detail"], told);
        }
    }
}
