//! One who buys, and is asked.

mod builder;
mod plain;
mod storage;

use crate::Story;
use crate::browser::Browser;
use crate::collector::Submission;
use crate::engine::Engine;
use crate::wait::until;
use anyhow::{Context as _, bail, ensure};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
pub use builder::check;
use fantoccini::Locator;
use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};
use fantoccini::elements::{Element, ShadowRoot};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

/// A visitor with a browser of their own.
#[derive(Debug)]
pub struct Visitor {
    pub(crate) browser: Browser,
    hand: Hand,
}

/// What a visitor uses the card by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hand {
    Mouse,
    /// Never anything else, as who cannot see or cannot point.
    Keyboard,
}

/// An order as its page knows it; nobody else should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Its number.
    pub number: String,
    /// The key that opens its page.
    pub key: String,
    /// Everything else that would say who bought.
    pub buyer: [&'static str; 3],
}

/// A key on the keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Key {
    Tab,
    Enter,
    Space,
    Up,
    Down,
    Left,
    Right,
    Escape,
}

/// What a page holds, once everything is collected that nobody holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Nodes, in the page and beside it.
    pub n_nodes: u64,
    /// Listeners, on whatever.
    pub n_listeners: u64,
    /// Timers that have not gone off.
    pub n_timers: u64,
    /// Names that scripts have given to the window.
    pub globals: Vec<String>,
    /// Bytes of what scripts hold, modules aside.
    pub heap_bytes: u64,
}

/// How a page is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Width and height in CSS pixels.
    pub size: (u32, u32),
    /// Whether the visitor prefers dark colours.
    pub dark: bool,
}

/// Who buys in the demo shop: name, e-mail address and address.
const BUYER: [&str; 3] = ["Erika Mustermann", "erika.mustermann@mail.example", "Lindenweg 7"];

/// The text of an element that has the focus, within the card where it is there.
const FOCUS: &str = "
    const host = document.activeElement;
    const inner = host?.shadowRoot?.activeElement;
    const focus = inner ?? host;
    const label = focus?.closest('label')?.querySelector('span');
    const text = label?.textContent ?? focus?.innerText ?? '';
    return [Boolean(inner), text.trim().split('\\n')[0], focus?.localName ?? ''];";

impl Key {
    /// The code point by which WebDriver knows it.
    fn code(self) -> char {
        match self {
            Self::Tab => '\u{e004}',
            Self::Enter => '\u{e007}',
            Self::Space => ' ',
            Self::Up => '\u{e013}',
            Self::Down => '\u{e015}',
            Self::Left => '\u{e012}',
            Self::Right => '\u{e014}',
            Self::Escape => '\u{e00c}',
        }
    }
}

/// Coming, going and buying.
impl Visitor {
    pub(crate) async fn new() -> Story<Self> {
        let hand = match std::env::var("AFTERSAY_HAND").as_deref() {
            Err(_) | Ok("" | "mouse") => Hand::Mouse,
            Ok("keyboard") => Hand::Keyboard,
            Ok(other) => bail!("AFTERSAY_HAND is {other:?}, not mouse or keyboard"),
        };
        Ok(Self { browser: Browser::start().await?, hand })
    }

    /// Opens an address.
    ///
    /// # Errors
    /// When nothing is there.
    pub async fn goes_to(&self, address: &str) -> Story {
        self.browser.client.goto(address).await.with_context(|| address.to_owned())?;
        self.browser.watch().await
    }

    /// Buys the product on the front page of the demo shop, whatever the language.
    ///
    /// # Errors
    /// When the product is not there, or its order is not confirmed.
    pub async fn buys(&self, product: &str) -> Story<Order> {
        let heading = self.finds("h1").await?.text().await?;
        ensure!(heading.contains(product), "the shop sells {heading:?}, not {product:?}");
        self.orders().await
    }

    /// Places an order, whatever is on the front page.
    ///
    /// # Errors
    /// When it is not confirmed.
    pub async fn orders(&self) -> Story<Order> {
        self.finds("form button").await?.click().await?;
        for (field, text) in ["#name", "#email", "#address"].into_iter().zip(BUYER) {
            self.finds(field).await?.send_keys(text).await?;
        }
        self.finds("form button").await?.click().await?;
        let order = until("the order's confirmation", async || {
            let url = self.browser.client.current_url().await?;
            let number = url.path().strip_prefix("/shop/order-received/").map(str::to_owned);
            let key = url.query_pairs().find(|(name, _)| name == "key");
            match (number, key) {
                (Some(number), Some((_, key))) => {
                    Ok(Order { number, key: key.into_owned(), buyer: BUYER })
                }
                _ => bail!("the visitor is at {url}"),
            }
        })
        .await?;
        self.browser.watch().await?;
        Ok(order)
    }

