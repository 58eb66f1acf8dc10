//! One file a resource.

pub mod health;
pub mod hosted;
pub mod login;
pub mod reports;
pub mod shop;
pub mod submissions;
pub mod surveys;
pub mod widget;
pub mod withdraw;
