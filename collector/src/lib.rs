//! The collector: stores what arrives and shows what it means.

pub mod cli;
