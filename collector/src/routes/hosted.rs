//! A page of its own for a survey: for links in mails, and for shops that allow no scripts. It runs
//! the widget where that runs, and is a plain form where it does not.

mod form;
pub(super) mod page;

use super::submissions;
use crate::app::AppState;
use crate::languages;
use crate::limits::Sender;
use crate::problem::Problem;
use aftersay::anonymise::bands::Context;
use aftersay::anonymise::{Mode, anonymise};
use aftersay::answers::Answers;
use aftersay::flow::Said;
use aftersay::locale::Locale;
use aftersay::survey::Survey;
use aftersay::tree::Tree;
use aftersay::wire::{Submission, SubmissionId};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use form::{Form, Next, VERSION};
use maud::Markup;
use page::Note;
use serde::Deserialize;
use std::net::IpAddr;
use std::sync::LazyLock;

/// What the page may load and do. The form goes here and nowhere else.
pub(super) const POLICY: &str = "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; \
                      base-uri 'none'; frame-ancestors 'none'";

/// The same where the widget runs.
const POLICY_WITH_WIDGET: &str = "default-src 'none'; style-src 'self'; img-src data:; \
                                  form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
                                  script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";

const SCRIPT: &str = include_str!("../../../www/hosted/page.js");

/// The widget's look, whose root is a shadow root's host there and the page here.
static STYLESHEET: LazyLock<String> = LazyLock::new(|| {
    let card =
        concat!(include_str!("../../../www/style.css"), include_str!("../../../www/models.css"));
    let card = card.replace(":host(", ":root:is(");
    [&card.replace(":host", ":root"), include_str!("../../../www/hosted/page.css")].concat()
});

/// What a link may ask for.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    lang: Option<String>,
}

/// Sends the page of a survey.
///
/// # Errors
/// [`Problem::Internal`], where there is no randomness.
pub async fn show(
    State(app): State<AppState>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let locale = locale(&asked, &headers);
    let Some(published) = app.surveys.latest(&id) else { return Ok(unknown(locale)) };
    let form = blank(&published.survey, locale)?;
    let has_widget = app.widget.has("aftersay.js");
    let policy = if has_widget { POLICY_WITH_WIDGET } else { POLICY };
    Ok(sent(StatusCode::OK, policy, &page::form(&form, &form.shown, &Note::None, has_widget)))
}

/// Takes a form: asks on, asks again, or stores what was said and leads on to the thanks.
///
/// # Errors
/// As [`show`]. What cannot be stored comes back as the form, with everything in it.
pub async fn take(
    State(app): State<AppState>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    Sender(from): Sender,
    headers: HeaderMap,
    submissions::Filled(fields): submissions::Filled,
) -> Result<Response, Problem> {
    let locale = locale(&asked, &headers);
    let version = fields.iter().find(|(name, _)| name == VERSION);
    let version = version.and_then(|(_, version)| version.parse().ok());
    let same = version.and_then(|version| app.surveys.version(&id, version));
    let latest = app.surveys.latest(&id).map(|published| &published.survey);
    let Some(survey) = same.or(latest) else { return Ok(unknown(locale)) };
    let form = Form::read(&blank(survey, locale)?, fields);
    let again =
        |status, steps: &[_], note| sent(status, POLICY, &page::form(&form, steps, &note, false));
    Ok(match form.next() {
        // Its version is gone: whatever fits this one is kept, and nothing is sent unseen.
        _ if same.is_none() => {
            again(StatusCode::OK, &form.shown, Note::Status(locale.word("hosted.mend")))
        }
        Next::Mend => {
            let note = Note::Alert(locale.word("hosted.mend"));
            again(StatusCode::UNPROCESSABLE_ENTITY, &form.shown, note)
        }
        Next::Ask(steps) => again(StatusCode::OK, &steps, Note::Status(locale.word("hosted.more"))),
        Next::Done(said) => match store(&app, &form, said.clone(), from).await {
            // 303: reloading the thanks does not send again.
            Ok(()) if survey.endings.is_empty() => {
                Redirect::to(&format!("/s/{id}/thanks?lang={}", locale.lang)).into_response()
            }
            // Which of the endings it is depends on answers, and no address shall hold these.
            // Sent again, it is a repeat.
            Ok(()) => thanks(survey, locale, said.answers),
            Err(problem) => {
                let note = Note::Alert(locale.word("hosted.again"));
                problem.on_a_page(|status| again(status, &form.shown, note))
            }
        },
    })
}

/// Sends the thanks.
pub async fn thank(
    State(app): State<AppState>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let locale = locale(&asked, &headers);
    let survey = app.surveys.latest(&id).map(|published| &published.survey);
    survey.map_or_else(|| unknown(locale), |survey| thanks(survey, locale, Answers::default()))
}

fn thanks(survey: &Survey, locale: &Locale, answers: Answers) -> Response {
    match Form::farewell(survey, locale, answers) {
        Some(farewell) => sent(StatusCode::OK, POLICY, &page::thanks(survey, locale, &farewell)),
        None => unknown(locale),
    }
}

/// Sends the page's look.
pub async fn stylesheet() -> impl IntoResponse {
    file("text/css; charset=utf-8", &STYLESHEET)
}

/// Sends the page's script.
pub async fn script() -> impl IntoResponse {
    file("text/javascript; charset=utf-8", SCRIPT)
}

fn file(kind: &'static str, text: &'static str) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=300")], text)
}

/// Stores what was said, as if the widget had sent it.
async fn store(
    app: &AppState,
    form: &Form<'_>,
    said: Said,
    from: Option<IpAddr>,
) -> Result<(), Problem> {
    // Not before the form was read: who filled it in gets it back.
    app.limits.of_sender(from)?;
    let survey = form.survey;
    let submission = Submission {
        id: form.id,
        survey: survey.id.clone(),
        version: survey.version,
        lang: form.locale.lang.clone(),
        complete: said.complete,
        asked: said.asked,
        content: anonymise(survey, said.answers, Context::default(), Mode::Answers, &[]),
    };
    submissions::store(app, &Tree::from(&submission)).await.map(drop)
}

fn blank<'a>(survey: &'a Survey, locale: &'a Locale) -> Result<Form<'a>, Problem> {
    let mut random = [0; 16];
    getrandom::fill(&mut random)?;
    Ok(Form::blank(survey, locale, SubmissionId::drawn(random), getrandom::u64()?))
}

pub(super) fn locale(asked: &Asked, headers: &HeaderMap) -> &'static Locale {
    let preferred = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    languages::best(asked.lang.as_deref(), preferred)
}

fn unknown(locale: &Locale) -> Response {
    Problem::NotFound.on_a_page(|status| sent(status, POLICY, &page::unknown(locale)))
}

pub(super) fn sent(status: StatusCode, policy: &'static str, page: &Markup) -> Response {
    let headers: [(HeaderName, HeaderValue); 3] = [
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy)),
        // Every form has an id of its own.
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::VARY, HeaderValue::from_static("accept-language")),
    ];
    (status, headers, Html(page.0.clone())).into_response()
}
