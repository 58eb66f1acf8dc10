//! Loyalty: attitude and behaviour, the four-step ladder, and satisfaction against intention.

use super::estimate::Estimate;
use super::items::{mean_of_answered, on_scale};
use super::moments::Tally;

/// Where high begins. The limits are conventions of ours: report them with every result.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thresholds {
    /// Attitude from here up is high, 1.0 to 10.0.
    pub attitude: f64,
    /// So many orders in twelve months are high.
    pub orders: u32,
    /// Such a share of the spending on these goods is high, 0 to 100 %.
    pub share_percent: u8,
    /// Up to this satisfaction, 1 to 10, somebody may be held hostage.
    pub hostage_satisfaction: u8,
    /// From this agreement up, 1 to 5, that there is no real alternative.
    pub hostage_lock_in: u8,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            attitude: 7.0,
            orders: 3,
            share_percent: 50,
            hostage_satisfaction: 4,
            hostage_lock_in: 4,
        }
    }
}

/// What is known of one customer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Signals {
    /// "I prefer it", "I would recommend it", "I would be sorry to lose it", each 1 to 10.
    pub attitude: [Option<u8>; 3],
    /// Orders in twelve months.
    pub orders: Option<u32>,
    /// The share of their spending on these goods that is spent here, 0 to 100 %.
    pub share_percent: Option<u8>,
    /// Satisfaction, 1 to 10.
    pub satisfaction: Option<u8>,
    /// "I have no real alternative", 1 to 5.
    pub lock_in: Option<u8>,
    /// Why they stay, if they said.
    pub reason: Option<Reason>,
}

/// Why somebody stays with a shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Reason {
    Habit,
    Contract,
    Monopoly,
}

/// Attitude against behaviour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Both are high.
    True,
    /// They like the shop and seldom buy.
    Latent,
    /// They buy often and do not like the shop much.
    Spurious,
    /// Neither.
    None,
}

impl Kind {
    /// The kinds by name, in the order of this enum.
    pub const NAMES: [&str; 4] = ["true", "latent", "spurious", "none"];
}

/// What holds somebody who is only spuriously loyal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Hold {
    Inertia,
    Monopoly,
}

impl Hold {
    /// The holds by name, in the order of this enum.
    pub const NAMES: [&str; 2] = ["inertia", "monopoly"];
}

/// One customer's loyalty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loyalty {
    /// Attitude against behaviour.
    pub kind: Kind,
    /// Whether they are spuriously loyal, dissatisfied, and see no way out.
    pub is_hostage: bool,
    /// What holds the spuriously loyal, where they said why they stay.
    pub hold: Option<Hold>,
}

/// Classes one customer; `None` where attitude or behaviour is not known.
///
/// Attitude needs two of its three items. Behaviour is high if either of its two signs is, and low
/// if the signs that are known are low. Satisfaction and lock-in that are not known make nobody a
/// hostage.
///
/// - **Source**: Dick & Basu (1994) Customer Loyalty: Toward an Integrated Conceptual Framework;
///   hostages from Jones & Sasser (1995) Why Satisfied Customers Defect.
///
/// # Examples
/// ```
/// use aftersay::scoring::loyalty::{Kind, Signals, Thresholds, classify};
/// let signals = Signals { attitude: [Some(8); 3], orders: Some(1), ..Signals::default() };
/// let loyalty = classify(&signals, &Thresholds::default()).unwrap();
/// assert_eq!(loyalty.kind, Kind::Latent);
/// ```
#[must_use]
pub fn classify(signals: &Signals, thresholds: &Thresholds) -> Option<Loyalty> {
    let attitude = mean_of_answered(signals.attitude.map(|answer| on_scale(answer, 1..=10)))?;
    let by_orders = signals.orders.map(|orders| thresholds.orders <= orders);
    let share = signals.share_percent.filter(|percent| *percent <= 100);
    let by_share = share.map(|percent| thresholds.share_percent <= percent);
    let buys_often = by_orders.max(by_share)?; // None, then Some(false), then Some(true).
    let kind = match (thresholds.attitude <= attitude, buys_often) {
        (true, true) => Kind::True,
        (true, false) => Kind::Latent,
        (false, true) => Kind::Spurious,
        (false, false) => Kind::None,
    };
    let satisfaction = signals.satisfaction.filter(|answer| (1..=10).contains(answer));
    let lock_in = signals.lock_in.filter(|answer| (1..=5).contains(answer));
    let is_hostage = kind == Kind::Spurious
        && satisfaction.is_some_and(|answer| answer <= thresholds.hostage_satisfaction)
        && lock_in.is_some_and(|answer| thresholds.hostage_lock_in <= answer);
    let hold = signals.reason.filter(|_| kind == Kind::Spurious).map(|reason| match reason {
        Reason::Habit => Hold::Inertia,
        Reason::Contract | Reason::Monopoly => Hold::Monopoly,
    });
    Some(Loyalty { kind, is_hostage, hold })
}

