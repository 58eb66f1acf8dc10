//! The embedded database: one file, one connection that writes, a few that read.

mod statistics;

use super::{
    Contribution, Inserted, Known, OpenError, Origin, Row, Statistic, StoreError, Stored, Verdict,
    Withdrawal, settle,
};
use crate::report::N_COMMENTS_MAX;
use aftersay::tree::Tree;
use aftersay::wire::SubmissionId;
use futures_util::Stream;
use serde::Serialize;
use serde_json::{Value, json};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteRow, SqliteSynchronous,
};
use sqlx::{ConnectOptions as _, Connection as _, Row as _};
use statistics::{Cache, Share};
use std::collections::{HashMap, HashSet};
use std::time::Duration;

/// How long one process waits for another that is writing, such as `aftersay simulate`.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Reports and exports that run at the same time; a further one waits.
const READERS_MAX: u32 = 4;

/// What the writing connection is set to, beside write-ahead logging and a full sync a commit.
pub const WRITER_PRAGMAS: [(&str, &str); 4] = [
    // Text that was replaced or deleted is gone from the file too, not merely unlinked.
    ("secure_delete", "ON"),
    // Random keys touch pages all over the file. Copying them back from the log after every 4 MiB,
    // as is usual, made writing four times as slow as after every 32 MiB.
    ("wal_autocheckpoint", "8000"),
    // 64 MiB hold the inner pages of some millions of submissions.
    ("cache_size", "-65536"),
    // Every page that a statement touches is copied, in case it fails half-way. In files of their
    // own these copies took longer to write than the pages themselves.
    ("temp_store", "MEMORY"),
];

/// Everything that a batch adds, in one go: each part of it as one parameter, so that one prepared
/// statement serves batches of every size. It answers with the number by which SQLite tells whether
/// another connection has changed the file, and with how many of the ids were withdrawn.
const ADD: &str = "
    PRAGMA data_version;
    INSERT INTO submissions (id, survey, version, day, complete, simulated, body)
    SELECT unhex(value ->> 0), value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5,
           value ->> 6
    FROM json_each($1);
    INSERT INTO comments (survey, question, key, id, text)
    SELECT value ->> 0, value ->> 1, unhex(value ->> 2), unhex(value ->> 3), value ->> 4
    FROM json_each($2);
    INSERT INTO unfinished (id, contribution)
    SELECT unhex(value ->> 0), value ->> 1 FROM json_each($3);
    REPLACE INTO statistics (survey, field, day, version, value, tally)
    SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5
    FROM json_each($4);
    SELECT count(*) FROM withdrawn WHERE id IN (SELECT unhex(value) FROM json_each($5))";

/// Everything that submissions leave behind which others take the place of, by their keys, by those
/// of their comments, and by those of tallies that come to nothing.
const REMOVE: &str = "
    DELETE FROM submissions WHERE id IN (SELECT unhex(value ->> 2) FROM json_each($1));
    DELETE FROM unfinished WHERE id IN (SELECT unhex(value ->> 2) FROM json_each($1));
    DELETE FROM uncounted WHERE (survey, version, id) IN (
        SELECT value ->> 0, value ->> 1, unhex(value ->> 2) FROM json_each($1));
    DELETE FROM comments WHERE (survey, question, key) IN (
        SELECT value ->> 0, value ->> 1, unhex(value ->> 2) FROM json_each($2));
    DELETE FROM statistics WHERE (survey, field, day, version, value) IN (
        SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4
        FROM json_each($3))";

/// Takes submissions out of those that are not counted yet, and says which of them were.
const CLAIM: &str = "
    DELETE FROM uncounted WHERE (survey, version, id) IN (
        SELECT value ->> 0, value ->> 1, unhex(value ->> 2) FROM json_each(?))
    RETURNING id";

const KNOWN: &str = "
    SELECT id, survey, version, day, complete,
           (SELECT count(*) FROM json_each(body, '$.answers'))
           + (SELECT count(*) FROM json_each(body, '$.scores')),
           contribution
    FROM submissions LEFT JOIN unfinished USING (id)
    WHERE id IN (SELECT unhex(value) FROM json_each(?))";

