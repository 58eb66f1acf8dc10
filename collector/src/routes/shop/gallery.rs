//! The gallery: every kind of question in every state, in any theme and language, drawn by the
//! widget as it is shipped.

use super::Shop;
use aftersay::survey::kinds::KINDS;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// Brings the surveys on a page into their state.
const SCRIPT: &str = include_str!("../../../../www/shop/gallery.js");

/// A survey that holds each kind at least once.
const EVERY_KIND: &str = include_str!("../../../../tests/fixtures/surveys/every-kind.json");

/// The states of a card that asks.
const ASKING: [&str; 4] = ["unanswered", "answered", "error", "last"];

/// The states after the last card, which are the same for every kind.
const ENDS: [&str; 5] = ["thanks", "sending", "sent", "kept", "refused"];

const THEMES: [&str; 3] = ["page", "light", "dark"];

/// English, and those that need more room, or other letters, or run the other way.
const LANGS: [&str; 6] = ["en", "de", "pl", "ja", "ar", "he"];

/// What the pages take from their address; what is empty or unknown is the first there is, and
/// without a kind all of them stand on the page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    kind: String,
    state: String,
    theme: String,
    lang: String,
}

/// The gallery's routes.
pub(super) fn routes() -> Router<Arc<Shop>> {
    Router::new()
        .route("/gallery", get(look))
        .route("/gallery/gallery.js", get(script))
        .route("/gallery/answers/{state}", post(receive))
}

async fn script() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], SCRIPT)
}

/// Takes answers as a collector would in this state, and keeps none of them.
async fn receive(Path(state): Path<String>) -> StatusCode {
    match &*state {
        "sending" => std::future::pending().await,
        "kept" => StatusCode::SERVICE_UNAVAILABLE,
        "refused" => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::CREATED,
    }
}

async fn look(State(shop): State<Arc<Shop>>, Query(asked): Query<Asked>) -> Response {
    let known = |names: &[&'static str], name: &str| names.iter().copied().find(|n| *n == name);
    let theme = known(&THEMES, &asked.theme).unwrap_or("page");
    let lang = known(&LANGS, &asked.lang).unwrap_or("en");
    let state = known(&ASKING, &asked.state).or_else(|| known(&ENDS, &asked.state));
    let (title, content, n) = match state {
        None => ("Gallery", index(theme, lang), 0),
        Some(state) => {
            let kinds = kinds(state, &asked.kind);
            (state, samples(&shop, &kinds, state, (theme, lang)), kinds.len())
        }
    };
    let dir = if matches!(lang, "ar" | "he") { "rtl" } else { "ltr" };
    let page = html! {
        (DOCTYPE)
        html lang=(lang) dir=(dir) data-state=(title) data-total=(n) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " · aftersay" }
                link rel="icon" href="data:,";
                link rel="stylesheet" href="/shop/shop.css";
                @if state.is_some() { script src="/gallery/gallery.js" {} }
            }
            body { main aria-busy=[state.map(|_| "true")] { (content) } }
        }
    };
    shop.page(StatusCode::OK, page)
}

/// The kinds that are shown in a state: those of this name, or all that have the state.
fn kinds(state: &str, name: &str) -> Vec<&'static str> {
    let all = KINDS.iter().copied().flatten().map(|(kind, _)| *kind);
    let shown = |kind: &&str| match state {
        _ if !name.is_empty() => *kind == name,
        // Words alone cannot be left unanswered.
        "error" => *kind != "info",
        _ => ASKING.contains(&state) || *kind == "nps",
    };
    all.filter(shown).collect()
}

/// A survey of this kind, so that its first card comes into the state when it is filled in.
fn survey(kind: &str, state: &str) -> Value {
    let file: Value = serde_json::from_str(EVERY_KIND).unwrap_or_default();
    let questions = file.get("questions").and_then(Value::as_array).cloned().unwrap_or_default();
    let mut questions: Vec<_> =
        questions.into_iter().filter(|q| q.get("kind").is_some_and(|it| *it == kind)).collect();
    for question in questions.iter_mut().filter_map(Value::as_object_mut) {
        question.insert("required".to_owned(), json!(state == "error"));
    }
    let other = json!({"id": "other", "kind": "info", "prompt": "Another card."});
    let place = if state == "last" { 0 } else { questions.len() };
    questions.insert(place, other);
    json!({"schema": "aftersay.survey/1", "id": "gallery", "version": 1,
           "title": kind.replace('_', " "), "questions": questions})
}

fn samples(shop: &Shop, kinds: &[&str], state: &str, (theme, lang): (&str, &str)) -> Markup {
    html! {
        h1 { (state) }
        p { a href={ "/gallery?theme=" (theme) "&lang=" (lang) } { "Gallery" } }
        @for kind in kinds {
            h2 { (kind) }
            // A script element ends at the first `</`, whatever its text means.
            script type="application/json" id={ "survey-" (kind) } {
                (PreEscaped(survey(kind, state).to_string().replace('<', "\\u003c")))
            }
            div id=(kind) {}
            script async src={ (shop.widget_base) "/aftersay.js" } data-survey={ "#survey-" (kind) }
                data-target={ "#" (kind) } data-theme=(theme) data-lang=(lang)
                data-endpoint=[ENDS[1..].contains(&state).then(|| ["/gallery/answers/", state].concat())] {}
        }
    }
}

/// Links to every page of the gallery.
fn index(theme: &str, lang: &str) -> Markup {
    let link = |kind: &str, state: &str| {
        let kind = if kind.is_empty() { String::new() } else { format!("kind={kind}&") };
        html! { a href={ "/gallery?" (kind) "state=" (state) "&theme=" (theme) "&lang=" (lang) } { (state) } " " }
    };
    let row = |name: &str, kind: &str, states: &[&str]| {
        html! { div { dt { (name) } dd { @for state in states { (link(kind, state)) } } } }
    };
    let choice = |name: &str, here: &str, there: &dyn Fn(&str) -> String, all: &[&str]| {
        html! { div { dt { (name) } dd { @for one in all {
            a href=(there(one)) aria-current=[(*one == here).then_some("true")] { (one) } " "
        } } } }
    };
    html! {
        h1 { "Gallery" }
        p.lead { "Every kind of question in every state, drawn by the widget as it is shipped." }
        dl.details {
            (choice("Theme", theme, &|theme| format!("/gallery?theme={theme}&lang={lang}"), &THEMES))
            (choice("Language", lang, &|lang| format!("/gallery?theme={theme}&lang={lang}"), &LANGS))
            (row("All kinds", "", &ASKING))
            (row("The end", "", &ENDS))
            @for kind in kinds("unanswered", "") {
                (row(kind, kind, if kind == "info" { &["unanswered", "last"] } else { &ASKING }))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aftersay::survey::Survey;

    #[test]
    fn every_kind_is_shown_by_a_survey_that_asks_it() {
        for kind in kinds("unanswered", "") {
            for state in ASKING {
                let file = survey(kind, state).to_string();
                let read = Survey::read(&serde_json::from_str(&file).unwrap());
                let read = read.unwrap_or_else(|mistakes| panic!("{kind}, {state}: {mistakes:?}"));
                let asks = read.questions.iter().any(|question| question.kind.name() == kind);
                assert!(asks, "{kind} is not in tests/fixtures/surveys/every-kind.json");
            }
        }
    }
}