/// What is kept of many customers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// In the order of [`Kind`].
    pub kinds: Tally<4>,
    /// How many are hostages.
    pub hostages: u64,
    /// What holds the spuriously loyal who said why they stay, in the order of [`Hold`].
    pub holds: Tally<2>,
}

impl Counts {
    /// Counts one more customer in.
    pub fn add(&mut self, loyalty: &Loyalty) {
        self.kinds.add(loyalty.kind as usize);
        self.hostages += u64::from(loyalty.is_hostage);
        if let Some(hold) = loyalty.hold {
            self.holds.add(hold as usize);
        }
    }

    /// Counts in all that `other` has counted.
    pub fn merge(&mut self, other: &Self) {
        self.kinds.merge(&other.kinds);
        self.hostages += other.hostages;
        self.holds.merge(&other.holds);
    }
}

/// The loyalty of many, in shares of all.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Shares {
    pub true_loyal: Estimate,
    pub latent: Estimate,
    pub spurious: Estimate,
    pub not_loyal: Estimate,
    /// Part of the spurious, and as a share of all like them.
    pub hostages: Estimate,
    /// Inertia, then monopoly, as shares of the spurious who said why; `None` where nobody did.
    pub holds: Option<[Estimate; 2]>,
}

/// Sums up the loyalty of many; `None` where nobody could be classed.
///
/// # Examples
/// ```
/// use aftersay::scoring::{moments::Tally, loyalty::{Counts, aggregate}};
/// let kinds = Tally { counts: [2, 1, 4, 1] };
/// let shares = aggregate(&Counts { kinds, hostages: 2, ..Counts::default() }).unwrap();
/// assert_eq!((shares.spurious.value, shares.hostages.value), (0.5, 0.25));
/// ```
#[must_use]
pub fn aggregate(counts: &Counts) -> Option<Shares> {
    let [true_loyal, latent, spurious, not_loyal] = counts.kinds.shares()?;
    let hostages = super::estimate::share(counts.hostages, counts.kinds.n())?;
    let holds = counts.holds.shares();
    Some(Shares { true_loyal, latent, spurious, not_loyal, hostages, holds })
}

/// How far up the ladder of loyalty somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Not on it.
    None,
    /// It is the better offer.
    Cognitive,
    /// They like it.
    Affective,
    /// They intend to buy again.
    Conative,
    /// They buy again even when it takes effort.
    Action,
}

/// From this agreement up, 1 to 7, a step of the ladder is taken.
const STEP_TAKEN: f64 = 5.0;

/// Finds how many steps of the ladder somebody has taken, from the first and without a gap.
///
/// `None` where the first is not answered: nothing is known then. A later one that is not answered
/// ends the run.
///
/// - **Shape**: cognitive, affective, conative, action.
/// - **Units**: agreement, 1 to 7; 5 and up is a step taken.
/// - **Source**: Oliver (1999) Whence Consumer Loyalty?
///
/// # Examples
/// ```
/// use aftersay::scoring::loyalty::{Stage, stage};
/// assert_eq!(stage([Some(6), Some(5), Some(4), Some(7)]), Some(Stage::Affective));
/// ```
#[must_use]
pub fn stage(steps: [Option<u8>; 4]) -> Option<Stage> {
    let steps = steps.map(|answer| on_scale(answer, 1..=7));
    let [Some(_), ..] = steps else {
        return None;
    };
    let taken = |step: &&Option<f64>| step.is_some_and(|answer| STEP_TAKEN <= answer);
    Some(match steps.iter().take_while(taken).count() {
        0 => Stage::None,
        1 => Stage::Cognitive,
        2 => Stage::Affective,
        3 => Stage::Conative,
        _ => Stage::Action,
    })
}

