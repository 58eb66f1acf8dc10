//! Screen -> elements, by the small builder in `dom`. It knows how a card looks, not what an
//! answer means.

use super::dom::{Dom, El};
use crate::answers::Answer;
use crate::flow::Event;
use crate::locale::{Direction, Locale};
use crate::view::{Button, Card, Control, Farewell, Layout, Screen};
use std::rc::Rc;
use wasm_bindgen::{JsCast as _, UnwrapThrowExt as _};
use web_sys::{HtmlElement, HtmlTextAreaElement, ShadowRoot, UiEvent};

/// Where the view sends what the visitor does.
pub(super) type Send = Rc<dyn Fn(Event)>;

/// What is drawn now, and what of it changes while it stays.
#[derive(Debug)]
pub(super) struct Drawn {
    /// Holds the listeners.
    _dom: Dom,
    frame: El,
    heading: El,
    live: Live,
}

#[derive(Debug)]
enum Live {
    Card { step: usize, progress: El, bar: El, control: El, error: El, note: El, next: El },
    Thanks { delivery: El },
}

impl Drawn {
    /// Draws a screen into a shadow root; `None` where nothing is to be seen.
    pub(super) fn new(
        root: &ShadowRoot,
        locale: &Locale,
        screen: &Screen,
        send: &Send,
    ) -> Option<Self> {
        let dom = Dom::new(root.owner_document()?);
        let (frame, heading, live) = match screen {
            Screen::Nothing => return None,
            Screen::Question(card) => question(&dom, locale, card, send),
            Screen::Thanks(thanks) => farewell(&dom, locale, thanks),
        };
        root.append_child(frame.element()).unwrap_throw();
        let drawn = Self { _dom: dom, frame, heading, live };
        drawn.patch(screen);
        Some(drawn)
    }

    /// Brings the drawing up to date if it still shows the same; says whether it does.
    ///
    /// A question is never drawn anew while it stays: the visitor's focus, cursor and half-made
    /// choice stay with it.
    pub(super) fn patch(&self, screen: &Screen) -> bool {
        match (&self.live, screen) {
            (
                Live::Card { step, progress, bar, control, error, note, next },
                Screen::Question(card),
            ) => {
                if *step != card.step {
                    return false;
                }
                let (at, total) = card.progress;
                set(progress, &card.progress_text);
                set_attribute(bar, "value", &at.to_string());
                set_attribute(bar, "max", &total.to_string());
                set_attribute(
                    control,
                    "aria-invalid",
                    if card.error.is_some() { "true" } else { "false" },
                );
                set(error, card.error.as_deref().unwrap_or_default());
                set(note, card.note.as_deref().unwrap_or_default());
                set(next, &card.next);
                true
            }
            (Live::Thanks { delivery }, Screen::Thanks(thanks)) => {
                set(delivery, thanks.delivery.as_deref().unwrap_or_default());
                true
            }
            (Live::Card { .. } | Live::Thanks { .. }, _) => false,
        }
    }

    /// Moves the focus to the heading, so that it is not lost with what was drawn before.
    pub(super) fn focus(&self) {
        // Only a detached element refuses.
        let _ = self.heading.element().unchecked_ref::<HtmlElement>().focus();
    }
}

impl Drop for Drawn {
    fn drop(&mut self) {
        self.frame.element().remove();
    }
}

/// Sets text only where it differs: a live region speaks at every change.
fn set(el: &El, text: &str) {
    let element = el.element();
    if element.text_content().as_deref() != Some(text) {
        element.set_text_content(Some(text));
    }
}

fn set_attribute(el: &El, name: &str, value: &str) {
    el.element().set_attribute(name, value).unwrap_throw();
}

fn frame(dom: &Dom, locale: &Locale, class: &str, label: &str) -> El {
    let direction = match locale.direction {
        Direction::LeftToRight => "ltr",
        Direction::RightToLeft => "rtl",
    };
    let section = dom.el("section").attr("class", class).attr("part", "card");
    section.attr("lang", &locale.lang).attr("dir", direction).attr("aria-label", label)
}

