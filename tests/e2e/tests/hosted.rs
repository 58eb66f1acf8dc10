//! A survey behind a link, with scripts and without.

use e2e::{Power, Shop, Story, can};

const RECOMMEND: &str = "How likely are you to recommend us to a friend or colleague?";

#[tokio::test]
async fn whoever_runs_no_scripts_fills_in_a_form_and_is_heard() -> Story {
    if !can(Power::NoScripts)? {
        return Ok(());
    }
    let shop = Shop::open().await?;
    shop.collector.has_heard_from(10, "It took a while").await?;
    let visitor = shop.follow_the_link_without_scripts_to("after-delivery").await?;

    visitor.ticks("How satisfied are you with your order?", "Rather dissatisfied").await?;
    visitor.sends_the_form().await?;
    visitor.is_told_beside(RECOMMEND, "Please choose an answer before going on.").await?;
    let before = "How satisfied are you with your order?";
    visitor.finds_ticked(before, "Rather dissatisfied").await?;

    visitor.ticks(RECOMMEND, "3").await?;
    visitor.sends_the_form().await?;
    visitor.is_told_plainly("What is behind that?").await?;
    visitor.fills_in("Chipped. Call 0170 1234567").await?;
    visitor.sends_the_form().await?;
    visitor.is_told_plainly("Your answers have arrived.").await?;

    shop.collector.receives(11).await?;
    let report = shop.collector.report().await?;
    assert_eq!((report.n(), report.n_complete()), (11, 11));
    assert!(report.comments("why").contains(&"Chipped. Call [phone]"), "{report:?}");
    for sent in shop.collector.requests() {
        assert_eq!(sent.headers.get("cookie"), None, "{}", sent.raw);
    }
    visitor.leaves().await
}

#[tokio::test]
async fn whoever_runs_scripts_meets_the_widget_behind_the_same_link() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.follow_the_link_to("after-delivery").await?;

    visitor.is_asked("How satisfied are you with your order?").await?;
    visitor.sees_no_form().await?;
    visitor.chooses("Satisfied").await?;
    visitor.continues().await?;
    visitor.is_asked(RECOMMEND).await?;
    visitor.rates(9).await?;
    visitor.continues().await?;
    visitor.is_asked("How easy was it to order?").await?;
    visitor.goes_on_to_the_end().await?;
    visitor.is_told("Your answers have arrived.").await?;

    let kept = shop.collector.receives(1).await?;
    assert_eq!(kept[0].says("recommend").as_deref(), Some("9"));
    visitor.finds_the_page_unharmed().await?;
    visitor.leaves().await
}

#[tokio::test]
async fn where_the_widget_cannot_be_loaded_the_form_takes_its_place() -> Story {
    let shop = Shop::open().await?;
    shop.collector.lacks(".wasm");
    let visitor = shop.follow_the_link_to("after-delivery").await?;
    visitor.is_told_plainly("How easy was it to order?").await?;
    visitor.ticks(RECOMMEND, "9").await?;
    visitor.sends_the_form().await?;
    visitor.is_told_plainly("Your answers have arrived.").await?;
    shop.collector.receives(1).await?;
    visitor.leaves().await
}
