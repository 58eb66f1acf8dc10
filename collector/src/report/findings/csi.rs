//! The customer satisfaction index: its tree, under every weighting that the answers allow.

use super::super::figures::{Figures, PartFigures};
use super::super::words;
use super::{Found, number};
use aftersay::scoring::cross_moments::CrossMoments;
use aftersay::scoring::csi::{CONSTRUCTS, Construct, Content, Leaf, Node, Rolled, roll_up_tree};
use aftersay::scoring::estimate::Estimate;
use aftersay::scoring::items::n100;
use aftersay::scoring::weights::{self, N_PAIRS_MIN};
use aftersay::survey::kinds::Importance;
use aftersay::survey::kinds::models::weight_key;

/// What the tags stand for.
const TAGS: [(&str, &str); 11] = [
    ("MS", "Idea (MS)"),
    ("BS", "Behaviour (BS)"),
    ("VS", "What is seen and heard (VS)"),
    ("PS", "Product (PS)"),
    ("SS", "Service (SS)"),
    ("material", "Material layer"),
    ("spiritual", "Spiritual layer"),
    ("social", "Social layer"),
    ("product", "The product"),
    ("service", "The service"),
    ("process", "The process"),
];

/// The leaf that says how satisfied somebody is with everything.
const OVERALL: &str = "satisfaction_overall";

/// A weighting of the constructs, or why there is none.
struct Weighting {
    /// What the index is called that it makes.
    score: &'static str,
    /// What the weight of a construct is called.
    fact: &'static str,
    weights: Result<Vec<f64>, String>,
}

/// One leaf: its key, the answers that are worst and best, and its place among its construct's.
struct Placed {
    key: String,
    ends: (f64, f64),
    construct: usize,
}

