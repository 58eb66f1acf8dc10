//! The `aftersay` server as it is shipped, as a process with a store of its own.

use crate::Story;
use crate::process::Process;
use anyhow::Context as _;
use std::fs;
use std::net::SocketAddr;
use tempfile::TempDir;

/// A server on a free port.
#[derive(Debug)]
pub(crate) struct Server {
    /// Where it listens.
    pub(crate) address: SocketAddr,
    options: Vec<String>,
    process: Process,
    folder: TempDir,
}

impl Server {
    /// Starts a server with the surveys that are shipped, those of our own stories, an empty store,
    /// and these options.
    pub(crate) async fn start(options: &[&str]) -> Story<Self> {
        let folder = tempfile::tempdir()?;
        let surveys = folder.path().join("surveys");
        fs::create_dir(&surveys)?;
        let shipped = format!("{}/surveys", crate::given("AFTERSAY_DIST")?);
        for of in [shipped.as_str(), concat!(env!("CARGO_MANIFEST_DIR"), "/surveys")] {
            for file in fs::read_dir(of).with_context(|| of.to_owned())? {
                let file = file?;
                fs::copy(file.path(), surveys.join(file.file_name()))?;
            }
        }
        let options: Vec<_> = options.iter().map(|&option| option.to_owned()).collect();
        let (process, address) = serve(&folder, &options).await?;
        Ok(Self { address, options, process, folder })
    }

    /// Is killed without a word, and started again over the same store, on another port.
    pub(crate) async fn is_killed_and_starts_again(&mut self) -> Story {
        self.process.is_killed().await?;
        (self.process, self.address) = serve(&self.folder, &self.options).await?;
        Ok(())
    }
}

async fn serve(folder: &TempDir, options: &[String]) -> Story<(Process, SocketAddr)> {
    let store = format!("sqlite:{}", folder.path().join("aftersay.db").display());
    let surveys = folder.path().join("surveys");
    let mut process = Process::start(&crate::given("AFTERSAY_BIN")?, |command| {
        command.args(["serve", "--listen", "127.0.0.1:0", "--log", "warn"]);
        command.args(["--store", &store, "--surveys"]).arg(&surveys).args(options);
    })?;
    let told = process.line_with("listens on http://").await?;
    let address = told.split("http://").nth(1).and_then(|address| address.trim().parse().ok());
    Ok((process, address.with_context(|| format!("no address in {told:?}"))?))
}
