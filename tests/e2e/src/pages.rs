//! Pages of another shop: static files on an origin of their own, under a strict page policy.

use crate::Story;
use crate::browser::WITNESS;
use crate::engine::Engine;
use anyhow::Context as _;
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
    /// The survey of this name in `surveys/`, as the collector serves it.
    Served(&'static str),
    /// The ready-made survey of this name, with answers randomised.
    Noisy(&'static str),
    /// The smallest survey, shown in this mode.
    Placed(&'static str),
    /// The smallest survey, on a page whose data layer tells of the order.
    Told(Layer),
    /// The smallest survey, on a page whose scripts have changed what ours rely on.
    Tampered(Tamper),
    /// The smallest survey, where the page calls for it.
    OnCall,
    /// This survey, on a page that guards itself, or in a browser that lacks something.
    Guarded(Policy, &'static str),
    /// The smallest survey, shown at this occasion.
    When(&'static str),
    /// The tag with these attributes, in a browser that may keep something or may not.
    Remembering(&'static str, Lets),
    /// A shop of its own, made by a bundler from the package as it is published.
    Bundled,
}

/// What a browser lets a page keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lets {
    /// All that it wants.
    Keep,
    /// The same, but it has no WebAssembly.
    KeepWithoutWebAssembly,
    /// Nothing: whoever asks is refused.
    KeepNothing,
    /// Nothing any more: its storages are full.
    KeepNoMore,
}

impl Lets {
    fn script(self) -> &'static str {
        match self {
            Self::Keep => "",
            Self::KeepWithoutWebAssembly => "delete window.WebAssembly;",
            Self::KeepNothing => {
                "for (const name of ['sessionStorage', 'localStorage'])
                   Object.defineProperty(window, name, {
                     get() { throw new DOMException('denied', 'SecurityError'); } });"
            }
            Self::KeepNoMore => {
                "Storage.prototype.setItem = () => {
                   throw new DOMException('full', 'QuotaExceededError'); };"
            }
        }
    }
}

/// Who tells of an order, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    /// Tag Manager's array: an earlier order, and this one with text for numbers.
    TagManager,
    /// What `gtag` pushes.
    Gtag,
    /// The same, while the tag itself tells the value.
    GtagAndTag,
    /// A purchase in which nothing is what it should be.
    Nonsense,
    /// There is no such array.
    Missing,
}

/// What scripts of a page do to the language before ours run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tamper {
    /// Watch every request, as error trackers do.
    FetchWatched,
    /// Give arrays a text of their own, as a library of 2007 does.
    ArraysToText,
    /// Freeze what everything is made of.
    Frozen,
    /// Give an element our name.
    NameTaken,
    /// Break a function of every array.
    MapBroken,
    /// Break the writing of JSON.
    JsonBroken,
    /// Break requests.
    FetchBroken,
    /// Break what lists the fields of an object, and what copies them.
    ListsBroken,
}

/// Breaks a function for our scripts alone, as those that watch us need it too.
const BREAKS: &str = "
    const breaks = (on, name) => {
      const real = on[name];
      on[name] = function (...all) {
        if (new Error().stack.includes('/aftersay/')) throw new Error('tampered');
        return real.apply(this, all);
      };
    };";

impl Tamper {
    /// Those under which a survey cannot do otherwise than not to come.
    pub const BREAKING: [Self; 4] =
        [Self::MapBroken, Self::JsonBroken, Self::FetchBroken, Self::ListsBroken];

    fn script(self) -> &'static str {
        match self {
            Self::FetchWatched => {
                "const real = window.fetch;
                 window.fetch = async function (...all) { return await real.apply(this, all); };"
            }
            Self::ArraysToText => {
                "Array.prototype.each = Array.prototype.forEach;
                 Object.prototype.extra = 1;"
            }
            Self::Frozen => {
                "for (const made of [Object, Array, Function, Promise, Map, Set, Error, Event,
                   EventTarget, Node, Element, HTMLElement]) Object.freeze(made.prototype);"
            }
            Self::NameTaken => "document.documentElement.id = 'aftersay';",
            Self::MapBroken => "breaks(Array.prototype, 'map');",
            Self::JsonBroken => "breaks(JSON, 'stringify');",
            Self::FetchBroken => "breaks(window, 'fetch');",
            Self::ListsBroken => "breaks(Object, 'keys'); breaks(Object, 'assign');",
        }
    }
}

