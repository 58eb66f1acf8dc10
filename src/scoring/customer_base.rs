//! The customer base over a period, counted from orders and not from answers.

use super::estimate::Estimate;
use super::moments::{Moments, Tally};

/// What happened to the customers of a period.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Period {
    /// Customers when it began.
    pub at_start: u64,
    /// Customers won during it.
    pub new: u64,
    /// Of those at the start, how many were lost.
    pub lost: u64,
    /// Of those at the start, how many moved up a tier.
    pub upgraded: u64,
}

/// The same as shares of the customers at the start.
///
/// They have no interval: they are counts of everybody, not a sample.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rates {
    /// From 0.0 up: more may come than there were.
    pub new: f64,
    /// 0.0 to 1.0.
    pub churn: f64,
    /// What churn leaves, 1.0 to 0.0.
    pub retention: f64,
    /// 0.0 to 1.0.
    pub upgrade: f64,
}

/// Why a period cannot be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum CustomerBaseError {
    #[error("{lost} lost customers are more than the {at_start} at the start")]
    MoreLost { lost: u64, at_start: u64 },
    #[error("{upgraded} upgraded customers are more than the {at_start} at the start")]
    MoreUpgraded { upgraded: u64, at_start: u64 },
}

/// Rates a period; `None` where it began without customers.
///
/// - **Source**: new, lost and upgraded customers, as in Chinese textbooks on customer relations.
///
/// # Errors
/// [`CustomerBaseError`] where more were lost or upgraded than there were.
///
/// # Examples
/// ```
/// use aftersay::scoring::customer_base::{Period, rates};
/// let rates = rates(&Period { at_start: 200, new: 50, lost: 25, upgraded: 0 })?.unwrap();
/// assert_eq!((rates.new, rates.churn, rates.retention), (0.25, 0.125, 0.875));
/// # Ok::<(), aftersay::scoring::customer_base::CustomerBaseError>(())
/// ```
pub fn rates(period: &Period) -> Result<Option<Rates>, CustomerBaseError> {
    let Period { at_start, new, lost, upgraded } = *period;
    if at_start < lost {
        return Err(CustomerBaseError::MoreLost { lost, at_start });
    }
    if at_start < upgraded {
        return Err(CustomerBaseError::MoreUpgraded { upgraded, at_start });
    }
    let share = |customers: u64| customers as f64 / at_start as f64;
    Ok((at_start != 0).then(|| Rates {
        new: share(new),
        churn: share(lost),
        retention: share(at_start - lost),
        upgrade: share(upgraded),
    }))
}

/// The mean profit of a tier's customers, in the currency's units; `None` of nobody.
///
/// # Examples
/// ```
/// use aftersay::scoring::customer_base::mean_profit;
/// let profits = [30.0, -10.0].into_iter().collect(); // A customer may cost more than they bring.
/// assert_eq!(mean_profit(&profits).unwrap().value, 10.0);
/// ```
#[must_use]
pub fn mean_profit(profits: &Moments) -> Option<Estimate> {
    profits.estimate()
}

/// What a customer is to the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Segment {
    /// Buys here.
    Loyal,
    /// Buys here and elsewhere.
    Roaming,
    /// Does not buy here yet.
    Potential,
}

/// Whether a customer has bought here before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Visit {
    New,
    Returning,
}

/// The shares of loyal, roaming and potential customers, in this order; `None` of nobody.
///
/// - **Shape**: `tally.add(segment as usize)`, a customer.
#[must_use]
pub fn segments(customers: &Tally<3>) -> Option<[Estimate; 3]> {
    customers.shares()
}

/// The shares of new and returning customers, in this order; `None` of nobody.
///
/// - **Shape**: `tally.add(visit as usize)`, a customer.
#[must_use]
pub fn visits(customers: &Tally<2>) -> Option<[Estimate; 2]> {
    customers.shares()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::estimate::near::assert_near;

    #[test]
    fn the_case_of_the_reference_has_its_rates() {
        let period = Period { at_start: 400, new: 60, lost: 48, upgraded: 20 };
        let rates = rates(&period).unwrap().unwrap();
        assert_near("new", rates.new, 0.15, 1e-9);
        assert_near("churn", rates.churn, 0.12, 1e-9);
        assert_near("retention", rates.retention, 0.88, 1e-9);
        assert_near("upgrade", rates.upgrade, 0.05, 1e-9);
    }

    #[test]
    fn a_base_that_was_empty_has_no_rates() {
        assert_eq!(rates(&Period { new: 5, ..Period::default() }), Ok(None));
        assert_eq!(mean_profit(&Moments::default()), None);
        assert_eq!((segments(&Tally::default()), visits(&Tally::default())), (None, None));
    }

    #[test]
    fn nobody_is_lost_who_was_not_there() {
        let lost = Period { at_start: 1, lost: 2, ..Period::default() };
        assert_eq!(rates(&lost), Err(CustomerBaseError::MoreLost { lost: 2, at_start: 1 }));
        let upgraded = Period { at_start: 1, upgraded: 2, ..Period::default() };
        assert!(rates(&upgraded).is_err());
    }

    #[test]
    fn segments_and_visits_have_their_shares() {
        let mut customers = Tally::default();
        for segment in [Segment::Loyal, Segment::Loyal, Segment::Roaming, Segment::Potential] {
            assert!(customers.add(segment as usize));
        }
        let shares = segments(&customers).unwrap().map(|share| share.value);
        assert_near("loyal", shares[0], 0.5, 1e-9);
        let mut customers = Tally::default();
        for visit in [Visit::New, Visit::Returning, Visit::Returning, Visit::Returning] {
            assert!(customers.add(visit as usize));
        }
        assert_near("new", visits(&customers).unwrap()[0].value, 0.25, 1e-9);
    }
}
