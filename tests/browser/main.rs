//! The half that touches the browser, in a headless one: `cargo xtask test --only browser`.
#![cfg(target_arch = "wasm32")]

use aftersay::web::{Mounted, mount};
use gloo_events::EventListener;
use gloo_timers::future::TimeoutFuture;
use js_sys::{Function, JSON, Reflect};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{
    CustomEvent, Document, Element, HtmlElement, ShadowRoot, ShadowRootInit, ShadowRootMode,
};

wasm_bindgen_test_configure!(run_in_browser);

const SURVEY: &str = r#"{
    "schema": "aftersay.survey/1", "id": "s", "version": 1, "title": "How was <b>it</b>?",
    "questions": [
        {"id": "overall", "kind": "csat", "required": true},
        {"id": "why", "kind": "text", "prompt": "Why?", "help": "No names, please."}
    ]
}"#;

/// A host on the page, with an open shadow root as the loader makes it. It goes with its test.
struct Host(HtmlElement);

impl Host {
    fn new() -> Self {
        let host = document().create_element("aftersay-survey").unwrap();
        host.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open)).unwrap();
        document().body().unwrap().append_child(&host).unwrap();
        Self(host.unchecked_into())
    }

    fn mounts(&self, options: &str, survey: &str) -> Result<Mounted, JsValue> {
        self.goes_on(options, survey, &JsValue::UNDEFINED, None)
    }

    fn goes_on(
        &self,
        options: &str,
        survey: &str,
        draft: &JsValue,
        keep: Option<Function>,
    ) -> Result<Mounted, JsValue> {
        let locale = include_str!("../../www/locales/en.json");
        let mut mounted = mount(&self.0, &json(options), &json(locale))?;
        mounted.take(&json(survey), draft, keep)?;
        Ok(mounted)
    }

    fn root(&self) -> ShadowRoot {
        self.0.shadow_root().unwrap()
    }

    fn finds(&self, selector: &str) -> Option<HtmlElement> {
        self.root().query_selector(selector).unwrap().map(JsCast::unchecked_into)
    }

    fn reads(&self, selector: &str) -> String {
        self.finds(selector).and_then(|element| element.text_content()).unwrap_or_default()
    }

    fn counts(&self, selector: &str) -> u32 {
        self.root().query_selector_all(selector).unwrap().length()
    }

    fn clicks(&self, selector: &str) {
        self.finds(selector).unwrap_or_else(|| panic!("no {selector}")).click();
    }

    /// Clicks, and sees the card to which it leads.
    async fn goes_by(&self, selector: &str) {
        self.clicks(selector);
        page_has_its_turn().await;
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.0.remove();
    }
}

/// Mounts with no options, where nothing is kept.
fn bare_mount(host: &HtmlElement, survey: &JsValue, locale: &JsValue) -> Result<Mounted, JsValue> {
    let mut mounted = mount(host, &json("{}"), locale)?;
    mounted.take(survey, &JsValue::UNDEFINED, None)?;
    Ok(mounted)
}

/// Opens, and sees the card.
async fn opens(mounted: &Mounted) {
    mounted.open();
    page_has_its_turn().await;
}

/// Before another card is drawn.
async fn page_has_its_turn() {
    TimeoutFuture::new(0).await;
}

fn document() -> Document {
    web_sys::window().unwrap().document().unwrap()
}

fn json(text: &str) -> JsValue {
    JSON::parse(text).unwrap()
}

/// What is told of an error: its code, its message.
fn told(error: &JsValue) -> [String; 2] {
    let field = |name: &str| Reflect::get(error, &name.into()).unwrap().as_string();
    ["code", "message"].map(|name| field(name).unwrap_or_default())
}

#[wasm_bindgen_test]
fn a_wrong_survey_is_an_error_that_names_every_mistake() {
    let host = Host::new();
    let survey = r#"{"schema": "aftersay.survey/1", "id": "s", "version": 0, "colour": "red",
        "questions": [{"id": "a", "kind": "star"}, {"id": "b", "kind": "text"}]}"#;
    let error = host.mounts("{}", survey).unwrap_err();
    assert!(error.is_instance_of::<js_sys::Error>());
    let [code, message] = told(&error);
    assert_eq!(code, "survey");
    for place in ["/version", "/colour", "/questions/0/kind", "/questions/1"] {
        assert!(message.contains(place), "{place} is not in {message}");
    }
    assert_eq!(host.root().child_element_count(), 0);
}