    /// Leaves for another page, and ends the story.
    ///
    /// # Errors
    /// When the browser does not let go.
    pub async fn leaves(&self) -> Story {
        self.goes_to("about:blank").await?;
        self.browser.ends_well();
        Ok(())
    }

    /// Closes the tab; the browser stays open with an empty one.
    ///
    /// # Errors
    /// When the browser does not.
    pub async fn closes_the_tab(&self) -> Story {
        let client = &self.browser.client;
        let shop = client.window().await?;
        let other = client.new_window(true).await?.handle;
        client.switch_to_window(shop).await?;
        client.close_window().await?;
        client.switch_to_window(other).await?;
        self.browser.ends_well();
        Ok(())
    }

    /// Follows the link of this text.
    ///
    /// # Errors
    /// When there is none.
    pub async fn opens(&self, link: &str) -> Story {
        let found = until(&format!("a link {link:?}"), async || {
            Ok(self.browser.client.find(Locator::LinkText(link)).await?)
        })
        .await?;
        Ok(found.click().await?)
    }

    /// Goes to an empty page, and may come back.
    ///
    /// # Errors
    /// When the browser does not let go.
    pub async fn goes_away(&self) -> Story {
        self.goes_to("about:blank").await
    }

    /// Presses the browser's own button for the page before, and finds it as it was left.
    ///
    /// # Errors
    /// When the page had to be loaded again.
    pub async fn comes_back_to_the_page_as_it_was(&self) -> Story {
        self.browser.client.back().await?;
        until("the page as it was left", async || {
            let restored = self.script("return witness.restored").await?;
            ensure!(restored == true, "it is {restored}");
            Ok(())
        })
        .await
    }

    /// Opens a second tab, and looks at that.
    ///
    /// # Errors
    /// When the browser does not.
    pub async fn opens_a_second_tab(&self) -> Story {
        let tab = self.browser.client.new_window(true).await?.handle;
        self.browser.client.switch_to_window(tab).await?;
        self.browser.watch_from_now_on().await
    }

    /// Closes the second tab, and looks at the first.
    ///
    /// # Errors
    /// When the browser does not.
    pub async fn closes_the_second_tab(&self) -> Story {
        let client = &self.browser.client;
        client.close_window().await?;
        let tabs = client.windows().await?;
        client.switch_to_window(tabs.into_iter().next().context("no tab is left")?).await?;
        self.browser.comes_to_the_front().await
    }

    /// Has a network, or has none.
    ///
    /// # Errors
    /// When the browser does not obey.
    pub async fn has_a_network(&self, has: bool) -> Story {
        self.browser.devtools("Network.enable", json!({})).await?;
        let conditions = json!({"offline": !has, "latency": 0, "downloadThroughput": -1,
                                "uploadThroughput": -1});
        self.browser.devtools("Network.emulateNetworkConditions", conditions).await?;
        Ok(())
    }

    /// Looks into the frame that the survey stands in.
    ///
    /// # Errors
    /// When there is none.
    pub async fn looks_into_the_frame(&self) -> Story {
        Ok(self.finds("iframe").await?.enter_frame().await?)
    }

    /// Looks at another tab and comes back.
    ///
    /// # Errors
    /// When the page is never hidden, or never shown again.
    pub async fn returns_to_the_tab(&self) -> Story {
        let n_hidden = self.script("return witness.hidden").await?;
        // A browser that is busy may show the page again before it ever hid it.
        until("the page to be out of sight", async || {
            self.looks_at_another_tab().await?;
            let hidden = self.script("return witness.hidden").await?;
            ensure!(hidden != n_hidden || Engine::of_this_run()? == Engine::WebKit, "it never was");
            Ok(())
        })
        .await
    }

    async fn looks_at_another_tab(&self) -> Story {
        let client = &self.browser.client;
        let shop = client.window().await?;
        let other = client.new_window(true).await?.handle;
        client.switch_to_window(other).await?;
        client.close_window().await?;
        client.switch_to_window(shop).await?;
        self.browser.comes_to_the_front().await?;
        until("the tab to be in front", async || {
            let state = self.script("return document.visibilityState").await?;
            ensure!(state == "visible", "it is {state}");
            Ok(())
        })
        .await
    }
}