impl Layer {
    /// What the page's own script does.
    fn script(self) -> &'static str {
        match self {
            Self::TagManager => {
                r#"window.dataLayer = [
                  {event: "purchase", ecommerce: {value: 3, currency: "USD", items: [{quantity: 50}]}},
                  {event: "purchase", ecommerce: {
                    transaction_id: "T-48151623", value: "137.31", tax: "21.92", currency: "eur",
                    coupon: "ERIKA25", customer_type: "returning", items: [
                      {item_id: "SKU-90210", item_name: "Mug", price: "45.77", quantity: "2"},
                      {item_id: "SKU-77777", item_name: "Saucer", price: "45.77"}]}},
                  {event: "gtm.load"}];"#
            }
            Self::Gtag | Self::GtagAndTag => {
                r#"window.dataLayer = [];
                   function gtag() { dataLayer.push(arguments); }
                   gtag("js", new Date());
                   gtag("event", "purchase", {transaction_id: "T-48151623", value: 137.31,
                     currency: "EUR", items: [{item_id: "SKU-90210", quantity: 1}]});"#
            }
            Self::Nonsense => {
                r#"window.dataLayer = [null, 7, {event: "purchase", ecommerce: {
                     value: "137,31 EUR", currency: "Euro 137", items: [{quantity: "many"}, null],
                     customer_type: "Erika Mustermann"}}];"#
            }
            Self::Missing => "",
        }
    }
}

/// How a page guards itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// By the lines that the README tells shops to send, with nothing else allowed.
    Documented,
    /// By the same lines without the leave for WebAssembly.
    NoWebAssembly,
    /// Not at all, but its browser has no WebAssembly.
    OldBrowser,
    /// Text never becomes script or markup.
    TrustedTypes,
    /// The same, without leave for WebAssembly.
    TrustedTypesNoWebAssembly,
    /// Only scripts with its nonce run, and what these load.
    Nonce,
    /// It loads from elsewhere only what says that it may be.
    Isolated,
    /// The survey stands in a frame that has no origin and no storage.
    Sandboxed,
    /// The tag says what the script's digest is, as in `integrity.json`.
    Integrity,
    /// The tag says another digest.
    OtherIntegrity,
}

impl Policy {
    /// What the page's headers say.
    fn headers(self, collector: &str) -> String {
        let documented = documented(collector);
        let only = |scripts: &str| {
            format!(
                "content-security-policy: default-src 'none'; img-src data:; base-uri 'none'; \
                 form-action 'none'; {scripts}\r\n"
            )
        };
        let no_module = documented.replace(" 'wasm-unsafe-eval'", "");
        let typed = |scripts: &str| {
            only(&format!("require-trusted-types-for 'script'; trusted-types 'none'; {scripts}"))
        };
        match self {
            Self::Documented | Self::Integrity | Self::OtherIntegrity => only(&documented),
            Self::NoWebAssembly => only(&no_module),
            Self::OldBrowser => String::new(),
            Self::TrustedTypes => typed(&documented),
            Self::TrustedTypesNoWebAssembly => typed(&no_module),
            Self::Nonce => only(&format!(
                "script-src 'nonce-{NONCE}' 'strict-dynamic' 'wasm-unsafe-eval'; \
                 connect-src {collector}"
            )),
            Self::Isolated => "cross-origin-opener-policy: same-origin\r\n\
                               cross-origin-embedder-policy: require-corp\r\n"
                .to_owned(),
            Self::Sandboxed => only(&format!("{documented}; frame-src 'self'")),
        }
    }

