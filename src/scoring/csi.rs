//! The customer satisfaction index: a tree of indicators, each level the weighted mean of the next.

use super::estimate::Estimate;
use super::items::{is_weight, n100, on_scale};

/// The share of a node's weight that must be answered before the node has a score.
pub const COVERAGE_MIN: f64 = 0.5;

/// Rounding dust: 0.3 of 0.1 + 0.2 + 0.3 is half, whatever the last bit says.
const DUST: f64 = 1e-9;

/// One child of a node.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// How much it counts among its siblings: from 0.0 up, in any unit.
    pub weight: f64,
    /// 0.0 (worst) to 100.0 (best); `None` where there is no answer, which is not a zero.
    pub score: Option<f64>,
}

/// Why a node cannot be rolled up.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum CsiError {
    #[error("weight {weight} at index {index} is not a number from 0 up")]
    BadWeight { index: usize, weight: f64 },
    #[error("score {score} at index {index} is not from 0 to 100")]
    BadScore { index: usize, score: f64 },
}

/// Rolls the children of one node up into its score; `None` where too little of it is answered.
///
/// The widget rolls up one visitor's answers; the report the means of everybody's, with
/// [`roll_up_tree`]. The same rule scores a tag, whose children are the leaves that carry it.
///
/// - **Shape**: one [`Part`] a child, in any order, the unanswered included: they decide whether
///   [`COVERAGE_MIN`] of the weight is answered.
/// - **Units**: index points, 0.0 to 100.0. Weights are renormalised over the answered.
/// - **Source**: the weighted means of the ACSI family, Fornell et al. (1996) The American
///   Customer Satisfaction Index; that half must be answered is a convention of ours.
///
/// # Errors
/// [`CsiError`] at the first part whose weight or score is out of range.
///
/// # Examples
/// ```
/// use aftersay::scoring::csi::{Part, roll_up};
/// let parts = [(3.0, Some(40.0)), (1.0, Some(80.0)), (2.0, None)];
/// let parts = parts.map(|(weight, score)| Part { weight, score });
/// assert_eq!(roll_up(&parts)?, Some(50.0)); // (3 * 40 + 80) / 4
/// # Ok::<(), aftersay::scoring::csi::CsiError>(())
/// ```
pub fn roll_up(parts: &[Part]) -> Result<Option<f64>, CsiError> {
    let weighed = weigh(parts)?;
    Ok(weighed.score())
}

/// A node of the index with all that is below it.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// How much it counts among its siblings: from 0.0 up, in any unit; the root's says nothing.
    pub weight: f64,
    /// What it is made of.
    pub content: Content,
}

/// What a node is made of.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// A question, with the mean of its answers from 0.0 to 100.0; `None` where nobody answered.
    Leaf(Option<Estimate>),
    /// Other nodes.
    Branch(Vec<Node>),
}

/// A node once rolled up.
#[derive(Debug, Clone, PartialEq)]
pub struct Rolled {
    /// 0.0 to 100.0; `None` where too little below it is answered.
    pub score: Option<f64>,
    /// The fewest answers that any leaf used for the score has; 0 without a score.
    pub n: u64,
    /// The share of the children's weight that has a score, 0.0 to 1.0.
    pub coverage: f64,
    /// The children, in the order given.
    pub children: Vec<Rolled>,
}

