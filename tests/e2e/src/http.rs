//! One HTTP request, without a client library: it also works while a test unwinds, where nothing
//! can be awaited.

use crate::Story;
use anyhow::{Context as _, bail};
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// More than a busy machine needs for an answer from loopback.
const TIMEOUT: Duration = Duration::from_secs(20);

/// A request to be sent.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// Where to.
    pub(crate) to: SocketAddr,
    /// The method.
    pub(crate) method: &'static str,
    /// Path and query.
    pub(crate) target: String,
    /// The owner's token, where one is needed.
    pub(crate) token: Option<&'static str>,
    /// The body, as JSON; empty for none.
    pub(crate) body: String,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    /// The status.
    pub(crate) status: u16,
    /// The body.
    pub(crate) body: String,
}

impl Request {
    /// Sends it, and waits for the reply without letting anything else run.
    pub(crate) fn send_blocking(&self) -> Story<Reply> {
        let Self { to, method, target, body, .. } = self;
        let mut stream = TcpStream::connect_timeout(to, TIMEOUT)?;
        stream.set_read_timeout(Some(TIMEOUT))?;
        let token = self.token.map(|token| format!("authorization: Bearer {token}\r\n"));
        let head = format!(
            "{method} {target} HTTP/1.1\r\nhost: {to}\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n{}\r\n",
            body.len(),
            token.unwrap_or_default(),
        );
        stream.write_all(head.as_bytes())?;
        stream.write_all(body.as_bytes())?;
        let mut bytes = Vec::new();
        let mut buffer = [0; 16 * 1024];
        // The driver holds its connections open, whatever it is asked for.
        while !is_whole(&bytes) {
            let n_bytes = stream.read(&mut buffer);
            let n_bytes = n_bytes.with_context(|| format!("no reply to {method} {target}"))?;
            if n_bytes == 0 {
                break;
            }
            bytes.extend_from_slice(buffer.get(..n_bytes).unwrap_or_default());
        }
        Reply::read(&bytes).with_context(|| format!("{method} {target}"))
    }

    /// Sends it, and lets everything else run meanwhile.
    pub(crate) async fn send(self) -> Story<Reply> {
        tokio::task::spawn_blocking(move || self.send_blocking()).await?
    }
}

/// Whether a reply has all the bytes that it announced; one that announces none ends with its
/// connection.
fn is_whole(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let Some((head, _)) = text.split_once("\r\n\r\n") else { return false };
    let lines = head.to_ascii_lowercase();
    let announced = lines.lines().find_map(|line| line.strip_prefix("content-length:"));
    let announced = announced.and_then(|n_bytes| n_bytes.trim().parse::<usize>().ok());
    announced.is_some_and(|n_body| head.len() + 4 + n_body <= bytes.len())
}

impl Reply {
    fn read(bytes: &[u8]) -> Story<Self> {
        let text = String::from_utf8_lossy(bytes);
        let (head, rest) = text.split_once("\r\n\r\n").context("the reply has no head")?;
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        let head = head.to_ascii_lowercase();
        let body = if head.contains("transfer-encoding: chunked") {
            unchunked(rest)?
        } else {
            rest.to_owned()
        };
        Ok(Self { status: status.context("the reply has no status")?, body })
    }
}

fn unchunked(mut rest: &str) -> Story<String> {
    let mut body = String::new();
    while let Some((n_bytes, after)) = rest.split_once("\r\n") {
        let n_bytes = usize::from_str_radix(n_bytes, 16)?;
        let Some((chunk, after)) = after.split_at_checked(n_bytes) else {
            bail!("the reply ends within a chunk")
        };
        if n_bytes == 0 {
            break;
        }
        body.push_str(chunk);
        rest = after.trim_start_matches("\r\n");
    }
    Ok(body)
}
