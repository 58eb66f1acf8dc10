//! What shop pages load from this collector: the files of `dist/`, read once at the start.

use crate::app::AppState;
use crate::cached::Cached;
use crate::problem::Problem;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{Redirect, Response};
use std::collections::HashMap;
use std::io;
use std::path::Path as FilePath;

/// The names carry no hash, and a script beside a module of another release would not run. So
/// browsers ask each time; a shop's thank-you page is not seen often enough for this to matter.
const CACHE: &str = "no-cache";

/// What the builder's pages may load and where they may send: their own origin, and nothing to it. The
/// pages say the same, for hosts that only serve files; what may frame them only a header can say.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
                           style-src 'self'; connect-src 'self'; img-src data:; frame-src 'self'; \
                           base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/// Files by their path below `/aftersay/`. What is not in here is not served, whatever the path.
#[derive(Debug, Default)]
pub struct Files(HashMap<String, Cached>);

impl Files {
    /// Reads a folder and the folders in it.
    ///
    /// # Errors
    /// The first file or folder that cannot be read.
    pub fn read(folder: &FilePath) -> io::Result<Self> {
        let mut files = Self::default();
        files.add(folder, "")?;
        Ok(files)
    }

    fn add(&mut self, folder: &FilePath, prefix: &str) -> io::Result<()> {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            let path = format!("{prefix}{name}");
            if name.starts_with('.') {
                continue;
            }
            if entry.path().is_dir() {
                self.add(&entry.path(), &format!("{path}/"))?;
            } else {
                let bytes = std::fs::read(entry.path())?;
                self.0.insert(path, Cached::new(content_type(&name), CACHE, bytes));
            }
        }
        Ok(())
    }
}

/// Sends a file, or 304 where the browser has it.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn show(
    State(app): State<AppState>,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let path = if path.ends_with('/') { path + "index.html" } else { path };
    let file = app.widget.0.get(&path).ok_or(Problem::NotFound)?;
    let mut response = file.answer(&headers);
    if FilePath::new(&path).extension().is_some_and(|extension| extension == "html") {
        let policy = HeaderValue::from_static(PAGE_POLICY);
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    // Shop pages that isolate themselves (COEP) load nothing from elsewhere without this.
    let corp = HeaderName::from_static("cross-origin-resource-policy");
    response.headers_mut().insert(corp, HeaderValue::from_static("cross-origin"));
    Ok(response)
}

/// Leads to the page on which surveys are made. It stands beside the widget that it shows, so that
/// it finds it by the same way on every host.
pub async fn builder() -> Redirect {
    Redirect::to("/aftersay/builder/")
}

/// The content type by the end of a name. WebAssembly and modules are refused under any other.
fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("json" | "map") => "application/json",
        Some("css") => "text/css; charset=utf-8",
        Some("html") => "text/html; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("ts" | "txt" | "md") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
