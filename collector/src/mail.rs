//! Tells the owner of alarms by mail: plain text, by SMTP through a mail server of theirs, and tried
//! again until it is taken.

use crate::delivery::{TRY_MAX_TIME, Undelivered, deliver};
use crate::report::Warning;
use crate::report::words;
use aftersay::survey::Survey;
use axum::http::Uri;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Mailboxes};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{Message, SmtpTransport, Transport as _};
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

/// How a certificate begins in PEM.
const PEM_BEGINS: &str = "-----BEGIN CERTIFICATE-----";

/// A mail server, and who writes to whom.
#[derive(Clone)]
pub struct Mail {
    transport: SmtpTransport,
    from: Mailbox,
    to: Mailboxes,
}

/// Where the mail server is, and how what is said to it is encrypted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    host: String,
    port: u16,
    encryption: Encryption,
}

/// From when on a connection is encrypted. None ever falls back to a weaker one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encryption {
    FromTheStart,
    /// From the command STARTTLS on, before any name or password.
    FromStartTls,
    /// For a server on this machine.
    Never,
}

/// Why a text is no address of a mail server. The text itself, which may hold a password, is not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum ServerError {
    #[error(
        "the mail server's address is none, allowed are smtps://HOST and smtp://HOST, either with :PORT"
    )]
    NoAddress,
    #[error(
        "the mail server's address holds a name or a password, which have options of their own"
    )]
    HoldsSecret,
}

/// Why no mail can be sent with what was given.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum MailError {
    #[error("the mail server's certificate holds no {PEM_BEGINS:?}, by which each begins in PEM")]
    NoCertificate,
    #[error("the mail server's certificate cannot be read: {0}")]
    Certificate(lettre::transport::smtp::Error),
    #[error("connections to the mail server cannot be encrypted: {0}")]
    Encryption(lettre::transport::smtp::Error),
}

/// The password for a mail server. It shows in no log.
#[derive(Clone)]
pub struct Password(String);

/// What is written in a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    subject: String,
    body: String,
}

impl Mail {
    /// Writes in the name of `from` to each of `to`, over a server that may want a name and password,
    /// and whose certificate may be signed by one of the owner's own.
    ///
    /// # Errors
    /// [`MailError`]. Whether the server is there is not looked at.
    pub fn new(
        server: Server,
        login: Option<(String, Password)>,
        certificate: Option<&[u8]>,
        from: Mailbox,
        to: Mailboxes,
    ) -> Result<Self, MailError> {
        let Server { host, port, encryption } = server;
        let mut parameters = TlsParameters::builder(host.clone());
        if let Some(pem) = certificate {
            // The library would go on with none.
            if !String::from_utf8_lossy(pem).contains(PEM_BEGINS) {
                return Err(MailError::NoCertificate);
            }
            let certificate = Certificate::from_pem(pem).map_err(MailError::Certificate)?;
            parameters = parameters.add_root_certificate(certificate);
        }
        let parameters = parameters.build().map_err(MailError::Encryption)?;
        // `dangerous` where nothing else is said; here it is.
        let mut transport = SmtpTransport::builder_dangerous(host)
            .port(port)
            .tls(match encryption {
                Encryption::FromTheStart => Tls::Wrapper(parameters),
                Encryption::FromStartTls => Tls::Required(parameters),
                Encryption::Never => Tls::None,
            })
            .timeout(Some(TRY_MAX_TIME));
        if let Some((name, Password(password))) = login {
            transport = transport.credentials(Credentials::new(name, password));
        }
        Ok(Self { transport: transport.build(), from, to })
    }

    /// To whom it writes. Each gets a mail of their own, so that a wrong address keeps it from nobody
    /// else.
    pub fn recipients(&self) -> impl Iterator<Item = &Mailbox> {
        self.to.iter()
    }

    /// Sends a letter to one of the recipients, and tries again for some hours where it is not taken.
    ///
    /// # Errors
    /// Why the last try failed.
    pub async fn tell(&self, to: &Mailbox, letter: &Letter) -> Result<(), Undelivered> {
        let message = self.message(to, letter)?;
        deliver("mail", || self.send(&message)).await
    }

    /// Sends a letter to one of the recipients, once.
    ///
    /// # Errors
    /// Why it failed.
    pub async fn try_once(&self, to: &Mailbox, letter: &Letter) -> Result<(), Undelivered> {
        self.send(&self.message(to, letter)?).await
    }