const WITHDRAWN: &str =
    "SELECT id FROM withdrawn WHERE id IN (SELECT unhex(value) FROM json_each(?))";

/// A row as it is stored, and whether the statistics hold it.
const HELD: &str = "
    SELECT body, NOT EXISTS (
        SELECT 1 FROM uncounted WHERE uncounted.survey = submissions.survey
            AND uncounted.version = submissions.version AND uncounted.id = submissions.id)
    FROM submissions WHERE id = ?";

/// Leaves nothing of a submission but its id, after [`REMOVE`]. The keys of a finished one's comments
/// are not known, so they are found by its id.
const WITHDRAW: &str = "
    DELETE FROM comments WHERE survey = $1 AND id = $2;
    INSERT INTO withdrawn (id) VALUES ($2)";

/// Takes all submissions to a version out of the statistics, to be counted anew.
const UNCOUNT: &str = "
    DELETE FROM comments WHERE survey = $1
        AND id IN (SELECT id FROM submissions WHERE survey = $1 AND version = $2);
    DELETE FROM unfinished
    WHERE id IN (SELECT id FROM submissions WHERE survey = $1 AND version = $2);
    DELETE FROM statistics WHERE survey = $1 AND version = $2;
    INSERT OR IGNORE INTO uncounted
    SELECT survey, version, id FROM submissions WHERE survey = $1 AND version = $2";

/// Of these surveys the versions that were answered and are not as they are kept.
const CHANGED: &str = "
    SELECT surveys.id, version
    FROM surveys JOIN json_each(?) AS given
        ON surveys.id = given.value ->> 0 AND version = given.value ->> 1
    WHERE json(definition) <> json(given.value ->> 2)
        AND EXISTS (SELECT 1 FROM submissions WHERE survey = surveys.id
            AND submissions.version = surveys.version)";

/// Keeps surveys, and leaves the file alone where it has them.
const KEEP: &str = "
    INSERT INTO surveys (id, version, definition)
    SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?) WHERE true
    ON CONFLICT DO UPDATE SET definition = excluded.definition
    WHERE definition <> excluded.definition";

const SUBMISSION: &str = "SELECT id, day, simulated, body FROM submissions WHERE id = ?";

const SUBMISSIONS: &str =
    "SELECT id, day, simulated, body FROM submissions WHERE survey = ? ORDER BY id";

const STATISTICS: &str = "
    SELECT day, version, field, value, tally FROM statistics
    WHERE survey = ? AND field IN ('', ?)";

const COMMENTS: &str =
    "SELECT text FROM comments WHERE survey = ? AND question = ? ORDER BY key LIMIT ?";

const UNCOUNTED: &str = "
    SELECT id, day, simulated, body
    FROM (SELECT id FROM uncounted WHERE survey = ? AND version = ? AND ? < id ORDER BY id LIMIT ?)
    JOIN submissions USING (id) ORDER BY id";

/// The reading side.
#[derive(Debug)]
pub(super) struct Sqlite(SqlitePool);

/// The one connection that writes.
pub(super) struct Writer {
    connection: SqliteConnection,
    cache: Cache,
}

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
    Ok((Sqlite(pool), Writer { connection, cache: Cache::default() }))
}

