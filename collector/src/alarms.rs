//! Looks every hour whether surveys get their answers as usual, and remembers what is not so.

mod changes;
mod refusals;
mod silence;

pub use refusals::Posts;

use crate::app::{App, AppState};
use crate::delivery::Undelivered;
use crate::mail::{Letter, Mail};
use crate::report::Warning;
use crate::routes::reports::gather;
use crate::store::{Store, StoreError, today};
use crate::webhook::Webhook;
use aftersay::survey::Survey;
use futures_util::StreamExt as _;
use jiff::Span;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::pin::pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long it waits between two looks.
const PAUSE: Duration = Duration::from_hours(1);

/// How many hours of submissions are remembered: a week.
const N_HOURS: usize = 7 * 24;

/// What is not as usual.
#[derive(Debug, Default)]
pub struct Alarms(Mutex<Seen>);

#[derive(Debug, Default)]
struct Seen {
    /// By survey.
    of_surveys: BTreeMap<String, Vec<Warning>>,
    refused: Option<Warning>,
    hours: Vec<Posts>,
    /// The counts at the last look.
    posts: Posts,
}

impl Alarms {
    /// What there is to tell about a survey.
    #[must_use]
    pub fn on(&self, survey: &str) -> Vec<Warning> {
        let seen = self.seen();
        let of_survey = seen.of_surveys.get(survey).into_iter().flatten();
        of_survey.chain(&seen.refused).cloned().collect()
    }

    /// A gauge for each survey and kind of alarm in Prometheus' text format.
    #[must_use]
    pub fn text(&self, surveys: &[&str]) -> String {
        let mut text = "# HELP aftersay_alarm What is not as usual: how many alarms there are.\n\
                        # TYPE aftersay_alarm gauge\n"
            .to_owned();
        for survey in surveys {
            let alarms = self.on(survey);
            for code in [Warning::SILENT, Warning::CHANGED] {
                let n = alarms.iter().filter(|alarm| alarm.code == code).count();
                // Writing to a string does not fail, and no id holds a quote.
                let _ =
                    writeln!(text, "aftersay_alarm{{survey=\"{survey}\",alarm=\"{code}\"}} {n}");
            }
        }
        let (code, n) = (Warning::REFUSED, usize::from(self.seen().refused.is_some()));
        let _ = writeln!(text, "aftersay_alarm{{survey=\"\",alarm=\"{code}\"}} {n}");
        text
    }

    /// Looks at one survey as it was before `today`, and tells what was not so at the last look.
    ///
    /// # Errors
    /// [`StoreError`], where its days cannot be read.
    pub async fn look_at(
        &self,
        app: &App,
        survey: &Survey,
        today: Date,
    ) -> Result<Vec<Warning>, StoreError> {
        let silence = silence::silence(&counts(&app.store, &survey.id, today).await?, today);
        let silence =
            silence.map(|silence| Warning { code: Warning::SILENT, text: silence.told() });
        let gathered = gather(&app.store, survey, changes::scope(today)).await?;
        // Where there is no such report, there is nothing that may be told. No comment is, either.
        let report = gathered.report(survey, app.k_min.into(), 0).ok();
        let changes = report.map(|report| changes::changes(&report, survey)).unwrap_or_default();
        let changes = changes.into_iter().map(|text| Warning { code: Warning::CHANGED, text });
        let found: Vec<_> = silence.into_iter().chain(changes).collect();
        let before = self.seen().of_surveys.insert(survey.id.clone(), found.clone());
        let codes: Vec<_> = before.into_iter().flatten().map(|warning| warning.code).collect();
        Ok(found.into_iter().filter(|warning| !codes.contains(&warning.code)).collect())
    }

