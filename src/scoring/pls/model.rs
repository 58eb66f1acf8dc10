//! A path model as data, checked once: latent variables, their items, and the arrows.

/// How the items of a latent variable relate to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// Reflective: the items mirror it, and are weighted by their covariance with it.
    #[default]
    A,
    /// Formative: the items make it up, and are weighted by regression.
    B,
}

/// One question of a latent variable.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Its key in the survey.
    pub name: String,
    /// Its column in the [`CrossMoments`](crate::scoring::cross_moments::CrossMoments).
    pub column: usize,
    /// Its worst and its best answer, on the scale that the means are on.
    pub scale: (f64, f64),
}

/// One latent variable.
#[derive(Debug, Clone, PartialEq)]
pub struct Latent {
    /// Its short name, such as `SAT`.
    pub name: String,
    /// How its items relate to it.
    pub mode: Mode,
    /// Its questions, oriented so that high is good.
    pub items: Vec<Item>,
}

/// Latent variables and the arrows between them: no loops, and nobody stands alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    latents: Vec<Latent>,
    paths: Vec<(usize, usize)>,
}

/// Why latent variables and arrows make no model.
#[derive(Debug, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum ModelError {
    #[error("latent variable {latent} is listed twice")]
    LatentTwice { latent: String },
    #[error("latent variable {latent} has no items")]
    NoItems { latent: String },
    #[error("column {column} belongs to two items")]
    ColumnTwice { column: usize },
    #[error("scale {low} to {high} of item {item} does not go up")]
    BadScale { item: String, low: f64, high: f64 },
    #[error("a path names {latent}, which is not a latent variable of this model")]
    UnknownLatent { latent: String },
    #[error("path {from} > {to} is listed twice")]
    PathTwice { from: String, to: String },
    #[error("the paths lead from {latent} back to itself")]
    Loop { latent: String },
    #[error("no path starts or ends at {latent}")]
    Alone { latent: String },
}

impl Model {
    /// Checks latent variables and the arrows between them, each as `(from, to)` by name.
    ///
    /// # Errors
    /// [`ModelError`] at the first thing that is wrong.
    pub fn new(latents: Vec<Latent>, paths: &[(&str, &str)]) -> Result<Self, ModelError> {
        check_latents(&latents)?;
        let find = |name: &str| {
            let found = latents.iter().position(|latent| latent.name == name);
            found.ok_or_else(|| ModelError::UnknownLatent { latent: name.to_owned() })
        };
        let mut arrows = Vec::with_capacity(paths.len());
        for &(from, to) in paths {
            let arrow = (find(from)?, find(to)?);
            if arrows.contains(&arrow) {
                return Err(ModelError::PathTwice { from: from.to_owned(), to: to.to_owned() });
            }
            arrows.push(arrow);
        }
        let model = Self { latents, paths: arrows };
        for (at, latent) in model.latents.iter().enumerate() {
            if model.reaches(at, at) {
                return Err(ModelError::Loop { latent: latent.name.clone() });
            }
            if !model.paths.iter().any(|&(from, to)| from == at || to == at) {
                return Err(ModelError::Alone { latent: latent.name.clone() });
            }
        }
        Ok(model)
    }

    /// The latent variables, in the order they were given.
    #[must_use]
    pub fn latents(&self) -> &[Latent] {
        &self.latents
    }

    /// The arrows, as positions of latent variables.
    #[must_use]
    pub fn paths(&self) -> &[(usize, usize)] {
        &self.paths
    }

