//! A shop that uses the package from outside: installed from the packed file, checked by the
//! compiler of `TypeScript`, and bundled.

use crate::{
    project::{Project, say},
    setup,
};
use anyhow::Context as _;
use std::{fs, path::PathBuf};

/// The shop's sources.
const APP: &str = "tests/e2e/app";

/// Makes the shop from what `dist/` holds, and says where its pages are.
///
/// # Errors
/// When the package cannot be packed, installed without a network, type-checked or bundled.
pub(crate) fn app(project: &Project) -> anyhow::Result<PathBuf> {
    let tools = setup::web_packages(project)?;
    let app = project.target.join("app");
    say("build", "a shop that uses the package: npm pack, npm install, tsc, vite build");
    if app.exists() {
        fs::remove_dir_all(&app)?;
    }
    fs::create_dir_all(&app)?;
    for path in project.files_below(APP)? {
        let name = path.strip_prefix(APP).unwrap_or(&path).trim_start_matches('/');
        fs::copy(project.root.join(&path), app.join(name))?;
    }
    let npm = |args: &[&str]| project.sh.cmd("npm").arg("--silent").args(args).quiet();
    let pack = npm(&["pack", "./dist", "--pack-destination"]).arg(&app);
    let package = pack.read().context("the package cannot be packed")?;
    let package = format!("./{}", package.lines().last().unwrap_or_default());
    let _in_the_shop = project.sh.push_dir(&app);
    let install = npm(&["install", "--offline", "--no-audit", "--no-fund", &package]);
    install.run().context("the package cannot be installed")?;
    let tool = |name: &str| project.sh.cmd(tools.join(".bin").join(name)).quiet();
    tool("tsc").run().context("the package's types are not as its users need them")?;
    tool("vite").arg("build").run().context("the package cannot be bundled")?;
    Ok(app.join("dist"))
}
