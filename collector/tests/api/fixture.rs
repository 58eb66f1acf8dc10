//! A collector over a file of its own.

use aftersay::wire::{Submission, addressed};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Request, StatusCode};
use axum::routing::get;
use collector::alarms::Alarms;
use collector::app::{App, AppState, app};
use collector::limits::Limits;
use collector::metrics::Metrics;
use collector::owner::{Access, Exporter, Owner, OwnerPage, Token};
use collector::report::{Field, Tally};
use collector::routes::shop::Shop;
use collector::routes::widget::Files;
use collector::serving::serve_at_most;
use collector::store::{Origin, Store, today};
use collector::surveys::Surveys;
use futures_util::TryStreamExt as _;
use http_body_util::BodyExt as _;
use jiff::civil::Date;
use serde_json::{Value, json};
use sqlx::{Column as _, Connection as _, Row as _};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tower::ServiceExt as _;

pub const TOKEN: &str = "a-token-for-tests";

/// A collector without a socket: requests go straight to its router.
pub struct TestCollector {
    folder: TempDir,
    state: AppState,
    router: Router,
}

/// What came back.
pub struct Reply {
    pub status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

/// A submission that the survey of [`write_surveys`] takes; a higher number has a lower id.
pub fn submission(n: u8) -> Value {
    json!({
        "schema": "aftersay.submission/1",
        "id": format!("{:02x}0e4b0e-6d0c-4b7e-9d7e-0d7c1f6f6a55", 255 - n),
        "survey": "quick", "version": 2, "lang": "de", "complete": true,
        "asked": ["recommend", "why"],
        "answers": {"recommend": 9, "why": format!("It is number {n}.")},
        "scores": {"nps": 1},
        "context": {"order_value": "25-50 EUR", "items": "2-3", "customer": "returning"},
        "privacy": {"mode": "answers", "masked": 0}
    })
}

/// Writes the surveys `quick`, in two versions, and `other`, which has two endings.
pub fn write_surveys(folder: &Path) {
    std::fs::create_dir_all(folder).unwrap();
    for (name, id, version) in [("quick1", "quick", 1), ("quick2", "quick", 2), ("o", "other", 2)] {
        let survey = json!({
            "schema": "aftersay.survey/1", "id": id, "version": version,
            "questions": [{"id": "recommend", "kind": "nps"}, {"id": "why", "kind": "text", "prompt": "Why?"}],
            "thanks": if id == "other" {
                json!([
                    {"show_if": "recommend <= 6", "text": "Sorry for your {answer:recommend}."},
                    {"text": "Thank you."}
                ])
            } else {
                json!(null)
            }
        });
        std::fs::write(folder.join(name).with_extension("json"), survey.to_string()).unwrap();
    }
}

/// The pages of the builder, as they are shipped.
pub const BUILDER: [(&str, &str); 2] = [
    ("index.html", include_str!("../../../www/builder/index.html")),
    ("preview.html", include_str!("../../../www/builder/preview.html")),
];

fn write_widget(folder: &Path) {
    std::fs::create_dir_all(folder.join("locales")).unwrap();
    for name in ["aftersay.js", "aftersay.mjs", "aftersay_bg.wasm", "locales/de.json", ".hidden"] {
        std::fs::write(folder.join(name), "").unwrap();
    }
    let builder = folder.join("builder");
    std::fs::create_dir_all(&builder).unwrap();
    for (name, page) in BUILDER {
        std::fs::write(builder.join(name), page).unwrap();
    }
}

impl TestCollector {
    pub async fn start() -> Self {
        Self::start_with(Access::by_token(Token::new(TOKEN).unwrap()), Limits::default()).await
    }

    /// The same that lets in others, or takes less.
    pub async fn start_with(access: Access, limits: Limits) -> Self {
        let folder = tempfile::tempdir().unwrap();
        write_surveys(&folder.path().join("surveys"));
        write_widget(&folder.path().join("widget"));
        Self::over(folder, access, limits).await
    }

