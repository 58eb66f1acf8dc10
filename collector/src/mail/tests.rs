//! Real conversations with a mail server of the test's own, on loopback.

use super::*;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{Read as _, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What the server says to a command, where it says anything but the usual; told how often it has
/// heard it before.
type Says = fn(&str, usize) -> Option<&'static str>;

/// A mail server that takes everything, unless it is told to say something else.
struct Sink {
    port: u16,
    /// Every command and every mail, in the order in which they came.
    heard: Arc<Mutex<Vec<Heard>>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Heard {
    encrypted: bool,
    text: String,
}

/// A connection to it.
enum Line {
    Plain(TcpStream),
    Encrypted(Box<StreamOwned<ServerConnection, TcpStream>>),
}

impl Sink {
    /// Serves until the test ends. With `tls`, connections are encrypted: from the start, or else from
    /// STARTTLS on.
    fn start(tls: Option<(Arc<ServerConfig>, bool)>, says: Says) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard: Arc<Mutex<Vec<Heard>>> = Arc::default();
        let noted = Arc::clone(&heard);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                // Whoever hangs up in the middle is what some tests are about.
                let _ = converse(stream.unwrap(), tls.as_ref(), says, &noted);
            }
        });
        Self { port, heard }
    }

    /// A mail through it, to two owners.
    fn mail(&self, encryption: Encryption, login: Option<(&str, &str)>, pem: Option<&str>) -> Mail {
        let server = Server { host: "127.0.0.1".to_owned(), port: self.port, encryption };
        let login = login.map(|(name, password)| (name.to_owned(), Password::from(password)));
        let from = "Alarms <alarms@shop.example>".parse().unwrap();
        let to = "owner@shop.example, Bo <bo@shop.example>".parse().unwrap();
        Mail::new(server, login, pem.map(str::as_bytes), from, to).unwrap()
    }

    fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }

    /// What came that begins with this.
    fn beginning(&self, start: &str) -> Vec<Heard> {
        self.heard().into_iter().filter(|heard| heard.text.starts_with(start)).collect()
    }

    /// The mails that were taken.
    fn taken(&self) -> Vec<String> {
        let all = self.beginning("Message-ID: ").into_iter();
        all.map(|heard| heard.text).collect()
    }
}

/// The server's side of a conversation.
fn converse(
    stream: TcpStream,
    tls: Option<&(Arc<ServerConfig>, bool)>,
    says: Says,
    noted: &Mutex<Vec<Heard>>,
) -> std::io::Result<()> {
    let starts_encrypted = tls.is_some_and(|(_, from_start)| *from_start);
    let mut line = Line::Plain(stream);
    if let Some((config, true)) = tls {
        line = line.encrypted(config);
    }
    line.say("220 sink\r\n")?;
    loop {
        let command = line.hear("\r\n")?;
        let encrypted = matches!(line, Line::Encrypted(_));
        let note = |text: &str| {
            let mut noted = noted.lock().unwrap();
            let n_before = noted.iter().filter(|heard| heard.text == text).count();
            noted.push(Heard { encrypted, text: text.to_owned() });
            n_before
        };
        let n_before = note(&command);
        let verb = command.split(' ').next().unwrap_or_default();
        let usual = match verb {
            "EHLO" if tls.is_some() && !starts_encrypted && !encrypted => {
                "250-sink\r\n250 STARTTLS"
            }
            "EHLO" => "250-sink\r\n250 AUTH PLAIN",
            "AUTH" => "235 welcome",
            "STARTTLS" => "220 go on",
            "DATA" => "354 go on",
            "QUIT" => "221 bye",
            _ => "250 taken",
        };
        let answer = says(&command, n_before).unwrap_or(usual);
        line.say(&format!("{answer}\r\n"))?;
        match (verb, tls) {
            ("STARTTLS", Some((config, _))) => line = line.encrypted(config),
            ("DATA", _) if answer.starts_with("354") => {
                note(&line.hear("\r\n.\r\n")?);
                line.say("250 taken\r\n")?;
            }
            ("QUIT", _) => return Ok(()),
            _ => {}
        }
    }
}

impl Line {
    fn encrypted(self, config: &Arc<ServerConfig>) -> Self {
        let Self::Plain(stream) = self else { panic!("it is encrypted already") };
        let connection = ServerConnection::new(Arc::clone(config)).unwrap();
        Self::Encrypted(Box::new(StreamOwned::new(connection, stream)))
    }

    fn say(&mut self, text: &str) -> std::io::Result<()> {
        let to: &mut dyn Write = match self {
            Self::Plain(stream) => stream,
            Self::Encrypted(stream) => stream,
        };
        to.write_all(text.as_bytes())?;
        to.flush()
    }

