//! The statistics that reports are made of: whatever happens, they are those of the rows.

use crate::fixture::{TestCollector, submission};
use axum::http::StatusCode;
use futures_util::future::{join, join_all};
use serde_json::{Value, json};

/// What a visitor leaves behind who leaves in the middle, in another language and with more items.
fn partial(n: u8) -> Value {
    let mut partial = submission(n);
    partial["complete"] = false.into();
    partial["lang"] = "fr".into();
    partial["context"] = json!({"items": "4-9"});
    partial["answers"] = json!({"recommend": 3, "why": "It was late."});
    partial["scores"] = json!({"nps": -1});
    partial
}

async fn collector_with(submissions: impl IntoIterator<Item = Value>) -> TestCollector {
    let collector = TestCollector::start().await;
    for submission in submissions {
        assert!(collector.post(&submission).await.status.is_success());
    }
    collector
}

async fn n_rows(collector: &TestCollector, table: &'static str) -> u64 {
    let sql = match table {
        "comments" => "SELECT count(*) AS n FROM comments",
        "unfinished" => "SELECT count(*) AS n FROM unfinished",
        "uncounted" => "SELECT count(*) AS n FROM uncounted",
        table => panic!("{table} is no table"),
    };
    collector.query(sql).await.unwrap()[0]["n"].as_u64().unwrap()
}

