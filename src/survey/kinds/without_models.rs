//! In place of the models, in the module that does without them.

use super::{Cards, Fields, Kind};
use crate::survey::{Choice, Sheet};
use crate::tree::Tree;

pub(super) const FIELDS: Fields = &[];

pub(super) fn build(_: &Tree) -> Option<Kind> {
    None
}

pub(super) fn sheets(
    _: &Kind,
    _: &Tree,
    _: &Cards,
    _: &mut dyn FnMut(&str) -> Vec<Choice>,
) -> Vec<Sheet> {
    Vec::new()
}