/// The share of each stage, in the order of [`Stage`]; `None` where nobody has one.
///
/// - **Shape**: `tally.add(stage as usize)`, a customer.
#[must_use]
pub fn stages(customers: &Tally<5>) -> Option<[Estimate; 5]> {
    customers.shares()
}

/// Satisfaction against the intention to buy again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// Satisfied and loyal.
    Loyalist,
    /// Satisfied, and still not loyal.
    Mercenary,
    /// Neither.
    Defector,
    /// Dissatisfied and still loyal, out of inertia or for want of an alternative.
    HostageType,
}

impl Cell {
    /// The cells by name, in the order of this enum.
    pub const NAMES: [&str; 4] = ["loyalist", "mercenary", "defector", "hostage"];
}

/// Both begin to be high here, 1 to 10.
const HIGH: f64 = 7.0;

/// Places one customer; `None` where an answer is missing or off its scale.
///
/// - **Units**: satisfaction and intention, 1 to 10; 7 and up is high.
/// - **Source**: Jones & Sasser (1995) Why Satisfied Customers Defect.
///
/// # Examples
/// ```
/// use aftersay::scoring::loyalty::{Cell, cell};
/// assert_eq!(cell(Some(8), Some(4)), Some(Cell::Mercenary));
/// assert_eq!(cell(Some(8), None), None);
/// ```
#[must_use]
pub fn cell(satisfaction: Option<u8>, intention: Option<u8>) -> Option<Cell> {
    let satisfied = HIGH <= on_scale(satisfaction, 1..=10)?;
    let loyal = HIGH <= on_scale(intention, 1..=10)?;
    Some(match (satisfied, loyal) {
        (true, true) => Cell::Loyalist,
        (true, false) => Cell::Mercenary,
        (false, false) => Cell::Defector,
        (false, true) => Cell::HostageType,
    })
}