/// What a visitor sees of the card.
impl Visitor {
    /// Sees this question.
    ///
    /// # Errors
    /// When the card asks something else, or there is none.
    pub async fn is_asked(&self, prompt: &str) -> Story {
        until(&format!("the question {prompt:?}"), async || {
            let asked = self.text_of(".prompt").await?;
            ensure!(asked == prompt, "{}", self.seen().await);
            Ok(())
        })
        .await
    }

    /// Sees a question, or the page is told by an event why there is none.
    ///
    /// # Errors
    /// When there is neither.
    pub async fn is_asked_or_told_why_not(&self) -> Story {
        until("a question or an error", async || {
            let asked = self.text_of(".prompt").await.is_ok();
            let told = self.page_was_told("error").await?;
            ensure!(asked || !told.is_empty(), "{}", self.seen().await);
            Ok(())
        })
        .await
    }

    /// Sees the thanks.
    ///
    /// # Errors
    /// When the card shows anything else.
    pub async fn is_thanked(&self) -> Story {
        until("thanks", async || {
            self.text_of(".card.thanks .prompt").await.context(self.seen().await)
        })
        .await?;
        Ok(())
    }

    /// Sees that the card is gone.
    ///
    /// # Errors
    /// When it still asks something.
    pub async fn sees_no_card(&self) -> Story {
        until("no card", async || {
            let asked = self.text_of(".prompt").await;
            ensure!(asked.is_err(), "{asked:?} is still asked");
            Ok(())
        })
        .await
    }

    /// Has the focus on the element of the page of this name.
    ///
    /// # Errors
    /// When it is elsewhere.
    pub async fn has_the_focus_on(&self, name: &str) -> Story {
        until(&format!("the focus on {name}"), async || {
            let focus = self.script("return document.activeElement.localName").await?;
            ensure!(focus == name, "it is on {focus}");
            Ok(())
        })
        .await
    }

    /// Reads this on the card.
    ///
    /// # Errors
    /// When the card says anything else.
    pub async fn is_told(&self, text: &str) -> Story {
        until(&format!("the card to say {text:?}"), async || {
            let card = self.text_of(".card").await?;
            ensure!(card.contains(text), "{}", self.seen().await);
            Ok(())
        })
        .await
    }

    /// Sees a card in this language, whose lines begin on this side (`ltr` or `rtl`).
    ///
    /// # Errors
    /// When it is in another one.
    pub async fn sees_a_card_in(&self, lang: &str, dir: &str) -> Story {
        let card = until("a card", async || self.card().await?.card().await).await?;
        let (its_lang, its_dir) = (card.attr("lang").await?, card.css_value("direction").await?);
        let seen = (its_lang.unwrap_or_default(), its_dir);
        ensure!(seen == (lang.to_owned(), dir.to_owned()), "the card is in {seen:?}");
        Ok(())
    }

    /// Is told, by an alert that screen readers speak, that the question needs an answer, and is
    /// still where they were.
    ///
    /// # Errors
    /// When there is no alert, or the focus is somewhere else.
    pub async fn is_held_back_with(&self, alert: &str) -> Story {
        until(&format!("the alert {alert:?}"), async || {
            let said = self.text_of("[role=alert]").await?;
            ensure!(said == alert, "the alert says {said:?}; {}", self.seen().await);
            Ok(())
        })
        .await?;
        self.keeps_the_focus().await
    }

    /// Finds what was written so far still in the field.
    ///
    /// # Errors
    /// When there is anything else in it.
    pub async fn finds_written(&self, text: &str) -> Story {
        let area = self.card().await?.find(".text").await?;
        let written = area.prop("value").await?.unwrap_or_default();
        ensure!(written == text, "the field holds {written:?}");
        Ok(())
    }

    /// Finds this choice still made.
    ///
    /// # Errors
    /// When another one is, or none.
    pub async fn finds_chosen(&self, label: &str) -> Story {
        let chosen = self.card().await?.find(".choice:has(:checked)").await?;
        let chosen = label_of(&chosen).await?;
        ensure!(chosen == label, "chosen is {chosen:?}");
        Ok(())
    }

    /// Counts the surveys on the page.
    ///
    /// # Errors
    /// When there are more or fewer cards.
    pub async fn sees_surveys(&self, n: usize) -> Story {
        until(&format!("{n} surveys"), async || {
            let cards = "return [...document.querySelectorAll('aftersay-survey')]
                .filter((host) => host.shadowRoot?.querySelector('.card')).length";
            let seen = self.script(cards).await?;
            ensure!(seen == n, "there are {seen}");
            Ok(())
        })
        .await
    }

