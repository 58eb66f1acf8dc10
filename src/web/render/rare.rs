//! Elements of what only rare surveys show, as the view's `rare` tells it.

use super::{Drawing, Send, choice, set};
use crate::answers::Answer;
use crate::flow::Event;
use crate::survey::scales::Scale;
use crate::tree::{Tree, decimal, digits};
use crate::view::{Button, Card, Control, Field, Layout};
use crate::web::dom::{Dom, El};
use std::rc::Rc;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, HtmlInputElement, KeyboardEvent};

/// What of a field only rare surveys have.
#[derive(Debug, Default)]
pub(super) struct More {
    /// What is hidden while there is nothing to answer.
    block: Option<El>,
    /// The way to say that it does not apply.
    apart: Option<HtmlInputElement>,
    /// The place of each option of a ranking.
    places: Vec<El>,
    /// A line with its handle, what says where that is, and what takes it back.
    slider: Option<(HtmlInputElement, El, El)>,
}

impl More {
    /// Brings it up to date with what is on screen.
    pub(super) fn patch(&self, field: &Field) {
        if let Some(block) = &self.block {
            show(block, !field.is_hidden);
        }
        if let (Some(apart), Some(button)) = (&self.apart, &field.apart) {
            apart.set_checked(button.chosen);
        }
        match (&field.control, &self.slider) {
            (Control::Buttons { buttons, .. }, _) => {
                for (place, button) in self.places.iter().zip(buttons) {
                    set(place, button.hint.as_deref().unwrap_or_default());
                }
            }
            (Control::Slider { value, told, scale, .. }, Some((input, shown, clear))) => {
                // Where a line begins says nothing: it is as far from one end as from the other.
                let text =
                    decimal_text(value.unwrap_or(f64::from(i32::midpoint(scale.min, scale.max))));
                if input.value() != text {
                    input.set_value(&text);
                }
                let _ = input.set_attribute("aria-valuetext", told);
                let _ = input.toggle_attribute_with_force("data-untouched", value.is_none());
                set(shown, told);
                show(clear, value.is_some());
            }
            _ => {}
        }
    }
}

/// Shows an element or takes it out of sight.
fn show(el: &El, is_shown: bool) {
    let _ = el.element().toggle_attribute_with_force("hidden", !is_shown);
}

fn decimal_text(number: f64) -> String {
    Tree::Number(number).told()
}

impl Drawing {
    /// The same with the place of each option of a ranking.
    pub(super) fn with_places(mut self, places: Vec<El>) -> Self {
        self.more.places = places;
        self
    }
}

/// A question as it is drawn, with the way to say that it does not apply where there is one.
pub(super) fn with_apart(
    dom: &Dom,
    id: &str,
    field: &Field,
    (prompt, mut drawing, question): (El, Drawing, El),
    send: &Send,
) -> (El, Drawing, El) {
    drawing.more.block = Some(question.handle());
    let Some(button) = &field.apart else { return (prompt, drawing, question) };
    let (input, label) = apart(dom, id, field, button, (&drawing.control, send));
    drawing.more.apart = Some(input);
    (prompt, drawing, question.child(&label))
}

/// The way to say that a question does not apply: beside options of which one can be chosen it is one
/// of them, and beside anything else a box to tick.
fn apart(
    dom: &Dom,
    id: &str,
    field: &Field,
    button: &Button,
    (control, send): (&El, &Send),
) -> (HtmlInputElement, El) {
    let is_one = matches!(field.control, Control::Buttons { several: false, .. });
    let is_written = matches!(field.control, Control::Text { .. } | Control::Number { .. });
    let (input, label) = choice(dom, (id, 99), !is_one, button);
    let tick: HtmlInputElement = input.element().clone().unchecked_into();
    let (set, control, send) = (tick.clone(), control.handle(), Rc::clone(send));
    let (key, answer) = (field.key.clone(), button.answer.clone());
    let input = input.on(dom, "change", move |_| {
        let is_set = set.checked();
        send(Event::Answered(key.clone(), is_set.then(|| answer.clone())));
        if !is_set && is_written {
            // What was written before counts again.
            if let Ok(event) = web_sys::Event::new("input") {
                let _ = control.element().dispatch_event(&event);
            }
        }
    });
    drop(input);
    (tick, label.part("choice apart"))
}

