//! What a batch does to the statistics, worked out beside the database.

use super::{Known, Row, array, undecodable};
use crate::report::{N_COMMENTS_MAX, Tally};
use crate::store::Contribution;
use jiff::civil::Date;
use serde_json::{Value, json};
use sqlx::Row as _;
use sqlx::sqlite::SqliteConnection;
use std::collections::{HashMap, HashSet};

/// How many tallies are held: those of a month, or so. A batch that needs others reads them.
const CACHED_MAX: usize = 1024;

const TALLIES: &str = "
    SELECT key ->> 0, tally
    FROM (SELECT value AS key FROM json_each(?))
    CROSS JOIN statistics ON survey = key ->> 1 AND field = key ->> 2 AND day = key ->> 3
        AND version = key ->> 4 AND statistics.value = key ->> 5";

/// How many comments on a question are kept: as many again as reports read, so that the next ones are
/// there, just as random, when some are taken back.
const N_KEPT: usize = 2 * N_COMMENTS_MAX;

/// The key from which on comments are not kept, if there are so many.
const LIMIT: &str = "
    SELECT key FROM comments WHERE survey = ? AND question = ?
    ORDER BY key LIMIT 1 OFFSET ?";

/// The tallies that were written last, and the limits of the samples, as the file has them.
///
/// A batch takes them out of the writer and puts them back after its commit: whatever fails before
/// that leaves none, so that the next batch reads what the file really has.
#[derive(Debug, Default)]
pub(super) struct Cache {
    /// By this SQLite tells whether another connection has changed the file.
    pub(super) data_version: i64,
    tallies: HashMap<Key, Tally>,
    samples: HashMap<(String, String), Sample>,
}

/// The comments on a question that are kept: those with the lowest keys.
///
/// The limit is the highest of the lowest [`N_KEPT`] keys, and all below it are kept; reports read the
/// lowest [`N_COMMENTS_MAX`]. It is looked up again after so many more, and falls by a third each time,
/// so that few comments come to be written however many come in.
#[derive(Debug, Default)]
struct Sample {
    /// `None` where all of them are kept.
    limit: Option<[u8; 16]>,
    /// How many were written since the limit was looked up.
    n_since: usize,
}

/// Which submissions a tally is of.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    survey: String,
    field: String,
    day: Date,
    version: u32,
    value: String,
}

/// A contribution with the tallies that it goes into.
pub(super) struct Share<'a> {
    keys: Vec<Key>,
    tally: &'a Tally,
}

/// Tallies that have changed, as the statements take them.
#[derive(Debug, Default)]
pub(super) struct Changed {
    /// Those to put.
    pub(super) puts: Vec<Value>,
    /// Those that nothing is left of.
    pub(super) empty: Vec<Value>,
}

impl<'a> Share<'a> {
    /// What a row adds.
    pub(super) fn of(row: &'a Row) -> Self {
        Self::new(&row.survey, row.version, row.day, &row.contribution)
    }

    /// What a stored row has added; `None` where it has not been counted.
    pub(super) fn of_known(row: &'a Known) -> Option<Self> {
        Some(Self::new(&row.survey, row.version, row.day, row.contribution.as_ref()?))
    }

    fn new(survey: &str, version: u32, day: Date, contribution: &'a Contribution) -> Self {
        let groups = contribution.groups.iter().map(|(f, v)| (f.as_str(), v.as_str()));
        let keys = std::iter::once(("", "")).chain(groups).map(|(field, value)| {
            let (survey, field, value) = (survey.to_owned(), field.to_owned(), value.to_owned());
            Key { survey, field, day, version, value }
        });
        Self { keys: keys.collect(), tally: &contribution.tally }
    }
}

