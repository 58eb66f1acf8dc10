//! Text to HTML and back. What we show is text, so of markup nothing but the text stays.

/// What follows on a line of its own.
const BLOCKS: [&str; 11] = ["br", "p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "tr"];

/// What is never read by people.
const UNREAD: [&str; 2] = ["script", "style"];

const ENTITIES: [(&str, &str); 6] =
    [("amp", "&"), ("lt", "<"), ("gt", ">"), ("quot", "\""), ("apos", "'"), ("nbsp", " ")];

/// A text as HTML.
pub(super) fn from_text(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    escaped.replace('\n', "<br>")
}

/// The text of some HTML, and whether there was more to it than text and line breaks.
pub(super) fn to_text(html: &str) -> (String, bool) {
    let (mut text, mut marked_up) = (String::new(), false);
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        let (before, from) = rest.split_at(at);
        text.push_str(before);
        if let Some((said, after)) = entity(from) {
            text.push_str(&said);
            rest = after;
        } else if let Some((name, after)) = tag(from) {
            let name = name.to_ascii_lowercase();
            let block = BLOCKS.contains(&name.trim_start_matches('/'));
            // A paragraph begins and ends on a line of its own.
            if name == "br" || block && !text.is_empty() && !text.ends_with('\n') {
                text.push('\n');
            }
            marked_up |= name != "br";
            rest = after;
            if UNREAD.contains(&name.as_str()) {
                rest = after.find("</").and_then(|end| after.get(end..)).unwrap_or_default();
            }
        } else {
            let mut chars = from.chars();
            text.extend(chars.next());
            rest = chars.as_str();
        }
    }
    text.push_str(rest);
    (if marked_up { text.trim().to_owned() } else { text }, marked_up)
}

/// The name of the tag that `html` begins with, and what follows it.
fn tag(html: &str) -> Option<(&str, &str)> {
    let (inner, after) = html.strip_prefix('<')?.split_once('>')?;
    let begins = |c: char| c.is_ascii_alphabetic() || c == '/' || c == '!';
    let name = inner.trim_end_matches('/').split_whitespace().next()?;
    inner.starts_with(begins).then_some((name, after))
}

/// What the entity that `html` begins with says, and what follows it.
fn entity(html: &str) -> Option<(String, &str)> {
    let (name, after) = html.strip_prefix('&')?.split_once(';')?;
    let coded = || {
        let code = name.strip_prefix('#')?;
        let hexadecimal = code.strip_prefix(['x', 'X']).map(|code| u32::from_str_radix(code, 16));
        let code = hexadecimal.unwrap_or_else(|| code.parse()).ok()?;
        char::from_u32(code).map(String::from)
    };
    let known = ENTITIES.iter().find(|(known, _)| *known == name);
    let said = known.map(|(_, said)| (*said).to_owned()).or_else(coded)?;
    Some((said, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_markup_the_text_stays() {
        for (html, text, marked_up) in [
            ("a &lt; b<br>&amp; c", "a < b\n& c", false),
            (
                "<h3>Thank&nbsp;you</h3><p>and <b>come</b> again</p>",
                "Thank you\nand come again",
                true,
            ),
            ("1 < 2 & 3", "1 < 2 & 3", false),
            ("<script>alert('x')</script>Hello", "Hello", true),
            ("&#39;&#x4E2D;&#39; &unknown; <", "'中' &unknown; <", false),
        ] {
            assert_eq!(to_text(html), (text.to_owned(), marked_up), "{html}");
        }
        assert_eq!(to_text(&from_text("a < b\n& <br>;")).0, "a < b\n& <br>;");
    }
}
