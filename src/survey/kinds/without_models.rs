//! In place of the models, in the module that does without them.

use super::{Cards, Fields, Kind};
use crate::shape::{Mistake, Pointer};
use crate::survey::Sheet;
use crate::survey::scales::Display;
use crate::tree::Tree;

pub(super) const FIELDS: Fields = &[];

pub(super) fn build(_: &Tree) -> Option<Kind> {
    None
}

pub(super) fn sheets(
    _: &Kind,
    _: &Tree,
    _: &Cards,
    _: &Pointer,
    _: &mut Vec<Mistake>,
) -> Vec<Sheet> {
    Vec::new()
}

pub(super) fn display(_: &Tree) -> Display {
    Display::Numbers
}

pub(in crate::survey) fn extend(_: &Tree, _: &mut [Sheet], _: &Pointer, _: &mut Vec<Mistake>) {}
