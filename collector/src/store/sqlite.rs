//! The embedded database: one file, one connection that writes, a few that read.

use super::{Inserted, Known, OpenError, Origin, Row, StoreError, Stored, Verdict, settle};
use aftersay::tree::Tree;
use aftersay::wire::SubmissionId;
use futures_util::Stream;
use serde_json::json;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteRow, SqliteSynchronous,
};
use sqlx::{ConnectOptions as _, Connection as _, Row as _};
use std::collections::HashMap;
use std::time::Duration;

/// How long one process waits for another that is writing, such as `aftersay simulate`.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Reports and exports that run at the same time; a further one waits.
const READERS_MAX: u32 = 4;

/// What the writing connection is set to, beside write-ahead logging and a full sync a commit.
pub const WRITER_PRAGMAS: [(&str, &str); 3] = [
    // Text that was replaced or deleted is gone from the file too, not merely unlinked.
    ("secure_delete", "ON"),
    // Random keys touch pages all over the file. Copying them back from the log after every 4 MiB,
    // as is usual, made writing four times as slow as after every 32 MiB.
    ("wal_autocheckpoint", "8000"),
    // 64 MiB hold the inner pages of some millions of submissions.
    ("cache_size", "-65536"),
];

/// The whole batch as one parameter, so that one prepared statement serves batches of every size.
const INSERT: &str = "
    INSERT INTO submissions (id, survey, version, day, complete, simulated, body)
    SELECT unhex(value ->> 0), value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5,
           value ->> 6
    FROM json_each(?)";

const REPLACE: &str = "
    REPLACE INTO submissions (id, survey, version, day, complete, simulated, body)
    SELECT unhex(value ->> 0), value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5,
           value ->> 6
    FROM json_each(?)";

const KNOWN: &str = "
    SELECT id, survey, complete,
           (SELECT count(*) FROM json_each(body, '$.answers'))
           + (SELECT count(*) FROM json_each(body, '$.scores'))
    FROM submissions WHERE id IN (SELECT unhex(value ->> 0) FROM json_each(?))";

const SUBMISSIONS: &str =
    "SELECT id, day, simulated, body FROM submissions WHERE survey = ? ORDER BY id";

/// The reading side.
#[derive(Debug)]
pub(super) struct Sqlite(SqlitePool);

/// The one connection that writes.
pub(super) struct Writer(SqliteConnection);

/// Opens the file, creating it and bringing its tables up to date.
pub(super) async fn open(file: &str) -> Result<(Sqlite, Writer), OpenError> {
    let named = |source| OpenError::Sqlite { file: file.to_owned(), source };
    let options = SqliteConnectOptions::new()
        .filename(file)
        .busy_timeout(BUSY_TIMEOUT)
        .disable_statement_logging();
    let writing = options
        .clone()
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // Every commit reaches the disk before it is answered.
        .synchronous(SqliteSynchronous::Full);
    let writing = WRITER_PRAGMAS
        .into_iter()
        .fold(writing, |options, (name, value)| options.pragma(name, value));
    let mut connection = writing.connect().await.map_err(named)?;
    let migrated = sqlx::migrate!("migrations/sqlite").run(&mut connection).await;
    migrated.map_err(|source| OpenError::Migrate { file: file.to_owned(), source })?;
    let pool = SqlitePoolOptions::new().max_connections(READERS_MAX);
    let pool = pool.connect_with(options.read_only(true)).await.map_err(named)?;
    Ok((Sqlite(pool), Writer(connection)))
}

impl Sqlite {
    pub(super) fn submissions<'a>(
        &'a self,
        survey: &'a str,
    ) -> impl Stream<Item = Result<SqliteRow, sqlx::Error>> + Send + 'a {
        sqlx::query(SUBMISSIONS).bind(survey).fetch(&self.0)
    }

    pub(super) async fn is_reachable(&self) -> bool {
        sqlx::query("SELECT 1 FROM submissions LIMIT 1").fetch_optional(&self.0).await.is_ok()
    }

    pub(super) async fn close(&self) {
        self.0.close().await;
    }
}

impl Writer {
    /// Writes a batch in one transaction. Done means durable.
    pub(super) async fn write(&mut self, rows: &[Row]) -> Result<Vec<Verdict>, sqlx::Error> {
        // Nearly always every id is new. Then one statement is all, a transaction by itself; where
        // an id is not new it undoes itself as a whole, and the slower way decides row by row.
        match sqlx::query(INSERT).bind(parameter(rows)).execute(&mut self.0).await {
            Ok(_) => Ok(rows.iter().map(|_| Ok(Inserted::New)).collect()),
            Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
                self.write_known(rows).await
            }
            Err(error) => Err(error),
        }
    }

    async fn write_known(&mut self, rows: &[Row]) -> Result<Vec<Verdict>, sqlx::Error> {
        let mut transaction = self.0.begin_with("BEGIN IMMEDIATE").await?;
        let mut known = HashMap::new();
        let found = sqlx::query(KNOWN).bind(parameter(rows));
        for row in found.fetch_all(&mut *transaction).await? {
            let id: Vec<u8> = row.try_get(0)?;
            let n_said: i64 = row.try_get(3)?;
            let n_said = n_said.try_into().unwrap_or(usize::MAX);
            let row = Known { survey: row.try_get(1)?, complete: row.try_get(2)?, n_said };
            known.extend(id.try_into().ok().map(|id: [u8; 16]| (id, row)));
        }
        let (verdicts, puts) = settle(rows, &mut known);
        if !puts.is_empty() {
            sqlx::query(REPLACE).bind(parameter(puts)).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(verdicts)
    }

    pub(super) async fn close(self) -> Result<(), sqlx::Error> {
        self.0.close().await
    }
}

/// Rows as the JSON that [`INSERT`], [`REPLACE`] and [`KNOWN`] take apart.
fn parameter<'a>(rows: impl IntoIterator<Item = &'a Row>) -> String {
    let rows = rows.into_iter().map(|row| {
        json!([
            crate::hex(&row.id),
            row.survey,
            row.version,
            row.day.to_string(),
            u8::from(row.complete),
            u8::from(row.simulated),
            row.body
        ])
    });
    serde_json::Value::Array(rows.collect()).to_string()
}

impl TryFrom<SqliteRow> for Stored {
    type Error = StoreError;

    fn try_from(row: SqliteRow) -> Result<Self, StoreError> {
        let id: Vec<u8> = row.try_get(0)?;
        let day: String = row.try_get(1)?;
        let simulated: bool = row.try_get(2)?;
        let body: &str = row.try_get(3)?;
        let mut submission: Tree = serde_json::from_str(body).map_err(damaged)?;
        if let Tree::Map(fields) = &mut submission {
            let id = id.try_into().map_err(|_| damaged("its id is not 16 bytes"))?;
            let id = SubmissionId::drawn(id).to_string();
            fields.insert(0, ("id".to_owned(), Tree::Text(id)));
        }
        let origin = if simulated { Origin::Simulated } else { Origin::Visitor };
        Ok(Self { submission, day: day.parse().map_err(damaged)?, origin })
    }
}

fn damaged(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> StoreError {
    StoreError::Damaged(cause.into())
}
