//! A recording proxy: passes bytes through, keeps those that browsers send, and can be out.

use crate::Story;
use anyhow::Context as _;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

/// Stands between browsers and a server on loopback.
#[derive(Debug)]
pub(crate) struct Proxy {
    address: SocketAddr,
    server: Arc<OnceLock<SocketAddr>>,
    tape: Tape,
    serving: Mutex<Option<JoinHandle<()>>>,
}

/// What was sent, one entry a connection, in the order in which they were opened.
type Tape = Arc<Mutex<Vec<Vec<u8>>>>;

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
        let (address, server, tape) = (listener.local_addr()?, Arc::default(), Tape::default());
        let serving = tokio::spawn(serve(listener, Arc::clone(&server), Arc::clone(&tape)));
        Ok(Self { address, server, tape, serving: Mutex::new(Some(serving)) })
    }

    /// Passes everything to `server` from now on.
    pub(crate) fn leads_to(&self, server: SocketAddr) {
        self.server.get_or_init(|| server);
    }

    /// Where browsers find the server.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Cuts every connection and refuses new ones.
    pub(crate) async fn goes_down(&self) {
        let serving = self.serving.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(serving) = serving {
            serving.abort();
            // It ends by being cancelled, which is what was asked for.
            let _ = serving.await;
        }
    }

    /// Takes connections again, at the same address.
    pub(crate) async fn comes_back(&self) -> Story {
        let listener = TcpListener::bind(self.address).await.context("the port is taken")?;
        let serving =
            tokio::spawn(serve(listener, Arc::clone(&self.server), Arc::clone(&self.tape)));
        self.serving.lock().unwrap_or_else(PoisonError::into_inner).replace(serving);
        Ok(())
    }

    /// Every request that was sent whole.
    pub(crate) fn sent(&self) -> Vec<Sent> {
        let tape = self.tape.lock().unwrap_or_else(PoisonError::into_inner);
        tape.iter().flat_map(|connection| requests(connection)).collect()
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

async fn serve(listener: TcpListener, server: Arc<OnceLock<SocketAddr>>, tape: Tape) {
    // Whatever ends this task ends its connections.
    let mut connections = JoinSet::new();
    while let Ok((browser, _)) = listener.accept().await {
        if let Some(&server) = server.get() {
            connections.spawn(pass(browser, server, Arc::clone(&tape)));
        }
    }
}

async fn pass(browser: TcpStream, server: SocketAddr, tape: Tape) -> std::io::Result<()> {
    let server = TcpStream::connect(server).await?;
    browser.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let (mut from_browser, mut to_browser) = browser.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let index = {
        let mut tape = tape.lock().unwrap_or_else(PoisonError::into_inner);
        tape.push(Vec::new());
        tape.len() - 1
    };
    let there = async {
        let mut buffer = vec![0; 16 * 1024];
        loop {
            let n_bytes = from_browser.read(&mut buffer).await?;
            let bytes = buffer.get(..n_bytes).unwrap_or_default();
            if bytes.is_empty() {
                return to_server.shutdown().await;
            }
            if let Some(kept) = tape.lock().unwrap_or_else(PoisonError::into_inner).get_mut(index) {
                kept.extend_from_slice(bytes);
            }
            to_server.write_all(bytes).await?;
        }
    };
    let back = async {
        tokio::io::copy(&mut from_server, &mut to_browser).await?;
        to_browser.shutdown().await
    };
    tokio::try_join!(there, back).map(|_| ())
}

/// The requests of one connection; browsers announce the length of every body that we see here.
fn requests(bytes: &[u8]) -> Vec<Sent> {
    let text = String::from_utf8_lossy(bytes);
    let (mut rest, mut sent) = (text.as_ref(), Vec::new());
    while let Some((head, after)) = rest.split_once("\r\n\r\n") {
        let mut lines = head.split("\r\n");
        let mut first = lines.next().unwrap_or_default().split(' ').map(str::to_owned);
        let headers = lines.filter_map(|line| line.split_once(':'));
        let headers = headers.map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()));
        let headers: BTreeMap<_, _> = headers.collect();
        let n_body = headers.get("content-length").and_then(|n| n.parse().ok()).unwrap_or(0);
        let Some((body, after)) = after.split_at_checked(n_body) else { break };
        sent.push(Sent {
            method: first.next().unwrap_or_default(),
            target: first.next().unwrap_or_default(),
            headers,
            body: body.to_owned(),
            raw: [head, "\r\n\r\n", body].concat(),
        });
        rest = after;
    }
    sent
}
