//! E-mail addresses and links.

use super::Find;
use super::chars::{Text, is_word};

/// `.com` and the like, where no sentence goes on without a space after its full stop.
const TOP_LEVELS: &str = "com|org|net|info|shop|eu|de|fr|uk|nl|pl|cz|ch|ua|ru|jp|cn|tr|ar|br|";

/// Those that are words too, and count where more than them says that they are no word.
const TOP_LEVEL_WORDS: &str = "es|it|at|be|me|io|co|se|us|in|no|";

/// `local@domain.tld`, with sign and dots spelled out too: `local at domain dot com`.
pub(super) fn email(text: &Text, at: usize) -> Find {
    const SIGNS: &str = "@|at|arobase|arroba|chiocciola|malpa|アットマ-ク|";
    let local = text.run(at, |c| is_in_label(c) || matches!(c, '.' | '_' | '%' | '+' | '\''));
    let from = around(text, local, SIGNS);
    if from == local {
        return None;
    }
    let spelled = from != local + 1;
    let (end, top) = domain(text, from, spelled)?;
    // A word in brackets is a sign, one between spaces may be just a word.
    let bare =
        text.get(from - 1) == ' ' && !matches!(text.get(from - 2), ')' | ']' | '}' | '>' | '@');
    let sure =
        !spelled || (is_top_level(text, top, end, true) && !(bare && text.get(top - 1) == '.'));
    sure.then_some(("[email]", end))
}

/// Ends one of `words`, brackets and spaces around it included; `at` where none is.
fn around(text: &Text, at: usize, words: &str) -> usize {
    let from = text.run(at, |c| matches!(c, ' ' | '(' | '[' | '{' | '<'));
    let end = text.any(from, words);
    if end == from || at + 2 < from || text.joined(from) {
        return at;
    }
    text.run(end, |c| matches!(c, ' ' | ')' | ']' | '}' | '>'))
}

/// Labels with dots between them, the last of two letters or more: where it ends, and where the
/// last begins.
fn domain(text: &Text, at: usize, spelled: bool) -> Option<(usize, usize)> {
    const DOTS: &str = "dot|punkt|point|punto|kropka|nokta|ドット|";
    let (mut found, mut label) = (None, at);
    for n in 0..8 {
        let end = text.run(label, is_in_label);
        let letters = text.run(label, |c| is_in_label(c) && c != '-' && !c.is_ascii_digit());
        if 0 < n && label + 2 <= letters && !text.joined(letters) {
            found = Some((letters, label));
        }
        if 0 < n && label < text.longest(label, "xn--|", false) {
            found = Some((end, label));
        }
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

fn is_in_label(c: char) -> bool {
    (is_word(c) && c < '\u{2e80}') || c == '-'
}

fn is_top_level(text: &Text, top: usize, end: usize, sure: bool) -> bool {
    text.any(top, TOP_LEVELS) == end || (sure && text.any(top, TOP_LEVEL_WORDS) == end)
}

/// `https://…`, `www.…`, or a bare `name.tld` under a top level that is no common word.
pub(super) fn link(text: &Text, at: usize) -> Find {
    let mut end = text.any(at, "https://|http://|ftp://|www.|");
    let scheme = end;
    if scheme == at {
        let top;
        (end, top) = domain(text, at, false)?;
        let path = text.get(end) == '/' && is_word(text.get(end + 1));
        // A sentence that follows without a space begins with a capital.
        let sentence = text.capital(top) && !text.capital(top + 1);
        if sentence || !is_top_level(text, top, end, path) {
            return None;
        }
        if !path {
            return Some(("[link]", end));
        }
    }
    while !matches!(
        text.get(end),
        '\0' | '\n' | ' ' | '<' | '>' | '"' | '\'' | ')' | '[' | ']' | '}' | '\u{2e80}'..
    ) {
        end += 1;
    }
    while matches!(text.get(end - 1), '.' | ',' | ':' | ';' | '!' | '?') {
        end -= 1;
    }
    (scheme < end).then_some(("[link]", end))
}
