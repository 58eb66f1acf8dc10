//! How much of what is private the scrubber finds in what buyers write, and how much it takes
//! besides: `cargo test -p aftersay --test core scrubbing -- --nocapture` prints it.

use aftersay::anonymise::text::{Hints, scrub_with};
use std::collections::BTreeMap;
use std::ops::{AddAssign, Range};

/// A file of `tests/fixtures/scrub/`. It opens with what the page and the owner hand in; each line
/// behind that is what one buyer writes, private spans marked as `⟦kind|…⟧`. What the scrubber gets
/// wrong stays in.
#[derive(Default)]
struct Corpus {
    known: Vec<String>,
    order_words: Vec<String>,
    lines: Vec<String>,
}

impl Corpus {
    fn read(text: &str) -> Self {
        let mut corpus = Self::default();
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

/// Every file, by language.
fn corpora() -> BTreeMap<String, Corpus> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/scrub");
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let read = |path: std::path::PathBuf| {
        let corpus = Corpus::read(&std::fs::read_to_string(&path).unwrap());
        (path.file_stem().unwrap().to_string_lossy().into_owned(), corpus)
    };
    files.map(read).collect()
}

/// The text of a line without its marks, and where the private spans stand in it.
fn unmarked(line: &str) -> (String, Vec<Range<usize>>) {
    let (mut text, mut spans) = (String::new(), Vec::new());
    for part in line.split_inclusive('⟧') {
        let (before, marked) = part.split_once('⟦').unwrap_or((part, ""));
        text.push_str(before);
        if !marked.is_empty() {
            let (_, said) = marked.trim_end_matches('⟧').split_once('|').expect(line);
            spans.push(text.len()..text.len() + said.len());
            text.push_str(said);
        }
    }
    (text, spans)
}

/// Where the masks of a scrubbed text stood: between the pieces that were kept.
fn struck(said: &str, scrubbed: &str) -> Vec<Range<usize>> {
    let masks = "email link iban card phone number address order private".split(' ');
    let marked =
        masks.fold(scrubbed.to_owned(), |text, mask| text.replace(&format!("[{mask}]"), "\0"));
    let pieces: Vec<_> = marked.split('\0').collect();
    let mut at = pieces[0].len();
    let spans = pieces.iter().enumerate().skip(1).map(|(n, piece)| {
        let last = n + 1 == pieces.len();
        let end =
            if last { said.len() - piece.len() } else { at + said[at..].find(piece).unwrap() };
        let span = at..end;
        at = end + piece.len();
        span
    });
    spans.collect()
}

/// Whether no letter and no digit of a span lies outside of all the others.
fn is_covered(said: &str, span: &Range<usize>, others: &[Range<usize>]) -> bool {
    let mut places = said.char_indices().filter(|(at, c)| span.contains(at) && c.is_alphanumeric());
    places.all(|(at, _)| others.iter().any(|other| other.contains(&at)))
}

/// Spans that are private and how many of them were struck out as a whole; spans that were struck
/// out and how many of them took nothing besides.
#[derive(Default, Clone, Copy)]
struct Tally {
    private: [usize; 2],
    struck: [usize; 2],
}

impl Tally {
    fn of(said: &str, private: &[Range<usize>], struck: &[Range<usize>]) -> Self {
        let covered = |spans: &[Range<usize>], others: &[Range<usize>]| {
            [spans.len(), spans.iter().filter(|span| is_covered(said, span, others)).count()]
        };
        Self { private: covered(private, struck), struck: covered(struck, private) }
    }

    fn is_perfect(self) -> bool {
        [self.private, self.struck].iter().all(|[all, right]| all == right)
    }

    fn shares(self) -> [f64; 2] {
        [self.private, self.struck].map(|[all, right]| right as f64 / all as f64)
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        for i in 0..2 {
            self.private[i] += other.private[i];
            self.struck[i] += other.struck[i];
        }
    }
}

#[test]
fn nearly_all_that_is_private_is_struck_out_and_nearly_nothing_else() {
    let (mut total, mut n_lines) = (Tally::default(), 0);
    let report = |name: &str, n_lines: usize, tally: Tally, floors: [f64; 2]| {
        let [recall, precision] = tally.shares();
        let [n_private, n_struck] = [tally.private[0], tally.struck[0]];
        println!(
            "{name}: {n_lines} lines, recall {recall:.3} of {n_private}, precision {precision:.3} of {n_struck}"
        );
        assert!(floors[0] <= recall && floors[1] <= precision, "{name}: {recall}, {precision}");
    };
    for (lang, corpus) in corpora() {
        let hints = Hints { known: &corpus.known, order_words: &corpus.order_words };
        let mut sum = Tally::default();
        for line in &corpus.lines {
            let (said, private) = unmarked(line);
            let scrubbed = scrub_with(&said, &hints).text;
            let tally = Tally::of(&said, &private, &struck(&said, &scrubbed));
            if !tally.is_perfect() {
                println!("{lang}: {line}\n    {scrubbed}");
            }
            sum += tally;
        }
        report(&lang, corpus.lines.len(), sum, [0.95, 0.97]);
        total += sum;
        n_lines += corpus.lines.len();
    }
    report("all", n_lines, total, [0.98, 0.99]);
}
