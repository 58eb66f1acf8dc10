//! The whole program, ended in every way that a machine can end it.

use crate::fixture::{assert_agreement, submission, write_surveys};
use collector::store::Store;
use collector::surveys::Surveys;
use std::collections::HashSet;
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

/// A running `aftersay serve` over a file in `folder`.
struct Program {
    child: Child,
    address: String,
}

impl Program {
    async fn start(folder: &TempDir) -> Self {
        write_surveys(&folder.path().join("surveys"));
        let mut child = Command::new(env!("CARGO_BIN_EXE_aftersay"))
            .args(["serve", "--listen", "127.0.0.1:0", "--surveys", "surveys"])
            .args(["--store", "sqlite:aftersay.db"])
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let first = lines.next_line().await.unwrap().expect("the program ended before it listened");
        let address = first.strip_prefix("aftersay listens on http://").expect(&first).to_owned();
        Self { child, address }
    }

    /// Ends it by a signal, and says whether it ended well.
    async fn end(mut self, signal: &str) -> bool {
        let pid = self.child.id().expect("it runs");
        // The shell's own, as a bare machine has no other.
        let kill = format!("kill {signal} {pid}");
        assert!(Command::new("sh").args(["-c", &kill]).status().await.unwrap().success());
        self.child.wait().await.unwrap().success()
    }
}

/// Posts over one connection for as long as the program answers, and notes what it promised.
async fn post_on(address: String, connection: u32, acknowledged: Arc<Mutex<HashSet<String>>>) {
    let Ok(mut stream) = TcpStream::connect(&address).await else { return };
    for n in 0_u32.. {
        let mut sent = submission(1);
        let id = format!("{n:08x}-{connection:04x}-4b7e-9d7e-0d7c1f6f6a55");
        sent["id"] = id.clone().into();
        if post(&mut stream, &sent.to_string()).await == Some(201) {
            acknowledged.lock().unwrap().insert(id);
        } else {
            return;
        }
    }
}

/// Posts a body and returns the status; `None` where the connection broke.
async fn post(stream: &mut TcpStream, body: &str) -> Option<u16> {
    let length = body.len();
    let request = format!(
        "POST /v1/submissions HTTP/1.1\r\nHost: test\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await.ok()?;
    let mut reply = Vec::new();
    // Replies to a stored submission have no body, so that the head is all.
    while !reply.ends_with(b"\r\n\r\n") {
        if stream.read_buf(&mut reply).await.ok()? == 0 {
            return None;
        }
    }
    std::str::from_utf8(&reply).ok()?.split(' ').nth(1)?.parse().ok()
}

#[tokio::test]
async fn whatever_was_acknowledged_outlives_any_end_of_the_program() {
    for (signal, ends_well) in [("-KILL", false), ("-TERM", true), ("-INT", true)] {
        let folder = tempfile::tempdir().unwrap();
        let program = Program::start(&folder).await;
        let acknowledged = Arc::new(Mutex::new(HashSet::new()));
        let posts: Vec<_> = (0..64)
            .map(|n| post_on(program.address.clone(), n, Arc::clone(&acknowledged)))
            .map(tokio::spawn)
            .collect();
        // In the midst of it: enough is promised, and all 64 go on.
        while acknowledged.lock().unwrap().len() < 500 {
            assert!(posts.iter().any(|post| !post.is_finished()), "all posts ended early");
            tokio::task::yield_now().await;
        }
        let ended = tokio::time::timeout(Duration::from_secs(20), program.end(signal)).await;
        assert_eq!(ended.ok(), Some(ends_well), "{signal}");
        for post in posts {
            post.await.unwrap();
        }

        let program = Program::start(&folder).await;
        let mut stream = TcpStream::connect(&program.address).await.unwrap();
        let acknowledged = acknowledged.lock().unwrap().clone();
        for id in &acknowledged {
            let mut again = submission(1);
            again["id"] = id.as_str().into();
            // 200 is a repeat: it was there already. A lost one would be created now.
            let status = post(&mut stream, &again.to_string()).await;
            assert_eq!(status, Some(200), "{id} of {} after {signal}", acknowledged.len());
        }
        drop(stream);
        assert!(program.end("-TERM").await);

        let file = folder.path().join("aftersay.db");
        let store = Store::open(&format!("sqlite:{}", file.display())).await.unwrap();
        let surveys = Surveys::read(&folder.path().join("surveys")).unwrap();
        let n = assert_agreement(&store, &surveys).await;
        assert!(acknowledged.len() as u64 <= n, "{n} are counted after {signal}");
        store.close().await;
    }
}

#[tokio::test]
async fn a_start_that_cannot_work_says_everything_that_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    write_surveys(&folder.path().join("surveys"));
    let program = Program::start(&folder).await;
    std::fs::create_dir(folder.path().join("bad")).unwrap();
    let bad = r#"{"schema":"aftersay.survey/1","id":"1","version":0,"questions":[]}"#;
    std::fs::write(folder.path().join("bad/a.json"), bad).unwrap();
    std::fs::write(folder.path().join("bad/b.json"), "{").unwrap();
    let free = "127.0.0.1:0";
    for (case, listen, surveys, store, token, told) in [
        (
            "the address is taken",
            program.address.as_str(),
            "surveys",
            "sqlite:x.db",
            "a-token-for-tests",
            vec![program.address.as_str(), "another program listens there"],
        ),
        (
            "the surveys are wrong",
            free,
            "bad",
            "sqlite:x.db",
            "a-token-for-tests",
            vec![
                "bad/a.json: /id: \"1\" is not",
                "bad/a.json: /version: 0",
                "bad/b.json: is not JSON",
            ],
        ),
        (
            "there are none",
            free,
            "none",
            "sqlite:x.db",
            "a-token-for-tests",
            vec!["none: cannot be read"],
        ),
        (
            "an unknown store",
            free,
            "surveys",
            "redis://x",
            "a-token-for-tests",
            vec!["\"redis:…\"", "sqlite:FILE"],
        ),
        ("a short token", free, "surveys", "sqlite:x.db", "short", vec!["16 to 200 letters"]),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_aftersay"))
            .args(["serve", "--listen", listen, "--surveys", surveys, "--store", store])
            .env("AFTERSAY_TOKEN", token)
            .current_dir(folder.path())
            .output()
            .await
            .unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success(), "{case}");
        for told in told {
            assert!(error.contains(told), "{case}: {told:?} is not in {error}");
        }
    }
    assert!(program.end("-TERM").await);
}

