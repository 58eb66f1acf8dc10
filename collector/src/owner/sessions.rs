//! Who has signed in: random names in memory, which end with the process or with their time.

use super::secrets::digest;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// How long one stays signed in.
pub(super) const LIFE: Duration = Duration::from_hours(12);

/// How many can be signed in; the one who came first makes room.
const N_MAX: usize = 1000;

/// The open sessions, by the hash of their name, and when each ends.
#[derive(Debug, Default)]
pub(super) struct Sessions(Mutex<HashMap<[u8; 32], Instant>>);

impl Sessions {
    /// Opens a session, and tells its name.
    pub(super) fn open(&self, random: [u8; 32], now: Instant) -> String {
        let mut open = self.still_open(now);
        if N_MAX <= open.len()
            && let Some(first) = open.iter().min_by_key(|(_, ends)| **ends).map(|(name, _)| *name)
        {
            open.remove(&first);
        }
        let name = crate::hex(&random);
        open.insert(digest(&name), now + LIFE);
        name
    }

    /// Whether a session of this name is open.
    pub(super) fn is_open(&self, name: &str, now: Instant) -> bool {
        self.still_open(now).contains_key(&digest(name))
    }

    /// Closes a session.
    pub(super) fn close(&self, name: &str, now: Instant) {
        self.still_open(now).remove(&digest(name));
    }

    fn still_open(&self, now: Instant) -> MutexGuard<'_, HashMap<[u8; 32], Instant>> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|_, ends| now < *ends);
        open
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_when_it_is_closed_or_its_time_is_over() {
        let (sessions, start) = (Sessions::default(), Instant::now());
        let (one, other) = (sessions.open([1; 32], start), sessions.open([2; 32], start));
        assert!(sessions.is_open(&one, start) && sessions.is_open(&other, start));
        assert!(!sessions.is_open("", start));
        sessions.close(&one, start);
        assert!(!sessions.is_open(&one, start) && sessions.is_open(&other, start));
        assert!(!sessions.is_open(&other, start + LIFE));
    }

    #[test]
    fn there_is_an_end_to_how_many_sessions_are_kept() {
        let (sessions, start) = (Sessions::default(), Instant::now());
        let first = sessions.open([0xff; 32], start);
        for n in 0..N_MAX {
            let mut random = [0; 32];
            random[..8].copy_from_slice(&n.to_le_bytes());
            sessions.open(random, start + Duration::from_millis(1));
        }
        assert!(!sessions.is_open(&first, start + Duration::from_millis(1)));
        assert_eq!(sessions.0.lock().unwrap().len(), N_MAX);
    }
}
