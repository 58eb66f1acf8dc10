//! How much of what is private the scrubber finds in what buyers write, and how much it takes
//! besides: `cargo test -p aftersay --test core scrubbing -- --nocapture` prints it.

use aftersay::anonymise::text::{Hints, scrub_with};
use std::collections::BTreeMap;
use std::ops::{AddAssign, Range};

/// A file of the corpus. It opens with what the page and the owner hand in; each line behind that
/// is what one buyer writes, private spans marked as `⟦kind|…⟧`.
struct Corpus {
    known: Vec<String>,
    order_words: Vec<String>,
    lines: Vec<String>,
}

impl Corpus {
    fn read(text: &str) -> Self {
        let mut corpus = Self { known: vec![], order_words: vec![], lines: vec![] };
        for line in text.lines() {
            match line.split_once(": ") {
                Some(("known", known)) => corpus.known.push(known.to_owned()),
                Some(("order", word)) => corpus.order_words.push(word.to_owned()),
                _ if line.starts_with("# ") => {}
                _ => corpus.lines.push(line.to_owned()),
            }
        }
        corpus
    }
}

/// The whole corpus, by language.
fn corpora() -> BTreeMap<String, Corpus> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/scrub");
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let read = |path: std::path::PathBuf| {
        let corpus = Corpus::read(&std::fs::read_to_string(&path).unwrap());
        (path.file_stem().unwrap().to_string_lossy().into_owned(), corpus)
    };
    files.map(read).collect()
}

/// The text without its marks, and the private spans in it with their kinds.
fn unmarked(line: &str) -> (String, Vec<(String, Range<usize>)>) {
    let (mut text, mut spans) = (String::new(), Vec::new());
    for part in line.split_inclusive('⟧') {
        let (before, marked) = part.split_once('⟦').unwrap_or((part, ""));
        text.push_str(before);
        if let Some((kind, said)) = marked.strip_suffix('⟧').and_then(|said| said.split_once('|'))
        {
            spans.push((kind.to_owned(), text.len()..text.len() + said.len()));
            text.push_str(said);
        }
    }
    (text, spans)
}

/// Where each mask of a scrubbed text stood: between the pieces that were kept.
fn struck(said: &str, scrubbed: &str) -> Vec<Range<usize>> {
    const MASKS: [&str; 9] = [
        "[email]",
        "[link]",
        "[iban]",
        "[card]",
        "[phone]",
        "[number]",
        "[address]",
        "[order]",
        "[private]",
    ];
    let mut marked = scrubbed.to_owned();
    for mask in MASKS {
        marked = marked.replace(mask, "\0");
    }
    let pieces: Vec<_> = marked.split('\0').collect();
    let (mut found, mut at) = (Vec::new(), pieces[0].len());
    for (n, piece) in pieces.iter().enumerate().skip(1) {
        let last = n + 1 == pieces.len();
        let end =
            if last { said.len() - piece.len() } else { at + said[at..].find(piece).unwrap() };
        found.push(at..end);
        at = end + piece.len();
    }
    found
}

#[derive(Default, Clone, Copy)]
#[expect(clippy::struct_field_names, reason = "counts are named so everywhere")]
struct Tally {
    n_private: usize,
    n_found: usize,
    n_masks: usize,
    n_right: usize,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.n_private += other.n_private;
        self.n_found += other.n_found;
        self.n_masks += other.n_masks;
        self.n_right += other.n_right;
    }
}

impl Tally {
    fn recall(self) -> f64 {
        self.n_found as f64 / self.n_private as f64
    }

    fn precision(self) -> f64 {
        self.n_right as f64 / self.n_masks as f64
    }
}

/// Counts a private span as found where no letter or digit of it is left, and a mask as right
/// where no letter or digit around a private span went with it.
fn tally(said: &str, private: &[(String, Range<usize>)], struck: &[Range<usize>]) -> Tally {
    let telling = |range: &Range<usize>| {
        let start = range.start;
        said[range.clone()]
            .char_indices()
            .filter(|(_, c)| c.is_alphanumeric())
            .map(move |(i, _)| start + i)
            .collect::<Vec<_>>()
    };
    let found = |span: &Range<usize>| {
        telling(span).iter().all(|i| struck.iter().any(|range| range.contains(i)))
    };
    let right = |mask: &Range<usize>| {
        telling(mask).iter().all(|i| private.iter().any(|(_, span)| span.contains(i)))
    };
    Tally {
        n_private: private.len(),
        n_found: private.iter().filter(|(_, span)| found(span)).count(),
        n_masks: struck.len(),
        n_right: struck.iter().filter(|mask| right(mask)).count(),
    }
}

#[test]
fn nearly_all_that_is_private_is_struck_out_and_little_else() {
    let mut total = Tally::default();
    let mut n_lines = 0;
    for (lang, corpus) in corpora() {
        let hints = Hints { known: &corpus.known, order_words: &corpus.order_words };
        let mut sum = Tally::default();
        for line in &corpus.lines {
            let (said, private) = unmarked(line);
            let scrubbed = scrub_with(&said, &hints).text;
            let one = tally(&said, &private, &struck(&said, &scrubbed));
            if one.n_found < one.n_private || one.n_right < one.n_masks {
                println!("{lang}: {line}\n    {scrubbed}");
            }
            sum += one;
        }
        println!(
            "{lang}: {} lines, recall {:.3} of {}, precision {:.3} of {}",
            corpus.lines.len(),
            sum.recall(),
            sum.n_private,
            sum.precision(),
            sum.n_masks
        );
        n_lines += corpus.lines.len();
        total += sum;
    }
    println!(
        "all: {n_lines} lines, recall {:.3} of {}, precision {:.3} of {}",
        total.recall(),
        total.n_private,
        total.precision(),
        total.n_masks
    );
    assert!(0.98 <= total.recall() && 0.98 <= total.precision());
}
