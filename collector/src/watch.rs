//! Looks every hour whether surveys still get their answers, and remembers which do not.

use crate::app::AppState;
use crate::silence::{N_DAYS, Silence, silence};
use crate::store::{Store, StoreError, today};
use futures_util::StreamExt as _;
use jiff::Span;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::pin::pin;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How long it waits between two looks.
const PAUSE: Duration = Duration::from_hours(1);

/// The surveys that are silent, by their ids.
#[derive(Debug, Default)]
pub struct Watch(Mutex<BTreeMap<String, Silence>>);

impl Watch {
    /// Why a survey counts as silent, if it does.
    #[must_use]
    pub fn silence(&self, survey: &str) -> Option<Silence> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(survey).copied()
    }

    /// A gauge for each survey in Prometheus' text format.
    #[must_use]
    pub fn text(&self, surveys: &[&str]) -> String {
        let mut text = "# HELP aftersay_silent Whether far fewer responses come than usual.\n\
                        # TYPE aftersay_silent gauge\n"
            .to_owned();
        for survey in surveys {
            let is_silent = u8::from(self.silence(survey).is_some());
            // Writing to a string does not fail, and no id holds a quote.
            let _ = writeln!(text, "aftersay_silent{{survey=\"{survey}\"}} {is_silent}");
        }
        text
    }

    /// Looks at one survey, and says whether it fell silent or came back since the last look.
    ///
    /// # Errors
    /// [`StoreError`], where its days cannot be read.
    pub async fn look(&self, store: &Store, survey: &str, today: Date) -> Result<bool, StoreError> {
        let found = silence(&counts(store, survey, today).await?, today);
        let mut silent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = match found {
            Some(found) => silent.insert(survey.to_owned(), found),
            None => silent.remove(survey),
        };
        Ok(before.is_some() != found.is_some())
    }
}

/// How many visitors answered on each of the last days.
async fn counts(
    store: &Store,
    survey: &str,
    today: Date,
) -> Result<BTreeMap<Date, u64>, StoreError> {
    let first = today.saturating_sub(Span::new().days(N_DAYS));
    let mut counts = BTreeMap::new();
    let mut statistics = pin!(store.statistics(survey, None));
    while let Some(statistic) = statistics.next().await {
        let statistic = statistic?;
        if (first..today).contains(&statistic.day) {
            let tally = &statistic.tally;
            let n = tally.n_responses().saturating_sub(tally.n_simulated());
            *counts.entry(statistic.day).or_default() += n;
        }
    }
    Ok(counts)
}

/// Looks at every survey, again and again, until the process ends.
pub(crate) async fn keep_watch(app: AppState) {
    loop {
        for survey in app.surveys.ids() {
            match app.watch.look(&app.store, survey, today()).await {
                Ok(false) => {}
                Ok(true) => match app.watch.silence(survey) {
                    Some(silence) => tracing::warn!(survey, told = silence.told(), "silent"),
                    None => tracing::info!(survey, "no longer silent"),
                },
                Err(error) => tracing::error!(survey, %error, "cannot be watched"),
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
}
