//! What the program leaves on the disk and in its log, read byte by byte.

use crate::fixture::{submission, write_surveys};
use serde_json::json;
use std::process::Stdio;
use std::time::{SystemTime, UNIX_EPOCH};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::process::Command;

/// SQLite's own.
const PAGE_BYTES: usize = 4096;

/// What a browser and a web server in front tell of a visitor, and what it is told of a text.
const SECRETS: [&str; 12] = [
    "203.0.113.77",
    "Mozilla/5.0 (Fixture; rv:4711)",
    "rv:4711",
    "kasse",
    "bestellung",
    "48151623",
    "session=Zm9v",
    "tlh-KX",
    "shop.example",
    "erika.mustermann@mail.example",
    "Mustermann",
    "0170 1234567",
];

/// Posts as a browser does that tells everything, and returns the port it came from and the status.
async fn visit(address: &str, body: &str) -> (u16, u16) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let port = stream.local_addr().unwrap().port();
    let request = format!(
        "POST /v1/submissions?order=48151623 HTTP/1.1\r\nhost: feedback\r\n\
         user-agent: Mozilla/5.0 (Fixture; rv:4711)\r\norigin: https://shop.example\r\n\
         referer: https://shop.example/kasse/bestellung/48151623\r\ncookie: session=Zm9v\r\n\
         x-forwarded-for: 203.0.113.77\r\nforwarded: for=203.0.113.77\r\n\
         accept-language: tlh-KX\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).await.unwrap();
    (port, reply.split(' ').nth(1).unwrap().parse().unwrap())
}

fn seconds() -> u64 {
    #[expect(clippy::disallowed_methods, reason = "the test has to know when it ran")]
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

/// Where these bytes stand.
fn places(bytes: &[u8], wanted: &[u8]) -> Vec<usize> {
    let windows = bytes.windows(wanted.len()).enumerate();
    windows.filter(|(_, window)| *window == wanted).map(|(at, _)| at).collect()
}

/// The files of the store, by name.
fn files(folder: &TempDir) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(folder.path()).unwrap().map(Result::unwrap);
    let names = entries.map(|entry| entry.file_name().into_string().unwrap());
    let stores = names.filter(|name| name.starts_with("aftersay.db"));
    stores.map(|name| (name.clone(), std::fs::read(folder.path().join(name)).unwrap())).collect()
}

#[tokio::test]
async fn neither_files_nor_log_hold_a_byte_that_singles_a_visit_out() {
    let folder = tempfile::tempdir().unwrap();
    write_surveys(&folder.path().join("surveys"));
    let mut program = Command::new(env!("CARGO_BIN_EXE_aftersay"))
        .args(["serve", "--listen", "127.0.0.1:0", "--surveys", "surveys"])
        .args(["--store", "sqlite:aftersay.db", "--log", "debug"])
        .args(["--origins", "https://shop.example", "--token", "a-token-for-tests"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(program.stdout.take().unwrap()).lines();
    let told = lines.next_line().await.unwrap().expect("the program ended before it listened");
    let address = told.split("http://").nth(1).unwrap().trim().to_owned();

    let began = seconds();
    let mut came = Vec::new();
    let mut ports = Vec::new();
    // Higher numbers have lower ids; these come in neither order.
    for n in (0..60_u16).filter_map(|n| u8::try_from(n * 37 % 60).ok()) {
        let mut sent = submission(n);
        sent["answers"]["why"] =
            json!(format!("Number {n}. Ask erika.mustermann@mail.example or 0170 1234567."));
        let (port, status) = visit(&address, &sent.to_string()).await;
        assert_eq!(status, 201);
        came.push(sent["id"].as_str().unwrap().replace('-', ""));
        ports.push(port);
    }
    // One that is refused, and says why, tells the log no more.
    let (_, status) = visit(&address, r#"{"mail":"erika.mustermann@mail.example"}"#).await;
    assert_eq!(status, 422);
    let ended = seconds();

    let while_it_runs = files(&folder);
    let pid = program.id().unwrap();
    let kill = Command::new("sh").args(["-c", &format!("kill -TERM {pid}")]).status().await;
    assert!(kill.unwrap().success());
    let log = program.wait_with_output().await.unwrap().stderr;
    let afterwards = files(&folder);
    assert_eq!(afterwards.len(), 1, "one file is left when the program has ended");

    for files in [&while_it_runs, &afterwards] {
        let is_there = files.iter().any(|(_, bytes)| !places(bytes, b"Number 7").is_empty());
        assert!(is_there, "what was said is nowhere");
    }
    let ids: Vec<Vec<u8>> = came.iter().map(|id| bytes_of(id)).collect();
    let mut all = while_it_runs;
    all.extend(afterwards.clone());
    for (name, bytes) in &all {
        for secret in SECRETS {
            let found = places(bytes, secret.as_bytes());
            assert!(found.is_empty(), "{secret:?} is in {name}");
        }
        for second in began..=ended {
            let text = second.to_string();
            assert!(places(bytes, text.as_bytes()).is_empty(), "a second is in {name}");
            let number = u32::try_from(second).unwrap().to_be_bytes();
            assert!(places(bytes, &number).is_empty(), "a second is in {name}");
        }
    }
    let log = String::from_utf8(log).unwrap();
    for secret in SECRETS.iter().copied().chain(came.iter().map(String::as_str)) {
        assert!(!log.contains(secret), "{secret:?} is in the log: {log}");
    }
    for port in ports {
        assert!(!log.contains(&format!(":{port}")), "port {port} is in the log: {log}");
    }
    assert!(!log.contains("Number "), "a text is in the log: {log}");

    // In the file that is left, rows stand by their random keys, whichever came first. SQLite fills a
    // page from its end to its beginning, but for a row that it moves from one page to the next.
    let (_, file) = &afterwards[0];
    let (mut rows, mut comments) = (Vec::new(), Vec::new());
    for id in &ids {
        for at in places(file, id) {
            match file[..at].last_chunk::<19>() {
                Some([b'w', b'h', b'y', key @ ..]) => comments.push((at, key.to_vec())),
                _ => rows.push((at, id.clone())),
            }
        }
    }
    for (table, mut places) in [("submissions", rows), ("comments", comments)] {
        places.sort();
        assert!(60 <= places.len(), "{table}: {} rows are there", places.len());
        for page in places.chunk_by(|(one, _), (other, _)| one / PAGE_BYTES == other / PAGE_BYTES) {
            let keys = || page.iter().map(|(_, key)| key);
            let n_rises =
                keys().zip(keys().cycle().skip(1)).filter(|(one, next)| one < next).count();
            assert!(n_rises <= 1, "{table}: a page has its rows as they came: {page:?}");
        }
    }
}

fn bytes_of(hex: &str) -> Vec<u8> {
    let digits = hex.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
    digits.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
}