#[wasm_bindgen_test]
fn what_is_wrong_is_said_by_the_code() {
    let locale = json(include_str!("../../www/locales/en.json"));
    let bare: HtmlElement = document().create_element("div").unwrap().unchecked_into();
    let host = Host::new();
    for (code, result) in [
        ("config", host.mounts(r#"{"theme": "drak"}"#, SURVEY)),
        ("survey", host.mounts("{}", "[]")),
        ("locale", bare_mount(&host.0, &json(SURVEY), &json("{}"))),
        ("survey", bare_mount(&host.0, &JsValue::UNDEFINED, &locale)),
        ("host", bare_mount(&bare, &json(SURVEY), &locale)),
    ] {
        let [found, message] = told(&result.unwrap_err());
        assert_eq!(found, code, "{message}");
    }
}

#[wasm_bindgen_test]
async fn the_first_question_is_drawn_as_radio_buttons_with_labels() {
    let host = Host::new();
    let mounted = host.mounts("{}", SURVEY).unwrap();
    assert_eq!(host.root().child_element_count(), 0, "nothing is shown before it is opened");

    opens(&mounted).await;
    assert_eq!(host.reads("legend"), "Overall, how satisfied are you with this order?");
    assert_eq!(host.counts("fieldset input[type=radio]"), 5);
    assert_eq!(host.counts("label:has(input[type=radio])"), 5);
    assert_eq!(host.reads("label span"), "Very dissatisfied");
    assert_eq!(host.reads(".title"), "How was <b>it</b>?", "a text is never markup");
    assert_eq!(host.counts("b"), 0);

    let section = host.finds("section").unwrap();
    assert_eq!(section.get_attribute("lang").as_deref(), Some("en"));
    assert_eq!(section.get_attribute("dir").as_deref(), Some("ltr"));
    assert!(document().active_element().is_none_or(|focus| focus != Element::from(host.0.clone())));
}

#[wasm_bindgen_test]
async fn a_choice_and_the_button_lead_on_and_back() {
    let host = Host::new();
    let mounted = host.mounts("{}", SURVEY).unwrap();
    opens(&mounted).await;

    host.goes_by(".next").await;
    assert_eq!(host.reads("[role=alert]"), "Please choose an answer before going on.");
    host.clicks("label:nth-of-type(4) input");
    host.goes_by(".next").await;
    assert_eq!(host.reads("label.prompt"), "Why?");
    assert_eq!(host.reads("#help"), "No names, please.");
    assert_eq!(host.counts("textarea"), 1);

    host.goes_by(".back").await;
    assert_eq!(host.counts("input:checked"), 1);
    assert_eq!(host.counts("label:nth-of-type(4) input:checked"), 1);
    host.goes_by(".next").await;
    host.goes_by(".next").await;
    assert_eq!(host.reads(".thanks .prompt"), "Thank you.");
    assert_eq!(host.reads(".delivery"), "", "without an endpoint nothing is said of sending");
}

#[wasm_bindgen_test]
async fn the_focus_follows_a_visitor_who_is_on_the_card() {
    let host = Host::new();
    let mounted = host.mounts("{}", SURVEY).unwrap();
    opens(&mounted).await;

    host.finds("label:nth-of-type(1) input").unwrap().focus().unwrap();
    host.clicks("label:nth-of-type(1) input");
    host.goes_by(".next").await;
    let focus = host.root().active_element().and_then(|focus| focus.get_attribute("class"));
    assert_eq!(focus.as_deref(), Some("prompt"));
}

#[wasm_bindgen_test]
async fn nothing_is_left_when_it_is_dropped() {
    let host = Host::new();
    let mounted = host.mounts("{}", SURVEY).unwrap();
    opens(&mounted).await;
    assert_eq!(host.root().child_element_count(), 1);
    drop(mounted);
    assert_eq!(host.root().child_element_count(), 0);
    // A browser that hides the page now meets nobody.
    let hidden = web_sys::Event::new("pagehide").unwrap();
    web_sys::window().unwrap().dispatch_event(&hidden).unwrap();
}

#[wasm_bindgen_test]
async fn a_closed_card_is_gone_and_stays_away() {
    let host = Host::new();
    let mounted = host.mounts("{}", SURVEY).unwrap();
    opens(&mounted).await;
    mounted.close();
    page_has_its_turn().await;
    assert_eq!(host.root().child_element_count(), 0);
    opens(&mounted).await;
    assert_eq!(host.root().child_element_count(), 0);
}

#[wasm_bindgen_test]
async fn the_page_is_told_by_events_that_bubble_out_of_the_host() {
    let host = Host::new();
    let told = Rc::new(RefCell::new(Vec::new()));
    let listeners: Vec<_> = ["shown", "answered", "submitted", "dismissed"]
        .into_iter()
        .map(|name| {
            let told = Rc::clone(&told);
            EventListener::new(&document(), format!("aftersay:{name}"), move |event| {
                let event: &CustomEvent = event.unchecked_ref();
                assert!(event.bubbles() && event.composed());
                let detail = JSON::stringify(&event.detail()).unwrap();
                told.borrow_mut().push((name, String::from(detail)));
            })
        })
        .collect();
    let mounted = host.mounts("{}", SURVEY).unwrap();
    opens(&mounted).await;
    host.clicks("label:nth-of-type(5) input");
    host.goes_by(".next").await;
    host.goes_by(".next").await;
    drop(listeners);

    let told = told.borrow();
    let names: Vec<_> = told.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["shown", "answered", "submitted"]);
    assert_eq!(told[1].1, r#"{"question":"overall"}"#);
    let submission = &told[2].1;
    assert!(submission.contains(r#""answers":{"overall":5}"#), "{submission}");
    assert!(submission.contains(r#""complete":true"#), "{submission}");
}

#[wasm_bindgen_test]
async fn what_is_handed_over_to_be_kept_is_gone_on_with_by_the_next_page() {
    let kept = Rc::new(RefCell::new(JsValue::UNDEFINED));
    let into = Rc::clone(&kept);
    let keep =
        Closure::<dyn FnMut(JsValue, JsValue)>::new(move |draft: JsValue, unsent: JsValue| {
            assert!(unsent.is_null(), "nothing is sent without an endpoint");
            into.replace(draft);
        });
    let host = Host::new();
    let keep = keep.as_ref().unchecked_ref::<Function>();
    let mounted = host.goes_on("{}", SURVEY, &JsValue::UNDEFINED, Some(keep.clone())).unwrap();
    opens(&mounted).await;
    assert!(kept.borrow().is_null(), "nothing was said yet");
    host.clicks("label:nth-of-type(4) input");
    host.goes_by(".next").await;
    drop(mounted);

    let draft = kept.borrow().clone();
    let mounted = host.goes_on("{}", SURVEY, &draft, None).unwrap();
    opens(&mounted).await;
    assert_eq!(host.reads("label.prompt"), "Why?");
    host.goes_by(".back").await;
    assert_eq!(host.counts("label:nth-of-type(4) input:checked"), 1);
    drop(mounted);

    // So deep that whoever follows it down does not come back.
    let deep = json(&["[".repeat(20_000), "]".repeat(20_000)].concat());
    let mounted = host.goes_on("{}", SURVEY, &deep, None).unwrap();
    opens(&mounted).await;
    assert_eq!(host.counts("fieldset input[type=radio]"), 5, "the visit begins");
}

#[wasm_bindgen_test]
async fn a_listener_of_the_page_that_calls_back_does_no_harm() {
    let host = Host::new();
    let mounted = Rc::new(host.mounts("{}", SURVEY).unwrap());
    let weak = Rc::downgrade(&mounted);
    let closing = EventListener::new(&document(), "aftersay:answered", move |_| {
        if let Some(mounted) = weak.upgrade() {
            mounted.close();
        }
    });
    opens(&mounted).await;
    host.clicks("label:nth-of-type(2) input");
    host.goes_by(".next").await;
    drop(closing);
    assert_eq!(host.root().child_element_count(), 0, "the page closed the card from its listener");
}
