//! A browser that tests can drive, with letters for every language the widget speaks.

use super::apt;
use crate::project::{Project, say, which};
use anyhow::Context as _;
use std::{
    env,
    path::{Path, PathBuf},
};

/// A Chromium and its driver.
pub(crate) struct Browser {
    /// The browser.
    pub(crate) chromium: PathBuf,
    /// What drives it.
    pub(crate) chromedriver: PathBuf,
}

/// Finds browser and driver, or gets them.
///
/// # Errors
/// When one of them is missing and cannot be installed; the message names the variables to set.
pub(crate) fn browser(project: &Project) -> anyhow::Result<Browser> {
    let chromium = || find("AFTERSAY_CHROMIUM", "chromium");
    let chromedriver = || find("AFTERSAY_CHROMEDRIVER", "chromedriver");
    let mut missing = Vec::new();
    missing.extend(chromium().is_none().then_some("chromium"));
    missing.extend(chromedriver().is_none().then_some("chromium-driver"));
    // Without it Arabic and Hebrew are rows of boxes, in screenshots and in layout tests.
    let has_fonts = Path::new("/usr/share/fonts/truetype/noto/NotoSansArabic-Regular.ttf").exists();
    if !has_fonts && which("apt-get").is_some() {
        missing.push("fonts-noto-core");
    }
    let installed = if missing.is_empty() { Ok(()) } else { apt::install(project, &missing) };
    let (Some(chromium), Some(chromedriver)) = (chromium(), chromedriver()) else {
        return installed.and(Err(anyhow::anyhow!("they are not on the PATH"))).context(
            "tests need Chromium and its driver: install them, \
             or set AFTERSAY_CHROMIUM and AFTERSAY_CHROMEDRIVER",
        );
    };
    if let Err(reason) = installed {
        say("setup", &format!("fonts: going on without ({reason:#})"));
    }
    say("setup", &format!("browser: {}, {}", chromium.display(), chromedriver.display()));
    Ok(Browser { chromium, chromedriver })
}

/// What the variable names, else what is on the `PATH`.
pub(super) fn find(variable: &str, program: &str) -> Option<PathBuf> {
    env::var_os(variable).map(PathBuf::from).or_else(|| which(program))
}