/// A line with a handle. Where that is says nothing before it is touched.
pub(super) fn slider(
    dom: &Dom,
    (prompt, input): (&El, El),
    (scale, ends, clear): (Scale, Option<&(String, String)>, &str),
    key: &str,
    send: &Send,
) -> (Drawing, El) {
    let number = |number: i32| digits(number.into());
    let input = input
        .part("slider")
        .attr("type", "range")
        .attr("min", &number(scale.min))
        .attr("max", &number(scale.max))
        .attr("step", &number(scale.step));
    let handle: HtmlInputElement = input.element().clone().unchecked_into();
    let drawn = || {
        let (handle, send, key) = (handle.clone(), Rc::clone(send), key.to_owned());
        move |_: &web_sys::Event| {
            send(Event::Answered(key.clone(), decimal(&handle.value()).map(Answer::Number)));
        }
    };
    // Who means the middle does not move the handle, but takes hold of it.
    let input = input.on(dom, "input", drawn()).on(dom, "pointerup", drawn());
    // Enter goes on from everything else by itself, and in Firefox not from here.
    let line = handle.clone();
    let input = input.on(dom, "keydown", move |event| {
        if event.unchecked_ref::<KeyboardEvent>().key() == "Enter" {
            event.prevent_default();
            let form = line.closest("form").ok().flatten();
            let next = form.and_then(|form| form.query_selector(".next").ok().flatten());
            if let Some(next) = next {
                next.unchecked_ref::<HtmlElement>().click();
            }
        }
    });
    let (line, send, key) = (handle.clone(), Rc::clone(send), key.to_owned());
    let clear = dom.el("button").part("clear").attr("type", "button").text(clear);
    let clear = clear.on(dom, "click", move |_| {
        // The focus would be lost with the button.
        let _ = line.focus();
        send(Event::Answered(key.clone(), None));
    });
    let (low, high) = ends.cloned().unwrap_or_else(|| (number(scale.min), number(scale.max)));
    let [low, high] = [low, high].map(|end| dom.el("span").text(&end));
    let shown = dom.el("span").part("value").attr("aria-hidden", "true");
    let question = (dom.el("div").part("writing line").child(prompt))
        .child(&input)
        .child(&dom.el("div").part("ends").child(&low).child(&high))
        .child(&dom.el("div").part("drawn").child(&shown).child(&clear));
    let mut drawing = Drawing::new(input, Vec::new());
    drawing.more.slider = Some((handle, shown, clear));
    (drawing, question)
}

/// What a button shows beside its words: a star, a face, or a place that is patched later.
pub(super) fn sign(
    dom: &Dom,
    layout: Layout,
    (index, n): (usize, usize),
    places: &mut Vec<El>,
) -> Option<El> {
    match layout {
        Layout::Row | Layout::Column => None,
        Layout::Stars => Some(star(dom)),
        Layout::Smileys => Some(face(dom, index, n)),
        Layout::Places => {
            let place = dom.el("span").part("place");
            places.push(place.handle());
            Some(place)
        }
    }
}

/// Several questions on one card, or one with words beside it; how each is drawn is handed in.
pub(super) fn fields(
    dom: &Dom,
    card: &Card,
    mut asked: impl FnMut(usize, &Field) -> (El, Drawing, El),
) -> (El, Vec<Drawing>, El) {
    let mut drawings = Vec::new();
    let mut heading = None;
    let is_alone = card.fields.first().is_some_and(|field| field.prompt.is_none());
    let mut block = if is_alone {
        dom.el("div")
    } else {
        let prompt = dom.el("p").part("prompt").attr("id", "heading").attr("tabindex", "-1");
        let prompt = prompt.text(&card.heading);
        let class = if is_grid(&card.fields) { "fields grid" } else { "fields" };
        let block = dom.el("div").part(class).attr("role", "group");
        let block = block.attr("aria-labelledby", "heading").child(&prompt);
        heading = Some(prompt);
        block
    };
    for (index, field) in card.fields.iter().enumerate() {
        let (prompt, drawing, question) = asked(index, field);
        if field.prompt.is_none() {
            heading = Some(prompt.part("prompt").attr("tabindex", "-1"));
            block = block.child(&question);
        } else {
            drop(prompt.part("item"));
            // Words for another option stand below the options.
            let question = if is_alone { question.part("writing words") } else { question };
            block = block.child(&question);
        }
        drawings.push(drawing);
    }
    (heading.unwrap_or_else(|| block.handle()), drawings, block)
}

/// Whether items are rated on one scale: they make a grid where there is room.
fn is_grid(fields: &[Field]) -> bool {
    let scale = |field: &Field| match &field.control {
        Control::Buttons { layout: Layout::Row, ends, buttons, .. } => {
            Some((ends.clone(), buttons.len()))
        }
        _ => None,
    };
    let first = fields.first().and_then(scale);
    first.is_some() && fields.iter().all(|field| scale(field) == first)
}

fn drawing(dom: &Dom) -> El {
    let drawing = dom.svg("svg").attr("viewBox", "0 0 320 320").attr("aria-hidden", "true");
    drawing.attr("class", "drawing")
}

fn star(dom: &Dom) -> El {
    let outline = "M160 30 195 121 293 127 217 189 242 283 160 230 78 283 103 189 27 127 125 121Z";
    drawing(dom).child(&dom.svg("path").attr("d", outline))
}

/// One of `n` faces from unhappy to happy. They differ in the bend of the mouth and in nothing else: a
/// face that is drawn with more love is chosen more often.
fn face(dom: &Dom, index: usize, n: usize) -> El {
    let circle =
        |x: &str, y: &str, r: &str| dom.svg("circle").attr("cx", x).attr("cy", y).attr("r", r);
    // From 2 to -2, upside down as everything is drawn.
    let bend = 2.0 - 4.0 * index as f64 / n.saturating_sub(1).max(1) as f64;
    let [corner, middle] = [18.0, -40.0].map(|by| decimal_text(212.0 + by * bend));
    let mouth = ["M95 ", &corner, "Q160 ", &middle, " 225 ", &corner].concat();
    drawing(dom)
        .child(&circle("160", "160", "135"))
        .child(&circle("115", "125", "14").attr("class", "ink"))
        .child(&circle("205", "125", "14").attr("class", "ink"))
        .child(&dom.svg("path").attr("d", &mouth))
}
