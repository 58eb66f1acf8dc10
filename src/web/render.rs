//! Screen -> elements, by the small builder in `dom`. It knows how a card looks, not what an
//! answer means.

use super::dom::{El, el};
use crate::answers::Answer;
use crate::flow::Event;
use crate::locale::{Direction, Locale};
use crate::view::{Button, Card, Control, Farewell, Layout, Screen};
use std::rc::Rc;
use wasm_bindgen::{JsCast as _, UnwrapThrowExt as _};
use web_sys::{Document, Element, HtmlElement, HtmlTextAreaElement, ShadowRoot};

/// Where the view sends what the visitor does.
pub(super) type Send = Rc<dyn Fn(Event)>;

/// What is drawn now, and what of it changes while it stays.
#[derive(Debug)]
pub(super) struct Drawn {
    frame: El,
    heading: Element,
    live: Live,
}

#[derive(Debug)]
enum Live {
    Card {
        step: usize,
        progress: Element,
        bar: Element,
        error: Element,
        note: Element,
        next: Element,
    },
    Thanks {
        delivery: Element,
    },
}

impl Drawn {
    /// Draws a screen into a shadow root; `None` where nothing is to be seen.
    pub(super) fn new(
        root: &ShadowRoot,
        locale: &Locale,
        screen: &Screen,
        send: &Send,
    ) -> Option<Self> {
        let document = root.owner_document()?;
        let drawn = match screen {
            Screen::Nothing => return None,
            Screen::Question(card) => question(&document, locale, card, send),
            Screen::Thanks(thanks) => farewell(&document, locale, thanks),
        };
        root.append_child(drawn.frame.element()).unwrap_throw();
        drawn.patch(screen);
        Some(drawn)
    }

