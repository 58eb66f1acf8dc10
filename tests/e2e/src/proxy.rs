//! A recording proxy: passes requests on, keeps what browsers send, and does what networks do to it.

use crate::Story;
use anyhow::Context as _;
use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::task::{JoinHandle, JoinSet};

/// Stands between browsers and a server on loopback.
#[derive(Debug)]
pub(crate) struct Proxy {
    address: SocketAddr,
    line: Arc<Line>,
    serving: Mutex<Option<JoinHandle<()>>>,
}

/// What all connections share.
#[derive(Debug)]
struct Line {
    server: Mutex<Option<SocketAddr>>,
    /// Every request, in the order in which they were sent.
    tape: Mutex<Vec<Vec<u8>>>,
    /// What happens to the next submissions, one each.
    faults: Mutex<VecDeque<Fault>>,
    /// Ends of the paths that are not there.
    lacking: Mutex<Vec<String>>,
    /// One permit for every submission that may go on after it was held.
    released: Semaphore,
}

/// What happens to a submission on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The connection is reset, and the collector hears nothing.
    CutBefore,
    /// The collector has stored it and answers, and then the connection is reset.
    CutAfter,
    /// The collector's answer breaks off in its first line.
    HalfAnswer,
    /// It hangs on the way until it is released.
    Held,
    /// It is delivered twice.
    Twice,
    /// Something before the collector answers with this status.
    Answer(u16),
    /// The same, and asks to wait for so many seconds.
    AnswerAndWait(u16, u32),
}

/// A request as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The method.
    pub method: String,
    /// Path and query.
    pub target: String,
    /// Header values by their names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub body: String,
    /// All of it, byte for byte.
    pub raw: String,
}

