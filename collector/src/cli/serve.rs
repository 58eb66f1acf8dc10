//! `aftersay serve`: the collector itself.

use super::all;
use crate::app::{App, AppState, app};
use crate::log::{self, Level};
use crate::metrics::Metrics;
use crate::owner::Token;
use crate::routes::shop::Shop;
use crate::routes::widget::Files;
use crate::store::Store;
use crate::surveys::Surveys;
use anyhow::Context as _;
use axum::http::HeaderValue;
use axum::serve::ListenerExt as _;
use std::io::{ErrorKind, Write as _};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// How long requests that are under way may take to end once the collector was told to stop.
const STOP_MAX_TIME: Duration = Duration::from_secs(10);

/// Takes submissions, keeps them, and shows you the results
///
/// To try it: aftersay serve --surveys surveys --store sqlite:aftersay.db
#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// Where to listen; put a web server that speaks https in front of it
    #[arg(long, env = "AFTERSAY_LISTEN", default_value = "127.0.0.1:8787", value_name = "ADDRESS")]
    listen: SocketAddr,

    /// Where to keep submissions; the file is made if it is not there
    #[arg(
        long,
        env = "AFTERSAY_STORE",
        default_value = "sqlite:aftersay.db",
        value_name = "sqlite:FILE"
    )]
    store: String,

    /// The folder of your survey files; keep old versions in it while pages may still show them
    #[arg(long, env = "AFTERSAY_SURVEYS", value_name = "DIR")]
    surveys: PathBuf,

    /// The folder of the built widget, served under /aftersay/ [default: not served]
    #[arg(long, env = "AFTERSAY_WIDGET", value_name = "DIR")]
    widget: Option<PathBuf>,

    /// Your shop's addresses if they differ from the collector's, as in
    /// `https://shop.example,https://www.shop.example`; null for frames that are sandboxed
    #[arg(long, env = "AFTERSAY_ORIGINS", value_delimiter = ',', value_parser = origin, value_name = "A,B")]
    origins: Vec<HeaderValue>,

    /// The secret that opens the results, 16 to 200 letters, digits, - or _; better given by the
    /// environment, where other users of this machine do not see it [default: a new one each start]
    #[arg(long, env = "AFTERSAY_TOKEN", hide_env_values = true, value_parser = Token::new)]
    token: Option<Token>,

    /// The fewest answers a figure may rest on before it is shown, at least 5
    #[arg(long, env = "AFTERSAY_K_MIN", default_value = "10", value_name = "N",
          value_parser = clap::value_parser!(u32).range(5..))]
    k_min: u32,

    /// Add a demo shop and print where it is
    #[arg(long, env = "AFTERSAY_DEMO")]
    demo: bool,

    /// Where the demo shop finds the widget and the collector, if not at its own address
    #[arg(long, env = "AFTERSAY_DEMO_COLLECTOR", value_parser = origin, value_name = "ORIGIN",
          requires = "demo", hide = true)]
    demo_collector: Option<HeaderValue>,

    /// How much to log to standard error
    #[arg(long, env = "AFTERSAY_LOG", value_enum, default_value_t)]
    log: Level,
}

pub(super) fn run(options: Options) -> anyhow::Result<()> {
    log::start(options.log);
    let runtime = tokio::runtime::Runtime::new().context("no threads can be started")?;
    runtime.block_on(serve(options))
}

