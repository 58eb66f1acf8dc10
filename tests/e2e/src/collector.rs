//! A real collector, as it is shipped, behind a recording proxy.

use crate::Story;
use crate::http::{Reply, Request};
use crate::proxy::{Proxy, Sent};
use crate::server::Server;
use crate::wait::until;
use anyhow::{Context as _, ensure};
use serde_json::{Value, json};

/// Opens the owner's routes.
const TOKEN: &str = "e2e-owner-0123456789";

/// The survey of the demo shop, and of most of our pages.
const SURVEY: &str = "after-delivery";

/// A collector with an empty store of its own.
#[derive(Debug)]
pub struct Collector {
    server: Server,
    proxy: Proxy,
}

/// A submission as the collector was sent it.
#[derive(Debug, Clone, PartialEq)]
pub struct Submission {
    /// Its random id.
    pub id: String,
    /// Whether the visitor came to the end.
    pub complete: bool,
    /// The language of the card.
    pub lang: String,
    /// The ids of the questions that were shown.
    pub asked: Vec<String>,
    /// The names of everything in it, at every depth, as in `context.items`; sorted.
    pub fields: Vec<String>,
    answers: Value,
    scores: Value,
    context: Value,
    n_masked: u64,
}

/// The owner's report.
#[derive(Debug, Clone, PartialEq)]
pub struct Report(Value);

impl Collector {
    /// Starts a collector behind a proxy; pages of `origins` may read its replies.
    pub(crate) async fn start(proxy: Proxy, origins: [&str; 2]) -> Story<Self> {
        let dist = crate::given("AFTERSAY_DIST")?;
        let origins = origins.join(",");
        let server =
            Server::start(&["--widget", &dist, "--origins", &origins, "--token", TOKEN]).await?;
        proxy.leads_to(server.address);
        Ok(Self { server, proxy })
    }

    /// Where browsers find it.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://{}", self.proxy.address())
    }

    /// Where the page of a survey is.
    #[must_use]
    pub fn hosted(&self, survey: &str) -> String {
        format!("{}/s/{survey}?lang=en", self.origin())
    }

    /// Where the owner reads, past the proxy.
    #[must_use]
    pub fn dashboard(&self) -> String {
        format!("http://{}/dashboard?token={TOKEN}", self.server.address)
    }

    /// Is out: connections are cut, and new ones refused.
    pub async fn goes_down(&self) {
        self.proxy.goes_down().await;
    }

    /// Is there again.
    ///
    /// # Errors
    /// When something else has taken its port meanwhile.
    pub async fn comes_back(&self) -> Story {
        self.proxy.comes_back().await
    }

    /// Every request that came from a browser.
    #[must_use]
    pub fn requests(&self) -> Vec<Sent> {
        self.proxy.sent()
    }

    /// Every submission that was sent, repeats included, in the order in which they came.
    ///
    /// # Errors
    /// When one of them is not what a submission looks like.
    pub fn submissions(&self) -> Story<Vec<Submission>> {
        let posts = self.requests().into_iter().filter(|sent| sent.method == "POST");
        let posts = posts.filter(|sent| sent.target == "/v1/submissions");
        posts.map(|sent| Submission::read(&sent.body).context(sent.body)).collect()
    }

    /// Waits until exactly `n` visits are in the store, and returns the last word of each.
    ///
    /// # Errors
    /// When they do not come.
    pub async fn receives(&self, n: u64) -> Story<Vec<Submission>> {
        self.receives_to(SURVEY, n).await
    }

    /// The same of another survey than the shop's.
    ///
    /// # Errors
    /// When fewer arrive.
    pub async fn receives_to(&self, survey: &str, n: u64) -> Story<Vec<Submission>> {
        until(&format!("{n} submissions in the store"), async || {
            let stored = self.report_on(survey).await?.n();
            ensure!(stored == n, "{stored} are there");
            Ok(())
        })
        .await?;
        let mut last: Vec<Submission> = Vec::new();
        for submission in self.submissions()? {
            match last.iter_mut().find(|other| other.id == submission.id) {
                Some(other) => *other = submission,
                None => last.push(submission),
            }
        }
        Ok(last)
    }

    /// Takes answers of `n` other buyers, who all rate 9, are satisfied, and comment `why`.
    ///
    /// # Errors
    /// When one of them is refused.
    pub async fn has_heard_from(&self, n: u32, why: &str) -> Story {
        for index in 0..n {
            let body = json!({
                "schema": "aftersay.submission/1",
                "id": format!("{index:08x}-0000-4000-8000-000000000000"),
                "survey": SURVEY, "version": 1, "lang": "en", "complete": true,
                "asked": ["overall", "recommend", "why", "checkout", "found"],
                "answers": {"overall": -30, "recommend": 9, "why": why, "checkout": 4, "found": "friends"},
                "scores": {"csm": -30, "nps": 1, "rating": 75},
                "context": {}, "privacy": {"mode": "answers", "masked": 0},
            });
            let Reply { status, body } =
                self.owner("POST", "/v1/submissions", body.to_string()).await?;
            ensure!(status == 201, "{status}: {body}");
        }
        Ok(())
    }

    /// The owner's report.
    ///
    /// # Errors
    /// When the collector refuses it.
    pub async fn report(&self) -> Story<Report> {
        self.report_on(SURVEY).await
    }

    async fn report_on(&self, survey: &str) -> Story<Report> {
        let target = format!("/v1/reports/{survey}");
        let Reply { status, body } = self.owner("GET", &target, String::new()).await?;
        ensure!(status == 200, "{status}: {body}");
        Ok(Report(serde_json::from_str(&body)?))
    }

    /// A request past the proxy, so that the recording holds only what browsers sent.
    async fn owner(&self, method: &'static str, target: &str, body: String) -> Story<Reply> {
        let (to, target, token) = (self.server.address, target.to_owned(), Some(TOKEN));
        Request { to, method, target, token, body }.send().await
    }
}

