//! What is kept: one enum over the databases, and the task through which every write goes.
//!
//! Writes are gathered: whatever waits while one commit is under way goes into the next one. So a
//! burst costs a few commits instead of one a submission, and each sender still hears back only
//! after its own row is durable.

mod sqlite;

use aftersay::tree::Tree;
use aftersay::wire::Submission;
use futures_util::{Stream, StreamExt as _};
use jiff::civil::Date;
use sqlite::Sqlite;
pub use sqlite::WRITER_PRAGMAS;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::{mpsc, oneshot};

/// The most rows that one commit takes. More would not be much faster, and the first of them would
/// wait longer.
pub const BATCH_MAX: usize = 512;

/// The most submissions that wait for a commit; beyond it the collector says that it is busy.
const QUEUE_MAX: usize = 4096;

/// Where submissions are kept.
#[derive(Debug)]
pub struct Store {
    database: Database,
    queue: mpsc::Sender<Message>,
    /// Whether the last write failed, which is why the store is not ready.
    failing: std::sync::Arc<AtomicBool>,
}

/// The databases that can keep them.
#[derive(Debug)]
enum Database {
    Sqlite(Sqlite),
}

/// Why a store cannot be opened.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum OpenError {
    // Only the scheme is named: the rest of an address may hold a password.
    #[error(
        "the store \"{scheme}:…\" is not known, allowed is sqlite:FILE, as in sqlite:aftersay.db"
    )]
    UnknownScheme { scheme: String },
    #[error("the store {0:?} names no file, allowed is sqlite:FILE, as in sqlite:aftersay.db")]
    NoFile(String),
    #[error("the SQLite file {file} cannot be opened")]
    Sqlite { file: String, source: sqlx::Error },
    #[error("the SQLite file {file} is not one of this aftersay, or of a later version")]
    Migrate { file: String, source: sqlx::migrate::MigrateError },
}

/// Why a submission was not kept, or none can be read.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum StoreError {
    #[error("{QUEUE_MAX} submissions wait to be written already")]
    Busy,
    #[error("the id belongs to a submission to another survey")]
    OtherSurvey,
    /// The writer has logged why, once for the whole batch.
    #[error("the store could not write")]
    Unwritten,
    #[error("the store could not be read")]
    Unread(#[from] sqlx::Error),
    #[error("a stored submission is damaged")]
    Damaged(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// What became of a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inserted {
    /// It is stored now.
    New,
    /// It was stored before, and nothing changed.
    Repeat,
    /// It says more than the unfinished one that was stored under its id, and took its place.
    Replaced,
}

/// Who answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Origin {
    Visitor,
    Simulated,
}

/// A submission as it was kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// The submission, as [`Submission::read`] takes it.
    pub submission: Tree,
    /// The UTC day on which it came.
    pub day: Date,
    /// Whether it is made up.
    pub origin: Origin,
}

/// A submission as the database takes it.
#[derive(Debug, Clone, PartialEq)]
struct Row {
    id: [u8; 16],
    survey: String,
    version: u32,
    day: Date,
    complete: bool,
    simulated: bool,
    /// The submission as JSON, without its id.
    body: String,
    n_said: usize,
}

/// What has to be known of a stored row when its id comes again.
#[derive(Debug, Clone, PartialEq)]
struct Known {
    survey: String,
    complete: bool,
    n_said: usize,
}

type Verdict = Result<Inserted, StoreError>;

enum Message {
    Write(Row, oneshot::Sender<Verdict>),
    Close(oneshot::Sender<()>),
}

/// Today in UTC. This is all that the collector ever learns of the time of a submission.
#[must_use]
pub fn today() -> Date {
    jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date()
}

