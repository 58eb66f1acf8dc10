//! One file a resource.

pub mod health;
pub mod submissions;
pub mod surveys;
pub mod widget;