#[tokio::test]
async fn statistics_are_those_of_the_rows_after_repeats_and_replacements() {
    let said = [partial(1), submission(2), partial(3), partial(1), submission(2), submission(1)];
    let collector = collector_with(said).await;
    assert_eq!(collector.agrees().await, 3);
    assert_eq!(n_rows(&collector, "unfinished").await, 1);
    let comments = collector.query("SELECT text FROM comments ORDER BY text").await.unwrap();
    let texts: Vec<_> = comments.iter().map(|row| row["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["It is number 1.", "It is number 2.", "It was late."]);
    // Where nothing is left of a group, nothing is kept of it.
    assert_eq!(collector.post(&submission(3)).await.status, StatusCode::OK);
    let french = collector.query("SELECT day FROM statistics WHERE value = 'fr'").await.unwrap();
    assert_eq!(french, [] as [Value; 0]);
    assert_eq!(collector.agrees().await, 3);
}

#[tokio::test]
async fn what_comes_twice_in_one_batch_is_counted_once() {
    let collector = TestCollector::start().await;
    let said = [partial(1), submission(1), partial(1), submission(2), partial(2)];
    join_all((0..100).map(|n| collector.post(&said[n % 5]))).await;
    assert_eq!(collector.agrees().await, 2);
    assert_eq!(n_rows(&collector, "comments").await, 2);
}

#[tokio::test]
async fn two_processes_over_one_file_lose_nothing_of_each_other() {
    let collector = collector_with([submission(1)]).await;
    let other = collector.other_process().await;
    for n in (2..50).step_by(3) {
        collector.insert_by(&other, &partial(n)).await;
        collector.post(&submission(n + 1)).await;
        collector.post(&submission(n)).await;
        collector.insert_by(&other, &submission(n + 2)).await;
    }
    assert_eq!(collector.agrees().await, 49);
    let mut both = Vec::new();
    for n in 50..90 {
        both.push(submission(n));
    }
    join(
        join_all(both.iter().map(|said| collector.post(said))),
        join_all(both.iter().map(|said| collector.insert_by(&other, said))),
    )
    .await;
    assert_eq!(collector.agrees().await, 89);
    other.close().await;
}

#[tokio::test]
async fn a_batch_that_cannot_be_written_leaves_statistics_as_they_were() {
    // The first fails at its statement, the second at its commit.
    for trap in [
        "CREATE TRIGGER trap BEFORE INSERT ON statistics BEGIN SELECT raise(ABORT, 'trap'); END",
        "CREATE TABLE sprung (x REFERENCES submissions(id) DEFERRABLE INITIALLY DEFERRED);
         CREATE TRIGGER trap BEFORE INSERT ON statistics BEGIN INSERT INTO sprung VALUES (1); END",
    ] {
        let collector = collector_with([submission(1), partial(2)]).await;
        collector.query(trap).await.unwrap();
        for said in [submission(3), submission(2)] {
            let status = collector.post(&said).await.status;
            assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{trap}");
        }
        assert_eq!(collector.agrees().await, 2, "{trap}");
        collector.query("DROP TRIGGER trap").await.unwrap();
        assert_eq!(collector.post(&submission(3)).await.status, StatusCode::CREATED);
        assert_eq!(collector.post(&submission(2)).await.status, StatusCode::OK);
        assert_eq!(collector.agrees().await, 3, "{trap}");
    }
}

/// What the second migration does to rows that were stored before it.
const FORGET: &str = "
    DELETE FROM statistics; DELETE FROM comments; DELETE FROM unfinished;
    INSERT INTO uncounted SELECT survey, version, id FROM submissions";

#[tokio::test]
async fn rows_of_before_the_statistics_are_counted_once() {
    let collector = collector_with((1..40).map(submission).chain((40..50).map(partial))).await;
    collector.query(FORGET).await.unwrap();
    assert_eq!(collector.report().await["n"], 0);
    assert_eq!(collector.report().await["warnings"][1]["code"], "uncounted");
    // One of them is replaced before it is counted, one is repeated, and one is new.
    for said in [submission(45), submission(1), submission(60)] {
        assert!(collector.post(&said).await.status.is_success());
    }
    let other = collector.other_process().await;
    let (here, there) = join(collector.recount(), collector.recount_by(&other)).await;
    assert_eq!(here + there, 48);
    other.close().await;
    assert_eq!(collector.agrees().await, 50);
    assert_eq!(n_rows(&collector, "comments").await, 50);
    assert_eq!(n_rows(&collector, "unfinished").await, 9);
    assert_eq!(collector.recount().await, 0);
    // They can be replaced like any other.
    assert_eq!(collector.post(&submission(41)).await.status, StatusCode::OK);
    assert_eq!(collector.agrees().await, 50);
}

#[tokio::test]
async fn rows_of_a_version_without_a_file_wait_for_it() {
    let collector = collector_with([submission(1), submission(2)]).await;
    collector.query(FORGET).await.unwrap();
    let older = "UPDATE submissions SET version = 7 WHERE hex(id) LIKE 'FE%';
                 UPDATE uncounted SET version = 7 WHERE hex(id) LIKE 'FE%'";
    collector.query(older).await.unwrap();
    assert_eq!(collector.recount().await, 1);
    assert_eq!(n_rows(&collector, "uncounted").await, 1);
    let report = collector.report().await;
    assert_eq!(report["n"], 1);
    let warnings = report["warnings"].as_array().unwrap();
    assert!(warnings.iter().any(|warning| warning["code"] == "uncounted"), "{report}");
}

#[tokio::test]
async fn a_version_that_was_edited_is_counted_anew_by_what_it_is_now() {
    let mut collector = collector_with((1..4).map(submission)).await;
    for (from, to, n_uncounted, n_readable) in [
        ("{", "\n {", 0, 3),
        ("Why?", "Why so?", 3, 3),
        // To this one nobody has answered. Nothing is lost by it.
        (r#""id":"why""#, r#""id":"reason""#, 3, 0),
        (r#""id":"reason""#, r#""id":"why""#, 3, 3),
    ] {
        collector = collector.restart_edited(from, to).await;
        assert_eq!(n_rows(&collector, "uncounted").await, n_uncounted, "{from} to {to}");
        collector.recount().await;
        assert_eq!(n_rows(&collector, "uncounted").await, 3 - n_readable, "{from} to {to}");
        assert_eq!(collector.report().await["n"], n_readable, "{from} to {to}");
    }
    assert_eq!(collector.agrees().await, 3);
    assert_eq!(collector.post(&submission(4)).await.status, StatusCode::CREATED);
    assert_eq!(collector.agrees().await, 4);
}

#[tokio::test]
async fn a_question_has_a_sample_of_its_comments_and_their_exact_number() {
    let collector = TestCollector::start().await;
    let posts = (0_u32..4000).map(|n| {
        let mut said = submission(1);
        said["id"] = format!("{n:08x}-0000-4000-8000-000000000000").into();
        said["answers"]["why"] = format!("It is number {n}.").into();
        said
    });
    let posts: Vec<_> = posts.collect();
    join_all(posts.iter().map(|said| collector.post(said))).await;
    let report = collector.report().await;
    assert_eq!(report["questions"]["why"]["n"], 4000);
    let told = report["comments"]["why"].as_array().unwrap();
    assert_eq!(told.len(), 1000);
    // The ids do not decide: no tenth of them is left out.
    let numbers = told.iter().map(|told| told.as_str().unwrap());
    let numbers = numbers.map(|told| told[13..told.len() - 1].parse::<usize>().unwrap());
    let mut tenths = [0; 10];
    numbers.for_each(|number| tenths[number / 400] += 1);
    assert!(tenths.iter().all(|n| (50..150).contains(n)), "{tenths:?}");
    assert!(n_rows(&collector, "comments").await < 4000);
}