impl Sqlite {
    pub(super) fn submissions<'a>(
        &'a self,
        survey: &'a str,
    ) -> impl Stream<Item = Result<SqliteRow, sqlx::Error>> + Send + 'a {
        sqlx::query(SUBMISSIONS).bind(survey).fetch(&self.0)
    }

    /// A submission, and its body as it is stored.
    pub(super) async fn submission(
        &self,
        id: &SubmissionId,
    ) -> Result<Option<(String, SqliteRow)>, sqlx::Error> {
        let row = sqlx::query(SUBMISSION).bind(&id.bytes()[..]).fetch_optional(&self.0).await?;
        row.map(|row| Ok((row.try_get(3)?, row))).transpose()
    }

    /// The survey that is kept of a version, as JSON.
    pub(super) async fn survey(
        &self,
        id: &str,
        version: u32,
    ) -> Result<Option<String>, sqlx::Error> {
        let kept = "SELECT definition FROM surveys WHERE id = ? AND version = ?";
        sqlx::query_scalar(kept).bind(id).bind(version).fetch_optional(&self.0).await
    }

    pub(super) fn statistics<'a>(
        &'a self,
        survey: &'a str,
        field: &'a str,
    ) -> impl Stream<Item = Result<SqliteRow, sqlx::Error>> + Send + 'a {
        sqlx::query(STATISTICS).bind(survey).bind(field).fetch(&self.0)
    }

    pub(super) async fn comments(
        &self,
        survey: &str,
        question: &str,
    ) -> Result<Vec<String>, sqlx::Error> {
        let n_max = i64::try_from(N_COMMENTS_MAX).unwrap_or(i64::MAX);
        let texts = sqlx::query_scalar(COMMENTS).bind(survey).bind(question).bind(n_max);
        texts.fetch_all(&self.0).await
    }

    pub(super) async fn n_uncounted(&self, survey: &str) -> Result<u64, sqlx::Error> {
        let n = sqlx::query_scalar("SELECT count(*) FROM uncounted WHERE survey = ?").bind(survey);
        n.fetch_one(&self.0).await
    }

    /// The surveys, and their versions, that have submissions which are not counted.
    pub(super) async fn uncounted_versions(&self) -> Result<Vec<(String, u32)>, sqlx::Error> {
        let versions = sqlx::query_as("SELECT DISTINCT survey, version FROM uncounted");
        versions.fetch_all(&self.0).await
    }

    /// The next submissions that are not counted, with their keys.
    pub(super) async fn uncounted(
        &self,
        survey: &str,
        version: u32,
        after: &[u8],
        n_max: usize,
    ) -> Result<Vec<(Vec<u8>, SqliteRow)>, sqlx::Error> {
        let n_max = i64::try_from(n_max).unwrap_or(i64::MAX);
        let rows = sqlx::query(UNCOUNTED).bind(survey).bind(version).bind(after).bind(n_max);
        let rows = rows.fetch_all(&self.0).await?;
        rows.into_iter().map(|row| Ok((row.try_get(0)?, row))).collect()
    }

    pub(super) async fn is_reachable(&self) -> bool {
        sqlx::query("SELECT 1 FROM submissions LIMIT 1").fetch_optional(&self.0).await.is_ok()
    }

    pub(super) async fn close(&self) {
        self.0.close().await;
    }
}

impl Writer {
    /// Writes a batch in one transaction, with what it adds to the statistics. Done means durable.
    pub(super) async fn write(&mut self, rows: &[Row]) -> Result<Vec<Verdict>, sqlx::Error> {
        if self.add(rows).await? {
            return Ok(rows.iter().map(|_| Ok(Inserted::New)).collect());
        }
        let mut cache = std::mem::take(&mut self.cache);
        let mut transaction = self.connection.begin_with("BEGIN IMMEDIATE").await?;
        let known = known(rows.iter().map(|row| &row.id), &mut transaction).await?;
        let withdrawn = withdrawn(rows, &mut transaction).await?;
        let (verdicts, puts) = settle(rows, &known, &withdrawn);
        let gone: Vec<_> = puts.iter().filter_map(|put| known.get_key_value(&put.id)).collect();
        cache.change(&gone, &puts, &puts, &mut transaction).await?;
        transaction.commit().await?;
        self.cache = cache;
        Ok(verdicts)
    }

    /// Nearly always every id is new and nobody else has written. Then the tallies in the cache
    /// hold, and there is nothing to ask first. Otherwise all of it is undone, the cache is empty
    /// and the answer `false`.
    async fn add(&mut self, rows: &[Row]) -> Result<bool, sqlx::Error> {
        let mut cache = std::mem::take(&mut self.cache);
        let shares: Vec<_> = rows.iter().map(Share::of).collect();
        let rows: Vec<_> = rows.iter().collect();
        if !cache.holds(&shares) || !cache.samples(&rows) {
            self.cache = cache;
            return Ok(false);
        }
        let tallies = cache.apply(vec![], shares)?.puts;
        let parameters = Parameters::new(&rows, &rows, cache.sampled(&rows), tallies)?;
        let mut transaction = self.connection.begin_with("BEGIN IMMEDIATE").await?;
        let holds = match parameters.add(&mut transaction).await {
            Ok(added) => added == Added { data_version: cache.data_version, n_withdrawn: 0 },
            Err(sqlx::Error::Database(error)) if error.is_unique_violation() => false,
            Err(error) => return Err(error),
        };
        if holds {
            transaction.commit().await?;
            self.cache = cache;
        } else {
            transaction.rollback().await?;
        }
        Ok(holds)
    }