/// Rolls a whole tree up, from the leaves' means to the index at its root.
///
/// - **Source**: as [`roll_up`].
///
/// # Errors
/// [`CsiError`] at the first node out of range; its index is the place among its siblings.
///
/// # Examples
/// ```
/// use aftersay::scoring::csi::{Content, Node, roll_up_tree};
/// use aftersay::scoring::estimate::mean;
/// let leaf = |n, sum| Node { weight: 1.0, content: Content::Leaf(mean(n, sum, 0.0)) };
/// let index = Node { weight: 1.0, content: Content::Branch(vec![leaf(2, 180.0), leaf(9, 630.0)]) };
/// let index = roll_up_tree(&index)?;
/// assert_eq!((index.score, index.n, index.coverage), (Some(80.0), 2, 1.0)); // 90 and 70
/// # Ok::<(), aftersay::scoring::csi::CsiError>(())
/// ```
pub fn roll_up_tree(node: &Node) -> Result<Rolled, CsiError> {
    let nodes = match &node.content {
        Content::Leaf(mean) => {
            let (score, n) = (mean.map(|mean| mean.value), mean.map_or(0, |mean| mean.n));
            weigh(&[Part { weight: 1.0, score }])?;
            let coverage = if score.is_some() { 1.0 } else { 0.0 };
            return Ok(Rolled { score, n, coverage, children: Vec::new() });
        }
        Content::Branch(nodes) => nodes,
    };
    let children = nodes.iter().map(roll_up_tree).collect::<Result<Vec<_>, _>>()?;
    let weights = nodes.iter().map(|child| child.weight);
    let scores = children.iter().map(|child| child.score);
    let parts: Vec<_> = weights.zip(scores).map(|(weight, score)| Part { weight, score }).collect();
    let weighed = weigh(&parts)?;
    let score = weighed.score();
    // A child without weight has no part in the score.
    let used = nodes.iter().zip(&children).filter(|(node, _)| score.is_some() && 0.0 < node.weight);
    let n = used.filter(|(_, child)| child.score.is_some()).map(|(_, child)| child.n).min();
    Ok(Rolled { score, n: n.unwrap_or(0), coverage: weighed.coverage(), children })
}

/// The sums over a node's children.
struct Weighed {
    total: f64,
    answered: f64,
    points: f64,
}

impl Weighed {
    fn coverage(&self) -> f64 {
        if 0.0 < self.total { self.answered / self.total } else { 0.0 }
    }

    fn score(&self) -> Option<f64> {
        let covered = 0.0 < self.answered && COVERAGE_MIN - DUST <= self.coverage();
        // A mean of numbers up to 100 may come out a last bit above.
        covered.then(|| (self.points / self.answered).min(100.0))
    }
}

fn weigh(parts: &[Part]) -> Result<Weighed, CsiError> {
    let mut weighed = Weighed { total: 0.0, answered: 0.0, points: 0.0 };
    for (index, &Part { weight, score }) in parts.iter().enumerate() {
        if !is_weight(weight) {
            return Err(CsiError::BadWeight { index, weight });
        }
        weighed.total += weight;
        if let Some(score) = score {
            if !(0.0..=100.0).contains(&score) {
                return Err(CsiError::BadScore { index, score });
            }
            weighed.answered += weight;
            weighed.points += weight * score;
        }
    }
    Ok(weighed)
}

/// How a leaf is asked, and so how its answer becomes 0.0 to 100.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaf {
    /// 1 to 10, by [`rating`].
    Rating,
    /// Yes or no, of which yes is bad, by [`complaint`].
    Complaint,
    /// A price rise in per cent, by [`price_rise`].
    PriceRise,
}

impl Leaf {
    /// The score of an answer, 0.0 to 100.0; `None` where missing.
    #[must_use]
    pub fn score(self, answer: Option<u8>) -> Option<f64> {
        match self {
            Self::Rating => rating(answer),
            Self::Complaint => complaint(answer.map(|answer| 0 < answer)),
            Self::PriceRise => price_rise(answer),
        }
    }
}

/// One construct of the index and its leaves by key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Construct {
    /// Its key; the keys of its leaves begin with it.
    pub key: &'static str,
    /// Its leaves in the order in which they are asked.
    pub leaves: &'static [(&'static str, Leaf)],
}

