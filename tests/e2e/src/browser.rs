//! One browser with its driver. It is closed whatever happens, and leaves evidence of a failure.

use crate::Story;
use crate::engine::{Driver, Engine};
use crate::http::Request;
use anyhow::{Context as _, ensure};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::time::timeout;

/// Notes what a visitor would not see.
pub(crate) const WITNESS: &str = include_str!("witness.js");

/// How long a browser may take to start, on a machine that is busy: WebKit's driver waits for ever.
const START: Duration = Duration::from_mins(2);

/// A browser window and the driver that moves it.
#[derive(Debug)]
pub(crate) struct Browser {
    /// The page, to find and click in.
    pub(crate) client: Client,
    engine: Engine,
    driver: Driver,
    session: String,
    pid_to_kill: u64,
    console: Mutex<Vec<String>>,
    /// Whether the story came to its end.
    ended: AtomicBool,
}

impl Browser {
    /// Starts driver and browser.
    pub(crate) async fn start() -> Story<Self> {
        let engine = Engine::of_this_run()?;
        let driver = engine.drive().await?;
        let Value::Object(capabilities) = driver.capabilities.clone() else {
            anyhow::bail!("capabilities are an object")
        };
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let address = format!("http://{}", driver.address);
        let client = timeout(START, builder.capabilities(capabilities).connect(&address));
        let client = client.await.with_context(|| format!("{engine:?} never starts"))?;
        let client = client.with_context(|| format!("no {engine:?} starts"))?;
        let session = client.session_id().await?.context("the browser has no session")?;
        let pid = |name| client.capabilities().and_then(|told| told.get(name)?.as_u64());
        let pid_to_kill = pid("goog:processID").or_else(|| pid("moz:processID"));
        let browser = Self {
            client,
            engine,
            driver,
            session,
            pid_to_kill: pid_to_kill.unwrap_or_default(),
            console: Mutex::default(),
            ended: AtomicBool::new(false),
        };
        browser.watch_from_now_on().await?;
        Ok(browser)
    }

    /// Has this tab watched from the first line of its next page on, which only Chromium can be
    /// asked for.
    pub(crate) async fn watch_from_now_on(&self) -> Story {
        if self.engine == Engine::Chromium {
            let source = json!({"source": WITNESS});
            self.devtools("Page.addScriptToEvaluateOnNewDocument", source).await?;
        }
        Ok(())
    }

    /// Sees to it that the page is watched from now on. Chromium has watched it from its first
    /// line; the others cannot be asked to, and of pages that do not see to it themselves they miss
    /// what came before.
    pub(crate) async fn watch(&self) -> Story {
        if self.engine != Engine::Chromium {
            self.client.execute(&format!("if (!window.witness) {{ {WITNESS} }}"), vec![]).await?;
        }
        Ok(())
    }

    /// Sends a command of the browser's own protocol, where WebDriver has none.
    ///
    /// # Errors
    /// In another engine than Chromium: a story that needs this is told in that one alone.
    pub(crate) async fn devtools(&self, method: &str, params: Value) -> Story<Value> {
        let engine = self.engine;
        ensure!(engine == Engine::Chromium, "{method} is Chromium's alone, and this is {engine:?}");
        let body = json!({"cmd": method, "params": params});
        let reply = self.command("POST", "goog/cdp/execute", &body).send().await?;
        ensure!(reply.status == 200, "{method}: {}", reply.body);
        Ok(serde_json::from_str(&reply.body)?)
    }

    /// Shows the tab that is looked at, which the others do when it is switched to.
    pub(crate) async fn comes_to_the_front(&self) -> Story {
        if self.engine == Engine::Chromium {
            self.devtools("Page.bringToFront", json!({})).await?;
        }
        Ok(())
    }

    /// Every line of the console so far; of the others' only the page's own warnings.
    pub(crate) async fn console(&self) -> Story<Vec<String>> {
        if self.engine != Engine::Chromium {
            let warned = self.client.execute("return window.witness?.warned ?? []", vec![]).await?;
            return Ok(serde_json::from_value(warned)?);
        }
        let reply = self.console_request().send().await?;
        Ok(self.noted(&reply.body))
    }

    /// The story came to its end.
    pub(crate) fn ends_well(&self) {
        self.ended.store(true, Ordering::Relaxed);
    }

    fn command(&self, method: &'static str, command: &str, body: &Value) -> Request {
        let target = format!("/session/{}/{command}", self.session);
        let body = if body.is_null() { String::new() } else { body.to_string() };
        Request { to: self.driver.address, method, target, token: None, body }
    }

    fn console_request(&self) -> Request {
        self.command("POST", "se/log", &json!({"type": "browser"}))
    }

    /// Adds what the driver told, which it tells once, to what is known.
    fn noted(&self, reply: &str) -> Vec<String> {
        let reply: Value = serde_json::from_str(reply).unwrap_or_default();
        let entries = reply["value"].as_array().into_iter().flatten();
        let lines = entries.map(|entry| {
            let text = |name: &str| entry[name].as_str().unwrap_or_default().to_owned();
            format!("{}: {}", text("level"), text("message"))
        });
        let mut console = self.console.lock().unwrap_or_else(PoisonError::into_inner);
        console.extend(lines);
        console.clone()
    }

    /// Leaves a screenshot and the console behind.
    fn leave_evidence(&self) -> Story {
        let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/e2e"));
        fs::create_dir_all(&folder)?;
        let story = std::thread::current().name().unwrap_or("story").replace("::", "-");
        let console = match self.console_request().send_blocking() {
            Ok(reply) => self.noted(&reply.body).join("\n"),
            Err(error) => format!("the driver tells nothing: {error:#}"),
        };
        fs::write(folder.join(format!("{story}.log")), console)?;
        let reply = self.command("GET", "screenshot", &Value::Null).send_blocking()?;
        let reply: Value = serde_json::from_str(&reply.body)?;
        let png = BASE64_STANDARD.decode(reply["value"].as_str().context("no screenshot")?)?;
        let file = folder.join(format!("{story}.png"));
        fs::write(&file, png)?;
        eprintln!("the page and the console as they were at the end: {}", file.display());
        Ok(())
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let failed = std::thread::panicking() || !self.ended.load(Ordering::Relaxed);
        if failed && let Err(error) = self.leave_evidence() {
            eprintln!("no screenshot: {error:#}");
        }
        let closed = self.command("DELETE", "", &Value::Null);
        let target = closed.target.trim_end_matches('/').to_owned();
        let closed = Request { target, ..closed }.send_blocking();
        // A driver that hangs would leave its browser behind.
        if closed.is_err() && self.pid_to_kill != 0 {
            let pid = self.pid_to_kill.to_string();
            let _ =
                std::process::Command::new("sh").args(["-c", &format!("kill -9 {pid}")]).status();
        }
    }
}
