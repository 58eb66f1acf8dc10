//! A visitor sees what leaves the page, and can take it back.

use e2e::{Key, Page, Shop, Story};

#[tokio::test]
async fn what_would_be_sent_is_shown_before_and_what_was_sent_after() -> Story {
    let shop = Shop::open().await?;
    let visitor = shop.land_on(Page::Private).await?;
    visitor.is_asked("How satisfied are you with your order?").await?;
    visitor.tabs_to("What leaves this page").await?;
    visitor.presses(Key::Enter).await?;
    let nothing = visitor.sees_what_leaves().await?;
    assert_eq!((nothing.says("overall"), nothing.complete), (None, false));
    assert_eq!(nothing.says_of_the_order("order_value").as_deref(), Some("100-200 EUR"));
    visitor.chooses("Very dissatisfied").await?;
    assert_eq!(visitor.sees_what_leaves().await?.says("overall").as_deref(), Some("-90"));
    visitor.continues().await?;
    visitor.is_asked("How likely are you to recommend us to a friend or colleague?").await?;
    visitor.rates(3).await?;
    visitor.continues().await?;
    visitor.is_asked("What is behind that?").await?;
    visitor.writes("Call 0170 1234567").await?;
    visitor.opens_what_leaves().await?;
    assert_eq!(visitor.sees_what_leaves().await?.says("why").as_deref(), Some("Call [phone]"));
    assert_eq!(shop.collector.submissions()?, [], "a look sends nothing");
    visitor.goes_on_to_the_end().await?;
    visitor.is_told("Your answers have arrived.").await?;
    visitor.opens_what_leaves().await?;
    let kept = shop.collector.receives(1).await?;
    assert_eq!(kept, [visitor.sees_what_leaves().await?]);
    visitor.finds_the_page_unharmed().await?;
    visitor.leaves().await
}

#[tokio::test]
async fn answers_are_gone_once_their_visitor_takes_them_back() -> Story {
    let shop = Shop::open().await?;
    shop.collector.has_heard_from(10, "It took a while").await?;
    let before = shop.collector.report().await?;
    let visitor = shop.land_on(Page::Private).await?;
    visitor.is_asked("How satisfied are you with your order?").await?;
    visitor.chooses("Very dissatisfied").await?;
    // Part of it is sent when the tab is hidden, and the code is for the whole.
    visitor.continues().await?;
    visitor.returns_to_the_tab().await?;
    visitor.rates(3).await?;
    visitor.goes_on_to_the_end().await?;
    visitor.is_told("Your answers have arrived.").await?;
    let code = visitor.is_given_a_code().await?;
    let kept = shop.collector.receives(11).await?;
    assert!(kept.iter().all(|sent| !sent.fields.contains(&"code".to_owned())));
    let sent = shop.collector.requests();
    assert!(sent.iter().all(|sent| !sent.raw.contains(&code[..4])), "the code stays on the page");

    visitor.goes_where_codes_are_taken().await?;
    visitor.takes_answers_back(&code[1..]).await?;
    visitor.reads("This is not a whole code.").await?;
    assert_eq!(shop.collector.report().await?.n(), 11);
    visitor.takes_answers_back(&code.to_lowercase()).await?;
    visitor.reads("There are no answers under this code any more.").await?;
    assert_eq!(shop.collector.report().await?.n(), 10);
    assert_eq!(
        shop.collector.report().await?.score("overall", "csm"),
        before.score("overall", "csm")
    );
    visitor.leaves().await
}
