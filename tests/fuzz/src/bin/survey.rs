//! Any survey file -> `Survey::read`: what is taken can be asked, answered, sent and read.
#![no_main]

use aftersay::survey::{SURVEY, Survey};
use fuzz::{Dice, grow, json, visit::visit};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut dice = Dice::new(bytes);
    let written = json(bytes);
    let read = Survey::read(&written.unwrap_or_else(|| grow::tree(&SURVEY, &mut dice)));
    assert!(read.is_ok() || !bytes.is_empty(), "the smallest survey is refused: {read:?}");
    if let Ok(survey) = read {
        visit(&survey, &mut dice);
    }
});
