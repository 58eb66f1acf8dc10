//! How often one sender may come, without keeping who that is: counts under hashes whose key is drawn
//! anew for every window of time and never leaves the memory.

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use std::collections::HashMap;
use std::convert::Infallible;
use std::hash::{BuildHasher as _, Hash, RandomState};
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// How many senders one window tells apart; the counts take a few megabytes then, and whoever comes
/// later is not counted.
const N_SENDERS_MAX: usize = 200_000;

/// At most so many in so long a time, for each key.
#[derive(Debug)]
pub struct Limit {
    max: u32,
    window: Duration,
    counted: Mutex<Option<Counted>>,
}

/// The counts of one window.
#[derive(Debug)]
struct Counted {
    ends: Instant,
    hashed: RandomState,
    counts: HashMap<u64, u32>,
}

/// How many submissions are taken.
#[derive(Debug)]
pub struct Limits {
    /// From one network in a minute; `None` where there is no limit.
    per_sender: Option<Limit>,
    /// To one survey in a day.
    per_survey: Limit,
}

impl Limits {
    /// At most so many submissions from one network in a minute, where 0 is no limit, and so many to
    /// one survey in a day.
    #[must_use]
    pub fn new(per_sender: u32, per_survey: u32) -> Self {
        let per_minute = |max| Limit::new(max, Duration::from_mins(1));
        Self {
            per_sender: (0 < per_sender).then(|| per_minute(per_sender)),
            per_survey: Limit::new(per_survey, Duration::from_hours(24)),
        }
    }

    /// Counts a request, before anything of it is read.
    ///
    /// # Errors
    /// [`Reached`].
    pub fn of_sender(&self, from: Option<IpAddr>) -> Result<(), Reached> {
        match (&self.per_sender, from) {
            (Some(limit), Some(from)) => limit.count(from, Instant::now()),
            // Who comes from our own network is no stranger, or all strangers at once.
            _ => Ok(()),
        }
    }

    /// Counts a submission to a survey, before it is stored.
    ///
    /// # Errors
    /// [`Reached`].
    pub fn of_survey(&self, survey: &str) -> Result<(), Reached> {
        self.per_survey.count(survey, Instant::now())
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::new(PER_SENDER, PER_SURVEY)
    }
}

/// A whole office behind one address stays far below, and so does a carrier's town.
pub const PER_SENDER: u32 = 240;

/// Some 500 MB a day at most.
pub const PER_SURVEY: u32 = 1_000_000;

/// A limit was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reached {
    /// After how many seconds to come again.
    pub retry_after_s: u64,
}

impl Limit {
    /// At most `max` in a `window`.
    #[must_use]
    pub fn new(max: u32, window: Duration) -> Self {
        Self { max, window, counted: Mutex::default() }
    }

    /// Counts one more under a key.
    ///
    /// # Errors
    /// [`Reached`], where it is one too many.
    pub fn count(&self, key: impl Hash, now: Instant) -> Result<(), Reached> {
        self.look(key, now, |counted, hash| {
            if N_SENDERS_MAX <= counted.counts.len() && !counted.counts.contains_key(&hash) {
                return 0;
            }
            let count = counted.counts.entry(hash).or_default();
            *count = count.saturating_add(1);
            *count
        })
    }

    /// Takes back what was counted under a key.
    pub fn forget(&self, key: impl Hash, now: Instant) {
        // What is forgotten is within every limit.
        let _ = self.look(key, now, |counted, hash| {
            counted.counts.remove(&hash);
            0
        });
    }

    /// Says whether there is room for one more under a key, without counting it.
    ///
    /// # Errors
    /// [`Reached`], where there is none.
    pub fn check(&self, key: impl Hash, now: Instant) -> Result<(), Reached> {
        self.look(key, now, |counted, hash| {
            counted.counts.get(&hash).map_or(0, |count| count.saturating_add(1))
        })
    }