    /// What is said until `end`, byte by byte: what comes after STARTTLS is for somebody else.
    fn hear(&mut self, end: &str) -> std::io::Result<String> {
        let mut heard = Vec::new();
        while !heard.ends_with(end.as_bytes()) {
            let mut byte = [0];
            match self {
                Self::Plain(stream) => stream.read_exact(&mut byte)?,
                Self::Encrypted(stream) => stream.read_exact(&mut byte)?,
            }
            heard.extend(byte);
        }
        Ok(String::from_utf8(heard).unwrap().trim_end_matches(end).to_owned())
    }
}

/// What a server needs for encryption, and its certificate in PEM, which nobody else has signed.
fn of_ones_own() -> (Arc<ServerConfig>, String) {
    let own = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(own.signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![own.cert.der().clone()], key)
        .unwrap();
    (Arc::new(config), own.cert.pem())
}

fn letter() -> Letter {
    let survey = serde_json::json!({
        "schema": "aftersay.survey/1", "id": "mugs", "version": 1,
        "title": {"en": "How was your mug?", "de": "Wie war die Tasse?"},
        "questions": [{"id": "recommend", "kind": "nps"}]
    });
    let survey = Survey::read(&serde_json::from_value(survey).unwrap()).unwrap();
    let text = "Yesterday no response came, where about 41 were to be expected".to_owned();
    Letter::of_alarm(Some(&survey), &Warning { code: Warning::SILENT, text })
}

/// Tells every recipient, and returns what became of each.
async fn tell(mail: &Mail) -> Vec<Result<(), Undelivered>> {
    let letter = letter();
    let told = mail.recipients().map(|to| mail.tell(to, &letter));
    futures_util::future::join_all(told).await
}

/// The value of a header.
fn header<'a>(mail: &'a str, name: &str) -> &'a str {
    let start = format!("{name}: ");
    mail.lines().find_map(|line| line.strip_prefix(&start)).expect(mail)
}

#[tokio::test]
async fn each_recipient_gets_a_mail_that_names_the_survey_and_what_was_noticed() {
    let sink = Sink::start(None, |_, _| None);
    let told = tell(&sink.mail(Encryption::Never, None, None)).await;
    assert!(told.iter().all(Result::is_ok), "{told:?}");
    let mut taken = sink.taken();
    taken.sort_by_key(|mail| header(mail, "To").to_owned());
    assert_eq!(taken.len(), 2, "{taken:#?}");
    for (mail, to) in taken.iter().zip(["Bo <bo@shop.example>", "owner@shop.example"]) {
        assert_eq!(header(mail, "To"), to);
        assert_eq!(header(mail, "From"), "Alarms <alarms@shop.example>");
        assert_eq!(header(mail, "Subject"), "How was your mug?: answers have stopped");
        assert_eq!(header(mail, "Auto-Submitted"), "auto-generated");
        assert_eq!(header(mail, "Content-Type"), "text/plain; charset=utf-8");
        let (_, body) = mail.split_once("\r\n\r\n").unwrap();
        let told = "Survey: How was your mug? (mugs)\r\n\r\n\
                    Yesterday no response came, where about 41 were to be expected.\r\n";
        assert!(body.starts_with(told), "{body}");
    }
    assert!(sink.beginning("AUTH").is_empty(), "nobody asked for it");
}

#[tokio::test]
async fn a_mail_is_sent_again_under_the_same_id_until_it_is_taken_and_delays_no_other() {
    let sink = Sink::start(None, |command, n_before| {
        (command == "RCPT TO:<owner@shop.example>" && n_before < 2).then_some("451 not now")
    });
    let mail = sink.mail(Encryption::Never, None, None);
    tokio::time::pause();
    let told = tell(&mail).await;
    assert!(told.iter().all(Result::is_ok), "{told:?}");
    assert_eq!(sink.beginning("RCPT TO:<owner@shop.example>").len(), 3);
    assert_eq!(sink.beginning("RCPT TO:<bo@shop.example>").len(), 1);
    assert_eq!(sink.taken().len(), 2);
}

#[tokio::test]
async fn a_message_keeps_its_id_when_the_server_breaks_off_after_taking_it() {
    let sink = Sink::start(None, |command, n_before| {
        (command == "DATA" && n_before == 1).then_some("354 go on\r\n554 no")
    });
    let mail = sink.mail(Encryption::Never, None, None);
    tokio::time::pause();
    let to = mail.recipients().next().unwrap();
    mail.tell(to, &letter()).await.unwrap();
    mail.tell(to, &letter()).await.unwrap();
    let ids: Vec<_> =
        sink.taken().iter().map(|mail| header(mail, "Message-ID").to_owned()).collect();
    assert_eq!(ids.len(), 3, "{ids:?}");
    assert_eq!(ids[1], ids[2], "the second try of the second mail");
    assert_ne!(ids[0], ids[1]);
}

