//! Minimum group size: which groups of a report stay hidden, so that nobody can be picked out.
//!
//! A hidden group shows neither its value nor its size, and no reason either.

/// The minimum group size, unless a shop sets another.
pub const K_MIN_DEFAULT: u64 = 10;

/// The lowest minimum that a shop may set.
pub const K_MIN_LOWEST: u64 = 5;

/// Why something is not shown at all.
///
/// The messages do not say how large the group is: that is what they keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum DisclosureError {
    #[error("minimum group size {k_min} is below {K_MIN_LOWEST}")]
    MinimumTooLow { k_min: u64 },
    #[error("this filter leaves out fewer than {k_min} people, whose answers it would reveal")]
    ComplementTooSmall { k_min: u64 },
}

/// The fewest people that a figure may be about.
///
/// # Examples
/// ```
/// use aftersay::scoring::disclosure::KMin;
/// assert_eq!(KMin::default().get(), 10);
/// assert!(KMin::new(4).is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KMin(u64);

impl KMin {
    /// Sets a minimum.
    ///
    /// - **Source**: common survey practice is 5 to 10; Sweeney (2002) k-anonymity: a model for
    ///   protecting privacy.
    ///
    /// # Errors
    /// [`DisclosureError::MinimumTooLow`] below [`K_MIN_LOWEST`].
    pub const fn new(k_min: u64) -> Result<Self, DisclosureError> {
        if k_min < K_MIN_LOWEST {
            return Err(DisclosureError::MinimumTooLow { k_min });
        }
        Ok(Self(k_min))
    }

    /// The number itself.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl Default for KMin {
    fn default() -> Self {
        Self(K_MIN_DEFAULT)
    }
}

/// One of the groups that together are all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Group {
    /// How many people it has.
    pub n: u64,
    /// Whether knowing who is in it tells what they said: see [`is_unanimous`]. Only set for
    /// sensitive items.
    pub gives_itself_away: bool,
}

/// Says which of the groups to hide: `true` is hidden.
///
/// Hidden are groups that are small or give themselves away, then as many more as it takes that
/// the total less the shown groups is not about few people either: the next smallest that are not
/// empty, the first in the list among equals, until two are hidden that have the minimum together.
/// Where there are no more groups, the total itself is about few people, or equals the one hidden
/// group, and is the caller's to hide.
///
/// - **Shape**: siblings that do not overlap and sum to a total that is shown; same order out.
///   An empty group is shown as 0.
/// - **Source**: primary and secondary suppression, Hundepool et al. (2012) Statistical Disclosure
///   Control; groups that agree, Machanavajjhala et al. (2007) l-diversity. That hidden groups
///   must have the minimum together is our addition.
///
/// # Examples
/// ```
/// use aftersay::scoring::disclosure::{Group, KMin, hidden};
/// let groups = [40, 12, 7].map(|n| Group { n, gives_itself_away: false });
/// assert_eq!(hidden(&groups, KMin::default()), [false, true, true]); // 59 - 40 - 12 is 7
/// ```
#[must_use]
pub fn hidden(groups: &[Group], k_min: KMin) -> Vec<bool> {
    let mut hide: Vec<_> = groups
        .iter()
        .map(|group| 0 < group.n && (group.n < k_min.get() || group.gives_itself_away))
        .collect();
    let mut n_hidden = hide.iter().filter(|&&hide| hide).count();
    let mut people: u64 =
        groups.iter().zip(&hide).map(|(g, &hide)| if hide { g.n } else { 0 }).sum();
    while n_hidden == 1 || (1 < n_hidden && people < k_min.get()) {
        let shown = groups.iter().zip(&mut hide).filter(|(group, hide)| 0 < group.n && !**hide);
        let Some((group, hide)) = shown.min_by_key(|(group, _)| group.n) else {
            break;
        };
        *hide = true;
        n_hidden += 1;
        people += group.n;
    }
    hide
}

