//! The answers, streamed from a CSV file into moments: memory does not grow with the rows.

use super::super::all;
use aftersay::random::next_random;
use aftersay::scoring::jackknife::Grouped;
use aftersay::scoring::pls::Item;
use anyhow::{Context as _, anyhow, bail};
use csv::{ErrorKind, StringRecord};
use std::io::Read;

/// How many random groups the rows are dealt into, for the standard errors.
const N_GROUPS: usize = 50;

/// After so many mistakes the rest of the file is not looked at.
const N_MISTAKES_MAX: usize = 20;

/// What becomes of a row in which answers are missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Missing {
    /// Use complete rows only
    #[default]
    Complete,
    /// Use every pair of answers that a row has: for surveys that draw the questions of each visitor
    Available,
}

/// How a file is read.
#[derive(Debug, Clone, Copy)]
pub struct Reading {
    /// What stands between two cells.
    pub delimiter: u8,
    /// What becomes of incomplete rows.
    pub missing: Missing,
    /// What the random groups are drawn from.
    pub seed: u64,
}

/// What is kept of the rows.
#[derive(Debug)]
pub struct Table {
    /// The moments of the rows that count, in random groups.
    pub grouped: Grouped,
    /// How many rows there are below the header.
    pub n_rows: u64,
    /// How many of them are left out because something is missing.
    pub n_left_out: u64,
    /// The items with answers outside their scale, which count as missing.
    pub off_scale: Vec<OffScale>,
}

/// The answers to one item that are not on its scale.
#[derive(Debug, Clone, PartialEq)]
pub struct OffScale {
    /// The item.
    pub item: String,
    /// How many there are.
    pub n: u64,
    /// The line of the first.
    pub line: u64,
    /// What stands there.
    pub answer: f64,
}

/// Reads a table with a header row; an empty cell and `NA` are missing.
///
/// # Errors
/// With the line and the column of what cannot be read, and what was allowed there.
pub fn read(data: impl Read, items: &[Item], reading: Reading) -> anyhow::Result<Table> {
    let mut csv = csv::ReaderBuilder::new().delimiter(reading.delimiter).from_reader(data);
    let header = csv.headers().map_err(|error| anyhow!(in_words(&error)))?.clone();
    let columns = columns(&header, items, reading.delimiter)?;

    let mut table = Table {
        grouped: Grouped::new(items.len(), N_GROUPS),
        n_rows: 0,
        n_left_out: 0,
        off_scale: vec![],
    };
    let mut dealer = Dealer::new(reading.seed);
    let mut mistakes: Vec<String> = Vec::new();
    let mut answers = vec![None; items.len()];
    let mut row = StringRecord::new();
    while mistakes.len() < N_MISTAKES_MAX {
        match csv.read_record(&mut row) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) if error.is_io_error() => {
                return Err(error).context("the data cannot be read");
            }
            Err(error) => {
                mistakes.push(in_words(&error));
                continue;
            }
        }
        let line = row.position().map_or(0, csv::Position::line);
        for ((answer, item), &column) in answers.iter_mut().zip(items).zip(&columns) {
            *answer = match cell(row.get(column).unwrap_or_default(), item) {
                Cell::Missing => None,
                Cell::Answer(number) => Some(number),
                Cell::OffScale(number) => {
                    table.note_off_scale(item, line, number);
                    None
                }
                Cell::NoNumber(text) => {
                    let (low, high) = item.scale;
                    let (name, place) = (&item.name, column + 1);
                    mistakes.push(format!(
                        "line {line}, column {place} ({name}): {text:?} is not a number from {low} \
                         to {high}, nor empty or NA"
                    ));
                    None
                }
            };
        }
        table.n_rows += 1;
        let counts = match reading.missing {
            Missing::Complete => answers.iter().all(Option::is_some),
            Missing::Available => answers.iter().any(Option::is_some),
        };
        if counts {
            table.grouped.add(dealer.deal(), &answers)?;
        } else {
            table.n_left_out += 1;
        }
    }
    if mistakes.is_empty() {
        return Ok(table);
    }
    if N_MISTAKES_MAX <= mistakes.len() {
        mistakes.truncate(N_MISTAKES_MAX);
        mistakes.push("and the rest was not looked at".to_owned());
    }
    Err(all("not every cell can be read", &mistakes))
}

