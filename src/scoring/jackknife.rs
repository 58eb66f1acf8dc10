//! Standard errors without rows: moments kept in random groups, one left out at a time.

use super::cross_moments::{CrossMoments, CrossMomentsError};
use super::estimate::Z_95;

/// Fewer groups than this say too little about the spread; a convention of ours.
pub const N_GROUPS_MIN: usize = 10;

/// Cross moments in groups to which the responses were assigned at random.
///
/// - **Shape**: 20 to 50 groups serve; every store that is to be merged keeps the same number.
#[derive(Debug, Clone, PartialEq)]
pub struct Grouped {
    n_items: usize,
    groups: Vec<CrossMoments>,
}

/// One figure with its jackknife standard error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Jackknifed {
    /// The figure from all responses, in its own units.
    pub value: f64,
    /// Its standard error, in the same units; `None` where the groups are too few, or where the
    /// figure does not exist without one of them.
    pub standard_error: Option<f64>,
    /// `value ± t * standard_error` at 95 %, with one degree of freedom fewer than groups.
    pub interval: Option<(f64, f64)>,
}

impl Grouped {
    /// Starts with no responses in at least one group.
    #[must_use]
    pub fn new(n_items: usize, n_groups: usize) -> Self {
        Self { n_items, groups: vec![CrossMoments::new(n_items); n_groups.max(1)] }
    }

    /// Adds one response to the group that `random` falls into.
    ///
    /// The number must say nothing about the response: a submission's random number serves, its
    /// date or its place does not.
    ///
    /// # Errors
    /// As [`CrossMoments::add`].
    pub fn add(&mut self, random: u64, answers: &[Option<f64>]) -> Result<(), CrossMomentsError> {
        let chosen = random % self.groups.len() as u64;
        let mut numbered = self.groups.iter_mut().zip(0_u64..);
        numbered.find(|(_, index)| *index == chosen).map_or(Ok(()), |(group, _)| group.add(answers))
    }

    /// Adds the responses of others, group by group.
    ///
    /// # Errors
    /// [`CrossMomentsError`] where the others have other items or another number of groups;
    /// nothing is added.
    pub fn merge(&mut self, other: &Self) -> Result<(), CrossMomentsError> {
        let (found, expected) = (other.groups.len(), self.groups.len());
        if found != expected {
            return Err(CrossMomentsError::OtherGroups { found, expected });
        }
        let (found, expected) = (other.n_items, self.n_items);
        if found != expected {
            return Err(CrossMomentsError::OtherItems { found, expected });
        }
        self.groups.iter_mut().zip(&other.groups).try_for_each(|(mine, theirs)| mine.merge(theirs))
    }

    /// Rebuilds groups that were stored.
    ///
    /// # Errors
    /// [`CrossMomentsError`] where there is no group, or one counts another number of items.
    pub fn from_groups(groups: Vec<CrossMoments>) -> Result<Self, CrossMomentsError> {
        let Some(expected) = groups.first().map(CrossMoments::n_items) else {
            return Err(CrossMomentsError::OtherGroups { found: 0, expected: 1 });
        };
        match groups.iter().map(CrossMoments::n_items).find(|found| *found != expected) {
            Some(found) => Err(CrossMomentsError::OtherItems { found, expected }),
            None => Ok(Self { n_items: expected, groups }),
        }
    }

    /// The moments of every group, to be stored.
    #[must_use]
    pub fn groups(&self) -> &[CrossMoments] {
        &self.groups
    }

    /// The moments of all responses.
    #[must_use]
    pub fn total(&self) -> CrossMoments {
        self.without(None)
    }

    /// The same groups with some of the items only, in the given order.
    #[must_use]
    pub fn select(&self, items: &[usize]) -> Self {
        let groups = self.groups.iter().map(|group| group.select(items)).collect();
        Self { n_items: items.len(), groups }
    }

