//! Visitors take their answers back, by the code that only they have.

use crate::fixture::{Reply, TestCollector, submission};
use aftersay::wire::SubmissionId;
use axum::http::StatusCode;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// A code as the widget draws one, and the id that it gives a submission.
fn code(n: usize) -> (String, String) {
    let alphabet = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    let mut values: Vec<_> = (0..26).map(|at| (at * 7 + n / [1, 32, 1024][at % 3]) % 32).collect();
    let check = values.iter().fold(0, |sum, value| (sum * 32 + value) % 1021);
    values.extend([check / 32, check % 32]);
    let code: String = values.iter().map(|value| char::from(alphabet[*value])).collect();
    let hash: [u8; 32] = Sha256::digest(&code).into();
    let id = SubmissionId::derived(hash[..16].try_into().unwrap());
    (code, id.to_string())
}

/// A submission under a code: with a comment of its own, to the end or not.
fn under(n: usize, complete: bool) -> Value {
    let mut said = submission(u8::try_from(n).unwrap());
    said["id"] = code(n).1.into();
    if !complete {
        said["complete"] = false.into();
        said["lang"] = "fr".into();
        said["answers"] = json!({"recommend": 2, "why": "It was late."});
        said["scores"] = json!({"nps": -1});
    }
    said
}

async fn takes_back(collector: &TestCollector, code: &str) -> Reply {
    let code = code.replace(' ', "+");
    collector.send("POST", "/s/withdraw", &[FORM], &format!("code={code}")).await
}

/// All that the file holds, but for what is withdrawn and the random keys of comments.
async fn held(collector: &TestCollector) -> [Vec<Value>; 5] {
    let all = |sql| async move { collector.query(sql).await.unwrap() };
    [
        all("SELECT hex(id) AS id, day, body FROM submissions").await,
        all("SELECT survey, field, day, version, value, tally FROM statistics").await,
        all("SELECT hex(id) AS id, question, text FROM comments ORDER BY 1, 2").await,
        all("SELECT hex(id) AS id FROM unfinished").await,
        all("SELECT hex(id) AS id FROM uncounted").await,
    ]
}

/// The report, with its comments in an order.
async fn report(collector: &TestCollector) -> Value {
    let mut report = collector.report().await;
    let why = report["comments"]["why"].as_array_mut().unwrap();
    why.sort_by_key(|comment| comment.as_str().unwrap().to_owned());
    report
}

#[tokio::test]
async fn a_report_after_a_withdrawal_is_the_one_that_never_had_the_answer() {
    for (case, complete, counted) in [
        ("finished", true, true),
        ("unfinished", false, true),
        ("finished, not counted yet", true, false),
        ("unfinished, not counted yet", false, false),
    ] {
        let (with, without) = (TestCollector::start().await, TestCollector::start().await);
        for n in 1..20 {
            assert_eq!(with.post(&submission(n)).await.status, StatusCode::CREATED);
            assert_eq!(without.post(&submission(n)).await.status, StatusCode::CREATED);
        }
        assert_eq!(with.post(&under(77, complete)).await.status, StatusCode::CREATED);
        if !counted {
            let forget = "DELETE FROM statistics; DELETE FROM comments; DELETE FROM unfinished;
                INSERT INTO uncounted SELECT survey, version, id FROM submissions";
            with.query(forget).await.unwrap();
        }
        let reply = takes_back(&with, &code(77).0).await;
        assert_eq!(reply.status, StatusCode::OK, "{case}: {}", reply.text());
        if !counted {
            assert_eq!(with.recount().await, 19, "{case}");
        }
        assert_eq!(held(&with).await, held(&without).await, "{case}");
        assert_eq!(report(&with).await, report(&without).await, "{case}");
        assert_eq!(with.agrees().await, 19, "{case}");
    }
}

#[tokio::test]
async fn what_was_taken_back_does_not_come_again() {
    let collector = TestCollector::start().await;
    collector.post(&submission(1)).await;
    assert_eq!(collector.post(&under(7, false)).await.status, StatusCode::CREATED);
    takes_back(&collector, &code(7).0).await;
    let before = held(&collector).await;
    // A retry that was held up, the rest of the visit, and both again after a restart.
    for said in [under(7, false), under(7, true)] {
        assert_eq!(collector.post(&said).await.status, StatusCode::OK);
    }
    let collector = collector.restart().await;
    let both = [under(7, true), submission(2)];
    let replies = futures_util::future::join_all(both.iter().map(|said| collector.post(said)));
    let replies: Vec<_> = replies.await.iter().map(|reply| reply.status).collect();
    assert_eq!(replies, [StatusCode::OK, StatusCode::CREATED], "others of the batch are kept");
    assert_eq!(takes_back(&collector, &code(7).0).await.status, StatusCode::OK);
    assert_eq!(collector.agrees().await, 2);
    assert_eq!(held(&collector).await[0].len(), before[0].len() + 1);
}

