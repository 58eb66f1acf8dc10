//! Screen -> elements, by the small builder in `dom`. It knows how a card looks, not what an
//! answer means.

#[cfg(feature = "models")]
mod rare;

use super::dom::{Dom, El};
use crate::answers::Answer;
use crate::flow::Event;
use crate::locale::{Direction, Locale};
use crate::survey::Step;
use crate::tree::{counted, decimal};
use crate::view::{Button, Card, Control, Farewell, Field, Layout, Screen};
use std::rc::Rc;
use wasm_bindgen::{JsCast as _, UnwrapThrowExt as _};
use web_sys::{HtmlElement, HtmlInputElement, HtmlTextAreaElement, Node, UiEvent};

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
    Card { step: Step, progress: El, bar: El, fields: Vec<Drawing>, error: El, note: El, next: El },
    Thanks { delivery: El },
}

/// A field as it is drawn.
#[derive(Debug)]
struct Drawing {
    /// What is marked while the field holds the visitor up.
    control: El,
    /// The boxes to tick: choosing one may clear another.
    boxes: Vec<HtmlInputElement>,
    /// What of it only rare surveys have.
    #[cfg(feature = "models")]
    more: rare::More,
}

impl Drawing {
    fn new(control: El, boxes: Vec<HtmlInputElement>) -> Self {
        Self {
            control,
            boxes,
            #[cfg(feature = "models")]
            more: rare::More::default(),
        }
    }
}