impl Table {
    fn note_off_scale(&mut self, item: &Item, line: u64, answer: f64) {
        match self.off_scale.iter_mut().find(|off| off.item == item.name) {
            Some(off) => off.n += 1,
            None => self.off_scale.push(OffScale { item: item.name.clone(), n: 1, line, answer }),
        }
    }
}

/// Where each item stands in the header.
fn columns(header: &StringRecord, items: &[Item], delimiter: u8) -> anyhow::Result<Vec<usize>> {
    let (mut columns, mut mistakes) = (Vec::new(), Vec::new());
    for item in items {
        let mut found = header.iter().enumerate().filter(|(_, name)| name.trim() == item.name);
        match (found.next(), found.next()) {
            (Some((column, _)), None) => columns.push(column),
            (Some(_), Some(_)) => mistakes.push(format!("column {} stands twice", item.name)),
            (None, _) => mistakes.push(format!("column {} is missing", item.name)),
        }
    }
    if mistakes.is_empty() {
        return Ok(columns);
    }
    let names: Vec<_> = header.iter().collect();
    let hint = if names.len() == 1 && 1 < items.len() {
        let delimiter = char::from(delimiter);
        format!("; if its cells are not divided by {delimiter:?}, say so with --delimiter")
    } else {
        String::new()
    };
    bail!("line 1: {}; the header is {}{hint}", mistakes.join(", "), names.join(", "))
}

/// What a cell says.
enum Cell<'a> {
    Missing,
    Answer(f64),
    OffScale(f64),
    NoNumber(&'a str),
}

fn cell<'a>(text: &'a str, item: &Item) -> Cell<'a> {
    let text = text.trim();
    let (low, high) = item.scale;
    match text.parse::<f64>() {
        _ if text.is_empty() || text.eq_ignore_ascii_case("na") => Cell::Missing,
        Ok(number) if (low..=high).contains(&number) => Cell::Answer(number),
        Ok(number) if number.is_finite() => Cell::OffScale(number),
        _ => Cell::NoNumber(text),
    }
}

/// What the reader of the file found, with the line.
fn in_words(error: &csv::Error) -> String {
    let line = error.position().map_or(1, csv::Position::line);
    match error.kind() {
        ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("line {line}: {len} cells stand here, and the header has {expected_len}")
        }
        ErrorKind::Utf8 { err, .. } => {
            let column = err.field() + 1;
            format!("line {line}, column {column}: the text is not UTF-8: save the file as UTF-8")
        }
        _ => error.to_string(),
    }
}

/// Deals rows into groups: at random, and every group once before any of them twice.
///
/// Groups of equal size waste nothing, and a short table has a group for every row. The order is
/// drawn anew each time round, because rows may come in an order of their own.
struct Dealer {
    seed: u64,
    groups: Vec<u64>,
    next: usize,
}

impl Dealer {
    fn new(seed: u64) -> Self {
        Self { seed, groups: (0..N_GROUPS as u64).collect(), next: 0 }
    }

    fn deal(&mut self) -> u64 {
        let at = self.next % N_GROUPS;
        if at == 0 {
            for last in (1..N_GROUPS).rev() {
                let other = usize::try_from(next_random(&mut self.seed) % (last as u64 + 1))
                    .unwrap_or(last);
                self.groups.swap(last, other);
            }
        }
        self.next = at + 1;
        self.groups.get(at).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_round_of_dealing_serves_every_group_once_and_in_another_order() {
        let mut dealer = Dealer::new(7);
        let mut round = || (0..N_GROUPS).map(|_| dealer.deal()).collect::<Vec<_>>();
        let (mut first, mut second) = (round(), round());
        assert_ne!(first, second);
        first.sort_unstable();
        second.sort_unstable();
        assert_eq!(first, (0..N_GROUPS as u64).collect::<Vec<_>>());
        assert_eq!(first, second);
    }
}
