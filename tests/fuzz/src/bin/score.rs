//! Any lines -> `aftersay score`: every line has scores or is told, and scores are numbers.
#![no_main]

use aftersay::tree::Tree;
use collector::cli::score::score_lines;
use fuzz::{fixtures, json, lines, promises};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let survey = *fixtures::LONGEST;
    let lines = lines::of(survey, bytes);
    let (mut written, mut told) = (Vec::new(), Vec::new());
    let n_bad = score_lines(survey, lines.as_slice(), &mut written, |line| told.push(line));
    let n_bad = n_bad.expect("reading and writing memory does not fail");
    let mut n_scored = 0;
    for line in written.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let scores = json(line).expect("what is written is JSON");
        let scores = scores.get("scores").expect("it has scores").entries().to_vec();
        assert!(scores.iter().all(|(_, score)| !matches!(score, Tree::Null)), "{scores:?}");
        n_scored += 1;
    }
    assert_eq!(n_scored + n_bad, lines::count(&lines), "a line was lost");
    assert!(n_bad <= told.len(), "a bad line was not told");
    for line in &told {
        promises::keep_the_terminal(line);
    }
});
