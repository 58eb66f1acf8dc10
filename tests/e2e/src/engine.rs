//! The three engines that browsers are made of, and how the driver of each is started.

use crate::process::Process;
use crate::wait::until;
use crate::{Story, given};
use anyhow::{Context as _, bail};
use serde_json::{Value, json};
use std::fmt;
use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::process::Stdio;
use tokio::net::TcpStream;

/// As root Chromium refuses its sandbox; the rest keeps it from the network and a small `/dev/shm`.
const CHROMIUM_FLAGS: [&str; 10] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-dev-shm-usage",
    "--window-size=1280,900",
    "--hide-scrollbars",
];

/// Which engine stories are told in: one for a whole run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    /// The one that can be asked for anything: it has a protocol of its own beside `WebDriver`.
    Chromium,
    Firefox,
    /// That of Safari, in the shape that Linux has it.
    WebKit,
}

/// What a story may need of a browser that not every engine, or not its driver, has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "what it needs is said in words below")]
pub enum Power {
    AccessibilityTree,
    AnySize,
    Downloads,
    Heap,
    HiddenTabs,
    KeptPages,
    LayoutShift,
    MouseAnywhere,
    NoScripts,
    Offline,
    RefusalReports,
    SendsWhileLeft,
}

impl fmt::Display for Power {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AccessibilityTree => "tells what a screen reader hears",
            Self::AnySize => "shows a page as wide as the smallest phone",
            Self::Downloads => "says where it puts a file",
            Self::Heap => "collects and counts what nobody holds",
            Self::HiddenTabs => "tells a page that its tab is out of sight",
            Self::KeptPages => "keeps a page whole that sends something while it is left",
            Self::LayoutShift => "counts how far things move",
            Self::MouseAnywhere => "moves the mouse out of the page",
            Self::NoScripts => "can be told to run no scripts",
            Self::Offline => "can be cut off its network",
            Self::RefusalReports => "reports that it refused WebAssembly",
            Self::SendsWhileLeft => {
                "sends every time what a page sends while its tab is closed or led to another site"
            }
        })
    }
}

/// Whether the browser of this run can do this; a story, or a part of one, that needs it goes
/// untold where it cannot.
///
/// That is told loudly: past what the harness of the tests holds back, and once more at the end of
/// `cargo xtask test`.
///
/// # Errors
/// When there is no such engine, or the list of what went untold cannot be written.
pub fn can(power: Power) -> Story<bool> {
    let engine = Engine::of_this_run()?;
    let can = match engine {
        // It has a protocol of its own beside `WebDriver`.
        Engine::Chromium => true,
        Engine::Firefox => matches!(power, Power::HiddenTabs | Power::RefusalReports),
        Engine::WebKit => power == Power::SendsWhileLeft,
    };
    if can {
        return Ok(true);
    }
    let story = std::thread::current();
    let story = story.name().unwrap_or("a story");
    let untold = format!("NOT TOLD IN {engine:?}: {story}, as it takes a browser that {power}\n");
    io::stderr().write_all(untold.as_bytes())?;
    if let Ok(list) = given("AFTERSAY_UNTOLD") {
        OpenOptions::new().append(true).create(true).open(list)?.write_all(untold.as_bytes())?;
    }
    Ok(false)
}

/// A driver that waits for a session.
#[derive(Debug)]
pub(crate) struct Driver {
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// What to ask of it.
    pub(crate) capabilities: Value,
    /// It, and what it needs.
    _processes: Vec<Process>,
}

impl Engine {
    /// The engine of this run.
    pub(crate) fn of_this_run() -> Story<Self> {
        Ok(match std::env::var("AFTERSAY_ENGINE").as_deref() {
            Err(_) | Ok("" | "chromium") => Self::Chromium,
            Ok("firefox") => Self::Firefox,
            Ok("webkit") => Self::WebKit,
            Ok(other) => bail!("AFTERSAY_ENGINE is {other:?}, not chromium, firefox or webkit"),
        })
    }

    /// Starts its driver.
    pub(crate) async fn drive(self) -> Story<Driver> {
        match self {
            Self::Chromium => {
                let (process, told) = chromedriver().await?;
                let options = json!({"binary": given("CHROMIUM")?, "args": CHROMIUM_FLAGS});
                let capabilities = json!({
                    "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}
                });
                Ok(Driver { address: port(&told)?, capabilities, _processes: vec![process] })
            }
            Self::Firefox => {
                let mut process = Process::start(&given("GECKODRIVER")?, |command| {
                    // Firefox grumbles about itself.
                    command.args(["--port", "0", "--websocket-port", "0"]).stderr(Stdio::null());
                })?;
                let told = process.line_with("Listening on").await?;
                let args = ["-headless", "-width", "1280", "-height", "900"];
                let options = json!({"binary": given("FIREFOX")?, "args": args});
                let capabilities = json!({"moz:firefoxOptions": options});
                Ok(Driver { address: port(&told)?, capabilities, _processes: vec![process] })
            }
            Self::WebKit => {
                // It has no way to do without a screen.
                let mut screen = Process::start(&given("XVFB")?, |command| {
                    let size = ["-screen", "0", "1280x1000x24", "-nolisten", "tcp"];
                    // It grumbles about screens that others have.
                    command.args(["-displayfd", "1"]).args(size).stderr(Stdio::null());
                })?;
                let display = screen.line_with("").await?;
                // Its driver does not say which port it takes, so that it is told one.
                let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
                let process = Process::start(&given("WEBKITDRIVER")?, |command| {
                    command.arg(format!("--port={}", address.port()));
                    command.env("DISPLAY", format!(":{}", display.trim()));
                })?;
                until("the driver of WebKit", async || Ok(TcpStream::connect(address).await?))
                    .await?;
                Ok(Driver { address, capabilities: json!({}), _processes: vec![process, screen] })
            }
        }
    }
}

/// Chromium's driver, and the line in which it names its port.
///
/// The port that it draws may be somebody else's by the time it listens. Then it says that the
/// address is in use, and ends; the next one draws another port.
async fn chromedriver() -> Story<(Process, String)> {
    let start = async || {
        let mut process = Process::start(&given("CHROMEDRIVER")?, |command| {
            command.arg("--port=0");
        })?;
        let told = process.line_with("started successfully on port").await?;
        Ok((process, told))
    };
    for _ in 0..2 {
        if let Ok(started) = start().await {
            return Ok(started);
        }
    }
    start().await
}

/// The loopback address of the port that a line of a driver ends with.
fn port(told: &str) -> Story<SocketAddr> {
    let port = told.trim_end_matches('.').rsplit([' ', ':']).next();
    let port: Option<u16> = port.and_then(|port| port.parse().ok());
    Ok(SocketAddr::from(([127, 0, 0, 1], port.with_context(|| format!("no port in {told:?}"))?)))
}