async fn serve(options: Options) -> anyhow::Result<()> {
    // Everything is checked before the address is taken: a collector that listens works.
    let surveys = Surveys::read(&options.surveys)
        .map_err(|mistakes| all("the surveys cannot be used", &mistakes))?;
    let widget = options.widget.as_deref().map(Files::read).transpose().with_context(|| {
        format!(
            "the widget's folder {} cannot be read",
            options.widget.unwrap_or_default().display()
        )
    })?;
    let widget = widget.unwrap_or_default();
    let mut random = [0; 32];
    getrandom::fill(&mut random).map_err(|error| anyhow::anyhow!("no random numbers: {error}"))?;
    let given = options.token.is_some();
    let token = options.token.unwrap_or_else(|| Token::drawn(random));
    let store = Store::open(&options.store).await?;
    let shop = options.demo.then(|| demo_shop(options.demo_collector.as_ref())).transpose()?;
    let listener = bind(options.listen).await?;
    let address = listener.local_addr().context("the address that was taken is not known")?;

    let secret = token.reveal();
    let told = if options.demo {
        format!(
            "\n  the shop       http://{address}/shop\
             \n  the dashboard  http://{address}/dashboard?token={secret}"
        )
    } else if given {
        String::new()
    } else {
        format!("\n  the owner's token, until the next start: {secret}")
    };
    // Whoever started it may have stopped listening; that is no reason not to serve.
    let _ = writeln!(std::io::stdout(), "aftersay listens on http://{address}{told}");
    tracing::info!(n_surveys = surveys.ids().len(), demo = options.demo, "started");

    let (k_min, origins, metrics) = (options.k_min, options.origins, Metrics::default());
    let state = Arc::new(App { store, surveys, token, k_min, origins, widget, metrics, shop });
    tokio::spawn(recount(Arc::clone(&state)));
    serve_until(listener, Arc::clone(&state), told_to_stop()?).await?;
    state.store.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// Serves until `stop` comes, then ends what is under way. The store stays open.
///
/// # Errors
/// When the listener fails as a whole; a single connection that fails is nobody else's.
pub async fn serve_until(
    listener: TcpListener,
    state: AppState,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let (stopping, mut stopped) = watch::channel(false);
    let until = async move {
        stop.await;
        tracing::info!("stopping");
        stopping.send_replace(true);
    };
    // A reply is one small write; waiting to fill a packet would only delay it.
    let listener = listener.tap_io(|connection| drop(connection.set_nodelay(true)));
    let serving = axum::serve(listener, app(state)).with_graceful_shutdown(until);
    let overdue = async {
        // An error means that nothing is served any more, and then the other branch is through.
        let _ = stopped.wait_for(|stopping| *stopping).await;
        tokio::time::sleep(STOP_MAX_TIME).await;
    };
    tokio::select! {
        ended = serving.into_future() => ended,
        () = overdue => {
            tracing::warn!("some requests did not end in time and were cut off");
            Ok(())
        }
    }
}

/// Counts what an earlier aftersay has stored, while submissions come in; reports tell how many are
/// still to be counted.
async fn recount(state: AppState) {
    match state.store.recount(|id, version| state.surveys.version(id, version)).await {
        Ok(0) => {}
        Ok(n_counted) => tracing::info!(n_counted, "counted what was stored before"),
        // The next start goes on from here.
        Err(error) => tracing::error!(%error, "what was stored before could not be counted"),
    }
}

/// Opens the demo shop, whose widget and collector may stand at another origin, as in real life.
fn demo_shop(collector: Option<&HeaderValue>) -> anyhow::Result<Arc<Shop>> {
    let base = collector.map(HeaderValue::to_str).transpose()?.unwrap_or_default();
    Ok(Arc::new(Shop::open(&format!("{base}/aftersay"), &format!("{base}/v1/submissions"))?))
}

async fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| format!("cannot listen on {address}")).map_err(
        |error| {
            let kind = error.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
            let advice = match kind {
                Some(ErrorKind::AddrInUse) => {
                    "another program listens there: stop it, or choose another port with --listen"
                }
                Some(ErrorKind::PermissionDenied) => {
                    "ports below 1024 need leave: choose one above with --listen"
                }
                Some(ErrorKind::AddrNotAvailable) => {
                    "this machine has no such address: choose 127.0.0.1 or 0.0.0.0 with --listen"
                }
                _ => "choose another address with --listen",
            };
            anyhow::anyhow!("{error:#}; {advice}")
        },
    )
}

/// Comes with the first Ctrl-C or SIGTERM.
fn told_to_stop() -> anyhow::Result<impl Future<Output = ()> + Send + 'static> {
    let mut interrupt = signal(SignalKind::interrupt()).context("Ctrl-C cannot be heard")?;
    let mut terminate = signal(SignalKind::terminate()).context("SIGTERM cannot be heard")?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Reads an origin as browsers send it: scheme, host, port if it is not the usual one, no path.
fn origin(text: &str) -> Result<HeaderValue, String> {
    let allowed = "an origin such as https://shop.example, in lower case and without a path";
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let usual = (text.starts_with("https:") && text.ends_with(":443"))
        || (text.starts_with("http:") && text.ends_with(":80"));
    let in_host =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-:[]_".contains(&byte);
    let fits = rest.is_some_and(|host| !host.is_empty() && host.bytes().all(in_host)) && !usual;
    let value = HeaderValue::from_str(text).ok().filter(|_| fits || text == "null");
    value.ok_or_else(|| format!("it is not {allowed}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_taken_only_as_browsers_would_send_it() {
        for (text, taken) in [
            ("https://shop.example", true),
            ("http://127.0.0.1:8000", true),
            ("http://[::1]:8000", true),
            ("null", true),
            ("https://shop.example/", false),
            ("https://shop.example:443", false),
            ("https://Shop.example", false),
            ("shop.example", false),
            ("*", false),
            ("null", false),
            ("https://", false),
        ] {
            assert_eq!(origin(text).is_ok(), taken, "{text}");
        }
    }
}
