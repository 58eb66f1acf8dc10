//! Whether more of what is sent is refused than before: pages that show a survey which the server does
//! not have in that version lose every answer. Pure: hours in, an alarm out.

use super::binomial_tail;

/// How improbable a rise has to be before it counts as one.
const P_MAX: f64 = 0.001;

/// How many refusals are too few to speak of.
const N_MIN: u64 = 5;

/// What became of the submissions of an hour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Posts {
    /// How many were taken, repeats included.
    pub n_taken: u64,
    /// How many were refused for what they were.
    pub n_refused: u64,
}

/// An hour in which more was refused than before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rise {
    /// What became of the submissions of that hour.
    pub now: Posts,
    /// What share was refused before, 0.0 to 1.0.
    pub share_before: f64,
}

impl Posts {
    fn n(self) -> u64 {
        self.n_taken + self.n_refused
    }

    fn share(self) -> f64 {
        self.n_refused as f64 / self.n() as f64
    }
}

/// Compares the last hour with all before it. If refusals were as likely as before, each would have
/// fallen into the last hour as probably as any submission.
///
/// - **Shape**: hours in their order.
#[must_use]
pub fn rise(hours: &[Posts]) -> Option<Rise> {
    let (now, before) = hours.split_last()?;
    let sum = |sum: Posts, posts: &Posts| Posts {
        n_taken: sum.n_taken + posts.n_taken,
        n_refused: sum.n_refused + posts.n_refused,
    };
    let before = before.iter().fold(Posts::default(), sum);
    if now.n_refused < N_MIN || before.n() == 0 {
        return None;
    }
    let of_last_hour = now.n() as f64 / (now.n() + before.n()) as f64;
    let n_refused = now.n_refused + before.n_refused;
    let p = 1.0 - binomial_tail(now.n_refused - 1, n_refused, of_last_hour);
    let is_rise = p < P_MAX && 2.0 * before.share() < now.share();
    is_rise.then_some(Rise { now: *now, share_before: before.share() })
}

impl Rise {
    /// It in a sentence.
    #[must_use]
    pub fn told(&self) -> String {
        let percent = |share: f64| format!("{:.0} %", 100.0 * share);
        format!(
            "In the last hour {} of {} submissions were refused, {} where it was {} before. See \
             whether pages and server have the same version of each survey",
            self.now.n_refused,
            self.now.n(),
            percent(self.now.share()),
            percent(self.share_before),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rise_is_told_where_chance_does_not_explain_it() {
        let hour = |n_taken, n_refused| Posts { n_taken, n_refused };
        for (case, before, now, told) in [
            ("as always", vec![hour(100, 1); 10], hour(100, 1), false),
            ("nothing at all", vec![hour(100, 1); 10], hour(0, 0), false),
            ("all refused", vec![hour(100, 0); 10], hour(0, 100), true),
            ("a version missing", vec![hour(100, 1); 10], hour(80, 20), true),
            ("four", vec![hour(100, 0); 10], hour(96, 4), false),
            ("no more than before", vec![hour(50, 50); 10], hour(50, 60), false),
            ("the first hour", vec![], hour(0, 100), false),
        ] {
            let hours: Vec<_> = before.into_iter().chain([now]).collect();
            assert_eq!(rise(&hours).is_some(), told, "{case}");
        }
        let told = rise(&[hour(90, 10), hour(10, 30)]).unwrap().told();
        assert!(
            told.contains("30 of 40 submissions were refused, 75 % where it was 10 % before"),
            "{told}"
        );
    }
}