impl Found<'_> {
    /// Every node of the tree, and its root under every weighting.
    ///
    /// - **Source**: measurement reference, A8 and A9.
    pub(super) fn csi(
        &mut self,
        importance: Importance,
        ahp: &[Vec<f64>],
        tags: &[(String, String)],
        figures: &mut Figures,
    ) {
        let leaves = leaves();
        let keys: Vec<_> = leaves.iter().map(|leaf| leaf.key.as_str()).collect();
        let moments = self.moments(&keys);
        let placed = leaves.iter().enumerate();
        let means: Vec<_> = placed.map(|(at, leaf)| self.leaf(&moments, at, leaf)).collect();
        figures.parts = self.constructs(&leaves, &means, &moments);
        for Weighting { score, fact, weights } in
            self.weightings(importance, ahp, &leaves, &moments)
        {
            let root = weights.as_ref().ok().and_then(|weights| {
                let parts = figures.parts.iter_mut().zip(weights);
                parts.for_each(|(part, weight)| part.readings.push((fact, (*weight).into())));
                Self::root(&leaves, &means, &moments, weights)
            });
            if score == "csi" {
                let coverage = root.as_ref().map(|(_, rolled)| rolled.coverage);
                figures.readings.push(("coverage", number(coverage)));
            }
            // Where only scores were sent, the plain index is the mean of the visitors' own.
            let own = if score == "csi" { self.mean("") } else { None };
            figures.scores.push((score, root.and_then(|(estimate, _)| estimate).or(own)));
            if let Err(why) = weights {
                self.cannot_tell(score, &why);
            }
        }
        figures.parts.extend(tagged(tags, &leaves, &means, &moments));
        if let Ok(found) = weights::ahp(ahp) {
            figures.readings.push(("consistency_ratio", found.consistency_ratio.into()));
        }
    }

    /// The mean of a leaf from 0 to 100; `None` from too few answers, which would otherwise be what
    /// its construct is without the others.
    fn leaf(&self, moments: &CrossMoments, at: usize, leaf: &Placed) -> Option<Estimate> {
        let (worst, best) = leaf.ends;
        let mean = moments.mean(at).filter(|mean| self.k_min <= mean.n)?;
        let mean = mean.map(|answer| n100(answer, worst, best));
        let interval = mean.interval.map(|(a, b)| (a.min(b).max(0.0), a.max(b).min(100.0)));
        Some(Estimate { interval, ..mean })
    }

    /// The tree, its constructs weighing so much.
    fn root(
        leaves: &[Placed],
        means: &[Option<Estimate>],
        moments: &CrossMoments,
        weights: &[f64],
    ) -> Option<(Option<Estimate>, Rolled)> {
        let branch = |(construct, weight): (usize, &f64)| Node {
            weight: *weight,
            content: Content::Branch(nodes(leaves, means, &|leaf| leaf.construct == construct)),
        };
        let branches = weights.iter().enumerate().map(branch).collect();
        let root = Node { weight: 1.0, content: Content::Branch(branches) };
        let rolled = roll_up_tree(&root).ok()?;
        let there = |construct: usize| {
            rolled.children.get(construct).is_some_and(|child| child.score.is_some())
        };
        let whole: f64 =
            weights.iter().enumerate().filter(|(at, _)| there(*at)).map(|(_, weight)| weight).sum();
        let weight = |construct: usize| {
            let weight = weights.get(construct).copied().unwrap_or(0.0);
            if there(construct) { weight / whole } else { 0.0 }
        };
        let each = each(leaves, means, |leaf| leaf.construct, weight);
        let estimate =
            rolled.score.map(|score| Self::linear(score, rolled.n, moments, &each, (0.0, 100.0)));
        Some((estimate, rolled))
    }

    fn constructs(
        &mut self,
        leaves: &[Placed],
        means: &[Option<Estimate>],
        moments: &CrossMoments,
    ) -> Vec<PartFigures> {
        let mut parts = Vec::new();
        for (at, construct) in CONSTRUCTS.iter().enumerate() {
            let (of_leaves, coverage) =
                together(leaves, means, moments, &|leaf| leaf.construct == at);
            let mean = of_leaves.or_else(|| self.mean(construct.key));
            let name = words::titled("csi", construct.key);
            let mut part = PartFigures::new(construct.key, name, mean.map_or(0, |mean| mean.n));
            part.scores = vec![("index", mean)];
            part.readings = vec![("coverage", number(coverage.filter(|_| of_leaves.is_some())))];
            let own: Vec<_> =
                leaves.iter().zip(means).filter(|(leaf, _)| leaf.construct == at).collect();
            // Only leaves on one scale have a plain mean that could be reliable.
            if construct.leaves.iter().all(|(_, leaf)| *leaf == Leaf::Rating) {
                let keys: Vec<_> = own.iter().map(|(leaf, _)| leaf.key.as_str()).collect();
                part.readings.extend(self.alpha(construct.key, &keys));
            }
            for (leaf, mean) in own {
                let Some(mut item) = self.item(&leaf.key) else { continue };
                item.scores.insert(0, ("index", *mean));
                part.parts.push(item);
            }
            parts.push(part);
        }
        parts
    }

    /// Every weighting that the file asks for or the answers may allow.
    fn weightings(
        &self,
        importance: Importance,
        ahp: &[Vec<f64>],
        leaves: &[Placed],
        moments: &CrossMoments,
    ) -> Vec<Weighting> {
        let equal = vec![1.0 / CONSTRUCTS.len() as f64; CONSTRUCTS.len()];
        let mut all = vec![Weighting { score: "csi", fact: "weight_equal", weights: Ok(equal) }];
        let mut add = |score, fact, weights| all.push(Weighting { score, fact, weights });
        match importance {
            Importance::Rated => add("csi_stated", "weight_stated", self.stated()),
            Importance::Points => add("csi_points", "weight_points", self.shared_out()),
            Importance::Unasked => {}
        }
        if !ahp.is_empty() {
            add("csi_ahp", "weight_ahp", judged(ahp));
        }
        add("csi_derived", "weight_derived", self.correlated(leaves, moments));
        add("csi_entropy", "weight_entropy", self.spread());
        all
    }

    /// Weights from how important each construct was rated.
    fn stated(&self) -> Result<Vec<f64>, String> {
        let ratings = CONSTRUCTS.iter().map(|construct| self.numbers(&weight_key(construct.key)));
        let ratings: Vec<_> = ratings.collect();
        if ratings.iter().any(|ratings| ratings.n < self.k_min) {
            return Err("too few rated how important each construct is".to_owned());
        }
        let weights = weights::stated(&ratings).map_err(|error| error.to_string())?;
        weights.ok_or_else(|| "there is nothing to weigh".to_owned())
    }

    /// Weights from how visitors shared out a hundred points.
    fn shared_out(&self) -> Result<Vec<f64>, String> {
        let points =
            CONSTRUCTS.iter().map(|construct| self.numbers(&weight_key(construct.key)).sum);
        let points: Vec<_> = points.collect();
        let all: f64 = points.iter().sum();
        // Everybody shared out a hundred, and left out those that got none.
        if all < 100.0 * self.k_min as f64 {
            return Err("too few shared out their points".to_owned());
        }
        Ok(points.into_iter().map(|points| points / all).collect())
    }

    /// Weights from how each construct goes along with overall satisfaction, which is not counted
    /// among its own construct's leaves here; nor are leaves that only some are asked.
    fn correlated(&self, leaves: &[Placed], moments: &CrossMoments) -> Result<Vec<f64>, String> {
        let overall = leaves.iter().position(|leaf| leaf.key == OVERALL).unwrap_or_default();
        let mut correlations = Vec::new();
        for (at, construct) in CONSTRUCTS.iter().enumerate() {
            let own: Vec<_> = leaves
                .iter()
                .enumerate()
                .filter(|(index, leaf)| leaf.construct == at && *index != overall)
                .filter(|(_, leaf)| leaf.key != "complaints_handled")
                .map(|(index, leaf)| (index, 100.0 / (leaf.ends.1 - leaf.ends.0)))
                .collect();
            let n =
                own.iter().filter_map(|(index, _)| Some(moments.pair(*index, overall)?.n)).min();
            if n.unwrap_or(0) < N_PAIRS_MIN.max(self.k_min) {
                let needed = N_PAIRS_MIN.max(self.k_min);
                return Err(format!(
                    "fewer than {needed} visitors answered all about {} and overall satisfaction",
                    construct.key
                ));
            }
            let covariance = |x: usize, y: usize| moments.covariance(x, y).unwrap_or(0.0);
            let with: f64 = own.iter().map(|(x, scale)| scale * covariance(*x, overall)).sum();
            let products = own.iter().flat_map(|x| own.iter().map(move |y| (x, y)));
            let spread: f64 = products.map(|((x, a), (y, b))| a * b * covariance(*x, *y)).sum();
            let both = (spread * covariance(overall, overall)).sqrt();
            correlations.push((0.0 < both).then(|| with / both));
        }
        weights::from_correlations(&correlations)
            .ok_or_else(|| "there is nothing to weigh".to_owned())
    }

    /// Weights from how much the visitors differ, which is spread and not importance.
    ///
    /// - **Source**: measurement reference, A9: with rows for respondents, `e` of a column is
    ///   `(ln sum x - sum(x ln x) / sum x) / ln n`.
    fn spread(&self) -> Result<Vec<f64>, String> {
        let mut certain = Vec::new();
        for construct in &CONSTRUCTS {
            let name = self.score_name(construct.key);
            let (sums, logs) = (self.tally.sums(&name), self.tally.sum_of_logs(&name));
            if sums.n() < self.k_min.max(2) {
                return Err(format!("too few answered enough about {}", construct.key));
            }
            let (sum, most) = (sums.sum(), (sums.n() as f64).ln());
            let entropy = if 0.0 < sum { (sum.ln() - logs / sum) / most } else { 1.0 };
            certain.push((1.0 - entropy.clamp(0.0, 1.0)).max(0.0));
        }
        // The logarithms are kept to some digits, and columns that are all alike leave dust.
        let certain: Vec<_> = certain.iter().map(|c| Some(*c).filter(|c| 1e-9 < *c)).collect();
        weights::from_correlations(&certain).ok_or_else(|| "there is nothing to weigh".to_owned())
    }
}