    /// Estimates figures and their standard errors by deleting one group at a time.
    ///
    /// - **Shape**: `figures` gives the same figures in the same order whatever the moments; one
    ///   that does not exist is not a number, and its value is reported as such.
    /// - **Source**: Quenouille (1956), Tukey (1958); groups of unequal size: Busing, Meijer & van
    ///   der Leeden (1999) Delete-m Jackknife for Unequal m. For a mean it gives
    ///   the variance of the group means, weighted, and `s^2 / n` where each group is one response.
    ///
    /// # Errors
    /// What `figures` says of all responses. A group without which it fails costs the standard
    /// errors only.
    pub fn jackknife<E>(
        &self,
        figures: impl Fn(&CrossMoments) -> Result<Vec<f64>, E>,
    ) -> Result<Vec<Jackknifed>, E> {
        let total = self.total();
        let values = figures(&total)?;
        let mut replicates = Vec::new();
        for (index, group) in self.groups.iter().enumerate() {
            if 0 < group.n_responses() {
                let ratio = total.n_responses() as f64 / group.n_responses() as f64;
                replicates.push(figures(&self.without(Some(index))).ok().map(|all| (ratio, all)));
            }
        }
        let replicates: Option<Vec<(f64, Vec<f64>)>> = replicates.into_iter().collect();
        let replicates = replicates.filter(|replicates| N_GROUPS_MIN <= replicates.len());
        let jackknifed = values.into_iter().enumerate().map(|(figure, value)| {
            let standard_error = replicates.as_ref().and_then(|replicates| {
                let of_this =
                    replicates.iter().filter_map(|(ratio, all)| Some((*ratio, *all.get(figure)?)));
                let of_this: Vec<(f64, f64)> = of_this.collect();
                (of_this.len() == replicates.len())
                    .then(|| standard_error(value, &of_this))
                    .flatten()
            });
            let t = replicates.as_ref().map(|replicates| student_t_95(replicates.len() - 1));
            let interval = standard_error.zip(t).map(|(se, t)| (value - t * se, value + t * se));
            Jackknifed { value, standard_error, interval }
        });
        Ok(jackknifed.collect())
    }

    /// The moments of all responses but those of one group.
    fn without(&self, left_out: Option<usize>) -> CrossMoments {
        let mut rest = CrossMoments::new(self.n_items);
        for (index, group) in self.groups.iter().enumerate() {
            if Some(index) != left_out {
                // Every constructor has seen to it that the groups count the same items.
                let _same_items = rest.merge(group);
            }
        }
        rest
    }
}

/// The standard error from `(n / size of the group, value without the group)` of every group.
fn standard_error(value: f64, replicates: &[(f64, f64)]) -> Option<f64> {
    let n_groups = replicates.len() as f64;
    let pseudo = |ratio: f64, without: f64| ratio * value - (ratio - 1.0) * without;
    let rest: f64 = replicates.iter().map(|(ratio, without)| (1.0 - 1.0 / ratio) * without).sum();
    let centre = n_groups * value - rest;
    let squares = replicates
        .iter()
        .map(|&(ratio, without)| (pseudo(ratio, without) - centre).powi(2) / (ratio - 1.0));
    let variance = squares.sum::<f64>() / n_groups;
    variance.is_finite().then(|| variance.sqrt())
}