    /// Reads this anywhere on the page, outside the card.
    ///
    /// # Errors
    /// When it is not there.
    pub async fn reads(&self, text: &str) -> Story {
        until(&format!("{text:?} on the page"), async || {
            let page = self.script("return document.body.innerText").await?;
            let page = page.as_str().unwrap_or_default();
            ensure!(page.contains(text), "it says {page:?}");
            Ok(())
        })
        .await
    }
}

/// What a visitor does.
impl Visitor {
    /// Makes the choice of this label.
    ///
    /// # Errors
    /// When the card does not offer it.
    pub async fn chooses(&self, label: &str) -> Story {
        let choices = self.card().await?.find_all(".choice").await?;
        let mut offered = Vec::new();
        for choice in choices {
            let text = label_of(&choice).await?;
            if text == label {
                return self.takes(&choice).await;
            }
            offered.push(text);
        }
        bail!("{label:?} is not offered, but {offered:?}")
    }

    /// Makes a choice of one of several questions that stand on one card.
    ///
    /// # Errors
    /// When the card does not ask that, or does not offer it.
    pub async fn answers(&self, question: &str, label: &str) -> Story {
        let mut asked = Vec::new();
        for field in self.card().await?.find_all("fieldset").await? {
            let legend = field.find(Locator::Css("legend")).await?.text().await?;
            if legend != question {
                asked.push(legend);
                continue;
            }
            for choice in field.find_all(Locator::Css(".choice")).await? {
                if label_of(&choice).await? == label {
                    return self.takes(&choice).await;
                }
            }
            bail!("{label:?} is not offered to {question:?}")
        }
        bail!("{question:?} is not asked, but {asked:?}")
    }

    /// Makes the choice at this place, counted from 0, whatever it says.
    ///
    /// # Errors
    /// When the card offers fewer.
    pub async fn takes_the_choice(&self, index: usize) -> Story {
        let choice = until(&format!("choice {index}"), async || {
            let mut choices = self.card().await?.find_all(".choice").await?;
            ensure!(index < choices.len(), "{}", self.seen().await);
            Ok(choices.swap_remove(index))
        })
        .await?;
        self.takes(&choice).await
    }

    /// Chooses this number.
    ///
    /// # Errors
    /// When the card does not offer it.
    pub async fn rates(&self, rating: u8) -> Story {
        self.chooses(&rating.to_string()).await
    }

    /// Writes into the field on the card.
    ///
    /// # Errors
    /// When there is none.
    pub async fn writes(&self, text: &str) -> Story {
        let field = self.card().await?.find(".text").await?;
        match self.hand {
            Hand::Mouse => Ok(field.send_keys(text).await?),
            Hand::Keyboard => {
                self.tabs_onto(&field).await?;
                self.types(text).await
            }
        }
    }

    /// Goes on, as far as the card allows.
    ///
    /// # Errors
    /// When there is no way on.
    pub async fn continues(&self) -> Story {
        self.uses(".next").await
    }

    /// Goes on until the card has no more questions, answering nothing more.
    ///
    /// # Errors
    /// When a card does not let go.
    pub async fn goes_on_to_the_end(&self) -> Story {
        for _ in 0..20 {
            if self.text_of(".card.thanks .prompt").await.is_ok() {
                return Ok(());
            }
            let progress = self.text_of(".progress").await?;
            self.continues().await?;
            until("the next card", async || {
                let now = self.text_of(".progress").await.unwrap_or_default();
                ensure!(now != progress, "{}", self.seen().await);
                Ok(())
            })
            .await?;
        }
        bail!("there is no end: {}", self.seen().await)
    }

    /// Closes the card by its cross.
    ///
    /// # Errors
    /// When it has none.
    pub async fn closes_the_card(&self) -> Story {
        self.uses(".close").await
    }

    /// Opens the card by the tab of this label.
    ///
    /// # Errors
    /// When there is no such tab.
    pub async fn presses_the_tab(&self, label: &str) -> Story {
        until(&format!("the tab {label:?}"), async || {
            let tab = self.card().await?.find(".tab").await?;
            ensure!(tab.text().await? == label, "{}", tab.text().await?);
            Ok(())
        })
        .await?;
        self.uses(".tab").await
    }

    /// Goes back to the question before.
    ///
    /// # Errors
    /// When there is no way back.
    pub async fn goes_back(&self) -> Story {
        self.uses(".back").await
    }