    /// Adds stored rows to the statistics, but for those that are in there already or were replaced
    /// since they were read; says how many it added.
    pub(super) async fn count(&mut self, rows: &[Row]) -> Result<u64, sqlx::Error> {
        let mut cache = std::mem::take(&mut self.cache);
        let mut transaction = self.connection.begin_with("BEGIN IMMEDIATE").await?;
        let keys = rows.iter().map(|row| json!([row.survey, row.version, crate::hex(&row.id)]));
        let claimed = sqlx::query_scalar(CLAIM).bind(array(keys));
        let claimed: HashSet<Vec<u8>> =
            claimed.fetch_all(&mut *transaction).await?.into_iter().collect();
        let rows: Vec<_> = rows.iter().filter(|row| claimed.contains(&row.id[..])).collect();
        cache.change(&[], &[], &rows, &mut transaction).await?;
        transaction.commit().await?;
        self.cache = cache;
        Ok(rows.len() as u64)
    }

    /// Takes a row away, with all that it has added, and keeps its id from coming again; `false`
    /// where another row has taken its place since it was read.
    pub(super) async fn withdraw(&mut self, withdrawal: Withdrawal) -> Result<bool, sqlx::Error> {
        let Withdrawal { id, body, contribution } = withdrawal;
        let mut cache = std::mem::take(&mut self.cache);
        let mut transaction = self.connection.begin_with("BEGIN IMMEDIATE").await?;
        let held = sqlx::query_as(HELD).bind(&id[..]).fetch_optional(&mut *transaction).await?;
        let is_this = |(held, _): &(String, bool)| *held == body;
        let Some((_, is_counted)) = held.filter(is_this) else { return Ok(false) };
        let mut known = known([&id].into_iter(), &mut transaction).await?;
        let Some(row) = known.get_mut(&id) else { return Ok(false) };
        if is_counted && row.contribution.is_none() {
            // What a finished row has added is not kept, but follows from it.
            row.contribution = contribution;
            if row.contribution.is_none() {
                let (survey, version) = (row.survey.as_str(), row.version);
                uncount(survey, version, &mut transaction).await?;
                cache = Cache::default();
                tracing::warn!(survey, version, "has to be counted anew, by its survey file");
            }
        }
        let withdraw = sqlx::query(WITHDRAW).bind(row.survey.clone()).bind(&id[..]);
        let gone: Vec<_> = known.iter().collect();
        cache.change(&gone, &[], &[], &mut transaction).await?;
        withdraw.execute(&mut *transaction).await?;
        transaction.commit().await?;
        self.cache = cache;
        Ok(true)
    }

    /// Keeps surveys, by id, version and definition. A version whose definition has changed is to be
    /// counted anew, so that the statistics are always what the rows come to by it.
    pub(super) async fn keep(
        &mut self,
        surveys: &[(String, u32, String)],
    ) -> Result<(), sqlx::Error> {
        let surveys = array(surveys.iter().map(|survey| json!(survey)));
        let mut transaction = self.connection.begin_with("BEGIN IMMEDIATE").await?;
        let changed: Vec<(String, u32)> =
            sqlx::query_as(CHANGED).bind(&surveys).fetch_all(&mut *transaction).await?;
        for (survey, version) in changed {
            uncount(&survey, version, &mut transaction).await?;
            tracing::warn!(
                survey,
                version,
                "has changed since it was answered, and is counted anew: a new version would keep \
                 the answers to each apart"
            );
        }
        sqlx::query(KEEP).bind(surveys).execute(&mut *transaction).await?;
        transaction.commit().await?;
        self.cache = Cache::default();
        Ok(())
    }