impl Cache {
    /// Whether all the tallies are held that these go into.
    pub(super) fn holds(&self, shares: &[Share<'_>]) -> bool {
        shares.iter().flat_map(|share| &share.keys).all(|key| self.tallies.contains_key(key))
    }

    /// Reads the tallies that are not held, in the transaction that will write them.
    pub(super) async fn load<'a>(
        &mut self,
        shares: impl Iterator<Item = &'a Share<'a>>,
        connection: &mut SqliteConnection,
    ) -> Result<(), sqlx::Error> {
        // Nobody else can write from the transaction's start on, so what this says holds.
        let data_version = sqlx::query_scalar("PRAGMA data_version");
        let data_version = data_version.fetch_one(&mut *connection).await?;
        if data_version != self.data_version || CACHED_MAX < self.tallies.len() {
            *self = Self { data_version, ..Self::default() };
        }
        let keys = shares.flat_map(|share| &share.keys);
        let missing: HashSet<_> = keys.filter(|key| !self.tallies.contains_key(key)).collect();
        let missing: Vec<_> = missing.into_iter().cloned().collect();
        let numbered = missing.iter().enumerate().map(|(index, key)| key.numbered(index));
        let found = sqlx::query(TALLIES).bind(array(numbered)).fetch_all(connection).await?;
        for row in found {
            let index: i64 = row.try_get(0)?;
            let tally: &str = row.try_get(1)?;
            let key = usize::try_from(index).ok().and_then(|index| missing.get(index));
            let tally = serde_json::from_str(tally).map_err(undecodable)?;
            self.tallies.extend(key.map(|key| (key.clone(), tally)));
        }
        for key in missing {
            self.tallies.entry(key).or_default();
        }
        Ok(())
    }

    /// Whether it is known which of the comments of these rows to keep.
    pub(super) fn samples(&self, rows: &[&Row]) -> bool {
        commented(rows).all(|on| self.samples.get(&on).is_some_and(Sample::is_fresh))
    }

    /// Looks up which comments to keep, after [`Cache::load`].
    pub(super) async fn load_samples(
        &mut self,
        rows: &[&Row],
        connection: &mut SqliteConnection,
    ) -> Result<(), sqlx::Error> {
        for on in commented(rows) {
            if self.samples.get(&on).is_some_and(Sample::is_fresh) {
                continue;
            }
            let offset = i64::try_from(N_KEPT - 1).unwrap_or(i64::MAX);
            let limit = sqlx::query_scalar(LIMIT).bind(&on.0).bind(&on.1).bind(offset);
            let limit: Option<Vec<u8>> = limit.fetch_optional(&mut *connection).await?;
            let limit = limit.and_then(|key| key.try_into().ok());
            self.samples.insert(on, Sample { limit, n_since: 0 });
        }
        Ok(())
    }

    /// The comments to keep, as the statement takes them.
    pub(super) fn sampled(&mut self, rows: &[&Row]) -> Vec<Value> {
        let mut kept = Vec::new();
        for row in rows {
            let key = &row.contribution.key;
            for (on, text) in &row.comments {
                let sample = self.samples.entry((row.survey.clone(), on.clone())).or_default();
                if sample.limit.is_none_or(|limit| *key < limit) {
                    sample.n_since += 1;
                    let (key, id) = (crate::hex(key), crate::hex(&row.id));
                    kept.push(json!([row.survey, on, key, id, text]));
                }
            }
        }
        kept
    }

    /// Takes `gone` off the tallies and adds `come`; all of these have to be held.
    pub(super) fn apply(
        &mut self,
        gone: Vec<Share<'_>>,
        come: Vec<Share<'_>>,
    ) -> Result<Changed, sqlx::Error> {
        let mut touched = HashSet::new();
        let gone = gone.into_iter().map(|share| (share, Tally::subtract as fn(&mut _, &_)));
        let come = come.into_iter().map(|share| (share, Tally::merge as fn(&mut _, &_)));
        for (share, apply) in gone.chain(come) {
            for key in share.keys {
                if let Some(tally) = self.tallies.get_mut(&key) {
                    apply(tally, share.tally);
                    touched.insert(key);
                }
            }
        }
        let mut changed = Changed::default();
        for key in touched {
            match self.tallies.get(&key) {
                Some(tally) if *tally != Tally::default() => {
                    let [survey, field, day, version, value] = key.columns();
                    let tally = super::stored(tally)?;
                    changed.puts.push(json!([survey, field, day, version, value, tally]));
                }
                _ => changed.empty.push(json!(key.columns())),
            }
        }
        Ok(changed)
    }
}

impl Sample {
    fn is_fresh(&self) -> bool {
        self.n_since < N_COMMENTS_MAX
    }
}

/// The questions that rows have comments on, with their surveys.
fn commented(rows: &[&Row]) -> impl Iterator<Item = (String, String)> {
    rows.iter().flat_map(|row| row.comments.iter().map(|(on, _)| (row.survey.clone(), on.clone())))
}

impl Key {
    fn columns(&self) -> [Value; 5] {
        let text = |text: &str| Value::from(text);
        let (day, version) = (self.day.to_string(), self.version.into());
        [text(&self.survey), text(&self.field), day.into(), version, text(&self.value)]
    }

    fn numbered(&self, index: usize) -> Value {
        let [survey, field, day, version, value] = self.columns();
        json!([index, survey, field, day, version, value])
    }
}
