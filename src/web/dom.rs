//! An element builder: enough to write a view top-down, and nothing more.

use gloo_events::{EventListener, EventListenerOptions};
use std::cell::RefCell;
use wasm_bindgen::UnwrapThrowExt as _;
use web_sys::{Document, Element, Event};

/// Makes elements, and keeps their listeners for as long as the view lives.
#[derive(Debug)]
pub(super) struct Dom {
    document: Document,
    listeners: RefCell<Vec<EventListener>>,
}

impl Dom {
    pub(super) fn new(document: Document) -> Self {
        Self { document, listeners: RefCell::default() }
    }

    /// Starts an element. Names are literals: the DOM refuses only malformed ones, a bug in the
    /// caller.
    pub(super) fn el(&self, tag: &'static str) -> El {
        El(self.document.create_element(tag).unwrap_throw())
    }

    /// Starts an element of a drawing.
    #[cfg(feature = "models")]
    pub(super) fn svg(&self, tag: &'static str) -> El {
        let space = Some("http://www.w3.org/2000/svg");
        El(self.document.create_element_ns(space, tag).unwrap_throw())
    }
}

/// An element being built: no more than a handle, so that a chain of calls moves one number.
#[must_use]
#[derive(Debug)]
pub(super) struct El(Element);

impl El {
    /// Sets an attribute.
    pub(super) fn attr(self, name: &'static str, value: &str) -> Self {
        self.0.set_attribute(name, value).unwrap_throw();
        self
    }

    /// Sets an attribute that is either there or not.
    pub(super) fn flag(self, name: &'static str, on: bool) -> Self {
        if on { self.attr(name, "") } else { self }
    }

    /// Names the element for style sheets: inside by `class`, from the page by `::part()`.
    pub(super) fn part(self, name: &'static str) -> Self {
        self.attr("class", name).attr("part", name)
    }

    /// Sets text, never markup: prompts come from a file and answers from strangers.
    pub(super) fn text(self, text: &str) -> Self {
        self.0.set_text_content(Some(text));
        self
    }

    /// Appends a child.
    pub(super) fn child(self, child: &Self) -> Self {
        self.0.append_child(&child.0).unwrap_throw();
        self
    }

    /// Appends a child if there is one.
    pub(super) fn maybe(self, child: Option<&Self>) -> Self {
        match child {
            Some(child) => self.child(child),
            None => self,
        }
    }

    /// Calls `handler` on every `event` for as long as the view lives.
    pub(super) fn on(
        self,
        dom: &Dom,
        event: &'static str,
        handler: impl FnMut(&Event) + 'static,
    ) -> Self {
        let options = EventListenerOptions::enable_prevent_default();
        let listener = EventListener::new_with_options(&self.0, event, options, handler);
        dom.listeners.borrow_mut().push(listener);
        self
    }

    /// A second handle to the same element.
    pub(super) fn handle(&self) -> Self {
        Self(self.0.clone())
    }

    /// The element itself.
    pub(super) fn element(&self) -> &Element {
        &self.0
    }
}