#[tokio::test]
async fn name_and_password_are_for_a_server_that_is_encrypted_and_whose_certificate_holds() {
    let (config, pem) = of_ones_own();
    for (case, encryption, from_start) in [
        ("STARTTLS", Encryption::FromStartTls, false),
        ("from the start", Encryption::FromTheStart, true),
    ] {
        let sink = Sink::start(Some((Arc::clone(&config), from_start)), |_, _| None);
        let login = Some(("shop", "a password"));
        let mail = sink.mail(encryption, login, Some(&pem));
        let to = mail.recipients().next().unwrap();
        mail.try_once(to, &letter()).await.unwrap();
        let said = BASE64_STANDARD.encode("\0shop\0a password");
        let auth = Heard { encrypted: true, text: format!("AUTH PLAIN {said}") };
        assert_eq!(sink.beginning("AUTH"), [auth], "{case}");
        assert!(sink.beginning("MAIL").iter().all(|heard| heard.encrypted), "{case}");
        assert_eq!(sink.taken().len(), 1, "{case}");

        let stranger = sink.mail(encryption, login, None);
        let failed = stranger.try_once(to, &letter()).await.unwrap_err();
        assert!(matches!(failed, Undelivered::OutOfReach(_)), "{case}: {failed}");
        assert!(failed.to_string().contains("certificate"), "{case}: {failed}");
        assert_eq!(sink.beginning("AUTH").len(), 1, "{case}");
    }
}

#[tokio::test]
async fn a_server_that_cannot_encrypt_hears_no_password_and_no_mail() {
    let sink = Sink::start(None, |_, _| None);
    let mail = sink.mail(Encryption::FromStartTls, Some(("shop", "a password")), None);
    let failed = mail.try_once(mail.recipients().next().unwrap(), &letter()).await.unwrap_err();
    assert!(failed.to_string().contains("STARTTLS is not supported"), "{failed}");
    for command in ["AUTH", "MAIL"] {
        assert!(sink.beginning(command).is_empty(), "{:?}", sink.heard());
    }
}

#[tokio::test]
async fn a_login_that_is_refused_is_told_by_its_number_alone() {
    let sink = Sink::start(None, |command, _| {
        command.starts_with("AUTH").then_some("535 no such user shop with a-password")
    });
    let mail = sink.mail(Encryption::Never, Some(("shop", "a-password")), None);
    let failed = mail.try_once(mail.recipients().next().unwrap(), &letter()).await.unwrap_err();
    assert_eq!(failed.to_string(), "it answered 535");
    assert!(!format!("{failed:?} {mail:?}").contains("a-password"));
    assert!(sink.taken().is_empty());
}

#[test]
fn an_address_says_how_it_is_encrypted_and_holds_no_secret() {
    let server = |host: &str, port, encryption| Ok((host.to_owned(), port, encryption));
    for (text, expected) in [
        ("smtps://mail.example", server("mail.example", 465, Encryption::FromTheStart)),
        ("smtp://mail.example", server("mail.example", 587, Encryption::FromStartTls)),
        ("smtp://mail.example:25", server("mail.example", 25, Encryption::FromStartTls)),
        ("smtps://mail.example:2465/", server("mail.example", 2465, Encryption::FromTheStart)),
        ("smtp://localhost", server("localhost", 25, Encryption::Never)),
        ("smtp://127.0.0.1:1025", server("127.0.0.1", 1025, Encryption::Never)),
        ("smtp://[::1]:1025", server("::1", 1025, Encryption::Never)),
        ("smtp://[::1]", server("::1", 25, Encryption::Never)),
        ("smtp://localhost.example", server("localhost.example", 587, Encryption::FromStartTls)),
        ("smtp://shop:secret@mail.example", Err(ServerError::HoldsSecret)),
        ("http://mail.example", Err(ServerError::NoAddress)),
        ("mail.example", Err(ServerError::NoAddress)),
        ("smtp://", Err(ServerError::NoAddress)),
        ("smtp://mail.example:0", Err(ServerError::NoAddress)),
        ("smtp://mail.example:99999", Err(ServerError::NoAddress)),
        ("smtp://mail.example/?tls=none", Err(ServerError::NoAddress)),
        ("", Err(ServerError::NoAddress)),
    ] {
        let found = text.parse::<Server>();
        let found = found.map(|server| (server.host, server.port, server.encryption));
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn an_alarm_on_all_surveys_names_none() {
    let alarm =
        Warning { code: Warning::REFUSED, text: "5 of 6 submissions were refused".to_owned() };
    let Letter { subject, body } = Letter::of_alarm(None, &alarm);
    assert_eq!(subject, "aftersay: answers are refused");
    assert!(body.starts_with("5 of 6 submissions were refused.\n"), "{body}");
}
