//! The JavaScript face: mount, open, close, destroy. Rust errors end here.

#[cfg(feature = "builder")]
mod builder;
mod dom;
mod json;
mod render;
mod run;
mod transport;

use crate::config::Config;
use crate::draft::Draft;
use crate::locale::Locale;
use crate::shape::Mistake;
use crate::survey::Survey;
use crate::tree::Tree;
use js_sys::{Error, Function, Reflect};
use run::{Place, Run};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

/// A form lives for a minute and holds a few kilobytes: the smallest allocator that frees will do.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: lol_alloc::LockedAllocator<lol_alloc::FreeListAllocator> =
    lol_alloc::LockedAllocator::new(lol_alloc::FreeListAllocator::new());

/// A survey on a page. Dropping it takes everything off the page again.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Mounted {
    /// Where it will run, until it does.
    place: Option<Place>,
    run: Option<Rc<Run>>,
}

/// Makes the shadow root of `host` ready for a survey.
///
/// - **Shape**: `options` as `init` takes them, `locale` as its file holds it.
///
/// # Errors
/// A JavaScript error whose `code` is `config`, `locale` or `host`, and whose message tells every
/// mistake.
#[wasm_bindgen]
pub fn mount(host: &HtmlElement, options: &JsValue, locale: &JsValue) -> Result<Mounted, JsValue> {
    let config = read("config", options, Config::read)?;
    let locale = read("locale", locale, Locale::read)?;
    let place = Place::new(host.clone(), config, locale)?;
    Ok(Mounted { place: Some(place), run: None })
}

#[wasm_bindgen]
impl Mounted {
    /// Takes the survey, once; nothing is shown before `open`. It is apart from `mount` so that a page
    /// has its turn in between.
    ///
    /// - **Shape**: `survey` as its file holds it. `keep` is called, whenever something has happened,
    ///   with a draft of the visit (`null` where there is none to keep) and the submission that the
    ///   endpoint does not have yet (or `null`); a `draft` that is one of this survey is gone on with,
    ///   anything else is none.
    ///
    /// # Errors
    /// A JavaScript error whose `code` is `survey`, and whose message tells every mistake.
    pub fn take(
        &mut self,
        survey: &JsValue,
        draft: &JsValue,
        keep: Option<Function>,
    ) -> Result<(), JsValue> {
        let survey = read("survey", survey, Survey::read)?;
        let Some(place) = self.place.take() else { return Ok(()) };
        // The page loads the larger module where something may be kept.
        let draft = if cfg!(feature = "models") {
            json::from_js(draft).and_then(|draft| Draft::read(&draft, &survey, &place.config))
        } else {
            None
        };
        self.run = Some(Run::new(place, survey, draft, keep)?);
        Ok(())
    }

    /// Shows the first question, or the one that the visit goes on with, if it is not open yet.
    pub fn open(&self) {
        if let Some(run) = &self.run {
            run.open();
        }
    }

    /// What would be posted if the visit ended on the question that is on screen; nothing where
    /// there is none.
    ///
    /// The numbers are the first 16 bytes of a withdrawal code's hash, little-endian, and become the
    /// submission's id, unless all are 0 or something was posted under another id already: then it
    /// is too late for a code.
    #[must_use]
    pub fn preview(&self, a: u32, b: u32, c: u32, d: u32) -> Option<JsValue> {
        let pair = |low: u32, high: u32| u64::from(high) << 32 | u64::from(low);
        self.run.as_ref()?.preview(u128::from(pair(c, d)) << 64 | u128::from(pair(a, b)))
    }

    /// Takes the card away; it stays away for this visit.
    pub fn close(&self) {
        if let Some(run) = &self.run {
            run.close();
        }
    }
}

/// Reads an outside value through the one tree type.
fn read<T>(
    code: &str,
    value: &JsValue,
    read: impl Fn(&Tree) -> Result<T, Vec<Mistake>>,
) -> Result<T, JsValue> {
    let tree = json::from_js(value).ok_or_else(|| error(code, "it is not JSON"))?;
    read(&tree).map_err(|mistakes| told(code, &mistakes))
}

fn told(code: &str, mistakes: &[Mistake]) -> JsValue {
    let mut told = String::new();
    for mistake in mistakes {
        if !told.is_empty() {
            told.push_str("; ");
        }
        told.push_str(&mistake.told());
    }
    error(code, &told)
}

fn error(code: &str, message: &str) -> JsValue {
    let error = Error::new(message);
    // An error without its code is still an error.
    let _ = Reflect::set(&error, &"code".into(), &code.into());
    error.into()
}
