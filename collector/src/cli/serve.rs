//! `aftersay serve`: the collector itself.

use super::{all, mail};
use crate::alarms::{self, Alarms, Owner};
use crate::app::{App, AppState};
use crate::limits::{Limits, PER_SENDER, PER_SURVEY};
use crate::log::{self, Level};
use crate::metrics::Metrics;
use crate::owner::{Access, Bearer, Password, Token};
use crate::routes::shop::Shop;
use crate::routes::widget::Files;
use crate::serving::serve_until;
use crate::store::Store;
use crate::surveys::Surveys;
use crate::webhook::{Secret, Webhook};
use anyhow::Context as _;
use axum::http::HeaderValue;
use std::io::{ErrorKind, Write as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

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

    /// The hash of the password that the owner signs in by, as `aftersay password` makes it; without a
    /// token, it alone opens the pages
    #[arg(long, env = "AFTERSAY_OWNER_PASSWORD_HASH", hide_env_values = true,
          value_parser = Password::hashed, value_name = "HASH")]
    owner_password_hash: Option<Password>,

    /// A file that holds this hash
    #[arg(
        long,
        env = "AFTERSAY_OWNER_PASSWORD_FILE",
        value_name = "FILE",
        conflicts_with = "owner_password_hash"
    )]
    owner_password_file: Option<PathBuf>,

    /// Tokens for scripts, as `aftersay token` makes them, as in `report:HASH,report+export:HASH`
    #[arg(
        long,
        env = "AFTERSAY_BEARERS",
        hide_env_values = true,
        value_delimiter = ',',
        value_name = "A,B"
    )]
    bearers: Vec<Bearer>,

    /// How many submissions are taken from one network in a minute; 0 for any number
    #[arg(long, env = "AFTERSAY_PER_SENDER", default_value_t = PER_SENDER, value_name = "N")]
    per_sender: u32,

    /// How many submissions are taken to one survey in a day
    #[arg(long, env = "AFTERSAY_PER_SURVEY", default_value_t = PER_SURVEY, value_name = "N")]
    per_survey: u32,

    /// Where to post alarms, signed by the scheme of Standard Webhooks
    #[arg(
        long,
        env = "AFTERSAY_WEBHOOK",
        hide_env_values = true,
        value_name = "ADDRESS",
        requires = "webhook_secret"
    )]
    webhook: Option<String>,

    /// The secret to sign them with: whsec_ and the base64 of 24 to 64 bytes
    #[arg(long, env = "AFTERSAY_WEBHOOK_SECRET", hide_env_values = true,
          value_parser = Secret::new, value_name = "SECRET")]
    webhook_secret: Option<Secret>,

    #[command(flatten)]
    mail: mail::MailOptions,

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
    let webhook = options.webhook.zip(options.webhook_secret);
    let webhook = webhook.map(|(address, secret)| Webhook::new(address, secret));
    let owner = Owner { webhook, mail: options.mail.read()? };
    let mut random = [0; 32];
    getrandom::fill(&mut random).map_err(|error| anyhow::anyhow!("no random numbers: {error}"))?;
    let password = match options.owner_password_file {
        Some(file) => Some(password_of(&file)?),
        None => options.owner_password_hash,
    };
    let drawn = (options.demo || password.is_none()).then(|| Token::drawn(random));
    let (given, token) = (options.token.is_some(), options.token.or(drawn));
    let store = Store::open(&options.store).await?;
    store.keep(surveys.definitions()).await?;
    let shop = options.demo.then(|| demo_shop(options.demo_collector.as_ref())).transpose()?;
    let listener = bind(options.listen).await?;
    let address = listener.local_addr().context("the address that was taken is not known")?;

    let secret = token.as_ref().map_or("", Token::reveal);
    let told = if options.demo {
        format!(
            "\n  the shop       http://{address}/shop\
             \n  the dashboard  http://{address}/dashboard?token={secret}"
        )
    } else if password.is_some() {
        format!("\n  the owner signs in at http://{address}/login")
    } else if given {
        String::new()
    } else {
        format!("\n  the owner's token, until the next start: {secret}")
    };
    // Whoever started it may have stopped listening; that is no reason not to serve.
    let _ = writeln!(std::io::stdout(), "aftersay listens on http://{address}{told}");
    tracing::info!(n_surveys = surveys.ids().len(), demo = options.demo, "started");

    let (k_min, origins, metrics) = (options.k_min, options.origins, Metrics::default());
    let alarms = Alarms::default();
    let access = Access::new(token, password, options.bearers);
    let limits = Limits::new(options.per_sender, options.per_survey);
    let state = Arc::new(App {
        store,
        surveys,
        access,
        limits,
        k_min,
        origins,
        widget,
        metrics,
        alarms,
        shop,
    });
    tokio::spawn(recount(Arc::clone(&state)));
    tokio::spawn(alarms::keep_watch(Arc::clone(&state), owner));
    serve_until(listener, Arc::clone(&state), told_to_stop()?).await;
    state.store.close().await;
    tracing::info!("stopped");
    Ok(())
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

fn password_of(file: &Path) -> anyhow::Result<Password> {
    let hash = std::fs::read_to_string(file)
        .with_context(|| format!("the password's file {} cannot be read", file.display()))?;
    Password::hashed(hash.trim()).with_context(|| format!("the password's file {}", file.display()))
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
            ("https://", false),
        ] {
            assert_eq!(origin(text).is_ok(), taken, "{text}");
        }
    }
}