#[tokio::test]
async fn mail_that_is_not_set_up_right_is_refused_at_the_start_and_no_secret_is_repeated() {
    let folder = tempfile::tempdir().unwrap();
    write_surveys(&folder.path().join("surveys"));
    std::fs::write(folder.path().join("not.pem"), "no certificate").unwrap();
    let (server, from, to) = (
        ("AFTERSAY_MAIL_SERVER", "smtps://mail.example"),
        ("AFTERSAY_MAIL_FROM", "alarms@shop.example"),
        ("AFTERSAY_MAIL_TO", "owner@shop.example"),
    );
    let user = ("AFTERSAY_MAIL_USER", "shop");
    for (case, set, told) in [
        ("nobody to write to", vec![server, from], "--mail-to"),
        ("no server", vec![from, to], "--mail-server"),
        (
            "a password in the address",
            vec![("AFTERSAY_MAIL_SERVER", "smtp://shop:hush-hush@mail.example"), from, to],
            "which have options of their own",
        ),
        (
            "another scheme",
            vec![("AFTERSAY_MAIL_SERVER", "https://mail.example"), from, to],
            "allowed are smtps://HOST and smtp://HOST",
        ),
        ("no mailbox", vec![server, from, ("AFTERSAY_MAIL_TO", "owner")], "'owner' for '--mail-to"),
        ("a name without a password", vec![server, from, to, user], "--mail-password"),
        (
            "a password without a name",
            vec![server, from, to, ("AFTERSAY_MAIL_PASSWORD", "hush-hush")],
            "--mail-user",
        ),
        (
            "no file of a password",
            vec![server, from, to, user, ("AFTERSAY_MAIL_PASSWORD_FILE", "nowhere")],
            "the mail password's file nowhere cannot be read",
        ),
        (
            "no certificate",
            vec![server, from, to, ("AFTERSAY_MAIL_CERTIFICATE", "not.pem")],
            "the mail server's certificate holds no \"-----BEGIN CERTIFICATE-----\"",
        ),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_aftersay"))
            .args(["serve", "--listen", "127.0.0.1:0", "--surveys", "surveys"])
            .envs(set)
            .current_dir(folder.path())
            .kill_on_drop(true)
            .output();
        let output = tokio::time::timeout(Duration::from_secs(20), output).await;
        let output = output.unwrap_or_else(|_| panic!("{case}: it serves")).unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success(), "{case}");
        assert!(error.contains(told), "{case}: {told:?} is not in {error}");
        assert!(!error.contains("hush-hush"), "{case}: {error}");
    }
}
