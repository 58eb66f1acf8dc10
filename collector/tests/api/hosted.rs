//! The hosted page without scripts, as a browser gets it and sends it back.

use crate::fixture::{Reply, TestCollector};
use axum::http::StatusCode;
use serde_json::json;

/// A page with a form, and what a browser would send of it.
struct Page {
    html: String,
    fields: Vec<(String, String)>,
}

impl Page {
    fn read(reply: &Reply) -> Self {
        let html = reply.text();
        let hidden = html.split("<input type=\"hidden\" ").skip(1).map(|rest| {
            let value = |name: &str| {
                let rest = rest.split_once(&format!("{name}=\"")).unwrap().1;
                rest.split_once('"').unwrap().0.to_owned()
            };
            (value("name"), value("value"))
        });
        let fields = hidden.collect();
        Self { html, fields }
    }

    fn filled(mut self, name: &str, value: &str) -> Self {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    async fn sent(&self, collector: &TestCollector) -> Reply {
        self.sent_to(collector, "quick").await
    }

    async fn sent_to(&self, collector: &TestCollector, survey: &str) -> Reply {
        let mut body = form_urlencoded::Serializer::new(String::new());
        let body = body.extend_pairs(&self.fields).finish();
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        collector.send("POST", &format!("/s/{survey}?lang=de"), &headers, &body).await
    }
}

async fn opened(collector: &TestCollector) -> Page {
    let reply = collector.get("/s/quick?lang=de").await;
    assert_eq!(reply.status, StatusCode::OK);
    Page::read(&reply)
}

#[tokio::test]
async fn a_form_is_stored_as_the_widgets_submission_would_be() {
    let collector = TestCollector::start().await;
    let page = opened(&collector).await;
    assert!(page.html.contains("Wie wahrscheinlich ist es"), "{}", page.html);
    let page = page.filled("recommend", "9").filled("why", "Late.\r\nWrite to me@example.com");
    let reply = page.sent(&collector).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER);
    assert_eq!(reply.header("location"), Some("/s/quick/thanks?lang=de"));
    let thanks = collector.get("/s/quick/thanks?lang=de").await;
    assert!(thanks.text().contains("Vielen Dank"), "{}", thanks.text());

    let mut stored = collector.stored().await;
    let id = stored[0].as_object_mut().unwrap().remove("id").unwrap();
    assert!(page.fields.iter().any(|(_, value)| *value == id));
    assert_eq!(
        stored,
        [json!({
            "schema": "aftersay.submission/1",
            "survey": "quick", "version": 2, "lang": "de", "complete": true,
            "asked": ["recommend", "why"],
            "answers": {"recommend": 9, "why": "Late.\nWrite to [email]"},
            "scores": {"nps": 1}, "context": {}, "privacy": {"mode": "answers", "masked": 1}
        })]
    );
    // A second click, or the way back and on again.
    assert_eq!(page.sent(&collector).await.status, StatusCode::SEE_OTHER);
    assert_eq!(collector.stored().await.len(), 1);
    assert_eq!(collector.agrees().await, 1);
}

#[tokio::test]
async fn the_thanks_of_a_form_are_those_that_its_answers_lead_to() {
    let collector = TestCollector::start().await;
    for (answer, thanks) in [("3", "Sorry for your 3."), ("9", "Thank you.")] {
        let page = Page::read(&collector.get("/s/other?lang=de").await).filled("recommend", answer);
        // The second time it is a repeat, and shows the same.
        for _ in 0..2 {
            let reply = page.sent_to(&collector, "other").await;
            assert!(reply.text().contains(thanks), "{answer}: {}", reply.text());
        }
    }
    assert_eq!(collector.rows().await.len(), 2);
}

#[tokio::test]
async fn a_form_with_a_mistake_comes_back_with_everything_in_it() {
    let collector = TestCollector::start().await;
    let page = opened(&collector).await.filled("recommend", "11").filled("why", "<b>\"Late\"</b>");
    let reply = page.sent(&collector).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    let again = Page::read(&reply);
    for said in ["&lt;b&gt;&quot;Late&quot;&lt;/b&gt;", "role=\"alert\"", "aria-invalid=\"true\""] {
        assert!(again.html.contains(said), "{said} is not in {}", again.html);
    }
    assert_eq!(again.fields, &page.fields[..4], "id, version and draw stay");
    assert!(collector.stored().await.is_empty());
}

#[tokio::test]
async fn a_form_that_cannot_be_stored_comes_back_with_everything_in_it() {
    let collector = TestCollector::start().await;
    let page = opened(&collector).await.filled("recommend", "9").filled("why", "Late");
    collector.close().await;
    let reply = page.sent(&collector).await;
    assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(reply.header("retry-after").is_some());
    let again = Page::read(&reply);
    assert!(again.html.contains("checked value=\"9\""), "{}", again.html);
    assert!(again.html.contains("\nLate</textarea>"), "{}", again.html);
    assert_eq!(again.fields, &page.fields[..4]);
}

#[tokio::test]
async fn what_is_no_form_of_ours_is_answered_by_one_and_stores_nothing() {
    let collector = TestCollector::start().await;
    for body in ["", "%ff%fe=%00&&=", ".version=1.5&.seed=x&.id=1&.shown=9.9&recommend=9"] {
        let reply = collector.send("POST", "/s/quick", &[], body).await;
        assert_eq!(reply.status, StatusCode::OK, "{body}");
        assert_eq!(Page::read(&reply).fields.len(), 4, "{body}");
    }
    let large = "x".repeat(200_000);
    let reply = collector.send("POST", "/s/quick", &[], &large).await;
    assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE);
    for method in ["GET", "POST"] {
        let reply = collector.send(method, "/s/nobody", &[("accept-language", "fr")], "").await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND);
        assert!(reply.text().contains("Ce questionnaire n’existe pas ici."), "{}", reply.text());
    }
    assert!(collector.stored().await.is_empty());
}

#[tokio::test]
async fn the_page_speaks_the_browsers_language_in_its_direction_and_sets_no_cookie() {
    let collector = TestCollector::start().await;
    let wanted = [("accept-language", "xx, he;q=0.9, en;q=0.8")];
    let reply = collector.send("GET", "/s/quick", &wanted, "").await;
    assert!(reply.text().contains("<html lang=\"he\" dir=\"rtl\">"), "{}", reply.text());
    assert_eq!(reply.header("set-cookie"), None);
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    let policy = reply.header("content-security-policy").unwrap();
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe-inline"), "{policy}");
}
