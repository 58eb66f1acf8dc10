//! A standard library for wasm32, by one of two routes, and the cargo that builds with it.

use super::apt;
use crate::project::{Project, run_within, say, which};
use anyhow::bail;
use std::{
    env,
    path::{Path, PathBuf},
};
use xshell::{Cmd, Shell};

/// The only target the widget has.
pub(crate) const WASM32: &str = "wasm32-unknown-unknown";

/// Debian's compiler for its own browsers, recent on every release, with the library's sources.
const DEBIAN_RUSTC: [&str; 4] = ["rustc-web", "rust-web-src", "rust-web-llvm", "lld-22"];

/// A first download takes seconds; a host that answers nothing would take for ever.
const RUSTUP_LIMIT_S: u32 = 60;

/// Where the wasm32 standard library comes from.
pub(crate) enum WasmStd {
    /// Ready-made, beside `rustc`.
    Target,
    /// Built here, for size, by this compiler from its own sources.
    Source {
        /// The compiler.
        rustc: PathBuf,
    },
}

impl WasmStd {
    /// Cargo for wasm32.
    ///
    /// Whatever the caller's environment says about compilers and flags is meant for the host.
    pub(crate) fn cargo<'a>(&self, project: &'a Project, subcommand: &str) -> Cmd<'a> {
        let mut cmd = project.cargo(subcommand).args(["--locked", "--target", WASM32]);
        for name in [
            "LD_LIBRARY_PATH",
            "RUSTC",
            "RUSTFLAGS",
            "CARGO_ENCODED_RUSTFLAGS",
            "RUSTC_WRAPPER",
            "RUSTC_WORKSPACE_WRAPPER",
        ] {
            cmd = cmd.env_remove(name);
        }
        match self {
            Self::Target => cmd,
            // By environment, so that Cargo.toml stays valid for a stable cargo.
            Self::Source { rustc } => cmd
                .env("RUSTC", rustc)
                .env("RUSTC_BOOTSTRAP", "1")
                .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort"),
        }
    }

    /// The same for what visitors download: a library built for size, and a panic is a bare trap.
    pub(crate) fn cargo_for_size<'a>(&self, project: &'a Project, subcommand: &str) -> Cmd<'a> {
        let cmd = self.cargo(project, subcommand);
        match self {
            Self::Target => cmd,
            Self::Source { .. } => cmd
                .env("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size")
                .env("CARGO_UNSTABLE_PANIC_IMMEDIATE_ABORT", "true")
                .env("CARGO_PROFILE_WEB_PANIC", "immediate-abort")
                // Both would cost half a kilobyte, and save nothing that a form could notice. A
                // ready-made library has them, and then everything else must have them too.
                .env(
                    "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
                    "-Ctarget-feature=-reference-types,-multivalue",
                ),
        }
    }

    /// The name of the route, as in `AFTERSAY_WASM_ROUTE`.
    pub(crate) fn route(&self) -> &'static str {
        match self {
            Self::Target => "target",
            Self::Source { .. } => "build-std",
        }
    }
}

/// Finds a wasm32 standard library, or gets one.
///
/// # Errors
/// When neither route leads to one; the message names what to install for both.
pub(crate) fn wasm_std(project: &Project) -> anyhow::Result<WasmStd> {
    let forced = env::var("AFTERSAY_WASM_ROUTE").ok();
    let (target, source) = match forced.as_deref() {
        None | Some("") => (true, true),
        Some("target") => (true, false),
        Some("build-std") => (false, true),
        Some(other) => {
            bail!("AFTERSAY_WASM_ROUTE is `{other}`, and can be `target` or `build-std`")
        }
    };
    let sh = &project.sh;
    if target && has_target(sh) {
        say("setup", "wasm32 standard library: ready-made, beside rustc");
        return Ok(WasmStd::Target);
    }
    if source && let Some(rustc) = rustc_with_source(sh) {
        say("setup", &format!("wasm32 standard library: built from source by {}", rustc.display()));
        return Ok(WasmStd::Source { rustc });
    }
    if target && add_target(sh) && has_target(sh) {
        return Ok(WasmStd::Target);
    }
    let mut reason = None;
    if source {
        say("setup", "wasm32 standard library: Debian's rustc-web, built from source");
        reason = apt::install(project, &DEBIAN_RUSTC).err();
        if let Some(rustc) = rustc_with_source(sh) {
            return Ok(WasmStd::Source { rustc });
        }
    }
    let no_std = anyhow::anyhow!(
        "no wasm32 standard library; either `rustup target add {WASM32}`, \
         or on Debian `apt-get install {}`",
        DEBIAN_RUSTC.join(" ")
    );
    Err(match reason {
        Some(reason) => reason.context(no_std),
        None => no_std,
    })
}