    /// Presses a key, wherever the focus is.
    ///
    /// # Errors
    /// When the browser does not take it.
    pub async fn presses(&self, key: Key) -> Story {
        let value = key.code();
        let keys = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value })
            .then(KeyAction::Up { value });
        Ok(self.browser.client.perform_actions(keys).await?)
    }

    /// Types, wherever the focus is.
    ///
    /// # Errors
    /// When the browser does not take it.
    pub async fn types(&self, text: &str) -> Story {
        let keys = text.chars().fold(KeyActions::new("keyboard".to_owned()), |keys, value| {
            keys.then(KeyAction::Down { value }).then(KeyAction::Up { value })
        });
        Ok(self.browser.client.perform_actions(keys).await?)
    }

    /// Presses Tab until something of this text has the focus; of a field, until the first that is
    /// not a button where the text is empty.
    ///
    /// # Errors
    /// When that does not come in forty steps.
    pub async fn tabs_to(&self, text: &str) -> Story {
        self.tabs_by(&[Key::Tab.code()], text).await
    }

    /// The same backwards. No browser has to lead from the end of a page to its beginning: its own
    /// bars come first.
    ///
    /// # Errors
    /// As above.
    pub async fn tabs_back_to(&self, text: &str) -> Story {
        self.tabs_by(&['\u{e008}', Key::Tab.code()], text).await
    }

    /// Presses these keys together, again and again.
    async fn tabs_by(&self, keys: &[char], text: &str) -> Story {
        let mut passed = Vec::new();
        for _ in 0..40 {
            let actions = KeyActions::new("keyboard".to_owned());
            let down = |actions: KeyActions, &value| actions.then(KeyAction::Down { value });
            let up = |actions: KeyActions, &value| actions.then(KeyAction::Up { value });
            let actions = keys.iter().rev().fold(keys.iter().fold(actions, down), up);
            self.browser.client.perform_actions(actions).await?;
            let focus = self.script(FOCUS).await?;
            let here = focus[1].as_str() == Some(text);
            let field = here && (focus[2] == "textarea" || focus[2] == "input");
            if focus[0] == true && (here && !text.is_empty() || field && text.is_empty()) {
                return Ok(());
            }
            passed.push(focus.to_string());
        }
        bail!("the focus never came to {text:?}, but to {passed:?}")
    }

    /// Presses Tab until it must have been everywhere, and says whether it came to the link of this
    /// text, outside the card.
    ///
    /// # Errors
    /// When it never came to the card.
    pub async fn tabs_as_far_as(&self, link: &str) -> Story<bool> {
        let (mut card, mut page) = (false, false);
        for _ in 0..20 {
            self.presses(Key::Tab).await?;
            let focus = self.script(FOCUS).await?;
            card |= focus[0] == true;
            page |= focus[0] == false && focus[1] == link;
        }
        ensure!(card, "the focus never came to the card");
        Ok(page)
    }

    /// Makes a choice, which is a label around its button.
    async fn takes(&self, choice: &Element) -> Story {
        match self.hand {
            Hand::Mouse => Ok(choice.click().await?),
            Hand::Keyboard => {
                let input = choice.find(Locator::Css("input")).await?;
                self.tabs_onto(&input).await?;
                // The arrows choose what they come to; what Tab comes to is only looked at.
                let chosen = input.is_selected().await?;
                let ticks = input.attr("type").await?.as_deref() == Some("checkbox");
                if ticks || !chosen { self.presses(Key::Space).await } else { Ok(()) }
            }
        }
    }

    /// Presses a button of the card; what comes then has the focus, or the page has it.
    async fn uses(&self, selector: &str) -> Story {
        let button = self.card().await?.find(selector).await?;
        match self.hand {
            Hand::Mouse => button.click().await?,
            Hand::Keyboard => {
                self.tabs_onto(&button).await?;
                self.presses(Key::Enter).await?;
            }
        }
        // Another card is drawn once the page has had its turn.
        let turn = "const [done] = arguments; setTimeout(done)";
        self.browser.client.execute_async(turn, vec![]).await?;
        if self.hand == Hand::Mouse || selector == ".close" {
            return Ok(());
        }
        self.keeps_the_focus().await
    }

    /// Moves the focus onto something of the card: by Tab, and among buttons of one question by
    /// the arrows.
    async fn tabs_onto(&self, element: &Element) -> Story {
        let here = "
            const [aim] = arguments;
            const focus = aim.getRootNode().activeElement;
            const same = focus?.type === 'radio' && focus.name === aim.name;
            return focus === aim ? 'there' : same ? 'beside' : 'elsewhere';";
        // The way round the whole page, and to the last of the longest scale.
        for _ in 0..80 {
            let aim = vec![serde_json::to_value(element)?];
            match self.browser.client.execute(here, aim).await?.as_str() {
                Some("there") => return Ok(()),
                Some("beside") => self.presses(Key::Down).await?,
                _ => self.presses(Key::Tab).await?,
            }
        }
        bail!("the focus does not come to {:?}", element.html(true).await?)
    }

    /// Has the focus on something of the card.
    async fn keeps_the_focus(&self) -> Story {
        until("the focus to be on the card", async || {
            let focus = self.script(FOCUS).await?;
            ensure!(focus[0] == true, "it is on {focus}");
            Ok(())
        })
        .await
    }

    /// The page's own scripts do this, in `JavaScript`: a shop, its tag manager, its router.
    ///
    /// # Errors
    /// When it throws.
    pub(crate) async fn the_page_does(&self, script: &str) -> Story {
        self.script(script).await?;
        Ok(())
    }

    /// Moves the mouse over the page and out of it by its top, as towards the button that closes it.
    ///
    /// # Errors
    /// When the browser does not.
    pub async fn moves_out_by_the_top(&self) -> Story {
        for y in [200, 100, 5, -5] {
            let there = json!({"type": "mouseMoved", "x": 300, "y": y});
            self.browser.devtools("Input.dispatchMouseEvent", there).await?;
        }
        Ok(())
    }

    /// Calls a function of `window.aftersay`, as the page's own scripts may.
    ///
    /// # Errors
    /// When it throws.
    pub async fn lets_the_page_call(&self, function: &str) -> Story {
        self.script(&format!("window.aftersay.{function}()")).await?;
        Ok(())
    }

    /// Finds the page's clock so many seconds on.
    ///
    /// # Errors
    /// When the page cannot be told.
    pub async fn finds_it_is_later_by(&self, seconds: u32) -> Story {
        let later = "const {Date} = window, now = Date.now; Date.now = () => now() + ";
        self.script(&format!("{later}{seconds}000")).await?;
        Ok(())
    }
}

