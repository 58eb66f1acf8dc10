//! A shop with its collector: where every story begins.

use crate::Story;
use crate::collector::Collector;
use crate::pages::{Page, Pages};
use crate::proxy::Proxy;
use crate::server::Server;
use crate::visitor::Visitor;
use anyhow::Context as _;
use std::path::Path;

/// A page of the gallery: every kind of question in one state, or one kind alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exhibit {
    /// The one kind that is shown; empty for all.
    pub kind: &'static str,
    /// `unanswered`, `answered`, `error`, `last`, or one after the last card: `thanks`, `sending`,
    /// `sent`, `kept`, `refused`.
    pub state: &'static str,
    /// `page`, `light` or `dark`.
    pub theme: &'static str,
    /// The language of page and card.
    pub lang: &'static str,
}

impl Exhibit {
    /// What can be seen before the last card.
    pub const ASKING: [&str; 4] = ["unanswered", "answered", "error", "last"];
    /// What can be seen after it.
    pub const ENDS: [&str; 5] = ["thanks", "sending", "sent", "kept", "refused"];
}

/// The demo shop, pages of another one, and the collector of both: three origins.
#[derive(Debug)]
pub struct Shop {
    /// The collector, which serves the widget as well.
    pub collector: Collector,
    demo: Server,
    pages: Pages,
}

impl Shop {
    /// Opens it, on free ports and with an empty store.
    ///
    /// # Errors
    /// When the collector does not start.
    pub async fn open() -> Story<Self> {
        // Each has to know where the others are before it starts.
        let proxy = Proxy::bind().await?;
        let ours = format!("http://{}", proxy.address());
        let demo = Server::start(&["--demo", "--demo-collector", &ours]).await?;
        let mut pages = Pages::bind().await?;
        pages.serve(&ours);
        let origins = [&format!("http://{}", demo.address), &pages.origin()];
        let collector = Collector::start(proxy, origins.map(String::as_str)).await?;
        Ok(Self { collector, demo, pages })
    }

    /// A visitor comes in by the demo shop's front page, in a browser of their own.
    ///
    /// # Errors
    /// When the browser does not start.
    pub async fn enter(&self) -> Story<Visitor> {
        self.enter_in("en").await
    }

    /// A visitor comes in by the front page in one of the shop's languages: en, de or ar.
    ///
    /// # Errors
    /// When the browser does not start.
    pub async fn enter_in(&self, lang: &str) -> Story<Visitor> {
        let visitor = Visitor::new().await?;
        visitor.goes_to(&format!("http://{}/shop?lang={lang}", self.demo.address)).await?;
        Ok(visitor)
    }

    /// A visitor lands on a page of the other shop, as if an order had just been placed there.
    ///
    /// # Errors
    /// When the browser does not start.
    pub async fn land_on(&self, page: Page) -> Story<Visitor> {
        let visitor = Visitor::new().await?;
        visitor.goes_to(&self.pages.show(page)).await?;
        Ok(visitor)
    }

    /// A visitor comes to look at the gallery.
    ///
    /// # Errors
    /// When the browser does not start.
    pub async fn opens_the_gallery(&self) -> Story<Visitor> {
        let visitor = Visitor::new().await?;
        visitor.goes_to(&format!("http://{}/gallery", self.demo.address)).await?;
        Ok(visitor)
    }

    /// Shows a visitor a page of the gallery, and waits until everything on it is in its state.
    ///
    /// # Errors
    /// When a survey on it does not get there.
    pub async fn shows(&self, visitor: &Visitor, exhibit: Exhibit) -> Story {
        let Exhibit { kind, state, theme, lang } = exhibit;
        let query = format!("kind={kind}&state={state}&theme={theme}&lang={lang}");
        visitor.goes_to(&format!("http://{}/gallery?{query}", self.demo.address)).await?;
        visitor.sees_everything_there().await.with_context(|| format!("{exhibit:?}"))
    }

    /// A visitor follows a link to the hosted page of a survey.
    ///
    /// # Errors
    /// When the browser does not start.
    pub async fn follow_the_link_to(&self, survey: &str) -> Story<Visitor> {
        let visitor = Visitor::new().await?;
        visitor.goes_to(&self.collector.hosted(survey)).await?;
        Ok(visitor)
    }

    /// The same in a browser that runs no scripts.
    ///
    /// # Errors
    /// When the browser does not start.
    pub async fn follow_the_link_without_scripts_to(&self, survey: &str) -> Story<Visitor> {
        let visitor = Visitor::new().await?;
        visitor.runs_no_scripts().await?;
        visitor.goes_to(&self.collector.hosted(survey)).await?;
        Ok(visitor)
    }

    /// Sends a visitor on to a page of the other shop, as if another order had been placed there.
    ///
    /// # Errors
    /// When the page is not there.
    pub async fn sends(&self, visitor: &Visitor, page: Page) -> Story {
        visitor.goes_to(&self.pages.show(page)).await
    }

    /// Whether the widget was built with a core that needs no WebAssembly, which takes npm.
    ///
    /// # Errors
    /// When it is not known where the widget is.
    pub fn has_a_fallback(&self) -> Story<bool> {
        let file = Path::new(&crate::given("AFTERSAY_DIST")?).join("aftersay.fallback.js");
        Ok(file.is_file())
    }

    /// The owner opens the dashboard.
    ///
    /// # Errors
    /// When the browser does not start.
    pub async fn owner_looks(&self) -> Story<Visitor> {
        let owner = Visitor::new().await?;
        owner.goes_to(&self.collector.dashboard()).await?;
        Ok(owner)
    }

    /// The owner opens the page on which surveys are made.
    ///
    /// # Errors
    /// When the browser does not start.
    pub async fn owner_makes_a_survey(&self) -> Story<Visitor> {
        let owner = Visitor::new().await?;
        owner.goes_to(&format!("{}/builder", self.collector.origin())).await?;
        Ok(owner)
    }
}