/// Weights from the judgements of experts, unless these contradict each other.
fn judged(ahp: &[Vec<f64>]) -> Result<Vec<f64>, String> {
    let found = weights::ahp(ahp).map_err(|error| error.to_string())?;
    if found.is_consistent() {
        return Ok(found.weights);
    }
    let ratio = words::rounded(found.consistency_ratio, 2);
    Err(format!("the experts contradict themselves, with a consistency ratio of {ratio}"))
}

/// All leaves, construct by construct.
fn leaves() -> Vec<Placed> {
    let mut leaves = Vec::new();
    for (construct, Construct { key, leaves: own }) in CONSTRUCTS.iter().enumerate() {
        for (leaf, kind) in *own {
            let ends = match kind {
                Leaf::Rating => (1.0, 10.0),
                Leaf::Complaint => (1.0, 0.0),
                Leaf::PriceRise => (0.0, 25.0),
            };
            leaves.push(Placed { key: [*key, "_", leaf].concat(), ends, construct });
        }
    }
    leaves
}

/// The leaves that belong together as nodes of equal weight.
fn nodes(
    leaves: &[Placed],
    means: &[Option<Estimate>],
    belongs: &dyn Fn(&Placed) -> bool,
) -> Vec<Node> {
    let own = leaves.iter().zip(means).filter(|(leaf, _)| belongs(leaf));
    own.map(|(_, mean)| Node { weight: 1.0, content: Content::Leaf(*mean) }).collect()
}