/// What a visitor does not see.
impl Visitor {
    /// Finds the page as it was before the widget: no policy violated, nothing thrown, nothing in
    /// the console.
    ///
    /// # Errors
    /// Everything that was found.
    pub async fn finds_the_page_unharmed(&self) -> Story {
        self.finds_nothing_thrown().await?;
        let mut console = self.browser.console().await?;
        // Browsers ask for an icon on their own; that a shop has none is no harm of ours.
        console.retain(|line| !line.contains("/favicon.ico"));
        ensure!(console.is_empty(), "the console says {console:?}");
        Ok(())
    }

    /// Finds that no policy was violated and nothing thrown, whatever the network did.
    ///
    /// # Errors
    /// Everything that was found.
    pub async fn finds_nothing_thrown(&self) -> Story {
        self.browser.watch().await?;
        let witness = self.script("return [...witness.violations, ...witness.errors]").await?;
        ensure!(witness == json!([]), "{witness}");
        Ok(())
    }

    /// Finds that the page's policy refused exactly this, and nothing was thrown.
    ///
    /// # Errors
    /// Everything that was found.
    pub async fn finds_refused(&self, refused: &[&str]) -> Story {
        let witness = self.script("return [witness.violations, witness.errors]").await?;
        ensure!(witness == json!([refused, []]), "{witness}");
        Ok(())
    }

    /// The lines of the console that are the widget's.
    ///
    /// # Errors
    /// When the browser does not tell.
    pub async fn console_of_the_widget(&self) -> Story<Vec<String>> {
        let console = self.browser.console().await?;
        Ok(console.into_iter().filter(|line| line.contains("aftersay")).collect())
    }

    /// What the page was told by events of this name, as text.
    ///
    /// # Errors
    /// When the browser does not tell.
    pub async fn page_was_told(&self, name: &str) -> Story<Vec<String>> {
        let events = self.script("return witness.events").await?;
        let events = events.as_array().into_iter().flatten();
        let ours = events.filter(|event| event["name"] == name);
        Ok(ours.map(|event| event["text"].as_str().unwrap_or_default().to_owned()).collect())
    }

    /// Waits until the page is told something, and returns it.
    ///
    /// # Errors
    /// When it never is.
    pub async fn page_is_told(&self, name: &str) -> Story<Vec<String>> {
        until(&format!("the event aftersay:{name}"), async || {
            let told = self.page_was_told(name).await?;
            ensure!(!told.is_empty(), "{}", self.seen().await);
            Ok(told)
        })
        .await
    }

    /// How many elements the page has, and how many listeners on window and document.
    ///
    /// # Errors
    /// When the browser does not tell.
    pub async fn page_holds(&self) -> Story<(u64, u64)> {
        let held = "return [document.querySelectorAll('*').length, witness.listeners]";
        let held = self.script(held).await?;
        Ok((held[0].as_u64().unwrap_or_default(), held[1].as_u64().unwrap_or_default()))
    }

