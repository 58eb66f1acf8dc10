//! How fast the collector acknowledges, as a share of what its database could take.
//!
//! ```text
//! cargo run --release -p collector --example bench -- [SUBMISSIONS] [CONNECTIONS]
//! ```
//!
//! Starts the real server on loopback over a temporary SQLite file, posts distinct submissions over
//! keep-alive connections, each waiting for its 201, and then writes the same rows straight into a
//! second file in full batches with the same durability. Client and server share the machine, so
//! only the ratio of the two rates means something elsewhere.

use anyhow::{Context as _, ensure};
use collector::alarms::Alarms;
use collector::app::App;
use collector::limits::Limits;
use collector::metrics::Metrics;
use collector::owner::{Access, Token};
use collector::routes::widget::Files;
use collector::serving::serve_until;
use collector::store::{BATCH_MAX, Store, WRITER_PRAGMAS};
use collector::surveys::Surveys;
use futures_util::StreamExt as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions as _, QueryBuilder};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::time::Instant;

const SURVEY: &str = r#"{"schema":"aftersay.survey/1","id":"bench","version":1,"questions":[
    {"id":"overall","kind":"csm"},{"id":"recommend","kind":"nps"},{"id":"why","kind":"text","prompt":"Why?"}]}"#;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut given = std::env::args().skip(1);
    let mut number = |name, usual| match given.next() {
        Some(text) => text.parse().with_context(|| format!("{name} {text:?} is not a number")),
        None => Ok(usual),
    };
    let (n, n_connections) = (number("SUBMISSIONS", 50_000)?, number("CONNECTIONS", 64)?);
    ensure!((1..=1_000_000).contains(&n), "SUBMISSIONS {n} is not from 1 to 1000000");
    ensure!(
        (1..=1000).contains(&n_connections),
        "CONNECTIONS {n_connections} is not from 1 to 1000"
    );

    let folder = tempfile::tempdir()?;
    std::fs::create_dir(folder.path().join("surveys"))?;
    std::fs::write(folder.path().join("surveys/bench.json"), SURVEY)?;
    let open =
        async |name| Store::open(&format!("sqlite:{}", folder.path().join(name).display())).await;

    let state = Arc::new(App {
        store: open("http.db").await?,
        surveys: Surveys::read(&folder.path().join("surveys"))
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
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let (stop, stopped) = oneshot::channel::<()>();
    let stopped = async { drop(stopped.await) };
    let server = tokio::spawn(serve_until(listener, Arc::clone(&state), stopped));

    let next = Arc::new(AtomicUsize::new(0));
    let mut streams = Vec::new();
    for _ in 0..n_connections {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        streams.push(stream);
    }
    let start = Instant::now();
    let posting = streams.into_iter().map(|stream| post(stream, Arc::clone(&next), n));
    let posting: Vec<_> = posting.map(tokio::spawn).collect();
    for connection in posting {
        connection.await??;
    }
    let posted = rate(n, start.elapsed());
    // An error would mean that the server is gone, which the next line tells better.
    let _ = stop.send(());
    server.await?;
    ensure!(state.store.submissions("bench").count().await == n, "some submissions were lost");
    state.store.close().await;

    open("direct.db").await?.close().await;
    let from = connect(&folder.path().join("http.db")).await?;
    let to = connect(&folder.path().join("direct.db")).await?;
    let direct = rate(n, copy(from, to).await?);

    println!("{n} submissions over {n_connections} connections: {posted:.0} acknowledged a second");
    println!("the same rows in batches of {BATCH_MAX}: {direct:.0} a second");
    println!("ratio {:.3}", posted / direct);
    Ok(())
}

/// Opens a file as the store does, so that commits cost the same.
async fn connect(file: &Path) -> Result<SqliteConnection, sqlx::Error> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .disable_statement_logging();
    let options = WRITER_PRAGMAS
        .into_iter()
        .fold(options, |options, (name, value)| options.pragma(name, value));
    options.connect().await
}

/// Writes every row of one file into the other, in the order in which strangers would come, and
/// returns how long the writing took.
async fn copy(mut from: SqliteConnection, mut to: SqliteConnection) -> anyhow::Result<Duration> {
    type Row = (Vec<u8>, String, i64, String, i64, i64, String);
    let rows: Vec<Row> =
        sqlx::query_as("SELECT * FROM submissions ORDER BY random()").fetch_all(&mut from).await?;
    let start = Instant::now();
    for batch in rows.chunks(BATCH_MAX) {
        let mut insert = QueryBuilder::new("INSERT INTO submissions ");
        insert.push_values(
            batch,
            |mut row, (id, survey, version, day, complete, simulated, body)| {
                row.push_bind(id).push_bind(survey).push_bind(version).push_bind(day);
                row.push_bind(complete).push_bind(simulated).push_bind(body);
            },
        );
        insert.build().execute(&mut to).await?;
    }
    Ok(start.elapsed())
}

fn rate(n: usize, time: Duration) -> f64 {
    n as f64 / time.as_secs_f64()
}

/// Posts one submission after another until all are taken.
async fn post(mut stream: TcpStream, next: Arc<AtomicUsize>, n: usize) -> anyhow::Result<()> {
    let mut reply = Vec::with_capacity(1024);
    loop {
        let index = next.fetch_add(1, Ordering::Relaxed);
        if n <= index {
            return Ok(());
        }
        let body = body(index);
        let length = body.len();
        let request = format!(
            "POST /v1/submissions HTTP/1.1\r\nHost: bench\r\nContent-Type: text/plain\r\n\
             Content-Length: {length}\r\n\r\n{body}"
        );
        stream.write_all(request.as_bytes()).await?;
        reply.clear();
        // A 201 has no body, so that the head is all.
        while !reply.ends_with(b"\r\n\r\n") {
            ensure!(stream.read_buf(&mut reply).await? > 0, "the server hung up");
        }
        ensure!(reply.starts_with(b"HTTP/1.1 201"), "{}", String::from_utf8_lossy(&reply));
    }
}

/// A submission of the usual length; its id is spread like a random one.
fn body(index: usize) -> String {
    let high = (index as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let (a, b, c) = (high >> 32, high >> 16 & 0xffff, high & 0xfff);
    format!(
        r#"{{"schema":"aftersay.submission/1","id":"{a:08x}-{b:04x}-4{c:03x}-9d7e-{index:012x}","survey":"bench","version":1,"lang":"en","complete":true,"asked":["overall","recommend","why"],"answers":{{"overall":60,"recommend":9,"why":"Arrived a day early, well packed, and the glaze is lovelier than in the pictures."}},"scores":{{"csm":60,"nps":1}},"context":{{"order_value":"25-50 EUR","items":"2-3","customer":"returning"}},"privacy":{{"mode":"answers","masked":0}}}}"#
    )
}