    /// The same message, by its id, however often it has to be sent.
    fn message(&self, to: &Mailbox, letter: &Letter) -> Result<Message, Undelivered> {
        let random = getrandom::u64()
            .map_err(|error| Undelivered::Broken(anyhow::anyhow!("no random numbers: {error}")))?;
        let id = format!("<{random:016x}@{}>", self.from.email.domain());
        Message::builder()
            .message_id(Some(id))
            .from(self.from.clone())
            .to(to.clone())
            .subject(letter.subject.clone())
            // RFC 3834: so that nobody's absence is announced to it.
            .raw_header(HeaderValue::new(
                HeaderName::new_from_ascii_str("Auto-Submitted"),
                "auto-generated".to_owned(),
            ))
            .header(ContentType::TEXT_PLAIN)
            .body(letter.body.clone())
            .map_err(|error| Undelivered::Broken(error.into()))
    }

    async fn send(&self, message: &Message) -> Result<(), Undelivered> {
        let (transport, message) = (self.transport.clone(), message.clone());
        let sent = tokio::task::spawn_blocking(move || transport.send(&message));
        let sent = sent.await.map_err(|error| Undelivered::Broken(error.into()))?;
        sent.map(drop).map_err(|error| match error.status() {
            Some(code) => Undelivered::Refused(code.into()),
            None => Undelivered::OutOfReach(error.into()),
        })
    }
}

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // It holds a password.
        f.write_str("Mail(…)")
    }
}

impl FromStr for Server {
    type Err = ServerError;

    /// Reads `smtps://HOST`, which is encrypted from the start, or `smtp://HOST`, which is so from
    /// STARTTLS on, but where the host is this machine. The usual ports are 465, 587 and 25.
    fn from_str(text: &str) -> Result<Self, ServerError> {
        let address: Uri = text.parse().map_err(|_| ServerError::NoAddress)?;
        let authority = address.authority().ok_or(ServerError::NoAddress)?;
        if authority.as_str().contains('@') {
            return Err(ServerError::HoldsSecret);
        }
        if address.path_and_query().is_some_and(|rest| !["", "/"].contains(&rest.as_str())) {
            return Err(ServerError::NoAddress);
        }
        let host = authority.host().trim_matches(['[', ']']).to_owned();
        let is_here = host == "localhost" || host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback());
        let (encryption, usual) = match address.scheme_str() {
            Some("smtps") => (Encryption::FromTheStart, 465),
            Some("smtp") if is_here => (Encryption::Never, 25),
            Some("smtp") => (Encryption::FromStartTls, 587),
            _ => return Err(ServerError::NoAddress),
        };
        let written = authority.as_str().rsplit(']').next().is_some_and(|end| end.contains(':'));
        let port =
            if written { authority.port_u16().filter(|port| 0 < *port) } else { Some(usual) };
        let port = port.filter(|_| !host.is_empty()).ok_or(ServerError::NoAddress)?;
        Ok(Self { host, port, encryption })
    }
}

impl From<&str> for Password {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

impl Letter {
    /// What is written of an alarm: which survey it is about, unless it is about all of them, and what
    /// was noticed. No answer and no comment.
    #[must_use]
    pub fn of_alarm(survey: Option<&Survey>, alarm: &Warning) -> Self {
        let what = match alarm.code {
            Warning::SILENT => "answers have stopped",
            Warning::CHANGED => "a score has changed",
            Warning::REFUSED => "answers are refused",
            other => other,
        };
        let subject = survey.map_or_else(
            || format!("aftersay: {what}"),
            |survey| format!("{}: {what}", crate::one_line(&words::title(survey))),
        );
        let of = survey.map(|survey| match (words::title(survey), &survey.id) {
            (title, id) if title == *id => format!("Survey: {id}\n\n"),
            (title, id) => format!("Survey: {title} ({id})\n\n"),
        });
        let (of, text) = (of.unwrap_or_default(), &alarm.text);
        let body = format!(
            "{of}{text}.\n\n\
             The dashboard shows this for as long as it is so. No other mail comes about it, unless it \
             has been over\nin between or the server was started anew.\n"
        );
        Self { subject, body }
    }

    /// What is written to see whether mail arrives.
    #[must_use]
    pub fn trial() -> Self {
        let subject = "aftersay: mail arrives".to_owned();
        let body = "This is the mail you asked for. Alarms will come the same way.\n".to_owned();
        Self { subject, body }
    }
}

#[cfg(test)]
mod tests;