    fn look(
        &self,
        key: impl Hash,
        now: Instant,
        look: impl FnOnce(&mut Counted, u64) -> u32,
    ) -> Result<(), Reached> {
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = counted.take().filter(|counted| now < counted.ends);
        let counted = counted.insert(kept.unwrap_or_else(|| Counted {
            ends: now + self.window,
            hashed: RandomState::new(),
            counts: HashMap::new(),
        }));
        let hash = counted.hashed.hash_one(key);
        if look(counted, hash) <= self.max {
            return Ok(());
        }
        Err(Reached { retry_after_s: (counted.ends - now).as_secs() + 1 })
    }
}

/// The same in a handler's arguments.
#[derive(Debug, Clone, Copy)]
pub struct Sender(pub Option<IpAddr>);

impl<S: Send + Sync> FromRequestParts<S> for Sender {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(sender(parts)))
    }
}

/// The network that a request comes from; `None` where it comes from this machine or its own
/// network, by no proxy that says for whom.
#[must_use]
pub fn sender(parts: &Parts) -> Option<IpAddr> {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    match peer {
        Some(peer) if !is_near(peer) => Some(network(peer)),
        // Only a proxy of our own may say for whom it asks.
        _ => forwarded(&parts.headers).map(network),
    }
}

/// The address that the nearest proxy has seen: it adds to what others may have made up.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let line = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    line.rsplit(',').next()?.trim().parse().ok()
}

fn is_near(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            address.is_loopback() || address.is_private() || address.is_link_local()
        }
        IpAddr::V6(address) => {
            address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local()
        }
    }
}

/// One household has one address of version 4, and as many of version 6 as it likes.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Request;

    #[test]
    fn so_many_pass_in_a_window_and_more_in_the_next() {
        let (limit, start) = (Limit::new(2, Duration::from_mins(1)), Instant::now());
        let at = |seconds| start + Duration::from_secs(seconds);
        assert_eq!(limit.count("a", at(0)), Ok(()));
        assert_eq!(limit.count("a", at(10)), Ok(()));
        assert_eq!(limit.check("a", at(20)), Err(Reached { retry_after_s: 41 }));
        assert_eq!(limit.count("a", at(20)), Err(Reached { retry_after_s: 41 }));
        assert_eq!(limit.count("b", at(20)), Ok(()), "another sender");
        limit.forget("a", at(30));
        assert_eq!(limit.count("a", at(30)), Ok(()));
        assert_eq!(limit.check("a", at(61)), Ok(()));
    }

    #[test]
    fn only_a_proxy_nearby_may_say_for_whom_it_asks() {
        for (case, peer, forwarded, sender) in [
            ("from afar", Some("203.0.113.7"), None, Some("203.0.113.7")),
            ("making one up", Some("203.0.113.7"), Some("198.51.100.1"), Some("203.0.113.7")),
            ("by a proxy", Some("127.0.0.1"), Some("203.0.113.7"), Some("203.0.113.7")),
            (
                "by a proxy that adds",
                Some("10.0.0.2"),
                Some("6.6.6.6, 203.0.113.7"),
                Some("203.0.113.7"),
            ),
            ("this machine", Some("::1"), None, None),
            ("no socket", None, None, None),
            ("nonsense", Some("::ffff:127.0.0.1"), Some("nobody"), None),
            ("a household", Some("2001:db8:1:2:3:4:5:6"), None, Some("2001:db8:1:2::")),
        ] {
            let mut request = Request::builder();
            if let Some(forwarded) = forwarded {
                request = request.header("x-forwarded-for", forwarded);
            }
            let (mut parts, ()) = request.body(()).unwrap().into_parts();
            if let Some(peer) = peer {
                let peer = SocketAddr::new(peer.parse().unwrap(), 1);
                parts.extensions.insert(ConnectInfo(peer));
            }
            let expected = sender.map(|sender| sender.parse().unwrap());
            assert_eq!(super::sender(&parts), expected, "{case}");
        }
    }
}