    /// What its tag says beside the survey.
    fn attributes(self) -> Story<String> {
        Ok(match self {
            Self::Nonce => format!("nonce=\"{NONCE}\""),
            Self::Integrity => format!("integrity=\"{}\" crossorigin", digest("aftersay.js")?),
            Self::OtherIntegrity => format!("integrity=\"{}\" crossorigin", digest("core.mjs")?),
            _ => String::new(),
        })
    }
}

const NONCE: &str = "c2FsdGVkIGFuZCBzd2VldA";

/// The policy that the README tells shops to send.
fn documented(collector: &str) -> String {
    let readme = include_str!("../../../README.md");
    let told = readme.split("### Page policy").nth(1).and_then(|told| told.split("```").nth(1));
    let told = told.unwrap_or_default().trim_start_matches("text").trim().replace('\n', " ");
    told.replace("https://shop.example", collector).replace("https://feedback.example", collector)
}

/// The digest of a shipped file, by what ships with it.
fn digest(file: &str) -> Story<String> {
    let path = format!("{}/integrity.json", crate::given("AFTERSAY_DIST")?);
    let files: serde_json::Value = serde_json::from_slice(&std::fs::read(path)?)?;
    let digest = files[file]["sri"].as_str().map(str::to_owned);
    digest.with_context(|| format!("integrity.json does not tell of {file}"))
}

impl Page {
    fn html(self) -> String {
        let body = match self {
            Self::Private | Self::PrivateButCareless => {
                return include_str!("../pages/private.html").to_owned();
            }
            Self::HostileSurvey => include_str!("../pages/hostile.html"),
            Self::HostileSurveyElsewhere => include_str!("../pages/elsewhere.html"),
            Self::MarkupInTexts => include_str!("../pages/markup.html"),
            Self::TagTwice => include_str!("../pages/twice.html"),
            Self::RequiredFirst => include_str!("../pages/required.html"),
            Self::Endings => include_str!("../pages/endings.html"),
            Self::UnknownSurvey => include_str!("../pages/unknown.html"),
            Self::ReadyMade(_)
            | Self::Served(_)
            | Self::Noisy(_)
            | Self::Placed(_)
            | Self::When(_)
            | Self::Bundled
            | Self::Guarded(..)
            | Self::OnCall
            | Self::Told(_)
            | Self::Remembering(..)
            | Self::Tampered(_) => include_str!("../pages/ready-made.html"),
        };
        around(&self.script(), body)
    }

    /// What a script of its own does before ours run, if it has one.
    fn script(self) -> String {
        match self {
            Self::Told(layer) => layer.script().to_owned(),
            Self::Tampered(tamper) => [BREAKS, tamper.script()].concat(),
            Self::Remembering(_, lets) => lets.script().to_owned(),
            Self::Guarded(Policy::OldBrowser, _) => "delete window.WebAssembly;".to_owned(),
            _ => String::new(),
        }
    }

    /// What its tag asks for, where it leaves that open.
    fn attributes(self) -> Story<String> {
        Ok(match self {
            Self::ReadyMade(name) => format!("data-survey=\"{name}\""),
            Self::OnCall => "data-consent=\"wait\"".to_owned(),
            Self::Told(Layer::GtagAndTag) => {
                "data-datalayer=\"dataLayer\" data-order-value=\"7\" data-order-currency=\"EUR\""
                    .to_owned()
            }
            Self::Told(_) | Self::Tampered(_) => "data-datalayer=\"dataLayer\"".to_owned(),
            Self::Guarded(policy, name) => {
                format!("data-survey=\"{name}\" {}", policy.attributes()?)
            }
            Self::Served(name) => format!("data-survey=\"{{collector}}/v1/surveys/{name}\""),
            Self::Noisy(name) => {
                format!("data-survey=\"{name}\" data-privacy=\"noise\" data-epsilon=\"1\"")
            }
            Self::Remembering(attributes, _) => attributes.to_owned(),
            Self::Placed(mode) => format!("data-mode=\"{mode}\""),
            Self::When(when) => format!("data-when=\"{when}\""),
            _ => String::new(),
        })
    }