/// Whether `rustc` has the wasm32 library beside it.
fn has_target(sh: &Shell) -> bool {
    let dir = sh.cmd("rustc").args(["--print", "target-libdir", "--target", WASM32]).quiet();
    dir.ignore_stderr().read().is_ok_and(|dir| {
        sh.read_dir(dir).unwrap_or_default().iter().any(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with("libcore-") && name.ends_with(".rlib")
        })
    })
}

/// Adds the ready-made library with rustup; whether that worked.
fn add_target(sh: &Shell) -> bool {
    if which("rustup").is_none() {
        return false;
    }
    if env::var_os("RUSTUP_AUTO_INSTALL").is_some_and(|value| value == "0") {
        say("setup", "wasm32 standard library: not from rustup, as RUSTUP_AUTO_INSTALL=0 says");
        return false;
    }
    say("setup", &format!("wasm32 standard library: rustup target add {WASM32}"));
    let rustup = sh.cmd("rustup").args(["target", "add", WASM32]).env("RUST_BACKTRACE", "0");
    let added = run_within(RUSTUP_LIMIT_S, rustup);
    let reason = match added {
        Ok(Some(status)) if status.success() => return true,
        Ok(Some(_)) => "rustup cannot get it".to_owned(),
        Ok(None) => format!("rustup gets no answer within {RUSTUP_LIMIT_S} s"),
        Err(error) => error.to_string(),
    };
    say("setup", &format!("wasm32 standard library: {reason}, so by another way"));
    false
}

/// A compiler that is recent enough and has the sources of its standard library.
fn rustc_with_source(sh: &Shell) -> Option<PathBuf> {
    let candidates = [which("rustc")?, PathBuf::from("/usr/bin/rustc")];
    candidates.into_iter().find(|rustc| {
        let ask = |what: &[&str]| sh.cmd(rustc).args(what).quiet().ignore_stderr().read();
        let recent = ask(&["--version"]).is_ok_and(|version| is_recent(&version));
        recent
            && ask(&["--print", "sysroot"]).is_ok_and(|sysroot| {
                Path::new(&sysroot).join("lib/rustlib/src/rust/library/Cargo.lock").is_file()
            })
    })
}

/// Whether `rustc --version` is at least what the workspace asks for.
fn is_recent(version: &str) -> bool {
    let parts = |version: &str| -> Option<(u32, u32)> {
        let mut parts = version.split(['.', '-']).map(str::parse);
        Some((parts.next()?.ok()?, parts.next()?.ok()?))
    };
    let found = version.split(' ').nth(1).and_then(parts);
    found.is_some() && parts(env!("CARGO_PKG_RUST_VERSION")) <= found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_compiler_that_is_too_old_is_passed_over() {
        for (version, recent) in [
            ("rustc 1.63.0", false),
            ("rustc 1.95.0 (59807616e 2026-04-14)", true),
            ("rustc 1.96.0 (built from a source tarball)", true),
            ("rustc 2.0.0-nightly (0 2030-01-01)", true),
            ("", false),
        ] {
            assert_eq!(is_recent(version), recent, "{version}");
        }
    }
}