/// The constructs of the index for shops on the web, of which the last three are their own.
///
/// - **Source**: textbooks of customer satisfaction planning. They speak of eight constructs and
///   name these five; which ones were meant besides is not known, and not made up here.
pub static CONSTRUCTS: [Construct; 8] = [
    Construct {
        key: "service",
        leaves: &[("overall", Leaf::Rating), ("fit", Leaf::Rating), ("reliable", Leaf::Rating)],
    },
    Construct {
        key: "value",
        leaves: &[
            ("quality", Leaf::Rating),
            ("price", Leaf::Rating),
            ("cost", Leaf::Rating),
            ("total", Leaf::Rating),
        ],
    },
    Construct {
        key: "satisfaction",
        leaves: &[
            ("overall", Leaf::Rating),
            ("promised", Leaf::Rating),
            ("expected", Leaf::Rating),
            ("rivals", Leaf::Rating),
        ],
    },
    Construct {
        key: "complaints",
        leaves: &[
            ("reason", Leaf::Complaint),
            ("made", Leaf::Complaint),
            ("handled", Leaf::Rating),
        ],
    },
    Construct {
        key: "loyalty",
        leaves: &[("again", Leaf::Rating), ("rise", Leaf::PriceRise), ("resists", Leaf::Rating)],
    },
    Construct {
        key: "information",
        leaves: &[("accurate", Leaf::Rating), ("complete", Leaf::Rating), ("clear", Leaf::Rating)],
    },
    Construct { key: "response", leaves: &[("loading", Leaf::Rating), ("site", Leaf::Rating)] },
    Construct { key: "design", leaves: &[("structure", Leaf::Rating)] },
];

/// Scores the constructs of one response; `None` where too little of one was answered.
///
/// - **Shape**: `answer` tells the answer to a leaf, given the keys of construct and leaf; one score a
///   construct, in the order of [`CONSTRUCTS`].
/// - **Units**: 0.0 to 100.0.
/// - **Source**: as [`roll_up`], with leaves of equal weight.
pub fn constructs(
    answer: impl Fn(&str, &str) -> Option<u8>,
) -> impl Iterator<Item = (&'static str, Option<f64>)> {
    CONSTRUCTS.iter().map(move |construct| {
        let leaves = construct.leaves.iter();
        let scores = leaves.map(|(key, leaf)| leaf.score(answer(construct.key, key)));
        let parts = scores.map(|score| Part { weight: 1.0, score });
        (construct.key, roll_up(&parts.collect::<Vec<_>>()).ok().flatten())
    })
}

/// A leaf rated 1 to 10, from 0.0 to 100.0; `None` where missing or off the scale.
///
/// # Examples
/// ```
/// assert_eq!(aftersay::scoring::csi::rating(Some(10)), Some(100.0));
/// ```
#[must_use]
pub fn rating(answer: Option<u8>) -> Option<f64> {
    on_scale(answer, 1..=10).map(|answer| n100(answer, 1.0, 10.0))
}

/// A leaf that asks for a complaint, felt or made: yes is 0.0, no is 100.0.
///
/// # Examples
/// ```
/// assert_eq!(aftersay::scoring::csi::complaint(Some(true)), Some(0.0));
/// ```
#[must_use]
pub fn complaint(complained: Option<bool>) -> Option<f64> {
    complained.map(|complained| if complained { 0.0 } else { 100.0 })
}