    /// Writes the file anew, row by row in the order of the keys, and empties the log beside it.
    ///
    /// Tables are read in the order of their random keys, but a page takes its rows from its end to its
    /// beginning as they come, and so does the log: until this, the bytes told which came after which.
    ///
    /// Says whether that is done: while a report reads, the log has to stay.
    pub(super) async fn straighten(&mut self) -> Result<bool, sqlx::Error> {
        // What the file is copied to is to be a file as well. One after the other, as a vacuum cannot be
        // part of anything else.
        sqlx::query("PRAGMA temp_store = FILE").execute(&mut self.connection).await?;
        let vacuumed = sqlx::query("VACUUM").execute(&mut self.connection).await;
        sqlx::query("PRAGMA temp_store = MEMORY").execute(&mut self.connection).await?;
        vacuumed?;
        let emptied = sqlx::query_scalar("PRAGMA wal_checkpoint(TRUNCATE)");
        let is_busy: bool = emptied.fetch_one(&mut self.connection).await?;
        Ok(!is_busy)
    }

    /// How large the file is.
    pub(super) async fn n_bytes(&mut self) -> Result<u64, sqlx::Error> {
        let n_bytes = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";
        sqlx::query_scalar(n_bytes).fetch_one(&mut self.connection).await
    }

    pub(super) async fn close(self) -> Result<(), sqlx::Error> {
        self.connection.close().await
    }
}

/// The parameters of [`ADD`].
struct Parameters {
    rows: String,
    comments: String,
    unfinished: String,
    tallies: String,
    ids: String,
}

/// What [`ADD`] answers.
#[derive(Debug, PartialEq, Eq)]
struct Added {
    /// By this SQLite tells whether another connection has changed the file.
    data_version: i64,
    /// How many of the rows were withdrawn, and must not be added.
    n_withdrawn: i64,
}

impl Parameters {
    /// `puts` are written as rows; `counted` come with what belongs to the statistics.
    fn new(
        puts: &[&Row],
        counted: &[&Row],
        comments: Vec<Value>,
        tallies: Vec<Value>,
    ) -> Result<Self, sqlx::Error> {
        let rows = puts.iter().map(|row| {
            let (complete, simulated) = (u8::from(row.complete), u8::from(row.simulated));
            let (id, day) = (crate::hex(&row.id), row.day.to_string());
            json!([id, row.survey, row.version, day, complete, simulated, row.body])
        });
        let unfinished = counted.iter().filter(|row| !row.complete);
        let unfinished =
            unfinished.map(|row| Ok(json!([crate::hex(&row.id), stored(&row.contribution)?])));
        Ok(Self {
            rows: array(rows),
            comments: array(comments),
            unfinished: array(unfinished.collect::<Result<Vec<_>, sqlx::Error>>()?),
            tallies: array(tallies),
            ids: array(puts.iter().map(|row| crate::hex(&row.id).into())),
        })
    }

    /// Adds it all.
    async fn add(self, connection: &mut SqliteConnection) -> Result<Added, sqlx::Error> {
        let Self { rows, comments, unfinished, tallies, ids } = self;
        let add = sqlx::query_scalar(ADD).bind(rows).bind(comments).bind(unfinished).bind(tallies);
        let add = add.bind(ids);
        // Not `fetch_one`, which would leave the rest undone.
        let found = add.fetch_all(connection).await?;
        match *found {
            [data_version, n_withdrawn] => Ok(Added { data_version, n_withdrawn }),
            _ => Err(sqlx::Error::RowNotFound),
        }
    }
}

impl Cache {
    /// Writes `puts` in the place of `gone`, and takes `gone` off the statistics and adds `counted`.
    async fn change(
        &mut self,
        gone: &[(&[u8; 16], &Known)],
        puts: &[&Row],
        counted: &[&Row],
        connection: &mut SqliteConnection,
    ) -> Result<(), sqlx::Error> {
        let less: Vec<_> = gone.iter().filter_map(|(_, row)| Share::of_known(row)).collect();
        let more: Vec<_> = counted.iter().map(|row| Share::of(row)).collect();
        self.load(less.iter().chain(&more), connection).await?;
        self.load_samples(counted, connection).await?;
        let changed = self.apply(less, more)?;
        if !gone.is_empty() {
            let keys = gone.iter().map(|(id, row)| (&row.survey, row.version, crate::hex(*id)));
            let comments = gone.iter().flat_map(|(_, row)| {
                row.contribution.iter().flat_map(move |counted| {
                    let key = crate::hex(&counted.key);
                    counted.tally.commented().map(move |on| json!([row.survey, on, key]))
                })
            });
            let remove = sqlx::query(REMOVE).bind(array(keys.map(|key| json!(key))));
            let remove = remove.bind(array(comments)).bind(array(changed.empty));
            remove.execute(&mut *connection).await?;
        }
        let comments = self.sampled(counted);
        Parameters::new(puts, counted, comments, changed.puts)?.add(connection).await?;
        Ok(())
    }
}

