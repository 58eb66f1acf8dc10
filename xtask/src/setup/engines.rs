//! The two other engines that stories are told in, where a machine has them or can get them.

use super::apt;
use super::browser::find;
use crate::project::{Project, say, which};
use anyhow::Context as _;
use std::path::PathBuf;

/// A Firefox and its driver.
pub(crate) struct Firefox {
    /// The browser.
    pub(crate) firefox: PathBuf,
    /// What drives it.
    pub(crate) geckodriver: PathBuf,
}

/// A driver of `WebKit`, which knows its browser, and a screen for that.
pub(crate) struct WebKit {
    /// What drives it.
    pub(crate) driver: PathBuf,
    /// The screen.
    pub(crate) xvfb: PathBuf,
}

/// Finds Firefox and its driver, or gets them. Debian has no package of the driver: it is built,
/// which takes two minutes once.
///
/// # Errors
/// When one of them cannot be had; the message says how to get it.
pub(crate) fn firefox(project: &Project) -> anyhow::Result<Firefox> {
    const HOW: &str = "install Firefox and geckodriver, or set AFTERSAY_FIREFOX and \
                       AFTERSAY_GECKODRIVER";
    let firefox = || {
        let found = find("AFTERSAY_FIREFOX", "firefox-esr");
        found.or_else(|| which("firefox"))
    };
    if firefox().is_none() {
        apt::install(project, &["firefox-esr"]).context(HOW)?;
    }
    let firefox = firefox().context(HOW)?;
    let found = find("AFTERSAY_GECKODRIVER", "geckodriver");
    let geckodriver = found.unwrap_or_else(|| project.tools_dir().join("bin/geckodriver"));
    if !geckodriver.is_file() {
        say("setup", "geckodriver: cargo install, which takes two minutes once");
        let cargo = project.cargo("install").args(["--locked", "--debug", "--quiet"]);
        let cargo = cargo.arg("--root").arg(project.tools_dir()).arg("geckodriver");
        cargo.run().context(HOW)?;
    }
    say("setup", &format!("browser: {}, {}", firefox.display(), geckodriver.display()));
    Ok(Firefox { firefox, geckodriver })
}

/// Finds the driver of `WebKit` and a screen for it, or gets them.
///
/// # Errors
/// When one of them cannot be had; the message says how to get it.
pub(crate) fn webkit(project: &Project) -> anyhow::Result<WebKit> {
    const HOW: &str = "install WebKitWebDriver and Xvfb (on Debian: webkit2gtk-driver, xvfb)";
    let mut missing = Vec::new();
    missing.extend(which("WebKitWebDriver").is_none().then_some("webkit2gtk-driver"));
    missing.extend(which("Xvfb").is_none().then_some("xvfb"));
    if !missing.is_empty() {
        apt::install(project, &missing).context(HOW)?;
    }
    let driver = which("WebKitWebDriver").context(HOW)?;
    let xvfb = which("Xvfb").context(HOW)?;
    say("setup", &format!("browser: {}, {}", driver.display(), xvfb.display()));
    Ok(WebKit { driver, xvfb })
}
