//! The `aftersay` command.

fn main() {}
