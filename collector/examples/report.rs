//! What a report costs, by how many responses it is about: the same for ten thousand as for ten
//! million.
//!
//! ```text
//! cargo run --release -p collector --example report -- [ROUNDS]
//! ```
//!
//! Fills three stores with the statistics of as many responses, made by merging the tally of a few
//! with itself, and asks the collector for the report on each in turn: split by the number of items,
//! on 90 days, with a thousand comments of many. Only the ratios mean something elsewhere.

use anyhow::{Context as _, ensure};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use collector::alarms::Alarms;
use collector::app::{App, app};
use collector::limits::Limits;
use collector::metrics::Metrics;
use collector::owner::{Access, Token};
use collector::report::{N_COMMENTS_MAX, Tally, lines};
use collector::routes::widget::Files;
use collector::store::Store;
use collector::surveys::Surveys;
use jiff::ToSpan as _;
use serde_json::Value;
use sqlx::Connection as _;
use sqlx::sqlite::SqliteConnection;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use tower::ServiceExt as _;

const SURVEY: &str = r#"{"schema":"aftersay.survey/1","id":"bench","version":1,"questions":[
    {"id":"overall","kind":"csm"},{"id":"recommend","kind":"nps"},{"id":"again","kind":"csat"},
    {"id":"parcel","kind":"rating","prompt":"How was the parcel?"},
    {"id":"found","kind":"single_choice","prompt":"Where did you find us?","options":[
        {"id":"friend","text":"A friend"},{"id":"search","text":"A search"}]},
    {"id":"why","kind":"text","prompt":"Why?"}]}"#;

/// About how many responses each store holds.
const SIZES: [u64; 3] = [10_000, 1_000_000, 10_000_000];

const N_DAYS: i64 = 90;

const BANDS: [&str; 4] = ["1", "2-3", "4-9", "10+"];

/// A store with a collector over it.
struct Filled {
    router: Router,
    n: u64,
    times: Vec<Duration>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let rounds = match std::env::args().nth(1) {
        Some(text) => text.parse().with_context(|| format!("ROUNDS {text:?} is not a number"))?,
        None => 40,
    };
    ensure!((1..=10_000).contains(&rounds), "ROUNDS {rounds} is not from 1 to 10000");
    let folder = tempfile::tempdir()?;
    std::fs::create_dir(folder.path().join("surveys"))?;
    std::fs::write(folder.path().join("surveys/bench.json"), SURVEY)?;
    let mut stores = Vec::new();
    for size in SIZES {
        stores.push(fill(folder.path(), size).await?);
    }
    // In turn, so that whatever else the machine does meets all of them.
    for _ in 0..rounds {
        for store in &mut stores {
            let start = Instant::now();
            let report = report(&store.router).await?;
            store.times.push(start.elapsed());
            let n = report.get("n").and_then(Value::as_u64);
            ensure!(n == Some(store.n), "{n:?} responses are not {}", store.n);
            let groups = report.get("groups").and_then(Value::as_array).map(Vec::len);
            ensure!(groups == Some(BANDS.len()), "{groups:?} groups are not {}", BANDS.len());
        }
    }
    let mut least = None;
    for Filled { n, times, .. } in &mut stores {
        times.sort_unstable();
        let median = times.get(times.len() / 2).map_or(0.0, Duration::as_secs_f64);
        let least = *least.get_or_insert(median);
        println!("{n:>9} responses: {:.1} ms, ratio {:.2}", 1e3 * median, median / least);
    }
    Ok(())
}

async fn report(router: &Router) -> anyhow::Result<serde_json::Value> {
    let token = Token::drawn([7; 32]);
    let request = Request::get("/v1/reports/bench?by=items")
        .header("authorization", format!("Bearer {}", token.reveal()))
        .body(Body::empty())?;
    let body = router.clone().oneshot(request).await?.into_body();
    Ok(serde_json::from_slice(&to_bytes(body, usize::MAX).await?)?)
}

/// Fills a store with the statistics of about `size` responses.
async fn fill(folder: &Path, size: u64) -> anyhow::Result<Filled> {
    let file = folder.join(size.to_string()).with_extension("db").display().to_string();
    let url = format!("sqlite:{file}");
    Store::open(&url).await?.close().await;
    let n_cells = N_DAYS.unsigned_abs() * BANDS.len() as u64;
    let times = size.div_ceil(n_cells * some().n_responses());
    let one = repeated(&some(), times);
    let all = repeated(&one, BANDS.len() as u64);
    let mut connection = SqliteConnection::connect(&url).await?;
    let mut transaction = connection.begin().await?;
    for day in 0..N_DAYS {
        let day = jiff::civil::date(2026, 1, 1).checked_add(day.days())?.to_string();
        let groups = BANDS.map(|band| ("items", band, &one));
        for (field, value, tally) in groups.into_iter().chain([("", "", &all)]) {
            let insert = sqlx::query("INSERT INTO statistics VALUES ('bench', ?, ?, 1, ?, ?)");
            let insert = insert.bind(field).bind(&day).bind(value);
            insert.bind(serde_json::to_string(tally)?).execute(&mut *transaction).await?;
        }
    }
    for _ in 0..2 * N_COMMENTS_MAX {
        let text = "Arrived a day early, well packed, and lovelier than in the pictures.";
        let insert = "INSERT INTO comments
                      VALUES ('bench', 'why', randomblob(16), randomblob(16), ?)";
        sqlx::query(insert).bind(text).execute(&mut *transaction).await?;
    }
    transaction.commit().await?;
    let state = Arc::new(App {
        store: Store::open(&url).await?,
        surveys: Surveys::read(&folder.join("surveys"))
            .map_err(|mistakes| anyhow::anyhow!("{mistakes:?}"))?,
        access: Access::by_token(Token::drawn([7; 32])),
        limits: Limits::default(),
        k_min: 10,
        origins: Vec::new(),
        widget: Files::default(),
        shop: None,
        metrics: Metrics::default(),
        alarms: Alarms::default(),
    });
    let n = all.n_responses() * N_DAYS.unsigned_abs();
    Ok(Filled { router: app(state), n, times: Vec::new() })
}

/// A few responses, all of them different.
fn some() -> Tally {
    let answers = (0..5).map(|n| {
        let (overall, recommend, stars) = (30 * (n % 7) - 90, n % 11, n % 5 + 1);
        let found = if n % 3 == 0 { "friend" } else { "search" };
        format!(
            r#"{{"answers":{{"overall":{overall},"recommend":{recommend},"again":{stars},"parcel":{stars},"found":"{found}","why":"Lovely."}}}}"#
        )
    });
    let answers: Vec<_> = answers.collect();
    let survey = serde_json::from_str(SURVEY).map(|tree| aftersay::survey::Survey::read(&tree));
    let Ok(Ok(survey)) = survey else { return Tally::new() };
    let read = lines::read(answers.join("\n").as_bytes(), &survey, None, |told| println!("{told}"));
    read.map(|read| read.found.all).unwrap_or_default()
}

/// So many times a tally, by doubling.
fn repeated(tally: &Tally, times: u64) -> Tally {
    let (mut sum, mut doubled, mut left) = (Tally::new(), tally.clone(), times);
    while 0 < left {
        if left % 2 == 1 {
            sum.merge(&doubled);
        }
        let same = doubled.clone();
        doubled.merge(&same);
        left /= 2;
    }
    sum
}