/// The index of leaves that belong together, all of the same weight, and how much of it is answered.
fn together(
    leaves: &[Placed],
    means: &[Option<Estimate>],
    moments: &CrossMoments,
    belongs: &dyn Fn(&Placed) -> bool,
) -> (Option<Estimate>, Option<f64>) {
    let content = Content::Branch(nodes(leaves, means, belongs));
    let rolled = roll_up_tree(&Node { weight: 1.0, content }).ok();
    let index = rolled.as_ref().and_then(|rolled| {
        let weight = |belongs: bool| if belongs { 1.0 } else { 0.0 };
        let each = each(leaves, means, belongs, weight);
        Some(Found::linear(rolled.score?, rolled.n, moments, &each, (0.0, 100.0)))
    });
    (index, rolled.map(|rolled| rolled.coverage))
}

/// The index of every tag that is given out.
fn tagged(
    tags: &[(String, String)],
    leaves: &[Placed],
    means: &[Option<Estimate>],
    moments: &CrossMoments,
) -> Vec<PartFigures> {
    let given = TAGS.iter().filter(|(tag, _)| tags.iter().any(|(given, _)| given == tag));
    let one = |(tag, name): &(&str, &str)| {
        let carries =
            |leaf: &Placed| tags.iter().any(|(given, of)| given == tag && *of == leaf.key);
        let (mean, coverage) = together(leaves, means, moments, &carries);
        // A tag may be called as a construct is.
        let key = ["tag_", tag].concat();
        let mut part = PartFigures::new(&key, (*name).to_owned(), mean.map_or(0, |mean| mean.n));
        part.scores = vec![("index", mean)];
        part.readings = vec![("coverage", number(coverage))];
        part
    };
    given.map(one).collect()
}

/// How much the answer to each leaf counts, the leaves of a group counting so much together.
fn each<G: Copy + PartialEq>(
    leaves: &[Placed],
    means: &[Option<Estimate>],
    group: impl Fn(&Placed) -> G,
    weight: impl Fn(G) -> f64,
) -> Vec<f64> {
    let n_there = |of: G| {
        let there = leaves.iter().zip(means);
        there.filter(|(leaf, mean)| group(leaf) == of && mean.is_some()).count() as f64
    };
    let one = |(leaf, mean): (&Placed, &Option<Estimate>)| {
        let (worst, best) = leaf.ends;
        let group = group(leaf);
        let share = if mean.is_some() { weight(group) / n_there(group) } else { 0.0 };
        share * 100.0 / (best - worst)
    };
    leaves.iter().zip(means).map(one).collect()
}
