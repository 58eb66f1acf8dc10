//! E-mail addresses and links.

use super::Find;
use super::chars::{DIGIT, LETTER, REMOTE, Text};

/// `local@domain.tld`, with sign and dots spelled out too: `local at domain dot com`.
pub(super) fn email(text: &Text, at: usize) -> Find {
    const SIGNS: &str = "@|at|arobase|arroba|chiocciola|malpa|アットマ-ク|";
    let local = text.run(at, DIGIT | LETTER | REMOTE, "._%+-'");
    let from = around(text, local, SIGNS);
    if from == local {
        return None;
    }
    let (end, top) = domain(text, from, from != local + 1);
    // A word in brackets is a sign, one between spaces may be just a word.
    let word = text.get(from - 1) == ' ' && text.kind(from - 2) != 0;
    let found = from < end && !(word && text.get(top - 1) == '.');
    found.then_some(("[email]", end))
}

/// Ends one of `words`, brackets and spaces around it included; `at` where none is.
fn around(text: &Text, at: usize, words: &str) -> usize {
    let from = text.run(at, 0, " ([{<");
    let end = text.any(from, words);
    if end == from || text.joined(from) { at } else { text.run(end, 0, " )]}>") }
}

/// Labels with dots between them, the last of two letters or more: where it ends, and where the
/// last begins.
fn domain(text: &Text, at: usize, spelled: bool) -> (usize, usize) {
    const DOTS: &str = "dot|punkt|point|punto|kropka|nokta|ドット|";
    let (mut found, mut label) = ((at, at), at);
    for n in 0..8 {
        let letters = text.run(label, LETTER | REMOTE, "");
        if 0 < n && label + 2 <= letters && !text.joined(letters) {
            found = (letters, label);
        }
        let end = text.run(label, DIGIT | LETTER | REMOTE, "-");
        let mut next = end + usize::from(text.get(end) == '.');
        if spelled && next == end {
            next = around(text, end, DOTS);
        }
        if end == label || next == end {
            break;
        }
        label = next;
    }
    found
}

/// `https://…`, `www.…`, `name.tld/…`, or `name.tld` where no sentence goes on without a space
/// after its full stop.
pub(super) fn link(text: &Text, at: usize) -> Find {
    const TOP_LEVELS: &str = "com|org|net|info|shop|eu|de|fr|uk|nl|pl|cz|ch|ua|ru|jp|cn|tr|ar|br|";
    let mut end = text.any(at, "https://|http://|ftp://|www.|");
    if end == at {
        let top;
        (end, top) = domain(text, at, false);
        // Such a sentence begins with a capital.
        let sentence = text.capital(top) && !text.capital(top + 1);
        if text.get(end) != '/' || text.kind(end + 1) == 0 {
            return (!sentence && end <= text.any(top, TOP_LEVELS) && at < end)
                .then_some(("[link]", end));
        }
    }
    while !matches!(
        text.get(end),
        '\0' | '\n' | ' ' | '<' | '>' | '"' | '\'' | ')' | '[' | ']' | '}' | '\u{2e80}'..
    ) {
        end += 1;
    }
    Some(("[link]", text.trimmed(at, end)))
}
