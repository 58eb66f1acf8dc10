//! The loop: browser events in, `flow::update` and `outbox::update`, effects out.

use super::error;
use super::json::to_js;
use super::render::{Drawn, Send};
use super::transport::post;
use crate::anonymise::randomise::{N_DRAWS, mechanisms};
use crate::anonymise::{Mode, anonymise, noisy};
use crate::config::{Config, Place, Theme};
use crate::flow::{self, Said, State};
use crate::locale::Locale;
use crate::outbox::{self, Outbox};
use crate::scoring::is_scored;
use crate::survey::{Question, Step, Survey};
use crate::tree::{Tree, digits};
use crate::view::{Around, Delivery, view};
use crate::wire::{Submission, SubmissionId};
use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;
use web_sys::{CustomEvent, CustomEventInit, HtmlElement, Node, ShadowRoot, Window};

/// One survey on one page.
#[derive(Debug)]
pub(super) struct Run {
    window: Window,
    host: HtmlElement,
    root: ShadowRoot,
    config: Config,
    survey: Survey,
    locale: Locale,
    id: Cell<SubmissionId>,
    /// The chance that answers are mixed with.
    draws: OnceCell<Vec<[u32; N_DRAWS]>>,
    now: RefCell<Now>,
    /// What listens for the page's coming and going.
    listeners: RefCell<Vec<EventListener>>,
}

