//! The page on which visitors take their answers back, by the code that only they have.

use super::hosted::page::frame;
use super::hosted::{Asked, POLICY, locale, sent};
use super::submissions::Filled;
use crate::app::AppState;
use crate::problem::Problem;
use aftersay::locale::Locale;
use aftersay::wire::SubmissionId;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use maud::html;
use sha2::{Digest as _, Sha256};

/// The symbols of a code, as `after.mjs` draws them: none is mistaken for another.
const ALPHABET: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// How many symbols a code has. The last two are what the others come to as a number, modulo
/// [`PRIME`]: so that no single wrong symbol, and no two neighbours swapped, pass for another code.
const N_SYMBOLS: usize = 28;

/// The largest prime below 32 squared.
const PRIME: usize = 1021;

/// Sends the form.
pub async fn ask(Query(asked): Query<Asked>, headers: HeaderMap) -> Response {
    form(StatusCode::OK, locale(&asked, &headers), "", None)
}

/// Takes a code, and takes back what was sent under it.
///
/// Who comes with a whole code is told that nothing is left, whether or not anything was there: a
/// code may have come into other hands, and these shall not learn whether its visitor ever
/// answered. A slip of the pen is told without looking anything up, so that nobody goes believing.
pub async fn take_back(
    State(app): State<AppState>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
    Filled(fields): Filled,
) -> Response {
    let locale = locale(&asked, &headers);
    let code = fields.iter().find(|(name, _)| name == "code").map_or("", |(_, code)| code);
    let Some(id) = id_of(code) else {
        let slip = locale.word("withdraw.slip");
        return form(StatusCode::UNPROCESSABLE_ENTITY, locale, code, Some(slip));
    };
    match app.store.withdraw(id).await {
        Ok(_) => {
            let title = locale.word("withdraw.title");
            let content = html! {
                section.card.thanks aria-label=(title) {
                    p.prompt role="status" { (locale.word("withdraw.gone")) }
                }
            };
            sent(StatusCode::OK, POLICY, &frame(title, locale, false, &content))
        }
        Err(error) => Problem::from(error)
            .on_a_page(|status| form(status, locale, code, Some(locale.word("withdraw.later")))),
    }
}

fn form(status: StatusCode, locale: &Locale, code: &str, wrong: Option<&str>) -> Response {
    let title = locale.word("withdraw.title");
    let content = html! {
        section.card.plain aria-label=(title) {
            form.withdraw method="post" action={ "/s/withdraw?lang=" (locale.lang) } autocomplete="off" {
                h1.prompt { (title) }
                p { (locale.word("withdraw.lead")) }
                div.writing {
                    label.item for="code" { (locale.word("withdraw.code")) }
                    input.text id="code" name="code" value=(code) dir="ltr" maxlength="80" required
                        autocapitalize="characters" spellcheck="false"
                        aria-describedby=[wrong.map(|_| "wrong")] aria-invalid=[wrong.map(|_| "true")];
                }
                @if let Some(wrong) = wrong { p.error id="wrong" role="alert" { (wrong) } }
                div.buttons { button.next type="submit" { (locale.word("withdraw.do")) } }
            }
        }
    };
    sent(status, POLICY, &frame(title, locale, false, &content))
}

/// The id of what was sent under a code; `None` where it is not whole. Case and spaces are nothing.
fn id_of(code: &str) -> Option<SubmissionId> {
    let symbols = code.bytes().filter(|byte| !byte.is_ascii_whitespace() && *byte != b'-');
    let symbols: Vec<u8> = symbols.map(|byte| byte.to_ascii_uppercase()).collect();
    let value = |symbol: &u8| ALPHABET.iter().position(|other| other == symbol);
    let values: Vec<usize> = symbols.iter().map(value).collect::<Option<_>>()?;
    let (drawn, check) = values.split_at_checked(N_SYMBOLS - 2)?;
    let expected = drawn.iter().fold(0, |sum, value| (sum * 32 + value) % PRIME);
    let hash: [u8; 32] = Sha256::digest(&symbols).into();
    let id = SubmissionId::derived(*hash.first_chunk()?);
    (*check == [expected / 32, expected % 32]).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All the symbols but a few, and what they come to.
    const CODE: &str = "ABCD EFGH JKLM NPQR STUV WXYZ 23";

    fn whole() -> String {
        let ends = ALPHABET.iter().flat_map(|a| ALPHABET.map(|b| [*a, b]));
        let codes = ends.map(|end| [CODE, std::str::from_utf8(&end).unwrap()].concat());
        let whole: Vec<_> = codes.filter(|code| id_of(code).is_some()).collect();
        assert_eq!(whole.len(), 1, "{whole:?}");
        whole[0].clone()
    }

    #[test]
    fn a_code_is_the_same_however_it_is_written_down() {
        let code = whole();
        let id = id_of(&code).unwrap();
        assert_eq!(SubmissionId::parse(&id.to_string()), Some(id));
        for same in [code.to_lowercase(), code.replace(' ', ""), code.replace(' ', "-")] {
            assert_eq!(id_of(&same), Some(id), "{same}");
        }
    }

    #[test]
    fn no_single_slip_passes_for_another_code() {
        let code = whole().replace(' ', "");
        for at in 0..code.len() {
            for symbol in ALPHABET.iter().filter(|symbol| code.as_bytes()[at] != **symbol) {
                let mut slip = code.clone().into_bytes();
                slip[at] = *symbol;
                assert_eq!(id_of(std::str::from_utf8(&slip).unwrap()), None);
            }
            let mut swapped = code.clone().into_bytes();
            swapped.swap(at, (at + 1).min(code.len() - 1));
            let swapped = String::from_utf8(swapped).unwrap();
            assert!(swapped == code || id_of(&swapped).is_none(), "{swapped}");
        }
        for short in ["", "A", &code[1..], &code[..27], &format!("{code}A"), "0OIl"] {
            assert_eq!(id_of(short), None, "{short}");
        }
    }
}
