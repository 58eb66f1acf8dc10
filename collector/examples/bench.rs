//! How fast the collector acknowledges, as a share of what its database could take, how long a sender
//! waits, as a multiple of what an empty request takes, and whether memory grows with what came.
//!
//! ```text
//! cargo run --release -p collector --example bench -- [SUBMISSIONS] [CONNECTIONS]
//! ```
//!
//! Starts the real server in a process of its own, on loopback over a temporary SQLite file, and posts
//! distinct submissions over keep-alive connections, each waiting for its 201; every hundredth is sent
//! again and has to be known. Before each step the same connections send empty requests. At the end the
//! same rows are written straight into a second file in full batches with the same durability. All of
//! it shares one machine, so only ratios mean something elsewhere.

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
use futures_util::TryStreamExt as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions as _, QueryBuilder};
use std::collections::HashSet;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};
use tokio::time::Instant;

const SURVEY: &str = r#"{"schema":"aftersay.survey/1","id":"bench","version":1,"questions":[
    {"id":"overall","kind":"csm"},{"id":"recommend","kind":"nps"},{"id":"why","kind":"text","prompt":"Why?"}]}"#;

/// By this, in the place of a number, the bench starts itself as the server.
const SERVE: &str = "serve";

/// After how many submissions a line is printed.
const STEP: usize = 100_000;

/// How many empty requests are sent before each step.
const N_EMPTY: usize = 20_000;

/// Every so many submissions, one is sent twice.
const REPEATED: usize = 100;

const EMPTY: &str = "GET /healthz HTTP/1.1\r\nHost: bench\r\n\r\n";

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let given: Vec<_> = std::env::args().skip(1).collect();
    if let [first, folder] = &given[..]
        && first == SERVE
    {
        return serve(Path::new(folder)).await;
    }
    let mut given = given.into_iter();
    let mut number = |name, usual| match given.next() {
        Some(text) => text.parse().with_context(|| format!("{name} {text:?} is not a number")),
        None => Ok(usual),
    };
    let (n, n_connections) = (number("SUBMISSIONS", 300_000)?, number("CONNECTIONS", 64)?);
    ensure!((1..=10_000_000).contains(&n), "SUBMISSIONS {n} is not from 1 to 10000000");
    ensure!((1..=800).contains(&n_connections), "CONNECTIONS {n_connections} is not from 1 to 800");

    let folder = tempfile::tempdir()?;
    let mut server = Server::start(folder.path()).await?;
    let mut lines = Vec::new();
    for _ in 0..n_connections {
        lines.push(Line::open(&server.address).await?);
    }
    println!("{n} submissions over {n_connections} connections; waits in medians of an empty GET");
    println!("submissions   wait p50   wait p99   memory MiB");
    let mut posting = Duration::ZERO;
    for start in (0..n).step_by(STEP) {
        let end = n.min(start + STEP);
        let mut empty = Waits(all(&mut lines, 0..N_EMPTY, Line::ask).await?.1);
        let (time, waits) = all(&mut lines, start..end, Line::post).await?;
        posting += time;
        let (mut waits, unit) = (Waits(waits), empty.percentile(50));
        let [half, nearly_all] = [50, 99].map(|percent| waits.percentile(percent) / unit);
        println!("{end:>11} {half:>10.1} {nearly_all:>10.1} {:>12}", server.memory_mib());
    }
    drop(lines);
    server.stop().await?;

    let stored = check(folder.path(), n).await?;
    let store = Store::open(&url(folder.path(), "direct.db")).await?;
    store.close().await;
    let from = connect(&folder.path().join("http.db")).await?;
    let to = connect(&folder.path().join("direct.db")).await?;
    let (posted, direct) = (rate(n, posting), rate(n, copy(from, to).await?));
    println!("{stored}");
    println!("{posted:.0} acknowledged a second");
    println!("the same rows in batches of {BATCH_MAX}: {direct:.0} a second");
    println!("ratio {:.3}", posted / direct);
    Ok(())
}

/// The collector in a process of its own.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    async fn start(folder: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir(folder.join("surveys"))?;
        std::fs::write(folder.join("surveys/bench.json"), SURVEY)?;
        let mut child = Command::new(std::env::current_exe()?)
            .arg(SERVE)
            .arg(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let told = child.stdout.take().context("the server has no output")?;
        let address = BufReader::new(told).lines().next_line().await?;
        Ok(Self { child, address: address.context("the server did not start")? })
    }

    /// What it holds of the machine's memory; a dash where the system does not tell as Linux does.
    fn memory_mib(&self) -> String {
        let file = self.child.id().map(|id| format!("/proc/{id}/status"));
        let status = file.and_then(|file| std::fs::read_to_string(file).ok()).unwrap_or_default();
        let told = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = told.and_then(|told| told.trim().trim_end_matches(" kB").parse::<u64>().ok());
        kib.map_or_else(|| "-".to_owned(), |kib| (kib / 1024).to_string())
    }

    /// Lets it end what is under way.
    async fn stop(&mut self) -> anyhow::Result<()> {
        drop(self.child.stdin.take());
        let status = self.child.wait().await?;
        ensure!(status.success(), "the server ended with {status}");
        Ok(())
    }
}

/// Is the server, until its input ends.
async fn serve(folder: &Path) -> anyhow::Result<()> {
    let state = Arc::new(App {
        store: Store::open(&url(folder, "http.db")).await?,
        surveys: Surveys::read(&folder.join("surveys"))
            .map_err(|mistakes| anyhow::anyhow!("{mistakes:?}"))?,
        access: Access::by_token(Token::drawn([7; 32])),
        limits: Limits::new(0, u32::MAX),
        k_min: 10,
        origins: Vec::new(),
        widget: Files::default(),
        shop: None,
        metrics: Metrics::default(),
        alarms: Alarms::default(),
    });
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    let input = || std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
    let stopped = async move { drop(tokio::task::spawn_blocking(input).await) };
    serve_until(listener, Arc::clone(&state), stopped).await;
    state.store.close().await;
    Ok(())
}

