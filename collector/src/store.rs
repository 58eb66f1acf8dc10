//! What is kept: one enum over the databases, and the task through which every write goes.
//!
//! Writes are gathered: whatever waits while one commit is under way goes into the next one. So a
//! burst costs a few commits instead of one a submission, and each sender still hears back only
//! after its own row is durable.
//!
//! What a row adds to the statistics comes with it and goes into the same commit, so that the two
//! never disagree, and a report need not read the rows.

mod sqlite;

use crate::report::{Comments, Field, Tally, tally};
use aftersay::survey::Survey;
use aftersay::tree::Tree;
use aftersay::wire::{Submission, SubmissionId, addressed};
use futures_util::{Stream, StreamExt as _};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sqlite::Sqlite;
pub use sqlite::WRITER_PRAGMAS;
use std::collections::{HashMap, HashSet};
use std::future::pending;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep_until};

/// The most rows that one commit takes. More would not be much faster, and the first of them would
/// wait longer.
pub const BATCH_MAX: usize = 512;

/// The most submissions that wait for a commit; beyond it the collector says that it is busy.
const QUEUE_MAX: usize = 4096;

/// How long rows stand in the file as they came, at least: to write it anew takes a moment.
const UNSETTLED_MIN: Duration = Duration::from_mins(1);

/// How many bytes a second are written for that on average, at most: a larger file waits longer.
const SETTLED_BYTES_PER_S: u64 = 100_000;

/// A file that is larger is written anew once a day only, as everything waits meanwhile. In it the rows of
/// a day lie scattered among many others.
const SETTLED_BYTES_MAX: u64 = 64 << 20;

/// How many batches are counted later between two lines in the log about it.
const BATCHES_PER_LINE: u64 = 100;

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
    #[error("no random numbers: {0}")]
    NoRandom(getrandom::Error),
    #[error("the store could not be read")]
    Unread(#[from] sqlx::Error),
    #[error("what is stored is damaged")]
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

/// What the submissions of one group and day, to one version of a survey, come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statistic {
    /// The UTC day on which they came.
    pub day: Date,
    /// The version that they answer.
    pub version: u32,
    /// The group, by the field that was asked for; `None` is all of them together.
    pub value: Option<String>,
    /// What they come to.
    pub tally: Tally,
}

/// What a submission adds to the statistics.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Contribution {
    /// The groups that it belongs to, as field and value.
    groups: Vec<(String, String)>,
    tally: Tally,
    /// The random key of its comments, by which these are sampled: the sender has no say in it.
    key: [u8; 16],
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
    contribution: Contribution,
    /// Its texts, by the question that they are on.
    comments: Vec<(String, String)>,
}

/// A submission that shall be stored no more.
#[derive(Debug)]
struct Withdrawal {
    id: [u8; 16],
    /// As it was read; another one may have taken its place since.
    body: String,
    /// What it added to the statistics if it is finished; `None` where that cannot be worked out.
    contribution: Option<Contribution>,
}

/// What has to be known of a stored row when its id comes again.
#[derive(Debug, Clone, PartialEq)]
struct Known {
    survey: String,
    version: u32,
    day: Date,
    complete: bool,
    n_said: usize,
    /// What it has added; `None` where it is finished, or not counted yet.
    contribution: Option<Contribution>,
}

/// What decides whether one submission takes the place of another of its id.
#[derive(Debug, Clone, Copy)]
struct Standing<'a> {
    survey: &'a str,
    complete: bool,
    n_said: usize,
}

type Verdict = Result<Inserted, StoreError>;

