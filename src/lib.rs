//! Asks a shop's buyers a few good questions, scores the answers in the browser, and sends nothing
//! that says who they are.

pub mod scoring;
