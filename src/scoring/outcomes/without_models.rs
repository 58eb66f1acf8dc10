//! In place of the models, in the module that does without them.

use super::{Outcome, Said};
use crate::survey::{Kind, Question};

pub(super) fn of(_: &Kind, _: &Question, _: Said<'_>) -> Vec<Outcome> {
    Vec::new()
}