    /// What the page holds, after all that nobody holds was collected.
    ///
    /// # Errors
    /// When the browser does not tell.
    pub async fn page_still_holds(&self) -> Story<Held> {
        // What the first finds, such as what a finalizer lets go, the second takes.
        for _ in 0..3 {
            self.browser.devtools("HeapProfiler.collectGarbage", json!({})).await?;
        }
        let heap = self.browser.devtools("Runtime.getHeapUsage", json!({})).await?;
        let counts = self.browser.devtools("Memory.getDOMCounters", json!({})).await?;
        let count = |of: &Value, name: &str| of["value"][name].as_u64().unwrap_or_default();
        let ours = self.script("return [witness.timers(), witness.globals()]").await?;
        let globals = ours[1].as_array().into_iter().flatten();
        Ok(Held {
            n_nodes: count(&counts, "nodes"),
            n_listeners: count(&counts, "jsEventListeners"),
            n_timers: ours[0].as_u64().unwrap_or_default(),
            globals: globals
                .filter_map(|name| name.as_str().map(str::to_owned))
                // The driver's own.
                .filter(|name| name != "ret_nodes")
                .collect(),
            heap_bytes: count(&heap, "usedSize"),
        })
    }

    /// Lets the page put a survey up and take everything down again, so many times.
    ///
    /// # Errors
    /// When one of them does not show.
    pub async fn lets_the_page_put_up_and_take_down(&self, n: u64) -> Story {
        let script = "
            const [n, done] = arguments;
            (async () => {
              for (let i = 0; i < n; i++) {
                let seen;
                const shown = new Promise((resolve) => (seen = resolve));
                aftersay.on('shown', seen);
                aftersay.init({ survey: 'quick' });
                await shown;
                aftersay.off('shown', seen);
                aftersay.destroy();
              }
              done(true);
            })();";
        self.browser.client.execute_async(script, vec![json!(n)]).await?;
        Ok(())
    }

    /// Lets the page throw the card out, or with it everything else.
    ///
    /// # Errors
    /// When it throws.
    pub async fn lets_the_page_throw_out(&self, selector: &str) -> Story {
        self.script(&format!("document.querySelector('{selector}').replaceChildren()")).await?;
        Ok(())
    }

    /// Has a slower processor, by this factor.
    ///
    /// # Errors
    /// When the browser does not obey.
    pub async fn is_slower_by(&self, factor: u32) -> Story {
        self.browser.devtools("Emulation.setCPUThrottlingRate", json!({"rate": factor})).await?;
        Ok(())
    }

    /// The milliseconds for which the page was held up, each time it was for more than 50; and those
    /// for which a script of the widget ran at a stretch, where that may have delayed a frame.
    ///
    /// # Errors
    /// When the browser does not tell.
    pub async fn was_held_up(&self) -> Story<(Vec<u64>, Vec<u64>)> {
        let held = self.script("return [witness.held, witness.ours]").await?;
        let times = |index: usize| held[index].as_array().into_iter().flatten();
        let times = |index| times(index).filter_map(Value::as_u64).collect();
        Ok((times(0), times(1)))
    }

    /// How far things have moved on the page without the visitor's doing, as browsers count it: 0
    /// where nothing has, bad from 0.1.
    ///
    /// # Errors
    /// When the browser does not tell.
    pub async fn layout_shift(&self) -> Story<f64> {
        Ok(self.script("return witness.shifts").await?.as_f64().unwrap_or_default())
    }

    /// Sees the page in this size and these colours from now on.
    ///
    /// # Errors
    /// When the browser does not show it.
    pub async fn looks(&self, look: Look) -> Story {
        let (width, height) = look.size;
        let size = json!({"width": width, "height": height, "deviceScaleFactor": 1,
                          "mobile": width < 600});
        self.browser.devtools("Emulation.setDeviceMetricsOverride", size).await?;
        let scheme = if look.dark { "dark" } else { "light" };
        let features = json!([{"name": "prefers-color-scheme", "value": scheme}]);
        self.browser.devtools("Emulation.setEmulatedMedia", json!({"features": features})).await?;
        Ok(())
    }

    /// Takes a picture of the window, with the card in its middle where there is one.
    ///
    /// # Errors
    /// When it cannot be taken or written.
    pub async fn takes_a_picture(&self, file: &Path) -> Story {
        let there = "document.querySelector('aftersay-survey')
            ?.scrollIntoView({block: 'center', behavior: 'instant'})";
        self.script(there).await?;
        Ok(fs::write(file, self.browser.client.screenshot().await?)?)
    }

