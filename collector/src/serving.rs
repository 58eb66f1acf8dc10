//! The socket: connections in, and how much of anything one of them may take.

use crate::app::{AppState, app};
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_io_timeout::TimeoutStream;

/// How long requests that are under way may take to end once the collector was told to stop.
const STOP_MAX_TIME: Duration = Duration::from_secs(10);

/// How long a request may take to say what it wants, and how long a connection may stay without one.
pub const HEAD_MAX_TIME: Duration = Duration::from_secs(20);

/// How long a reply may wait for its reader.
const WRITE_MAX_TIME: Duration = Duration::from_secs(20);

/// How much a request may say before its body; a browser says a tenth of it.
const HEAD_MAX_BYTES: usize = 16 * 1024;

/// How many connections there may be. Below the 1024 open files that a process usually may have.
const N_CONNECTIONS_MAX: usize = 900;

/// Serves until `stop` comes, then ends what is under way. The store stays open.
pub async fn serve_until(
    listener: TcpListener,
    state: AppState,
    stop: impl Future<Output = ()> + Send + 'static,
) {
    serve_at_most(N_CONNECTIONS_MAX, listener, state, stop).await;
}

/// The same with no more than so many connections at a time; others wait to be accepted.
pub async fn serve_at_most(
    n_connections_max: usize,
    listener: TcpListener,
    state: AppState,
    stop: impl Future<Output = ()> + Send + 'static,
) {
    let router = TowerToHyperService::new(app(state));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_MAX_TIME).max_buf_size(HEAD_MAX_BYTES);
    let places = Arc::new(Semaphore::new(n_connections_max));
    let under_way = GracefulShutdown::new();
    let mut stop = pin!(stop);
    loop {
        let (stream, peer, place) = tokio::select! {
            () = &mut stop => break,
            accepted = accept(&listener, &places) => accepted,
        };
        // A reply is one small write; waiting to fill a packet would only delay it.
        let _ = stream.set_nodelay(true);
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(WRITE_MAX_TIME));
        let router = router.clone();
        let service = service_fn(move |request: Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            router.call(request)
        });
        let connection = http.serve_connection(TokioIo::new(Box::pin(stream)), service);
        let connection = under_way.watch(connection);
        tokio::spawn(async move {
            // One that breaks off is nobody else's, and its sender is not told of in a log.
            let _ = connection.await;
            drop(place);
        });
    }
    tracing::info!("stopping");
    drop(listener);
    if tokio::time::timeout(STOP_MAX_TIME, under_way.shutdown()).await.is_err() {
        tracing::warn!("some requests did not end in time and were cut off");
    }
}

/// The next connection, once there is a place for it.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> (TcpStream, SocketAddr, Option<OwnedSemaphorePermit>) {
    // It is never closed; without a permit there would only be no limit.
    let place = Arc::clone(places).acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => return (stream, peer, place),
            Err(error) if is_of_one_connection(error.kind()) => {}
            Err(error) => {
                // Out of files, say: others may close theirs.
                tracing::error!(%error, "no connection can be accepted");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }
}

fn is_of_one_connection(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::ConnectionAborted | ErrorKind::ConnectionRefused | ErrorKind::ConnectionReset
    )
}
