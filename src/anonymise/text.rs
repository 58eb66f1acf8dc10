//! Free text -> the same text with addresses and numbers that point at a person struck out.
//!
//! Each scanner looks at one place and says where its find ends. They read folded characters, so
//! that full-width or Arabic-Indic digits and invisible characters hide nothing.

mod chars;
mod contact;
mod hints;
mod numbers;
mod postal;

use chars::Text;
pub use hints::Hints;

/// A text after scrubbing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scrubbed {
    /// The text, each find replaced by a word in brackets such as `[email]`.
    pub text: String,
    /// How many finds were replaced.
    pub n_masked: usize,
}

/// What stands in for a find, and where the find ends.
type Find = Option<(&'static str, usize)>;

/// The first that finds something at a place wins.
const SCANNERS: [fn(&Text, usize) -> Find; 8] = [
    contact::email,
    contact::link,
    hints::known,
    numbers::iban,
    numbers::number,
    postal::address,
    postal::block,
    hints::code,
];

/// Everything that stands in for a find.
const MASKS: &str = "[email]|[link]|[iban]|[card]|[phone]|[number]|[address]|[order]|[private]|";

/// Strikes e-mail addresses, links, IBANs, card and telephone numbers and long numbers out of a
/// text. Prices, years, dates and short numbers stay. Scrubbing twice changes nothing more.
///
/// # Examples
/// ```
/// use aftersay::anonymise::text::scrub;
/// let scrubbed = scrub("I ordered 2 mugs in 2024 for 19,90. Write to me@example.com");
/// assert_eq!(scrubbed.text, "I ordered 2 mugs in 2024 for 19,90. Write to [email]");
/// assert_eq!(scrubbed.n_masked, 1);
/// ```
#[must_use]
pub fn scrub(text: &str) -> Scrubbed {
    scrub_with(text, &Hints::default())
}

/// Scrubs a text of what is known of its writer too.
#[must_use]
pub fn scrub_with(text: &str, hints: &Hints) -> Scrubbed {
    let mut read = Text::read(text, hints);
    let mut scrubbed = Scrubbed { text: String::new(), n_masked: 0 };
    let (mut at, mut copied) = (0, 0);
    while at + 1 < read.known {
        let mut end = read.any(at, MASKS);
        let starts = read.kind(at) != 0 || matches!(read.get(at), '+' | '(' | '〒');
        if end == at && starts && !read.joined(at) {
            if let Some((mask, found)) = SCANNERS.iter().find_map(|scan| scan(&read, at)) {
                let start = read.start(at);
                scrubbed.text.push_str(text.get(copied..start).unwrap_or_default());
                scrubbed.text.push_str(mask);
                scrubbed.n_masked += 1;
                end = found;
                copied = read.start(end);
            }
        }
        if at < end {
            read.floor = end;
        }
        at = end.max(at + 1);
    }
    scrubbed.text.push_str(text.get(copied..).unwrap_or_default());
    scrubbed
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::cell::Cell;

    thread_local! {
        /// How many characters were looked at.
        pub(super) static N_READ: Cell<usize> = const { Cell::new(0) };
    }

    #[test]
    fn what_points_at_a_person_is_struck_out() {
        for (said, kept) in [
            ("Write to me@example.com.", "Write to [email]."),
            ("jané.o'neil+shop@mail.example.co.uk!", "[email]!"),
            ("ｍｅ＠ｅｘａｍｐｌｅ．ｃｏｍ", "[email]"),
            ("m\u{200b}e@exam\u{200b}ple.com", "[email]"),
            ("see https://shop.example/o?key=abc.", "see [link]."),
            ("(www.shop.example/order/1)", "([link])"),
            ("track at parcel.de/4711 please", "track at [link] please"),
            ("DE89 3704 0044 0532 0130 00 is mine", "[iban] is mine"),
            ("iban GB82WEST12345698765432", "iban [iban]"),
            ("card 4111 1111 1111 1111", "card [card]"),
            ("card 4111-1111-1111-1111!", "card [card]!"),
            ("call +49 (0) 170 1234567 today", "call [phone] today"),
            ("call 0049 170 1234567", "call [phone]"),
            ("tel 0170/1234567", "tel [phone]"),
            ("(555) 123-4567", "[phone]"),
            ("555-123-4567", "[phone]"),
            ("٠١٧٠١٢٣٤٥٦٧", "[phone]"),
            ("order 1048213", "order [number]"),
            ("parcel 1234 5678 9012", "parcel [number]"),
        ] {
            assert_eq!(scrub(said).text, kept);
        }
    }

    #[test]
    fn what_points_at_nobody_stays() {
        for said in [
            "I ordered 2 mugs in 2024 for 19,90",
            "arrived 01.02.2024, not 31/01/2024 or 2024-01-31",
            "between 09:30 and 18:00",
            "size 38-40, 100 % cotton, 1.299,00 EUR",
            "3 x 500 ml at 12.50 each",
            "Great.Thanks @ all",
            "rated 10/10, 5 stars",
            "the 2023 2024 calendars",
            "C&A 501",
        ] {
            assert_eq!(scrub(said), Scrubbed { text: said.to_owned(), n_masked: 0 });
        }
    }

    /// Pieces of everything that a scanner looks for, and of what ends or hides it.
    fn piece() -> impl Strategy<Value = String> {
        let pieces: Vec<&str> = "me @ . example com (at) [dot] at dot https:// www. / - + ( ) , : # 0 00 49 170 \
            1234567 2024 01 31 12 a DE89 3704 0044 0532 0130 00 4111 1111 order no. Bestellung \
            10234 A-10234 eur Main Street Haupt strasse rue de la via Roma Weg Anna Kowalska anna \
            Card email 北京市 建国路 号 の 〒 شارع ب ٠٥٠ é \u{301} \u{200b} [ ] [email] [card] [order] \
            [private] [number"
            .split_whitespace()
            .collect();
        prop_oneof![
            4 => proptest::sample::select(pieces).prop_map(str::to_owned),
            2 => Just(" ".to_owned()),
            1 => Just("\n".to_owned()),
            1 => "[0-9]{1,8}",
            1 => ".",
        ]
    }

    #[test]
    fn a_text_of_twice_the_length_is_read_twice_as_often() {
        let words = ["Anna Kowalska", "order"].map(str::to_owned);
        let hints = Hints { known: &words[..1], order_words: &words[1..] };
        for piece in [
            "@",
            "1",
            "1 ",
            "1-",
            "0.",
            "00 ",
            "a@",
            "a.",
            "a-",
            "a_",
            "1.a.",
            " (",
            "at ",
            "a at ",
            "[",
            "[email",
            "http://",
            "www.",
            "DE89 ",
            "AB12",
            "Anna ",
            "order ",
            "order 1 ",
            "12 Main ",
            "Rue de ",
            "12 rue de la ",
            "Straße ",
            "strasse",
            "路1-",
            "北京市",
            "ب1",
            "\u{200b}",
            " ",
        ] {
            let n_read = |n_chars: usize| {
                N_READ.set(0);
                let said: String = piece.chars().cycle().take(n_chars).collect();
                _ = scrub_with(&said, &hints);
                N_READ.get()
            };
            let (short, long) = (n_read(2500), n_read(5000));
            assert!(long <= short * 21 / 10, "{piece}: {short}, then {long}");
            println!("{piece}: {long}");
        }
    }

    proptest! {
        #[test]
        fn scrubbing_twice_changes_nothing_more(
            pieces in proptest::collection::vec(piece(), 0..24),
        ) {
            let words = ["Anna Kowalska, Card", "02134 Kö", "order", "#"].map(str::to_owned);
            let hints = Hints { known: &words[..2], order_words: &words[2..] };
            let once = scrub_with(&pieces.concat(), &hints);
            let twice = scrub_with(&once.text, &hints);
            prop_assert_eq!(twice, Scrubbed { text: once.text.clone(), n_masked: 0 });
            let bare = scrub(&once.text).text;
            prop_assert_eq!(scrub(&bare).text, bare);
        }

        #[test]
        fn no_address_gets_through(
            before in "[a-z ]{0,9}",
            local in "[a-z][a-z0-9._+-]{0,12}[a-z0-9]",
            host in "[a-z]{2,9}\\.[a-z]{2,6}",
            after in "[ ,;!?][a-z ]{0,9}",
        ) {
            let address = format!("{local}@{host}");
            let scrubbed = scrub(&format!("{before} {address}{after}")).text;
            prop_assert!(!scrubbed.contains(&address), "{}", scrubbed);
            prop_assert!(!scrubbed.contains('@'), "{}", scrubbed);
        }

        #[test]
        fn no_run_of_six_digits_gets_through(before in "[a-z .:#]{0,9}", digits in "[0-9]{6,24}") {
            let scrubbed = scrub(&format!("{before} {digits} x")).text;
            prop_assert!(!scrubbed.contains(&digits), "{}", scrubbed);
        }
    }
}