/// Whether everybody in a group chose the same option, so that membership tells the answer.
///
/// - **Shape**: one count an option. An empty group has nothing to tell.
///
/// # Examples
/// ```
/// use aftersay::scoring::disclosure::is_unanimous;
/// assert!(is_unanimous(&[0, 12, 0]));
/// assert!(!is_unanimous(&[1, 12, 0]) && !is_unanimous(&[0, 0, 0]));
/// ```
#[must_use]
pub fn is_unanimous(counts: &[u64]) -> bool {
    counts.iter().filter(|&&count| 0 < count).count() == 1
}

/// Refuses a filter that leaves out only few: all less the selected would tell what they said.
///
/// A selection that is itself too small is not refused here; [`hidden`] hides it.
///
/// - **Units**: people, `selected` of `total`. A filter that leaves nobody out is no filter.
///
/// # Errors
/// [`DisclosureError::ComplementTooSmall`].
///
/// # Examples
/// ```
/// use aftersay::scoring::disclosure::{KMin, check_filter};
/// assert!(check_filter(100, 95, KMin::default()).is_err());
/// assert!(check_filter(100, 90, KMin::default()).is_ok());
/// assert!(check_filter(100, 100, KMin::default()).is_ok());
/// ```
pub const fn check_filter(total: u64, selected: u64, k_min: KMin) -> Result<(), DisclosureError> {
    let left_out = total.saturating_sub(selected);
    if 0 < left_out && left_out < k_min.get() {
        return Err(DisclosureError::ComplementTooSmall { k_min: k_min.get() });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hidden_sizes(sizes: &[u64]) -> Vec<u64> {
        let groups: Vec<_> = sizes.iter().map(|&n| Group { n, gives_itself_away: false }).collect();
        let hide = hidden(&groups, KMin::default());
        sizes.iter().zip(hide).filter(|(_, hide)| *hide).map(|(&n, _)| n).collect()
    }

    #[test]
    fn small_groups_are_hidden_with_company() {
        for (case, sizes, expected) in [
            ("of the reference: with the next smallest", vec![40, 12, 7], vec![12, 7]),
            ("of the reference: two small ones", vec![40, 6, 4], vec![6, 4]),
            ("nothing is small", vec![40, 12, 10], vec![]),
            ("an empty group is shown", vec![40, 0, 12], vec![]),
            ("an empty group is no company", vec![40, 0, 7], vec![40, 7]),
            ("two that are few together", vec![40, 2, 1], vec![40, 2, 1]),
            ("nobody else to hide", vec![0, 7], vec![7]),
            ("no groups", vec![], vec![]),
        ] {
            assert_eq!(hidden_sizes(&sizes), expected, "{case}");
        }
    }

    #[test]
    fn among_equals_the_first_keeps_company() {
        let groups = [12, 7, 12].map(|n| Group { n, gives_itself_away: false });
        assert_eq!(hidden(&groups, KMin::default()), [true, true, false]);
    }

    #[test]
    fn a_large_group_that_agrees_on_something_sensitive_is_hidden_with_company() {
        let mut groups = [40, 30, 20].map(|n| Group { n, gives_itself_away: false });
        groups[0].gives_itself_away = is_unanimous(&[0, 0, 40]);
        assert_eq!(hidden(&groups, KMin::default()), [true, false, true]);
    }

    #[test]
    fn a_minimum_below_the_lowest_is_refused() {
        assert_eq!(KMin::new(4), Err(DisclosureError::MinimumTooLow { k_min: 4 }));
        assert_eq!(KMin::new(5).map(KMin::get), Ok(5));
    }

    #[test]
    fn a_refused_filter_does_not_say_whom_it_left_out() {
        let refused = check_filter(59, 52, KMin::default()).unwrap_err();
        assert!(!refused.to_string().contains('7'), "{refused}");
    }

    proptest! {
        #[test]
        fn what_is_shown_leaves_no_small_remainder(sizes in prop::collection::vec(0_u64..40, 0..8)) {
            let hidden = hidden_sizes(&sizes);
            let shown_any = sizes.iter().filter(|&&n| 0 < n).count() != hidden.len();
            prop_assert!(sizes.iter().all(|n| *n == 0 || 10 <= *n || hidden.contains(n)));
            prop_assert!(!hidden.contains(&0));
            if shown_any && !hidden.is_empty() {
                prop_assert!(2 <= hidden.len());
                prop_assert!(10 <= hidden.iter().sum::<u64>());
            }
        }
    }
}
