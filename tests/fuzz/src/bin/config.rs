//! Any options -> `Config::read`: what is taken has bands that the wire takes.
#![no_main]

use aftersay::anonymise::bands::Context;
use aftersay::config::{CONFIG, Config};
use aftersay::shape::Pointer;
use aftersay::tree::Tree;
use fuzz::{Dice, grow, json};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let options = json(bytes).unwrap_or_else(|| grow::tree(&CONFIG, &mut Dice::new(bytes)));
    let read = Config::read(&options);
    assert!(read.is_ok() || !bytes.is_empty(), "nothing at all is refused: {read:?}");
    let Ok(config) = read else { return };
    let context = config.order.context();
    let mut mistakes = Vec::new();
    let again = Context::read(&Tree::from(&context), &Pointer::default(), &mut mistakes);
    assert_eq!((again, mistakes), (context, vec![]), "the bands of {:?}", config.order);
});
