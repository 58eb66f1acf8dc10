//! Counts for whoever runs the collector, as Prometheus reads them.

use crate::alarms::Posts;
use crate::problem::Problem;
use crate::store::Inserted;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};

/// What happened since the start. No count tells one visitor from another.
#[derive(Debug, Default)]
pub struct Metrics {
    new: AtomicU64,
    repeated: AtomicU64,
    replaced: AtomicU64,
    refused: [AtomicU64; Problem::NAMES.len()],
}

impl Metrics {
    /// Counts a submission that was taken.
    pub fn took(&self, inserted: Inserted) {
        let count = match inserted {
            Inserted::New => &self.new,
            Inserted::Repeat => &self.repeated,
            Inserted::Replaced => &self.replaced,
        };
        count.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a refusal by its name, on whatever route.
    pub fn refused(&self, name: &str) {
        for (known, count) in Problem::NAMES.iter().zip(&self.refused) {
            if *known == name {
                count.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    /// What became of the submissions so far.
    #[must_use]
    pub fn posts(&self) -> Posts {
        let count = |count: &AtomicU64| count.load(Ordering::Relaxed);
        let of_submissions = ["not-json", "unknown-survey", "invalid", "conflict"];
        let refused = Problem::NAMES.iter().zip(&self.refused);
        let refused = refused.filter(|(name, _)| of_submissions.contains(name));
        Posts {
            n_taken: [&self.new, &self.repeated, &self.replaced].into_iter().map(count).sum(),
            n_refused: refused.map(|(_, refused)| count(refused)).sum(),
        }
    }

    /// Every count in Prometheus' text format, version 0.0.4.
    #[must_use]
    pub fn text(&self) -> String {
        let outcomes =
            [("new", &self.new), ("repeat", &self.repeated), ("replaced", &self.replaced)];
        let refusals = Problem::NAMES.into_iter().zip(&self.refused);
        let mut text = String::new();
        let mut counter =
            |name, label, help, counts: &mut dyn Iterator<Item = (&str, &AtomicU64)>| {
                // Writing to a string does not fail.
                let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} counter");
                for (value, count) in counts {
                    let count = count.load(Ordering::Relaxed);
                    let _ = writeln!(text, "{name}{{{label}=\"{value}\"}} {count}");
                }
            };
        counter(
            "aftersay_submissions_total",
            "outcome",
            "Submissions taken, by what became of them.",
            &mut outcomes.into_iter(),
        );
        counter(
            "aftersay_refused_total",
            "problem",
            "Requests refused on any route, by the problem told.",
            &mut refusals.into_iter(),
        );
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_told_under_its_name() {
        let metrics = Metrics::default();
        metrics.took(Inserted::Repeat);
        metrics.refused("busy");
        metrics.refused("busy");
        let text = metrics.text();
        for line in [
            "aftersay_submissions_total{outcome=\"repeat\"} 1\n",
            "aftersay_submissions_total{outcome=\"new\"} 0\n",
            "aftersay_refused_total{problem=\"busy\"} 2\n",
        ] {
            assert!(text.contains(line), "{line} is not in {text}");
        }
    }
}