fn url(folder: &Path, name: &str) -> String {
    format!("sqlite:{}", folder.join(name).display())
}

/// Sees that every submission is in the store once, and in the statistics once, and says so.
async fn check(folder: &Path, n_sent: usize) -> anyhow::Result<String> {
    let mut connection = connect(&folder.join("http.db")).await?;
    let mut indexes = HashSet::new();
    let mut n_stored = 0;
    let mut ids = sqlx::query_scalar("SELECT id FROM submissions").fetch(&mut connection);
    while let Some(id) = ids.try_next().await? {
        let id: Vec<u8> = id;
        // The end of an id is the index of its submission.
        let index = id.iter().skip(10).fold(0, |index, byte| index << 8 | usize::from(*byte));
        indexes.insert(index);
        n_stored += 1;
    }
    drop(ids);
    let store = Store::open(&url(folder, "http.db")).await?;
    let statistics: Vec<_> = store.statistics("bench", None).try_collect().await?;
    store.close().await;
    let n_counted: u64 = statistics.iter().map(|statistic| statistic.tally.n_responses()).sum();
    let n_counted = usize::try_from(n_counted)?;
    let n_lost = (0..n_sent).filter(|index| !indexes.contains(index)).count();
    let n_doubled = n_stored - indexes.len() + n_counted.saturating_sub(indexes.len());
    let told = format!(
        "sent {n_sent} and {} of them twice, stored {n_stored}, counted {n_counted}, lost {n_lost}, \
         doubled {n_doubled}",
        n_sent.div_ceil(REPEATED)
    );
    ensure!(n_stored == n_sent && n_counted == n_sent && n_lost + n_doubled == 0, "{told}");
    Ok(told)
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

/// How long each request waited for its reply, in seconds.
struct Waits(Vec<f64>);

impl Waits {
    /// The wait that so many percent of them did not exceed.
    fn percentile(&mut self, percent: usize) -> f64 {
        self.0.sort_by(f64::total_cmp);
        let at = (percent * self.0.len()).div_ceil(100);
        self.0.get(at.saturating_sub(1)).copied().unwrap_or(f64::NAN)
    }
}

/// A connection, kept open.
struct Line(TcpStream);

impl Line {
    async fn open(address: &str) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self(stream))
    }

    /// Sends an empty request.
    async fn ask(&mut self, _: usize) -> anyhow::Result<Duration> {
        self.send(EMPTY, "200").await
    }

    /// Posts a submission, and some of them again.
    async fn post(&mut self, index: usize) -> anyhow::Result<Duration> {
        let body = body(index);
        let length = body.len();
        let request = format!(
            "POST /v1/submissions HTTP/1.1\r\nHost: bench\r\nContent-Type: text/plain\r\n\
             Content-Length: {length}\r\n\r\n{body}"
        );
        let wait = self.send(&request, "201").await?;
        if index.is_multiple_of(REPEATED) {
            self.send(&request, "200").await?;
        }
        Ok(wait)
    }

    /// Sends a request, and says how long it waited for a reply of this status.
    async fn send(&mut self, request: &str, status: &str) -> anyhow::Result<Duration> {
        let start = Instant::now();
        self.0.write_all(request.as_bytes()).await?;
        let mut reply = Vec::with_capacity(2048);
        let complete = |reply: &[u8]| {
            let text = String::from_utf8_lossy(reply).to_ascii_lowercase();
            let (head, body) = text.split_once("\r\n\r\n")?;
            let length = head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next());
            (length.and_then(|n| n.parse().ok()).unwrap_or(0) <= body.len()).then_some(())
        };
        while complete(&reply).is_none() {
            ensure!(self.0.read_buf(&mut reply).await? > 0, "the server hung up");
        }
        let wait = start.elapsed();
        let told = String::from_utf8_lossy(&reply);
        ensure!(told.starts_with(&format!("HTTP/1.1 {status} ")), "not {status}: {told}");
        Ok(wait)
    }
}

/// Does something for every index, each connection one after the other; says how long it took, and how
/// long each waited.
async fn all(
    lines: &mut [Line],
    indexes: std::ops::Range<usize>,
    send: impl AsyncFn(&mut Line, usize) -> anyhow::Result<Duration>,
) -> anyhow::Result<(Duration, Vec<f64>)> {
    let next = AtomicUsize::new(indexes.start);
    let start = Instant::now();
    let senders = lines.iter_mut().map(async |line| {
        let mut waits = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if indexes.end <= index {
                return anyhow::Ok(waits);
            }
            waits.push(send(line, index).await?.as_secs_f64());
        }
    });
    let waits = futures_util::future::try_join_all(senders).await?;
    Ok((start.elapsed(), waits.concat()))
}

/// A submission of the usual length; its id is spread like a random one.
fn body(index: usize) -> String {
    let high = (index as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let (a, b, c) = (high >> 32, high >> 16 & 0xffff, high & 0xfff);
    format!(
        r#"{{"schema":"aftersay.submission/1","id":"{a:08x}-{b:04x}-4{c:03x}-9d7e-{index:012x}","survey":"bench","version":1,"lang":"en","complete":true,"asked":["overall","recommend","why"],"answers":{{"overall":60,"recommend":9,"why":"Arrived a day early, well packed, and the glaze is lovelier than in the pictures."}},"scores":{{"csm":60,"nps":1}},"context":{{"order_value":"25-50 EUR","items":"2-3","customer":"returning"}},"privacy":{{"mode":"answers","masked":0}}}}"#
    )
}