enum Message {
    Write(Box<Row>, oneshot::Sender<Verdict>),
    /// Rows that are stored, and of which those that are not counted yet shall be.
    Count(Vec<Row>, oneshot::Sender<Result<u64, StoreError>>),
    /// A row that is stored and shall be so no more, unless another one has taken its place.
    Withdraw(Box<Withdrawal>, oneshot::Sender<Result<bool, StoreError>>),
    /// Surveys to keep, by id, version and definition.
    Keep(Vec<(String, u32, String)>, oneshot::Sender<Result<(), StoreError>>),
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
        Self::open_unsettled_for(url, UNSETTLED_MIN).await
    }

    async fn open_unsettled_for(url: &str, at_least: Duration) -> Result<Self, OpenError> {
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
        tokio::spawn(write(waiting, writer, std::sync::Arc::clone(&failing), at_least));
        Ok(Self { database: Database::Sqlite(database), queue, failing })
    }

    /// Keeps a submission to `survey` that came on `day`. Done means durable.
    ///
    /// # Errors
    /// [`StoreError::Busy`] at once where too many wait already; [`StoreError::OtherSurvey`] where
    /// the id is taken; [`StoreError::Unwritten`] where the database refuses.
    pub async fn insert(
        &self,
        submission: &Submission,
        survey: &Survey,
        day: Date,
        origin: Origin,
    ) -> Result<Inserted, StoreError> {
        let (answer, verdict) = oneshot::channel();
        let row = Row::new(submission, survey, day, origin)?;
        let message = Message::Write(Box::new(row), answer);
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

    /// The statistics on a survey: those of all submissions of a day, and those of each group of
    /// `field`, which has to be one of [`Field::KEPT`]. All are of the same moment.
    pub fn statistics<'a>(
        &'a self,
        survey: &'a str,
        field: Option<Field>,
    ) -> impl Stream<Item = Result<Statistic, StoreError>> + Send + 'a {
        let Database::Sqlite(database) = &self.database;
        database.statistics(survey, field.map_or("", Field::name)).map(|row| row?.try_into())
    }

    /// Some of the comments on each of these questions, chosen at random and in random order: at
    /// most [`N_COMMENTS_MAX`](crate::report::N_COMMENTS_MAX) a question, and all of them where there are no more.
    ///
    /// # Errors
    /// [`StoreError`], where they cannot be read.
    pub async fn comments(&self, survey: &str, questions: &[&str]) -> Result<Comments, StoreError> {
        let Database::Sqlite(database) = &self.database;
        let mut comments = Comments::new();
        for question in questions {
            let texts = database.comments(survey, question).await?;
            comments.insert((*question).to_owned(), texts);
        }
        Ok(comments)
    }

    /// How many submissions to a survey the statistics do not hold.
    ///
    /// # Errors
    /// [`StoreError`], where they cannot be counted.
    pub async fn n_uncounted(&self, survey: &str) -> Result<u64, StoreError> {
        let Database::Sqlite(database) = &self.database;
        Ok(database.n_uncounted(survey).await?)
    }

    /// Counts into the statistics what was stored without: by an aftersay that kept none, or one
    /// that kept others. Those to a version that `survey` does not know are left, for another time.
    ///
    /// It can be cut off at any time and run again, and by two processes at once; submissions may
    /// come in meanwhile. Returns how many were counted.
    ///
    /// # Errors
    /// [`StoreError`], where they cannot be read or the statistics not be written.
    pub async fn recount<'a>(
        &self,
        survey: impl Fn(&str, u32) -> Option<&'a Survey> + Send,
    ) -> Result<u64, StoreError> {
        let Database::Sqlite(database) = &self.database;
        let (mut n_counted, mut n_batches) = (0, 0_u64);
        for (id, version) in database.uncounted_versions().await? {
            let Some(survey) = survey(&id, version) else { continue };
            let mut after = Vec::new();
            loop {
                let batch = database.uncounted(&id, version, &after, BATCH_MAX).await?;
                let Some((last, _)) = batch.last() else { break };
                after.clone_from(last);
                let rows = batch.into_iter().filter_map(|(_, stored)| {
                    // What cannot be read is left uncounted, and reports tell how many that are.
                    let Stored { submission, day, origin } = Stored::try_from(stored).ok()?;
                    let submission = Submission::read(&submission, survey).ok()?;
                    Some(Row::new(&submission, survey, day, origin))
                });
                n_counted += self.count(rows.collect::<Result<_, _>>()?).await?;
                n_batches += 1;
                if n_batches.is_multiple_of(BATCHES_PER_LINE) {
                    tracing::info!(survey = id, version, n_counted, "counting what was stored");
                }
            }
        }
        Ok(n_counted)
    }

    /// Takes a submission out of everything that is kept, for good: what comes under its id later is
    /// taken for a repeat and not stored. Says whether there was one. Done means durable.
    ///
    /// What a finished one added to the statistics is worked out by the survey that is kept of its
    /// version. Where none is, as of before any were, all others of the version are counted anew.
    ///
    /// Of one that was never here nothing is noted, or anyone could fill the store with ids.
    ///
    /// # Errors
    /// [`StoreError`], where the store cannot be read or written.
    pub async fn withdraw(&self, id: SubmissionId) -> Result<bool, StoreError> {
        let Database::Sqlite(database) = &self.database;
        // A fuller submission may take its place between reading and writing; then that one goes.
        while let Some((body, stored)) = database.submission(&id).await? {
            let contribution = self.contribution_of(&stored.try_into()?).await?;
            let withdrawal = Withdrawal { id: *id.bytes(), body, contribution };
            let (answer, done) = oneshot::channel();
            let sent = self.queue.send(Message::Withdraw(Box::new(withdrawal), answer)).await;
            sent.map_err(|_| StoreError::Unwritten)?;
            if done.await.unwrap_or(Err(StoreError::Unwritten))? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// What a stored submission adds to the statistics, by the survey that is kept of its version.
    async fn contribution_of(&self, stored: &Stored) -> Result<Option<Contribution>, StoreError> {
        let Database::Sqlite(database) = &self.database;
        let Stored { submission, origin, .. } = stored;
        let Some((survey, version)) = addressed(submission) else { return Ok(None) };
        let Some(kept) = database.survey(survey, version).await? else { return Ok(None) };
        let Ok(tree) = serde_json::from_str(&kept) else { return Ok(None) };
        let Ok(survey) = Survey::read(&tree) else { return Ok(None) };
        let Ok(submission) = Submission::read(submission, &survey) else { return Ok(None) };
        Ok(Some(Contribution::new(&submission, &survey, *origin)?))
    }

    /// Keeps surveys, by id, version and file, in the place of what is kept of the same versions. What
    /// was said to one that has changed has to be counted anew, by [`Self::recount`].
    ///
    /// # Errors
    /// [`StoreError::Unwritten`].
    pub async fn keep<'a>(
        &self,
        surveys: impl Iterator<Item = (&'a str, u32, &'a str)>,
    ) -> Result<(), StoreError> {
        let surveys = surveys.map(|(id, version, file)| (id.to_owned(), version, file.to_owned()));
        let (answer, kept) = oneshot::channel();
        let sent = self.queue.send(Message::Keep(surveys.collect(), answer)).await;
        sent.map_err(|_| StoreError::Unwritten)?;
        kept.await.unwrap_or(Err(StoreError::Unwritten))
    }

    async fn count(&self, rows: Vec<Row>) -> Result<u64, StoreError> {
        let (answer, counted) = oneshot::channel();
        let sent = self.queue.send(Message::Count(rows, answer)).await;
        sent.map_err(|_| StoreError::Unwritten)?;
        counted.await.unwrap_or(Err(StoreError::Unwritten))
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
    unsettled_min: Duration,
) {
    let mut messages = Vec::with_capacity(BATCH_MAX);
    let mut closers = Vec::new();
    let mut unsettled: Option<Unsettled> = None;
    loop {
        let due = unsettled.as_ref().and_then(|unsettled| unsettled.due);
        let n_messages = tokio::select! {
            n_messages = waiting.recv_many(&mut messages, BATCH_MAX) => n_messages,
            () = until(due) => {
                if straighten(&mut writer).await {
                    unsettled = None;
                } else if let Some(unsettled) = &mut unsettled {
                    unsettled.due = Some(Instant::now() + UNSETTLED_MIN);
                }
                continue;
            }
        };
        if n_messages == 0 {
            break;
        }
        let (mut rows, mut answers) = (Vec::new(), Vec::new());
        for message in messages.drain(..) {
            match message {
                Message::Write(row, answer) => {
                    rows.push(*row);
                    answers.push(answer);
                }
                Message::Count(rows, answer) => {
                    let counted = writer.count(&rows).await.map_err(|error| {
                        tracing::error!(%error, n_rows = rows.len(), "the store could not count");
                        StoreError::Unwritten
                    });
                    // Whoever asked may have been stopped; what is counted stays counted.
                    let _ = answer.send(counted);
                }
                Message::Keep(surveys, answer) => {
                    let kept = writer.keep(&surveys).await.map_err(|error| {
                        tracing::error!(%error, "the store could not keep the surveys");
                        StoreError::Unwritten
                    });
                    let _ = answer.send(kept);
                }
                Message::Withdraw(withdrawal, answer) => {
                    let done = writer.withdraw(*withdrawal).await.map_err(|error| {
                        tracing::error!(%error, "the store could not take a submission back");
                        StoreError::Unwritten
                    });
                    let _ = answer.send(done);
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
        let day = today();
        if unsettled.take_if(|unsettled| unsettled.day != day).is_some() {
            straighten(&mut writer).await;
        }
        if unsettled.is_none() {
            unsettled = Some(Unsettled::new(day, &mut writer, unsettled_min).await);
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
    if unsettled.is_some() {
        straighten(&mut writer).await;
    }
    if let Err(error) = writer.close().await {
        tracing::error!(%error, "the store did not close cleanly");
    }
    for closer in closers {
        let _ = closer.send(());
    }
}

/// Rows that stand in the files as they came.
struct Unsettled {
    /// When the first of them came.
    day: Date,
    /// When they shall no more, if before the day is over.
    due: Option<Instant>,
}

impl Unsettled {
    async fn new(day: Date, writer: &mut sqlite::Writer, at_least: Duration) -> Self {
        let n_bytes = writer.n_bytes().await.unwrap_or(u64::MAX);
        let wait = at_least.max(Duration::from_secs(n_bytes / SETTLED_BYTES_PER_S));
        let due = (n_bytes <= SETTLED_BYTES_MAX).then(|| Instant::now() + wait);
        Self { day, due }
    }
}

/// Waits until then, or for ever.
async fn until(due: Option<Instant>) {
    match due {
        Some(due) => sleep_until(due).await,
        None => pending().await,
    }
}

/// Takes out of the files in which order rows came, and says whether that was done. Where it fails, as
/// on a full disk, they are whole all the same, and the next time does it.
async fn straighten(writer: &mut sqlite::Writer) -> bool {
    writer.straighten().await.unwrap_or_else(|error| {
        tracing::warn!(%error, "the order in which rows came could not be taken out of the files");
        false
    })
}

/// Decides what becomes of each row, given what is stored under their ids, and picks the rows to
/// put, at most one an id. A later row of the same id meets the earlier one as if that were stored
/// already. What was withdrawn stays away, and its sender need not know.
fn settle<'a>(
    rows: &'a [Row],
    stored: &HashMap<[u8; 16], Known>,
    withdrawn: &HashSet<[u8; 16]>,
) -> (Vec<Verdict>, Vec<&'a Row>) {
    let mut puts: Vec<&Row> = Vec::new();
    let verdicts = rows.iter().map(|row| {
        if withdrawn.contains(&row.id) {
            return Ok(Inserted::Repeat);
        }
        let earlier = puts.iter().position(|put| put.id == row.id);
        let known = earlier.and_then(|at| puts.get(at)).map(|put| put.standing());
        let inserted = match known.or_else(|| stored.get(&row.id).map(Known::standing)) {
            None => Inserted::New,
            Some(known) if known.survey != row.survey => return Err(StoreError::OtherSurvey),
            Some(known) if known.is_extended_by(row.standing()) => Inserted::Replaced,
            Some(_) => return Ok(Inserted::Repeat),
        };
        earlier.map(|at| puts.swap_remove(at));
        puts.push(row);
        Ok(inserted)
    });
    (verdicts.collect(), puts)
}

impl Standing<'_> {
    /// Whether `other` takes the place of this one. A finished submission is never replaced.
    fn is_extended_by(self, other: Standing) -> bool {
        !self.complete && (other.complete || self.n_said < other.n_said)
    }
}

impl Known {
    fn standing(&self) -> Standing<'_> {
        Standing { survey: &self.survey, complete: self.complete, n_said: self.n_said }
    }
}

impl Row {
    fn new(
        submission: &Submission,
        survey: &Survey,
        day: Date,
        origin: Origin,
    ) -> Result<Self, StoreError> {
        let mut tree = Tree::from(submission);
        if let Tree::Map(fields) = &mut tree {
            fields.retain(|(name, _)| name != "id");
        }
        let content = &submission.content;
        let comments = tally::comments(submission);
        Ok(Self {
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
            contribution: Contribution::new(submission, survey, origin)?,
            comments: comments.map(|(on, text)| (on, text.to_owned())).collect(),
        })
    }

    fn standing(&self) -> Standing<'_> {
        Standing { survey: &self.survey, complete: self.complete, n_said: self.n_said }
    }
}

impl Contribution {
    fn new(submission: &Submission, survey: &Survey, origin: Origin) -> Result<Self, StoreError> {
        let mut key = [0; 16];
        getrandom::fill(&mut key).map_err(StoreError::NoRandom)?;
        let groups = Field::KEPT.into_iter();
        let groups = groups.filter_map(|f| Some((f.name().to_owned(), f.of(submission)?)));
        let tally = Tally::of(submission, survey, origin);
        Ok(Self { groups: groups.collect(), tally, key })
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
            contribution: Contribution { groups: Vec::new(), tally: Tally::new(), key: [0; 16] },
            comments: Vec::new(),
        }
    }

    #[tokio::test]
    async fn a_minute_later_a_small_file_no_longer_tells_in_which_order_rows_came() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("aftersay.db");
        let url = format!("sqlite:{}", file.display());
        let store = Store::open_unsettled_for(&url, Duration::ZERO).await.unwrap();
        // No two in one commit, which would bring them into an order.
        for n in (0..40_u16).filter_map(|n| u8::try_from(n * 17 % 40).ok()) {
            let row = Row { body: format!("number {n:02}"), ..row(n + 1, "s", true, 1) };
            let (answer, verdict) = oneshot::channel();
            let message = Message::Write(Box::new(row), answer);
            store.queue.send(message).await.unwrap();
            assert!(verdict.await.unwrap().is_ok());
        }
        let numbers = |bytes: &[u8]| -> Vec<u8> {
            let text = String::from_utf8_lossy(bytes).into_owned();
            text.split("number ").skip(1).filter_map(|rest| rest.get(..2)?.parse().ok()).collect()
        };
        let log = folder.path().join("aftersay.db-wal");
        let is_in_order = || {
            // A page is filled from its end to its beginning.
            let in_order = numbers(&std::fs::read(&file).unwrap()).into_iter().rev();
            std::fs::read(&log).unwrap().is_empty() && in_order.eq(0..40)
        };
        let comes_into_order = async {
            while !is_in_order() {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), comes_into_order).await.unwrap();
        store.close().await;
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
            let (verdicts, puts) = settle(&rows, &HashMap::new(), &HashSet::new());
            assert_eq!(format!("{:?}", verdicts[0]), "Ok(New)", "{case}");
            assert_eq!(format!("{:?}", verdicts[1]), verdict, "{case}");
            let put = &rows[usize::from(verdict == "Ok(Replaced)")];
            assert_eq!(puts, [put], "{case}");

            let Row { id, survey, version, day, complete, n_said, .. } = rows[0].clone();
            let known = Known { survey, version, day, complete, n_said, contribution: None };
            let (verdicts, _) = settle(&rows[1..], &HashMap::from([(id, known)]), &HashSet::new());
            assert_eq!(format!("{:?}", verdicts[0]), verdict, "{case}, in a later batch");
        }
    }
}
