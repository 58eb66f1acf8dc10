//! The loop: browser events in, `flow::update` and `outbox::update`, effects out.

use super::error;
use super::json::to_js;
use super::render::{Drawn, Send};
use super::transport::post;
use crate::anonymise::{Mode, anonymise, noisy};
use crate::config::{self, Config, Theme};
use crate::draft::{Chance, Draft, kept};
use crate::flow::{self, Reached, Said, State};
use crate::locale::Locale;
use crate::outbox::{self, Outbox};
use crate::survey::Survey;
use crate::tree::{Tree, digits};
use crate::view::{Around, Delivery, Screen, view};
use crate::wire::{Submission, SubmissionId};
use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use js_sys::Function;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{CustomEvent, CustomEventInit, HtmlElement, Node, ShadowRoot, Window};

/// Where a survey runs.
#[derive(Debug)]
pub(super) struct Place {
    window: Window,
    host: HtmlElement,
    root: ShadowRoot,
    pub(super) config: Config,
    locale: Locale,
}

impl Place {
    pub(super) fn new(host: HtmlElement, config: Config, locale: Locale) -> Result<Self, JsValue> {
        let root = host.shadow_root().ok_or_else(|| error("host", "no shadow root"))?;
        let window = host.owner_document().and_then(|document| document.default_view());
        let window = window.ok_or_else(|| error("host", "no window"))?;
        if config.place != config::Place::Inline {
            host.set_attribute("mode", config.place.name())?;
        }
        if config.theme != Theme::Page {
            host.set_attribute("theme", config.theme.name())?;
        }
        Ok(Self { window, host, root, config, locale })
    }
}

/// One survey on one page.
#[derive(Debug)]
pub(super) struct Run {
    place: Place,
    survey: Survey,
    chance: RefCell<Chance>,
    /// Takes what has to be kept for the next page, whenever something has happened.
    keep: Option<Function>,
    now: RefCell<Now>,
    /// What listens for the page's coming and going.
    listeners: RefCell<Vec<EventListener>>,
}

/// What changes while it runs.
#[derive(Debug, Default)]
struct Now {
    state: Option<State>,
    /// Where the visit begins, until it has begun.
    reached: Reached,
    /// Whether it goes on with what another page has begun, and so under its id.
    resumed: bool,
    outbox: Outbox,
    drawn: Option<Drawn>,
    /// Waits for the page to have its turn before another card is drawn.
    drawing: Option<Timeout>,
    timer: Option<Timeout>,
    /// Events that came while another was being handled: a page's own listener may call us from
    /// within an event of ours.
    queue: Vec<Event>,
    busy: bool,
}

#[derive(Debug)]
enum Event {
    Flow(flow::Event),
    Outbox(outbox::Event),
}

impl Run {
    pub(super) fn new(
        place: Place,
        #[cfg_attr(not(feature = "models"), expect(unused_mut, reason = "nothing is shuffled"))]
        mut survey: Survey,
        draft: Option<Draft>,
        keep: Option<Function>,
    ) -> Result<Rc<Self>, JsValue> {
        let resumed = draft.is_some();
        let Draft { chance, reached } = if let Some(draft) = draft {
            draft
        } else {
            let chance = drawn(&place.window, &survey, &place.config)?;
            Draft { chance, reached: Reached::default() }
        };
        // Another sequence than that of the cards.
        #[cfg(feature = "models")]
        survey.shuffle(!chance.seed);
        let now = Now { reached, resumed, ..Now::default() }.into();
        let (chance, listeners) = (chance.into(), RefCell::default());
        let run = Rc::new(Self { place, survey, chance, keep, now, listeners });
        run.listen();
        Ok(run)
    }

    /// Shows the first question, or the one that the visit goes on with.
    pub(super) fn open(self: &Rc<Self>) {
        let asked = self.chance.borrow().asked(&self.survey, self.place.config.privacy);
        let reached = std::mem::take(&mut self.now.borrow_mut().reached);
        self.handle(Event::Flow(flow::Event::Triggered(asked, reached)));
    }

    pub(super) fn close(self: &Rc<Self>) {
        self.handle(Event::Flow(flow::Event::Dismissed));
    }

