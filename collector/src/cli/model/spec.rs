//! The file that describes a model, read and checked: every mistake at once, each with its place.

use aftersay::scoring::pls::{Item, Latent, Mode, Model};
use aftersay::shape::{Mistake, Pointer, Problem};
use aftersay::tree::Tree;
use std::collections::HashSet;

/// The fields of the file, and of a latent variable in it.
const FIELDS: [&str; 4] = ["scale", "scales", "latent", "paths"];
const LATENT_FIELDS: [&str; 2] = ["items", "mode"];

/// What a scale has to be.
const SCALE: &str = "a scale such as [1, 10]: the worst answer, then the best, which is higher";

/// What `latent` has to be.
const LATENTS: &str =
    "an object with at least one latent variable, such as {\"IMAGE\": {\"items\": [\"i1\"]}}";

/// What `items` has to be.
const ITEMS: &str = "a list of at least one column of the data, by its name in the header";

/// What a path has to be.
const PATH: &str = "a pair such as [\"IMAGE\", \"EXPECT\"]: from where, and to where";

/// Why a file describes no model.
#[derive(Debug, thiserror::Error)]
pub enum SpecError {
    /// It is not JSON; the source names line and column.
    #[error("it is not JSON")]
    NotJson(#[from] serde_json::Error),
    /// It is, and says what cannot be.
    #[error("{} mistakes", .0.len())]
    Mistakes(Vec<Mistake>),
}

/// Reads a model; the column of an item is its place among all items.
///
/// ```json
/// {"scale": [1, 10], "scales": {"complained": [0, 1]},
///  "latent": {"IMAGE": {"items": ["i1", "i2"], "mode": "A"}}, "paths": [["IMAGE", "EXPECT"]]}
/// ```
///
/// `scales` is for items on another scale than the rest, and `mode` may be left out for A.
///
/// # Errors
/// Every mistake in it at once, or that it is not JSON.
pub fn read(text: &str) -> Result<Model, SpecError> {
    let tree: Tree = serde_json::from_str(text)?;
    let mut reader = Reader { mistakes: Vec::new() };
    let model = reader.model(&tree);
    match model {
        Some(model) if reader.mistakes.is_empty() => Ok(model),
        _ => Err(SpecError::Mistakes(reader.mistakes)),
    }
}

struct Reader {
    mistakes: Vec<Mistake>,
}

impl Reader {
    fn model(&mut self, tree: &Tree) -> Option<Model> {
        let root = Pointer::default();
        let Tree::Map(_) = tree else {
            self.mistakes.push(root.wrong(tree, "an object"));
            return None;
        };
        self.known(tree, &root, &FIELDS);
        let scale = match tree.get("scale") {
            Some(scale) => self.scale(scale, &root.key("scale")),
            None => self.missing(&root.key("scale"), SCALE),
        };
        let latents = self.latents(tree.get("latent"), &root.key("latent"));
        let mut latents = latents.unwrap_or_default();
        for item in latents.iter_mut().flat_map(|latent| &mut latent.items) {
            item.scale = scale.unwrap_or_default();
        }
        self.scales(tree, &root.key("scales"), &mut latents);
        let paths = self.paths(tree.get("paths"), &root.key("paths"), &latents);
        if !self.mistakes.is_empty() {
            return None;
        }
        let pairs: Vec<_> = paths.iter().map(|(from, to)| (from.as_str(), to.as_str())).collect();
        let model = Model::new(latents, &pairs);
        // All of the reasons are found above, with their places; this only makes sure.
        model.map_err(|error| self.mistakes.push(not_allowed(&root, &error.to_string()))).ok()
    }

    fn latents(&mut self, tree: Option<&Tree>, at: &Pointer) -> Option<Vec<Latent>> {
        let Some(tree) = tree else { return self.missing(at, LATENTS) };
        if tree.entries().is_empty() {
            self.mistakes.push(at.wrong(tree, LATENTS));
            return None;
        }
        let (mut latents, mut taken) = (Vec::new(), HashSet::new());
        let mut columns = 0..;
        for (name, described) in tree.entries() {
            let at = at.key(name);
            self.known(described, &at, &LATENT_FIELDS);
            let mode = match described.get("mode") {
                None => Mode::A,
                Some(mode) => match mode.text() {
                    Some("A") => Mode::A,
                    Some("B") => Mode::B,
                    _ => {
                        self.mistakes.push(at.key("mode").wrong(mode, "\"A\" or \"B\""));
                        Mode::A
                    }
                },
            };
            let list = at.key("items");
            let mut items = Vec::new();
            match described.get("items") {
                None => self.mistakes.extend([missing(&list, ITEMS)]),
                Some(tree) if tree.items().is_empty() => {
                    self.mistakes.push(list.wrong(tree, ITEMS));
                }
                Some(tree) => {
                    for (index, (name, column)) in tree.items().iter().zip(&mut columns).enumerate()
                    {
                        let at = list.index(index);
                        match name.text().filter(|name| !name.is_empty()) {
                            None => self.mistakes.push(at.wrong(name, "the name of a column")),
                            Some(id) if !taken.insert(id) => {
                                self.mistakes.push(at.has(Problem::Repeated { id: id.to_owned() }));
                            }
                            Some(name) => {
                                items.push(Item {
                                    name: name.to_owned(),
                                    column,
                                    scale: (0.0, 0.0),
                                });
                            }
                        }
                    }
                }
            }
            latents.push(Latent { name: name.clone(), mode, items });
        }
        Some(latents)
    }