    /// Looks at what became of the submissions since the last look, and tells a rise that was not
    /// told then.
    pub fn look_at_posts(&self, posts: Posts) -> Option<Warning> {
        let mut seen = self.seen();
        let last = Posts {
            n_taken: posts.n_taken.saturating_sub(seen.posts.n_taken),
            n_refused: posts.n_refused.saturating_sub(seen.posts.n_refused),
        };
        seen.posts = posts;
        if N_HOURS < seen.hours.len() {
            seen.hours.remove(0);
        }
        seen.hours.push(last);
        let rise = refusals::rise(&seen.hours);
        let found = rise.map(|rise| Warning { code: Warning::REFUSED, text: rise.told() });
        let before = std::mem::replace(&mut seen.refused, found.clone());
        found.filter(|_| before.is_none())
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How many visitors answered on each of the last days.
async fn counts(
    store: &Store,
    survey: &str,
    today: Date,
) -> Result<BTreeMap<Date, u64>, StoreError> {
    let first = today.saturating_sub(Span::new().days(silence::N_DAYS));
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

/// How the owner is told of an alarm when it is new.
#[derive(Debug, Default)]
pub struct Owner {
    /// By a signed POST.
    pub webhook: Option<Webhook>,
    /// By mail.
    pub mail: Option<Mail>,
}

impl Owner {
    /// Tells of an alarm, on one survey or on all. Nobody waits until it has arrived.
    fn hears(&self, survey: Option<&Survey>, alarm: &Warning) {
        let id = survey.map(|survey| survey.id.clone()).unwrap_or_default();
        let Warning { code, text } = alarm.clone();
        tracing::warn!(survey = id, alarm = code, told = text, "alarm");
        if let Some(mail) = &self.mail {
            let letter = Letter::of_alarm(survey, alarm);
            for to in mail.recipients() {
                let (mail, to, letter) = (mail.clone(), to.clone(), letter.clone());
                let told = async move { mail.tell(&to, &letter).await };
                deliver(told, "mail", id.clone(), code);
            }
        }
        if let Some(webhook) = self.webhook.clone() {
            let survey = id.clone();
            let told = async move { webhook.tell(&survey, code, &text).await };
            deliver(told, "webhook", id, code);
        }
    }
}

/// Lets a delivery take its time, and logs it where it fails for good.
fn deliver(
    told: impl Future<Output = Result<(), Undelivered>> + Send + 'static,
    way: &'static str,
    survey: String,
    alarm: &'static str,
) {
    tokio::spawn(async move {
        if let Err(error) = told.await {
            tracing::error!(way, survey, alarm, %error, "an alarm was not delivered");
        }
    });
}

/// Looks at everything, again and again, until the process ends.
pub(crate) async fn keep_watch(app: AppState, owner: Owner) {
    loop {
        for id in app.surveys.ids() {
            let Some(published) = app.surveys.latest(id) else { continue };
            let survey = &published.survey;
            match app.alarms.look_at(&app, survey, today()).await {
                Ok(new) => new.iter().for_each(|alarm| owner.hears(Some(survey), alarm)),
                Err(error) => tracing::error!(survey = id, %error, "cannot be watched"),
            }
        }
        if let Some(alarm) = app.alarms.look_at_posts(app.metrics.posts()) {
            owner.hears(None, &alarm);
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// The probability of at most `hits` in `n` tries of probability `p`, 0.0 to 1.0.
fn binomial_tail(hits: u64, n: u64, p: f64) -> f64 {
    let odds = (p / (1.0 - p)).ln();
    let mut log = n as f64 * (1.0 - p).ln();
    let mut sum = log.exp();
    for k in 1..=hits {
        log += ((n - k + 1) as f64 / k as f64).ln() + odds;
        sum += log.exp();
    }
    sum.min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_is_that_of_the_binomial_distribution() {
        // 1/32, 6/32 and all, of five tosses of a coin.
        for (hits, tail) in [(0, 0.031_25), (1, 0.187_5), (5, 1.0)] {
            assert!((binomial_tail(hits, 5, 0.5) - tail).abs() < 1e-12, "{hits}");
        }
        assert!(binomial_tail(0, 100_000, 1.0 / 9.0) < 1e-300);
    }

    #[test]
    fn a_rise_of_refusals_is_told_once_and_shown_until_it_is_over() {
        let alarms = Alarms::default();
        let looks = [(100, 0), (200, 0), (200, 50), (200, 110), (400, 110)];
        let told = looks.map(|(n_taken, n_refused)| {
            let is_told = alarms.look_at_posts(Posts { n_taken, n_refused }).is_some();
            (is_told, !alarms.on("any").is_empty())
        });
        assert_eq!(
            told,
            [(false, false), (false, false), (true, true), (false, true), (false, false)]
        );
    }
}
