//! What to send next, when to retry, when to give up; told the time that passes, never asks.

use crate::wire::Submission;
use std::rc::Rc;

/// The longest wait between two tries, unless the server asks for a longer one.
const BACKOFF_MAX_MS: u32 = 60_000;

/// The longest wait that a server is granted.
const RETRY_AFTER_MAX_S: u32 = 600;

/// Where the submission of a visit stands. A visit has one, which may be replaced by a fuller one.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Outbox {
    /// Nothing is to be sent.
    #[default]
    Empty,
    /// A request is under way.
    Sending {
        /// What is being sent.
        submission: Rc<Submission>,
        /// How many tries have failed.
        n_failed: u32,
        /// What has come since, to be sent after it.
        next: Option<Rc<Submission>>,
    },
    /// The last try failed; the next one waits.
    Waiting {
        /// What is to be sent.
        submission: Rc<Submission>,
        /// How many tries have failed.
        n_failed: u32,
        /// Whether the server has said until when.
        is_told: bool,
    },
    /// The endpoint has it.
    Stored(Rc<Submission>),
    /// The endpoint will never take it.
    Refused,
}

/// What can happen to an outbox.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A submission is ready, or a fuller one of the same visit.
    Posted(Rc<Submission>),
    /// A request ended. The number between 0.0 and 1.0 is random, and spreads the retries of many
    /// visitors after an outage.
    Replied(Reply, f64),
    /// A wait is over, or the page is about to close.
    Due,
    /// The network or the visitor is back: reason to try early, unless the server has said when.
    Back,
}

/// How a request ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reply {
    /// With this HTTP status, and the seconds of a `Retry-After` header.
    Status(u16, Option<u32>),
    /// Without an answer.
    Unreachable,
}

/// What the shell must do.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Send this, and report how it ended.
    Send(Rc<Submission>),
    /// Report [`Event::Due`] after this many milliseconds.
    WakeIn(u32),
    /// Tell the page that the submission is stored.
    TellSent,
    /// Tell the page that the submission waits for a next try.
    TellKept,
    /// Tell the page that the endpoint refused the submission for good, with this status.
    TellRefused(u16),
}

impl Outbox {
    /// What the endpoint is not known to have, and will be sent again.
    #[must_use]
    pub fn unsent(&self) -> Option<&Submission> {
        match self {
            Self::Sending { next: Some(submission), .. }
            | Self::Sending { submission, .. }
            | Self::Waiting { submission, .. } => Some(submission),
            Self::Empty | Self::Stored(_) | Self::Refused => None,
        }
    }
}

/// Moves an outbox on by one event. Same inputs, same outputs.
#[must_use]
pub fn update(outbox: Outbox, event: Event) -> (Outbox, Vec<Effect>) {
    match (outbox, event) {
        (Outbox::Sending { submission, n_failed, .. }, Event::Posted(next)) => {
            (Outbox::Sending { submission, n_failed, next: Some(next) }, vec![])
        }
        (
            Outbox::Empty | Outbox::Waiting { .. } | Outbox::Stored(_) | Outbox::Refused,
            Event::Posted(submission),
        ) => send(submission, 0),
        (Outbox::Waiting { submission, n_failed, .. }, Event::Due)
        | (Outbox::Waiting { submission, n_failed, is_told: false }, Event::Back) => {
            send(submission, n_failed)
        }
        (Outbox::Sending { submission, n_failed, next }, Event::Replied(reply, random)) => {
            match (outcome(reply), next) {
                // Whatever became of the first, the fuller one goes out now, under the same id.
                (Outcome::Stored | Outcome::Refused(_), Some(next)) => send(next, 0),
                (Outcome::Stored, None) => (Outbox::Stored(submission), vec![Effect::TellSent]),
                (Outcome::Refused(status), None) => {
                    (Outbox::Refused, vec![Effect::TellRefused(status)])
                }
                (Outcome::TryAgain(retry_after_s), next) => {
                    let delay_ms = backoff_ms(n_failed, random, retry_after_s);
                    let submission = next.unwrap_or(submission);
                    let is_told = retry_after_s.is_some();
                    let waiting = Outbox::Waiting { submission, n_failed: n_failed + 1, is_told };
                    (waiting, vec![Effect::TellKept, Effect::WakeIn(delay_ms)])
                }
            }
        }
        // A timer that was set before an early try, or a reply to nothing.
        (outbox, Event::Due | Event::Back | Event::Replied(..)) => (outbox, vec![]),
    }
}

fn send(submission: Rc<Submission>, n_failed: u32) -> (Outbox, Vec<Effect>) {
    let effect = Effect::Send(Rc::clone(&submission));
    (Outbox::Sending { submission, n_failed, next: None }, vec![effect])
}

enum Outcome {
    Stored,
    TryAgain(Option<u32>),
    Refused(u16),
}

fn outcome(reply: Reply) -> Outcome {
    match reply {
        Reply::Status(200..=299, _) => Outcome::Stored,
        Reply::Status(408 | 429 | 500..=599, retry_after_s) => Outcome::TryAgain(retry_after_s),
        Reply::Status(status, _) => Outcome::Refused(status),
        Reply::Unreachable => Outcome::TryAgain(None),
    }
}