/// What changes while it runs.
#[derive(Debug, Default)]
struct Now {
    state: Option<State>,
    outbox: Outbox,
    drawn: Option<Drawn>,
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
        host: HtmlElement,
        root: ShadowRoot,
        config: Config,
        #[cfg_attr(not(feature = "models"), expect(unused_mut, reason = "nothing is shuffled"))]
        mut survey: Survey,
        locale: Locale,
    ) -> Result<Rc<Self>, JsValue> {
        let window = host.owner_document().and_then(|document| document.default_view());
        let window = window.ok_or_else(|| error("host", "no window"))?;
        if config.place != Place::Inline {
            host.set_attribute("mode", config.place.name())?;
        }
        if config.theme != Theme::Page {
            host.set_attribute("theme", config.theme.name())?;
        }
        let id = SubmissionId::drawn(random(&window)?).into();
        #[cfg(feature = "models")]
        survey.shuffle(u64::from_le_bytes(random(&window)?));
        let (now, listeners, draws) = (RefCell::default(), RefCell::default(), OnceCell::new());
        let run = Self { window, host, root, config, survey, locale, id, draws, now, listeners };
        let run = Rc::new(run);
        run.listen();
        Ok(run)
    }

    /// Draws which questions are asked, and shows the first.
    pub(super) fn open(self: &Rc<Self>) {
        let Ok(seed) = random(&self.window) else { return };
        let mut asked = self.survey.draw(u64::from_le_bytes(seed));
        // Nobody is asked what is never read.
        match self.config.privacy {
            Mode::Answers => {}
            Mode::Scores => asked.retain(|step| self.asks(*step, is_scored)),
            Mode::Noise => {
                asked.retain(|step| self.asks(*step, |q| q.show_if.is_none() && is_scored(q)));
            }
        }
        self.handle(Event::Flow(flow::Event::Triggered(asked)));
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
        let Some(document) = self.window.document() else { return };
        self.listeners.replace(vec![
            // Phones often never say more than this before they drop a page.
            on(&document, "visibilitychange", |run| {
                if run.window.document().is_some_and(|document| document.hidden()) {
                    run.handle(Event::Flow(flow::Event::Left));
                }
                run.handle(Event::Outbox(outbox::Event::Due));
            }),
            on(&self.window, "pagehide", |run| {
                run.handle(Event::Flow(flow::Event::Left));
                run.handle(Event::Outbox(outbox::Event::Due));
            }),
            on(&self.window, "online", |run| run.handle(Event::Outbox(outbox::Event::Due))),
        ]);
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
    }

    fn flow(self: &Rc<Self>, event: flow::Event) {
        let state = self.now.borrow_mut().state.take().unwrap_or(State::Waiting);
        let (state, effects) = flow::update(&self.survey, state, event);
        self.now.borrow_mut().state = Some(state);
        for effect in effects {
            match effect {
                flow::Effect::TellShown => self.tell("aftersay:shown", &Tree::Null),
                flow::Effect::TellDismissed => self.tell("aftersay:dismissed", &Tree::Null),
                flow::Effect::TellAnswered(id) => {
                    let detail = Tree::map([("question", id.as_str().into())]);
                    self.tell("aftersay:answered", &detail);
                }
                // The alert on the card is drawn from the state.
                flow::Effect::AskAgain => {}
                flow::Effect::Submit(said) => drop(self.submit(said, true)),
            }
        }
    }

    /// Whether the question on a card is of this sort.
    fn asks(&self, step: Step, is_so: impl Fn(&Question) -> bool) -> bool {
        self.survey.at(step).is_some_and(|(question, _)| is_so(question))
    }

    /// Makes what may leave the page of what was said, and posts it unless it is only looked at;
    /// nothing where there is no chance to mix it with.
    fn submit(&self, said: Said, posts: bool) -> Option<JsValue> {
        let survey = &self.survey;
        let (bands, privacy) = (self.config.order.context(), self.config.privacy);
        // The smaller module does without chance, and the page loads the other one for it.
        let content = if cfg!(feature = "models") && privacy == Mode::Noise {
            // Chance is drawn once. A second draw for the same person would spend as much again.
            if posts && !said.complete {
                return None;
            }
            let epsilon = self.config.epsilon;
            if self.draws.get().is_none() {
                let number = || random(&self.window).ok().map(u32::from_le_bytes);
                let draw = |_: &_| Some([number()?, number()?]);
                let draws: Option<_> = mechanisms(survey, epsilon).iter().map(draw).collect();
                // Without a source of chance nothing may leave.
                let _ = self.draws.set(draws?);
            }
            noisy(survey, &said.answers, &said.asked, bands, epsilon, self.draws.get()?)
        } else {
            anonymise(survey, said.answers, bands, privacy, &self.config.known)
        };
        let submission = Submission {
            id: self.id.get(),
            survey: survey.id.clone(),
            version: survey.version,
            lang: self.locale.lang.clone(),
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
        if self.config.endpoint.is_some() {
            let posted = outbox::Event::Posted(Rc::new(submission));
            self.now.borrow_mut().queue.push(Event::Outbox(posted));
        }
        None
    }

    /// What would be posted if the visit ended here; the hash becomes its id, unless it is none or
    /// something was posted under another id.
    pub(super) fn preview(&self, hash: u128) -> Option<JsValue> {
        let now = self.now.borrow();
        let Some(State::Asking(visit)) = &now.state else { return None };
        if hash != 0 && matches!(now.outbox, Outbox::Empty) {
            self.id.set(SubmissionId::derived(hash.to_le_bytes()));
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
                    let weak = Rc::downgrade(self);
                    let timer = Timeout::new(delay_ms, move || {
                        later(&weak, Event::Outbox(outbox::Event::Due));
                    });
                    self.now.borrow_mut().timer = Some(timer);
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
        let Some(endpoint) = &self.config.endpoint else { return };
        let weak = Rc::downgrade(self);
        post(&self.window, endpoint, &submission.into(), move |reply| {
            let Some(run) = weak.upgrade() else { return };
            let [byte] = random(&run.window).unwrap_or([0]);
            let replied = outbox::Event::Replied(reply, f64::from(byte) / 256.0);
            run.handle(Event::Outbox(replied));
        });
    }

    fn draw(self: &Rc<Self>) {
        let mut now = self.now.borrow_mut();
        let delivery = match (&now.outbox, &self.config.endpoint) {
            (_, None) => Delivery::Nowhere,
            (Outbox::Empty | Outbox::Sending { n_failed: 0, .. }, _) => Delivery::UnderWay,
            (Outbox::Sending { .. } | Outbox::Waiting { .. }, _) => Delivery::Kept,
            (Outbox::Stored(submission), _) if submission.complete => Delivery::Sent,
            (Outbox::Stored(_), _) => Delivery::UnderWay,
            (Outbox::Refused, _) => Delivery::Refused,
        };
        let state = now.state.as_ref().unwrap_or(&State::Waiting);
        let Config { privacy, known, .. } = &self.config;
        let around = Around { delivery, privacy: *privacy, known };
        let screen = view(&self.survey, &self.locale, state, &around);
        if now.drawn.as_ref().is_some_and(|drawn| drawn.patch(&screen)) {
            return;
        }
        let had_focus = self.root.active_element().is_some();
        let weak = Rc::downgrade(self);
        let send: Send = Rc::new(move |event| later(&weak, Event::Flow(event)));
        now.drawn = None;
        // Where the card is to be closed, it stands in the box that closes.
        let into =
            self.root.first_element_child().map_or_else(|| self.root.clone().into(), Node::from);
        let sends = self.config.endpoint.is_some();
        now.drawn = Drawn::new(&into, &self.locale, &screen, sends, &send);
        // The focus follows a visitor who was here; it is never taken from the page.
        if let Some(drawn) = now.drawn.as_ref().filter(|_| had_focus) {
            drawn.focus();
        }
    }

    fn tell(&self, name: &str, detail: &Tree) {
        let init = CustomEventInit::new();
        init.set_bubbles(true);
        init.set_composed(true);
        init.set_detail(&to_js(detail));
        if let Ok(event) = CustomEvent::new_with_event_init_dict(name, &init) {
            // A listener of the page that throws is the page's own affair.
            let _ = self.host.dispatch_event(&event);
        }
    }
}

/// Hands an event to a run that may be gone by now.
fn later(run: &Weak<Run>, event: Event) {
    if let Some(run) = run.upgrade() {
        run.handle(event);
    }
}

/// Bytes from the browser's cryptographic source.
fn random<const N: usize>(window: &Window) -> Result<[u8; N], JsValue> {
    let mut bytes = [0; N];
    window.crypto()?.get_random_values_with_u8_array(&mut bytes)?;
    Ok(bytes)
}