    async fn over(folder: TempDir, access: Access, limits: Limits) -> Self {
        let origins = ["https://shop.example", "https://www.shop.example"];
        let store = Store::open(&format!("sqlite:{}", file(&folder))).await.unwrap();
        let surveys = Surveys::read(&folder.path().join("surveys")).unwrap();
        store.keep(surveys.definitions()).await.unwrap();
        let state = Arc::new(App {
            store,
            surveys,
            access,
            limits,
            k_min: 10,
            origins: origins.map(HeaderValue::from_static).to_vec(),
            widget: Files::read(&folder.path().join("widget")).unwrap(),
            metrics: Metrics::default(),
            alarms: Alarms::default(),
            shop: Some(Arc::new(Shop::open("/aftersay", "/v1/submissions").unwrap())),
        });
        // Two routes that stand for all of an owner's.
        let owners = Router::new()
            .route("/owner", get(async |_: Owner| "for you"))
            .route("/export", get(async |_: Exporter| "for you"))
            .route("/owner-page", get(async |_: OwnerPage| "for you"))
            .with_state(Arc::clone(&state));
        Self { folder, router: app(Arc::clone(&state)).merge(owners), state }
    }

    /// Serves on a socket until the test ends, and says where.
    pub async fn listens(&self) -> SocketAddr {
        self.listens_to(100).await
    }

    /// The same to so many at a time.
    pub async fn listens_to(&self, n_connections: usize) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let never = std::future::pending();
        tokio::spawn(serve_at_most(n_connections, listener, Arc::clone(&self.state), never));
        address
    }

    /// Closes the store while the router still answers.
    pub async fn close(&self) {
        self.state.store.close().await;
    }

    pub async fn restart(self) -> Self {
        write_surveys(&self.folder.path().join("surveys"));
        self.restarts_as_it_is().await
    }

    /// Starts anew without the file of version 2 of the survey `quick`.
    pub async fn restart_without_the_file(self) -> Self {
        std::fs::remove_file(self.folder.path().join("surveys/quick2.json")).unwrap();
        self.restarts_as_it_is().await
    }

    /// Starts anew after somebody has written something else into that file, and not counted its
    /// version up.
    pub async fn restart_edited(self, from: &str, to: &str) -> Self {
        let file = self.folder.path().join("surveys/quick2.json");
        let before = std::fs::read_to_string(&file).unwrap();
        assert!(before.contains(from), "{before}");
        std::fs::write(&file, before.replace(from, to)).unwrap();
        self.restarts_as_it_is().await
    }

    async fn restarts_as_it_is(self) -> Self {
        self.close().await;
        let access = Access::by_token(Token::new(TOKEN).unwrap());
        Self::over(self.folder, access, Limits::default()).await
    }

    pub async fn post(&self, submission: &Value) -> Reply {
        self.send("POST", "/v1/submissions", &[], &submission.to_string()).await
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send("GET", path, &[], "").await
    }

