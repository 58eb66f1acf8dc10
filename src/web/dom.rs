//! An element builder: enough to write a view top-down, and nothing more.

use gloo_events::{EventListener, EventListenerOptions};
use wasm_bindgen::UnwrapThrowExt as _;
use web_sys::{Document, Element, Event};

/// An element being built, and the listeners that live as long as it does.
#[must_use]
#[derive(Debug)]
pub struct El(Element, Vec<EventListener>);

/// Starts an element. Names are literals: the DOM refuses only malformed ones, a bug in the caller.
pub fn el(document: &Document, tag: &'static str) -> El {
    El(document.create_element(tag).unwrap_throw(), Vec::new())
}

impl El {
    /// Sets an attribute.
    pub fn attr(self, name: &'static str, value: &str) -> Self {
        self.0.set_attribute(name, value).unwrap_throw();
        self
    }

    /// Sets an attribute that is either there or not.
    pub fn flag(self, name: &'static str, on: bool) -> Self {
        if on { self.attr(name, "") } else { self }
    }

    /// Names the element for style sheets: inside by `class`, from the page by `::part()`.
    pub fn part(self, name: &'static str) -> Self {
        self.attr("class", name).attr("part", name)
    }

    /// Sets text, never markup: prompts come from a file and answers from strangers.
    pub fn text(self, text: &str) -> Self {
        self.0.set_text_content(Some(text));
        self
    }

    /// Appends a child and adopts its listeners.
    pub fn child(mut self, child: Self) -> Self {
        self.0.append_child(&child.0).unwrap_throw();
        self.1.extend(child.1);
        self
    }

    /// Appends a child if there is one.
    pub fn maybe(self, child: Option<Self>) -> Self {
        match child {
            Some(child) => self.child(child),
            None => self,
        }
    }

    /// Calls `handler` on every `event` for as long as the view lives.
    pub fn on(mut self, event: &'static str, handler: impl FnMut(&Event) + 'static) -> Self {
        let options = EventListenerOptions::enable_prevent_default();
        let listener = EventListener::new_with_options(&self.0, event, options, handler);
        self.1.push(listener);
        self
    }

    /// The element itself.
    pub fn element(&self) -> &Element {
        &self.0
    }
}