/// What is stored under these ids.
async fn known(
    ids: impl Iterator<Item = &[u8; 16]>,
    connection: &mut SqliteConnection,
) -> Result<HashMap<[u8; 16], Known>, sqlx::Error> {
    let mut known = HashMap::new();
    let ids = array(ids.map(|id| crate::hex(id).into()));
    for row in sqlx::query(KNOWN).bind(ids).fetch_all(connection).await? {
        let id: Vec<u8> = row.try_get(0)?;
        let day: &str = row.try_get(3)?;
        let n_said: i64 = row.try_get(5)?;
        let contribution: Option<&str> = row.try_get(6)?;
        let contribution = contribution.map(serde_json::from_str::<Contribution>);
        let row = Known {
            survey: row.try_get(1)?,
            version: row.try_get(2)?,
            day: day.parse().map_err(undecodable)?,
            complete: row.try_get(4)?,
            n_said: n_said.try_into().unwrap_or(usize::MAX),
            contribution: contribution.transpose().map_err(undecodable)?,
        };
        known.extend(id.try_into().ok().map(|id: [u8; 16]| (id, row)));
    }
    Ok(known)
}

/// The ids of rows that were withdrawn.
async fn withdrawn(
    rows: &[Row],
    connection: &mut SqliteConnection,
) -> Result<HashSet<[u8; 16]>, sqlx::Error> {
    let ids = array(rows.iter().map(|row| crate::hex(&row.id).into()));
    let ids = sqlx::query_scalar(WITHDRAWN).bind(ids).fetch_all(connection).await?;
    Ok(ids.into_iter().filter_map(|id: Vec<u8>| id.try_into().ok()).collect())
}

async fn uncount(
    survey: &str,
    version: u32,
    connection: &mut SqliteConnection,
) -> Result<(), sqlx::Error> {
    sqlx::query(UNCOUNT).bind(survey).bind(version).execute(connection).await?;
    Ok(())
}

fn undecodable(error: impl std::error::Error + Send + Sync + 'static) -> sqlx::Error {
    sqlx::Error::Decode(error.into())
}

fn stored(value: &impl Serialize) -> Result<String, sqlx::Error> {
    serde_json::to_string(value).map_err(|error| sqlx::Error::Encode(error.into()))
}

/// A parameter that statements take apart.
fn array(elements: impl IntoIterator<Item = Value>) -> String {
    Value::Array(elements.into_iter().collect()).to_string()
}

impl TryFrom<SqliteRow> for Statistic {
    type Error = StoreError;

    fn try_from(row: SqliteRow) -> Result<Self, StoreError> {
        let day: &str = row.try_get(0)?;
        let field: &str = row.try_get(2)?;
        let value: String = row.try_get(3)?;
        let tally: &str = row.try_get(4)?;
        Ok(Self {
            day: day.parse().map_err(damaged)?,
            version: row.try_get(1)?,
            value: (!field.is_empty()).then_some(value),
            tally: serde_json::from_str(tally).map_err(damaged)?,
        })
    }
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
            let id = SubmissionId::of_bytes(id).ok_or_else(|| damaged("its id is none"))?;
            let id = id.to_string();
            fields.insert(0, ("id".to_owned(), Tree::Text(id)));
        }
        let origin = if simulated { Origin::Simulated } else { Origin::Visitor };
        Ok(Self { submission, day: day.parse().map_err(damaged)?, origin })
    }
}

fn damaged(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> StoreError {
    StoreError::Damaged(cause.into())
}