impl Store {
    /// Opens the store at `url`, creating or migrating it where needed, and starts its writer.
    ///
    /// # Errors
    /// [`OpenError`], where the address is none or what is there cannot be used.
    pub async fn open(url: &str) -> Result<Self, OpenError> {
        let (scheme, file) = url.split_once(':').unwrap_or((url, ""));
        if scheme != "sqlite" {
            return Err(OpenError::UnknownScheme { scheme: scheme.to_owned() });
        }
        let file = file.strip_prefix("//").unwrap_or(file);
        if file.is_empty() {
            return Err(OpenError::NoFile(url.to_owned()));
        }
        let (database, writer) = sqlite::open(file).await?;
        let failing = std::sync::Arc::default();
        let (queue, waiting) = mpsc::channel(QUEUE_MAX);
        tokio::spawn(write(waiting, writer, std::sync::Arc::clone(&failing)));
        Ok(Self { database: Database::Sqlite(database), queue, failing })
    }

    /// Keeps a submission that came on `day`. Done means durable.
    ///
    /// # Errors
    /// [`StoreError::Busy`] at once where too many wait already; [`StoreError::OtherSurvey`] where
    /// the id is taken; [`StoreError::Unwritten`] where the database refuses.
    pub async fn insert(
        &self,
        submission: &Submission,
        day: Date,
        origin: Origin,
    ) -> Result<Inserted, StoreError> {
        let (answer, verdict) = oneshot::channel();
        let message = Message::Write(Row::new(submission, day, origin), answer);
        self.queue.try_send(message).map_err(|refused| match refused {
            mpsc::error::TrySendError::Full(_) => StoreError::Busy,
            mpsc::error::TrySendError::Closed(_) => StoreError::Unwritten,
        })?;
        verdict.await.unwrap_or(Err(StoreError::Unwritten))
    }

    /// Every submission to a survey, in any of its versions, in the order of the random keys.
    pub fn submissions<'a>(
        &'a self,
        survey: &'a str,
    ) -> impl Stream<Item = Result<Stored, StoreError>> + Send + 'a {
        let Database::Sqlite(database) = &self.database;
        database.submissions(survey).map(|row| row?.try_into())
    }

    /// Whether submissions can be kept and read just now.
    pub async fn is_ready(&self) -> bool {
        let Database::Sqlite(database) = &self.database;
        !self.queue.is_closed()
            && !self.failing.load(Ordering::Relaxed)
            && database.is_reachable().await
    }

    /// Writes what waits, and closes the files. What comes later is refused.
    pub async fn close(&self) {
        let Database::Sqlite(database) = &self.database;
        database.close().await;
        let (answer, closed) = oneshot::channel();
        if self.queue.send(Message::Close(answer)).await.is_ok() {
            // An error means that the writer is gone, and then it is closed as well.
            let _ = closed.await;
        }
    }
}

/// The writer: takes what waits, commits it, answers, until it is told to close.
async fn write(
    mut waiting: mpsc::Receiver<Message>,
    mut writer: sqlite::Writer,
    failing: std::sync::Arc<AtomicBool>,
) {
    let mut messages = Vec::with_capacity(BATCH_MAX);
    let mut closers = Vec::new();
    while waiting.recv_many(&mut messages, BATCH_MAX).await > 0 {
        let (mut rows, mut answers) = (Vec::new(), Vec::new());
        for message in messages.drain(..) {
            match message {
                Message::Write(row, answer) => {
                    rows.push(row);
                    answers.push(answer);
                }
                Message::Close(answer) => {
                    // What is in the queue already is still taken; then the loop ends.
                    waiting.close();
                    closers.push(answer);
                }
            }
        }
        if rows.is_empty() {
            continue;
        }
        let verdicts = writer.write(&rows).await;
        failing.store(verdicts.is_err(), Ordering::Relaxed);
        match verdicts {
            Ok(verdicts) => {
                for (answer, verdict) in answers.into_iter().zip(verdicts) {
                    // The sender may have hung up; the row is kept all the same.
                    let _ = answer.send(verdict);
                }
            }
            Err(error) => {
                tracing::error!(%error, n_rows = rows.len(), "the store could not write");
                for answer in answers {
                    let _ = answer.send(Err(StoreError::Unwritten));
                }
            }
        }
    }
    if let Err(error) = writer.close().await {
        tracing::error!(%error, "the store did not close cleanly");
    }
    for closer in closers {
        let _ = closer.send(());
    }
}