impl Drawn {
    /// Draws a screen into a node; `None` where nothing is to be seen. Where answers are posted, it
    /// holds a place for what they come to, which `after.mjs` fills when a visitor opens it.
    pub(super) fn new(
        into: &Node,
        locale: &Locale,
        screen: &Screen,
        posts: bool,
        send: &Send,
    ) -> Option<Self> {
        let dom = Dom::new(into.owner_document()?);
        let (frame, heading, live) = match screen {
            Screen::Nothing => return None,
            Screen::Question(card) => question(&dom, locale, card, send),
            Screen::Thanks(thanks) => farewell(&dom, locale, thanks),
        };
        let data = posts.then(|| {
            dom.el("details").part("promise").child(&dom.el("summary").text(locale.word("data")))
        });
        let frame = frame.maybe(data.as_ref());
        into.append_child(frame.element()).unwrap_throw();
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
                Live::Card { step, progress, bar, fields, error, note, next },
                Screen::Question(card),
            ) => {
                if *step != card.step {
                    return false;
                }
                let (at, total) = card.progress;
                set(progress, &card.progress_text);
                set_attribute(bar, "value", &counted(at));
                set_attribute(bar, "max", &counted(total));
                for (drawing, field) in fields.iter().zip(&card.fields) {
                    let is_wrong = if field.is_wrong { "true" } else { "false" };
                    set_attribute(&drawing.control, "aria-invalid", is_wrong);
                    if let Control::Buttons { buttons, .. } = &field.control {
                        for (tick, button) in drawing.boxes.iter().zip(buttons) {
                            tick.set_checked(button.chosen);
                        }
                    }
                    #[cfg(feature = "models")]
                    drawing.more.patch(field);
                }
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
    // Enter presses it as well. Nothing is left to `submit`, which frames that are sandboxed never see.
    let next = {
        let send = Rc::clone(send);
        dom.el("button").part("next").attr("type", "submit").on(dom, "click", move |event| {
            event.prevent_default();
            // The second click of a double click would answer a question that nobody has read.
            if event.unchecked_ref::<UiEvent>().detail() < 2 {
                send(Event::Continued);
            }
        })
    };
    let line = |text: &Option<String>, part| {
        text.as_ref().map(|text| dom.el("p").part(part).attr("id", part).text(text))
    };
    let (heading, drawings, questions) = fields(dom, card, send);
    let back = card.back.as_ref().map(|label| {
        let send = Rc::clone(send);
        let back = dom.el("button").part("back").attr("type", "button").text(label);
        back.on(dom, "click", move |_| send(Event::WentBack))
    });
    let form = dom
        .el("form")
        .flag("novalidate", true)
        .child(&dom.el("div").part("way").child(&progress).child(&bar))
        .child(&questions.maybe(line(&card.help, "help").as_ref()))
        .child(&error)
        .child(&note)
        .child(&dom.el("div").part("buttons").maybe(back.as_ref()).child(&next));
    let label = card.title.as_deref().unwrap_or_else(|| locale.word("region"));
    let frame = frame(dom, locale, "card", label)
        .maybe(line(&card.title, "title").as_ref())
        .child(&form)
        .child(&dom.el("p").part("promise").text(&card.promise));
    let step = card.step;
    (frame, heading, Live::Card { step, progress, bar, fields: drawings, error, note, next })
}

/// The element that the card is headed by, its fields, and what holds them all.
fn fields(dom: &Dom, card: &Card, send: &Send) -> (El, Vec<Drawing>, El) {
    let described = if card.help.is_some() { "help error note" } else { "error note" };
    let asked = |index: usize, field: &Field| {
        let prompt = field.prompt.as_ref().unwrap_or(&card.heading);
        asks(dom, (index, field), prompt, described, send)
    };
    if let [field] = &*card.fields
        && field.prompt.is_none()
    {
        let (heading, drawing, question) = asked(0, field);
        return (heading.part("prompt").attr("tabindex", "-1"), vec![drawing], question);
    }
    #[cfg(feature = "models")]
    return rare::fields(dom, card, asked);
    // Here what does not ask one thing only tells.
    #[cfg(not(feature = "models"))]
    {
        let heading = dom.el("p").part("prompt").attr("tabindex", "-1").text(&card.heading);
        (heading.handle(), Vec::new(), heading)
    }
}

/// The element that asks a question, what is answered, and what holds the two.
#[expect(clippy::too_many_lines, reason = "one arm a control")]
fn asks(
    dom: &Dom,
    (index, field): (usize, &Field),
    prompt: &str,
    described: &str,
    send: &Send,
) -> (El, Drawing, El) {
    let id = ["field-", &counted(index)].concat();
    let label = || dom.el("label").attr("for", &id).text(prompt);
    let writing =
        |label: &El, control: &El| dom.el("div").part("writing").child(label).child(control);
    let described = |el: El| el.attr("id", &id).attr("aria-describedby", described);
    #[cfg(feature = "models")]
    let sender = send;
    let send = Rc::clone(send);
    let key = field.key.clone();
    let asked = match &field.control {
        Control::Buttons { several, layout, buttons, ends } => {
            let prompt = dom.el("legend").text(prompt);
            let choices = dom.el("div").part(match layout {
                Layout::Row => "row",
                Layout::Column => "column",
                #[cfg(feature = "models")]
                Layout::Stars => "row stars",
                #[cfg(feature = "models")]
                Layout::Smileys => "row smileys",
                #[cfg(feature = "models")]
                Layout::Places => "column places",
            });
            let mut boxes = Vec::new();
            #[cfg(feature = "models")]
            let mut places = Vec::new();
            let choices = buttons.iter().enumerate().fold(choices, |choices, (index, button)| {
                let (input, label) = choice(dom, (&id, index), *several, button);
                #[cfg(feature = "models")]
                let label = {
                    let at = (index, buttons.len());
                    label.maybe(rare::sign(dom, *layout, at, &mut places).as_ref())
                };
                let (send, key, answer) = (Rc::clone(&send), key.clone(), button.answer.clone());
                let several = *several;
                let input = input.on(dom, "change", move |_| {
                    let (key, answer) = (key.clone(), answer.clone());
                    send(match (several, answer) {
                        (true, Answer::Choice(option)) => Event::Toggled(key, option),
                        (_, answer) => Event::Answered(key, Some(answer)),
                    });
                });
                if several {
                    boxes.push(input.element().clone().unchecked_into());
                }
                choices.child(&label)
            });
            // On a phone a long scale takes two lines: its low end stands above it, the other below.
            let ends = ends.as_ref().map(|(low, high)| {
                let ends = dom.el("div").part("ends").attr("aria-hidden", "true");
                ends.child(&dom.el("span").text(low)).child(&dom.el("span").text(high))
            });
            let role = if *several { "group" } else { "radiogroup" };
            let fieldset = described(dom.el("fieldset").attr("role", role));
            let fieldset = fieldset.child(&prompt).child(&choices).maybe(ends.as_ref());
            let drawing = Drawing::new(fieldset.handle(), boxes);
            #[cfg(feature = "models")]
            let drawing = drawing.with_places(places);
            (prompt, drawing, fieldset)
        }
        #[cfg(feature = "models")]
        Control::Slider { scale, ends, clear, .. } => {
            let (prompt, input) = (label(), described(dom.el("input")));
            let line = (*scale, ends.as_ref(), clear.as_str());
            let (drawing, question) = rare::slider(dom, (&prompt, input), line, &key, &send);
            (prompt, drawing, question)
        }
        Control::Text { text, max_chars } => {
            let prompt = label();
            let area = described(dom.el("textarea").part("text").attr("rows", "4"))
                .attr("maxlength", &counted(*max_chars))
                .attr("dir", "auto")
                .text(text);
            let written: HtmlTextAreaElement = area.element().clone().unchecked_into();
            let area = area.on(dom, "input", move |_| {
                let text = written.value();
                let said = !text.trim().is_empty();
                send(Event::Answered(key.clone(), said.then_some(Answer::Text(text))));
            });
            let question = writing(&prompt, &area);
            (prompt, Drawing::new(area, Vec::new()), question)
        }
        Control::Number { text, ends: (min, max) } => {
            let prompt = label();
            let input = described(dom.el("input").part("text"))
                .attr("inputmode", "numeric")
                .attr("autocomplete", "off")
                .attr("value", text);
            let written: HtmlInputElement = input.element().clone().unchecked_into();
            let (min, max) = (f64::from(*min), f64::from(*max));
            let input = input.on(dom, "input", move |_| {
                let text = written.value();
                let number = decimal(text.trim()).filter(|n| (min..=max).contains(n));
                let whole = number.filter(|number| number.trunc().eq(number));
                let key = key.clone();
                send(match whole {
                    None if !text.trim().is_empty() => Event::Mistyped(key),
                    number => Event::Answered(key, number.map(Answer::Number)),
                });
            });
            let question = writing(&prompt, &input);
            (prompt, Drawing::new(input, Vec::new()), question)
        }
    };
    #[cfg(feature = "models")]
    let asked = rare::with_apart(dom, &id, field, asked, sender);
    asked
}

/// A native radio button or box to tick, and its label, which together are the thing to hit.
fn choice(dom: &Dom, (name, index): (&str, usize), several: bool, button: &Button) -> (El, El) {
    let input = dom
        .el("input")
        .attr("type", if several { "checkbox" } else { "radio" })
        .attr("name", name)
        .attr("value", &counted(index))
        .flag("checked", button.chosen);
    // Beside a box to tick it changes.
    let hint = button.hint.as_ref().filter(|_| !several).map(|hint| {
        let hint = [", ", hint].concat();
        dom.el("span").attr("class", "hint").text(&hint)
    });
    let text = dom.el("span").text(&button.label);
    let label = dom.el("label").part("choice").child(&input).child(&text).maybe(hint.as_ref());
    (input, label)
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
