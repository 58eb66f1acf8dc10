//! What a batch does to the statistics: in the transaction that writes its rows.

use super::{Contribution, Known, Row, undecodable};
use crate::report::Tally;
use jiff::civil::Date;
use serde_json::{Value, json};
use sqlx::sqlite::SqliteConnection;
use sqlx::{Connection as _, Row as _, Sqlite, Transaction};
use std::collections::{HashMap, HashSet};

/// How many tallies are held: those of a month, or so. A batch that needs others reads them.
const CACHED_MAX: usize = 1024;

const TALLIES: &str = "
    SELECT key ->> 0, tally
    FROM (SELECT value AS key FROM json_each(?))
    CROSS JOIN statistics ON survey = key ->> 1 AND field = key ->> 2 AND day = key ->> 3
        AND version = key ->> 4 AND statistics.value = key ->> 5";

const PUT_TALLIES: &str = "
    REPLACE INTO statistics (survey, field, day, version, value, tally)
    SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5
    FROM json_each(?)";

const DELETE_EMPTY: &str = "
    DELETE FROM statistics WHERE (survey, field, day, version, value) IN (
        SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM json_each(?))";

const PUT_COMMENTS: &str = "
    REPLACE INTO comments (survey, question, id, text)
    SELECT value ->> 0, value ->> 1, unhex(value ->> 2), value ->> 3 FROM json_each(?)";

const DELETE_COMMENTS: &str = "
    DELETE FROM comments WHERE (survey, question, id) IN (
        SELECT value ->> 0, value ->> 1, unhex(value ->> 2) FROM json_each(?))";

const PUT_UNFINISHED: &str = "
    REPLACE INTO unfinished (id, contribution)
    SELECT unhex(value ->> 0), value ->> 1 FROM json_each(?)";

const DELETE_UNFINISHED: &str =
    "DELETE FROM unfinished WHERE id IN (SELECT unhex(value) FROM json_each(?))";

const CLAIM: &str = "
    DELETE FROM uncounted WHERE (survey, version, id) IN (
        SELECT value ->> 0, value ->> 1, unhex(value ->> 2) FROM json_each(?))
    RETURNING id";

/// The tallies that were written last, as the file has them.
#[derive(Debug, Default)]
pub(super) struct Cache {
    /// By this SQLite tells whether another connection has changed the file.
    data_version: i64,
    tallies: HashMap<Key, Tally>,
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

/// A transaction, and the statistics as they will be after it.
pub(super) struct Change<'a> {
    transaction: Transaction<'a, Sqlite>,
    cache: &'a mut Cache,
    /// Taken out of the cache, and put back after the commit: whatever fails before that leaves an
    /// empty cache, so that the next batch reads what the file really has.
    tallies: HashMap<Key, Tally>,
    data_version: i64,
    touched: HashSet<Key>,
}

impl<'a> Change<'a> {
    pub(super) async fn begin(
        connection: &'a mut SqliteConnection,
        cache: &'a mut Cache,
    ) -> Result<Self, sqlx::Error> {
        let Cache { data_version: known, mut tallies } = std::mem::take(cache);
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        // Nobody else can write from here on, so what this says holds until the commit.
        let data_version = sqlx::query_scalar("PRAGMA data_version");
        let data_version = data_version.fetch_one(&mut *transaction).await?;
        if data_version != known || CACHED_MAX < tallies.len() {
            tallies.clear();
        }
        Ok(Self { transaction, cache, tallies, data_version, touched: HashSet::new() })
    }