/// Decides what becomes of each row, given what is stored under their ids, and picks the rows to
/// put. A later row of the same id meets the earlier one as if that were stored already.
fn settle<'a>(
    rows: &'a [Row],
    known: &mut HashMap<[u8; 16], Known>,
) -> (Vec<Verdict>, Vec<&'a Row>) {
    let mut puts = Vec::new();
    let verdicts = rows.iter().map(|row| {
        let inserted = match known.get(&row.id) {
            None => Inserted::New,
            Some(known) if known.survey != row.survey => return Err(StoreError::OtherSurvey),
            Some(known) if known.is_extended_by(row) => Inserted::Replaced,
            Some(_) => return Ok(Inserted::Repeat),
        };
        let Row { survey, complete, n_said, .. } = row.clone();
        known.insert(row.id, Known { survey, complete, n_said });
        puts.push(row);
        Ok(inserted)
    });
    (verdicts.collect(), puts)
}

impl Known {
    /// Whether `row` takes the place of this one. A finished submission is never replaced.
    fn is_extended_by(&self, row: &Row) -> bool {
        !self.complete && (row.complete || self.n_said < row.n_said)
    }
}

impl Row {
    fn new(submission: &Submission, day: Date, origin: Origin) -> Self {
        let mut tree = Tree::from(submission);
        if let Tree::Map(fields) = &mut tree {
            fields.retain(|(name, _)| name != "id");
        }
        let content = &submission.content;
        Self {
            id: *submission.id.bytes(),
            survey: submission.survey.clone(),
            version: submission.version,
            day,
            complete: submission.complete,
            simulated: origin == Origin::Simulated,
            // A tree has text for keys and nothing that fails, so there is always a body.
            body: serde_json::to_string(&tree).unwrap_or_default(),
            // Where scores alone are sent, they are what tells more from less.
            n_said: content.answers.iter().count() + content.scores.iter().count(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: u8, survey: &str, complete: bool, n_said: usize) -> Row {
        Row {
            id: [id; 16],
            survey: survey.to_owned(),
            version: 1,
            day: jiff::civil::date(2026, 1, 1),
            complete,
            simulated: false,
            body: "{}".to_owned(),
            n_said,
        }
    }

    #[test]
    fn what_comes_again_replaces_only_an_unfinished_row_that_said_less() {
        for (case, before, after, verdict) in [
            ("a repeat", row(1, "s", true, 3), row(1, "s", true, 3), "Ok(Repeat)"),
            ("finished now", row(1, "s", false, 3), row(1, "s", true, 3), "Ok(Replaced)"),
            ("finished, less said", row(1, "s", false, 3), row(1, "s", true, 2), "Ok(Replaced)"),
            ("more said", row(1, "s", false, 3), row(1, "s", false, 4), "Ok(Replaced)"),
            ("less said", row(1, "s", false, 3), row(1, "s", false, 2), "Ok(Repeat)"),
            ("late and unfinished", row(1, "s", true, 3), row(1, "s", false, 9), "Ok(Repeat)"),
            ("another survey", row(1, "s", false, 3), row(1, "t", true, 9), "Err(OtherSurvey)"),
        ] {
            // Within one batch and across two the answer is the same.
            let rows = [before, after];
            let (verdicts, puts) = settle(&rows, &mut HashMap::new());
            assert_eq!(format!("{:?}", verdicts[0]), "Ok(New)", "{case}");
            assert_eq!(format!("{:?}", verdicts[1]), verdict, "{case}");
            assert_eq!(puts.len(), if verdict == "Ok(Replaced)" { 2 } else { 1 }, "{case}");

            let mut known = HashMap::new();
            settle(&rows[..1], &mut known);
            let (verdicts, _) = settle(&rows[1..], &mut known);
            assert_eq!(format!("{:?}", verdicts[0]), verdict, "{case}, in a later batch");
        }
    }
}