impl Proxy {
    /// Takes a free port, in front of a server that does not run yet.
    pub(crate) async fn bind() -> Story<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let line = Arc::new(Line {
            server: Mutex::default(),
            tape: Mutex::default(),
            faults: Mutex::default(),
            lacking: Mutex::default(),
            released: Semaphore::new(0),
        });
        let serving = tokio::spawn(serve(listener, Arc::clone(&line)));
        Ok(Self { address, line, serving: Mutex::new(Some(serving)) })
    }

    /// Passes everything to `server` from now on.
    pub(crate) fn leads_to(&self, server: SocketAddr) {
        lock(&self.line.server).replace(server);
    }

    /// Where browsers find the server.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Does this to the next submission that meets no other fault.
    pub(crate) fn meets(&self, fault: Fault) {
        lock(&self.line.faults).push_back(fault);
    }

    /// Lets one submission go on that hangs.
    pub(crate) fn releases(&self) {
        self.line.released.add_permits(1);
    }

    /// Answers 404 for every path that ends so, until told otherwise by an empty one.
    pub(crate) fn lacks(&self, end: &str) {
        let mut lacking = lock(&self.line.lacking);
        lacking.retain(|_| !end.is_empty());
        lacking.extend((!end.is_empty()).then(|| end.to_owned()));
    }

    /// Cuts every connection and refuses new ones.
    pub(crate) async fn goes_down(&self) {
        let serving = lock(&self.serving).take();
        if let Some(serving) = serving {
            serving.abort();
            // It ends by being cancelled, which is what was asked for.
            let _ = serving.await;
        }
    }

    /// Takes connections again, at the same address.
    pub(crate) async fn comes_back(&self) -> Story {
        let listener = TcpListener::bind(self.address).await.context("the port is taken")?;
        let serving = tokio::spawn(serve(listener, Arc::clone(&self.line)));
        lock(&self.serving).replace(serving);
        Ok(())
    }

    /// Every request that was sent whole.
    pub(crate) fn sent(&self) -> Vec<Sent> {
        lock(&self.line.tape).iter().filter_map(|bytes| request(bytes)).collect()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        if let Some(serving) = self.serving.get_mut().unwrap_or_else(PoisonError::into_inner).take()
        {
            serving.abort();
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn serve(listener: TcpListener, line: Arc<Line>) {
    // Whatever ends this task ends its connections.
    let mut connections = JoinSet::new();
    while let Ok((browser, _)) = listener.accept().await {
        connections.spawn(pass(browser, Arc::clone(&line)));
    }
}

/// Passes one request and its answer, and hangs up.
async fn pass(mut browser: TcpStream, line: Arc<Line>) -> std::io::Result<()> {
    browser.set_nodelay(true)?;
    let mut bytes = Vec::new();
    let sent = loop {
        if browser.read_buf(&mut bytes).await? == 0 {
            return Ok(());
        }
        if let Some(sent) = request(&bytes) {
            break sent;
        }
    };
    lock(&line.tape).push(bytes);
    if lock(&line.lacking).iter().any(|end| sent.target.ends_with(end)) {
        return say(&mut browser, &answer(404, None)).await;
    }
    let is_submission = sent.method == "POST" && sent.target == "/v1/submissions";
    let fault = if is_submission { lock(&line.faults).pop_front() } else { None };
    match fault {
        Some(Fault::CutBefore) => return browser.set_zero_linger(),
        Some(Fault::Answer(status)) => return say(&mut browser, &answer(status, None)).await,
        Some(Fault::AnswerAndWait(status, seconds)) => {
            return say(&mut browser, &answer(status, Some(seconds))).await;
        }
        // An error means that the story is over.
        Some(Fault::Held) => line.released.acquire().await.map_or((), SemaphorePermit::forget),
        Some(Fault::Twice) => drop(ask(&line, &sent).await?),
        Some(Fault::CutAfter | Fault::HalfAnswer) | None => {}
    }
    let answer = ask(&line, &sent).await?;
    match fault {
        Some(Fault::CutAfter) => browser.set_zero_linger(),
        Some(Fault::HalfAnswer) => {
            say(&mut browser, answer.first_chunk::<10>().map_or(&[], |half| half)).await
        }
        _ => say(&mut browser, &answer).await,
    }
}

async fn say(browser: &mut TcpStream, answer: &[u8]) -> std::io::Result<()> {
    browser.write_all(answer).await?;
    browser.shutdown().await
}

/// What the server answers; each request on a connection of its own.
async fn ask(line: &Line, sent: &Sent) -> std::io::Result<Vec<u8>> {
    let server = *lock(&line.server);
    let server = server.ok_or(std::io::ErrorKind::NotConnected)?;
    let mut server = TcpStream::connect(server).await?;
    let (head, body) = sent.raw.split_once("\r\n\r\n").unwrap_or((&sent.raw, ""));
    let head = head.split("\r\n").filter(|line| !line.to_lowercase().starts_with("connection:"));
    let head = head.collect::<Vec<_>>().join("\r\n");
    let whole = [&head, "\r\nconnection: close\r\n\r\n", body].concat();
    server.write_all(whole.as_bytes()).await?;
    let mut answer = Vec::new();
    server.read_to_end(&mut answer).await?;
    Ok(answer)
}

/// An answer of something on the way, such as a web server in front, that any page may read.
fn answer(status: u16, wait_s: Option<u32>) -> Vec<u8> {
    let wait = wait_s.map(|seconds| format!("retry-after: {seconds}\r\n")).unwrap_or_default();
    format!(
        "HTTP/1.1 {status} \r\naccess-control-allow-origin: *\r\n\
         access-control-expose-headers: retry-after\r\n{wait}content-length: 0\r\n\
         connection: close\r\n\r\n"
    )
    .into_bytes()
}

/// The request that was sent so far, if it is whole; browsers announce the length of every body that
/// we see here.
fn request(bytes: &[u8]) -> Option<Sent> {
    let text = String::from_utf8_lossy(bytes);
    let (head, rest) = text.split_once("\r\n\r\n")?;
    let mut lines = head.split("\r\n");
    let mut first = lines.next().unwrap_or_default().split(' ').map(str::to_owned);
    let headers = lines.filter_map(|line| line.split_once(':'));
    let headers = headers.map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()));
    let headers: BTreeMap<_, _> = headers.collect();
    let n_body = headers.get("content-length").and_then(|n| n.parse().ok()).unwrap_or(0);
    let (body, _) = rest.split_at_checked(n_body)?;
    Some(Sent {
        method: first.next().unwrap_or_default(),
        target: first.next().unwrap_or_default(),
        headers,
        body: body.to_owned(),
        raw: [head, "\r\n\r\n", body].concat(),
    })
}