#[tokio::test]
async fn a_code_that_nothing_came_under_gets_the_same_answer() {
    let collector = TestCollector::start().await;
    collector.post(&under(7, true)).await;
    let known = takes_back(&collector, &code(7).0).await;
    let spaced = code(8).0.to_lowercase().chars().flat_map(|c| [c, ' ']).collect::<String>();
    let unknown = takes_back(&collector, &spaced).await;
    assert_eq!((known.status, known.text()), (unknown.status, unknown.text()));
    // Nothing is noted of it either: what comes under it later is an answer like any other.
    assert_eq!(collector.post(&under(8, true)).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_slip_of_the_pen_is_told_in_the_language_of_the_page_and_nothing_is_taken_back() {
    let collector = TestCollector::start().await;
    collector.post(&under(7, true)).await;
    let slip = code(7).0.split_off(1);
    let body = format!("code={slip}");
    let reply = collector.send("POST", "/s/withdraw?lang=de", &[FORM], &body).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = reply.text();
    assert!(page.contains("lang=\"de\"") && page.contains("kein vollständiger Code"), "{page}");
    assert!(page.contains(&slip), "what was written is still there: {page}");
    assert_eq!(collector.agrees().await, 1);
}

#[tokio::test]
async fn the_page_runs_no_script_and_loads_nothing_from_elsewhere() {
    let collector = TestCollector::start().await;
    let reply = collector.get("/s/withdraw?lang=ar").await;
    let policy = reply.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("script-src"), "{policy}");
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    let page = reply.text();
    assert!(page.contains("lang=\"ar\" dir=\"rtl\"") && !page.contains("<script"), "{page}");
}

#[tokio::test]
async fn an_answer_to_a_version_whose_file_is_gone_can_be_taken_back_all_the_same() {
    for (case, is_kept) in [("its survey is kept", true), ("stored before any were", false)] {
        let (mut with, mut without) = (TestCollector::start().await, TestCollector::start().await);
        for n in 1..20 {
            assert_eq!(with.post(&submission(n)).await.status, StatusCode::CREATED);
            assert_eq!(without.post(&submission(n)).await.status, StatusCode::CREATED);
        }
        let mut old = submission(30);
        old["version"] = 1.into();
        for collector in [&with, &without] {
            assert_eq!(collector.post(&old).await.status, StatusCode::CREATED);
        }
        assert_eq!(with.post(&under(77, false)).await.status, StatusCode::CREATED);
        assert_eq!(with.post(&under(78, true)).await.status, StatusCode::CREATED);
        with = with.restart_without_the_file().await;
        without = without.restart_without_the_file().await;
        if !is_kept {
            with.query("DELETE FROM surveys WHERE version = 2").await.unwrap();
        }
        for n in [77, 78] {
            let reply = takes_back(&with, &code(n).0).await;
            assert_eq!(reply.status, StatusCode::OK, "{case}: {}", reply.text());
        }
        if !is_kept {
            // None of the version is in any figure, and the report says so, until its file is back.
            let told = with.report().await;
            assert!(told["warnings"].to_string().contains("19 responses"), "{told}");
            assert_eq!(held(&with).await[1].len(), 5, "those of version 1");
            with = with.restart().await;
            without = without.restart().await;
            assert_eq!(with.recount().await, 19);
        }
        assert_eq!(held(&with).await, held(&without).await, "{case}");
        assert_eq!(report(&with).await, report(&without).await, "{case}");
    }
}

#[tokio::test]
async fn a_comment_that_is_taken_back_makes_room_in_the_sample_for_another() {
    let collector = TestCollector::start().await;
    let post = async |numbers: std::ops::Range<usize>| {
        let all = numbers.map(|n| {
            let mut said = submission(1);
            said["id"] = code(n).1.into();
            said["answers"]["why"] = format!("It is number {n}.").into();
            said
        });
        let all: Vec<_> = all.collect();
        let replies = futures_util::future::join_all(all.iter().map(|said| collector.post(said)));
        assert!(replies.await.iter().all(|reply| reply.status == StatusCode::CREATED));
    };
    // A thousand with the lowest keys of all, so that what comes after them has to wait.
    post(0..1000).await;
    let lowest = "UPDATE comments SET key = unhex('0000000000000000' || substr(hex(key), 17))";
    collector.query(lowest).await.unwrap();
    post(1000..1020).await;
    let told = async || {
        let report = collector.report().await;
        let told = report["comments"]["why"].as_array().unwrap().iter();
        let told = told.map(|told| told.as_str().unwrap());
        let numbers = told.map(|told| told[13..told.len() - 1].parse::<usize>().unwrap());
        numbers.collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(told().await, (0..1000).collect());
    takes_back(&collector, &code(7).0).await;
    let after = told().await;
    assert!(!after.contains(&7));
    assert_eq!(after.len(), 1000);
    assert_eq!(after.range(1000..).count(), 1);
    assert_eq!(collector.agrees().await, 1019);
}