    pub(super) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.transaction
    }

    /// Takes rows out of those that are not counted yet, and says which of them were.
    pub(super) async fn claim(&mut self, rows: &[Row]) -> Result<HashSet<[u8; 16]>, sqlx::Error> {
        let keys = rows.iter().map(|row| json!([row.survey, row.version, crate::hex(&row.id)]));
        let claimed = sqlx::query(CLAIM).bind(array(keys)).fetch_all(self.connection()).await?;
        let ids = claimed.iter().map(|row| row.try_get::<Vec<u8>, _>(0));
        let ids = ids.filter_map(|id| id.map(|id| id.try_into().ok()).transpose());
        ids.collect()
    }

    /// Adds rows to the statistics, and keeps their comments.
    pub(super) async fn count<'b>(
        &mut self,
        rows: impl IntoIterator<Item = &'b Row> + Clone,
    ) -> Result<(), sqlx::Error> {
        let counted = rows.clone().into_iter();
        let counted = counted.map(|row| (&*row.survey, row.version, row.day, &row.contribution));
        self.apply(counted.collect(), Tally::merge).await?;
        let comments = rows.clone().into_iter().flat_map(|row| {
            let id = crate::hex(&row.id);
            row.comments.iter().map(move |(on, text)| json!([row.survey, on, id, text]))
        });
        self.run(PUT_COMMENTS, comments.collect()).await?;
        let unfinished = rows.into_iter().filter(|row| !row.complete);
        let unfinished =
            unfinished.map(|row| Ok(json!([crate::hex(&row.id), stored(&row.contribution)?])));
        self.run(PUT_UNFINISHED, unfinished.collect::<Result<_, sqlx::Error>>()?).await
    }

    /// Takes rows that are replaced off the statistics again, and their comments away.
    pub(super) async fn uncount<'b>(
        &mut self,
        rows: impl Iterator<Item = (&'b [u8; 16], &'b Known)> + Clone,
    ) -> Result<(), sqlx::Error> {
        let counted = rows.clone().filter_map(|(_, row)| {
            Some((row.survey.as_str(), row.version, row.day, row.contribution.as_ref()?))
        });
        self.apply(counted.collect(), Tally::subtract).await?;
        let comments = rows.clone().flat_map(|(id, row)| {
            let on = row.contribution.iter().flat_map(|counted| counted.tally.commented());
            on.map(move |on| json!([row.survey, on, crate::hex(id)]))
        });
        self.run(DELETE_COMMENTS, comments.collect()).await?;
        let ids = rows.clone().map(|(id, _)| crate::hex(id).into());
        self.run(DELETE_UNFINISHED, ids.collect()).await?;
        let uncounted = rows.filter(|(_, row)| row.contribution.is_none());
        let uncounted = uncounted.map(|(id, row)| json!([row.survey, row.version, crate::hex(id)]));
        self.run(CLAIM, uncounted.collect()).await
    }

    /// Writes the tallies that have changed, and all of it becomes durable.
    pub(super) async fn commit(mut self) -> Result<(), sqlx::Error> {
        let (mut puts, mut empty) = (Vec::new(), Vec::new());
        for key in &self.touched {
            let Some(tally) = self.tallies.get(key) else { continue };
            if *tally == Tally::default() {
                empty.push(key.parameter([]));
            } else {
                puts.push(key.parameter([stored(tally)?.into()]));
            }
        }
        self.run(PUT_TALLIES, puts).await?;
        self.run(DELETE_EMPTY, empty).await?;
        self.transaction.commit().await?;
        *self.cache = Cache { data_version: self.data_version, tallies: self.tallies };
        Ok(())
    }

    /// Merges contributions into the tallies that they belong to, or subtracts them.
    async fn apply(
        &mut self,
        contributions: Vec<(&str, u32, Date, &Contribution)>,
        change: fn(&mut Tally, &Tally),
    ) -> Result<(), sqlx::Error> {
        let mut changes = Vec::new();
        for (survey, version, day, contribution) in contributions {
            let all = ("", "");
            let groups = contribution.groups.iter().map(|(f, v)| (f.as_str(), v.as_str()));
            for (field, value) in std::iter::once(all).chain(groups) {
                let (survey, field, value) =
                    (survey.to_owned(), field.to_owned(), value.to_owned());
                changes.push((Key { survey, field, day, version, value }, &contribution.tally));
            }
        }
        self.load(changes.iter().map(|(key, _)| key)).await?;
        for (key, contributed) in changes {
            change(self.tallies.entry(key.clone()).or_default(), contributed);
            self.touched.insert(key);
        }
        Ok(())
    }

    /// Reads the tallies that are not held.
    async fn load(&mut self, keys: impl Iterator<Item = &Key>) -> Result<(), sqlx::Error> {
        let missing: HashSet<_> = keys.filter(|key| !self.tallies.contains_key(key)).collect();
        let missing: Vec<_> = missing.into_iter().collect();
        if missing.is_empty() {
            return Ok(());
        }
        let numbered = missing.iter().enumerate().map(|(index, key)| {
            let mut parameter = vec![Value::from(index)];
            parameter.extend(key.columns());
            Value::Array(parameter)
        });
        let found = sqlx::query(TALLIES).bind(array(numbered));
        for row in found.fetch_all(&mut *self.transaction).await? {
            let index: i64 = row.try_get(0)?;
            let tally: &str = row.try_get(1)?;
            let key = usize::try_from(index).ok().and_then(|index| missing.get(index));
            let tally = serde_json::from_str(tally).map_err(undecodable)?;
            self.tallies.extend(key.map(|key| ((*key).clone(), tally)));
        }
        Ok(())
    }

    /// Runs a statement over the elements of its one parameter, where there are any.
    async fn run(&mut self, sql: &'static str, elements: Vec<Value>) -> Result<(), sqlx::Error> {
        if !elements.is_empty() {
            sqlx::query(sql).bind(array(elements)).execute(&mut *self.transaction).await?;
        }
        Ok(())
    }
}

impl Key {
    fn columns(&self) -> [Value; 5] {
        let day = self.day.to_string();
        [
            self.survey.as_str().into(),
            self.field.as_str().into(),
            day.into(),
            self.version.into(),
            self.value.as_str().into(),
        ]
    }

    fn parameter<const N: usize>(&self, more: [Value; N]) -> Value {
        Value::Array(self.columns().into_iter().chain(more).collect())
    }
}

fn stored(value: &impl serde::Serialize) -> Result<String, sqlx::Error> {
    serde_json::to_string(value).map_err(|error| sqlx::Error::Encode(error.into()))
}

fn array(elements: impl IntoIterator<Item = Value>) -> String {
    Value::Array(elements.into_iter().collect()).to_string()
}