/// The 97.5 % point of Student's t, within 0.0005 from 6 degrees of freedom up.
///
/// - **Source**: the expansion in 1 / degrees of freedom; Abramowitz & Stegun (1964), 26.7.5.
#[must_use]
pub fn student_t_95(degrees_of_freedom: usize) -> f64 {
    let (z, df) = (Z_95, degrees_of_freedom as f64);
    let first = (z.powi(3) + z) / 4.0;
    let second = (5.0 * z.powi(5) + 16.0 * z.powi(3) + 3.0 * z) / 96.0;
    let third = (3.0 * z.powi(7) + 19.0 * z.powi(5) + 17.0 * z.powi(3) - 15.0 * z) / 384.0;
    z + first / df + second / df.powi(2) + third / df.powi(3)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::convert::Infallible;

    fn mean_of(item: usize) -> impl Fn(&CrossMoments) -> Result<Vec<f64>, Infallible> {
        move |moments| Ok(vec![moments.mean(item).map_or(f64::NAN, |mean| mean.value)])
    }

    fn of(answers: &[f64], n_groups: usize) -> Grouped {
        let mut grouped = Grouped::new(1, n_groups);
        for (answer, random) in answers.iter().zip(0..) {
            grouped.add(random, &[Some(*answer)]).unwrap();
        }
        grouped
    }

    #[test]
    fn groups_of_one_give_the_textbook_error_of_a_mean() {
        let answers = [3.0, 7.0, 8.0, 4.0, 6.0, 6.0, 9.0, 2.0, 5.0, 7.0, 10.0, 1.0];
        let grouped = of(&answers, 12);
        let [figure] = grouped.jackknife(mean_of(0)).unwrap()[..] else { panic!("one figure") };
        let textbook = grouped.total().sds()[0].unwrap() / 12.0_f64.sqrt();
        assert!((figure.standard_error.unwrap() - textbook).abs() < 1e-12);
        let (low, high) = figure.interval.unwrap();
        assert!((high - low - 2.0 * 2.200_985 * textbook).abs() < 1e-3, "t at 11 df");
    }

    #[test]
    fn too_few_groups_or_a_lost_figure_give_no_error() {
        let answers = [3.0, 7.0, 8.0, 4.0, 6.0, 6.0, 9.0, 2.0, 5.0];
        let [figure] = of(&answers, 9).jackknife(mean_of(0)).unwrap()[..] else {
            panic!("one figure")
        };
        assert_eq!((figure.standard_error, figure.interval), (None, None));

        let mut grouped = Grouped::new(2, 12);
        for random in 0..24 {
            grouped.add(random, &[Some(1.0), (random == 3).then_some(1.0)]).unwrap();
        }
        let [figure] = grouped.jackknife(mean_of(1)).unwrap()[..] else { panic!("one figure") };
        assert_eq!((figure.value, figure.standard_error), (1.0, None));
    }

    #[test]
    fn student_t_agrees_with_the_tables() {
        for (df, t) in [(9, 2.262_157), (19, 2.093_024), (29, 2.045_230), (49, 2.009_575)] {
            assert!((student_t_95(df) - t).abs() < 5e-4, "{df}: {}", student_t_95(df));
        }
    }

    #[test]
    fn groups_that_do_not_fit_are_refused() {
        let mut grouped = Grouped::new(1, 12);
        let refused = Err(CrossMomentsError::OtherGroups { found: 20, expected: 12 });
        assert_eq!(grouped.merge(&Grouped::new(1, 20)), refused);
        let refused = Err(CrossMomentsError::OtherItems { found: 2, expected: 1 });
        assert_eq!(grouped.merge(&Grouped::new(2, 12)), refused);
        assert!(Grouped::from_groups(vec![]).is_err());
    }

    proptest! {
        #[test]
        fn merging_is_adding(
            left in prop::collection::vec((any::<u64>(), 1_u8..=10), 0..30),
            right in prop::collection::vec((any::<u64>(), 1_u8..=10), 0..30),
        ) {
            let of = |answers: &[(u64, u8)]| {
                let mut grouped = Grouped::new(1, 10);
                for &(random, answer) in answers {
                    grouped.add(random, &[Some(f64::from(answer))]).unwrap();
                }
                grouped
            };
            let mut merged = of(&left);
            merged.merge(&of(&right)).unwrap();
            prop_assert_eq!(&merged, &of(&[left, right].concat()));
            prop_assert_eq!(&Grouped::from_groups(merged.groups().to_vec()).unwrap(), &merged);
        }
    }
}
