//! A shop with its collector: where every story begins.

use crate::Story;
use crate::collector::Collector;
use crate::pages::{Page, Pages};
use crate::proxy::Proxy;
use crate::server::Server;
use crate::visitor::Visitor;

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