    /// What the page's headers say of what it may load and run.
    fn policy(self, collector: &str) -> String {
        match self {
            Self::Guarded(policy, _) => policy.headers(collector),
            // Its own script stands in the page.
            Self::Told(_) | Self::Tampered(_) => String::new(),
            Self::Remembering(_, lets) if lets != Lets::Keep => String::new(),
            _ => format!(
                "content-security-policy: default-src 'none'; img-src 'self' data:; \
                 script-src 'self' {collector} 'wasm-unsafe-eval'; connect-src 'self' {collector}; \
                 base-uri 'none'\r\n"
            ),
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

/// A whole page around what stands on it.
fn around(script: &str, body: &str) -> String {
    let head = if script.is_empty() { String::new() } else { format!("<script>{script}</script>") };
    include_str!("../pages/page.html").replace("{head}", &head).replace("{body}", body)
}

/// What stands in the address of every page, and must not leave it.
pub const ORDER_PATH: &str = "/kasse/bestellung-erhalten/48151623";

/// The rest of that address.
pub const ORDER_QUERY: &str = "key=wc_order_Zm9vYmFy42&mail=erika.mustermann%40mail.example";

/// The end of the address of a page that stands in a frame.
const FRAME: &str = "/frame";

/// Has a page watched from its first line on in browsers that cannot be asked to: by a script of its
/// own, which its policy then has to allow beside what it allows ours.
fn watched(page: &str, policy: &str) -> (String, String) {
    let script = format!("<head><script nonce=\"{NONCE}\" src=\"{WATCH}\"></script>");
    (page.replace("<head>", &script), policy.replace("script-src ", "script-src 'self' "))
}

/// Where the script is that watches.
const WATCH: &str = "/witness.js";

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
                let (shown, collector) = (Arc::clone(&shown), collector.clone());
                tokio::spawn(async move { answer(stream, &shown, &collector).await });
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
async fn answer(mut stream: TcpStream, shown: &Mutex<Page>, collector: &str) -> Story {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        if stream.read_buf(&mut request).await? == 0 {
            return Ok(());
        }
    }
    // Not before: browsers open connections long before they need them.
    let page = *shown.lock().unwrap_or_else(PoisonError::into_inner);
    let request = String::from_utf8_lossy(&request);
    let target = request.split(' ').nth(1).unwrap_or_default();
    let hostile = include_str!("../pages/hostile.json");
    let html = "text/html; charset=utf-8";
    let framed = matches!(page, Page::Guarded(Policy::Sandboxed, _)) && !target.ends_with(FRAME);
    let found = if let Some(file) = target.strip_prefix("/app/") {
        of_the_app(file)
    } else if target.starts_with(ORDER_PATH) && framed {
        let frame = format!("{ORDER_PATH}{FRAME}");
        let page = around("", include_str!("../pages/frame.html")).replace("{frame}", &frame);
        Some((html, page.into_bytes()))
    } else if target.starts_with(ORDER_PATH) {
        let page = page.html().replace("{attributes}", &page.attributes()?);
        let page = page.replace("{collector}", collector).replace("{hostile}", hostile);
        Some((html, page.into_bytes()))
    } else if target == WATCH {
        Some(("text/javascript", WITNESS.as_bytes().to_vec()))
    } else if target == "/hostile.json" {
        Some(("application/json", hostile.as_bytes().to_vec()))
    } else {
        None
    };
    let status = if found.is_some() { "200 OK" } else { "404 Not Found" };
    let (kind, mut body) = found.unwrap_or(("text/plain", Vec::new()));
    let mut policy = page.policy(collector);
    if kind == html {
        // What a bundler made knows no more of the collector than a page of ours does.
        let mut html = String::from_utf8_lossy(&body).replace("{collector}", collector);
        if Engine::of_this_run()? != Engine::Chromium {
            (html, policy) = watched(&html, &policy);
        }
        body = html.into_bytes();
    }
    let reply = format!(
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\
         cache-control: no-cache\r\nreferrer-policy: {}\r\n{}\r\n",
        body.len(),
        page.referrer_policy(),
        policy,
    );
    stream.write_all(reply.as_bytes()).await?;
    stream.write_all(&body).await?;
    Ok(stream.shutdown().await?)
}
