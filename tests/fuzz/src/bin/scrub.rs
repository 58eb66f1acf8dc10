//! Any text -> the scrubber: what is left says nothing, and scrubbing again changes nothing.
#![no_main]

use fuzz::{Dice, promises};

/// Whatever hides a find hides it within a line.
const N_BYTES_MAX: usize = 200;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let bytes = &bytes[..bytes.len().min(N_BYTES_MAX)];
    promises::scrub_well(&String::from_utf8_lossy(bytes));
    promises::scrub_well(&Dice::new(bytes).text());
});