    /// Brings the drawing up to date if it still shows the same; says whether it does.
    ///
    /// A question is never drawn anew while it stays: the visitor's focus, cursor and half-made
    /// choice stay with it.
    pub(super) fn patch(&self, screen: &Screen) -> bool {
        match (&self.live, screen) {
            (Live::Card { step, progress, bar, error, note, next }, Screen::Question(card)) => {
                if *step != card.step {
                    return false;
                }
                set(progress, &card.progress_text);
                let (at, total) = card.progress;
                bar.set_attribute("value", &at.to_string()).unwrap_throw();
                bar.set_attribute("max", &total.to_string()).unwrap_throw();
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
        if let Some(heading) = self.heading.dyn_ref::<HtmlElement>() {
            // Only a detached element refuses.
            let _ = heading.focus();
        }
    }
}

impl Drop for Drawn {
    fn drop(&mut self) {
        self.frame.element().remove();
    }
}

/// Sets text only where it differs: a live region speaks at every change.
fn set(element: &Element, text: &str) {
    if element.text_content().as_deref() != Some(text) {
        element.set_text_content(Some(text));
    }
}

fn frame(document: &Document, locale: &Locale, label: &str) -> El {
    let direction = match locale.direction {
        Direction::LeftToRight => "ltr",
        Direction::RightToLeft => "rtl",
    };
    el(document, "section")
        .part("card")
        .attr("lang", &locale.lang)
        .attr("dir", direction)
        .attr("aria-label", label)
}

fn question(document: &Document, locale: &Locale, card: &Card, send: &Send) -> Drawn {
    let el = |tag| el(document, tag);
    let progress = el("p").part("progress");
    let bar = el("progress").part("bar").attr("aria-hidden", "true");
    let error = el("p").part("error").attr("id", "error").attr("role", "alert");
    let note = el("p").part("note").attr("id", "note").attr("role", "status");
    let next = el("button").part("next").attr("type", "submit");
    let help = card.help.as_ref().map(|help| el("p").part("help").attr("id", "help").text(help));
    let (heading, control) = control(document, card, send);
    let live = Live::Card {
        step: card.step,
        progress: progress.element().clone(),
        bar: bar.element().clone(),
        error: error.element().clone(),
        note: note.element().clone(),
        next: next.element().clone(),
    };
    let back = card.back.as_ref().map(|label| {
        let send = Rc::clone(send);
        let back = el("button").part("back").attr("type", "button").text(label);
        back.on("click", move |_| send(Event::WentBack))
    });
    let send = Rc::clone(send);
    let form = el("form").flag("novalidate", true).on("submit", move |event| {
        event.prevent_default();
        send(Event::Continued);
    });
    let label = card.title.as_deref().unwrap_or_else(|| locale.word("region"));
    let frame = frame(document, locale, label)
        .maybe(card.title.as_ref().map(|title| el("p").part("title").text(title)))
        .child(
            form.child(el("div").part("way").child(progress).child(bar))
                .child(control.maybe(help))
                .child(error)
                .child(note)
                .child(el("div").part("buttons").maybe(back).child(next)),
        )
        .child(el("p").part("promise").text(&card.promise));
    Drawn { frame, heading, live }
}

/// The control that answers a question, and the element that asks it.
fn control(document: &Document, card: &Card, send: &Send) -> (Element, El) {
    let el = |tag| el(document, tag);
    match &card.control {
        Control::Buttons { layout, buttons, ends } => {
            let heading = el("legend").part("prompt").attr("tabindex", "-1").text(&card.prompt);
            let element = heading.element().clone();
            let class = match layout {
                Layout::Row => "row",
                Layout::Column => "column",
            };
            let choices = el("div").part(class);
            let choices = buttons.iter().enumerate().fold(choices, |all, (index, button)| {
                all.child(choice(document, index, button, send))
            });
            let ends = ends.as_ref().map(|(low, high)| {
                let end = |text: &str| el("span").text(text);
                el("div").part("ends").attr("aria-hidden", "true").child(end(low)).child(end(high))
            });
            let fieldset = el("fieldset").attr("aria-describedby", "help error");
            (element, fieldset.child(heading).child(choices).maybe(ends))
        }
        Control::Text { text, max_chars } => {
            let heading = el("label").part("prompt").attr("for", "text").attr("tabindex", "-1");
            let heading = heading.text(&card.prompt);
            let element = heading.element().clone();
            let send = Rc::clone(send);
            let area = el("textarea")
                .part("text")
                .attr("id", "text")
                .attr("rows", "4")
                .attr("maxlength", &max_chars.to_string())
                .attr("aria-describedby", "help note error")
                .text(text)
                .on("input", move |event| {
                    let area =
                        event.target().and_then(|t| t.dyn_into::<HtmlTextAreaElement>().ok());
                    let text = area.map(|area| area.value()).unwrap_or_default();
                    let said = !text.trim().is_empty();
                    send(Event::Answered(said.then_some(Answer::Text(text))));
                });
            (element, el("div").part("writing").child(heading).child(area))
        }
    }
}

/// A native radio button and its label, which together are the thing to hit.
fn choice(document: &Document, index: usize, button: &Button, send: &Send) -> El {
    let send = Rc::clone(send);
    let answer = button.answer.clone();
    let radio = el(document, "input")
        .attr("type", "radio")
        .attr("name", "answer")
        .attr("value", &index.to_string())
        .flag("checked", button.chosen)
        .on("change", move |_| send(Event::Answered(Some(answer.clone()))));
    let text = el(document, "span").text(&button.label);
    let hint = button.hint.as_ref();
    let hint =
        hint.map(|hint| el(document, "span").attr("class", "hint").text(&[", ", hint].concat()));
    el(document, "label").part("choice").child(radio).child(text).maybe(hint)
}

fn farewell(document: &Document, locale: &Locale, thanks: &Farewell) -> Drawn {
    let el = |tag| el(document, tag);
    let heading =
        el("p").part("prompt").attr("tabindex", "-1").attr("role", "status").text(&thanks.text);
    let delivery = el("p").part("delivery").attr("role", "status");
    let link = thanks.link.as_ref().map(|(href, text)| {
        let link = el("a").part("link").attr("href", href).attr("rel", "noreferrer noopener");
        el("p").child(link.text(text))
    });
    let live = Live::Thanks { delivery: delivery.element().clone() };
    let element = heading.element().clone();
    let frame = frame(document, locale, locale.word("region")).attr("class", "card thanks");
    let frame = frame.child(heading).maybe(link).child(delivery);
    Drawn { frame, heading: element, live }
}
