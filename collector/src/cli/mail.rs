//! The options by which alarms are mailed, and `aftersay mail`, which tries them.

use crate::mail::{Letter, Mail, Password, Server};
use anyhow::Context as _;
use lettre::message::{Mailbox, Mailboxes};
use std::path::{Path, PathBuf};

/// The mail server, and who writes to whom.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_field_names, reason = "they are the names of the options")]
pub(super) struct MailOptions {
    /// The mail server that alarms go through: `smtps://HOST`, or `smtp://HOST` where it is on this
    /// machine or knows STARTTLS; without it they are not mailed
    #[arg(
        long,
        env = "AFTERSAY_MAIL_SERVER",
        hide_env_values = true,
        value_name = "ADDRESS",
        requires_all = ["mail_from", "mail_to"]
    )]
    mail_server: Option<Server>,

    /// Who writes them, as in `alarms@shop.example` or `Alarms <alarms@shop.example>`
    #[arg(long, env = "AFTERSAY_MAIL_FROM", value_name = "MAILBOX", requires = "mail_server")]
    mail_from: Option<Mailbox>,

    /// Who gets them: one or more, with commas between
    #[arg(long, env = "AFTERSAY_MAIL_TO", value_name = "A,B", requires = "mail_server")]
    mail_to: Option<Mailboxes>,

    /// The name by which the server knows you, if it wants one
    #[arg(long, env = "AFTERSAY_MAIL_USER", value_name = "NAME", requires_all = ["mail_server", "secret"])]
    mail_user: Option<String>,

    /// The password that goes with it; better given by the environment
    #[arg(long, env = "AFTERSAY_MAIL_PASSWORD", hide_env_values = true, value_name = "PASSWORD",
          value_parser = |text: &str| Ok::<_, std::convert::Infallible>(Password::from(text)),
          requires = "mail_user", group = "secret")]
    mail_password: Option<Password>,

    /// A file that holds this password
    #[arg(
        long,
        env = "AFTERSAY_MAIL_PASSWORD_FILE",
        value_name = "FILE",
        requires = "mail_user",
        group = "secret"
    )]
    mail_password_file: Option<PathBuf>,

    /// A file with a certificate in PEM by which the server's is signed, if it is one of your own
    #[arg(long, env = "AFTERSAY_MAIL_CERTIFICATE", value_name = "FILE", requires = "mail_server")]
    mail_certificate: Option<PathBuf>,
}

/// Sends a mail to try the options by which `aftersay serve` mails alarms
///
/// `AFTERSAY_MAIL_PASSWORD=… aftersay mail --mail-server smtps://mail.example --mail-user shop
/// --mail-from alarms@shop.example --mail-to owner@shop.example`
#[derive(Debug, clap::Args)]
pub(super) struct TrialOptions {
    #[command(flatten)]
    mail: MailOptions,
}

impl MailOptions {
    /// What they say; nothing where they say nothing.
    pub(super) fn read(self) -> anyhow::Result<Option<Mail>> {
        let (Some(server), Some(from), Some(to)) = (self.mail_server, self.mail_from, self.mail_to)
        else {
            return Ok(None);
        };
        let password = match self.mail_password_file {
            Some(file) => Some(password_of(&file)?),
            None => self.mail_password,
        };
        let certificate = self.mail_certificate.map(|file| {
            let of = format!("the mail server's certificate {} cannot be read", file.display());
            std::fs::read(file).context(of)
        });
        let certificate = certificate.transpose()?;
        let login = self.mail_user.zip(password);
        Ok(Some(Mail::new(server, login, certificate.as_deref(), from, to)?))
    }
}

fn password_of(file: &Path) -> anyhow::Result<Password> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("the mail password's file {} cannot be read", file.display()))?;
    Ok(Password::from(text.trim_end_matches(['\r', '\n'])))
}

/// Sends one mail to each recipient, and says what became of it.
pub(super) fn run(options: TrialOptions) -> anyhow::Result<()> {
    let mail = options.mail.read()?.context("no --mail-server says where to send it")?;
    let runtime = tokio::runtime::Runtime::new().context("no threads can be started")?;
    for to in mail.recipients() {
        let sent = runtime.block_on(mail.try_once(to, &Letter::trial()));
        sent.with_context(|| format!("the mail server does not take a mail to {to}"))?;
        println!("the mail server has taken a mail to {to}");
    }
    Ok(())
}
