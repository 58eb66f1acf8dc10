//! Any lines -> `aftersay report`: every line counts once, and the report can be written.
#![no_main]

use aftersay::tree::Tree;
use collector::report::html::{self, Setting};
use collector::report::parts::Parts;
use collector::report::{Field, lines::read, text};
use fuzz::{fixtures, lines, promises};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let survey = *fixtures::LONGEST;
    let lines = lines::of(survey, bytes);
    let mut told = Vec::new();
    let by = Field::ALL.get(bytes.len() % (Field::ALL.len() + 1)).copied();
    let read = read(lines.as_slice(), survey, by, |line| told.push(line));
    let read = read.expect("memory can be read");
    let n_read = read.found.all.n_responses() + read.n_repeated + read.n_bad;
    assert_eq!(n_read, lines::count(&lines) as u64, "a line was lost");
    assert!(read.n_bad + read.n_off_scale <= told.len() as u64, "a bad line was not told");
    for line in &told {
        promises::keep_the_terminal(line);
    }

    let report = Parts::without_days(by, read.found.clone()).report(survey, 1);
    let mut report = report.expect("without days there is nothing to refuse");
    read.warn(&mut report);
    report.quote(survey, read.comments, 0);
    let json = serde_json::to_string(&Tree::from(&report)).expect("it can be written");
    assert!(serde_json::from_str::<Tree>(&json).is_ok(), "no JSON: {json}");
    let says_nan = lines.windows(3).any(|letters| letters == b"NaN");
    let page = html::page(&report, survey, Setting::File).into_string();
    assert!(!page.contains("<script"), "{page}");
    assert!(says_nan || !page.contains("NaN"), "{page}");
    let text = text::page(&report, survey);
    assert!(says_nan || !text.contains("NaN"), "{text}");
    promises::keep_the_terminal(&text);
});