    /// All items, latent variable by latent variable.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.latents.iter().flat_map(|latent| &latent.items)
    }

    /// The latent variables with an arrow into this one.
    #[must_use]
    pub fn predecessors(&self, latent: usize) -> Vec<usize> {
        self.paths.iter().filter(|(_, to)| *to == latent).map(|(from, _)| *from).collect()
    }

    /// Whether a chain of at least one arrow leads from one to the other.
    #[must_use]
    pub fn reaches(&self, from: usize, to: usize) -> bool {
        let mut reached = vec![false; self.latents.len()];
        let mut open = vec![from];
        while let Some(at) = open.pop() {
            for &(_, next) in self.paths.iter().filter(|(start, _)| *start == at) {
                if next == to {
                    return true;
                }
                if let Some(seen) = reached.get_mut(next)
                    && !std::mem::replace(seen, true)
                {
                    open.push(next);
                }
            }
        }
        false
    }

    /// The most arrows that lead into one latent variable from others.
    pub(super) fn n_predecessors_max(&self) -> usize {
        (0..self.latents.len()).map(|at| self.predecessors(at).len()).max().unwrap_or(0)
    }

    /// The most arrows into one latent variable, those of formative items included.
    pub(super) fn n_arrows_max(&self) -> usize {
        let formative = self.latents.iter().filter(|latent| latent.mode == Mode::B);
        let formative = formative.map(|latent| latent.items.len()).max().unwrap_or(0);
        formative.max(self.n_predecessors_max())
    }
}

fn check_latents(latents: &[Latent]) -> Result<(), ModelError> {
    let mut columns = Vec::new();
    for (at, latent) in latents.iter().enumerate() {
        let name = || latent.name.clone();
        if latents.iter().take(at).any(|earlier| earlier.name == latent.name) {
            return Err(ModelError::LatentTwice { latent: name() });
        }
        if latent.items.is_empty() {
            return Err(ModelError::NoItems { latent: name() });
        }
        for item in &latent.items {
            if columns.contains(&item.column) {
                return Err(ModelError::ColumnTwice { column: item.column });
            }
            columns.push(item.column);
            let (low, high) = item.scale;
            if !(low.is_finite() && high.is_finite() && low < high) {
                return Err(ModelError::BadScale { item: item.name.clone(), low, high });
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn latent(name: &str, columns: &[usize]) -> Latent {
        let item = |&column| Item { name: format!("{name}{column}"), column, scale: (1.0, 10.0) };
        Latent { name: name.into(), mode: Mode::A, items: columns.iter().map(item).collect() }
    }

    #[test]
    fn what_is_no_model_is_named() {
        let (a, b, c) = (latent("a", &[0]), latent("b", &[1]), latent("c", &[2]));
        let backwards = {
            let mut backwards = b.clone();
            backwards.items[0].scale = (10.0, 1.0);
            backwards
        };
        let name = String::from;
        for (latents, paths, error) in [
            (vec![&a, &a], vec![], ModelError::LatentTwice { latent: name("a") }),
            (vec![&a, &latent("d", &[])], vec![], ModelError::NoItems { latent: name("d") }),
            (vec![&a, &latent("d", &[0])], vec![], ModelError::ColumnTwice { column: 0 }),
            (
                vec![&a, &backwards],
                vec![],
                ModelError::BadScale { item: name("b1"), low: 10.0, high: 1.0 },
            ),
            (vec![&a, &b], vec![("a", "d")], ModelError::UnknownLatent { latent: name("d") }),
            (
                vec![&a, &b],
                vec![("a", "b"), ("a", "b")],
                ModelError::PathTwice { from: name("a"), to: name("b") },
            ),
            (vec![&a], vec![("a", "a")], ModelError::Loop { latent: name("a") }),
            (
                vec![&a, &b, &c],
                vec![("a", "b"), ("b", "c"), ("c", "b")],
                ModelError::Loop { latent: name("b") },
            ),
            (vec![&a, &b, &c], vec![("a", "b")], ModelError::Alone { latent: name("c") }),
        ] {
            let model = Model::new(latents.into_iter().cloned().collect(), &paths);
            assert_eq!(model, Err(error));
        }
    }

    #[test]
    fn arrows_are_counted_with_those_of_formative_items() {
        let mut makes = latent("a", &[0, 1, 2]);
        makes.mode = Mode::B;
        let model = Model::new(vec![makes, latent("b", &[3])], &[("a", "b")]).unwrap();
        assert_eq!((model.n_predecessors_max(), model.n_arrows_max()), (1, 3));
    }
}