/// A leaf that asks which price rise would be accepted, 0 to 25 %, from 0.0 to 100.0.
///
/// More than 25 % counts as 25.
///
/// # Examples
/// ```
/// use aftersay::scoring::csi::price_rise;
/// assert_eq!([price_rise(Some(10)), price_rise(Some(40))], [Some(40.0), Some(100.0)]);
/// ```
#[must_use]
pub fn price_rise(percent: Option<u8>) -> Option<f64> {
    percent.map(|percent| n100(f64::from(percent.min(25)), 0.0, 25.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::estimate::near::{assert_near, assert_some_near};
    use proptest::prelude::*;

    fn part(weight: f64, score: Option<f64>) -> Part {
        Part { weight, score }
    }

    fn leaf(score: Option<f64>, n: u64) -> Node {
        let mean = score.map(|value| Estimate { value, interval: None, n });
        Node { weight: 1.0, content: Content::Leaf(mean) }
    }

    fn branch(weight: f64, nodes: Vec<Node>) -> Node {
        Node { weight, content: Content::Branch(nodes) }
    }

    #[test]
    fn the_case_of_the_reference_rolls_up() {
        let tree = branch(
            1.0,
            vec![
                branch(
                    0.40,
                    vec![leaf(Some(80.0), 30), leaf(Some(70.0), 25), leaf(Some(90.0), 28)],
                ),
                branch(0.35, vec![leaf(Some(60.0), 20), leaf(None, 0)]),
                branch(0.25, vec![leaf(None, 0), leaf(None, 0)]),
            ],
        );
        let index = roll_up_tree(&tree).unwrap();
        assert_some_near("index", index.score, 70.666_667, 5e-7);
        assert_near("coverage", index.coverage, 0.75, 1e-9);
        assert_eq!(index.n, 20);
        let [information, response, design] = index.children.as_slice() else {
            panic!("there are three constructs");
        };
        assert_eq!((information.score, information.n), (Some(80.0), 25));
        assert_eq!((response.score, response.coverage, response.n), (Some(60.0), 0.5, 20));
        assert_eq!((design.score, design.coverage, design.n), (None, 0.0, 0));
    }

    #[test]
    fn a_node_is_scored_once_half_of_its_weight_is_answered() {
        for (case, parts, score) in [
            ("all of it", vec![part(1.0, Some(80.0)), part(3.0, Some(60.0))], Some(65.0)),
            ("exactly half", vec![part(1.0, Some(60.0)), part(1.0, None)], Some(60.0)),
            (
                "half of a sum with dust",
                vec![part(0.3, Some(8.0)), part(0.1, None), part(0.2, None)],
                Some(8.0),
            ),
            ("a third", vec![part(1.0, Some(60.0)), part(2.0, None)], None),
            ("a zero is an answer", vec![part(1.0, Some(0.0)), part(1.0, None)], Some(0.0)),
            ("without weight", vec![part(0.0, Some(60.0))], None),
            ("without children", vec![], None),
        ] {
            let found = roll_up(&parts).unwrap();
            assert_eq!(found.is_some(), score.is_some(), "{case}");
            assert_near(case, found.unwrap_or(0.0), score.unwrap_or(0.0), 1e-9);
        }
    }

    #[test]
    fn what_is_out_of_range_is_named() {
        let refused = Err(CsiError::BadWeight { index: 1, weight: -1.0 });
        assert_eq!(roll_up(&[part(1.0, None), part(-1.0, None)]), refused);
        let refused = CsiError::BadScore { index: 0, score: 101.0 };
        assert_eq!(roll_up(&[part(1.0, Some(101.0))]), Err(refused));
        assert_eq!(refused.to_string(), "score 101 at index 0 is not from 0 to 100");
        assert!(roll_up_tree(&branch(1.0, vec![leaf(Some(f64::NAN), 3)])).is_err());
    }

    #[test]
    fn leaves_without_weight_do_not_count_for_n() {
        let mut idle = leaf(Some(10.0), 1);
        idle.weight = 0.0;
        let index = roll_up_tree(&branch(1.0, vec![idle, leaf(Some(50.0), 9)])).unwrap();
        assert_eq!((index.score, index.n), (Some(50.0), 9));
    }

    #[test]
    fn leaves_have_their_own_scales() {
        assert_eq!([rating(Some(1)), rating(Some(0)), rating(None)], [Some(0.0), None, None]);
        assert_eq!([complaint(Some(false)), complaint(None)], [Some(100.0), None]);
        assert_eq!([price_rise(Some(25)), price_rise(None)], [Some(100.0), None]);
    }

    proptest! {
        #[test]
        fn the_order_of_the_children_and_the_unit_of_the_weights_do_not_matter(
            children in prop::collection::vec((0_u8..9, prop::option::of(0_u8..=100)), 0..9),
        ) {
            let parts = |unit: f64| {
                let part = |&(weight, score): &(u8, Option<u8>)| {
                    part(unit * f64::from(weight), score.map(f64::from))
                };
                children.iter().map(part).collect::<Vec<_>>()
            };
            let score = roll_up(&parts(1.0)).unwrap();
            let mut reversed = parts(1.0);
            reversed.reverse();
            prop_assert_eq!(roll_up(&reversed).unwrap(), score);
            let percent = roll_up(&parts(0.01)).unwrap();
            prop_assert_eq!(percent.is_some(), score.is_some());
            prop_assert!((percent.unwrap_or(0.0) - score.unwrap_or(0.0)).abs() < 1e-9);
            prop_assert!(score.is_none_or(|score| (0.0..=100.0).contains(&score)));
        }
    }
}