    pub async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Reply {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body.to_owned())).unwrap();
        let reply = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = reply.into_parts();
        let body = body.collect().await.unwrap().to_bytes().to_vec();
        Reply { status: parts.status, headers: parts.headers, body }
    }

    /// What reports will read of the survey `quick`, lowest number first.
    pub async fn stored(&self) -> Vec<Value> {
        let stored: Vec<_> = self.state.store.submissions("quick").try_collect().await.unwrap();
        let trees = stored.iter().rev();
        trees.map(|stored| serde_json::to_value(&stored.submission).unwrap()).collect()
    }

    /// Sees that the statistics on the survey `quick` are those of its rows, and returns how many
    /// submissions they are of.
    pub async fn agrees(&self) -> u64 {
        assert_agreement(&self.state.store, &self.state.surveys).await
    }

    /// A second process over the same file.
    pub async fn other_process(&self) -> Store {
        Store::open(&format!("sqlite:{}", file(&self.folder))).await.unwrap()
    }

    /// Stores a submission to the survey `quick` by such a process, as `aftersay simulate` does.
    pub async fn insert_by(&self, other: &Store, submission: &Value) {
        let survey = self.state.surveys.version("quick", 2).unwrap();
        let tree = serde_json::from_value(submission.clone()).unwrap();
        let submission = Submission::read(&tree, survey).unwrap();
        other.insert(&submission, survey, today(), Origin::Simulated).await.unwrap();
    }

    /// Stores a submission as if it had come on a day.
    pub async fn hears_on(&self, day: Date, submission: &Value) {
        let survey = self.state.surveys.version("quick", 2).unwrap();
        let tree = serde_json::from_value(submission.clone()).unwrap();
        let submission = Submission::read(&tree, survey).unwrap();
        self.state.store.insert(&submission, survey, day, Origin::Visitor).await.unwrap();
    }

    /// Looks at the survey `quick` on a day, and says which alarms are new.
    pub async fn looks_on(&self, day: Date) -> Vec<&'static str> {
        let survey = self.state.surveys.version("quick", 2).unwrap();
        let new = self.state.alarms.look_at(&self.state, survey, day).await.unwrap();
        new.into_iter().map(|alarm| alarm.code).collect()
    }

    /// Counts what is stored and was not counted.
    pub async fn recount(&self) -> u64 {
        self.recount_by(&self.state.store).await
    }

    /// The same by another process.
    pub async fn recount_by(&self, other: &Store) -> u64 {
        other.recount(|id, version| self.state.surveys.version(id, version)).await.unwrap()
    }

    /// The report on the survey `quick`, as its owner gets it.
    pub async fn report(&self) -> Value {
        self.owner_gets("/v1/reports/quick").await.json()
    }

    pub async fn owner_gets(&self, path: &str) -> Reply {
        let bearer = format!("Bearer {TOKEN}");
        self.send("GET", path, &[("authorization", &bearer)], "").await
    }

    /// Every row as it lies in the file, in the order in which it lies there.
    pub async fn rows(&self) -> Vec<Value> {
        self.query("SELECT hex(id) AS id, survey, version, day, complete, simulated, body FROM submissions")
            .await
            .unwrap()
    }

    /// Runs a statement as another process would.
    pub async fn query(&self, sql: &'static str) -> Result<Vec<Value>, sqlx::Error> {
        let file = format!("sqlite:{}", file(&self.folder));
        let mut connection = sqlx::SqliteConnection::connect(&file).await.unwrap();
        let rows = sqlx::query(sql).fetch_all(&mut connection).await?;
        let as_object = |row: &sqlx::sqlite::SqliteRow| {
            let columns = row.columns().iter().map(|column| {
                let at = column.ordinal();
                let text = row.try_get::<String, _>(at).map(Value::from);
                (column.name().to_owned(), text.unwrap_or_else(|_| row.get::<i64, _>(at).into()))
            });
            Value::Object(columns.collect())
        };
        Ok(rows.iter().map(as_object).collect())
    }
}

/// Sees that the statistics on the survey `quick` are those of its rows, and returns how many
/// submissions they are of.
pub async fn assert_agreement(store: &Store, surveys: &Surveys) -> u64 {
    let rows: Vec<_> = store.submissions("quick").try_collect().await.unwrap();
    let mut n = 0;
    for field in Field::KEPT {
        let mut counted = BTreeMap::new();
        for row in &rows {
            let (id, version) = addressed(&row.submission).unwrap();
            let survey = surveys.version(id, version).unwrap();
            let submission = Submission::read(&row.submission, survey).unwrap();
            let groups = [Some(None), field.of(&submission).map(Some)];
            for group in groups.into_iter().flatten() {
                let tally: &mut Tally = counted.entry((row.day, version, group)).or_default();
                tally.add(&submission, survey, row.origin);
            }
        }
        let kept: Vec<_> = store.statistics("quick", Some(field)).try_collect().await.unwrap();
        let kept = kept.into_iter().map(|kept| ((kept.day, kept.version, kept.value), kept.tally));
        let kept: BTreeMap<_, _> = kept.collect();
        assert_eq!(kept, counted, "{}", field.name());
        let all = kept.iter().filter(|((_, _, group), _)| group.is_none());
        n = all.map(|(_, tally)| tally.n_responses()).sum();
    }
    n
}

fn file(folder: &TempDir) -> String {
    folder.path().join("aftersay.db").display().to_string()
}

impl Reply {
    pub fn header(&self, name: &str) -> Option<&str> {
        Some(self.headers.get(name)?.to_str().unwrap())
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.text()))
    }

    /// The `type` of a problem.
    pub fn problem(&self) -> String {
        assert_eq!(self.header("content-type"), Some("application/problem+json"));
        self.json()["type"].as_str().unwrap().to_owned()
    }
}