impl Submission {
    pub(crate) fn read(body: &str) -> Story<Self> {
        let body: Value = serde_json::from_str(body)?;
        let text = |name: &str| body[name].as_str().map(str::to_owned).context("a text is missing");
        let asked = body["asked"].as_array().context("asked is no list")?;
        let asked = asked.iter().filter_map(|id| id.as_str().map(str::to_owned)).collect();
        let mut fields = Vec::new();
        name("", &body, &mut fields);
        fields.sort();
        Ok(Self {
            id: text("id")?,
            complete: body["complete"].as_bool().context("complete is no flag")?,
            lang: text("lang")?,
            asked,
            fields,
            answers: body["answers"].clone(),
            scores: body["scores"].clone(),
            context: body["context"].clone(),
            n_masked: body["privacy"]["masked"].as_u64().context("masked is no count")?,
        })
    }

    /// What was said to a question, as text; `None` where nothing was.
    #[must_use]
    pub fn says(&self, question: &str) -> Option<String> {
        match self.answers.get(question)? {
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        }
    }

    /// What it scored by this name, as text; `None` where it has no such score.
    #[must_use]
    pub fn scored(&self, name: &str) -> Option<String> {
        self.scores
            .get(name)
            .map(|score| score.as_str().map_or_else(|| score.to_string(), str::to_owned))
    }

    /// Everything that it scored, by name, as text.
    pub fn all_scored(&self) -> impl Iterator<Item = (&str, String)> {
        let scores = self.scores.as_object().into_iter().flatten();
        scores.filter_map(|(name, _)| Some((name.as_str(), self.scored(name)?)))
    }

    /// What it says of the order, as text.
    #[must_use]
    pub fn says_of_the_order(&self, fact: &str) -> Option<String> {
        self.context.get(fact)?.as_str().map(str::to_owned)
    }

    /// How many pieces of its texts were struck out.
    #[must_use]
    pub fn n_masked(&self) -> u64 {
        self.n_masked
    }
}

/// Collects the names in a value, at every depth.
fn name(above: &str, value: &Value, names: &mut Vec<String>) {
    for (field, value) in value.as_object().into_iter().flatten() {
        let name_here = if above.is_empty() { field.clone() } else { format!("{above}.{field}") };
        name(&name_here, value, names);
        names.push(name_here);
    }
}

impl Report {
    /// How many visits are in the store.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.0["n"].as_u64().unwrap_or_default()
    }

    /// How many of them came to the end.
    #[must_use]
    pub fn n_complete(&self) -> u64 {
        self.0["complete"].as_u64().unwrap_or_default()
    }

    /// The value of a question's score and its bounds, to one digit; `None` while it is hidden.
    #[must_use]
    pub fn score(&self, question: &str, score: &str) -> Option<[String; 3]> {
        let estimate = &self.0["questions"][question]["scores"][score];
        let digits = |name: &str| estimate[name].as_f64().map(|number| format!("{number:.1}"));
        Some([digits("value")?, digits("low")?, digits("high")?])
    }

    /// The codes of what the owner is warned of.
    #[must_use]
    pub fn warnings(&self) -> Vec<&str> {
        let warnings = self.0["warnings"].as_array().into_iter().flatten();
        warnings.filter_map(|warning| warning["code"].as_str()).collect()
    }

    /// The comments on a question, in any order.
    #[must_use]
    pub fn comments(&self, question: &str) -> Vec<&str> {
        let comments = self.0["comments"][question].as_array().into_iter().flatten();
        comments.filter_map(Value::as_str).collect()
    }
}