fn question(dom: &Dom, locale: &Locale, card: &Card, send: &Send) -> (El, El, Live) {
    let progress = dom.el("p").part("progress");
    let bar = dom.el("progress").part("bar").attr("aria-hidden", "true");
    let error = dom.el("p").part("error").attr("id", "error").attr("role", "alert");
    let note = dom.el("p").part("note").attr("id", "note").attr("role", "status");
    // The second click of a double click would answer a question that nobody has read.
    let next = dom.el("button").part("next").attr("type", "submit").on(dom, "click", |event| {
        if 1 < event.unchecked_ref::<UiEvent>().detail() {
            event.prevent_default();
        }
    });
    let line = |text: &Option<String>, part| {
        text.as_ref().map(|text| dom.el("p").part(part).attr("id", part).text(text))
    };
    let (heading, control, question) = control(dom, card, send);
    let back = card.back.as_ref().map(|label| {
        let send = Rc::clone(send);
        let back = dom.el("button").part("back").attr("type", "button").text(label);
        back.on(dom, "click", move |_| send(Event::WentBack))
    });
    let send = Rc::clone(send);
    let form = dom.el("form").flag("novalidate", true).on(dom, "submit", move |event| {
        event.prevent_default();
        send(Event::Continued);
    });
    let form = form
        .child(&dom.el("div").part("way").child(&progress).child(&bar))
        .child(&question.maybe(line(&card.help, "help").as_ref()))
        .child(&error)
        .child(&note)
        .child(&dom.el("div").part("buttons").maybe(back.as_ref()).child(&next));
    let label = card.title.as_deref().unwrap_or_else(|| locale.word("region"));
    let frame = frame(dom, locale, "card", label)
        .maybe(line(&card.title, "title").as_ref())
        .child(&form)
        .child(&dom.el("p").part("promise").text(&card.promise));
    (frame, heading, Live::Card { step: card.step, progress, bar, control, error, note, next })
}

/// The element that asks a question, the control that answers it, and what holds the two.
fn control(dom: &Dom, card: &Card, send: &Send) -> (El, El, El) {
    let described = if card.help.is_some() { "help error note" } else { "error note" };
    match &card.control {
        Control::Buttons { layout, buttons, ends } => {
            let heading = dom.el("legend").part("prompt").attr("tabindex", "-1").text(&card.prompt);
            let choices = dom.el("div").part(match layout {
                Layout::Row => "row",
                Layout::Column => "column",
            });
            let choices = buttons.iter().enumerate().fold(choices, |choices, (index, button)| {
                choices.child(&choice(dom, index, button, send))
            });
            // On a phone a long scale takes two lines: its low end stands above it, the other below.
            let ends = ends.as_ref().map(|(low, high)| {
                let ends = dom.el("div").part("ends").attr("aria-hidden", "true");
                ends.child(&dom.el("span").text(low)).child(&dom.el("span").text(high))
            });
            let fieldset = dom.el("fieldset").attr("role", "radiogroup");
            let fieldset = fieldset.attr("aria-describedby", described);
            let fieldset = fieldset.child(&heading).child(&choices).maybe(ends.as_ref());
            (heading, fieldset.handle(), fieldset)
        }
        Control::Text { text, max_chars } => {
            let heading = dom.el("label").part("prompt").attr("for", "text").attr("tabindex", "-1");
            let heading = heading.text(&card.prompt);
            let send = Rc::clone(send);
            let area = dom
                .el("textarea")
                .part("text")
                .attr("id", "text")
                .attr("rows", "4")
                .attr("maxlength", &max_chars.to_string())
                .attr("dir", "auto")
                .attr("aria-describedby", described)
                .text(text);
            let written: HtmlTextAreaElement = area.element().clone().unchecked_into();
            let area = area.on(dom, "input", move |_| {
                let text = written.value();
                let said = !text.trim().is_empty();
                send(Event::Answered(said.then_some(Answer::Text(text))));
            });
            let writing = dom.el("div").part("writing").child(&heading).child(&area);
            (heading, area, writing)
        }
    }
}

/// A native radio button and its label, which together are the thing to hit.
fn choice(dom: &Dom, index: usize, button: &Button, send: &Send) -> El {
    let send = Rc::clone(send);
    let answer = button.answer.clone();
    let radio = dom
        .el("input")
        .attr("type", "radio")
        .attr("name", "answer")
        .attr("value", &index.to_string())
        .flag("checked", button.chosen)
        .on(dom, "change", move |_| send(Event::Answered(Some(answer.clone()))));
    let hint = button.hint.as_ref().map(|hint| {
        let hint = [", ", hint].concat();
        dom.el("span").attr("class", "hint").text(&hint)
    });
    let label = dom.el("span").text(&button.label);
    dom.el("label").part("choice").child(&radio).child(&label).maybe(hint.as_ref())
}

fn farewell(dom: &Dom, locale: &Locale, thanks: &Farewell) -> (El, El, Live) {
    let heading = dom.el("p").part("prompt").attr("tabindex", "-1").text(&thanks.text);
    let heading = heading.attr("role", "status");
    let delivery = dom.el("p").part("delivery").attr("role", "status");
    let link = thanks.link.as_ref().map(|(href, text)| {
        dom.el("a").part("link").attr("href", href).attr("rel", "noreferrer noopener").text(text)
    });
    let frame = frame(dom, locale, "card thanks", locale.word("region"));
    let frame = frame.child(&heading).maybe(link.as_ref()).child(&delivery);
    (frame, heading, Live::Thanks { delivery })
}
