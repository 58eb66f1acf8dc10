//! `cargo xtask setup`: what building and testing need, installed where it is missing.
//!
//! Whatever is there already is used as it is, so that a second run does nothing.

mod apt;
mod browser;
mod cxx;
mod engines;
mod npm;
mod python;
mod tools;
mod wasm;
mod web;

use crate::project::{Project, say};

pub(crate) use browser::{Browser, browser};
pub(crate) use cxx::cxx;
pub(crate) use engines::{Firefox, WebKit, firefox, webkit};
pub(crate) use python::plspm;
pub(crate) use tools::{Tools, cargo_deny, tools};
pub(crate) use wasm::{WASM32, WasmStd, wasm_std};
pub(crate) use web::web_packages;

/// Installs everything that any command but `ci` needs.
pub(crate) fn everything(project: &Project) -> anyhow::Result<()> {
    wasm_std(project)?;
    tools(project)?;
    browser(project)?;
    web_packages(project)?;
    for missing in [firefox(project).err(), webkit(project).err()].into_iter().flatten() {
        say("setup", &format!("going on without: {missing:#}"));
    }
    cxx(project)?;
    Ok(())
}
