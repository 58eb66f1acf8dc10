//! Pages of another shop: static files on an origin of their own, under a strict page policy.

use crate::Story;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A page that a visitor can land on. Each stands in `pages/`, with the place of the widget and of
/// the collector left open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// A confirmation full of what nobody else should learn, with the tag as it is documented.
    Private,
    /// The same, on a site whose policy would send the whole address to everyone.
    PrivateButCareless,
    /// A survey on the page that is wrong in many ways, and means harm.
    HostileSurvey,
    /// The same survey, behind an address.
    HostileSurveyElsewhere,
    /// A survey that is right, with markup in its texts.
    MarkupInTexts,
    /// The same tag twice.
    TagTwice,
    /// A survey that begins with a required question.
    RequiredFirst,
    /// A survey with several endings, and answers in its texts.
    Endings,
    /// A survey that the collector has never heard of.
    UnknownSurvey,
    /// The ready-made survey of this name.
    ReadyMade(&'static str),
    /// The same, with answers randomised.
    Noisy(&'static str),
    /// The smallest survey, shown in this mode.
    Placed(&'static str),
    /// The smallest survey, shown at this occasion.
    When(&'static str),
    /// A shop of its own, made by a bundler from the package as it is published.
    Bundled,
}

impl Page {
    fn html(self) -> &'static str {
        match self {
            Self::Private | Self::PrivateButCareless => include_str!("../pages/private.html"),
            Self::HostileSurvey => include_str!("../pages/hostile.html"),
            Self::HostileSurveyElsewhere => include_str!("../pages/elsewhere.html"),
            Self::MarkupInTexts => include_str!("../pages/markup.html"),
            Self::TagTwice => include_str!("../pages/twice.html"),
            Self::RequiredFirst => include_str!("../pages/required.html"),
            Self::Endings => include_str!("../pages/endings.html"),
            Self::UnknownSurvey => include_str!("../pages/unknown.html"),
            Self::ReadyMade(_)
            | Self::Noisy(_)
            | Self::Placed(_)
            | Self::When(_)
            | Self::Bundled => {
                include_str!("../pages/ready-made.html")
            }
        }
    }

    /// What its tag asks for, where it leaves that open.
    fn attributes(self) -> String {
        match self {
            Self::ReadyMade(name) => format!("data-survey=\"{name}\""),
            Self::Noisy(name) => {
                format!("data-survey=\"{name}\" data-privacy=\"noise\" data-epsilon=\"1\"")
            }
            Self::Placed(mode) => format!("data-mode=\"{mode}\""),
            Self::When(when) => format!("data-when=\"{when}\""),
            _ => String::new(),
        }
    }

    fn referrer_policy(self) -> &'static str {
        match self {
            Self::PrivateButCareless => "unsafe-url",
            // What browsers do on their own.
            _ => "strict-origin-when-cross-origin",
        }
    }
}

/// What stands in the address of every page, and must not leave it.
pub const ORDER_PATH: &str = "/kasse/bestellung-erhalten/48151623";

/// The rest of that address.
pub const ORDER_QUERY: &str = "key=wc_order_Zm9vYmFy42&mail=erika.mustermann%40mail.example";

/// Serves pages.
#[derive(Debug)]
pub(crate) struct Pages {
    address: SocketAddr,
    shown: Arc<Mutex<Page>>,
    serving: Option<JoinHandle<()>>,
    listener: Option<TcpListener>,
}

impl Pages {
    /// Takes a free port.
    pub(crate) async fn bind() -> Story<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let (address, shown) = (listener.local_addr()?, Arc::new(Mutex::new(Page::Private)));
        Ok(Self { address, shown, serving: None, listener: Some(listener) })
    }

    /// The origin of the pages.
    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Serves, with the widget from `collector`, an origin.
    pub(crate) fn serve(&mut self, collector: &str) {
        let Some(listener) = self.listener.take() else { return };
        let (shown, collector) = (Arc::clone(&self.shown), collector.to_owned());
        self.serving = Some(tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let page = *shown.lock().unwrap_or_else(PoisonError::into_inner);
                let collector = collector.clone();
                tokio::spawn(async move { answer(stream, page, &collector).await });
            }
        }));
    }

    /// Chooses what is served next, and says where.
    pub(crate) fn show(&self, page: Page) -> String {
        *self.shown.lock().unwrap_or_else(PoisonError::into_inner) = page;
        if page == Page::Bundled {
            return format!("{}/app/index.html", self.origin());
        }
        format!("{}{ORDER_PATH}?{ORDER_QUERY}", self.origin())
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        if let Some(serving) = &self.serving {
            serving.abort();
        }
    }
}

/// A file of the bundled shop, with its media type.
fn of_the_app(file: &str) -> Option<(&'static str, Vec<u8>)> {
    let kind = match file.rsplit('.').next()? {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript",
        "wasm" => "application/wasm",
        "json" => "application/json",
        _ => return None,
    };
    let folder = crate::given("AFTERSAY_APP").ok()?;
    Some((kind, std::fs::read(Path::new(&folder).join(file)).ok()?))
}

/// Answers one request and hangs up.
async fn answer(mut stream: TcpStream, page: Page, collector: &str) -> std::io::Result<()> {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        if stream.read_buf(&mut request).await? == 0 {
            return Ok(());
        }
    }
    let request = String::from_utf8_lossy(&request);
    let target = request.split(' ').nth(1).unwrap_or_default();
    let html = "text/html; charset=utf-8";
    let found = if let Some(file) = target.strip_prefix("/app/") {
        of_the_app(file)
    } else if target.starts_with(ORDER_PATH) {
        Some((html, page.html().replace("{attributes}", &page.attributes()).into_bytes()))
    } else if target == "/hostile.json" {
        Some(("application/json", include_bytes!("../pages/hostile.json").to_vec()))
    } else {
        None
    };
    let status = if found.is_some() { "200 OK" } else { "404 Not Found" };
    let (kind, mut body) = found.unwrap_or(("text/plain", Vec::new()));
    if kind == html {
        let page = String::from_utf8_lossy(&body).replace("{collector}", collector);
        body = page.replace("{hostile}", include_str!("../pages/hostile.json")).into_bytes();
    }
    let policy = format!(
        "default-src 'none'; img-src 'self' data:; script-src 'self' {collector} \
         'wasm-unsafe-eval'; connect-src 'self' {collector}; base-uri 'none'"
    );
    let reply = format!(
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\
         cache-control: no-store\r\nreferrer-policy: {}\r\ncontent-security-policy: {policy}\r\n\r\n",
        body.len(),
        page.referrer_policy(),
    );
    stream.write_all(reply.as_bytes()).await?;
    stream.write_all(&body).await?;
    stream.shutdown().await
}