    /// Takes a picture of the window as the page opens.
    ///
    /// # Errors
    /// When it cannot be taken or written.
    pub async fn takes_a_picture_from_the_top(&self, file: &Path) -> Story {
        self.script("scrollTo(0, 0)").await?;
        Ok(fs::write(file, self.browser.client.screenshot().await?)?)
    }

    /// Takes a picture of the page from its top to its end.
    ///
    /// # Errors
    /// When it cannot be taken or written.
    pub async fn takes_a_picture_of_the_whole_page(&self, file: &Path) -> Story {
        let whole = json!({"captureBeyondViewport": true, "format": "png"});
        let reply = self.browser.devtools("Page.captureScreenshot", whole).await?;
        let png = reply["value"]["data"].as_str().context("no picture")?;
        Ok(fs::write(file, BASE64_STANDARD.decode(png)?)?)
    }

    pub(crate) async fn finds(&self, selector: &str) -> Story<Element> {
        until(&format!("{selector} on the page"), async || {
            Ok(self.browser.client.find(Locator::Css(selector)).await?)
        })
        .await
    }

    pub(crate) async fn script(&self, script: &str) -> Story<Value> {
        Ok(self.browser.client.execute(script, vec![]).await?)
    }

    /// The shadow root that the card is in.
    async fn card(&self) -> Story<Card> {
        let host = self.finds("aftersay-survey").await?;
        Ok(Card(host.shadow_root().await?))
    }

    async fn text_of(&self, selector: &str) -> Story<String> {
        Ok(self.card().await?.find(selector).await?.text().await?)
    }

    /// What is there instead of what was waited for.
    async fn seen(&self) -> String {
        let seen = "
            const host = document.querySelector('aftersay-survey');
            const card = host?.shadowRoot?.querySelector('.card');
            return card?.innerText ?? (host ? 'an empty aftersay-survey' : 'no aftersay-survey');";
        let card = self.script(seen).await.unwrap_or_default();
        let events = self.events().await.unwrap_or_default();
        format!("the card shows {card}; events: {events}")
    }

    /// What the page was told so far.
    pub(crate) async fn events(&self) -> Story<Value> {
        self.script("return window.witness?.events").await
    }
}

/// What leaves the page, and what comes back.
impl Visitor {
    /// Opens the line of the card that tells what leaves the page.
    ///
    /// # Errors
    /// When the card has none.
    pub async fn opens_what_leaves(&self) -> Story {
        Ok(self.card().await?.find("summary").await?.click().await?)
    }

    /// Reads what would be sent now, or was.
    ///
    /// # Errors
    /// When it is not open, or not what a submission looks like.
    pub async fn sees_what_leaves(&self) -> Story<Submission> {
        until("what leaves the page", async || {
            let shown = self.text_of("details pre").await?;
            Submission::read(&shown).context(shown)
        })
        .await
    }

    /// Is given a code by which the answers can be taken back.
    ///
    /// # Errors
    /// When there is none.
    pub async fn is_given_a_code(&self) -> Story<String> {
        until("a code", async || self.text_of(".code code").await).await
    }

    /// Follows the link that is beside the code.
    ///
    /// # Errors
    /// When there is none.
    pub async fn goes_where_codes_are_taken(&self) -> Story {
        let link = self.card().await?.find(".code .link").await?;
        let page = link.prop("href").await?.context("the link leads nowhere")?;
        self.goes_to(&page).await
    }

    /// Takes back what was sent under a code.
    ///
    /// # Errors
    /// When there is no form for it.
    pub async fn takes_answers_back(&self, code: &str) -> Story {
        let field = self.finds("#code").await?;
        field.clear().await?;
        field.send_keys(code).await?;
        Ok(self.finds(".next").await?.click().await?)
    }
}

/// What a choice is called, to the eye or, where it is a drawing, to those who hear it.
async fn label_of(choice: &Element) -> Story<String> {
    let span = choice.find(Locator::Css("span")).await?;
    Ok(span.prop("textContent").await?.unwrap_or_default())
}

/// The inside of the card.
#[derive(Debug)]
struct Card(ShadowRoot);

impl Card {
    async fn find(&self, selector: &str) -> Story<Element> {
        let found = self.0.find(Locator::Css(selector)).await;
        found.with_context(|| format!("{selector} is not on the card"))
    }

    async fn find_all(&self, selector: &str) -> Story<Vec<Element>> {
        Ok(self.0.find_all(Locator::Css(selector)).await?)
    }

    async fn card(&self) -> Story<Element> {
        self.find(".card").await
    }
}
