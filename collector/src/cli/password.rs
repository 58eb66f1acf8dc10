//! `aftersay password` and `aftersay token`: what the settings hold of a secret.

use crate::owner::{Bearer, Password, Scope};
use anyhow::{Context as _, ensure};
use std::io::{IsTerminal as _, stdin};

/// Makes the hash of the owner's password, for `AFTERSAY_OWNER_PASSWORD_HASH`
///
/// Asks for the password, or reads it from standard input: aftersay password < file
#[derive(Debug, clap::Args)]
pub(super) struct PasswordOptions {}

/// Makes a token for a script, for `AFTERSAY_BEARERS`
///
/// aftersay token report
#[derive(Debug, clap::Args)]
pub(super) struct TokenOptions {
    /// What it opens
    #[arg(required = true, value_enum, value_name = "SCOPE")]
    scopes: Vec<Scope>,
}

pub(super) fn password(_: &PasswordOptions) -> anyhow::Result<()> {
    let password = if stdin().is_terminal() {
        let asked = |prompt| rpassword::prompt_password(prompt).context("no password can be asked");
        let password = asked("The owner's password: ")?;
        ensure!(asked("The same again: ")? == password, "these are two different passwords");
        password
    } else {
        let mut line = String::new();
        stdin().read_line(&mut line).context("standard input cannot be read")?;
        line.trim_end_matches(['\r', '\n']).to_owned()
    };
    println!("{}", Password::new(&password)?.hash());
    Ok(())
}

pub(super) fn token(options: &TokenOptions) {
    let (token, bearer) = Bearer::drawn(options.scopes.clone());
    println!("the token, which is told only now: {token}");
    println!("what the server needs of it:       AFTERSAY_BEARERS={bearer}");
}