/// The share of each cell, in the order of [`Cell`]; `None` where nobody has one.
///
/// - **Shape**: `tally.add(cell as usize)`, a customer.
///
/// # Examples
/// ```
/// use aftersay::scoring::{moments::Tally, loyalty::cells};
/// let shares = cells(&Tally { counts: [2, 1, 1, 0] }).unwrap();
/// assert_eq!(shares.map(|share| share.value), [0.5, 0.25, 0.25, 0.0]);
/// ```
#[must_use]
pub fn cells(customers: &Tally<4>) -> Option<[Estimate; 4]> {
    customers.shares()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::estimate::near::assert_near;
    use proptest::prelude::*;

    fn classified(signals: &Signals) -> Option<Loyalty> {
        classify(signals, &Thresholds::default())
    }

    fn signals(attitude: u8, orders: u32) -> Signals {
        Signals { attitude: [Some(attitude); 3], orders: Some(orders), ..Signals::default() }
    }

    #[test]
    fn the_cases_of_the_reference_have_their_kinds() {
        for (case, signals, kind) in [
            ("likes it, buys often", signals(8, 4), Kind::True),
            (
                "likes it, buys seldom",
                Signals { share_percent: Some(20), ..signals(8, 1) },
                Kind::Latent,
            ),
            ("indifferent, buys often", signals(5, 6), Kind::Spurious),
            ("neither", Signals { share_percent: Some(10), ..signals(5, 1) }, Kind::None),
            ("limits count as high", signals(7, 3), Kind::True),
            (
                "half of the spending",
                Signals { share_percent: Some(50), ..signals(7, 1) },
                Kind::True,
            ),
        ] {
            let loyalty = classified(&signals).unwrap();
            assert_eq!((loyalty.kind, loyalty.is_hostage), (kind, false), "{case}");
        }
    }

    #[test]
    fn a_hostage_is_dissatisfied_and_sees_no_way_out() {
        let hostage = Signals { satisfaction: Some(3), lock_in: Some(5), ..signals(3, 6) };
        for (case, signals, is_hostage) in [
            ("of the reference", hostage, true),
            ("at the limits", Signals { satisfaction: Some(4), lock_in: Some(4), ..hostage }, true),
            ("content enough", Signals { satisfaction: Some(5), ..hostage }, false),
            ("free to go", Signals { lock_in: Some(3), ..hostage }, false),
            ("satisfaction unknown", Signals { satisfaction: None, ..hostage }, false),
            ("lock-in unknown", Signals { lock_in: None, ..hostage }, false),
            ("satisfaction off the scale", Signals { satisfaction: Some(0), ..hostage }, false),
            ("not spurious", Signals { orders: Some(0), ..hostage }, false),
        ] {
            assert_eq!(classified(&signals).unwrap().is_hostage, is_hostage, "{case}");
        }
    }

    #[test]
    fn only_the_spuriously_loyal_are_held() {
        for (reason, hold) in [
            (Some(Reason::Habit), Some(Hold::Inertia)),
            (Some(Reason::Contract), Some(Hold::Monopoly)),
            (Some(Reason::Monopoly), Some(Hold::Monopoly)),
            (None, None),
        ] {
            let spurious = Signals { reason, ..signals(5, 6) };
            assert_eq!(classified(&spurious).unwrap().hold, hold, "{reason:?}");
            let loyal = Signals { reason, ..signals(9, 6) };
            assert_eq!(classified(&loyal).unwrap().hold, None, "{reason:?}, but truly loyal");
        }
    }

    #[test]
    fn an_unknown_axis_is_no_class() {
        for (case, signals) in [
            ("no attitude", Signals { attitude: [None; 3], ..signals(8, 4) }),
            ("a third of it", Signals { attitude: [Some(8), None, None], ..signals(8, 4) }),
            ("no behaviour", Signals { orders: None, ..signals(8, 4) }),
        ] {
            assert_eq!(classified(&signals), None, "{case}");
        }
        let one_sign = Signals { orders: None, share_percent: Some(60), ..signals(8, 0) };
        assert_eq!(classified(&one_sign).unwrap().kind, Kind::True);
        assert_eq!(aggregate(&Counts::default()), None);
    }

    #[test]
    fn the_ladder_of_the_reference() {
        for (steps, expected) in [
            ([Some(6), Some(5), Some(4), Some(7)], Some(Stage::Affective)),
            ([Some(4), Some(7), Some(7), Some(7)], Some(Stage::None)),
            ([Some(7), Some(7), Some(7), Some(5)], Some(Stage::Action)),
            ([Some(7), None, Some(7), Some(7)], Some(Stage::Cognitive)),
            ([Some(7), Some(7), Some(5), Some(1)], Some(Stage::Conative)),
            ([None, Some(7), Some(7), Some(7)], None),
            ([Some(8), Some(7), Some(7), Some(7)], None),
        ] {
            assert_eq!(stage(steps), expected, "{steps:?}");
        }
        assert_eq!(stages(&Tally::default()), None);
    }

    #[test]
    fn the_cells_of_the_reference_have_their_shares() {
        let mut customers = Tally::default();
        for (satisfaction, intention) in [(9, 9), (8, 4), (3, 2), (4, 8), (7, 7)] {
            let cell = cell(Some(satisfaction), Some(intention)).unwrap();
            assert!(customers.add(cell as usize));
        }
        let shares = cells(&customers).unwrap();
        for (share, expected) in shares.iter().zip([0.4, 0.2, 0.2, 0.2]) {
            assert_near("share", share.value, expected, 1e-9);
        }
        assert_eq!(cell(None, Some(9)), None);
    }

    proptest! {
        #[test]
        fn hostages_are_spurious_and_shares_sum_to_one(
            customers in prop::collection::vec((1_u8..=10, 0_u32..9, 1_u8..=10, 1_u8..=5), 1..30),
        ) {
            let mut counts = Counts::default();
            let mut backwards = Counts::default();
            for &(attitude, orders, satisfaction, lock_in) in &customers {
                let more = Signals {
                    satisfaction: Some(satisfaction),
                    lock_in: Some(lock_in),
                    ..signals(attitude, orders)
                };
                let loyalty = classified(&more).unwrap();
                prop_assert!(!loyalty.is_hostage || loyalty.kind == Kind::Spurious);
                counts.add(&loyalty);
                let mut one = Counts::default();
                one.add(&loyalty);
                one.merge(&backwards);
                backwards = one;
            }
            prop_assert_eq!(counts, backwards);
            let shares = aggregate(&counts).unwrap();
            let all = [shares.true_loyal, shares.latent, shares.spurious, shares.not_loyal];
            prop_assert!((all.iter().map(|share| share.value).sum::<f64>() - 1.0).abs() < 1e-12);
            prop_assert!(shares.hostages.value <= shares.spurious.value);
        }
    }
}