    fn listen(self: &Rc<Self>) {
        let on = |target: &web_sys::EventTarget, name: &'static str, act: fn(&Rc<Self>)| {
            let weak = Rc::downgrade(self);
            EventListener::new(target, name, move |_| {
                if let Some(run) = weak.upgrade() {
                    act(&run);
                }
            })
        };
        let Some(document) = self.place.window.document() else { return };
        self.listeners.replace(vec![
            // Phones often never say more than this before they drop a page.
            on(&document, "visibilitychange", |run| {
                if run.place.window.document().is_some_and(|document| document.hidden()) {
                    run.leave();
                } else {
                    run.come_back();
                }
            }),
            on(&self.place.window, "pagehide", Self::leave),
            on(&self.place.window, "online", Self::come_back),
        ]);
    }

    fn leave(self: &Rc<Self>) {
        self.handle(Event::Flow(flow::Event::Left));
        self.handle(Event::Outbox(outbox::Event::Due));
    }

    fn come_back(self: &Rc<Self>) {
        self.handle(Event::Outbox(outbox::Event::Back));
    }

    /// Handles an event, and whatever it gives rise to, one after the other.
    fn handle(self: &Rc<Self>, event: Event) {
        {
            let mut now = self.now.borrow_mut();
            now.queue.push(event);
            if now.busy {
                return;
            }
            now.busy = true;
        }
        loop {
            let events = std::mem::take(&mut self.now.borrow_mut().queue);
            if events.is_empty() {
                break;
            }
            for event in events {
                match event {
                    Event::Flow(event) => self.flow(event),
                    Event::Outbox(event) => self.outbox(event),
                }
            }
            self.draw();
        }
        self.now.borrow_mut().busy = false;
        self.remember();
    }

    /// Hands over what the next page has to know: the visit, while it is under way, and what the
    /// endpoint does not have.
    fn remember(&self) {
        let Some(keep) = self.keep.as_ref().filter(|_| cfg!(feature = "models")) else { return };
        let now = self.now.borrow();
        let draft = match &now.state {
            Some(State::Asking(visit)) => {
                kept(&self.chance.borrow(), visit, &self.survey, &self.place.config)
            }
            _ => None,
        };
        let draft = to_js(&draft.unwrap_or(Tree::Null));
        let unsent = now.outbox.unsent().map_or(JsValue::NULL, |unsent| to_js(&unsent.into()));
        drop(now);
        // What the page cannot keep is lost with it, as if nothing were to be kept.
        let _ = keep.call2(&JsValue::NULL, &draft, &unsent);
    }

    fn flow(self: &Rc<Self>, event: flow::Event) {
        let state = self.now.borrow_mut().state.take().unwrap_or(State::Waiting);
        let (state, effects) = flow::update(&self.survey, state, event);
        self.now.borrow_mut().state = Some(state);
        for effect in effects {
            match effect {
                flow::Effect::TellDismissed => self.tell("aftersay:dismissed", &Tree::Null),
                flow::Effect::TellAnswered(id) => {
                    let detail = Tree::map([("question", id.as_str().into())]);
                    self.tell("aftersay:answered", &detail);
                }
                flow::Effect::Submit(said) => drop(self.submit(said, true)),
            }
        }
    }

    /// Makes what may leave the page of what was said, and posts it unless it is only looked at;
    /// nothing where it may only leave as a whole.
    fn submit(&self, said: Said, posts: bool) -> Option<JsValue> {
        let survey = &self.survey;
        let (bands, privacy) = (self.place.config.order.context(), self.place.config.privacy);
        // The smaller module does without chance, and the page loads the other one for it.
        let content = if cfg!(feature = "models") && privacy == Mode::Noise {
            // A second one for the same person would spend as much again.
            if posts && !said.complete {
                return None;
            }
            let (epsilon, draws) = (self.place.config.epsilon, &self.chance.borrow().draws);
            noisy(survey, &said.answers, &said.asked, bands, epsilon, draws)
        } else {
            anonymise(survey, said.answers, bands, privacy, &self.place.config.known)
        };
        let submission = Submission {
            id: self.chance.borrow().id,
            survey: survey.id.clone(),
            version: survey.version,
            lang: self.place.locale.lang.clone(),
            complete: said.complete,
            asked: said.asked,
            content,
        };
        let tree = Tree::from(&submission);
        if !posts {
            return Some(to_js(&tree));
        }
        if submission.complete {
            self.tell("aftersay:submitted", &Tree::map([("submission", tree)]));
        }
        if self.place.config.endpoint.is_some() {
            let posted = outbox::Event::Posted(Rc::new(submission));
            self.now.borrow_mut().queue.push(Event::Outbox(posted));
        }
        None
    }

    /// What would be posted if the visit ended here; the hash becomes its id, unless it is none or
    /// something may have been posted under another id.
    pub(super) fn preview(&self, hash: u128) -> Option<JsValue> {
        let now = self.now.borrow();
        let Some(State::Asking(visit)) = &now.state else { return None };
        if hash != 0 && !now.resumed && matches!(now.outbox, Outbox::Empty) {
            self.chance.borrow_mut().id = SubmissionId::derived(hash.to_le_bytes());
        }
        self.submit(visit.so_far(&self.survey), false)
    }

    fn outbox(self: &Rc<Self>, event: outbox::Event) {
        let outbox = std::mem::take(&mut self.now.borrow_mut().outbox);
        let (outbox, effects) = outbox::update(outbox, event);
        self.now.borrow_mut().outbox = outbox;
        for effect in effects {
            match effect {
                outbox::Effect::Send(submission) => self.send(&submission),
                outbox::Effect::WakeIn(delay_ms) => {
                    let due = |run: &Rc<Self>| run.handle(Event::Outbox(outbox::Event::Due));
                    self.now.borrow_mut().timer = Some(self.later(delay_ms, due));
                }
                outbox::Effect::TellSent => self.tell("aftersay:sent", &Tree::Null),
                outbox::Effect::TellKept => self.tell("aftersay:kept", &Tree::Null),
                outbox::Effect::TellRefused(status) => {
                    let message = ["the endpoint answered ", &digits(status.into())].concat();
                    let code = ("code", Tree::from("refused"));
                    let detail = Tree::map([code, ("message", message.as_str().into())]);
                    self.tell("aftersay:error", &detail);
                }
            }
        }
    }

    fn send(self: &Rc<Self>, submission: &Submission) {
        let Some(endpoint) = &self.place.config.endpoint else { return };
        let weak = Rc::downgrade(self);
        post(&self.place.window, endpoint, &submission.into(), move |reply| {
            let Some(run) = weak.upgrade() else { return };
            let [byte] = random(&run.place.window).unwrap_or([0]);
            let replied = outbox::Event::Replied(reply, f64::from(byte) / 256.0);
            run.handle(Event::Outbox(replied));
        });
    }

    /// Brings what is on screen up to date, where that takes another card once the page has had its
    /// turn: to handle an event and to draw a card are the two longest things that happen here.
    fn draw(self: &Rc<Self>) {
        let mut now = self.now.borrow_mut();
        let screen = self.screen(&now);
        if now.drawn.as_ref().is_none_or(|drawn| !drawn.patch(&screen)) {
            now.drawing = Some(self.later(0, Self::draw_anew));
        }
    }

    fn draw_anew(self: &Rc<Self>) {
        let Place { root, config, locale, .. } = &self.place;
        let had_focus = root.active_element().is_some();
        let weak = Rc::downgrade(self);
        let send: Send = Rc::new(move |event| {
            // A card that is about to go has had its answer.
            if let Some(run) = weak.upgrade().filter(|run| run.now.borrow().drawing.is_none()) {
                run.handle(Event::Flow(event));
            }
        });
        let mut now = self.now.borrow_mut();
        now.drawing = None;
        let is_first = now.drawn.take().is_none();
        // Where the card is to be closed, it stands in the box that closes.
        let into = root.first_element_child().map_or_else(|| root.clone().into(), Node::from);
        let sends = config.endpoint.is_some();
        now.drawn = Drawn::new(&into, locale, &self.screen(&now), sends, &send);
        // The focus follows a visitor who was here; it is never taken from the page.
        let Some(drawn) = &now.drawn else { return };
        if had_focus {
            drawn.focus();
        }
        drop(now);
        if is_first {
            self.tell("aftersay:shown", &Tree::Null);
        }
    }

    fn screen(&self, now: &Now) -> Screen {
        let Config { endpoint, privacy, known, .. } = &self.place.config;
        let delivery = match (&now.outbox, endpoint) {
            (_, None) => Delivery::Nowhere,
            (Outbox::Empty | Outbox::Sending { n_failed: 0, .. }, _) => Delivery::UnderWay,
            (Outbox::Sending { .. } | Outbox::Waiting { .. }, _) => Delivery::Kept,
            (Outbox::Stored(submission), _) if submission.complete => Delivery::Sent,
            (Outbox::Stored(_), _) => Delivery::UnderWay,
            (Outbox::Refused, _) => Delivery::Refused,
        };
        let state = now.state.as_ref().unwrap_or(&State::Waiting);
        let around = Around { delivery, privacy: *privacy, known };
        view(&self.survey, &self.place.locale, state, &around)
    }

    /// Does something after this time, if it still runs then.
    fn later(self: &Rc<Self>, delay_ms: u32, act: fn(&Rc<Self>)) -> Timeout {
        let weak = Rc::downgrade(self);
        Timeout::new(delay_ms, move || {
            if let Some(run) = weak.upgrade() {
                act(&run);
            }
        })
    }

    fn tell(&self, name: &str, detail: &Tree) {
        let init = CustomEventInit::new();
        init.set_bubbles(true);
        init.set_composed(true);
        init.set_detail(&to_js(detail));
        if let Ok(event) = CustomEvent::new_with_event_init_dict(name, &init) {
            // A listener of the page that throws is the page's own affair.
            let _ = self.place.host.dispatch_event(&event);
        }
    }
}

/// What chance gives a visit that begins here.
fn drawn(window: &Window, survey: &Survey, config: &Config) -> Result<Chance, JsValue> {
    let number = || random(window).map(u32::from_le_bytes);
    let mut draws = Vec::new();
    for _ in 0..Chance::n_draws(survey, config) {
        draws.push([number()?, number()?]);
    }
    let (id, seed) = (SubmissionId::drawn(random(window)?), random(window)?);
    Ok(Chance { id, seed: u64::from_le_bytes(seed), draws })
}

/// Bytes from the browser's cryptographic source.
fn random<const N: usize>(window: &Window) -> Result<[u8; N], JsValue> {
    let mut bytes = [0; N];
    window.crypto()?.get_random_values_with_u8_array(&mut bytes)?;
    Ok(bytes)
}