    fn scales(&mut self, tree: &Tree, at: &Pointer, latents: &mut [Latent]) {
        let scales = tree.get("scales").map_or(&[][..], |scales| {
            if !matches!(scales, Tree::Map(_)) {
                let allowed = "an object with scales by item, such as {\"complained\": [0, 1]}";
                self.mistakes.push(at.wrong(scales, allowed));
            }
            scales.entries()
        });
        for (name, scale) in scales {
            let scale = self.scale(scale, &at.key(name));
            let mut items = latents.iter_mut().flat_map(|latent| &mut latent.items);
            match items.find(|item| item.name == *name) {
                Some(item) => item.scale = scale.unwrap_or_default(),
                None => {
                    self.mistakes
                        .push(not_allowed(&at.key(name), "no latent variable has this item"));
                }
            }
        }
    }

    fn paths(
        &mut self,
        tree: Option<&Tree>,
        at: &Pointer,
        latents: &[Latent],
    ) -> Vec<(String, String)> {
        let mut paths: Vec<(String, String)> = Vec::new();
        let Some(tree) = tree else {
            self.mistakes.push(missing(at, "a list of pairs"));
            return paths;
        };
        if tree.items().is_empty() {
            self.mistakes.push(at.wrong(tree, "a list of at least one pair"));
            return paths;
        }
        let names: Vec<_> = latents.iter().map(|latent| latent.name.as_str()).collect();
        for (index, path) in tree.items().iter().enumerate() {
            let at = at.index(index);
            let [Tree::Text(from), Tree::Text(to)] = path.items() else {
                self.mistakes.push(at.wrong(path, PATH));
                continue;
            };
            let mut known = true;
            for (end, name) in [(0, from), (1, to)] {
                if !names.contains(&name.as_str()) {
                    let allowed = ["one of ", &names.join(", ")].concat();
                    self.mistakes.push(at.index(end).wrong(&Tree::from(name.as_str()), allowed));
                    known = false;
                }
            }
            let path = (from.clone(), to.clone());
            if paths.contains(&path) {
                self.mistakes.push(at.has(Problem::Repeated { id: [from, " > ", to].concat() }));
            } else if known && goes_round(&paths, from, to) {
                let why = format!("it leads from {from} back to {from}");
                self.mistakes.push(not_allowed(&at, &why));
            } else if known {
                paths.push(path);
            }
        }
        let joined = |name: &str| {
            tree.items().iter().any(|path| path.items().iter().any(|end| end.text() == Some(name)))
        };
        for name in names.into_iter().filter(|name| !joined(name)) {
            let why = format!("no path starts or ends at {name}");
            self.mistakes.push(not_allowed(&at_latent(name), &why));
        }
        paths
    }

    fn scale(&mut self, tree: &Tree, at: &Pointer) -> Option<(f64, f64)> {
        let ends: Vec<_> = tree.items().iter().map(Tree::number).collect();
        match ends[..] {
            [Some(low), Some(high)] if low < high && (high - low).is_finite() => Some((low, high)),
            _ => {
                self.mistakes.push(at.wrong(tree, SCALE));
                None
            }
        }
    }

    /// Notes every field that is none.
    fn known(&mut self, tree: &Tree, at: &Pointer, fields: &[&str]) {
        for (name, _) in tree.entries().iter().filter(|(name, _)| !fields.contains(&name.as_str()))
        {
            let allowed = fields.join(", ");
            self.mistakes.push(at.key(name).has(Problem::UnknownField { allowed }));
        }
    }

    fn missing<T>(&mut self, at: &Pointer, allowed: &str) -> Option<T> {
        self.mistakes.push(missing(at, allowed));
        None
    }
}

fn at_latent(name: &str) -> Pointer {
    Pointer::default().key("latent").key(name)
}

fn missing(at: &Pointer, allowed: &str) -> Mistake {
    at.has(Problem::Missing { allowed: allowed.to_owned() })
}

fn not_allowed(at: &Pointer, why: &str) -> Mistake {
    at.has(Problem::Wrong { found: "this".to_owned(), allowed: ["allowed: ", why].concat() })
}

/// Whether one more path would make a way from its start back to its start.
fn goes_round(paths: &[(String, String)], from: &str, to: &str) -> bool {
    from == to || paths.iter().any(|(start, next)| start == to && goes_round(paths, from, next))
}
