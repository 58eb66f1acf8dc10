//! Stories told through a real browser.