/// Waits 1, 2, 4 … seconds up to a minute, less a random part of up to half, and never less than
/// the server asked for.
///
/// - **Source**: Brooker (2015), "Exponential backoff and jitter", AWS Architecture Blog: "equal
///   jitter".
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 60,000")]
fn backoff_ms(n_failed: u32, random: f64, retry_after_s: Option<u32>) -> u32 {
    let full_ms = (1000 << n_failed.min(6)).min(BACKOFF_MAX_MS);
    let jitter_ms = (f64::from(full_ms / 2) * random.clamp(0.0, 1.0)) as u32;
    let asked_ms = retry_after_s.map_or(0, |seconds| seconds.min(RETRY_AFTER_MAX_S) * 1000);
    (full_ms - jitter_ms).max(asked_ms)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::anonymise::bands::Context;
    use crate::anonymise::{Anonymous, Mode};
    use crate::answers::Answers;
    use crate::scoring::Scores;
    use crate::wire::SubmissionId;
    use proptest::prelude::*;

    fn submission(complete: bool) -> Rc<Submission> {
        let content = Anonymous {
            answers: Answers::default(),
            scores: Scores::default(),
            context: Context::default(),
            mode: Mode::Answers,
            n_masked: 0,
            epsilon: None,
        };
        Rc::new(Submission {
            id: SubmissionId::drawn([7; 16]),
            survey: "s".to_owned(),
            version: 1,
            lang: "en".to_owned(),
            complete,
            asked: vec![],
            content,
        })
    }

    fn replied(status: u16) -> Event {
        Event::Replied(Reply::Status(status, None), 0.0)
    }

    fn play(events: impl IntoIterator<Item = Event>) -> (Outbox, Vec<Effect>) {
        let start = (Outbox::default(), Vec::new());
        events.into_iter().fold(start, |(outbox, mut effects), event| {
            let (outbox, more) = update(outbox, event);
            effects.extend(more);
            (outbox, effects)
        })
    }

    #[test]
    fn an_outage_is_waited_out_longer_each_time_and_the_server_is_heeded() {
        let whole = submission(true);
        let (outbox, effects) = play([
            Event::Posted(whole.clone()),
            Event::Replied(Reply::Unreachable, 0.0),
            Event::Due,
            replied(503),
            Event::Due,
            Event::Replied(Reply::Status(429, Some(30)), 1.0),
            Event::Due,
            replied(201),
        ]);
        let send = || Effect::Send(whole.clone());
        let expected = [
            send(),
            Effect::TellKept,
            Effect::WakeIn(1000),
            send(),
            Effect::TellKept,
            Effect::WakeIn(2000),
            send(),
            Effect::TellKept,
            Effect::WakeIn(30_000),
            send(),
            Effect::TellSent,
        ];
        assert_eq!(effects, expected);
        assert_eq!(outbox, Outbox::Stored(whole));
    }

    #[test]
    fn whoever_is_back_tries_early_unless_the_server_has_said_when() {
        let whole = submission(true);
        let n_sent_after = |reply, then| {
            let (_, effects) =
                play([Event::Posted(whole.clone()), Event::Replied(reply, 0.0), then]);
            effects.iter().filter(|effect| matches!(effect, Effect::Send(_))).count()
        };
        assert_eq!(n_sent_after(Reply::Unreachable, Event::Back), 2);
        assert_eq!(n_sent_after(Reply::Status(503, None), Event::Back), 2);
        assert_eq!(n_sent_after(Reply::Status(429, Some(30)), Event::Back), 1);
        // The last chance before the page closes is taken all the same.
        assert_eq!(n_sent_after(Reply::Status(429, Some(30)), Event::Due), 2);
    }

    #[test]
    fn a_refusal_is_final_and_told() {
        let (outbox, effects) = play([Event::Posted(submission(true)), replied(422), Event::Due]);
        assert_eq!(outbox, Outbox::Refused);
        assert_eq!(effects.last(), Some(&Effect::TellRefused(422)));
    }

    #[test]
    fn what_is_completed_while_its_part_is_on_the_way_follows_it() {
        let (part, whole) = (submission(false), submission(true));
        let (outbox, effects) = play([
            Event::Posted(part.clone()),
            Event::Posted(whole.clone()),
            replied(201),
            replied(200),
        ]);
        assert_eq!(effects, [Effect::Send(part), Effect::Send(whole.clone()), Effect::TellSent]);
        assert_eq!(outbox, Outbox::Stored(whole));
    }

    fn any_event() -> impl Strategy<Value = Event> {
        let statuses = prop::sample::select(vec![200, 201, 400, 408, 422, 429, 500, 503]);
        prop_oneof![
            any::<bool>().prop_map(|complete| Event::Posted(submission(complete))),
            (statuses, 0.0..1.0).prop_map(|(s, r)| Event::Replied(Reply::Status(s, None), r)),
            Just(Event::Replied(Reply::Unreachable, 0.5)),
            Just(Event::Due),
            Just(Event::Back),
        ]
    }

    proptest! {
        #[test]
        fn one_request_is_under_way_at_most(events in prop::collection::vec(any_event(), 0..40)) {
            let mut outbox = Outbox::default();
            for event in events {
                let busy = matches!(outbox, Outbox::Sending { .. });
                let ends = matches!(event, Event::Replied(..));
                let (next, effects) = update(outbox, event);
                let sends = effects.iter().filter(|e| matches!(e, Effect::Send(_))).count();
                prop_assert!(sends <= usize::from(!busy || ends));
                outbox = next;
            }
        }
    }
}
